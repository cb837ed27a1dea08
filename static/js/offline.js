// The site as an application: its service worker, the word about the network, and forms that a personal device sends later.
"use strict";

const network = document.querySelector("[data-network]");
const isSecure = window.isSecureContext && "serviceWorker" in navigator && "locks" in navigator;

if (network && isSecure) {
  registerWorker();
  holdUntil(startOffline());
}

// On a page that was kept, what is pressed at once waits until it is known where it goes.
function holdUntil(started) {
  const hold = async (event) => {
    const { target, submitter } = event;
    if (!queue.isLost || target.method === "dialog" || "quiz" in target.dataset) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await started;
    target.requestSubmit(submitter);
  };
  document.addEventListener("submit", hold, true);
  started.finally(() => document.removeEventListener("submit", hold, true));
}

// A browser that asks for trusted addresses of scripts is given this one alone.
function registerWorker() {
  const rules = { createScriptURL: (url) => (url === "/service-worker.js" ? url : null) };
  const policy = window.trustedTypes?.createPolicy("service-worker", rules) ?? rules;
  navigator.serviceWorker.register(policy.createScriptURL("/service-worker.js")).catch(() => {});
}

async function startOffline() {
  const person = document.querySelector("[data-person]")?.dataset.person;
  if (await vault.owed()) return endSession();
  // What a page that was kept says of its person is what it said then.
  if (person && !("kept" in document.documentElement.dataset)) await vault.settle(person);
  const mine = await vault.device();
  document.addEventListener("queue", ({ detail }) => sayNetwork(detail));
  addEventListener("online", async () => (await vault.owed()) && endSession());
  holdBack(mine);
  forgetAtSignOut(mine);
  if (!mine) return sayLost();
  document.documentElement.dataset.device = "own";
  for (const words of document.querySelectorAll("[data-device-words]")) words.hidden = words.dataset.deviceWords !== "own";
  for (const form of document.querySelectorAll("form[data-waits], form[data-later]")) await takeUpTyped(mine, form);
  for (const form of document.querySelectorAll("form[data-once], form[data-waiting]")) await showWaiting(mine, form);
  for (const form of document.querySelectorAll("main form[method=post]")) await findWay(mine, form);
  document.addEventListener("submit", (event) => sendLater(mine, event), true);
  document.addEventListener("submit", ({ target }) => !queue.isLost && target.dataset.later && dropNamed(mine, target.dataset.later));
  if (queue.isLost) {
    renewDays();
    sayNetwork({ state: "offline" });
  }
  sayHeld(mine);
  askWhetherKept(mine);
  queue.flush();
}

// A kept form proposes the day of today, not that on which it was kept.
function renewDays() {
  for (const field of document.querySelectorAll("[data-today]")) field.value = isoDay(new Date());
}

function isoDay(day) {
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

// At most every ten minutes of a window: whether the device may keep what it has.
async function askWhetherKept(mine) {
  const ASKED = "device-asked";
  const EVERY = 10 * 60 * 1000;
  if (!navigator.onLine || Date.now() - Number(sessionStorage.getItem(ASKED) ?? 0) < EVERY) return;
  const told = await queue.contact(mine).catch(() => null);
  if (told) sessionStorage.setItem(ASKED, Date.now());
}

// What waits is sent before the way out, which forgets it. What cannot be sent is said once; then the way out is open.
// Without a network the device forgets at once, and the session is ended as soon as there is one.
function forgetAtSignOut(mine) {
  for (const form of document.querySelectorAll("form[data-forgets]")) {
    let isTold = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const isReached = await queue.isBack();
      if (isReached && mine) await queue.flush();
      const waits = mine ? await vault.countSends(mine) : 0;
      if (waits && !isTold) {
        isTold = true;
        say("unsent", null, besideButton(form, event.submitter));
        return;
      }
      if (!isReached) return leave(form);
      await vault.wipe().catch(() => {});
      form.submit();
    });
  }
}

async function leave(form) {
  const { person } = document.querySelector("[data-person]").dataset;
  const { asks, page } = network.dataset;
  await vault.owe({ address: new URL(form.action).pathname, person, asks });
  const left = document.querySelector("template[data-network-notice=left]").content.cloneNode(true);
  document.body.replaceChildren(left);
  if (navigator.serviceWorker.controller) location.replace(page);
}

async function endSession() {
  document.body.hidden = true;
  if (await vault.signOutOwed()) location.reload();
  else location.replace(network.dataset.page);
}

// --- Forms that need the network -----------------------------------------------------------------------------

