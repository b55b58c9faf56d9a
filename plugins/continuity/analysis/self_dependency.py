"""Runbooks that need what they recover, or what their scenario takes: sign-in, VPN, DNS, chat, the host of these pages (NIST SP
800-34r1 3.4.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from continuity.analysis.blast import Blasts
from continuity.analysis.digraph import reachable
from continuity.analysis.spread import Spread, scenario_losses
from continuity.analysis.study import Study
from continuity.model.base import Ref
from continuity.model.communication import Message
from continuity.model.plan import ContinuityPlan
from continuity.model.runbook import Runbook
from continuity.model.surroundings import Channel

__all__ = ["Alternative", "SelfDependency", "self_dependencies"]


class Alternative(StrEnum):
    """What there is instead. Only TESTED is safe: a way round that nobody tried is a hope."""

    NONE = "none"
    UNTESTED = "untested"
    TESTED = "tested"


@dataclass(frozen=True, slots=True)
class SelfDependency:
    """One thing a runbook needs that is gone when the runbook is used.

    ``field``: where the runbook says so (``access.0``, ``bridge``, ``steps.x.message``), or ``site_host``: these pages themselves.
    ``when``: the service
    it recovers or the scenario it is for. ``chain``: from what is needed down to what was lost (only one when it is lost itself).
    ``instead``: a
    fallback channel that still stands.
    """

    runbook: Ref
    field: str
    needs: Ref
    when: Ref
    chain: tuple[Ref, ...]
    alternative: Alternative
    instead: Ref | None = None


@dataclass(frozen=True, slots=True)
class _Need:
    field: str
    anyone: tuple[Ref, ...]
    stated: bool = False
    tested: bool = False


def self_dependencies(study: Study, blasts: Blasts | None = None) -> tuple[SelfDependency, ...]:
    """Every one, by runbook, occasion and field. A service a runbook recovers on several occasions is looked at on each."""
    return tuple(_Search(study, blasts or Blasts(study)).run())


class _Search:
    def __init__(self, study: Study, blasts: Blasts) -> None:
        self.study, self.blasts = study, blasts
        self.spreads: dict[Ref, Spread] = {}
        self.losses: dict[Ref, frozenset[Ref]] = {}
        self.threatened: dict[Ref, set[Ref]] = {}

    def run(self) -> Iterator[SelfDependency]:
        for book in self.study.portfolio.runbooks.values():
            needs = tuple(self.needs(book))
            for when in self.occasions(book):
                for need in needs:
                    # All of them must be gone: where the first cannot be, nothing has to be spread.
                    if self.lost(when).isdisjoint(self.threats(need.anyone[0])):
                        continue
                    spread = self.spread(when)
                    gone = [ref for ref in need.anyone if ref in spread.stopped]
                    if gone and len(gone) == len(need.anyone):
                        yield self.found(book, need, gone[0], when, spread)

    def occasions(self, book: Runbook) -> tuple[Ref, ...]:
        resolve = self.study.portfolio.resolve
        return tuple(dict.fromkeys(resolve(ref) for ref in (*book.services, *book.scenarios)))

    def lost(self, when: Ref) -> frozenset[Ref]:
        """What is gone on an occasion before the loss spreads."""
        found = self.losses.get(when)
        if found is None:
            scenario = self.study.scenario(when.id) if when.kind == "scenario" else None
            lost = scenario_losses(self.study.portfolio, scenario) if scenario else (when,) if when.kind == "service" else ()
            found = self.losses[when] = frozenset(lost)
        return found

    def spread(self, when: Ref) -> Spread:
        found = self.spreads.get(when)
        if found is None:
            found = self.spreads[when] = self.blasts.spread(*self.lost(when))
        return found

    def threats(self, ref: Ref) -> set[Ref]:
        """All whose loss can take a record with it, itself among them."""
        found = self.threatened.get(ref)
        if found is None:
            found = self.threatened[ref] = reachable(ref, self.stands_on)
        return found

    @cached_property
    def stands_on(self) -> Mapping[Ref, list[Ref]]:
        """By record, what it needs to run."""
        needs = self.study.graph.needs.items()
        return {ref: [target for edge in edges if edge.hard_run for target in edge.targets] for ref, edges in needs}

    def needs(self, book: Runbook) -> Iterator[_Need]:
        """What the runbook needs, each with whether the runbook states a way round."""
        portfolio = self.study.portfolio
        for index, access in enumerate(book.access):
            tested = access.alternative is not None and self.tried(access.alternative_tested)
            yield _Need(f"access.{index}", (portfolio.resolve(access.ref),), access.alternative is not None, tested)
        if book.bridge:
            yield _Need("bridge", (portfolio.resolve(book.bridge),))
        for index, step in enumerate(book.steps):
            message = portfolio.get(step.message)
            if isinstance(message, Message):
                ways = [ref for ref in (message.channel, *message.channels, message.fallback) if ref]
                if ways:
                    yield _Need(f"steps.{step.id or index}.message", tuple(dict.fromkeys(portfolio.resolve(ref) for ref in ways)))
        host = portfolio.organisation.site_host
        if host:
            plan = portfolio.get(book.plan)
            copies = plan.distribution if isinstance(plan, ContinuityPlan) else ()
            yield _Need("site_host", (portfolio.resolve(host),), bool(copies), any(self.tried(copy.checked) for copy in copies))

    def tried(self, on: object) -> bool:
        return isinstance(on, date) and on <= self.study.as_of

    def found(self, book: Runbook, need: _Need, gone: Ref, when: Ref, spread: Spread) -> SelfDependency:
        instead = self.fallback(gone, spread)
        record = self.study.portfolio.get(instead)
        alternative = Alternative.TESTED if need.tested else Alternative.UNTESTED if need.stated else Alternative.NONE
        if alternative is not Alternative.TESTED and isinstance(record, Channel):
            alternative = Alternative.TESTED if self.tried(record.tested) else Alternative.UNTESTED
        return SelfDependency(book.ref, need.field, gone, when, _chain(gone, spread), alternative, instead)

    def fallback(self, ref: Ref, spread: Spread) -> Ref | None:
        """The first channel along the fallbacks that still stands."""
        seen: set[Ref] = set()
        record = self.study.portfolio.get(ref)
        while isinstance(record, Channel) and record.fallback and record.ref not in seen:
            seen.add(record.ref)
            after = self.study.portfolio.resolve(record.fallback)
            record = self.study.portfolio.get(after)
            if record is not None and after not in spread.stopped:
                return after
        return None


def _chain(ref: Ref, spread: Spread) -> tuple[Ref, ...]:
    """What stopped it, and what stopped that, down to what was lost."""
    out = [ref]
    edge = spread.cause.get(ref)
    while edge is not None:
        # Of several targets the last to go is the one that stopped it; each stopped before its source, so this ends.
        after = next(target for target in reversed(edge.targets) if target in spread.stopped)
        if after in out:
            break
        out.append(after)
        edge = spread.cause.get(after)
    return tuple(out)
