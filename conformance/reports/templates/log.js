
(() => {
  const PAGE = 50;
  const [table, form, more, said] = ["log", "log-filter", "log-more", "log-shown"]
    .map((id) => document.getElementById(id));
  if (!table) return;
  const body = table.tBodies[0];
  let rows = null;
  let found = [];

  const read = () => {
    if (rows) return;
    const names = ["number", "flow", "case", "step", "asked", "sentHeaders", "sentBody", "answer",
      "gotHeaders", "gotBody", "milliseconds", "second"];
    rows = JSON.parse(document.getElementById("log-data").textContent)
      .map((values) => Object.fromEntries(names.map((name, place) => [name, values[place]])));
    const fill = (name, values) => {
      for (const value of new Set(values)) form.elements[name].append(new Option(value, value));
    };
    fill("flow", rows.map((row) => row.flow));
    fill("answer", rows.map((row) => row.answer).sort());
  };

  const element = (name, text, kind) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };

  const side = (title, line, headers, content) => {
    const part = element("div");
    part.append(element("h3", title));
    for (const [label, text] of [["head", [line, headers].filter(Boolean).join("\n")], ["body", content]]) {
      if (!text) continue;
      const box = element("pre", text);
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", `${title}: ${label}`);
      part.append(box);
    }
    return part;
  };

  const open = (row, button) => {
    const line = button.closest("tr");
    if (button.getAttribute("aria-expanded") === "true") {
      line.nextElementSibling.remove();
      button.setAttribute("aria-expanded", "false");
      return;
    }
    const cell = element("td");
    cell.colSpan = 6;
    const both = element("div", undefined, "exchange");
    const status = row.gotHeaders || /^\d/.test(row.answer) ? `Status ${row.answer}` : row.answer;
    both.append(
      side("Sent", row.asked, row.sentHeaders, row.sentBody),
      side("Received", status, row.gotHeaders, row.gotBody),
    );
    cell.append(element("p", `Began ${row.second} s after the run.`, "meta"), both);
    const detail = element("tr");
    detail.append(cell);
    line.after(detail);
    button.setAttribute("aria-expanded", "true");
  };

  const show = (row) => {
    const line = element("tr");
    line.id = `exchange-${row.number}`;
    const first = element("th");
    first.scope = "row";
    const button = element("button", String(row.number), "opener");
    button.type = "button";
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-label", `Exchange ${row.number}`);
    button.addEventListener("click", () => open(row, button));
    first.append(button);
    const asked = element("td");
    asked.append(element("code", row.asked));
    line.append(first, element("td", `${row.flow}, ${row.case}`), element("td", row.step), asked,
      element("td", row.answer, "word"), element("td", String(row.milliseconds), "count"));
    body.append(line);
    return button;
  };

  const shown = () => body.querySelectorAll("tr[id]").length;
  const extend = (count) => {
    const from = shown();
    for (const row of found.slice(from, from + count)) show(row);
    more.hidden = shown() >= found.length;
    said.textContent = `${shown()} shown of ${found.length} that fit, ${rows.length} in all`;
  };

  const apply = () => {
    read();
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const { flow, answer } = form.elements;
    found = rows.filter((row) => {
      if (flow.value && row.flow !== flow.value) return false;
      if (answer.value && row.answer !== answer.value) return false;
      if (!words.length) return true;
      const text = Object.values(row).join("\n").toLowerCase();
      return words.every((word) => text.includes(word));
    });
    body.replaceChildren();
    table.hidden = false;
    extend(PAGE);
  };

  // A link to an exchange opens it, wherever in the list it stands.
  const follow = () => {
    const match = /^#exchange-(\d+)$/.exec(location.hash);
    if (!match) return;
    // Not reset(): its event comes later and would close again what is opened here.
    for (const field of [form.elements.text, form.elements.flow, form.elements.answer]) field.value = "";
    apply();
    const place = found.findIndex((row) => row.number === Number(match[1]));
    if (place < 0) return;
    if (place >= shown()) extend(place - shown() + PAGE);
    const button = document.querySelector(`#${location.hash.slice(1)} button`);
    button.click();
    button.scrollIntoView({ block: "start" });
    button.focus({ preventScroll: true });
  };

  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", () => extend(PAGE));
  addEventListener("hashchange", follow);
  // The list is made when it comes near: a page of thousands of exchanges opens at once.
  new IntersectionObserver((entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    if (!rows) apply();
  }, { rootMargin: "600px" }).observe(form);
  follow();
})();
