// Two windows of one browser work one run: each has it in memory and both write it under one name. Of each part (a step's mark, a time, a value) the later
// change counts; lines of the log and messages sent are all kept. Gives the same whichever comes first, so that windows come to agree. Knows no page.
var continuityMerge = (function () {
  "use strict";

  // Equal runs in equal letters, in whatever order their parts were set.
  const sorted = (key, value) => (value && typeof value === "object" && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))) : value);
  const text = (value) => JSON.stringify(value === undefined ? null : value, sorted);

  const put = (held, name, value) => { if (value === undefined) delete held[name]; else held[name] = value; };
  // Parts by the first word of their name: how one is read of a run, and set in another.
  const PARTS = {
    step: [(run, id) => [run.marks[id], run.choices[id], run.confirmed[id]], (run, id, [mark, choice, confirmed]) => { put(run.marks, id, mark); put(run.choices, id, choice); put(run.confirmed, id, confirmed); }],
    undo: [(run, id) => run.undo.find((item) => item.id === id), (run, id, value) => { run.undo = [...run.undo.filter((item) => item.id !== id), ...(value ? [value] : [])].sort((one, other) => one.number - other.number); }],
    moment: [(run, name) => run.moments[name], (run, name, value) => put(run.moments, name, value)],
    answer: [(run, name) => run.answers[name], (run, name, value) => put(run.answers, name, value)],
    whole: [(run, name) => run[name], (run, name, value) => put(run, name, value)],
  };

  // All lines of both in the order of their times.
  function lines(first, second) {
    const all = new Map([...first, ...second].map((line) => [text(line), line]));
    return [...all].sort(([one, { at }], [other, { at: till }]) => at - till || (one < other ? -1 : 1)).map(([, line]) => line);
  }

  function both(mine, other) {
    if (!other || text(mine) === text(other)) return mine;
    // A run that was taken over from another device takes the place of what was here.
    if ((mine.taken || 0) !== (other.taken || 0)) return (mine.taken || 0) > (other.taken || 0) ? mine : other;
    const [first, second] = text(mine) >= text(other) ? [mine, other] : [other, mine];
    const made = JSON.parse(text(first)), whose = {};
    made.at = {};
    for (const part of new Set([...Object.keys(first.at || {}), ...Object.keys(second.at || {})])) {
      const [kind, name] = part.split(/ (.*)/), [read, set] = PARTS[kind];
      const [one, two] = [first, second].map((run) => [(run.at || {})[part] || 0, text(read(run, name))]);
      const from = two[0] > one[0] || (two[0] === one[0] && two[1] > one[1]) ? second : first;
      set(made, name, read(from, name));
      made.at[part] = Math.max(one[0], two[0]);
      if (kind === "step") whose[name] = from;
    }
    // A mark on other words than the run goes on with counts for nothing but the log.
    const hash = (run, id) => (run.steps.find((step) => step.id === id) || {}).hash;
    for (const [id, from] of Object.entries(whose)) if (hash(from, id) !== hash(made, id)) PARTS.step[1](made, id, []);
    made.log = lines(first.log, second.log);
    for (const path of Object.keys(second.sent)) made.sent[path] = [...new Set([...(made.sent[path] || []), ...second.sent[path]])].sort((one, two) => one - two);
    made.touched = Math.max(first.touched, second.touched);
    // What shows the steps knows them by being the same.
    if (text(made.steps) === text(mine.steps)) made.steps = mine.steps;
    return made;
  }

  return { both, text };
})();
