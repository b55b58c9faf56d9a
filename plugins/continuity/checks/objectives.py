"""Promises that do not hold together: an RTO longer than required, more data lost than allowed, a process down longer than it can bear."""

from __future__ import annotations

from collections.abc import Iterable

from continuity.analysis.figures import Verdict, compare, given
from continuity.analysis.inheritance import Acceptance, RequiredRto
from continuity.checks.base import Subject, check
from continuity.findings import Finding, Rule, Severity
from continuity.model.base import Path
from continuity.model.scenario import LossClass
from continuity.model.service import Need
from continuity.model.surroundings import Vendor

RTO_TOO_LONG = Rule(
    "rto-too-long",
    Severity.WARNING,
    "A service promised later than somebody needs it",
    "A business process or another service waits for it and cannot wait that long. The finding names the whole chain.",
    "dispensing has an RTO of 2h and needs integration-engine, whose RTO is 8h",
    "Shorten its RTO, state what the one who needs it tolerates, or have the gap accepted: objectives: {accepted_gap: {reason, by, until}}.",
)
VENDOR_TOO_SLOW = Rule(
    "vendor-too-slow",
    Severity.WARNING,
    "A vendor that promised to restore later than somebody needs it",
    "The contract is kept and the service is still down too long. Response is not recovery.",
    "commitment: {recovery: 8h} beside a service with an RTO of 2h that needs it",
    "Renegotiate, find a substitute, or make the dependency one that the service tolerates.",
)
MTPD_EXCEEDED = Rule(
    "mtpd-exceeded",
    Severity.WARNING,
    "A process whose RTO and catching up exceed what it can bear",
    "RTO + WRT must not exceed the MTPD (ISO 22301, 8.2.2; NIST SP 800-34r1, 3.2.1).",
    "rto: 4h, wrt: 2h, mtpd: 5h",
    "Shorten one of the two, or correct the MTPD.",
)
NO_MARGIN = Rule(
    "no-margin",
    Severity.NOTE,
    "A process whose RTO and catching up use up all it can bear",
    "Equality leaves nothing for what goes wrong.",
    "rto: 4h, wrt: 1h, mtpd: 5h",
    "Shorten one of the two.",
)
DATA_LOSS_EXCEEDED = Rule(
    "data-loss-exceeds-rpo",
    Severity.WARNING,
    "Backups that can lose more than the RPO allows",
    "Interval, run time and the way off site add up; corruption also takes what was written until somebody noticed.",
    "rpo: 15m, backups: [{every: 15m, takes: 5m, offsite: 10m}]",
    "Back up more often, replicate, or agree on another RPO.",
)
DAMAGE_EXCEEDS_RPO = Rule(
    "damage-exceeds-rpo",
    Severity.NOTE,
    "Damaged data that takes more with it than the RPO allows",
    "What was written between the damage and its discovery is lost as well. Few RPOs are meant for that, so it is a note: know it.",
    "rpo: 15m beside a scenario of data-corruption with detect: 8h",
    "Detect sooner, or agree on an RPO for damage.",
)
NO_COPY_SURVIVES = Rule(
    "no-copy-survives",
    Severity.WARNING,
    "Data with no copy that would survive",
    "A copy at the same site goes with the site; one an attacker can reach goes with the attack.",
    "backups: [{id: db, site: north}] for a service that runs in north",
    "Keep a copy elsewhere and out of reach: site, isolated, keep.",
)
CAPACITY_BELOW_MBCO = Rule(
    "capacity-below-mbco",
    Severity.WARNING,
    "A strategy that carries less than the least level",
    "What it brings back is not enough to go on with.",
    "capacity: 20% beside mbco: {percent: 30}",
    "Enlarge it, or agree on another MBCO.",
)
SUSTAINS_TOO_SHORT = Rule(
    "sustains-too-short",
    Severity.WARNING,
    "A strategy that does not hold as long as the outage is expected to last",
    "It ends before the disruption does.",
    "sustains: 1d beside a scenario with expected_outage: 5d",
    "Name what follows it, with from.",
)
WORKAROUND_UNPROVEN = Rule(
    "workaround-unproven",
    Severity.NOTE,
    "A workaround that nobody ever proved",
    "Until it was tried, it gives the services no more time.",
    "workaround without proven",
    "Try it, and write the day: proven: 2026-05-14.",
)


