"""Which rule a change falls under. A change that no family knows is information: a value added, removed or changed."""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import Final

from continuity.changes import rule_table as table
from continuity.changes.edits import Action, Edit
from continuity.changes.families import FAMILIES, RULES, ChangeRule, Family
from continuity.changes.measures import Sides
from continuity.changes.plain import Plain, plain
from continuity.model.kinds import KINDS
from continuity.model.shape import part_at
from continuity.model.values import Duration

__all__ = ["RULES", "record_rule", "rule_of", "usual_value"]

_ATTESTATIONS: Final = frozenset({"review", "approval", "contact-check"})


def record_rule(kind: str, action: Action) -> ChangeRule:
    """The rule of a record of ``kind`` that was added or removed."""
    new = action is Action.ADDED
    if kind == "waiver":
        return table.WAIVED if new else table.UNWAIVED
    if kind in _ATTESTATIONS:
        return table.SIGNED if new else table.UNSIGNED
    if kind in ("exercise", "incident"):
        return table.EXERCISE_NEW if new else table.EXERCISE_GONE
    return table.NEW if new else table.GONE


#: Lists that are worked through in their order.
_IN_ORDER: Final = frozenset(
    {"steps", "escalation", "calls", "deputies", "contacts", "options", "commands", "duties", "first_actions", "holders"}
)


def rule_of(kind: str, edit: Edit, sides: Sides) -> ChangeRule:
    """The rule of an edit of a record of ``kind``."""
    pattern = edit.pattern
    if edit.action is Action.MOVED:
        return table.MOVED if pattern.rpartition(".")[2] in _IN_ORDER else table.SORTED
    family = _family_of(kind, pattern)
    usual = usual_value(kind, pattern)
    before, after = (usual if value is None else value for value in (edit.before, edit.after))
    measured = family.measure(before, after, edit, sides) if family else 0
    if family and measured:
        return family.better if measured > 0 else family.worse
    if family and family.other and measured is not None:
        return family.other
    return {Action.ADDED: table.ADDED, Action.REMOVED: table.REMOVED}.get(edit.action, table.CHANGED)


@cache
def usual_value(kind: str, pattern: str) -> Plain:
    """What a field says where nothing is written; None where that is nothing, or no single value."""
    *above, last = pattern.split(".")
    part = part_at(KINDS[kind].model, tuple(key.removesuffix("[]") for key in above))
    field = next((field for name, field in part.model_fields.items() if (field.alias or name) == last), None) if part else None
    default = field.get_default(call_default_factory=True) if field else None
    return plain(default, lambda ref: ref) if isinstance(default, Duration | Enum | int | str) and default is not False else None


@cache
def _table() -> dict[str, Family]:
    found: dict[str, Family] = {}
    for family in FAMILIES:
        for where in family.where:
            if where in found:
                raise ValueError(f"two families are for {where}")
            kind = where.partition(":")[0]
            if ":" in where and kind != "*" and kind not in KINDS:
                raise ValueError(f"no kind {kind}")
            found[where] = family
    return found


@cache
def _family_of(kind: str, pattern: str) -> Family | None:
    """The family of the most particular place that is named: the field, the field in any kind, one around it, its end at any depth."""
    known = _table()
    parts = pattern.split(".")
    around = [".".join(parts[:length]).removesuffix("[]") + ".**" for length in range(len(parts), 0, -1)]
    ends = ["**" + ".".join(parts[start:]) for start in range(len(parts))]
    places = [f"{kind}:{pattern}", f"*:{pattern}", *ends, *(f"{k}:{place}" for place in around for k in (kind, "*")), f"{kind}:**"]
    return next((known[place] for place in places if place in known), None)
