// What a newer build says otherwise than the steps a run began with, step by step, in words. Knows no page.
var continuityDifference = (function () {
  "use strict";

  const command = ({ on, parts }) => (on ? on + " " : "") + parts.map(([text, isName]) => (isName ? "{{" + text + "}}" : text)).join("").trim();

  // What is said of a step, as [name, how to read it].
  const SAID = [
    ["Warning", (step) => step.text.warning], ["To do", (step) => step.text.do], ["Who", (step) => step.text.who], ["Approval", (step) => step.text.approval],
    ["Command", (step) => step.text.commands.map(command).join("\n")], ["Expect", (step) => step.text.expect], ["If not", (step) => step.text.ifNot],
    ["Answers", (step) => step.options.map((option) => option.answer + (option.step ? " → " + option.step : "")).join("; ")], ["To undo", (step) => step.undo],
    ["At worst", (step) => (step.worst === null ? "" : Math.round(step.worst / 60) + " min")], ["Waits for", (step) => step.follows.join(", ")],
    ["Can be undone", (step) => (step.irreversible ? "no" : "")],
  ];

  // `found` is what continuityRun.difference gives. Each step with its number, what became of it and its parts as { words, before, now };
  // `parts` is null where the earlier words are not on this device.
  function steps(run, book, found) {
    const before = new Map(run.steps.map((step) => [step.id, step])), now = new Map(book.steps.map((step) => [step.id, step]));
    const one = (id, became) => {
      const was = before.get(id), is = now.get(id);
      if (was && !was.text) return { id, number: was.number, became, parts: null };
      const parts = SAID.map(([words, read]) => ({ words, before: (was && read(was)) || "", now: (is && read(is)) || "" })).filter((part) => part.before !== part.now);
      return { id, number: (was || is).number, became, parts };
    };
    return [...found.changed.map((id) => one(id, "changed")), ...found.added.map((id) => one(id, "new")), ...found.removed.map((id) => one(id, "gone"))];
  }

  return { steps };
})();
