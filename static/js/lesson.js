// What a lesson's page tells the site as it is read: that it was opened, where its reader is, and a note.
// Without this file all of it is there but the place.
"use strict";

const lesson = document.querySelector("[data-lesson]");
const token = document.querySelector("[name=csrfmiddlewaretoken]");

if (lesson && token) {
  const post = (address, body, headers = {}) =>
    fetch(address, {
      method: "POST",
      headers: { "X-CSRFToken": token.value, ...headers },
      body,
      keepalive: true, // it arrives though the page is left
    });
  const whenLeft = (tell) =>
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") tell();
    });

  // Opening a lesson is told once, so that the first screen can offer to go on with it.
  const start = lesson.dataset.lessonStart;
  if (start) post(start).catch(() => startLater(start));

  followReader(lesson, post, whenLeft);
  resume(lesson);
  turnByFinger(lesson);
  keepStep(lesson);
  if ("measuresTime" in lesson.dataset) countTime(lesson);
  for (const form of lesson.querySelectorAll("[data-note]")) keepNote(form, post, whenLeft);
}

// A personal device tells it later.
async function startLater(address) {
  const mine = await vault.device();
  if (!mine) return;
  await queue.put(mine, { name: `start:${address}`, address, body: "", isQuiet: true });
  queue.later();
}

// --- The place --------------------------------------------------------------------------------------

// Every paragraph: the element, and its place as learning/places.py writes it.
function paragraphs(lesson) {
  return [...lesson.querySelectorAll("[data-part]")].flatMap((part) => {
    const block = part.id.replace("bloc-", "");
    const lines = [...part.querySelectorAll(":scope > .flow > *")];
    if (!lines.length) return [{ element: part, place: block }];
    return lines.map((element, number) => ({ element, place: `${block}.${number}` }));
  });
}

// Only what its reader moved: a page that is opened, or that jumps by itself, tells nothing.
function followReader(lesson, post, whenLeft) {
  const PAUSE = 2000; // ms without a movement
  const all = paragraphs(lesson);
  let told = lesson.dataset.place;
  let isMoving = false;
  let waiting = 0;

  const here = () => {
    const line = innerHeight * 0.35;
    const isPassed = ({ element }) =>
      element.getClientRects().length > 0 && element.getBoundingClientRect().top <= line;
    return all.findLast(isPassed)?.place ?? "";
  };
  const tell = () => {
    clearTimeout(waiting);
    if (!isMoving) return;
    const place = here();
    if (place === told) return;
    told = place;
    post(lesson.dataset.placeUrl, new URLSearchParams({ place })).catch(() => {});
  };
  for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    addEventListener(kind, () => (isMoving = true), { passive: true, once: true });
  }
  const tellSoon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(tell, PAUSE);
  };
  addEventListener("scroll", tellSoon, { passive: true });
  addEventListener("hashchange", tellSoon); // another step
  whenLeft(tell);
  // Whoever finishes leaves no place behind.
  lesson.addEventListener("submit", (event) => {
    if (event.target.closest(".turn")) isMoving = false;
  });
}

