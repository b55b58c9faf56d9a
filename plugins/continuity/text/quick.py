"""A shorter way through YAML that has nothing unusual in it: data at once, and places as numbers that become nodes only when asked for.

Most plan files have nothing wrong with them, and nobody asks where their values stand. What this way does not understand, it leaves to the
whole reader, so that there is one account of what is wrong: it never says anything itself.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
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
from continuity.text.nodes import Mapping, Node, Scalar, Sequence
from continuity.text.yaml_reader import EMPTY, LINE_ENDS_OF_SOME, MAX_DEPTH, MAX_NODES, parser

Plain = str | list["Plain"] | dict[str, "Plain"]
Packed = tuple[bytes, bytes]
"""Data and places of a file, as they go from one process to another."""

_NOWHERE: array[int] = array("I")
_pack: Callable[[Plain], bytes] = msgspec.msgpack.Encoder().encode
_unpack: Callable[[bytes], dict[str, Plain]] = msgspec.msgpack.Decoder().decode
#: Values of one file that are looked for one by one; whoever asks for more gets the whole file as nodes.
_FEW = 8


class Root:
    """What a file holds, with the places of its values. ``position`` costs nothing; ``node`` is put together the first time.

    The data waits as MessagePack, in a fifth of the memory that it takes as objects: of most files nobody asks for it.
    """

    __slots__ = ("_asked", "_node", "_packed", "_places", "position")

    def __init__(self, position: Position, node: Mapping | None, packed: bytes, places: array[int]) -> None:
        self.position = position
        self._node = node
        self._packed = packed
        self._places = places
        self._asked = 0

    @classmethod
    def of(cls, node: Mapping) -> Root:
        """A root whose nodes are there already."""
        return cls(node.position, node, b"", _NOWHERE)

    @property
    def node(self) -> Mapping:
        """The same as nodes."""
        if self._node is None:
            self._node = _Unfolding(self.position.path, self._places).mapping(_unpack(self._packed))
            self._packed, self._places = b"", _NOWHERE
        return self._node

    def locate(self, field_path: tuple[str | int, ...]) -> Position:
        """The position of the value at ``field_path``, or of the nearest thing around it that exists."""
        if not field_path:
            return self.position
        self._asked += 1
        if self._node is not None or self._asked > _FEW:
            return locate(self.node, field_path)
        at = 2 * _number(_unpack(self._packed), field_path)
        return Position(self.position.path, self._places[at] + 1, (self._places[at + 1] >> 1) + 1)


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


class _Unfolding:
    """Data and its places, in the order of the file, back to nodes."""

    def __init__(self, path: str, places: array[int]) -> None:
        self._path = path
        self._next = iter(places).__next__

    def mapping(self, entries: dict[str, Plain]) -> Mapping:
        position, _ = self._place()
        return Mapping(tuple((Scalar(key, *self._place()), self._node(value)) for key, value in entries.items()), position)

    def _node(self, value: Plain) -> Node:
        if isinstance(value, str):
            return Scalar(value, *self._place())
        if isinstance(value, dict):
            return self.mapping(value)
        position, _ = self._place()
        return Sequence(tuple(self._node(item) for item in value), position)

    def _place(self) -> tuple[Position, bool]:
        """The next place, and whether what stands there is plain."""
        line, mark = self._next(), self._next()
        return Position(self._path, line + 1, (mark >> 1) + 1), bool(mark & 1)


class _UnusualError(Exception):
    """Something that only the whole reader understands."""


def read_quickly(path: str, data: bytes) -> tuple[dict[str, Plain], Root] | None:
    """The data of a YAML file in which all is well, and where it stands; None for any other, which the whole reader must read."""
    read = _read(path, data)
    return read and (read[0], _root(path, _pack(read[0]), array("I", read[1])))


def pack_quickly(path: str, data: bytes) -> Packed | None:
    """What another process needs to give what ``read_quickly`` gives, without the work of reading."""
    read = _read(path, data)
    return read and (_pack(read[0]), array("I", read[1]).tobytes())


def unpack(path: str, packed: Packed) -> tuple[dict[str, Plain], Root]:
    """What ``read_quickly`` would have given where ``pack_quickly`` gave ``packed``, on the same machine."""
    data, places = packed
    return _unpack(data), _root(path, data, array("I", places))


def _root(path: str, packed: bytes, places: array[int]) -> Root:
    return Root(Position(path, places[0] + 1, (places[1] >> 1) + 1), None, packed, places)


def _read(path: str, data: bytes) -> tuple[dict[str, Plain], list[int]] | None:
    decoded = decode(path, data)
    if decoded.text is None or decoded.findings or (not data.isascii() and LINE_ENDS_OF_SOME.search(decoded.text)):
        return None
    places: list[int] = []
    try:
        found = _document(parser(decoded.text), places)
    except (YAMLError, _UnusualError):
        return None
    return found, places


def _document(take: Callable[[], Any], places: list[int]) -> dict[str, Plain]:
    put = places.append

    def value(event: Any, depth: int) -> Plain:
        kind = type(event)
        if kind is ScalarEvent:
            text: str = event.value
            plain = not event.style
            if event.anchor is not None or event.tag is not None or (plain and text in EMPTY):
                raise _UnusualError
            mark = event.start_mark
            put(mark.line)
            put(mark.column * 2 + plain)
            return text
        if (kind is not MappingStartEvent and kind is not SequenceStartEvent) or event.anchor is not None or event.tag is not None:
            raise _UnusualError
        if depth > MAX_DEPTH or len(places) >= 2 * MAX_NODES:
            raise _UnusualError
        mark = event.start_mark
        put(mark.line)
        put(mark.column * 2)
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
