"""One way to write a record down, so that equal meaning gives equal bytes and unequal meaning never does.

Every value is a tag, its length and its bytes, so that no two different values can run into one another (``["ab", "c"]`` and ``["a",
"bc"]``). Fields at their default are left out: a field added to the model later changes nothing that was written before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any, Final

from pydantic import BaseModel

from continuity.model.base import Part, Ref
from continuity.model.directory import ContactPoint, Person
from continuity.model.plan import ContinuityPlan, Copy
from continuity.model.process import Process, Workaround
from continuity.model.scenario import Control, Risk
from continuity.model.service import Dependency
from continuity.model.surroundings import Channel, Resource
from continuity.model.values import Duration, Hours, Phone, Unknown

__all__ = ["EVIDENCE", "Pen", "encode", "encoded_fields", "join", "map_of"]


class Pen:
    """What values are written with: ``resolve`` gives the current id of a reference. With ``remembering`` a piece that many records have is written once; what
    is written must then stay for as long as the pen, as the records of a portfolio do.
    """

    __slots__ = ("pieces", "resolve")

    def __init__(self, resolve: Callable[[Ref], Ref], *, remembering: bool = False) -> None:
        self.resolve = resolve
        self.pieces: dict[int, bytes] | None = {} if remembering else None


#: Fields that say when somebody looked or tried, or who is away today. They are evidence about the content, not content: trying a number
#: again must not make a review stale.
EVIDENCE: Final[frozenset[tuple[type[BaseModel], str]]] = frozenset({
    (ContactPoint, "verified"), (Person, "verified"), (Person, "absences"), (Dependency, "alternative_tested"), (Workaround, "proven"),
    (Process, "recorded"), (Process, "recorded_by"), (Risk, "assessed"), (Control, "tested"), (Resource, "last_tested"),
    (Channel, "tested"), (Copy, "checked"), (ContinuityPlan, "log"),
})  # fmt: skip


_SHARED: Final = 300
"""Bytes up to which a piece may be one of many records: a step is one of one runbook."""


def _item(tag: bytes, data: bytes) -> bytes:
    return b"%s%d:%s" % (tag, len(data), data)


def join(parts: list[bytes]) -> bytes:
    """A list of values that are already encoded."""
    return _item(b"L", b"".join(parts))


def map_of(entries: Iterable[bytes]) -> bytes:
    """A mapping, each entry an encoded key and its encoded value in one; the order they come in does not matter.

    No encoded key is the start of another, so the entries sort as their keys do.
    """
    return _item(b"M", b"".join(sorted(entries)))


@cache
def _known(model: type[BaseModel]) -> dict[str, tuple[str, bytes, object]]:
    """By attribute: the key in the file, that key encoded, and the default."""
    found: dict[str, tuple[str, bytes, object]] = {}
    for name, field in model.model_fields.items():
        if (model, name) not in EVIDENCE:
            key = field.alias or name
            found[name] = (key, _item(b"S", key.encode()), field.get_default(call_default_factory=True))
    return found


def encoded_fields(part: Part, pen: Pen) -> list[tuple[str, bytes]]:
    """What is not at its default: the key in the file, and the encoded key and value in one."""
    known = _known(type(part))
    found: list[tuple[str, bytes]] = []
    for name in part.model_fields_set:
        if (entry := known.get(name)) is not None:
            key, encoded, default = entry
            value = getattr(part, name)
            if value is not None and (default is None or value != default):
                found.append((key, encoded + _WRITER[type(value)](value, pen)))
    return found


def encode(value: object, pen: Pen) -> bytes:
    """``value`` in bytes. Raises TypeError for a type that no record holds."""
    return _WRITER[type(value)](value, pen)


def _part(value: Part, pen: Pen) -> bytes:
    if pen.pieces is not None and (written := pen.pieces.get(id(value))) is not None:
        return written
    # ``encoded_fields`` and ``map_of`` in one: what is written down is nearly all written here.
    known = _known(type(value))
    entries: list[bytes] = []
    for name in value.model_fields_set:
        if (entry := known.get(name)) is not None:
            _, encoded, default = entry
            inner = getattr(value, name)
            if inner is not None and (default is None or inner != default):
                entries.append(encoded + _WRITER[type(inner)](inner, pen))
    entries.sort()
    data = b"".join(entries)
    written = b"M%d:%s" % (len(data), data)
    if pen.pieces is not None and len(data) < _SHARED:
        pen.pieces[id(value)] = written
    return written


def _sequence(value: Any, pen: Pen) -> bytes:
    data = b"".join([_WRITER[type(item)](item, pen) for item in value])
    return b"L%d:%s" % (len(data), data)


def _text(value: Any, pen: Pen) -> bytes:
    data = value.encode("utf-8", "surrogatepass")
    return b"S%d:%s" % (len(data), data)


def _mapping(value: Any, pen: Pen) -> bytes:
    return map_of([encode(key, pen) + encode(item, pen) for key, item in value.items()])


def _ref(value: Any, pen: Pen) -> bytes:
    return _item(b"R", str(pen.resolve(value)).encode())


def _number(value: Any, pen: Pen) -> bytes:
    return _item(b"N", (str(int(value)) if value == int(value) else repr(value)).encode())


#: By type, the first that fits: what is a kind of text, of tuple or of date stands before what it is a kind of.
_WRITERS: Final[tuple[tuple[type, Callable[[Any, Pen], bytes]], ...]] = (
    (str, _text),
    (Part, _part),
    (Ref, _ref),
    (tuple, _sequence),
    (Mapping, _mapping),
    (bool, lambda value, pen: _item(b"B", b"1" if value else b"0")),
    (int, _number),
    (float, _number),
    (Duration, lambda value, pen: _item(b"D", str(value.seconds).encode())),
    (datetime, lambda value, pen: _item(b"I", value.astimezone(UTC).isoformat().encode())),
    (date, lambda value, pen: _item(b"A", value.isoformat().encode())),
    (Phone, lambda value, pen: _item(b"P", value.uri.encode())),
    (Hours, lambda value, pen: _item(b"H", repr(value.spans).encode())),
    (Unknown, lambda value, pen: _item(b"U", b"")),
    (Enum, lambda value, pen: encode(value.value, pen)),
)


class _ByType(dict[type, Callable[[Any, Pen], bytes]]):
    """The writer of each type that was met."""

    def __missing__(self, kind: type) -> Callable[[Any, Pen], bytes]:
        for known, write in _WRITERS:
            if issubclass(kind, known):
                self[kind] = write
                return write
        raise TypeError(f"no canonical form for {kind.__name__}")


_WRITER: Final = _ByType()
