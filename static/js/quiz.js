// Sends answers while they are given, through queue.js, so that a lost network or a closed browser loses nothing.
// The page works without this file: then an answer is kept when it is checked.
"use strict";

(() => {
  const REST = 5000; // ms after the last change before what changed is sent
  const LATEST = 20000; // ms that a change waits for a rest
  const SHORT_REST = 700; // near the end of the time, or where more is written than a page can send while it is left
  const NEARLY_OVER = 30; // seconds
  const LONGEST_GOODBYE = 3000; // ms that signing out waits for an answer

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
  const home = new URL("../", new URL(page.dataset.save, location)).pathname; // of the attempt
  let asked = null; // the button that was pressed without a network
  let isLeaving = false; // for good: what could be sent was
  queue.watch(page.dataset.save, `${queue.DRAFT}${attempt}:`);

  // What the site has of this window: a form took it along, or the former page sent it and was left before the answer.
  for (const known of (page.dataset.kept ?? "").split(" ").filter(Boolean)) {
    const [slot, sequence, key] = known.split(":");
    const name = `${queue.DRAFT}${attempt}:${slot}`;
    const draft = new URLSearchParams(sessionStorage.getItem(name) ?? "");
    if (draft.get("sequence") === sequence && draft.get("page") === key) sessionStorage.removeItem(name);
  }

  const show = (name, { at, slot, said } = {}) => {
    const banner = document.querySelector(`[data-notice="${name}"]`).content.cloneNode(true);
    if (said && banner.querySelector("[data-said]")) banner.querySelector("[data-said]").textContent = said;
    const place = slot ?? form?.dataset.slot;
    const link = banner.querySelector("a");
    if (link) link.href = place ? `${home}?q=${place}` : home;
    const time = banner.querySelector("[data-at]");
    if (time) time.textContent = at;
    notice.replaceChildren(banner);
  };

  // --- The questions of the page: one, or all of a lesson's quiz, whose fields have a prefix each ----------

  const questions = [];
  for (const part of form?.matches("[data-slot]") ? [form] : (form?.querySelectorAll("[data-slot]") ?? [])) {
    questions.push({
      part,
      prefix: part.dataset.prefix ?? "",
      name: `${queue.DRAFT}${attempt}:${part.dataset.slot}`,
      stored: Number(part.dataset.sequence) + 1, // what the server expects next
      sequence: Number(part.dataset.sequence) + 1,
      isStale: false, // the server has a newer answer, of another page: this one writes no more
    });
  }
  // The page that is loaded, not the one that the server wrote, which a device may have kept.
  const loaded = queue.number();
  for (const { prefix } of questions) {
    const field = form.elements[`${prefix}page`];
    if (field) field.value = loaded;
  }
  const asks = (question, field) => field.name?.startsWith(question.prefix);

  const answer = (question) => {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (name.startsWith(question.prefix)) data.append(name.slice(question.prefix.length), value);
    }
    data.delete("csrfmiddlewaretoken");
    data.set("slot", question.part.dataset.slot);
    if (form.elements.plan) data.set("plan", form.elements.plan.value);
    return data;
  };

  // What a former page of this window could not send is put back and sent again.
  const restore = (question, body) => {
    const data = new URLSearchParams(body);
    for (const field of form.elements) {
      if (!asks(question, field) || field.type === "hidden" || field.type === "submit") continue;
      const name = field.name.slice(question.prefix.length);
      if (field.type === "radio" || field.type === "checkbox") {
        field.checked = data.getAll(name).includes(field.value);
      } else if (data.has(name)) {
        field.value = data.get(name);
      }
    }
  };

  const number = (question, value) => {
    question.sequence = value;
    const field = form.elements[`${question.prefix}sequence`];
    if (field) field.value = value;
  };
  const keep = (question) => {
    if (question.isStale) return;
    const data = answer(question);
    data.set("sequence", question.sequence);
    number(question, question.sequence + 1);
    sessionStorage.setItem(question.name, data.toString());
  };
  const isKept = (question) => sessionStorage.getItem(question.name) !== null;

  // --- A personal device: what this window holds outlives it --------------------------------------------

  const device = "keeps" in page.dataset ? vault.device() : Promise.resolve(null);
  const draftName = (question) => `draft:${question.name}`;
  const keepDrafts = async () => {
    const own = await device;
    const written = own ? questions.filter(isKept) : [];
    for (const question of written) {
      await vault.keep(own, draftName(question), new Response(sessionStorage.getItem(question.name)));
    }
    return written;
  };
  const keepOnDevice = async () => {
    const own = await device;
    const written = await keepDrafts();
    const here = location.pathname + location.search;
    for (const question of written) {
      const body = sessionStorage.getItem(question.name);
      await queue.put(own, { name: question.name, address: form.dataset.save, body, title: document.title, page: here });
    }
    return written.length > 0;
  };
  const draftOnDevice = async (question) => {
    const own = await device;
    return own && (await vault.kept(own, draftName(question)))?.text();
  };

  const setAside = async (question, state) => {
    question.isStale = true;
    show(state, { slot: question.part.dataset.slot });
    const own = await device;
    if (own) await vault.forget(own, draftName(question));
  };

  // --- What became of what was sent ----------------------------------------------------------------------

  // On a personal device without a network, the page after this one hands in.
  const nameButton = async () => {
    const isCut = queue.isLost && "next" in page.dataset && Boolean(await device);
    for (const words of page.querySelectorAll("[data-when]")) words.hidden = (words.dataset.when === "cut") !== isCut;
  };

  let isTold = false; // that the network is lost
  const sendAsked = () => {
    if (!asked) return;
    const button = asked;
    asked = null;
    form.requestSubmit(button);
  };
  document.addEventListener("queue", ({ detail: { state, name, answer: told } }) => {
    nameButton();
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
      const question = questions.find((one) => one.name === name);
      if (question) setAside(question, state);
      else show(state, { slot: name.split(":").at(-1) });
    } else if (isTold && state === "saved") {
      isTold = false;
      show("online", told);
      sendAsked();
    }
  });

  // --- When it is sent: at a rest, and when the page is left ----------------------------------------------

  let resting = null;
  let waiting = null;
  const stopWaiting = () => {
    clearTimeout(resting);
    clearTimeout(waiting);
    waiting = null;
  };
  const send = () => {
    stopWaiting();
    return queue.flush();
  };
  const isUrgent = () =>
    (queue.isLost && "keeps" in page.dataset) || // the device keeps it
    (clock && ends - performance.now() < NEARLY_OVER * 1000) ||
    !queue.fitsFarewell();
  const gather = () => {
    clearTimeout(resting);
    resting = setTimeout(send, isUrgent() ? SHORT_REST : REST);
    waiting ??= setTimeout(send, LATEST);
  };

  let isTakenAlong = false; // by the form that was sent, if an answer comes
  let isLeft = false;
  const sendFarewell = () => {
    stopWaiting();
    queue.sendFarewell();
  };
  addEventListener("pagehide", () => {
    isLeft = true;
    if (!isTakenAlong) sendFarewell();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || isLeft) return;
    sendFarewell();
    keepDrafts();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    isLeft = isTakenAlong = false;
    queue.flush();
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
    if (left === NEARLY_OVER || left === 3) send();
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

  form?.addEventListener("input", (event) => {
    isTakenAlong = false;
    for (const question of questions) if (question.part.contains(event.target)) keep(question);
    gather();
  });

  form?.addEventListener("submit", (event) => {
    if (!queue.isLost) {
      stopWaiting();
      // The same under the same number: if a question comes back, its draft is no older answer. What is written before
      // the page is gone has the next, also where nothing waited.
      for (const question of questions) {
        const data = answer(question);
        if (isKept(question) && data.has("sequence")) sessionStorage.setItem(question.name, data.toString());
        question.sequence += 1;
      }
      isTakenAlong = true;
      return;
    }
    event.preventDefault();
    for (const question of questions) if (!isKept(question)) keep(question);
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

  // Signing out forgets what this window holds: it is sent before, if the site answers.
  document.addEventListener("submit", async (event) => {
    if (!event.target.matches("form[data-forgets]") || !queue.waiting().length || isLeaving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { target, submitter } = event;
    stopWaiting();
    const tooLong = new Promise((done) => setTimeout(done, LONGEST_GOODBYE));
    await Promise.race([Promise.allSettled(queue.waiting().map((key) => queue.sendDraft(key))), tooLong]);
    isLeaving = true;
    target.requestSubmit(submitter);
    isLeaving = false;
  }, true);

  // Nothing is handed in before what this window still holds was sent.
  finish?.addEventListener("submit", async (event) => {
    if (!queue.waiting().length || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    await queue.flush();
    if (!queue.waiting().length) event.target.submit();
  });

  addEventListener("online", () => {
    if (queue.waiting().length || !isTold) return;
    isTold = false;
    notice.replaceChildren();
    sendAsked();
  });

  // An older draft than what the server has is sent, so that it is told to be stale, and not shown.
  // It goes on as the page on which it was begun.
  const adopt = (question, name, value) => {
    const field = form.elements[question.prefix + name];
    if (field) field.value = value ?? "";
  };
  const takeUp = (question, draft) => {
    const drafted = Number(new URLSearchParams(draft ?? "").get("sequence"));
    if (!draft || drafted < question.stored) return;
    restore(question, draft);
    number(question, drafted + 1);
    for (const name of ["page", "based_on"]) adopt(question, name, new URLSearchParams(draft).get(name));
  };
  for (const question of questions) {
    if (isKept(question)) takeUp(question, sessionStorage.getItem(question.name));
    else draftOnDevice(question).then((draft) => takeUp(question, draft));
  }
  if (queue.isLost) {
    isTold = true;
    show("offline");
  }
  nameButton();
  queue.flush();
})();
