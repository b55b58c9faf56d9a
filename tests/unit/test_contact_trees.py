"""Who is called, in which order, by when; what happens when they do not answer."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from continuity.analysis.contact_problems import ContactProblemCode as Code
from continuity.analysis.contact_trees import CallTree, call_tree, call_trees, share_reached
from continuity.analysis.coverage import WEEK, Gap, answered, gaps, zone_of
from continuity.analysis.escalation import EscalationPath, escalations
from continuity.analysis.reach import Survives, lost_to, reach, takes_calls
from continuity.audience import for_audience
from continuity.load import load
from continuity.model.base import Ref
from continuity.model.communication import TakeOver
from continuity.model.portfolio import Portfolio
from continuity.model.values import Duration, Hours, Visibility
from hypothesis import given, settings
from hypothesis import strategies as st

TODAY = date(2026, 11, 23)
MINUTE = 60


def person(number: int, **more: Any) -> dict[str, Any]:
    return {
        "name": f"P{number}",
        "contacts": [{"mobile": f"+44 7700 900{number:03}", "hours": "24x7"}, {"email": f"p{number}@example.org"}],
        **more,
    }


def plan(files: dict[str, Any]) -> Portfolio:
    loaded = load((name, json.dumps(data).encode()) for name, data in files.items())
    fatal = [f for f in loaded.findings if not f.rule.id.startswith("dangling")]
    assert not fatal, fatal
    return loaded.portfolio


def people(count: int) -> dict[str, Any]:
    return {f"people/p{n}.yaml": person(n) for n in range(count)}


def tree_of(files: dict[str, Any], tree: dict[str, Any], scenario: str | None = None) -> CallTree:
    portfolio = plan({**files, "contact-trees/t.yaml": {"initiator": {"person": "p0"}, "alternate": {"person": "p1"}, **tree}})
    ref = Ref("scenario", scenario) if scenario else None
    return call_tree(portfolio, portfolio.contact_trees["t"], TODAY, ref)


def codes(found: CallTree | EscalationPath) -> set[tuple[Code, int | None]]:
    return {(problem.code, problem.at) for problem in found.problems}


def call(number: int, *calls: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"person": f"p{number}", **({"calls": list(calls)} if calls else {}), **more}


def minutes(*durations: Duration | None) -> list[float | None]:
    return [duration.minutes if duration else None for duration in durations]


# --- times ---


def test_calls_one_after_another() -> None:
    found = tree_of(people(6), {"ring": "1m", "talk": "2m", "attempts": "3", "calls": [call(2, call(3), call(4)), call(5)]})
    assert [str(node.ref) for node in found.nodes] == ["person/p2", "person/p3", "person/p4", "person/p5"]
    assert [node.path for node in found.nodes] == [(0,), (0, 0), (0, 1), (1,)]
    assert minutes(*(node.informed for node in found.nodes)) == [3, 6, 9, 6]
    assert minutes(*(node.starts for node in found.nodes[1:])) == [3, 6, 3]
    # Three rings of a minute and two minutes of talk each.
    assert minutes(found.to_all, found.slowest_to_all) == [9, 15]
    assert found.exact


def test_with_one_attempt_the_slowest_is_the_planned_time() -> None:
    found = tree_of(people(4), {"attempts": "1", "calls": [call(2), call(3)]})
    assert found.slowest_to_all == found.to_all


def test_calls_at_once() -> None:
    found = tree_of(people(5), {"ring": "30s", "talk": "90s", "order": "parallel", "calls": [call(2), call(3, call(4))]})
    assert minutes(*(node.informed for node in found.nodes)) == [2, 2, 4]


def test_a_node_says_how_it_makes_its_own_calls_and_how_long_it_rings() -> None:
    found = tree_of(
        people(6),
        {
            "ring": "1m",
            "talk": "1m",
            "calls": [call(2, call(3), call(4, ring="2m", talk="3m", call_back="true"), order="parallel"), call(5)],
        },
    )
    assert minutes(*(node.informed for node in found.nodes)) == [2, 4, 7, 4]
    assert minutes(*(node.confirmed for node in found.nodes)) == [None, None, 12, None]


def test_a_team_of_which_all_are_wanted_is_several_calls() -> None:
    files = {**people(5), "teams/t.yaml": {"name": "T", "lead": "p2", "members": ["p2", "p3", "p4"], "reach": "all"}}
    found = tree_of(files, {"ring": "1m", "talk": "1m", "calls": [{"team": "t"}], "quorum": [{"n": "3", "of": {"team": "t"}}]})
    assert (found.nodes[0].calls, minutes(found.to_all, found.to_quorum)) == (3, [6, 6])


def test_nobody_to_call_has_no_time() -> None:
    found = tree_of(people(2), {})
    assert (found.to_all, found.to_quorum, share_reached(found, 0.5)) == (None, None, None)
    assert (Code.NOBODY, None) in codes(found)
    assert (Code.NO_QUORUM, None) in codes(found)


NESTED = st.recursive(
    st.just([]),
    lambda inner: st.lists(
        st.tuples(st.integers(1, 3), st.integers(0, 3), st.sampled_from([None, "serial", "parallel"]), inner), max_size=3
    ),
    max_leaves=9,
)


def _build(shape: Any, counter: list[int]) -> list[dict[str, Any]]:
    calls = []
    for ring, talk, order, inner in shape:
        counter[0] += 1
        node = call(counter[0], ring=f"{ring}m", talk=f"{talk}m" if talk else "0")
        if order:
            node["order"] = order
        if below := _build(inner, counter):
            node["calls"] = below
        calls.append(node)
    return calls


def _replay(calls: list[dict[str, Any]], at: int, order: str, found: dict[str, int]) -> None:
    """Oracle: everybody picks up a telephone and follows the list."""
    for entry in calls:
        over = at + int(entry["ring"][:-1]) + int(entry["talk"].rstrip("m"))
        found[entry["person"]] = over
        _replay(entry.get("calls", []), over, entry.get("order", "serial"), found)
        at = over if order == "serial" else at


@given(NESTED)
@settings(max_examples=60, deadline=None)
def test_planned_times_agree_with_following_the_list(shape: Any) -> None:
    counter = [1]
    calls = _build(shape, counter)
    expected: dict[str, int] = {}
    _replay(calls, 0, "serial", expected)
    found = tree_of(people(counter[0] + 1), {"calls": calls} if calls else {})
    assert {node.ref.id: node.informed.seconds // MINUTE for node in found.nodes} == expected
    assert found.to_all == (Duration(max(expected.values()) * MINUTE) if expected else None)


# --- quorum ---


def test_the_quorum_is_met_when_its_last_entry_is() -> None:
    files = {
        **people(7),
        "roles/lead.yaml": {"name": "Lead", "holders": [{"person": "p3"}]},
        "teams/ops.yaml": {"name": "Ops", "members": ["p4", "p5", "p6"]},
    }
    quorum = [{"person": "p0"}, {"role": "lead"}, {"n": "2", "of": {"team": "ops"}}]
    found = tree_of(files, {"ring": "1m", "talk": "1m", "quorum": quorum, "calls": [call(4), call(3), call(5), call(6)]})
    assert minutes(*(entry.at for entry in found.quorum)) == [0, 4, 6]
    assert minutes(found.to_quorum, found.to_all) == [6, 8]


def test_a_quorum_that_the_tree_does_not_call_is_never_met() -> None:
    files = {**people(5), "teams/ops.yaml": {"name": "Ops", "members": ["p3", "p4"]}}
    found = tree_of(files, {"quorum": [{"n": "2", "of": {"team": "ops"}}], "calls": [call(3), {"team": "ops"}]})
    # Whoever answers for the team may be the one who was called by name.
    assert (found.quorum[0].at, found.to_quorum) == (None, None)
    assert (Code.NOT_IN_TREE, None) in codes(found)


def test_two_who_may_be_one_person_are_not_two() -> None:
    files = {
        **people(5),
        "teams/ops.yaml": {"name": "Ops", "members": ["p3", "p4"]},
        "roles/lead.yaml": {"name": "Lead", "holders": [{"person": "p3"}, {"person": "p4"}]},
    }
    calls = [{"team": "ops"}, {"role": "lead"}]
    assert tree_of(files, {"quorum": [{"n": "2", "of": {"team": "ops"}}], "calls": calls}).to_quorum is None
    assert minutes(tree_of(files, {"quorum": [{"team": "ops"}], "calls": calls}).to_quorum) == [3]


# --- missed calls ---


def _simulate(found: CallTree, miss: float, how: TakeOver, rounds: int) -> float:
    """Oracle: play the tree over and over."""
    rng = random.Random(20261123)
    reached = 0
    children: dict[int | None, list[int]] = defaultdict(list)
    for node in found.nodes:
        children[node.parent].append(node.index)
    for _ in range(rounds):
        waiting = list(children[None])
        while waiting:
            node = found.nodes[waiting.pop()]
            answers = node.reachable is not Survives.NO and rng.random() >= miss
            reached += answers
            deputy = how is TakeOver.DEPUTY and any(rng.random() >= miss for _ in range(node.alternates_reachable))
            if answers or deputy or how is TakeOver.CALLER:
                waiting += children[node.index]
    return reached / rounds / len(found.nodes)


@pytest.mark.parametrize("how", list(TakeOver))
@pytest.mark.parametrize("miss", [0.0, 0.1, 0.5, 1.0])
def test_the_closed_form_agrees_with_playing_it(how: TakeOver, miss: float) -> None:
    files = {**people(10), "people/p2.yaml": person(2, deputies=["p8", "p9"]), "people/p3.yaml": person(3, deputies=["p1"])}
    found = tree_of(files, {"take_over": how.value, "calls": [call(2, call(3, call(4), call(5)), call(6)), call(7)]})
    expected = share_reached(found, miss)
    assert expected is not None
    assert expected == pytest.approx(_simulate(found, miss, how, 20_000), abs=0.01)
    assert found.exact


def test_taking_over_is_worth_something() -> None:
    found = tree_of(people(8), {"take_over": "nobody", "calls": [call(2, call(3, call(4, call(5))))]})
    assert share_reached(found, 0.5) == pytest.approx((0.5 + 0.25 + 0.125 + 0.0625) / 4)
    assert share_reached(found, 0.5, TakeOver.CALLER) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("how", "deputies", "loses"),
    [("nobody", ["p6"], {0, 1}), ("deputy", ["p6"], {1}), ("deputy", [], {0, 1}), ("caller", [], set())],
)
def test_nodes_whose_miss_loses_a_branch(how: str, deputies: list[str], loses: set[int]) -> None:
    files = {**people(7), "people/p2.yaml": person(2, **({"deputies": deputies} if deputies else {}))}
    found = tree_of(files, {"take_over": how, "calls": [call(2, call(3, call(4))), call(5)]})
    assert {node.index for node in found.nodes if node.loses_branch} == loses
    assert {at for code, at in codes(found) if code is Code.LOSES_BRANCH} == loses
    assert [node.below for node in found.nodes] == [2, 1, 0, 0]


# --- what is wrong with a tree ---


def test_somebody_twice_and_somebody_who_calls_their_caller() -> None:
    files = {**people(5), "roles/lead.yaml": {"name": "Lead", "holders": [{"person": "p2"}]}}
    found = tree_of(files, {"calls": [call(2, call(3, call(0))), {"role": "lead"}, call(4)]})
    assert {(Code.CALLS_ITS_CALLER, 2), (Code.TWICE, 3)} <= codes(found)
    assert not {at for code, at in codes(found) if code in (Code.TWICE, Code.CALLS_ITS_CALLER)} - {2, 3}
    assert not found.exact


def test_a_deputy_who_stands_in_the_tree_makes_the_share_a_guess() -> None:
    files = {**people(5), "people/p2.yaml": person(2, deputies=["p4"])}
    calls = [call(2, call(3)), call(4)]
    assert not tree_of(files, {"take_over": "deputy", "calls": calls}).exact
    assert tree_of(files, {"take_over": "caller", "calls": calls}).exact


def test_dangling_missing_and_unverified_entries_are_named() -> None:
    files = {**people(4), "people/p3.yaml": {"name": "P3"}}
    portfolio = plan({**files, "contact-trees/t.yaml": {"initiator": {"person": "p0"}, "calls": [call(2), call(3), call(9)]}})
    found = call_trees(portfolio, TODAY)["t"]
    assert {(Code.NEVER_VERIFIED, 0), (Code.NO_POINT, 1), (Code.DANGLING, 2), (Code.NO_ALTERNATE, None), (Code.NO_DEPUTY, 0)} <= codes(
        found
    )


# --- scenarios that kill channels ---

LOSS: dict[str, Any] = {
    "channels/exchange.yaml": {"name": "Exchange", "type": "telephony", "service": "telephony"},
    "channels/cells.yaml": {"name": "Mobile network", "type": "telephony"},
    "services/telephony.yaml": {"name": "Telephony"},
    "scenarios/named.yaml": {"name": "Exchange gone", "loss_class": "network-and-telecoms", "channels_lost": ["exchange"]},
    "scenarios/service.yaml": {"name": "Telephony gone", "loss_class": "application", "loses": ["telephony"]},
    "scenarios/ill.yaml": {"name": "Ill", "loss_class": "people", "loses": [{"person": "p2"}]},
    "people/p0.yaml": person(0),
    "people/p1.yaml": person(1),
    "people/p2.yaml": {"name": "Desk", "contacts": [{"phone": "+44 20 7946 0002", "channel": "exchange"}, {"email": "d@example.org"}]},
    "people/p3.yaml": {"name": "Unsaid", "contacts": [{"phone": "+44 20 7946 0003"}]},
    "people/p4.yaml": {"name": "Both", "contacts": [{"phone": "+44 20 7946 0004", "channel": "exchange"}, {"phone": "+44 20 7946 0005", "channel": "cells"}]},
    "people/p5.yaml": person(5, deputies=["p2"]),
}  # fmt: skip


@pytest.mark.parametrize("scenario", ["named", "service"])
def test_dead_channels_cut_off_who_has_no_other(scenario: str) -> None:
    found = tree_of(LOSS, {"take_over": "nobody", "calls": [call(2, call(5)), call(3), call(4)]}, scenario)
    assert (found.unreachable, found.unsure) == ((0,), (2,))
    assert {(Code.UNREACHABLE, 0), (Code.REACH_UNKNOWN, 2)} <= codes(found)
    # p2 is cut off and takes p5 along; two of four answer.
    assert share_reached(found, 0.0) == pytest.approx(0.5)
    assert share_reached(found, 0.0, TakeOver.CALLER) == pytest.approx(0.75)
    assert share_reached(tree_of(LOSS, {"calls": [call(2, call(5)), call(3), call(4)]}), 0.0) == 1.0


@pytest.mark.parametrize(("take_over", "met"), [("nobody", [0, None]), ("caller", [0, 6])])
def test_a_quorum_may_be_cut_off(take_over: str, met: list[int | None]) -> None:
    """p2 has the dead exchange alone. Where nobody makes p2's calls, p5 is not called either; where the caller does, p5 is."""
    calls = [call(4), call(2, call(5))]
    data = {"take_over": take_over, "ring": "1m", "talk": "1m", "quorum": [{"person": "p0"}, {"person": "p5"}], "calls": calls}
    whole = tree_of(LOSS, data)
    assert minutes(*(entry.at for entry in whole.quorum)) == [0, 6]
    assert not any(entry.cut_off for entry in whole.quorum)
    found = tree_of(LOSS, data, "named")
    assert minutes(*(entry.at for entry in found.quorum)) == met
    assert [entry.cut_off for entry in found.quorum] == [False, met[1] is None]
    assert (Code.NOT_IN_TREE, None) not in codes(found)
    assert (found.to_quorum is None) == (met[1] is None)


