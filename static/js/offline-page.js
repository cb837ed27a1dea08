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
  // By name; of a quiz all answers are one line. What a page tells by itself has no title.
  const kindOf = ({ name }) => (name.startsWith("/") ? "finish" : name.split(":")[0]);
  const named = (entry) => {
    const word = document.querySelector(`template[data-kind="${kindOf(entry)}"]`)?.content.textContent.trim();
    const title = entry.title.replace(/ – Passerelle$/, "");
    return line(word ? `${title} (${word})` : title, entry.page);
  };
  const groupOf = ({ name }) => name.replace(/^(quiz:[^:]+):.*/, "$1");
  const line = (title, address) => {
    const item = document.createElement("li");
    const text = address ? document.createElement("a") : document.createElement("span");
    if (address) text.href = address;
    text.textContent = title;
    item.append(text);
    return item;
  };
  fill("pages", pages.map(({ title, address }) => line(title, address)));
  fill("waiting", [...new Map(waiting.filter(({ title }) => title).map((entry) => [groupOf(entry), entry])).values()].map(named));
  if (held.length) {
    const part = document.querySelector("[data-kept=refused]");
    part.hidden = false;
    refused.fill(part.querySelector("ul"), held, () => (part.hidden = true));
  }
  if (taps.length) document.querySelector("[data-kept-taps]").hidden = false;
})();
// Back as soon as the network is. Whoever chose to come here stays, unless something waits, which another page sends.
const isWaiting = async () => {
  const mine = await vault.device().catch(() => null);
  if (!mine) return false;
  return (await vault.taps(mine)).length > 0 || (await vault.waiting(mine)).some((entry) => !entry.refused);
};
addEventListener("online", async () => {
  if (await vault.owed()) return location.assign("/");
  const isChosen = location.pathname === document.querySelector("[data-offline-page]").dataset.offlinePage;
  if (!isChosen) location.reload();
  else if (await isWaiting()) location.assign("/");
});