// Without it they stay where they are, with what was typed, and say so; if the site answers after all, they go.
function holdBack(mine) {
  const waits = (form) => mine && "waits" in form.dataset;
  const isOwn = (form) => waits(form) || "quiz" in form.dataset || "forgets" in form.dataset || form.method === "dialog";
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!queue.isLost || event.defaultPrevented || isOwn(form)) return;
    const button = event.submitter;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.opens) location.assign(form.dataset.opens);
    else if (await queue.isBack()) form.requestSubmit(button);
    else keepForLater(mine, form, button);
  }, true);
  document.addEventListener("unsent", (event) => {
    event.preventDefault();
    keepForLater(mine, event.detail.form, event.detail.button);
  });
}

// A form that goes the ordinary way with a network may wait on a personal device without one (data-later: its name).
async function keepForLater(mine, form, button) {
  const name = mine && form.dataset.later;
  const notice = name ? (form.dataset.laterNotice ?? "kept") : "needed";
  if (name) {
    const page = location.pathname + location.search;
    const isTyped = "typed" in form.dataset;
    await queue.put(mine, { ...entryOf(form, button), name, page, title: document.title, isTyped, isQuiet: !isTyped });
    queue.later();
  }
  say(notice, null, besideButton(form, button));
  if (name) nameWaiting(form);
}

function nameWaiting(form) {
  if (!form.dataset.waiting) return;
  const button = form.querySelector("[type=submit]");
  const label = button.querySelector("[data-label]");
  if (label.textContent === form.dataset.waiting) return;
  const before = label.textContent;
  label.textContent = form.dataset.waiting;
  const listen = ({ detail: { name, answer } }) => {
    if (name !== form.dataset.later || !["done", "refused"].includes(answer?.state)) return;
    document.removeEventListener("queue", listen);
    form.querySelector("[data-network-here]")?.replaceChildren();
    label.textContent = answer.state === "done" ? form.dataset.sentWords : before;
    if (answer.state === "done") button.value = button.value === "yes" ? "no" : "yes";
  };
  document.addEventListener("queue", listen);
}

async function showWaiting(mine, form) {
  const waits = (await vault.waiting(mine)).some(({ name, refused }) => !refused && name === (form.dataset.later ?? form.dataset.waits));
  if (!waits) return;
  nameWaiting(form);
  if ("once" in form.dataset) endForm(form, "kept");
}

function endForm(form, notice) {
  const button = form.querySelector("[type=submit]");
  const place = besideButton(form, button);
  const isHere = form.contains(document.activeElement);
  say(notice, null, place);
  button.hidden = true;
  place.tabIndex = -1;
  if (isHere) place.focus();
}

function entryOf(form, button) {
  const fields = new URLSearchParams(new FormData(form, button));
  fields.delete("csrfmiddlewaretoken");
  return { address: new URL(form.action).pathname, body: fields.toString() };
}

// A browser does not always tell that the network is back.
function lookAgain() {
  const EVERY = 15000;
  const look = async () => {
    if (!queue.isLost) return;
    if (document.visibilityState === "hidden" || !(await queue.isBack())) setTimeout(look, EVERY);
    else queue.flush();
  };
  setTimeout(look, 2000);
}

// --- The word about the network: where the eye is ---------------------------------------------------------

