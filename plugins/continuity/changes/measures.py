"""Which of two values of a field is the better one. Exchanging the values exchanges the answer.

A measure gives 1 when a change made things better, -1 when it made them worse, 0 when it cannot be said: then it is a change sideways. None says
that nothing is other but how it is written.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic_core import PydanticCustomError

from continuity.analysis.cadence import Cadence
from continuity.changes.edits import Edit
from continuity.changes.plain import Plain
from continuity.model.values import Duration, Hours

__all__ = ["Measure", "Sides"]


@dataclass(frozen=True)
class Sides:
    """What a measure may look at besides the values: the trees of the record, the tiers of both sides, the severities rules come with.

    ``base_supplied`` and ``head_supplied`` are by tier and key what a tier says for its services where they say nothing.
    """

    base: Plain = None
    head: Plain = None
    base_tiers: Sequence[str] = ()
    head_tiers: Sequence[str] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    base_supplied: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    head_supplied: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


Measure = Callable[[Plain, Plain, Edit, Sides], int | None]


def _sign(before: float, after: float) -> int:
    return (after > before) - (after < before)


def _seconds(value: Plain) -> float:
    """Nothing said, and "unknown", promise nothing."""
    try:
        return Duration.parse(value).seconds if value is not None else math.inf
    except PydanticCustomError:
        return math.inf


def shorter(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int:
    """The shorter duration is better; none, or an unknown one, is worst."""
    return _sign(_seconds(after), _seconds(before))


def longer(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int:
    """The longer duration is better; none, or an unknown one, is worst."""
    return _sign(*(-1 if math.isinf(value) else value for value in (_seconds(before), _seconds(after))))


def supplied(measure: Measure) -> Measure:
    """``measure`` of values that the tier of a service stands in for: to write what it says anyway changes nothing."""

    def filled(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int | None:
        key = edit.pattern.rpartition(".")[2]
        given = [
            value if value is not None else known.get(str((tree or {}).get("tier")), {}).get(key)
            for value, tree, known in ((before, sides.base, sides.base_supplied), (after, sides.head, sides.head_supplied))
        ]
        return measure(given[0], given[1], edit, sides)

    return filled


def _amount(value: Plain, otherwise: float) -> float:
    return value if isinstance(value, int | float) else otherwise


def more(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int:
    """The greater number is better; none is worst."""
    return _sign(_amount(before, -1), _amount(after, -1))


def fewer(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int:
    """The smaller number is better; none is worst."""
    return _sign(_amount(after, math.inf), _amount(before, math.inf))


def fuller(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int:
    """A list with more entries is better: for one that says something by being empty."""
    return (len(after) > len(before)) - (len(after) < len(before)) if isinstance(before, list) and isinstance(after, list) else 0


def present(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int:
    """Something is better than nothing."""
    return (after is not None) - (before is not None)


def another_way(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int | None:
    """One of several that will do: nothing is lost or won where it is the one that is needed on the other side."""
    item, entry = _and_entry(before, after, edit, sides)
    return None if isinstance(item, dict) and item.get("ref") in entry.values() else present(before, after, edit, sides)


def what_is_needed(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int | None:
    """What a dependency names: nothing is said where it is one of several that will do on the other side."""
    if before is not None and after is not None:
        return 0
    item, entry = _and_entry(before, after, edit, sides)
    return None if {"ref": item} in (entry.get("any_of") or ()) else 0


def _and_entry(before: Plain, after: Plain, edit: Edit, sides: Sides) -> tuple[Plain, dict[str, Plain]]:
    """What came or went, and the entry it would be in on the side where it is not."""
    item, entry, path = (before, sides.head, edit.head) if after is None else (after, sides.base, edit.base)
    for key in path[:-1]:
        entry = entry[key]
    return item, entry


def absent(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int:
    """Nothing is better than something."""
    return (before is not None) - (after is not None)


def flagged(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int:
    """Yes is better than no and than nothing said."""
    return _sign(before is True, after is True)


def sideways(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int:
    """Neither is better."""
    return 0


def earlier(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int:
    """The end of something that is put up with: the earlier date is better, and none at all is best."""
    one, other = str(before or ""), str(after or "")
    return (other < one) - (other > one)


def sooner(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int:
    """A day by which something is to be done: the earlier is better; none, or an unknown one, is worst."""
    one, other = (str(day) if day and str(day)[0].isdigit() else "never" for day in (before, after))
    return (other < one) - (other > one)


def still_to_come(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int:
    """The same of something that is not held on either side: what was planned of what was held says nothing any more."""
    held = any((tree or {}).get("held") for tree in (sides.base, sides.head))
    return 0 if held else sooner(before, after, edit, sides)


def choice(*worst_first: str) -> Measure:
    """Words from the worst to the best; a word that is not named, or none, cannot be ranked."""

    def measure(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int:
        if before not in worst_first or after not in worst_first:
            return 0
        return _sign(worst_first.index(before), worst_first.index(after))

    return measure


def unless(worst: str) -> Measure:
    """One word is worse than any other; the others cannot be ranked."""

    def measure(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int:
        return int(before == worst) - int(after == worst)

    return measure


def hours(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int:
    """More of the week is better. Nothing said cannot be ranked, nor can other hours that are as many."""
    if before is None or after is None:
        return 0
    return _sign(_week(before), _week(after))


def _week(value: Plain) -> int:
    try:
        # As ``Hours`` writes itself: several spans have commas between them.
        found = Hours.parse(value.split(", ") if isinstance(value, str) and "," in value else value)
    except PydanticCustomError:
        return 0
    return sum(found.covers(day, minute) for day in range(7) for minute in range(0, 1440, 5))


def _days(value: Plain) -> float:
    cadence = Cadence.parse(value) if isinstance(value, str) else None
    return cadence.about_days if cadence else math.inf


def oftener(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int:
    """The shorter cadence is better; none is worst."""
    return _sign(_days(after), _days(before))


def any_of(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int:
    """One more who may is looser; but where nobody is named anybody may, so that the first name is tighter."""
    one, other = _list(sides.base, edit, edit.base), _list(sides.head, edit, edit.head)
    if not one or not other:
        return _sign(bool(one), bool(other))
    return _sign(len(other), len(one))


def _list(tree: Plain, edit: Edit, path: tuple[str | int, ...]) -> Sequence[Plain]:
    found = tree
    for key in path[: min(len(edit.base), len(edit.head))]:
        if isinstance(found, dict):
            found = found.get(str(key))
        elif isinstance(found, list) and isinstance(key, int) and key < len(found):
            found = found[key]
        else:
            return ()
    return found if isinstance(found, list) else ()


def tier(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int:
    """The more demanding tier is better, by the order of the organisation's tiers; none is worst. Where the two sides disagree: sideways."""
    found = {
        _sign(_step(after, tiers), _step(before, tiers)) for tiers in (sides.base_tiers, sides.head_tiers) if _ranked(before, after, tiers)
    }
    return found.pop() if len(found) == 1 else 0


def _ranked(before: Plain, after: Plain, tiers: Sequence[str]) -> bool:
    return all(value is None or value in tiers for value in (before, after))


def _step(value: Plain, tiers: Sequence[str]) -> int:
    return len(tiers) if value is None else tiers.index(value)


def severity(before: Plain, after: Plain, edit: Edit, sides: Sides) -> int:
    """The stricter severity is better; where the organisation says none, it is the rule's own."""
    usual = sides.rules.get(str(edit.head[-1]), "")
    order = ("off", "note", "warning", "error")
    one, other = before or usual, after or usual
    return _sign(order.index(one), order.index(other)) if one in order and other in order else 0
