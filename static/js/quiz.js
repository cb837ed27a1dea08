// Sends each answer while it is given, through queue.js, so that a lost network or a closed browser loses nothing.
// The page works without this file: then an answer is kept when it is checked.
"use strict";

(() => {
  const PAUSE = 700; // ms after the last change before it is sent

  const form = document.querySelector("form[data-quiz]");
  const finish = document.querySelector("[data-quiz-finish]"); // the page before handing in
  const clock = document.querySelector("[data-quiz-clock]");
  const notice = document.querySelector("[data-quiz-notice]");
  const done = document.querySelector("[data-quiz-done]")?.dataset.quizDone;

  // "attempt:slot" was checked, or the whole attempt was submitted: nothing is left to send.
  if (done) {
    queue
      .drafts()
      .filter((key) => key === queue.DRAFT + done || key.startsWith(`${queue.DRAFT}${done}:`))
      .forEach((key) => sessionStorage.removeItem(key));
  }
  const page = form ?? finish;
  if (!page) return;

  const attempt = page.dataset.quiz;
  const mine = form ? `${queue.DRAFT}${attempt}:${form.dataset.slot}` : null;
  const stored = form ? Number(form.dataset.sequence) + 1 : 0; // what the server expects next
  let sequence = stored;
  let timer = null;
  let isStale = false; // the server has a newer answer, of another page: this one writes no more
  let asked = null; // the button that was pressed without a network
  // The page that is loaded, not the one that the server wrote, which a device may have kept.
  if (form?.elements.page) form.elements.page.value = queue.number();
  queue.watch(page.dataset.save, `${queue.DRAFT}${attempt}:`);

  const show = (name, { at, slot, said } = {}) => {
    const banner = document.querySelector(`[data-notice="${name}"]`).content.cloneNode(true);
    if (said && banner.querySelector("[data-said]")) banner.querySelector("[data-said]").textContent = said;
    if (slot) banner.querySelector("a").search = `?q=${slot}`;
    const time = banner.querySelector("[data-at]");
    if (time) time.textContent = at;
    notice.replaceChildren(banner);
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

  const number = (value) => {
    sequence = value;
    if (form.elements.sequence) form.elements.sequence.value = value;
  };
  const keep = () => {
    if (isStale) return;
    const data = answer();
    data.set("sequence", sequence);
    number(sequence + 1);
    sessionStorage.setItem(mine, data.toString());
  };

  // --- A personal device: what this window holds outlives it --------------------------------------------

  const device = "keeps" in page.dataset ? vault.device() : Promise.resolve(null);
  const draftName = `draft:${mine}`;
  const keepOnDevice = async () => {
    const body = mine && sessionStorage.getItem(mine);
    const own = await device;
    if (!own || !body) return false;
    await vault.keep(own, draftName, new Response(body));
    const here = location.pathname + location.search;
    await queue.put(own, { name: mine, address: form.dataset.save, body, title: document.title, page: here });
    return true;
  };
  const draftOnDevice = async () => {
    const own = await device;
    return own && form ? (await vault.kept(own, draftName))?.text() : null;
  };

  const setAside = async (state) => {
    isStale = true;
    show(state);
    const own = await device;
    if (own) await vault.forget(own, draftName);
  };

  // --- What became of what was sent ----------------------------------------------------------------------

  let isTold = false; // that the network is lost
  const sendAsked = () => {
    if (!asked) return;
    const button = asked;
    asked = null;
    form.requestSubmit(button);
  };
  document.addEventListener("queue", ({ detail: { state, name, answer: told } }) => {
    if (state === "offline" || state === "away") {
      if (!isTold) show(state);
      isTold = true;
      keepOnDevice();
      return;
    }
    if (Number.isFinite(told?.left)) resetClock(told.left);
    if (state === "refused") show(state, told);
    else if (state === "signed-out" || state === "over") show(state);
    else if (state === "stale" || state === "closed") {
      if (!told.said) return;
      if (name === mine) setAside(state);
      else show(state, { slot: name.split(":").at(-1) });
    } else if (isTold && state === "saved") {
      isTold = false;
      show("online", told);
      sendAsked();
    }
  });

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
    if (left === 3) queue.flush();
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
    timer = setTimeout(queue.flush, PAUSE);
  });

  form?.addEventListener("submit", (event) => {
    if (!queue.isLost) {
      clearTimeout(timer);
      // The same under the same number: if this question comes back, its draft is no older answer.
      if (form.elements.sequence && sessionStorage.getItem(mine) !== null) {
        sessionStorage.setItem(mine, answer().toString());
      }
      return;
    }
    event.preventDefault();
    if (sessionStorage.getItem(mine) === null) keep();
    goOnOffline(event.submitter);
  });

  // A personal device kept the other questions; elsewhere the page waits, and sends what was asked by itself.
  const goOnOffline = async (button) => {
    if (form.dataset.next && (await keepOnDevice())) {
      location.assign(form.dataset.next);
      return;
    }
    asked = button;
    show("offline");
    isTold = true;
    queue.later();
  };

  // Nothing is handed in before what this window still holds was sent.
  finish?.addEventListener("submit", async (event) => {
    if (!queue.waiting().length || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    await queue.flush();
    if (!queue.waiting().length) event.target.submit();
  });

  if (form) addEventListener("pagehide", () => queue.sendDraft(mine, { keepalive: true }));
  addEventListener("online", () => {
    if (queue.waiting().length || !isTold) return;
    isTold = false;
    notice.replaceChildren();
    sendAsked();
  });

  // An older draft than what the server has is sent, so that it is told to be stale, and not shown.
  // It goes on as the page on which it was begun.
  const adopt = (name, value) => {
    if (form.elements[name]) form.elements[name].value = value ?? "";
  };
  const takeUp = (draft) => {
    const drafted = Number(new URLSearchParams(draft ?? "").get("sequence"));
    if (!draft || drafted < stored) return;
    restore(draft);
    number(drafted + 1);
    for (const name of ["page", "based_on"]) adopt(name, new URLSearchParams(draft).get(name));
  };
  if (form) {
    const draft = sessionStorage.getItem(mine);
    if (draft !== null) takeUp(draft);
    else draftOnDevice().then(takeUp);
  }
  if (queue.isLost) {
    isTold = true;
    show("offline");
  }
  queue.flush();
})();
