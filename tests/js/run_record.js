// Works runs through and prints the plan files they export: from standard input { book, runs: [{ begin, marks, moments, notes, end }] }, to standard output [{ path, text }].
"use strict";
const fs = require("node:fs");
const { state, record, book } = require("./run_scripts.js");

const asked = JSON.parse(fs.readFileSync(0, "utf8"));
const made = book(asked.book);
process.stdout.write(JSON.stringify(asked.runs.map(({ begin, at, marks, moments, notes, end }) => {
  const run = state.begin(made, begin, at);
  for (const [index, kind, reason] of marks || []) state.mark(run, made.steps[index], kind, reason, at + 60000);
  for (const [which, when] of moments || []) state.moment(run, which, when, at, "said");
  for (const text of notes || []) state.note(run, at, text);
  if (end) state.end(run, end, "", at + 3600000);
  return record.planFile(run, made);
})));
