"""Two versions of real plans, changed as editors and accidents change them: nothing is missed, nothing is made up, in both directions."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from continuity.adapters.build import read_folder
from continuity.changes.compare import Difference, compare
from continuity.changes.difference import Change, Renames, applied, changes, trees
from continuity.changes.edits import Action
from continuity.changes.families import ChangeSeverity
from continuity.changes.rules import RULES
from continuity.checks import RULES as CHECKS
from continuity.load import Loaded, load
from continuity.model.base import Ref
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
DAY = dt.date(2026, 11, 23)
Files = dict[str, bytes]
SEVERITIES = {name: rule.severity.value for name, rule in CHECKS.items()}


def _some() -> Files:
    """A few files of each kind of the example, so that there is something to point to."""
    taken: Counter[str] = Counter()
    found: Files = {}
    for path, data in read_folder(ROOT / "plans"):
        folder = path.partition("/")[0]
        if taken[folder] < 3 and len(data) < 6000:
            taken[folder] += 1
            found[path] = data
    return found


SOME = _some()
NAMES = sorted(SOME)


def _drop_line(data: bytes, number: int) -> bytes:
    lines = data.split(b"\n")
    del lines[number % len(lines)]
    return b"\n".join(lines)


def _swap_lines(data: bytes, number: int) -> bytes:
    lines = data.split(b"\n")
    at = number % max(1, len(lines) - 1)
    lines[at : at + 2] = lines[at : at + 2][::-1]
    return b"\n".join(lines)


def _other_number(data: bytes, number: int) -> bytes:
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return data
    one = found[number % len(found)]
    return data[: one.start()] + str(int(one[0][:9]) + 1).encode() + data[one.end() :]


def _double_line(data: bytes, number: int) -> bytes:
    lines = data.split(b"\n")
    lines.insert(number % len(lines), lines[number % len(lines)])
    return b"\n".join(lines)


SPOILS: list[Callable[[bytes, int], bytes]] = [_drop_line, _swap_lines, _other_number, _double_line]


@st.composite
def versions(draw: st.DrawFn) -> Files:
    files = dict(SOME)
    for _ in range(draw(st.integers(0, 4))):
        path = draw(st.sampled_from(NAMES))
        number = draw(st.integers(0, 400))
        match draw(st.sampled_from(["spoil", "spoil", "spoil", "gone", "move", "rename", "lose", "copy"])):
            case "spoil" if path in files:
                files[path] = draw(st.sampled_from(SPOILS))(files[path], number)
            case "gone":
                files.pop(path, None)
            case "move" if path in files and "/" in path:
                folder, _, name = path.partition("/")
                files[f"{folder}/moved/{name}"] = files.pop(path)
            case "rename" if path in files and "/" in path and b"aliases" not in files[path] and path.endswith(".yaml"):
                folder, _, name = path.partition("/")
                old = name.removesuffix(".yaml")
                files[f"{folder}/new-{old}.yaml"] = files.pop(path) + f"\naliases: [{old}]\n".encode()
            case "lose" if path in files and "/" in path:
                folder, _, name = path.partition("/")
                files[f"{folder}/new-{name}"] = files.pop(path)
            case "copy" if path in files and "/" in path:
                folder, _, name = path.partition("/")
                files[f"{folder}/copy-of-{name}"] = files[path]
            case _:
                pass
    return files


def _sides(base: Loaded, head: Loaded) -> tuple[dict[Ref, Any], dict[Ref, Any]]:
    """The trees of both sides under the ids of the head, without what could not be read on one of them."""
    renames = Renames(base, head)
    over = base.unreadable | head.unreadable
    one = {renames.new.get(ref, ref): tree for ref, tree in trees(base.portfolio, renames.base_ref).items()}
    other = trees(head.portfolio, renames.head_ref)
    lost = {ref for ref in over if (ref in one) != (ref in other)}
    return {ref: tree for ref, tree in one.items() if ref not in lost}, {ref: tree for ref, tree in other.items() if ref not in lost}


@settings(max_examples=60)
@given(versions(), versions())
def test_what_changed_makes_the_head_of_the_base(a: Files, b: Files) -> None:
    base, head = load(a.items()), load(b.items())
    found = changes(base, head, SEVERITIES)
    one, other = _sides(base, head)
    assert applied(one, found) == other


@settings(max_examples=60)
@given(versions(), versions())
def test_nothing_changed_exactly_when_both_say_the_same(a: Files, b: Files) -> None:
    base, head = load(a.items()), load(b.items())
    one, other = _sides(base, head)
    renamed = bool(Renames(base, head).new)
    assert (changes(base, head, SEVERITIES) == ()) == (one == other and not renamed)
    assert changes(base, base) == ()


@settings(max_examples=60)
@given(versions(), versions())
def test_what_is_known_from_another_version_is_read_as_if_it_were_not(a: Files, b: Files) -> None:
    fresh, helped = load(b.items()), load(b.items(), load(a.items()))
    assert helped.portfolio == fresh.portfolio and helped.portfolio.alias_ids == fresh.portfolio.alias_ids
    assert (helped.findings, helped.unreadable, helped.sources.texts) == (fresh.findings, fresh.unreadable, fresh.sources.texts)
    assert {ref: root.position for ref, root in helped.sources.roots.items()} == {ref: r.position for ref, r in fresh.sources.roots.items()}


def _mirrored(change: Change, old: dict[Ref, Ref]) -> tuple[str, str, str]:
    return RULES[change.rule.twin].id, change.action.mirrored.value, str(old.get(change.ref, change.ref))


@settings(max_examples=60)
@given(versions(), versions())
def test_the_other_way_round_every_change_is_its_twin(a: Files, b: Files) -> None:
    base, head = load(a.items()), load(b.items())
    old = {new: was for was, new in Renames(base, head).new.items()}
    there = Counter(_mirrored(change, old) for change in changes(base, head, SEVERITIES))
    back = Counter((change.rule.id, change.action.value, str(change.ref)) for change in changes(head, base, SEVERITIES))
    assert there == back


def _changed(path: str, old: str, new: str, *, start: Files | None = None) -> Files:
    files = dict(WHOLE if start is None else start)
    text = files[path].decode()
    assert old in text, f"{path} has no {old!r}"
    files[path] = text.replace(old, new, 1).encode()
    return files


WHOLE: Files = dict(read_folder(ROOT / "plans"))
BASE = load(WHOLE.items())


def _difference(files: Files) -> Difference:
    return compare(BASE, load(files.items()), DAY, SEVERITIES)


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda files: {(f"{p.partition('/')[0]}/deeper/{p.partition('/')[2]}" if "/" in p else p): d for p, d in files.items()},
        lambda files: {p: b"# a word\n" + d if p.endswith(".yaml") else d for p, d in files.items()},
        lambda files: {p: d.replace(b"\n", b"\r\n") for p, d in files.items()},
        lambda files: {p: re.sub(rb"(?m)^tier: (\S+)$", rb'tier: "\1"', d) for p, d in files.items()},
        lambda files: {p: d.replace(b"rto: 2h", b"rto: 120m").replace(b"'+44 113 496", b"'+44113496") for p, d in files.items()},
        lambda files: {p: re.sub(rb"(?m)^(tier: .*\n)(owner: .*\n)", rb"\2\1", d) for p, d in files.items()},
        lambda files: {p: re.sub(rb"(?m)^owner: ([a-z-]+)$", rb"owner: {team: \1}", d) for p, d in files.items()},
    ],
    ids=["moved", "comments", "line ends", "quotes", "other units", "order of keys", "long forms"],
)
def test_how_it_is_written_down_changes_nothing(rewrite: Callable[[Files], Files]) -> None:
    files = rewrite(WHOLE)
    assert files != WHOLE
    assert _difference(files).changes == ()


def test_a_rename_by_alias_is_a_rename_and_nothing_else() -> None:
    files = dict(WHOLE)
    text = files.pop("services/label-printing.yaml").decode()
    assert "aliases:" not in text
    files["services/labels.yaml"] = (text + "\naliases: [label-printing]\n").encode()
    found = _difference(files)
    assert [(change.rule.id, str(change.ref), change.before, change.after) for change in found.changes] == [
        ("record-renamed", "service/labels", "label-printing", "labels"),
        ("value-added", "service/labels", None, "label-printing"),
    ]
    assert found.verdict is ChangeSeverity.INFO and found.impacts == ()


def _moved(old: str, new: str, *edits: tuple[str, str]) -> Files:
    files = dict(WHOLE)
    text = files.pop(old).decode()
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    files[new] = text.encode()
    return files


def test_a_rename_without_an_alias_says_what_is_lost_and_shows_the_edits() -> None:
    found = _difference(_moved("services/label-printing.yaml", "services/labels.yaml", ("rto: 2h", "rto: 6h")))
    lost, relaxed = sorted(found.changes, key=lambda change: change.rule.id != "old-id-lost")
    assert (lost.rule.id, str(lost.ref), lost.before, lost.after) == ("old-id-lost", "service/labels", "label-printing", "labels")
    assert (relaxed.rule.id, str(relaxed.ref), relaxed.before, relaxed.after) == ("objective-relaxed", "service/labels", "2h", "6h")
    assert "links to service/label-printing lead nowhere: add 'aliases: [label-printing]'" in lost.impact
    (named,) = [text for text in lost.impact if "still name it" in text]
    assert named.startswith("service/label-printing is gone, and ")
    assert found.verdict is ChangeSeverity.WEAKENS
    assert lost.base_source and lost.base_source.path == "services/label-printing.yaml"
    assert lost.head_source and lost.head_source.path == "services/labels.yaml"


@pytest.mark.parametrize(
    ("old", "new", "edits"),
    [
        ("people/anna-berg.yaml", "people/ada-lovell.yaml", [("Anna Berg", "Ada Lovell")]),
        ("reviews/2026-03-02-service-identity-nkechi-obi.yaml", "reviews/2026-09-02-service-identity-nkechi-obi.yaml", []),
        ("exercises/network-console-2026.yaml", "exercises/network-console-2027.yaml", []),
    ],
)
def test_another_person_and_another_day_are_no_rename(old: str, new: str, edits: list[tuple[str, str]]) -> None:
    kinds = {change.action for change in _difference(_moved(old, new, *edits)).changes if change.edit is None}
    assert kinds == {Action.REMOVED, Action.ADDED}


def test_what_is_gone_and_something_else_that_came_are_two() -> None:
    files = dict(WHOLE)
    del files["services/label-printing.yaml"]
    files["services/labels.yaml"] = files["services/paging.yaml"].replace(b"name:", b"name: Not", 1)
    found = {(change.rule.id, str(change.ref)) for change in _difference(files).changes}
    assert {("record-removed", "service/label-printing"), ("record-added", "service/labels")} <= found


def test_a_whole_folder_under_new_ids_is_paired_by_names() -> None:
    files = {
        (f"services/our-{path.removeprefix('services/')}" if path.startswith("services/") else path): data for path, data in WHOLE.items()
    }
    found = Counter(change.rule.id for change in changes(BASE, load(files.items()), SEVERITIES))
    # Paging has its old id for another name of it already.
    assert found == {"old-id-lost": sum(path.startswith("services/") for path in WHOLE) - 1, "record-renamed": 1}


def test_a_base_that_does_not_validate_is_said_and_the_rest_compared() -> None:
    broken = load(
        _changed("services/pas.yaml", "name:", "name: [", start=_changed("services/dispensing.yaml", "rto: 2h", "rto: soon")).items()
    )
    found = compare(broken, load(_changed("services/epr.yaml", "rto: 3h", "rto: 5h").items()), DAY)
    said = {(change.rule.id, str(change.ref), change.field) for change in found.changes}
    assert ("objective-relaxed", "service/epr", "objectives.rto") in said
    assert {finding.position.path for finding in found.unread_base} == {"services/dispensing.yaml", "services/pas.yaml"}
    assert not any(change.ref == Ref("service", "pas") for change in found.changes), "nobody knows what became of what cannot be read"


def test_a_promise_that_is_too_late_names_the_chain_that_needs_it() -> None:
    (change,) = _difference(_changed("services/dispensing.yaml", "rto: 2h", "rto: 26h")).changes
    assert (change.rule.id, change.before, change.after) == ("objective-relaxed", "2h", "1d2h")
    assert [text for text in change.impact if "process/dispense-medicines -> service/dispensing" in text]
    assert Ref("team", "pharmacy-it") in change.needs_approval_from and Ref("role", "director") in change.needs_approval_from
    assert change.base_source and change.head_source and change.base_source.line == change.head_source.line
    assert any(ref.kind == "review" and "service-dispensing" in ref.id for ref in change.makes_stale)


def test_words_outdate_reviews_and_ask_nobody() -> None:
    (change,) = _difference(_changed("services/dispensing.yaml", "Labels, stock and robot", "Labels, stock and the robot")).changes
    assert (change.rule.id, change.rule.severity) == ("value-changed", ChangeSeverity.INFO)
    assert change.needs_approval_from == () and change.impact == ()


def test_a_fingerprint_is_of_what_changed_not_of_where_it_stands() -> None:
    one = _difference(_changed("services/dispensing.yaml", "rto: 2h", "rto: 6h")).changes
    files = _changed("services/dispensing.yaml", "rto: 2h", "rto: 360m")
    files["services/dispensing.yaml"] = b"# a word\n\n" + files["services/dispensing.yaml"]
    other = _difference(files).changes
    assert [change.fingerprint for change in one] == [change.fingerprint for change in other]
    third = _difference(_changed("services/dispensing.yaml", "rto: 2h", "rto: 7h")).changes
    assert third[0].fingerprint != one[0].fingerprint


@pytest.mark.parametrize(
    ("before", "after", "rule", "severity"),
    [
        ("objectives: {rto: 4h}", "", "value-removed", "info"),
        ("objectives: {rto: 2h}", "", "objective-relaxed", "weakens"),
        ("objectives: {rto: 8h}", "", "objective-tightened", "info"),
        ("objectives: {rpo: 1h}", "", "objective-relaxed", "weakens"),
        ("review_every: 12 months", "", "value-removed", "info"),
        ("review_every: 3 months", "", "cadence-lengthened", "weakens"),
    ],
)
def test_what_the_tier_says_anyway_may_be_left_out(before: str, after: str, rule: str, severity: str) -> None:
    tiers = b"name: Example\ntiers: [{id: one, name: One, rto: 4h, review_every: 12 months}]\n"
    one, other = (
        load([("organisation.yaml", tiers), ("services/gold.yaml", f"name: Gold\ntier: one\n{text}\n".encode())])
        for text in (before, after)
    )
    (found,) = changes(one, other)
    assert (found.rule.id, found.rule.severity.value) == (rule, severity)
    (back,) = changes(other, one)
    assert back.rule.id == found.rule.twin


@pytest.mark.parametrize(
    ("before", "after", "rules"),
    [
        ("", "{after: [incident, failed-exercise, new-owner]}", []),
        ("", "{after: [incident]}", ["cadence-lengthened", "cadence-lengthened"]),
        ("", "{after: []}", ["cadence-lengthened"]),
        ("{after: []}", "{after: [changed]}", ["cadence-shortened"]),
        ("", "{after: [new-owner, failed-exercise, incident]}", ["list-reordered"]),
        ("", "{after: [incident, failed-exercise, new-owner, changed]}", ["cadence-shortened"]),
    ],
)
def test_a_list_that_is_full_by_default_is_held_against_what_it_means(before: str, after: str, rules: list[str]) -> None:
    """A trigger of reviews that is left out weakens, whether the list was written before or stood by itself."""
    texts = ("name: Example\n" + (f"review_policy: {policy}\n" if policy else "") for policy in (before, after))
    one, other = (load([("organisation.yaml", text.encode())]) for text in texts)
    found = changes(one, other)
    assert [change.rule.id for change in found] == rules
    assert [change.rule.twin for change in found] == [change.rule.id for change in changes(other, one)]
    start, end = (trees(side.portfolio, side.portfolio.resolve) for side in (one, other))
    assert applied(start, found) == end


def test_what_is_gone_stands_before_what_is_less() -> None:
    files = _changed("services/dispensing.yaml", "rto: 2h", "rto: 6h")
    del files["runbooks/label-printers.md"]
    found = _difference(files).changes
    assert [change.action for change in found[:2]] == [Action.REMOVED, Action.CHANGED]
    assert any("still name" in text for text in found[0].impact)
