"""Single points of failure: records, suppliers, people, roles, resources and hours on which too much rests (ISO 22301 8.3.2,
ISO/IEC 27001 A.8.14).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from continuity.analysis.blast import Blasts, person_blasts
from continuity.analysis.coverage import Gap
from continuity.analysis.escalation import escalations
from continuity.analysis.graph import Edge
from continuity.analysis.holders import people_of, people_of_all
from continuity.analysis.study import Study
from continuity.model.base import Ref
from continuity.model.directory import Person
from continuity.model.surroundings import ResourceType, Vendor

__all__ = [
    "HoldersPoint", "HoursPoint", "PersonPoint", "SharedSupplier", "SinglePoint", "SinglePoints", "hours_with_nobody", "people_points",
    "resource_points", "role_points", "shared_suppliers", "single_points", "structural_points",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class SinglePoint:
    """A service, site, vendor, channel or resource whose loss alone stops other services.

    ``stops``: how many services in operation stop, itself not counted; ``by_tier``: (tier id or None, how many), as the organisation
    lists tiers.
    ``direct``: services for which it is the only target of a hard ``run`` dependency. ``hidden``: dependencies with several targets that
    all go with
    it (source, field): redundancy that is none. ``substitutes``: for a vendor, those named.
    """

    ref: Ref
    stops: int
    by_tier: tuple[tuple[str | None, int], ...]
    direct: tuple[Ref, ...]
    hidden: tuple[tuple[Ref, str], ...]
    substitutes: tuple[Ref, ...] = ()


def structural_points(study: Study, blasts: Blasts | None = None) -> tuple[SinglePoint, ...]:
    """Every record whose loss stops at least one other service, most first."""
    found = blasts or Blasts(study)
    tiers = [tier.id for tier in study.portfolio.organisation.tiers]
    out = []
    for ref, count in found.counts.items():
        stops = count - (ref in study.services)
        if not stops:
            continue
        spread = found.spread(ref)
        stopped = [study.services[other].tier for other in spread.stopped if other != ref and other in study.services]
        order = [*tiers, *sorted({tier for tier in stopped if tier not in tiers and tier}), None]
        causes = [edge for other, edge in spread.cause.items() if edge is not None and other != ref]
        record = study.portfolio.get(ref)
        out.append(
            SinglePoint(
                ref=ref,
                stops=stops,
                by_tier=tuple((tier, stopped.count(tier)) for tier in order if tier in stopped),
                direct=tuple(sorted({edge.source for edge in study.graph.needed_by.get(ref, ()) if _alone(study, edge, ref)})),
                hidden=tuple(sorted((edge.source, edge.field) for edge in causes if len(edge.targets) > 1)),
                substitutes=record.substitutes if isinstance(record, Vendor) else (),
            )
        )
    return tuple(sorted(out, key=lambda point: (-point.stops, point.ref)))


def _alone(study: Study, edge: Edge, ref: Ref) -> bool:
    return edge.hard_run and edge.targets == (ref,) and edge.source != ref and edge.source in study.services


@dataclass(frozen=True, slots=True)
class SharedSupplier:
    """A subcontractor of several vendors. ``services``: those that stop with one of these vendors. ``groups``: ``any_of`` dependencies
    (source, field)
    whose targets all rest on it: each looks redundant and is not.
    """

    subcontractor: Ref
    vendors: tuple[Ref, ...]
    services: tuple[Ref, ...]
    groups: tuple[tuple[Ref, str], ...]


def shared_suppliers(study: Study, blasts: Blasts | None = None) -> tuple[SharedSupplier, ...]:
    """Subcontractors, also at second hand, that two or more vendors share;
    a vendor that others subcontract counts as one of its own users.
    """
    found = blasts or Blasts(study)
    behind = {vendor.ref: _suppliers(study, vendor.ref) for vendor in study.portfolio.vendors.values()}
    users: dict[Ref, list[Ref]] = {}
    for vendor, suppliers in behind.items():
        for supplier in suppliers:
            users.setdefault(supplier, []).append(vendor)
    groups = [edge for edge in study.graph.edges if edge.hard_run and len(edge.targets) > 1]
    out = []
    for supplier, vendors in sorted(users.items()):
        if len(vendors) < 2:
            continue
        reach = {*vendors, supplier}
        services = sorted({ref for vendor in vendors for ref in found.spread(vendor).stopped if ref in study.services})
        fall = tuple(sorted((edge.source, edge.field) for edge in groups if reach.issuperset(edge.targets)))
        out.append(SharedSupplier(supplier, tuple(vendors), tuple(services), fall))
    return tuple(out)


def _suppliers(study: Study, vendor: Ref) -> frozenset[Ref]:
    seen: set[Ref] = set()
    queue = [vendor]
    while queue:
        record = study.portfolio.get(queue.pop())
        for ref in record.subcontractors if isinstance(record, Vendor) else ():
            after = study.portfolio.resolve(ref)
            if after not in seen and after != vendor:
                seen.add(after)
                queue.append(after)
    return frozenset(seen)


@dataclass(frozen=True, slots=True)
class PersonPoint:
    """A person on whom much rests. ``roles``: all held; ``alone_in``: roles, teams and resources with nobody else; ``first_call``:
    services that call
    this person first and nobody else; ``runbooks``: with a step nobody else can do. ``no_deputy``: no personal deputy and something held
    alone.
    ``one_site``: the site at which the person and every deputy are based, where there are deputies and it is one.
    """

    person: Ref
    roles: tuple[Ref, ...]
    alone_in: tuple[Ref, ...]
    first_call: tuple[Ref, ...]
    runbooks: tuple[Ref, ...]
    no_deputy: bool
    one_site: Ref | None


def people_points(study: Study) -> tuple[PersonPoint, ...]:
    """People with several roles, something only they hold, or deputies who would be hit with them; those with most at stake first."""
    out = []
    for ref, found in person_blasts(study).items():
        alone = (*found.roles_alone, *found.teams_alone, *found.resources_alone)
        site = _one_site(study, (ref, *found.deputies)) if found.deputies else None
        rests = bool(alone or found.first_call or found.runbooks)
        if len(found.roles) > 1 or rests or (site and found.roles):
            out.append(PersonPoint(ref, found.roles, alone, found.first_call, found.runbooks, rests and not found.deputies, site))
    return tuple(sorted(out, key=lambda item: (-_weight(item), item.person)))


def _weight(item: PersonPoint) -> int:
    """What only this person can do weighs twice what others could."""
    return 2 * len(item.alone_in) + 2 * len(item.first_call) + 2 * len(item.runbooks) + len(item.roles)


def _one_site(study: Study, people: Iterable[Ref]) -> Ref | None:
    """The base that all of them share; None when they do not, or one says none."""
    bases = set()
    for ref in people:
        record = study.portfolio.get(ref)
        bases.add(study.portfolio.resolve(record.base) if isinstance(record, Person) and record.base else None)
    return bases.pop() if len(bases) == 1 else None


@dataclass(frozen=True, slots=True)
class HoldersPoint:
    """A role or resource with few behind it.

    ``people``: all who hold or deputise; ``one_site``: the base they all share, if there are several.
    """

    ref: Ref
    people: tuple[Ref, ...]
    one_site: Ref | None

    @property
    def alone(self) -> bool:
        """Whether it is one person."""
        return len(self.people) == 1


def role_points(study: Study) -> tuple[HoldersPoint, ...]:
    """Roles with nobody, one person, or all people at one site; roles a vendor holds, and external ones, are not ours to staff."""
    portfolio = study.portfolio
    ours = [
        role for role in portfolio.roles.values() if not role.external and not any(item.vendor for item in (*role.holders, *role.deputies))
    ]
    return _points(study, ((role.ref, people_of(portfolio, role.ref, deputies=True)) for role in ours))


def resource_points(study: Study) -> tuple[HoldersPoint, ...]:
    """Break-glass credentials and keys with nobody, one holder, or all holders at one site; other resources where one person holds them."""
    portfolio = study.portfolio
    out = []
    for resource in portfolio.resources.values():
        if any(item.vendor for item in resource.holders):
            continue
        people = people_of_all(portfolio, (item.ref for item in resource.holders), deputies=True)
        if resource.type in (ResourceType.BREAK_GLASS, ResourceType.KEY) or len(people) == 1:
            out.append((resource.ref, people))
    return _points(study, out)


def _points(study: Study, held: Iterable[tuple[Ref, tuple[Ref, ...]]]) -> tuple[HoldersPoint, ...]:
    points = [HoldersPoint(ref, people, _one_site(study, people) if len(people) > 1 else None) for ref, people in held]
    found = [point for point in points if len(point.people) < 2 or point.one_site]
    return tuple(sorted(found, key=lambda point: (len(point.people), point.ref)))


@dataclass(frozen=True, slots=True)
class HoursPoint:
    """A service whose escalation leaves hours of the week, in the organisation's time, in which nobody answers for all that is written."""

    service: Ref
    gaps: tuple[Gap, ...]
    minutes: int


def hours_with_nobody(study: Study) -> tuple[HoursPoint, ...]:
    """Services with such hours, most first."""
    paths = escalations(study.portfolio, study.as_of)
    found = [HoursPoint(path.service, path.gaps, sum(gap.end - gap.start for gap in path.gaps)) for path in paths.values() if path.gaps]
    return tuple(sorted(found, key=lambda point: (-point.minutes, point.service)))


@dataclass(frozen=True, slots=True)
class SinglePoints:
    """All of them."""

    structural: tuple[SinglePoint, ...]
    suppliers: tuple[SharedSupplier, ...]
    people: tuple[PersonPoint, ...]
    roles: tuple[HoldersPoint, ...]
    resources: tuple[HoldersPoint, ...]
    hours: tuple[HoursPoint, ...]


def single_points(study: Study, blasts: Blasts | None = None) -> SinglePoints:
    """Everything above, in one go."""
    found = blasts or Blasts(study)
    return SinglePoints(
        structural_points(study, found),
        shared_suppliers(study, found),
        people_points(study),
        role_points(study),
        resource_points(study),
        hours_with_nobody(study),
    )
