// Opens a unit on the packages’ own origin, hands it what was kept, and keeps what it reports.
// Whatever comes out of the frame is words of a stranger: its origin, its window and its shape are
// checked here, its contents on the server.
"use strict";

const player = document.querySelector("[data-scorm-player]");
const frame = player.querySelector("iframe");
const csrf = player.querySelector("[name=csrfmiddlewaretoken]").value;
const { origin, address, unit, save } = player.dataset;
const start = JSON.parse(player.dataset.start);

const AGAIN = 5000; // ms until what could not be sent is tried again
const GAP = 1000; // ms between two sendings, however often a unit commits
const GOODBYE = 3000; // ms for a unit to end when somebody leaves, as the page around it gives it time
const MOST_ELEMENTS = 2000;
const MOST_TEXT = 400000; // characters: beyond what the server would read
const MOST_KEPT_ALIVE = 60000; // bytes that a browser sends for a page that is gone

let sequence = Number(player.dataset.sequence);
let latest = null; // what the unit reported last and is not kept yet
let isSending = false;
let isOffline = false; // the last sending did not arrive
let sent = Promise.resolve(); // the sending under way
let isOver = false; // another window went on, or nothing more can be kept
let sentAt = 0;
let later = 0;
let closed = () => {};
let isLeaving = false;

const announce = (name) => {
  for (const each of player.querySelectorAll("[data-said]")) each.hidden = each.dataset.said !== name;
};

const isState = (data) => {
  if (data === null || typeof data !== "object" || Array.isArray(data)) return false;
  const entries = Object.entries(data);
  if (entries.length > MOST_ELEMENTS) return false;
  let length = 0;
  for (const [name, value] of entries) {
    if (typeof value !== "string") return false;
    length += name.length + value.length;
  }
  return length <= MOST_TEXT;
};

const bytes = (text) => new Blob([text]).size;

// More than a browser sends for a page that is gone: it is kept as it comes, not only at a commit.
const isLarge = (data) => bytes(JSON.stringify({ unit, sequence, data })) > MOST_KEPT_ALIVE;

// Each sending has a number of its own, also one that is lost: the server keeps the highest.
const next = () => {
  sequence += 1;
  return JSON.stringify({ unit, sequence, data: latest });
};

const post = (text, keepalive) =>
  fetch(save, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: text,
    keepalive,
    redirect: "error", // to the sign-in page: the session has ended
  });

const ENDS = { 404: "gone", 409: "stale" };

const read = async (answer, sent, number) => {
  if (answer.status === 409 && number < sequence) return; // we sent a later one ourselves
  if (answer.status in ENDS) {
    isOver = true;
    announce(ENDS[answer.status]);
  } else if (answer.status === 400) {
    if (latest === sent) latest = null;
    announce((await answer.json()).why === "too_big" ? "too_big" : "unreadable");
  } else if (answer.ok) {
    const kept = await answer.json();
    if (latest === sent) latest = null;
    player.toggleAttribute("data-completed", kept.completed);
    announce(kept.completed ? "completed" : "kept");
  } else {
    throw new Error(`answered ${answer.status}`);
  }
};

const sendOnce = async () => {
  later = 0;
  if (!save || isOver || isSending || latest === null) return;
  const told = latest;
  isSending = true;
  sentAt = Date.now();
  announce("sending");
  try {
    const text = next();
    const number = sequence;
    await read(await post(text, false), told, number);
    isOffline = false;
  } catch {
    isOffline = true;
    announce("offline");
    schedule(AGAIN);
  } finally {
    isSending = false;
  }
  if (latest !== null && !later && !isOver) schedule(GAP);
};

const send = () => {
  if (!isSending) sent = sendOnce();
  return sent;
};

const schedule = (wait) => {
  clearTimeout(later);
  later = setTimeout(send, wait);
};

const keepSoon = () => {
  if (!later) schedule(Math.max(0, sentAt + GAP - Date.now()));
};

// The page goes out of sight, perhaps for good: what is not kept is sent on its way out. What is too
// large for that arrives if the page was only hidden; otherwise `beforeunload` has asked to stay.
const sendOnTheWayOut = () => {
  if (!save || isOver || latest === null) return;
  const sent = latest;
  const text = next();
  post(text, bytes(text) <= MOST_KEPT_ALIVE)
    .then((answer) => {
      if (answer.ok && latest === sent) latest = null;
    })
    .catch(() => {});
};

const wouldBeLost = () =>
  Boolean(save) && !isOver && latest !== null && (isOffline || isLarge(latest));

const heard = {
  ready: () => frame.contentWindow.postMessage({ kind: "start", ...start }, origin),
  state: (message) => {
    if (!isState(message.data)) {
      announce("unreadable");
      return;
    }
    latest = message.data;
    if (!save) announce("tried");
    else if (message.keep === true || isLarge(latest)) keepSoon();
    if (message.finished === true) player.setAttribute("data-finished", "");
  },
  closed: () => closed(),
};

window.addEventListener("message", (event) => {
  if (event.source !== frame.contentWindow || event.origin !== origin) return;
  const message = event.data;
  if (message === null || typeof message !== "object") return;
  if (typeof message.kind === "string" && Object.hasOwn(heard, message.kind)) {
    heard[message.kind](message);
  }
});

// Leaving by a link of the page: the unit ends first, and what it says last is kept.
const closePlayer = async (href) => {
  isLeaving = true;
  const goodbye = new Promise((resolve) => {
    closed = resolve;
    setTimeout(resolve, GOODBYE);
  });
  frame.contentWindow.postMessage({ kind: "close" }, origin);
  await goodbye;
  sentAt = 0;
  await sent;
  clearTimeout(later);
  await send();
  isLeaving = false; // whoever then stays may try again
  window.location.assign(href);
};

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (!link || !isPlain || event.defaultPrevented || link.target || !link.href.startsWith("http")) return;
  if (link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  if (!isLeaving) closePlayer(link.href);
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") sendOnTheWayOut();
});
window.addEventListener("pagehide", sendOnTheWayOut);
window.addEventListener("beforeunload", (event) => {
  if (wouldBeLost()) event.preventDefault();
});
window.addEventListener("online", () => schedule(0));

frame.hidden = false;
frame.src = address;
announce(save ? "opened" : "tried");
