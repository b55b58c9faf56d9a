"""Computed figures in words: exact, at most, or unknown with what is missing; each traced to the field it comes from."""

from __future__ import annotations

from continuity.analysis.effective import EffectiveFigure, Origin
from continuity.analysis.figures import Figure, Missing, Verdict
from continuity.model.values import Duration
from continuity.views.blocks import Badge, Inline, Inlines, Muted, Text, Tone, Unknown
from continuity.views.context import Context, spoken

_SHOWN = 3


def figure(context: Context, value: Figure, what: str) -> Inlines:
    """A computed duration. What is missing from it is named with a link to the record that lacks it."""
    if not isinstance(value.value, Duration):
        return (Unknown(what), *missing(context, value.missing))
    if value.at_most:
        return (Text(f"at most {spoken(value.value)}"), *missing(context, value.missing))
    return (Text(spoken(value.value)),)


def missing(context: Context, items: Missing) -> Inlines:
    """``(missing: wrt of Dispense medicines)``; empty when nothing is."""
    out: list[Inline] = []
    named = list(dict.fromkeys((ref, field.rpartition(".")[2].replace("_", " ")) for ref, field in items))
    for ref, field in named[:_SHOWN]:
        out += [Muted(f"{'; ' if out else ' (missing: '}{field} of "), *context.name(ref)]
    if not out:
        return ()
    rest = len(named) - _SHOWN
    return (*out, Muted(f" and {rest} more)" if rest > 0 else ")"))


def promised(value: EffectiveFigure, what: str) -> Inlines:
    """A figure in force, marked where it is the tier's default."""
    if not isinstance(value.value, Duration):
        return (Unknown(what),)
    return (Text(spoken(value.value)), *((Muted(" tier default"),) if value.origin is Origin.TIER else ()))


def verdict(found: Verdict, good: str = "in time", bad: str = "too late") -> Badge:
    """Whether a figure keeps within its limit: colour, shape and word."""
    if found is Verdict.MEETS:
        return Badge(good, Tone.GOOD)
    return Badge(bad, Tone.BAD) if found is Verdict.FALLS_SHORT else Badge("not known", Tone.UNKNOWN)
