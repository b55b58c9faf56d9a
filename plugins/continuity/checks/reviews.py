"""Reviews that are late, and reviews that do not hold."""

from __future__ import annotations

from collections.abc import Iterable

from continuity.analysis.cadence import TimeState
from continuity.analysis.content import ContentState
from continuity.analysis.reviewed import ReasonCode, Sign
from continuity.analysis.signs import ALIKE, signs_of
from continuity.checks.base import Subject, check
from continuity.findings import Finding, Rule, Severity

REVIEW_OVERDUE = Rule(
    "review-overdue",
    Severity.NOTE,
    "A review that is overdue",
    "What nobody looked at in time may no longer be true.",
    "due: 2026-03-01 on 2026-11-23",
    "Look at it, and record that with continuity review.",
)
NEVER_REVIEWED = Rule(
    "never-reviewed",
    Severity.NOTE,
    "Something nobody ever reviewed",
    "It may never have been true.",
    "a service without a review",
    "Look at it, and record that.",
)
REVIEW_REJECTED = Rule(
    "review-rejected",
    Severity.WARNING,
    "A review that rejected what is in force",
    "Somebody said that it is wrong, and it still stands.",
    "outcome: rejected, with no review after it",
    "Mend it, and have it reviewed again.",
)
CHANGED_SINCE_REVIEW = Rule(
    "changed-since-review",
    Severity.NOTE,
    "Something that changed since it was reviewed",
    "The review speaks of another text.",
    "an RTO edited the day after its review",
    "Have the change reviewed.",
)
NOT_ENTITLED = Rule(
    "reviewer-not-entitled",
    Severity.WARNING,
    "A review by somebody whose role may not review it",
    "The tier says who may; this review does not count.",
    "role: developer for a tier that asks for service-owner",
    "Have it reviewed by one of the tier's reviewer_roles.",
)
REVIEWS_IN_BULK = Rule(
    "reviews-in-bulk",
    Severity.NOTE,
    "Many reviews by one person on one day",
    "Whoever looks at everything in an hour has looked at nothing. An exercise or a workshop is an innocent cause: then the method says so.",
    "six services reviewed by one person on 2026-04-20",
    "Look at each again, or say in the notes how so many came about on one day.",
)
REVIEW_WITHOUT_NOTES = Rule(
    "review-without-notes",
    Severity.NOTE,
    "A review that does not say what was looked at",
    "A word on what was seen or tried is what tells a look from a signature.",
    "a review without notes",
    "Next time, say with --notes what was seen.",
)
REVIEW_NOTES_ALIKE = Rule(
    "review-notes-alike",
    Severity.NOTE,
    "The same notes on several reviews",
    "Words that fit everything were not written about anything.",
    "notes: All fine, on three services by one person",
    "Next time, say what was seen in each.",
)


@check(REVIEW_OVERDUE)
def review_overdue(subject: Subject) -> Iterable[Finding]:
    for status in subject.judged.reviews:
        if status.state is TimeState.OVERDUE and status.due and status.blocked_by is None:
            message = f"review was due on {status.due.isoformat()}"
            yield subject.finding(REVIEW_OVERDUE, status.subject, (), message, "look at it, and record that", due=status.due.isoformat())


@check(NEVER_REVIEWED)
def never_reviewed(subject: Subject) -> Iterable[Finding]:
    for status in subject.judged.reviews:
        if status.state is TimeState.NEVER and status.blocked_by is None:
            yield subject.finding(NEVER_REVIEWED, status.subject, (), "nobody ever reviewed it", "look at it, and record that")


@check(REVIEW_REJECTED)
def review_rejected(subject: Subject) -> Iterable[Finding]:
    for status in subject.judged.reviews:
        if status.blocked_by is not None:
            yield subject.finding(
                REVIEW_REJECTED, status.subject, (), f"rejected in {status.blocked_by.id}", "mend it, and have it reviewed again"
            )


@check(CHANGED_SINCE_REVIEW)
def changed_since_review(subject: Subject) -> Iterable[Finding]:
    for status in subject.judged.reviews:
        if status.content.state is ContentState.CHANGED and status.last is not None:
            scopes = ", ".join(scope.value for scope in status.content.changed)
            message = f"changed since its review on {status.last.on.isoformat()}: {scopes}"
            yield subject.finding(CHANGED_SINCE_REVIEW, status.subject, (), message, "have the change reviewed", scopes=scopes)


@check(NOT_ENTITLED)
def not_entitled(subject: Subject) -> Iterable[Finding]:
    for status in subject.judged.reviews:
        for reason in status.reasons:
            if reason.code is ReasonCode.NOT_ENTITLED:
                for review in reason.refs:
                    yield subject.finding(
                        NOT_ENTITLED,
                        review,
                        ("by",),
                        f"may not review {status.subject}",
                        "see reviewer_roles of the tier",
                        subject=status.subject,
                    )


@check(REVIEWS_IN_BULK)
def reviews_in_bulk(subject: Subject) -> Iterable[Finding]:
    for stamp in subject.judged.stamps:
        who = subject.portfolio.get(stamp.by)
        number, day = len(stamp.reviews), stamp.on.isoformat()
        bare = f", {stamp.bare} of them without notes or method" if stamp.bare else ""
        message = f"{who.label if who else stamp.by.id} reviewed {number} subjects on {day}{bare}"
        yield subject.finding(
            REVIEWS_IN_BULK, stamp.reviews[0], ("reviewed",), message, "look at each again, or say how", by=stamp.by, on=day, number=number
        )


@check(REVIEW_WITHOUT_NOTES)
def review_without_notes(subject: Subject) -> Iterable[Finding]:
    """Only of the reviews that count today: nobody adds notes to a review that another has followed."""
    for status in subject.judged.reviews:
        for look in status.reviews:
            if Sign.NO_NOTES in look.signs:
                message = f"the review of {status.subject} does not say what was looked at"
                yield subject.finding(REVIEW_WITHOUT_NOTES, look.review, (), message, "say next time with --notes what was seen")


@check(REVIEW_NOTES_ALIKE)
def review_notes_alike(subject: Subject) -> Iterable[Finding]:
    for review, signs in signs_of(subject.portfolio, subject.as_of).items():
        if Sign.SAME_NOTES in signs:
            message = f"the same notes stand on {ALIKE} reviews or more by one person"
            yield subject.finding(REVIEW_NOTES_ALIKE, review, ("notes",), message, "say next time what was seen in each")
