// Finds pages. Knows nothing of the document, so that it can be tested by itself: `want` is called with the name of a file it lacks.
var continuitySearch = (function () {
  "use strict";

  const { Names, Symptoms, Texts, Terms, shardsOf } = continuityIndex;
  const { key, stem, near } = continuityWords;

  // How much a match says, by where it is and how close it is.
  const NAME = 1, SYMPTOM = 0.85, PART = 0.45;
  const SAME = 1, BEGINS = 0.8, INSIDE = 0.6, SYNONYM = 0.7, ONE_OFF = 0.55, ROOT = 0.4;
  const LATER_LETTERS = 3;  // Steps and texts are looked through from so many letters on.
  const TOO_MANY = 200, SHARE = 8;  // A word says nothing that is in more than so many of them, and in more than one of so many: see texts.py.
  const ROWS_FROM_PARTS = 12;

  let state = empty();
  let want = () => {}, changed = () => {};

  function empty() {
    return { sign: null, names: null, symptoms: null, texts: null, words: new Map(), shards: [], rules: null, quick: [], site: "" };
  }

  // Called by each data file.
  function load(name, sign, data) {
    if (name === "names") {
      if (state.sign !== sign) state = empty();
      cache = new Map();
      tallies = null;
      state.sign = sign;
      state.names = new Names(data);
      state.shards = data.shards ? data.shards.split("\n") : [];
      state.site = data.site;
      state.quick = data.quick ? data.quick.split("\n").map((line) => line.split("\t")) : [];
      state.rules = continuityWords.rules(data);
    } else if (sign !== state.sign) {
      // The site was built anew while this page was open.
      state = empty();
      want("names", sign);
      return;
    } else if (name === "symptoms") {
      state.symptoms = new Symptoms(data);
    } else if (name.startsWith("words-")) {
      state.words.set(Number(name.slice(6)), new Terms(data));
    } else if (name === "texts") {
      state.texts = new Texts(data);
    } else if (state.texts) {
      state.texts.load(Number(name.slice(6)), data);
    }
    changed(name);
  }

  // Lines of `terms` that a word may mean, each with how closely: calls back with the line and the closeness.
  function meanings(terms, word, last, exactKnown, found) {
    const { raw, term } = word;
    const seen = new Map();
    const take = (line, closeness) => {
      if ((seen.get(line) || 0) < closeness) seen.set(line, closeness);
    };
    const forms = last ? new Set([term, raw, stem(raw + "g"), stem(raw + "ng"), stem(raw + "d")]) : new Set([term]);
    for (const form of forms) {
      if (form.length > 1 || last) terms.beginning(form, (other, line) => take(line, other === term ? SAME : last ? BEGINS : BEGINS - 0.15));
      else terms.beginning(form, (other, line) => { if (other === form) take(line, SAME); return false; });
    }
    const group = state.rules.groups.get(term);
    if (group) for (const one of group) terms.beginning(one, (other, line) => { if (other === one) take(line, one === term ? SAME : SYNONYM); return false; });
    if (term.length > 3 && !exactKnown) oneOff(terms, term, raw, last, take);
    seen.forEach((closeness, line) => found(line, closeness));
  }

  // A word with one slip keeps either its beginning or its end.
  function oneOff(terms, term, raw, last, take) {
    const length = term.length;
    const start = term.slice(0, Math.max(1, Math.floor((length - 1) / 2))), end = term.slice(Math.ceil((length + 1) / 2));
    terms.beginning(start, (other, line) => {
      if (near(term, other)) take(line, ONE_OFF);
      else if (last && other.length > length && [length - 1, length, length + 1].some((size) => near(term, other.slice(0, size)))) take(line, ONE_OFF - 0.1);
      else if (other.length > 3 && raw.length - other.length < 5 && raw.startsWith(other)) take(line, ROOT);
    });
    if (end) terms.ending(end, (other, line) => { if (near(term, other)) take(line, ONE_OFF); });
  }

  function known(terms, word) {
    let same = false;
    terms.beginning(word.term, () => { same = true; return false; });
    return same || state.rules.groups.has(word.term);
  }

  // Figures of items, all 0 until said otherwise, and which were said. Made once for all queries: a phone has better to do than to collect garbage.
  class Tally {
    constructor(size) {
      this.values = new Float32Array(size);
      this.said = [];
    }

    clear() {
      for (const item of this.said) this.values[item] = 0;
      this.said = [];
    }

    atLeast(item, value) {
      const before = this.values[item];
      if (before === 0) this.said.push(item);
      if (value > before) this.values[item] = value;
    }

    add(item, value) {
      if (this.values[item] === 0) this.said.push(item);
      this.values[item] += value;
    }

    // What was said, as {items, values}, for keeping.
    taken() {
      const items = Uint32Array.from(this.said), values = Float32Array.from(this.said, (item) => this.values[item]);
      this.clear();
      return { items, values };
    }
  }

  const NOTHING = { items: new Uint32Array(0), values: new Float32Array(0) };
  let cache = new Map(), tallies = null;

  function tally(kind) {
    const { names, symptoms, texts } = state;
    const sizes = { best: names.size, score: names.size, count: names.size, phrased: names.size, stepped: names.size, phrases: symptoms ? symptoms.size : 0, texts: texts ? texts.size : 0 };
    tallies = tallies || {};
    if (!tallies[kind] || tallies[kind].values.length !== sizes[kind]) tallies[kind] = new Tally(sizes[kind]);
    return tallies[kind];
  }

  // [items, closeness] of each term that a word may mean.
  function lists(all, word, last, exactKnown) {
    const out = [];
    for (const terms of all) meanings(terms, word, last, exactKnown, (line, closeness) => { out.push([terms.items(line), closeness]); });
    return out;
  }

  // The best of what `lists` say of each item.
  function hits(said, kind) {
    const into = tally(kind);
    for (const [items, closeness] of said) {
      for (const item of items) into.atLeast(item, closeness);
    }
    return into.taken();
  }

  // What one word finds in all that is there: {names, symptoms, texts, parts}, where `parts` is how many say the texts. The last word may be unfinished.
  function lookUp(word, last) {
    const id = `${state.symptoms ? 1 : 0} ${state.texts ? 1 : 0} ${state.words.size} ${last} ${word.raw}`;
    let found = cache.get(id);
    if (found) return found;
    const { names, symptoms } = state;
    const exactKnown = known(names.terms, word) || (symptoms !== null && known(symptoms.terms, word));
    const of = (one, kind) => (one ? hits(lists([one.terms], word, last, exactKnown), kind) : NOTHING);
    found = { names: of(names, "best"), symptoms: of(symptoms, "phrases"), texts: NOTHING, parts: 0 };
    if (word.term.length >= LATER_LETTERS) inTexts(found, word, last, exactKnown);
    if (cache.size > 60) cache.clear();
    cache.set(id, found);
    return found;
  }

  // Adds the texts that a word finds. A word that thousands of them hold says nothing.
  function inTexts(found, word, last, exactKnown) {
    const { texts, shards, words } = state;
    const start = word.term.length > 3 && !exactKnown ? word.term.slice(0, Math.floor((word.term.length - 1) / 2)) : word.term;
    const wanted = shardsOf(shards, start);
    for (const shard of wanted) if (!words.has(shard)) want("words-" + shard);
    if (!texts) {
      if (wanted.length) want("texts");
      return;
    }
    const there = wanted.filter((shard) => words.has(shard)).map((shard) => words.get(shard));
    const most = Math.max(TOO_MANY, texts.parts / SHARE), into = tally("texts");
    const count = (items) => items.reduce((sum, text) => (into.values[text] ? sum : sum + texts.count(text)), 0);
    const say = ([items, closeness]) => {
      found.parts += count(items);
      for (const text of items) into.atLeast(text, closeness);
    };
    const all = lists(there, word, last, exactKnown), itself = ([, closeness]) => closeness !== SYNONYM && closeness > ONE_OFF;
    all.filter(itself).forEach(say);
    if (found.parts > most || all.some((one) => itself(one) && !one[0].length)) {
      into.clear();
      found.parts = 0;
      return;
    }
    // Of what may be meant as well, the rarest: as much as does not make it too many.
    const others = all.filter((one) => !itself(one) && one[0].length).map((one) => ({ one, parts: count(one[0]) })).sort((a, b) => a.parts - b.parts);
    for (const { one } of others) {
      if (found.parts + count(one[0]) > most) break;
      say(one);
    }
    found.texts = into.taken();
  }

  // Names that are the query, begin with it, hold it, or are one slip away: calls back with the line of names and how.
  function wholeNames(query, found) {
    const wanted = key(query), { names } = state;
    if (!wanted) return;
    let same = false, any = false;
    names.beginning(wanted, (line) => {
      any = true;
      if (names.keySize(line) === wanted.length) same = true;
      found(line, names.keySize(line) === wanted.length ? "same" : "begins");
    });
    if (wanted.length < 4) return;
    let left = 200;
    if (!any) names.holding(wanted, (line) => { found(line, "holds"); return --left > 0; });
    if (same || wanted.length < 5) return;
    const start = wanted.slice(0, Math.floor((wanted.length - 1) / 2)), end = wanted.slice(Math.ceil((wanted.length + 1) / 2));
    names.beginning(start, (line) => { if (near(wanted, names.keyAt(line))) found(line, "near"); });
    names.holding(end + "\n", (line) => { if (near(wanted, names.keyAt(line))) found(line, "near"); });
  }

  // Alerts and hosts named among other words of a query: a pasted line of a monitoring system.
  function namedWithin(query, found) {
    const pieces = [...query.split(/\s+/), ...query.split(/[^\p{L}\p{N}._-]+/u)].map(key);
    for (const piece of new Set(pieces)) {
      if (piece.length > 3) state.names.beginning(piece, (line) => { if (state.names.keySize(line) === piece.length) found(line); });
    }
  }

  // Best first: [{path, anchor, title, kind, why: {what, text} | null, exact}]. Exact names come first and are not ranked against the rest.
  function search(query, limit) {
    const { names } = state;
    if (!names || !query.trim()) return [];
    const words = continuityWords.query(query, state.rules).slice(0, 10);
    const found = rank(words);
    const named = new Map();  // place -> {tier, worth, line}
    const size = key(query).length;
    wholeNames(query, (line, how) => {
      const place = names.places[line], before = named.get(place);
      const share = size / Math.max(1, names.keySize(line));
      const worth = how === "same" ? 1000 : how === "near" ? 60 : how === "begins" ? 6 + 10 * share : 2 + 4 * share;
      if (!before || worth > before.worth) named.set(place, { tier: how === "same" ? 2 : 0, worth, line });
    });
    namedWithin(query, (line) => {
      const { place, what } = names.name(line), before = named.get(place);
      if ((what === "alert" || what === "host") && !(before && before.tier > 0)) named.set(place, { tier: 1, worth: 100, line });
    });

    const best = [];
    const wanted = limit || 20;
    const consider = (place, score) => {
      const name = named.get(place);
      const total = (score + (name ? name.worth : 0)) * (0.75 + 0.25 * Math.min(3, names.weight(place))) + (name ? name.tier * 1e6 : 0);
      const better = (other) => total > other.total || (total === other.total && place < other.place);
      if (best.length === wanted && !better(best[wanted - 1])) return;
      let at = best.length;
      while (at > 0 && better(best[at - 1])) at--;
      best.splice(at, 0, { place, total, name });
      if (best.length > wanted) best.pop();
    };
    for (const place of found.score.said) consider(place, found.score.values[place]);
    named.forEach((name, place) => { if (found.score.values[place] === 0) consider(place, 0); });
    const rows = best.map((one, i) => result(one, found, i < ROWS_FROM_PARTS, words));
    Object.values(tallies).forEach((one) => one.clear());
    return rows;
  }

  // Scores places by the words of a query. A word counts where it says most; words that few places have say more.
  function rank(words) {
    const { names, symptoms, texts } = state;
    const looked = words.map((word, i) => lookUp(word, i === words.length - 1));  // Before the tallies below: it uses some of them.
    const score = tally("score"), count = tally("count"), best = tally("best");
    const phrases = tally("phrases"), inTexts = tally("texts"), phrased = tally("phrased"), stepped = tally("stepped");
    const bestPhrase = new Map(), bestPart = new Map();
    looked.forEach((found) => {
      found.names.items.forEach((place, n) => best.atLeast(place, found.names.values[n] * NAME));
      found.symptoms.items.forEach((item, n) => {
        for (const place of symptoms.phrase(item).places) best.atLeast(place, found.symptoms.values[n] * SYMPTOM);
      });
      found.texts.items.forEach((text, n) => {
        const worth = found.texts.values[n] * PART;
        texts.saying(text, (part) => best.atLeast(texts.placeOf[part], worth));
      });
      const says = Math.log(1.5 + names.size / (1 + best.said.length));
      for (const place of best.said) {
        score.add(place, best.values[place] * says);
        count.add(place, 1);
      }
      best.clear();
      if (symptoms) {
        const rare = Math.log(1.5 + symptoms.size / (1 + found.symptoms.items.length));
        found.symptoms.items.forEach((item, n) => phrases.add(item, found.symptoms.values[n] * rare));
      }
      const rare = texts ? Math.log(1.5 + texts.parts / (1 + found.parts)) : 0;
      found.texts.items.forEach((text, n) => inTexts.add(text, found.texts.values[n] * rare));
    });
    // A phrase that holds several of the words together says more than a page that holds them here and there.
    for (const item of phrases.said) {
      const { text, places } = symptoms.phrase(item);
      const worth = phrases.values[item] * (0.6 + 0.4 * Math.min(1, (words.length * 6) / text.length));
      for (const place of places) {
        if (worth > phrased.values[place]) bestPhrase.set(place, item);
        phrased.atLeast(place, worth);
      }
    }
    // Of those that say as much, the first is shown.
    for (const text of inTexts.said) {
      const worth = inTexts.values[text];
      texts.saying(text, (part) => {
        const place = texts.placeOf[part], before = stepped.values[place];
        if (worth > before || (worth === before && part < bestPart.get(place))) bestPart.set(place, part);
        stepped.atLeast(place, worth);
      });
    }
    for (const place of score.said) {
      const share = 0.25 + 0.75 * (count.values[place] / words.length) ** 2;
      score.values[place] = (score.values[place] + 0.8 * phrased.values[place] + 0.25 * stepped.values[place]) * share;
    }
    return { score, phrased, stepped, bestPhrase, bestPart };
  }

  // What is shown of a place, and why it is there.
  function result({ place, name }, ranked, showsPart, words) {
    const { names, symptoms, texts } = state;
    const found = names.place(place);
    const row = { path: found.path, anchor: found.anchor, title: found.title, kind: found.kind, why: null, exact: name !== undefined && name.tier === 2 };
    const phrased = ranked.phrased.values[place];
    if (name && (name.tier > 0 || name.worth >= phrased)) {
      const matched = names.name(name.line);
      if (matched.what) row.why = { what: matched.what, text: matched.name };
      return row;
    }
    const inTitle = matching(found.title, words);
    if (inTitle === words.length) return row;
    if (phrased > 0 && phrased >= 0.6 * ranked.stepped.values[place]) {
      row.why = { what: "symptom", text: symptoms.phrase(ranked.bestPhrase.get(place)).text };
      return row;
    }
    const other = names.of(place).find((one) => one.what && matching(one.name, words) > inTitle);
    if (other) row.why = { what: other.what, text: other.name };
    else if (ranked.bestPart.has(place) && showsPart) step(row, ranked.bestPart.get(place));
    return row;

    function step(target, item) {
      const missing = texts.blocksOf(item).filter((block) => !texts.blocks.has(block));
      missing.forEach((block) => want("parts-" + block));
      const part = missing.length ? null : texts.part(item);
      if (!part) {
        target.why = { what: "", text: "…" };
      } else if (part.label) {
        target.anchor = part.anchor;
        target.why = { what: "step " + part.label, text: part.text };
      } else {
        target.why = { what: "text", text: excerpt(part.text, words) };
      }
    }
  }

  // How many of the words a text holds, whole or as beginnings.
  function matching(text, words) {
    const terms = continuityWords.joined(continuityWords.split(text), state.rules).map((item) => stem(item.word));
    return words.filter((word) => terms.some((term) => term.startsWith(word.term) || term.startsWith(word.raw))).length;
  }

  // The part of a long text around the first word that matches.
  function excerpt(text, words) {
    if (text.length < 120) return text;
    const first = marks(text, words)[0];
    const from = first ? Math.max(0, text.lastIndexOf(" ", Math.max(0, first[0] - 40))) : 0;
    return (from > 0 ? "…" : "") + text.slice(from, from + 140).trim() + (from + 140 < text.length ? "…" : "");
  }

  // Where the words of a query are in a text: [[start, end]], in order.
  function marks(text, query) {
    if (!state.rules) return [];
    const words = typeof query === "string" ? continuityWords.query(query, state.rules) : query;
    const whole = typeof query === "string" ? key(query) : "";
    const found = continuityWords.joined(continuityWords.split(text), state.rules);
    if (whole && key(text) === whole) return [[0, text.length]];
    return found.filter(({ word }) => words.some(({ raw, term }) => {
      const other = stem(word);
      const group = state.rules.groups.get(term);
      return other === term || (raw.length > 1 && word.startsWith(raw)) || (term.length > 2 && other.startsWith(term)) || (group && group.includes(other)) ||
        (term.length > 3 && near(term, other));
    })).map(({ start, end }) => [start, end]);
  }

  return {
    load, search, marks,
    ready: (name) => (name === "symptoms" ? state.symptoms !== null : state.names !== null),
    quick: () => state.quick,
    site: () => state.site,
    places: () => (state.names ? state.names.size : 0),
    on: (wanted, change) => { want = wanted; changed = change; },
  };
})();
if (typeof module !== "undefined") module.exports = continuitySearch;
