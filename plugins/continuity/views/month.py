"""What changed within a month: what was done, what fell due unmet, and figures then and now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from continuity.analysis.cadence import Clock, TimeState
from continuity.analysis.contact_status import contact_checks
from continuity.analysis.everything import Analysis
from continuity.analysis.exercise_status import exercise_status
from continuity.analysis.figures import Verdict
from continuity.model.base import Ref
from continuity.model.exercise import Action, Status
from continuity.model.portfolio import Portfolio
from continuity.views.blocks import (
    Badge,
    Block,
    Column,
    Day,
    Inlines,
    LinkTo,
    Muted,
    Paragraph,
    Row,
    Section,
    Table,
    Target,
    Text,
    Tone,
    Unknown,
)
from continuity.views.bounded import MOST_ROWS, rest
from continuity.views.context import Context

#: Days in what is called a month here.
DAYS = 30
_FROM_HISTORY = (
    "The figures of a month ago are those of the plans as they stood then, by their history. What changed is told by records that carry a date: "
    "reviews, exercises, incidents, contact checks, actions."
)
_FROM_RECORDS = (
    "Reckoned from records that carry a date: reviews, exercises, incidents, contact checks, actions. What the plans themselves said a month "
    "ago, and so what was required or risky then, only their history can tell, and it was not at hand when this site was built."
)
_LATE = (TimeState.OVERDUE, TimeState.NEVER)


def month_section(context: Context) -> Section:
    """The section of the programme's home."""
    before = context.as_of - timedelta(days=DAYS)
    note = Paragraph((Muted(_FROM_HISTORY if context.then is not None else _FROM_RECORDS),))
    return Section(
        "month", f"Since a month ago ({before.day} {before:%b %Y})", (_figures(context, before), *_events(context, before), note)
    )


def _lapsed(clock: Clock, before: date, as_of: date) -> bool:
    return clock.state is TimeState.OVERDUE and clock.due is not None and before <= clock.due < as_of


def open_late(action: Action, on: date) -> bool:
    """Whether an action was past its day on a day, as far as its dates tell; one finished without a date counts as finished always."""
    finished = action.status in (Status.DONE, Status.CANCELLED) and (action.closed is None or action.closed <= on)
    raised = action.raised is None or action.raised <= on
    return raised and not finished and isinstance(action.due, date) and action.due < on


class _Figures:
    """What is counted of plans on a day, the same way on both days."""

    def __init__(self, portfolio: Portfolio, on: date, study: Analysis | None = None) -> None:
        self.portfolio, self.on = portfolio, on
        self.study = study or Analysis(portfolio, on)
        self.exercises = exercise_status(portfolio, on)

    def shown(self, ref: Ref) -> bool:
        return self.portfolio.get(ref) is not None and ref not in self.portfolio.hidden

    def not_exercised(self) -> int:
        return sum(status.state in _LATE for status in self.exercises if self.shown(status.service))

    def not_restored(self) -> int:
        services = self.study.services
        kept = (status for status in self.exercises if self.shown(status.service) and services[status.service].backups)
        return sum(status.restore.state in _LATE for status in kept)

    def numbers_untried(self) -> int:
        return sum(status.state in _LATE for status in contact_checks(self.portfolio, self.on) if self.shown(status.subject))

    def actions_late(self) -> int:
        return sum(open_late(action, self.on) for action in self.portfolio.actions.values())

    def gaps(self) -> int:
        return sum(entry.verdict is Verdict.FALLS_SHORT for ref, entry in self.study.required.items() if ref.kind == "service")

    def above_appetite(self) -> int:
        return sum(bool(risk.above_appetite) for risk in self.study.risks)


#: The figure, where it stands, how it is counted, and whether records of today tell how it was then.
_COUNTED: tuple[tuple[str, str, Callable[[_Figures], int], bool], ...] = (
    ("Services not exercised in time", "exercises/index.html", _Figures.not_exercised, True),
    ("Restores not tested in time", "programme/coverage.html", _Figures.not_restored, True),
    ("Numbers not tried in time", "contacts/index.html", _Figures.numbers_untried, True),
    ("Actions overdue", "actions/index.html", _Figures.actions_late, True),
    ("RTOs longer than required", "recovery/objectives.html", _Figures.gaps, False),
    ("Risks above appetite", "risks/index.html", _Figures.above_appetite, False),
)


def _figures(context: Context, before: date) -> Table:
    """From the plans as they were, where their history is at hand; else as far as the dates in today's records tell."""
    now = _Figures(context.portfolio, context.as_of, context.study)
    then = _Figures(context.then or context.portfolio, before)
    rows = []
    for word, path, count, dated in _COUNTED:
        after = count(now)
        earlier = count(then) if dated or context.then is not None else None
        shown: Inlines = (Text(str(earlier)),) if earlier is not None else (Unknown("history"),)
        rows.append(Row(((LinkTo(word, Target(path)),), shown, (Text(str(after)),), _trend(earlier, after))))
    columns = (Column("Figure"), Column("A month ago", number=True), Column("Now", number=True), Column("Trend"))
    return Table(columns, tuple(rows), "Then and now")


def _trend(then: int | None, now: int) -> Inlines:
    if then is None:
        return ()
    return (Badge("better", Tone.GOOD) if now < then else Badge("worse", Tone.BAD) if now > then else Badge("as before", Tone.PLAIN),)


def _events(context: Context, before: date) -> tuple[Block, ...]:
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
        for on, what, name in sorted(found, key=lambda item: (-item[0].toordinal(), item[1], repr(item[2])))[:MOST_ROWS]
    )
    table = Table(
        (Column("Day"), Column("What"), Column("Of")), rows, "What changed, newest first", filter=True, empty="Nothing with a date."
    )
    return (table, *rest(len(found), MOST_ROWS, (Text("Each record says its own on its page."),)))
