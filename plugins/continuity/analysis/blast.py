"""Blast radius: what a loss takes with it, made ahead because it is needed when nothing else runs (ISO 22301 8.2.2, dependencies)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import msgspec

from continuity.analysis.figures import Figure, latest, total
from continuity.analysis.graph import Edge
from continuity.analysis.holders import people_of
from continuity.analysis.lazily import Lazily
from continuity.analysis.ordering import Ordering, order
from continuity.analysis.spread import Spread, Spreader, scenario_losses
from continuity.analysis.study import Study
from continuity.model.base import Ref
from continuity.model.service import Need, SiteUse

__all__ = ["Affected", "Blast", "Blasts", "Effect", "PersonBlast", "person_blast", "person_blasts"]


class Effect(StrEnum):
    """What a loss does to a record, worst first. STOPS: it no longer runs. DEGRADES: it runs worse.

    REDUNDANCY_LOST: it runs on what is left.
    """

    STOPS = "stops"
    DEGRADES = "degrades"
    REDUNDANCY_LOST = "redundancy-lost"
    CANNOT_RECOVER = "cannot-recover"
    CANNOT_CHANGE = "cannot-change"
    CANNOT_OBSERVE = "cannot-observe"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return tuple(Effect).index(self)


_USES = {Need.RECOVER: Effect.CANNOT_RECOVER, Need.CHANGE: Effect.CANNOT_CHANGE, Need.OBSERVE: Effect.CANNOT_OBSERVE}


class Affected(msgspec.Struct, frozen=True):
    """One record, what happens to it, and ``after`` how long from the loss (what it tolerates counted; 0 is at once, unknown says what
    is missing).

    ``by``: the dependency that does it (None for what is itself lost), ``gone``: its targets that are gone. ``elsewhere``: sites still
    standing where
    a stopped service can be brought back.
    """

    ref: Ref
    effect: Effect
    after: Figure
    by: Edge | None
    gone: tuple[Ref, ...]
    elsewhere: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Blast:
    """What the loss of ``lost`` does. ``stops`` are soonest first and hold the lost records themselves; ``limits`` are effects on what
    goes on, and
    what cannot be recovered, changed or observed. ``unusable``: channels and resources among ``stops``: what you cannot use now.
    ``call``: who to
    call first, per stopped service (its first escalation, else its owner), each once. ``ordering``: order of recovery of what stops.
    ``site_host_down``: whether the service that serves these pages stops.
    """

    lost: tuple[Ref, ...]
    stops: tuple[Affected, ...]
    limits: tuple[Affected, ...]
    unusable: tuple[Ref, ...]
    call: tuple[Ref, ...]
    ordering: Ordering
    site_host_down: bool

    @property
    def stopped_services(self) -> tuple[Ref, ...]:
        """Services that stop, soonest first."""
        return tuple(item.ref for item in self.stops if item.ref.kind == "service")


class Blasts:
    """Blast radii of one study; the numbering of the graph is shared between them."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.spreader = Spreader(study.graph)
        self._scenarios: dict[str, Blast] = {}
        self._last: tuple[tuple[Ref, ...], Spread] | None = None

    def of(self, *lost: Ref) -> Blast:
        """Blast radius of losing these together (resolved to their current ids; one that is not in the graph stops alone)."""
        return self._blast(self.spread(*lost))

    def of_scenario(self, scenario_id: str) -> Blast:
        """Blast radius of everything a scenario takes away; empty for one that is not there."""
        scenario = self.study.scenario(scenario_id)
        if scenario is None:
            return self.of()
        if scenario.id not in self._scenarios:
            self._scenarios[scenario.id] = self.of(*scenario_losses(self.study.portfolio, scenario))
        return self._scenarios[scenario.id]

    def spread(self, *lost: Ref) -> Spread:
        """Only what stops and when: the quick part of ``of``. A page asks several times in a row for the same, of thousands that are too many to keep."""
        if self._last is None or self._last[0] != lost:
            self._last = lost, self.spreader.spread(self.study.portfolio.resolve(ref) for ref in lost)
        return self._last[1]

    @cached_property
    def counts(self) -> Mapping[Ref, int]:
        """How many services in operation stop with each record of the graph (itself counted when it is one)."""
        services = self.study.services
        return Lazily(self.study.graph.nodes, lambda ref: sum(other in services for other in self.spread(ref).stopped))

    @cached_property
    def limiting(self) -> Mapping[Ref, tuple[Edge, ...]]:
        """Edges by target that can do something else than stop their source: all but the hard ones on a single thing."""
        needed = self.study.graph.needed_by
        return {
            ref: found
            for ref, edges in needed.items()
            if (found := tuple(edge for edge in edges if not edge.hard_run or len(edge.targets) > 1))
        }

    @cached_property
    def alternates(self) -> Mapping[Ref, tuple[Ref, ...]]:
        """Sites where a service can be brought back, by service that has any."""
        resolve = self.study.portfolio.resolve
        return {
            ref: found
            for ref, service in self.study.services.items()
            if (found := tuple(resolve(place.site) for place in service.sites if place.use is SiteUse.ALTERNATE))
        }

    @cached_property
    def first_calls(self) -> Mapping[Ref, tuple[Ref, ...]]:
        """Whom to call first, by service."""
        return {ref: self._first_call(ref) for ref in self.study.services}

    def _blast(self, spread: Spread) -> Blast:
        study, stopped = self.study, spread.stopped
        stops = sorted(
            (
                Affected(ref, Effect.STOPS, after, edge := spread.cause[ref], edge.targets if edge else (), self._elsewhere(ref, stopped))
                for ref, after in stopped.items()
            ),
            key=_soonest,
        )
        services = [item.ref for item in stops if item.ref.kind == "service"]
        host = study.portfolio.organisation.site_host
        return Blast(
            lost=spread.lost,
            stops=tuple(stops),
            limits=tuple(sorted(self._limits(stopped), key=lambda item: (item.effect.rank, *_soonest(item)))),
            unusable=tuple(item.ref for item in stops if item.ref.kind in ("channel", "resource")),
            call=tuple(dict.fromkeys(ref for service in services for ref in self.first_calls.get(service, ()))),
            ordering=order(study.graph, (ref for ref in stopped if ref.kind not in ("site", "vendor"))),
            site_host_down=host is not None and study.portfolio.resolve(host) in stopped,
        )

    def _elsewhere(self, ref: Ref, stopped: Mapping[Ref, Figure]) -> tuple[Ref, ...]:
        sites = self.alternates.get(ref, ())
        return tuple(site for site in sites if site not in stopped) if sites else ()

    def _first_call(self, ref: Ref) -> tuple[Ref, ...]:
        service = self.study.services[ref]
        first = service.escalation[0].ref if service.escalation else service.owner.ref if service.owner else None
        return (self.study.portfolio.resolve(first),) if first else ()

    def _limits(self, stopped: Mapping[Ref, Figure]) -> Iterable[Affected]:
        seen: set[tuple[Ref, str]] = set()
        for target in stopped:
            for edge in self.limiting.get(target, ()):
                key = (edge.source, edge.field)
                if key in seen:
                    continue
                seen.add(key)
                gone = tuple(other for other in edge.targets if other in stopped) if len(edge.targets) > 1 else edge.targets
                whole = len(gone) == len(edge.targets)
                effect = _effect(edge, whole=whole)
                if effect is None or (edge.source in stopped and effect is not Effect.CANNOT_RECOVER):
                    continue
                when = latest(stopped[other] for other in gone)
                yield Affected(edge.source, effect, total((when, edge.tolerates)) if whole else when, edge, gone)


