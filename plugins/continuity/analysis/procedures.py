"""How long all runbooks of a set of plans take, those first that others hand over to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from continuity.analysis.digraph import knots
from continuity.analysis.procedure import ProcedureTime, other_runbooks, procedure_time
from continuity.model.base import Record, Ref
from continuity.model.portfolio import Portfolio

__all__ = ["Timed", "procedure_times"]


@dataclass(frozen=True, slots=True)
class Timed:
    """Plans and the times of their runbooks, for another version of them to go on from."""

    portfolio: Portfolio
    times: Mapping[Ref, ProcedureTime]


def procedure_times(portfolio: Portfolio, known: Timed | None = None) -> Mapping[Ref, ProcedureTime]:
    """Times of every runbook, by its ref. What is as it was in ``known`` is not reckoned again."""
    before = known.portfolio.runbooks if known and _same_people(portfolio, known.portfolio) else {}
    if known and before and _same(portfolio.runbooks, before):
        return known.times
    books = {book.ref: book for book in portfolio.runbooks.values()}
    handed = {ref: tuple(other_runbooks(portfolio, book)) for ref, book in books.items()}
    links = {ref: [other for other in others if other in books] for ref, others in handed.items()}
    done: dict[Ref, ProcedureTime] = {}
    # A runbook that was not there before, and still is not, changes nothing.
    stand = {other for others in handed.values() for other in others if other not in books and other.id not in before}
    for members in knots(sorted(books), links):
        inside = set(members)
        if all(before.get(ref.id) is books[ref] and all(other in stand or other in inside for other in handed[ref]) for ref in members):
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
    return all(_same(portfolio.of(kind), other.of(kind)) for kind in ("person", "team", "role"))


def _same(now: Mapping[str, Record], then: Mapping[str, Record]) -> bool:
    return len(now) == len(then) and all(then.get(name) is record for name, record in now.items())
