"""What was tried with a service: exercises, incidents, restores; and the findings that are still open."""

from __future__ import annotations

from continuity.model.exercise import Status
from continuity.model.service import Service
from continuity.views.blocks import Badge, Block, Column, Day, Fact, Facts, Inline, Row, Section, Table, Text, Tone, Unknown
from continuity.views.context import Context
from continuity.views.trust import clock_state


def evidence_section(context: Context, service: Service) -> tuple[Section, ...]:
    """Exercises and incidents of a service with what they proved, and open actions about it."""
    status = context.judged.exercise_of.get(service.ref)
    blocks: list[Block] = []
    if status is not None:
        facts = [
            Fact("Next exercise", (clock_state(status.clock, "never exercised"),)),
            Fact("Next restore test", (clock_state(status.restore, "restore never tested"),)),
        ]
        if status.planned and status.planned_on:
            facts.append(Fact("Planned", (*context.name(status.planned), Text(" "), Day(status.planned_on))))
        blocks.append(Facts(tuple(facts)))
        rows = []
        for tried in status.history:
            outcome: Inline = (
                Unknown("result") if tried.passed is None else Badge("passed", Tone.GOOD) if tried.passed else Badge("failed", Tone.BAD)
            )
            what = tried.kind.value.replace("-", " ") if tried.kind else "real incident"
            rows.append(
                Row(
                    ((Day(tried.on),), context.name(tried.source), (Text(what),), (outcome,), (Text("yes" if tried.operational else "no"),))
                )
            )
        columns = (Column("Date"), Column("What"), Column("Kind"), Column("Result"), Column("Really recovered"))
        blocks.append(Table(columns, tuple(rows), "Exercises and incidents, newest first", empty="Never exercised."))
    actions = [
        a.ref for a in context.portfolio.actions.values() if service.ref in a.about and a.status in (Status.OPEN, Status.IN_PROGRESS)
    ]
    if actions:
        blocks.append(Facts((Fact("Open actions", context.names(actions)),)))
    risks = [r.ref for r in context.portfolio.risks.values() if any(asset.ref == service.ref for asset in r.assets)]
    if risks:
        blocks.append(Facts((Fact("Risks", context.names(risks)),)))
    return (Section("evidence", "Proof", tuple(blocks)),) if blocks else ()
