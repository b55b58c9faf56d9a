"""A continuity plan: when it applies, who may put it in force, who does what in which phase."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from continuity.model.plan import Authority, ContinuityPlan, Duty, Threshold
from continuity.views.blocks import (
    Block,
    Break,
    Callout,
    Card,
    Cards,
    Column,
    Day,
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
    Row,
    SearchText,
    Section,
    Table,
    Target,
    Text,
    Tone,
    Unknown,
)
from continuity.views.communication import message_row, message_table
from continuity.views.context import Context, plural, spoken
from continuity.views.runbook import authority_words
from continuity.views.sheets import Sheet, sheet, sheets
from continuity.views.since_review import since_section
from continuity.views.trust import trust_line

INDEX = Target("continuity-plans/index.html")
_LEVELS = {"strategic": "Strategic (gold)", "tactical": "Tactical (silver)", "operational": "Operational (bronze)"}
_PHASES = {
    "activate": "Activate",
    "assess": "Assess",
    "recover": "Recover",
    "validate": "Validate",
    "return": "Return to normal",
    "review": "Review",
}


def pages(context: Context) -> Iterator[Sheet]:
    """Every continuity plan, and their index page."""
    yield from sheets(context.portfolio.continuity_plans, _plan, context)
    yield sheet(INDEX.path, _index, context)


def _plan(context: Context, plan: ContinuityPlan) -> PageView:
    lead: list[Block] = [Paragraph(trust_line(context, plan.ref))]
    lead += _activation(context, plan)
    sections = [
        *_section("activate", "First actions", _first(context, plan)),
        *_phases(context, plan),
        *_section("messages", "Who must be told, by when", _messages(context, plan)),
        *_section("shifts", "Shifts", _shifts(context, plan)),
        *_section("response", "Response teams", _response(context, plan)),
        *_section("command-centre", "Command centre", _command(context, plan)),
        *_section("runbooks", "Runbooks", _runbooks(context, plan)),
        *_section("stand-down", "Stand down", _stand_down(context, plan)),
        *_section("scope", "Scope", _scope(context, plan)),
        *_section("related", "Related plans", _related(context, plan)),
        *_section("distribution", "Distribution", _distribution(context, plan)),
        *_section("maintenance", "How this plan is kept", _maintenance(plan)),
        *_section("log", "Log of changes", _log(plan)),
        *_section("notes", "Notes", (ProseBlock(plan.notes.text),) if plan.notes else ()),
        *_section(
            "links", "Links", (Items(tuple(Item((Out(link.title or link.href, link.href),)) for link in plan.links)),) if plan.links else ()
        ),
        *since_section(context, plan.ref),
        Section("about", "About this plan", _about(context, plan), quiet=True),
    ]
    version: Inlines = (Text(f"Version {plan.version}"),) if plan.version else ()
    if plan.effective:
        version += (Text(" in force since " if version else "In force since "), Day(plan.effective))
    return PageView(
        path=f"continuity-plans/{plan.id}.html",
        title=plan.title,
        kind=f"{plan.type.value.replace('-', ' ').capitalize()} plan",
        aka=plan.aliases,
        context=version,
        lead=tuple(lead),
        sections=tuple(sections),
        crumbs=(("Plans", INDEX),),
        description=plan.purpose.text if plan.purpose else plan.title,
        source=context.source(plan.ref),
        search=(SearchText(plan.title, exact=plan.aliases, text=plan.purpose.text if plan.purpose else ""),),
        weight=1.6,
    )


def _section(anchor: str, title: str, blocks: Iterable[Block]) -> tuple[Section, ...]:
    found = tuple(blocks)
    return (Section(anchor, title, found),) if found else ()


def _threshold(context: Context, threshold: Threshold) -> Item:
    words: list[Inline] = [Text(f"after {spoken(threshold.after)}")]
    if threshold.during and not threshold.during.always:
        words.append(Text(f", {threshold.during}"))
    if threshold.tier:
        tier = context.portfolio.tier(threshold.tier)
        words.append(Text(f", {tier.name if tier else threshold.tier}"))
    if threshold.text:
        words.append(Text(f": {threshold.text}"))
    return Item(tuple(words))


def _activation(context: Context, plan: ContinuityPlan) -> list[Block]:
    activation = plan.activation
    facts: list[Fact] = []
    if activation.criteria:
        facts.append(Fact("Use when", blocks=(ProseBlock(activation.criteria.text),)))
    if activation.thresholds:
        facts.append(Fact("Threshold", blocks=(Items(tuple(_threshold(context, t) for t in activation.thresholds)),)))
    facts.append(_authority("May activate", context, activation.authority))
    if activation.assumed_by:
        facts.append(Fact("In command", blocks=(ProseBlock(activation.assumed_by.text),)))
    if activation.how:
        facts.append(Fact("How", blocks=(ProseBlock(activation.how.text),)))
    if plan.objective:
        facts.append(Fact("Objective", blocks=(ProseBlock(plan.objective.text),)))
    return [Facts(tuple(facts), large=False)]


def _authority(label: str, context: Context, authority: Authority) -> Fact:
    note: tuple[Block, ...] = (ProseBlock(authority.note.text),) if authority.note else ()
    return Fact(label, authority_words(context, authority) or (Unknown("who"),), note)


def _first(context: Context, plan: ContinuityPlan) -> tuple[Block, ...]:
    items = tuple(Item((), (ProseBlock(text.text),)) for text in plan.activation.first_actions)
    return (Items(items, ordered=True),) if items else ()


def _duty(context: Context, duty: Duty) -> Item:
    notes: list[Inline] = []
    if duty.by:
        notes += [Text("by "), *context.name(duty.by.ref)]
    if duty.within:
        notes.append(Text(f"{', ' if notes else ''}within {spoken(duty.within)}"))
    if duty.every:
        notes.append(Text(f"{', ' if notes else ''}every {spoken(duty.every)}"))
    if duty.message:
        notes += [Text(f"{', ' if notes else ''}message: "), *context.name(duty.message)]
    if duty.runbook:
        notes += [Text(f"{', ' if notes else ''}runbook: "), *context.name(duty.runbook)]
    if duty.optional:
        notes.append(Muted(f"{', ' if notes else ''}if needed"))
    blocks: tuple[Block, ...] = (ProseBlock(duty.do.text), *((Paragraph(tuple(notes)),) if notes else ()))
    return Item((), blocks)


def _phases(context: Context, plan: ContinuityPlan) -> tuple[Section, ...]:
    sections = []
    for number, phase in enumerate(plan.phases):
        blocks: list[Block] = [ProseBlock(phase.text.text)] if phase.text else []
        if phase.duties:
            blocks.append(Items(tuple(_duty(context, duty) for duty in phase.duties)))
        sections.append(Section(f"phase-{number + 1}-{phase.phase.value}", f"{phase.name or _PHASES[phase.phase.value]}", tuple(blocks)))
    return tuple(sections)


def _messages(context: Context, plan: ContinuityPlan) -> tuple[Block, ...]:
    rows = tuple(message_row(context, ref) for ref in plan.messages)
    return (message_table(rows, "Messages of this plan"),) if rows else ()


def _shifts(context: Context, plan: ContinuityPlan) -> tuple[Block, ...]:
    if not plan.shifts:
        return ()
    facts = [Fact("Nobody works longer than", (Text(spoken(plan.shifts.at_most)),))]
    if plan.shifts.expected_longer_than:
        facts.append(Fact("When it is likely to last longer than", (Text(spoken(plan.shifts.expected_longer_than)),)))
    if plan.shifts.handover:
        facts.append(Fact("Hand over by", context.name(plan.shifts.handover)))
    text: tuple[Block, ...] = (ProseBlock(plan.shifts.text.text),) if plan.shifts.text else ()
    return (Facts(tuple(facts)), *text)


def _response(context: Context, plan: ContinuityPlan) -> tuple[Block, ...]:
    rows = []
    for team in plan.response:
        who: list[Inline] = list(context.name(team.team)) if team.team else []
        if team.lead:
            who += [Break() if who else Text(""), Text("led by "), *context.name(team.lead.ref)]
        if team.members:
            who += [Break() if who else Text(""), *context.names(m.ref for m in team.members)]
        rows.append(Row(((Text(team.name or _LEVELS[team.level.value]),), (Text(_LEVELS[team.level.value]),), tuple(who))))
    blocks: list[Block] = [Table((Column("Team"), Column("Level"), Column("Who")), tuple(rows), "Response structure")] if rows else []
    for team in plan.response:
        if team.duties:
            blocks.append(Paragraph((Text(f"{team.name or _LEVELS[team.level.value]}:"),)))
            blocks.append(Items(tuple(Item((), (ProseBlock(duty.text),)) for duty in team.duties)))
    return tuple(blocks)


def _command(context: Context, plan: ContinuityPlan) -> tuple[Block, ...]:
    centre = plan.command_centre
    if not centre:
        return ()
    pairs = (("Where", centre.site), ("Else", centre.alternate), ("Bridge", centre.channel), ("Else bridge", centre.alternate_channel))
    facts = tuple(Fact(label, context.name(ref)) for label, ref in pairs if ref)
    note: tuple[Block, ...] = (ProseBlock(centre.note.text),) if centre.note else ()
    return (*((Facts(facts),) if facts else ()), *note)


def _runbooks(context: Context, plan: ContinuityPlan) -> tuple[Block, ...]:
    own = [runbook.ref for runbook in context.portfolio.runbooks.values() if runbook.plan == plan.ref]
    refs = list(dict.fromkeys([*plan.runbooks, *own]))
    return (Items(tuple(Item(context.name(ref)) for ref in refs)),) if refs else ()


def _stand_down(context: Context, plan: ContinuityPlan) -> tuple[Block, ...]:
    down = plan.stand_down
    facts: list[Fact] = []
    if down.criteria:
        facts.append(Fact("When", blocks=(ProseBlock(down.criteria.text),)))
    if down.authority.any_of:
        facts.append(_authority("Who decides", context, down.authority))
    blocks: list[Block] = [Facts(tuple(facts))] if facts else []
    if down.actions:
        blocks.append(Items(tuple(Item((), (ProseBlock(action.text),)) for action in down.actions)))
    return tuple(blocks)


def _scope(context: Context, plan: ContinuityPlan) -> tuple[Block, ...]:
    blocks: list[Block] = [ProseBlock(plan.scope.text.text)] if plan.scope.text else []
    units = {unit.id: unit.name for unit in context.portfolio.organisation.units}
    pairs: tuple[tuple[str, Inlines], ...] = (
        ("Services", context.names(plan.scope.services)),
        ("Sites", context.names(plan.scope.sites)),
        ("Units", (Text(", ".join(units.get(unit, unit) for unit in plan.scope.units)),) if plan.scope.units else ()),
        ("Scenarios", context.names(plan.scenarios)),
        ("Resources", context.names(plan.resources)),
    )
    facts = tuple(Fact(label, value) for label, value in pairs if value)
    if facts:
        blocks.append(Facts(facts))
    for title, texts in (("Not covered", plan.exclusions), ("Assumptions", plan.assumptions)):
        if texts:
            blocks.append(Callout(Tone.INFO, title, (Items(tuple(Item((), (ProseBlock(text.text),)) for text in texts)),)))
    return tuple(blocks)


def _related(context: Context, plan: ContinuityPlan) -> tuple[Block, ...]:
    items = []
    for related in plan.related:
        inlines: tuple[Inline, ...] = (
            context.name(related.plan)
            if related.plan
            else (Out(related.title, related.link.href),)
            if related.link
            else (Text(related.title),)
        )
        if related.held_by:
            inlines += (Muted(f" held by {related.held_by}"),)
        items.append(Item(inlines, (ProseBlock(related.when.text),) if related.when else ()))
    return (Items(tuple(items)),) if items else ()


def _distribution(context: Context, plan: ContinuityPlan) -> tuple[Block, ...]:
    rows = []
    for copy in plan.distribution:
        checked: Inlines = (Day(copy.checked),) if isinstance(copy.checked, date) else ()
        where = context.name(copy.site) if copy.site else ()
        link: Inlines = (Text(" "), Out(copy.link.title or copy.link.href, copy.link.href)) if copy.link else ()
        rows.append(
            Row(((Text(copy.to),), (Text(copy.form or ""), *link), context.name(copy.holder.ref) if copy.holder else (), where, checked))
        )
    table = Table(
        (Column("Copy"), Column("Form"), Column("Held by"), Column("Where"), Column("Last checked")), tuple(rows), "Who holds this plan"
    )
    blocks: list[Block] = [table] if rows else []
    if plan.retention:
        blocks.append(ProseBlock(plan.retention.text))
    return tuple(blocks)


def _maintenance(plan: ContinuityPlan) -> tuple[Block, ...]:
    kept = plan.maintenance
    if not kept:
        return ()
    pairs = (
        ("To be of use", kept.aim),
        ("First approval", kept.initial),
        ("Review", kept.review),
        ("Changes", kept.changes),
        ("Protection", kept.protection),
        ("Training", kept.training),
    )
    return (Facts(tuple(Fact(label, blocks=(ProseBlock(text.text),)) for label, text in pairs if text)),)


def _log(plan: ContinuityPlan) -> tuple[Block, ...]:
    rows = tuple(
        Row(((Day(e.date),), (Text(e.version or ""),), (Text(e.change),), (Text(e.by or ""),)))
        for e in sorted(plan.log, key=lambda e: e.date, reverse=True)
    )
    return (Table((Column("Date"), Column("Version"), Column("Change"), Column("By")), rows, "Changes"),) if rows else ()


def _about(context: Context, plan: ContinuityPlan) -> tuple[Block, ...]:
    blocks: list[Block] = [ProseBlock(plan.purpose.text)] if plan.purpose else []
    blocks.append(Facts((Fact("Owner", context.holder(plan.owner)), Fact("Approved by", context.holder(plan.approved_by, "approver")))))
    return tuple(blocks)


def _index(context: Context) -> PageView:
    cards = tuple(
        Card(
            plan.title,
            Target(f"continuity-plans/{plan.id}.html"),
            ((Text(plan.type.value.replace("-", " ").capitalize()),), (Muted(plural(len(plan.scope.services), "service")),)),
        )
        for plan in context.portfolio.continuity_plans.values()
    )
    body: tuple[Block, ...] = (Cards(cards),) if cards else (Paragraph((Text("No plans yet."),)),)
    return PageView(
        path="continuity-plans/index.html",
        title="Continuity plans",
        kind="Index",
        sections=(Section("all", plural(len(cards), "plan"), body),),
        description="All continuity plans",
        search=(SearchText("Continuity plans"),),
    )
