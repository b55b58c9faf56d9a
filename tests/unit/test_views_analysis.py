"""What the pages of business impact, contact trees and people say of the example organisation."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from continuity.adapters.build import read_folder
from continuity.analysis.contact_trees import call_tree, share_reached
from continuity.analysis.everything import Analysis
from continuity.analysis.judged import judge
from continuity.load import load
from continuity.model.base import Ref
from continuity.views.bia import bia_sections
from continuity.views.blocks import Figure, Section, Table
from continuity.views.context import Context
from continuity.views.drawings import Grid
from continuity.views.resting import resting_section
from continuity.views.tree_stress import MISSES, scenario_trees, stress_section

AS_OF = date(2026, 11, 23)


@pytest.fixture(scope="module")
def context() -> Context:
    loaded = load(read_folder(Path(__file__).parents[2] / "plans"))
    return Context(loaded.portfolio, loaded.sources, AS_OF, judge(Analysis(loaded.portfolio, AS_OF)))


def _table(sections: tuple[Section, ...], name: str) -> Table:
    return next(block for s in sections if s.id == name for block in s.blocks if isinstance(block, Table))


def _grid(sections: tuple[Section, ...], name: str) -> Grid:
    figure = next(block for s in sections if s.id == name for block in s.blocks if isinstance(block, Figure))
    assert isinstance(figure.drawing, Grid)
    return figure.drawing


def test_what_carries_most_processes_stands_first(context: Context) -> None:
    counts = [int(row.cells[1][0].text) for row in _table(bia_sections(context), "services").rows]  # type: ignore[union-attr]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 1


def test_impact_never_heals_while_the_outage_lasts(context: Context) -> None:
    grid = _grid(bia_sections(context), "impact")
    levels = [level.name for level in context.portfolio.organisation.impact_levels]
    for row in grid.rows:
        reached = [levels.index(cell.text) for column in grid.columns for cell in grid.cells if (cell.row, cell.column) == (row, column)]
        assert reached == sorted(reached)


def test_a_process_without_money_or_workaround_is_named(context: Context) -> None:
    sections = bia_sections(context)
    for process in context.portfolio.processes.values():
        address = f"processes/{process.id}.html"
        assert address in repr(_table(sections, "costs")), process.id
        assert address in repr(_table(sections, "workarounds")), process.id


def test_taking_over_never_reaches_fewer(context: Context) -> None:
    for tree in context.portfolio.contact_trees.values():
        grid = _grid(stress_section(context, tree), "stress")
        share = {(cell.row, cell.column): int(cell.text.rstrip("%")) for cell in grid.cells}
        nobody, deputies, caller = grid.rows[:3]
        for column in grid.columns:
            assert share[nobody, column] <= share[deputies, column] <= share[caller, column]
        assert sum("(this tree)" in row for row in grid.rows) == 1
        assert [share[nobody, column] for column in grid.columns] == sorted((share[nobody, c] for c in grid.columns), reverse=True)


def test_a_scenario_lists_the_trees_it_cuts_and_no_others(context: Context) -> None:
    said = 0
    for scenario in context.portfolio.scenarios.values():
        sections = scenario_trees(context, scenario.ref)
        for tree in context.portfolio.contact_trees.values():
            under = call_tree(context.portfolio, tree, AS_OF, scenario.ref)
            weakened = bool(under.unreachable or under.unsure)
            assert (f"contact-trees/{tree.id}.html" in repr(sections)) == weakened
            said += weakened
            if under.unreachable:
                assert (share_reached(under, 0.0) or 0) < 1
    assert said
    assert 0.2 in MISSES


def test_four_roles_of_one_person_stand_on_their_page(context: Context) -> None:
    text = repr(resting_section(context, Ref("person", "yusuf-demir")))
    for role in ("recovery-lead", "infrastructure-lead", "restore-authority", "supplier-liaison"):
        assert f"roles/{role}.html" in text


def test_a_person_nothing_rests_on_has_no_such_section(context: Context) -> None:
    assert any(not resting_section(context, person.ref) for person in context.portfolio.people.values())
