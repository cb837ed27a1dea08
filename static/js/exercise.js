// The exercises of a lesson: an answer is marked on the server either way, and shown in place with a script.
"use strict";

(() => {
  const answer = async (section, form, button) => {
    const body = new FormData(form, button);
    const response = await fetch(form.action, {
      method: "POST",
      headers: { "HX-Request": "true" },
      body,
    });
    if (!response.ok || response.redirected) throw new Error("signed out, or taken away");
    const shown = document.createRange().createContextualFragment(await response.text());
    const next = shown.querySelector("[data-exercise]");
    section.replaceWith(next);
    for (const words of document.querySelectorAll("[data-tried-words]")) {
      words.textContent = next.dataset.tried;
    }
    document.dispatchEvent(new CustomEvent("exercise", { detail: next }));
    const told = next.querySelector("[data-told]");
    const first = told.childElementCount ? told : next.querySelector("[data-turn]") ?? next.querySelector("h2");
    first.tabIndex = -1;
    first.focus();
  };

  document.addEventListener("submit", (event) => {
    const section = event.target.closest("[data-exercise]");
    if (!section || event.defaultPrevented) return;
    event.preventDefault();
    answer(section, event.target, event.submitter).catch(() => {
      // The page itself is sent, which says what is wrong.
      if (event.submitter?.name) {
        const { name, value } = event.submitter;
        event.target.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      }
      event.target.submit();
    });
  });

  // A number on a picture ticks its line in the list.
  document.addEventListener("click", (event) => {
    const spot = event.target.closest("[data-spot]");
    if (spot) document.getElementById(spot.dataset.spot).click();
  });
})();
