"""A team's own Markdown runbook comes in whole: steps where there are numbered lists, prose everywhere else."""

from __future__ import annotations

import re

import pytest
from continuity.text import Document, Node, Scalar, Sequence, locate, read, read_yaml, write_yaml
from hypothesis import given
from hypothesis import strategies as st

RUNBOOK = """\
---
title: Fail over
services: [dispensing]
---
# Fail over

Intro *text*.

## Before

Read [this][x].

### Deep
deep text

## Recover

Be careful.

1. Stop the interface engine {#stop-interface}

   ```sh
   ssh {{node}} systemctl stop interface
     indented
   ```

   - Expect: Queue depth stays
     constant for 1 min
   - **If not:** step call-vendor
   - TAKES: 5m, worst 15m
   - Warning: Wards lose order entry
   - Critical
   - Note: unknown stays

   More words.

2. Check the `log`
   - If not: [Call them](#call-vendor)
   - after: stop-interface, [x](#call-vendor)
   - Irreversible: data is gone
   - Role: recovery-lead
   - Undo: Restart

     ```sh
     restart
     ```
3. Check the `log`

Between words.

## Validate

Caution here.

1) Call the vendor {#call-vendor}
   1. sub one
   2. sub two

## After

Done.

[x]: https://example.org
"""


def plain(node: Node | None) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries} if node else None


def markdown(text: str) -> Document:
    return read("runbooks/a.md", text.encode())


def steps(text: str) -> list[dict[str, object]]:
    root = plain(markdown(f"---\ntitle: T\n---\n{text}").root)
    assert isinstance(root, dict)
    return root.get("steps", [])  # type: ignore[no-any-return]


def rules(document: Document) -> list[str]:
    return [found.rule.id for found in document.findings]


def test_a_runbook_gives_what_its_yaml_would_give() -> None:
    document = markdown(RUNBOOK)
    assert plain(document.root) == {
        "title": "Fail over",
        "services": ["dispensing"],
        "steps": [
            {
                "id": "stop-interface",
                "section": "Recover",
                "do": "Stop the interface engine",
                "details": "- Note: unknown stays\n\nMore words.",
                "warning": "Wards lose order entry",
                "critical": "true",
                "commands": ["ssh {{node}} systemctl stop interface\n  indented"],
                "expect": "Queue depth stays\nconstant for 1 min",
                "if_not": {"step": "call-vendor"},
                "takes": {"planned": "5m", "worst": "15m"},
            },
            {
                "id": "check-the-log",
                "section": "Recover",
                "do": "Check the `log`",
                "details": "- Irreversible: data is gone",
                "role": "recovery-lead",
                "irreversible": "true",
                "if_not": {"step": "call-vendor", "text": "Call them"},
                "after": ["stop-interface", "call-vendor"],
                "undo": "Restart\n\n```sh\nrestart\n```",
            },
            {"id": "check-the-log-2", "section": "Recover", "do": "Check the `log`"},
            {"id": "call-vendor", "section": "Validate", "do": "Call the vendor", "details": "1. sub one\n2. sub two"},
        ],
        "prose": [
            {"text": "Intro *text*.", "place": "before"},
            {"title": "Before", "text": "Read [this][x].\n\n### Deep\ndeep text", "place": "before"},
            {"title": "Recover", "text": "Be careful.", "place": "before"},
            {"text": "Between words.", "place": "before", "step": "call-vendor"},
            {"title": "Validate", "text": "Caution here.", "place": "before", "step": "call-vendor"},
            {"title": "After", "text": "Done.\n\n[x]: https://example.org", "place": "after"},
        ],
    }
    assert rules(document) == ["step-id-made", "step-id-made"]


def test_its_yaml_reads_the_same() -> None:
    tree = plain(markdown(RUNBOOK).root)
    assert plain(read_yaml("a.yaml", write_yaml(tree).encode()).root) == tree  # type: ignore[arg-type]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_count_in_the_whole_file(newline: str, mark: str) -> None:
    root = markdown(mark + RUNBOOK.replace("\n", newline)).root
    assert root is not None

    def at(*path: str | int) -> tuple[int, int]:
        return locate(root, path).line, locate(root, path).column

    assert at("services", 0) == (3, 12)
    assert at("steps", 0, "do") == (20, 4)
    assert at("steps", 0, "id") == (20, 32)
    assert at("steps", 0, "commands", 0) == (23, 4)
    assert at("steps", 0, "if_not", "step") == (29, 18)
    assert at("steps", 0, "section") == (16, 4)
    assert at("steps", 1) == (37, 4)
    assert at("prose", 5, "text") == (61, 1)
    assert at("prose", 5, "title") == (59, 4)


