"""Which entry of one list is which of the other: by its id, else by being the same, else by what it is about, else by its words; a step whose words
are mostly the same is the same step under another id. And which record that is gone came back under another id.

Pairing is symmetric: exchanging the two lists exchanges the pairs and nothing else.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from continuity.changes.plain import Plain
from continuity.model.base import REF_KEYS
from continuity.model.directory import OTHER_KEYS, PHONE_KEYS

__all__ = ["name_of", "pairs", "renamed"]

_WAYS = (*PHONE_KEYS, *OTHER_KEYS)
_ABOUT = ("ref", *REF_KEYS, "phase", "level", "to", "date", "at", "name", "title", "objective", "when", "until")
#: Entries left over on both sides beyond which their words are not compared any more.
_MANY = 60
#: The share of words that two entries must have in common to be called the same one, changed.
_ALIKE = 0.34
#: The same for steps of other ids.
_MOSTLY = 0.5
#: The same for records of other names.
_NEARLY = 0.8


def pairs(base: Sequence[Plain], head: Sequence[Plain]) -> list[tuple[int, int]]:
    """(index in ``base``, index in ``head``) of entries that are the same one, in order of the first."""
    left, right = list(range(len(base))), list(range(len(head)))
    found: list[tuple[int, int]] = []
    for key in (_id, _same):
        found += _by_key(base, head, left, right, key)
    found += _by_likeness(base, head, left, right, _needed, _shared)
    for key in (_about, _kind_of_contact):
        found += _by_key(base, head, left, right, key)
    found += _by_likeness(base, head, left, right, _words_of_step, _mostly)
    found += _by_likeness(base, head, left, right, _words_of, _share)
    return sorted(found)


def renamed(base: Mapping[str, Plain], head: Mapping[str, Plain], *, named: bool) -> dict[str, str]:
    """Which record of ``base`` is which of ``head`` under another id: both are records of one kind by their ids, those that the other side has not. Two are the
    same when they say the same; when they have the same name and half of their words; unless ``named`` asks for the name, when nearly all of their
    words are the same.
    """
    ids, others = sorted(base), sorted(head)
    one, other = [base[id_] for id_ in ids], [head[id_] for id_ in others]
    left, right = list(range(len(one))), list(range(len(other)))
    found = _by_key(one, other, left, right, _same)
    label = {id(item): _label(item) for item in (*one, *other)}
    twice = {name for side in (one, other) for name, times in Counter(label[id(item)] for item in side).items() if times > 1}
    alike = _by_key(one, other, list(left), list(right), lambda item: name if (name := label[id(item)]) not in twice else None)
    alike = [(i, j) for i, j in alike if _mostly(frozenset(_said_words(one[i])), frozenset(_said_words(other[j])))]
    _take(left, (i for i, _ in alike))
    _take(right, (j for _, j in alike))
    if not named:
        alike += _by_likeness(one, other, left, right, lambda item: frozenset(_said_words(item)), _nearly)
    return {ids[i]: others[j] for i, j in (*found, *alike)}


def _label(item: Plain) -> str | None:
    name = item.get("name") or item.get("title")
    return name.casefold() if isinstance(name, str) else None


def name_of(item: Plain) -> str:
    """What an entry is called in a path: its id, what it is about, or how it begins."""
    if isinstance(item, dict):
        if isinstance(item.get("id"), str):
            return str(item["id"])
        for key in (*_ABOUT, *_WAYS):
            if isinstance(item.get(key), str):
                return _short(item[key])
        texts = (inner for inner in (item.get("do"), item.get("text"), item.get("run"), *item.values()) if inner is not None)
        return name_of(next(texts, ""))
    if isinstance(item, list):
        return name_of(item[0]) if item else ""
    return _short(item if isinstance(item, str) else json.dumps(item))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39].rstrip() + "…"


def _id(item: Plain) -> Hashable:
    return item.get("id") if isinstance(item, dict) and isinstance(item.get("id"), str) else None


def _same(item: Plain) -> Hashable:
    return json.dumps(item, sort_keys=True)


def _about(item: Plain) -> Hashable:
    if not isinstance(item, dict) or "id" in item:
        return None
    if "any_of" in item:
        return "any of several"
    return next(((key, item[key]) for key in _ABOUT if isinstance(item.get(key), str)), None)


def _kind_of_contact(item: Plain) -> Hashable:
    return next((key for key in _WAYS if key in item), None) if isinstance(item, dict) else None


def _by_key(
    base: Sequence[Plain], head: Sequence[Plain], left: list[int], right: list[int], key: Callable[[Plain], Hashable]
) -> list[tuple[int, int]]:
    """Pair what has the same key, the first with the first; what is paired is taken out of ``left`` and ``right``."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for j in reversed(right):
        if (name := key(head[j])) is not None:
            waiting[name].append(j)
    found = [(i, waiting[name].pop()) for i in left if (name := key(base[i])) is not None and waiting.get(name)]
    _take(left, (i for i, _ in found))
    _take(right, (j for _, j in found))
    return found


