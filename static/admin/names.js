// Wagtail's editor leaves some of its fields without a name and some of its sections with the same one: here they get theirs.
(() => {
  const words = (element) => element.textContent.replace(/\s+/g, " ").replace(/\*\s*$/, "").trim();

  /** The label nearest above: that of the field, else of the block, else of the panel. */
  const labelOf = (element) => {
    for (let around = element.parentElement; around; around = around.parentElement) {
      const label = around.querySelector(":scope > label, :scope > .w-field__label, :scope > .w-panel__header .w-panel__heading");
      if (label && words(label)) return words(label);
    }
    return "";
  };

  const NAMELESS = ["[role=textbox]", "[role=combobox]", ".ui-autocomplete-input", "input:not([type=hidden])"]
    .map((kind) => `${kind}:not([aria-label], [aria-labelledby])`)
    .join();

  const nameFields = () => {
    for (const field of document.querySelectorAll(NAMELESS)) {
      if (field.labels?.length || field.title || field.placeholder) continue;
      const label = labelOf(field);
      if (label) field.setAttribute("aria-label", label);
    }
  };

  // A section inside another is no landmark: an editor of twenty blocks would have sixty. Those of one name are numbered.
  const counts = new Map();
  const nameSections = () => {
    for (const section of document.querySelectorAll("section.w-panel:not([data-named])")) {
      section.dataset.named = "";
      if (section.parentElement.closest("section.w-panel")) section.setAttribute("role", "group");
      const heading = section.querySelector("[data-panel-heading-text], .w-panel__heading");
      const name = heading ? words(heading) : "";
      const count = (counts.get(name) || 0) + 1;
      counts.set(name, count);
      if (count === 1) continue;
      section.removeAttribute("aria-labelledby");
      section.setAttribute("aria-label", `${name} ${count}`);
    }
  };

  const mendFurniture = () => {
    for (const seen of document.querySelectorAll(".w-editing-sessions__session:not([aria-label])")) {
      if (words(seen)) seen.setAttribute("aria-label", words(seen));
    }
  };

  /** wagtail-localize writes two of its sentences into its script: here they are said in the reader's language. */
  const wordTranslations = () => {
    const editor = document.querySelector(".js-translation-editor:not([data-worded])");
    if (!editor || !window.django?.gettext) return;
    const texts = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      const [, source, target] = text.data.match(/^(.+) to (.+) translation$/) || [];
      if (text.data === "More actions") text.data = django.gettext(text.data);
      if (!source) continue;
      editor.dataset.worded = "";
      text.data = django.interpolate(django.gettext("%(source)s to %(target)s translation"), { source, target }, true);
    }
  };

  /** A folded block sums itself up by its first value: of one where nothing is chosen yet, that is no word. */
  const NO_SUMMARY = ["null", "Oui", "Non", "Yes", "No"];
  const mendSummaries = () => {
    for (const title of document.querySelectorAll(".c-sf-block__title")) {
      if (NO_SUMMARY.includes(words(title))) title.textContent = "";
    }
  };

  // How many a search found: a heading may not have the role of an alert.
  const mendCounts = () => {
    for (const count of document.querySelectorAll("h2[role=alert]")) {
      const said = document.createElement("div");
      said.setAttribute("role", "status");
      count.removeAttribute("role");
      count.replaceWith(said);
      said.append(count);
    }
  };

  /** The editor of a row of ours says in its trail alone where one is. */
  const nameMain = () => {
    const main = document.querySelector("main");
    if (!main || document.querySelector("h1")) return;
    const heading = document.createElement("h1");
    heading.className = "w-sr-only";
    heading.textContent = document.title.replace(/^[^-]* - /, "");
    main.prepend(heading);
  };

  let isAsked = false;
  const mend = () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      nameFields();
      nameSections();
      mendFurniture();
      wordTranslations();
      mendSummaries();
      mendCounts();
    });
  };

  new MutationObserver(mend).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => {
    nameMain();
    mend();
  });

  // The search has the keyboard as the list of blocks opens.
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.(".c-sf-add-button")) return;
    setTimeout(() => document.querySelector(".w-combobox input")?.focus({ preventScroll: true }), 60);
  });
})();
