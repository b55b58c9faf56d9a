"""Plans as lines for ``git diff``, and CODEOWNERS from owners."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from continuity.adapters.build import read_folder
from continuity.adapters.cli import main
from continuity.changes.lines import kind_of, lines_of
from continuity.export.codeowners import codeowners
from continuity.load import load

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent

DISPENSING = """\
# Written one way
name: Pharmacy dispensing
owner: pharmacy-it
objectives: {rto: 2h, rpo: 0}
depends_on:
  - {service: identity, effect: No sign-in}
  - service: printing
    strength: soft
description: |
  Labels.
  Stock.
"""
OTHERWISE = """\
depends_on:
  - service: "identity"
    effect: 'No sign-in'
  - {strength: soft, service: printing}
objectives:
  rpo: 0m   # minutes
  rto: 120m
description: "Labels.\\nStock.\\n"
owner: {team: pharmacy-it}
name: 'Pharmacy dispensing'
"""


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_how_it_is_written_changes_nothing() -> None:
    one = lines_of("plans/services/dispensing.yaml", DISPENSING.encode())
    assert one == lines_of("plans/services/sub/other-name.yaml", OTHERWISE.encode())
    assert one is not None
    assert one[0] == "service: Pharmacy dispensing"
    assert {"owner: team/pharmacy-it", "objectives.rto: 2h", "depends_on[service/printing].strength: soft", "  Stock."} <= set(one)


def test_one_put_in_between_does_not_change_the_lines_of_the_others() -> None:
    before = lines_of("services/d.yaml", DISPENSING.encode())
    after = lines_of("services/d.yaml", DISPENSING.replace("depends_on:\n", "depends_on:\n  - service: dns\n").encode())
    assert before is not None and after is not None
    assert [line for line in after if line not in before] == ["depends_on[service/dns].service: service/dns"]
    assert [line for line in before if line not in after] == []


def test_git_gives_no_folder_and_the_keys_tell() -> None:
    """What git hands to a textconv lies in a folder of its own under the file's own name."""
    assert lines_of("/tmp/git-blob-x/dispensing.yaml", DISPENSING.encode()) == lines_of("services/dispensing.yaml", DISPENSING.encode())


def test_files_of_the_example_are_read_whole_without_their_folder() -> None:
    wrong = []
    for path, data in read_folder(ROOT / "plans")[::9]:
        lines = lines_of(f"blob/{Path(path).name}", data)
        if lines is None or any(line.startswith("not read:") for line in lines):
            wrong.append(path)
    assert wrong == []


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("plans/services/a.yaml", "service"),
        ("x/runbooks/sub/a.md", "runbook"),
        ("plans/organisation.yaml", "organisation"),
        ("a.yaml", None),
    ],
)
def test_a_folder_says_the_kind(path: str, kind: str | None) -> None:
    assert kind_of(path) == kind


def test_what_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text("name: A\nobjectives: {rto: soon}\n", encoding="utf-8")
    assert re.search(r"^not read: objectives\.rto .*soon", run("textconv", "a.yaml", "--kind", "service").stdout, re.MULTILINE)
    (tmp_path / "b.yaml").write_bytes(b"- a\n- \xff\n")
    assert run("textconv", "b.yaml").stdout_bytes == b"- a\n- \xff\n"
    assert run("textconv", "nowhere.yaml").exit_code == 2
    assert "Did you mean service?" in run("textconv", "a.yaml", "--kind", "services").stderr


def git(folder: Path, *arguments: str) -> str:
    given = {
        **os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org", "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
    }  # fmt: skip
    return subprocess.run(["git", *arguments], cwd=folder, env=given, check=True, capture_output=True, text=True).stdout


