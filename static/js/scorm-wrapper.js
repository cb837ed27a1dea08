// On the packages’ own origin, around a unit: holds the run-time that the unit calls, and tells the
// page above what the unit reports. That page believes nothing of it: a unit may reach in here.
"use strict";

const above = window.parent;
const { framedBy, version, token } = document.documentElement.dataset;
// A unit looks for the run-time in one window above the other: the search ends here, not at a window
// that it may not read.
window.parent = window;

const SOON = 400; // ms: values that follow each other are told once
const LEAVING = 1500; // ms for a unit to go through its goodbye
const { exitName, statusName, unset, speaksOfStatus } =
  version === "1.2"
    ? {
        exitName: "cmi.core.exit",
        statusName: "cmi.core.lesson_status",
        unset: ["not attempted", "incomplete"], // the run-time makes the one the other
        speaksOfStatus: /^cmi\.core\.lesson_status$/,
      }
    : {
        exitName: "cmi.exit",
        statusName: "cmi.completion_status",
        unset: ["unknown", "not attempted"],
        speaksOfStatus: /^cmi\.(completion_status|success_status|progress_measure)$/,
      };
let api = null;
let unit = null;
let waiting = 0;
let exit = ""; // how the unit says that it ends: the run-time does not always give it back
let hasEnded = false;
let isSilent = true; // no word yet, now or before, of how far its reader is
let isClosing = false;

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

const reported = () => {
  const data = flattened(api.renderCMIToJSONObject(), "", {});
  // One that did not come to its end, such as in a window that was closed, is taken up again.
  data[exitName] = hasEnded ? exit : "suspend";
  // One that never says how far its reader is, is completed by its end: so SCORM asks.
  if (isSilent && unset.includes(data[statusName] ?? unset[0])) {
    data[statusName] = hasEnded && exit !== "suspend" ? "completed" : unset[0];
  }
  return data;
};

const report = (isKept) => {
  clearTimeout(waiting);
  waiting = 0;
  if (api) tell({ kind: "state", data: reported(), keep: isKept, finished: hasEnded });
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
  isSilent = !Object.entries(data).some(
    ([name, value]) => speaksOfStatus.test(name) && value !== "not attempted" && value !== "unknown",
  );
  const [set, commit, finish] = isOld
    ? ["LMSSetValue.cmi.*", "LMSCommit", "LMSFinish"]
    : ["SetValue.cmi.*", "Commit", "Terminate"];
  api.on(set, (element, value) => {
    if (element === exitName) exit = String(value);
    if (speaksOfStatus.test(element)) isSilent = false;
    soon();
  });
  api.on(commit, () => report(true));
  api.on(finish, () => {
    hasEnded = true;
    report(true);
  });
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

// The unit is sent away from its page, as when its window is closed: that has it say goodbye.
const close = async () => {
  if (isClosing) return;
  isClosing = true;
  if (unit) {
    await new Promise((resolve) => {
      unit.addEventListener("load", resolve, { once: true });
      setTimeout(resolve, LEAVING);
      unit.src = "about:blank";
    });
    unit.remove();
  }
  report(true);
  tell({ kind: "closed" });
};

window.addEventListener("message", (event) => {
  if (event.source !== above || event.origin !== framedBy) return;
  if (event.data.kind === "start" && unit === null) start(event.data);
  if (event.data.kind === "close") close();
});
tell({ kind: "ready" });
