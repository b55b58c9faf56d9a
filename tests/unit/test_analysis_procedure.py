"""Critical path of runbooks, against reckoning by hand and by trying every way."""

from __future__ import annotations

from typing import Any

from analysis_world import portfolio
from continuity.analysis.procedure import ProcedureTime
from continuity.analysis.procedures import procedure_times
from continuity.model.base import Ref
from hypothesis import given, settings
from hypothesis import strategies as st


def reckon(steps: list[dict[str, Any]], **more: Any) -> ProcedureTime:
    plans = portfolio(runbooks={"book": {"steps": steps}, **more.pop("runbooks", {})}, **more)
    return procedure_times(plans)[Ref("runbook", "book")]


def step(name: str, planned: str = "10m", worst: str | None = "20m", **more: Any) -> dict[str, Any]:
    return {"id": name, "do": name, "takes": {"planned": planned, **({"worst": worst} if worst else {})}, **more}


def minutes(*times: int) -> list[int]:
    return [time * 60 for time in times]


def test_steps_follow_one_another() -> None:
    found = reckon([step("a"), step("b"), step("c")])
    assert [found.planned.seconds, found.worst.seconds] == minutes(30, 60)
    assert found.critical == ("a", "b", "c")


def test_branches_in_parallel_take_the_longest_when_others_do_them() -> None:
    steps = [
        step("a", role="x"),
        step("b", "40m", "50m", after=["a"], role="y"),
        step("c", after=["a"], role="z"),
        step("d", after=["b", "c"], role="x"),
    ]
    found = reckon(steps)
    assert [found.planned.seconds, found.worst.seconds] == minutes(60, 90)
    assert found.critical == ("a", "b", "d")


def test_one_person_does_one_thing_at_a_time_also_in_two_roles() -> None:
    steps = [step("a", role="x", after=[]), step("b", role="y", after=[])]
    one = reckon(steps, roles={"x": {"holders": [{"person": "ann"}]}, "y": {"holders": [{"person": "ann"}]}}, people={"ann": {}})
    assert one.planned.seconds == 20 * 60
    assert one.schedule[1].same_person and one.schedule[1].waits_for == "a"
    two = reckon(steps, roles={"x": {"holders": [{"person": "ann"}]}, "y": {"holders": [{"person": "bob"}]}}, people={"ann": {}, "bob": {}})
    assert two.planned.seconds == 10 * 60
    shared = reckon([step("a", role="x", after=[]), step("b", role="x", after=[])], roles={"x": {"holders": [{"team": "t"}]}},
                    teams={"t": {"members": ["ann", "bob"]}}, people={"ann": {}, "bob": {}})  # fmt: skip
    assert shared.planned.seconds == 10 * 60


def test_unnamed_steps_are_done_by_one_person() -> None:
    assert reckon([step("a", after=[]), step("b", after=[])]).planned.seconds == 20 * 60


def test_planned_takes_the_first_option_and_worst_the_longest() -> None:
    steps = [
        step("ask", "0m", "0m", decision="Which?", options=[{"if": "A", "then": {"step": "short"}}, {"if": "B", "then": {"step": "long"}}]),
        step("short", after=["ask"]),
        step("long", "2h", "3h", after=["ask"]),
        step("end", after=["short", "long"]),
    ]
    found = reckon(steps)
    assert [found.planned.seconds, found.worst.seconds] == minutes(20, 200)
    assert [item.step for item in found.schedule] == ["ask", "short", "end"]


def test_an_option_to_skip_does_not_shorten_the_worst() -> None:
    steps = [
        step(
            "ask", "0m", "0m", decision="Skip?", options=[{"if": "No", "then": {"step": "extra"}}, {"if": "Yes", "then": {"step": "end"}}]
        ),
        step("extra"),
        step("end"),
    ]
    found = reckon(steps)
    assert [found.planned.seconds, found.worst.seconds] == minutes(20, 40)


def test_an_option_to_another_runbook_leaves_this_one() -> None:
    steps = [
        step(
            "ask",
            "0m",
            "0m",
            decision="Good?",
            options=[{"if": "Yes", "then": {"step": "go"}}, {"if": "No", "then": {"runbook": "restore"}}],
        ),
        step("go"),
    ]
    found = reckon(steps, runbooks={"restore": {"steps": [step("x", "3h", "9h")]}})
    assert [found.planned.seconds, found.worst.seconds] == minutes(10, 540)
    gone = reckon(steps)
    assert gone.planned.seconds == 600 and gone.worst.missing == ((Ref("runbook", "restore"), "steps"),)


def test_the_worst_ends_with_the_longest_failure_branch_and_planned_leaves_it_aside() -> None:
    steps = [step("a", if_not={"step": "call"}), step("b", if_not={"step": "call"}), step("call", "15m", "30m", after=["a"])]
    found = reckon(steps)
    assert found.aside == ("call",)
    assert [found.planned.seconds, found.worst.seconds] == minutes(20, 70)


def test_a_failure_that_goes_back_makes_the_worst_unknown_and_says_where() -> None:
    found = reckon([step("a"), step("b", if_not={"step": "a"})])
    assert found.planned.seconds == 1200
    assert found.loops == (("b", "a"),)
    assert found.worst.missing == ((Ref("runbook", "book"), "steps.b.if_not"),)


