"use strict";
// Sorting and filtering. Without it the page shows everything, best matches first.
(() => {
  const body = document.querySelector("tbody");
  if (!body) return;
  document.documentElement.classList.add("scripted");
  const rows = [...body.rows];
  const search = document.querySelector("#search");
  const level = document.querySelector("#level");
  const shown = document.querySelector("#shown");
  const alone = [...document.querySelectorAll(".columns > li")];
  const texts = new Map([...rows, ...alone].map((each) => [each, each.textContent.toLowerCase()]));

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (each) => words.every((word) => texts.get(each).includes(word));
    for (const row of rows) {
      row.hidden = !fits(row) || (level.value !== "" && !row.classList.contains(level.value));
    }
    for (const item of alone) item.hidden = !fits(item);
    const count = rows.filter((row) => !row.hidden).length;
    shown.textContent = `${count} of ${rows.length} matches shown`;
  }

  function sort(button) {
    const head = button.closest("th");
    const key = button.dataset.key;
    const before = head.getAttribute("aria-sort");
    const first = key === "score" ? "descending" : "ascending";
    const order = before ? (before === "ascending" ? "descending" : "ascending") : first;
    for (const each of document.querySelectorAll("th")) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    rows.sort((a, b) => sign * (Number(a.dataset[key]) - Number(b.dataset[key])));
    body.append(...rows);
  }

  for (const button of document.querySelectorAll("th button")) {
    button.addEventListener("click", () => sort(button));
  }
  search.addEventListener("input", filter);
  level.addEventListener("change", filter);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== search) {
      event.preventDefault();
      search.focus();
    }
  });
  filter();
})();
