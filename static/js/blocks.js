// What some blocks of a page gain from a script. Without it their parts stand one after another, a
// picture opens alone, and a part of another site is a link.
"use strict";

(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (name, properties = {}) => Object.assign(document.createElement(name), properties);
  let numbers = 0;

  // --- Tabs, by the pattern of the ARIA authoring practices: shown as they are reached ---------------
  const KEYS = { ArrowLeft: -1, ArrowRight: 1 };

  function liveTabs(set) {
    const parts = all(":scope > [data-tab]", set);
    const list = make("div", { className: "tabset__tabs" });
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", set.dataset.tabset);
    const tabs = parts.map((part) => {
      numbers += 1;
      const tab = make("button", { type: "button", id: `tab-${numbers}` });
      tab.textContent = part.querySelector(".tabset__title").textContent;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", `tab-part-${numbers}`);
      part.id = `tab-part-${numbers}`;
      part.tabIndex = 0;
      part.setAttribute("role", "tabpanel");
      part.setAttribute("aria-labelledby", tab.id);
      return tab;
    });
    const show = (chosen) => {
      tabs.forEach((tab, place) => {
        tab.setAttribute("aria-selected", String(place === chosen));
        tab.tabIndex = place === chosen ? 0 : -1;
        parts[place].classList.toggle("is-shown", place === chosen);
      });
    };
    const reach = (place) => {
      show(place);
      tabs[place].focus();
    };
    tabs.forEach((tab, place) => {
      tab.addEventListener("click", () => show(place));
      tab.addEventListener("keydown", (event) => {
        if (event.key in KEYS) reach((place + KEYS[event.key] + tabs.length) % tabs.length);
        else if (event.key === "Home") reach(0);
        else if (event.key === "End") reach(tabs.length - 1);
        else return;
        event.preventDefault();
      });
    });
    list.append(...tabs);
    parts[0].before(list);
    set.classList.add("is-live");
    show(0);
  }

  // --- A screenshot and its marks, larger -------------------------------------------------------------
  function zoomable(figure) {
    const link = figure.querySelector("[data-zoom-in]");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      enlarge(figure).showModal();
    });
  }

  function enlarge(figure) {
    numbers += 1;
    const box = make("dialog", { className: "zoom" });
    const head = make("div", { className: "zoom__head" });
    const title = make("h2", { className: "zoom__title", id: `zoom-${numbers}` });
    title.textContent = figure.dataset.zoom;
    const close = make("button", { type: "button", className: "button button--quiet button--s" });
    close.textContent = figure.closest("[data-words-close]").dataset.wordsClose;
    close.addEventListener("click", () => box.close());
    head.append(title, close);
    const view = make("div", { className: "zoom__view", tabIndex: 0 });
    view.setAttribute("role", "group");
    view.setAttribute("aria-labelledby", title.id);
    view.append(figure.querySelector(".marked").cloneNode(true));
    view.querySelector("img").sizes = "96vw";
    box.setAttribute("aria-labelledby", title.id);
    box.append(head, view);
    const marks = figure.querySelector(".marks");
    if (marks) box.append(marks.cloneNode(true));
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    return box;
  }

  // --- A part of another site, once the reader asks for it. The choice is kept nowhere ---------------
  function asksFirst(part) {
    const button = part.querySelector("[data-agree]");
    button.hidden = false;
    button.addEventListener("click", () => {
      const frame = make("iframe", {
        title: part.dataset.title,
        referrerPolicy: "no-referrer",
        allow: "fullscreen",
        className: `consent__${part.dataset.shape}`,
      });
      frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms");
      frame.src = part.dataset.consent;
      frame.tabIndex = 0;
      button.closest("p").before(frame);
      button.remove();
      frame.focus();
    });
  }

  // --- What an address points to stands open, also where the browser does not open it -------------------
  const openTarget = () => {
    const target = document.getElementById(location.hash.slice(1));
    const closed = all("details:not([open])").filter((one) => one.contains(target));
    for (const one of closed) one.open = true;
    if (closed.length) target.scrollIntoView();
  };
  addEventListener("hashchange", openTarget);
  openTarget();

  // --- On paper, nothing stays folded -----------------------------------------------------------------
  const folded = () => all("[data-folds] details:not([open]), .media details:not([open])");
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = folded();
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
  });

  for (const set of all("[data-tabset]")) liveTabs(set);
  for (const figure of all("[data-zoom]")) zoomable(figure);
  for (const part of all("[data-consent]")) asksFirst(part);
})();
