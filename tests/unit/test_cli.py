"""The command line as people and build servers use it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from continuity.adapters.cli import main
from continuity.adapters.hands import LARGE
from continuity.checks import RULES
from continuity.model.kinds import KINDS

Plans = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plans:
    monkeypatch.chdir(tmp_path)

    def write(files: Mapping[str, str]) -> Path:
        for name, text in {"organisation.yaml": "name: Northmoor\ntime_zone: Pacific/Auckland\n", **files}.items():
            path = tmp_path / "plans" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path / "plans"

    return write


def _run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env={"SOURCE_DATE_EPOCH": "1795478400", **environment})


ERROR = {"roles/keeper.yaml": "name: Keeper\nextrenal: true\n"}
WARNING = {"people/anna-berg.yaml": "name: Anna Berg\n"}


def test_clean_plans(plans: Plans) -> None:
    plans({"roles/keeper.yaml": "name: Keeper\n"})
    result = _run("check")
    assert (result.exit_code, result.stdout) == (0, "nothing wrong in 2 files, judged as of 2026-11-24\n")


@pytest.mark.parametrize(
    ("files", "fail_on", "code"),
    [
        (ERROR, "error", 1), (WARNING, "error", 0), (WARNING, "warning", 1), (WARNING, "note", 1), (ERROR, "never", 0), ({}, "note", 0),
        ({"teams/a.yaml": "name: A\n"}, "warning", 0), ({"teams/a.yaml": "name: A\n"}, "note", 1),
    ],
)  # fmt: skip
def test_exit_code_follows_the_threshold(plans: Plans, files: Mapping[str, str], fail_on: str, code: int) -> None:
    plans(files)
    assert _run("check", "--fail-on", fail_on).exit_code == code


def test_text_shows_the_source_line_a_caret_and_help(plans: Plans) -> None:
    plans(ERROR)
    assert _run("check").stdout == (
        "plans/roles/keeper.yaml  1 error\n"
        "\n"
        "  error: 'extrenal' is no key of a role [unknown-key]\n"
        "    plans/roles/keeper.yaml:2:1\n"
        "    2 | extrenal: true\n"
        "      | ^\n"
        "    help: did you mean external?\n"
        "\n"
        "1 error in 2 files, judged as of 2026-11-24\n"
    )


def test_caret_stands_below_its_place_behind_wide_and_hidden_characters(plans: Plans) -> None:
    plans(
        {
            "services/a.yaml": "name: A\nlifecycle: planned\nowner: {role: 日本}\n",
            "services/b.yaml": "{name: '漢字\t\u202e', lifecycle: zzz}\n",
        }
    )
    lines = _run("check", "--select", "unknown-value").stdout.splitlines()
    place = next(n for n, line in enumerate(lines) if "zzz}" in line)
    before = lines[place].split("zzz")[0]
    assert lines[place + 1].index("^") == len(before) + before.count("漢") + before.count("字")
    assert "\\u202e" in before


def test_paths_are_as_the_author_named_the_folder(plans: Plans, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = plans(ERROR)
    assert _run("check", "plans/", "--format", "concise").stdout.startswith("plans/roles/keeper.yaml:2:1: error: ")
    assert _run("check", str(folder), "--format", "concise").stdout.startswith(f"{folder}/roles/keeper.yaml:2:1: error: ")
    monkeypatch.chdir(folder)
    assert _run("check", ".", "--format", "concise").stdout.startswith("roles/keeper.yaml:2:1: error: ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "nowhere"], "There is no folder 'nowhere'"),
        (["check", "plans/organisation.yaml"], "is a file"),
        (["check", "empty"], "has no plan files"),
        (["check", "--select", "no-ownr"], "Did you mean no-owner?"),
        (["check", "--ignore", "xyzzy"], "there is no rule 'xyzzy'"),
        (["check", "--as-of", "23/11/2026"], "is no date"),
        (["check", "--output", "nowhere/a.json"], "cannot be written"),
        (["check", "--output", "plans/findings.txt"], "never writes there"),
        (["schema", "services"], "Did you mean service?"),
        (["schema"], "Name a KIND"),
        (["schema", "service", "--all", "x"], "Name a KIND"),
        (["explain", "no-ownr"], "Did you mean no-owner?"),
    ],
)
def test_what_cannot_run_says_why(plans: Plans, tmp_path: Path, arguments: list[str], says: str) -> None:
    plans({})
    (tmp_path / "empty").mkdir()
    result = _run(*arguments)
    assert result.exit_code == 2
    assert says in " ".join(result.stderr.split())
    assert "Traceback" not in result.output


def test_a_bad_source_date_says_so(plans: Plans) -> None:
    plans({})
    result = _run("check", SOURCE_DATE_EPOCH="yesterday")
    assert result.exit_code == 2
    assert "SOURCE_DATE_EPOCH" in result.stderr


def test_the_day_is_the_organisations_or_the_one_named(plans: Plans) -> None:
    plans({"roles/keeper.yaml": "name: Keeper\n", "people/a.yaml": "name: A\ncontacts: [{email: a@example.org, verified: 2026-11-24}]\n"})
    assert json.loads(_run("check", "--format", "json").stdout) == {"format_version": 1, "as_of": "2026-11-24", "findings": []}
    (finding,) = json.loads(_run("check", "--format", "json", "--as-of", "2026-11-23").stdout)["findings"]
    assert finding["rule_id"] == "date-in-the-future"


def test_select_and_ignore(plans: Plans) -> None:
    plans({**ERROR, **WARNING})
    every = _run("check", "--format", "concise").stdout
    assert "[unknown-key]" in every
    assert "[no-contact-point]" in every
    assert _run("check", "--format", "concise", "--select", "no-contact-point").stdout == "".join(
        line for line in every.splitlines(keepends=True) if "[no-contact-point]" in line
    )
    assert _run("check", "--ignore", "unknown-key", "--ignore", "no-contact-point").stdout.startswith("nothing wrong")
    assert _run("check", "--ignore", "unknown-key").exit_code == 0


def test_output_goes_to_the_file_without_colour(plans: Plans, tmp_path: Path) -> None:
    plans(ERROR)
    result = _run("check", "--output", "found.txt")
    assert (result.exit_code, result.output) == (1, "")
    assert (tmp_path / "found.txt").read_text() == _run("check").stdout


def test_checking_leaves_the_plans_as_they_are(plans: Plans) -> None:
    folder = plans({**ERROR, **WARNING})
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}
    for form in ("text", "concise", "json", "github", "gitlab", "sarif", "junit", "markdown"):
        _run("check", "--format", form)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()} == before


def _in_a_terminal(folder: Path, *words: str, **environment: str) -> str:
    import pty

    leader, follower = pty.openpty()
    command = [sys.executable, "-c", "from continuity.adapters.cli import main; main()", *(words or ("check",))]
    clean = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    with subprocess.Popen(command, cwd=folder, stdout=follower, stderr=follower, env={**clean, "TERM": "xterm", **environment}) as process:
        os.close(follower)
        read = b""
        while True:
            try:
                part = os.read(leader, 65_536)
            except OSError:
                break
            if not part:
                break
            read += part
        process.wait()
    os.close(leader)
    return read.decode()


def test_colour_only_on_a_terminal_that_wants_it(plans: Plans, tmp_path: Path) -> None:
    plans(ERROR)
    assert "\x1b[1;31merror" in _in_a_terminal(tmp_path)
    assert "\x1b" not in _in_a_terminal(tmp_path, NO_COLOR="1")
    assert "\x1b" not in _in_a_terminal(tmp_path, TERM="dumb")
    assert "\x1b" not in _run("check").stdout


@pytest.mark.parametrize(
    ("command", "reading", "then"),
    [("check", f"Reading {LARGE} plan files", "Checking the plans"), ("diff", "Reading both versions", "Comparing them")],
)
def test_long_work_shows_how_far_it_has_come_on_one_line_of_a_terminal(
    command: str, reading: str, then: str, plans: Plans, tmp_path: Path
) -> None:
    plans({f"people/person-{number}.yaml": f"name: Person {number}\n" for number in range(1, LARGE)})
    (tmp_path / "before").mkdir()
    words = (command, "./before", "--fail-on", "never") if command == "diff" else (command,)
    drawn = _in_a_terminal(tmp_path, *words).split("\r\x1b[K")
    bars = [line for line in drawn if line.startswith(reading) and f" of {LARGE:,}" in line]
    assert bars, drawn[:9]
    assert all("\n" not in line and len(line) < 80 for line in bars)
    assert any(line == f"{then} …" for line in drawn)
    assert "█" not in drawn[-1]
    assert "Person 1" in drawn[-1], "what was found comes after the line is taken away"


def test_why_it_cannot_be_done_stands_on_a_line_of_its_own(plans: Plans, tmp_path: Path) -> None:
    plans({f"people/person-{number}.yaml": f"name: Person {number}\n" for number in range(1, LARGE)})
    words = ("check", "--output", "nowhere/found.txt")
    assert _in_a_terminal(tmp_path, *words).split("\r\x1b[K")[-1].startswith("Error: 'nowhere/found.txt' cannot be written")


def test_help_opens_no_room_that_is_slow() -> None:
    slow = ("pydantic", "yaml", "mkdocs", "jinja2", "phonenumbers", "continuity.model")
    program = f"import sys; from continuity.adapters.cli import main; print([m for m in {slow!r} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_terminal_without_the_letters_gets_escapes(plans: Plans, tmp_path: Path) -> None:
    plans({"people/a.yaml": "name: Zoë 漢\n"})
    command = [sys.executable, "-c", "from continuity.adapters.cli import main; main()", "check"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "latin-1"})
    assert result.returncode == 0
    assert b"Zo\xeb \\u6f22" in result.stdout


def test_rules_lists_every_rule() -> None:
    lines = _run("rules").stdout.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(RULES)
    listed = json.loads(_run("rules", "--format", "json").stdout)
    assert [rule["id"] for rule in listed["rules"]] == list(RULES)
    assert all(rule["fix"] and rule["why"] for rule in listed["rules"])


@pytest.mark.parametrize("rule", RULES)
def test_explain_says_why_and_how(rule: str) -> None:
    text = " ".join(_run("explain", rule).stdout.split())
    found = RULES[rule]
    for part in (found.title, found.why, found.example, found.fix, found.severity.value):
        assert " ".join(part.split()) in text


def test_schema_writes_one_or_all(tmp_path: Path) -> None:
    assert json.loads(_run("schema", "contact-tree").stdout)["title"] == "Contact tree"
    assert _run("schema", "--all", str(tmp_path / "a" / "b")).exit_code == 0
    assert {path.name for path in (tmp_path / "a" / "b").iterdir()} == {f"{kind}.schema.json" for kind in KINDS}


def test_who_waits_for_a_large_organisation_is_told_what_for(plans: Plans, monkeypatch: pytest.MonkeyPatch) -> None:
    plans(WARNING)
    quiet = _run("check")
    monkeypatch.setattr("continuity.adapters.hands.LARGE", 2)
    told = _run("check", "--no-cache")
    assert (told.stdout, told.stderr) == (quiet.stdout, "Reading 2 plan files …\nChecking the plans …\nWriting the findings …\n")
    assert (quiet.stderr, _run("check").stderr, _run("rules").stderr) == ("", "", "")
    compared = _run("diff", "./plans", "./plans")
    assert compared.stderr == "Reading both versions …\nComparing them …\n"


def test_timings_say_where_the_time_went_and_nothing_else(plans: Plans) -> None:
    plans(WARNING)
    plain = _run("check", "--format", "json", "--no-cache")
    timed = _run("--timings", "check", "--format", "json", "--no-cache")
    assert (timed.stdout, timed.exit_code) == (plain.stdout, plain.exit_code)
    said = timed.stderr.splitlines()
    assert [line.split("  ")[0] for line in said] == [
        "Starting",
        "Looking for what the last check left",
        "Reading 2 plan files",
        "Checking the plans",
        "Writing the findings",
        "In all",
    ]
    assert all(re.search(r"\d\.\d\d s, +\d+\.\d\d s of processor time$", line) for line in said)
    assert plain.stderr == ""


@pytest.mark.parametrize("command", [("check", "--no-cache"), ("diff", "./plans", "./plans"), ("status",)], ids=lambda words: words[0])
def test_the_second_process_is_left_out_on_request(
    plans: Plans, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    plans(WARNING)
    copies: list[int] = []
    fork = os.fork
    monkeypatch.setattr(os, "fork", lambda: copies.append(1) or fork())
    monkeypatch.setattr("continuity.adapters.hands.LARGE", 0)
    # As on a machine of two processors, without the threads of a test runner.
    monkeypatch.setattr("continuity.adapters.hands._processors", lambda: 2)
    monkeypatch.setattr("threading.active_count", lambda: 1)
    shared = _run(*command)
    assert copies
    for words, environment in (((), {"CONTINUITY_SECOND_PROCESS": "false"}), (("--no-second-process",), {})):
        copies.clear()
        alone = _run(*words, *command, **environment)
        assert (alone.stdout, alone.exit_code, copies) == (shared.stdout, shared.exit_code, [])
    # The next command begins anew.
    _run(*command, CONTINUITY_SECOND_PROCESS="yes")
    assert copies


def test_a_named_file_that_is_none_of_the_plans_is_not_passed_in_silence(plans: Plans) -> None:
    plans(ERROR)
    result = _run("check", "plans", "plans/roles/keper.yaml")
    assert "'plans/roles/keper.yaml' is no file of these plans, so nothing in it was looked at" in result.stderr
    assert "is no file" not in _run("check", "plans", "plans/roles/keeper.yaml").stderr
