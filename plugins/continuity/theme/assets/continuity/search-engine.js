// Finds pages in the data the build wrote (see pages/search.py). Knows nothing of the document, so that it can be tested by itself.
var continuitySearch = (function () {
  "use strict";

  const FIELD_WEIGHT = { a: 9, n: 6, s: 5, t: 1 };
  const helpings = {};
  let listener = null;

  function take(name, data) {
    const starts = [];
    let at = 0;
    for (let next = data.text.indexOf("\n"); ; next = data.text.indexOf("\n", at)) {
      starts.push(at);
      if (next < 0) break;
      at = next + 1;
    }
    helpings[name] = Object.assign({ starts, words: data.vocabulary.split(" ") }, data);
    if (listener) listener(name);
  }

  function plain(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "");
  }

  function stem(word) {
    if (word.length > 5 && word.endsWith("ing")) return word.slice(0, -3);
    if (word.length > 4 && word.endsWith("ed")) return word.slice(0, -2);
    if (word.length > 3 && word.endsWith("es") && "sxz".includes(word[word.length - 3])) return word.slice(0, -2);
    if (word.length > 3 && word.endsWith("s") && !word.endsWith("ss")) return word.slice(0, -1);
    return word;
  }

  function words(text) {
    const head = helpings.names;
    const split = text.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, " ").replace(/['’]/g, "");
    const found = plain(split).toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];
    const kept = found.filter((word) => !head.stop.includes(word));
    return (kept.length ? kept : found).map((word) => head.synonyms[word] || head.synonyms[stem(word)] || stem(word));
  }

  function key(text) {
    return (plain(text).match(/[\p{L}\p{N}]+/gu) || []).join("").toLowerCase();
  }

  // At most one letter added, left out, changed or swapped with its neighbour.
  function near(a, b) {
    const difference = a.length - b.length;
    if (difference > 1 || difference < -1) return false;
    let i = 0;
    while (i < a.length && i < b.length && a[i] === b[i]) i++;
    if (difference === 0) {
      return a.slice(i + 1) === b.slice(i + 1) || (a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2));
    }
    return difference > 0 ? a.slice(i + 1) === b.slice(i) : a.slice(i) === b.slice(i + 1);
  }

  // Lines of a helping that hold a word beginning with `term`: calls back with the line and whether the whole word is meant.
  function lines(helping, term, whole, found) {
    const { text, starts } = helping;
    const wanted = " " + term;
    let line = 0, last = -1;
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      let low = line, high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle] <= at) low = middle; else high = middle - 1;
      }
      line = low;
      const next = text[at + wanted.length];
      const full = next === undefined || next === " " || next === "\n";
      if (whole && !full) continue;
      if (line !== last || full) found(line, full);
      last = line;
    }
  }

  function lookUp(term, isLast) {
    // For each helping: line -> how well the term fits it (1 whole word, 0.7 beginning, 0.5 one letter off).
    const fits = {};
    let any = false;
    for (const [name, helping] of Object.entries(helpings)) {
      const fit = (fits[name] = new Map());
      lines(helping, term, !isLast && term.length < 3, (line, full) => fit.set(line, Math.max(fit.get(line) || 0, full ? 1 : 0.7)));
      any = any || fit.size > 0;
    }
    if (!any && term.length > 3) {
      for (const [name, helping] of Object.entries(helpings)) {
        const close = helping.words.filter((word) => near(term, word) || (isLast && word.length > term.length && near(term, word.slice(0, term.length)))).slice(0, 12);
        close.forEach((word) => lines(helping, word, true, (line) => fits[name].set(line, Math.max(fits[name].get(line) || 0, 0.5))));
      }
    }
    return fits;
  }

  // Best pages first: [{path, anchor, title, kind, why, exact}].
  function search(query, limit) {
    const head = helpings.names;
    if (!head || !query.trim()) return [];
    const best = new Map();
    function offer(place, score, why, exact) {
      const [page, anchor, title, kind, weight] = head.places[place];
      const id = page + "#" + anchor;
      const total = score * weight;
      const before = best.get(id);
      if (!before || total > before.score) best.set(id, { score: total, path: head.pages[page], anchor, title, kind, why, exact: !!exact });
    }
    (head.exact[key(query)] || []).forEach(([place, name]) => offer(place, 10000, head.places[place][2] === name ? "" : name, true));
    const terms = words(query).slice(0, 12);
    const perLine = {};
    terms.forEach((term, index) => {
      const fits = lookUp(term, index === terms.length - 1);
      for (const [name, fit] of Object.entries(fits)) {
        const lines = (perLine[name] = perLine[name] || new Map());
        const size = helpings[name].meta.length;
        fit.forEach((value, line) => {
          const entry = lines.get(line) || { score: 0, count: 0 };
          // A word that few lines hold says more than one that many hold.
          entry.score += value * Math.log(2 + size / (1 + fit.size));
          entry.count += 1;
          lines.set(line, entry);
        });
      }
    });
    for (const [name, found] of Object.entries(perLine)) {
      const { meta } = helpings[name];
      found.forEach((entry, line) => {
        const [field, place, shown] = meta[line];
        const share = entry.count / terms.length;
        offer(place, entry.score * FIELD_WEIGHT[field] * share * share, shown);
      });
    }
    return Array.from(best.values()).sort((a, b) => b.score - a.score || a.title.localeCompare(b.title)).slice(0, limit || 20);
  }

  return {
    take, search, words, key, near,
    ready: (name) => name in helpings,
    onTake: (callback) => { listener = callback; },
  };
})();
if (typeof module !== "undefined") module.exports = continuitySearch;
