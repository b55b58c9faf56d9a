"""The calendars a site publishes: what falls due, exercises that are planned, and actions; for everybody and by team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from continuity.analysis.answerable import owners_of, teams_of
from continuity.analysis.judged import Judged
from continuity.export.calendar import Calendars, Entry
from continuity.export.duties import Act, Duty, duties
from continuity.export.duty_calendar import entries, name_of
from continuity.model.base import Ref
from continuity.model.exercise import Status
from continuity.model.portfolio import Portfolio

__all__ = ["ACTIONS", "EVERYTHING", "EXERCISES", "REVIEWS", "feeds", "team_feed"]

EVERYTHING: Final = "programme/calendar.ics"
REVIEWS: Final = "reviews/calendar.ics"
EXERCISES: Final = "exercises/calendar.ics"
ACTIONS: Final = "actions/calendar.ics"


@dataclass(frozen=True, slots=True)
class _Dated:
    """An entry, the feed it belongs into besides that of everything, and the teams that answer for it."""

    entry: Entry
    feed: str
    teams: tuple[Ref, ...]


def team_feed(team: str) -> str:
    """Where the feed of a team is."""
    return f"teams/{team}.ics"


def feeds(portfolio: Portfolio, judged: Judged, as_of: date) -> Mapping[str, str]:
    """Calendars by their path on the site. ``portfolio`` is already filtered for its audience; ``judged`` may know more, which is left out."""
    found = (*_due(portfolio, judged), *_planned(portfolio), *_actions(portfolio))
    name = portfolio.organisation.name
    titles = {
        EVERYTHING: f"Continuity: {name}",
        REVIEWS: f"Continuity reviews: {name}",
        EXERCISES: f"Continuity exercises: {name}",
        ACTIONS: f"Continuity actions: {name}",
    }
    calendars = Calendars(portfolio, as_of)
    made = {
        path: calendars.of((dated.entry for dated in found if path in (dated.feed, EVERYTHING)), title) for path, title in titles.items()
    }
    own: dict[Ref, list[Entry]] = {}
    for dated in found:
        for team_ref in dict.fromkeys(dated.teams):
            own.setdefault(team_ref, []).append(dated.entry)
    for team in portfolio.teams.values():
        made[team_feed(team.id)] = calendars.of(own.get(team.ref, ()), f"Continuity: {team.name}")
    return made


def _due(portfolio: Portfolio, judged: Judged) -> tuple[_Dated, ...]:
    shown = (_without_names(portfolio, duty) for duty in duties(portfolio, judged) if portfolio.get(duty.subject) is not None)
    drills = (Act.EXERCISE, Act.RESTORE_TEST)
    return tuple(
        _Dated(entry, EXERCISES if duty.act in drills else REVIEWS, duty.teams) for duty in shown for entry in entries((duty,), portfolio)
    )


def _without_names(portfolio: Portfolio, duty: Duty) -> Duty:
    """Without the people and teams this audience may not see."""
    by = duty.last_by if portfolio.get(duty.last_by) is not None else None
    return replace(duty, last_by=by, ask=_shown(portfolio, duty.ask), teams=_shown(portfolio, duty.teams))


def _shown(portfolio: Portfolio, refs: tuple[Ref, ...]) -> tuple[Ref, ...]:
    return tuple(ref for ref in refs if portfolio.get(ref) is not None)


def _planned(portfolio: Portfolio) -> tuple[_Dated, ...]:
    """Exercises with a day that were not held yet."""
    return tuple(
        _Dated(
            Entry(
                f"planned-exercise-{exercise.id}",
                exercise.planned,
                f"Exercise: {exercise.label}",
                (
                    exercise.exercise_kind.value.replace("-", " ").capitalize(),
                    *_said("Led by", portfolio, exercise.lead.ref if exercise.lead else None),
                    *_said("Of", portfolio, *exercise.services),
                ),
                ("Planned exercise", *(name_of(team, portfolio) for team in teams)),
            ),
            EXERCISES,
            teams,
        )
        for exercise in portfolio.exercises.values()
        if isinstance(exercise.planned, date) and exercise.held is None
        for teams in (_answering(portfolio, exercise.lead.ref if exercise.lead else None),)
    )


def _actions(portfolio: Portfolio) -> tuple[_Dated, ...]:
    """What is still to be done, on its last day."""
    return tuple(
        _Dated(
            Entry(
                f"action-{action.id}",
                action.due,
                f"Due: {action.title}",
                (
                    *_said("Owner:", portfolio, action.owner.ref if action.owner else None),
                    f"Status: {action.status.value.replace('-', ' ')}",
                    f"Severity: {action.severity.value}",
                ),
                ("Action", *(name_of(team, portfolio) for team in teams)),
            ),
            ACTIONS,
            teams,
        )
        for action in portfolio.actions.values()
        if isinstance(action.due, date) and action.status not in (Status.DONE, Status.CANCELLED)
        for teams in (_answering(portfolio, action.owner.ref if action.owner else None),)
    )


def _said(word: str, portfolio: Portfolio, *refs: Ref | None) -> tuple[str, ...]:
    """A line with the names of those this audience may see; none without any."""
    names = [name_of(ref, portfolio) for ref in _shown(portfolio, tuple(ref for ref in refs if ref is not None))]
    return (f"{word} {', '.join(names)}",) if names else ()


def _answering(portfolio: Portfolio, owner: Ref | None) -> tuple[Ref, ...]:
    """The team named, else those of the people who answer for it."""
    if owner is not None and owner.kind == "team":
        return _shown(portfolio, (portfolio.resolve(owner),))
    members = teams_of(portfolio)
    return tuple(sorted({team for person in owners_of(portfolio, owner) for team in members.get(person, ())}))
