"""In which order things come back, for the organisation and per scenario: a page a crisis team can work from."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.analysis.recovery import Contention, RecoveryOrder
from continuity.model.scenario import Scenario
from continuity.model.values import Duration
from continuity.views.blast import affected_table, circles
from continuity.views.blocks import (
    Block,
    Callout,
    Column,
    Contacts,
    Inline,
    Inlines,
    Item,
    Items,
    LinkTo,
    Muted,
    PageView,
    Paragraph,
    Row,
    SearchText,
    Section,
    Table,
    Target,
    Text,
    Tone,
)
from continuity.views.bounded import MOST_NAMES, MOST_SERVICES, rest
from continuity.views.context import Context, plural, spoken
from continuity.views.figures import figure, promised, verdict
from continuity.views.reach import brief
from continuity.views.sheets import Sheet, sheet

INDEX = Target("recovery/index.html")
_CALL = 5
_SITUATION = (Text("The whole order, without what has not failed: "), LinkTo("say what has", Target("situation.html")), Text("."))
_EACH = (Text("Each service says on its page when it can be back: "), LinkTo("services", Target("services/index.html")), Text("."))


def pages(context: Context) -> Iterator[Sheet]:
    """The order in which everything would come back."""
    yield sheet(INDEX.path, _order, context)


def waves_section(context: Context, scenario: Scenario) -> tuple[Section, ...]:
    """Waves of recovery in a scenario, each waiting for the one before, starting behind its gates."""
    blast = context.blasts.of_scenario(scenario.id)
    blocks: list[Block] = []
    if blast.site_host_down:
        blocks.append(Callout(Tone.BAD, "This site goes down with it: use the copy that needs no server"))
    if not blast.stopped_services:
        return ()
    blocks += _timed_waves(context, context.orders[scenario.ref], _SITUATION)
    sections = [Section("waves", "In which order to recover", tuple(blocks))]
    if blast.call:
        calls = Contacts(tuple(brief(context, who) for who in blast.call[:_CALL]), numbered=False)
        rest: tuple[Block, ...] = (
            (Paragraph((Text("Then "), *context.names(blast.call[_CALL:], most=MOST_NAMES))),) if blast.call[_CALL:] else ()
        )
        sections.append(Section("call", "Whom to call", (calls, *rest)))
    return tuple(sections)


def _timed_waves(context: Context, found: RecoveryOrder, elsewhere: Inlines) -> list[Block]:
    """Waves with the earliest finish of each service against its RTO, and who or what several of them want at once. ``elsewhere`` says where
    the rest of a long order stands.
    """
    rows: list[Row] = []
    contended: list[Item] = []
    count = 0
    for wave in found.waves:
        room = max(0, MOST_SERVICES - count)
        count += len(wave.entries)
        for entry in wave.entries[:room]:
            late: Inlines = (Muted(f" by {spoken(Duration(-entry.slack))}"),) if entry.slack is not None and entry.slack < 0 else ()
            cells = (
                context.name(entry.service),
                (*figure(context, entry.finish, "time"),),
                figure(context, entry.rto, "RTO"),
                (verdict(entry.verdict), *late),
            )
            rows.append(Row(cells, group=f"Wave {wave.number}"))
        contended += [Item(_contention(context, wave.number, item)) for item in wave.contention]
    columns = (Column("Service"), Column("Earliest back"), Column("RTO"), Column("In time"))
    blocks: list[Block] = [
        Table(columns, tuple(rows), "Each wave waits for the ones before it; most urgent first. From the start of the disruption.")
    ]
    blocks += rest(count, MOST_SERVICES, elsewhere)
    if contended:
        items = Items(tuple(contended[:MOST_NAMES]))
        more = (Paragraph((Muted(f"and {len(contended) - MOST_NAMES} more"),)),) if len(contended) > MOST_NAMES else ()
        blocks.append(Callout(Tone.SOON, "Wanted by several at once", (items, *more)))
    blocks += circles(context, found.breaks)
    return blocks


def _contention(context: Context, number: int, item: Contention) -> Inlines:
    return (Text(f"Wave {number}: "), *context.name(item.ref), Text(" for "), *context.names(item.services, most=MOST_NAMES))


def hit_section(context: Context, scenario: Scenario) -> tuple[Section, ...]:
    """Who is hit, and what each service does about it."""
    blast = context.blasts.of_scenario(scenario.id)
    table = affected_table(context, blast)
    blocks: list[Block] = list(table)
    rows: list[Row] = []
    running = [service for ref in blast.stopped_services if (service := context.study.services.get(ref)) is not None]
    for service in running[:MOST_SERVICES]:
        answers: list[Inline] = []
        for strategy in service.strategies:
            if context.portfolio.resolve(strategy.scenario) == scenario.ref:
                answers += [Text("; ")] if answers else []
                answers.append(LinkTo(strategy.approach.value.replace("-", " "), Target(f"services/{service.id}.html", "strategies")))
                if strategy.runbooks:
                    answers += [Text(": "), *context.names(strategy.runbooks)]
        objectives = context.study.objectives_of(service.ref)
        rows.append(
            Row((context.name(service.ref), promised(objectives.rto, "RTO"), tuple(answers) or (Muted("no strategy for this scenario"),)))
        )
    if rows:
        blocks.append(
            Table((Column("Service"), Column("RTO"), Column("What is done")), tuple(rows), "Strategies for this scenario", filter=True)
        )
        blocks += rest(len(running), MOST_SERVICES, (Text("Each service has its own on its page."),))
    return (Section("hit", f"What is hit: {plural(len(blast.stopped_services), 'service')} stop", tuple(blocks)),) if blocks else ()


def _order(context: Context) -> PageView:
    everything = context.study.organisation_order
    sections: list[Section] = [Section("waves", "Waves", tuple(_timed_waves(context, everything, _EACH)))]
    scenarios = tuple(Item((LinkTo(s.name, Target(f"scenarios/{s.id}.html")),)) for s in context.portfolio.scenarios.values())
    if scenarios:
        sections.append(Section("scenarios", "Per scenario", (Items(scenarios),)))
    lead = Paragraph(
        (
            Text(
                "If everything were down, sites and vendors standing, each service by the strategy with the least work: an order to plan with, not a forecast. "
            ),
            LinkTo("What carries most", Target("recovery/blast.html")),
            Text(" · "),
            LinkTo("Objectives", Target("recovery/objectives.html")),
        )
    )
    return PageView(
        path="recovery/index.html",
        title="Recovery order",
        kind="Recovery",
        lead=(lead,),
        sections=tuple(sections),
        description="In which order everything comes back",
        search=(SearchText("Recovery order", text="waves sequence restore first priority"),),
        weight=1.3,
    )
