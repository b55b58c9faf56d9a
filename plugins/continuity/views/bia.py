"""The business impact analysis as a whole: impact over time, what an hour costs, what services carry, peaks, how long workarounds hold."""

from __future__ import annotations

from math import inf

from continuity.model.base import Ref
from continuity.model.process import Process
from continuity.model.values import UNKNOWN, Duration
from continuity.views.blocks import Badge, Block, Column, Day, Figure, Inlines, Row, Section, Table, Text, Tone, Unknown
from continuity.views.bounded import MOST_IN_A_CELL, MOST_NAMES, MOST_ROWS, MOST_SERVICES, rest
from continuity.views.context import Context, percent, say, spoken
from continuity.views.drawings import Cell, Grid


def bia_sections(context: Context) -> tuple[Section, ...]:
    """Sections of the page of business impact, pictures first."""
    processes = sorted(context.portfolio.processes.values(), key=lambda p: p.name.casefold())
    if not processes:
        return ()
    shown = _least_borne(context, processes)
    return (
        Section("impact", "Impact over time", (_impact(context, shown), *rest(len(processes), len(shown), _ON_THEIR_PAGES, _LEAST))),
        *_costs(context, processes),
        Section("services", "Services, by what they carry", _carried(context)),
        Section("peaks", "Peaks", (_peaks(context, processes),)),
        Section("workarounds", "How long the work goes on without", _workarounds(context, processes)),
    )


_LEAST = "These are those that bear least:"
_ON_THEIR_PAGES: Inlines = (Text("Each process has its own on its page."),)


def _least_borne(context: Context, processes: list[Process]) -> list[Process]:
    """As many as a picture carries, by name: those that bear the shortest time without."""
    if len(processes) <= MOST_SERVICES:
        return processes

    def bears(process: Process) -> float:
        found = context.processes.get(process.ref)
        return found.mtpd.figure.duration.seconds if found and found.mtpd.figure.duration else inf

    return sorted(sorted(processes, key=bears)[:MOST_SERVICES], key=lambda process: process.name.casefold())


def _at(band: Duration) -> str:
    return f"{spoken(band)} +" if band.seconds else "at once"


def _bands(context: Context, processes: list[Process]) -> list[Duration]:
    stated = {band for process in processes for bands in process.impact.values() for band in bands}
    return sorted({*context.portfolio.organisation.time_bands, *stated})


def _impact(context: Context, processes: list[Process]) -> Figure:
    """The worst level of any category by process and band; what was reached lasts."""
    levels = context.portfolio.organisation.impact_levels
    rank = {level.id: index for index, level in enumerate(levels)}
    cells = []
    for process in processes:
        target = context.target(process.ref)
        for band in _bands(context, processes):
            reached = [
                (rank[impact.level], category)
                for category, by_start in process.impact.items()
                for start, impact in by_start.items()
                if start <= band and impact.level in rank
            ]
            if not reached:
                continue
            index, category = max(reached)
            tone = "good" if levels[index].tolerable and index <= len(levels) // 3 else "soon" if levels[index].tolerable else "bad"
            cells.append(Cell(_at(band), process.name, levels[index].name, tone, category, target.path if target else ""))
    columns = tuple(_at(band) for band in _bands(context, processes))
    drawing = Grid(columns, tuple(process.name for process in processes), tuple(cells), "outage lasting", "Process")
    return Figure(drawing, "The worst of all categories. Marked with ✕ where it cannot be borne; empty where nothing is stated yet.")


