"""The short way through a file says exactly what the whole reader says, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from continuity.changes.compare import compare
from continuity.checks import run
from continuity.findings import Position
from continuity.load import load
from continuity.text import Mapping, Node, Scalar, Sequence, locate, quick, read_yaml, yaml_reader
from continuity.text.quick import Root, read_quickly
from hypothesis import example, given, settings
from hypothesis import strategies as st

PLANS = Path(__file__).parents[2] / "plans"
FILES = {file.relative_to(PLANS).as_posix(): file.read_bytes() for file in sorted(PLANS.rglob("*.yaml"))}


def plain(node: Node | None) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries} if isinstance(node, Mapping) else None


def paths(node: Node, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Ways to some of the values below a node: all of them in a small file, from all over a large one."""
    yield path
    inner: list[tuple[str | int, Node]] = []
    if isinstance(node, Mapping):
        inner = [(key.text, value) for key, value in node.entries]
    elif isinstance(node, Sequence):
        inner = list(enumerate(node.items))
    for step, value in inner[:: 1 + len(inner) // 50]:
        yield from paths(value, (*path, step))


def agrees(data: bytes) -> bool:
    """Whether the short way could be taken; if so, it must not differ in anything."""
    whole, short = read_yaml("a.yaml", data), read_quickly("a.yaml", data)
    if short is None:
        return False
    assert whole.findings == ()
    assert short[0] == plain(whole.root)
    assert whole.root is not None
    for path in paths(whole.root):
        for asked in (path, (*path, "elsewhere"), (*path, 9_999)):
            fresh = Root(short[1].position, data, short[1]._shape, short[1]._places)
            assert fresh.locate(asked) == short[1].locate(asked) == locate(whole.root, asked)
    assert short[1].position == whole.root.position
    return True


def test_every_plan_file_without_a_finding_takes_the_short_way() -> None:
    assert FILES
    assert [path for path, data in FILES.items() if not agrees(data) and not read_yaml(path, data).findings] == []


@pytest.mark.parametrize(
    "text",
    [
        "", "# nothing", "- a", "a", "a: 1\n---\nb: 2", "a: 1\n...\nb", "a: &x 1", "a: *x", "a: !!str 1", "!!map {a: 1}", "&x {a: 1}", "a:", "a: ~",
        "a: [1, null]", "<<: {a: 1}", "? [a]\n: 1", "? {a: 1}\n: 1", ": 1", "a: 1\na: 2", "a: {b: 1, b: 2}", "a: [", "a: {{x}}", "a: \x07",
        "a: b\u2028c", "a: \x85", "\u2028: 1",
    ],
)  # fmt: skip
def test_what_is_unusual_is_left_to_the_whole_reader(text: str) -> None:
    assert not agrees(text.encode())


@pytest.mark.parametrize(
    "text", ["a: ''", "'<<': 1", "'': 1", "{a: 1}", "---\na: 1\n...\n", "\ufeffa: é", "a: |\n  b\n   c\n", "\r\na: 1\r\nb: 2"]
)
def test_what_only_looks_unusual_is_not(text: str) -> None:
    if text == "'<<': 1":
        assert not agrees(text.encode())
        assert read_yaml("a.yaml", text.encode()).findings == ()
    else:
        assert agrees(text.encode())


@pytest.mark.parametrize("depth", [yaml_reader.MAX_DEPTH - 1, yaml_reader.MAX_DEPTH, yaml_reader.MAX_DEPTH + 1])
def test_depth_ends_where_it_ends_for_the_whole_reader(depth: int) -> None:
    data = ("{a: " * depth + "1" + "}" * depth).encode()
    assert agrees(data) == (not read_yaml("a.yaml", data).findings)


@pytest.mark.parametrize("scalars", [yaml_reader.MAX_NODES - 4, yaml_reader.MAX_NODES - 3, yaml_reader.MAX_NODES - 2])
def test_size_ends_where_it_ends_for_the_whole_reader(scalars: int) -> None:
    data = ("a: [" + ", ".join(["1"] * scalars) + "]").encode()
    assert agrees(data) == (not read_yaml("a.yaml", data).findings)


@settings(max_examples=300)
@given(
    st.sampled_from(sorted(FILES)),
    st.integers(0, 4000),
    st.integers(0, 6),
    st.text("ab :-[]{}#&*!|>'\"%@`~<?,\n\t\r\0\x85\u2028\ufeffé", max_size=6),
)
@example(sorted(FILES)[0], 0, 0, "")
def test_a_damaged_file_is_read_alike_or_left(path: str, at: int, gone: int, put: str) -> None:
    text = FILES[path].decode()
    agrees((text[:at] + put + text[at + gone :]).encode())


def test_both_ways_give_the_same_findings() -> None:
    day = dt.date(2026, 11, 24)
    short = load(FILES.items())
    said = run(short, day)
    whole = load(FILES.items(), quickly=lambda path, data: None)
    assert short.portfolio == whole.portfolio
    assert said == run(whole, day)
    for ref, root in whole.sources.roots.items():
        assert root._node is not None
        assert all(short.sources.position(ref, path) == root.locate(path) for path in paths(root._node))


def test_a_file_that_is_the_same_on_both_sides_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    real = yaml_reader.parser

    def counted(text: str) -> object:
        parsed.append(text)
        return real(text)

    monkeypatch.setattr(quick, "parser", counted)
    monkeypatch.setattr(yaml_reader, "parser", counted)
    path = next(path for path in FILES if path.startswith("services/"))
    changed = {**FILES, path: FILES[path] + b"# changed\n"}
    head = load(changed.items())
    once = len(parsed)
    assert once == len(changed)
    base = load(FILES.items(), head)
    assert len(parsed) == once + 1
    compare(base, head, dt.date(2026, 11, 24))
    run(head, dt.date(2026, 11, 24))
    assert len(parsed) == once + 1


def test_a_file_that_much_is_asked_of_is_read_as_a_whole_once(monkeypatch: pytest.MonkeyPatch) -> None:
    data = ("a: [" + ", ".join(["1"] * 100) + "]").encode()
    found, whole = read_quickly("a.yaml", data), read_yaml("a.yaml", data)
    assert found is not None
    assert whole.root is not None
    read: list[str] = []
    monkeypatch.setattr(quick, "read_yaml", lambda path, data: read.append(path) or read_yaml(path, data))  # type: ignore[func-returns-value]
    asked = [found[1].locate(("a", index)) for index in range(100)]
    assert asked == [locate(whole.root, ("a", index)) for index in range(100)]
    assert read == ["a.yaml"]


def test_files_of_one_shape_share_it_and_the_widest_have_room() -> None:
    one, other = read_quickly("a.yaml", b"a: 1\nb: [c]\n"), read_quickly("b.yaml", b"a: 23\nb: [d]\n")
    assert one is not None
    assert other is not None
    assert one[1]._shape is other[1]._shape
    wide = read_quickly("c.yaml", b"a: {b: '" + b"x" * 70_000 + b"', c: 1}\n")
    assert wide is not None
    assert wide[1].locate(("a", "c")) == Position("c.yaml", 1, 70_015)
