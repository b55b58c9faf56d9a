"""How long all runbooks of a set of plans take, those first that others hand over to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from continuity.analysis.digraph import knots
from continuity.analysis.procedure import ProcedureTime, other_runbooks, procedure_time
from continuity.model.base import Ref
from continuity.model.portfolio import Portfolio

__all__ = ["Timed", "procedure_times"]


@dataclass(frozen=True, slots=True)
class Timed:
    """Plans and the times of their runbooks, for another version of them to go on from."""

    portfolio: Portfolio
    times: Mapping[Ref, ProcedureTime]


def procedure_times(portfolio: Portfolio, known: Timed | None = None) -> Mapping[Ref, ProcedureTime]:
    """Times of every runbook, by its ref. What is as it was in ``known`` is not reckoned again."""
    books = {book.ref: book for book in portfolio.runbooks.values()}
    links = {ref: [other for other in other_runbooks(portfolio, book) if other in books] for ref, book in books.items()}
    done: dict[Ref, ProcedureTime] = {}
    before = known.portfolio.runbooks if known and _same_people(portfolio, known.portfolio) else {}
    stand: set[Ref] = set()
    for members in knots(sorted(books), links):
        inside = set(members)
        if all(before.get(ref.id) is books[ref] and all(link in stand or link in inside for link in links[ref]) for ref in members):
            stand |= inside
            done.update({ref: known.times[ref] for ref in members} if known else {})
            continue
        # Runbooks of one knot see each other as unknown: following the links would never end.
        done.update({ref: procedure_time(portfolio, books[ref], done) for ref in members})
    return done


def _same_people(portfolio: Portfolio, other: Portfolio) -> bool:
    """Whether the same people stand behind every reference in both: nobody came, went or was changed, no name leads elsewhere."""
    if portfolio.alias_ids != other.alias_ids or portfolio.hidden != other.hidden:
        return False
    kinds = ((portfolio.of(kind), other.of(kind)) for kind in ("person", "team", "role"))
    return all(len(now) == len(then) and all(then.get(name) is record for name, record in now.items()) for now, then in kinds)
