"""Who stands behind a role, a team or a resource: the people, expanded."""

from __future__ import annotations

from collections.abc import Iterable

from continuity.model.base import Ref
from continuity.model.directory import Person, Role, Team
from continuity.model.portfolio import Portfolio

__all__ = ["people_of", "people_of_all"]


def people_of(portfolio: Portfolio, holder: Ref | None, *, deputies: bool = False) -> tuple[Ref, ...]:
    """People behind a person, role or team, in order and each once; with ``deputies`` also a role's. Vendors and dangling references are
    nobody.

    A role held by a team means the team's members; roles that hold one another in a circle end where they began.
    """
    found: dict[Ref, None] = {}
    seen: set[Ref] = set()
    queue = [holder]
    while queue:
        record = portfolio.get(queue.pop(0))
        if record is None or record.ref in seen:
            continue
        seen.add(record.ref)
        if isinstance(record, Person):
            found[record.ref] = None
        elif isinstance(record, Team):
            queue += [*((record.lead,) if record.lead else ()), *record.members]
        elif isinstance(record, Role):
            queue += [held.ref for held in (*record.holders, *(record.deputies if deputies else ()))]
    return tuple(found)


def people_of_all(portfolio: Portfolio, holders: Iterable[Ref], *, deputies: bool = False) -> tuple[Ref, ...]:
    """People behind any of them, each once."""
    return tuple(dict.fromkeys(person for holder in holders for person in people_of(portfolio, holder, deputies=deputies)))
