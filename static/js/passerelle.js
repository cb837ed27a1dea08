// Small comforts. Every page works without this file: what it adds is hidden until it runs.
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

for (const button of all("[data-dismiss]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.closest("[data-toast]").remove();
    document.getElementById("contenu")?.focus({ preventScroll: true });
  });
}

// The summary of errors takes the focus, so that it is read first; else what was said to the last form. Neither where a
// field asks for it, or the address names a part of the page.
const summary = document.querySelector("[data-focus]:not([data-still] *)");
const said = document.querySelector("[data-said]");
if (summary) summary.focus();
else if (said && !document.querySelector("[autofocus]") && !location.hash) {
  said.setAttribute("aria-live", "off"); // the focus reads it, once
  said.focus({ preventScroll: true });
}

for (const menu of all("[data-menu]")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}

// What a quiz could not send yet stays in this window for whoever wrote it, and for nobody else: it goes
// when they sign out, and when somebody else signs in. So does what a personal device keeps (offline.js).
const QUIZ = "quiz:";
const OWNER = "quiz-owner";
const forgetDrafts = () => {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(QUIZ)) sessionStorage.removeItem(key);
  }
};
const person = document.querySelector("[data-person]")?.dataset.person;
if (person) {
  if ((sessionStorage.getItem(OWNER) ?? person) !== person) forgetDrafts();
  sessionStorage.setItem(OWNER, person);
}
for (const form of all("form[data-forgets]")) form.addEventListener("submit", forgetDrafts);

for (const stepper of all("[data-stepper]")) {
  const input = stepper.querySelector("input");
  for (const button of all("[data-step]", stepper)) {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (button.dataset.step === "1") input.stepUp();
      else input.stepDown();
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

// A button pressed twice sends once: two sign-ins would be two connections, two answers two rows.
const SENT_FOR = 3000; // ms: a form whose answer is a file stays on the page
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, SENT_FOR);
});

// A filter applies as soon as it is chosen with a pointer. With keys each arrow is a choice: the button applies it.
for (const form of all("form[data-submit-on-change]")) {
  let isPointed = false;
  form.addEventListener("pointerdown", () => { isPointed = true; });
  form.addEventListener("keydown", () => { isPointed = false; });
  form.addEventListener("focusin", (event) => { if (event.target.matches(":focus-visible")) isPointed = false; });
  form.addEventListener("change", () => { if (isPointed) form.requestSubmit(); });
}

for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of all("[data-copies]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
    button.parentElement.querySelector("[data-copied]").textContent = button.dataset.done;
  });
}

if (document.querySelector("[data-being-made]")) {
  const look = async () => {
    try {
      const answer = await fetch(location.href);
      if (answer.ok && !(await answer.text()).includes("data-being-made")) return location.reload();
    } catch {
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
}
