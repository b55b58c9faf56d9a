"""Names that must mean one thing: tiers, rules, aliases, alerts, hosts; and things that depend on themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from zoneinfo import available_timezones

from continuity.checks.base import Subject, check, check_each
from continuity.findings import Finding, Position, Rule, Severity, did_you_mean
from continuity.model.base import Path, Record
from continuity.model.service import Service

DEPENDS_ON_ITSELF = Rule(
    "depends-on-itself",
    Severity.ERROR,
    "A service that depends on itself",
    "Recovery would never start.",
    "services/dns.yaml: depends_on: [{service: dns}]",
    "Name what it really waits for, or take the entry out.",
)
UNKNOWN_TIER = Rule(
    "unknown-tier",
    Severity.ERROR,
    "A tier that the organisation does not have",
    "Its default objectives and cadences would silently not apply.",
    "tier: tier-9",
    "Use the id of a tier in organisation.yaml, or add the tier there.",
)
FOUND_TWICE = Rule(
    "found-twice",
    Severity.ERROR,
    "Two services claim one alert, host or alias",
    "Whoever looks it up at night may open the wrong page.",
    "find_by: {alerts: [PharmXDown]} in two services",
    "Leave it with the service that is meant; name the other in its not_when.",
)
UNKNOWN_TIME_ZONE = Rule(
    "unknown-time-zone",
    Severity.ERROR,
    "A time zone that does not exist",
    "Local times and due dates would be wrong.",
    "time_zone: London",
    "time_zone: Europe/London",
)
UNKNOWN_RULE = Rule(
    "unknown-rule",
    Severity.ERROR,
    "A rule that does not exist",
    "The severity or exception would have no effect.",
    "rules: {rto-gapp: note}",
    "Use an id that continuity rules lists.",
)
NO_ORGANISATION = Rule(
    "no-organisation",
    Severity.WARNING,
    "No organisation.yaml",
    "Without it there is no crisis number, no tier and no time zone to judge dates in.",
    "an empty plans folder",
    "Write plans/organisation.yaml with at least a name.",
)

#: Looks through the system's time zones once.
_zones = cache(available_timezones)


@check_each(DEPENDS_ON_ITSELF, Service)
def depends_on_itself(subject: Subject, service: Service) -> Iterable[Finding]:
    for index, dependency in enumerate(service.depends_on):
        if any(subject.portfolio.resolve(target) == service.ref for target in dependency.targets):
            yield subject.finding(
                DEPENDS_ON_ITSELF,
                service,
                ("depends_on", index),
                f"{service.name} depends on itself",
                "take the entry out",
                service=service.id,
            )


@check_each(UNKNOWN_TIER, Record)
def unknown_tier(subject: Subject, record: Record) -> Iterable[Finding]:
    tier = getattr(record, "tier", None)
    if isinstance(tier, str) and subject.portfolio.tier(tier) is None:
        known = [one.id for one in subject.portfolio.organisation.tiers]
        help_ = did_you_mean(tier, known) or (f"tiers are {', '.join(known)}" if known else "organisation.yaml names no tiers")
        yield subject.finding(UNKNOWN_TIER, record, ("tier",), f"there is no tier '{tier}'", help_, tier=tier)


@check(FOUND_TWICE)
def found_twice(subject: Subject) -> Iterable[Finding]:
    claims: dict[tuple[str, str], list[tuple[Record, Path]]] = {}
    for service in subject.portfolio.services.values():
        places: tuple[tuple[str, tuple[str, ...], Path], ...] = (
            ("alert", service.find_by.alerts, ("find_by", "alerts")),
            ("host", service.find_by.hosts, ("find_by", "hosts")),
            ("alias", service.aliases, ("aliases",)),
        )
        for word, values, path in places:
            for index, value in enumerate(values):
                claims.setdefault((word, value.casefold()), []).append((service, (*path, index)))
    for (word, value), found in claims.items():
        first = found[0][0]
        for record, path in found[1:]:
            # Aliases that are alike to the letter are a finding of reading already.
            if record is first or (word == "alias" and set(record.aliases) & set(first.aliases)):
                continue
            message = f"the {word} '{value}' already leads to {first.label}"
            yield subject.finding(FOUND_TWICE, record, path, message, "leave it with the one that is meant", value=value, other=first.id)


@check_each(UNKNOWN_TIME_ZONE, Record)
def unknown_time_zone(subject: Subject, record: Record) -> Iterable[Finding]:
    zone = getattr(record, "time_zone", None)
    if isinstance(zone, str) and zone not in _zones():
        by_city = {name.rpartition("/")[2].replace("_", " ").casefold(): name for name in sorted(_zones(), reverse=True)}
        city = by_city.get(zone.casefold())
        yield subject.finding(
            UNKNOWN_TIME_ZONE,
            record,
            ("time_zone",),
            f"there is no time zone '{zone}'",
            f"did you mean {city}?" if city else did_you_mean(zone, _zones()),
            zone=zone,
        )


@check(NO_ORGANISATION)
def no_organisation(subject: Subject) -> Iterable[Finding]:
    if not subject.portfolio.of("organisation") and not subject.loaded.unreadable:
        yield Finding(
            NO_ORGANISATION,
            "there is no organisation.yaml",
            Position("organisation.yaml"),
            "organisation",
            "organisation",
            help="write one with at least a name",
        )


def unknown_rules(subject: Subject, known: Mapping[str, Rule]) -> Iterable[Finding]:
    """Rules named in organisation.yaml or in a waiver that do not exist."""
    organisation = subject.portfolio.organisation
    for name in organisation.rules:
        if name not in known:
            yield subject.finding(
                UNKNOWN_RULE, organisation, ("rules", name), f"there is no rule '{name}'", did_you_mean(name, known), rule=name
            )
    for waiver in subject.portfolio.waivers.values():
        if waiver.rule not in known:
            yield subject.finding(
                UNKNOWN_RULE, waiver, ("rule",), f"there is no rule '{waiver.rule}'", did_you_mean(waiver.rule, known), rule=waiver.rule
            )
