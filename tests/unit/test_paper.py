"""The code on a printed page leads back to it, and stands where it is of use."""

from __future__ import annotations

import re

import pytest
import segno
from continuity.pages.paper import address_of, code_of

SITE = "https://continuity.example.org/plans/"


def dots(svg: str) -> set[tuple[int, int]]:
    """The dark dots of a code, as (row, column), from the one path it is drawn with."""
    path = re.search(r' d="([^"]+)"', svg)
    assert path
    x = y = 0.0
    found = set()
    for move, first, second, length in re.findall(r"([Mm])(-?[\d.]+)[ ,]?(-?[\d.]+)|h(\d+)", path[1]):
        if move:
            x, y = (x + float(first), y + float(second)) if move == "m" else (float(first), float(second))
        else:
            found |= {(int(y), int(x) + n) for n in range(int(length))}
            x += int(length)
    return found


def test_the_code_is_of_the_pages_address() -> None:
    wanted = segno.make("https://continuity.example.org/plans/runbooks/mail-back.html", error="m", boost_error=False, micro=False, mask=3)
    matrix = {(row + 2, column + 2) for row, bits in enumerate(wanted.matrix) for column, bit in enumerate(bits) if bit}
    assert dots(code_of("runbooks/mail-back.html", SITE)) == matrix


def test_an_address_is_one_that_a_telephone_can_open() -> None:
    assert address_of("services/ü&b.html", SITE) == "https://continuity.example.org/plans/services/%C3%BC%26b.html"
    assert address_of("index.html", "https://a.example") == "https://a.example/index.html"


@pytest.mark.parametrize(("path", "site"), [("runbooks/a.html", ""), ("risks/index.html", SITE), ("people/a.html", SITE)])
def test_no_code_without_an_address_or_where_nobody_carries_the_page(path: str, site: str) -> None:
    assert code_of(path, site) == ""


def test_a_code_has_no_style_of_its_own_that_a_policy_would_forbid() -> None:
    svg = code_of("runbooks/a.html", SITE)
    assert "style" not in svg
    assert 'class="ct-back"' in svg
