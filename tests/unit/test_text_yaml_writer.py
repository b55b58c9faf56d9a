"""What is written reads as the same text, by this program and by others."""

from __future__ import annotations

import re

import pytest
import yaml
from continuity.text import Node, Scalar, Sequence, read_yaml, write_yaml
from hypothesis import given
from hypothesis import strategies as st

ODD = st.one_of(
    st.characters(exclude_categories=["Cs"]), st.sampled_from(list(" \t\n\r:-#'\"{}[]|>&*!%@`?,\\~=<019.eExX_on\x85\u2028\ufeff\x00\x1b"))
)
WORDS = st.sampled_from(
    [
        "no",
        "on",
        "y",
        "012",
        "0o14",
        "0x1f",
        "1e3",
        "1_000",
        ".inf",
        ".5",
        "1:30",
        "18:00",
        "2026-01-01",
        "2026-01-01 10:00:00",
        "+442079460123",
        "---",
        "... x",
        "<<",
        "=",
        "~",
        "null",
        "- a",
        "-a",
        "a: b",
        "a:b",
        "a #b",
        "a#b",
        "\n\n",
        "a\n",
        "a\n\n",
        " a\nb",
        "\ta\nb",
        "\n a",
        "a \nb ",
        "a\tb",
        "?x",
    ]
)
TEXTS = st.one_of(st.text(ODD, max_size=12), WORDS)
TREES = st.recursive(TEXTS, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)), max_leaves=10)

# YAML 1.2, core schema.
CORE = re.compile(
    r"|~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?[0-9]+|"
    r"0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)


def plain(node: Node | None) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries} if node else None


@given(st.dictionaries(TEXTS, TREES, max_size=4))
def test_what_is_written_reads_as_it_was(tree: dict[str, object]) -> None:
    document = read_yaml("a.yaml", write_yaml(tree).encode())
    assert document.findings == ()
    assert plain(document.root) == tree


@given(TEXTS)
def test_other_readers_see_the_same_text(text: str) -> None:
    written = write_yaml({"key": text, "list": [text], f"x{text}": "1"})
    assert yaml.safe_load(written) == {"key": text, "list": [text], f"x{text}": "1"}
    line = written.split("\n")[0].removeprefix("key: ")
    assert not CORE.fullmatch(line)


@given(TEXTS.filter(lambda text: "\n" not in text))
def test_quotes_stand_only_where_some_reader_needs_them(text: str) -> None:
    written = write_yaml({"key": text})
    if written == f"key: {text}\n":
        return
    bare = f"key: {text}\n"
    document = read_yaml("a.yaml", bare.encode())
    try:
        same = yaml.safe_load(bare) == {"key": text}
    except (yaml.YAMLError, ValueError):
        same = False
    # A document marker, a lone sign of YAML 1.1 truth, octal of 1.2 and the like are needed by readers that are not at hand here.
    marked = (
        re.match(r"(---|\.\.\.)(\s|$)", text)
        or CORE.fullmatch(text)
        or re.fullmatch(r"y|n|yes|no|on|off|true|false|null|[-+]?0[obx][\da-f_]+|[-+.\d_:etz]+|[-+]?\.(inf|nan)", text, re.IGNORECASE)
    )
    assert not same or document.findings or marked or "\t" in text or not text.isprintable()


def test_the_style_people_write_plans_in() -> None:
    tree = {
        "name": "Ärztehaus – Süd",
        "empty": {},
        "none": [],
        "attempts": 2,
        "isolated": True,
        "version": "3.2",
        "calls": [{"team": "network", "wait": "5m"}, "plain", ["a", "b"], {"deep": {"er": "x"}}],
        "commands": "first\n  second\n",
        "quote": "it's: here",
    }
    assert write_yaml(tree) == (
        "name: Ärztehaus – Süd\nempty: {}\nnone: []\nattempts: 2\nisolated: true\nversion: '3.2'\ncalls:\n  - team: network\n    wait: 5m\n"
        "  - plain\n"
        "  - - a\n    - b\n  - deep:\n      er: x\ncommands: |\n  first\n    second\nquote: 'it''s: here'\n"
    )


def test_control_characters_are_escaped() -> None:
    assert write_yaml({"a": "x\x1b[0m\x00\u2028\x85"}) == 'a: "x\\e[0m\\0\\u2028\\x85"\n'


def test_very_long_keys_are_read_back() -> None:
    tree = {"k" * 3000: {"a": "1"}, "é" * 1100: "x"}
    assert plain(read_yaml("a.yaml", write_yaml(tree).encode()).root) == tree


@pytest.mark.parametrize("value", [None, 1.5, b"x", {"a": None}, {1: "a"}, [object()]])
def test_what_a_plan_has_no_place_for_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        write_yaml({"a": value})  # type: ignore[dict-item]


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        write_yaml({"a": "\ud800"})
