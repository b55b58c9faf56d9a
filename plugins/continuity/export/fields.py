"""Values of records as fields of tables: ids, minutes, days, and the word for what is not known."""

from __future__ import annotations

from datetime import date

from continuity.analysis.figures import Figure
from continuity.export.tables import UNKNOWN, Value
from continuity.model.base import Holder, Ref
from continuity.model.values import Duration, Unknown
from continuity.views.context import Context

__all__ = ["day", "figure", "holder", "minutes", "named", "number"]


def named(context: Context, ref: Ref, *, bare: bool = False) -> str:
    """``KIND/ID``, or the id alone where the column says of what; ``restricted`` for what the audience may not see."""
    current = context.portfolio.resolve(ref)
    if current in context.portfolio.hidden:
        return "restricted"
    return current.id if bare else str(current)


def holder(context: Context, holder: Holder | None) -> str | None:
    return named(context, holder.ref) if holder else None


def figure(figure: Figure) -> Value:
    return minutes(figure.value)


def minutes(value: Duration | Unknown | None) -> Value:
    if not isinstance(value, Duration):
        return UNKNOWN
    minutes = value.seconds / 60
    return int(minutes) if minutes.is_integer() else round(minutes, 3)


def number(value: float | Unknown | None) -> Value:
    if value is None or isinstance(value, Unknown):
        return UNKNOWN
    return int(value) if float(value).is_integer() else value


def day(value: date | Unknown | None) -> str | None:
    if isinstance(value, Unknown):
        return UNKNOWN
    return value.isoformat() if value else None
