"""Contact cards: what a phone reads from them."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from continuity.audience import for_audience
from continuity.export.vcard import card, code
from continuity.load import load
from continuity.model.base import Ref
from continuity.model.portfolio import Portfolio
from continuity.model.values import Visibility

DAY = date(2026, 11, 24)
FILES: dict[str, Any] = {
    "organisation.yaml": {"name": "Example; Trust, Ltd", "default_visibility": "internal"},
    "people/anna.yaml": {
        "name": "Anna Márta Berg",
        "titles": ["Head of Pharmacy"],
        "contacts": [
            {"mobile": "+44 7700 900001", "hours": "Mon-Fri 08:00-18:00"},
            {"home": "+44 1632 960001", "visibility": "restricted"},
            {"email": "anna@example.org"},
            {"radio": "Channel 7"},
            {"duty": "+44 20 7946 0001"},
        ],
    },
    "people/gone.yaml": {"name": "Gone Away", "left": "2026-01-01", "contacts": [{"mobile": "+44 7700 900009"}]},
    "people/only.yaml": {"name": "Cher", "contacts": [{"phone": "+44 20 7946 0002 ext. 12"}]},
    "teams/ops.yaml": {"name": "Operations", "lead": "only", "members": ["anna", "only"], "contacts": [{"duty": "+44 20 7946 0003"}]},
    "roles/lead.yaml": {"name": "Incident lead", "holders": [{"person": "gone"}, {"person": "anna"}], "deputies": [{"team": "ops"}]},
}


@pytest.fixture
def portfolio() -> Portfolio:
    return load((name, json.dumps(data).encode()) for name, data in FILES.items()).portfolio


def lines(content: bytes) -> list[str]:
    """Unfolded content lines, as RFC 2425 section 5.8.1 has it. Fails when a line is too long or has another end."""
    assert content.endswith(b"\r\n")
    raw = content[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in raw)
    assert all(line.decode() for line in raw), "a character was cut in two"
    return re.sub(r"\r\n[ \t]", "", content.decode()).removesuffix("\r\n").split("\r\n")


def of(portfolio: Portfolio, kind: str, id: str) -> list[str]:
    record: Any = portfolio.get(Ref(kind, id))
    return lines(card(portfolio, record, DAY))


def test_the_card_of_a_person_begins_with_the_duty_number(portfolio: Portfolio) -> None:
    found = of(portfolio, "person", "anna")
    assert found[:2] == ["BEGIN:VCARD", "VERSION:3.0"] and found[-1] == "END:VCARD"
    assert {"N:Berg;Anna Márta;;;", "FN:Anna Márta Berg", "ORG:Example\\; Trust\\, Ltd", "TITLE:Head of Pharmacy"} <= set(found)
    assert [line.split(".", 1)[1] for line in found if "TEL" in line] == [
        "TEL;TYPE=WORK,VOICE,PREF:+442079460001",
        "TEL;TYPE=CELL,VOICE:+447700900001",
        "TEL;TYPE=HOME,VOICE:+441632960001",
    ]
    assert any(line.endswith("EMAIL;TYPE=INTERNET:anna@example.org") for line in found)
    note = next(line for line in found if line.startswith("NOTE:"))
    assert "radio Channel 7" in note and "Mon-Fri 08:00-18:00" in note and "2026-11-24" in note
    assert "UID:person-anna@example-trust-ltd-0dd2d2d4.continuity" in found and "REV:2026-11-24T00:00:00Z" in found


def test_a_role_is_reached_through_its_holders_and_nobody_who_left(portfolio: Portfolio) -> None:
    found = of(portfolio, "role", "lead")
    tel = [line.partition(":")[2] for line in found if "TEL" in line]
    assert tel == ["+442079460001", "+442079460003", "+447700900001", "+441632960001"], "duty numbers, then the others"
    assert [line.partition(":")[2] for line in found if "X-ABLabel" in line][:2] == ["Anna Márta Berg\\, duty", "Operations\\, duty"]


def test_a_team_names_each_member_once_and_extensions_are_dialled_after_a_pause(portfolio: Portfolio) -> None:
    found = of(portfolio, "team", "ops")
    tel = [line.partition(":")[2] for line in found if "TEL" in line]
    assert tel == ["+442079460003", "+442079460001", "+442079460002\\,12", "+447700900001", "+441632960001"]
    assert "N:Cher;;;;" in of(portfolio, "person", "only")


def test_a_card_holds_what_its_audience_may_see(portfolio: Portfolio) -> None:
    seen = for_audience(portfolio, Visibility.INTERNAL)
    assert "+441632960001" in "".join(of(portfolio, "role", "lead"))
    assert "+441632960001" not in "".join(of(seen, "role", "lead") + of(seen, "person", "anna"))


def test_a_hostile_name_starts_no_line_of_its_own() -> None:
    hostile = {"organisation.yaml": {"name": "Ex\r\nTEL:1"}, "people/a.yaml": {"name": "A\nTEL;TYPE=CELL:+1\u0007 " + "é漢" * 60}}
    portfolio = load((name, json.dumps(data).encode()) for name, data in hostile.items()).portfolio
    found = of(portfolio, "person", "a")
    assert not [line for line in found if line.startswith("TEL")]
    assert any(line.startswith("FN:A\\nTEL\\;TYPE=CELL") for line in found)
    person: Any = portfolio.get(Ref("person", "a"))
    assert ET.fromstring(code(portfolio, person, DAY)).tag.endswith("svg")  # noqa: S314 - we made it


def test_the_code_is_a_described_picture_that_holds_no_more_than_a_phone_reads(portfolio: Portfolio) -> None:
    role: Any = portfolio.get(Ref("role", "lead"))
    root = ET.fromstring(code(portfolio, role, DAY))  # noqa: S314 - we made it
    space = "{http://www.w3.org/2000/svg}"
    title, described = root.find(f"{space}title"), root.find(f"{space}desc")
    assert title is not None and title.text == "Contact card of Incident lead"
    assert described is not None and (described.text or "").startswith("Anna Márta Berg, duty +44 20 7946 0001")
    assert code(portfolio, role, DAY) == code(portfolio, role, DAY)


def test_a_code_of_a_large_team_keeps_the_first_numbers() -> None:
    points = [{"mobile": f"+44 7700 9000{number:02}"} for number in range(40)]
    data = {
        "organisation.yaml": {"name": "Example"},
        "teams/big.yaml": {"name": "Big", "contacts": [*points, {"duty": "+44 20 7946 0001"}]},
    }
    portfolio = load((name, json.dumps(value).encode()) for name, value in data.items()).portfolio
    team: Any = portfolio.get(Ref("team", "big"))
    picture = code(portfolio, team, DAY).decode()
    assert "duty +44 20 7946 0001" in picture and "7700 900039" not in picture
    assert sum("TEL" in line for line in of(portfolio, "team", "big")) == 41, "the file has them all"
