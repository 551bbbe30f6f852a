
(() => {
  const form = document.getElementById("filter");
  const table = document.getElementById("matrix");
  const said = document.getElementById("shown");
  if (form && table) {
    const rows = [...table.tBodies[0].rows];
    const apply = () => {
      const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const row of rows) {
        const chosen = ["outcome", "level", "flow"].every((name) => {
          const value = form.elements[name].value;
          return value === "" || row.dataset[name] === value;
        });
        const text = row.textContent.toLowerCase();
        row.hidden = !(chosen && words.every((word) => text.includes(word)));
        count += row.hidden ? 0 : 1;
      }
      said.textContent = `${count} of ${rows.length} shown`;
    };
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("submit", (event) => event.preventDefault());
    // A link to a requirement has to arrive, also when the filter hides its row.
    addEventListener("hashchange", () => {
      const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (row && row.hidden) form.reset();
    });
    apply();
  }
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("article details:not([open])")) {
      part.open = true;
      part.dataset.opened = "";
    }
  });
  addEventListener("afterprint", () => {
    for (const part of document.querySelectorAll("details[data-opened]")) {
      part.open = false;
      delete part.dataset.opened;
    }
  });
})();
