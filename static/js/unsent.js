// A page with several forms: what was typed in one and not sent stays when another is sent. That other goes without
// leaving the page, and the forms with words in them are moved into the answer as they stand, with the version that
// they were read in. Nothing is stored: it ends with the page. Without this file the other form is sent as ever.
"use strict";

(() => {
  const main = document.querySelector("main");
  const held = new Map(); // by its address; also while the answer is another page, which asks to confirm

  const isChanged = (field) => {
    if (field.type === "hidden" || field.type === "submit") return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.options) return [...field.options].some((one) => one.selected !== one.defaultSelected);
    return field.value !== field.defaultValue;
  };
  // What was sent and refused is not sent either.
  const isUnsent = (form) => form.querySelector("[data-focus]") || [...form.elements].some(isChanged);
  const forms = () => [...main.querySelectorAll("form[method=post]")];
  const addressOf = (form) => form.getAttribute("action");
  const hold = (sent) => {
    held.delete(addressOf(sent));
    for (const form of forms()) if (form !== sent && isUnsent(form)) held.set(addressOf(form), form);
    return held.size > 0;
  };

  const show = (answer, address) => {
    document.title = answer.title;
    document.querySelector("header .bell")?.replaceWith(answer.querySelector("header .bell") ?? "");
    main.replaceChildren(...answer.querySelector("main").childNodes);
    for (const form of forms()) {
      const kept = held.get(addressOf(form));
      if (!kept) continue;
      held.delete(addressOf(form));
      kept.closest("details")?.setAttribute("open", "");
      kept.dataset.held = "";
      // Messages that came meanwhile are on the page now: what one has seen is as in the answer.
      if (kept.elements.seen && form.elements.seen) kept.elements.seen.value = form.elements.seen.value;
      form.replaceWith(kept);
    }
    if (address) history.replaceState(null, "", address);
    const said = main.querySelector("[data-focus]:not([data-held] *), .messages") ?? main;
    said.tabIndex = -1;
    said.focus();
  };

  const ask = (method, address, fields, lost) => {
    const request = new XMLHttpRequest(); // parses a page without running it
    request.open(method, address);
    request.responseType = "document";
    request.onload = () => {
      const page = request.responseXML;
      if (!page?.querySelector("main")) return lost();
      const isElsewhere = request.responseURL !== new URL(address, location.href).href || method === "GET";
      show(page, isElsewhere ? request.responseURL : null);
    };
    request.onerror = lost;
    request.send(fields);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || !main.contains(form) || !hold(form)) return;
    const button = event.submitter;
    event.preventDefault();
    ask("POST", addressOf(form), new URLSearchParams(new FormData(form, button)), () => {
      delete form.dataset.sent;
      document.dispatchEvent(new CustomEvent("unsent", { cancelable: true, detail: { form, button } }));
    });
  });

  // What a personal device has sent by itself leads on (offline.js).
  document.addEventListener("leading-on", (event) => {
    const { form, address } = event.detail;
    if (!main.contains(form) || !hold(form)) return;
    event.preventDefault();
    ask("GET", address, null, () => location.assign(address));
  });
})();
