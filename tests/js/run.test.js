// A run of a runbook: what is open, what the clock says, how it may end, what travels.
"use strict";
const test = require("node:test");
const assert = require("node:assert/strict");
const { times, state, merge, difference, values, record, handover, book } = require("./run_scripts.js");

const T0 = Date.parse("2026-11-24T03:00:00Z"), MINUTE = 60000;
const plain = (value) => JSON.parse(JSON.stringify(value));
const begin = (made, more) => state.begin(made, { name: "Night", kind: "live", severity: "sev-1", began: T0, keeper: "Ada", ...more }, T0 + 10 * MINUTE);
const of = (made, id) => made.steps.find((one) => one.id === id);
const ids = (list) => list.map(({ id }) => id);

test("the first open step is current; what was put off comes last, and ends a run only as such", () => {
  const made = book(), run = begin(made);
  assert.equal(state.current(run, made).id, "look");
  state.mark(run, of(made, "look"), "deferred", "", T0);
  assert.equal(state.current(run, made).id, "choose");
  for (const id of ["choose", "promote", "check", "rebuild", "vendor"]) state.mark(run, of(made, id), "skipped", "drill", T0);
  assert.equal(state.current(run, made).id, "look");
  assert.deepEqual(plain(state.ends(run, made).states), ["complete except deferred", "abandoned"]);
  state.mark(run, of(made, "look"), "done", "", T0);
  assert.equal(state.current(run, made), null);
  assert.deepEqual(plain(state.ends(run, made).states), ["complete", "abandoned"]);
});

test("an answer folds the branches not taken, and taking it back unfolds them", () => {
  const made = book(), run = begin(made);
  const choice = of(made, "choose");
  state.choose(run, choice, 0, T0);
  assert.deepEqual([...state.folded(run, made)], ["rebuild"]);
  assert.deepEqual(ids(state.left(run, made)), ["look", "promote", "check", "vendor"]);
  state.unmark(run, choice, T0);
  assert.equal(state.folded(run, made).size, 0);
  state.choose(run, choice, 1, T0);
  assert.deepEqual([...state.folded(run, made)].sort(), ["check", "promote"]);
  state.choose(run, choice, 2, T0);
  assert.deepEqual([...state.folded(run, made)].sort(), ["check", "promote", "rebuild"], "an answer that leads out leaves only what hangs on no answer");
});

test("decide-by is the RTO less the longest way through what is open and the time to authorise", () => {
  const made = book(), run = begin(made);
  state.choose(run, of(made, "choose"), 0, T0);
  // Open: look 1, promote 10, check 5 min; vendor 30 beside it after look: 31 min. 05:00 less 31 less 15.
  assert.equal(state.remaining(run, made).seconds, 1860);
  const told = state.clock(run, made, T0 + 20 * MINUTE);
  assert.equal(told.decideBy, T0 + (120 - 31 - 15) * MINUTE);
  assert.equal(told.left, 100 * MINUTE);
  assert.equal(told.elapsed, 20 * MINUTE);
});

test("one unknown part makes the clock say unknown, and which part", () => {
  const told = (more, change) => { const made = book(more), run = begin(made); if (change) change(run, made); return state.clock(run, made, T0); };
  assert.deepEqual(plain(told({ rto: null }).missing), ["the RTO"]);
  assert.equal(told({ rto: null }).decideBy, null);
  assert.deepEqual(plain(told({ authorise: null }).missing), ["how long it takes to authorise"]);
  assert.equal(told({ authorise: null }).decideBy, null);
  assert.notEqual(told({ authorise: null }).left, null);
  assert.deepEqual(plain(told({}, (run) => state.moment(run, "started", null, T0)).missing), ["when the outage began"]);
  const vague = book();
  vague.steps[3] = { ...vague.steps[3], worst: null };
  const run = begin(vague);
  assert.deepEqual(plain(state.clock(run, vague, T0).missing), ["how long step 4 takes"]);
  state.choose(run, of(vague, "choose"), 1, T0);
  assert.notEqual(state.clock(run, vague, T0).decideBy, null, "a branch not taken needs no time");
});

