"""The risk register and the page of strategies say what the analysis found, for the example organisation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from continuity.adapters.build import read_folder
from continuity.analysis.everything import Analysis
from continuity.analysis.judged import judge
from continuity.analysis.strategies import Answer
from continuity.load import load
from continuity.model.base import Ref
from continuity.views import capabilities, risk, strategy
from continuity.views.blocks import Facts, Figure, PageView, Table
from continuity.views.context import Context
from continuity.views.drawings import Grid
from continuity.views.sheets import Sheet

AS_OF = date(2026, 11, 23)


@pytest.fixture(scope="module")
def context() -> Context:
    loaded = load(read_folder(Path(__file__).parents[2] / "plans"))
    return Context(loaded.portfolio, loaded.sources, AS_OF, judge(Analysis(loaded.portfolio, AS_OF)))


def _page(sheets: Iterable[Sheet], path: str) -> PageView:
    return next(sheet.make() for sheet in sheets if sheet.path == path)


def _tables(page: PageView) -> dict[str, Table]:
    return {section.id: block for section in page.sections for block in section.blocks if isinstance(block, Table)}


def _first(page: PageView) -> Grid:
    figure = page.sections[0].blocks[0]
    assert isinstance(figure, Figure)
    assert isinstance(figure.drawing, Grid)
    return figure.drawing


def test_a_risk_that_leans_on_an_untested_control_stands_where_it_began(context: Context) -> None:
    grid = _first(_page(risk.pages(context), "risks/index.html"))
    place = {cell.path: (cell.row, cell.column) for cell in grid.cells if cell.path}
    rated = next(
        item for item in context.study.risks if item.untested and item.residual != item.inherent and item.standing == item.inherent
    )
    record = context.portfolio.risks[rated.risk.id]
    names = {step.id: step.name for step in context.portfolio.organisation.likelihoods}
    assert record.inherent is not None
    assert place[f"risks/{rated.risk.id}.html"][0] == names[record.inherent.likelihood]


def test_scenarios_nobody_assessed_and_mild_ratings_are_said(context: Context) -> None:
    table = _tables(_page(risk.pages(context), "risks/index.html"))["scenarios"]
    said = [repr(row) for row in table.rows]
    assert len(said) == len(context.portfolio.scenarios)
    assert sum("nobody assessed" in row for row in said) == 1
    assert any("milder than the BIA" in row for row in said)


def test_each_stop_has_an_answer_or_stands_under_no_plan(context: Context) -> None:
    page = _page(strategy.pages(context), "programme/strategies.html")
    tables, cells = _tables(page), _first(page).cells
    planned = [cell for cell in cells if cell.tone == "good"]
    assert len(planned) + len(tables["none"].rows) == len(cells)
    assert len(tables["holds"].rows) == len(planned)
    assert {cell.path for cell in cells} <= {f"services/{name}.html" for name in context.portfolio.services}


def test_an_accepted_gap_says_who_bears_it_until_when(context: Context) -> None:
    rows = [repr(row) for row in _tables(_page(strategy.pages(context), "programme/strategies.html"))["none"].rows]
    accepted = [row for row in rows if "no plan, accepted" in row]
    assert len(accepted) == _accepted(context) > 10
    assert all("people/" in row and "datetime.date(" in row for row in accepted)


def test_an_acceptance_that_ended_is_no_answer(context: Context) -> None:
    later = Context(context.portfolio, context.sources, date(2035, 1, 1), context.judged)
    rows = [repr(row) for row in _tables(_page(strategy.pages(later), "programme/strategies.html"))["none"].rows]
    assert sum("acceptance ended" in row for row in rows) == _accepted(context)


def _accepted(context: Context) -> int:
    """Of the services a scenario stops, those somebody accepted to have no plan for."""
    found = (entry.choice.answer for caps in context.capabilities.values() for entry in caps.services.values())
    return sum(answer is Answer.ACCEPTED for answer in found)


def test_figures_lead_to_where_they_are_listed(context: Context) -> None:
    page = _page(risk.pages(context), "risks/index.html")
    facts = page.lead[0]
    assert isinstance(facts, Facts)
    assert all(f"anchor='{anchor}'" in repr(facts) for anchor in ("all", "scenarios"))
    assert {section.id for section in page.sections} >= {"all", "scenarios"}
    assert Ref("scenario", "ransomware") in context.study.scenario_impacts


def test_the_page_of_capabilities_stays_one_that_a_phone_can_open(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _page(capabilities.pages(context), capabilities.PAGE.path)
    everything = _tables(whole)["all"].rows
    monkeypatch.setattr(capabilities, "MOST_SERVICES", 4)
    page = _page(capabilities.pages(context), capabilities.PAGE.path)
    assert _tables(page)["all"].rows == everything[:4]
    assert len(_first(page).rows) == 4
    said = str(page.sections)
    assert f"the first 4 of {sum(len(found.services) for found in context.capabilities.values())}" in said
    assert f"The 4 of {len(_first(whole).rows)} services that are worst off" in said
