"""Risks: what could happen, how likely, how bad, and what is done about it."""

from __future__ import annotations

from collections.abc import Iterable

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
    PageView,
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
from continuity.views.context import Context, plural
from continuity.views.drawings import Cell, Grid

INDEX = Target("risks/index.html")


def pages(context: Context) -> Iterable[PageView]:
    """Every risk, and the register with its matrices."""
    for risk in context.portfolio.risks.values():
        yield _risk(context, risk)
    yield _index(context)


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
    return PageView(
        path=f"risks/{risk.id}.html",
        title=risk.title,
        kind="Risk",
        aka=risk.aliases,
        lead=(Facts(tuple(facts)),),
        sections=tuple(sections),
        crumbs=(("Risks", INDEX),),
        description=risk.threat.text if risk.threat else risk.title,
        source=context.source(risk.ref),
        search=(SearchText(risk.title, exact=risk.aliases, text=risk.threat.text if risk.threat else ""),),
    )


def _matrix(context: Context, which: str) -> Figure:
    organisation = context.portfolio.organisation
    cells: list[Cell] = []
    rows = tuple(step.name for step in reversed(organisation.likelihoods))
    columns = tuple(level.name for level in organisation.impact_levels)
    for likelihood in organisation.likelihoods:
        for level in organisation.impact_levels:
            here = [
                r
                for r in context.portfolio.risks.values()
                if (rating := getattr(r, which)) and rating.likelihood == likelihood.id and rating.impact == level.id
            ]
            tone = _tone(context, score(context, Rating(likelihood=likelihood.id, impact=level.id))).value
            value = score(context, Rating(likelihood=likelihood.id, impact=level.id))
            cells.append(Cell(level.name, likelihood.name, str(value), tone))
            cells += [Cell(level.name, likelihood.name, risk.title, tone, "", f"risks/{risk.id}.html") for risk in here]
    title = "With what is in place" if which == "residual" else "Without what is in place"
    return Figure(Grid(columns, rows, tuple(cells), "impact", "Likelihood"), title)


def _index(context: Context) -> PageView:
    risks = sorted(
        context.portfolio.risks.values(),
        key=lambda r: (-(score(context, r.residual) or score(context, r.inherent) or 99), r.title.casefold()),
    )
    rows = tuple(
        Row(
            (
                context.name(r.ref),
                _rating(context, r.residual),
                _rating(context, r.inherent),
                (Text(r.treatment.value),) if r.treatment else (Badge("untreated", Tone.BAD),),
                context.name(r.scenario),
                context.holder(r.owner),
            )
        )
        for r in risks
    )
    columns = (Column("Risk"), Column("Now"), Column("Inherent"), Column("Treatment"), Column("Scenario"), Column("Owner"))
    sections: list[Section] = []
    if risks and context.portfolio.organisation.likelihoods:
        sections.append(Section("matrix", "Matrix", (_matrix(context, "residual"), _matrix(context, "inherent"))))
    sections.append(
        Section("all", plural(len(rows), "risk"), (Table(columns, rows, "Risk register, worst first", filter=True, empty="No risks yet."),))
    )
    blocks: tuple[Block, ...] = ()
    return PageView(
        path="risks/index.html",
        title="Risks",
        kind="Programme",
        lead=blocks,
        sections=tuple(sections),
        description="Risk register and matrices",
        search=(SearchText("Risks", text="risk register matrix appetite"),),
    )
