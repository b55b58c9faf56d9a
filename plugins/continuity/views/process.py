"""A business process and its impact analysis: what an hour costs, and how long it can be borne."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from continuity.model.process import Impact, Process
from continuity.model.values import UNKNOWN, Duration
from continuity.views.bia import bia_sections
from continuity.views.blocks import (
    Badge,
    Block,
    Column,
    Day,
    Fact,
    Facts,
    Figure,
    Inline,
    Inlines,
    Item,
    Items,
    LinkTo,
    Muted,
    PageView,
    Paragraph,
    ProseBlock,
    Row,
    SearchText,
    Section,
    Table,
    Target,
    Text,
    Tone,
    Unknown,
)
from continuity.views.context import Context, percent, plural, say, spoken
from continuity.views.drawings import Cell, Grid
from continuity.views.listing import listing
from continuity.views.objectives import mtpd_facts, workaround_note
from continuity.views.sheets import Sheet, sheet, sheets
from continuity.views.since_review import since_section
from continuity.views.trust import trust_line

INDEX = Target("processes/index.html")
ALL = Target("processes/all/index.html")
"""All of them, where they are too many for the index. No process has a page there: ids have no slash."""
MOST_BESIDE_PICTURES = 300
"""Processes that the index lists."""


def pages(context: Context) -> Iterator[Sheet]:
    """Every business process, and the business impact analysis as a whole."""
    yield from sheets(context.portfolio.processes, _process, context)
    processes = sorted(context.portfolio.processes.values(), key=lambda p: p.name.casefold())
    apart = len(processes) > MOST_BESIDE_PICTURES
    yield sheet(INDEX.path, _index, context, processes, apart)
    if apart:
        yield from listing(ALL, processes, lambda process: process.name, partial(_every, context))


def _process(context: Context, process: Process) -> PageView:
    lead: list[Block] = [Paragraph(trust_line(context, process.ref)), Facts(mtpd_facts(context, process), large=True)]
    sections: list[Section] = []
    if process.workaround:
        sections.append(
            Section("workaround", "How the work goes on without it", (*_workaround(process), *workaround_note(context, process)))
        )
    if process.uses:
        rows = tuple(Row((context.name(use.service), say(use.rpo, "RPO"), (Text(use.effect or ""),))) for use in process.uses)
        sections.append(
            Section(
                "services", "Services it uses", (Table((Column("Service"), Column("May lose"), Column("Without it")), rows, "Services"),)
            )
        )
    if process.requires:
        sections.append(Section("requires", "What else it needs", (_requirements(context, process),)))
    if process.impact:
        sections.append(Section("impact", "Impact over time", (_impact_figure(context, process),)))
    if process.peaks:
        rows = tuple(Row(((Text(p.name),), (Text(p.when),), say(p.mtpd, ""), (Text(p.reason or ""),))) for p in process.peaks)
        sections.append(
            Section(
                "peaks",
                "Peaks",
                (Table((Column("Peak"), Column("When"), Column("Bearable for"), Column("Why")), rows, "When less can be borne"),),
            )
        )
    if process.obligations:
        items = tuple(
            Item(
                (
                    Text(o.text),
                    *((Text(f", within {spoken(o.within)}"),) if o.within else ()),
                    *((Muted(f" ({o.source})"),) if o.source else ()),
                )
            )
            for o in process.obligations
        )
        sections.append(Section("obligations", "Obligations", (Items(items),)))
    about: list[Block] = [ProseBlock(process.description.text)] if process.description else []
    units = {unit.id: unit.name for unit in context.portfolio.organisation.units}
    about.append(
        Facts(
            (
                Fact("Owner", context.holder(process.owner)),
                *((Fact("Unit", (Text(units.get(process.unit, process.unit)),)),) if process.unit else ()),
                Fact(
                    "Recorded",
                    ((Day(process.recorded),) if process.recorded else (Unknown("when"),))
                    + ((Text(" by "), *context.name(process.recorded_by)) if process.recorded_by else ()),
                ),
            )
        )
    )
    if process.notes:
        about.append(ProseBlock(process.notes.text))
    sections += since_section(context, process.ref)
    sections.append(Section("about", "About", tuple(about)))
    return PageView(
        path=f"processes/{process.id}.html",
        title=process.name,
        kind="Business process",
        aka=process.aliases,
        lead=tuple(lead),
        sections=tuple(sections),
        crumbs=(("Business impact", INDEX),),
        description=process.description.text if process.description else process.name,
        source=context.source(process.ref),
        search=(SearchText(process.name, exact=process.aliases, text=process.description.text if process.description else ""),),
        weight=1.2,
    )


def _workaround(process: Process) -> tuple[Block, ...]:
    workaround = process.workaround
    if workaround is None:
        return ()
    proven: Inlines = (
        (Badge("never proven", Tone.BAD),)
        if workaround.proven is None
        else (Unknown("when proven"),)
        if workaround.proven is UNKNOWN
        else (Day(workaround.proven),)
    )
    facts = (
        Fact("Ready in", say(workaround.ready_in, "")),
        Fact("Capacity", percent(workaround.capacity, "")),
        Fact("Holds for", say(workaround.sustains, "")),
        Fact("Proven on", proven),
    )
    return (ProseBlock(workaround.how.text), Facts(facts))


def _requirements(context: Context, process: Process) -> Table:
    rows = []
    for need in process.requires:
        many = ", ".join(f"{'?' if q.at_least is UNKNOWN else q.at_least} by {spoken(q.by)}" for q in need.quantities)
        rows.append(Row((context.name(need.ref), (Text(need.what or ""),), (Text(many),) if many else (Unknown("quantity"),))))
    return Table((Column("Needs"), Column("What"), Column("At least")), tuple(rows), "People, places, suppliers and records")


def _tone(context: Context, impact: Impact) -> str:
    levels = {level.id: level for level in context.portfolio.organisation.impact_levels}
    level = levels.get(impact.level or "")
    if level is None:
        return "plain"
    if not level.tolerable:
        return "bad"
    order = list(levels)
    return "good" if order.index(level.id) <= len(order) // 3 else "soon"


def _impact_figure(context: Context, process: Process) -> Figure:
    organisation = context.portfolio.organisation
    bands = sorted({*organisation.time_bands, *(band for bands in process.impact.values() for band in bands)})
    names = {category.id: category.name for category in organisation.impact_categories}
    levels = {level.id: level.name for level in organisation.impact_levels}
    cells = []
    for category, stated in process.impact.items():
        # An impact once reached lasts: bands nobody wrote down carry on the one before.
        by_band: dict[Duration, Impact] = {}
        for band in bands:
            last = max((b for b in stated if b <= band), default=None)
            if last is not None:
                by_band[band] = stated[last]
        for band, impact in by_band.items():
            words = [levels.get(impact.level, impact.level)] if impact.level else []
            if isinstance(impact.money, float):
                words.append(f"{organisation.currency or ''} {impact.money:,.0f}".strip())
            cells.append(Cell(_from(band), names.get(category, category), ", ".join(words), _tone(context, impact), impact.reason or ""))
    grid = Grid(
        tuple(_from(band) for band in bands),
        tuple(names.get(category, category) for category in process.impact),
        tuple(cells),
        "outage lasting",
        "Impact",
    )
    items: list[Item] = []
    for category, by_band in process.impact.items():
        for band, impact in by_band.items():
            if impact.reason:
                items.append(Item((Text(f"{names.get(category, category)}, {_from(band)}: {impact.reason}"),)))
    per = "an hour" if organisation.money_per.value == "hour" else "in total"
    twin: tuple[Block, ...] = (Items(tuple(items)),) if items else ()
    return Figure(grid, f"Impact by category and time. Money is {per}. Marked with ✕ where it cannot be borne.", twin)


def _from(band: Duration) -> str:
    return f"{spoken(band)} +" if band.seconds else "at once"


def _table(context: Context, processes: Iterable[Process]) -> Table:
    rows = []
    for process in processes:
        facts: tuple[Inlines, ...] = tuple(fact.value for fact in mtpd_facts(context, process)[:3])
        rows.append(Row((context.name(process.ref), *facts, context.holder(process.owner))))
    columns = (Column("Process"), Column("MTPD"), Column("RTO"), Column("Catching up"), Column("Owner"))
    return Table(columns, tuple(rows), "Business processes", filter=True, empty="No processes yet.")


def _every(context: Context, processes: Sequence[Process]) -> PageView:
    return PageView(
        path=ALL.path,
        title="All business processes",
        kind="Programme",
        crumbs=(("Business impact", INDEX),),
        sections=(Section("all", plural(len(processes), "process", "processes"), (_table(context, processes),)),),
        description="Every business process, with what it can bear",
        search=(SearchText("All business processes"),),
        weight=0.8,
    )


def _index(context: Context, processes: Sequence[Process], apart: bool) -> PageView:
    lead_inlines: tuple[Inline, ...] = (Text("What each process can bear, and what it asks of the services it uses."),)
    shown: Block = Paragraph((LinkTo("All of them, by name", ALL),)) if apart else _table(context, processes)
    bia = bia_sections(context)
    return PageView(
        path="processes/index.html",
        title="Business impact",
        kind="Programme",
        lead=(Paragraph(lead_inlines),),
        sections=(*bia[:1], Section("all", plural(len(processes), "process", "processes"), (shown,)), *bia[1:]),
        description="Business impact analysis",
        search=(SearchText("Business impact", text="BIA MTPD"),),
    )
