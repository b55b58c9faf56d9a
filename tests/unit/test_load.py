"""Reading plans: whatever the files hold it goes on, keeps what it can, and says of each mistake where it stands."""

from __future__ import annotations

import sys
from copy import deepcopy
from random import Random
from typing import Any

import pytest
from continuity.findings import Finding
from continuity.load import Loaded, load
from continuity.model.base import Ref
from continuity.model.kinds import BY_FOLDER, KINDS
from continuity.text import write_yaml
from filled import Filler
from hypothesis import given, settings
from hypothesis import strategies as st

FILLED = Filler(("one", "two"), lambda _, name: f"Words of {name}").records()
TEXTS = {path: write_yaml(record) for path, record in FILLED.items()}


def read(**files: str) -> Loaded:
    """``services__one="name: One"`` is the file ``services/one.yaml``."""
    return load((f"{name.replace('__', '/').replace('_', '-')}.yaml", text.encode()) for name, text in files.items())


def said(found: Finding) -> tuple[str, str]:
    return found.rule.id, str(found.position)


# Whatever there is.

BYTES = st.one_of(
    st.binary(max_size=200),
    st.text(alphabet=st.sampled_from("ab:-?[]{}&*!|>'\"%@`#,\n \t\u0085\u2028\ufeff\x00~<=019"), max_size=60).map(str.encode),
    st.sampled_from(sorted(TEXTS.values())).map(str.encode),
)
PARTS = (
    st.sampled_from(("services", "service", "runbooks", "..", ".git", "a/b", "")),
    st.text(max_size=12),
    st.sampled_from((".yaml", ".md", ".txt", "")),
)
NAMES = st.one_of(
    st.sampled_from(sorted(TEXTS)),
    st.tuples(*PARTS).map(lambda parts: f"{parts[0]}/{parts[1]}{parts[2]}"),
    st.text(min_size=1, max_size=20),
)


@given(st.dictionaries(NAMES, BYTES, max_size=5))
def test_no_file_stops_the_reading(files: dict[str, bytes]) -> None:
    loaded = load(files.items())
    for found in loaded.findings:
        assert found.position.path in files
        assert found.message
        loaded.sources.line(found.position)


@given(st.data())
def test_a_file_with_a_torn_byte_costs_no_more_than_itself(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(TEXTS)))
    text = bytearray(TEXTS[path].encode())
    for _ in range(data.draw(st.integers(1, 3))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    loaded = load([(path, bytes(text)), ("people/anna.yaml", b"name: Anna\n")])
    assert loaded.portfolio.people["anna"].name == "Anna"
    assert all(found.position.path == path for found in loaded.findings)


@settings(max_examples=10)
@given(st.randoms(use_true_random=False), st.sets(st.sampled_from(sorted(TEXTS)), max_size=6))
def test_the_order_of_files_does_not_matter(chance: Random, broken: set[str]) -> None:
    files = [(path, (f"{text}nonsense: 1\n" if path in broken else text).encode()) for path, text in TEXTS.items()]
    files.append(("people/three/one.yaml", b"name: Twice\n"))
    first = load(files)
    chance.shuffle(files)
    second = load(files)
    assert first.findings == second.findings
    assert first.portfolio == second.portfolio
    assert len(first.findings) == len(broken) + 1


# What can be kept is kept.


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in _leaves(inner, (*path, key))]
    if isinstance(value, list):
        return [leaf for index, inner in enumerate(value) for leaf in _leaves(inner, (*path, index))]
    return [path]


LEAVES = [(path, leaf) for path, record in FILLED.items() if not path.endswith("two.yaml") for leaf in _leaves(record)]


def test_every_kind_is_read_from_filled_files_without_a_word() -> None:
    loaded = load((path, text.encode()) for path, text in TEXTS.items())
    assert loaded.findings == ()
    assert sum(len(records) for records in loaded.portfolio.records.values()) == len(TEXTS)
    assert len(LEAVES) > 800


