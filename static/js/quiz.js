// Sends each answer while it is given, so that a lost network or a closed browser loses nothing.
// The page works without this file: then an answer is kept when it is checked.
"use strict";

(() => {
  const PREFIX = "quiz:";
  const PAUSE = 700; // ms after the last change before it is sent
  const LONGEST_WAIT = 30000;
  const PATIENCE = 4000; // ms without an answer before the learner is told that the network is lost
  const GIVE_UP = 20000;

  const form = document.querySelector("form[data-quiz]");
  const finish = document.querySelector("[data-quiz-finish]"); // the page before handing in
  const clock = document.querySelector("[data-quiz-clock]");
  const notice = document.querySelector("[data-quiz-notice]");
  const done = document.querySelector("[data-quiz-done]")?.dataset.quizDone;

  const drafts = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
  const forget = (key) => sessionStorage.removeItem(key);

  // "attempt:slot" was checked, or the whole attempt was submitted: nothing is left to send.
  if (done) {
    drafts()
      .filter((key) => key === PREFIX + done || key.startsWith(`${PREFIX}${done}:`))
      .forEach(forget);
  }
  const page = form ?? finish;
  if (!page) return;

  const attempt = page.dataset.quiz;
  const token = page.querySelector("[name=csrfmiddlewaretoken]");
  const mine = form ? `${PREFIX}${attempt}:${form.dataset.slot}` : null;
  const stored = form ? Number(form.dataset.sequence) : 0; // what the server expects next
  let sequence = stored;
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
    body.set("csrfmiddlewaretoken", token.value);
    const told = setTimeout(offline, PATIENCE);
    let response;
    try {
      response = await fetch(page.dataset.save, {
        method: "POST", body, redirect: "manual", credentials: "same-origin",
        signal: AbortSignal.timeout(GIVE_UP), ...options,
      });
    } catch {
      offline();
      retryLater();
      return;
    } finally {
      clearTimeout(told);
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
    if (Number.isFinite(told.left)) resetClock(told.left);
    if (told.state === "over") {
      show("over");
    } else if (told.state === "stale" || told.state === "closed") {
      if (key === mine) show(told.state);
    } else if (wasOffline) {
      wasOffline = false;
      show("online", told.at);
    }
  };

  const waiting = () => drafts().filter((key) => key.startsWith(`${PREFIX}${attempt}:`));
  const sendAll = () => Promise.all(waiting().map((key) => send(key)));

  const retryLater = () => {
    clearTimeout(timer);
    timer = setTimeout(sendAll, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };

  const keep = () => {
    const data = answer();
    data.set("sequence", sequence);
    sequence += 1;
    if (form.elements.sequence) form.elements.sequence.value = sequence;
    sessionStorage.setItem(mine, data.toString());
  };

  // --- The clock: ours says how long is left, this page counts from there --------------------------

  let ends = null; // by performance.now(), which no change of the device's own clock moves
  const resetClock = (left) => {
    if (clock) ends = performance.now() + left * 1000;
  };
  const said = new Set();
  const announce = (left) => {
    for (const template of clock.querySelectorAll("template[data-time]")) {
      const limit = Number(template.dataset.time);
      if (left > limit || said.has(limit)) continue;
      said.add(limit);
      if (left > limit - 15 || limit === 20) {
        clock.querySelector("[data-quiz-time]").replaceChildren(template.content.cloneNode(true));
      }
    }
  };
  const tick = () => {
    const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
    const digits = [Math.floor(left / 60), left % 60].map((part) => String(part).padStart(2, "0"));
    clock.querySelector("[data-quiz-digits]").textContent = digits.join(":");
    announce(left);
    if (left === 3) sendAll();
    if (left > 0) return;
    clearInterval(ticking);
    if (!navigator.onLine) {
      show("over");
      return;
    }
    location.assign(clock.dataset.over); // what stood in the fields was sent as it was written
  };
  let ticking = null;
  if (clock) {
    resetClock(Number(clock.dataset.left));
    clock.querySelector("[data-quiz-left]").hidden = false;
    ticking = setInterval(tick, 1000);
    tick();
  }

  // --- What happens on the page --------------------------------------------------------------------

  form?.addEventListener("input", () => {
    keep();
    clearTimeout(timer);
    timer = setTimeout(sendAll, PAUSE);
  });

  form?.addEventListener("submit", (event) => {
    if (navigator.onLine) {
      clearTimeout(timer);
      // The same under the same number: if this question comes back, its draft is no older answer.
      if (form.elements.sequence && sessionStorage.getItem(mine) !== null) {
        sessionStorage.setItem(mine, answer().toString());
      }
      return;
    }
    event.preventDefault();
    offline();
  });

  // Nothing is handed in before what this window still holds was sent.
  finish?.addEventListener("submit", async (event) => {
    if (!waiting().length) return;
    event.preventDefault();
    event.stopPropagation();
    await sendAll();
    if (!waiting().length) event.target.submit();
  });

  if (form) addEventListener("pagehide", () => send(mine, { keepalive: true }));
  addEventListener("offline", offline);
  addEventListener("online", () => {
    if (waiting().length) sendAll();
    else if (wasOffline) {
      wasOffline = false;
      notice.replaceChildren();
    }
  });

  // An older draft than what the server has is sent, so that it is told to be stale, and not shown.
  const draft = form ? sessionStorage.getItem(mine) : null;
  const drafted = draft === null ? 0 : Number(new URLSearchParams(draft).get("sequence"));
  if (drafted >= stored && draft !== null) {
    restore(draft);
    sequence = drafted + 1;
    if (form.elements.sequence) form.elements.sequence.value = sequence;
  }
  if (!navigator.onLine) offline();
  sendAll();
})();
