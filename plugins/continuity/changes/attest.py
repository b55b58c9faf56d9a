"""Reviews, approvals and contact checks as files to be: who signed what, and fingerprints of what they saw.

Nothing is written here. A ``Draft`` is a path below the plans folder and the text of the file; a ``Refusal`` says why there is none. What is
drafted was read back and judged together with the plans: it loads without a finding, and ``before`` and ``after`` say what becomes of the subject.

The fingerprints are those of the whole portfolio (before an audience's view is cut out of it), and of what is written now, whatever day the
review is dated.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from continuity.analysis.answerable import owners_of
from continuity.analysis.contact_status import ContactStatus, contact_checks, means
from continuity.analysis.fingerprint import PREFIX, VERSION, Fingerprinter, Scope
from continuity.analysis.review_status import governing_tier, statuses
from continuity.analysis.reviewed import ReasonCode, ReviewStatus
from continuity.changes.eligibility import Refusal, find_person, find_role, find_subject, in_which_role
from continuity.findings import Severity, nearest
from continuity.load import Loaded, load
from continuity.model.attestation import Outcome
from continuity.model.base import Holder, Record, Ref
from continuity.model.directory import ContactPoint, Person
from continuity.model.kinds import KINDS
from continuity.model.portfolio import Portfolio
from continuity.model.service import Service
from continuity.reading_rules import DANGLING_REFERENCE
from continuity.text import write_yaml
from continuity.text.yaml_writer import Value

__all__ = ["Draft", "Tried", "Wish", "draft", "with_drafts"]

#: The key of the day in each kind of file.
_DAY = {"review": "reviewed", "approval": "approved", "contact-check": "checked"}
_ACT = {"review": "review", "approval": "approve", "contact-check": "check"}


@dataclass(frozen=True, slots=True)
class Tried:
    """A contact point that was tried: its way (``mobile``) or the address itself."""

    contact: str
    worked: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to sign. ``kind`` is ``review``, ``approval`` or ``contact-check``; texts are as typed.

    ``scopes`` empty means everything. ``authors`` are the people known to have written what is signed since it was last looked at.
    """

    kind: str
    subject: str
    by: str
    on: date
    role: str | None = None
    method: str | None = None
    outcome: str | None = None
    notes: str | None = None
    scopes: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    version: str | None = None
    tried: tuple[Tried, ...] = ()
    authors: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A file to be written: ``path`` below the plans folder. ``remarks`` are what the signer should know; they do not stop it."""

    ref: Ref
    subject: Ref
    path: str
    text: str
    remarks: tuple[str, ...] = ()
    before: ReviewStatus | ContactStatus | None = None
    after: ReviewStatus | ContactStatus | None = None


def draft(loaded: Loaded, wishes: Iterable[Wish], today: date) -> tuple[list[Draft], list[tuple[Wish, Refusal]]]:
    """A file for each wish, or why not. ``today`` is the day in the organisation's time zone: nobody signs for a day to come."""
    prints = Fingerprinter(loaded.portfolio)
    taken = {kind: set(loaded.portfolio.of(kind)) for kind in _DAY}
    made: list[tuple[Wish, Draft]] = []
    refused: list[tuple[Wish, Refusal]] = []
    for wish in wishes:
        found = _Drafting(loaded, prints, wish, today, taken[wish.kind]).run()
        if isinstance(found, Refusal):
            refused.append((wish, found))
        else:
            taken[wish.kind].add(found.ref.id)
            made.append((wish, found))
    return _judged(loaded, made, refused, today)


