"""What must be done to one tree to make it another, and doing it.

An edit is the smallest thing that can be judged by itself: a value, an entry of a list, the order of a list. The edits of (A, B) are those of
(B, A) read backwards, they are none exactly when the trees are equal, and applying them to A gives B.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from continuity.changes.pairing import name_of, pairs
from continuity.changes.plain import Plain, Whole
from continuity.model.base import Path

__all__ = ["Action", "Edit", "apply", "edits"]


class Action(StrEnum):
    """What happened. Of two, each the other's mirror; a change and a move are their own."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    RENAMED = "renamed"

    @property
    def mirrored(self) -> Action:
        return {Action.ADDED: Action.REMOVED, Action.REMOVED: Action.ADDED}.get(self, self)


@dataclass(frozen=True, slots=True)
class Edit:
    """``base`` and ``head`` are the paths of the value in each tree; where it is not there, of the place it would have.

    ``before`` and ``after`` are None where there is nothing. Of a list that was put into another order they are the names of the entries that
    stayed, in order, and ``order`` pairs their indexes. ``field`` is the path for people, with the names of entries.
    """

    action: Action
    base: Path
    head: Path
    field: str
    before: Plain
    after: Plain
    order: tuple[tuple[int, int], ...] = ()

    @property
    def pattern(self) -> str:
        """The path with ``[]`` for every entry of a list, as rules name fields."""
        out = ""
        for key in self.head if self.action is not Action.REMOVED else self.base:
            out += "[]" if isinstance(key, int) else f".{key}" if out else str(key)
        return _plainly(out)


def edits(base: Mapping[str, Plain], head: Mapping[str, Plain]) -> list[Edit]:
    """The edits that lead from one record's tree to another's, in the order of the fields."""
    return list(_mappings(dict(base), dict(head), (), (), ""))


def _plainly(field: str) -> str:
    """``owner`` for ``owner.ref`` and ``do`` for ``do.text``: what stands in front says it already."""
    for ending in (".ref", ".text"):
        if field.endswith(ending):
            return field.removesuffix(ending)
    return field


def _mappings(base: dict[str, Plain], head: dict[str, Plain], at: Path, to: Path, field: str) -> Iterator[Edit]:
    # Keys in an order that does not depend on which side is which.
    for key in sorted({*base, *head}):
        inner = f"{field}.{key}" if field else key
        yield from _values(base.get(key), head.get(key), (*at, key), (*to, key), inner)


def _values(base: Plain, head: Plain, at: Path, to: Path, field: str) -> Iterator[Edit]:
    if base == head and type(base) is type(head):
        return
    if _opens(base, head, dict):
        yield from _mappings(base or {}, head or {}, at, to, field)
    elif _opens(base, head, list):
        yield from _lists(base or [], head or [], at, to, field)
    else:
        action = Action.ADDED if base is None else Action.REMOVED if head is None else Action.CHANGED
        yield Edit(action, at, to, _plainly(field), base, head)


def _opens(base: Plain, head: Plain, kind: type) -> bool:
    """Whether two values are told apart by what is in them. Something empty is a value of its own: it is not the same as nothing."""
    return not any(isinstance(value, Whole) for value in (base, head)) and all(
        value is None or (isinstance(value, kind) and value) for value in (base, head)
    )


def _lists(base: list[Plain], head: list[Plain], at: Path, to: Path, field: str) -> Iterator[Edit]:
    paired = pairs(base, head)
    kept, found = {i for i, _ in paired}, {j for _, j in paired}
    for i, item in enumerate(base):
        if i not in kept:
            yield Edit(Action.REMOVED, (*at, i), to, f"{field}[{name_of(item)}]", item, None)
    for j, item in enumerate(head):
        if j not in found:
            yield Edit(Action.ADDED, at, (*to, j), f"{field}[{name_of(item)}]", None, item)
    if [j for _, j in paired] != sorted(found):
        before = [name_of(base[i]) for i, _ in paired]
        after = [name_of(head[j]) for _, j in sorted(paired, key=lambda pair: pair[1])]
        yield Edit(Action.MOVED, at, to, field, before, after, tuple(paired))
    for i, j in paired:
        one, other = base[i], head[j]
        if one != other:
            inner = f"{field}[{name_of(one)}]"
            if isinstance(one, dict) and isinstance(other, dict) and one and other and not isinstance(one, Whole):
                yield from _mappings(one, other, (*at, i), (*to, j), inner)
            else:
                yield Edit(Action.CHANGED, (*at, i), (*to, j), inner, one, other)


def apply(base: Mapping[str, Plain], changes: Iterable[Edit]) -> dict[str, Plain]:
    """``base`` with the edits made. Raises KeyError or IndexError when they are edits of something else."""
    listed = list(changes)
    return _into_mapping(dict(base), listed, 0)


def _into_mapping(base: dict[str, Plain], listed: list[Edit], depth: int) -> dict[str, Plain]:
    made = dict(base)
    by_key: dict[str, list[Edit]] = {}
    for edit in listed:
        path = edit.head if edit.action is Action.ADDED else edit.base
        by_key.setdefault(str(path[depth]), []).append(edit)
    for key, inner in by_key.items():
        value = _into(base.get(key), inner, depth + 1)
        if value is None:
            made.pop(key, None)
        else:
            made[key] = value
    return made


def _into(value: Plain, listed: list[Edit], depth: int) -> Plain:
    for edit in listed:
        if edit.action is not Action.MOVED and len(edit.base) == depth == len(edit.head):
            return edit.after
    if any(_is_of_a_list(edit, depth) for edit in listed):
        return _into_list(value or [], listed, depth) or None
    return _into_mapping(value or {}, listed, depth) or None


def _is_of_a_list(edit: Edit, depth: int) -> bool:
    path = edit.head if edit.action is Action.ADDED else edit.base
    return (edit.action is Action.MOVED and len(path) == depth) or (len(path) > depth and isinstance(path[depth], int))


def _into_list(base: list[Plain], listed: list[Edit], depth: int) -> list[Plain]:
    gone = {int(e.base[depth]) for e in listed if e.action is Action.REMOVED and len(e.base) == depth + 1 and len(e.head) == depth}
    new = {int(e.head[depth]): e.after for e in listed if e.action is Action.ADDED and len(e.head) == depth + 1 and len(e.base) == depth}
    order = next((e.order for e in listed if e.action is Action.MOVED and len(e.base) == depth), None)
    stay = [i for i in range(len(base)) if i not in gone]
    free = [j for j in range(len(stay) + len(new)) if j not in new]
    place = dict(order) if order is not None else dict(zip(stay, free, strict=True))
    made: dict[int, Plain] = dict(new)
    for i in stay:
        inner = [
            e for e in listed if len(e.base) > depth and e.base[depth] == i and not (len(e.base) == depth + 1 and len(e.head) == depth)
        ]
        made[place[i]] = _into(base[i], inner, depth + 1) if inner else base[i]
    return [made[j] for j in range(len(made))]