test("what cannot be undone is ticked only when somebody heard it, and again after it was taken back", () => {
  const made = book(), run = begin(made), step = of(made, "promote");
  assert.equal(state.mayTick(run, step), false);
  state.confirm(run, step, "Bo", T0);
  assert.equal(state.mayTick(run, step), true);
  assert.match(run.log.at(-1).text, /confirmed on the bridge with Bo/);
  state.mark(run, step, "done", "", T0);
  state.unmark(run, step, T0);
  assert.equal(state.mayTick(run, step), false);
});

test("temporary changes stand in the way of complete until they are undone", () => {
  const made = book(), run = begin(made);
  state.choose(run, of(made, "choose"), 0, T0);
  for (const id of ["look", "promote", "check", "vendor"]) state.mark(run, of(made, id), "done", "", T0);
  assert.deepEqual(plain(state.ends(run, made)), { states: ["abandoned"], why: ["1 temporary change is not undone"] });
  state.clear(run, "promote", T0);
  assert.equal(state.ends(run, made).states[0], "complete");
});

test("a run keeps its text; a newer one is told apart, and ticks on steps that did not change stay", () => {
  const made = book(), run = begin(made);
  state.mark(run, of(made, "look"), "done", "", T0);
  state.mark(run, of(made, "vendor"), "done", "", T0);
  const newer = book();
  newer.steps = newer.steps.filter(({ id }) => id !== "rebuild").map((one) => (one.id === "vendor" ? { ...one, hash: "other", text: { ...one.text, do: "Call somebody else" } } : one));
  newer.steps.push({ ...newer.steps[0], id: "tell", hash: "h-tell", number: 7 });
  assert.deepEqual(plain(state.difference(run, newer)), { same: false, changed: ["vendor"], added: ["tell"], removed: ["rebuild"] });
  assert.equal(state.pinned(run, newer).steps[5].text.do, "vendor");
  state.adopt(run, newer, T0);
  assert.deepEqual(Object.keys(run.marks), ["look"]);
  assert.equal(state.difference(run, newer).same, true);
});

test("messages fall due by their own clocks, and repeat after each time they were sent", () => {
  const made = book(), run = begin(made), [down, law] = made.messages;
  assert.equal(state.messageDue(run, down), T0 + 15 * MINUTE);
  assert.equal(state.messageDue(run, law), null, "nobody has said when they became aware");
  state.moment(run, "aware", T0 + MINUTE, T0, "03:01");
  assert.equal(state.messageDue(run, law), T0 + 1441 * MINUTE);
  state.send(run, down, T0 + 12 * MINUTE);
  assert.equal(state.messageDue(run, down), T0 + 72 * MINUTE);
  state.send(run, law, T0 + MINUTE);
  assert.equal(state.messageDue(run, law), Infinity);
});

test("a newer build is compared step by step, in words", () => {
  const run = begin(book()), newer = book();
  newer.steps[0] = { ...newer.steps[0], hash: "other", worst: 600, text: { ...newer.steps[0].text, do: "look twice", commands: [{ on: "db1:", parts: [["cat ", false], ["file", true]] }] } };
  newer.steps[3] = { ...newer.steps[3], hash: "link" };
  newer.steps.pop();
  const found = plain(difference.steps(run, newer, state.difference(run, newer)));
  assert.deepEqual(found.map(({ number, became }) => [number, became]), [[1, "changed"], [4, "changed"], [6, "gone"]]);
  assert.deepEqual(found[0].parts, [
    { words: "To do", before: "look", now: "look twice" }, { words: "Command", before: "", now: "db1: cat {{file}}" }, { words: "At worst", before: "1 min", now: "10 min" },
  ]);
  assert.deepEqual(found[1].parts, []);
  assert.deepEqual(found[2].parts[0], { words: "To do", before: "vendor", now: "" });
  run.steps[0].text = null;
  assert.equal(difference.steps(run, newer, state.difference(run, newer))[0].parts, null);
});

