// The organisation turned it off: what a former worker kept goes, and so does this one.
"use strict";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  for (const name of await caches.keys()) await caches.delete(name);
  await new Promise((done) => {
    const asked = indexedDB.deleteDatabase("passerelle");
    asked.onsuccess = asked.onerror = asked.onblocked = done;
  });
  await registration.unregister();
}
