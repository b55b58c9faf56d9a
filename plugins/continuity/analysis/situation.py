"""What a reader's browser needs to reckon any loss by itself: the dependency graph in numbers (ISO 22301 8.4.4, response on the day).

What fails together on the day is never quite what a scenario foresaw, and there are too many combinations to write ahead. So the graph
itself goes along: small, numbered, with what each service takes and when it is due.
"""

from __future__ import annotations

from dataclasses import dataclass

from continuity.analysis.recovery import alone
from continuity.analysis.strategies import least_strategy
from continuity.analysis.study import Study
from continuity.model.base import Ref

__all__ = ["Bond", "SituationMap", "Thing", "situation_map"]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that can be lost. ``takes``: seconds a service needs by itself, None where nobody knows, 0 for what is no service.

    ``due``: the RTO in force in seconds, None where unknown or not a service in operation.
    """

    ref: Ref
    takes: int | None
    due: int | None


@dataclass(frozen=True, slots=True)
class Bond:
    """One hard dependency, by the numbers of its ends: ``source`` needs any one of ``targets``.

    ``stops``: the source stops without it, after ``tolerates`` seconds (None: nobody knows). ``waits``: the source cannot come back before
    it. ``ease``: how well the two can be parted where they wait for each other: 2 tried, 1 stated, 0 not at all.
    """

    source: int
    targets: tuple[int, ...]
    tolerates: int | None
    stops: bool
    waits: bool
    ease: int


@dataclass(frozen=True, slots=True)
class SituationMap:
    """``host``: the number of the service that serves these pages, None where it is not said."""

    things: tuple[Thing, ...]
    bonds: tuple[Bond, ...]
    host: int | None


def situation_map(study: Study) -> SituationMap:
    """The part of the graph that decides what stops and what waits."""
    number = {ref: index for index, ref in enumerate(study.graph.nodes)}
    host = study.portfolio.organisation.site_host
    return SituationMap(
        tuple(_thing(study, ref) for ref in study.graph.nodes),
        tuple(
            Bond(
                number[edge.source],
                tuple(number[target] for target in edge.targets),
                edge.tolerates.seconds,
                edge.hard_run,
                edge.orders_recovery,
                2 if edge.alternative_tested else int(edge.alternative),
            )
            for edge in study.graph.edges
            if edge.orders_recovery
        ),
        number.get(study.portfolio.resolve(host)) if host else None,
    )


def _thing(study: Study, ref: Ref) -> Thing:
    service = study.services.get(ref)
    if service is None:
        return Thing(ref, 0, None)
    takes = alone(study, service, least_strategy(study, service))
    return Thing(ref, takes.seconds if takes.is_exact else None, study.objectives_of(ref).rto.figure.seconds)
