// The page without a network: on a personal device, the pages that it kept, and what waits to be sent.
"use strict";

(async () => {
  if (await vault.owed()) document.querySelector("[data-kept=signed-out]").hidden = false;
  const mine = await vault.device().catch(() => null);
  if (!mine) return;
  const pages = (await vault.list(mine)).filter(({ title }) => title).sort((one, other) => one.order - other.order);
  const all = await vault.waiting(mine);
  const waiting = all.filter((entry) => !entry.refused);
  const held = all.filter((entry) => entry.refused);
  const taps = await vault.taps(mine);
  const fill = (name, lines) => {
    const part = document.querySelector(`[data-kept="${name}"]`);
    if (!lines.length) return;
    part.querySelector("ul").replaceChildren(...lines);
    part.hidden = false;
  };
  const line = (title, address) => {
    const item = document.createElement("li");
    const text = address ? document.createElement("a") : document.createElement("span");
    if (address) text.href = address;
    text.textContent = title;
    item.append(text);
    return item;
  };
  fill("pages", pages.map(({ title, address }) => line(title, address)));
  fill("waiting", [...new Map(waiting.map((entry) => [entry.title, entry])).values()].map((entry) => line(entry.title, entry.page)));
  if (held.length) {
    const part = document.querySelector("[data-kept=refused]");
    part.hidden = false;
    refused.fill(part.querySelector("ul"), held, () => (part.hidden = true));
  }
  if (taps.length) document.querySelector("[data-kept-taps]").hidden = false;
})();
// Back as soon as the network is, unless the reader chose to come here.
addEventListener("online", async () => {
  if (await vault.owed()) return location.assign("/");
  if (location.pathname !== document.querySelector("[data-offline-page]").dataset.offlinePage) location.reload();
});
