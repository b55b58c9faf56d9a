"""The pages about commands, rules and plan data say what is true: tables that are made from the code, options, limits, labels, examples, links."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click
import pytest
from continuity.adapters.cli import main
from continuity.adapters.cli.formats import _WRITERS
from continuity.adapters.mkdocs.options import Options
from continuity.checks import RULES
from continuity.load import load
from continuity.model.kinds import KINDS
from continuity.text.decoding import MAX_BYTES
from continuity.text.markdown_steps import _LABELS
from continuity.text.yaml_reader import MAX_DEPTH, MAX_NODES

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
sys.path.insert(0, str(ROOT / "tests" / "tools"))

import renew  # noqa: E402 - it stands beside the tests, in no package

MADE = renew.made()


def _doc(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def _section(text: str, heading: str) -> str:
    """What stands under a heading, down to the next one of its level or above."""
    found = re.search(rf"^(#+) {re.escape(heading)}$(.*?)(?=^#{{1,2}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"no heading '{heading}'"
    return found[2]


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_what_is_made_from_the_code_is_true(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == MADE[path], "renew it: python tests/tools/renew.py"


def test_no_option_is_documented_that_does_not_exist() -> None:
    commands = _doc("commands.md")
    groups = {name: group for name, group in main.commands.items() if isinstance(group, click.Group)}
    inside = {f"{name} {word}": command for name, group in groups.items() for word, command in group.commands.items()}
    for name, command in ({name: one for name, one in main.commands.items() if name not in groups} | inside).items():
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"^\| `(--[a-z-]+)", _section(commands, f"continuity {name}"), re.MULTILINE)) <= known


def test_every_format_is_documented_once() -> None:
    section = _section(_doc("commands.md"), "continuity check")
    for name in ("text", *_WRITERS):
        assert section.count(f"| `{name}` |") == 1, name


def test_every_option_of_the_plugin_is_documented_once() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", _section(_doc("commands.md"), "Options of the plugin"), re.MULTILINE)
    assert sorted(rows) == sorted(dict(Options._schema))


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_says_how_it_is_mended(rule: str) -> None:
    found = RULES[rule]
    assert found.id == rule
    assert all((found.title, found.why, found.example, found.fix))
    assert not found.title.endswith(".")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_documented_once(kind: str) -> None:
    assert _doc("plan-data.md").count(f"\n### {kind}\n") == 1


def test_every_link_inside_the_documentation_leads_somewhere() -> None:
    wrong = []
    for path in DOCS.rglob("*.md"):
        text = re.sub(r"^ {4}.*$|^```.*?^```|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"[a-z]+:", target):
                continue
            file, _, fragment = target.partition("#")
            goal = (path.parent / file) if file else path
            if not goal.exists() or (fragment and goal.suffix == ".md" and fragment not in _anchors(goal)):
                wrong.append(f"{path.relative_to(ROOT)}: {target}")
    assert not wrong


def _anchors(path: Path) -> list[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.sub(r"[^\w-]+", "-", heading.lower()).strip("-") for heading in headings]


def test_every_picture_is_shown_somewhere() -> None:
    shown = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")))
    assert [path.name for path in (ROOT / "docs" / "pictures").iterdir() if f"pictures/{path.name}" not in shown] == []


def test_headings_of_plan_data_have_addresses_of_their_own() -> None:
    anchors = _anchors(DOCS / "plan-data.md")
    assert sorted(set(anchors)) == sorted(anchors)


def test_limits_and_labels_are_the_ones_in_force() -> None:
    text = _doc("plan-data.md")
    assert MAX_BYTES == 1024 * 1024
    assert "1 MiB" in text
    assert f"{MAX_DEPTH} levels" in text
    assert f"{MAX_NODES:,} values" in text
    for label in _LABELS:
        assert text.count(f"**{label.capitalize()}**") == 1, label


def test_the_example_runbook_means_what_the_page_says() -> None:
    text = _doc("plan-data.md")
    markdown = "\n".join(line[4:] for line in re.findall(r"^    ---\n.*?(?=^\S)", text, re.MULTILINE | re.DOTALL)[0].splitlines())
    loaded = load([("runbooks/restart-pharmx.md", markdown.encode())])
    assert [f for f in loaded.findings if f.rule.id != "dangling-reference"] == []
    first, second = loaded.portfolio.runbooks["restart-pharmx"].steps
    assert (first.id, second.id) == ("stop", "tell")
    assert all((first.role, first.takes and first.takes.worst, first.warning, first.commands, first.expect))
    assert first.if_not
    assert first.if_not.step == "tell"


def test_the_example_exception_is_a_waiver() -> None:
    text = _doc("plan-data.md")
    waiver = "\n".join(line[4:] for line in re.findall(r"^    rule: .*?(?=^\S)", text, re.MULTILINE | re.DOTALL)[0].splitlines())
    loaded = load([("waivers/number.yaml", waiver.encode())])
    assert {f.rule.id for f in loaded.findings} == {"dangling-reference"}
    assert loaded.portfolio.waivers["number"].rule in RULES