def test_who_may_be_reached_counts_until_it_is_known_that_they_are_cut_off() -> None:
    found = tree_of(LOSS, {"quorum": [{"person": "p3"}, {"person": "p2"}], "calls": [call(3), call(2)]}, "named")
    assert [entry.cut_off for entry in found.quorum] == [False, True]


def test_a_scenario_takes_people_too_and_a_dead_deputy_is_none() -> None:
    assert tree_of(LOSS, {"calls": [call(2)]}, "ill").unreachable == (0,)
    found = tree_of(LOSS, {"take_over": "deputy", "calls": [call(5, call(3))]}, "named")
    assert (found.nodes[0].alternates, found.nodes[0].alternates_reachable) == ((Ref("person", "p2"),), 0)
    assert found.nodes[0].loses_branch


def test_a_living_deputy_keeps_the_branch_of_who_is_cut_off() -> None:
    files = {**LOSS, "people/p2.yaml": {**LOSS["people/p2.yaml"], "deputies": ["p1"]}}
    found = tree_of(files, {"take_over": "deputy", "alternate": {"person": "p4"}, "calls": [call(2, call(5))]}, "named")
    # p2 never answers; p5 is called when p1 answers for p2, and answers.
    assert share_reached(found, 0.2) == pytest.approx(0.8 * 0.8 / 2)


