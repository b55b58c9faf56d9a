"""The pieces that pages are made of: frozen data, ready to print, no markup.

A page is a first screen (``lead``) and sections of blocks; a block holds inlines. Words, order and links are settled here; how a piece looks is
settled once, in the templates, for all pages. Text is plain and hostile until a template escapes it; only ``ProseBlock`` is an author's Markdown.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from continuity.views.drawings import Drawing
from continuity.views.said import Said


class Tone(StrEnum):
    """What a badge or callout says, by colour, shape and word together."""

    GOOD = "good"
    SOON = "soon"
    BAD = "bad"
    UNKNOWN = "unknown"
    INFO = "info"
    PLAIN = "plain"


class Target(Said, frozen=True):
    """A place on the site: the address of a page below the site's root, and an anchor on it. A target that does not exist fails the build."""

    path: str
    anchor: str = ""


class Text(Said, frozen=True):
    text: str


class Md(Said, frozen=True):
    """An author's Markdown inside a line: links, code and emphasis; never a block."""

    markdown: str


class Strong(Said, frozen=True):
    text: str


class Muted(Said, frozen=True):
    """Said quietly: a note, an explanation."""

    text: str


class Code(Said, frozen=True):
    text: str


class LinkTo(Said, frozen=True):
    text: str
    target: Target


class Out(Said, frozen=True):
    """A link that leaves the site: tel, sms, mailto, http, https. ``href`` was checked by the model."""

    text: str
    href: str
    label: str = ""


class Badge(Said, frozen=True):
    """A state in one or two words."""

    text: str
    tone: Tone = Tone.PLAIN
    title: str = ""


class Due(Said, frozen=True):
    """A due date that the reader's browser judges again: due soon from ``soon_from``, overdue the day after ``due``. ``state`` is the word at build time."""

    due: date
    soon_from: date
    tone: Tone
    state: str


class Day(Said, frozen=True):
    """A date, shown as people read it."""

    date: date


class Moment(Said, frozen=True):
    """An instant, shown in the organisation's time zone."""

    at: datetime


class LocalTime(Said, frozen=True):
    """The time of day there, filled in by the reader's browser; without it, the name of the zone is shown."""

    zone: str


class Unknown(Said, frozen=True):
    """Something nobody said. ``what`` names it."""

    what: str = ""


class Break(Said, frozen=True):
    """A line break inside a cell."""


Inline = Text | Md | Strong | Muted | Code | LinkTo | Out | Badge | Due | Day | Moment | LocalTime | Unknown | Break
Inlines = tuple[Inline, ...]


class Paragraph(Said, frozen=True):
    inlines: Inlines


class ProseBlock(Said, frozen=True):
    """An author's Markdown."""

    markdown: str


class Fact(Said, frozen=True):
    """A label and what it says; blocks below it for longer matter."""

    label: str
    value: Inlines = ()
    blocks: tuple[Block, ...] = ()


class Facts(Said, frozen=True):
    """Labels with values: a definition list. ``large`` is for the few figures a page is opened for."""

    facts: tuple[Fact, ...]
    large: bool = False


class Column(Said, frozen=True):
    title: str
    number: bool = False


class Row(Said, frozen=True):
    """``cells`` has one entry per column. ``id`` makes the row a link target; ``group`` puts rows under a common heading."""

    cells: tuple[Inlines, ...]
    id: str = ""
    tone: Tone = Tone.PLAIN
    group: str = ""


