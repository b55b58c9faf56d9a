"""What would fail in the event: runbooks that need what they recover, circles, risks nobody treats."""

from __future__ import annotations

from collections.abc import Iterable

from continuity.analysis.risk import AcceptanceState, unassessed
from continuity.analysis.self_dependency import Alternative
from continuity.analysis.strategies import Answer, chosen_strategy
from continuity.checks.base import Subject, check
from continuity.findings import Finding, Rule, Severity
from continuity.model.base import Path, Ref

NEEDS_WHAT_IT_RECOVERS = Rule(
    "runbook-needs-what-it-recovers",
    Severity.ERROR,
    "A runbook that needs what it recovers",
    "When it is used, that is gone: the sign-in it asks for, the chat it is agreed in, the VPN it is worked over.",
    "access: [{service: vpn}] in the runbook that rebuilds the VPN",
    "Say what goes instead, tested when: access: [{service: vpn, alternative: ..., alternative_tested: 2026-05-14}]; or give the channel a fallback.",
)
ALTERNATIVE_UNTESTED = Rule(
    "alternative-untested",
    Severity.WARNING,
    "A way round that nobody tested",
    "A way round that nobody tried is a hope.",
    "access: [{service: vpn, alternative: Console in the hall}] without alternative_tested",
    "Try it, and write the day.",
)
DEPENDENCY_CIRCLE = Rule(
    "dependency-circle",
    Severity.WARNING,
    "Services that cannot come back without each other",
    "Neither can start first. The recovery order cuts the circle where it is least bad; better cut it beforehand.",
    "identity needs virtualisation, virtualisation needs identity",
    "Make one of the dependencies soft, or state a tested alternative.",
)
RISK_UNTREATED = Rule(
    "risk-untreated",
    Severity.WARNING,
    "A risk with no treatment that says anything today",
    "Nobody mitigates, bears, avoids or transfers it.",
    "treatment: accept without an acceptance in force",
    "Choose a treatment; for accept, name who accepts it until when.",
)
RISK_ABOVE_APPETITE = Rule(
    "risk-above-appetite",
    Severity.WARNING,
    "A risk above what the organisation bears",
    "Counting only controls that were tested, it scores higher than the appetite allows, and nobody accepted it.",
    "residual rating above risk_appetite.accept_up_to",
    "Treat it further, test its controls, or have it accepted.",
)
CONTROL_UNTESTED = Rule(
    "control-untested",
    Severity.NOTE,
    "A residual rating that rests on controls nobody tested",
    "An untested control cannot lower a risk; the inherent rating counts.",
    "controls: [generator] where generator has no tested date",
    "Test the control, and write the day.",
)
SCENARIO_UNASSESSED = Rule(
    "scenario-unassessed",
    Severity.NOTE,
    "A scenario without a risk",
    "Nobody said how likely it is.",
    "a scenario no risk names",
    "Write a risk for it, or drop it.",
)
NO_STRATEGY = Rule(
    "no-strategy",
    Severity.NOTE,
    "A service without a strategy for a scenario that stops it",
    "When it happens, somebody will have to invent one.",
    "data-centre-loss stops payroll, and payroll has no strategy for it",
    "Write a strategy, or accept on purpose to have none: approach: accept, accepted_by, until.",
)


@check(NEEDS_WHAT_IT_RECOVERS)
def needs_what_it_recovers(subject: Subject) -> Iterable[Finding]:
    yield from _gone(subject, NEEDS_WHAT_IT_RECOVERS, Alternative.NONE, "and nothing is said to go instead", "state a tested alternative")


@check(ALTERNATIVE_UNTESTED)
def alternative_untested(subject: Subject) -> Iterable[Finding]:
    yield from _gone(
        subject, ALTERNATIVE_UNTESTED, Alternative.UNTESTED, "and nobody tested what goes instead", "try it, and write the day"
    )


