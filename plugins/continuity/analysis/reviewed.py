"""What is said about a reviewed subject: ids, days and figures, no words for a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from continuity.analysis.cadence import Clock, TimeState
from continuity.analysis.content import Content
from continuity.model.attestation import Method, Outcome
from continuity.model.base import Ref

__all__ = [
    "ApprovalState",
    "ApprovalStatus",
    "Backing",
    "Looked",
    "OpenAction",
    "Reason",
    "ReasonCode",
    "ReviewStatus",
    "Sign",
    "StampSign",
]


class ReasonCode(StrEnum):
    """Why the state is what it is, or why something that was written does not count."""

    REJECTED = "rejected"
    ACTIONS_LAPSED = "actions-lapsed"
    ACTION_UNKNOWN = "action-unknown"
    INCIDENT = "incident"
    FAILED_EXERCISE = "failed-exercise"
    NEW_OWNER = "new-owner"
    CHANGED = "changed"
    UPSTREAM_CHANGED = "upstream-changed"
    REVIEWERS_MISSING = "reviewers-missing"
    OWNERS_ONLY = "owners-only"
    NOT_SAME_CONTENT = "not-same-content"
    NOT_ENTITLED = "not-entitled"
    ROLE_NOT_HELD = "role-not-held"
    NO_CADENCE = "no-cadence"
    NO_OWNER = "no-owner"


class Sign(StrEnum):
    """A sign of rubber-stamping: shown, never blocking."""

    MANY_ON_ONE_DAY = "many-on-one-day"
    NO_NOTES = "no-notes"
    SAME_NOTES = "same-notes"
    NO_METHOD = "no-method"
    MANY_AT_ONCE = "many-at-once"
    WITH_THE_CHANGE = "with-the-change"
    MINUTES_AFTER = "minutes-after"


class Backing(StrEnum):
    """What stands behind the name in a review, but the name.

    ``signed``: its commit has a good signature by an address of that person. ``committed``: their address is in the commit, which anybody can
    write. ``somebody-else``: another address is.
    """

    SIGNED = "signed"
    COMMITTED = "committed"
    SOMEBODY_ELSE = "somebody-else"


class ApprovalState(StrEnum):
    """How the version in force stands.

    ``changed``: the content is no longer what was approved; ``unverified``: the approval carries no fingerprint.
    """

    NONE = "none"
    IN_FORCE = "in-force"
    CHANGED = "changed"
    UNVERIFIED = "unverified"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Reason:
    """``refs`` are the records that cause it, ``on`` the day it began to count."""

    code: ReasonCode
    refs: tuple[Ref, ...] = ()
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """One review, as it was recorded; ``backing`` is what the history of the plans says of its name, None where that is not known."""

    review: Ref
    by: Ref
    on: date
    role: Ref | None
    method: Method | None
    outcome: Outcome
    signs: tuple[Sign, ...] = ()
    backing: Backing | None = None


@dataclass(frozen=True, slots=True)
class OpenAction:
    """An action a review asked for. ``due`` is None when nobody said by when; ``lapsed`` when that day has passed and it is not done."""

    action: Ref
    due: date | None
    lapsed: bool


@dataclass(frozen=True, slots=True)
class ApprovalStatus:
    """The newest approval: which version it put in force, who did, and whether that is still what is written.

    ``entitled`` is None when no tier says who may.
    """

    state: ApprovalState
    approval: Ref | None = None
    version: str | None = None
    on: date | None = None
    by: Ref | None = None
    role: Ref | None = None
    entitled: bool | None = None


@dataclass(frozen=True, slots=True)
class ReviewStatus:
    """Where one subject stands.

    ``reviews`` are the looks that make up the newest complete review, newest first; ``partial`` those that count but do not yet suffice.
    ``needed`` people must look; ``missing`` is how many more it takes to complete the review that is under way, 0 when none is. ``roles``
    may review (anybody, when empty). ``ask`` are the people to turn to, best first. ``blocked_by`` is the rejection nobody has answered.
    """

    subject: Ref
    tier: str | None
    owner: Ref | None
    clock: Clock
    content: Content
    reviews: tuple[Looked, ...]
    partial: tuple[Looked, ...]
    needed: int
    missing: int
    roles: tuple[Ref, ...]
    ask: tuple[Ref, ...]
    blocked_by: Ref | None
    actions: tuple[OpenAction, ...]
    reasons: tuple[Reason, ...]
    approval: ApprovalStatus

    @property
    def state(self) -> TimeState:
        return self.clock.state

    @property
    def due(self) -> date | None:
        return self.clock.due

    @property
    def last(self) -> Looked | None:
        """The newest look of the newest complete review."""
        return self.reviews[0] if self.reviews else None

    @property
    def worst_first(self) -> tuple[bool, int, int, date, Ref]:
        """Sort key: rejected, then by time, then by content, then by due date."""
        return self.blocked_by is None, -self.state.rank, -self.content.state.rank, self.due or date.min, self.subject


@dataclass(frozen=True, slots=True)
class StampSign:
    """Many reviews by one person on one day, and how many of them have neither notes nor method."""

    by: Ref
    on: date
    reviews: tuple[Ref, ...]
    bare: int