def test_a_mistake_in_the_front_matter_is_found_in_its_line_and_the_text_is_kept() -> None:
    document = markdown("---\ntitle: a\nsummary: b: c\n---\n## Do\n\n1. Go {#go}\n")
    (finding,) = [found for found in document.findings if found.rule.id == "yaml-syntax"]
    assert (finding.position.line, finding.position.column) == (3, 11)
    assert "steps" in str(plain(document.root))


def test_without_front_matter_the_first_heading_is_the_title() -> None:
    document = markdown("# Node is down\n\n## Meaning\n\nIt is off.\n")
    assert plain(document.root) == {"title": "Node is down", "prose": [{"title": "Meaning", "text": "It is off.", "place": "before"}]}
    assert rules(document) == ["runbook-no-front-matter"]


def test_a_heading_that_says_something_else_than_the_title_is_kept() -> None:
    root = plain(markdown("---\ntitle: Node is down\n---\n# NodeDown\n\n## Meaning\nOff.\n").root)
    assert root == {
        "title": "Node is down",
        "prose": [{"text": "# NodeDown", "place": "before"}, {"title": "Meaning", "text": "Off.", "place": "before"}],
    }


def test_a_heading_between_two_rules_is_no_front_matter() -> None:
    assert plain(markdown("---\n# Alpha\n---\n\n## Beta\n\nx\n").root) == {
        "title": "Alpha",
        "prose": [
            {"text": "---", "place": "before"},
            {"text": "---", "place": "before"},
            {"title": "Beta", "text": "x", "place": "before"},
        ],
    }


def test_steps_in_the_front_matter_are_refused() -> None:
    document = markdown("---\ntitle: T\nsteps: [{do: x}]\n---\n1. Go {#go}\n")
    assert rules(document) == ["runbook-key-in-front-matter"]
    assert plain(document.root) == {"title": "T", "steps": [{"id": "go", "do": "Go"}]}


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("step call-vendor", {"step": "call-vendor"}),
        ("go to step call-vendor.", {"step": "call-vendor"}),
        ("Runbook label-printers", {"runbook": "label-printers"}),
        ("[Printers](../labels/label-printers.md#x)", {"runbook": "label-printers", "text": "Printers"}),
        ("[Call](#call)", {"step": "call", "text": "Call"}),
        ("[Wiki](https://example.org/a.md)", {"text": "[Wiki](https://example.org/a.md)"}),
        ("step back and call the step lead", {"text": "step back and call the step lead"}),
        ("call [them](#call) at once", {"text": "call [them](#call) at once"}),
    ],
)
def test_if_not_leads_somewhere_only_when_it_says_so(written: str, read_as: dict[str, str]) -> None:
    assert steps(f"1. Go {{#go}}\n   - If not: {written}\n")[0]["if_not"] == read_as


@pytest.mark.parametrize(
    ("written", "field", "read_as"),
    [
        ("Takes: 5m", "takes", "5m"),
        ("takes: 5m; worst case: 1h", "takes", {"planned": "5m", "worst": "1h"}),
        ("After: none", "after", []),
        ("__Why__: because", "why", "because"),
        ("*Expect:* **all** green", "expect", "**all** green"),
        ("Critical: no", "critical", "false"),
        ("critical.", "critical", "true"),
        ("Phase: recover", "phase", "recover"),
    ],
)
def test_fields_of_a_step(written: str, field: str, read_as: object) -> None:
    step = steps(f"1. Go {{#go}}\n   - {written}\n")[0]
    assert step[field] == read_as
    assert "details" not in step


@pytest.mark.parametrize("written", ["Note: x", "See also: y", "http://example.org", "Expected: z", "Expect nothing", "10:30 call"])
def test_other_items_of_a_step_stay_prose(written: str) -> None:
    assert steps(f"1. Go {{#go}}\n   - {written}\n") == [{"id": "go", "do": "Go", "details": f"- {written}"}]


