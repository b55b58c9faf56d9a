"""A record as a tree of mappings, lists and plain values: what two versions are compared by, and what a program is shown.

Fields at their default are left out, references are ``kind/id`` with the current id, and equal records give equal trees.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any, Final, TypeAlias

from continuity.model.base import REF_KEYS, OneOf, Part, Record, Ref
from continuity.model.runbook import GoTo
from continuity.model.values import Duration, Hours, Phone, Unknown

__all__ = ["Plain", "Resolve", "Whole", "plain", "plain_record"]

Plain: TypeAlias = Any
"""None, bool, int, float, str, a list of these or a mapping from str to these. None stands for nothing there, and is in no tree."""
Resolve = Callable[[Ref], Ref]


class Whole(dict[str, Plain]):
    """A mapping that says one thing: when a part of it differs, it is another."""


def plain_record(record: Record, resolve: Resolve) -> dict[str, Plain]:
    """The tree of a record without its id. ``resolve`` gives the current id of a reference."""
    tree: dict[str, Plain] = _part(record, resolve)
    return tree


def plain(value: object, resolve: Resolve) -> Plain:
    """The tree of a value that a record holds. Raises TypeError for a type that none does."""
    kind: Any = type(value)
    return _writer(kind)(value, resolve)


@cache
def _fields(model: type[Part]) -> tuple[tuple[str, str, object], ...]:
    """Attribute, key in the file, what to leave out; the keys that only say the kind of a reference become one."""
    one = issubclass(model, OneOf)
    return tuple(
        (name, "ref" if one and name in REF_KEYS else field.alias or name, _left_out(field.get_default(call_default_factory=True)))
        for name, field in model.model_fields.items()
        if name != "id" or not issubclass(model, Record)
    )


def _left_out(default: object) -> object:
    """What is left out of the tree where a field is at ``default``. A list that has entries where nobody writes it is never left out, nor is what
    has such a list: one entry of it less would look like one more.
    """
    listed = default if isinstance(default, tuple) else None
    if isinstance(default, Part) and any(left is _NOTHING for _, _, left in _fields(type(default))):
        return _NOTHING
    return _NOTHING if listed else default


_NOTHING: Final = object()


def _part(value: Any, resolve: Resolve) -> Plain:
    found: dict[str, Plain] = Whole() if isinstance(value, GoTo) else {}
    model: Any = type(value)  # typeshed's type is not hashable enough for a cache
    for name, key, default in _fields(model):
        given = getattr(value, name)
        if given is not None and (default is None or given != default):
            found[key] = plain(given, resolve)
    return found


def _number(value: Any, resolve: Resolve) -> Plain:
    return int(value) if value == int(value) else value


#: By type, the first that fits: what is a kind of text, of tuple, of number or of date stands before what it is a kind of.
_WRITERS: Final[tuple[tuple[type, Callable[[Any, Resolve], Plain]], ...]] = (
    (Enum, lambda value, resolve: value.value),
    (str, lambda value, resolve: value),
    (Part, _part),
    (Ref, lambda value, resolve: str(resolve(value))),
    (tuple, lambda value, resolve: [plain(item, resolve) for item in value]),
    (Mapping, lambda value, resolve: {str(plain(key, resolve)): plain(item, resolve) for key, item in value.items()}),
    (bool, lambda value, resolve: value),
    (int, _number),
    (float, _number),
    (Duration, lambda value, resolve: str(value)),
    (Phone, lambda value, resolve: str(value)),
    (Hours, lambda value, resolve: str(value)),
    (Unknown, lambda value, resolve: str(value)),
    (datetime, lambda value, resolve: value.astimezone(UTC).isoformat()),
    (date, lambda value, resolve: value.isoformat()),
)


@cache
def _writer(kind: type) -> Callable[[Any, Resolve], Plain]:
    for known, write in _WRITERS:
        if issubclass(kind, known):
            return write
    raise TypeError(f"no plain form for {kind.__name__}")
