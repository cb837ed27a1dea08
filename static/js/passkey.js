// A passkey's button: shown where the browser has passkeys, bound to allauth's function, and what went wrong.
"use strict";

for (const part of document.querySelectorAll("[data-passkey]")) {
  part.hidden = !window.PublicKeyCredential;
}

for (const button of document.querySelectorAll("[data-passkey-does]")) {
  const { passkeyDoes: does, passkeyCredential: credential, passkeyAlone: passwordless } = button.dataset;
  const ids = { [does]: button.id, credential, data: "passkey-data", passwordless };
  window.allauth.webauthn.forms[`${does}Form`]({ ids });
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const note of document.querySelectorAll("[data-passkey-error]")) note.hidden = false;
});