@settings(max_examples=400)
@given(st.sampled_from(LEAVES))
def test_a_value_that_cannot_be_read_is_named_and_the_rest_is_kept(leaf: tuple[str, tuple[Any, ...]]) -> None:
    """Any value of any kind is replaced by what no field may hold."""
    path, keys = leaf
    record = deepcopy(FILLED[path])
    inner: Any = record
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = {"not-here": {"nor-there": "x"}}
    text = write_yaml(record)
    line = next(number for number, words in enumerate(text.splitlines(), 1) if "not-here:" in words)

    loaded = load([(path, text.encode())])
    found = [finding for finding in loaded.findings if finding.rule.id != "dangling-reference"]
    assert {finding.position.path for finding in found} == {path}
    assert {finding.position.line for finding in found} & {line - 1, line, line + 1}, [said(finding) for finding in found]

    kind = next(kind for kind in KINDS.values() if path in (kind.file, f"{kind.folder}/one.yaml"))
    whole = load([(path, TEXTS[path].encode())]).portfolio.of(kind.name)
    kept = loaded.portfolio.of(kind.name)
    field = next(name for name, info in kind.model.model_fields.items() if (info.alias or name) == keys[0])
    if not kept:
        # The field itself is one the record cannot be without.
        assert kind.model.model_fields[field].is_required(), field
        assert loaded.unreadable == {Ref(kind.name, path.rpartition("/")[2].removesuffix(".yaml"))}
        return
    (before,), (after,) = whole.values(), kept.values()
    for name in kind.model.model_fields:
        assert name == field or getattr(before, name) == getattr(after, name), name


def test_one_bad_entry_of_a_list_costs_that_entry() -> None:
    loaded = read(people__anna="name: Anna\ncontacts:\n  - mobile: '2222'\n  - email: anna@example.org\n  - mobil: x\n")
    assert [point.value for point in loaded.portfolio.people["anna"].contacts] == ["anna@example.org"]
    assert [said(found) for found in loaded.findings] == [
        ("bad-phone", "people/anna.yaml:3:13"),
        ("unknown-key", "people/anna.yaml:5:5"),
    ]


def test_what_is_left_out_is_not_said_to_be_missing_as_well() -> None:
    loaded = read(services__one="name: One\nobjectives:\n  rto: 1:30\n")
    assert [found.rule.id for found in loaded.findings] == ["bad-duration"]


def test_a_reference_to_nothing_stays_in_its_record() -> None:
    loaded = read(
        services__one="name: One\ndepends_on:\n  - service: two\n  - service: one-more\nowner: crew\n", services__one_more="name: More\n"
    )
    assert [str(dependency.targets[0]) for dependency in loaded.portfolio.services["one"].depends_on] == ["service/two", "service/one-more"]
    assert [said(found) for found in loaded.findings] == [
        ("dangling-reference", "services/one.yaml:3:14"),
        ("dangling-reference", "services/one.yaml:5:8"),
    ]


def test_a_reference_to_a_file_that_cannot_be_read_does_not_dangle() -> None:
    loaded = read(services__one="name: One\ndepends_on: [{service: two}]\n", services__two="tier: x\n")
    assert [found.rule.id for found in loaded.findings] == ["missing-field"]
    assert loaded.unreadable == {Ref("service", "two")}


# Old names.


def test_an_alias_leads_to_its_record() -> None:
    loaded = read(services__new="name: New\naliases: [old]\n", services__user="name: User\ndepends_on: [{service: old}]\n")
    assert loaded.findings == ()
    found = loaded.portfolio.get(Ref("service", "old"))
    assert found is not None
    assert found.id == "new"


def test_a_name_that_is_taken_leads_to_whom_it_belongs() -> None:
    loaded = read(services__a="name: A\naliases: [b, old]\n", services__b="name: B\naliases: [old]\n")
    assert [said(found) for found in loaded.findings] == [
        ("duplicate-alias", "services/a.yaml:2:11"),
        ("duplicate-alias", "services/b.yaml:2:11"),
    ]
    b, old = loaded.portfolio.get(Ref("service", "b")), loaded.portfolio.get(Ref("service", "old"))
    assert b is not None and b.id == "b"
    assert old is not None and old.id == "a"


# Where it stands.


@pytest.mark.parametrize(
    ("text", "rule", "place"),
    [
        ("name: One\nnmae: x\n", "unknown-key", "2:1"),
        ("name: One\ntier: [a]\n", "wrong-type", "2:7"),
        ("name: One\nobjectives: {rto: 240}\n", "bad-duration", "2:19"),
        ("name: One\nobjectives:\n  rto: 4h\n  rpo:    1.5h\n", "bad-duration", "4:11"),
        ("name: One\naliases:\n- a\n-   {}\n", "wrong-type", "4:5"),
        ("name: One\ndepends_on:\n  - {service: a-, for: run}\n", "bad-id", "3:15"),
        ("name: One\ndepends_on:\n  - service: a\n    for: runn\n", "unknown-value", "4:10"),
        ("\ufeffname: One\nnmae: x\n", "unknown-key", "2:1"),
        ("name: Größe — 大\n'größe': x\n", "unknown-key", "2:1"),
        ("name: {x: 大大, größe: y}\n", "wrong-type", "1:7"),
        ("name: One\r\nnmae: x\r\n", "unknown-key", "2:1"),
        ("name: One\nname: Two\n", "yaml-duplicate-key", "2:1"),
        ("name: One\nid: one\n", "id-in-file", "2:1"),
        ("name: One\nowner: [x\n", "yaml-syntax", "2:8"),
        ("tier: x\n", "missing-field", "1:1"),
    ],
)
def test_findings_say_the_line_and_column(text: str, rule: str, place: str) -> None:
    loaded = read(services__one=text)
    found = [finding for finding in loaded.findings if finding.rule.id == rule]
    assert found, [said(finding) for finding in loaded.findings]
    assert str(found[0].position) == f"services/one.yaml:{place}"


