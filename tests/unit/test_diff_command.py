"""``continuity diff`` as people, programs and forges meet it, with whatever strangers write into plans."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from continuity.adapters.cli import main
from continuity.adapters.cli.formats.diff_programs import schema
from continuity.hosting.forge import MARKER
from jsonschema import Draft202012Validator
from repositories import Repo, needs_git

pytestmark = needs_git
HOSTILE = "@everyone #12 | </details><script>x</script> ![a](https://a.example.org) `b` ::error:: \x1b[31m\u202e"
SERVICE = "name: Dispensing\ntier: one\nowner: keepers\nobjectives: {rto: 2h}\n"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    made = Repo(tmp_path / "repo")
    monkeypatch.chdir(made.folder)
    return made


def run(repo: Repo, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["diff", *arguments], env={**repo.environment, "SOURCE_DATE_EPOCH": "1795424400"})


def found(repo: Repo, *arguments: str) -> dict[str, Any]:
    result = run(repo, *arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    data: dict[str, Any] = json.loads(result.stdout)
    Draft202012Validator(schema()).validate(data)
    return data


def start(repo: Repo) -> str:
    return repo.commit("one", {"plans/organisation.yaml": "name: Northmoor\n", "plans/services/dispensing.yaml": SERVICE})


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())


def test_the_working_tree_is_compared_with_what_was_committed(repo: Repo) -> None:
    commit = start(repo)
    assert found(repo, "HEAD")["verdict"] == "unchanged"
    repo.write({"plans/services/dispensing.yaml": SERVICE.replace("2h", "6h")})
    data = found(repo, "HEAD")
    assert data["base"] == {"name": "HEAD", "commit": commit} and data["head"] == {"name": "working tree", "commit": None}
    (change,) = data["changes"]
    assert (change["rule_id"], change["before"], change["after"]) == ("objective-relaxed", "2h", "6h")
    assert change["head_source"] == {"path": "plans/services/dispensing.yaml", "line": 4, "column": 19}


@pytest.mark.parametrize(("fail_on", "code"), [("weakens", 1), ("attention", 1), ("never", 0), ("none", 0)])
def test_the_exit_code_says_whether_to_stop(repo: Repo, fail_on: str, code: int) -> None:
    start(repo)
    repo.write({"plans/services/dispensing.yaml": SERVICE.replace("2h", "6h")})
    assert run(repo, "HEAD", "--fail-on", fail_on).exit_code == code


def test_words_do_not_stop_anybody(repo: Repo) -> None:
    start(repo)
    repo.write({"plans/services/dispensing.yaml": SERVICE + "description: Labels\n"})
    assert run(repo, "HEAD", "--fail-on", "attention").exit_code == 0


@pytest.mark.parametrize("form", ["text", "json", "markdown", "github"])
def test_hostile_text_stays_text(repo: Repo, form: str) -> None:
    start(repo)
    quoted = json.dumps(HOSTILE)
    runbook = f"title: {quoted}\nsteps:\n  - {{id: a, do: {quoted}, warning: {quoted}}}\n"
    repo.commit("two", {"plans/runbooks/a.yaml": runbook, "plans/services/dispensing.yaml": f"name: {quoted}\nnotes: {quoted}\n"})
    repo.write(
        {"plans/runbooks/a.yaml": f'title: {quoted}\nsteps:\n  - {{id: a, do: {quoted[:-1]}b"}}\n', "plans/services/dispensing.yaml": None}
    )
    out = run(repo, "HEAD", "--format", form).stdout
    assert "warning-removed" in out or form == "markdown"
    if form != "json":
        assert "\x1b" not in out and "\u202e" not in out
    if form == "markdown":
        assert "<script>" not in out and "@everyone" not in out and "![a]" not in out
        rows = [line for line in out.splitlines() if line.startswith("| ")]
        assert {line.replace("\\|", "").count("|") for line in rows} == {3}
    if form == "github":
        commands = [line for line in out.splitlines() if line.startswith("::")]
        assert commands and all(line.startswith(("::warning file=", "::notice file=")) for line in commands)


def test_the_comment_keeps_within_its_size_and_says_what_it_left_out(repo: Repo) -> None:
    start(repo)
    many = {f"plans/services/s{number}.yaml": SERVICE + "description: " + "words " * 40 + "\n" for number in range(400)}
    repo.commit("many", {**many})
    repo.write({path: str(text).replace("2h", "9h").replace("words", "sentences") for path, text in many.items()})
    out = run(repo, "HEAD", "--format", "markdown").stdout
    assert len(out) <= 60_000 and out.startswith(MARKER)
    assert "Not shown for want of room: " in out and "are information" in out.splitlines()[-1]
    assert out.splitlines()[1] == "**Continuity plans are weakened:** 400 weaken, 400 are information."
    assert out.count("An objective was relaxed") == 400, "information goes first"


def test_folders_are_compared_without_git(repo: Repo, tmp_path: Path) -> None:
    for name, rto in (("old", "2h"), ("new", "6h")):
        (tmp_path / name / "services").mkdir(parents=True)
        (tmp_path / name / "services" / "dispensing.yaml").write_text(SERVICE.replace("2h", rto), encoding="utf-8")
    data = found(repo, str(tmp_path / "old"), str(tmp_path / "new"))
    assert [change["rule_id"] for change in data["changes"]] == ["objective-relaxed"]


def test_plans_that_are_gone_are_all_removed(repo: Repo) -> None:
    start(repo)
    repo.commit("gone", {"plans/organisation.yaml": None, "plans/services/dispensing.yaml": None})
    data = found(repo, "HEAD~1", "HEAD")
    assert {change["rule_id"] for change in data["changes"]} == {"record-removed"}
    assert "has no folder 'plans'" in data["not_compared"]["head"][0]
    assert run(repo, "HEAD").exit_code == 2, "neither side has plans"


@pytest.mark.parametrize(
    ("arguments", "said"), [(("nowhere",), "is no revision"), (("--", "-x"), "is no revision"), (("HEAD", "a..b"), "is no revision")]
)
def test_what_cannot_be_compared_is_said_in_one_line(repo: Repo, arguments: tuple[str, ...], said: str) -> None:
    start(repo)
    result = run(repo, *arguments)
    assert result.exit_code == 2 and said in result.output and "Traceback" not in result.output


def test_histories_without_a_common_beginning_are_said(repo: Repo, tmp_path: Path) -> None:
    start(repo)
    repo.git("checkout", "-q", "--orphan", "other")
    repo.commit("unrelated")
    result = run(repo, "main", "other")
    assert result.exit_code == 2 and "share no history" in result.output
    assert found(repo, "main", "other", "--exactly")["verdict"] == "unchanged"
    repo.commit("more")
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.folder}", str(tmp_path / "clone"))
    shallow = CliRunner().invoke(main, ["diff", "HEAD~1", "--plans", str(tmp_path / "clone" / "plans")], env=repo.environment)
    assert shallow.exit_code == 2 and "shallow" in shallow.output


def test_a_merge_is_compared_with_its_first_side(repo: Repo) -> None:
    start(repo)
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("side", {"plans/services/side.yaml": SERVICE})
    repo.git("checkout", "-q", "main")
    repo.commit("main", {"plans/services/main.yaml": SERVICE})
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    assert [change["id"] for change in found(repo, "HEAD^1", "HEAD")["changes"]] == ["side"]


def test_what_cannot_be_read_is_not_said_to_be_the_same(repo: Repo) -> None:
    start(repo)
    repo.write({"plans/services/dispensing.yaml": SERVICE + "description: a: b\n"})
    assert "nothing changed in what could be compared, from HEAD" in run(repo, "HEAD").stdout
    assert "**What could be compared of the continuity plans says the same as before:**" in run(repo, "HEAD", "--format", "markdown").stdout
    assert "What could be compared" in run(repo, "HEAD", "--format", "github").stdout


def test_a_value_that_is_left_out_is_shown_as_what_it_is_then(repo: Repo) -> None:
    start(repo)
    tree = "name: Tree\ninitiator: {team: keepers}\ncalls: [{team: keepers}]\n"
    repo.commit("tree", {"plans/contact-trees/all.yaml": tree, "plans/teams/keepers.yaml": "name: Keepers\n"})
    repo.write({"plans/contact-trees/all.yaml": tree + "ring: 3m\n"})
    assert "- 1m (usual)\n    + 3m" in run(repo, "HEAD").stdout
    assert "| 1m \\(usual\\) → 3m |" in run(repo, "HEAD", "--format", "markdown").stdout


def test_a_clone_without_the_contents_is_compared_all_the_same(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start(repo)
    repo.commit("two", {"plans/services/dispensing.yaml": SERVICE.replace("2h", "6h")})
    there = repo.clone_without_contents(tmp_path / "clone")
    monkeypatch.chdir(there.folder)
    repo.folder.rename(tmp_path / "elsewhere")
    result = run(there, "HEAD~1")
    assert result.exit_code == 2
    assert "1 files of the plans are not in this clone, and could not be fetched from 'origin'" in result.output
    (tmp_path / "elsewhere").rename(repo.folder)
    assert [change["rule_id"] for change in found(there, "HEAD~1")["changes"]] == ["objective-relaxed"]
