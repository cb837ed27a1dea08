// The code on the screen of a room changes by itself; without this file a link shows the new one.
const region = document.querySelector("[data-reload-every]");
if (region) setTimeout(() => location.reload(), Number(region.dataset.reloadEvery) * 1000);
