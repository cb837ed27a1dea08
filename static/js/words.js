// Shows how many words a text has while it is written. The server counts them again, in the same way.
"use strict";

for (const counter of document.querySelectorAll("[data-words]")) {
  const text = document.getElementById(counter.dataset.words);
  const now = counter.querySelector("[data-words-now]");
  const told = counter.querySelector("[data-words-told]");
  const least = Number(counter.dataset.least);
  const most = Number(counter.dataset.most);
  let last = null;

  const state = (words) => {
    if (words < least) return "short";
    return most && words > most ? "long" : "enough";
  };

  // A run without a space is a word when it holds a letter or a figure.
  const count = () => {
    const words = text.value.split(/\s+/u).filter((run) => /[\p{L}\p{N}]/u.test(run)).length;
    now.textContent = words;
    // Said aloud only when it changes something: not at each key.
    if (last !== null && last !== state(words)) told.textContent = told.dataset[state(words)];
    last = state(words);
  };

  counter.hidden = false;
  text.addEventListener("input", count);
  count();
}
