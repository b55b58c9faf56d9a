// The search engine of the theme outside a browser, its scripts run one after another in one global scope as a page does.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const THEME = path.join(__dirname, "../../plugins/continuity/theme/assets/continuity/search");

// {search, words, settle}: `folder` holds index-*.js; what the engine wants is loaded from there by `settle()`, as it would be by script elements.
function engine(folder) {
  const scope = vm.createContext({});
  const run = (file) => vm.runInContext(fs.readFileSync(file, "utf8"), scope, { filename: file });
  for (const name of ["words.js", "index.js", "engine.js"]) run(path.join(THEME, name));
  const { continuitySearch: search, continuityWords: words, continuityIndex: index } = scope;
  const loaded = new Set();
  const read = search.load;
  let names = null;
  search.load = (name, sign, data) => { if (name === "names") names = data; read(name, sign, data); };
  let wanted = [];
  search.on((name) => { if (!loaded.has(name)) { loaded.add(name); wanted.push(name); } }, () => {});
  function load(name) {
    loaded.add(name);
    run(path.join(folder, `index-${name}.js`));
  }
  // The results once everything that the query asks for has come.
  function settle(query, limit) {
    for (;;) {
      const results = search.search(query, limit);
      if (!wanted.length) return results;
      const names = wanted;
      wanted = [];
      names.forEach(load);
    }
  }
  if (folder) {
    load("names");
    load("symptoms");
  }
  return { search, words, index, load, settle, loaded, run, scope, names: () => names };
}

module.exports = { engine };

// As a program: queries as a list on standard input, what was found as a list of lists on standard output.
if (require.main === module) {
  const [, , folder, what] = process.argv;
  const { settle, words, search, names } = engine(folder);
  const queries = JSON.parse(fs.readFileSync(0, "utf8"));
  const answers = {
    search: (query) => settle(query, 20),
    slug: words.slug,
    stem: words.stem,
    terms: (text) => words.query(text, words.rules(names())).map((word) => word.term),
    marks: ([text, query]) => search.marks(text, query),
  };
  process.stdout.write(JSON.stringify(queries.map(answers[what || "search"])));
}
