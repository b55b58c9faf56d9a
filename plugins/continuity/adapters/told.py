"""Findings as plain values that can be kept in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from continuity.findings import Finding, Position, Rule, Severity

__all__ = ["Told", "findings_from", "told"]


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


def findings_from(kept: Iterable[Told], rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """The findings that were kept. Raises KeyError for a rule that is none, ValueError for a severity that is none.

    Of a large organisation they are ten thousands, and name the same files, records and fields over and over: each name is there once.
    """
    names: dict[str, str] = {}

    def one(name: str | None) -> str | None:
        return name and names.setdefault(name, name)

    for told in kept:
        path, line, column = told.place
        severity = Severity(told.severity) if told.severity else None
        place = Position(names.setdefault(path, path), line, column)
        yield Finding(
            rules[told.rule], told.message, place, one(told.kind), one(told.id), one(told.field), told.values, one(told.help), severity
        )
