"""Durations, dates, numbers, hours and telephone numbers, as people write them and as they must not be read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from continuity.model.values import (
    UNKNOWN,
    Date,
    Duration,
    Flag,
    Hours,
    Id,
    Instant,
    MaybeDuration,
    Phone,
    Whole,
    id_problem,
    slug,
)
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError


class Fields(BaseModel):
    date: Date | None = None
    at: Instant | None = None
    flag: Flag | None = None
    whole: Whole | None = None
    id: Id | None = None
    length: MaybeDuration | None = None


def refused(**fields: Any) -> str:
    """The code of the rule that a value breaks."""
    with pytest.raises(ValidationError) as error:
        Fields.model_validate(fields)
    return str(error.value.errors()[0]["type"])


@given(st.integers(0, 3_000_000_000))
def test_duration_is_read_back_as_it_was_written(seconds: int) -> None:
    duration = Duration(seconds)
    assert Duration.parse(str(duration)) == duration


@given(st.integers(0, 10_000_000), st.integers(0, 10_000_000))
def test_durations_order_and_add_like_their_seconds(a: int, b: int) -> None:
    assert (Duration(a) < Duration(b)) == (a < b)
    assert (Duration(a) + Duration(b)).seconds == a + b
    assert (Duration(a) - Duration(b)).seconds == max(0, a - b)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("0", 0),
        ("90m", 5400),
        ("90 min", 5400),
        ("4h", 14400),
        ("1h30m", 5400),
        ("2d", 172800),
        ("1w", 604800),
        ("PT90M", 5400),
        ("P1DT2H", 93600),
        ("45s", 45),
    ],
)
def test_durations_as_people_write_them(written: str, seconds: int) -> None:
    assert Duration.parse(written).seconds == seconds


@pytest.mark.parametrize(
    "written",
    ["1:30", "01:30:00", "240", "P1M", "P1Y", "1.5h", "4 hours-ish", "-2h", "h", "", "1e3m", "٣h", "99999999999h", "9" * 4000 + "h"],
)
def test_what_is_no_duration(written: str) -> None:
    with pytest.raises(PydanticCustomError) as error:
        Duration.parse(written)
    assert error.value.type == "bad-duration"


def test_the_clock_is_asked_about() -> None:
    with pytest.raises(PydanticCustomError, match="1h30m"):
        Duration.parse("1:30")


def test_unknown_is_a_value_of_its_own() -> None:
    assert Fields.model_validate({"length": "unknown"}).length is UNKNOWN
    assert Fields.model_validate({"length": "0"}).length == Duration(0)
    assert Fields.model_validate({}).length is None


@given(st.text(max_size=30))
def test_a_duration_is_read_or_refused_never_guessed(text: str) -> None:
    try:
        found = Duration.parse(text)
    except PydanticCustomError as error:
        assert error.type == "bad-duration"
    else:
        assert Duration.parse(str(found)) == found


@given(st.dates())
def test_dates_are_year_month_day(day: date) -> None:
    assert Fields.model_validate({"date": day.isoformat()}).date == day


@pytest.mark.parametrize(
    "written", ["23/11/2026", "2026-13-01", "2026-02-30", "20261123", "2026-W48-1", "yesterday", "2026-11-23T00:00", "٢٠٢٦-11-23"]
)
def test_what_is_no_date(written: str) -> None:
    assert refused(date=written) == "bad-date"


@pytest.mark.parametrize("written", ["2026-11-23 02:55", "2026-11-23", "02:55", "now"])
def test_an_instant_says_its_offset(written: str) -> None:
    assert refused(at=written) == "bad-instant"


@pytest.mark.parametrize("written", ["yes", "no", "on", "off", "TRUE", "1", ""])
def test_only_true_and_false_are_flags(written: str) -> None:
    assert refused(flag=written) in ("ambiguous-value", "wrong-type")


@pytest.mark.parametrize(
    ("written", "code"),
    [("012", "ambiguous-value"), ("-1", "bad-number"), ("1_0", "bad-number"), ("two", "bad-number"), ("1.0", "bad-number")],
)
def test_whole_numbers(written: str, code: str) -> None:
    assert refused(whole=written) == code


@given(st.text(max_size=60))
def test_a_slug_is_an_id_or_nothing(text: str) -> None:
    made = slug(text)
    assert not made or id_problem(made) is None or made in ("index", "con", "prn", "aux", "nul") or made[:3] in ("com", "lpt")


@pytest.mark.parametrize("name", ["index", "con", "com1", "Dispensing", "a--b", "-a", "a_b", "", "é", "a" * 81, "a/b", "a b"])
def test_what_cannot_be_an_id(name: str) -> None:
    assert id_problem(name)


@given(st.integers(0, 6), st.integers(0, 1439))
def test_hours_past_midnight_belong_to_the_day_they_begin(day: int, minute: int) -> None:
    night = Hours.parse("Mon-Fri 22:00-06:00")
    evening = day <= 4 and minute >= 22 * 60
    morning = (day - 1) % 7 <= 4 and minute < 6 * 60
    assert night.covers(day, minute) == (evening or morning)
    assert Hours.parse("24x7").covers(day, minute)


@pytest.mark.parametrize("written", ["9-5", "Mon", "Mon 25:00-26:00", "Mon-Fri", "Xyz 07:00-09:00", "", "Mon 07:60-08:00"])
def test_what_are_no_hours(written: str) -> None:
    with pytest.raises(PydanticCustomError):
        Hours.parse(written)


def test_hours_are_read_back_as_they_were_written() -> None:
    hours = Hours.parse(["Mon-Fri 07:00-19:00", "Sat 08:00-12:30"])
    assert Hours.parse(str(hours).split(", ")) == hours


@pytest.mark.parametrize(
    ("written", "e164"),
    [
        ("+44 7700 900123", "+447700900123"),
        ("GB 020 7946 0018", "+442079460018"),
        ("+44 20 7946 0018 ext. 7", "+442079460018"),
        ("+1 202-555-0123", "+12025550123"),
    ],
)
def test_telephone_numbers(written: str, e164: str) -> None:
    assert Phone.parse(written).e164 == e164


@pytest.mark.parametrize("written", ["07700 900123", "2222", "+44", "call me", "+999999999999999999", "", "GB"])
def test_a_number_says_its_country(written: str) -> None:
    with pytest.raises(PydanticCustomError) as error:
        Phone.parse(written)
    assert error.value.type == "bad-phone"
