"""Exercises and restore tests that are late by their tier's cadence, or were never held."""

from __future__ import annotations

from collections.abc import Iterable

from continuity.analysis.cadence import Clock, TimeState
from continuity.analysis.exercise_status import ExerciseStatus
from continuity.checks.base import Subject, check
from continuity.findings import Finding, Rule, Severity

EXERCISE_OVERDUE = Rule(
    "exercise-overdue",
    Severity.NOTE,
    "A service whose exercise is overdue",
    "Its tier says how often it is tried. What was not tried lately may not work any more.",
    "exercise_every: 12 months, last held on 2025-03-06, on 2026-11-23",
    "Hold one that names the service, and record it in exercises/.",
)
NEVER_EXERCISED = Rule(
    "never-exercised",
    Severity.NOTE,
    "A service that nobody ever exercised",
    "Whether it can be brought back is a belief.",
    "a live service that no exercise or incident names, in a tier with exercise_every",
    "Hold an exercise, a walkthrough to begin with, and record it in exercises/.",
)
RESTORE_OVERDUE = Rule(
    "restore-overdue",
    Severity.NOTE,
    "A service whose restore test is overdue",
    "Backups that nobody restored lately are hopes.",
    "restore_test_every: 6 months, last restored on 2025-10-22, on 2026-11-23",
    "Restore it, and record the exercise with what was restored.",
)
NEVER_RESTORED = Rule(
    "never-restored",
    Severity.NOTE,
    "A service with backups that nobody ever restored",
    "Whether its data can be had back is a belief.",
    "backups, in a tier with restore_test_every, and no exercise that restored anything of it",
    "Restore it, and record the exercise with what was restored.",
)


def _late(subject: Subject, rule: Rule, found: Iterable[tuple[ExerciseStatus, Clock]], what: str, help_: str) -> Iterable[Finding]:
    for status, clock in found:
        if clock.state is TimeState.OVERDUE and clock.due:
            due = clock.due.isoformat()
            yield subject.finding(rule, status.service, (), f"{what} was due on {due}{_planned(status)}", help_, due=due)


def _never(subject: Subject, rule: Rule, found: Iterable[tuple[ExerciseStatus, Clock]], message: str, help_: str) -> Iterable[Finding]:
    for status, clock in found:
        if clock.state is TimeState.NEVER and clock.every.cadence is not None:
            yield subject.finding(rule, status.service, (), message + _planned(status), help_)


def _planned(status: ExerciseStatus) -> str:
    return f", and the next exercise is planned for {status.planned_on.isoformat()}" if status.planned_on else ""


def _exercises(subject: Subject) -> Iterable[tuple[ExerciseStatus, Clock]]:
    return ((status, status.clock) for status in subject.judged.exercises)


def _restores(subject: Subject) -> Iterable[tuple[ExerciseStatus, Clock]]:
    services = subject.study.services
    return (
        (status, status.restore) for status in subject.judged.exercises if status.service in services and services[status.service].backups
    )


@check(EXERCISE_OVERDUE)
def exercise_overdue(subject: Subject) -> Iterable[Finding]:
    return _late(subject, EXERCISE_OVERDUE, _exercises(subject), "an exercise", "hold one, and record it in exercises/")


@check(NEVER_EXERCISED)
def never_exercised(subject: Subject) -> Iterable[Finding]:
    return _never(
        subject, NEVER_EXERCISED, _exercises(subject), "nobody ever exercised it", "hold an exercise, and record it in exercises/"
    )


@check(RESTORE_OVERDUE)
def restore_overdue(subject: Subject) -> Iterable[Finding]:
    return _late(subject, RESTORE_OVERDUE, _restores(subject), "a restore test", "restore it, and record that")


@check(NEVER_RESTORED)
def never_restored(subject: Subject) -> Iterable[Finding]:
    return _never(subject, NEVER_RESTORED, _restores(subject), "nobody ever restored it", "restore it, and record that")
