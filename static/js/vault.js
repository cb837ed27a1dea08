// What a personal device keeps: pages, files, and what waits to be sent, encrypted with a key that cannot be
// read out of the browser. Shared by pages and the service worker. On any other device it stays empty.
"use strict";

const vault = (() => {
  const NAME = "passerelle";
  const STORES = { device: undefined, kept: undefined, queue: { autoIncrement: true }, taps: undefined };

  const open = () =>
    new Promise((done, failed) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        for (const [name, options] of Object.entries(STORES)) asked.result.createObjectStore(name, options);
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });

  const run = async (stores, mode, act) => {
    const database = await open();
    try {
      return await new Promise((done, failed) => {
        const transaction = database.transaction(stores, mode);
        const asked = act(transaction);
        transaction.oncomplete = () => done(asked?.result);
        transaction.onerror = transaction.onabort = () => failed(transaction.error);
      });
    } finally {
      database.close();
    }
  };
  const read = (store, act) => run([store], "readonly", (transaction) => act(transaction.objectStore(store)));
  const write = (store, act) => run([store], "readwrite", (transaction) => act(transaction.objectStore(store)));

  const wipe = () =>
    run(Object.keys(STORES), "readwrite", (transaction) => {
      for (const name of Object.keys(STORES)) transaction.objectStore(name).clear();
    });

  // Wiped though nobody here asked: how many sends are lost with it is kept until a page has said it. That a lesson was
  // opened is told by its page, not sent by its reader: it does not count.
  const LOST = "lost";
  const discard = () =>
    run(Object.keys(STORES), "readwrite", (transaction) => {
      let lost = 0;
      for (const name of ["queue", "taps"]) {
        const rows = transaction.objectStore(name).getAll();
        rows.onsuccess = () => (lost += rows.result.filter(({ isOpening }) => !isOpening).length);
      }
      const last = transaction.objectStore("device").get(LOST);
      last.onsuccess = () => {
        lost += last.result ?? 0;
        for (const name of Object.keys(STORES)) transaction.objectStore(name).clear();
        if (lost) transaction.objectStore("device").put(lost, LOST);
      };
    });
  const takeLost = async () => {
    const lost = (await read("device", (store) => store.get(LOST)).catch(() => 0)) ?? 0;
    if (lost) await write("device", (store) => store.delete(LOST));
    return lost;
  };

  // --- A sign-out without a network: the session is ended as soon as there is one ----------------------------

  const OWED = "sign-out";
  const owe = async (signOut) => {
    await wipe();
    await write("device", (store) => store.put(signOut, OWED)); // {address, person, asks}
  };
  const owed = () => read("device", (store) => store.get(OWED)).catch(() => null);
  // Whether nothing is owed any more.
  const signOutOwed = async () => {
    const found = await owed();
    if (!found) return true;
    try {
      const told = await (await fetch(found.asks, { cache: "no-store" })).json();
      if (told.token && told.person === found.person) {
        const body = new URLSearchParams({ csrfmiddlewaretoken: told.token });
        const answer = await fetch(found.address, { method: "POST", body, redirect: "manual" });
        if (answer.type !== "opaqueredirect" && !answer.ok) return false;
      }
    } catch {
      return false;
    }
    await write("device", (store) => store.delete(OWED));
    return true;
  };

  const owner = async () => {
    const found = await read("device", (store) => store.get("this")).catch(() => null);
    if (found && Date.now() >= found.until) {
      await discard();
      return null;
    }
    return found ?? null;
  };
  // {device, person, until, aes, mac}, or null on a shared device, once its days are over, and while it is in doubt.
  const device = async () => {
    const found = await owner();
    return found && !(await read("device", (store) => store.get(DOUBT))) ? found : null;
  };

  // Somebody signs in here: until the site has said who, nothing that was kept is shown.
  const DOUBT = "doubt";
  const doubt = async () => (await owner()) && write("device", (store) => store.put(true, DOUBT));
  // The site says whose page it shows.
  const settle = async (person) => {
    const found = await owner();
    if (found && found.person !== person) await discard();
    else await write("device", (store) => store.delete(DOUBT));
  };

  const begin = async ({ device, person, until }) => {
    await wipe();
    const aes = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const mac = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    await write("device", (store) => store.put({ device, person, until, aes, mac }, "this"));
  };

  // --- Encrypted under the account -----------------------------------------------------------------------

  const text = new TextEncoder();
  const how = (mine, iv) => ({ name: "AES-GCM", iv, additionalData: text.encode(mine.person) });
  const seal = async (mine, bytes) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt(how(mine, iv), mine.aes, bytes) };
  };
  const unseal = (mine, { iv, data }) => crypto.subtle.decrypt(how(mine, iv), mine.aes, data);
  const sealJson = (mine, value) => seal(mine, text.encode(JSON.stringify(value)));
  const unsealJson = async (mine, sealed) => JSON.parse(new TextDecoder().decode(await unseal(mine, sealed)));
  // An address tells what is read: it is kept as a keyed hash.
  const named = async (mine, name) => {
    const hash = await crypto.subtle.sign("HMAC", mine.mac, text.encode(name));
    return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  // Between the encryption, which takes a moment, and the write, the device may have been wiped.
  const put = (mine, store, value, key) =>
    run(["device", store], "readwrite", (transaction) => {
      const asked = transaction.objectStore("device").get("this");
      asked.onsuccess = () => {
        if (asked.result?.device === mine.device) transaction.objectStore(store).put(value, key);
      };
    });

  // --- Pages and files -------------------------------------------------------------------------------------

  const HEADERS = ["Content-Type", "Content-Security-Policy", "Content-Language"];
  const keep = async (mine, address, response, about = {}) => {
    const headers = HEADERS.flatMap((name) => (response.headers.has(name) ? [[name, response.headers.get(name)]] : []));
    const isPage = response.headers.get("Content-Type")?.startsWith("text/html");
    // It is read again only without a network, and knows so (queue.js). Of a picture one size is kept.
    const bytes = isPage
      ? text.encode((await response.text()).replace("<html", "<html data-kept").replaceAll(/ srcset="[^"]*"/g, ""))
      : await response.arrayBuffer();
    const body = await seal(mine, bytes);
    const meta = await sealJson(mine, { address, headers, ...about });
    await put(mine, "kept", { meta, body }, await named(mine, address));
  };
  const found = async (mine, address) => {
    const name = await named(mine, address);
    return read("kept", (store) => store.get(name));
  };
  const kept = async (mine, address) => {
    const row = await found(mine, address);
    if (!row) return null;
    const { headers } = await unsealJson(mine, row.meta);
    return new Response(await unseal(mine, row.body), { headers });
  };
  const has = async (mine, address) => Boolean(await found(mine, address));
  const about = async (mine, address) => {
    const row = await found(mine, address);
    return row ? unsealJson(mine, row.meta) : null;
  };
  const forget = async (mine, address) => {
    const name = await named(mine, address);
    await write("kept", (store) => store.delete(name));
  };
  const list = async (mine) => {
    const rows = await read("kept", (store) => store.getAll());
    return Promise.all(rows.map((row) => unsealJson(mine, row.meta)));
  };

  // --- What waits to be sent ---------------------------------------------------------------------------------

  const isOpening = ({ name }) => name.startsWith("start:");
  const add = async (mine, entry) => {
    const sealed = await sealJson(mine, entry);
    return put(mine, "queue", isOpening(entry) ? { ...sealed, isOpening: true } : sealed);
  };
  const change = async (mine, id, entry) => put(mine, "queue", await sealJson(mine, entry), id);
  const drop = (id) => write("queue", (store) => store.delete(id));
  const waiting = async (mine) => {
    const rows = await run(["queue"], "readonly", (transaction) => {
      const store = transaction.objectStore("queue");
      const result = { rows: [] };
      store.openCursor().onsuccess = ({ target }) => {
        if (!target.result) return;
        result.rows.push([target.result.key, target.result.value]);
        target.result.continue();
      };
      return { result };
    });
    return Promise.all(rows.rows.map(async ([id, sealed]) => ({ id, ...(await unsealJson(mine, sealed)) })));
  };

  // A tap has no time, no order and no person beside it: its random number alone.
  const addTap = async (mine, tap) => put(mine, "taps", await sealJson(mine, tap), tap.number);
  const dropTap = (number) => write("taps", (store) => store.delete(number));
  const taps = async (mine) => {
    const rows = await read("taps", (store) => store.getAll());
    return Promise.all(rows.map((sealed) => unsealJson(mine, sealed)));
  };
  // How many sends of its reader wait.
  const countSends = async (mine) =>
    (await waiting(mine)).filter((entry) => !isOpening(entry)).length + (await taps(mine)).length;

  return {
    device, doubt, settle, begin, wipe, discard, takeLost, owe, owed, signOutOwed, keep, kept, has, about, forget, list,
    add, change, drop, waiting, addTap, dropTap, taps, countSends,
  };
})();
