// What is sent in the background: in order, and again until an answer came. An answer of a quiz waits in this window;
// on a personal device (vault.js) what may wait there does. Each answer is told to the page as an event.
"use strict";

const queue = (() => {
  const DRAFT = "quiz:"; // in sessionStorage
  const PATIENCE = 4000; // ms without an answer before the reader is told that the network is lost
  const GIVE_UP = 20000;
  const LONGEST_WAIT = 30000;
  const FAREWELL = 60000; // bytes: what browsers send of a page that is left is less than 64 KiB
  const LOCK = "passerelle-queue";

  let wait = 2000;
  let timer = null;
  let isLost = "kept" in document.documentElement.dataset; // a page that is read from the device

  let isReached = false; // the site answered, though the browser says that there is no network

  const tell = (state, about = {}) => {
    isReached = state === "back" || (isReached && state !== "offline");
    isLost = state === "offline" || state === "away" || (isLost && state === "signed-out");
    document.dispatchEvent(new CustomEvent("queue", { detail: { state, ...about } }));
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(flush, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };
  const number = () =>
    [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

  // {state, ...}: "offline" and "away" are tried again, and so is what came back cut.
  const post = async (address, fields, headers = {}, options = {}) => {
    const slow = setTimeout(() => tell("offline"), PATIENCE);
    try {
      const response = await fetch(address, {
        method: "POST", body: fields, headers, redirect: "manual", credentials: "same-origin",
        signal: AbortSignal.timeout(GIVE_UP), ...options,
      });
      if (response.type === "opaqueredirect" || response.status === 403) return { state: "signed-out" };
      if (response.status >= 500 || response.status === 429) return { state: "away" };
      const text = await response.text();
      try {
        return JSON.parse(text);
      } catch {
        return { state: "unreadable", isPage: response.ok };
      }
    } catch {
      return { state: "offline" };
    } finally {
      clearTimeout(slow);
    }
  };
  const isToTryAgain = ({ state }) => state === "offline" || state === "away";

  // --- In this window ----------------------------------------------------------------------------------------

  let ofPage = { address: "", prefix: "" }; // the attempt that this page shows, and where its answers are saved
  const drafts = (prefix = DRAFT) => Object.keys(sessionStorage).filter((key) => key.startsWith(prefix));
  const farewells = new Map(); // what is under way: that a page is left is said twice
  const sendDraft = (key, options = {}) => {
    const draft = sessionStorage.getItem(key);
    if (draft === null) return undefined;
    const [said, underWay] = farewells.get(key) ?? [];
    if (said === draft) return underWay;
    const sent = postDraft(key, draft, options);
    if (!options.keepalive) return sent;
    const ended = sent.finally(() => farewells.delete(key));
    farewells.set(key, [draft, ended]);
    return ended;
  };
  const postDraft = async (key, draft, options) => {
    const fields = new URLSearchParams(draft);
    fields.set("csrfmiddlewaretoken", token());
    const told = await post(ofPage.address, fields, {}, options);
    // The site answers no save with a page: one is of whatever stands between, as the sign-in of a hotel's network.
    const answer = told.isPage ? { state: "away" } : told;
    if (isToTryAgain(answer)) later();
    else if (answer.state !== "signed-out" && sessionStorage.getItem(key) === draft) sessionStorage.removeItem(key);
    tell(answer.state, { name: key, answer });
  };
  const watch = (address, prefix) => (ofPage = { address, prefix });
  const waiting = () => (ofPage.prefix ? drafts(ofPage.prefix) : []);
  const size = (key) => sessionStorage.getItem(key).length;
  const fitsFarewell = () => waiting().reduce((sum, key) => sum + size(key), 0) < FAREWELL;
  const sendFarewell = () => {
    let room = FAREWELL; // for all of them together
    for (const key of waiting()) {
      room -= size(key);
      sendDraft(key, { keepalive: room > 0 });
    }
  };

  // --- On a personal device ------------------------------------------------------------------------------------

  // A device that was taken out is told nothing more; the site has forgotten it already.
  const endPush = async () => {
    const registration = await navigator.serviceWorker?.getRegistration();
    const subscription = await registration?.pushManager?.getSubscription();
    await subscription?.unsubscribe().catch(() => {});
  };
  const recognise = async (mine, csrf) => {
    const body = new URLSearchParams({ csrfmiddlewaretoken: csrf });
    const answer = await fetch(`/compte/mes-appareils/${mine.device}/ici/`, { method: "POST", body, redirect: "manual" });
    return answer.ok;
  };

  // Who is signed in, and whether the device may keep what it has: asked before anything of it is sent.
  const contact = async (mine) => {
    const response = await fetch(`/compte/mes-appareils/${mine.device}/etat/`, {
      cache: "no-store", signal: AbortSignal.timeout(GIVE_UP),
    });
    if (!response.ok) throw new Error(response.status);
    const told = await response.json();
    if (told.state === "revoked" || (told.person && told.person !== mine.person)) {
      await vault.discard();
      await endPush();
      tell("revoked");
      return null;
    }
    told.isNew = Boolean(told.token) && !told.is_known && (await recognise(mine, told.token));
    return told;
  };

  const sendKept = async () => {
    const mine = await vault.device();
    if (!mine) return;
    const entries = (await vault.waiting(mine)).filter((entry) => !entry.refused);
    const taps = await vault.taps(mine);
    if (!entries.length && !taps.length) return;
    const told = await contact(mine).catch(() => undefined);
    if (told === undefined) {
      tell("offline");
      return later();
    }
    if (!told) return;
    if (!told.token) return tell("signed-out");
    for (const entry of entries) if (!(await sendEntry(mine, entry, told.token))) return;
    for (const tap of taps.sort((one, other) => one.number.localeCompare(other.number))) {
      if (!(await sendTap(mine, tap, told.token))) return;
    }
    const isAllTaken = !(await vault.waiting(mine)).length;
    tell(isAllTaken ? "sent" : "held", { at: new Date() });
  };
  const headersOf = (mine, entry) => ({ "Passerelle-Send": entry.number, "Passerelle-Person": mine.person });

  const goOn = async (answer, name, end) => {
    if (answer.state === "other") {
      await vault.discard();
      tell("revoked");
      return false;
    }
    if (isToTryAgain(answer)) later();
    else if (answer.state !== "signed-out") await end();
    tell(answer.state, { name, answer });
    return !isToTryAgain(answer) && answer.state !== "signed-out";
  };
  const forgetQuiz = async (mine, attempt) => {
    const isOfQuiz = (address) => address?.startsWith(`/quiz/${attempt}/`) || address?.startsWith(`draft:${DRAFT}${attempt}:`);
    for (const { address, opens } of await vault.list(mine)) {
      if (isOfQuiz(address) || isOfQuiz(opens)) await vault.forget(mine, address);
    }
  };
  const sendEntry = async (mine, entry, csrf) => {
    const fields = new URLSearchParams(entry.body);
    fields.set("csrfmiddlewaretoken", csrf);
    const answer = await post(entry.address, fields, headersOf(mine, entry));
    const isRefused = ["refused", "unreadable"].includes(answer.state);
    const isReplaced = ["stale", "closed"].includes(answer.state) && answer.said;
    const { id, ...rest } = entry;
    return goOn(answer, entry.name, async () => {
      if (answer.state === "done" && entry.name.startsWith("submit:")) await forgetQuiz(mine, entry.name.slice(7));
      if (isReplaced) await vault.forget(mine, `draft:${entry.name}`);
      if ((isRefused || isReplaced) && !entry.isQuiet) {
        await vault.change(mine, id, { ...rest, refused: true, said: answer.said ?? "" });
      } else await vault.drop(id);
    });
  };
  const sendTap = async (mine, tap, csrf) => {
    const fields = new URLSearchParams(tap.body);
    fields.set("csrfmiddlewaretoken", csrf);
    const answer = await post(tap.address, fields, headersOf(mine, tap));
    return goOn(answer, "tap", () => vault.dropTap(tap.number));
  };

  // --- For pages -------------------------------------------------------------------------------------------------

  // One window at a time, so that nothing overtakes; the server knows what it had before.
  const flush = () => navigator.locks.request(LOCK, async () => {
    clearTimeout(timer);
    await Promise.all(waiting().map((key) => sendDraft(key)));
    if (navigator.onLine || isReached) await sendKept();
    else if (await waitsOnDevice()) tell("offline");
    if (!isLost) wait = 2000;
  });
  const waitsOnDevice = async () => {
    const mine = await vault.device();
    if (!mine) return false;
    return (await vault.taps(mine)).length > 0 || (await vault.waiting(mine)).some((entry) => !entry.refused);
  };

  // A later entry takes the place of one of its name; what waits already, to the letter, waits once.
  const put = async (mine, entry) => {
    const waits = await vault.waiting(mine);
    const same = waits.find((one) => !one.refused && one.address === entry.address && one.body === entry.body);
    if (same) return same.name;
    const former = waits.filter(({ name }) => name === entry.name);
    await vault.add(mine, { number: number(), ...entry });
    for (const { id } of former) await vault.drop(id);
    return entry.name;
  };
  const putTap = (mine, tap) => vault.addTap(mine, { number: number(), ...tap });

  // Asked of a small file that nobody keeps: whether the site answers. Then the page is no longer without a network.
  const isBack = async () => {
    const address = document.querySelector("link[rel=manifest]")?.href ?? location.href;
    const options = { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
    const answer = await fetch(address, options).catch(() => null);
    if (!answer?.ok) return false;
    wait = 2000;
    tell("back");
    return true;
  };

  addEventListener("online", async () => {
    if (await isBack()) flush();
    else later();
  });
  addEventListener("offline", () => tell("offline"));

  return {
    DRAFT, drafts, watch, waiting, sendDraft, fitsFarewell, sendFarewell, put, putTap, flush, later, number, contact, isBack,
    get isLost() { return isLost || !(navigator.onLine || isReached); },
  };
})();
