// Find it, on a picture: a click on the picture fills in where the spot is. The spot whose place one typed in last, else
// the first without a place. Whoever has no mouse types it.
(() => {
  const PLACE = /-spots-\d+-value-(left|top)$/;
  let last = null;

  document.addEventListener("focusin", ({ target }) => {
    if (PLACE.test(target.name)) last = target;
  });

  const fill = (field, share) => {
    field.value = Math.round(100 * Math.min(1, Math.max(0, share)));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  document.addEventListener("click", (event) => {
    const picture = event.target.closest?.("img.chooser__image");
    const chosen = picture?.closest(".chooser").parentElement.querySelector("input[type=hidden][name$='-image']");
    if (!chosen) return;
    const block = chosen.name.replace(/-image(-image)?$/, "");
    const lefts = [...document.querySelectorAll(`input[name^="${block}-spots-"][name$="-value-left"]`)].filter(
      (field) => !document.getElementsByName(field.name.replace(/value-left$/, "deleted"))[0]?.value,
    );
    const typed = last?.isConnected && last.name.startsWith(`${block}-spots-`) ? last.name.replace(/top$/, "left") : "";
    const left = lefts.find((field) => field.name === typed) ?? lefts.find((field) => !field.value);
    if (!left) return;
    const seen = picture.getBoundingClientRect();
    fill(left, (event.clientX - seen.left) / seen.width);
    fill(document.getElementsByName(left.name.replace(/left$/, "top"))[0], (event.clientY - seen.top) / seen.height);
    last = null;
    left.focus({ preventScroll: true });
    last = null;
  });
})();
