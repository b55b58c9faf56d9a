"""Due dates: the calendar's own rules, and who may say how often."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from continuity.analysis.cadence import (
    Cadence,
    CadenceSource,
    ClockKind,
    EffectiveCadence,
    IgnoredCadence,
    TimeState,
    clock,
    demanding_tier,
    due_date,
    effective_cadence,
    judge,
)
from continuity.model.organisation import Organisation
from hypothesis import assume, given
from hypothesis import strategies as st

ORGANISATION = Organisation.model_validate(
    {
        "id": "organisation",
        "name": "Example",
        "tiers": [
            {"id": "gold", "name": "Gold", "review_every": "6 months", "reviewers": "2"},
            {"id": "silver", "name": "Silver", "review_every": "fortnightly"},
            {"id": "bronze", "name": "Bronze"},
        ],
    }
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12 months", Cadence(12)), ("1 month", Cadence(1)), ("90 days", Cadence(0, 90)), ("1 year", Cadence(12)),
        ("6 weeks", Cadence(0, 42)),
        ("2 Years", Cadence(24)), ("6months", Cadence(6)), (" 3 months ", Cadence(3)), ("P12M", Cadence(12)), ("P1Y6M", Cadence(18)),
        ("P90D", Cadence(0, 90)), ("P2W", Cadence(0, 14)), ("P1Y10D", Cadence(12, 10)),
    ],
)  # fmt: skip
def test_reads_what_people_write(written: str, expected: Cadence) -> None:
    assert Cadence.parse(written) == expected


@pytest.mark.parametrize(
    "written", ["", "yearly", "12", "12m", "0 days", "P0M", "P", "-3 months", "1.5 years", "P1M2H", "٣ months", "12 months ago"]
)
def test_refuses_what_it_cannot_be_sure_of(written: str) -> None:
    assert Cadence.parse(written) is None


@given(st.builds(Cadence, st.integers(0, 600), st.integers(0, 3650)))
def test_what_is_printed_reads_back(cadence: Cadence) -> None:
    assume(cadence.months or cadence.days)
    assert Cadence.parse(str(cadence)) == cadence


@pytest.mark.parametrize(
    ("last", "cadence", "due"),
    [
        (date(2026, 8, 31), Cadence(6), date(2027, 2, 28)),
        (date(2027, 8, 31), Cadence(6), date(2028, 2, 29)),
        (date(2028, 2, 29), Cadence(12), date(2029, 2, 28)),
        (date(2026, 12, 1), Cadence(1), date(2027, 1, 1)),
        (date(2026, 1, 30), Cadence(1, 1), date(2026, 3, 1)),
        (date(9999, 6, 1), Cadence(12), date(9999, 12, 31)),
        (date(9999, 6, 1), Cadence(0, 9999), date(9999, 12, 31)),
    ],
)
def test_months_keep_the_day_or_take_the_last(last: date, cadence: Cadence, due: date) -> None:
    assert due_date(last, cadence) == due


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 240))
def test_whole_months_land_in_the_right_month_on_the_nearest_day(last: date, months: int) -> None:
    due = due_date(last, Cadence(months))
    assert (due.year - last.year) * 12 + due.month - last.month == months
    assert due.day == last.day or (due.day < last.day and (due + timedelta(days=1)).day == 1)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 60), st.integers(1, 400))
def test_a_later_review_is_never_due_earlier(one: date, other: date, months: int, days: int) -> None:
    first, second = sorted((one, other))
    assert due_date(first, Cadence(months, days)) <= due_date(second, Cadence(months, days))
    assert due_date(first, Cadence(months, days)) > first


def test_the_day_itself_is_due_and_the_day_after_overdue() -> None:
    every = EffectiveCadence(Cadence(12), CadenceSource.POLICY)
    found = [
        clock(date(2025, 11, 23), every, 30, day).state
        for day in (date(2026, 10, 23), date(2026, 10, 24), date(2026, 11, 23), date(2026, 11, 24))
    ]
    assert found == [TimeState.CURRENT, TimeState.DUE_SOON, TimeState.DUE, TimeState.OVERDUE]


def test_a_short_cadence_is_not_due_soon_from_its_first_day() -> None:
    every = EffectiveCadence(Cadence(0, 14), CadenceSource.POLICY)
    assert clock(date(2026, 11, 1), every, 30, date(2026, 11, 7)).state is TimeState.CURRENT
    assert clock(date(2026, 11, 1), every, 30, date(2026, 11, 8)).state is TimeState.DUE_SOON


def test_an_event_makes_it_due_until_its_grace_is_over() -> None:
    every = EffectiveCadence(Cadence(12), CadenceSource.POLICY)
    event = [(date(2026, 6, 1), 30)]
    found = clock(date(2026, 1, 1), every, 30, date(2026, 6, 1), event)
    assert (found.state, found.due_soon_from, found.due_from, found.due) == (
        TimeState.DUE,
        date(2026, 6, 1),
        date(2026, 6, 1),
        date(2026, 7, 1),
    )
    assert clock(date(2026, 1, 1), every, 30, date(2026, 7, 2), event).state is TimeState.OVERDUE


def test_never_and_unknown_are_told_apart() -> None:
    every = EffectiveCadence(Cadence(12), CadenceSource.POLICY)
    today = date(2026, 11, 23)
    assert clock(None, every, 30, today).state is TimeState.NEVER
    assert clock(None, every, 30, today, date_unknown=True).state is TimeState.UNKNOWN
    assert clock(today, EffectiveCadence(None), 30, today).state is TimeState.UNKNOWN


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 24), st.integers(1, 400), st.integers(0, 90),
    st.lists(st.tuples(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 60)), max_size=3), st.integers(0, 2000),
)  # fmt: skip
def test_the_three_dates_tell_the_state_on_any_later_day(
    last: date, months: int, days: int, window: int, events: list[tuple[date, int]], later: int
) -> None:
    """A page carries the dates and judges them in the browser: that must give what a build on that day would."""
    every = EffectiveCadence(Cadence(months, days), CadenceSource.TIER)
    built = clock(last, every, window, last, events)
    assert built.due_soon_from is not None and built.due_from is not None and built.due is not None
    assert built.due_soon_from <= built.due_from <= built.due
    day = last + timedelta(days=later)
    assert clock(last, every, window, day, events).state is judge(day, built.due_soon_from, built.due_from, built.due)


def effective(tier: str | None, own: str | None = None) -> EffectiveCadence:
    return effective_cadence(ORGANISATION, ClockKind.REVIEW, next((t for t in ORGANISATION.tiers if t.id == tier), None), own)


def test_a_service_tightens_its_tier() -> None:
    assert effective("gold") == EffectiveCadence(Cadence(6), CadenceSource.TIER, "gold")
    assert effective("gold", "90 days") == EffectiveCadence(Cadence(0, 90), CadenceSource.SUBJECT, "gold")


def test_a_looser_cadence_is_ignored_and_said() -> None:
    found = effective("gold", "1 year")
    assert (found.cadence, found.source) == (Cadence(6), CadenceSource.TIER)
    assert found.ignored == (IgnoredCadence(CadenceSource.SUBJECT, "1 year", looser=True),)


def test_an_unreadable_cadence_falls_back_and_is_said() -> None:
    found = effective("silver", "now and then")
    assert (found.cadence, found.source) == (Cadence(12), CadenceSource.POLICY)
    assert [(entry.written, entry.looser) for entry in found.ignored] == [("now and then", False), ("fortnightly", False)]


def test_without_a_tier_the_subject_says_how_often() -> None:
    assert effective(None) == EffectiveCadence(Cadence(12), CadenceSource.POLICY)
    assert effective(None, "2 years") == EffectiveCadence(Cadence(24), CadenceSource.SUBJECT)
    assert effective("bronze", "2 years").cadence == Cadence(12)


def test_nobody_says_how_often_restores_are_tried() -> None:
    assert effective_cadence(ORGANISATION, ClockKind.RESTORE_TEST, None).cadence is None


def test_the_most_demanding_tier_governs() -> None:
    tier = demanding_tier(ORGANISATION, ["bronze", "gold", None, "gone"])
    assert tier is not None
    assert tier.id == "gold"
    assert demanding_tier(ORGANISATION, [None]) is None
