"""Two versions of the same plans, read one after the other: what of them is the very same."""

from __future__ import annotations

from continuity.model.base import Record
from continuity.model.portfolio import Portfolio

__all__ = ["changed_records"]


def changed_records(before: Portfolio, after: Portfolio) -> tuple[Record, ...] | None:
    """Records of ``before`` that are not the very same in ``after``; None where one came, went, or a name leads elsewhere."""
    if before.alias_ids != after.alias_ids or before.hidden != after.hidden or before.records.keys() != after.records.keys():
        return None
    changed: list[Record] = []
    for kind, records in before.records.items():
        others = after.of(kind)
        if len(others) != len(records):
            return None
        for name, record in records.items():
            other = others.get(name)
            if other is None:
                return None
            if other is not record:
                changed.append(record)
    return tuple(changed)