class _Drafting:
    """The making of one file."""

    def __init__(self, loaded: Loaded, prints: Fingerprinter, wish: Wish, today: date, taken: Collection[str]) -> None:
        self.loaded = loaded
        self.portfolio = loaded.portfolio
        self.prints = prints
        self.wish = wish
        self.today = today
        self.taken = taken
        self.remarks: list[str] = []

    def run(self) -> Draft | Refusal:
        record = find_subject(self.portfolio, self.wish.subject)
        if isinstance(record, Refusal):
            return record
        person = find_person(self.portfolio, self.wish.by, self.wish.on)
        if isinstance(person, Refusal):
            return person
        said = find_role(self.portfolio, self.wish.role) if self.wish.role else None
        if isinstance(said, Refusal):
            return said
        role = in_which_role(self.portfolio, person, said, self._allowed(record), _ACT[self.wish.kind], self.wish.on)
        if isinstance(role, Refusal):
            return role
        problem = self._day() or self._readable(record) or self._words()
        scopes = self._scopes(record)
        tried = self._tried(record)
        problem = problem or next((found for found in (scopes, tried) if isinstance(found, Refusal)), None)
        if problem is not None or isinstance(scopes, Refusal) or isinstance(tried, Refusal):
            return problem or Refusal("nothing to sign")
        data = self._data(record, person, role, scopes, tried)
        name = self._name(record, person)
        path = f"{KINDS[self.wish.kind].folder}/{name}.yaml"
        try:
            text = write_yaml(data)
        except UnicodeEncodeError:
            return Refusal("the notes hold half of a character", "Type them again")
        return Draft(Ref(self.wish.kind, name), record.ref, path, text, tuple(self.remarks))

    def _allowed(self, record: Record) -> tuple[Ref, ...]:
        tier = governing_tier(self.portfolio, record)
        roles = {"review": tier.reviewer_roles, "approval": tier.approver_roles}.get(self.wish.kind, ()) if tier else ()
        return tuple(self.portfolio.resolve(role) for role in roles)

    def _day(self) -> Refusal | None:
        if self.wish.on > self.today:
            return Refusal(f"{self.wish.on.isoformat()} has not come yet (today is {self.today.isoformat()})")
        if self.wish.on < self.today:
            days = (self.today - self.wish.on).days
            self.remarks.append(f"dated {days} {'day' if days == 1 else 'days'} back; the fingerprints are of what is written today")
        return None

    def _readable(self, record: Record) -> Refusal | None:
        """What could not be read was seen by nobody who reads the site: a fingerprint of the rest would say otherwise."""
        parts = {record.ref, *(self.prints.runbooks(record) if isinstance(record, Service) else ())}
        for finding in self.loaded.findings:
            unread = finding.level is Severity.ERROR and finding.rule is not DANGLING_REFERENCE
            if unread and finding.kind and finding.id and Ref(finding.kind, finding.id) in parts:
                place = f"{finding.position.path}:{finding.position.line}"
                return Refusal(f"part of it cannot be read: {finding.message} ({place})", "Mend that first")
        return None

    def _words(self) -> Refusal | None:
        if self.wish.outcome == Outcome.REJECTED and not (self.wish.notes or "").strip() and not self.wish.tried:
            return Refusal("a rejection without notes tells nobody what to mend", "Say it with --notes")
        for action in self.wish.actions:
            name = action.removeprefix("action/")
            if self.portfolio.get(Ref("action", name)) is None:
                near = nearest(name, self.portfolio.actions)
                return Refusal(f"there is no action '{name}'", f"Did you mean {near}?" if near else "Actions are files in actions/")
        return None

    def _scopes(self, record: Record) -> tuple[Scope, ...] | Refusal:
        there = tuple(self.prints.scopes(record.ref))
        if not self.wish.scopes:
            return there
        for name in self.wish.scopes:
            if name not in there:
                return Refusal(f"a {record.kind} has no scope '{name}'", f"It has {', '.join(there)}")
        if Scope.ALL in self.wish.scopes:
            return there
        left = [scope.value for scope in there if scope.value not in self.wish.scopes and scope is not Scope.ALL]
        if left:
            self.remarks.append(f"not looked at: {', '.join(left)}; the status will say that it is not known whether those changed")
        return tuple(scope for scope in there if scope.value in self.wish.scopes)

    def _tried(self, record: Record) -> tuple[Tried, ...] | Refusal:
        if self.wish.kind != "contact-check":
            return ()
        points: tuple[ContactPoint, ...] = getattr(record, "contacts", ())
        if not points and record.kind != "contact-tree":
            return Refusal(f"{record.label} has no contact points", "Check the person, team or vendor that has the numbers")
        if not self.wish.tried:
            return Refusal("nobody knows what was tried", f"Name each with --worked or --failed: {_ways(points)}")
        for tried in self.wish.tried:
            if points and not any(means(tried.contact, point) for point in points):
                near = nearest(tried.contact, [point.how for point in points])
                return Refusal(f"{record.label} has no '{tried.contact}'", f"Did you mean {near}?" if near else f"There is {_ways(points)}")
        named = {tried.contact for tried in self.wish.tried}
        rest = [point.how for point in points if not any(means(name, point) for name in named)]
        if rest:
            self.remarks.append(f"not tried: {', '.join(rest)}")
        return self.wish.tried

    def _data(
        self, record: Record, person: Person, role: Ref | None, scopes: tuple[Scope, ...], tried: tuple[Tried, ...]
    ) -> dict[str, Value]:
        wish = self.wish
        data: dict[str, Value] = {"subject": str(record.ref), _DAY[wish.kind]: wish.on, "by": person.id}
        if role is not None:
            data["role"] = role.id
        owner = getattr(record, "owner", None)
        if wish.kind == "review" and isinstance(owner, Holder) and (owned := self.portfolio.get(owner.ref)) is not None:
            data["owned_by"] = str(owned.ref)
        if wish.method:
            data["method"] = wish.method
        if wish.version:
            data["version"] = wish.version
        if tried:
            data["tried"] = [_tried_data(one) for one in tried]
        data["outcome"] = wish.outcome or _outcome_of(tried)
        if wish.notes and wish.notes.strip():
            data["notes"] = wish.notes.strip()
        if wish.actions:
            data["actions"] = [action.removeprefix("action/") for action in wish.actions]
        taken = self.prints.scopes(record.ref)
        data["fingerprints"] = {"version": VERSION, **{scope.value: taken[scope][:PREFIX] for scope in scopes}}
        upstream = self.prints.upstream(record.ref) if Scope.ALL in scopes else {}
        if upstream:
            data["upstream"] = {name: value[:PREFIX] for name, value in upstream.items()}
        return data

    def _name(self, record: Record, person: Person) -> str:
        """``DATE-KIND-ID-PERSON``; with a number behind it when there is one of that name already."""
        name = f"{self.wish.on.isoformat()}-{record.kind}-{record.id}-{person.id}"
        number = 2
        while name in self.taken:
            name = f"{self.wish.on.isoformat()}-{record.kind}-{record.id}-{person.id}-{number}"
            number += 1
        if number > 2:
            self.remarks.append("there is one of this day by the same person already; it stays, and this one comes beside it")
        return name