class Table(Said, frozen=True):
    """Rows that fold into cards on a phone. ``caption`` says what it shows; ``filter`` offers a box that narrows the rows;
    ``dense`` rows stay rows on a phone too."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    filter: bool = False
    empty: str = "None."
    dense: bool = False


class Item(Said, frozen=True):
    inlines: Inlines
    blocks: tuple[Block, ...] = ()
    id: str = ""


class Items(Said, frozen=True):
    items: tuple[Item, ...]
    ordered: bool = False


class Callout(Said, frozen=True):
    """Something that must not be missed. ``tone`` BAD is a stop sign."""

    tone: Tone
    title: str
    blocks: tuple[Block, ...] = ()


class Fold(Said, frozen=True):
    """Closed until opened; open in print."""

    summary: str
    blocks: tuple[Block, ...]
    open: bool = False


class Card(Said, frozen=True):
    """An entry of an index: a link, a line or two, states."""

    title: str
    target: Target
    lines: tuple[Inlines, ...] = ()
    badges: tuple[Badge | Due, ...] = ()


class Cards(Said, frozen=True):
    cards: tuple[Card, ...]
    id: str = ""


class Point(Said, frozen=True):
    """One way to reach somebody. ``href`` is empty when there is nothing to tap; ``primary`` is the big button.

    ``hours`` says when it is answered, where that is not always (its notes do not), in the time zone ``zone``, that of the organisation where
    it is empty: the reader's browser says whether it is now.
    """

    how: str
    shown: str
    href: str = ""
    notes: Inlines = ()
    primary: bool = False
    hours: str = ""
    zone: str = ""


class Contact(Said, frozen=True):
    """Somebody to call: who, as what, how, and who comes next.

    ``wait`` says how long to try them; ``patience`` is that in seconds where it ends with calling the next, else 0.
    """

    name: Inlines
    role: Inlines = ()
    points: tuple[Point, ...] = ()
    zone: str = ""
    notes: Inlines = ()
    wait: str = ""
    problems: tuple[str, ...] = ()
    then: tuple[Contact, ...] = ()
    id: str = ""
    patience: int = 0


class Contacts(Said, frozen=True):
    """People to call, in order. ``numbered`` shows the order; ``tree`` nests those whom each one calls; ``id`` is an anchor."""

    contacts: tuple[Contact, ...]
    numbered: bool = True
    tree: bool = False
    id: str = ""


class Figure(Said, frozen=True):
    """A picture with its caption and the same in words or rows, for phones, print and screen readers.

    ``instead``: the twin stands in the picture's place on a phone, where the picture would be seen through a keyhole; elsewhere it is folded.
    """

    drawing: Drawing
    caption: str
    twin: tuple[Block, ...] = ()
    instead: bool = False


class Option(Said, frozen=True):
    """One answer to a decision, and where it leads; ``step`` is the id of the step it goes on with, empty where it leads out of the runbook."""

    answer: str
    then: Inlines
    step: str = ""


class Step(Said, frozen=True):
    """One step of a runbook. ``number`` counts from 1. Warnings and approval stand before the action.

    ``follows``: ids of the steps it waits for, also the one before it where the author said nothing.
    """

    id: str
    number: int
    of: int
    do: str
    before: str = ""
    who: Inlines = ()
    warning: str = ""
    approval: Inlines = ()
    irreversible: bool = False
    critical: bool = False
    commands: tuple[StepCommand, ...] = ()
    expect: str = ""
    if_not: Inlines = ()
    takes: Inlines = ()
    worst_seconds: int | None = None
    after: Inlines = ()
    why: str = ""
    details: str = ""
    undo: str = ""
    message: Inlines = ()
    decision: str = ""
    options: tuple[Option, ...] = ()
    phase: str = ""
    section: str = ""
    content_hash: str = ""
    follows: tuple[str, ...] = ()


class StepCommand(Said, frozen=True):
    """Something to type; ``parts`` are literal text and placeholder names in turn: (text, is placeholder)."""

    parts: tuple[tuple[str, bool], ...]
    on: str = ""


class PlaceholderField(Said, frozen=True):
    name: str
    ask: str
    pattern: str = ""
    example: str = ""
    default: str = ""
    secret: bool = False


class DueMessage(Said, frozen=True):
    """A message that is due ``within`` seconds of a moment (``clock``), and again every ``repeat`` seconds where it repeats."""

    title: str
    target: Target
    within: int
    clock: str
    repeat: int | None = None


class Steps(Said, frozen=True):
    """The steps of a runbook, with what is asked once and filled into its commands, and what a run of it reckons and records with.

    ``rto_seconds`` from the start of the disruption, ``authorise_seconds`` until somebody may act; None where unknown. ``services``,
    ``scenarios`` and ``plan`` are ids, ``severities`` ids with their names, worst first; ``zone`` is the organisation's time zone.
    """

    runbook: str
    steps: tuple[Step, ...]
    placeholders: tuple[PlaceholderField, ...] = ()
    rto_seconds: int | None = None
    authorise_seconds: int | None = None
    services: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    plan: str = ""
    messages: tuple[DueMessage, ...] = ()
    severities: tuple[tuple[str, str], ...] = ()
    zone: str = ""


class CopyOf(Said, frozen=True):
    """A message text to be sent, with its placeholders still in it."""

    text: str


class SearchPrompt(Said, frozen=True):
    """Where a reader may type what is wrong: opens search, and without JavaScript leads to ``target``, where everything stands by name."""

    label: str
    target: Target


class Situation(Said, frozen=True):
    """Where a reader says what has failed and sees what follows. ``lost`` (``kind/id``) is said already; runbooks written for other
    scenarios than ``scenario`` (an id, or empty) stand behind; ``instead`` leads on where the reader's browser runs no scripts.
    """

    lost: tuple[str, ...]
    scenario: str
    label: str
    instead: LinkTo
    is_open: bool = False


Block = (
    Paragraph | ProseBlock | Facts | Table | Items | Callout | Fold | Cards | Contacts | Figure | Steps | CopyOf | SearchPrompt | Situation
)


class Section(Said, frozen=True):
    """A heading with what stands below it. ``id`` is the anchor; ``quiet`` sections start closed on a phone."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    quiet: bool = False


class SearchText(Said, frozen=True):
    """What search may find on the page: see ``pages.page.SearchEntry``. ``kind`` left out is the page's; ``title`` and ``text`` may be Markdown."""

    title: str
    anchor: str = ""
    exact: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    text: str = ""
    kind: str = ""
    alerts: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


class Shortcut(Said, frozen=True):
    """A place on a phone's bottom bar; ``scripted`` ones lead nowhere while the browser runs no scripts."""

    word: str
    target: Target
    scripted: bool = False


class PageView(Said, frozen=True):
    """What one page says. ``kind`` is the word over the title; ``aka`` are other names, shown under it; ``source`` is the plan file.

    ``bar`` stands at the lower edge of a phone.
    """

    path: str
    title: str
    kind: str
    lead: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    aka: tuple[str, ...] = ()
    context: Inlines = ()
    badges: tuple[Badge | Due, ...] = ()
    crumbs: tuple[tuple[str, Target], ...] = ()
    description: str = ""
    source: str | None = None
    search: tuple[SearchText, ...] = ()
    weight: float = 1.0
    layout: str = "page"
    bar: tuple[Shortcut, ...] = ()