// The link leads to the block; the script to the paragraph in it, and the focus goes along.
function resume(lesson) {
  const found = paragraphs(lesson).find(({ place }) => place === lesson.dataset.place)?.element;
  if (!found) return;
  const go = (behavior) => {
    found.tabIndex = -1;
    found.focus({ preventScroll: true });
    found.scrollIntoView({ behavior, block: "start" });
  };
  const link = lesson.querySelector("[data-resume]");
  link?.addEventListener("click", (event) => {
    event.preventDefault();
    if (!found.getClientRects().length) {
      addEventListener("hashchange", () => go("instant"), { once: true });
      location.replace(link.hash); // which shows its step
      return;
    }
    history.replaceState(null, "", link.hash);
    go(matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");
  });
  // An address that names the block: once the browser has gone there itself.
  if (link && location.hash === link.hash) {
    const then = () => setTimeout(go, 0, "instant");
    if (document.readyState === "complete") then();
    else addEventListener("load", then, { once: true });
  }
}

// --- The steps ---------------------------------------------------------------------------------------

// A finger drawn across turns the step, as its links do; not over what scrolls or is drawn by itself.
function turnByFinger(lesson) {
  const FAR = 60; // px
  let from = null;
  lesson.addEventListener(
    "touchstart",
    ({ touches, target }) => {
      const isTaken = touches.length > 1 || target.closest("input, textarea, select, table, [role=slider]");
      from = isTaken ? null : { x: touches[0].clientX, y: touches[0].clientY };
    },
    { passive: true },
  );
  lesson.addEventListener(
    "touchend",
    ({ changedTouches, target }) => {
      const step = target.closest("[data-step]");
      if (!step || !from) return;
      const x = changedTouches[0].clientX - from.x;
      const y = changedTouches[0].clientY - from.y;
      if (Math.abs(x) < FAR || Math.abs(x) < 2 * Math.abs(y)) return;
      step.querySelector(x < 0 ? "[data-on]" : "[data-back]")?.click();
    },
    { passive: true },
  );
}

// In the other language the lesson opens at the same block: its translation has the same blocks, not the same words.
function keepStep(lesson) {
  const form = document.querySelector("form.lang");
  const [path] = form.elements.next.value.split("#");
  form.addEventListener("submit", () => {
    const step = [...lesson.querySelectorAll("[data-step]")].find((one) => one.getClientRects().length);
    const isFirst = !step || step.matches("#pas-1");
    form.elements.next.value = isFirst ? path : `${path}#${step.querySelector("[data-part]").id}`;
  });
}

// --- The time, where the organisation wants it counted --------------------------------------------

// While the page is in sight; a clock that is set does not change it. Sent with "I have finished".
function countTime(lesson) {
  const RANGES = [["under_5", 5], ["under_15", 15], ["under_30", 30], ["over_30", Infinity]];
  let seen = 0;
  let since = performance.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") seen += performance.now() - since;
    else since = performance.now();
  });
  for (const form of lesson.querySelectorAll(".turn form")) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "time_range";
    form.append(field);
    form.addEventListener("submit", () => {
      const minutes = (seen + performance.now() - since) / 60000;
      field.value = RANGES.find(([, most]) => minutes < most)[0];
    });
  }
}

// --- The note ----------------------------------------------------------------------------------------

function keepNote(form, post, whenLeft) {
  const text = form.querySelector("textarea");
  const state = form.querySelector("[data-note-state]");
  let saved = text.value;
  let later = null; // what waits on the device
  // What is kept now: what was written here, or, where it was changed elsewhere meanwhile, both.
  const settle = (written, kept) => {
    if (kept.text !== written && text.value !== written) return; // typed on: told again at the next save
    if (kept.text !== written) text.value = kept.text;
    form.elements.based_on.value = kept.based_on;
    saved = kept.text;
  };
  const keepLater = () => {
    later = text.value;
    return !document.dispatchEvent(new CustomEvent("unsent", { detail: { form }, cancelable: true }));
  };
  const save = async () => {
    const written = text.value;
    if (queue.isLost && keepLater()) return;
    try {
      const answer = await post(form.action, new FormData(form), { "HX-Request": "true" });
      const isOfTheNote = !answer.redirected && (answer.ok || answer.status === 422);
      if (!isOfTheNote) throw new Error("signed out, or the site is away");
      const kept = await answer.json();
      state.textContent = kept.said;
      if (answer.ok) settle(written, kept);
    } catch (failure) {
      if (failure.name === "TypeError" && keepLater()) return;
      state.textContent = form.dataset.failed;
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  whenLeft(() => {
    if (text.value !== saved) save();
  });
  document.addEventListener("queue", ({ detail: { name, answer } }) => {
    if (name !== form.dataset.later || answer?.based_on === undefined) return;
    form.querySelector("[data-network-here]")?.replaceChildren();
    settle(later ?? text.value, answer);
  });
}
