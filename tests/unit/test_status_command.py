"""``continuity status``: what is to be done, whose it is, and in which form."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from continuity.adapters.cli import main
from continuity.adapters.cli.formats.duties import markdown
from continuity.adapters.cli.formats.forge import MARKDOWN_LIMIT
from continuity.analysis.cadence import TimeState
from continuity.analysis.judged import judge_portfolio
from continuity.export.duties import Act, Duty, as_json, by_team, duties
from continuity.load import load
from continuity.model.base import Ref
from icalendar import Calendar
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "formats" / "status.schema.json").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 24)

FILES: dict[str, Any] = {
    "organisation.yaml": {
        "name": "Example",
        "tiers": [{"id": "one", "name": "One", "review_every": "12 months", "exercise_every": "12 months", "restore_test_every": "6 months"}],
    },
    "services/late.yaml": {"name": "Late", "tier": "one", "owner": "ops"},
    "services/soon.yaml": {"name": "Soon @ops", "tier": "one", "owner": {"person": "tom"}, "depends_on": [{"service": "late"}]},
    "services/fine.yaml": {"name": "Fine", "tier": "one", "owner": {"role": "keeper"}},
    "teams/ops.yaml": {"name": "Operations", "lead": "anna"},
    "teams/apps.yaml": {"name": "Apps", "members": ["tom"], "contacts": [{"duty": "+44 20 7946 0001"}]},
    "roles/keeper.yaml": {"name": "Keeper", "holders": [{"person": "tom"}]},
    "people/anna.yaml": {"name": "Anna Berg", "contacts": [{"mobile": "+44 7700 900001", "verified": "2026-10-01"}]},
    "people/tom.yaml": {"name": "Tom Lind"},
    "reviews/a.yaml": {"subject": "service/late", "reviewed": "2025-11-01", "by": "anna", "outcome": "approved", "method": "desk", "notes": "a"},
    "reviews/b.yaml": {"subject": "service/soon", "reviewed": "2025-12-04", "by": "tom", "outcome": "approved", "method": "desk", "notes": "b"},
    "reviews/c.yaml": {"subject": "service/fine", "reviewed": "2026-11-01", "by": "tom", "outcome": "approved", "method": "desk", "notes": "c",
                       "fingerprints": {"version": 1, "all": "0" * 64, "objectives": "0" * 64}},
}  # fmt: skip


@pytest.fixture
def plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, data in FILES.items():
        path = tmp_path / "plans" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(data), encoding="utf-8")
    return tmp_path / "plans"


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, ["status", *arguments], env={"SOURCE_DATE_EPOCH": "1795478400"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def listed(*arguments: str) -> list[dict[str, Any]]:
    result = run("--format", "json", *arguments)
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    Draft202012Validator(SCHEMA).validate(data)
    found: list[dict[str, Any]] = data["duties"]
    return found


def subjects(*arguments: str) -> set[str]:
    return {f"{duty['act']} {duty['subject']}" for duty in listed(*arguments)}


def test_everything_that_is_to_be_done_worst_first(plans: Path) -> None:
    found = [(duty["act"], duty["subject"], duty["state"]) for duty in listed("--act", "review")]
    assert found == [
        ("review", "service/late", "overdue"), ("review", "service/soon", "due-soon"), ("review", "service/fine", "current"),
    ]  # fmt: skip
    assert listed("--act", "review")[2]["changed"] == ["objectives"]


def test_what_is_current_is_left_out_unless_asked_for(plans: Path) -> None:
    assert "contact-check person/anna" not in subjects()
    assert "contact-check person/anna" in subjects("--all")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--owner", "ops"], {"review service/late", "exercise service/late", "restore-test service/late"}),
        (["--owner", "person/anna", "--act", "review"], {"review service/late"}),
        (["--owner", "Anna Berg", "--act", "review"], {"review service/late"}),
        (["--owner", "tom", "--act", "review"], {"review service/soon", "review service/fine"}),
        (["--owner", "keeper", "--act", "review"], {"review service/fine"}),
        (["--team", "apps", "--act", "review"], {"review service/soon", "review service/fine"}),
        (["--team", "apps", "--act", "contact-check"], {"contact-check team/apps"}),
        (["--reviewer", "anna"], {"review service/late"}),
        (["--due", "0", "--act", "review"], {"review service/late"}),
        (["--due", "9", "--act", "review"], {"review service/late"}),
        (["--due", "10", "--act", "review"], {"review service/late", "review service/soon"}),
        (["--due", "99999999", "--act", "review"], {"review service/late", "review service/soon", "review service/fine"}),
    ],
)
def test_whose_and_when(plans: Path, arguments: list[str], expected: set[str]) -> None:
    assert subjects(*arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--owner", "opps"], "Did you mean ops?"), (["--team", "appps"], "Did you mean apps?"), (["--reviewer", "ana"], "Did you mean anna?"),
        (["--team", "anna"], "there is no team 'anna'"), (["--output", "plans/a.json"], "lies in the plans"), (["nowhere"], "continuity status PLANS"),
        (["--output", "no/where.json"], "cannot be written"),
    ],
)  # fmt: skip
def test_what_cannot_run_says_why(plans: Path, arguments: list[str], says: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert says in " ".join(result.stderr.split())


def test_text_says_why_and_whom_to_ask(plans: Path) -> None:
    text = run().stdout
    assert re.search(r"^Operations: .*\n", text, re.MULTILINE)
    assert re.search(r"^  overdue since 2026-11-01  review        service/late; .*ask anna$", text, re.MULTILINE)
    assert re.search(r"^  current: 2027-11-01 +review +service/fine; changed: objectives", text, re.MULTILINE)
    assert text.endswith("judged as of 2026-11-24\n")


def test_nothing_to_do_is_said(plans: Path) -> None:
    assert run("--reviewer", "anna", "--act", "exercise").stdout == "nothing, judged as of 2026-11-24\n"


def test_markdown_mentions_nobody(plans: Path) -> None:
    text = run("--format", "markdown").stdout
    assert "### Operations" in text
    assert "@ops" not in text and "@\u2060ops" in text


def test_markdown_keeps_within_the_limit_and_says_what_is_left_out() -> None:
    ref = Ref("service", "s")
    many = tuple(
        Duty(Act.REVIEW, Ref("service", f"s{n}"), "x" * 60, None, (Ref("team", f"t{n % 9}"),), (), (), TimeState.NEVER, None, None, None, None,
             None, (), (), None, False, 0, ())
        for n in range(2_000)
    )  # fmt: skip
    text = markdown(many, TODAY, lambda ref: ref.id)
    assert len(text) <= MARKDOWN_LIMIT
    left = re.search(r"Not shown for want of room: (\d+)\.", text)
    assert left is not None and int(left[1]) + len(re.findall(r"`service/s\d+`", text)) == 2_000
    assert ref not in [duty.subject for duty in many]


def test_the_example_follows_the_schema_and_keeps_its_order() -> None:
    from continuity.adapters.build import read_folder

    portfolio = load(read_folder(ROOT / "plans")).portfolio
    found = duties(portfolio, judge_portfolio(portfolio, TODAY))
    data = json.loads(as_json(found, TODAY))
    Draft202012Validator(SCHEMA).validate(data)
    assert sum(data["counts"].values()) == len(found) > 200
    assert {duty.act for duty in found} == set(Act)
    ranks = [duty.state.rank for duty in found if not duty.rejected]
    assert ranks == sorted(ranks, reverse=True)
    assert sum(len(mine) for mine in by_team(found).values()) >= len(found)


def test_the_calendar_has_everything_that_has_a_day(plans: Path) -> None:
    result = run("--format", "ics", "--all")
    read = Calendar.from_ical(result.stdout_bytes)
    entries = {str(entry["uid"]).partition("@")[0]: entry for entry in read.walk("VEVENT")}
    dated = {f"{duty['act']}-{duty['subject'].replace('/', '-')}": duty for duty in listed("--all") if duty["due"]}
    assert set(entries) == set(dated)
    for uid, entry in entries.items():
        assert entry["dtstart"].dt.isoformat() == (dated[uid]["planned"] or dated[uid]["due"])
        assert (entry["dtend"].dt - entry["dtstart"].dt).days == 1
    assert str(entries["review-service-soon"]["summary"]) == "Review Soon @ops"
    assert "without a day are not in the calendar" in result.stderr
    assert result.stdout_bytes == run("--format", "ics", "--all").stdout_bytes
    assert all(len(line) <= 75 for line in result.stdout_bytes.split(b"\r\n"))