def _costs(context: Context, processes: list[Process]) -> tuple[Section, ...]:
    """Money by band, as the organisation counts it; processes without a figure are named, not counted as nothing."""
    organisation = context.portfolio.organisation
    rows = []
    silent = []
    for process in processes:
        stated = {
            start: impact.money for by_start in process.impact.values() for start, impact in by_start.items() if impact.money is not None
        }
        if not stated:
            silent.append(process.ref)
        for start, money in sorted(stated.items()):
            shown: Inlines = (Unknown("money"),) if money is UNKNOWN else (Text(f"{organisation.currency or ''} {money:,.0f}".strip()),)
            rows.append(Row((context.name(process.ref), (Text(_at(start)),), shown)))
    if silent:
        rows.append(Row((context.names(silent, most=MOST_NAMES), (), (Unknown("money"),))))
    per = "an hour" if organisation.money_per.value == "hour" else "in total"
    table = Table(
        (Column("Process"), Column("Outage lasting"), Column(f"Money, {per}", number=True)), tuple(rows), f"What an outage costs {per}"
    )
    return (Section("costs", "What each hour costs" if per == "an hour" else "What an outage costs", (table,)),)


def _carried(context: Context) -> tuple[Block, ...]:
    """Services by the processes that stop with them, directly or through what they need, and by the shortest time any of them bears."""
    found: list[tuple[int, int, Ref, list[Ref], Inlines]] = []
    for ref, service in context.study.services.items():
        if not context.target(ref):
            continue
        stopped = dict.fromkeys((ref, *(other for other in context.blasts.spread(ref).stopped if other.kind == "service")))
        hit = dict.fromkeys(process.ref for other in stopped for process in context.study.processes_of.get(other, ()))
        if not hit:
            continue
        bears = [entry.mtpd.figure.duration for process in hit if (entry := context.processes.get(process)) and entry.mtpd.figure.duration]
        least = min(bears, default=None)
        shown: Inlines = (Text(spoken(least)),) if least else (Unknown("MTPD"),)
        found.append((-len(hit), least.seconds if least else -1, service.ref, sorted(hit), shown))
    rows = tuple(
        Row((context.name(ref), (Text(str(len(hit))),), shown, context.names(hit, most=MOST_IN_A_CELL)))
        for _, _, ref, hit, shown in sorted(found, key=lambda item: item[:2])[:MOST_ROWS]
    )
    columns = (Column("Service"), Column("Processes", number=True), Column("Least borne"), Column("Which stop with it"))
    table = Table(columns, rows, "Services, those that carry most first", filter=True, empty="No service carries a process.")
    return (table, *rest(len(found), MOST_ROWS, (Text("Each process names on its page what it uses."),)))


def _peaks(context: Context, processes: list[Process]) -> Table:
    rows = tuple(
        Row((context.name(process.ref), (Text(peak.name),), (Text(peak.when),), say(peak.mtpd, "MTPD"), (Text(peak.reason or ""),)))
        for process in processes
        for peak in process.peaks
    )
    titles = ("Process", "Peak", "When", "Bearable for", "Why")
    return Table(tuple(map(Column, titles)), rows, "When less can be borne", empty="No peaks are stated.")


def _workarounds(context: Context, processes: list[Process]) -> tuple[Block, ...]:
    """By hand: ready in, how much, how long, and whether anybody ever did it. Processes without one come first."""
    rows = []
    for process in sorted(processes, key=lambda p: (p.workaround is not None, p.name.casefold())):
        way = process.workaround
        if way is None:
            rows.append(Row((context.name(process.ref), (Badge("no workaround", Tone.BAD),), (), (), ())))
            continue
        proven: Inlines = (Badge("never proven", Tone.BAD),)
        if way.proven is UNKNOWN:
            proven = (Unknown("when proven"),)
        elif way.proven is not None:
            proven = (Day(way.proven),)
        cells = (say(way.ready_in, "time"), percent(way.capacity, "capacity"), say(way.sustains, "how long"), proven)
        rows.append(Row((context.name(process.ref), *cells)))
    titles = ("Process", "Ready in", "Carries", "Holds for", "Proven on")
    table = Table(tuple(map(Column, titles)), tuple(rows[:MOST_ROWS]), "Manual workarounds", empty="No processes yet.")
    return (table, *rest(len(rows), MOST_ROWS, _ON_THEIR_PAGES))
