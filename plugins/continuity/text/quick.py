"""A shorter way through YAML that has nothing unusual in it: data at once, and where each value stands as numbers.

Most plan files have nothing wrong with them, and nobody asks where their values stand. What this way does not understand, it leaves to the
whole reader, so that there is one account of what is wrong: it never says anything itself.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec
from yaml.error import YAMLError
from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from continuity.findings import Position
from continuity.text.decoding import decode
from continuity.text.locate import locate
from continuity.text.nodes import Mapping
from continuity.text.yaml_reader import EMPTY, LINE_ENDS_OF_SOME, MAX_DEPTH, MAX_NODES, parser, read_yaml

YAML = (".yaml", ".yml")
"""How the names of YAML files end."""
Plain = str | list["Plain"] | dict[str, "Plain"]
Packed = tuple[bytes, bytes, str, bytes]
"""Data, shape and places of a file, as they go from one process to another."""

_pack: Callable[[Plain], bytes] = msgspec.msgpack.Encoder().encode
_unpack: Callable[[bytes], dict[str, Plain]] = msgspec.msgpack.Decoder().decode
#: Values of one file that are looked for one by one; for whoever asks for more the whole file is read as nodes.
_FEW = 8


def is_yaml(path: str) -> bool:
    """Whether a file is YAML by its name; the others are Markdown, or none of a plan's."""
    return path.lower().endswith(YAML)


class Root:
    """Where the values of a file stand. ``position`` is that of the whole.

    What waits to be asked is the file, which others hold too, its shape (the data with all texts empty, as MessagePack), and line and column of every
    value as numbers: a tenth of the memory that nodes take, and of most files nobody asks.
    """

    __slots__ = ("_asked", "_data", "_node", "_places", "_shape", "position")

    def __init__(self, position: Position, data: bytes, shape: bytes, places: array[int]) -> None:
        self.position = position
        self._data = data
        self._shape = shape
        self._places = places
        self._node: Mapping | None = None
        self._asked = 0

    @classmethod
    def of(cls, node: Mapping) -> Root:
        """A root whose nodes are there already."""
        root = cls(node.position, b"", b"", array("H"))
        root._node = node
        return root

    def locate(self, field_path: tuple[str | int, ...]) -> Position:
        """The position of the value at ``field_path``, or of the nearest thing around it that exists."""
        if not field_path:
            return self.position
        self._asked += 1
        if self._node is None and self._asked > _FEW:
            self._node = read_yaml(self.position.path, self._data).root
        if self._node is not None:
            return locate(self._node, field_path)
        at = 2 * _number(_unpack(self._shape), field_path)
        return Position(self.position.path, self._places[at] + 1, self._places[at + 1] + 1)


def _number(value: Plain, field_path: tuple[str | int, ...]) -> int:
    """Which of the places, counted in the order of the file, is that of the value at ``field_path``, or of the nearest thing around it."""
    at = 0
    for step in field_path:
        before: int
        if isinstance(value, dict):
            wanted = str(step)
            if wanted not in value:
                break
            before = 1  # its own key
            for key, inner in value.items():
                if key == wanted:
                    break
                before += 1 + _size(inner)
            value = value[wanted]
        elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            before = sum(map(_size, value[:step]))
            value = value[step]
        else:
            break
        at += 1 + before
    return at


def _size(value: Plain) -> int:
    """Places of a value and of all in it."""
    if isinstance(value, str):
        return 1
    if isinstance(value, dict):
        return 1 + len(value) + sum(map(_size, value.values()))
    return 1 + sum(map(_size, value))


class _UnusualError(Exception):
    """Something that only the whole reader understands."""


def read_quickly(path: str, data: bytes) -> tuple[dict[str, Plain], Root] | None:
    """The data of a YAML file in which all is well, and where it stands; None for any other, which the whole reader must read."""
    read = _read(path, data)
    return read and (read[0], _root(path, data, _pack(_shape(read[0])), read[1]))


def pack_quickly(path: str, data: bytes) -> Packed | None:
    """What another process needs to give what ``read_quickly`` gives, without the work of reading."""
    read = _read(path, data)
    return read and (_pack(read[0]), _pack(_shape(read[0])), read[1].typecode, read[1].tobytes())


def unpack(path: str, data: bytes, packed: Packed) -> tuple[dict[str, Plain], Root]:
    """What ``read_quickly`` would have given where ``pack_quickly`` gave ``packed``, on the same machine."""
    found, shape, width, places = packed
    return _unpack(found), _root(path, data, shape, array(width, places))


def _root(path: str, data: bytes, shape: bytes, places: array[int]) -> Root:
    return Root(Position(path, places[0] + 1, places[1] + 1), data, _same(shape), places)


@lru_cache(maxsize=1024)
def _same(shape: bytes) -> bytes:
    """One object for files of one shape, as all reviews are."""
    return shape


def _shape(value: Plain) -> Plain:
    if isinstance(value, dict):
        return {key: "" if type(inner) is str else _shape(inner) for key, inner in value.items()}
    return "" if isinstance(value, str) else [_shape(inner) for inner in value]


def _read(path: str, data: bytes) -> tuple[dict[str, Plain], array[int]] | None:
    decoded = decode(path, data)
    if decoded.text is None or decoded.findings or (not data.isascii() and LINE_ENDS_OF_SOME.search(decoded.text)):
        return None
    places: list[int] = []
    try:
        found = _document(parser(decoded.text), places)
    except (YAMLError, _UnusualError):
        return None
    # Hardly any file has a line or a column beyond 65,535.
    return found, array("H" if max(places) < 1 << 16 else "I", places)


def _document(take: Callable[[], Any], places: list[int]) -> dict[str, Plain]:
    put = places.append

    def value(event: Any, depth: int) -> Plain:
        kind = type(event)
        if kind is ScalarEvent:
            text: str = event.value
            if event.anchor is not None or event.tag is not None or (not event.style and text in EMPTY):
                raise _UnusualError
            mark = event.start_mark
            put(mark.line)
            put(mark.column)
            return text
        if (kind is not MappingStartEvent and kind is not SequenceStartEvent) or event.anchor is not None or event.tag is not None:
            raise _UnusualError
        if depth > MAX_DEPTH or len(places) >= 2 * MAX_NODES:
            raise _UnusualError
        mark = event.start_mark
        put(mark.line)
        put(mark.column)
        if kind is SequenceStartEvent:
            items: list[Plain] = []
            while type(event := take()) is not SequenceEndEvent:
                items.append(value(event, depth + 1))
            return items
        entries: dict[str, Plain] = {}
        while type(event := take()) is not MappingEndEvent:
            if type(event) is not ScalarEvent or event.value == "<<":
                raise _UnusualError
            key = value(event, depth)
            if key in entries:
                raise _UnusualError
            entries[key] = value(take(), depth + 1)  # type: ignore[index]  # a scalar's value is text
        return entries

    try:
        event = take()
        while type(event) in (StreamStartEvent, DocumentStartEvent):
            event = take()
        if type(event) is not MappingStartEvent:
            raise _UnusualError
        found = value(event, 1)
        ended = type(take()) is DocumentEndEvent and type(take()) is StreamEndEvent
    finally:
        # It knows itself, and so would stay with the parser and its buffers until garbage is collected, which waits while plans are read.
        value = None  # type: ignore[assignment]
    if not ended or len(places) > 2 * MAX_NODES or not isinstance(found, dict):
        raise _UnusualError
    return found
