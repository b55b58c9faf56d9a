"""From search entries to files.

- ``names`` holds every page and place that has a name, all their names (titles, aliases, alerts, hosts) and the terms of these. It is all
  that an exact name needs, and comes first.
- ``symptoms`` holds what people say they see, each phrase once, and its terms. It comes second.
- ``words-N`` hold the terms of steps and of texts, cut by first letters; ``parts-N`` hold the steps and texts themselves. Both come when a
  query or a result needs them.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from continuity.pages.page import Asset, SearchEntry
from continuity.pages.search.packing import cut, numbers, rising, script
from continuity.pages.search.words import PAIRS, SINGLES, STOP_WORDS, folded, key, synonyms, terms

FOLDER = "assets/continuity/search"
SHARD = 40_000
"""Characters of a file of terms or parts: some tenths of a second on a slow telephone network."""
TEXT = 400
"""Characters of a page's text that are searched. A page is found by what it says first."""
QUICK = (
    "index.html",
    "find.html",
    "contacts/index.html",
    "services/index.html",
    "runbooks/index.html",
    "scenarios/index.html",
    "contact-trees/index.html",
)
"""Pages offered before anything is typed, those that the site has."""

ALIAS, ALERT, HOST = "\t", "\v", "\f"
"""What a line of names begins with; a title begins with none of them."""
_STEP = re.compile(r"Step (\S+) of ")
_SPACE = re.compile(r"\s+")
_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(slots=True)
class _Place:
    """A page, or a place in one that has a name of its own."""

    entry: SearchEntry
    parts: list[str] = field(default_factory=list)


class _Terms:
    """Which items hold a term. Items are added in rising order, and read by a browser that compares text by its UTF-16."""

    def __init__(self, cache: dict[str, tuple[str, ...]]) -> None:
        self._cache = cache
        self._items: dict[str, list[int]] = defaultdict(list)

    def add(self, item: int, text: str) -> None:
        for term in terms(text, self._cache):
            items = self._items[term]
            if not items or items[-1] != item:
                items.append(item)

    def lines(self) -> list[str]:
        """``term items``, by term."""
        return [f"{term} {rising(items)}" for term, items in sorted(self._items.items(), key=lambda pair: pair[0].encode("utf-16-be"))]


def search_assets(entries: Iterable[SearchEntry], site_id: str = "") -> tuple[Asset, ...]:
    """The files of search. Same entries, same bytes. ``site_id`` keeps what is remembered on a device apart from that of other sites."""
    places = _places(entries)
    cache: dict[str, tuple[str, ...]] = {}
    parts = [line for place in places for line in place.parts]
    blocks = cut(parts, SHARD)
    words = _Terms(cache)
    for item, line in enumerate(parts):
        words.add(item, line.rpartition("\t")[2])
    shards = cut(words.lines(), SHARD)
    files = {
        "names": _names(places, cache) | _settings(places, site_id) | _directory(places, blocks, shards),
        "symptoms": _symptoms(places, cache),
        **{f"words-{i}": {"terms": "\n".join(lines)} for i, lines in enumerate(shards)},
        **{f"parts-{i}": {"lines": "\n".join(lines)} for i, lines in enumerate(blocks)},
    }
    # Files of two builds must not be read together: each carries the same sign, made of all of them.
    sign = hashlib.sha256(b"".join(script(name, "", data) for name, data in files.items())).hexdigest()[:12]
    return tuple(Asset(f"{FOLDER}/index-{name}.js", script(name, sign, data)) for name, data in files.items())


def _places(entries: Iterable[SearchEntry]) -> list[_Place]:
    """Named places with their steps and texts, those of one folder and kind together. Order of ``entries`` decides within these."""
    found: dict[tuple[str, str], _Place] = {}
    steps: list[tuple[SearchEntry, str]] = []
    for entry in entries:
        step = _STEP.match(entry.kind)
        if entry.anchor and step:
            steps.append((entry, step[1]))
            continue
        place = found.setdefault((entry.path, entry.anchor), _Place(entry))
        if entry.text:
            place.parts.append(f"\t\t{_line(entry.text)[:TEXT]}")
    for entry, label in steps:
        place = found.setdefault((entry.path, ""), _Place(SearchEntry(entry.path, entry.kind.partition(" of ")[2], "Page")))
        place.parts.append(f"{entry.anchor}\t{label}\t{_line(entry.title)}")
    return sorted(found.values(), key=lambda place: (-place.entry.weight, _around(place.entry), place.entry.kind))


