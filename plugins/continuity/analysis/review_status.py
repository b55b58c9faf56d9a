"""Where every reviewed thing stands, on two axes: time (never, current, due soon, due, overdue) and content (as reviewed, changed since).

Reviewable are services that are live or retiring, processes, continuity plans, runbooks, scenarios, risks and contact trees. Anything else
(a team, a vendor, a planned service ...) gets a status from its first review on, and none before: what teams and people need is that their
numbers are tried, which has a clock of its own (``contact_status``). Retired services get none.

How a review counts:

- Reviews dated after the as-of date are not looked at, nor are reviews by somebody whose role may not review the subject.
- A rejection sets aside everything up to its day; until enough new reviews follow, the subject is due from that day and overdue from the
  next.
- *Approved with actions* lapses while one of its actions is overdue: the subject is due from the day the action became so.
- Where the tier asks for more than one reviewer, that many people must have looked at the same fingerprint within the joint window, not all
  of them owners. The newest look completes the review. Until a first review is complete, those missing are due from the first look, and
  overdue when the window closes.
- Which of the following do so is the policy's to say (``after``).
- An incident, or an exercise the subject failed, makes a review due from that day, unless one followed on that day or later. It is overdue
  when the policy's due-soon window has passed once more.
- A new owner makes a review due at once. Nobody knows since when, so it is overdue no earlier than it would be anyway. A review says whom it
  saw as the owner; for one that does not, an owner it did not lean on is a new one.
- So does, where the policy says it, that the subject is not as it was reviewed, or that what it leans on is not.

Which tier applies: a service's own, a plan's own; else, for plans, runbooks and trees, the most demanding among those of their services.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from continuity.analysis.answerable import holds, owners_of, teams_of
from continuity.analysis.cadence import Clock, ClockKind, EffectiveCadence, clock, days_of, demanding_tier, due_date, effective_cadence
from continuity.analysis.content import Content, ContentState, compare, same_content
from continuity.analysis.events import Event, EventKind, events
from continuity.analysis.fingerprint import Fingerprinter
from continuity.analysis.reviewed import (
    ApprovalState,
    ApprovalStatus,
    Looked,
    OpenAction,
    Reason,
    ReasonCode,
    ReviewStatus,
)
from continuity.analysis.reviews_since import Reviewed
from continuity.analysis.signs import signs_of
from continuity.model.attestation import Approval, Outcome, Review
from continuity.model.base import Holder, Record, Ref
from continuity.model.communication import ContactTree
from continuity.model.exercise import Action, Status
from continuity.model.organisation import Tier, Trigger
from continuity.model.plan import ContinuityPlan
from continuity.model.portfolio import Portfolio
from continuity.model.runbook import Runbook
from continuity.model.service import Lifecycle, Service

__all__ = ["REVIEWABLE", "by_reviewer", "by_team", "governing_tier", "statuses"]

#: Kinds that must be reviewed; anything else only once somebody has.
REVIEWABLE: Final = frozenset({"service", "process", "continuity-plan", "runbook", "scenario", "risk", "contact-tree"})


def statuses(portfolio: Portfolio, as_of: date, known: Reviewed | None = None) -> tuple[ReviewStatus, ...]:
    """Every reviewable subject, worst first. What is as it was in ``known`` is not judged again."""
    return _Statuses(portfolio, as_of).run(known.standing(portfolio, as_of) if known else {})


def by_team(portfolio: Portfolio, found: Iterable[ReviewStatus]) -> dict[Ref | None, tuple[ReviewStatus, ...]]:
    """By the team that owns it; what a person or role owns goes to each of their teams.

    None holds what no team answers for. Order is kept.
    """
    members = teams_of(portfolio)
    groups: dict[Ref | None, list[ReviewStatus]] = defaultdict(list)
    for status in found:
        for team in _owning_teams(portfolio, status.owner, members):
            groups[team].append(status)
    return {team: tuple(groups[team]) for team in sorted(groups, key=lambda ref: (ref is None, ref or Ref("", "")))}


def _owning_teams(portfolio: Portfolio, owner: Ref | None, members: Mapping[Ref, tuple[Ref, ...]]) -> tuple[Ref | None, ...]:
    if owner is None:
        return (None,)
    if owner.kind == "team":
        return (owner,)
    people = owners_of(portfolio, owner)
    return tuple(sorted({team for person in people for team in members.get(person, ())})) or (None,)


def by_reviewer(found: Iterable[ReviewStatus]) -> dict[Ref, tuple[ReviewStatus, ...]]:
    """By each person who can be asked to review it. Order is kept."""
    groups: dict[Ref, list[ReviewStatus]] = defaultdict(list)
    for status in found:
        for person in status.ask:
            groups[person].append(status)
    return {person: tuple(groups[person]) for person in sorted(groups)}


def governing_tier(portfolio: Portfolio, record: Record) -> Tier | None:
    """The tier whose cadence and reviewers apply to the record; None when none does."""
    tiers: list[str | None] = []
    if isinstance(record, Service) or (isinstance(record, ContinuityPlan) and record.tier):
        tiers = [record.tier]
    elif isinstance(record, ContinuityPlan | Runbook | ContactTree):
        named = record.scope.services if isinstance(record, ContinuityPlan) else record.services
        tiers = [service.tier for ref in named if isinstance(service := portfolio.get(ref), Service)]
    return demanding_tier(portfolio.organisation, tiers) if tiers else None


class _Statuses:
    def __init__(self, portfolio: Portfolio, as_of: date) -> None:
        self.portfolio = portfolio
        self.as_of = as_of
        self.prints = Fingerprinter(portfolio)
        self.policy = portfolio.organisation.review_policy
        self.events = events(portfolio, as_of)
        self.reviews: dict[Ref, list[Review]] = defaultdict(list)
        for review in portfolio.reviews.values():
            if review.reviewed <= as_of:
                self.reviews[portfolio.resolve(review.subject)].append(review)
        self.approvals: dict[Ref, list[Approval]] = defaultdict(list)
        for approval in portfolio.approvals.values():
            if approval.approved <= as_of:
                self.approvals[portfolio.resolve(approval.subject)].append(approval)
        self.asked: dict[str, list[Action]] = defaultdict(list)
        for action in portfolio.actions.values():
            if action.origin is not None and action.origin.review:
                self.asked[action.origin.review.removeprefix("review/")].append(action)
        self.signs = signs_of(portfolio, as_of)

    def run(self, standing: Mapping[Ref, ReviewStatus]) -> tuple[ReviewStatus, ...]:
        found = [standing.get(record.ref) or self._status(record) for record in self._subjects()]
        return tuple(sorted(found, key=lambda status: status.worst_first))

    def _subjects(self) -> Iterator[Record]:
        for record in self.portfolio:
            lifecycle = record.lifecycle if isinstance(record, Service) else None
            if lifecycle is Lifecycle.RETIRED:
                continue
            wanted = record.kind in REVIEWABLE and lifecycle is not Lifecycle.PLANNED
            if wanted or record.ref in self.reviews:
                yield record

    def _status(self, record: Record) -> ReviewStatus:
        tier = governing_tier(self.portfolio, record)
        every = effective_cadence(self.portfolio.organisation, ClockKind.REVIEW, tier, getattr(record, "review_every", None))
        owner = getattr(record, "owner", None)
        owner_ref = self.portfolio.resolve(owner.ref) if isinstance(owner, Holder) else None
        return _One(self, record, tier, every, owner_ref).status()


class _One:
    """The working of one status."""

    def __init__(self, all_: _Statuses, record: Record, tier: Tier | None, every: EffectiveCadence, owner: Ref | None) -> None:
        self.all = all_
        self.portfolio = all_.portfolio
        self.record = record
        self.tier = tier
        self.every = every
        self.owner = owner
        self.owners = owners_of(self.portfolio, owner)
        self.needed = max(1, tier.reviewers if tier else 1)
        self.roles = tuple(self.portfolio.resolve(role) for role in tier.reviewer_roles) if tier else ()
        self.reasons: list[Reason] = []
        self.triggers: list[tuple[date, int]] = []

    def status(self) -> ReviewStatus:
        newest = sorted(self.all.reviews.get(self.record.ref, ()), key=lambda r: (r.reviewed, r.id), reverse=True)
        counted = [review for review in newest if self._entitled(review)]
        rejection = next((r for r in counted if r.outcome is Outcome.REJECTED), None)
        passed = [r for r in counted if r.outcome is not Outcome.REJECTED]
        standing = [r for r in passed if rejection is None or r.reviewed > rejection.reviewed]
        complete = self._complete(standing)
        blocked = rejection if complete is None else None
        # What was complete before a rejection is still the last review there was; it just no longer stands.
        review = complete or (self._complete(passed[len(standing) :], silent=True) if blocked else None)
        partial = self._partial(standing, complete)
        missing = self._missing(partial, review is None)
        if blocked is not None:
            self._trigger(ReasonCode.REJECTED, (blocked.ref,), blocked.reviewed, 0)
        actions = self._actions(review or ())
        last = review[0].reviewed if review else None
        if last is not None:
            self._events(last)
        content = compare(self.portfolio, self.all.prints, self.record.ref, next(iter(review or partial), None))
        if review:
            self._new_owner(review[0])
            self._changed(review[0], content)
        time = self._clock(last)
        if self.every.cadence is None:
            self.reasons.append(Reason(ReasonCode.NO_CADENCE))
        if self.owner is None:
            self.reasons.append(Reason(ReasonCode.NO_OWNER))
        return ReviewStatus(
            subject=self.record.ref,
            tier=self.tier.id if self.tier else None,
            owner=self.owner,
            clock=time,
            content=content,
            reviews=tuple(self._looked(r) for r in review or ()),
            partial=tuple(self._looked(r) for r in partial),
            needed=self.needed,
            missing=missing,
            roles=self.roles,
            ask=self._ask(review or (), partial),
            blocked_by=blocked.ref if blocked else None,
            actions=actions,
            reasons=tuple(dict.fromkeys(self.reasons)),
            approval=self._approval(),
        )

    def _entitled(self, review: Review) -> bool:
        """A stated role is taken at its word, since holders change after the day; that nobody can find the person in it is said."""
        if not self.roles:
            return True
        person = self.portfolio.resolve(review.by)
        if review.role is not None:
            role = self.portfolio.resolve(review.role)
            if role in self.roles and not holds(self.portfolio, person, role):
                self.reasons.append(Reason(ReasonCode.ROLE_NOT_HELD, (review.ref, role), review.reviewed))
            allowed = role in self.roles
        else:
            allowed = any(holds(self.portfolio, person, role) for role in self.roles)
        if not allowed:
            self.reasons.append(Reason(ReasonCode.NOT_ENTITLED, (review.ref,), review.reviewed))
        return allowed

    def _window(self, newest: Review, reviews: Iterable[Review]) -> dict[Ref, Review]:
        """Of ``reviews``, newest first: by person, the newest look at what ``newest`` looked at, within the joint window before it."""
        first = newest.reviewed - timedelta(days=min(days_of(self.all.policy.joint_window), newest.reviewed.toordinal() - 1))
        group: dict[Ref, Review] = {}
        for review in reviews:
            if review.reviewed < first:
                break
            if review.reviewed <= newest.reviewed and (review is newest or same_content(newest, review)):
                group.setdefault(self.portfolio.resolve(review.by), review)
        return group

    def _complete(self, reviews: list[Review], *, silent: bool = False) -> tuple[Review, ...] | None:
        """The newest set of looks that suffices, newest first."""
        if self.needed == 1:
            return (reviews[0],) if reviews else None
        for index, newest in enumerate(reviews):
            group = self._window(newest, reviews[index:])
            if len(group) >= self.needed:
                if set(group) <= set(self.owners):
                    if not silent:
                        self.reasons.append(Reason(ReasonCode.OWNERS_ONLY, tuple(r.ref for r in group.values()), newest.reviewed))
                    continue
                return tuple(group.values())
        return None

    def _partial(self, standing: list[Review], complete: tuple[Review, ...] | None) -> tuple[Review, ...]:
        """Looks newer than the complete review that one day may complete the next."""
        newer = [r for r in standing if complete is None or (r.reviewed, r.id) > (complete[0].reviewed, complete[0].id)]
        if not newer:
            return ()
        group = tuple(self._window(newer[0], newer).values())
        if len({self.portfolio.resolve(r.by) for r in newer}) > len(group):
            others = tuple(r.ref for r in newer if r not in group)
            self.reasons.append(Reason(ReasonCode.NOT_SAME_CONTENT, others, newer[0].reviewed))
        return group

    def _missing(self, partial: tuple[Review, ...], first_time: bool) -> int:
        if not partial:
            return 0
        missing = max(1, self.needed - len(partial))
        start = min(r.reviewed for r in partial)
        self.reasons.append(Reason(ReasonCode.REVIEWERS_MISSING, tuple(r.ref for r in partial), start))
        if first_time:
            self.triggers.append((start, days_of(self.all.policy.joint_window)))
        return missing

    def _trigger(self, code: ReasonCode, refs: tuple[Ref, ...], on: date, grace: int) -> None:
        self.reasons.append(Reason(code, refs, on))
        self.triggers.append((on, grace))

    def _actions(self, reviews: tuple[Review, ...]) -> tuple[OpenAction, ...]:
        found: list[OpenAction] = []
        for review in reviews:
            if review.outcome is not Outcome.APPROVED_WITH_ACTIONS:
                continue
            asked = [action.ref for action in self.all.asked.get(review.id, ())]
            named = dict.fromkeys([*(self.portfolio.resolve(ref) for ref in review.actions), *asked])
            if not named:
                self.reasons.append(Reason(ReasonCode.ACTION_UNKNOWN, (review.ref,), review.reviewed))
            for ref in named:
                action = self.portfolio.get(ref)
                if not isinstance(action, Action):
                    self.reasons.append(Reason(ReasonCode.ACTION_UNKNOWN, (review.ref, ref), review.reviewed))
                elif self._open(action):
                    due = action.due if isinstance(action.due, date) else None
                    lapsed = due is not None and due < self.all.as_of
                    found.append(OpenAction(ref, due, lapsed))
                    if due is None:
                        self.reasons.append(Reason(ReasonCode.ACTION_UNKNOWN, (review.ref, ref), review.reviewed))
                    elif lapsed:
                        self._trigger(ReasonCode.ACTIONS_LAPSED, (ref,), max(due + timedelta(days=1), review.reviewed), 0)
        return tuple(dict.fromkeys(found))

    def _open(self, action: Action) -> bool:
        if action.status in (Status.OPEN, Status.IN_PROGRESS):
            return True
        return action.closed is not None and action.closed > self.all.as_of

    def _events(self, last: date) -> None:
        codes = {EventKind.INCIDENT: ReasonCode.INCIDENT, EventKind.FAILED_EXERCISE: ReasonCode.FAILED_EXERCISE}
        unanswered: list[Event] = [event for event in self.all.events.get(self.record.ref, ()) if event.on > last]
        for event in unanswered:
            if event.kind.value in self.all.policy.after:
                self._trigger(codes[event.kind], (event.source,), event.on, days_of(self.all.policy.due_soon))

    def _changed(self, review: Review, content: Content) -> None:
        after = self.all.policy.after
        if content.state is ContentState.CHANGED and Trigger.CHANGED in after:
            self._at_once(ReasonCode.CHANGED, (), review)
        if content.upstream and Trigger.UPSTREAM_CHANGED in after:
            self._at_once(ReasonCode.UPSTREAM_CHANGED, (), review)

    def _at_once(self, code: ReasonCode, refs: tuple[Ref, ...], review: Review) -> None:
        """Due now; nobody knows since when, so that it is overdue no earlier than without."""
        self.reasons.append(Reason(code, refs))
        cadence = self.every.cadence
        overdue = due_date(review.reviewed, cadence) if cadence else date.max
        self.triggers.append((review.reviewed, (overdue - review.reviewed).days))

    def _new_owner(self, review: Review) -> None:
        if self.owner is None or Trigger.NEW_OWNER not in self.all.policy.after:
            return
        if review.owned_by is not None:
            same = self._named(review.owned_by) == self.owner
        elif review.upstream:
            owner_counts = str(self.owner) in self.all.prints.upstream(self.record.ref)
            same = not owner_counts or self.owner in map(self._named, review.upstream)
        else:
            return
        if not same:
            self._at_once(ReasonCode.NEW_OWNER, (self.owner,), review)

    def _named(self, written: str) -> Ref:
        """The record a review names as text: it may be gone since, and a review is never edited."""
        kind, _, name = written.strip().partition("/")
        return self.portfolio.resolve(Ref(kind, name))

    def _clock(self, last: date | None) -> Clock:
        soon = self.tier.due_soon if self.tier and self.tier.due_soon else self.all.policy.due_soon
        return clock(last, self.every, days_of(soon), self.all.as_of, self.triggers)

    def _looked(self, review: Review) -> Looked:
        signs = self.all.signs.get(review.ref, ())
        role = self.portfolio.resolve(review.role) if review.role else None
        person = self.portfolio.resolve(review.by)
        return Looked(review.ref, person, review.reviewed, role, review.method, review.outcome, signs)

    def _ask(self, reviews: tuple[Review, ...], partial: tuple[Review, ...]) -> tuple[Ref, ...]:
        """Those who looked last time, the owners, holders of the roles that may; not who has just looked, nor who has left."""
        holders = [holder for role in self.roles for holder in owners_of(self.portfolio, role)]
        before = [self.portfolio.resolve(review.by) for review in reviews]
        done = {self.portfolio.resolve(review.by) for review in partial}
        people = dict.fromkeys([*before, *self.owners, *holders])
        return tuple(person for person in people if person not in done and self._here(person))

    def _here(self, person: Ref) -> bool:
        left = getattr(self.portfolio.get(person), "left", None)
        return left is None or left >= self.all.as_of

    def _approval(self) -> ApprovalStatus:
        found = self.all.approvals.get(self.record.ref, ())
        newest = max(found, key=lambda a: (a.approved, a.outcome is Outcome.REJECTED, a.id), default=None)
        if newest is None:
            return ApprovalStatus(ApprovalState.NONE)
        by, role = self.portfolio.resolve(newest.by), self.portfolio.resolve(newest.role) if newest.role else None
        roles = [self.portfolio.resolve(ref) for ref in self.tier.approver_roles] if self.tier else []
        entitled = (role in roles if role else any(holds(self.portfolio, by, one) for one in roles)) if roles else None
        content = compare(self.portfolio, self.all.prints, self.record.ref, newest)
        if newest.outcome is Outcome.REJECTED:
            state = ApprovalState.REJECTED
        elif content.changed:
            state = ApprovalState.CHANGED
        elif content.state is ContentState.UNKNOWN:
            state = ApprovalState.UNVERIFIED
        else:
            state = ApprovalState.IN_FORCE
        return ApprovalStatus(state, newest.ref, newest.version, newest.approved, by, role, entitled)
