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
      request.onerror = () => failed(new DOMException("no network", "NetworkError"));
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
    answer(section, event.target, event.submitter).catch((failure) => {
      if (failure.name === "NetworkError") {
        const detail = { form: event.target, button: event.submitter };
        if (!document.dispatchEvent(new CustomEvent("unsent", { detail, cancelable: true }))) return;
      }
      // The page itself is sent, which says what is wrong.
      if (event.submitter?.name) {
        const { name, value } = event.submitter;
        event.target.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      }
      event.target.submit();
    });
  });
})();
