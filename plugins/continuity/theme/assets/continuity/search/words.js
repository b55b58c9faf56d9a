// How what a reader types becomes what search compares: the same as pages/search/words.py does to the text of the site.
var continuityWords = (function () {
  "use strict";

  const LETTERS = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ẞ": "SS", "Æ": "Ae", "Œ": "Oe", "Ø": "O", "Đ": "D", "Ð": "D", "Ł": "L", "Þ": "Th", "'": "", "’": "" };

  function folded(text) {
    if (/^[\x00-\x7f]*$/.test(text)) return text.replaceAll("'", "");
    return text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[ßæœøđðłþıẞÆŒØĐÐŁÞ'’]/g, (letter) => LETTERS[letter]);
  }

  // A name as it is compared whole: letters and digits alone.
  function key(name) {
    return (folded(name.toLowerCase()).match(/[\p{L}\p{N}]+/gu) || []).join("");
  }

  // A text as an address has it.
  function slug(text) {
    return folded(text).toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  }

  function stem(word) {
    if (!/^[\x00-\x7f]*$/.test(word)) return word;
    if (word.length > 4 && word.endsWith("ies")) word = word.slice(0, -3) + "y";
    else if (word.length > 4 && /(ss|x|z|ch|sh)es$/.test(word)) word = word.slice(0, -2);
    else if (word.length > 3 && word.endsWith("s") && !/[sui]s$/.test(word)) word = word.slice(0, -1);
    for (const ending of ["ing", "ed"]) {
      const rest = word.slice(0, -ending.length);
      if (word.endsWith(ending) && rest.length > 2 && /[aeiouy]/.test(rest)) {
        word = /([^lsz])\1$/.test(rest) ? rest.slice(0, -1) : rest;
        break;
      }
    }
    return word.length > 4 && word.endsWith("e") ? word.slice(0, -1) : word;
  }

  // What the site says of words: those that say nothing, those written as two or one, and by each the group it can stand for.
  function rules(data) {
    const groups = new Map();
    data.synonyms.split("\n").forEach((line) => {
      const group = line.split(" ");
      group.forEach((word) => groups.set(word, [...(groups.get(word) || []), ...group]));
    });
    return { stop: new Set(data.stop.split(" ")), pairs: new Map(data.pairs.split("\n").map((line) => line.split("\t"))), groups };
  }

  // The words of a text in small letters, as {word, start, end}: CamelCase and hyphens split. The text is folded first, as words.py does.
  function split(text) {
    const found = [], from = [], to = [];
    let plain = "", at = 0;
    for (const letter of text) {
      const said = folded(letter), end = at + letter.length;
      for (let i = 0; i < said.length; i++) { from.push(at); to.push(end); }
      // A mark is a part of the letter that it stands on.
      if (!said && to.length && /\p{M}/u.test(letter)) to[to.length - 1] = end;
      plain += said;
      at = end;
    }
    for (const run of plain.matchAll(/[\p{L}\p{N}]+/gu)) {
      let first = run.index;
      for (const part of run[0].split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/)) {
        found.push({ word: part.toLowerCase(), start: from[first], end: to[first + part.length - 1] });
        first += part.length;
      }
    }
    return found;
  }

  // Words with those written as two or one brought to one. `rules` holds `pairs` (two words or one -> one) and `stop` (a set).
  function joined(found, rules) {
    const out = [];
    for (const item of found) {
      const last = out[out.length - 1];
      const pair = last && rules.pairs.get(last.word + " " + item.word);
      if (pair) out[out.length - 1] = { word: pair, start: last.start, end: item.end };
      else out.push({ word: rules.pairs.get(item.word) || item.word, start: item.start, end: item.end });
    }
    return out;
  }

  // What is looked for: [{raw, term}], stop words left out unless there is nothing else.
  function query(text, rules) {
    const all = joined(split(text), rules);
    const kept = all.filter((item) => !rules.stop.has(item.word));
    return (kept.length ? kept : all).map((item) => ({ raw: item.word, term: stem(item.word) }));
  }

  // At most one letter added, left out, changed or swapped with its neighbour.
  function near(a, b) {
    const longer = a.length - b.length;
    if (longer > 1 || longer < -1) return false;
    let i = 0;
    while (i < a.length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
    if (longer > 0) return a.slice(i + 1) === b.slice(i);
    if (longer < 0) return a.slice(i) === b.slice(i + 1);
    return a.slice(i + 1) === b.slice(i + 1) || (a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2));
  }

  return { folded, key, slug, stem, rules, split, joined, query, near };
})();
if (typeof module !== "undefined") module.exports = continuityWords;
