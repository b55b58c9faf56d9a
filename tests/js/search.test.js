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
  assert.deepEqual(list(index.numbers("ABfgBhB", 0, 7, false)), [0, 1, 31, 32, 33]);
  assert.deepEqual(list(index.numbers("BBgB", 0, 4, true)), [1, 2, 34]);
});

test("a line is found by halving at both ends, between and beyond", () => {
  const terms = new index.Terms("alpha A\nbeta B\nbetas C\ngamma D");
  const of = (start) => { const found = []; terms.beginning(start, (term, line) => { found.push([term, terms.items(line)[0]]); }); return found; };
  assert.deepEqual(of("alpha"), [["alpha", 0]]);
  assert.deepEqual(of("beta"), [["beta", 1], ["betas", 2]]);
  assert.deepEqual(of("gamma"), [["gamma", 3]]);
  assert.deepEqual(of("a"), [["alpha", 0]]);
  assert.deepEqual(of("aa"), []);
  assert.deepEqual(of("zeta"), []);
  assert.deepEqual(list(index.starts("a\n\nb")), [0, 2, 3, 5]);
  const none = new index.Terms("");
  none.beginning("a", () => assert.fail("an empty file has no terms"));
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
  const data = { groups: "a/\t.html\tService\t1\t1", names: "One", order: "A", ids: "", terms: "one A", site: "", quick: "", stop: "", synonyms: "", pairs: "", counts: "A", blocks: "", shards: "" };
  search.load("names", "old", data);
  assert.equal(search.search("one").length, 1);
  search.load("symptoms", "new", { phrases: "", terms: "" });
  assert.equal(search.ready("names"), false);
  assert.deepEqual(asked.pop(), ["names", "new"]);
  search.load("names", "new", data);
  assert.equal(search.search("one").length, 1);
});