test("a call without answer is the next one's turn after the wait of the plan, or after five minutes", () => {
  const made = book(), run = begin(made);
  state.call(run, "Bo, 07700 900123", 120, T0);
  assert.deepEqual([run.call.until, run.call.told], [T0 + 2 * MINUTE, true]);
  state.call(run, "Bo, 07700 900123", null, T0);
  assert.deepEqual([run.call.until, run.call.told], [T0 + 5 * MINUTE, false]);
  state.called(run, false, T0 + 5 * MINUTE);
  assert.equal(run.call, null);
  assert.match(run.log.at(-1).text, /did not answer/);
});

test("values end with the run, and a run that nobody touches expires", () => {
  const made = book(), run = begin(made);
  run.answers.node = "phx11";
  state.end(run, "abandoned", "moved", T0);
  assert.deepEqual(plain(run.answers), {});
  assert.equal(state.expired(run, T0 + 13 * 86400000), false);
  assert.equal(state.expired(run, T0 + 15 * 86400000), true);
});

test("nothing a shell would take for its own gets into a command", () => {
  const open = { pattern: ".*" }, none = {}, node = { pattern: "phx1\\d", example: "phx11" };
  for (const bad of ["a;b", "$(x)", "`x`", "a|b", "a&b", "a>b", "a\nb", "a'b", 'a"b', "a\\b", "a*", "~", "#x", "!x"]) {
    assert.notEqual(values.problem(open, bad), "", bad);
    assert.notEqual(values.problem(none, bad), "", bad);
  }
  assert.equal(values.problem(node, "phx12"), "");
  assert.equal(values.problem(node, "phx123"), "Should look like phx11", "the whole answer must match");
  assert.notEqual(values.problem(none, "-rf"), "");
  assert.notEqual(values.problem(none, "two words"), "");
  assert.equal(values.problem({ pattern: "[a-z ]+" }, "two words"), "");
  assert.notEqual(values.problem({ pattern: "(?P<x>a" }, "two words"), "", "a pattern this language does not know lets only plain signs through");
  assert.notEqual(values.problem(none, ""), "");
});

test("commands say what is missing", () => {
  const parts = [["ssh ", false], ["node", true], [" as ", false], ["user", true]];
  assert.deepEqual(plain(values.fill(parts, { node: "a" })), { text: "ssh a as {{user}}", missing: ["user"] });
});

test("times are those of the organisation, also over a change of the clocks", () => {
  assert.equal(times.toBox(T0, "Asia/Tokyo"), "2026-11-24T12:00");
  for (const text of ["2026-11-24T03:00", "2026-03-29T00:30", "2026-03-29T02:30", "2026-10-25T00:30", "2026-10-25T03:00"]) {
    assert.equal(times.toBox(times.fromBox(text, "Europe/London"), "Europe/London"), text);
  }
  assert.equal(times.spoken(T0, "Europe/London", T0), "03:00");
  assert.equal(times.spoken(T0, "Europe/London", T0 + 86400000), "Tue 03:00");
  assert.match(times.spoken(T0, "Moon/Base", T0), /UTC$/);
  assert.ok(Number.isNaN(times.fromBox("soon", "Europe/London")));
  assert.equal(times.span(65 * MINUTE), "1 h 05 min");
});

test("a run travels without the values filled in, and arrives as it left", async () => {
  const made = book(), run = begin(made, { id: "q7" });
  run.answers.password = "hunter2";
  state.choose(run, of(made, "choose"), 0, T0 + MINUTE);
  state.confirm(run, of(made, "promote"), "Bo", T0 + MINUTE);
  state.mark(run, of(made, "promote"), "done", "", T0 + 2 * MINUTE);
  state.send(run, made.messages[0], T0 + MINUTE);
  const letters = await handover.pack(run);
  assert.match(letters, /^[A-Za-z0-9_-]+$/);
  const got = await handover.unpack(letters, made);
  assert.equal(got.answers.password, undefined);
  for (const part of ["name", "kind", "severity", "marks", "choices", "confirmed", "moments", "undo", "sent", "started", "id"]) assert.deepEqual(plain(got[part]), plain(run[part]), part);
  assert.deepEqual(plain(got.log), plain(run.log).map(({ at, text }) => ({ at, text })));
  assert.deepEqual(plain(state.left(got, made)), plain(state.left(run, made)));
  assert.equal(state.difference(got, made).same, true);
  const lean = await handover.unpack(await handover.pack(run, false), made);
  assert.deepEqual([plain(lean.marks), lean.log.length], [plain(run.marks), 0]);
});

