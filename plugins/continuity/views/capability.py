"""What today's arrangements can do for a service in each scenario: target, estimated and proven side by side; and how long a runbook takes."""

from __future__ import annotations

from collections.abc import Mapping

from continuity.analysis.capability import Capability
from continuity.analysis.procedure import ProcedureTime
from continuity.analysis.proof import Doubt
from continuity.analysis.strategies import Answer
from continuity.model.base import Ref
from continuity.model.runbook import Runbook
from continuity.model.service import Service
from continuity.model.values import Duration
from continuity.views.blocks import (
    Badge,
    Block,
    Column,
    Fact,
    Facts,
    Figure,
    Inline,
    Inlines,
    LinkTo,
    Muted,
    Row,
    Section,
    Table,
    Target,
    Text,
    Tone,
    Unknown,
)
from continuity.views.context import Context, spoken
from continuity.views.drawings import Bar, Bars, Mark
from continuity.views.figures import figure, verdict

_ANSWERS = {
    Answer.NONE: "no strategy",
    Answer.ACCEPTED: "no plan, accepted",
    Answer.ACCEPTANCE_ENDED: "no plan, acceptance ended",
    Answer.OUT_OF_BAND: "no strategy for an outage this long",
}


_DOUBTS = {
    Doubt.NEVER_TRIED: "never tried",
    Doubt.OTHER_SCENARIO: "tried in another scenario",
    Doubt.NOT_OPERATIONAL: "talked through, not done",
    Doubt.FAILED: "tried and failed",
    Doubt.NOT_JUDGED: "nobody said whether it passed",
    Doubt.PARTIAL_SCOPE: "tried in part",
    Doubt.ENVIRONMENT: "tried elsewhere than in production",
    Doubt.TIME_UNKNOWN: "no time was measured",
    Doubt.OUT_OF_CADENCE: "tried too long ago",
    Doubt.CADENCE_UNKNOWN: "nobody says how often to try",
    Doubt.PROCEDURES_CHANGED: "the procedure changed since",
    Doubt.PROCEDURES_UNKNOWN: "not known whether the procedure changed since",
}


def capability_section(context: Context, service: Service) -> tuple[Section, ...]:
    """Ready when, in each scenario that stops the service: against its RTO, with what makes it up."""
    found = [capable.services[service.ref] for capable in context.capabilities.values() if service.ref in capable.services]
    if not found:
        return ()
    alike: dict[tuple[Inlines, ...], list[Ref]] = {}
    for item in found:
        alike.setdefault(_cells(context, item), []).append(item.scenario)
    rows = tuple(Row((context.names(scenarios), *cells)) for cells, scenarios in alike.items())
    columns = (
        Column("If lost to"),
        Column("Ready, planned"),
        Column("At worst"),
        Column("Against RTO"),
        Column("Proven"),
        Column("Made up of"),
    )
    bars = [bar for item in found for bar in _bars(context, item)]
    rto = next((item.rto.seconds for item in found if item.rto.seconds is not None), None)
    blocks: list[Block] = []
    if bars:
        marks = (Mark("RTO", rto),) if rto is not None else ()
        blocks.append(
            Figure(
                Bars(tuple(bars), "Times from the start of the disruption", marks),
                "Time until the service is back, from the start of the disruption. Figures are estimates unless proven.",
            )
        )
    blocks.append(Table(columns, rows, "What can be done, by scenario"))
    return (Section("capability", "How soon it can be back", tuple(blocks)),)


def _cells(context: Context, item: Capability) -> tuple[Inlines, ...]:
    """What a row says beside the scenario: those that say the same share one."""
    parts: list[Inline] = []
    for word, value in (("detected", item.detect), ("invoked", item.invoke), ("gates", item.gates), ("called out", item.mobilisation)):
        if value.seconds and value.duration:
            parts += [Text(", ") if parts else Text(""), Text(f"{word} {spoken(value.duration)}")]
    if item.work is not None and item.work.planned.seconds is not None:
        parts += [Text(", ") if parts else Text(""), Text("work "), *figure(context, item.work.planned, "work")]
    if item.waits:
        waiting = tuple(dict.fromkeys(target for wait in item.waits for target in wait.targets))
        parts += [Text(", ") if parts else Text(""), Text("waits for "), *context.names(waiting)]
    planned: Inlines = figure(context, item.finish, "time")
    worst = figure(context, item.finish_worst, "time")
    if item.finish.duration is None and item.finish_worst.missing == item.finish.missing:
        worst = (Unknown("time"),)  # for want of the same, which is said beside it
    if item.choice.answer in _ANSWERS:
        planned = (Badge(_ANSWERS[item.choice.answer], Tone.SOON), Text(" "), *planned)
    return planned, worst, (verdict(item.verdict),), proven_words(context, item), tuple(parts)


