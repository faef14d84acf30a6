"use strict";
// Filters and sorts rows that are in the document already. Nothing is made from text, so that no text becomes markup.
(() => {
  const section = document.getElementById("findings");
  const filters = document.getElementById("filters");
  if (!section || !filters) return;
  const body = section.querySelector("tbody");
  const rows = Array.from(body.rows, (row) => ({ row, text: null }));
  const words = document.getElementById("filter-text");
  const order = document.getElementById("order");
  const shown = document.getElementById("shown");

  const chosen = (name) =>
    new Set(Array.from(filters.querySelectorAll(`input[name=${name}]:checked`), (box) => box.value));

  const holds = (entry, wanted) => {
    if (wanted.length === 0) return true;
    entry.text ??= entry.row.textContent.toLowerCase();
    return wanted.every((word) => entry.text.includes(word));
  };

  const filter = () => {
    const severities = chosen("severity");
    const statuses = chosen("status");
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const entry of rows) {
      const { severity, status } = entry.row.dataset;
      const visible = severities.has(severity) && statuses.has(status) && holds(entry, wanted);
      entry.row.hidden = !visible;
      if (visible) count += 1;
    }
    shown.textContent = `Showing ${count} of ${rows.length}.`;
  };

  const collator = new Intl.Collator("en", { numeric: true });
  const key = (entry, column) => {
    const cell = entry.row.cells[column];
    return cell.dataset.key ?? cell.firstElementChild.textContent;
  };

  const sort = (header) => {
    const column = header.cellIndex;
    const sign = header.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    for (const other of header.parentElement.cells) other.removeAttribute("aria-sort");
    const keyed = rows.map((entry) => [key(entry, column), entry]);
    keyed.sort((one, two) => sign * collator.compare(one[0], two[0]));
    const sorted = document.createDocumentFragment();
    for (const [, entry] of keyed) sorted.append(entry.row);
    body.append(sorted);
    const direction = sign === 1 ? "ascending" : "descending";
    header.setAttribute("aria-sort", direction);
    order.textContent = `Sorted by ${header.textContent.toLowerCase()}, ${direction}.`;
  };

  // Some browsers forget what rows and cells are where a style lays them out as something else.
  const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  for (const part of section.querySelectorAll(".many, .many thead, .many tbody, .many tr, .many td, .many th")) {
    part.setAttribute("role", roles[part.tagName] ?? (part.scope === "col" ? "columnheader" : "rowheader"));
  }

  for (const header of section.querySelectorAll("thead th")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    button.addEventListener("click", () => sort(header));
    header.append(button);
  }
  let waiting = 0;
  words.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  });
  filters.addEventListener("change", filter);
  filters.hidden = false;
  filter();
})();
