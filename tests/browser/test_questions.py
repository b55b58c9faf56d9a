"""The twenty questions of the documentation, answered from the home page in two steps at most, on a phone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
SEARCH = re.compile(r'search `(?P<words>[^`]+)`, take "(?P<row>[^"]+)"')
TAP = re.compile(r'tap "(?P<link>[^"]+)"')


class Question(NamedTuple):
    number: str
    asked: str
    steps: str
    answers: tuple[str, ...]
    screen: int


def questions() -> list[Question]:
    """The rows of the table, as they stand in the documentation."""
    rows = re.findall(r"^\| (\d+) \|(.+)\|(.+)\|(.+)\| (\d+) \|$", (ROOT / "docs" / "finding.md").read_text(encoding="utf-8"), re.M)
    return [
        Question(number, asked.strip(), steps.strip(), tuple(part.strip() for part in said.split(";")), int(screen))
        for number, asked, steps, said, screen in rows
    ]


def take(page: Page, step: str) -> None:
    """Does one step as a reader does it: with what is to be seen, no address typed."""
    if found := SEARCH.fullmatch(step):
        page.get_by_role("link", name="Search: what you see").or_(page.locator("a.continuity-search")).first.click()
        page.keyboard.type(found["words"])
        page.locator(".ct-find-row", has=page.get_by_text(found["row"], exact=True)).first.click()
    elif found := TAP.fullmatch(step):
        page.get_by_role("main").get_by_role("link", name=found["link"], exact=True).first.click()
    else:
        raise AssertionError(f"no such step: {step}")
    page.wait_for_load_state()
    page.wait_for_timeout(100)  # until a link to a place on the page has come there


def test_there_are_twenty() -> None:
    assert [int(question.number) for question in questions()] == list(range(1, 21))


@pytest.mark.usefixtures("arial")
@pytest.mark.parametrize("question", questions(), ids=lambda question: question.number)
def test_answered_in_two_steps(phone: Page, site_url: str, question: Question) -> None:
    phone.set_default_timeout(10_000)
    phone.goto(f"{site_url}/index.html")
    steps = question.steps.split(", then ")
    assert len(steps) <= 2
    for step in steps:
        take(phone, step)
    for answer in question.answers:
        places = phone.get_by_role("main").get_by_text(answer).locator("visible=true")
        expect(places.first).to_be_attached()
        screens = [box["y"] / 844 + 1 for place in places.all() if (box := place.bounding_box())]
        assert any(1 <= screen < question.screen + 1 for screen in screens), f"{answer!r} is on screens {screens}"