_DAMAGE = frozenset({LossClass.DATA_CORRUPTION, LossClass.RANSOMWARE})


def _required(subject: Subject, kind: str) -> Iterable[RequiredRto]:
    return (entry for ref, entry in subject.required.items() if ref.kind == kind and entry.verdict is Verdict.FALLS_SHORT)


def _chain(subject: Subject, entry: RequiredRto) -> str:
    return " → ".join(found.label if (found := subject.portfolio.get(link.ref)) else link.ref.id for link in entry.chain)


@check(RTO_TOO_LONG)
def rto_too_long(subject: Subject) -> Iterable[Finding]:
    for entry in _required(subject, "service"):
        service = subject.portfolio.get(entry.ref)
        # What only follows from another promise that is too long is mended with it.
        if service is None or entry.acceptance is Acceptance.IN_FORCE or entry.follows_from is not None:
            continue
        message = (
            f"{service.label} is promised within {entry.agreed.value} and needed within {entry.required.value}: {_chain(subject, entry)}"
        )
        help_ = "shorten its RTO, or have the gap accepted"
        yield subject.finding(
            RTO_TOO_LONG,
            service,
            ("objectives", "rto"),
            message,
            help_,
            agreed=entry.agreed.value,
            required=entry.required.value,
            by=entry.chain[0].ref,
        )


@check(VENDOR_TOO_SLOW)
def vendor_too_slow(subject: Subject) -> Iterable[Finding]:
    for entry in _required(subject, "vendor"):
        vendor = subject.portfolio.get(entry.ref)
        if vendor is not None:
            message = (
                f"{vendor.label} restores within {entry.agreed.value} and is needed within {entry.required.value}: {_chain(subject, entry)}"
            )
            yield subject.finding(
                VENDOR_TOO_SLOW, vendor, ("commitment", "recovery"), message, None, agreed=entry.agreed.value, required=entry.required.value
            )
    yield from _too_slow_to_recover_with(subject)


def _too_slow_to_recover_with(subject: Subject) -> Iterable[Finding]:
    """Vendors without whom a service runs, but cannot be brought back."""
    for service in subject.study.services.values():
        rto = subject.study.objectives_of(service.ref).rto.figure
        for edge in subject.study.graph.needs.get(service.ref, ()):
            vendor = subject.portfolio.get(edge.targets[0]) if len(edge.targets) == 1 else None
            if not (edge.hard and edge.use is Need.RECOVER and isinstance(vendor, Vendor) and vendor.commitment):
                continue
            recovery = given(vendor.commitment.recovery, vendor.ref, "commitment.recovery")
            if compare(recovery, rto) is Verdict.FALLS_SHORT:
                message = f"{vendor.label} restores within {recovery.value} and {service.name}, which needs it to recover, is promised within {rto.value}"
                yield subject.finding(
                    VENDOR_TOO_SLOW,
                    vendor,
                    ("commitment", "recovery"),
                    message,
                    None,
                    agreed=recovery.value,
                    required=rto.value,
                    by=service.ref,
                )


@check(MTPD_EXCEEDED)
def mtpd_exceeded(subject: Subject) -> Iterable[Finding]:
    for ref, found in subject.processes.items():
        process = subject.portfolio.get(ref)
        if process is not None and found.within is Verdict.FALLS_SHORT:
            message = (
                f"{process.label}: RTO {found.rto.value} and catching up {found.wrt.value} exceed its MTPD of {found.tightest.figure.value}"
            )
            yield subject.finding(
                MTPD_EXCEEDED, process, ("rto",), message, None, rto=found.rto.value, wrt=found.wrt.value, mtpd=found.tightest.figure.value
            )


