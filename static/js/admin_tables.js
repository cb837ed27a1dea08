// Names the cells of the administration's tables after their columns, so that a phone shows each row as a block.
function nameCells(table) {
  const heads = [...table.querySelectorAll("thead tr:last-child > *")].map((each) => {
    const shown = each.cloneNode(true);
    shown.querySelectorAll("svg, .w-sr-only, [role='tooltip']").forEach((part) => part.remove());
    return shown.textContent.trim().replace(/\s+/g, " ");
  });
  const isTicked = table.querySelector("thead input");
  if (!heads.length || (isTicked && !isTicked.matches("[data-bulk-action-select-all-checkbox]"))) return; // our own have cards of theirs
  const first = isTicked ? 1 : 0;
  table.classList.add("listing--cards");
  for (const row of table.tBodies[0]?.rows ?? []) {
    [...row.cells].forEach((cell, at) => {
      if (at > first && heads[at] && row.cells.length === heads.length && cell.textContent.trim()) cell.dataset.label = heads[at];
    });
  }
}

function nameAllCells() {
  document.querySelectorAll("main table.listing").forEach(nameCells);
}

document.addEventListener("DOMContentLoaded", nameAllCells);
document.addEventListener("w-swap:success", nameAllCells);

// A colour that is chosen is written beside, where it is kept.
document.addEventListener("input", ({ target }) => {
  if (target.dataset.colourOf) document.getElementById(target.dataset.colourOf).value = target.value;
});

// Leaving a search that was typed replaces the list, and with it the very box on which one clicked: what is ticked and
// still listed stays ticked. Wagtail forgets it in a listener of the same event, and is
// told again after it.
const tickedRows = new Set();
let lastRow = "";

document.addEventListener(
  "change",
  ({ target }) => {
    if (target.matches("[data-bulk-action-checkbox]")) {
      lastRow = target.dataset.objectId;
      tickedRows[target.checked ? "add" : "delete"](lastRow);
    } else if (target.matches("[data-bulk-action-select-all-checkbox]") && !target.checked) tickedRows.clear();
  },
  true,
);

const tickAgain = () => {
  const ticked = [...document.querySelectorAll("[data-bulk-action-checkbox]")].filter((box) => tickedRows.has(box.dataset.objectId));
  tickedRows.clear();
  for (const box of ticked) {
    box.checked = true;
    box.dispatchEvent(new Event("change"));
    if (box.dataset.objectId === lastRow && document.activeElement === document.body) box.focus();
  }
};

document.addEventListener("w-swap:success", () => setTimeout(tickAgain));
