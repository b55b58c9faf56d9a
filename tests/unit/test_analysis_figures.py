"""Reckoning with what is not known."""

from __future__ import annotations

from analysis_world import organisation, portfolio
from continuity.analysis.effective import Origin, effective_objectives
from continuity.analysis.figures import ZERO, Figure, Verdict, compare, earliest, exact, latest, total, unknown
from continuity.model.base import Ref
from continuity.model.values import UNKNOWN, Duration

A, B = Ref("service", "a"), Ref("service", "b")
LOST = unknown(A, "objectives.rto")
BOUND = Figure(Duration(100), ((B, "wrt"),))


def test_a_sum_with_an_unknown_is_unknown_and_says_which() -> None:
    assert total([exact(60), LOST, unknown(B, "wrt")]) == Figure(UNKNOWN, ((A, "objectives.rto"), (B, "wrt")))
    assert total([exact(60), BOUND]) == Figure(Duration(160), ((B, "wrt"),))
    assert total([]) == ZERO


def test_the_latest_of_several_is_unknown_when_one_is_and_the_earliest_only_an_upper_bound() -> None:
    assert latest([exact(60), LOST]).value is UNKNOWN
    assert latest([exact(60), exact(30)]) == exact(60)
    first = earliest([exact(60), LOST])
    assert first.seconds == 60 and first.at_most and first.missing == LOST.missing
    assert earliest([LOST]).value is UNKNOWN
    assert earliest([exact(60), exact(0)]) == exact(0)


def test_a_bound_proves_only_what_it_can() -> None:
    assert compare(exact(60), exact(60)) is Verdict.MEETS
    assert compare(exact(61), exact(60)) is Verdict.FALLS_SHORT
    assert compare(BOUND, exact(100)) is Verdict.MEETS
    assert compare(BOUND, exact(99)) is Verdict.UNKNOWN
    assert compare(exact(101), BOUND) is Verdict.FALLS_SHORT
    assert compare(exact(100), BOUND) is Verdict.UNKNOWN
    assert compare(LOST, exact(1)) is Verdict.UNKNOWN


def test_tier_defaults_are_applied_and_marked() -> None:
    plans = portfolio(
        organisation=organisation(tiers=[{"id": "one", "name": "One", "rto": "4h", "rpo": "unknown"}]),
        services={
            "plain": {"tier": "one"},
            "own": {"tier": "one", "aliases": ["old"], "objectives": {"rto": "2h", "rpo": "0", "mbco": {"percent": "30%"}}},
            "said": {"tier": "one", "objectives": {"rto": "unknown"}},
            "lost": {"tier": "nine"},
        },
    )
    plain = effective_objectives(plans, "plain")
    assert (plain.rto.value, plain.rto.origin) == (Duration(4 * 3600), Origin.TIER)
    assert plain.rpo.origin is Origin.UNKNOWN and plain.rpo.figure.missing == ((Ref("service", "plain"), "objectives.rpo"),)
    own = effective_objectives(plans, "own")
    assert (own.rpo.value, own.rpo.origin, own.mbco) == (Duration(0), Origin.AGREED, 30.0)
    assert effective_objectives(plans, "said").rto.origin is Origin.UNKNOWN
    assert effective_objectives(plans, "lost").rto.origin is Origin.UNKNOWN
    assert effective_objectives(plans, "old").service == Ref("service", "own")
    assert effective_objectives(plans, "nowhere").rto.value is UNKNOWN
