"""What of a subject is not as it was reviewed, field by field, so far as an audience may see both."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

from continuity.analysis.content import ContentState
from continuity.analysis.fingerprint import Fingerprinter
from continuity.analysis.lazily import Lazily
from continuity.analysis.reviewed import ReviewStatus
from continuity.changes.difference import written
from continuity.changes.edits import Action, Edit, edits
from continuity.changes.git import Repository
from continuity.changes.looked import History
from continuity.changes.plain import Plain, plain, plain_record
from continuity.changes.reviewed_text import ReviewedText, reviewed_texts
from continuity.findings import Position
from continuity.load import Loaded
from continuity.model.base import Record, Ref
from continuity.model.portfolio import Portfolio
from continuity.model.service import Service

__all__ = ["FieldChange", "SinceReview", "SinceReviews", "since_review"]

_GONE: Final = "gone"


@dataclass(frozen=True)
class FieldChange:
    """A field of ``ref`` (the subject, or a runbook of a service) that changed. ``edit`` is None where a runbook as a whole came to the service or
    left it. ``place`` is where it is written now, or where it was; None of a runbook that left.
    """

    ref: Ref
    action: Action
    edit: Edit | None = None
    place: Position | None = None


@dataclass(frozen=True)
class SinceReview:
    """``fields`` in the order of the subject's own, then its runbooks'; None where what was reviewed is not known, and ``why`` says why.

    ``withheld``: something changed that the audience may not see.
    """

    fields: tuple[FieldChange, ...] | None
    why: str = ""
    withheld: bool = False


def since_review(text: ReviewedText, loaded: Loaded, subject: Ref) -> SinceReview:
    """What differs between ``text`` and the plans as they are now, for who may see all of both."""
    return _Looking(loaded, loaded.portfolio, lambda then: then).at(text, subject)


class SinceReviews:
    """What changed of every subject since the review that counts, as an audience sees it; looked for when it is first asked for.

    ``seen`` is what the audience sees of ``loaded``, and ``see`` makes that of an earlier portfolio. ``known`` are texts that were found in the same
    history before.
    """

    def __init__(
        self,
        repository: Repository,
        history: History,
        loaded: Loaded,
        reviews: Iterable[ReviewStatus],
        seen: Portfolio,
        see: Callable[[Portfolio], Portfolio],
        known: Mapping[Ref, ReviewedText],
    ) -> None:
        changed = (status for status in reviews if status.content.state is ContentState.CHANGED and status.last is not None)
        found = {status.subject: loaded.portfolio.reviews.get(status.last.review.id) for status in changed if status.last}
        wanted = {subject: review for subject, review in found.items() if review is not None}
        looking, find = _Looking(loaded, seen, see), cache(partial(reviewed_texts, repository, history, loaded, wanted, known))
        self._known, self._find = known, find
        self.by_subject: Lazily[Ref, SinceReview] = Lazily(wanted, lambda subject: looking.at(find()[subject], subject))

    @property
    def texts(self) -> Mapping[Ref, ReviewedText]:
        """The texts that are at hand."""
        return self._find() if self._find.cache_info().currsize else self._known


class _Looking:
    def __init__(self, loaded: Loaded, seen: Portfolio, see: Callable[[Portfolio], Portfolio]) -> None:
        self.loaded = loaded
        self.whole = loaded.portfolio
        self.seen = seen
        self.see = see
        self.prints: dict[int, Fingerprinter] = {}

    def at(self, text: ReviewedText, subject: Ref) -> SinceReview:
        """Told is what differs for the audience and differs in the same way in the whole: a value that is hidden in one of the two versions is in
        neither.
        """
        if text.then is None:
            return SinceReview(None, text.why)
        old = text.then.resolve(text.review.subject)
        whole = tuple(self._changes(text.then, old, self.whole, subject, self.whole.resolve))
        before = self.see(text.then)
        if self.seen is self.whole and before is text.then:
            return SinceReview(whole)

        def named(ref: Ref) -> Ref:
            """A reference as the audience may read it; of what is gone, and could not be read when it was there, nothing is known."""
            found = self.seen.resolve(ref)
            return Ref(ref.kind, _GONE) if found in text.unreadable and self.whole.get(found) is None else found

        visible = {_told(change) for change in self._changes(before, old, self.seen, subject, named)}
        told = tuple(change for change in whole if _told(change) in visible)
        return SinceReview(told, withheld=len(told) < len(whole))

    def _changes(self, then: Portfolio, old: Ref, now: Portfolio, subject: Ref, resolve: Callable[[Ref], Ref]) -> Iterator[FieldChange]:
        """``old`` is the id that the subject had. ``resolve`` gives the present id of a reference of ``then``."""
        before, after = then.get(old), now.get(subject)
        if before is None or after is None:
            return
        one = plain_record(before, resolve) | _from_tier(before, then)
        yield from self._fields(subject, one, plain_record(after, now.resolve) | _from_tier(after, now))
        if not isinstance(before, Service) or not isinstance(after, Service):
            return
        earlier = {now.resolve(ref): ref for ref in Fingerprinter(then).runbooks(before)}
        later = self._runbooks(now, after)
        for ref in sorted({*earlier, *later}):
            was, is_ = then.get(earlier.get(ref)), now.get(ref)
            if ref not in later:
                yield FieldChange(ref, Action.REMOVED)
            elif was is None or is_ is None:
                yield FieldChange(ref, Action.ADDED, place=self.loaded.sources.position(ref))
            else:
                yield from self._fields(ref, plain_record(was, resolve), plain_record(is_, now.resolve))

    def _runbooks(self, now: Portfolio, service: Service) -> tuple[Ref, ...]:
        if id(now) not in self.prints:
            self.prints[id(now)] = Fingerprinter(now)
        return self.prints[id(now)].runbooks(service)

    def _fields(self, ref: Ref, before: dict[str, Plain], after: dict[str, Plain]) -> Iterator[FieldChange]:
        for edit in edits(before, after):
            yield FieldChange(ref, edit.action, edit, self.loaded.sources.position(ref, written(edit.head)))


def _told(change: FieldChange) -> str:
    """What is said of a change. Where it stands in a list is not: others of the list may be hidden."""
    edit = change.edit
    return json.dumps([str(change.ref), change.action, *((edit.field, edit.before, edit.after) if edit else ())], sort_keys=True)


def _from_tier(record: Record, portfolio: Portfolio) -> dict[str, Plain]:
    """Objectives that a service has of its tier: they are reviewed with it."""
    tier = portfolio.tier(record.tier) if isinstance(record, Service) else None
    if tier is None or not isinstance(record, Service):
        return {}
    supplied = {"rto": (record.objectives.rto, tier.rto), "rpo": (record.objectives.rpo, tier.rpo)}
    return {
        f"{name} of its tier": plain(given, portfolio.resolve)
        for name, (own, given) in supplied.items()
        if own is None and given is not None
    }