def _line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _around(entry: SearchEntry) -> tuple[str, str]:
    """What stands before and after the id in an address."""
    if entry.anchor:
        return f"{entry.path}#", ""
    folder, slash, name = entry.path.rpartition("/")
    return folder + slash, ".html" if name.endswith(".html") else ""


def _id(entry: SearchEntry) -> str:
    before, after = _around(entry)
    return entry.anchor or entry.path[len(before) : len(entry.path) - len(after)]


def _names(places: Sequence[_Place], cache: dict[str, tuple[str, ...]]) -> dict[str, str]:
    groups = Counter((*_around(p.entry), p.entry.kind, f"{p.entry.weight:g}") for p in places)
    lines, ids = [], []
    index = _Terms(cache)
    for item, place in enumerate(places):
        entry = place.entry
        title = _line(entry.title) or entry.path
        exact = [
            (mark, _line(name)) for mark, names in ((ALIAS, entry.exact), (ALERT, entry.alerts), (HOST, entry.hosts)) for name in names
        ]
        named = dict.fromkeys((mark, name) for mark, name in exact if name and name != title)
        lines += [title, *(mark + name for mark, name in named)]
        # Most ids are their titles in small letters: those are not written a second time.
        ids.append("" if _id(entry) == _SLUG.sub("-", folded(title).lower()).strip("-") else _id(entry))
        index.add(item, title)
        for mark, name in named:
            # What follows a host's first dot is the same for most and says nothing; the whole is found as it stands.
            index.add(item, name.partition(".")[0] if mark == HOST else name)
    return {
        "groups": "\n".join("\t".join((*group, str(count))) for group, count in groups.items()),
        "names": "\n".join(lines),
        "order": numbers(item for _, item in sorted((key(line).encode("utf-16-be"), item) for item, line in enumerate(lines))),
        "ids": "\n".join(ids),
        "terms": "\n".join(index.lines()),
    }


def _settings(places: Sequence[_Place], site_id: str) -> dict[str, str]:
    titles = {place.entry.path: place.entry.title for place in places if not place.entry.anchor}
    return {
        "site": site_id,
        "quick": "\n".join(f"{path}\t{_line(titles[path])}" for path in QUICK if path in titles),
        "stop": " ".join(sorted(STOP_WORDS)),
        "synonyms": "\n".join(" ".join(group) for group in synonyms()),
        "pairs": "\n".join(f"{pair}\t{one}" for pair, one in (PAIRS | SINGLES).items()),
    }


def _directory(places: Sequence[_Place], blocks: Sequence[Sequence[str]], shards: Sequence[Sequence[str]]) -> dict[str, str]:
    """How many parts each place has, how many parts each block holds, and the first term of each shard."""
    return {
        "counts": numbers(len(place.parts) for place in places),
        "blocks": numbers(len(block) for block in blocks),
        "shards": "\n".join(lines[0].partition(" ")[0] for lines in shards),
    }


def _symptoms(places: Sequence[_Place], cache: dict[str, tuple[str, ...]]) -> dict[str, str]:
    phrases: dict[str, tuple[str, list[int]]] = {}
    for item, place in enumerate(places):
        for symptom in dict.fromkeys(_line(text) for text in place.entry.symptoms):
            phrases.setdefault(symptom.casefold(), (symptom, []))[1].append(item)
    index = _Terms(cache)
    lines = []
    for item, (phrase, where) in enumerate(phrases.values()):
        index.add(item, phrase)
        lines.append(f"{phrase}\t{rising(dict.fromkeys(where))}")
    return {"phrases": "\n".join(lines), "terms": "\n".join(index.lines())}
