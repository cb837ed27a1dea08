// Names the cells of the administration's tables after their columns, so that a phone shows each row as a block.
function nameCells(table) {
  const heads = [...table.querySelectorAll("thead tr:last-child > *")].map((each) => {
    const shown = each.cloneNode(true);
    shown.querySelectorAll("svg, .w-sr-only, [role='tooltip']").forEach((part) => part.remove());
    return shown.textContent.trim().replace(/\s+/g, " ");
  });
  if (!heads.length || table.querySelector("thead input")) return; // what is chosen in bulk keeps its columns
  table.classList.add("listing--cards");
  for (const row of table.tBodies[0]?.rows ?? []) {
    [...row.cells].forEach((cell, at) => {
      if (at && heads[at] && row.cells.length === heads.length && cell.textContent.trim()) cell.dataset.label = heads[at];
    });
  }
}

function nameAllCells() {
  document.querySelectorAll("main table.listing").forEach(nameCells);
}

document.addEventListener("DOMContentLoaded", nameAllCells);
document.addEventListener("w-swap:success", nameAllCells);
