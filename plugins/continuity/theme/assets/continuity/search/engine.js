// Finds pages. Knows nothing of the document, so that it can be tested by itself: `want` is called with the name of a file it lacks.
var continuitySearch = (function () {
  "use strict";

  const { Names, Symptoms, Parts, Lines, Terms } = continuityIndex;
  const { key, stem, near } = continuityWords;

  // How much a match says, by where it is and how close it is.
  const NAME = 1, SYMPTOM = 0.85, PART = 0.45;
  const SAME = 1, BEGINS = 0.8, INSIDE = 0.6, SYNONYM = 0.7, ONE_OFF = 0.55, ROOT = 0.4;
  const LATER_LETTERS = 3;  // Steps and texts are looked through from so many letters on.
  const ROWS_FROM_PARTS = 12;

  let state = empty();
  let want = () => {}, changed = () => {};

  function empty() {
    return { sign: null, names: null, symptoms: null, parts: null, words: new Map(), rules: null, quick: [], site: "" };
  }

  // Called by each data file.
  function load(name, sign, data) {
    if (name === "names") {
      if (state.sign !== sign) state = empty();
      state.sign = sign;
      state.names = new Names(data);
      state.parts = new Parts(data);
      state.site = data.site;
      state.quick = data.quick ? data.quick.split("\n").map((line) => line.split("\t")) : [];
      const groups = new Map();
      data.synonyms.split("\n").forEach((line) => {
        const group = line.split(" ");
        group.forEach((word) => groups.set(word, [...(groups.get(word) || []), ...group]));
      });
      state.rules = { stop: new Set(data.stop.split(" ")), pairs: new Map(data.pairs.split("\n").map((line) => line.split("\t"))), groups };
    } else if (sign !== state.sign) {
      // The site was built anew while this page was open.
      state = empty();
      want("names", sign);
      return;
    } else if (name === "symptoms") {
      state.symptoms = new Symptoms(data);
    } else if (name.startsWith("words-")) {
      state.words.set(Number(name.slice(6)), new Terms(data.terms));
    } else {
      state.parts.lines.set(Number(name.slice(6)), new Lines(data.lines));
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

  // The best of what each word says of each item of one kind: item -> closeness, for one word.
  function hits(terms, word, last, exactKnown, into) {
    meanings(terms, word, last, exactKnown, (line, closeness) => {
      for (const item of terms.items(line)) if (!(into.get(item) >= closeness)) into.set(item, closeness);
    });
    return into;
  }

  const cache = new Map();

  // What one word finds in all that is there: {names, symptoms, parts}, each item -> closeness. The last word may be unfinished.
  function lookUp(word, last) {
    const id = `${state.sign} ${state.symptoms ? 1 : 0} ${state.words.size} ${last} ${word.raw}`;
    let found = cache.get(id);
    if (found) return found;
    const { names, symptoms, parts } = state;
    const exactKnown = known(names.terms, word) || (symptoms !== null && known(symptoms.terms, word));
    found = { names: hits(names.terms, word, last, exactKnown, new Map()), symptoms: new Map(), parts: new Map() };
    if (symptoms) hits(symptoms.terms, word, last, exactKnown, found.symptoms);
    if (word.term.length >= LATER_LETTERS) {
      for (const one of [word, ...(state.rules.groups.get(word.term) || []).map((term) => ({ raw: term, term, other: true }))]) {
        const wanted = one.term.length > 3 && !exactKnown ? one.term.slice(0, Math.floor((one.term.length - 1) / 2)) : one.term;
        for (const shard of parts.shardsOf(wanted)) {
          const terms = state.words.get(shard);
          if (!terms) want("words-" + shard);
          else if (!one.other) hits(terms, word, last, exactKnown, found.parts);
          else terms.beginning(one.term, (other, line) => {
            if (other === one.term) for (const item of terms.items(line)) if (!(found.parts.get(item) >= SYNONYM)) found.parts.set(item, SYNONYM);
            return false;
          });
        }
      }
    }
    if (cache.size > 60) cache.clear();
    cache.set(id, found);
    return found;
  }

  // Names that are the query, begin with it, hold it, or are one slip away: calls back with the line of names and what it is worth.
  function wholeNames(query, found) {
    const wanted = key(query), { names } = state;
    if (!wanted) return;
    let same = false;
    names.holding("\n" + wanted + "\n", (line) => { same = true; found(line, "same"); });
    if (wanted.length < 2) return;
    let left = 400;
    names.holding("\n" + wanted, (line) => { found(line, "begins"); return --left > 0; });
    if (wanted.length > 3) {
      left = 200;
      names.holding(wanted, (line) => { found(line, "holds"); return --left > 0; });
    }
    if (same || wanted.length < 5) return;
    const start = wanted.slice(0, Math.floor((wanted.length - 1) / 2)), end = wanted.slice(Math.ceil((wanted.length + 1) / 2));
    const look = (line) => { if (near(wanted, names.keyAt(line))) found(line, "near"); };
    names.holding("\n" + start, look);
    names.holding(end + "\n", look);
  }

  // Alerts and hosts named among other words of a query: a pasted line of a monitoring system.
  function namedWithin(query, found) {
    const pieces = query.split(/\s+/).filter((piece) => key(piece).length > 3);
    if (pieces.length < 2 && !/[^\p{L}\p{N}]/u.test(query)) return;
    for (const piece of new Set([...pieces, ...query.split(/[^\p{L}\p{N}._-]+/u)].map(key))) {
      if (piece.length > 3) state.names.holding("\n" + piece + "\n", (line) => found(line));
    }
  }

  // Best first: [{path, anchor, title, kind, why: {what, text} | null, exact}]. Exact names come first and are not ranked against the rest.
  function search(query, limit) {
    const { names } = state;
    if (!names || !query.trim()) return [];
    const places = new Map();
    const at = (place) => {
      let one = places.get(place);
      if (!one) places.set(place, (one = { place, tier: 0, score: 0, count: 0, line: -1, phrase: -1, phraseScore: 0, part: -1, partScore: 0, named: 0 }));
      return one;
    };

    rank(continuityWords.query(query, state.rules).slice(0, 10), at, places);
    wholeNames(query, (line, how) => {
      const one = at(names.places[line]);
      const share = key(query).length / Math.max(1, names.keyAt(line).length);
      const worth = how === "same" ? 1000 : how === "near" ? 60 : how === "begins" ? 6 + 10 * share : 2 + 4 * share;
      if (how === "same") one.tier = 2;
      if (worth > one.named) { one.named = worth; one.line = line; }
    });
    namedWithin(query, (line) => {
      const { place, what } = names.name(line);
      if (what !== "alert" && what !== "host") return;
      const one = at(place);
      if (one.tier < 1) { one.tier = 1; one.line = line; }
    });
    const total = (one) => (one.score + one.named) * (0.75 + 0.25 * Math.min(3, names.weight(one.place)));
    const rows = Array.from(places.values());
    rows.forEach((one) => { one.total = total(one); });
    rows.sort((a, b) => b.tier - a.tier || b.total - a.total || a.place - b.place);
    let fromParts = 0;
    return rows.slice(0, limit || 20).map((one) => result(one, fromParts++ < ROWS_FROM_PARTS, query));
  }

  // Scores places by the words of a query. A word counts where it says most; words that few places have say more.
  function rank(words, at, all) {
    const { symptoms, parts } = state;
    if (!words.length) return;
    const phrases = new Map(), steps = new Map();
    words.forEach((word, i) => {
      const found = lookUp(word, i === words.length - 1);
      const best = new Map();
      const offer = (place, worth) => { if (!(best.get(place) >= worth)) best.set(place, worth); };
      found.names.forEach((closeness, place) => offer(place, closeness * NAME));
      const ofPhrase = [];
      found.symptoms.forEach((closeness, item) => {
        const phrase = symptoms.phrase(item);
        ofPhrase.push([item, closeness]);
        phrase.places.forEach((place) => offer(place, closeness * SYMPTOM));
      });
      const ofPart = [];
      found.parts.forEach((closeness, item) => {
        ofPart.push([item, closeness]);
        offer(parts.place(item), closeness * PART);
      });
      const says = Math.log(1.5 + state.names.size / (1 + best.size));
      best.forEach((worth, place) => {
        const one = at(place);
        one.score += worth * says;
        one.count += 1;
      });
      const inPhrases = symptoms ? Math.log(1.5 + symptoms.size / (1 + ofPhrase.length)) : 0;
      ofPhrase.forEach(([item, closeness]) => phrases.set(item, (phrases.get(item) || 0) + closeness * inPhrases));
      const inParts = Math.log(1.5 + parts.size / (1 + ofPart.length));
      ofPart.forEach(([item, closeness]) => steps.set(item, (steps.get(item) || 0) + closeness * inParts));
    });
    // A phrase that holds several of the words together says more than a page that holds them here and there.
    phrases.forEach((score, item) => {
      const { text, places } = symptoms.phrase(item);
      const worth = score * (0.6 + 0.4 * Math.min(1, (words.length * 6) / text.length));
      for (const place of places) {
        const one = at(place);
        if (worth > one.phraseScore) { one.phraseScore = worth; one.phrase = item; }
      }
    });
    steps.forEach((score, item) => {
      const one = at(parts.place(item));
      if (score > one.partScore) { one.partScore = score; one.part = item; }
    });
    const share = (one) => 0.25 + 0.75 * (one.count / words.length) ** 2;
    for (const one of all.values()) one.score = (one.score + 0.8 * one.phraseScore + 0.25 * one.partScore) * share(one);
  }

  function result(one, showsPart, query) {
    const { names, symptoms, parts } = state;
    const found = names.place(one.place);
    const row = { path: found.path, anchor: found.anchor, title: found.title, kind: found.kind, why: null, exact: one.tier === 2 };
    if (one.line >= 0 && (one.tier > 0 || one.named >= one.phraseScore)) {
      const { name, what } = names.name(one.line);
      if (what) row.why = { what, text: name };
      return row;
    }
    const words = continuityWords.query(query, state.rules);
    const inTitle = matching(found.title, words);
    if (inTitle < words.length) {
      if (one.phrase >= 0 && one.phraseScore >= 0.6 * one.partScore) row.why = { what: "symptom", text: symptoms.phrase(one.phrase).text };
      else {
        const other = names.of(one.place).find((name) => name.what && matching(name.name, words) > inTitle);
        if (other) row.why = { what: other.what, text: other.name };
        else if (one.part >= 0 && showsPart) step(row, one.part);
      }
    }
    return row;

    function step(target, item) {
      const part = parts.part(item);
      if (!part) {
        want("parts-" + parts.block(item));
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