def test_a_field_said_twice_keeps_the_first_and_shows_the_second() -> None:
    document = markdown("---\ntitle: T\n---\n1. Go {#go}\n   - Takes: 5m\n   - Takes: 9m\n   - Warning: a\n   - Warning: b\n")
    assert rules(document) == ["step-field-twice"]
    assert "'takes': '5m'" in str(plain(document.root))
    assert "'details': '- Takes: 9m'" in str(plain(document.root))
    assert "'warning': 'a\\n\\nb'" in str(plain(document.root))


def test_an_empty_field_is_found() -> None:
    assert rules(markdown("---\ntitle: T\n---\n1. Go {#go}\n   - Expect:\n")) == ["yaml-empty-value"]


def test_a_step_that_is_only_a_command_says_so() -> None:
    text = "1. ```\n   ls -l\n   ```\n"
    assert steps(text) == [{"id": "ls-l", "do": "`ls -l`", "commands": ["ls -l"]}]
    assert rules(markdown(f"---\ntitle: T\n---\n{text}")) == ["step-without-text", "step-id-made"]


def test_made_ids_are_unique_and_never_take_a_written_one() -> None:
    found = [step["id"] for step in steps("1. Go now\n2. Go now\n3. Stop {#go-now}\n4. 停止\n5. [Call](#x) the *vendor's* desk\n")]
    assert found == ["go-now-2", "go-now-3", "go-now", "step-4", "call-the-vendors-desk"]


def test_lists_under_deep_headings_name_their_section() -> None:
    root = plain(markdown("---\ntitle: T\n---\n## Recover\n\n### North\n\n1. a {#a}\n\n### South\n\nfirst\n\n1. b {#b}\n").root)
    assert isinstance(root, dict)
    assert [(step["section"], step["do"]) for step in root["steps"]] == [("North", "a"), ("South", "b")]
    assert root["prose"] == [
        {"text": "## Recover", "place": "before"},
        {"title": "South", "text": "first", "place": "before", "step": "b"},
    ]


def test_an_endless_list_ends_in_a_finding() -> None:
    assert "yaml-too-large" in rules(markdown("1. a\n" * 60_000))


LINES = st.sampled_from(
    [
        "# Alpha",
        "## Beta",
        "### Gamma",
        "1. delta",
        "2) epsilon {#eps}",
        "   - Expect: zeta",
        "   - If not: step eta",
        "   - **Takes:** 5m, worst 9m",
        "   - Critical: theta",
        "   - Note: iota",
        "   - Takes: 7m",
        "   kappa",
        "lambda",
        "",
        "",
        "   ```sh",
        "   mu",
        "   ```",
        "```",
        "- nu",
        "> xi",
        "    omicron",
        "\tpi",
        "[ref]: http://rho",
        "<!-- sigma",
        "-->",
        "***",
        "Tau\n===",
        "1. ```\n   upsilon\n   ```",
        "1.",
        "   - After: a, b\n     c",
        "10. phi\n    - Undo: chi\n\n      psi",
        "---",
        "|a|b|\n|-|-|",
        "   # omega",
        "* - 1. nested",
        "1. - Expect: direct",
        "1.      code",
        "1. a\tb",
    ]
)
UNSAID = {"true", "worst", "if", "not", "step"}


def said(tree: object) -> str:
    if isinstance(tree, dict):
        return " ".join(f"{key} {said(value)}" for key, value in tree.items())
    return " ".join(map(said, tree)) if isinstance(tree, list) else str(tree)


@given(
    st.lists(st.one_of(LINES, st.text("abc #*-`>1.\t[]():{}", max_size=8)), max_size=14), st.sampled_from(["", "---\ntitle: Alpha\n---\n"])
)
def test_no_word_is_ever_lost(lines: list[str], front: str) -> None:
    text = front + "\n".join(lines)
    document = markdown(text)
    if any(rule in ("yaml-syntax", "yaml-empty-value", "yaml-key", "yaml-not-mapping") for rule in rules(document)):
        return
    found = set(re.findall(r"[a-z]+", said(plain(document.root)).lower()))
    assert set(re.findall(r"[a-z]+", re.sub(r"\{#\w*\}|```\w*", "", text.lower()))) - found <= UNSAID | {"sh"}


@given(st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode)))
def test_nothing_raises(data: bytes) -> None:
    for whole in (data, b"---\n" + data + b"\n---\n1. x\n   - " + data):
        document = read("a.md", whole)
        assert document.root is not None or document.findings