@check(NO_MARGIN)
def no_margin(subject: Subject) -> Iterable[Finding]:
    for ref, found in subject.processes.items():
        process = subject.portfolio.get(ref)
        if process is not None and found.no_margin:
            yield subject.finding(
                NO_MARGIN, process, ("rto",), f"{process.label}: RTO and catching up use up its whole MTPD", None, rto=found.rto.value
            )


@check(DATA_LOSS_EXCEEDED)
def data_loss_exceeds_rpo(subject: Subject) -> Iterable[Finding]:
    yield from _loses(subject, DATA_LOSS_EXCEEDED, damaged=False)


@check(DAMAGE_EXCEEDS_RPO)
def damage_exceeds_rpo(subject: Subject) -> Iterable[Finding]:
    yield from _loses(subject, DAMAGE_EXCEEDS_RPO, damaged=True)


def _loses(subject: Subject, rule: Rule, *, damaged: bool) -> Iterable[Finding]:
    for service in subject.study.services.values():
        loss = subject.study.data_losses[service.ref]
        worst = [e for e in loss.classes if e.verdict is Verdict.FALLS_SHORT and not e.everything and (e.loss_class in _DAMAGE) is damaged]
        if service.backups and worst:
            names = ", ".join(entry.loss_class.value for entry in worst)
            message = f"{service.name} can lose {worst[0].loss.value} of data and may lose {loss.rpo.value} ({names})"
            yield subject.finding(rule, service, ("backups",), message, None, loss=worst[0].loss.value, rpo=loss.rpo.value, classes=names)


@check(NO_COPY_SURVIVES)
def no_copy_survives(subject: Subject) -> Iterable[Finding]:
    for service in subject.study.services.values():
        if service.backups:
            names = ", ".join(entry.loss_class.value for entry in subject.study.data_losses[service.ref].classes if entry.everything)
            if names:
                message = f"no copy of the data of {service.name} would survive {names}"
                yield subject.finding(
                    NO_COPY_SURVIVES, service, ("backups",), message, "keep a copy elsewhere and out of reach", classes=names
                )


@check(CAPACITY_BELOW_MBCO)
def capacity_below_mbco(subject: Subject) -> Iterable[Finding]:
    for service in subject.study.services.values():
        for fit in subject.study.strategy_fits[service.ref]:
            if fit.enough is Verdict.FALLS_SHORT:
                path: Path = ("strategies", fit.index, "capacity")
                message = f"{service.name}: {fit.approach.value} carries {fit.capacity:g}% and {fit.mbco:g}% must go on"
                yield subject.finding(CAPACITY_BELOW_MBCO, service, path, message, None, capacity=fit.capacity, mbco=fit.mbco)


@check(SUSTAINS_TOO_SHORT)
def sustains_too_short(subject: Subject) -> Iterable[Finding]:
    for service in subject.study.services.values():
        for fit in subject.study.strategy_fits[service.ref]:
            if fit.sustained is Verdict.FALLS_SHORT:
                path: Path = ("strategies", fit.index, "sustains")
                message = (
                    f"{service.name}: {fit.approach.value} holds {fit.sustains.value}, the outage is expected to last {fit.outage.value}"
                )
                yield subject.finding(
                    SUSTAINS_TOO_SHORT, service, path, message, "name what follows it, with from", sustains=fit.sustains.value
                )


@check(WORKAROUND_UNPROVEN)
def workaround_unproven(subject: Subject) -> Iterable[Finding]:
    for process in subject.portfolio.processes.values():
        if process.workaround is not None and process.workaround.proven is None:
            yield subject.finding(
                WORKAROUND_UNPROVEN, process, ("workaround",), f"{process.name}: the workaround was never proven", "try it"
            )
