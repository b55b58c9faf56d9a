"""What changed lately, for readers of the site: from the history of the commit that is built, as the audience may see it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from continuity.adapters.build import Built, build_site, read_folder
from repositories import Repo, needs_git

pytestmark = needs_git
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
SERVICE = "name: Dispensing\nowner: keepers\nobjectives: {rto: 2h}\n"
TEAM = "name: Keepers\ncontacts:\n  - {duty: '+44 7700 900001', hours: 24x7}\n  - {mobile: '+44 7700 900002', hours: 24x7, visibility: public}\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "repo")
    files = {"plans/organisation.yaml": "name: Northmoor\n", "plans/services/dispensing.yaml": SERVICE, "plans/teams/keepers.yaml": TEAM}
    made.commit("one", dict(files), day="2026-06-01")
    made.commit("two", {"plans/services/dispensing.yaml": SERVICE.replace("2h", "3h")}, day="2026-08-01")
    made.commit("three", {"plans/services/dispensing.yaml": SERVICE.replace("2h", "9h")}, day="2026-11-10")
    made.commit("four", {"plans/teams/keepers.yaml": TEAM.replace("visibility: public", "visibility: restricted")}, day="2026-11-20")
    made.commit("no plan", {"README.md": "Words\n"}, day="2026-11-22")
    return made


def built(plans: Path, audience: str = "internal") -> Built:
    return build_site(read_folder(plans), as_of=None, now=NOW, audience=audience, fail_on="never", plans=plans)


def page(made: Built) -> str:
    assert made.site is not None
    return next((page.html for page in made.site.pages if page.path == "changes/index.html"), "")


def test_the_page_says_what_the_last_month_changed(repo: Repo) -> None:
    html = page(built(repo.folder / "plans"))
    assert "An objective was relaxed" in html
    assert "3h" in html and "9h" in html, "compared with the plans of a month ago, not with those of the beginning"


def test_the_programme_holds_its_figures_against_those_of_a_month_ago(repo: Repo) -> None:
    risk = "title: Fire\nscenario: fire\nassessed: 2026-06-01\ninherent: {likelihood: likely, impact: severe}\ntreatment: mitigate\n"
    scales = (
        "name: Northmoor\nlikelihoods: [{id: rare, name: Rare}, {id: likely, name: Likely}]\n"
        "impact_levels: [{id: minor, name: Minor}, {id: severe, name: Severe}]\nrisk_appetite: {accept_up_to: 1}\n"
    )
    fire = "name: Fire\nloss_class: facility\n"
    repo.commit("early", {"plans/organisation.yaml": scales, "plans/scenarios/fire.yaml": fire}, day="2026-10-01")
    repo.commit("late", {"plans/risks/fire.yaml": risk}, day="2026-11-22")
    made = built(repo.folder / "plans")
    assert made.site is not None
    html = next(page.html for page in made.site.pages if page.path == "programme/index.html")
    row = next(line for line in html.splitlines() if "Risks above appetite" in line and "A month ago" in line)
    assert [cell for cell in re.findall(r">([^<>]+)<", row) if cell.strip()] == ["Risks above appetite", "0", "1", "worse"]


def test_what_was_hidden_since_is_in_no_file(repo: Repo) -> None:
    assert "900002" not in page(built(repo.folder / "plans"))
    assert "Who may see something" in page(built(repo.folder / "plans", "restricted"))


def test_the_same_commit_says_the_same(repo: Repo) -> None:
    assert page(built(repo.folder / "plans")) == page(built(repo.folder / "plans"))


def test_a_shallow_clone_says_that_it_does_not_know(repo: Repo, tmp_path: Path) -> None:
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.folder}", str(tmp_path / "clone"))
    html = page(built(tmp_path / "clone" / "plans"))
    assert "does not reach back so far" in html and "An objective was relaxed" not in html


def test_plans_without_a_history_have_no_such_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "organisation.yaml").write_text("name: Northmoor\n", encoding="utf-8")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert page(built(tmp_path / "plans")) == ""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert built(tmp_path / "plans").site is not None
