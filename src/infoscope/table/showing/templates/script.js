"use strict";
// Theme: the system's choice until the button is pressed; remembered where the browser allows it.
(() => {
  const root = document.documentElement, button = document.getElementById("theme");
  const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const label = () => { button.textContent = dark() ? "Light" : "Dark"; };
  try { const kept = localStorage.getItem("infoscope-theme"); if (kept) root.dataset.theme = kept; } catch { /* no storage for files */ }
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    try { localStorage.setItem("infoscope-theme", root.dataset.theme); } catch { /* no storage for files */ }
    label();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", label);
  button.hidden = false;
  label();
})();

// Sorting: numbers by data-v, words by what is read; cells without a value stay last.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0];
  heads.forEach((head, column) => head.firstElementChild.addEventListener("click", () => {
    const numeric = head.classList.contains("number");
    const first = numeric && column > 0 ? "descending" : "ascending";
    const other = first === "ascending" ? "descending" : "ascending";
    const order = head.getAttribute("aria-sort") === first ? other : first;
    for (const h of heads) h.setAttribute("aria-sort", h === head ? order : "none");
    const sign = order === "ascending" ? 1 : -1;
    const key = (row) => {
      const cell = row.cells[column];
      if (!numeric) return cell.textContent.trim();
      return cell.dataset.v === "" ? NaN : Number(cell.dataset.v);
    };
    const compare = (a, b) => {
      if (!numeric) return sign * a.localeCompare(b, undefined, { numeric: true });
      if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b);
      return a === b ? 0 : sign * (a < b ? -1 : 1);
    };
    const rows = [...body.rows].map((row) => [key(row), row]);
    rows.sort((a, b) => compare(a[0], b[0]));
    body.append(...rows.map((pair) => pair[1]));
  }));
}

// Finding a panel by its column's name.
(() => {
  const find = document.getElementById("find");
  if (!find) return;
  const cards = [...document.querySelectorAll(".card")], more = document.getElementById("more");
  find.closest(".tools").hidden = false;
  find.addEventListener("input", () => {
    const words = find.value.trim().toLowerCase();
    let count = 0;
    for (const card of cards) {
      card.hidden = !card.dataset.name.toLowerCase().includes(words);
      count += !card.hidden;
    }
    if (more && words) more.open = true;
    document.getElementById("found").textContent = words ? `${count} of ${cards.length}` : "";
  });
})();

// The heat map: the cell under the pointer, or moved to with the arrow keys, is read out in words.
(() => {
  const map = document.getElementById("map");
  if (!map) return;
  const [cell, margin, top] = ["cell", "margin", "top"].map((key) => Number(map.dataset[key]));
  const values = map.dataset.values.split(" "), cursor = document.getElementById("cursor");
  const sides = [...map.querySelectorAll(".side")], tops = [...map.querySelectorAll(".top")];
  const names = sides.map((text) => text.dataset.name), n = names.length;
  let row = -1, column = -1;
  const show = (i, j) => {
    if (i < 0 || j < 0 || i >= n || j >= n) return;
    for (const text of [sides[row], tops[column]]) if (text) text.classList.remove("on");
    [row, column] = [i, j];
    sides[i].classList.add("on");
    tops[j].classList.add("on");
    cursor.setAttribute("x", margin + j * cell - 0.5);
    cursor.setAttribute("y", top + i * cell - 0.5);
    cursor.setAttribute("visibility", "visible");
    document.getElementById("reading").textContent =
      i === j ? names[i] : `${names[i]} × ${names[j]}: ${values[i * n + j]} %`;
  };
  map.addEventListener("pointermove", (event) => {
    const at = map.getBoundingClientRect();
    show(Math.floor((event.clientY - at.top - top) / cell), Math.floor((event.clientX - at.left - margin) / cell));
  });
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  map.parentElement.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    if (row < 0) show(0, 1); else show(row + move[0], column + move[1]);
  });
})();

// On paper nothing can be opened: open it before.
addEventListener("beforeprint", () => { for (const d of document.querySelectorAll("details")) d.open = true; });
