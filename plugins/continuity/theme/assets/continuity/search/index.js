// Reads the files that pages/search/index.py writes, as they stand: nothing is sorted, split into words or indexed here.
var continuityIndex = (function () {
  "use strict";

  // A number is written lowest part first: the first letters of the alphabet end it, the last 32 say that more follows.
  const ALPHABET = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).filter((letter) => !"$<\\`".includes(letter));
  const ENDS = ALPHABET.length - 32;
  const DIGITS = new Int8Array(128);
  ALPHABET.forEach((letter, value) => { DIGITS[letter.charCodeAt(0)] = value; });

  // Numbers of `text` between two places; rising ones are written as differences.
  function numbers(text, from, to, rising) {
    const out = [];
    let value = 0, shift = 0, sum = 0;
    for (let at = from; at < to; at++) {
      const digit = DIGITS[text.charCodeAt(at)];
      if (digit >= ENDS) { value += (digit - ENDS) * 2 ** shift; shift += 5; continue; }
      value += digit * 2 ** shift;
      sum = rising ? sum + value : value;
      out.push(sum);
      value = shift = 0;
    }
    return out;
  }

  // A text that is written as how many letters it begins with that `other` begins with too, and the rest of it.
  function completed(other, text) {
    return other.slice(0, DIGITS[text.charCodeAt(0)]) + text.slice(1);
  }

  // Lines that are each written after the one before.
  function unfronted(text) {
    let before = "";
    return text === "" ? [] : text.split("\n").map((line) => (before = completed(before, line)));
  }

  // Where each line of a text begins, and one past its end.
  function starts(text) {
    const out = [0];
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) out.push(at + 1);
    out.push(text.length + 1);
    return Uint32Array.from(out);
  }

  // The place in rising `list` of the last value that is not above `value`.
  function below(list, value) {
    let low = 0, high = list.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (list[middle] <= value) low = middle; else high = middle - 1;
    }
    return low;
  }

  // Lines that are read one at a time.
  class Lines {
    constructor(text) {
      this.text = text;
      this.starts = starts(text);
      this.size = this.starts.length - 1;
    }

    at(line) {
      return this.text.slice(this.starts[line], this.starts[line + 1] - 1);
    }
  }

  // Terms in order, and lists of the items that hold each.
  class Terms {
    constructor(data) {
      this.text = "\n" + unfronted(data.terms).join("\n") + "\n";
      this.starts = starts(this.text.slice(1, -1));
      this.size = data.terms === "" ? 0 : this.starts.length - 1;
      this.lists = new Lines(data.lists);
      this.decoded = new Map();
    }

    at(term) {
      return this.text.slice(this.starts[term] + 1, this.starts[term + 1]);
    }

    // Calls back with each term that begins with `start` and its place, in order, until it says false.
    beginning(start, found) {
      let low = 0, high = this.size;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.at(middle) < start) low = middle + 1; else high = middle;
      }
      for (; low < this.size; low++) {
        const term = this.at(low);
        if (!term.startsWith(start) || found(term, low) === false) return;
      }
    }

    // Calls back with each term that ends with `end` and its place.
    ending(end, found) {
      const { text } = this;
      for (let at = text.indexOf(end + "\n"); at >= 0; at = text.indexOf(end + "\n", at + 1)) {
        const term = below(this.starts, at - 1);
        found(this.at(term), term);
      }
    }

    // Items that hold a term, none for one that says nothing because too many do.
    items(term) {
      let items = this.decoded.get(term);
      if (!items) {
        const { text, starts: at } = this.lists;
        items = numbers(text, at[term], at[term + 1] - 1, true);
        if (this.decoded.size > 400) this.decoded.clear();
        this.decoded.set(term, items);
      }
      return items;
    }
  }

  // The items of each group, one group after another, in their order; `of` has the group of each.
  function grouped(of, groups) {
    const starts = new Uint32Array(groups + 1), items = new Uint32Array(of.length);
    for (const group of of) starts[group + 1]++;
    for (let group = 0; group < groups; group++) starts[group + 1] += starts[group];
    const next = starts.slice();
    for (let item = 0; item < of.length; item++) items[next[of[item]]++] = item;
    return { starts, items };
  }

  const LINE_END = 10, DRAWERS = 1024;
  const drawer = (first, second) => (first * 37 + second) % DRAWERS;

  const ALIAS = "\t", ALERT = "\v", HOST = "\f";
  const MARKS = { [ALIAS]: "also known as", [ALERT]: "alert", [HOST]: "host" };

  // Every name of every place, and where places are.
  class Names {
    constructor(data) {
      this.lines = new Lines(data.names);
      this.ids = new Lines(data.ids);
      this.terms = new Terms(data);
      this.groups = data.groups ? data.groups.split("\n").map((line) => line.split("\t")) : [];
      const firsts = [0];
      this.groups.forEach((group) => firsts.push(firsts[firsts.length - 1] + Number(group[4])));
      this.size = firsts[firsts.length - 1];
      this.groupOf = new Uint16Array(this.size);
      this.groups.forEach((group, i) => this.groupOf.fill(i, firsts[i], firsts[i + 1]));
      this.weights = this.groups.map((group) => Number(group[3]));
      const { size, starts: at, text } = this.lines;
      this.places = new Uint32Array(size);
      this.titles = new Uint32Array(this.size);
      for (let line = 0, place = -1; line < size; line++) {
        const mark = text.charCodeAt(at[line]);
        if (mark !== 9 && mark !== 11 && mark !== 12) this.titles[++place] = line;
        this.places[line] = place;
      }
      // The same lines as `key` makes them, to be looked through whole.
      const plain = continuityWords.folded(text.toLowerCase());
      this.keys = "\n" + plain.replace(/^[\x00-\x7f]*$/.test(plain) ? /[^a-z0-9\n]+/g : /[^\p{L}\p{N}\n]+/gu, "") + "\n";
      this.keyStarts = starts(this.keys.slice(1, -1));
      this.alike = this.byLetters();
    }

    // Lines in drawers by the first two letters of their keys.
    byLetters() {
      const { keys, keyStarts } = this, of = new Uint16Array(keyStarts.length - 1);
      for (let line = 0; line < of.length; line++) of[line] = drawer(keys.charCodeAt(keyStarts[line] + 1), keys.charCodeAt(keyStarts[line] + 2));
      return grouped(of, DRAWERS);
    }

    // {path, anchor, title, kind, weight}
    place(place) {
      const [before, after, kind, weight] = this.groups[this.groupOf[place]];
      const title = this.lines.at(this.titles[place]);
      const written = this.ids.at(place), slug = continuityWords.slug(title);
      const id = written ? completed(slug, written) : slug;
      const address = before + id + after;
      const at = address.indexOf("#");
      return { path: at < 0 ? address : address.slice(0, at), anchor: at < 0 ? "" : address.slice(at + 1), title, kind, weight: Number(weight) };
    }

    weight(place) {
      return this.weights[this.groupOf[place]];
    }

    // {place, name, what, key} of a line.
    name(line) {
      const text = this.lines.at(line), what = MARKS[text[0]] || "";
      return { line, place: this.places[line], name: what ? text.slice(1) : text, what, key: this.keyAt(line) };
    }

    keyAt(line) {
      return this.keys.slice(this.keyStarts[line] + 1, this.keyStarts[line + 1]);
    }

    keySize(line) {
      return this.keyStarts[line + 1] - this.keyStarts[line] - 1;
    }

    // All names of a place.
    of(place) {
      const to = place + 1 < this.size ? this.titles[place + 1] : this.lines.size;
      return Array.from({ length: to - this.titles[place] }, (_, i) => this.name(this.titles[place] + i));
    }

    // Calls back with the line of each name whose key begins with `start`, in their order; of one letter, whose key it is.
    beginning(start, found) {
      const { keys, keyStarts, alike } = this;
      const letters = drawer(start.charCodeAt(0), start.length > 1 ? start.charCodeAt(1) : LINE_END);
      for (let at = alike.starts[letters]; at < alike.starts[letters + 1]; at++) {
        const line = alike.items[at];
        if (keys.startsWith(start, keyStarts[line] + 1)) found(line);
      }
    }

    // Calls back with the line of each name that holds `part` of a key, until it says false; a line end in `part` is the end of a name.
    holding(part, found) {
      for (let at = this.keys.indexOf(part, 1); at >= 0; at = this.keys.indexOf(part, at + 1)) {
        // `keys` begins with a line end that the lines do not count.
        if (found(below(this.keyStarts, at - 1)) === false) return;
      }
    }
  }

  // What people say they see: phrases, and the places each leads to.
  class Symptoms {
    constructor(data) {
      this.lines = new Lines(data.phrases);
      this.places = new Lines(data.places);
      this.terms = new Terms(data);
      this.size = data.phrases ? this.lines.size : 0;
      this.known = [];
    }

    // {text, places}
    phrase(item) {
      if (!this.known[item]) {
        const places = this.places.at(item);
        this.known[item] = { text: this.lines.at(item), places: numbers(places, 0, places.length, true) };
      }
      return this.known[item];
    }
  }

  // Places before which so many are: [0, a, a + b, ...].
  function sums(list) {
    const out = new Uint32Array(list.length + 1);
    list.forEach((count, i) => { out[i + 1] = out[i] + count; });
    return out;
  }

  const all = (text) => numbers(text, 0, text.length, false);

  // What `references` refer to, `size` times: 0 and how many more that follow are new as well, one of the `common` ones, or how far back it is.
  function referred(references, common, size) {
    const out = new Uint32Array(size);
    const list = all(references);
    let known = common, at = 0;
    for (let i = 0; i < list.length; i++) {
      if (list[i] === 0) for (let more = list[++i]; more >= 0; more--) out[at++] = known++;
      else out[at++] = list[i] <= common ? list[i] - 1 : known + common - list[i];
    }
    return { of: out, size: known };
  }

  // Steps and texts, called parts here: which text each is, which places say a text, which file holds it.
  class Texts {
    constructor(data) {
      const counts = all(data.counts);
      this.firsts = sums(counts);
      this.parts = this.firsts[counts.length];
      this.placeOf = new Uint32Array(this.parts);
      counts.forEach((count, place) => this.placeOf.fill(place, this.firsts[place], this.firsts[place + 1]));
      const texts = referred(data.texts, Number(data.commonTexts), this.parts);
      this.textOf = texts.of;
      this.size = texts.size;
      this.namesOf = referred(data.names, Number(data.commonNames), counts.length).of;
      this.blockTexts = sums(all(data.blockTexts));
      this.blockNames = sums(all(data.blockNames));
      this.spelled = data.words;
      this.words = null;
      this.blocks = new Map();
      this.saidBy = grouped(this.textOf, this.size);
    }

    // How many parts say a text.
    count(text) {
      return this.saidBy.starts[text + 1] - this.saidBy.starts[text];
    }

    // Calls back with each part that says a text.
    saying(text, found) {
      const { starts: at, items } = this.saidBy;
      for (let i = at[text]; i < at[text + 1]; i++) found(items[i]);
    }

    load(block, data) {
      this.blocks.set(block, { texts: new Lines(data.texts), names: new Lines(data.names) });
    }

    // Which files hold a part and what it is called.
    blocksOf(part) {
      const block = (list, item) => below(list.subarray(0, -1), item);
      return [block(this.blockTexts, this.textOf[part]), block(this.blockNames, this.namesOf[this.placeOf[part]])];
    }

    // {anchor, label, text}, once its files are there; `label` is the number of a step, and neither a text that is no step has.
    part(part) {
      const place = this.placeOf[part], [ofText, ofNames] = this.blocksOf(part);
      const text = this.spell(this.blocks.get(ofText).texts.at(this.textOf[part] - this.blockTexts[ofText]));
      const names = this.blocks.get(ofNames).names.at(this.namesOf[place] - this.blockNames[ofNames]).split("\t").slice(0, -1);
      const step = part - this.firsts[place + 1] + names.length;  // Texts of a place come before its steps.
      if (step < 0) return { anchor: "", label: "", text };
      const [written, label = String(step + 1)] = names[step].split("\v");
      return { anchor: written ? completed("step-" + continuityWords.slug(text), written) : "step-step-" + label, label, text };
    }

    // A text of which words are numbers; 0 says that a word follows as it is.
    spell(line) {
      this.words = this.words || unfronted(this.spelled);
      const out = [];
      for (let at = 0, from = 0; at < line.length; at++) {
        if (DIGITS[line.charCodeAt(at)] >= ENDS) continue;
        const [word] = numbers(line, from, at + 1, false);
        if (word) out.push(this.words[word - 1]);
        else {
          const end = line.indexOf(" ", at);
          out.push(line.slice(at + 1, end));
          at = end;
        }
        from = at + 1;
      }
      return out.join(" ");
    }
  }

  // Which files of terms may hold one that begins with `start`, by the first term of each.
  function shardsOf(firsts, start) {
    const out = [];
    firsts.forEach((first, i) => {
      const next = firsts[i + 1];
      if ((next === undefined || next > start) && (first <= start || first.startsWith(start))) out.push(i);
    });
    return out;
  }

  return { numbers, starts, below, completed, unfronted, referred, shardsOf, Terms, Lines, Names, Symptoms, Texts };
})();
if (typeof module !== "undefined") module.exports = continuityIndex;
