"""What gets worse elsewhere: what the analysis of the head finds wrong that the analysis of the base did not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final

from continuity.analysis.capability import Capability
from continuity.analysis.contact_trees import CallTree, call_trees
from continuity.analysis.data_loss import ClassLoss, DataLoss
from continuity.analysis.everything import Analysis
from continuity.analysis.figures import Figure, Verdict
from continuity.analysis.fingerprint import reached
from continuity.analysis.inheritance import RequiredRto
from continuity.changes.clauses_lost import CLAUSE_LOSES_EVIDENCE, clauses_lost
from continuity.changes.impact_of import Impact
from continuity.model.base import Ref, references
from continuity.model.directory import Person
from continuity.model.portfolio import Portfolio
from continuity.model.values import Duration

__all__ = ["impacts", "still_named"]

_Was = Callable[[Ref], Ref]

#: Services moved to a later wave that are named one by one.
_NAMED = 5


def impacts(base: Analysis, head: Analysis, renamed: Mapping[Ref, Ref], codes: Collection[str] | None = None) -> tuple[Impact, ...]:
    """Everything that got worse from ``base`` to ``head``, in order. ``renamed`` leads from old ids to new ones.

    ``codes`` are those that can have come about, None for all: the others are not looked for.
    """
    now = {new: old for old, new in renamed.items()}

    def was(ref: Ref) -> Ref:
        return now.get(ref, ref)

    found: list[Impact] = []
    for code, kind in _KINDS.items():
        if codes is None or code in codes:
            found += kind(base, head, was)
    return tuple(sorted(found, key=lambda impact: (_ORDER.index(impact.code), impact.ref, impact.text)))


def still_named(head: Portfolio, gone: Iterable[Ref]) -> tuple[Impact, ...]:
    """Records that are gone while others still point to them."""
    wanted = {ref: dict[Ref, None]() for ref in gone}
    if wanted:
        for record in head:
            for _, ref in references(record):
                if ref in wanted:
                    wanted[ref][record.ref] = None
    return tuple(
        Impact("still-named", ref, f"{ref} is gone, and {_listed(by)} still {'names' if len(by) == 1 else 'name'} it", frozenset({ref}))
        for ref, by in sorted(wanted.items())
        if by
    )


_ORDER = (
    "chain-misses-rto", "scenario-misses-rto", "data-loss-beyond-rpo", "reach-takes-longer", "not-reached", "hours-uncovered", "single-point-made",
    "held-alone", "cycle-made", "wave-moved", CLAUSE_LOSES_EVIDENCE,
)  # fmt: skip


def _chains(base: Analysis, head: Analysis, was: _Was) -> Iterator[Impact]:
    for ref, found in head.required.items():
        before = base.required.get(was(ref))
        if found.verdict is not Verdict.FALLS_SHORT or (before is not None and _excess(before) >= _excess(found)):
            continue
        how = "misses its RTO by more" if before is not None and _excess(before) else "now misses its RTO"
        way = " -> ".join(str(link.ref) for link in found.chain)
        text = f"{ref} {how}: back within {_said(found.required)} is required ({way}), {_said(found.agreed)} is promised"
        yield Impact("chain-misses-rto", ref, text, frozenset(link.ref for link in found.chain) | {ref})


def _excess(found: RequiredRto) -> int:
    """Seconds by which the promise is too long, at least 1 where it is for certain; 0 where it is not."""
    if found.verdict is not Verdict.FALLS_SHORT:
        return 0
    return max(1, found.excess.seconds if found.excess else 1)


def _scenarios(base: Analysis, head: Analysis, was: _Was) -> Iterator[Impact]:
    for scenario, found in head.capabilities.items():
        before = base.capabilities.get(was(scenario))
        for ref, capability in found.services.items():
            if (least := _misses(capability)) is None:
                continue  # and what it was is not reckoned
            earlier = before.services.get(was(ref)) if before else None
            if text := _too_late(capability, least, earlier):
                yield Impact("scenario-misses-rto", ref, f"{ref} {text}", _around(head, ref) | {scenario})


def _misses(now: Capability) -> int | None:
    """Seconds that recovery takes at least, where that is longer than the RTO; None where it is not, or not certain."""
    least = _at_least(now)
    late = now.verdict is Verdict.FALLS_SHORT or (now.rto.seconds is not None and now.rto.is_exact and least > now.rto.seconds)
    return least if late else None


def _too_late(now: Capability, least: int, before: Capability | None) -> str:
    """In words, how a service is not back in time, where it was, or was back sooner; empty where that is not so."""
    if now.verdict is Verdict.FALLS_SHORT:
        late = before.excess.seconds if before and before.excess else 0
        how = "would be back later still" if late else "would not be back in time"
        worse = now.excess is not None and now.excess.seconds > late
        return f"{how} in {now.scenario}: {_said(now.finish)} reckoned, RTO {_said(now.rto)}" if worse else ""
    if before and (_at_least(before) >= least or before.excess):
        return ""
    return f"would not be back in time in {now.scenario}, whatever else it waits for: {Duration(least)} of its own, RTO {_said(now.rto)}"


def _at_least(capability: Capability) -> int:
    """Seconds that recovery takes by what is known of it, where not all of it is."""
    own = capability.work.planned if capability.work else None
    parts = (capability.detect, capability.invoke, capability.gates, capability.mobilisation, *((own,) if own else ()))
    return sum(part.seconds or 0 for part in parts if part.is_exact)


def _losses(base: Analysis, head: Analysis, was: _Was) -> Iterator[Impact]:
    for ref, found in head.data_losses.items():
        new = _short(found)
        if new and (before := base.data_losses.get(was(ref))):
            already = {loss.loss_class for loss in _short(before)}
            new = [loss for loss in new if loss.loss_class not in already]
        if new:
            named = ", ".join(f"{loss.loss_class.value} {'everything' if loss.everything else _said(loss.loss)}" for loss in new)
            yield Impact("data-loss-beyond-rpo", ref, f"{ref} now loses more data than its RPO allows: {named}", frozenset({ref}))


def _short(found: DataLoss) -> list[ClassLoss]:
    return [loss for loss in found.classes if loss.verdict is Verdict.FALLS_SHORT]


def _waves(base: Analysis, head: Analysis, was: _Was) -> Iterator[Impact]:
    before, after = _wave_of(base), _wave_of(head)
    later = [(ref, before[was(ref)], wave) for ref, wave in after.items() if wave > before.get(was(ref), wave)]
    for ref, one, other in later[:_NAMED]:
        yield Impact("wave-moved", ref, f"{ref} is recovered in wave {other} instead of {one}", frozenset({ref}))
    if len(later) > _NAMED:
        ref = later[_NAMED][0]
        text = f"{len(later) - _NAMED} more services are recovered in a later wave"
        yield Impact("wave-moved", ref, text, frozenset(entry[0] for entry in later[_NAMED:]))


def _wave_of(study: Analysis) -> dict[Ref, int]:
    return {entry.service: wave.number for wave in study.organisation_order.waves for entry in wave.entries}


def _trees(base: Analysis, head: Analysis, was: _Was) -> Iterator[Impact]:
    before = {tree.tree: tree for tree in call_trees(base.portfolio, base.as_of, base.contacts).values()}
    for tree in call_trees(head.portfolio, head.as_of, head.contacts).values():
        earlier = before.get(was(tree.tree))
        if earlier is None:
            continue
        refs = _of_tree(base.portfolio, earlier) | _of_tree(head.portfolio, tree)
        for what, one, other in (("everybody", earlier.to_all, tree.to_all), ("its quorum", earlier.to_quorum, tree.to_quorum)):
            if one is not None and other is None:
                yield Impact("not-reached", tree.tree, f"{tree.tree} does not reach {what} any more (it took {one})", refs)
            elif one is not None and other is not None and other.seconds > one.seconds:
                yield Impact("reach-takes-longer", tree.tree, f"{tree.tree} reaches {what} in {other} instead of {one}", refs)
        missed = _people(earlier) - _people(tree)
        if missed:
            names = ", ".join(str(ref) for ref in sorted(missed))
            yield Impact("not-reached", tree.tree, f"{tree.tree} does not call {names} any more", refs)


def _people(tree: CallTree) -> frozenset[Ref]:
    return frozenset(node.ref for node in tree.nodes)


def _of_tree(portfolio: Portfolio, tree: CallTree) -> frozenset[Ref]:
    return frozenset({tree.tree, tree.initiator}).union(*(reached(portfolio, node.ref) for node in tree.nodes))


def _hours(base: Analysis, head: Analysis, was: _Was) -> Iterator[Impact]:
    before = {point.service: point.minutes for point in base.single_points.hours}
    for point in head.single_points.hours:
        more = point.minutes - before.get(was(point.service), 0)
        if more > 0 and was(point.service) in base.services:
            text = f"{point.service} has nobody to answer for {_hours_of(more)} more a week, {_hours_of(point.minutes)} in all"
            yield Impact("hours-uncovered", point.service, text, _around(base, was(point.service)) | _around(head, point.service))


def _around(study: Analysis, ref: Ref) -> frozenset[Ref]:
    """A service with its runbooks and everybody its escalation reaches, with whoever stands in for them."""
    service = study.services.get(ref)
    if service is None:
        return frozenset({ref})
    books = (book.ref for book in study.runbooks_of.get(ref, ()))
    called = frozenset[Ref]().union(*(reached(study.portfolio, level.ref) for level in service.escalation))
    people = (person for other in called if isinstance(person := study.portfolio.get(other), Person))
    return frozenset({ref, *books, *called, *(study.portfolio.resolve(deputy) for person in people for deputy in person.deputies)})


def _hours_of(minutes: int) -> str:
    """``95h``, ``12h30m``: a week is thought of in hours, however many."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}h{f'{rest}m' if rest else ''}" if hours else f"{rest}m"


