// What was refused when it was sent: why, the page on which it is mended, and a way to drop it.
"use strict";

const refused = {
  fill(list, entries, whenNone) {
    const pattern = document.querySelector("template[data-refused-item]").content;
    const lines = entries.map(({ id, title, page, said }) => {
      const line = pattern.cloneNode(true).firstElementChild;
      line.querySelector("[data-title]").textContent = title;
      line.querySelector("[data-said]").textContent = said ?? "";
      if (page) line.querySelector("[data-open]").href = page;
      else line.querySelector("[data-open]").remove();
      line.querySelector("[data-drop]").addEventListener("click", async () => {
        await vault.drop(id);
        line.remove();
        if (!list.children.length) whenNone();
      });
      return line;
    });
    list.replaceChildren(...lines);
  },
};