def test_runbooks_that_call_one_another_are_unknown() -> None:
    other = {"other": {"steps": [step("x", if_not={"runbook": "book"})]}}
    found = reckon([step("a", if_not={"runbook": "other"})], runbooks=other)
    assert found.planned.seconds == 600 and not found.worst.known


def test_handing_over_to_people_is_an_open_end() -> None:
    found = reckon([step("a", if_not={"role": "boss"}), step("b", if_not={"text": "Think"})])
    assert found.open_ends == ("a", "b") and found.worst.seconds == 2400


def test_missing_times_are_named() -> None:
    found = reckon([step("a"), {"id": "b", "do": "b"}, step("c", worst=None), step("d", after=["nowhere"])])
    book = Ref("runbook", "book")
    assert found.planned.missing == ((book, "steps.d.after"), (book, "steps.b.takes"))
    assert found.worst.missing == ((book, "steps.d.after"), (book, "steps.b.takes"), (book, "steps.c.takes.worst"))
    assert [item.finish for item in found.schedule] == [600, None, None, None] or found.schedule[2].finish is None
    assert not reckon([]).planned.known


def test_steps_that_wait_for_one_another_are_unknown() -> None:
    found = reckon([step("a", after=["b"]), step("b", after=["a"])])
    assert not found.planned.known and not found.worst.known


def test_review_steps_do_not_count() -> None:
    assert reckon([step("a"), step("b", phase="review")]).planned.seconds == 600


@st.composite
def lines(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Random steps with ``after``, options and failure branches forward, everyone with somebody of their own."""
    count = draw(st.integers(1, 7))
    out = []
    for index in range(count):
        earlier = [f"s{n}" for n in range(index)]
        after = draw(st.lists(st.sampled_from(earlier), unique=True, max_size=2)) if earlier else []
        planned = draw(st.integers(0, 50))
        item = step(f"s{index}", f"{planned}m", f"{planned + draw(st.integers(0, 50))}m", after=after, role=f"r{index}")
        out.append(item)
    return out


def longest(steps: list[dict[str, Any]], which: str) -> int:
    """Every chain of steps, added up one by one."""
    by_id = {item["id"]: item for item in steps}

    def chains(name: str) -> list[int]:
        own = int(by_id[name]["takes"][which][:-1])
        return [own + before for other in by_id[name]["after"] for before in chains(other)] or [own]

    return max(total for name in by_id for total in chains(name))


@settings(max_examples=150, deadline=None)
@given(lines())
def test_critical_path_is_the_longest_chain(steps: list[dict[str, Any]]) -> None:
    found = reckon(steps)
    assert [found.planned.seconds, found.worst.seconds] == minutes(longest(steps, "planned"), longest(steps, "worst"))
    by_id = {item["id"]: item for item in steps}
    assert sum(int(by_id[name]["takes"]["planned"][:-1]) for name in found.critical) * 60 == found.planned.seconds


@settings(max_examples=150, deadline=None)
@given(lines(), st.data())
def test_a_schedule_with_few_people_is_possible_and_no_shorter(steps: list[dict[str, Any]], data: st.DataObject) -> None:
    for item in steps:
        item["role"] = data.draw(st.sampled_from(["x", "y"]))
    found = reckon(steps)
    assert found.planned.seconds is not None and found.planned.seconds >= longest(steps, "planned") * 60
    when = {item.step: item for item in found.schedule}
    for item in steps:
        assert all(when[other].finish <= when[item["id"]].start for other in item["after"])
    for one in found.schedule:
        for other in found.schedule:
            if one is not other and one.by == other.by and one.start != one.finish and other.start != other.finish:
                assert one.finish <= other.start or other.finish <= one.start


@settings(max_examples=150, deadline=None)
@given(lines(), st.data())
def test_worst_with_failure_branches_is_the_longest_walk(steps: list[dict[str, Any]], data: st.DataObject) -> None:
    """Forward failure branches: every walk along ``after`` and the failure branches; what only a failure leads to is on no other way."""
    names = [item["id"] for item in steps]
    for index, item in enumerate(steps[:-1]):
        if data.draw(st.booleans()):
            item["if_not"] = {"step": data.draw(st.sampled_from(names[index + 1 :]))}
    found = reckon(steps)
    aside = {item["if_not"]["step"] for item in steps if "if_not" in item} - {other for item in steps for other in item["after"]}
    assert set(found.aside) == aside
    ways: dict[str, list[str]] = {name: [] for name in names}
    for item in steps:
        for other in item["after"]:
            if item["id"] not in aside or other in aside:
                ways[other].append(item["id"])
        if "if_not" in item:
            ways[item["id"]].append(item["if_not"]["step"])
    worst = {item["id"]: int(item["takes"]["worst"][:-1]) for item in steps}

    def walks(name: str) -> int:
        return worst[name] + max((walks(other) for other in ways[name]), default=0)

    assert found.worst.seconds == max(walks(name) for name in names if name not in aside) * 60
