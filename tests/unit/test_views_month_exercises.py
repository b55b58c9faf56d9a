"""What a month changed, how far services were tried, and what the organisation can do: for the example organisation."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from continuity.adapters.build import read_folder
from continuity.analysis.everything import Analysis
from continuity.analysis.figures import Verdict
from continuity.analysis.judged import judge
from continuity.changes.history import Period
from continuity.load import load
from continuity.model.exercise import Action, Status
from continuity.views import ROOMS, capabilities, sheets_of
from continuity.views.blocks import Day, Figure, Table
from continuity.views.context import Context
from continuity.views.drawings import Grid, Trends
from continuity.views.exercising import exercising_sections
from continuity.views.month import DAYS, month_section, open_late

AS_OF = date(2026, 11, 23)


@pytest.fixture(scope="module")
def context() -> Context:
    loaded = load(read_folder(Path(__file__).parents[2] / "plans"))
    return Context(loaded.portfolio, loaded.sources, AS_OF, judge(Analysis(loaded.portfolio, AS_OF)))


def test_only_what_lies_within_the_month_is_said(context: Context) -> None:
    table = month_section(context).blocks[1]
    assert isinstance(table, Table)
    days = [row.cells[0][0].date for row in table.rows]  # type: ignore[union-attr]
    assert days
    assert all(AS_OF - timedelta(days=DAYS) < day <= AS_OF for day in days)
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize(
    ("action", "late"),
    [
        (Action(id="a", title="a", due=date(2026, 10, 1)), True),
        (Action(id="a", title="a", due=date(2026, 11, 23)), False),
        (Action(id="a", title="a", due=date(2026, 10, 1), raised=date(2026, 12, 1)), False),
        (Action(id="a", title="a", due=date(2026, 10, 1), status=Status.DONE), False),
        (Action(id="a", title="a", due=date(2026, 10, 1), status=Status.DONE, closed=date(2026, 12, 1)), True),
    ],
)
def test_an_action_is_late_on_a_day_by_its_dates(action: Action, late: bool) -> None:
    assert open_late(action, AS_OF) is late


def test_a_measured_time_over_the_rto_is_red(context: Context) -> None:
    section = next(section for section in exercising_sections(context) if section.id == "times")
    assert "Tone.BAD" in repr(section.blocks[1]) or "'bad'" in repr(section.blocks[1])
    figure, table = section.blocks
    assert isinstance(figure, Figure)
    assert isinstance(table, Table)
    assert isinstance(figure.drawing, Trends)
    points = [point for lane in figure.drawing.lanes for point in lane.points]
    assert len(points) == len(table.rows)
    assert all(lane.limit for lane in figure.drawing.lanes)
    assert {point.tone for point in points if point.share is not None and point.share > 1} == {"bad"}
    assert {point.tone for point in points if point.share is not None and point.share <= 1} == {"good"}


def test_the_ladder_has_a_twin_with_each_service_that_was_tried(context: Context) -> None:
    figure = next(section for section in exercising_sections(context) if section.id == "ladder").blocks[0]
    assert isinstance(figure, Figure)
    assert isinstance(figure.drawing, Grid)
    table = figure.twin[0]
    assert isinstance(table, Table)
    assert len(table.rows) == len({cell.row for cell in figure.drawing.cells})
    days = [inline for row in table.rows for inline in row.cells[1] if isinstance(inline, Day)]
    assert len(days) == len(figure.drawing.cells)


def figures(context: Context) -> dict[str, tuple[str, str]]:
    """By figure of the month, then and now as they are shown."""
    table = month_section(context).blocks[0]
    assert isinstance(table, Table)
    return {row.cells[0][0].text: (getattr(row.cells[1][0], "text", "unknown"), row.cells[2][0].text) for row in table.rows}  # type: ignore[union-attr]


def test_figures_that_no_date_tells_come_from_the_history(context: Context) -> None:
    gaps = sum(entry.verdict is Verdict.FALLS_SHORT for ref, entry in context.required.items() if ref.kind == "service")
    assert figures(context)["RTOs longer than required"] == ("unknown", str(gaps))
    milder = {**load_again(), "services/integration-engine.yaml": b"name: Integration engine\nobjectives: {rto: 10m}\n"}
    then = load(milder.items()).portfolio
    told = Context(context.portfolio, context.sources, AS_OF, context.judged, lambda: (Period("Lately", None, (), then),))
    found = figures(told)
    assert set(found) == set(figures(context))
    before, now = found["RTOs longer than required"]
    assert int(before) < int(now) == gaps
    assert found["Risks above appetite"][0] == found["Risks above appetite"][1]


def load_again() -> dict[str, bytes]:
    return dict(read_folder(Path(__file__).parents[2] / "plans"))


def test_every_service_stands_on_the_ladder_and_under_its_tier(context: Context) -> None:
    sections = {section.id: section for section in exercising_sections(context)}
    figure, table = sections["ladder"].blocks[0], sections["due"].blocks[0]
    assert isinstance(figure, Figure)
    assert isinstance(figure.drawing, Grid)
    assert isinstance(table, Table)
    assert len(figure.drawing.rows) == len(table.rows) == len(context.judged.exercises)


def test_capability_says_too_late_first_and_never_hides_the_unknown(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capabilities, "MOST_SERVICES", 1_000)
    page = next(capabilities.pages(context)).make()
    table = page.sections[1].blocks[0]
    assert isinstance(table, Table)
    found = [repr(row.cells[5]) for row in table.rows]
    assert len(found) == sum(len(entry.services) for entry in context.capabilities.values())
    places = [0 if "too late" in text else 1 if "not known" in text else 2 for text in found]
    assert places == sorted(places)
    assert set(places) == {0, 1, 2}


def test_every_page_stands_where_its_sheet_said(context: Context) -> None:
    sheets = [sheet for room in range(len(ROOMS)) for sheet in sheets_of(room, context)]
    assert len(sheets) > 100
    assert [sheet.path for sheet in sheets] == [sheet.make().path for sheet in sheets]
