"""What a picture shows, as data. The pages room draws it; next to every picture the same stands in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Node:
    """A box. ``layer`` orders boxes from left (needed) to right (needs it); ``path`` makes it a link."""

    id: str
    title: str
    layer: int
    path: str = ""
    tone: str = "plain"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """``source`` needs ``target``. Dashed edges degrade, solid ones stop."""

    source: str
    target: str
    dashed: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What a record needs, and what needs it. At most 25 nodes; ``left_out`` counts the rest."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """A span on a scale, in seconds. ``end`` None runs on without a known end; ``mark`` is a limit such as an RTO."""

    label: str
    start: int
    end: int | None
    tone: str = "plain"
    note: str = ""
    path: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    label: str
    at: int
    tone: str = "bad"


@dataclass(frozen=True, slots=True)
class Bars:
    """Spans of elapsed time from disruption start: a Gantt chart, or figures side by side."""

    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """A dot on a time line."""

    label: str
    date: date
    tone: str = "plain"
    lane: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events by date in lanes, with a line at ``today``."""

    events: tuple[Event, ...]
    today: date
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of a grid."""

    column: str
    row: str
    text: str
    tone: str = "plain"
    title: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows by columns, each field with a tone and a word: a risk matrix, a coverage table, impact over time."""

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[Cell, ...]
    column_title: str = ""
    row_title: str = ""


Drawing = Neighbourhood | Bars | Timeline | Grid
