"""What an author sees when a YAML plan file is right, wrong or hostile."""

from __future__ import annotations

import pytest
from continuity.text import RULES, Document, Mapping, Node, Scalar, Sequence, locate, locate_key, read, read_yaml
from continuity.text.decoding import MAX_BYTES
from continuity.text.yaml_reader import MAX_DEPTH, MAX_NODES
from hypothesis import given
from hypothesis import strategies as st

VALID = """\
name: Pharmacy dispensing
aliases: [PharmX]
objectives: {rto: 2h, rpo: 0}
depends_on:
  - service: identity
    effect: 'Nobody can sign in: nothing works'
  - any_of: [{service: dns-north}, {service: dns-south}]
description: |
  First line

  third line
"""


def plain(node: Node | None) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries} if node else None


def yaml(text: str) -> Document:
    return read_yaml("services/a.yaml", text.encode())


def only(text: str | bytes) -> tuple[str, int, int, str]:
    document = read_yaml("services/a.yaml", text if isinstance(text, bytes) else text.encode())
    (finding,) = document.findings
    assert finding.position.path == "services/a.yaml"
    return finding.rule.id, finding.position.line, finding.position.column, f"{finding.message} | {finding.help}"


def test_scalars_are_what_the_author_wrote() -> None:
    document = yaml("on: no\nopens: 18:00\nphone: +442079460123\ncrew: 012\nversion: 3.10\nday: 2026-11-23\nquoted: '012'\nblock: |\n  a\n")
    assert document.findings == ()
    assert plain(document.root) == {
        "on": "no", "opens": "18:00", "phone": "+442079460123", "crew": "012", "version": "3.10", "day": "2026-11-23",
        "quoted": "012", "block": "a\n",
    }  # fmt: skip
    assert document.root is not None
    assert {key.text: value.plain for key, value in document.root.entries if isinstance(value, Scalar)} == {
        "on": True, "opens": True, "phone": True, "crew": True, "version": True, "day": True, "quoted": False, "block": False,
    }  # fmt: skip


def test_a_whole_file_keeps_its_order_and_shape() -> None:
    document = yaml(VALID)
    assert document.findings == ()
    assert plain(document.root) == {
        "name": "Pharmacy dispensing",
        "aliases": ["PharmX"],
        "objectives": {"rto": "2h", "rpo": "0"},
        "depends_on": [
            {"service": "identity", "effect": "Nobody can sign in: nothing works"},
            {"any_of": [{"service": "dns-north"}, {"service": "dns-south"}]},
        ],
        "description": "First line\n\nthird line\n",
    }


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: 1\nbad: x: y\n", 2, 7),
        ("\ufeffbad: x: y\n", 1, 7),
        ("a: 1\r\n\r\nbad: x: y\r\n", 3, 7),
        ("a: 1\rbad: x: y\r", 2, 7),
        ("größe: x: y\n", 1, 9),
        ("𝕏𝕏: x: y\n", 1, 6),
        ("e: e\u0301: y\n", 1, 6),
        ("a:\t x: y\n", 1, 6),
    ],
)
def test_positions_count_characters_from_one(text: str, line: int, column: int) -> None:
    assert only(text)[:3] == ("yaml-syntax", line, column)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_of_values_and_keys(newline: str, mark: str) -> None:
    root = yaml(mark + VALID.replace("\n", newline)).root
    assert root is not None

    def at(*path: str | int) -> tuple[int, int]:
        return locate(root, path).line, locate(root, path).column

    assert at("name") == (1, 7)
    assert at("objectives", "rpo") == (3, 28)
    assert at("depends_on", 1, "any_of", 1, "service") == (7, 46)
    assert at("depends_on", 1, "missing") == (7, 5)
    assert at("depends_on", 9) == (5, 3)
    assert at("name", "deeper", 3) == (1, 7)
    assert at() == (1, 1)
    key = locate_key(root, ("depends_on", 0, "effect"))
    assert (key.line, key.column) == (6, 5)
    assert locate_key(root, ("objectives", "mbco")) == locate(root, ("objectives",))
    assert locate_key(root, ("nothing", "here")) == locate(root, ())
    assert locate_key(root, ("depends_on", 1)) == locate(root, ("depends_on", 1))


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("effect: Labels stop: nobody", (1, 20), "'Labels stop: nobody'"),
        ("a:\n\t- b", (2, 1), "tab"),
        ("a: 1\nb:2\nc: 3", (2, 2), "b: 2"),
        ("a:1\nb: 2", (1, 2), "a: 1"),
        ('a: "x\nb: 1\n', (1, 4), "never closed"),
        ("a: 'don't'", (1, 9), "written twice"),
        ("cmd: {{node}} down", (1, 15), "{{name}}"),
        ("c: [{{a}} x]", (1, 4), "{{name}}"),
        ("hosts: *.example.org", (1, 8), "quotes"),
        ("c: @admin", (1, 4), "@"),
        ("c: `ls`", (1, 4), "backtick"),
        ("c: > 5 min", (1, 4), "part of the value"),
        ("a: - b", (1, 4), "line of its own"),
        ("a: 1\n b: 2", (2, 2), "deeper"),
        ("a:\n  - b\n c: d", (3, 2), "list"),
        ("a: [1, 2", (1, 4), "]"),
        ("a: {x: 1", (1, 4), "}"),
        ("a: [x] y", (1, 8), "closing bracket"),
        ('a: "\\d"', (1, 5), "'\\d'"),
        ("a: 1\nwords without", (2, 1), "no colon"),
        (": x", (1, 1), "key is missing"),
        ("%x\na: 1", (1, 1), "%"),
    ],
)
def test_syntax_errors_say_what_is_likely_wrong_and_how_to_mend_it(text: str, place: tuple[int, int], says: str) -> None:
    rule, line, column, words = only(text)
    assert (rule, line, column) == ("yaml-syntax", *place)
    assert says in words
    assert not any(jargon in words for jargon in ("token", "block mapping", "scalar", "simple key", "flow"))
    assert yaml(text).root is None


