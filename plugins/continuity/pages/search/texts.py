"""Steps and texts of places, as search data: a text that many places say is said once, and words that texts repeat are spelled once.

Different texts have numbers: first those that very many places say, the most frequent first; then the others as they come, so that those of one
place are near one another. Each place refers to them. Of how the steps of a place are called the same is done, since most runbooks call
them alike. What a word finds is texts, and these lead to places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from continuity.pages.search.packing import ALPHABET, ENDS, after, fronted, number, numbers
from continuity.pages.search.postings import Posting, Postings, columns
from continuity.pages.search.words import Reader, slug

SHARD = 40_000
"""Characters of a file of terms: some tenths of a second on a slow telephone network."""
BLOCK = 20_000
"""Characters of a file of texts, in which most words are one letter or two."""
COMMON = 32
"""A text that so many places say is numbered before all others."""
TOO_MANY, SHARE = 200, 8
"""A word says nothing that is in more than so many steps and texts, and in more than one of so many: ``engine.js`` says it again."""
REPEATED = 3
"""A word that texts have so often is spelled once; one that they have less often costs less where it stands."""


@dataclass(slots=True)
class Parts:
    """What a place says: texts of the place itself, then its steps, and how each of these is called."""

    texts: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def add_step(self, anchor: str, label: str, text: str) -> None:
        """A step. ``label`` is its number as readers see it; most are numbered one after another, and those numbers are not written."""
        numbered = "" if label == str(len(self.names) + 1) else f"\v{label}"
        self.names.append(("" if anchor == f"step-step-{label}" else after(f"step-{slug(text)}", anchor)) + numbered)
        self.texts.append(text)

    def named(self) -> str:
        """How the steps are called, each ended by a tab."""
        return "".join(f"{name}\t" for name in self.names)


class _Once:
    """Texts that are said again and again, and references to them in the order in which they are said."""

    def __init__(self, said: Iterable[str]) -> None:
        self.counts = Counter(said)
        self.texts = [text for text, count in self.counts.most_common() if count >= COMMON]
        self.common = len(self.texts)
        self._numbers = {text: i for i, text in enumerate(self.texts)}
        self._written: list[str] = []
        self._new = 0

    def refer(self, text: str) -> None:
        """The next text that is said: 0 and how many more that follow are new as well, or one of the common ones, or how far back it is."""
        known = self._numbers.setdefault(text, len(self.texts))
        if known == len(self.texts):
            self.texts.append(text)
            self._new += 1
            return
        self._end()
        self._written.append(number(known + 1 if known < self.common else self.common + len(self.texts) - known))

    def _end(self) -> None:
        if self._new:
            self._written.append(number(0) + number(self._new - 1))
            self._new = 0

    def references(self) -> str:
        """All references."""
        self._end()
        return "".join(self._written)


class _Spelling:
    """Words that texts repeat, each with a number; a shorter one for those that are there most."""

    def __init__(self, texts: Iterable[str]) -> None:
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(text.split(" "))
        repeated = [word for word, count in counts.most_common() if count >= REPEATED]
        one, two = ENDS - 1, ENDS - 1 + ENDS * 32
        # Words of equally long numbers are in order, so that each can be written after the one before.
        self.words = [*sorted(repeated[:one]), *sorted(repeated[one:two]), *sorted(repeated[two:])]
        self._codes = _Codes({word: number(i) for i, word in enumerate(self.words, 1)})

    def spelled(self, text: str) -> str:
        """The text with numbers for words; 0 says that a word follows as it is, up to a space."""
        return "".join(map(self._codes.__getitem__, text.split(" ")))


class _Codes(dict[str, str]):
    def __missing__(self, word: str) -> str:
        return f"{ALPHABET[0]}{word} "


def text_files(places: Sequence[Parts], reader: Reader) -> tuple[dict[str, Mapping[str, str]], list[str]]:
    """What the files of steps and texts say by their names, and the first term of each file of terms."""
    names = [place.named() for place in places]
    said = _Once([text for place in places for text in place.texts])
    called = _Once(names)
    ends = [(said.common, called.common)]
    for place, name in zip(places, names, strict=True):
        for text in place.texts:
            said.refer(text)
        called.refer(name)
        ends.append((len(said.texts), len(called.texts)))
    spelling = _Spelling(said.texts)
    blocks = list(_blocks([spelling.spelled(text) for text in said.texts], called.texts, ends))
    shards = list(_shards(said, reader))
    directory = {
        "counts": numbers(len(place.texts) for place in places),
        "texts": said.references(),
        "commonTexts": str(said.common),
        "blockTexts": numbers(len(texts) for texts, _ in blocks),
        "names": called.references(),
        "commonNames": str(called.common),
        "blockNames": numbers(len(names) for _, names in blocks),
        "words": fronted(spelling.words),
    }
    files: dict[str, Mapping[str, str]] = {
        "texts": directory,
        **{f"words-{i}": columns(postings) for i, postings in enumerate(shards)},
        **{f"parts-{i}": {"texts": "\n".join(texts), "names": "\n".join(names)} for i, (texts, names) in enumerate(blocks)},
    }
    return files, [postings[0][0] for postings in shards]


def _blocks(texts: Sequence[str], names: Sequence[str], ends: Sequence[tuple[int, int]]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Texts and names of steps in runs of some size; what a place is the first to say stays together. ``ends`` has how many there are of
    either before the first place and after each."""
    began = before = (0, 0)
    size = 0
    for end in ends:
        size += sum(map(len, texts[before[0] : end[0]])) + sum(map(len, names[before[1] : end[1]]))
        before = end
        if size >= BLOCK:
            yield texts[began[0] : end[0]], names[began[1] : end[1]]
            began, size = end, 0
    if began != before:
        yield texts[began[0] : before[0]], names[began[1] : before[1]]


def _shards(said: _Once, reader: Reader) -> Iterator[list[Posting]]:
    """Terms and the texts that hold them, by first letters. A term that says nothing has no list."""
    index = Postings(reader)
    for item, text in enumerate(said.texts):
        index.add(item, text)
    counts = [said.counts[text] for text in said.texts]
    most = max(TOO_MANY, sum(counts) // SHARE)
    shard: list[Posting] = []
    size = 0
    for posting in index.written(lambda items: sum(map(counts.__getitem__, items)) <= most):
        shard.append(posting)
        size += len(posting[0]) + len(posting[1])
        if size >= SHARD:
            yield shard
            shard, size = [], 0
    if shard:
        yield shard