def test_a_team_stands_as_long_as_somebody_in_it_does() -> None:
    files = {
        **LOSS,
        "teams/desk.yaml": {
            "name": "Desk",
            "lead": "p2",
            "members": ["p2", "p4"],
            "contacts": [{"duty": "+44 20 7946 0009", "channel": "exchange"}],
        },
    }
    portfolio = plan(files)
    lost = lost_to(portfolio, Ref("scenario", "named"))
    assert lost == {Ref("channel", "exchange")}
    team = Ref("team", "desk")
    assert takes_calls(portfolio, team, TODAY, lost) is Survives.YES
    assert takes_calls(portfolio, team, TODAY, lost | {Ref("person", "p4")}) is Survives.NO
    assert [point.survives for point in reach(portfolio, team, TODAY, lost).points] == [Survives.NO]


# --- the directory ---


def test_duty_numbers_come_first_and_deputies_of_an_absence_before_others() -> None:
    files = {
        **people(5),
        "people/p1.yaml": person(1, deputies=["p2", "p3"], absences=[{"from": "2026-11-20", "until": "2026-11-23", "deputy": "p3"}]),
        "people/p4.yaml": person(4, left="2026-11-22"),
        "teams/t.yaml": {
            "name": "T",
            "lead": "p1",
            "members": ["p2", "p1"],
            "contacts": [{"email": "t@example.org"}, {"duty": "+44 20 7946 0001"}],
        },
    }
    portfolio = plan(files)
    team = reach(portfolio, Ref("team", "t"), TODAY)
    assert [(point.index, point.how, point.rings) for point in team.points] == [(1, "duty", True), (0, "email", False)]
    assert [ref.id for ref in team.then] == ["p1", "p2"]
    away = reach(portfolio, Ref("person", "p1"), TODAY)
    assert ([ref.id for ref in away.then], away.away_until) == (["p3", "p2"], TODAY)
    assert reach(portfolio, Ref("person", "p1"), date(2026, 11, 24)).away_until is None
    assert reach(portfolio, Ref("person", "p4"), TODAY).left
    assert not reach(portfolio, Ref("person", "gone"), TODAY).found


