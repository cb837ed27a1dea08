// Sends each answer while it is given, so that a lost network or a closed browser loses nothing.
// The page works without this file: then an answer is kept when it is checked.
"use strict";

(() => {
  const PREFIX = "quiz:";
  const PAUSE = 700; // ms after the last change before it is sent
  const LONGEST_WAIT = 30000;

  const form = document.querySelector("form[data-quiz]");
  const notice = document.querySelector("[data-quiz-notice]");
  const done = document.querySelector("[data-quiz-done]")?.dataset.quizDone;

  const drafts = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
  const forget = (key) => sessionStorage.removeItem(key);

  // Somebody else may use this window next.
  document.addEventListener("submit", (event) => {
    const target = new URL(event.target.action, location.href).pathname;
    if (form && target === form.dataset.logout) drafts().forEach(forget);
  });

  // "attempt:slot" was checked, or the whole attempt was submitted: nothing is left to send.
  if (done) {
    drafts()
      .filter((key) => key === PREFIX + done || key.startsWith(`${PREFIX}${done}:`))
      .forEach(forget);
  }
  if (!form) return;

  const attempt = form.dataset.quiz;
  const mine = `${PREFIX}${attempt}:${form.dataset.slot}`;
  let sequence = Number(form.dataset.sequence);
  let timer = null;
  let wait = 2000;
  let wasOffline = false;

  const show = (name, at) => {
    const banner = document.querySelector(`[data-notice="${name}"]`).content.cloneNode(true);
    const time = banner.querySelector("[data-at]");
    if (time) time.textContent = at;
    notice.replaceChildren(banner);
  };

  const offline = () => {
    if (wasOffline) return;
    wasOffline = true;
    show("offline");
  };

  const answer = () => {
    const data = new URLSearchParams(new FormData(form));
    data.delete("csrfmiddlewaretoken");
    return data;
  };

  // What a former page of this window could not send is put back and sent again.
  const restore = (body) => {
    const data = new URLSearchParams(body);
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || field.type === "submit") continue;
      if (field.type === "radio" || field.type === "checkbox") {
        field.checked = data.getAll(field.name).includes(field.value);
      } else if (data.has(field.name)) {
        field.value = data.get(field.name);
      }
    }
  };

  const send = async (key, options = {}) => {
    const draft = sessionStorage.getItem(key);
    if (draft === null) return;
    const body = new URLSearchParams(draft);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    let response;
    try {
      response = await fetch(form.dataset.save, {
        method: "POST", body, redirect: "manual", credentials: "same-origin", ...options,
      });
    } catch {
      offline();
      retryLater();
      return;
    }
    await settle(key, draft, response);
  };

  const settle = async (key, draft, response) => {
    if (response.type === "opaqueredirect" || response.status === 403) {
      show("signed-out");
      return;
    }
    if (response.status >= 500 || response.status === 429) {
      retryLater();
      return;
    }
    const told = await response.json().catch(() => ({ state: "unreadable" }));
    if (sessionStorage.getItem(key) === draft) forget(key);
    wait = 2000;
    if (told.state === "stale" || told.state === "closed") {
      if (key === mine) show(told.state);
    } else if (wasOffline) {
      wasOffline = false;
      show("online", told.at);
    }
  };

  const sendAll = () =>
    drafts()
      .filter((key) => key.startsWith(`${PREFIX}${attempt}:`))
      .forEach((key) => send(key));

  const retryLater = () => {
    clearTimeout(timer);
    timer = setTimeout(sendAll, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };

  const keep = () => {
    const data = answer();
    data.set("sequence", sequence);
    sequence += 1;
    sessionStorage.setItem(mine, data.toString());
  };

  form.addEventListener("input", () => {
    keep();
    clearTimeout(timer);
    timer = setTimeout(sendAll, PAUSE);
  });

  form.addEventListener("submit", (event) => {
    if (navigator.onLine) {
      clearTimeout(timer);
      return;
    }
    event.preventDefault();
    offline();
  });

  addEventListener("pagehide", () => send(mine, { keepalive: true }));
  addEventListener("offline", offline);
  addEventListener("online", () => {
    if (drafts().length) sendAll();
    else if (wasOffline) {
      wasOffline = false;
      notice.replaceChildren();
    }
  });

  const draft = sessionStorage.getItem(mine);
  if (draft !== null) {
    restore(draft);
    sequence = Math.max(sequence, Number(new URLSearchParams(draft).get("sequence")) + 1);
  }
  if (!navigator.onLine) offline();
  sendAll();
})();