def test_the_line_of_a_finding_is_the_authors() -> None:
    loaded = read(services__one="name: One\nobjectives: {rto: 240} # four hours\n")
    assert loaded.sources.line(loaded.findings[0].position) == "objectives: {rto: 240} # four hours"


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("services/One.yaml", "bad-id"),
        ("services/con.yaml", "bad-id"),
        ("service/one.yaml", "unknown-folder"),
        ("one.yaml", "unknown-file"),
        ("services/one.md", "unknown-file"),
    ],
)
def test_a_file_in_the_wrong_place_is_said(path: str, rule: str) -> None:
    assert [found.rule.id for found in load([(path, b"name: One\n")]).findings] == [rule]


@pytest.mark.parametrize("path", [".hidden/one.yaml", "services/_draft.yaml", "README.md", "services/readme.md"])
def test_what_is_not_meant_as_a_plan_is_left_alone(path: str) -> None:
    loaded = load([(path, b"\x00 nonsense")])
    assert loaded.findings == ()


@pytest.mark.parametrize("folder", sorted(BY_FOLDER))
def test_an_empty_file_is_said_once(folder: str) -> None:
    loaded = load([(f"{folder}/one.yaml", b"")])
    assert [found.rule.id for found in loaded.findings] == ["yaml-empty-file"]


def test_pieces_written_with_the_same_keys_share_what_says_so_and_copies_do_not() -> None:
    services = read(services__one="name: One\nnotes: First\n", services__two="name: Two\nnotes: Second\n").portfolio.services
    one, two = services["one"], services["two"]
    assert one.model_fields_set is two.model_fields_set
    assert one.notes is not None
    assert two.notes is not None
    assert one.notes.model_fields_set is two.notes.model_fields_set
    copied = one.model_copy(update={"tier": "tier-1"})
    assert "tier" in copied.model_fields_set
    assert "tier" not in two.model_fields_set


def test_pieces_of_the_same_words_are_one_and_stand_where_each_was_written() -> None:
    step = "  - {id: s%d, do: Wait, takes: {planned: 5m, worst: 1h}, if_not: {team: ops}}\n"
    loaded = read(**{f"runbooks__{name}": f"title: {name}\nsteps:\n" + step % 1 + step % 2 for name in ("one", "two")})
    first, second, third, fourth = (step for runbook in loaded.portfolio.runbooks.values() for step in runbook.steps)
    assert first == third
    assert first != second
    for step_ in (second, third, fourth):
        assert step_.takes is first.takes
        assert step_.if_not is first.if_not
        assert step_.do is first.do
    dangling = [found.position for found in loaded.findings if found.rule.id == "dangling-reference"]
    assert [(at.path, at.line) for at in dangling] == [(f"runbooks/{name}.yaml", line) for name in ("one", "two") for line in (3, 4)]


def test_pieces_of_the_same_words_are_not_mixed_up_with_those_of_another_kind_or_key() -> None:
    service = read(services__one="name: One\nowner: ops\nnotes: ops\nescalation: [{team: ops}, {role: ops}]\n").portfolio.services["one"]
    assert service.owner is not None
    assert service.owner.ref == Ref("team", "ops")
    assert str(service.notes) == "ops"
    assert [one.ref for one in service.escalation] == [Ref("team", "ops"), Ref("role", "ops")]


def test_what_is_wrong_with_a_piece_is_said_wherever_it_stands() -> None:
    text = "title: One\nsteps:\n  - {do: Wait, takes: {planned: long}}\n  - {do: Wait, takes: {planned: long}}\n"
    loaded = read(runbooks__one=text)
    assert [said(found) for found in loaded.findings] == [("bad-duration", f"runbooks/one.yaml:{line}:33") for line in (3, 4)]


def test_records_take_half_of_the_memory_of_a_dict_each() -> None:
    many = {f"runbooks__r{number}": f"title: {number}\nsteps: [{{do: Wait}}]\n" for number in range(40)}
    last = read(**many).portfolio.runbooks["r39"]
    assert last.ref == Ref("runbook", "r39")
    for piece in (last, last.steps[0], last.model_copy(update={"title": "Another"})):
        assert sys.getsizeof(vars(piece)) <= 0.6 * sys.getsizeof({str(key): value for key, value in vars(piece).items()})
