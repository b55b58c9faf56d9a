"""Pages of large organisations: a long list is cut where a phone would give up, counts what is left out, and says where that stands.

The example organisation takes the place of a large one by pages that hold next to nothing.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from continuity.adapters.build import read_folder
from continuity.analysis.everything import Analysis
from continuity.analysis.judged import judge
from continuity.load import load
from continuity.pages.made import InMemory
from continuity.pages.maker import Maker
from continuity.views import (
    bia,
    blast,
    bounded,
    capabilities,
    contacts,
    coverage,
    exercising,
    home,
    listing,
    month,
    objectives,
    process,
    programme,
    recovery,
    reviews,
    service,
    strategy,
)
from continuity.views.context import Context

AS_OF = date(2026, 11, 23)
ROWS = 8
SMALL = {"MOST_ROWS": ROWS, "MOST_OF_EACH": ROWS, "MOST_SERVICES": 4, "MOST_NAMES": 3, "MOST_IN_A_CELL": 2, "MOST_BESIDE_PICTURES": 4}
CUT = (
    "programme/coverage.html", "programme/strategies.html", "recovery/objectives.html", "recovery/capability.html", "recovery/blast.html",
    "recovery/index.html", "reviews/index.html", "exercises/index.html", "processes/index.html", "scenarios/ransomware.html",
    "programme/index.html", "services/identity.html", "contacts/index.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def context() -> Context:
    loaded = load(read_folder(Path(__file__).parents[2] / "plans"))
    return Context(loaded.portfolio, loaded.sources, AS_OF, judge(Analysis(loaded.portfolio, AS_OF)))


@pytest.fixture(scope="module")
def pages(context: Context) -> dict[str, str]:
    """Every page, as if a page held next to nothing. A link to a place that no page has would stop the making."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (
            bia,
            blast,
            capabilities,
            contacts,
            coverage,
            exercising,
            home,
            month,
            objectives,
            process,
            programme,
            recovery,
            reviews,
            service,
            strategy,
        ):
            for name, most in SMALL.items():
                if hasattr(module, name):
                    patch.setattr(module, name, most)
        patch.setattr(home, "_MOST_TOGETHER", 20)
        patch.setattr(listing, "MOST_TOGETHER", 20)
        patch.setattr(listing, "MOST_UNDER_A_LETTER", 15)
        maker = Maker(context, InMemory())
        return {page.path: page.html for page in maker.site({room: maker.make(room) for room in maker.rooms}).pages}


@pytest.mark.parametrize("path", CUT)
def test_a_cut_list_says_how_much_it_leaves_out(pages: dict[str, str], path: str) -> None:
    said = re.findall(r"(?:the first|lack most:|the first waves:|bear least:) (\d+) of (\d+)\. ", pages[path])
    assert said
    assert all(int(shown) < int(count) for shown, count in said)


@pytest.mark.parametrize("path", ["programme/coverage.html", "recovery/objectives.html", "recovery/blast.html"])
def test_no_table_is_longer_than_a_page_carries(pages: dict[str, str], path: str) -> None:
    longest = max(table.count("<tr") for table in re.findall(r"(?s)<table.*?</table>", pages[path]))
    # The head, and the names of groups, are rows as well.
    assert longest <= 2 * ROWS


def test_names_one_after_another_are_counted_when_they_are_many(context: Context, pages: dict[str, str]) -> None:
    assert re.search(r" and \d+ more</small>", pages["scenarios/ransomware.html"])
    refs = [service.ref for service in context.portfolio.services.values()]
    assert repr(context.names(refs, most=2)[-1]).count(f" and {len(refs) - 2} more") == 1
    assert context.names(refs, most=len(refs)) == context.names(refs)


def test_where_names_are_many_each_letter_has_a_page(context: Context, pages: dict[str, str]) -> None:
    letters = {path for path in pages if path.startswith("find-")}
    assert letters == set(re.findall(r"href=(find-[^ >]+)", pages["find.html"]))
    service = next(iter(context.portfolio.services.values()))
    mine = [html for path, html in pages.items() if re.fullmatch(rf"find-{service.name[:1].lower()}(-\d+)?\.html", path)]
    assert any(f"href=services/{service.id}.html>" in html for html in mine)
    assert any(re.fullmatch(r"find-[a-z]-2\.html", path) for path in letters)


@pytest.mark.parametrize("folder", ["services", "runbooks", "people"])
def test_a_long_list_of_records_has_a_page_for_each_letter(context: Context, pages: dict[str, str], folder: str) -> None:
    letters = {path for path in pages if path.startswith(f"{folder}/by-letter/")}
    assert letters == {f"{folder}/{href}" for href in re.findall(r"href=(by-letter/[^ >]+)", pages[f"{folder}/index.html"])}
    listed = {href for path in letters for href in re.findall(r"href=\.\./([a-z0-9-]+)\.html\b", pages[path])}
    assert listed >= {record.id for record in getattr(context.portfolio, folder).values()}


def test_the_processes_stand_apart_where_they_are_many(context: Context, pages: dict[str, str]) -> None:
    assert "href=all/index.html" in pages["processes/index.html"]
    said = "".join(html for path, html in pages.items() if path.startswith("processes/all/"))
    assert all(f"{name}.html>" in said for name in context.portfolio.processes)


def test_the_middle_of_a_long_chain_is_counted(pages: dict[str, str]) -> None:
    assert re.search(r" → \d+ more → ", pages["recovery/objectives.html"])


def test_home_offers_the_search_in_place_of_a_table_nobody_would_scroll_through(pages: dict[str, str]) -> None:
    assert re.search(r"\d+ alerts: type a word of it into the search", pages["index.html"])
    assert re.search(r"\d+ symptoms: type a word of it into the search", pages["index.html"])


def test_the_status_of_each_subject_is_told_on_the_page_of_a_team(context: Context, pages: dict[str, str]) -> None:
    assert set(context.review_entries) == {status.subject for status in context.judged.reviews}
    for target in context.review_entries.values():
        assert f'id="{target.anchor}"' in pages[target.path]


def test_what_is_not_long_says_nothing_of_being_cut() -> None:
    assert bounded.rest(bounded.MOST_ROWS, bounded.MOST_ROWS, ()) == ()


def test_the_services_under_a_letter_stand_by_tier(context: Context, pages: dict[str, str]) -> None:
    tiers = {tier.name: number for number, tier in enumerate(context.portfolio.organisation.tiers)}
    seen = set()
    for path in (path for path in pages if path.startswith("services/by-letter/")):
        found = [tiers[name] for name in re.findall(r"<th[^>]*scope=rowgroup[^>]*>([^<]+)<", pages[path]) if name in tiers]
        assert found == sorted(set(found))
        seen |= set(found)
    assert len(seen) > 1
