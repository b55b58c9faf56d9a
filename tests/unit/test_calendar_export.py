"""The calendars a site publishes, parsed back."""

from __future__ import annotations

import json
import posixpath
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from continuity.adapters.build import build_site, read_folder
from continuity.analysis.judged import judge_portfolio
from continuity.audience import for_audience
from continuity.export.feeds import ACTIONS, EVERYTHING, EXERCISES, REVIEWS, feeds, team_feed
from continuity.load import load
from continuity.model.portfolio import Portfolio
from continuity.model.values import Visibility
from icalendar import Calendar

DAY = date(2026, 11, 24)
FILES: dict[str, Any] = {
    "organisation.yaml": {
        "name": "Example",
        "default_visibility": "internal",
        "tiers": [{"id": "one", "name": "One", "review_every": "12 months", "exercise_every": "12 months"}],
    },
    "services/till.yaml": {"name": "Till; main", "tier": "one", "owner": "ops"},
    "services/vault.yaml": {"name": "Vault", "tier": "one", "owner": "ops", "visibility": "restricted"},
    "teams/ops.yaml": {"name": "Operations", "lead": "anna"},
    "teams/idle.yaml": {"name": "Idle"},
    "people/anna.yaml": {"name": "Anna Berg"},
    "people/secret.yaml": {"name": "Secret Agent", "visibility": "restricted"},
    "reviews/a.yaml": {"subject": "service/till", "reviewed": "2026-02-01", "by": "secret", "outcome": "approved", "method": "desk", "notes": "a"},
    "reviews/v.yaml": {"subject": "service/vault", "reviewed": "2026-02-02", "by": "anna", "outcome": "approved", "method": "desk", "notes": "a"},
    "exercises/held.yaml": {"kind": "functional", "held": "2026-03-01", "services": ["till"], "results": [{"service": "till", "passed": True}]},
    "exercises/next.yaml": {"title": "Spring drill", "kind": "tabletop", "planned": "2027-03-02", "lead": {"person": "anna"}},
    "actions/open.yaml": {"title": "Mend it", "owner": {"team": "ops"}, "due": "2026-12-01", "status": "open"},
    "actions/done.yaml": {"title": "Mended", "owner": {"team": "ops"}, "due": "2026-12-02", "status": "done"},
}  # fmt: skip


@pytest.fixture
def portfolio() -> Portfolio:
    return load((name, json.dumps(data).encode()) for name, data in FILES.items()).portfolio


def events(text: str) -> dict[str, Any]:
    assert "\n" not in text.replace("\r\n", ""), "RFC 5545 lines end with CR LF"
    found = Calendar.from_ical(text).walk("VEVENT")
    made = {str(event["uid"]).partition("@")[0]: event for event in found}
    assert len(made) == len(found), "each entry has a name of its own"
    return made


def test_each_feed_has_its_own_and_one_has_everything(portfolio: Portfolio) -> None:
    made = feeds(portfolio, judge_portfolio(portfolio, DAY), DAY)
    assert set(made) == {EVERYTHING, REVIEWS, EXERCISES, ACTIONS, team_feed("ops"), team_feed("idle")}
    assert {"review-service-till", "review-service-vault"} <= set(events(made[REVIEWS]))
    assert {"exercise-service-till", "planned-exercise-next"} <= set(events(made[EXERCISES]))
    assert set(events(made[ACTIONS])) == {"action-open"}, "what is done is not due"
    assert set(events(made[EVERYTHING])) == {name for path in (REVIEWS, EXERCISES, ACTIONS) for name in events(made[path])}
    assert {"action-open", "planned-exercise-next", "review-service-till"} <= set(events(made[team_feed("ops")]))
    assert not events(made[team_feed("idle")])


def test_entries_are_whole_days_stamped_with_the_day_of_judging(portfolio: Portfolio) -> None:
    event = events(feeds(portfolio, judge_portfolio(portfolio, DAY), DAY)[ACTIONS])["action-open"]
    assert event.decoded("dtstart") == date(2026, 12, 1)
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=1)
    assert event.decoded("dtstamp").isoformat() == "2026-11-24T00:00:00+00:00"
    assert event["summary"] == "Due: Mend it"


def test_the_same_plans_give_the_same_bytes_and_names_outlive_a_day(portfolio: Portfolio) -> None:
    first, again = (feeds(portfolio, judge_portfolio(portfolio, DAY), DAY) for _ in range(2))
    assert first == again
    later = DAY + timedelta(days=1)
    moved = feeds(portfolio, judge_portfolio(portfolio, later), later)
    assert {path: set(events(text)) for path, text in moved.items()} == {path: set(events(text)) for path, text in first.items()}


def test_no_two_organisations_share_a_name_of_an_entry(portfolio: Portfolio) -> None:
    """Both may be subscribed to in one calendar, which replaces entries by their names."""

    def names(organisation: str) -> set[str]:
        own = load(
            (name, json.dumps({**data, "name": organisation} if name == "organisation.yaml" else data).encode())
            for name, data in FILES.items()
        ).portfolio
        made = Calendar.from_ical(feeds(own, judge_portfolio(own, DAY), DAY)[EVERYTHING]).walk("VEVENT")
        return {str(event["uid"]) for event in made}

    organisations = ("Northmoor Hospitals", "Southmoor Hospitals", "Nörthmoor Hospitals", "北病院", "南病院")
    every = [names(organisation) for organisation in organisations]
    assert len(set().union(*every)) == sum(map(len, every))
    assert "action-open@northmoor-hospitals-" in "".join(every[0])
    assert names("北病院") == every[3]


def test_entries_speak_of_people_and_things_by_their_names(portfolio: Portfolio) -> None:
    made = events(feeds(portfolio, judge_portfolio(portfolio, DAY), DAY)[EVERYTHING])
    review = str(made["review-service-till"]["description"])
    assert review.startswith("Service: Till; main\nLast: 1 Feb 2026 by Secret Agent\n")
    assert "Answers for it: Operations" in review
    assert str(made["planned-exercise-next"]["description"]) == "Tabletop\nLed by Anna Berg"
    assert "Owner: Operations" in str(made["action-open"]["description"])
    every = "\n".join(str(event["description"]) for event in made.values())
    assert not any(f"{kind}/" in every for kind in ("service", "exercise", "action", "team", "person"))


def test_an_audience_gets_no_entry_and_no_name_it_may_not_see(portfolio: Portfolio) -> None:
    judged = judge_portfolio(portfolio, DAY)
    assert "Secret Agent" in feeds(portfolio, judged, DAY)[REVIEWS]
    every = "".join(feeds(for_audience(portfolio, Visibility.INTERNAL), judged, DAY).values()).replace("\r\n ", "")
    assert "Till" in every
    assert not any(word in every.casefold() for word in ("secret", "vault"))


def test_every_file_a_page_offers_is_published_and_none_is_unlinked() -> None:
    folder = Path(__file__).parents[1] / "golden" / "plans"
    built = build_site(read_folder(folder), as_of=DAY, now=datetime(2026, 11, 24, tzinfo=UTC), audience="internal")
    assert built.site is not None
    made = {asset.path for asset in built.site.assets if asset.path.endswith((".vcf", ".ics", "-card.svg"))}
    offered = {
        posixpath.normpath(posixpath.join(posixpath.dirname(page.path), address))
        for page in built.site.pages
        for address in re.findall(r'(?:href|src)="([^"]+(?:\.vcf|\.ics|-card\.svg))"', page.html)
    }
    assert made == offered and made
