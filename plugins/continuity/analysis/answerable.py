"""Who answers for something, and who may act in a role: for judging attestations (``holders`` says who can be called)."""

from __future__ import annotations

from collections import defaultdict

from continuity.analysis.fingerprint import reached
from continuity.model.base import Ref
from continuity.model.directory import Role, Team
from continuity.model.portfolio import Portfolio

__all__ = ["holds", "owners_of", "teams_of"]


def owners_of(portfolio: Portfolio, owner: Ref | None) -> tuple[Ref, ...]:
    """The people who answer for what ``owner`` owns: a person, a team's lead (every member, where it has none), a role's holders."""
    found: dict[Ref, None] = {}
    seen: set[Ref] = set()
    waiting = [owner] if owner else []
    while waiting:
        ref = portfolio.resolve(waiting.pop(0))
        if ref in seen:
            continue
        seen.add(ref)
        record = portfolio.get(ref)
        if isinstance(record, Team):
            waiting += [record.lead] if record.lead else record.members
        elif isinstance(record, Role):
            waiting += [holder.ref for holder in record.holders]
        elif ref.kind == "person":
            found[ref] = None
    return tuple(found)


def holds(portfolio: Portfolio, person: Ref, role: Ref) -> bool:
    """Whether the person holds the role or stands in for a holder, also through a team.

    A role that names nobody is anybody's who claims it.
    """
    record = portfolio.get(role)
    if not isinstance(record, Role) or not (record.holders or record.deputies):
        return True
    return portfolio.resolve(person) in reached(portfolio, role)


def teams_of(portfolio: Portfolio) -> dict[Ref, tuple[Ref, ...]]:
    """By person, the teams they lead or belong to, in order."""
    found: dict[Ref, set[Ref]] = defaultdict(set)
    for team in portfolio.teams.values():
        for member in ((team.lead,) if team.lead else ()) + team.members:
            found[portfolio.resolve(member)].add(team.ref)
    return {person: tuple(sorted(teams)) for person, teams in found.items()}
