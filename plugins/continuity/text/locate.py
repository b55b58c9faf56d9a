"""From the path of a field to its place in the file."""

from __future__ import annotations

from continuity.findings import Position
from continuity.text.nodes import Mapping, Node, Scalar, Sequence


def locate(node: Node, field_path: tuple[str | int, ...]) -> Position:
    """The position of the value at ``field_path``, or of the nearest thing around it that exists."""
    return _walk(node, field_path)[0].position


def locate_key(node: Node, field_path: tuple[str | int, ...]) -> Position:
    """The position of the key (of the item, in a list) that ``field_path`` ends with, or of the nearest thing around it that exists."""
    found, left = _walk(node, field_path[:-1])
    if left or not field_path:
        return found.position
    if isinstance(found, Mapping):
        return next((key.position for key, _ in found.entries if key.text == str(field_path[-1])), found.position)
    return locate(found, field_path[-1:])


def _walk(node: Node, field_path: tuple[str | int, ...]) -> tuple[Node, tuple[str | int, ...]]:
    for depth, step in enumerate(field_path):
        inner: Node | None = None
        if isinstance(node, Mapping):
            inner = node.get(str(step))
        elif isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
            inner = node.items[step]
        elif isinstance(node, Scalar):
            inner = None
        if inner is None:
            return node, field_path[depth:]
        node = inner
    return node, ()