def _tried_data(tried: Tried) -> Value:
    data: dict[str, Value] = {"contact": tried.contact, "worked": tried.worked}
    return {**data, "note": tried.note} if tried.note else data


def _outcome_of(tried: tuple[Tried, ...]) -> str:
    """What a contact check comes to, where nobody said: rejected only when nothing worked."""
    return Outcome.REJECTED.value if tried and not any(one.worked for one in tried) else Outcome.APPROVED.value


def _ways(points: tuple[ContactPoint, ...]) -> str:
    return ", ".join(dict.fromkeys(point.how for point in points)) or "no number of its own; name the way, as mobile"


def with_drafts(loaded: Loaded, drafts: Iterable[Draft]) -> Loaded:
    """The plans with the drafts read into them. Findings are those of reading the drafts alone, what their references lead to aside."""
    read = load([(made.path, made.text.encode()) for made in drafts])
    records = {kind: dict(found) for kind, found in loaded.portfolio.records.items()}
    for record in read.portfolio:
        records[record.kind][record.id] = record
    sorted_records = {kind: MappingProxyType(dict(sorted(found.items()))) for kind, found in records.items()}
    portfolio = replace(loaded.portfolio, records=MappingProxyType(sorted_records))
    findings = tuple(finding for finding in read.findings if finding.rule is not DANGLING_REFERENCE)
    return replace(loaded, portfolio=portfolio, findings=findings)


def _judged(
    loaded: Loaded, made: list[tuple[Wish, Draft]], refused: list[tuple[Wish, Refusal]], today: date
) -> tuple[list[Draft], list[tuple[Wish, Refusal]]]:
    """The drafts with what becomes of their subjects; those that would not count after all are refused as well."""
    if not made:
        return [], refused
    drafts = [one for _, one in made]
    after = with_drafts(loaded, drafts)
    problems = {finding.position.path: Refusal(finding.message, finding.help or "") for finding in after.findings}
    before_of, after_of = _states(loaded.portfolio, drafts, today), _states(after.portfolio, drafts, today)
    judged = []
    for wish, one in made:
        status = after_of.get(one.subject)
        problem = problems.get(one.path)
        if problem is None and isinstance(status, ReviewStatus) and one.ref.kind == "review":
            problem = _not_independent(after.portfolio, one, status, wish.authors)
        if problem is None:
            judged.append(replace(one, before=before_of.get(one.subject), after=status))
        else:
            refused.append((wish, problem))
    return judged, refused


def _states(portfolio: Portfolio, drafts: list[Draft], today: date) -> dict[Ref, ReviewStatus | ContactStatus]:
    found: dict[Ref, ReviewStatus | ContactStatus] = {}
    if any(made.ref.kind == "contact-check" for made in drafts):
        found.update({status.subject: status for status in contact_checks(portfolio, today)})
    else:
        found.update({status.subject: status for status in statuses(portfolio, today)})
    return found


def _not_independent(portfolio: Portfolio, made: Draft, status: ReviewStatus, authors: tuple[Ref, ...]) -> Refusal | None:
    """Where two must look, owners and whoever wrote it do not suffice among themselves."""
    if status.needed < 2:
        return None
    owner = getattr(portfolio.get(made.subject), "owner", None)
    owners = set(owners_of(portfolio, owner.ref)) if isinstance(owner, Holder) else set()
    ask = [ref.id for ref in status.ask if ref not in owners and ref not in authors][:4]
    instead = f"Somebody else must look as well: ask {', '.join(ask)}" if ask else "Somebody else must look as well"
    for reason in status.reasons:
        if reason.code is ReasonCode.OWNERS_ONLY and made.ref in reason.refs:
            return Refusal("with this review only its owners would have looked", instead)
    group = status.reviews if any(look.review == made.ref for look in status.reviews) else ()
    if group and authors and {look.by for look in group} <= owners | set(authors):
        return Refusal("with this review only those who wrote it would have looked", instead)
    return None
