// Check boxes of a list: how many are ticked, said as it changes; a whole page at once. What is listed may be
// replaced by a search, so the page listens, not the rows.
"use strict";

(() => {
  const boxesOf = (form) => [...form.querySelectorAll("input[type=checkbox][name=people]")];

  const count = (form) => {
    const ticked = boxesOf(form).filter((box) => box.checked).length;
    const words = [form.dataset.nobody, form.dataset.one][ticked] ?? form.dataset.many;
    form.querySelector("[data-selection-count]").textContent = words.replace("[count]", ticked);
  };

  addEventListener("change", (event) => {
    const form = event.target.closest("[data-selection]");
    if (form && event.target.name === "people") count(form);
  });

  addEventListener("click", (event) => {
    const link = event.target.closest("[data-selection-all], [data-selection-none]");
    if (!link) return;
    event.preventDefault();
    const form = link.closest("[data-selection]");
    for (const box of boxesOf(form)) box.checked = "selectionAll" in link.dataset;
    count(form);
  });

  // Going back, the browser ticks again what was ticked.
  addEventListener("pageshow", () => document.querySelectorAll("[data-selection]").forEach(count));
})();