def test_who_has_left_takes_no_calls() -> None:
    portfolio = plan({"people/p1.yaml": person(1, left="2026-11-22"), "people/p2.yaml": person(2, left="2026-11-23")})
    assert takes_calls(portfolio, Ref("person", "p1"), TODAY) is Survives.NO
    assert takes_calls(portfolio, Ref("person", "p2"), TODAY) is Survives.YES


def test_what_an_audience_may_not_see_is_not_said_to_be_missing() -> None:
    files = {
        **people(4),
        "roles/lead.yaml": {"name": "Lead", "holders": [{"person": "p3"}]},
        "services/s.yaml": {"name": "S", "escalation": [{"role": "lead", "wait": "5m"}, {"person": "p2"}]},
        "contact-trees/t.yaml": {"initiator": {"role": "lead"}, "take_over": "deputy", "calls": [call(2, {"role": "lead"})]},
    }
    shown = for_audience(plan(files), Visibility.PUBLIC)
    found = escalations(shown, TODAY)["s"]
    assert codes(found) == {(Code.HOURS_UNKNOWN, None)}
    tree = call_trees(shown, TODAY)["t"]
    assert codes(tree) == {(Code.NO_ALTERNATE, None), (Code.NO_QUORUM, None), (Code.CALLS_ITS_CALLER, 1)}
    assert not tree.nodes[0].loses_branch