def _effect(edge: Edge, *, whole: bool) -> Effect | None:
    """What losing all (``whole``) or some targets of a dependency does, other than stopping its source."""
    if not whole:
        return Effect.REDUNDANCY_LOST if edge.use is Need.RUN else None
    if edge.use is Need.RUN:
        return None if edge.hard else Effect.DEGRADES
    return _USES[edge.use]


def _soonest(item: Affected) -> tuple[int, int, Ref]:
    seconds = item.after.seconds
    # What stops nobody knows when may stop at once: it stands with the first.
    return (0 if seconds is None else seconds, int(item.by is not None), item.ref)


@dataclass(frozen=True, slots=True)
class PersonBlast:
    """What rests on one person. ``alone`` in a role, team or resource means that nobody else stands behind it; ``deputies`` are the
    person's own.

    ``roles_alone`` count a role's deputies as somebody. ``first_call``: services whose first escalation comes down to this person and
    nobody else;
    ``runbooks``: those with a step that only this person can do.
    """

    person: Ref
    deputies: tuple[Ref, ...]
    roles: tuple[Ref, ...]
    roles_alone: tuple[Ref, ...]
    leads: tuple[Ref, ...]
    teams_alone: tuple[Ref, ...]
    resources_alone: tuple[Ref, ...]
    owns: tuple[Ref, ...]
    first_call: tuple[Ref, ...]
    runbooks: tuple[Ref, ...]