def _points(base: Analysis, head: Analysis, was: _Was) -> Iterator[Impact]:
    before = {point.ref: point for point in base.single_points.structural}
    for point in head.single_points.structural:
        earlier = before.get(was(point.ref))
        known = base.portfolio.get(was(point.ref)) is not None
        new = [ref for ref in point.direct if earlier is None or was(ref) not in earlier.direct]
        if known and new and (earlier is None or point.stops > earlier.stops):
            some = "1 service" if point.stops == 1 else f"{point.stops} services"
            instead = f" instead of {earlier.stops}" if earlier else ""
            text = f"{point.ref} alone now stops {some}{instead}: {_listed(new)} has nothing else to turn to"
            yield Impact("single-point-made", point.ref, text, frozenset({point.ref, *new}))


def _listed(refs: Iterable[Ref]) -> str:
    names = [str(ref) for ref in refs]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _holders(base: Analysis, head: Analysis, was: _Was) -> Iterator[Impact]:
    before = {point.ref: len(point.people) for side in (base.single_points.roles, base.single_points.resources) for point in side}
    for point in (*head.single_points.roles, *head.single_points.resources):
        earlier = before.get(was(point.ref), 2)
        if len(point.people) < min(earlier, 2) and base.portfolio.get(was(point.ref)) is not None:
            whom = f"{point.people[0]} alone" if point.people else "nobody"
            people = frozenset(reached(base.portfolio, was(point.ref)))
            yield Impact("held-alone", point.ref, f"{point.ref} is now held by {whom}", people | {point.ref})


def _cycles(base: Analysis, head: Analysis, was: _Was) -> Iterator[Impact]:
    before = {frozenset(cycle.members) for cycle in base.cycles}
    for cycle in head.cycles:
        if frozenset(was(ref) for ref in cycle.members) not in before:
            way = " -> ".join(str(ref) for ref in cycle.loop)
            yield Impact(
                "cycle-made",
                cycle.members[0],
                f"These now need one another, and none can be started first: {way}",
                frozenset(cycle.members),
            )


def _said(figure: Figure) -> str:
    value = figure.duration
    return "an unknown time" if value is None else f"at most {value}" if figure.at_most else str(value)


#: By code; a tree that takes longer and one that does not reach somebody are found together.
_KINDS: Final[Mapping[str, Callable[[Analysis, Analysis, _Was], Iterator[Impact]]]] = {
    "chain-misses-rto": _chains, "scenario-misses-rto": _scenarios, "data-loss-beyond-rpo": _losses, "wave-moved": _waves,
    "reach-takes-longer": _trees, "hours-uncovered": _hours, "single-point-made": _points, "held-alone": _holders, "cycle-made": _cycles,
    CLAUSE_LOSES_EVIDENCE: clauses_lost,
}  # fmt: skip
