// The button that has this device told that something waits: shown where a service worker is there to be woken.
"use strict";

const form = document.querySelector("form[data-push]");
const canBeTold = form && "serviceWorker" in navigator && "PushManager" in window;

function bytesOf(key) {
  const text = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

async function subscribe(registration) {
  const options = { userVisibleOnly: true, applicationServerKey: bytesOf(form.dataset.push) };
  const subscription = await registration.pushManager.subscribe(options);
  form.elements.endpoint.value = subscription.endpoint;
  form.submit();
}

if (canBeTold) {
  navigator.serviceWorker.ready.then((registration) => {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      subscribe(registration).catch(() => {
        form.querySelector("[data-push-refused]").hidden = false;
      });
    });
  });
}
