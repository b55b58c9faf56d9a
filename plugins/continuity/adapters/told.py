"""Findings as plain values that can be kept in a file."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from continuity.findings import Finding, Position, Rule, Severity

__all__ = ["Told", "finding_of", "told"]


class Told(msgspec.Struct, frozen=True):
    """A finding, its rule by id."""

    rule: str
    message: str
    place: tuple[str, int, int]
    kind: str | None
    id: str | None
    field: str | None
    values: tuple[tuple[str, str], ...]
    help: str | None
    severity: str | None


def told(finding: Finding) -> Told:
    """A finding, to be kept."""
    place = finding.position
    severity = finding.severity.value if finding.severity else None
    where = (place.path, place.line, place.column)
    return Told(finding.rule.id, finding.message, where, finding.kind, finding.id, finding.field, finding.values, finding.help, severity)


def finding_of(kept: Told, rules: Mapping[str, Rule]) -> Finding:
    """The finding that was kept. Raises KeyError for a rule that is none, ValueError for a severity that is none."""
    severity = Severity(kept.severity) if kept.severity else None
    place = Position(*kept.place)
    return Finding(rules[kept.rule], kept.message, place, kept.kind, kept.id, kept.field, kept.values, kept.help, severity)
