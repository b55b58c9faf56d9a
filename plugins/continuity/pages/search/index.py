"""From search entries to files.

- ``names`` holds every page and place that has a name, all their names (titles, aliases, alerts, hosts) and the terms of these. It is all
  that an exact name needs, and comes first.
- ``symptoms`` holds what people say they see, each phrase once, and its terms. It comes second.
- ``texts`` says which place says which steps and texts, and spells the words of these. ``words-N`` hold their terms, cut by first letters, and
  ``parts-N`` the steps and texts themselves. They come when a query or a result needs them.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from continuity.pages.page import Asset, SearchEntry
from continuity.pages.search.packing import after, fields, rising, script
from continuity.pages.search.postings import Postings, columns
from continuity.pages.search.texts import Parts, text_files
from continuity.pages.search.words import PAIRS, SINGLES, STOP_WORDS, Reader, slug, synonyms

FOLDER = "assets/continuity/search"
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


@dataclass(slots=True)
class _Place:
    """A page, or a place in one that has a name of its own."""

    entry: SearchEntry
    parts: Parts = field(default_factory=Parts)


def search_assets(entries: Iterable[SearchEntry], site_id: str = "") -> tuple[Asset, ...]:
    """The files of search. Same entries, same bytes. ``site_id`` keeps what is remembered on a device apart from that of other sites."""
    places = _places(entries)
    reader = Reader()
    texts, shards = text_files([place.parts for place in places], reader)
    files: dict[str, Mapping[str, str]] = {
        "names": _names(places, reader) | _settings(places, site_id) | {"shards": "\n".join(shards)},
        "symptoms": _symptoms(places, reader),
        **texts,
    }
    written = {name: fields(data) for name, data in files.items()}
    # Files of two builds must not be read together: each carries the same sign, made of all of them.
    sign = hashlib.sha256(b"".join(name.encode() + data for name, data in written.items())).hexdigest()[:12]
    return tuple(Asset(f"{FOLDER}/index-{name}.js", script(name, sign, data)) for name, data in written.items())


def _places(entries: Iterable[SearchEntry]) -> list[_Place]:
    """Named places with their steps and texts, those of one folder and kind together. Order of ``entries`` decides within these."""
    found: dict[tuple[str, str], _Place] = {}
    steps: dict[str, tuple[str, list[tuple[str, str, str]]]] = {}
    alike: dict[str, str] = {}
    for entry in entries:
        step = _STEP.match(entry.kind)
        if entry.anchor and step:
            text = _line(entry.title)
            _, of_page = steps.setdefault(entry.path, (entry.kind[step.end() :], []))
            of_page.append((entry.anchor, step[1], alike.setdefault(text, text)))
            continue
        place = found.setdefault((entry.path, entry.anchor), _Place(entry))
        if entry.text:
            place.parts.texts.append(_line(entry.text)[:TEXT])
    for path, (title, of_page) in steps.items():
        place = found.setdefault((path, ""), _Place(SearchEntry(path, title, "Page")))
        for anchor, label, text in of_page:
            place.parts.add_step(anchor, label, text)
    return sorted(found.values(), key=lambda place: (-place.entry.weight, _around(place.entry), place.entry.kind))


def _line(text: str) -> str:
    return " ".join(text.split())


def _around(entry: SearchEntry) -> tuple[str, str]:
    """What stands before and after the id in an address."""
    if entry.anchor:
        return f"{entry.path}#", ""
    folder, slash, name = entry.path.rpartition("/")
    return folder + slash, ".html" if name.endswith(".html") else ""


def _id(entry: SearchEntry) -> str:
    before, after = _around(entry)
    return entry.anchor or entry.path[len(before) : len(entry.path) - len(after)]


def _names(places: Sequence[_Place], reader: Reader) -> dict[str, str]:
    groups = Counter((*_around(p.entry), p.entry.kind, f"{p.entry.weight:g}") for p in places)
    lines, ids = [], []
    index = Postings(reader)
    for item, place in enumerate(places):
        entry = place.entry
        title = _line(entry.title) or entry.path
        exact = [
            (mark, _line(name)) for mark, names in ((ALIAS, entry.exact), (ALERT, entry.alerts), (HOST, entry.hosts)) for name in names
        ]
        named = dict.fromkeys((mark, name) for mark, name in exact if name and name != title)
        lines += [title, *(mark + name for mark, name in named)]
        # Most ids are their titles in small letters: those are not written a second time, and others only from where they differ.
        named_by, id_ = slug(title), _id(entry)
        ids.append("" if id_ == named_by else after(named_by, id_))
        index.add(item, title)
        for mark, name in named:
            # What follows a host's first dot is the same for most and says nothing; the whole is found as it stands.
            index.add(item, name.partition(".")[0] if mark == HOST else name)
    return {
        "groups": "\n".join("\t".join((*group, str(count))) for group, count in groups.items()),
        "names": "\n".join(lines),
        "ids": "\n".join(ids),
        **columns(index.written()),
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


def _symptoms(places: Sequence[_Place], reader: Reader) -> dict[str, str]:
    phrases: dict[str, tuple[str, list[int]]] = {}
    for item, place in enumerate(places):
        for symptom in dict.fromkeys(_line(text) for text in place.entry.symptoms):
            phrases.setdefault(symptom.casefold(), (symptom, []))[1].append(item)
    index = Postings(reader)
    for item, (phrase, _) in enumerate(phrases.values()):
        index.add(item, phrase)
    return {
        "phrases": "\n".join(phrase for phrase, _ in phrases.values()),
        "places": "\n".join(rising(list(dict.fromkeys(where))) for _, where in phrases.values()),
        **columns(index.written()),
    }
