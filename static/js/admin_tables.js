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
