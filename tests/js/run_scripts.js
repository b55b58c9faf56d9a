// The scripts of a run, outside a browser, and a runbook to try them on.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const folder = path.join(__dirname, "..", "..", "plugins", "continuity", "theme", "assets", "continuity", "run");
const context = vm.createContext({ Intl, TextEncoder, TextDecoder, CompressionStream, DecompressionStream, Blob, Response, atob, btoa });
for (const name of ["times", "state", "merge", "difference", "values", "record", "handover"]) vm.runInContext(fs.readFileSync(path.join(folder, name + ".js"), "utf8"), context);

const { continuityTimes: times, continuityRun: state, continuityMerge: merge, continuityDifference: difference, continuityValues: values, continuityRecord: record, continuityHandover: handover } = context;

const step = (id, more) => ({ id, hash: "h-" + id, follows: [], worst: 60, irreversible: false, options: [], undo: "", text: { do: id, who: "", commands: [] }, ...more });

// Look, decide, promote or rebuild, then check; calling the vendor stands aside.
function book(more) {
  const steps = [
    step("look"),
    step("choose", { follows: ["look"], options: [{ answer: "Yes", step: "promote" }, { answer: "No", step: "rebuild" }, { answer: "Give up", step: "" }] }),
    step("promote", { follows: ["choose"], irreversible: true, worst: 600, undo: "Fence the old node" }),
    step("check", { follows: ["promote"], worst: 300 }),
    step("rebuild", { follows: ["choose"], worst: 3600 }),
    step("vendor", { follows: ["look"], worst: 1800 }),
  ].map((one, index) => ({ ...one, number: index + 1 }));
  return {
    id: "failover", title: "Fail over", steps, rto: 7200, authorise: 900, services: ["db"], scenarios: [], plan: "", zone: "Europe/London", severities: [["sev-1", "Critical"]], fields: [],
    messages: [{ title: "It is down", path: "../messages/index.html#down", within: 900, clock: "started", repeat: 3600 }, { title: "To the authority", path: "../messages/index.html#law", within: 86400, clock: "aware", repeat: null }],
    ...more,
  };
}

module.exports = { times, state, merge, difference, values, record, handover, book, step };
