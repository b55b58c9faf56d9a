// A run on its way to another device, as letters that an address or a code may hold. What comes back was written by anybody: every
// part of it is looked at, and nothing else of it is taken.
var continuityHandover = (function () {
  "use strict";

  const KINDS = ["live", "walkthrough", "component-test", "functional", "full-scale"];
  const MOMENTS = Object.keys(continuityRun.NAMES);
  const ENDS = ["complete", "complete except deferred", "abandoned"];
  const ID = /^[A-Za-z0-9._-]{1,120}$/;

  // For another device: all but the values filled in, which may be secret, and the words of the steps, which it has itself.
  function lean(run, withLog) {
    const { answers, steps, log, call, at, taken, ...rest } = run;
    return { ...rest, steps: steps.map(({ id, hash, number }) => [id, hash, number]), log: withLog ? log : [] };
  }

  const letters = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

  async function through(stream, data) {
    return new Uint8Array(await new Response(new Blob([data]).stream().pipeThrough(stream)).arrayBuffer());
  }

  async function pack(run, withLog = true) {
    const data = new TextEncoder().encode(JSON.stringify(lean(run, withLog)));
    if (typeof CompressionStream === "undefined") return "p" + letters(data);
    return "z" + letters(await through(new CompressionStream("deflate-raw"), data));
  }

  const isText = (value) => typeof value === "string" && value.length <= 4000;
  const isTime = (value) => Number.isFinite(value) && value > 0 && value < 8e15;
  const entries = (value) => (value && typeof value === "object" ? Object.entries(value).filter(([id]) => ID.test(id)) : []);

  // The run that `given` tells of, over the steps of this page; null where it tells of none.
  function sound(given, book) {
    if (!given || given.version !== continuityRun.VERSION || !ID.test(given.book) || !KINDS.includes(given.kind)) return null;
    if (![given.title, given.name, given.keeper].every(isText) || !isTime(given.started) || !isTime(given.touched) || !Array.isArray(given.steps)) return null;
    const here = new Map(book.steps.map((step) => [step.id, step]));
    const steps = given.steps.filter((step) => Array.isArray(step) && ID.test(step[0]) && ID.test(step[1])).map(([id, hash, number], index, all) => {
      const own = here.get(id);
      if (own && own.hash === hash) return own;
      // This device does not have those words. It still knows whose turn they were.
      return { id, hash, number: Number(number) || index + 1, follows: index ? [all[index - 1][0]] : [], worst: null, options: [], undo: "", irreversible: Boolean(own && own.irreversible), text: null };
    });
    const known = new Map(steps.map((step) => [step.id, step]));
    const run = {
      version: given.version, book: given.book, title: given.title, name: given.name, kind: given.kind, keeper: given.keeper, started: given.started, touched: given.touched,
      severity: book.severities.some(([id]) => id === given.severity) ? given.severity : "", steps, marks: {}, choices: {}, confirmed: {}, answers: {}, undo: [], sent: {}, moments: {}, call: null, log: [],
      ended: given.ended && ENDS.includes(given.ended.state) && isTime(given.ended.at) ? { state: given.ended.state, at: given.ended.at } : null,
    };
    if (typeof given.id === "string" && ID.test(given.id)) run.id = given.id;
    for (const [id, mark] of entries(given.marks)) {
      if (known.has(id) && mark && ["done", "skipped", "deferred"].includes(mark.state) && isTime(mark.at) && isText(mark.reason)) run.marks[id] = { state: mark.state, at: mark.at, reason: mark.reason };
    }
    for (const [id, choice] of entries(given.choices)) if (known.has(id) && known.get(id).options[choice]) run.choices[id] = choice;
    for (const [id, by] of entries(given.confirmed)) if (known.has(id) && by && isTime(by.at) && isText(by.who)) run.confirmed[id] = { at: by.at, who: by.who };
    for (const [name, at] of entries(given.moments)) if (MOMENTS.includes(name) && isTime(at)) run.moments[name] = at;
    for (const message of book.messages) {
      const sent = given.sent && given.sent[message.path];
      if (Array.isArray(sent) && sent.every(isTime)) run.sent[message.path] = sent;
    }
    for (const item of Array.isArray(given.undo) ? given.undo : []) {
      if (item && ID.test(item.id) && isText(item.text)) run.undo.push({ id: item.id, number: Number(item.number) || 0, text: item.text, cleared: isTime(item.cleared) ? item.cleared : null });
    }
    for (const line of Array.isArray(given.log) ? given.log : []) if (line && isTime(line.at) && isText(line.text)) run.log.push({ at: line.at, text: line.text });
    return run;
  }

  async function unpack(text, book) {
    try {
      const data = bytes(text.slice(1));
      const plain = text[0] === "z" ? await through(new DecompressionStream("deflate-raw"), data) : data;
      return plain.length > 500000 ? null : sound(JSON.parse(new TextDecoder().decode(plain)), book);
    } catch {
      return null;
    }
  }

  return { pack, unpack, KINDS };
})();
