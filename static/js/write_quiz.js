/* Finds a kind of question by its name. Without it all kinds are there. */
(function () {
  "use strict";

  function folded(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  }

  const field = document.querySelector("[data-kind-search]");
  if (!field) return;
  const kinds = [...field.closest(".kind-picker").querySelectorAll("li")];
  const shown = () => kinds.filter((kind) => !kind.hidden);
  field.parentElement.hidden = false;
  field.addEventListener("input", () => {
    const wanted = folded(field.value.trim());
    for (const kind of kinds) kind.hidden = !folded(kind.textContent).includes(wanted);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    shown()[0]?.querySelector("button").click();
  });
})();