T = TypeVar("T")


def _by_likeness(
    base: Sequence[Plain],
    head: Sequence[Plain],
    left: list[int],
    right: list[int],
    about: Callable[[Plain], T | None],
    likeness: Callable[[T, T], float],
) -> list[tuple[int, int]]:
    """Pair by what ``about`` says of an entry, the most alike first; entries of which it says nothing, or that are not alike, are left."""
    ours = {i: told for i in left if (told := about(base[i])) is not None}
    theirs = {j: told for j in right if (told := about(head[j])) is not None}
    if not ours or not theirs or len(ours) > _MANY or len(theirs) > _MANY:
        return []
    ranked = []
    for i, one in ours.items():
        for j, other in theirs.items():
            if share := likeness(one, other):
                # Two that share an entry never rank alike, so that the order of the lists does not matter.
                ranked.append((-share, abs(i - j), i + j, i, j))
    found: list[tuple[int, int]] = []
    for _, _, _, i, j in sorted(ranked):
        if i in ours and j in theirs:
            found.append((i, j))
            del ours[i], theirs[j]
    _take(left, (i for i, _ in found))
    _take(right, (j for _, j in found))
    return found


def _needed(item: Plain) -> tuple[bool, frozenset[str]] | None:
    """Whether an entry names several of which one will do, and what it names."""
    if not isinstance(item, dict) or "id" in item:
        return None
    several = item.get("any_of")
    if isinstance(several, list):
        return True, frozenset(str(one["ref"]) for one in several if isinstance(one, dict) and "ref" in one)
    named = frozenset(item[key] for key in REF_KEYS if isinstance(item.get(key), str))
    return (False, named) if named else None


def _shared(one: tuple[bool, frozenset[str]], other: tuple[bool, frozenset[str]]) -> float:
    """How much of what they name is the same, where one of several is named: another way that came or went leaves the entry what it was."""
    either = one[1] | other[1]
    return len(one[1] & other[1]) / len(either) if either and (one[0] or other[0]) else 0.0


def _words_of(item: Plain) -> frozenset[str] | None:
    """Entries with an id of their own are what they are; a list of names has no likeness."""
    return frozenset(_words(item)) if isinstance(item, dict) and "id" not in item else None


def _words_of_step(item: Plain) -> frozenset[str] | None:
    """A step is what it asks for: its id may be made of its words, and be another when one of them is."""
    if not isinstance(item, dict) or "do" not in item:
        return None
    return frozenset(word for key, inner in item.items() if key != "id" for word in _said_words(inner))


def _said_words(value: Plain) -> Iterator[str]:
    """The words of what is said, without the names of keys."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _said_words(inner)
    else:
        yield from re.findall(r"\w+", str(value).casefold())


def _mostly(one: frozenset[str], other: frozenset[str]) -> float:
    share = len(one & other) / len(one | other) if one | other else 0.0
    return share if share >= _MOSTLY else 0.0


def _nearly(one: frozenset[str], other: frozenset[str]) -> float:
    share = _mostly(one, other)
    return share if share >= _NEARLY else 0.0


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    share = len(one & other) / len(one | other) if one | other else 1.0
    return share if share >= _ALIKE else 0.0


def _words(item: Plain) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", json.dumps(item, ensure_ascii=False).casefold()))


def _take(indexes: list[int], gone: Iterable[int]) -> None:
    taken = set(gone)
    indexes[:] = [index for index in indexes if index not in taken]
