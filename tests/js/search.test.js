// The engine's own logic, without files of a build. Run by tests/unit/test_search_js.py, or by hand: node --test tests/js/
"use strict";
const assert = require("node:assert/strict");
const test = require("node:test");
const { engine } = require("./engine.js");

const { words, index } = engine();
const list = Array.from;  // Lists of another scope are not equal to ours.

test("one slip is near, two are not", () => {
  for (const slip of ["pharmxdwn", "pharmxddown", "pharmxdovn", "pharmxdwon", "phramxdown", "harmxdown", "pharmxdow", "xpharmxdown", "pharmxdown"]) {
    assert.ok(words.near("pharmxdown", slip), slip);
    assert.ok(words.near(slip, "pharmxdown"), slip);
  }
  for (const other of ["pharmxdwno1", "pharmxup", "", "pharmdwn", "hparmxdwon"]) assert.ok(!words.near("pharmxdown", other), other);
});

test("numbers come back as they were written", () => {
  assert.deepEqual(list(index.numbers('!"]y"y#', 0, 7, false)), [0, 1, 57, 58, 90]);
  assert.deepEqual(list(index.numbers('""y"', 0, 4, true)), [1, 2, 60]);
});

test("a term is found by halving at both ends, between and beyond", () => {
  const terms = new index.Terms({ terms: "!alpha\n!beta\n&s\n!gamma", lists: '!\n"\n#\n%' });
  const of = (start) => { const found = []; terms.beginning(start, (term, place) => { found.push([term, terms.items(place)[0]]); }); return found; };
  assert.deepEqual(of("alpha"), [["alpha", 0]]);
  assert.deepEqual(of("beta"), [["beta", 1], ["betas", 2]]);
  assert.deepEqual(of("gamma"), [["gamma", 3]]);
  assert.deepEqual(of("a"), [["alpha", 0]]);
  assert.deepEqual(of("aa"), []);
  assert.deepEqual(of("zeta"), []);
  const ends = [];
  terms.ending("a", (term, place) => { ends.push([term, terms.items(place)[0]]); });
  assert.deepEqual(ends, [["alpha", 0], ["beta", 1], ["gamma", 3]]);
  assert.deepEqual(list(index.starts("a\n\nb")), [0, 2, 3, 5]);
  const none = new index.Terms({ terms: "", lists: "" });
  none.beginning("a", () => assert.fail("an empty file has no terms"));
});

test("references lead to texts that are new, common or said before", () => {
  // Two common ones, then: a new one and two more, the first of these again, the second common one, the newest again.
  const { of, size } = index.referred("!#'#%", 2, 6);
  assert.deepEqual([list(of), size], [[2, 3, 4, 2, 1, 4], 5]);
});

test("a name is found by its first letters, one letter only where it is all of it", () => {
  const names = new index.Names({ groups: "a/\t.html\tService\t1\t3", names: "Beta\n\tbe\nB\nAlpha", ids: "\n\n", terms: "", lists: "" });
  const of = (start) => { const found = []; names.beginning(start, (line) => { found.push(line); }); return found; };
  assert.deepEqual([of("be"), of("beta"), of("b"), of("al"), of("c"), of("betas")], [[0, 1], [0], [2], [3], [], []]);
  assert.equal(names.place(2).path, "a/alpha.html");
});

test("the words of a query keep their places, stop words go unless they are all there is", () => {
  const rules = { stop: new Set(["the", "is", "a"]), pairs: new Map([["log in", "signin"]]) };
  const terms = (text) => words.query(text, rules).map((word) => word.term);
  assert.deepEqual(list(terms("The PharmXDown alert is firing")), ["pharm", "x", "down", "alert", "fir"]);
  assert.deepEqual(list(terms("log in")), ["signin"]);
  assert.deepEqual(list(terms("is the a")), ["is", "the", "a"]);
  assert.deepEqual(list(words.split("Café-Bar"), ({ word, start, end }) => [word, start, end]), [["cafe", 0, 4], ["bar", 5, 8]]);
});

test("files of two builds are not read together", () => {
  const { search } = engine();
  const asked = [];
  search.on((name, sign) => asked.push([name, sign]), () => {});
  const data = { groups: "a/\t.html\tService\t1\t1", names: "One", ids: "", terms: "!one", lists: "!", site: "", quick: "", stop: "", synonyms: "", pairs: "", shards: "" };
  search.load("names", "old", data);
  assert.equal(search.search("one").length, 1);
  search.load("symptoms", "new", { phrases: "", places: "", terms: "", lists: "" });
  assert.equal(search.ready("names"), false);
  assert.deepEqual(asked.pop(), ["names", "new"]);
  search.load("names", "new", data);
  assert.equal(search.search("one").length, 1);
});
