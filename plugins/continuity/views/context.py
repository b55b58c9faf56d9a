"""What every page may ask: names, addresses, dates in words. One function makes links, so that none can dangle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast
from zoneinfo import ZoneInfo, available_timezones

from continuity.analysis.blast import Blasts
from continuity.analysis.capability import Capabilities
from continuity.analysis.contact_trees import CallTree, call_tree, call_trees, weakens
from continuity.analysis.escalation import EscalationPath, escalations
from continuity.analysis.everything import Analysis
from continuity.analysis.inheritance import RequiredRto
from continuity.analysis.judged import Judged
from continuity.analysis.lazily import Lazily
from continuity.analysis.objectives import ProcessObjectives
from continuity.analysis.procedures import Timed
from continuity.analysis.recovery import RecoveryOrder
from continuity.analysis.review_status import by_team
from continuity.analysis.reviewed import ReviewStatus
from continuity.changes.history import Period
from continuity.changes.since_review import SinceReviews
from continuity.load import Sources
from continuity.model.base import Holder, Record, Ref, references
from continuity.model.kinds import KINDS
from continuity.model.portfolio import Portfolio
from continuity.model.runbook import Runbook
from continuity.model.values import UNKNOWN, Duration
from continuity.model.values import Unknown as UnknownValue
from continuity.views.blocks import Badge, Block, Code, Inline, Inlines, LinkTo, Muted, Out, Paragraph, Target, Text, Tone, Unknown

#: Kinds whose records have a page each, at FOLDER/ID.html.
PAGED = frozenset(
    {
        "service",
        "process",
        "continuity-plan",
        "runbook",
        "scenario",
        "risk",
        "person",
        "team",
        "role",
        "vendor",
        "site",
        "contact-tree",
        "message",
        "exercise",
        "incident",
    }
)
#: Kinds whose records stand together on one page, each at its anchor.
LISTED = frozenset({"resource", "channel", "party", "action", "control", "record", "framework"})


@dataclass(frozen=True)
class Context:
    """The portfolio as this audience sees it, where its values stand, and the day everything is judged by.

    ``look_back`` gives what changed lately; None where the plans' history is not at hand.
    """

    portfolio: Portfolio
    sources: Sources
    as_of: date
    judged: Judged
    look_back: Callable[[], tuple[Period, ...]] | None = None
    analysed: Analysis | None = None
    """An analysis at hand. It is gone on with where this audience sees all that it saw."""
    changed: Mapping[Ref, datetime] = field(default_factory=dict)
    """When the file of a record was last changed, where the plans' history says."""
    known: Timed | None = None
    """Times of an earlier version of the plans as this audience saw them, to go on from."""
    since: SinceReviews | None = None
    """What changed of each subject since its review; None where the plans' history is not at hand."""
    _names: dict[Ref, Inlines] = field(default_factory=dict, init=False, repr=False, compare=False)
    _answers: dict[object, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def study(self) -> Analysis:
        """What computations start from; it sees what this audience sees."""
        at_hand = self.analysed
        if at_hand is not None and at_hand.portfolio is self.portfolio:
            return at_hand
        return Analysis(self.portfolio, self.as_of, at_hand.portfolio if at_hand is not None else None, self.known)

    @cached_property
    def recent(self) -> tuple[Period, ...]:
        """What changed lately; nothing where the plans' history is not at hand."""
        return self.look_back() if self.look_back else ()

    @cached_property
    def then(self) -> Portfolio | None:
        """The plans of a month ago, as this audience sees them; None where their history is not at hand."""
        return next((period.before for period in self.recent if period.before is not None), None)

    def reckon(self) -> None:
        """Reckons now what pages of many kinds will ask for, so that processes that share the pages out need not each do it."""
        for asked in ("recent", "required", "blasts", "orders", "weakened", "trees"):
            getattr(self, asked)
        since = (self.since.by_subject,) if self.since else ()
        for lazy in (*(found.services for found in self.capabilities.values()), self.escalations, self.judged.coverage, *since):
            if isinstance(lazy, Lazily):
                lazy.reckon()

    @cached_property
    def processes(self) -> Mapping[Ref, ProcessObjectives]:
        """What each process bears and asks for."""
        return self.study.processes

    @cached_property
    def required(self) -> Mapping[Ref, RequiredRto]:
        """What is required of each service, vendor, channel and resource."""
        return self.study.required

    @cached_property
    def runbooks_of(self) -> Mapping[Ref, tuple[Runbook, ...]]:
        """Runbooks by the services they name."""
        found: dict[Ref, list[Runbook]] = {}
        for runbook in self.portfolio.runbooks.values():
            for ref in dict.fromkeys(runbook.services):
                found.setdefault(ref, []).append(runbook)
        return {ref: tuple(runbooks) for ref, runbooks in found.items()}

    @cached_property
    def trees_of(self) -> Mapping[Ref, tuple[Ref, ...]]:
        """Contact trees by the services they name."""
        return self._by_named((tree.ref, tree.services) for tree in self.portfolio.contact_trees.values())

    @cached_property
    def plans_of(self) -> Mapping[Ref, tuple[Ref, ...]]:
        """Continuity plans by the services in their scope."""
        return self._by_named((plan.ref, plan.scope.services) for plan in self.portfolio.continuity_plans.values())

    @cached_property
    def owned_by(self) -> Mapping[Ref, tuple[Ref, ...]]:
        """Services by who owns them."""
        return self._by_named((service.ref, (service.owner.ref,)) for service in self.portfolio.services.values() if service.owner)

    def _by_named(self, naming: Iterable[tuple[Ref, Iterable[Ref]]]) -> Mapping[Ref, tuple[Ref, ...]]:
        """The other way round: by what is named, those that name it."""
        found: dict[Ref, dict[Ref, None]] = {}
        for ref, named in naming:
            for one in named:
                found.setdefault(self.portfolio.resolve(one), {})[ref] = None
        return {ref: tuple(those) for ref, those in found.items()}

    @cached_property
    def senders(self) -> Mapping[Ref, frozenset[Ref]]:
        """By message, the runbooks with a step that sends it."""
        found: dict[Ref, set[Ref]] = {}
        for runbook in self.portfolio.runbooks.values():
            for step in runbook.steps:
                if step.message:
                    found.setdefault(self.portfolio.resolve(step.message), set()).add(runbook.ref)
        return {ref: frozenset(runbooks) for ref, runbooks in found.items()}

    @cached_property
    def processes_using(self) -> Mapping[Ref, tuple[Ref, ...]]:
        """Business processes by the services they use."""
        return self._by_named((process.ref, [use.service for use in process.uses]) for process in self.portfolio.processes.values())

    @cached_property
    def blasts(self) -> Blasts:
        """What stops with what."""
        return self.study.blasts

    @cached_property
    def capabilities(self) -> Mapping[Ref, Capabilities]:
        """What can be done, by scenario."""
        return self.study.capabilities

    @cached_property
    def orders(self) -> Mapping[Ref, RecoveryOrder]:
        """In which order things come back, by scenario."""
        return self.study.scenario_orders

    @cached_property
    def reviews_by_team(self) -> Mapping[Ref | None, tuple[ReviewStatus, ...]]:
        """Review status of what each team owns that has a page; None for what no team owns."""
        found = by_team(self.portfolio, self.judged.reviews)
        return {team: statuses for team, statuses in found.items() if team is None or self.target(team)}

    @cached_property
    def review_entries(self) -> Mapping[Ref, Target]:
        """Where the review status of a subject is told: on the page of the first team that owns it."""
        found: dict[Ref, Target] = {}
        for team, statuses in self.reviews_by_team.items():
            for status in statuses:
                if status.subject not in found and self.portfolio.get(status.subject) and status.subject not in self.portfolio.hidden:
                    path = f"reviews/{team.id}.html" if team else "reviews/no-team.html"
                    found[status.subject] = Target(path, f"{status.subject.kind}-{status.subject.id}")
        return found

    @cached_property
    def trees(self) -> Mapping[str, CallTree]:
        """Contact trees with nothing lost."""
        return call_trees(self.portfolio, self.as_of, self.judged.contacts)

    @cached_property
    def weakened(self) -> Mapping[str, Mapping[Ref, CallTree]]:
        """By the id of a contact tree and by scenario: the tree when the scenario cuts off somebody in it, or may."""
        found: dict[str, dict[Ref, CallTree]] = {}
        for tree in self.portfolio.contact_trees.values():
            found[tree.id] = {
                scenario.ref: call_tree(self.portfolio, tree, self.as_of, scenario.ref)
                for scenario in self.portfolio.scenarios.values()
                if weakens(self.portfolio, tree, self.as_of, scenario.ref)
            }
        return found

    @cached_property
    def escalations(self) -> Mapping[str, EscalationPath]:
        """Who is called for each service, with what is weak in it."""
        return escalations(self.portfolio, self.as_of, self.judged.contacts)

    @cached_property
    def named_where(self) -> Mapping[Ref, tuple[tuple[Record, str], ...]]:
        """By person, team or role, the records that name it, each with the field it does so in; without attestations."""
        found: dict[Ref, list[tuple[Record, str]]] = {}
        for record in self.portfolio:
            if record.kind in ("review", "approval", "contact-check"):
                continue
            # Once per record and field: comparing whole records would take most of a large build.
            said: dict[str, tuple[Record, str]] = {}
            named = (entry for entry in references(record) if entry[1].kind in ("person", "team", "role"))
            for ref, key in dict.fromkeys((self.portfolio.resolve(ref), str(path[0])) for path, ref in named):
                found.setdefault(ref, []).append(said.setdefault(key, (record, key.replace("_", " "))))
        return {ref: tuple(records) for ref, records in found.items()}

    def target(self, ref: Ref | None) -> Target | None:
        """Where a record is shown; None when it is shown nowhere or dangles."""
        record = self.portfolio.get(ref)
        if record is None or ref in self.portfolio.hidden:
            return None
        folder = KINDS[record.kind].folder
        if record.kind in PAGED:
            return Target(f"{folder}/{record.id}.html")
        if record.kind in LISTED:
            return Target(f"{folder}/index.html", record.id)
        return None

    def label(self, ref: Ref | None) -> str:
        """What people call it, in plain text; its id when it dangles."""
        if ref is None:
            return ""
        ref = self.portfolio.resolve(ref)
        if ref in self.portfolio.withheld:
            return "restricted"
        record = self.portfolio.get(ref)
        return record.label if record else ref.id

    def name(self, ref: Ref | None) -> Inlines:
        """A reference as a link; "restricted: held by ROLE" or "missing" where there is nothing to link to."""
        if ref is None:
            return ()
        found = self._names.get(ref)
        if found is None:
            found = self._names[ref] = self._named(self.portfolio.resolve(ref))
        return found

    def _named(self, ref: Ref) -> Inlines:
        if ref in self.portfolio.withheld:
            holder = self.portfolio.withheld[ref]
            if holder is None:
                return (Badge("restricted", Tone.PLAIN, "Not shown to this audience"),)
            return (Badge("restricted", Tone.PLAIN, "Not shown to this audience"), Text(" held by "), *self.name(holder))
        record = self.portfolio.get(ref)
        if record is None:
            return (
                Text(f"{ref.id} "),
                Badge("missing", Tone.BAD, f"No {KINDS[ref.kind].title.lower() if ref.kind in KINDS else ref.kind} of this id"),
            )
        target = self.target(ref)
        return (LinkTo(record.label, target),) if target else (Text(record.label),)

    def names(self, refs: Iterable[Ref], between: str = ", ", most: int | None = None) -> Inlines:
        """Several references, one after another; beyond ``most`` they are counted."""
        every = tuple(refs)
        found: list[Inline] = []
        for ref in every[:most]:
            if found:
                found.append(Text(between))
            found.extend(self.name(ref))
        if most is not None and len(every) > most:
            found.append(Muted(f" and {len(every) - most} more"))
        return tuple(found)

    def holder(self, holder: Holder | None, what: str = "owner") -> Inlines:
        """Who holds something; unknown, by name, when nobody is named."""
        return self.name(holder.ref) if holder else (Unknown(what),)

    def source(self, ref: Ref) -> str | None:
        """The plan file of a record."""
        return self.sources.path(ref)

    def written(self, record: Record) -> Block:
        """Where a record is written, for pages that show many: its plan file, and where the files are kept."""
        kept = self.portfolio.organisation.plan_source
        where: Inlines = (Text(" in "), Out(kept.title or kept.href, kept.href)) if kept else ()
        return Paragraph((Muted("Plan file: "), Code(self.source(record.ref) or str(record.ref)), *where))

    def zone(self, name: str | None) -> str:
        """A time zone that exists: the one named, else the organisation's, else UTC."""
        for candidate in (name, self.portfolio.organisation.time_zone):
            if candidate and candidate in _ZONES:
                return candidate
        return "UTC"

    def local(self, at: datetime) -> datetime:
        """An instant in the organisation's time zone."""
        return at.astimezone(ZoneInfo(self.zone(None)))

    def days(self, count: int) -> date:
        """The day that many days after the as-of date."""
        return self.as_of + timedelta(days=count)


_ZONES = available_timezones()

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


def once(function: Callable[Concatenate[Context, _Asked], _Answer]) -> Callable[Concatenate[Context, _Asked], _Answer]:
    """A function of a context that many pages ask the same: what it answered is kept as long as the context is."""

    @wraps(function)
    def asked(context: Context, /, *args: _Asked.args, **named: _Asked.kwargs) -> _Answer:
        key = (function, args, *named.items())
        answers = context._answers
        if key not in answers:
            answers[key] = function(context, *args, **named)
        return cast(_Answer, answers[key])

    return asked


def say(value: Duration | UnknownValue | None, what: str) -> Inlines:
    """A duration in words, or what is unknown."""
    if value is None or value is UNKNOWN or not isinstance(value, Duration):
        return (Unknown(what),)
    return (Text(spoken(value)),)


def spoken(value: Duration) -> str:
    """``90 min``, ``4 h``, ``1 h 30 min``, ``2 days``, ``none``: as it is said aloud."""
    return _said(value.seconds)


@lru_cache(maxsize=4096)  # most take as long as others do
def _said(seconds: int) -> str:
    if not seconds:
        return "0"
    rest = seconds
    out: list[str] = []
    for size, one, many in ((86_400, "day", "days"), (3_600, "h", "h"), (60, "min", "min"), (1, "s", "s")):
        count, rest = divmod(rest, size)
        if count:
            out.append(f"{count} {one if count == 1 else many}")
    return " ".join(out)


def deadline(value: Duration) -> str:
    """As ``spoken``, with whole hours up to four days said in hours: a law's 72 hours run over the weekend, which "3 days" does not say."""
    hours, rest = divmod(value.seconds, 3_600)
    return f"{hours} h" if not rest and 24 < hours <= 96 else spoken(value)


def percent(value: float | UnknownValue | None, what: str) -> Inlines:
    """A share in per cent, or what is unknown."""
    if value is None or value is UNKNOWN or not isinstance(value, float):
        return (Unknown(what),)
    return (Text(f"{value:g}%"),)


def plural(count: int, one: str, many: str | None = None) -> str:
    """``1 service``, ``2 services``."""
    return f"{count} {one if count == 1 else many or one + 's'}"
