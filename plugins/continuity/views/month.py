"""What changed within a month: what was done, what fell due unmet, and figures then and now. Only records with a date can tell."""

from __future__ import annotations

from datetime import date, timedelta

from continuity.analysis.cadence import Clock, TimeState
from continuity.analysis.contact_status import contact_checks
from continuity.analysis.exercise_status import exercise_status
from continuity.model.exercise import Action, Status
from continuity.views.blocks import Badge, Column, Day, Inlines, LinkTo, Muted, Paragraph, Row, Section, Table, Target, Text, Tone
from continuity.views.context import Context

#: Days in what is called a month here.
DAYS = 30
_LATE = (TimeState.OVERDUE, TimeState.NEVER)


def month_section(context: Context) -> Section:
    """The section of the programme's home."""
    before = context.as_of - timedelta(days=DAYS)
    note = Paragraph(
        (
            Muted(
                "Reckoned from records that carry a date: reviews, exercises, incidents, contact checks, actions. What the plans themselves "
                "said a month ago, and so what was required or risky then, they cannot tell."
            ),
        )
    )
    return Section("month", f"Since a month ago ({before.day} {before:%b %Y})", (_figures(context, before), _events(context, before), note))


def _lapsed(clock: Clock, before: date, as_of: date) -> bool:
    return clock.state is TimeState.OVERDUE and clock.due is not None and before <= clock.due < as_of


def open_late(action: Action, on: date) -> bool:
    """Whether an action was past its day on a day, as far as its dates tell; one finished without a date counts as finished always."""
    finished = action.status in (Status.DONE, Status.CANCELLED) and (action.closed is None or action.closed <= on)
    raised = action.raised is None or action.raised <= on
    return raised and not finished and isinstance(action.due, date) and action.due < on


def _figures(context: Context, before: date) -> Table:
    """Counted the same way on both days."""
    portfolio = context.portfolio

    def late(on: date) -> tuple[int, int, int]:
        return (
            sum(status.state in _LATE for status in exercise_status(portfolio, on) if context.target(status.service)),
            sum(status.state in _LATE for status in contact_checks(portfolio, on) if context.target(status.subject)),
            sum(open_late(action, on) for action in portfolio.actions.values()),
        )

    words = (
        ("Services not exercised in time", "exercises/index.html"),
        ("Numbers not tried in time", "contacts/index.html"),
        ("Actions overdue", "actions/index.html"),
    )
    rows = []
    for (word, path), then, now in zip(words, late(before), late(context.as_of), strict=True):
        trend = Badge("better", Tone.GOOD) if now < then else Badge("worse", Tone.BAD) if now > then else Badge("as before", Tone.PLAIN)
        rows.append(Row(((LinkTo(word, Target(path)),), (Text(str(then)),), (Text(str(now)),), (trend,))))
    columns = (Column("Figure"), Column("A month ago", number=True), Column("Now", number=True), Column("Trend"))
    return Table(columns, tuple(rows), "Then and now")


def _events(context: Context, before: date) -> Table:
    """What happened after the day before, up to today, newest first."""
    portfolio, found = context.portfolio, list[tuple[date, str, Inlines]]()

    def add(on: date | None, what: str, name: Inlines) -> None:
        if on is not None and before < on <= context.as_of:
            found.append((on, what, name))

    for review in portfolio.reviews.values():
        add(review.date, f"reviewed: {review.outcome.value.replace('-', ' ')}", context.name(portfolio.resolve(review.subject)))
    for approval in portfolio.approvals.values():
        add(approval.date, "put in force", context.name(portfolio.resolve(approval.subject)))
    for check in portfolio.contact_checks.values():
        add(check.date, "numbers tried", context.name(portfolio.resolve(check.subject)))
    for exercise in portfolio.exercises.values():
        failed = any(result.passed is False for result in exercise.results)
        add(exercise.held, "exercise held, failed" if failed else "exercise held", context.name(exercise.ref))
    for incident in portfolio.incidents.values():
        add(context.local(incident.times.started).date() if incident.times.started else None, "incident", context.name(incident.ref))
    for action in portfolio.actions.values():
        add(action.raised, "action raised", context.name(action.ref))
        add(action.closed, "action closed", context.name(action.ref))
        if open_late(action, context.as_of) and isinstance(action.due, date):
            add(action.due + timedelta(days=1), "action overdue", context.name(action.ref))
    lapsed = [(s.clock, "exercise overdue", s.service) for s in context.judged.exercises]
    lapsed += [(s.clock, "numbers to be tried again", s.subject) for s in context.judged.contacts]
    for clock, what, ref in lapsed:
        if clock.due and _lapsed(clock, before, context.as_of) and context.target(ref):
            add(clock.due + timedelta(days=1), what, context.name(ref))
    for status in context.judged.reviews:
        if status.state is TimeState.OVERDUE and status.due and context.target(status.subject):
            add(status.due + timedelta(days=1), "review overdue", context.name(status.subject))
    rows = tuple(
        Row(((Day(on),), (Badge(what, Tone.BAD) if "overdue" in what or "failed" in what else Text(what),), name))
        for on, what, name in sorted(found, key=lambda item: (-item[0].toordinal(), item[1], repr(item[2])))
    )
    return Table(
        (Column("Day"), Column("What"), Column("Of")), rows, "What changed, newest first", filter=True, empty="Nothing with a date."
    )
