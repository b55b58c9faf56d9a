"""Trees are told apart exactly, the same in both directions, and what is said is enough to make one from the other."""

from __future__ import annotations

from typing import Any

import pytest
from continuity.changes.edits import Action, Edit, apply, edits
from hypothesis import given
from hypothesis import strategies as st

LEAVES = st.one_of(st.booleans(), st.integers(-3, 3), st.sampled_from(["a", "b", "a b", "b a c", "4h", ""]))
KEYS = st.sampled_from(["id", "ref", "text", "steps", "takes", "name", "mobile", "x"])


def nested(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(children, max_size=4) | st.dictionaries(KEYS, children, max_size=3)


TREES = st.dictionaries(KEYS, st.recursive(LEAVES, nested, max_leaves=12), max_size=4)


def mirrored(edit: Edit) -> Edit:
    order = tuple(sorted((j, i) for i, j in edit.order))
    return Edit(edit.action.mirrored, edit.head, edit.base, edit.field, edit.after, edit.before, order)


def told(found: list[Edit], *, named: bool = True) -> set[str]:
    return {repr((e.action, e.base, e.head, e.field if named else "", e.before, e.after, e.order)) for e in found}


@given(TREES, TREES)
def test_applying_the_edits_of_a_and_b_to_a_gives_b(a: dict[str, Any], b: dict[str, Any]) -> None:
    assert repr_sorted(apply(a, edits(a, b))) == repr_sorted(b)


@given(TREES, TREES)
def test_the_edits_are_none_exactly_when_the_trees_are_equal(a: dict[str, Any], b: dict[str, Any]) -> None:
    assert (edits(a, b) == []) == (repr_sorted(a) == repr_sorted(b))
    assert edits(a, a) == []


@given(TREES, TREES)
def test_the_edits_of_b_and_a_are_those_of_a_and_b_read_backwards(a: dict[str, Any], b: dict[str, Any]) -> None:
    # What an entry is called in a path is taken from the first side, so that names may differ; places and values may not.
    assert told([mirrored(edit) for edit in edits(a, b)], named=False) == told(edits(b, a), named=False)


def repr_sorted(tree: Any) -> str:
    if isinstance(tree, dict):
        return repr({key: repr_sorted(tree[key]) for key in sorted(tree)})
    return repr([repr_sorted(item) for item in tree]) if isinstance(tree, list) else repr(tree)


STEPS = [{"id": "stop", "do": {"text": "Stop it"}}, {"id": "copy", "do": {"text": "Copy it"}}, {"id": "start", "do": {"text": "Start it"}}]


def said(a: Any, b: Any) -> list[tuple[str, str, Any, Any]]:
    return [(edit.action.value, edit.field, edit.before, edit.after) for edit in edits(a, b)]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ({"steps": STEPS}, {"steps": STEPS[:1] + STEPS[2:]}, [("removed", "steps[copy]", STEPS[1], None)]),
        (
            {"steps": STEPS},
            {"steps": [STEPS[1], STEPS[0], STEPS[2]]},
            [("moved", "steps", ["stop", "copy", "start"], ["copy", "stop", "start"])],
        ),
        (
            {"steps": STEPS},
            {"steps": [STEPS[0], {**STEPS[1], "do": {"text": "Copy all"}}, STEPS[2]]},
            [("changed", "steps[copy].do", "Copy it", "Copy all")],
        ),
        ({"rto": "4h"}, {}, [("removed", "rto", "4h", None)]),
        ({"o": {"rto": "4h", "rpo": "1h"}}, {}, [("removed", "o.rpo", "1h", None), ("removed", "o.rto", "4h", None)]),
        ({"owner": {"ref": "team/a"}}, {"owner": {"ref": "person/b"}}, [("changed", "owner", "team/a", "person/b")]),
        (
            {"contacts": [{"mobile": "+44 7700 900001", "hours": "24x7"}, {"email": "a@example.org"}]},
            {"contacts": [{"mobile": "+44 7700 900002", "hours": "24x7"}, {"email": "a@example.org"}]},
            [("changed", "contacts[+44 7700 900001].mobile", "+44 7700 900001", "+44 7700 900002")],
        ),
        (
            {"members": ["person/a", "person/b"]},
            {"members": ["person/b", "person/c"]},
            [("removed", "members[person/a]", "person/a", None), ("added", "members[person/c]", None, "person/c")],
        ),
        (
            {"steps": [{"do": {"text": "Stop the pumps now"}}, {"do": {"text": "Open the valve"}}, {"do": {"text": "Ring the ward"}}]},
            {"steps": [{"do": {"text": "Stop the pumps now"}}, {"do": {"text": "Ring the ward sister"}}]},
            [
                ("removed", "steps[Open the valve]", {"do": {"text": "Open the valve"}}, None),
                ("changed", "steps[Ring the ward].do", "Ring the ward", "Ring the ward sister"),
            ],
        ),
        ({"after": []}, {}, [("removed", "after", [], None)]),
        ({}, {"mbco": {}}, [("added", "mbco", None, {})]),
    ],
)
def test_what_is_said_is_what_a_person_did(a: Any, b: Any, expected: list[tuple[str, str, Any, Any]]) -> None:
    assert said(a, b) == expected
    assert apply(a, edits(a, b)) == b


def test_a_pattern_names_the_field_whatever_entry_it_is_in() -> None:
    a = {"steps": [{"id": "x", "takes": {"planned": "5m"}}], "owner": {"ref": "team/a"}}
    b = {"steps": [{"id": "x", "takes": {"planned": "6m"}}, {"id": "y"}], "owner": {"ref": "team/b"}}
    assert [edit.pattern for edit in edits(a, b)] == ["owner", "steps[]", "steps[].takes.planned"]
    assert Action.ADDED.mirrored is Action.REMOVED and Action.MOVED.mirrored is Action.MOVED
