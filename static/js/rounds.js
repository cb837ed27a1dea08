// A draft round: a person is dragged onto the row of another ambassador, in place of the list and button
// of their own row, which stay for the keyboard and hold what is possible and what it costs.
"use strict";

(() => {
  const enhance = (table) => {
    const said = document.querySelector("[data-round-said]");
    const rows = [...table.querySelectorAll("[data-round-row]")];
    const hint = document.querySelector("[data-round-hint]");
    let dragged = null;
    let over = null; // the pair of somebody else under the name
    let sent = false;

    const offer = (row) => {
      const select = dragged?.querySelector("[data-round-form] select");
      return select?.querySelector(`option[value="${row.dataset.roundRow}"]`);
    };

    const mark = () => {
      for (const row of rows) {
        row.style.outline = dragged && offer(row) ? "2px dashed currentColor" : "";
      }
    };

    for (const row of rows) {
      const person = row.querySelector("[data-round-person]");
      if (row.querySelector("[data-round-form]")) {
        person.draggable = true;
        person.style.cursor = "grab";
        hint.hidden = false;
      }
      person.addEventListener("dragstart", (event) => {
        event.dataTransfer.setData("text/plain", person.textContent);
        event.dataTransfer.effectAllowed = "move";
        dragged = row;
        over = null;
        sent = false;
        mark();
      });
      person.addEventListener("dragend", () => {
        if (!sent) said.textContent = over && !offer(over) ? table.dataset.no : table.dataset.elsewhere;
        dragged = over = null;
        mark();
      });
      row.addEventListener("dragover", (event) => {
        if (!dragged || row === dragged) return;
        over = row;
        const option = offer(row);
        said.textContent = option ? option.textContent.trim() : table.dataset.no;
        if (option) event.preventDefault();
      });
      row.addEventListener("dragleave", (event) => {
        if (!row.contains(event.relatedTarget)) over = null;
      });
      row.addEventListener("drop", (event) => {
        const option = offer(row);
        if (!option) return;
        event.preventDefault();
        sent = true;
        option.parentElement.value = option.value;
        option.closest("form").requestSubmit();
      });
    }
  };

  addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-round-draft]").forEach(enhance);
  });
})();
