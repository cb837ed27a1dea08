// The exercises of a lesson: an answer is marked on the server either way, and shown in place with a script.
"use strict";

(() => {
  // Read as a document of its own, so that no script of ours writes HTML.
  const send = (form, button) =>
    new Promise((done, failed) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.responseType = "document";
      request.setRequestHeader("HX-Request", "true");
      request.onload = () => done(request.response?.querySelector("[data-exercise]"));
      request.onerror = failed;
      request.send(new FormData(form, button));
    });

  const answer = async (section, form, button) => {
    const next = await send(form, button);
    if (!next) throw new Error("signed out, or taken away");
    section.replaceWith(next);
    for (const words of document.querySelectorAll("[data-tried-words]")) {
      words.textContent = next.dataset.tried;
    }
    document.dispatchEvent(new CustomEvent("exercise", { detail: next }));
    const told = next.querySelector("[data-told]");
    const turn = next.querySelector("[data-turn]") ?? next.querySelector("h2");
    const first = told.childElementCount ? told : turn;
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
