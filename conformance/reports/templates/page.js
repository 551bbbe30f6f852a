
(() => {
  const form = document.getElementById("filter");
  const table = document.getElementById("matrix");
  const said = document.getElementById("shown");
  if (form && table) {
    const rows = [...table.tBodies[0].rows];
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const apply = () => {
      const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      rows.forEach((row, place) => {
        const chosen = ["outcome", "level", "flow"].every((name) => {
          const value = form.elements[name].value;
          return value === "" || row.dataset[name] === value;
        });
        row.hidden = !(chosen && words.every((word) => texts[place].includes(word)));
        count += row.hidden ? 0 : 1;
      });
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

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Without the clipboard's permission the selection is what a browser still copies.
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };
  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      const done = await copy(button.parentElement.querySelector("pre").textContent);
      button.textContent = done ? "Copied" : "Not copied: select the text";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
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
