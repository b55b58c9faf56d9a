// Reads the files that pages/search/index.py writes, as they stand: nothing is sorted, split into words or indexed here.
var continuityIndex = (function () {
  "use strict";

  const DIGITS = new Int8Array(128);
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".split("").forEach((letter, value) => { DIGITS[letter.charCodeAt(0)] = value; });

  // Numbers of `text` between two places; rising ones are written as differences.
  function numbers(text, from, to, rising) {
    const out = [];
    let value = 0, shift = 0, sum = 0;
    for (let at = from; at < to; at++) {
      const digit = DIGITS[text.charCodeAt(at)];
      value += (digit & 31) * 2 ** shift;
      if (digit > 31) { shift += 5; continue; }
      sum = rising ? sum + value : value;
      out.push(sum);
      value = shift = 0;
    }
    return out;
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

  // Lines `term items`, by term.
  class Terms {
    constructor(text) {
      this.text = "\n" + text + "\n";
      this.decoded = new Map();
    }

    // The place of the first line whose term is not before `term`.
    seek(term) {
      const { text } = this;
      let low = 0, high = text.length - 1;
      // `low` and `high` are places of line ends; the line wanted begins after one of them.
      while (low < high) {
        let middle = text.lastIndexOf("\n", (low + high) >> 1);
        if (middle < low) middle = low;
        const next = text.indexOf("\n", middle + 1);
        if (next < 0) break;
        if (text.slice(middle + 1, text.indexOf(" ", middle)) < term) low = next; else high = middle;
      }
      return low + 1;
    }

    // Calls back with each term that begins with `start` and the place of its line.
    beginning(start, found) {
      const { text } = this;
      for (let at = this.seek(start); at < text.length && text.startsWith(start, at); at = text.indexOf("\n", at) + 1) {
        if (found(text.slice(at, text.indexOf(" ", at)), at) === false) return;
      }
    }

    // Calls back with each term that ends with `end`.
    ending(end, found) {
      const { text } = this;
      for (let at = text.indexOf(end + " "); at >= 0; at = text.indexOf(end + " ", at + 1)) {
        const line = text.lastIndexOf("\n", at) + 1;
        found(text.slice(line, at + end.length), line);
      }
    }

    items(line) {
      let items = this.decoded.get(line);
      if (!items) {
        const { text } = this;
        items = numbers(text, text.indexOf(" ", line) + 1, text.indexOf("\n", line), true);
        if (this.decoded.size > 400) this.decoded.clear();
        this.decoded.set(line, items);
      }
      return items;
    }
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

  const ALIAS = "\t", ALERT = "\v", HOST = "\f";
  const MARKS = { [ALIAS]: "also known as", [ALERT]: "alert", [HOST]: "host" };

  // Every name of every place, and where places are.
  class Names {
    constructor(data) {
      this.lines = new Lines(data.names);
      this.ids = new Lines(data.ids);
      this.terms = new Terms(data.terms);
      this.groups = data.groups ? data.groups.split("\n").map((line) => line.split("\t")) : [];
      const firsts = [0];
      this.groups.forEach((group) => firsts.push(firsts[firsts.length - 1] + Number(group[4])));
      this.size = firsts[firsts.length - 1];
      this.groupOf = new Uint16Array(this.size);
      this.groups.forEach((group, i) => this.groupOf.fill(i, firsts[i], firsts[i + 1]));
      this.weights = this.groups.map((group) => Number(group[3]));
      this.order = Uint32Array.from(numbers(data.order, 0, data.order.length, false));
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
    }

    // {path, anchor, title, kind, weight}
    place(place) {
      const [before, after, kind, weight] = this.groups[this.groupOf[place]];
      const title = this.lines.at(this.titles[place]);
      const id = this.ids.at(place) || continuityWords.folded(title).toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
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

    // All names of a place.
    of(place) {
      const to = place + 1 < this.size ? this.titles[place + 1] : this.lines.size;
      return Array.from({ length: to - this.titles[place] }, (_, i) => this.name(this.titles[place] + i));
    }

    // Calls back with the line and key of each name whose key begins with `start`, in the order of keys, until it says false.
    beginning(start, found) {
      let low = 0, high = this.order.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.keyAt(this.order[middle]) < start) low = middle + 1; else high = middle;
      }
      for (; low < this.order.length; low++) {
        const line = this.order[low], name = this.keyAt(line);
        if (!name.startsWith(start) || found(line, name) === false) return;
      }
    }

    // Calls back with the line of each name that holds `part` of a key; a line end in `part` is the end of a name.
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
      this.terms = new Terms(data.terms);
      this.size = data.phrases ? this.lines.size : 0;
      this.known = [];
    }

    // {text, places}
    phrase(item) {
      if (!this.known[item]) {
        const [text, places] = this.lines.at(item).split("\t");
        this.known[item] = { text, places: numbers(places, 0, places.length, true) };
      }
      return this.known[item];
    }
  }

  // Steps and texts: how many each place has, which file holds which, which file holds which terms.
  class Parts {
    constructor(data) {
      const sum = (list) => { let total = 0; return [0, ...list.map((count) => (total += count))]; };
      const ofPlace = sum(numbers(data.counts, 0, data.counts.length, false));
      this.blocks = sum(numbers(data.blocks, 0, data.blocks.length, false));
      this.shards = data.shards ? data.shards.split("\n") : [];
      this.size = this.blocks[this.blocks.length - 1];
      this.placeOf = new Uint32Array(this.size);
      for (let place = 0; place + 1 < ofPlace.length; place++) this.placeOf.fill(place, ofPlace[place], ofPlace[place + 1]);
      this.lines = new Map();
    }

    block(part) {
      return below(this.blocks.slice(0, -1), part);
    }

    // Files of terms that may hold one that begins with `start`.
    shardsOf(start) {
      const out = [];
      this.shards.forEach((first, i) => {
        const next = this.shards[i + 1];
        if ((next === undefined || next > start) && (first <= start || first.startsWith(start))) out.push(i);
      });
      return out;
    }

    // {anchor, label, text}, or null while its file is not there.
    part(part) {
      const block = this.block(part), lines = this.lines.get(block);
      if (!lines) return null;
      const [anchor, label, text] = lines.at(part - this.blocks[block]).split("\t");
      return { anchor, label, text };
    }
  }

  return { numbers, starts, below, Terms, Lines, Names, Symptoms, Parts };
})();
if (typeof module !== "undefined") module.exports = continuityIndex;
