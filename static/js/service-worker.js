// Answers for the site where the network does not: files that everybody gets, the page that says so, and, on a
// personal device, the pages that it kept. SETTINGS and vault stand above, put there by core/offline_views.py.
"use strict";

const SHELL = `shell-${SETTINGS.version}`;

addEventListener("install", (event) => event.waitUntil(fill().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin === location.origin && isSigningIn(request, pathname)) event.waitUntil(vault.doubt());
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith(SETTINGS.files)) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(event));
  else if (SETTINGS.media.some((folder) => pathname.startsWith(folder))) event.respondWith(media(request));
});

// A password or a code is sent, or a provider of identities sends somebody back.
function isSigningIn({ mode, method }, pathname) {
  if (mode !== "navigate" || !pathname.startsWith(SETTINGS.account)) return false;
  return method === "POST" || pathname.startsWith(SETTINGS.federation);
}

// Nobody's cookies: the page without a network is the same for all. What a page fetched under a hashed name is the same file.
async function fill() {
  const cache = await caches.open(SHELL);
  const isSame = (url) => SETTINGS.isHashed && url.startsWith(SETTINGS.files);
  await cache.addAll(SETTINGS.shell.map((url) => new Request(url, isSame(url) ? {} : { credentials: "omit", cache: "reload" })));
}

// The files of the version before stay, since pages that were kept name them.
async function takeOver() {
  const shells = (await caches.keys()).filter((name) => name.startsWith("shell-"));
  await Promise.all(shells.slice(0, -2).map((name) => caches.delete(name)));
  await registration.navigationPreload?.enable();
  await clients.claim();
}

async function file(request) {
  if (SETTINGS.isHashed) {
    const cached = await caches.match(request);
    if (cached) return cached;
  }
  try {
    const response = await fetch(request);
    if (response.status === 200) {
      const copy = response.clone();
      await caches.open(SHELL).then((cache) => cache.put(request, copy));
    }
    return response;
  } catch (failure) {
    const cached = await caches.match(request);
    if (cached) return cached;
    throw failure;
  }
}

const place = (request) => {
  const { pathname, search } = new URL(request.url);
  return pathname + search;
};

async function page(event) {
  let response;
  if (await vault.owed()) {
    event.waitUntil(Promise.resolve(event.preloadResponse).catch(() => {}));
    if (!(await vault.signOutOwed())) return (await caches.match(SETTINGS.offline)) ?? Response.error();
    return fetch(event.request);
  }
  try {
    response = (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    const mine = await vault.device();
    const kept = mine && (await vault.kept(mine, place(event.request)));
    return kept ?? (await caches.match(SETTINGS.offline)) ?? Response.error();
  }
  await follow(event, response);
  return response;
}

// Somebody else signed in: what was kept goes before they see a page. A kept page is kept as it is now, or no longer.
async function follow(event, response) {
  if (response.type === "opaqueredirect") return;
  const person = response.headers.get(SETTINGS.person);
  if (person) await vault.settle(person);
  const mine = await vault.device();
  if (!mine) return;
  const address = place(event.request);
  if (!(await vault.has(mine, address))) return;
  if (response.ok && response.headers.get(SETTINGS.keep)) {
    const { title, order } = (await vault.about(mine, address)) ?? {};
    event.waitUntil(vault.keep(mine, address, response.clone(), { title, order }));
  } else if (response.status === 404 || (response.ok && person)) {
    event.waitUntil(vault.forget(mine, address));
  }
}

async function media(request) {
  try {
    return await fetch(request);
  } catch (failure) {
    const mine = await vault.device();
    const kept = mine && (await vault.kept(mine, place(request)));
    if (!kept) throw failure;
    return part(request, kept);
  }
}

// A player asks for a film piece by piece.
async function part(request, whole) {
  const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") ?? "");
  if (!asked) return whole;
  const bytes = await whole.arrayBuffer();
  const from = Number(asked[1]);
  const to = Math.min(asked[2] ? Number(asked[2]) : Infinity, bytes.byteLength - 1);
  if (from > to) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${bytes.byteLength}` } });
  const headers = new Headers(whole.headers);
  headers.set("Content-Range", `bytes ${from}-${to}/${bytes.byteLength}`);
  return new Response(bytes.slice(from, to + 1), { status: 206, headers });
}
