// Cards to sort: one may be dragged onto its box, which chooses the box in the list of the card. The lists stay
// and hold the answer, so that what is sent is the same without this file.
"use strict";

(() => {
  const enhance = (sorting) => {
    const zones = [...sorting.querySelectorAll("[data-sorting-zone]")];
    let dragged = null;

    const count = () => {
      for (const zone of zones) {
        const chosen = sorting.querySelectorAll(`input[value="${zone.dataset.sortingZone}"]:checked`);
        zone.querySelector("[data-sorting-count]").textContent = chosen.length || "";
      }
    };

    for (const part of sorting.querySelectorAll("[data-sorting-drag]")) part.hidden = false;
    for (const card of sorting.querySelectorAll("[data-sorting-card]")) {
      card.draggable = true;
      card.addEventListener("dragstart", (event) => {
        dragged = card;
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", "");
      });
      card.addEventListener("dragend", () => {
        dragged = null;
      });
    }
    for (const zone of zones) {
      const mark = (event, isOver) => {
        if (!dragged) return;
        event.preventDefault();
        zone.classList.toggle("sorting__zone--over", isOver);
      };
      zone.addEventListener("dragenter", (event) => mark(event, true));
      zone.addEventListener("dragover", (event) => mark(event, true));
      zone.addEventListener("dragleave", (event) => mark(event, false));
      zone.addEventListener("drop", (event) => {
        mark(event, false);
        dragged?.querySelector(`input[value="${zone.dataset.sortingZone}"]`).click();
      });
    }
    sorting.addEventListener("change", count);
    count();
  };

  // After quiz.js has put back what could not be sent.
  addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-sorting]").forEach(enhance);
  });
  // An exercise of a lesson that was answered, and stands there anew.
  document.addEventListener("exercise", (event) => {
    event.detail.querySelectorAll("[data-sorting]").forEach(enhance);
  });
})();
