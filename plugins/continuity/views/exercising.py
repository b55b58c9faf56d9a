"""Exercises as a whole: due by tier, how far up the ladder each service was tried, and times measured against the RTO."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from continuity.analysis.cadence import TimeState
from continuity.analysis.exercise_status import ExerciseStatus, Tried
from continuity.model.base import Ref
from continuity.model.exercise import Exercise, ExerciseKind, Incident
from continuity.model.values import Duration
from continuity.views.blocks import (
    Badge,
    Block,
    Break,
    Column,
    Day,
    Figure,
    Inline,
    Inlines,
    LinkTo,
    Paragraph,
    Row,
    Section,
    Table,
    Target,
    Text,
    Tone,
    Unknown,
)
from continuity.views.bounded import MOST_ROWS, MOST_SERVICES, rest
from continuity.views.context import Context, plural, spoken
from continuity.views.drawings import Cell, Grid, Measured, TrendLane, Trends

_STATES = {TimeState.OVERDUE: Tone.BAD, TimeState.NEVER: Tone.BAD, TimeState.DUE_SOON: Tone.SOON, TimeState.DUE: Tone.SOON}
_ELSEWHERE = (Text("Each service says on its page when it was exercised: "), LinkTo("services", Target("services/index.html")), Text("."))
#: Rungs of the ladder that exercise a service, least demanding first; a real incident is above all.
_RUNGS = tuple(kind for kind in ExerciseKind if kind is not ExerciseKind.NOTIFICATION_DRILL)
_REAL = "real incident"


def exercising_sections(context: Context) -> tuple[Section, ...]:
    """Sections of the page of exercises, behind its calendar."""
    found = tuple(status for status in context.judged.exercises if context.target(status.service))
    if not found:
        return ()
    return (
        Section("due", "Due, by tier", _due(context, found)),
        *_times(context),
        Section("ladder", "From walkthrough to full interruption", (_ladder(context, found),)),
    )


def _rung(kind: ExerciseKind | None) -> str:
    return kind.value.replace("-", " ") if kind else _REAL


def _due(context: Context, found: tuple[ExerciseStatus, ...]) -> tuple[Block, ...]:
    """Services by tier, what is overdue first."""
    tiers = {tier.id: (place, tier.name) for place, tier in enumerate(context.portfolio.organisation.tiers)}
    placed = []
    for order, status in enumerate(found):
        service = context.study.services.get(status.service)
        place, name = tiers.get(service.tier if service and service.tier else "", (len(tiers), "No tier"))
        placed.append((place, order, name, status))
    rows = []
    for _, _, name, status in sorted(placed, key=lambda item: item[:2])[:MOST_ROWS]:
        due: Inlines = (Day(status.clock.due),) if status.clock.due else (Unknown("when"),)
        last: Inlines = (Day(status.last.on), Text(": "), *context.name(status.last.source)) if status.last else (Badge("never", Tone.BAD),)
        planned: Inlines = ()
        if status.planned and status.planned_on:
            planned = (Day(status.planned_on), Text(": "), *context.name(status.planned))
        state = Badge(status.state.value.replace("-", " "), _STATES.get(status.state, Tone.PLAIN))
        rows.append(Row((context.name(status.service), (state,), due, last, planned), group=name))
    titles = ("Service", "State", "Due", "Last tried", "Planned")
    table = Table(tuple(map(Column, titles)), tuple(rows), "Exercises due, by tier", filter=True, empty="No live services.")
    return (table, *rest(len(found), MOST_ROWS, _ELSEWHERE))


def _ladder(context: Context, found: tuple[ExerciseStatus, ...]) -> Figure:
    """The newest result on each rung; an empty field was never tried."""
    columns = (*(_rung(kind) for kind in _RUNGS), _REAL)
    cells: list[Cell] = []
    rungs: list[Row] = []
    tried_most = sorted(found, key=lambda item: (-len(item.history), context.label(item.service).casefold()))
    shown = sorted(tried_most[:MOST_SERVICES], key=lambda item: context.label(item.service).casefold())
    for status in shown:
        seen: dict[ExerciseKind | None, Tried] = {}
        for tried in status.history:
            if tried.kind in seen:
                continue
            seen[tried.kind] = tried
            tone, word = ("good", "passed") if tried.passed else ("bad", "failed") if tried.passed is False else ("unknown", "not judged")
            target = context.target(tried.source)
            cells.append(
                Cell(_rung(tried.kind), context.label(status.service), f"{tried.on:%Y-%m}", tone, word, target.path if target else "")
            )
        if seen:
            rungs.append(_climbed(context, status.service, seen))
    rows = tuple(sorted((context.label(status.service) for status in shown), key=str.casefold))
    grid = Grid(columns, rows, tuple(cells), "tried by, more demanding to the right", "Service")
    left = sum(not status.history for status in found)
    never = (Paragraph((Text(f"{plural(left, 'service')} nobody ever tried; which they are stands under Due, by tier."),)),) if left else ()
    twin = Table((Column("Service"), Column("Last tried, the most demanding first")), tuple(rungs), "How each service was last tried")
    of = f" The {MOST_SERVICES} of {len(found)} services that were tried most." if len(found) > MOST_SERVICES else ""
    caption = f"When each service was last tried in each way. Marked with ✕ where it failed; empty where it never was.{of}"
    return Figure(grid, caption, (twin, *never), instead=True)


def _climbed(context: Context, service: Ref, seen: Mapping[ExerciseKind | None, Tried]) -> Row:
    """A service with the ways it was tried in, the most demanding first."""
    said: list[Inline] = []
    for kind in (None, *reversed(_RUNGS)):
        if kind in seen:
            tried = seen[kind]
            passed = {True: Badge("passed", Tone.GOOD), False: Badge("failed", Tone.BAD), None: Badge("not judged", Tone.UNKNOWN)}
            said += [Break()] if said else []
            said += [Text(f"{_rung(kind)}, "), Day(tried.on), Text(" "), passed[tried.passed], Text(" "), *context.name(tried.source)]
    return Row((context.name(service), tuple(said)))


def _measured(context: Context) -> list[tuple[Ref, date, Duration, Ref]]:
    """Times measured up to the day, oldest first: service, day, RTA, source."""
    found = []
    for status in context.judged.exercises:
        for tried in status.history:
            record = context.portfolio.get(tried.source)
            results = record.results if isinstance(record, Exercise) else record.services if isinstance(record, Incident) else ()
            for result in results:
                same = context.portfolio.resolve(result.service) == status.service
                if same and isinstance(result.rta, Duration) and context.target(status.service):
                    found.append((status.service, tried.on, result.rta, tried.source))
    return sorted(dict.fromkeys(found), key=lambda item: (item[0], item[1], item[3]))


def _times(context: Context) -> tuple[Section, ...]:
    """RTA against RTO over time: a dot a measurement, red over the RTO; the table says whether it gets better."""
    measured = _measured(context)
    if not measured:
        return ()
    lanes: dict[Ref, list[Measured]] = {}
    rows = []
    before: dict[Ref, Duration] = {}
    for service, on, rta, source in measured:
        rto = context.study.objectives_of(service).rto.figure.duration
        tone = Tone.UNKNOWN if rto is None else Tone.BAD if rta > rto else Tone.GOOD
        target = context.target(source)
        share = rta.seconds / rto.seconds if rto is not None and rto.seconds else None
        lanes.setdefault(service, []).append(Measured(spoken(rta), on, share, tone.value, target.path if target else ""))
        trend: Inlines = ()
        if service in before:
            last = before[service]
            trend = (Text("as before"),) if rta == last else (Badge("faster", Tone.GOOD),) if rta < last else (Badge("slower", Tone.SOON),)
        before[service] = rta
        shown: Inlines = (Text(spoken(rto)),) if rto else (Unknown("RTO"),)
        took = (Badge(spoken(rta), tone),)
        rows.append(Row((context.name(service), (Day(on),), took, shown, trend, context.name(source))))
    drawing = Trends(
        tuple(TrendLane(context.label(service), _rto(context, service), tuple(points)) for service, points in lanes.items()),
        min(point.date for points in lanes.values() for point in points),
        context.as_of,
        "RTO",
    )
    titles = ("Service", "On", "Took (RTA)", "RTO", "Against the time before", "From")
    table = Table(tuple(map(Column, titles)), tuple(rows), "Measured times, by service, oldest first")
    figure = Figure(
        drawing,
        "Each service has a strip: nought at its foot, the RTO as a dashed line, so that what rises to the line comes close to it. "
        "Green within the RTO, red over it. The table below says the same.",
    )
    return (Section("times", "Measured times against the RTO", (figure, table)),)


def _rto(context: Context, service: Ref) -> str:
    rto = context.study.objectives_of(service).rto.figure.duration
    return spoken(rto) if rto is not None and rto.seconds else ""
