"""What a picture shows, as data. The pages room draws it; next to every picture the same stands in words."""

from __future__ import annotations

from datetime import date

from continuity.views.said import Said


class Node(Said, frozen=True):
    """A box. ``layer`` orders boxes from left (needed) to right (needs it); ``path`` makes it a link."""

    id: str
    title: str
    layer: int
    path: str = ""
    tone: str = "plain"
    note: str = ""


class Edge(Said, frozen=True):
    """``source`` needs ``target``. Dashed edges degrade, solid ones stop."""

    source: str
    target: str
    dashed: bool = False
    note: str = ""


class Neighbourhood(Said, frozen=True):
    """What a record needs, and what needs it. At most 25 nodes; ``left_out`` counts the rest."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: int = 0


class Bar(Said, frozen=True):
    """A span on a scale, in seconds. ``end`` None runs on without a known end; ``mark`` is a limit such as an RTO."""

    label: str
    start: int
    end: int | None
    tone: str = "plain"
    note: str = ""
    path: str = ""
    group: str = ""


class Mark(Said, frozen=True):
    label: str
    at: int
    tone: str = "bad"


class Bars(Said, frozen=True):
    """Spans of elapsed time: a Gantt chart, or figures side by side. ``label`` says from when they run."""

    bars: tuple[Bar, ...]
    label: str
    marks: tuple[Mark, ...] = ()


class Event(Said, frozen=True):
    """A dot on a time line."""

    label: str
    date: date
    tone: str = "plain"
    lane: str = ""
    path: str = ""


class Timeline(Said, frozen=True):
    """Events by date in lanes, with a line at ``today``."""

    events: tuple[Event, ...]
    today: date
    start: date
    end: date


class Measured(Said, frozen=True):
    """A measurement: ``share`` is how much it was of the lane's limit, 1 being just that; None where there is no limit to hold it against."""

    label: str
    date: date
    share: float | None
    tone: str = "plain"
    path: str = ""


class TrendLane(Said, frozen=True):
    """Measurements of one thing, oldest first; ``limit`` is the limit in words, empty where nobody set one."""

    label: str
    limit: str
    points: tuple[Measured, ...]


class Trends(Said, frozen=True):
    """Measurements over time in lanes, each with its limit as a line. All lanes have the limit at one height, so that they compare."""

    lanes: tuple[TrendLane, ...]
    start: date
    end: date
    limit_word: str


class Cell(Said, frozen=True):
    """A field of a grid."""

    column: str
    row: str
    text: str
    tone: str = "plain"
    title: str = ""
    path: str = ""


class Grid(Said, frozen=True):
    """Rows by columns, each field with a tone and a word: a risk matrix, a coverage table, impact over time."""

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[Cell, ...]
    column_title: str = ""
    row_title: str = ""


Drawing = Neighbourhood | Bars | Timeline | Trends | Grid