# --- hours ---

SPANS = st.lists(
    st.sampled_from(
        [
            "Mon-Fri 07:00-19:00",
            "Sat 22:00-06:00",
            "Sun-Tue 18:30-02:15",
            "Sun 23:00-24:00",
            "Wed 00:00-24:00",
            "Fri-Mon 09:00-12:00",
        ]
    ),
    min_size=1,
    max_size=3,
)


@given(SPANS)
def test_hours_agree_with_asking_every_minute(spans: list[str]) -> None:
    hours = Hours.parse(spans)
    found = answered(hours, zone_of("UTC"), zone_of("UTC"), TODAY)
    assert all(bool(found >> minute & 1) is hours.covers(minute // 1440, minute % 1440) for minute in range(WEEK))
    free = {minute for gap in gaps(found) for minute in range(gap.start, gap.end)}
    assert free == {minute for minute in range(WEEK) if not found >> minute & 1}


def test_hours_are_moved_into_our_time() -> None:
    hours = Hours.parse("Mon-Sun 09:00-17:00")
    found = answered(hours, zone_of("America/New_York"), zone_of("Europe/London"), TODAY)
    assert gaps(found)[0] == Gap(0, 14 * 60)
    in_summer = answered(hours, zone_of("UTC"), zone_of("Europe/London"), date(2026, 7, 1))
    assert gaps(in_summer)[0] == Gap(0, 10 * 60)
    assert gaps(answered(Hours.parse("24x7"), zone_of("Asia/Kolkata"), zone_of("no/such"), TODAY)) == ()


# --- escalation ---


def path(files: dict[str, Any], escalation: list[dict[str, Any]], **service: Any) -> EscalationPath:
    portfolio = plan(
        {
            "organisation.yaml": {"name": "E", "time_zone": "Europe/London"},
            **files,
            "services/s.yaml": {"name": "S", "escalation": escalation, **service},
        }
    )
    return escalations(portfolio, TODAY)["s"]


def test_levels_begin_when_the_waits_before_them_are_over() -> None:
    files = {
        **people(6),
        "teams/t.yaml": {"name": "T", "lead": "p2", "members": ["p1", "p2"]},
        "roles/lead.yaml": {"name": "Lead", "holders": [{"person": "p3"}], "deputies": [{"person": "p4"}]},
        "vendors/v.yaml": {"name": "V", "contacts": [{"phone": "+44 20 7946 0001"}], "commitment": {"response": "30m"}},
    }
    found = path(files, [{"team": "t", "wait": "5m"}, {"role": "lead", "wait": "10m"}, {"vendor": "v"}, {"person": "p5"}])
    assert minutes(*(level.starts for level in found.levels)) == [0, 5, 15, None]
    assert [[ref.id for ref in level.people] for level in found.levels] == [["p2", "p1"], ["p3"], [], ["p5"]]
    assert [ref.id for ref in found.levels[1].deputies] == ["p4"]
    assert found.levels[2].response == Duration(1800)
    assert (Code.NO_WAIT, 2) in codes(found)


def test_an_empty_escalation_is_a_problem() -> None:
    found = path({}, [])
    assert codes(found) == {(Code.NOBODY, None)}


def test_one_person_twice_alone_and_at_one_site() -> None:
    files = {
        **people(3),
        "sites/north.yaml": {"name": "North"},
        "people/p1.yaml": person(1, base="north", deputies=["p2"]),
        "people/p2.yaml": person(2, base="north"),
        "roles/lead.yaml": {"name": "Lead", "holders": [{"person": "p1"}]},
    }
    found = path(files, [{"person": "p1", "wait": "5m"}, {"role": "lead", "wait": "5m"}, {"person": "p2"}])
    assert {(Code.TWICE, 1), (Code.ONE_SITE, 0), (Code.NO_DEPUTY, 2)} <= codes(found)
    assert (Code.NO_DEPUTY, 0) not in codes(found)
    assert (Code.ONE_SITE, 2) not in codes(found)
    nowhere = {**people(3), "people/p1.yaml": person(1, deputies=["p2"])}
    assert (Code.ONE_SITE, 0) not in codes(path(nowhere, [{"person": "p1"}]))


def test_a_single_way_to_reach_somebody_is_named() -> None:
    files = {**people(2), "people/p1.yaml": {"name": "P1", "contacts": [{"mobile": "+44 7700 900001"}, {"sms": "+44 7700 900001"}]}}
    assert (Code.ONE_CHANNEL, 0) in codes(path(files, [{"person": "p1"}]))
    assert (Code.ONE_CHANNEL, 0) not in codes(path(files, [{"person": "p0"}]))


def test_hours_nobody_covers_are_counted_and_unsaid_hours_are_not_covered_for_sure() -> None:
    office = {"name": "O", "contacts": [{"mobile": "+44 7700 900001", "hours": "Mon-Fri 09:00-17:00"}, {"email": "o@example.org"}]}
    found = path({"people/p1.yaml": office}, [{"person": "p1"}])
    problem = next(p for p in found.problems if p.code is Code.HOURS_NOT_COVERED)
    assert problem.minutes == WEEK - 5 * 8 * 60
    assert found.gaps[0] == Gap(0, 9 * 60)
    unsaid = {"name": "U", "contacts": [{"mobile": "+44 7700 900002"}]}
    found = path({"people/p1.yaml": office, "people/p2.yaml": unsaid}, [{"person": "p1", "wait": "5m"}, {"person": "p2"}])
    assert (found.gaps, found.unsure) == ((), WEEK - 5 * 8 * 60)
    assert (Code.HOURS_UNKNOWN, None) in codes(found)
    found = path({"people/p1.yaml": office, "people/p2.yaml": person(2)}, [{"person": "p1", "wait": "5m"}, {"person": "p2"}])
    assert (found.gaps, found.unsure) == ((), 0)


def test_numbers_are_judged_by_their_own_clock() -> None:
    def one(**point: Any) -> set[tuple[Code, int | None]]:
        return codes(path({"people/p1.yaml": {"name": "P", "contacts": [{"mobile": "+44 7700 900001", **point}]}}, [{"person": "p1"}]))

    assert (Code.NEVER_VERIFIED, 0) in one()
    assert (Code.NOT_VERIFIED_LATELY, 0) in one(verified="2026-01-01")
    assert not {Code.NEVER_VERIFIED, Code.NOT_VERIFIED_LATELY} & {code for code, _ in one(verified="2026-11-01")}


def test_owners_of_what_needs_it_are_informed() -> None:
    files = {
        **people(2),
        "teams/t.yaml": {"name": "T", "members": ["p1"]},
        "services/a.yaml": {"name": "A", "owner": "t", "depends_on": [{"service": "s"}]},
        "services/b.yaml": {"name": "B", "depends_on": [{"service": "s"}]},
        "services/c.yaml": {"name": "C", "owner": "t", "depends_on": [{"service": "a"}]},
        "services/soft.yaml": {"name": "Soft", "owner": {"person": "p0"}, "depends_on": [{"service": "s", "strength": "soft"}]},
        "services/either.yaml": {"name": "E", "owner": {"person": "p0"}, "depends_on": [{"any_of": [{"service": "s"}, {"service": "a"}]}]},
    }
    inform = path(files, [{"person": "p1"}]).inform
    assert [str(ref) for ref in inform.owners] == ["team/t"]
    assert [ref.id for ref in inform.services] == ["a", "b"]
    assert [ref.id for ref in inform.unowned] == ["b"]
    assert inform.everything == 3


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14))
@settings(max_examples=60, deadline=None)
def test_everything_that_stops_agrees_with_walking_there(edges: list[tuple[int, int]]) -> None:
    needs: dict[int, set[int]] = defaultdict(set)
    for source, target in edges:
        if source != target:
            needs[source].add(target)
    files = {f"services/s{n}.yaml": {"name": f"S{n}", "depends_on": [{"service": f"s{t}"} for t in sorted(needs[n])]} for n in range(7)}
    found = escalations(plan({name: {k: v for k, v in data.items() if v} for name, data in files.items()}), TODAY)
    for start in range(7):
        seen: set[int] = set()
        waiting = [start]
        while waiting:
            current = waiting.pop()
            for other in range(7):
                if current in needs[other] and other not in seen:
                    seen.add(other)
                    waiting.append(other)
        assert found[f"s{start}"].inform.everything == len(seen - {start})
