// On the packages’ own origin, around a unit: holds the run-time that the unit calls, and tells the
// page above what the unit reports. That page believes nothing of it: a unit may reach in here.
"use strict";

const above = window.parent;
const { framedBy, version, token } = document.documentElement.dataset;
// A unit looks for the run-time in one window above the other: the search ends here, not at a window
// that it may not read.
window.parent = window;

const SOON = 400; // ms: values that follow each other are told once
let api = null;
let unit = null;
let waiting = 0;
let exit = null; // how the unit says that it ends: the run-time does not always give it back

const tell = (message) => above.postMessage(message, framedBy);

const flattened = (value, name, found) => {
  if (value !== null && typeof value === "object") {
    for (const [key, inner] of Object.entries(value)) {
      flattened(inner, name ? `${name}.${key}` : key, found);
    }
  } else if (value !== null && value !== undefined && value !== "" && typeof value !== "function") {
    found[name] = String(value);
  }
  return found;
};

const report = (isKept, isFinished = false) => {
  clearTimeout(waiting);
  waiting = 0;
  const data = api ? flattened(api.renderCMIToJSONObject(), "", {}) : {};
  if (exit !== null) data[version === "1.2" ? "cmi.core.exit" : "cmi.exit"] = exit;
  tell({ kind: "state", data, keep: isKept, finished: isFinished });
};

const soon = () => {
  if (!waiting) waiting = setTimeout(() => report(false), SOON);
};

const nested = (flat) => {
  const whole = {};
  for (const [name, value] of Object.entries(flat)) {
    const parts = name.split(".");
    let place = whole;
    parts.forEach((part, index) => {
      if (index === parts.length - 1) {
        place[part] = value;
      } else {
        place[part] ??= /^\d+$/.test(parts[index + 1]) ? [] : {};
        place = place[part];
      }
    });
  }
  return whole;
};

const makeRuntime = (data) => {
  const settings = { autocommit: false, lmsCommitUrl: false, logLevel: 5 };
  const isOld = version === "1.2";
  api = isOld ? new window.Scorm12API(settings) : new window.Scorm2004API(settings);
  api.loadFromJSON(nested(data));
  const [set, commit, finish] = isOld
    ? ["LMSSetValue.cmi.*", "LMSCommit", "LMSFinish"]
    : ["SetValue.cmi.*", "Commit", "Terminate"];
  api.on(set, (element, value) => {
    if (/^cmi\.(core\.)?exit$/.test(element)) exit = String(value);
    soon();
  });
  api.on(commit, () => report(true));
  api.on(finish, () => report(true, true));
  window[isOld ? "API" : "API_1484_11"] = api;
};

const start = (message) => {
  if (message.is_sco) makeRuntime(message.data);
  unit = document.createElement("iframe");
  unit.title = document.title;
  unit.allowFullscreen = true;
  unit.src = `/f/${token}/${message.address}`;
  document.body.append(unit);
  if (!message.is_sco) tell({ kind: "state", data: {}, keep: true, finished: true });
};

// Taking the frame away has the unit say goodbye, as when its window is closed.
const close = () => {
  unit?.remove();
  unit = null;
  setTimeout(() => {
    report(true);
    tell({ kind: "closed" });
  });
};

window.addEventListener("message", (event) => {
  if (event.source !== above || event.origin !== framedBy) return;
  if (event.data.kind === "start" && unit === null && api === null) start(event.data);
  if (event.data.kind === "close") close();
});
tell({ kind: "ready" });