def person_blast(study: Study, person: Ref) -> PersonBlast:
    """Roles, teams, resources, services and runbooks that rest on a person."""
    return person_blasts(study).get(person) or PersonBlast(person, (), (), (), (), (), (), (), (), ())


def person_blasts(study: Study) -> Mapping[Ref, PersonBlast]:
    """``person_blast`` of everybody, in order."""
    portfolio = study.portfolio
    found: dict[Ref, dict[str, list[Ref]]] = {person.ref: {} for person in portfolio.people.values()}

    def note(person: Ref, what: str, ref: Ref) -> None:
        if person in found:
            found[person].setdefault(what, []).append(ref)

    for role in portfolio.roles.values():
        holders = people_of(portfolio, role.ref)
        for holder in holders:
            note(holder, "roles", role.ref)
        everybody = people_of(portfolio, role.ref, deputies=True)
        # A vendor or anything else without a face can hold a role too: then nobody is alone in it.
        faceless = any(item.vendor for item in (*role.holders, *role.deputies))
        if len(everybody) == 1 and not faceless:
            note(everybody[0], "roles_alone", role.ref)
    for team in portfolio.teams.values():
        members = people_of(portfolio, team.ref)
        if team.lead:
            note(portfolio.resolve(team.lead), "leads", team.ref)
        if len(members) == 1:
            note(members[0], "teams_alone", team.ref)
    for resource in portfolio.resources.values():
        holders = tuple(dict.fromkeys(who for item in resource.holders for who in people_of(portfolio, item.ref, deputies=True)))
        if len(holders) == 1 and not any(item.vendor for item in resource.holders):
            note(holders[0], "resources_alone", resource.ref)
    for service in study.services.values():
        if service.owner and service.owner.person:
            note(portfolio.resolve(service.owner.person), "owns", service.ref)
        if service.escalation:
            first = people_of(portfolio, service.escalation[0].ref, deputies=True)
            if len(first) == 1:
                note(first[0], "first_call", service.ref)
    pools: dict[Ref | None, tuple[Ref, ...]] = {}
    for book in portfolio.runbooks.values():
        only: dict[Ref, None] = {}
        for step in book.steps:
            asked = step.role or step.team
            if asked not in pools:
                pools[asked] = people_of(portfolio, asked, deputies=True)
            who = pools[asked]
            if len(who) == 1:
                only[who[0]] = None
        for one in only:
            note(one, "runbooks", book.ref)
    return {
        ref: PersonBlast(
            person=ref,
            deputies=tuple(portfolio.resolve(other) for other in portfolio.people[ref.id].deputies),
            **{name: tuple(noted.get(name, ())) for name in _PERSON_PARTS},
        )
        for ref, noted in found.items()
    }


_PERSON_PARTS = ("roles", "roles_alone", "leads", "teams_alone", "resources_alone", "owns", "first_call", "runbooks")