test("a receiver with another text is told, and sees which words are not there", async () => {
  const made = book(), run = begin(made), other = book();
  other.steps[0] = { ...other.steps[0], hash: "another" };
  const got = await handover.unpack(await handover.pack(run), other);
  assert.deepEqual(plain(state.difference(got, other).changed), ["look"]);
  assert.equal(got.steps[0].text, null);
  assert.equal(state.clock(got, state.pinned(got, other), T0).decideBy, null);
});

test("letters that hold no run, half of one or a hostile one do no harm", async () => {
  const made = book(), letters = await handover.pack(begin(made));
  for (const bad of ["", "z", "zzzzz", "p%%%", letters.slice(0, 40), "p" + btoa("null"), "p" + btoa("[]"), "p" + btoa('{"version":1,"book":"failover"}')]) {
    assert.equal(await handover.unpack(bad, made), null, bad);
  }
  const evil = { ...begin(made), kind: "live\nx: y" };
  assert.equal(await handover.unpack(await handover.pack(evil), made), null);
  const wild = { ...begin(made), id: ["a"], severity: "sev-1\nlog: []", marks: { look: { state: "<b>", at: 1, reason: "" }, constructor: { state: "done", at: 1, reason: "" } }, moments: { started: 1e99, evil: 1 }, log: [{ at: "x", text: 1 }] };
  const got = await handover.unpack(await handover.pack(wild), made);
  assert.deepEqual(plain([got.severity, got.marks, got.moments, got.log]), ["", {}, {}, []]);
  assert.equal(state.nameOf(got), String(got.started));
});

