"""The example organisation is what its page says: every finding is named there, and as often as it is found."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from continuity import checks
from continuity.adapters.build import read_folder
from continuity.analysis.everything import Analysis
from continuity.analysis.figures import Verdict
from continuity.analysis.strategies import Answer
from continuity.load import Loaded, load

ROOT = Path(__file__).parents[2]
AS_OF = date(2026, 11, 23)
PAGE = (ROOT / "docs" / "example-organisation.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(read_folder(ROOT / "plans"))


def test_everything_that_is_found_stands_on_the_page_as_often(loaded: Loaded) -> None:
    section = PAGE.partition("## What else is found")[2].partition("\nThe page of capability")[0]
    said: dict[str, int] = {}
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if rules := re.findall(r"`([a-z-]+)`", cells[0]):
            said |= dict(zip(rules, map(int, cells[1].split(", ")), strict=True))
    assert said == Counter(finding.rule.id for finding in checks.run(loaded, AS_OF))


def test_what_comes_too_late_or_is_not_known_stands_on_the_page(loaded: Loaded) -> None:
    study = Analysis(loaded.portfolio, AS_OF)
    odd = {
        (scenario.id, ref.id)
        for scenario, found in study.capabilities.items()
        for ref, item in found.services.items()
        if scenario.id != "ransomware" and item.verdict is not Verdict.MEETS and item.choice.answer is not Answer.ACCEPTED
    }
    assert odd == {
        *((scenario, "dispensing") for scenario in ("data-centre-loss", "power-loss", "network-loss")),
        ("identity-loss", "identity"),
        ("accidental-deletion", "pas"),
        ("accidental-deletion", "bed-management"),
        ("supplier-failure", "email"),
        ("telephony-loss", "telephony"),
    }
    ransomware = next(found for scenario, found in study.capabilities.items() if scenario.id == "ransomware")
    assert {item.verdict for item in ransomware.services.values()} == {Verdict.FALLS_SHORT, Verdict.UNKNOWN}
    answers = Counter(item.choice.answer for found in study.capabilities.values() for item in found.services.values())
    assert set(answers) == {Answer.STRATEGY, Answer.ACCEPTED}, (
        "there is an answer to everything that stops a service, if only an acceptance"
    )


def test_numbers_and_addresses_are_those_kept_for_fiction() -> None:
    numbers: set[str] = set()
    for _, data in read_folder(ROOT / "plans"):
        text = data.decode("utf-8")
        numbers |= {re.sub(r"\D", "", number) for number in re.findall(r"\+44[\d ]{8,}", text)}
    # Ofcom's numbers for drama: mobiles, no area, London and the large cities, free and premium lines.
    cities = "113|114|115|116|117|118|121|131|141|151|161"
    kept = re.compile(rf"44(7700900\d{{3}}|1632960\d{{3}}|2079460\d{{3}}|({cities})4960\d{{3}}|1914980\d{{3}}|8081570\d{{3}})")
    assert sorted(number for number in numbers if not kept.fullmatch(number)) == []
