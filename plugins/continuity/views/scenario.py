"""A disruption scenario: what is lost, what still works, what to do for how long an outage, what comes back first."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.analysis.spread import scenario_losses
from continuity.model.scenario import Band, Scenario
from continuity.model.values import Duration
from continuity.views.blocks import (
    Badge,
    Block,
    Callout,
    Card,
    Cards,
    Fact,
    Facts,
    Inline,
    Inlines,
    Item,
    Items,
    Muted,
    Out,
    PageView,
    Paragraph,
    ProseBlock,
    SearchText,
    Section,
    Target,
    Text,
    Tone,
    Unknown,
)
from continuity.views.context import Context, plural, say, spoken
from continuity.views.recovery import hit_section, waves_section
from continuity.views.running import short_bar
from continuity.views.sheets import Sheet, sheet, sheets
from continuity.views.since_review import since_section
from continuity.views.situation import tool
from continuity.views.tree_stress import scenario_trees
from continuity.views.trust import trust_line

INDEX = Target("scenarios/index.html")


def pages(context: Context) -> Iterator[Sheet]:
    """Every scenario, and their index page."""
    yield from sheets(context.portfolio.scenarios, _scenario, context)
    yield sheet(INDEX.path, _index, context)


def _scenario(context: Context, scenario: Scenario) -> PageView:
    lead: list[Block] = []
    if scenario.loses:
        items = tuple(Item((*context.name(loss.ref), *((Muted(f" {loss.note}"),) if loss.note else ()))) for loss in scenario.loses)
        lead.append(Callout(Tone.BAD, "You cannot use", (Items(items),)))
    if scenario.channels_lost:
        lead.append(Callout(Tone.BAD, "Do not count on", (Paragraph(context.names(scenario.channels_lost)), *_instead(context, scenario))))
    lead.append(Paragraph(trust_line(context, scenario.ref)))
    facts = [Fact("Expected to last", say(scenario.expected_outage, "expected outage"))]
    if scenario.symptoms:
        facts.append(Fact("How it shows", (Text("; ".join(scenario.symptoms)),)))
    if scenario.plan:
        facts.append(Fact("Plan", context.name(scenario.plan)))
    lead.append(Facts(tuple(facts)))
    lead.append(tool(scenario_losses(context.portfolio, scenario), scenario=scenario.id))
    sections: list[Section] = []
    if scenario.gates:
        sections.append(
            Section(
                "gates", "Before recovery starts", (Items(tuple(_gate(context, scenario, index) for index in range(len(scenario.gates)))),)
            )
        )
    if scenario.fallbacks:
        sections.append(Section("fallbacks", "What to do", tuple(block for band in scenario.fallbacks for block in _band(context, band))))
    runbooks = [*scenario.runbooks, *(r.ref for r in context.portfolio.runbooks.values() if scenario.ref in r.scenarios)]
    if runbooks:
        sections.append(Section("runbooks", "Runbooks", (Items(tuple(Item(context.name(ref)) for ref in dict.fromkeys(runbooks))),)))
    sections += waves_section(context, scenario)
    sections += hit_section(context, scenario)
    sections += scenario_trees(context, scenario.ref)
    if scenario.still_works:
        sections.append(Section("still-works", "What goes on", (ProseBlock(scenario.still_works.text),)))
    if scenario.after:
        sections.append(Section("after", "When it is over", (Items(tuple(Item((), (ProseBlock(text.text),)) for text in scenario.after)),)))
    about: list[Block] = [ProseBlock(scenario.description.text)] if scenario.description else []
    about.append(
        Facts((Fact("Owner", context.holder(scenario.owner)), Fact("Kind of loss", (Text(scenario.loss_class.value.replace("-", " ")),))))
    )
    if scenario.notes:
        about.append(ProseBlock(scenario.notes.text))
    if scenario.links:
        about.append(Items(tuple(Item((Out(link.title or link.href, link.href),)) for link in scenario.links)))
    risks = [risk.ref for risk in context.portfolio.risks.values() if risk.scenario == scenario.ref]
    if risks:
        about.append(Facts((Fact("Risks", context.names(risks)),)))
    sections += since_section(context, scenario.ref)
    sections.append(Section("about", "About this scenario", tuple(about)))
    return PageView(
        path=f"scenarios/{scenario.id}.html",
        title=scenario.name,
        kind="Scenario",
        aka=scenario.aliases,
        lead=tuple(lead),
        sections=tuple(sections),
        bar=short_bar(
            f"scenarios/{scenario.id}.html", sections, (("Call", "call"), ("Runbooks", "runbooks"), ("Order", "waves"), ("Hit", "hit"))
        ),
        crumbs=(("Scenarios", INDEX),),
        description=scenario.description.text if scenario.description else scenario.name,
        source=context.source(scenario.ref),
        search=(
            SearchText(
                scenario.name,
                exact=scenario.aliases,
                symptoms=scenario.symptoms,
                text=scenario.description.text if scenario.description else "",
            ),
        ),
        weight=1.8,
    )


def _instead(context: Context, scenario: Scenario) -> tuple[Block, ...]:
    items = []
    for ref in scenario.channels_lost:
        channel = context.portfolio.channels.get(ref.id)
        if channel and (channel.fallback or channel.fallback_note):
            inlines: tuple[Inline, ...] = (
                (Text(f"{channel.name}: use "), *context.name(channel.fallback)) if channel.fallback else (Text(channel.name),)
            )
            items.append(Item(inlines, (ProseBlock(channel.fallback_note.text),) if channel.fallback_note else ()))
    return (Items(tuple(items)),) if items else ()


def _gate(context: Context, scenario: Scenario, index: int) -> Item:
    gate = scenario.gates[index]
    notes: list[Inline] = [Text(gate.text)]
    if gate.by:
        notes += [Text(" — "), *context.name(gate.by.ref)]
    if isinstance(gate.takes, Duration):
        notes.append(Muted(f" about {spoken(gate.takes)}"))
    if gate.applies_to:
        notes += [Text(". For "), *context.names(gate.applies_to)]
    return Item(tuple(notes))


def _length(band: Band) -> str:
    start = band.from_ if isinstance(band.from_, Duration) and band.from_.seconds else None
    end = band.until if isinstance(band.until, Duration) else None
    if start and end:
        return f"If it is likely to last {spoken(start)} to {spoken(end)}"
    if start:
        return f"If it is likely to last {spoken(start)} or more"
    if end:
        return f"If it is likely to last less than {spoken(end)}"
    return "Whatever its length"


def _band(context: Context, band: Band) -> tuple[Block, ...]:
    inner: list[Block] = [ProseBlock(band.do.text)]
    if band.steps:
        inner.append(Items(tuple(Item((), (ProseBlock(step.text),)) for step in band.steps), ordered=True))
    facts: list[Fact] = []
    if band.approval:
        facts.append(Fact("Needs approval from", context.name(band.approval.ref)))
    if band.runbooks:
        facts.append(Fact("Runbooks", context.names(band.runbooks)))
    if facts:
        inner.append(Facts(tuple(facts)))
    return (Callout(Tone.INFO, _length(band), tuple(inner)),)


def _index(context: Context) -> PageView:
    cards = []
    for scenario in sorted(context.portfolio.scenarios.values(), key=lambda s: s.name.casefold()):
        lost: Inlines = context.names(loss.ref for loss in scenario.loses)
        lines: tuple[Inlines, ...] = ((Text("Loses "), *lost),) if lost else ()
        outage = scenario.expected_outage
        badge = Badge(f"about {spoken(outage)}") if isinstance(outage, Duration) else None
        lines += () if badge else ((Unknown("expected outage"),),)
        cards.append(Card(scenario.name, Target(f"scenarios/{scenario.id}.html"), lines, (badge,) if badge else ()))
    body: tuple[Block, ...] = (Cards(tuple(cards)),) if cards else (Paragraph((Text("No scenarios yet."),)),)
    return PageView(
        path="scenarios/index.html",
        title="Scenarios",
        kind="Index",
        sections=(Section("all", plural(len(cards), "scenario"), body),),
        description="What can be lost, and what to do then",
        search=(SearchText("Scenarios"),),
    )