def test_git_shows_what_plans_say(tmp_path: Path) -> None:
    """As docs/forge.md has it set up."""
    page = (ROOT / "docs" / "forge.md").read_text(encoding="utf-8")
    plan = tmp_path / "plans" / "services" / "dispensing.yaml"
    plan.parent.mkdir(parents=True)
    plan.write_text(DISPENSING, encoding="utf-8")
    git(tmp_path, "init", "-q")
    attributes = re.findall(r"^    echo '(.+)' >> \.gitattributes$", page, re.MULTILINE)
    (tmp_path / ".gitattributes").write_text("\n".join(attributes) + "\n", encoding="utf-8")
    for name, value in re.findall(r'^    git config (diff\.continuity\.\w+) "?([^"\n]+?)"?$', page, re.MULTILINE):
        git(tmp_path, "config", name, value)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "One")
    plan.write_text(OTHERWISE, encoding="utf-8")
    assert "\n+" not in git(tmp_path, "diff").replace("\n+++", "")
    plan.write_text(OTHERWISE.replace("120m", "240m"), encoding="utf-8")
    changed = re.findall(r"^[-+](?![-+]).*$", git(tmp_path, "diff"), re.MULTILINE)
    assert changed == ["-objectives.rto: 2h", "+objectives.rto: 4h"]
    git(tmp_path, "commit", "-q", "-a", "-m", "Two")
    assert "+objectives.rto: 4h" in git(tmp_path, "log", "-p", "-1")


OWNED = {
    "organisation.yaml": "name: X\n",
    "services/a.yaml": "name: A\nowner: ops\n",
    "services/sub folder/b.yaml": "name: B\nowner: {person: anna}\n",
    "services/c.yaml": "name: C\nowner: {role: keeper}\n",
    "services/d.yaml": "name: D\nowner: {person: tom}\n",
    "services/e.yaml": "name: E\n",
    "teams/ops.yaml": "name: Ops\nmembers: [anna]\n",
    "roles/keeper.yaml": "name: Keeper\nholders: [{person: anna}, {person: tom}]\n",
    "people/anna.yaml": "name: Anna\ncontacts: [{email: anna@example.org}]\n",
    "people/tom.yaml": "name: Tom\ncontacts: [{mobile: '+44 7700 900001'}]\n",
    "reviews/r.yaml": "subject: service/a\nreviewed: 2026-01-01\nby: anna\noutcome: approved\n",
}


def owners(folder: str = "plans", **known: str) -> tuple[dict[str, str], set[str]]:
    loaded = load((name, text.encode()) for name, text in OWNED.items())
    text, unnamed = codeowners(loaded, folder, ("@northmoor/continuity",), lambda ref: known.get(ref.id))
    lines = [re.split(r"(?<!\\)\s+", line, maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]
    return dict(lines), {str(ref) for ref in unnamed}


def test_owners_become_codeowners() -> None:
    found, unnamed = owners(ops="@northmoor/ops")
    assert found == {
        "/plans/": "@northmoor/continuity",
        "/plans/services/a.yaml": "@northmoor/ops",
        "/plans/services/sub\\ folder/b.yaml": "anna@example.org",
        "/plans/services/c.yaml": "anna@example.org",
        "/plans/people/anna.yaml": "anna@example.org",
        "/plans/teams/ops.yaml": "@northmoor/ops",
    }
    assert unnamed == {"service/d"}
    assert next(iter(found)) == "/plans/", "the last line that fits counts"


def test_a_team_without_a_name_is_its_people() -> None:
    found, _ = owners("")
    assert (found["/services/a.yaml"], found["/"]) == ("anna@example.org", "@northmoor/continuity")


def test_the_command_names_what_it_has_no_name_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in OWNED.items():
        path = tmp_path / "repo" / "data" / "plans" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    git(tmp_path / "repo", "init", "-q")
    monkeypatch.chdir(tmp_path / "repo" / "data")
    result = run("codeowners", "plans", "--teams", "@northmoor/{id}", "--handle", "person/anna=@anna", "--default", "@boss")
    assert result.exit_code == 0, result.output
    assert re.search(r"^/data/plans/services/a\.yaml +@northmoor/ops$", result.stdout, re.MULTILINE), "from the top of the repository"
    assert "/data/plans/services/sub\\ folder/b.yaml @anna" in result.stdout
    assert "no name for who owns service/d" in result.stderr
    assert run("codeowners", "plans", "--output", "CODEOWNERS").exit_code == 0
    for option, value in (
        ("--teams", "@northmoor"),
        ("--teams", "{id} x"),
        ("--handle", "ops=@x"),
        ("--handle", "team/opps=@x"),
        ("--default", "x"),
    ):
        assert run("codeowners", "plans", option, value).exit_code == 2, (option, value)
