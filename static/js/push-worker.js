// Joined to the service worker: a push is empty, and says the same whatever waits.
"use strict";

const WORDS = navigator.language.startsWith("fr") ? "Quelque chose vous attend." : "Something waits for you.";

self.addEventListener("push", (event) => {
  event.waitUntil(self.registration.showNotification("Passerelle", { body: WORDS, tag: "waiting" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(SETTINGS.waiting));
});
