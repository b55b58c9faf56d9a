"""Ids that must be on one of the organisation's scales, and cadences that must be readable."""

from __future__ import annotations

import re
from collections.abc import Iterable

from continuity.checks.base import Subject, check, check_each
from continuity.findings import Finding, Rule, Severity, did_you_mean
from continuity.model.base import Path, Record
from continuity.model.organisation import Organisation

OFF_THE_SCALE = Rule(
    "off-the-scale",
    Severity.ERROR,
    "An id that is not on the organisation's scale",
    "Impact and risk cannot be compared with a word nobody defined.",
    "impact: {financial: {1h: terrible}}",
    "Use an id of impact_levels, impact_categories, likelihoods, severities or time_bands in organisation.yaml.",
)
BAD_CADENCE = Rule(
    "bad-cadence",
    Severity.ERROR,
    "Not a cadence",
    "Due dates are computed from it.",
    "review_every: yearly",
    "review_every: 12 months",
)

_CADENCE = re.compile(r"\d+\s*(day|week|month|year)s?|P\d+[DWMY]", re.IGNORECASE)


def _used(subject: Subject) -> Iterable[tuple[Record, Path, str, str, list[str]]]:
    organisation = subject.portfolio.organisation
    categories, levels = [c.id for c in organisation.impact_categories], [level.id for level in organisation.impact_levels]
    likelihoods, severities = [step.id for step in organisation.likelihoods], [s.id for s in organisation.severities]
    for process in subject.portfolio.processes.values():
        for category, bands in process.impact.items():
            yield process, ("impact", category), "impact category", category, categories
            for band, impact in bands.items():
                if impact.level:
                    yield process, ("impact", category, str(band)), "impact level", impact.level, levels
                if organisation.time_bands and band not in organisation.time_bands:
                    yield process, ("impact", category, str(band)), "time band", str(band), [str(b) for b in organisation.time_bands]
    for risk in subject.portfolio.risks.values():
        for name, rating in (("inherent", risk.inherent), ("residual", risk.residual)):
            if rating:
                yield risk, (name, "likelihood"), "likelihood", rating.likelihood, likelihoods
                yield risk, (name, "impact"), "impact level", rating.impact, levels
    for service in subject.portfolio.services.values():
        for index, hint in enumerate(service.severity_hints):
            yield service, ("severity_hints", index, "severity"), "severity", hint.severity, severities
    for incident in subject.portfolio.incidents.values():
        if incident.severity:
            yield incident, ("severity",), "severity", incident.severity, severities


@check(OFF_THE_SCALE)
def off_the_scale(subject: Subject) -> Iterable[Finding]:
    for record, path, what, value, known in _used(subject):
        if value not in known:
            scale = f"the scale is {', '.join(known)}" if known else "organisation.yaml has no such scale"
            help_ = did_you_mean(value, known) or scale
            yield subject.finding(OFF_THE_SCALE, record, path, f"'{value}' is no {what} of the organisation", help_, value=value)


def _cadences(record: Record) -> Iterable[tuple[Path, str | None]]:
    yield ("review_every",), getattr(record, "review_every", None)
    if isinstance(record, Organisation):
        for index, tier in enumerate(record.tiers):
            for name in ("review_every", "exercise_every", "contact_check_every", "restore_test_every"):
                yield ("tiers", index, name), getattr(tier, name)
        for name in ("review_every", "contact_check_every", "exercise_every"):
            yield ("review_policy", name), getattr(record.review_policy, name)


@check_each(BAD_CADENCE, Record)
def bad_cadence(subject: Subject, record: Record) -> Iterable[Finding]:
    for path, text in _cadences(record):
        if text is not None and not _CADENCE.fullmatch(text.strip()):
            yield subject.finding(
                BAD_CADENCE, record, path, f"'{text[:40]}' is no cadence", "write 12 months, 6 weeks or 90 days", value=text[:40]
            )
