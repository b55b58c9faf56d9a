"""The plan that cloud.gov published, as plan data: it loads clean, and its figures mean what the plan says."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from continuity.analysis.judged import judge_portfolio
from continuity.audience import for_audience
from continuity.findings import Severity
from continuity.load import Loaded, load
from continuity.model.base import Ref
from continuity.model.communication import Clock
from continuity.model.portfolio import Portfolio
from continuity.model.service import Need
from continuity.model.values import Duration, Visibility
from continuity.pages.made import InMemory
from continuity.pages.maker import Maker
from continuity.views.context import Context

PLANS = Path(__file__).parents[2] / "examples" / "cloud-gov" / "plans"
FACTS = yaml.safe_load((Path(__file__).parents[1] / "cases" / "cloud-gov-facts.yaml").read_text(encoding="utf-8"))
HOUR = Duration(3_600)


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(sorted((path.relative_to(PLANS).as_posix(), path.read_bytes()) for path in PLANS.rglob("*") if path.is_file()))


@pytest.fixture(scope="module")
def portfolio(loaded: Loaded) -> Portfolio:
    return loaded.portfolio


@pytest.fixture(scope="module")
def texts(loaded: Loaded) -> Mapping[str, str]:
    """What a reader of each page sees, as one line of words."""
    day = dt.date(2026, 11, 23)
    public = for_audience(loaded.portfolio, Visibility.PUBLIC)
    maker = Maker(Context(public, loaded.sources, day, judge_portfolio(loaded.portfolio, day)), InMemory())
    site = maker.site({room: maker.make(room) for room in maker.rooms})
    return {page.path: _words(page.html) for page in site.pages}


def _words(markup: str) -> str:
    markup = re.sub(r"<(script|style)\b.*?</\1>", " ", markup, flags=re.DOTALL)
    markup = re.sub(r"</?(?:p|li|ul|ol|h\d|t[rdh]|d[ltd]|div|section|summary|br)\b[^>]*>", " ", markup)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).split()).casefold()


@pytest.mark.parametrize("fact", FACTS, ids=[f"{fact['section']} ({fact['page']})" for fact in FACTS])
def test_the_site_says_what_the_plan_says(texts: Mapping[str, str], fact: dict[str, str | list[str]]) -> None:
    page = texts[str(fact["page"])]
    assert [phrase for phrase in fact["says"] if " ".join(str(phrase).split()).casefold() not in page] == []


def test_loads_without_errors(loaded: Loaded) -> None:
    assert [str(finding.position) for finding in loaded.findings if finding.level is Severity.ERROR] == []


def test_the_public_sees_all_of_it(portfolio: Portfolio) -> None:
    assert for_audience(portfolio, Visibility.PUBLIC) == portfolio


def test_a_disruption_is_thirty_minutes_and_recovery_takes_three_hours(portfolio: Portfolio) -> None:
    plan = portfolio.continuity_plans["contingency-plan"]
    assert [threshold.after for threshold in plan.activation.thresholds] == [Duration(30 * 60)]
    assert portfolio.services["cloud-gov"].objectives.rto == Duration(3 * 3_600)


def test_three_roles_or_any_two_operators_may_activate(portfolio: Portfolio) -> None:
    any_of = portfolio.continuity_plans["contingency-plan"].activation.authority.any_of
    roles = [(1, Ref("role", role)) for role in ("director", "deputy-director", "program-manager")]
    assert [(quorum.n, quorum.ref) for quorum in any_of] == [*roles, (2, Ref("team", "cloud-operations"))]


@pytest.mark.parametrize(
    ("message", "within", "clock", "audience"),
    [
        ("users-disruption", Duration(15 * 60), Clock.DETECTED, ["users"]),
        ("leadership-activated", HOUR, Clock.INVOKED, ["tts-leadership", "cloud-gov-leadership"]),
        ("gsa-security-activated", HOUR, Clock.INVOKED, ["gsa-information-security"]),
        ("jab-activated", HOUR, Clock.INVOKED, ["fedramp-jab"]),
    ],
)
def test_deadlines_count_from_the_moment_the_plan_names(
    portfolio: Portfolio, message: str, within: Duration, clock: Clock, audience: list[str]
) -> None:
    found = portfolio.messages[message]
    assert found.due is not None
    assert (found.due.within, found.due.from_, [party.id for party in found.audience]) == (within, clock, audience)


@pytest.mark.parametrize("message", ["users-update", "authorities-update"])
def test_updates_are_hourly(portfolio: Portfolio, message: str) -> None:
    assert portfolio.messages[message].repeat == HOUR


def test_shifts_end_after_three_hours(portfolio: Portfolio) -> None:
    shifts = portfolio.continuity_plans["contingency-plan"].shifts
    assert shifts is not None
    assert (shifts.at_most, shifts.expected_longer_than) == (Duration(3 * 3_600), Duration(3 * 3_600))


def test_the_fallback_for_github_differs_by_the_length_of_the_outage(portfolio: Portfolio) -> None:
    week = Duration(7 * 86_400)
    bands = [(band.from_, band.until, [ref.id for ref in band.runbooks]) for band in portfolio.scenarios["github-outage"].fallbacks]
    assert bands == [(None, week, ["github-under-7-days"]), (week, None, ["github-over-7-days"])]
    strategies = [s for s in portfolio.services["cloud-gov"].strategies if s.scenario.id == "github-outage"]
    found = [(s.from_, s.until_outage, s.runbooks[0].id) for s in strategies]
    assert found == [(None, week, "github-under-7-days"), (week, None, "github-over-7-days")]


def test_without_github_only_changes_stop(portfolio: Portfolio) -> None:
    uses = {dependency.use for dependency in portfolio.services["cloud-gov"].depends_on if Ref("vendor", "github") in dependency.targets}
    assert uses == {Need.CHANGE}


@pytest.mark.parametrize("runbook", ["aws-region-loss", "brokered-service-fallback"])
def test_the_authorizing_official_approves_before_anything_is_moved(portfolio: Portfolio, runbook: str) -> None:
    first = portfolio.runbooks[runbook].steps[0]
    assert first.approval is not None
    assert first.approval.ref == Ref("role", "authorizing-official")


def test_brokered_services_name_fallback_and_status(portfolio: Portfolio) -> None:
    offerings = {offering.name: offering for offering in portfolio.services["cloud-gov"].offerings}
    assert set(offerings) == {"AWS GovCloud Elasticache for Redis", "AWS GovCloud Elastisearch"}
    assert all(offering.status and "Moderate" in offering.status and offering.fallback for offering in offerings.values())


def test_fallbacks_of_channels(portfolio: Portfolio) -> None:
    assert portfolio.channels["statuspage"].fallback == Ref("channel", "github-status")
    assert portfolio.channels["cloud-gov-notifications"].fallback == Ref("channel", "alertmanager")


def test_temporary_passwords_are_taken_back(portfolio: Portfolio) -> None:
    allow, disable = portfolio.runbooks["secureauth-fallback"].steps
    assert allow.undo is not None
    assert "Disable password authentication" in allow.undo.text
    assert "disable password authentication for all accounts" in disable.do.text


@pytest.mark.parametrize(
    "runbook",
    [
        "availability-zone-loss",
        "leadership-credentials",
        "emergency-jumpboxes",
        "continuity-of-operations",
        "restoring-rds",
        "bosh-troubleshooting",
        "pages-recovery",
    ],
)
def test_internal_procedures_say_where_they_are_held(portfolio: Portfolio, runbook: str) -> None:
    found = portfolio.runbooks[runbook]
    assert found.held_elsewhere is not None
    assert found.held_by
    assert found.steps == ()


def test_pages_comes_back_with_the_platform(portfolio: Portfolio) -> None:
    assert [dependency.targets for dependency in portfolio.services["pages"].depends_on] == [(Ref("service", "cloud-gov"),)]


def test_the_log_of_changes_is_kept(portfolio: Portfolio) -> None:
    log = portfolio.continuity_plans["contingency-plan"].log
    assert [entry.date.isoformat() for entry in log] == ["2023-08-01", "2023-07-28", "2023-06-13"]


def test_no_template_markup_is_left() -> None:
    left = [path.name for path in PLANS.rglob("*.yaml") if "{%" in (text := path.read_text(encoding="utf-8")) or "{{" in text]
    assert left == []