def test_of_a_key_written_twice_the_first_is_kept() -> None:
    document = yaml("rto: 2h\n'rto': 4h\nname: x\n")
    assert plain(document.root) == {"rto": "2h", "name": "x"}
    assert only("rto: 2h\n'rto': 4h\n")[:3] == ("yaml-duplicate-key", 2, 1)


@pytest.mark.parametrize("value", ["", " ~", " null", " Null", " NULL", " # later"])
def test_an_empty_value_is_a_finding_at_its_key(value: str) -> None:
    assert only(f"name: x\nrto:{value}\nrpo: 0\n")[:3] == ("yaml-empty-value", 2, 1)


def test_a_quoted_null_is_a_word_and_an_empty_entry_is_found() -> None:
    assert yaml("name: 'null'\nother: ''\n").findings == ()
    assert only("aliases:\n  - a\n  -\n")[0] == "yaml-empty-value"
    assert "a: 1" in only("x: {a:1}")[3]


@pytest.mark.parametrize(
    ("text", "rule", "place"),
    [
        ("a: !!str x\n", "yaml-tag", (1, 4)),
        ("a: !important\n", "yaml-tag", (1, 4)),
        ("!!map {a: 1}\n", "yaml-tag", (1, 1)),
        ("b: 1\n<<: {a: 1}\n", "yaml-merge-key", (2, 1)),
        ("a: 1\n---\nb: 2\n", "yaml-multiple-documents", (2, 1)),
        ("cmd: {{node}}\n", "yaml-key", (1, 7)),
        ("? [a, b]\n: c\n", "yaml-key", (1, 3)),
        ("b: *nowhere\n", "yaml-unknown-anchor", (1, 4)),
        ("a: &x [*x]\n", "yaml-unknown-anchor", (1, 8)),
        ("a: x # note\u2028owner: evil\n", "yaml-ambiguous", (1, 12)),
        ("a: x\n\x1bb: y\n", "yaml-control-character", (2, 1)),
    ],
)
def test_what_is_not_allowed_is_found_and_the_rest_is_kept(text: str, rule: str, place: tuple[int, int]) -> None:
    assert only(text)[:3] == (rule, *place)
    assert yaml(text).root is not None