test("the log as Markdown says what was done and what is still to be undone, and no name breaks it", () => {
  const made = book(), run = begin(made, { name: "A [night](x) <b>" });
  state.mark(run, of(made, "promote"), "done", "", T0 + 30 * MINUTE);
  const text = record.markdown(run, made);
  assert.match(text, /^# A \\\[night\\\]\(x\) \\<b\\>\n/);
  assert.match(text, /Still to be undone:\n\n- step 3: Fence the old node/);
  assert.match(text, /Step 3 done/);
});

// Two windows of one browser, each with its own copy of what is written.
const copy = (run) => JSON.parse(JSON.stringify(run));
const lines = (run) => run.log.map(({ text }) => text);

test("two windows: what each did is there, and of one part the later counts", () => {
  const made = book(), one = begin(made), other = copy(one);
  state.mark(one, of(made, "look"), "done", "", T0 + 20 * MINUTE);
  state.moment(one, "detected", T0, T0 + 21 * MINUTE, "03:00");
  state.answer(one, "node", "a1", T0 + 22 * MINUTE);
  state.mark(other, of(made, "vendor"), "deferred", "", T0 + 20 * MINUTE);
  state.mark(other, of(made, "look"), "skipped", "seen before", T0 + 23 * MINUTE);
  state.answer(other, "gate", "b2", T0 + 22 * MINUTE);
  const all = plain(merge.both(one, other));
  assert.deepEqual([all.marks.look.state, all.marks.vendor.state, all.moments.detected, all.answers], ["skipped", "deferred", T0, { gate: "b2", node: "a1" }]);
  assert.deepEqual(lines(all), ["Run started by Ada", "Step 1 done", "Step 6 put off", "Noticed: 03:00", "Step 1 skipped: seen before"]);
});

test("two windows: what one took back the other does not bring again", () => {
  const made = book(), one = begin(made);
  state.confirm(one, of(made, "promote"), "Bo", T0 + 11 * MINUTE);
  state.mark(one, of(made, "promote"), "done", "", T0 + 12 * MINUTE);
  const other = copy(one);
  state.unmark(one, of(made, "promote"), T0 + 13 * MINUTE);
  state.note(other, T0 + 14 * MINUTE, "Bridge is open");
  const all = merge.both(other, one);
  assert.deepEqual(plain([all.marks, all.confirmed, all.undo]), [{}, {}, []]);
  assert.equal(state.mayTick(all, of(made, "promote")), false);
  // Done again, it is to be undone again.
  state.mark(all, of(made, "promote"), "done", "", T0 + 15 * MINUTE);
  assert.deepEqual(plain(all.undo.map(({ cleared }) => cleared)), [null]);
});

test("two windows: a tick on the older words counts for nothing where the other went on with the newer", () => {
  const made = book(), one = begin(made), other = copy(one);
  const newer = book();
  newer.steps[0] = { ...newer.steps[0], hash: "h-look-2" };
  state.adopt(one, newer, T0 + 20 * MINUTE);
  state.mark(other, of(made, "look"), "done", "", T0 + 21 * MINUTE);
  state.mark(other, of(made, "vendor"), "done", "", T0 + 22 * MINUTE);
  const all = merge.both(other, one);
  assert.deepEqual([all.steps[0].hash, Object.keys(all.marks)], ["h-look-2", ["vendor"]]);
  assert.ok(lines(all).includes("Step 1 done"), "the log says what was done");
});

test("two windows: what was taken over from elsewhere takes the place of what was here", () => {
  const made = book(), here = begin(made), arrived = copy(here);
  state.mark(here, of(made, "look"), "done", "", T0 + 50 * MINUTE);
  state.takeOver(arrived, "Bo", {}, T0 + 40 * MINUTE);
  for (const all of [merge.both(here, arrived), merge.both(arrived, here)]) assert.deepEqual([all.keeper, Object.keys(all.marks)], ["Bo", []]);
});

test("two windows come to agree whatever they do and whenever they hear of it, and no line is lost", () => {
  let seed = 7;
  const draw = (count) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor((seed / 2147483648) * count); };
  for (let round = 0; round < 300; round += 1) {
    const made = book();
    // One clock stands still now and then, and some runs began before parts had times.
    const windows = [begin(made)];
    if (round % 5 === 0) delete windows[0].at;
    windows.push(copy(windows[0]));
    const said = new Set();
    let now = T0 + 20 * MINUTE;
    for (let act = 0; act < 14; act += 1) {
      const run = windows[draw(2)], step = made.steps[draw(6)];
      now += draw(3);
      [() => state.mark(run, step, ["done", "skipped", "deferred"][draw(3)], "word " + act, now), () => state.unmark(run, step, now), () => state.confirm(run, step, "Bo " + act, now),
        () => state.clear(run, step.id, now), () => state.moment(run, "detected", draw(2) ? T0 + act : null, now, String(act)), () => state.answer(run, "node", "v" + act, now),
        () => state.send(run, made.messages[draw(2)], now), () => state.call(run, "Ada " + act, null, now), () => state.called(run, true, now), () => state.note(run, now, "line " + act),
        () => state.handOver(run, "Bo " + act, now)][draw(11)]();
      for (const line of run.log) said.add(line.at + line.text);
      if (draw(4) === 0) windows[0] = merge.both(windows[0], copy(windows[1]));
      if (draw(4) === 0) windows[1] = merge.both(windows[1], copy(windows[0]));
    }
    const [one, other] = windows, all = merge.both(one, copy(other));
    assert.equal(merge.text(all), merge.text(merge.both(other, copy(one))), "whichever comes first, in round " + round);
    for (const again of [one, other]) assert.equal(merge.text(merge.both(again, copy(all))), merge.text(all), "heard again, in round " + round);
    assert.deepEqual(new Set(all.log.map((line) => line.at + line.text)), said);
  }
});
