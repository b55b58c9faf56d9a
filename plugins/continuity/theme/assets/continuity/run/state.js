// A run of a runbook: what was done, skipped, put off and decided, and what follows from that. Knows no page and no clock; times are
// milliseconds since 1970, durations seconds. A book is { id, title, steps, rto, authorise, services, scenarios, plan }, as book.js reads it.
// A run keeps the steps it began with, words and all; functions that take a book look at those, so hand them `pinned(run, book)`.
var continuityRun = (function () {
  "use strict";

  const VERSION = 1;
  const KEPT = 14 * 86400000;
  const NAMES = {
    started: "Outage began", detected: "Noticed", aware: "Known to those who decide", classified: "Severity decided", invoked: "Plan put in force", recovered: "Service is back",
  };

  // Marks parts of a run as changed now: later than what is replaced, whatever the clock says. Two windows tell by it whose change counts (merge.js).
  function changed(run, now, ...parts) {
    const at = run.at = run.at || {};
    for (const part of parts) at[part] = Math.max(now, (at[part] || 0) + 1);
  }

  function note(run, now, text, step) {
    // No two lines of one window are of the same moment: lines are put in order by it where two windows wrote.
    const last = run.log.length ? run.log[run.log.length - 1].at : 0, at = last >= now && last < now + 1000 ? last + 1 : now;
    run.log.push(step ? { at, text, step: step.id } : { at, text });
    run.touched = now;
    return run;
  }

  // What a run goes by, here and on other devices: when it was started, and where another may have been started then, letters of its own.
  const nameOf = (run) => run.started + (run.id ? "-" + run.id : "");

  // `id` are letters that no other run has; `kind` is "live" or a kind of exercise; `began` is the start of the disruption, null where nobody knows.
  function begin(book, { id, name, kind, severity, began, keeper }, now) {
    const run = {
      version: VERSION, id, book: book.id, title: book.title, name, kind, severity: severity || "", keeper: keeper || "", started: now, touched: now,
      steps: book.steps, marks: {}, choices: {}, confirmed: {}, answers: {}, undo: [], sent: {}, moments: began === null ? {} : { started: began },
      call: null, log: [], ended: null, at: {},
    };
    return note(run, now, "Run started" + (keeper ? " by " + keeper : ""));
  }

  const pinned = (run, book) => ({ ...book, steps: run.steps });

  // A moment that times are counted from: started, detected, aware, classified, invoked, recovered. `words` is how people there say it.
  function moment(run, which, at, now, words) {
    if (at === null) delete run.moments[which];
    else run.moments[which] = at;
    changed(run, now, "moment " + which);
    return note(run, now, NAMES[which] + ": " + (at === null ? "not known" : words));
  }

  const WORDS = { done: "done", skipped: "skipped", deferred: "put off" };

  // What cannot be undone waits for a second pair of eyes. `who` was on the bridge.
  function confirm(run, step, who, now) {
    run.confirmed[step.id] = { at: now, who };
    changed(run, now, "step " + step.id);
    return note(run, now, "Step " + step.number + " confirmed on the bridge with " + who, step);
  }

  const mayTick = (run, step) => !step.irreversible || Boolean(run.confirmed[step.id]);

  // Ticks, skips (with a reason) or puts off a step. What it changed for a time goes on the list of what is to be undone.
  function mark(run, step, state, reason, now) {
    run.marks[step.id] = { state, at: now, reason: reason || "" };
    changed(run, now, "step " + step.id);
    if (state === "done" && step.undo && !run.undo.some((item) => item.id === step.id && item.cleared === null)) {
      run.undo = [...run.undo.filter((item) => item.id !== step.id), { id: step.id, number: step.number, text: step.undo, cleared: null }];
      changed(run, now, "undo " + step.id);
    }
    return note(run, now, "Step " + step.number + " " + WORDS[state] + (reason ? ": " + reason : ""), step);
  }

  function unmark(run, step, now) {
    delete run.marks[step.id];
    delete run.choices[step.id];
    delete run.confirmed[step.id];
    run.undo = run.undo.filter((item) => item.id !== step.id);
    changed(run, now, "step " + step.id, "undo " + step.id);
    return note(run, now, "Step " + step.number + " taken back", step);
  }

  function choose(run, step, option, now) {
    run.choices[step.id] = option;
    return mark(run, step, "done", step.options[option].answer, now);
  }

  function clear(run, id, now) {
    const item = run.undo.find((one) => one.id === id);
    // Another window may have taken the step back meanwhile, and with it what was to be undone.
    if (!item) return run;
    item.cleared = now;
    changed(run, now, "undo " + id);
    return note(run, now, "Undone again: what step " + item.number + " changed");
  }

  // Steps that wait for `start`, directly or not, and itself.
  function onward(book, start) {
    const found = new Set([start]);
    for (let grew = true; grew;) {
      grew = false;
      for (const step of book.steps) if (!found.has(step.id) && step.follows.some((id) => found.has(id))) { found.add(step.id); grew = true; }
    }
    return found;
  }

  // Steps of branches not taken: what comes after another answer and not after the one that was given.
  function folded(run, book) {
    const gone = new Set();
    for (const step of book.steps) {
      const choice = run.choices[step.id];
      if (choice === undefined || !step.options[choice]) continue;
      const taken = step.options[choice].step;
      const kept = taken ? onward(book, taken) : new Set();
      for (const { step: other } of step.options) if (other && other !== taken) for (const id of onward(book, other)) if (!kept.has(id)) gone.add(id);
      if (!taken) continue;
      // A jump forward leaves out what stands between.
      const from = book.steps.findIndex(({ id }) => id === step.id), to = book.steps.findIndex(({ id }) => id === taken);
      for (const between of book.steps.slice(from + 1, to)) if (!kept.has(between.id) && onward(book, step.id).has(between.id)) gone.add(between.id);
    }
    return gone;
  }

  const isClosed = (run, step) => ["done", "skipped"].includes((run.marks[step.id] || {}).state);

  function left(run, book) {
    const gone = folded(run, book);
    return book.steps.filter((step) => !gone.has(step.id) && !isClosed(run, step));
  }

  // The step to do now: the first that is not marked, then what was put off.
  function current(run, book) {
    const open = left(run, book);
    return open.find((step) => !run.marks[step.id]) || open[0] || null;
  }

  // Longest way through what is left, in seconds, by the worst times; and the steps whose time nobody knows.
  function remaining(run, book) {
    const open = left(run, book), byId = new Map(open.map((step) => [step.id, step])), known = new Map();
    const unknown = open.filter((step) => step.worst === null).map(({ id }) => id);
    function until(step, trail) {
      if (known.has(step.id)) return known.get(step.id);
      if (trail.has(step.id)) return 0;
      const before = step.follows.filter((id) => byId.has(id)).map((id) => until(byId.get(id), new Set([...trail, step.id])));
      known.set(step.id, Math.max(0, ...before) + (step.worst || 0));
      return known.get(step.id);
    }
    return { seconds: Math.max(0, ...open.map((step) => until(step, new Set()))), unknown };
  }

  // What the clock says. `decideBy`: the latest moment to begin what is left, should it take as long as it may. null is unknown, `missing` says why.
  function clock(run, book, now) {
    const began = run.moments.started === undefined ? null : run.moments.started;
    const rest = remaining(run, book), missing = [];
    if (began === null) missing.push("when the outage began");
    if (book.rto === null) missing.push("the RTO");
    if (rest.unknown.length) missing.push("how long " + rest.unknown.map((id) => "step " + book.steps.find((step) => step.id === id).number).join(", ") + (rest.unknown.length === 1 ? " takes" : " take"));
    const due = began === null || book.rto === null ? null : began + book.rto * 1000;
    const needed = [...missing];
    if (book.authorise === null) needed.push("how long it takes to authorise");
    return {
      elapsed: began === null ? null : now - began, due, left: due === null ? null : due - now,
      finish: rest.unknown.length ? null : now + rest.seconds * 1000,
      decideBy: needed.length ? null : due - (rest.seconds + book.authorise) * 1000, missing: needed,
    };
  }

  // When a message is due: null until its moment is known. One that repeats is due again after each time it was sent.
  function messageDue(run, message) {
    const from = run.moments[message.clock];
    if (from === undefined) return null;
    const sent = run.sent[message.path] || [];
    if (!sent.length) return from + message.within * 1000;
    return message.repeat === null ? Infinity : sent[sent.length - 1] + message.repeat * 1000;
  }

  function send(run, message, now) {
    (run.sent[message.path] = run.sent[message.path] || []).push(now);
    return note(run, now, "Sent: " + message.title);
  }

  // How it may end now, and what stands in the way of the better ends.
  function ends(run, book) {
    const open = left(run, book), put = open.filter((step) => run.marks[step.id]), undone = run.undo.filter((item) => item.cleared === null);
    const why = [];
    const fresh = open.length - put.length;
    if (fresh) why.push(fresh + (fresh === 1 ? " step is" : " steps are") + " open");
    if (undone.length) why.push(undone.length + (undone.length === 1 ? " temporary change is" : " temporary changes are") + " not undone");
    const states = ["abandoned"];
    if (!why.length) states.unshift(put.length ? "complete except deferred" : "complete");
    return { states, why };
  }

  function end(run, state, reason, now) {
    run.ended = { state, at: now };
    // Values asked for belong to the run and end with it.
    changed(run, now, "whole ended", ...Object.keys(run.answers).map((name) => "answer " + name));
    run.answers = {};
    return note(run, now, "Ended: " + state + (reason ? ", " + reason : ""));
  }

  // Somebody is being called: after a while without answer it is the next one's turn. `wait` is what the plan says, null where it says nothing.
  const PATIENCE = 300;

  function call(run, who, wait, now) {
    run.call = { who, at: now, until: now + (wait === null ? PATIENCE : wait) * 1000, told: wait !== null };
    changed(run, now, "whole call");
    return note(run, now, "Called " + who);
  }

  function called(run, answered, now) {
    if (!run.call) return run; // Said in another window already.
    const text = run.call.who + (answered ? " answered" : " did not answer");
    run.call = null;
    changed(run, now, "whole call");
    return note(run, now, text);
  }

  // How the page differs from what the run began with.
  function difference(run, book) {
    const before = new Map(run.steps.map((step) => [step.id, step.hash])), now = new Map(book.steps.map((step) => [step.id, step.hash]));
    const changed = [...now.keys()].filter((id) => before.has(id) && before.get(id) !== now.get(id));
    const added = [...now.keys()].filter((id) => !before.has(id)), removed = [...before.keys()].filter((id) => !now.has(id));
    return { same: !changed.length && !added.length && !removed.length, changed, added, removed };
  }

  // Goes on with the page as it is now: ticks on steps that did not change stay, and so does what is still to be undone.
  function adopt(run, book, now) {
    const found = difference(run, book), other = [...found.changed, ...found.removed];
    for (const id of other) { delete run.marks[id]; delete run.choices[id]; delete run.confirmed[id]; }
    run.steps = book.steps;
    changed(run, now, "whole steps", ...other.map((id) => "step " + id));
    return note(run, now, "Went on with the newer text of the runbook");
  }

  // What is filled in is no line of the log: it ends with the run.
  function answer(run, name, value, now) {
    run.answers[name] = value;
    run.touched = now;
    changed(run, now, "answer " + name);
    return run;
  }

  // The list counts somewhere else from now on.
  function handOver(run, name, now) {
    run.copyOf = name;
    changed(run, now, "whole copyOf");
    return note(run, now, "Handed over to " + name);
  }

  // What came from another device takes the place of what is here of the same run.
  function takeOver(run, name, answers, now) {
    const from = run.keeper;
    Object.assign(run, { keeper: name, answers, taken: now, at: {} });
    return note(run, now, "Taken over by " + name + (from ? " from " + from : ""));
  }

  const expired = (run, now) => now - run.touched > KEPT;

  return {
    VERSION, KEPT, NAMES, nameOf, begin, pinned, note, moment, confirm, mayTick, mark, unmark, choose, clear, folded, left, current, remaining, clock, messageDue, send, ends, end, call, called,
    difference, adopt, answer, handOver, takeOver, expired,
  };
})();
