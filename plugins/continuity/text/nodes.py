"""What a plan file holds before anybody says what it means: scalars as written, lists, mappings, each with its place."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.findings import Finding, Position


@dataclass(frozen=True, slots=True)
class Scalar:
    """Raw text as the author wrote it. ``plain`` is false when it was quoted or a block: then nothing about it is ambiguous."""

    text: str
    position: Position
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, its items in the order of the file."""

    items: tuple[Node, ...]
    position: Position


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys in the order of the file, each once (a second one is a finding, and the first is kept)."""

    entries: tuple[tuple[Scalar, Node], ...]
    position: Position

    def get(self, key: str) -> Node | None:
        """The value under ``key``, or None."""
        return next((value for name, value in self.entries if name.text == key), None)


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Document:
    """One file read. ``root`` is None when nothing in it could be used."""

    path: str
    root: Mapping | None
    findings: tuple[Finding, ...] = ()
