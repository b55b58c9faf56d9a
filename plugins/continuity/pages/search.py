"""What search reads: everything normalised, stemmed and laid out at build time, so that a phone only looks.

The data are long strings of lines, one line a name, symptom, step or text; a term is looked up with the engine's own substring search, which
needs no index and is done in milliseconds on some megabytes. The first helping holds names, aliases, alerts, hosts and symptoms, the second
steps and text. Both are classic scripts, so that they load from ``file://`` too. The words of a query go through the same steps in
``search-engine.js``; a test holds the two together.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable

from continuity.pages.page import Asset, SearchEntry

FIRST, SECOND = "assets/continuity/search/names.js", "assets/continuity/search/texts.js"

#: Words that say nothing about which page is meant.
STOP_WORDS = frozenset(
    word
    for line in (
        "a an and are as at be been but by can did do does for from had has have how i if in is it its me my of on or our so that the",
        "their them then there they this to was we were what when where which who why will with you your",
    )
    for word in line.split()
)
#: Words of the field that people use for one another; each stands for the first.
SYNONYMS: dict[str, str] = {
    word: words[0]
    for words in (
        ("sign", "login", "logon", "log", "signin", "signon", "authentication", "password", "sso"),
        ("phone", "telephone", "dial"),
        ("down", "broken", "fail", "failed", "failing", "failure", "dead", "outage", "unavailable", "stopped", "stop"),
        ("not", "cannot", "cant", "wont", "doesnt", "dont", "no", "never", "unable"),
        ("restore", "recover", "recovery", "rebuild", "bring"),
        ("email", "mail", "mailbox"),
        ("slow", "hang", "hanging", "freeze", "frozen", "stuck"),
        ("delete", "deleted", "deletion", "erase", "lost", "gone", "missing"),
        ("encrypt", "encrypted", "ransom", "ransomware", "attack", "hacked"),
        ("power", "electricity", "blackout"),
        ("network", "lan", "wifi", "internet"),
        ("print", "printer", "printing"),
        ("label", "sticker", "wristband"),
        ("picture", "image", "scan", "xray"),
        ("bleep", "pager", "paging", "bleeper"),
    )
    for word in words
}

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def words(text: str) -> list[str]:
    """The words of a text as search compares them: CamelCase split, accents and case gone, stemmed, synonyms as one, stop words left out."""
    plain = unicodedata.normalize("NFKD", _CAMEL.sub(" ", text).replace("'", "").replace("’", ""))
    found = re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)).lower())
    return [SYNONYMS.get(word) or SYNONYMS.get(stem(word), stem(word)) for word in found if word not in STOP_WORDS]


def stem(word: str) -> str:
    """A word without its commonest English endings; short ones stay as they are."""
    if len(word) > 5 and word.endswith("ing"):
        word = word[:-3]
    elif (len(word) > 4 and word.endswith("ed")) or (len(word) > 3 and word.endswith("es") and word[-3] in "sxz"):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return word


def key(text: str) -> str:
    """A name as the exact table holds it: letters and digits alone, so that ``PharmX-Down``, ``pharmx down`` and ``PHARMXDOWN`` are one."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if c.isalnum()).lower()


def search_assets(entries: Iterable[SearchEntry]) -> tuple[Asset, ...]:
    """The two helpings. Same entries, same bytes."""
    pages: dict[str, int] = {}
    places: list[list[object]] = []
    first, second = _Helping(), _Helping()
    exact: dict[str, list[list[object]]] = {}
    for entry in entries:
        place = len(places)
        page = pages.setdefault(entry.path, len(pages))
        places.append([page, entry.anchor, entry.title, entry.kind, round(entry.weight * (0.6 if entry.anchor else 1), 2)])
        for name in dict.fromkeys((entry.title, *entry.exact)):
            exact.setdefault(key(name), []).append([place, name])
        title = second if entry.anchor and not entry.exact else first
        title.add("n", place, entry.title, "")
        for name in entry.exact:
            first.add("a", place, name, name)
        for symptom in entry.symptoms:
            first.add("s", place, symptom, symptom)
        if entry.text:
            second.add("t", place, entry.text, entry.text[:140])
    exact.pop("", None)
    head = {"pages": list(pages), "places": places, "exact": exact, "synonyms": SYNONYMS, "stop": sorted(STOP_WORDS), **first.data()}
    return (_script(FIRST, "names", head), _script(SECOND, "texts", second.data()))


class _Helping:
    """Lines to look in: ``text`` one after another, each word with a blank before it, and what each line is."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.meta: list[list[object]] = []
        self.vocabulary: set[str] = set()

    def add(self, field: str, place: int, text: str, shown: str) -> None:
        found = list(dict.fromkeys(words(text)))
        if not found:
            return
        self.lines.append(" " + " ".join(found))
        self.meta.append([field, place, shown])
        self.vocabulary.update(found)

    def data(self) -> dict[str, object]:
        return {"text": "\n".join(self.lines), "meta": self.meta, "vocabulary": " ".join(sorted(w for w in self.vocabulary if len(w) > 3))}


def _script(path: str, name: str, data: dict[str, object]) -> Asset:
    # A classic script may hold a page's text: < must not end it, and two line ends of JSON are none of JavaScript's.
    text = (
        json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
    return Asset(path, f"continuitySearch.take({json.dumps(name)},{text});\n".encode())
