"""Tables of what was done: exercises, actions, and the clauses they answer."""

from __future__ import annotations

from datetime import date

from continuity.analysis.compliance import compliance as clauses_of
from continuity.export.fields import day, holder, minutes, named
from continuity.export.tables import UNKNOWN, Rows, Value, columns, joined
from continuity.model.base import Ref
from continuity.model.exercise import Status
from continuity.model.values import Duration, Unknown
from continuity.views.context import Context

__all__ = ["ACTIONS", "COMPLIANCE", "EXERCISES", "actions", "compliance", "exercises"]

EXERCISES = columns(
    ("id", "Id of the exercise or incident"),
    ("title", "Its title"),
    ("kind", "Kind of exercise; incident for a real one"),
    ("scenario", "Id of the scenario"),
    ("planned", "Day it was planned for"),
    ("held", "Day it was held; empty where it was not"),
    ("service", "Id of a service with a result, or that is to be exercised: a row for each"),
    ("rta_minutes", "Recovery time actual, in minutes from the start of the disruption"),
    ("rpa_minutes", "Recovery point actual, in minutes"),
    ("rto_minutes", "RTO in force today"),
    ("passed", "Whether it was passed"),
    ("left_out", "What was left out of the scope"),
    ("next_due", "Day on which the service is due to be exercised again"),
    ("state", "State of that clock: current, due-soon, due, overdue, never, unknown"),
)


def exercises(context: Context) -> Rows:
    clocks = {status.service: status.clock for status in context.judged.exercises}
    resolve = context.portfolio.resolve

    def result(service: Ref) -> tuple[Value, ...]:
        clock = clocks.get(service)
        return (day(clock.due), clock.state.value) if clock else (None, None)

    for exercise in context.portfolio.exercises.values():
        head = (exercise.id, exercise.title, exercise.exercise_kind.value)
        days = (_scenario(context, exercise.scenario), day(exercise.planned), day(exercise.held))
        told = {resolve(item.service) for item in exercise.results}
        for item in exercise.results:
            yield (
                *head,
                *days,
                *_result(context, resolve(item.service), item.rta, item.rpa, item.passed, item.left_out),
                *result(resolve(item.service)),
            )
        left = [ref for ref in dict.fromkeys(map(resolve, exercise.services)) if ref not in told]
        for ref in left:
            yield (*head, *days, named(context, ref, bare=True), *(None,) * 5, *result(ref))
        if not told and not left:
            yield (*head, *days, *(None,) * 8)
    for incident in context.portfolio.incidents.values():
        started = context.local(incident.times.started).date() if incident.times.started else None
        for item in incident.services:
            ref = resolve(item.service)
            yield (
                incident.id, incident.title, "incident", _scenario(context, incident.scenario), None, day(started),
                *_result(context, ref, item.rta, item.rpa, item.passed, item.left_out), *result(ref),
            )  # fmt: skip


def _scenario(context: Context, ref: Ref | None) -> str | None:
    return named(context, ref, bare=True) if ref else None


def _result(
    context: Context, ref: Ref, rta: Duration | Unknown | None, rpa: Duration | Unknown | None, passed: bool | None, left_out: str | None
) -> tuple[Value, ...]:
    rto = minutes(context.study.objectives_of(ref).rto.value) if ref in context.study.services else None
    shown = passed if passed is not None else UNKNOWN
    return (named(context, ref, bare=True), minutes(rta), minutes(rpa), rto, shown, left_out)


ACTIONS = columns(
    ("id", "Id of the action"),
    ("title", "What is to be done"),
    ("origin", "Where it came from: a record as KIND/ID, or words"),
    ("about", "What it is about, as KIND/ID"),
    ("severity", "error, warning or note"),
    ("owner", "Who does it, as KIND/ID"),
    ("raised", "Day it was raised"),
    ("due", "Day it is due"),
    ("status", "open, in-progress, done or cancelled"),
    ("overdue", "Whether it is open past its day"),
    ("closed", "Day it was closed"),
    ("effective", "Whether somebody verified that it worked; empty where nobody did"),
)


def actions(context: Context) -> Rows:
    for action in context.portfolio.actions.values():
        origin = action.origin
        came = (origin.exercise or origin.incident or origin.review or origin.audit) if origin else None
        late = action.status in (Status.OPEN, Status.IN_PROGRESS) and isinstance(action.due, date) and action.due < context.as_of
        yield (
            action.id,
            action.title,
            named(context, came) if isinstance(came, Ref) else came,
            joined(named(context, ref) for ref in action.about),
            action.severity.value,
            holder(context, action.owner),
            day(action.raised),
            day(action.due) if action.due is not None else UNKNOWN,
            action.status.value,
            late,
            day(action.closed),
            action.verified.effective if action.verified else None,
        )


COMPLIANCE = columns(
    ("framework", "Id of the framework"),
    ("clause", "Number of the clause"),
    ("title", "What it is about, in words of our own"),
    ("standing", "current, stale (not all current), absent, unsaid (no evidence named), not-covered or not-applicable"),
    ("evidence", "Kind of evidence, or a record as KIND/ID: a row for each"),
    ("evidence_standing", "How that evidence stands"),
    ("have", "How many are current"),
    ("of", "Of how many"),
    ("not_applicable", "Why it does not apply"),
    ("checked", "Day the framework's clauses were compared with their source"),
)


def compliance(context: Context) -> Rows:
    for name, clauses in clauses_of(context.portfolio, context.as_of, context.judged.coverage).items():
        checked = day(context.portfolio.frameworks[name].checked) or UNKNOWN
        for item in clauses:
            head = (name, item.clause.id, item.clause.title, item.standing.value)
            for proof in item.proofs:
                evidence = named(context, proof.records[0]) if "/" in proof.evidence and proof.records else proof.evidence
                yield (*head, evidence, proof.standing.value, proof.have, proof.of, item.clause.not_applicable, checked)
            if not item.proofs:
                yield (*head, None, None, None, None, item.clause.not_applicable, checked)
