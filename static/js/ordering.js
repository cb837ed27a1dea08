// Items to put in order: two buttons move each one, in place of the lists that give it a number.
// The lists stay in the form and hold the order, so that what is sent is the same without this file.
"use strict";

(() => {
  const enhance = (list) => {
    const part = list.parentElement;
    const said = part.querySelector("[data-order-said]");
    const items = () => [...list.querySelectorAll("[data-order-item]")];
    const place = (item) => item.querySelector("select");
    const words = (item) => item.querySelector("[data-order-text]").textContent.trim();

    const number = () => {
      const all = items();
      all.forEach((item, index) => {
        place(item).value = index + 1;
        item.querySelector("[data-order-number]").textContent = index + 1;
        const [up, down] = item.querySelectorAll("[data-order-move]");
        up.setAttribute("aria-disabled", index === 0);
        down.setAttribute("aria-disabled", index === all.length - 1);
      });
    };

    const say = (sentence, item) => {
      const all = items();
      said.textContent = sentence
        .replace("{item}", () => words(item))
        .replace("{place}", all.indexOf(item) + 1)
        .replace("{total}", all.length);
    };

    const move = (button) => {
      const item = button.closest("[data-order-item]");
      const step = Number(button.dataset.orderMove);
      const all = items();
      const other = all[all.indexOf(item) + step];
      if (!other) {
        say(step < 0 ? list.dataset.first : list.dataset.last, item);
        return;
      }
      if (step < 0) other.before(item);
      else other.after(item);
      number();
      button.focus();
      say(list.dataset.moved, item);
      place(item).dispatchEvent(new Event("input", { bubbles: true }));
    };

    // An order that was given before: items without a place come last.
    const given = (item) => Number(place(item).value) || Infinity;
    items()
      .sort((one, other) => (given(one) === given(other) ? 0 : given(one) - given(other)))
      .forEach((item) => list.append(item));
    for (const item of items()) {
      place(item).hidden = true;
      for (const name of ["moves", "number"]) {
        item.querySelector(`[data-order-${name}]`).hidden = false;
      }
    }
    part.querySelector("[data-order-plain]").hidden = true;
    part.querySelector("[data-order-moving]").hidden = false;
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-order-move]");
      if (button) move(button);
    });
    number();
  };

  // After quiz.js has put back what could not be sent.
  addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-order]").forEach(enhance);
  });
  // An exercise of a lesson that was answered, and stands there anew.
  document.addEventListener("exercise", (event) => {
    event.detail.querySelectorAll("[data-order]").forEach(enhance);
  });
})();
