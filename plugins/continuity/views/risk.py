"""Risks: what could happen, how likely, how bad, and what is done about it."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.analysis.risk import AcceptanceState, RatedRisk, Score, matrix, unassessed
from continuity.model.scenario import Rating, Risk
from continuity.views.blocks import (
    Badge,
    Block,
    Column,
    Day,
    Fact,
    Facts,
    Figure,
    Inlines,
    LinkTo,
    Muted,
    PageView,
    Paragraph,
    ProseBlock,
    Row,
    SearchText,
    Section,
    Strong,
    Table,
    Target,
    Text,
    Tone,
    Unknown,
)
from continuity.views.context import Context, plural, spoken
from continuity.views.drawings import Cell, Grid
from continuity.views.sheets import Sheet, sheet, sheets
from continuity.views.since_review import since_section
from continuity.views.trust import trust_line

INDEX = Target("risks/index.html")


def pages(context: Context) -> Iterator[Sheet]:
    """Every risk, and the register with its matrices."""
    yield from sheets(context.portfolio.risks, _risk, context)
    yield sheet(INDEX.path, _index, context)


def score(context: Context, rating: Rating | None) -> int | None:
    """Likelihood step times impact level, both counted from 1; None when either is not on the scale."""
    organisation = context.portfolio.organisation
    likelihoods, levels = [step.id for step in organisation.likelihoods], [level.id for level in organisation.impact_levels]
    if rating is None or rating.likelihood not in likelihoods or rating.impact not in levels:
        return None
    return (likelihoods.index(rating.likelihood) + 1) * (levels.index(rating.impact) + 1)


def _tone(context: Context, value: int | None) -> Tone:
    appetite = context.portfolio.organisation.risk_appetite
    if value is None or appetite is None:
        return Tone.UNKNOWN if value is None else Tone.PLAIN
    if appetite.never_above is not None and value > appetite.never_above:
        return Tone.BAD
    return Tone.SOON if value > appetite.accept_up_to else Tone.GOOD


def _rating(context: Context, rating: Rating | None) -> Inlines:
    if rating is None:
        return (Unknown("rating"),)
    organisation = context.portfolio.organisation
    likelihoods = {step.id: step.name for step in organisation.likelihoods}
    levels = {level.id: level.name for level in organisation.impact_levels}
    value = score(context, rating)
    words = f"{likelihoods.get(rating.likelihood, rating.likelihood)} × {levels.get(rating.impact, rating.impact)}"
    return (Badge(str(value) if value is not None else "?", _tone(context, value), words), Text(f" {words}"))


def _risk(context: Context, risk: Risk) -> PageView:
    facts = [
        Fact("Now", _rating(context, risk.residual)),
        *_counts_as(context, risk),
        Fact("Without what is in place", _rating(context, risk.inherent)),
        Fact("Treatment", (Text(risk.treatment.value),) if risk.treatment else (Unknown("treatment"),)),
        Fact("Owner", context.holder(risk.owner)),
        *((Fact("Scenario", context.name(risk.scenario)),) if risk.scenario else ()),
        *((Fact("What it threatens", context.names(a.ref for a in risk.assets)),) if risk.assets else ()),
        *((Fact("Controls", context.names(risk.controls)),) if risk.controls else ()),
        Fact("Assessed", (Day(risk.assessed),) if risk.assessed else (Unknown("when"),)),
    ]
    if risk.acceptance:
        accepted = risk.acceptance
        late = accepted.until < context.as_of
        words: Inlines = (Text("by "), *context.name(accepted.by), Text(" until "), Day(accepted.until))
        facts.append(Fact("Accepted", (*words, *((Text(" "), Badge("expired", Tone.BAD)) if late else ())), (ProseBlock(accepted.reason),)))
    sections: list[Section] = []
    if risk.threat:
        sections.append(Section("threat", "What could happen", (ProseBlock(risk.threat.text),)))
    if risk.plan:
        sections.append(Section("plan", "What is done about it", (ProseBlock(risk.plan.text),)))
    if risk.notes:
        sections.append(Section("notes", "Notes", (ProseBlock(risk.notes.text),)))
    sections += since_section(context, risk.ref)
    return PageView(
        path=f"risks/{risk.id}.html",
        title=risk.title,
        kind="Risk",
        aka=risk.aliases,
        lead=(Paragraph(trust_line(context, risk.ref)), Facts(tuple(facts))),
        sections=tuple(sections),
        crumbs=(("Risks", INDEX),),
        description=risk.threat.text if risk.threat else risk.title,
        source=context.source(risk.ref),
        search=(SearchText(risk.title, exact=risk.aliases, text=risk.threat.text if risk.threat else ""),),
    )


def _scored(context: Context, found: Score | None) -> Inlines:
    return _rating(context, Rating(likelihood=found.likelihood, impact=found.impact) if found else None)


def _counts_as(context: Context, risk: Risk) -> tuple[Fact, ...]:
    """The score that may be counted with, where it is not the one asserted, and which controls do not count."""
    rated = next((item for item in context.study.risks if item.risk == risk.ref), None)
    if rated is None or rated.standing == rated.residual or rated.standing is None:
        return ()
    why: Inlines = (Muted(" not tested: "), *context.names(rated.untested)) if rated.untested else (Muted(" nothing in place lowers it"),)
    return (Fact("Counts as", (*_scored(context, rated.standing), *why)),)


def _matrix(context: Context, *, inherent: bool) -> Figure:
    organisation = context.portfolio.organisation
    found = matrix(context.study, context.study.risks, inherent=inherent)
    cells: list[Cell] = []
    for likelihood in organisation.likelihoods:
        for level in organisation.impact_levels:
            value = score(context, Rating(likelihood=likelihood.id, impact=level.id))
            tone = _tone(context, value).value
            cells.append(Cell(level.name, likelihood.name, str(value), tone))
            cells += [
                Cell(level.name, likelihood.name, context.label(ref), tone, "", target.path)
                for ref in found.cells.get((likelihood.id, level.id), ())
                if (target := context.target(ref))
            ]
    rows = tuple(step.name for step in reversed(organisation.likelihoods))
    columns = tuple(level.name for level in organisation.impact_levels)
    title = "Without what is in place" if inherent else "With what is in place, as far as it was tested"
    return Figure(Grid(columns, rows, tuple(cells), "impact", "Likelihood"), title)


def _figures(context: Context) -> Facts:
    """What is wrong with the register, counted; each number leads to the table that lists it."""
    risks, impacts = context.study.risks, context.study.scenario_impacts.values()
    counts = (
        ("Above appetite", sum(bool(item.above_appetite) for item in risks), Tone.SOON, "all"),
        ("Above what anybody may accept", sum(item.never for item in risks), Tone.BAD, "all"),
        ("Untreated", sum(not item.treated for item in risks), Tone.BAD, "all"),
        ("Scenarios nobody assessed", len(unassessed(context.study)), Tone.BAD, "scenarios"),
        ("Rated milder than the BIA", sum(len(item.understated) for item in impacts), Tone.SOON, "scenarios"),
    )
    return Facts(
        tuple(
            Fact(word, (Badge(str(count), tone if count else Tone.GOOD), Text(" "), LinkTo("see", Target(INDEX.path, anchor))))
            for word, count, tone, anchor in counts
            if anchor != "scenarios" or context.portfolio.scenarios
        ),
        large=True,
    )


def _treatment(item: RatedRisk) -> Inlines:
    if item.treatment is None:
        return (Badge("untreated", Tone.BAD),)
    if item.acceptance is AcceptanceState.ENDED:
        return (Text(f"{item.treatment.value} "), Badge("acceptance expired", Tone.BAD))
    return (Text(item.treatment.value), *(() if item.treated else (Text(" "), Badge("says nothing today", Tone.BAD))))


def _appetite(item: RatedRisk) -> Inlines:
    if item.never:
        return (Badge("never acceptable", Tone.BAD),)
    if item.above_appetite is None:
        return (Unknown("appetite or rating"),)
    if not item.above_appetite:
        return (Badge("within", Tone.GOOD),)
    accepted = item.acceptance is AcceptanceState.IN_FORCE
    return (Badge("above, accepted" if accepted else "above", Tone.SOON if accepted else Tone.BAD),)


def _register(context: Context) -> Table:
    rows = []
    for item in context.study.risks:
        record = context.portfolio.get(item.risk)
        if isinstance(record, Risk):
            cells = (
                context.name(item.risk),
                _scored(context, item.standing),
                _appetite(item),
                _rating(context, record.residual),
                _scored(context, item.inherent),
                _treatment(item),
                context.name(item.scenario),
                context.holder(record.owner),
            )
            rows.append(Row(cells))
    titles = ("Risk", "Counts as", "Appetite", "Asserted now", "Inherent", "Treatment", "Scenario", "Owner")
    return Table(tuple(map(Column, titles)), tuple(rows), "Risk register, worst first", filter=True, empty="No risks yet.")


def _scenarios(context: Context) -> Section:
    """What risks assert beside what the impact analysis says at the outage the scenario is expected to cause."""
    levels = {level.id: level.name for level in context.portfolio.organisation.impact_levels}
    rows = []
    for item in context.study.scenario_impacts.values():
        worst: Inlines = (Unknown("expected outage" if item.outage is None else "impact"),)
        if item.worst:
            at = f" after {spoken(item.worst.band)}: " if item.worst.band.seconds else " at once: "
            worst = (Strong(levels.get(item.worst.level, item.worst.level)), Text(at), *context.name(item.worst.process))
        verdict: Inlines = (Badge("nobody assessed", Tone.BAD),)
        if item.understated:
            verdict = (Badge("milder than the BIA", Tone.SOON), Text(" "), *context.names(item.understated))
        elif item.risks:
            verdict = (Badge("no milder", Tone.GOOD),) if item.worst else (Badge("cannot be told", Tone.UNKNOWN),)
        outage: Inlines = (Text(spoken(item.outage)),) if item.outage else (Unknown("expected outage"),)
        rows.append(Row((context.name(item.scenario), outage, worst, context.names(item.risks), verdict)))
    titles = ("Scenario", "Expected outage", "Worst impact the BIA gives", "Risks", "Rated")
    table = Table(tuple(map(Column, titles)), tuple(rows), "Scenarios, and what their risks assert", empty="No scenarios yet.")
    return Section("scenarios", "Scenarios beside the impact analysis", (table,))


def _index(context: Context) -> PageView:
    risks = context.study.risks
    sections: list[Section] = []
    if risks and context.portfolio.organisation.likelihoods:
        unrated = matrix(context.study, risks, inherent=False).unrated
        note: tuple[Block, ...] = (Paragraph((Badge("not rated", Tone.UNKNOWN), Text(" "), *context.names(unrated))),) if unrated else ()
        sections.append(Section("matrix", "Matrix", (_matrix(context, inherent=False), _matrix(context, inherent=True), *note)))
    sections.append(Section("all", plural(len(risks), "risk"), (_register(context),)))
    if context.portfolio.scenarios:
        sections.append(_scenarios(context))
    return PageView(
        path="risks/index.html",
        title="Risks",
        kind="Programme",
        lead=(_figures(context),),
        sections=tuple(sections),
        description="Risk register and matrices",
        search=(SearchText("Risks", text="risk register matrix appetite untreated unassessed"),),
    )
