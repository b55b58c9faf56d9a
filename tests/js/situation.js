// Reckons losses with the theme's script: from standard input {script, losses}, to standard output what stops when, and the waves.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const file = path.join(__dirname, "..", "..", "plugins", "continuity", "theme", "assets", "continuity", "situation", "reckon.js");
const context = vm.createContext({});
vm.runInContext(fs.readFileSync(file, "utf8"), context);
const asked = JSON.parse(fs.readFileSync(0, "utf8"));
vm.runInContext(asked.script, context);
context.continuitySituation.ready((map) => {
  const answers = asked.losses.map((lost) => {
    const found = context.continuitySituation.reckon(map, lost.map((ref) => map.byRef.get(ref)), asked.scenario || "");
    const name = (node) => map.nodes[node].ref;
    return {
      stopped: Object.fromEntries([...found.stopped].map(([node, at]) => [name(node), at])),
      waves: found.waves.map((members) => members.map(name).sort()),
      work: [...found.work].map(name).sort(), path: found.path.map(name), broken: found.broken.length,
      finish: Object.fromEntries([...found.done].map(([node, { at, sure }]) => [name(node), sure ? at : null])),
      books: found.books.map((book) => book.title), folded: found.folded.map((book) => book.title), others: found.others.map((book) => book.title),
    };
  });
  process.stdout.write(JSON.stringify(answers));
});
