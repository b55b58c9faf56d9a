"""Rules of change come in families: one for the worse, its mirrored twin for the better, one for what is neither."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from continuity.changes import measures as by
from continuity.changes.measures import Measure

__all__ = ["FAMILIES", "ChangeRule", "ChangeSeverity", "Family", "attention", "each", "family", "rule"]


class ChangeSeverity(StrEnum):
    """How much a reviewer must look. ``weakens``: what was promised or prepared has become less."""

    WEAKENS = "weakens"
    ATTENTION = "attention"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for what must be looked at first."""
        return ("weakens", "attention", "info").index(self.value)


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """A kind of change. ``twin`` is the rule of the same change made backwards; one that is neither for the better nor worse is its own."""

    id: str
    severity: ChangeSeverity
    title: str
    why: str
    twin: str


@dataclass(frozen=True, slots=True)
class Family:
    """The rules of some fields. ``where`` are ``kind:field``; ``*`` is every kind, ``**field`` a field at any depth, ``field.**`` all below it."""

    worse: ChangeRule
    better: ChangeRule
    other: ChangeRule | None
    measure: Measure
    where: tuple[str, ...]


#: Every rule by id, and every family, as the table makes them known.
RULES: Final[dict[str, ChangeRule]] = {}
FAMILIES: Final[list[Family]] = []


def rule(name: str, severity: ChangeSeverity, title: str, why: str, twin: str = "") -> ChangeRule:
    """Make a rule known. Raises ValueError when another one has its name."""
    made = ChangeRule(name, severity, title, why, twin or name)
    if RULES.setdefault(name, made) != made:
        raise ValueError(f"two rules are called {name}")
    return made


def family(
    words: tuple[str, str], titles: tuple[str, str], why: str, *ranked: tuple[Measure, str],
    severities: tuple[ChangeSeverity, ChangeSeverity] = (ChangeSeverity.WEAKENS, ChangeSeverity.INFO), other: tuple[str, str, str] | None = None,
) -> None:  # fmt: skip
    """The rules of fields that can become worse or better; ``ranked`` are pairs of a measure and the fields it is for, with spaces between them."""
    worse = rule(words[0], severities[0], titles[0], why, words[1])
    better = rule(words[1], severities[1], titles[1], f"The other way round: {why[0].lower()}{why[1:]}", words[0])
    beside = rule(other[0], ChangeSeverity.ATTENTION, other[1], other[2]) if other else None
    FAMILIES.extend(Family(worse, better, beside, measure, tuple(where.split())) for measure, where in ranked)


def attention(name: str, title: str, why: str, where: str, measure: Measure = by.sideways) -> None:
    """The rule of fields of which no value is better than another; ``measure`` gives 0, or None where nothing is other."""
    only = rule(name, ChangeSeverity.ATTENTION, title, why)
    FAMILIES.append(Family(only, only, only, measure, tuple(where.split())))


def each(prefix: str, keys: str | tuple[str, ...]) -> str:
    """The prefix before every key, with spaces between."""
    return " ".join(prefix + key for key in (keys.split() if isinstance(keys, str) else keys))
