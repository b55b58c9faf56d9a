"""The one story of a build, without MkDocs: what is read, by which day it is judged, what stops it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from continuity.adapters.build import build_time, judged_on, read_folder, stops
from continuity.findings import Finding, Position, Rule, Severity

NIGHT = dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC)


def finding(level: Severity, *, waivable: bool = True) -> Finding:
    return Finding(Rule("r", level, "t", "w", "e", "f", waivable), "m", Position("services/one.yaml"))


def test_reads_plan_files_below_the_folder_in_order_and_no_hidden_ones(tmp_path: Path) -> None:
    files = [
        "services/b.yaml",
        "services/a.yml",
        "runbooks/ü x.md",
        "organisation.yaml",
        ".git/a.yaml",
        "services/.b.yaml.swp",
        "notes.txt",
    ]
    for path in files:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    (tmp_path / "folder.yaml").mkdir()
    found = [path for path, _ in read_folder(tmp_path)]
    assert found == ["notes.txt", "organisation.yaml", "runbooks/ü x.md", "services/a.yml", "services/b.yaml"]
    assert dict(read_folder(tmp_path))["notes.txt"] == b"", "a finding needs to know that it is there, not what it holds"
    assert dict(read_folder(tmp_path))["services/a.yml"] == b"services/a.yml"


def test_build_time_is_the_reproducible_one_when_given() -> None:
    assert build_time({"SOURCE_DATE_EPOCH": "1795392000"}) == dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    assert abs(build_time({}) - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)


@pytest.mark.parametrize("value", ["yesterday", "1e9", "9" * 30])
def test_a_wrong_build_time_is_said(value: str) -> None:
    with pytest.raises(ValueError, match="SOURCE_DATE_EPOCH must be seconds since 1970"):
        build_time({"SOURCE_DATE_EPOCH": value})


@pytest.mark.parametrize(
    ("as_of", "zone", "day"),
    [
        (None, "UTC", dt.date(2026, 11, 23)),
        (None, "Europe/Berlin", dt.date(2026, 11, 24)),
        (None, "Atlantis/Capital", dt.date(2026, 11, 23)),
        (None, "../../etc", dt.date(2026, 11, 23)),
        (dt.date(2026, 1, 2), "Europe/Berlin", dt.date(2026, 1, 2)),
    ],
)
def test_the_day_is_the_one_where_the_organisation_is(as_of: dt.date | None, zone: str, day: dt.date) -> None:
    assert judged_on(as_of, NIGHT, zone) == day


@pytest.mark.parametrize(
    ("level", "waivable", "stopping"),
    [
        (Severity.ERROR, True, {"error", "warning"}),
        (Severity.ERROR, False, {"error", "warning", "never"}),
        (Severity.WARNING, True, {"warning"}),
        (Severity.NOTE, True, set()),
    ],
)
def test_what_stops_a_build(level: Severity, waivable: bool, stopping: set[str]) -> None:
    assert {fail_on for fail_on in ("error", "warning", "never") if stops(finding(level, waivable=waivable), fail_on)} == stopping
