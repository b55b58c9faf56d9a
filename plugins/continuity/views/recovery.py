"""In which order things come back, for the organisation and per scenario: a page a crisis team can work from."""

from __future__ import annotations

from collections.abc import Iterable

from continuity.analysis.ordering import order
from continuity.model.scenario import Scenario
from continuity.views.blast import affected_table, waves
from continuity.views.blocks import (
    Block,
    Callout,
    Column,
    Contacts,
    Inline,
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
from continuity.views.context import Context, plural
from continuity.views.figures import promised
from continuity.views.reach import brief

INDEX = Target("recovery/index.html")
_CALL = 5


def pages(context: Context) -> Iterable[PageView]:
    """The order in which everything would come back."""
    yield _order(context)


def waves_section(context: Context, scenario: Scenario) -> tuple[Section, ...]:
    """Waves of recovery in a scenario, each waiting for the one before, starting behind its gates."""
    blast = context.blasts.of_scenario(scenario.id)
    blocks: list[Block] = []
    if blast.site_host_down:
        blocks.append(Callout(Tone.BAD, "This site goes down with it: use the copy that needs no server"))
    if not blast.stopped_services:
        return ()
    blocks += waves(context, blast)
    sections = [Section("waves", "In which order to recover", tuple(blocks))]
    if blast.call:
        calls = Contacts(tuple(brief(context, who) for who in blast.call[:_CALL]), numbered=False)
        rest: tuple[Block, ...] = (Paragraph((Text("Then "), *context.names(blast.call[_CALL:]))),) if blast.call[_CALL:] else ()
        sections.append(Section("call", "Whom to call", (calls, *rest)))
    return tuple(sections)


def hit_section(context: Context, scenario: Scenario) -> tuple[Section, ...]:
    """Who is hit, and what each service does about it."""
    blast = context.blasts.of_scenario(scenario.id)
    table = affected_table(context, blast)
    blocks: list[Block] = list(table)
    rows = []
    for ref in blast.stopped_services:
        service = context.study.services.get(ref)
        if service is None:
            continue
        answers: list[Inline] = []
        for strategy in service.strategies:
            if context.portfolio.resolve(strategy.scenario) == scenario.ref:
                answers += [Text("; ")] if answers else []
                answers.append(LinkTo(strategy.approach.value.replace("-", " "), Target(f"services/{service.id}.html", "strategies")))
                if strategy.runbooks:
                    answers += [Text(": "), *context.names(strategy.runbooks)]
        objectives = context.study.objectives_of(ref)
        rows.append(Row((context.name(ref), promised(objectives.rto, "RTO"), tuple(answers) or (Muted("no strategy for this scenario"),))))
    if rows:
        blocks.append(
            Table((Column("Service"), Column("RTO"), Column("What is done")), tuple(rows), "Strategies for this scenario", filter=True)
        )
    return (Section("hit", f"What is hit: {plural(len(blast.stopped_services), 'service')} stop", tuple(blocks)),) if blocks else ()


def _order(context: Context) -> PageView:
    everything = order(context.study.graph, (ref for ref in context.study.graph.nodes if ref.kind not in ("site", "vendor")))
    sections: list[Section] = []
    for number, wave in enumerate(everything.waves, start=1):
        rows = []
        for ref in sorted(
            wave,
            key=lambda r: (
                context.study.objectives_of(r).rto.figure.seconds is None,
                context.study.objectives_of(r).rto.figure.seconds or 0,
                r,
            ),
        ):
            waits = [
                t
                for edge in context.study.graph.needs.get(ref, ())
                if edge.orders_recovery and not edge.implied
                for t in edge.targets
                if t.kind == "service"
            ]
            service = context.study.services.get(ref)
            rows.append(
                Row(
                    (
                        context.name(ref),
                        promised(context.study.objectives_of(ref).rto, "RTO"),
                        context.names(dict.fromkeys(waits)) or (Muted("nothing"),),
                        context.holder(service.owner) if service else (),
                    )
                )
            )
        columns = (Column("Service"), Column("RTO"), Column("Waits for"), Column("Owner"))
        sections.append(Section(f"wave-{number}", f"Wave {number}", (Table(columns, tuple(rows), "Tightest RTO first"),)))
    circles: list[Block] = []
    for cut in everything.breaks:
        inlines = (
            Text("They need each other: "),
            *context.names(cut.loop, " → "),
            Text(". Start "),
            *context.name(cut.source),
            Text(" without "),
            *context.names(cut.targets, " or "),
        )
        circles.append(Callout(Tone.SOON, "A circle to break", (Paragraph(inlines),)))
    scenarios = tuple(Item((LinkTo(s.name, Target(f"scenarios/{s.id}.html")),)) for s in context.portfolio.scenarios.values())
    if scenarios:
        sections.append(Section("scenarios", "Per scenario", (Items(scenarios),)))
    lead = Paragraph(
        (
            Text("If everything were down: each wave waits for the ones before it. "),
            LinkTo("What carries most", Target("recovery/blast.html")),
            Text(" · "),
            LinkTo("Objectives", Target("recovery/objectives.html")),
        )
    )
    return PageView(
        path="recovery/index.html",
        title="Recovery order",
        kind="Recovery",
        lead=(lead, *circles),
        sections=tuple(sections),
        description="In which order everything comes back",
        search=(SearchText("Recovery order", text="waves sequence restore first priority"),),
        weight=1.3,
    )
