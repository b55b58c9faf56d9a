"""People who could not be reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from continuity.analysis.contact_trees import QuorumTime, call_tree
from continuity.checks.base import Subject, check
from continuity.findings import Finding, Rule, Severity
from continuity.model.base import Path, Ref
from continuity.model.communication import Call

NO_CONTACT_POINT = Rule(
    "no-contact-point",
    Severity.WARNING,
    "Somebody in the plans with no number or address",
    "They are named, and cannot be reached.",
    "a person without contacts",
    "Add contacts.",
)
ONE_CHANNEL = Rule(
    "one-channel",
    Severity.NOTE,
    "Somebody in a contact tree with one way to be reached",
    "When that network is down, the branch ends there.",
    "contacts: [{mobile: ...}] alone",
    "Add a second way over another network.",
)
NO_DEPUTY = Rule(
    "no-deputy",
    Severity.NOTE,
    "Somebody in a contact tree without a deputy",
    "When they are asleep, away or hurt, nobody takes over.",
    "deputies left out",
    "Name deputies in order.",
)
NO_DUTY_NUMBER = Rule(
    "no-duty-number",
    Severity.NOTE,
    "A team without a number of its own",
    "A person's number reaches that person, not whoever is on.",
    "a team without contacts",
    "contacts: [{duty: ...}]",
)
CALLED_TWICE = Rule(
    "called-twice",
    Severity.WARNING,
    "A contact tree that calls its own caller",
    "The branch would never end.",
    "a calls b, b calls a",
    "Take the second call out.",
)
QUORUM_NOT_CALLED = Rule(
    "quorum-not-called",
    Severity.WARNING,
    "A contact tree that calls too few for its quorum",
    "Everybody answers, and still those who are needed were never asked.",
    "quorum: [{n: 2, of: {team: infrastructure}}] where the tree calls one of them",
    "Call them, or ask for fewer.",
)
QUORUM_CUT_OFF = Rule(
    "quorum-cut-off",
    Severity.WARNING,
    "A contact tree whose quorum is cut off in a scenario it is for",
    "In that hour it cannot reach enough people, whoever dials.",
    "scenarios: [telephony-loss] where two of the quorum have telephones alone",
    "Give them a second way over another network, or let somebody take over who has one.",
)
NO_ESCALATION = Rule(
    "no-escalation",
    Severity.WARNING,
    "A live service with nobody to call",
    "Its page cannot say who mends it.",
    "a service without escalation",
    "Add escalation, in order, with waits.",
)
NO_OWNER = Rule(
    "no-owner",
    Severity.WARNING,
    "A service, runbook or plan that nobody owns",
    "Nobody is asked to keep it true.",
    "owner left out",
    "owner: pharmacy-it",
)


@check(NO_CONTACT_POINT)
def no_contact_point(subject: Subject) -> Iterable[Finding]:
    for kind in ("person", "vendor"):
        for record in subject.portfolio.of(kind).values():
            if not getattr(record, "contacts", ()) and not getattr(record, "left", None):
                yield subject.finding(NO_CONTACT_POINT, record, (), f"{record.label} cannot be reached", "add contacts")


def _people_in_trees(subject: Subject) -> dict[str, str]:
    found: dict[str, str] = {}
    for tree in subject.portfolio.contact_trees.values():
        for call in _all(tree.calls):
            if call.person:
                found.setdefault(subject.portfolio.resolve(call.person).id, tree.id)
    return found


def _all(calls: Iterable[Call]) -> Iterator[Call]:
    for call in calls:
        yield call
        yield from _all(call.calls)


@check(ONE_CHANNEL)
def one_channel(subject: Subject) -> Iterable[Finding]:
    for name, tree in _people_in_trees(subject).items():
        person = subject.portfolio.people.get(name)
        if person and len({point.how for point in person.contacts}) == 1:
            yield subject.finding(
                ONE_CHANNEL,
                person,
                ("contacts",),
                f"{person.name} can be reached in one way only",
                "add a second way over another network",
                tree=tree,
            )


@check(NO_DEPUTY)
def no_deputy(subject: Subject) -> Iterable[Finding]:
    for name, tree in _people_in_trees(subject).items():
        person = subject.portfolio.people.get(name)
        if person and not person.deputies:
            yield subject.finding(
                NO_DEPUTY, person, (), f"{person.name} is called in {tree} and has no deputy", "name deputies in order", tree=tree
            )


@check(NO_DUTY_NUMBER)
def no_duty_number(subject: Subject) -> Iterable[Finding]:
    for team in subject.portfolio.teams.values():
        if not team.contacts:
            yield subject.finding(NO_DUTY_NUMBER, team, (), f"{team.name} has no number of its own", "add contacts: [{duty: ...}]")


@check(CALLED_TWICE)
def called_twice(subject: Subject) -> Iterable[Finding]:
    for tree in subject.portfolio.contact_trees.values():
        stack: list[tuple[Call, Path, frozenset[Ref]]] = [
            (call, ("calls", index), frozenset({subject.portfolio.resolve(tree.initiator.ref)})) for index, call in enumerate(tree.calls)
        ]
        while stack:
            call, path, above = stack.pop()
            ref = subject.portfolio.resolve(call.ref)
            if ref in above:
                yield subject.finding(
                    CALLED_TWICE, tree, path, f"{ref.id} is called by somebody they call", "take the second call out", who=str(ref)
                )
            stack += [(child, (*path, "calls", index), above | {ref}) for index, child in enumerate(call.calls)]


@check(QUORUM_NOT_CALLED)
def quorum_not_called(subject: Subject) -> Iterable[Finding]:
    for tree in subject.trees.values():
        for entry in tree.quorum:
            if entry.ref and entry.at is None:
                message = f"its quorum asks for {_needed(subject, entry)}, and the tree does not call them{_whom(subject, tree.tree)}"
                yield subject.finding(
                    QUORUM_NOT_CALLED, tree.tree, ("quorum", entry.index), message, "call them, or ask for fewer", of=entry.ref
                )


@check(QUORUM_CUT_OFF)
def quorum_cut_off(subject: Subject) -> Iterable[Finding]:
    for record in subject.portfolio.contact_trees.values():
        for scenario in dict.fromkeys(map(subject.portfolio.resolve, record.scenarios)):
            tree = call_tree(subject.portfolio, record, subject.as_of, scenario)
            for entry in tree.quorum:
                if entry.ref and entry.cut_off:
                    when = _label(subject, scenario)
                    message = (
                        f"in '{when}' its quorum cannot be met: {_needed(subject, entry)} cannot be reached{_whom(subject, tree.tree)}"
                    )
                    yield subject.finding(
                        QUORUM_CUT_OFF,
                        record,
                        ("quorum", entry.index),
                        message,
                        "give them a second way over another network",
                        of=entry.ref,
                        scenario=scenario,
                    )


def _label(subject: Subject, ref: Ref) -> str:
    found = subject.portfolio.get(ref)
    return found.label if found else ref.id


def _needed(subject: Subject, entry: QuorumTime) -> str:
    name = _label(subject, entry.ref) if entry.ref else "somebody"
    return name if entry.n == 1 else f"{entry.n} of {name}"


def _whom(subject: Subject, tree: Ref) -> str:
    """The services a tree is for, in words."""
    services = subject.portfolio.contact_trees[tree.id].services
    return f"; it is for {', '.join(_label(subject, ref) for ref in services)}" if services else ""


@check(NO_ESCALATION)
def no_escalation(subject: Subject) -> Iterable[Finding]:
    for service in subject.portfolio.services.values():
        if not service.escalation and service.lifecycle.value in ("live", "retiring"):
            yield subject.finding(NO_ESCALATION, service, (), f"{service.name} has nobody to call", "add escalation, in order, with waits")


@check(NO_OWNER)
def no_owner(subject: Subject) -> Iterable[Finding]:
    for kind in ("service", "runbook", "continuity-plan"):
        for record in subject.portfolio.of(kind).values():
            if getattr(record, "owner", None) is None:
                yield subject.finding(NO_OWNER, record, (), f"nobody owns {record.label}", "add owner")