def _gone(subject: Subject, rule: Rule, alternative: Alternative, why: str, help_: str) -> Iterable[Finding]:
    seen = set()
    for item in subject.study.self_dependencies:
        key = (item.runbook, item.field, item.needs)
        if item.alternative is not alternative or key in seen:
            continue
        seen.add(key)
        runbook, needs = subject.portfolio.get(item.runbook), subject.portfolio.get(item.needs)
        when = subject.portfolio.get(item.when)
        message = f"needs {needs.label if needs else item.needs.id}, which is gone with {when.label if when else item.when.id}, {why}"
        path: Path = tuple(int(part) if part.isdigit() else part for part in item.field.split(".")) if item.field != "site_host" else ()
        yield subject.finding(rule, runbook or item.runbook, path, message, help_, needs=item.needs, when=item.when)


@check(DEPENDENCY_CIRCLE)
def dependency_circle(subject: Subject) -> Iterable[Finding]:
    for cycle in subject.study.cycles:
        names = [found.label if (found := subject.portfolio.get(ref)) else ref.id for ref in cycle.loop]
        yield subject.finding(
            DEPENDENCY_CIRCLE,
            cycle.loop[0],
            ("depends_on",),
            f"cannot come back without each other: {' → '.join(names)}",
            None,
            loop=",".join(map(str, cycle.members)),
        )


@check(RISK_UNTREATED)
def risk_untreated(subject: Subject) -> Iterable[Finding]:
    for rated in subject.study.risks:
        if not rated.treated:
            ended = rated.acceptance is AcceptanceState.ENDED
            yield subject.finding(
                RISK_UNTREATED,
                rated.risk,
                ("treatment",),
                "its acceptance has ended" if ended else "no treatment says anything today",
                None,
            )


@check(RISK_ABOVE_APPETITE)
def risk_above_appetite(subject: Subject) -> Iterable[Finding]:
    for rated in subject.study.risks:
        if rated.above_appetite and rated.standing and rated.acceptance is not AcceptanceState.IN_FORCE:
            appetite = subject.portfolio.organisation.risk_appetite
            limit = appetite.accept_up_to if appetite else 0
            message = f"scores {rated.standing.value}, and {limit} is borne without acceptance"
            yield subject.finding(
                RISK_ABOVE_APPETITE, rated.risk, ("residual",), message, "treat it further, or have it accepted", score=rated.standing.value
            )


@check(CONTROL_UNTESTED)
def control_untested(subject: Subject) -> Iterable[Finding]:
    for rated in subject.study.risks:
        if rated.untested and rated.residual and rated.residual != rated.inherent:
            names = ", ".join(ref.id for ref in rated.untested)
            yield subject.finding(
                CONTROL_UNTESTED, rated.risk, ("controls",), f"rests on controls that do not count: {names}", None, controls=names
            )


@check(SCENARIO_UNASSESSED)
def scenario_unassessed(subject: Subject) -> Iterable[Finding]:
    for ref in unassessed(subject.study):
        yield subject.finding(SCENARIO_UNASSESSED, ref, (), "no risk says how likely it is", "write a risk for it")


@check(NO_STRATEGY)
def no_strategy(subject: Subject) -> Iterable[Finding]:
    open_: dict[Ref, list[str]] = {}
    for scenario in subject.portfolio.scenarios.values():
        for ref in subject.study.blasts.of_scenario(scenario.id).stopped_services:
            service = subject.study.services.get(ref)
            if service and chosen_strategy(subject.study, service, scenario.ref).answer is Answer.NONE:
                open_.setdefault(ref, []).append(scenario.id)
    for ref, scenarios in open_.items():
        names = ", ".join(scenarios)
        message = f"{subject.study.services[ref].name} is stopped by {names}, and no strategy says what then"
        yield subject.finding(NO_STRATEGY, ref, ("strategies",), message, "write a strategy, or accept to have none", scenarios=names)