def proven_words(context: Context, item: Capability) -> Inlines:
    """The time that was proven, or why none is, with what it was tried in."""
    proven: list[Inline] = [Badge("not proven", Tone.UNKNOWN)]
    trial = item.proof.trial
    if item.proof.rta is not None and isinstance(item.proof.rta.value, Duration):
        proven = [Badge(spoken(item.proof.rta.value), Tone.GOOD)]
    elif item.proof.doubts:
        proven.append(Muted(f" {_DOUBTS[item.proof.doubts[0]]}"))
    if trial is not None:
        proven += [Text(" "), *context.name(trial.source)]
    return tuple(proven)


def _bars(context: Context, item: Capability) -> list[Bar]:
    if item.finish.duration is None:
        return []
    label = context.label(item.scenario)
    tone = {"meets": "good", "falls-short": "bad"}.get(item.verdict.value, "soon")
    return [Bar(label, 0, item.finish.duration.seconds, tone, spoken(item.finish.duration), f"scenarios/{item.scenario.id}.html")]


def procedure_blocks(context: Context, runbook: Runbook) -> tuple[Block, ...]:
    """How long the runbook takes, as a Gantt chart with the same in rows; nothing for one without steps."""
    time = context.study.procedures.get(runbook.ref)
    if time is None or not runbook.steps:
        return ()
    facts = Facts(
        (Fact("Planned", figure(context, time.planned, "time")), Fact("At worst", figure(context, time.worst, "time"))), large=True
    )
    # Where steps follow one another all are on the critical path, and to say so of each tells nobody anything.
    choose = not all(step.critical for step in time.schedule)
    words, anchors = _steps(runbook)
    bars = _schedule(context, words, time, choose)
    if not bars:
        return (facts,)
    path = f"runbooks/{runbook.id}.html"
    rows = tuple(
        Row(
            (
                (LinkTo(words.get(step.step, step.step), Target(path, anchors.get(step.step, f"step-{step.step}"))),),
                (Text(_clock(step.start)),),
                (Text(_clock(step.finish)),),
                context.name(step.by),
                *(((Badge("critical", Tone.SOON),) if step.critical else (),) if choose else ()),
            )
        )
        for step in time.schedule
    )
    columns = (Column("Step"), Column("From"), Column("To"), Column("By"), *((Column("On the critical path"),) if choose else ()))
    caption = "The planned line: steps from the start of the runbook."
    told = "Steps on the critical path stand out." if choose else "Each step waits for the one before it."
    twin = Table(columns, rows, "The planned line")
    return facts, Figure(Bars(bars, "Times from the start of the runbook"), f"{caption} {told}", (twin,))


def _schedule(context: Context, words: Mapping[str, str], time: ProcedureTime, choose: bool) -> tuple[Bar, ...]:
    return tuple(
        Bar(
            words.get(step.step, step.step),
            step.start,
            step.finish,
            "soon" if step.critical and choose else "info",
            context.label(step.by),
        )
        for step in time.schedule
        if step.start is not None
    )


def _steps(runbook: Runbook) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """By the name the schedule has for a step (its id, ``step-2`` where the author gave none): its words, and its anchor on the runbook's page, where one
    without an id goes by its number."""
    words: dict[str, str] = {}
    anchors: dict[str, str] = {}
    for number, step in enumerate(runbook.steps, start=1):
        words.setdefault(step.id or f"step-{number}", f"{number}. {' '.join(step.do.text.split())}")
        if not step.id:
            anchors[f"step-{number}"] = f"step-{number}"
    return words, anchors


def _clock(seconds: int | None) -> str:
    if seconds is None:
        return "?"
    return f"+{seconds // 3600}:{seconds // 60 % 60:02}"


def late_note(context: Context, item: Capability) -> Inlines:
    """Finish and whether it is in time, for tables of recovery order."""
    return (
        *figure(context, item.finish, "time"),
        Text(" "),
        verdict(item.verdict),
        *((Muted(f" by {spoken(item.excess)}"),) if item.excess else ()),
    )