function sayNetwork({ state, at, name, answer }) {
  if (document.querySelector("[data-quiz-notice]")) return; // it says so beside its question
  if (state === "back") clearLost();
  else if (state === "offline" || state === "away") {
    if (!network.querySelector("[data-lost]")) lookAgain();
    say(document.documentElement.dataset.device ? state : `${state}-shared`);
  } else if (state === "signed-out") say(state);
  else if (state === "revoked") sayLost(true);
  else if (state === "held") vault.device().then(sayHeld);
  else if (state === "sent") say("sent", at.toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" }));
  else if (state === "refused" && name === "tap") say("tap-refused", answer.said);
}

function clearLost() {
  for (const said of document.querySelectorAll("[data-lost]")) said.remove();
}

async function sayLost(isRevoked = false) {
  const lost = await vault.takeLost();
  if (!lost && !isRevoked) return;
  say("revoked", lost);
  if (!lost) network.querySelector("[data-sends-lost]").remove();
}

async function sayHeld(mine) {
  const held = mine ? (await vault.waiting(mine)).filter((entry) => entry.refused) : [];
  if (!held.length || document.querySelector("[data-quiz-notice]")) return;
  const place = document.querySelector("[data-network-held]");
  place.replaceChildren(document.querySelector("template[data-network-notice=held]").content.cloneNode(true));
  refused.fill(place.querySelector("ul"), held, () => place.replaceChildren());
}

function say(name, text, beside = network) {
  const banner = document.querySelector(`template[data-network-notice="${name}"]`)?.content.cloneNode(true);
  if (!banner) return;
  const more = banner.querySelector("[data-more]");
  if (more && text) more.textContent = text;
  if (isLostNotice(name)) banner.firstElementChild.dataset.lost = "";
  if (beside !== network && !network.querySelector("[data-lost]")) network.replaceChildren();
  beside.replaceChildren(banner);
}

const isLostNotice = (name) => /^(offline|away|needed)/.test(name);

function besideButton(form, button) {
  let place = form.querySelector("[data-network-here]");
  if (!place) {
    place = document.createElement("div");
    place.dataset.networkHere = "";
    place.setAttribute("role", "status");
    (button?.parentElement === form ? button : (button?.parentElement ?? form.lastElementChild)).before(place);
  }
  return place;
}

// A form that begins something leads, without a network, to where the device kept it begun.
async function findWay(mine, form) {
  const opens = (await vault.about(mine, new URL(form.action).pathname))?.opens;
  if (!opens) return;
  form.dataset.opens = opens;
}

// --- Forms that wait -----------------------------------------------------------------------------------------

async function sendLater(mine, event) {
  const form = event.target;
  if (!("waits" in form.dataset) || event.defaultPrevented || form.dataset.refused) return;
  event.preventDefault();
  const button = event.submitter;
  const entry = entryOf(form, button);
  if (form.dataset.waits === "tap") return sendTapLater(mine, form, button, entry);
  form.dataset.name ||= form.dataset.waits || `form:${queue.number()}`;
  const page = location.pathname + location.search;
  const name = await queue.put(mine, { ...entry, name: form.dataset.name, page, title: document.title, isTyped: "typed" in form.dataset });
  const answer = await answerTo(name);
  if (answer.state === "done") go(answer.url ?? location.href, form);
  else if (answer.state === "refused" || answer.state === "unreadable") showRefusal(mine, form, button, name);
  else {
    const notice = answer.state === "signed-out" ? "signed-out" : "kept";
    if ("once" in form.dataset) endForm(form, notice);
    else say(notice, null, besideButton(form, button));
  }
}

// To another part of the same page too, as it is now. A page that holds words not sent stays (unsent.js).
function go(address, form) {
  const target = new URL(address, location.href);
  const detail = { form, address: target.href };
  if (!document.dispatchEvent(new CustomEvent("leading-on", { cancelable: true, detail }))) return;
  const isHere = target.pathname + target.search === location.pathname + location.search;
  location.assign(target);
  if (isHere) location.reload();
}

// What became of it, or that the network is lost.
function answerTo(name) {
  return new Promise((done) => {
    const listen = ({ detail }) => {
      const isLost = ["offline", "away", "signed-out", "revoked"].includes(detail.state);
      if (detail.name !== name && !isLost) return;
      document.removeEventListener("queue", listen);
      done(detail.answer ?? { state: detail.state });
    };
    document.addEventListener("queue", listen);
    queue.flush();
  });
}

async function showRefusal(mine, form, button, name) {
  await dropNamed(mine, name);
  form.dataset.refused = "yes";
  form.requestSubmit(button);
}

async function dropNamed(mine, name) {
  for (const entry of await vault.waiting(mine)) if (entry.name === name) await vault.drop(entry.id);
}

// What was typed without a network and waits, or was refused, stands in its form again.
async function takeUpTyped(mine, form) {
  const address = new URL(form.action).pathname;
  const isOfForm = (entry) => entry.isTyped && entry.address === address && (entry.refused || form.dataset.later);
  const found = (await vault.waiting(mine)).find(isOfForm);
  if (!found) return;
  const typed = new URLSearchParams(found.body);
  for (const field of form.elements) {
    if (!field.name || !typed.has(field.name) || field.type === "hidden" || field.type === "submit") continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = typed.getAll(field.name).includes(field.value);
    else field.value = typed.get(field.name);
  }
  form.dataset.name = found.name; // sent again, it takes the place of what was refused
  const notice = found.refused ? "refused" : "kept";
  say(notice, found.said, besideButton(form, form.querySelector("[type=submit]")));
}

// Of a tap the week alone is kept: no time, no order. Online it is an ordinary tap.
async function sendTapLater(mine, form, button, entry) {
  if (!queue.isLost) {
    form.dataset.refused = "yes"; // the ordinary way
    form.requestSubmit(button);
    return;
  }
  const monday = new Date();
  monday.setDate(monday.getDate() - ((monday.getDay() + 6) % 7));
  const number = queue.number();
  const fields = new URLSearchParams(entry.body);
  fields.set("envoi", number);
  fields.set("semaine", isoDay(monday));
  await queue.putTap(mine, { ...entry, body: fields.toString(), number });
  say("tap", null, besideButton(form, button));
}
