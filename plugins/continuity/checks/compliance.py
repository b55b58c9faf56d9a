"""Frameworks: what a clause names as its evidence must be something that can be looked for."""

from __future__ import annotations

from collections.abc import Iterable

from continuity.analysis.compliance import EVIDENCE, names_record
from continuity.checks.base import Subject, check
from continuity.findings import Finding, Rule, Severity, did_you_mean
from continuity.frameworks import SHIPPED

UNKNOWN_EVIDENCE = Rule(
    "unknown-evidence",
    Severity.ERROR,
    "A clause names evidence that does not exist",
    "The clause would stand as answered by nothing, and nobody would see why.",
    "clauses: [{id: '8.5', title: Exercises, evidence: [excercises]}]",
    "Name one of the kinds of evidence in the documentation of compliance, or a record as kind/id.",
)
UNKNOWN_FRAMEWORK = Rule(
    "unknown-framework",
    Severity.ERROR,
    "The programme follows a framework that is not there",
    "Its clauses are on no page, and nobody is held to them.",
    "frameworks: [iso-22301-2019]   # no such file in frameworks/",
    "Add frameworks/ID.yaml (`continuity frameworks` lists those that come with the program), or mend the id.",
)


@check(UNKNOWN_EVIDENCE)
def unknown_evidence(subject: Subject) -> Iterable[Finding]:
    for framework in subject.portfolio.frameworks.values():
        for number, clause in enumerate(framework.clauses):
            for index, name in enumerate(clause.evidence):
                ref = names_record(name)
                if name in EVIDENCE or (ref and subject.portfolio.get(ref)):
                    continue
                help_ = did_you_mean(name, EVIDENCE) or f"known are {', '.join(EVIDENCE)}, and records as kind/id"
                message = f"clause {clause.id} names '{name[:60]}' as evidence, which is neither a kind of evidence nor a record"
                yield subject.finding(UNKNOWN_EVIDENCE, framework, ("clauses", number, "evidence", index), message, help_, value=name[:60])


@check(UNKNOWN_FRAMEWORK)
def unknown_framework(subject: Subject) -> Iterable[Finding]:
    programme = subject.portfolio.programme
    if programme is None:
        return
    for index, name in enumerate(programme.frameworks):
        if name not in subject.portfolio.frameworks:
            help_ = did_you_mean(name, subject.portfolio.frameworks) or "there is no file of that name in frameworks/"
            if name in SHIPPED:
                help_ = f"it comes with the program: continuity frameworks {name} --add PLANS"
            yield subject.finding(
                UNKNOWN_FRAMEWORK, programme, ("frameworks", index), f"framework '{name}' is not there", help_, value=name
            )
