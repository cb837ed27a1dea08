// Check boxes of a list: how many are ticked, said as it changes; a whole page at once. A search, a filter or another
// page replaces the list without leaving this page, which keeps who is ticked: whoever is not listed any more is sent
// in a hidden field. Nothing is kept anywhere else.
"use strict";

(() => {
  const chosen = new Set();
  const boxesOf = (form) => [...form.querySelectorAll("input[type=checkbox][name=people]")];

  const hidden = (uuid) => {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "people", value: uuid });
    return field;
  };

  const count = (form) => {
    for (const box of boxesOf(form)) chosen[box.checked ? "add" : "delete"](box.value);
    const { nobody, one, many, elsewhere, tooMany, most } = form.dataset;
    const away = chosen.size - boxesOf(form).filter((box) => box.checked).length;
    let words = ([nobody, one][chosen.size] ?? many).replace("[count]", chosen.size);
    if (away) words += ` ${elsewhere.replace("[count]", away)}`;
    if (chosen.size > most) words += ` ${tooMany}`;
    form.querySelector("[data-selection-count]").textContent = words;
    form.querySelector(".selection__act button").disabled = chosen.size > most;
  };

  // Ticks in a list that has just come whom was ticked before it.
  const carryOver = () => {
    const form = document.querySelector("[data-selection]");
    if (!form) return;
    const listed = new Set(boxesOf(form).map((box) => box.value));
    for (const box of boxesOf(form)) box.checked ||= chosen.has(box.value);
    form.append(...[...chosen].filter((uuid) => !listed.has(uuid)).map(hidden));
    count(form);
  };

  const turnTo = async (link, results) => {
    try {
      const headers = { "x-requested-with": "XMLHttpRequest" };
      const answer = await fetch(results.dataset.results + link.search, { headers });
      if (!answer.ok) throw new Error(answer.status);
      const list = document.getElementById("listing-results");
      list.innerHTML = await answer.text();
      history.replaceState(null, "", link.href);
      carryOver();
      list.tabIndex = -1;
      list.focus();
      scrollTo(0, 0);
    } catch {
      location.assign(link.href);
    }
  };

  const tickAll = (form, isTicked) => {
    for (const box of boxesOf(form)) box.checked = isTicked;
    if (!isTicked) {
      chosen.clear();
      form.querySelectorAll("input[type=hidden][name=people]").forEach((field) => field.remove());
    }
    count(form);
  };

  addEventListener("change", (event) => {
    const form = event.target.closest("[data-selection]");
    if (form && event.target.name === "people") count(form);
  });

  addEventListener("click", (event) => {
    const link = event.target.closest("#listing-results a[href]");
    const form = document.querySelector("[data-selection]");
    if (!link || !form || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const choosing = link.closest("[data-selection-all], [data-selection-none]");
    const isOfList = link.pathname === location.pathname && chosen.size;
    if (!choosing && !isOfList) return;
    event.preventDefault();
    if (choosing) tickAll(form, "selectionAll" in link.dataset);
    else turnTo(link, form);
  });

  addEventListener("w-swap:success", carryOver);

  // Going back, the browser ticks again what was ticked.
  addEventListener("pageshow", () => document.querySelectorAll("[data-selection]").forEach(count));
})();