def test_a_hidden_line_end_in_a_comment_adds_no_key() -> None:
    assert plain(yaml("name: x # note\u2028owner: evil\n").root) == {"name": "x"}


def test_what_is_wrong_inside_a_rejected_key_is_not_told_again() -> None:
    assert [found.rule.id for found in yaml("cmd: {{node}}\nname: x\n").findings] == ["yaml-key"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "yaml-empty-file"),
        ("# only a comment\n", "yaml-empty-file"),
        ("---\n", "yaml-empty-file"),
        ("- a\n", "yaml-not-mapping"),
        ("just words\n", "yaml-not-mapping"),
        (b"name: M\xfcller\n", "yaml-encoding"),
        ("name: x\n".encode("utf-16"), "yaml-encoding"),
        ("name: x\n".encode("utf-16-le"), "yaml-encoding"),
        (b"#" * (MAX_BYTES + 1), "yaml-too-large"),
        ("a: [" + "b," * MAX_NODES + "]", "yaml-too-large"),
        ("a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH, "yaml-too-deep"),
        ("[" * 500_000, "yaml-too-deep"),
        ("- " * 500_000, "yaml-too-deep"),
    ],
)
def test_files_of_which_nothing_can_be_used(text: str | bytes, rule: str) -> None:
    assert only(text)[0] == rule
    assert read_yaml("a.yaml", text if isinstance(text, bytes) else text.encode()).root is None


def test_wrong_bytes_are_named_with_the_letter_they_probably_are() -> None:
    rule, line, column, words = only("\ufeffa: 1\nname: größer ".encode() + b"\xfc")
    assert (rule, line, column) == ("yaml-encoding", 2, 14)
    assert "ü" in words


def test_the_limits_themselves_are_allowed() -> None:
    assert yaml("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)).findings == ()
    assert yaml("a: [" + "b," * (MAX_NODES - 3) + "]").findings == ()
    assert only("a: [" + "b," * (MAX_NODES - 2) + "]")[0] == "yaml-too-large"


def test_aliases_stand_for_their_anchor_within_limits() -> None:
    assert plain(yaml("a: &lead {team: x}\nb: *lead\n").root) == {"a": {"team": "x"}, "b": {"team": "x"}}
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 25))
    assert only(bomb)[0] == "yaml-alias-bomb"
    deep = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 40))
    assert only(deep)[0] == "yaml-too-deep"


def test_files_of_another_type_are_not_read() -> None:
    document = read("services/a.txt", b"name: x")
    assert document.root is None
    assert [found.rule.id for found in document.findings] == ["unknown-file-type"]
    assert read("services/a.YML", b"name: x").root is not None


def test_every_rule_explains_itself_and_has_an_id_of_its_own() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES) > 15
    assert all(rule.title and rule.why and rule.example and rule.fix for rule in RULES)


ODD = st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(list(" \t\n\r:-#'\"{}[]|>&*!%@`?,\\~=<\x85\u2028\ufeff\x00\x07")))


def sane(document: Document, text: str) -> None:
    assert document.root is not None or document.findings
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for found in document.findings:
        assert 1 <= found.position.line <= len(lines)
        assert 1 <= found.position.column <= len(lines[found.position.line - 1]) + 1


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    document = read_yaml("a.yaml", data)
    assert document.root is not None or document.findings


@given(st.text(ODD, max_size=100))
def test_no_text_raises_and_every_place_is_in_the_file(text: str) -> None:
    sane(read_yaml("a.yaml", text.encode()), text)


@given(st.lists(st.tuples(st.integers(0, len(VALID)), st.integers(0, 3), st.text(ODD, max_size=3)), min_size=1, max_size=4))
def test_slips_in_a_valid_file_never_raise(slips: list[tuple[int, int, str]]) -> None:
    text = VALID
    for at, gone, new in slips:
        text = text[:at] + new + text[at + gone :]
    sane(read_yaml("a.yaml", text.encode()), text)


@given(st.integers(0, 7))
def test_a_mapping_finds_every_key(index: int) -> None:
    root = yaml("".join(f"k{n}: {n}\n" for n in range(8))).root
    assert isinstance(root, Mapping)
    assert plain(root.get(f"k{index}")) == str(index)
