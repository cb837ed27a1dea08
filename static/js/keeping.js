// "My devices": says that this device is one's own, then downloads the lessons of one's paths, encrypted.
"use strict";

(async () => {
  const part = document.querySelector("[data-keeping]");
  if (!part || !window.isSecureContext || !crypto.subtle || !("locks" in navigator)) return;
  const token = part.querySelector("[name=csrfmiddlewaretoken]").value;
  const show = (name) => {
    for (const state of part.querySelectorAll("[data-state]")) state.hidden = state.dataset.state !== name;
  };
  const say = (name, values = {}) => {
    const words = part.querySelector(`template[data-words="${name}"]`).content.textContent.trim();
    const progress = part.querySelector("[data-progress]");
    progress.dataset.progress = name;
    progress.textContent = words.replace(/\{(\w+)\}/g, (_all, key) => values[key]);
  };
  const post = (address) =>
    fetch(address, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "error" });

  // The button that was pressed is gone or was disabled: the focus goes to what is said of it.
  const BEGUN = "device-begun"; // in sessionStorage, while the page is loaded again
  const focusSaid = () => document.activeElement === document.body && part.querySelector("[data-progress]").focus();

  const mine = await vault.device();
  show(mine ? "own" : "shared");
  nameInForms(mine).then((isLeft) => {
    if (isLeft || !mine || !sessionStorage.getItem(BEGUN)) return;
    sessionStorage.removeItem(BEGUN);
    say("begun");
    focusSaid();
  });

  part.querySelector("[data-own]").addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const response = await post(event.target.action).catch(() => null);
    if (!response?.ok) return say("failed");
    await vault.begin(await response.json());
    sessionStorage.setItem(BEGUN, "yes");
    location.reload();
  });

  part.querySelector("[data-download]").addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const button = event.submitter;
    button.disabled = true;
    const most = Number(new FormData(event.target).get("size")) * 1024 * 1024;
    try {
      await download(event.target.action, most);
    } catch {
      say("failed");
    }
    button.disabled = false;
    focusSaid();
  });

  part.querySelector("[data-forget]").addEventListener("submit", async () => {
    await vault.wipe(); // and the form goes on: the site forgets the device
  });

  // --- Downloading -------------------------------------------------------------------------------------------

  async function download(list, most) {
    const { pages } = await (await fetch(list, { redirect: "error" })).json();
    let room = most;
    let kept = 0;
    for (const [place, page] of pages.entries()) {
      say("going", { n: place + 1, total: pages.length });
      const more = page.more ? await furtherPages(page.more) : [];
      for (const { url, title } of [page, ...more]) {
        if (!url) continue;
        const text = await keepPage(url, { title, order: kept });
        if (text === null) continue;
        if (title) kept += 1;
        room -= await keepMedia(text, room);
      }
    }
    say("done", { n: kept });
  }

  async function furtherPages(address) {
    const response = await fetch(address, { redirect: "error" });
    if (!response.ok) return [];
    const { pages, opens } = await response.json();
    if (opens) await vault.keep(mine, opens.address, new Response(""), { opens: opens.url });
    return pages;
  }

  // Only what the site says may be kept.
  async function keepPage(url, about) {
    const response = await fetch(url, { redirect: "error", headers: { Accept: "text/html" } }).catch(() => null);
    if (!response?.ok || !response.headers.get("Passerelle-Keep")) return null;
    if (response.headers.get("Passerelle-Person") !== mine.person) throw new Error("somebody else signed in");
    const text = await response.clone().text();
    await vault.keep(mine, url, response, about);
    return text;
  }

  async function keepMedia(text, room) {
    const addresses = new Set([...text.matchAll(/(?:src|poster|href)="(\/(?:media|documents)\/[^"]+)"/g)].map(([, url]) => url.replaceAll("&amp;", "&")));
    let used = 0;
    if (!room) return used;
    for (const url of addresses) {
      if (await vault.has(mine, url)) continue;
      const response = await fetch(url).catch(() => null);
      if (!response?.ok) continue;
      const size = Number(response.headers.get("Content-Length") ?? (await response.clone().blob()).size);
      if (size > room - used) {
        await response.body?.cancel();
        continue;
      }
      await vault.keep(mine, url, response);
      used += size;
    }
    return used;
  }

  // The list above knows this device once the site was told that the session is on it: then the page is left.
  async function nameInForms(own) {
    if (!own) return false;
    const forget = part.querySelector("[data-forget]");
    forget.action = forget.dataset.address.replace("00000000-0000-0000-0000-000000000000", own.device);
    const told = await queue.contact(own).catch(() => null);
    if (told?.isNew) location.reload();
    return told?.isNew;
  }
})();
