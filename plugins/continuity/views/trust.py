"""One line of trust: may this page be believed today? Small, because a red banner on half of all pages is ignored."""

from __future__ import annotations

from continuity.analysis.cadence import Clock, TimeState
from continuity.analysis.content import ContentState
from continuity.analysis.effective import effective_objectives
from continuity.analysis.reviewed import ApprovalState, ReviewStatus
from continuity.model.base import Ref
from continuity.model.runbook import Runbook
from continuity.views.blocks import Badge, Block, Day, Due, Inline, Inlines, LinkTo, Muted, Paragraph, Target, Text, Tone
from continuity.views.context import Context
from continuity.views.since_review import since_link

TONES = {
    TimeState.CURRENT: Tone.GOOD,
    TimeState.DUE_SOON: Tone.SOON,
    TimeState.DUE: Tone.SOON,
    TimeState.OVERDUE: Tone.BAD,
    TimeState.UNKNOWN: Tone.UNKNOWN,
    TimeState.NEVER: Tone.BAD,
}
_WORDS = {TimeState.CURRENT: "due", TimeState.DUE_SOON: "due soon:", TimeState.DUE: "due", TimeState.OVERDUE: "overdue since"}


def clock_state(clock: Clock, never: str = "never") -> Inline:
    """A clock as a badge that the reader's browser judges again."""
    if clock.due is None or clock.due_soon_from is None:
        return Badge(never, Tone.BAD) if clock.state is TimeState.NEVER else Badge("unknown", Tone.UNKNOWN)
    return Due(clock.due, clock.due_soon_from, TONES[clock.state], _WORDS.get(clock.state, "due"))


def content_state(status: ReviewStatus) -> Badge | None:
    """Whether what is written is still what was reviewed; None when nothing was."""
    state = status.content.state
    if state is ContentState.AS_REVIEWED:
        return Badge("as reviewed", Tone.GOOD)
    if state is ContentState.CHANGED:
        return Badge("changed since review", Tone.BAD, ", ".join(scope.value for scope in status.content.changed))
    if state is ContentState.UPSTREAM_CHANGED:
        return Badge("what it leans on changed", Tone.SOON)
    return Badge("not known whether changed", Tone.UNKNOWN) if state is ContentState.UNKNOWN else None


def approval_state(status: ReviewStatus) -> Badge | None:
    """Whether the version in force is what is written; None when nothing was ever put in force."""
    approval = status.approval
    if approval.state is ApprovalState.IN_FORCE:
        return Badge(f"approved{f', version {approval.version}' if approval.version else ''}", Tone.GOOD)
    if approval.state is ApprovalState.CHANGED:
        return Badge("changed since approval", Tone.BAD)
    if approval.state is ApprovalState.REJECTED:
        return Badge("approval refused", Tone.BAD)
    return Badge("approved, not known whether changed", Tone.UNKNOWN) if approval.state is ApprovalState.UNVERIFIED else None


def trust_line(context: Context, ref: Ref) -> Inlines:
    """Reviewed, last changed, approved, exercised: what a responder must know before believing the page."""
    status = context.judged.review_of.get(ref)
    at = context.changed.get(ref)
    changed: Inlines = (Muted("Changed "), Day(context.local(at).date())) if at else (Muted("Last change not known"),)
    exercised = _exercised(context, ref)
    if status is None:
        return (Muted("Not under review. "), *changed, *((Text(" "), *exercised) if exercised else ()))
    out: list[Inline] = []
    last = status.last
    if last is None:
        out.append(Badge("never reviewed", Tone.BAD))
    else:
        out += [Muted("Reviewed "), Day(last.on), Text(" "), clock_state(status.clock)]
    if status.blocked_by is not None:
        out += [Text(" "), Badge("rejected at its last review", Tone.BAD)]
    for badge, link in ((content_state(status), since_link(context, ref)), (approval_state(status), ())):
        if badge is not None:
            out += [Text(" "), badge, *((Text(" "), *link) if link else ())]
    out += [Text(" "), *changed]
    if exercised:
        out += [Text(" "), *exercised]
    out += [Text(" "), LinkTo("why", context.review_entries.get(ref, Target("reviews/index.html")))]
    return tuple(out)


def trust_of_record(context: Context, ref: Ref) -> tuple[Block, ...]:
    """The same for what nobody has to review: when it was last changed, where that is known; and its review, where it has one."""
    return (Paragraph(trust_line(context, ref)),) if ref in context.judged.review_of or ref in context.changed else ()


def _exercised(context: Context, ref: Ref) -> Inlines:
    if ref.kind == "runbook":
        runbook = context.portfolio.runbooks.get(ref.id)
        services = [context.portfolio.resolve(service) for service in runbook.services] if runbook else []
        found = [context.judged.exercise_of[service] for service in services if service in context.judged.exercise_of]
        if not found:
            return ()
        status = min(found, key=lambda s: (s.last_passed is not None, s.last_passed.on if s.last_passed else context.as_of))
    elif ref in context.judged.exercise_of:
        status = context.judged.exercise_of[ref]
    else:
        return ()
    passed = status.last_passed
    if passed is None:
        if status.last is None:
            return (Badge("never exercised", Tone.BAD),)
        failed = status.last.passed is False
        return (Badge("last exercise failed" if failed else "recovery never proven", Tone.BAD), Text(" "), Day(status.last.on))
    words: list[Inline] = [Muted("Recovery proven "), Day(passed.on)]
    if status.last and status.last.passed is False:
        words += [Text(" "), Badge("failed since", Tone.BAD)]
    return tuple(words)


def authorise_seconds(context: Context, runbook: Runbook) -> int | None:
    """The longest time to invoke among the services the runbook brings back, in seconds; None when one of them is unknown."""
    found = [effective_objectives(context.portfolio, context.portfolio.resolve(ref).id).invoke.figure.seconds for ref in runbook.services]
    known = [seconds for seconds in found if seconds is not None]
    return max(known) if known and len(known) == len(found) else None


def rto_seconds(context: Context, runbook: Runbook) -> int | None:
    """The tightest RTO among the services the runbook brings back, in seconds; None when one of them is unknown."""
    found = [effective_objectives(context.portfolio, context.portfolio.resolve(ref).id).rto.figure.seconds for ref in runbook.services]
    known = [seconds for seconds in found if seconds is not None]
    return min(known) if known and len(known) == len(found) else None
