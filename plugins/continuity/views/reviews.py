"""Review status: what is due, overdue or changed, worst first; per team, and per person who can be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from continuity.analysis.cadence import TimeState
from continuity.analysis.contact_status import ContactStatus
from continuity.analysis.content import ContentState
from continuity.analysis.review_status import by_reviewer
from continuity.analysis.reviewed import Backing, Reason, ReasonCode, ReviewStatus, Sign, StampSign
from continuity.model.base import Ref
from continuity.model.kinds import KINDS
from continuity.views.blocks import (
    Badge,
    Block,
    Break,
    Card,
    Cards,
    Column,
    Day,
    Fact,
    Facts,
    Inline,
    Inlines,
    Item,
    Items,
    LinkTo,
    Muted,
    PageView,
    Paragraph,
    Row,
    SearchText,
    Section,
    Table,
    Target,
    Text,
    Tone,
    Unknown,
)
from continuity.views.bounded import MOST_NAMES, MOST_OF_EACH, rest
from continuity.views.context import Context, plural
from continuity.views.sheets import Sheet, sheet
from continuity.views.since_review import since_fields
from continuity.views.trust import approval_state, clock_state, content_state

INDEX = Target("reviews/index.html")
#: How many people stand in the table of those who can be asked.
_ASKED = 30


def pages(context: Context) -> Iterator[Sheet]:
    """All subjects on one page, and one page per team."""
    teams = context.reviews_by_team
    yield sheet(INDEX.path, _all, context, teams)
    for team, found in teams.items():
        yield sheet(_team_path(team), _team, context, team, found)


def _anchor(ref: Ref) -> str:
    return f"{ref.kind}-{ref.id}"


def _shown(context: Context, statuses: Iterable[ReviewStatus]) -> list[ReviewStatus]:
    """Those whose subject this audience may see."""
    return [
        status
        for status in statuses
        if context.portfolio.get(status.subject) is not None and status.subject not in context.portfolio.hidden
    ]


def _row(context: Context, status: ReviewStatus) -> Row:
    last = status.last
    seen: list[Inline] = [Day(last.on), Text(" by "), *context.name(last.by)] if last else [Muted("never")]
    if last and last.method:
        seen.append(Muted(f", {last.method.value.replace('-', ' ')}"))
    for backing in dict.fromkeys(look.backing for look in status.reviews if look.backing):
        seen += [Break(), _BACKING[backing]]
    for number, sign in enumerate(_signs(status)):
        seen += [Text(" ") if number else Break(), Badge(_SIGNS[sign], Tone.SOON, "a sign of rubber-stamping")]
    content: list[Inline] = [badge] if (badge := content_state(status)) else []
    if status.content.state is ContentState.CHANGED:
        content.append(Muted(f" {', '.join(scope.value for scope in status.content.changed)}"))
        content += since_fields(context, status)
    if status.content.upstream:
        between = (Break(), Muted("It leans on ")) if status.content.state is ContentState.CHANGED else (Muted(" "),)
        content += [*between, *_upstream(context, status.content.upstream)]
    if badge := approval_state(status):
        content += [Break(), badge] if content else [badge]
    asked = context.names(status.ask[:2]) or ((Unknown("whom to ask"),) if status.state is not TimeState.CURRENT else ())
    due: list[Inline] = [clock_state(status.clock, "never reviewed")]
    if (planned := context.judged.planned.get(status.subject)) and status.state in (TimeState.CURRENT, TimeState.DUE_SOON):
        due += [Break(), Muted("many are due that week: look by "), Day(planned)]
    for reason in status.reasons:
        due += [Break(), *_reason(context, reason)]
    return Row(
        (context.name(status.subject), tuple(due), tuple(content), tuple(seen), asked),
        id=_anchor(status.subject),
    )


def _upstream(context: Context, refs: tuple[Ref, ...]) -> Inlines:
    """What it leans on and changed. What is gone has no name here: whether this audience might have seen it nobody says any more."""
    there = [ref for ref in refs if context.portfolio.get(ref) is not None or ref in context.portfolio.hidden]
    gone = [KINDS[ref.kind].title.lower() if ref.kind in KINDS else "record" for ref in refs if ref not in there]
    words = Muted(f"{', ' if there else ''}{', '.join(f'a {kind} that is gone' for kind in gone)}")
    return (*context.names(there), *((words,) if gone else ()))


_BACKING: dict[Backing, Inline] = {
    Backing.SIGNED: Badge("signed", Tone.GOOD, "The commit of the review carries a good signature of who it names"),
    Backing.COMMITTED: Muted("committed under their name"),
    Backing.SOMEBODY_ELSE: Muted("committed by somebody else"),
}

_SIGNS = {
    Sign.MANY_ON_ONE_DAY: "one of many that day",
    Sign.NO_NOTES: "no notes",
    Sign.SAME_NOTES: "notes as on others",
    Sign.NO_METHOD: "no method",
    Sign.MANY_AT_ONCE: "several in one minute",
    Sign.WITH_THE_CHANGE: "in the commit that changed it",
    Sign.MINUTES_AFTER: "minutes after the change",
}

_REASONS = {
    ReasonCode.REJECTED: "rejected in",
    ReasonCode.ACTIONS_LAPSED: "an action it asked for is overdue:",
    ReasonCode.ACTION_UNKNOWN: "names an action that is not there:",
    ReasonCode.INCIDENT: "an incident since:",
    ReasonCode.FAILED_EXERCISE: "a failed exercise since:",
    ReasonCode.NEW_OWNER: "it has a new owner:",
    ReasonCode.CHANGED: "it changed since",
    ReasonCode.UPSTREAM_CHANGED: "what it leans on changed since",
    ReasonCode.REVIEWERS_MISSING: "another reviewer is needed",
    ReasonCode.OWNERS_ONLY: "only its owners looked",
    ReasonCode.NOT_SAME_CONTENT: "reviewers did not look at the same content",
    ReasonCode.NOT_ENTITLED: "by somebody whose role may not review it",
    ReasonCode.ROLE_NOT_HELD: "in a role that person does not hold today",
    ReasonCode.NO_CADENCE: "no cadence says when",
    ReasonCode.NO_OWNER: "nobody owns it",
}


def _reason(context: Context, reason: Reason) -> list[Inline]:
    out: list[Inline] = [Text(_REASONS[reason.code])]
    # Reviews have no page: the day says which is meant.
    linked = [ref for ref in reason.refs if ref.kind not in ("review", "approval", "contact-check")]
    if linked:
        out += [Text(" "), *context.names(linked)]
    if reason.on:
        out += [Text(" "), Day(reason.on)]
    return out


def _table(context: Context, statuses: Iterable[ReviewStatus], caption: str) -> Table:
    columns = (Column("Subject"), Column("Next review"), Column("Content"), Column("Last review"), Column("Ask"))
    return Table(columns, tuple(_row(context, status) for status in statuses), caption, filter=True, empty="Nothing to review.")


def _worst(context: Context, statuses: list[ReviewStatus], title: str) -> tuple[Block, ...]:
    table = _table(context, statuses[:MOST_OF_EACH], f"{title}, worst first")
    return (table, *rest(len(statuses), MOST_OF_EACH, (Text("The page of each team has all that it owns."),)))


def _counts(path: str, statuses: list[ReviewStatus], rows: frozenset[Ref]) -> Facts:
    """How many stand how, each with the first of them on the page at ``path``: rows are sorted so that the others follow. ``rows`` are the
    subjects that have one; where the first has none, its kind is where to look.
    """
    by_state: dict[TimeState, list[ReviewStatus]] = {}
    for status in statuses:
        by_state.setdefault(status.state, []).append(status)
    changed = [s for s in statuses if s.content.state in (ContentState.CHANGED, ContentState.UPSTREAM_CHANGED)]
    entries = (
        ("Never reviewed", by_state.get(TimeState.NEVER, []), Tone.BAD),
        ("Overdue", by_state.get(TimeState.OVERDUE, []), Tone.BAD),
        ("Due", by_state.get(TimeState.DUE, []), Tone.SOON),
        ("Due soon", by_state.get(TimeState.DUE_SOON, []), Tone.SOON),
        ("Changed since", changed, Tone.SOON),
        ("Current", by_state.get(TimeState.CURRENT, []), Tone.GOOD),
    )
    return Facts(tuple(Fact(label, _counted(path, found, tone, rows)) for label, found, tone in entries), large=True)


def _counted(path: str, found: list[ReviewStatus], tone: Tone, rows: frozenset[Ref]) -> Inlines:
    if not found:
        return (Badge("0", Tone.PLAIN),)
    first = found[0].subject
    anchor = _anchor(first) if first in rows else f"kind-{first.kind}"
    return (Badge(str(len(found)), tone), Text(" "), LinkTo("see", Target(path, anchor)))


def _all(context: Context, teams: Mapping[Ref | None, tuple[ReviewStatus, ...]]) -> PageView:
    statuses = _shown(context, context.judged.reviews)
    sections: list[Section] = []
    by_kind: dict[str, list[ReviewStatus]] = {}
    for status in statuses:
        by_kind.setdefault(status.subject.kind, []).append(status)
    cards = tuple(_team_card(context, team, _shown(context, found)) for team, found in teams.items())
    if cards:
        sections.append(Section("teams", "By team", (Cards(cards),)))
    for kind, found in by_kind.items():
        title = KINDS[kind].titles
        sections.append(Section(f"kind-{kind}", title, _worst(context, found, title)))
    sections.append(Section("contacts", "Contact checks", _contacts(context)))
    asked = _asked(context)
    if asked:
        sections.append(Section("reviewers", "By person who can be asked", asked))
    items = tuple(Item(_stamp(context, stamp)) for stamp in context.judged.stamps) + _bare(context, statuses)
    if items:
        about = Paragraph((Text("What reviews look like when nobody looked. Shown, never blocking; each has innocent causes."),))
        sections.append(Section("signs", "Signs of rubber-stamping", (about, Items(items))))
    lead: tuple[Block, ...] = (
        _counts(INDEX.path, statuses, frozenset(status.subject for found in by_kind.values() for status in found[:MOST_OF_EACH])),
        Paragraph((Muted("Judged on "), Day(context.as_of), Muted(" and again when you read it."))),
    )
    return PageView(
        path="reviews/index.html",
        title="Review status",
        kind="Programme",
        lead=lead,
        sections=tuple(sections),
        description="What is due, overdue or changed since its review",
        search=(SearchText("Review status", text="overdue due reviews approvals contact checks"),),
    )


def _team_card(context: Context, team: Ref | None, found: list[ReviewStatus]) -> Card:
    late = sum(status.state in (TimeState.OVERDUE, TimeState.NEVER) for status in found)
    badge = Badge(f"{late} late", Tone.BAD) if late else Badge("none late", Tone.GOOD)
    return Card(context.label(team) if team else "No team", Target(_team_path(team)), ((Text(plural(len(found), "subject")),),), (badge,))


def _team_path(team: Ref | None) -> str:
    return f"reviews/{team.id}.html" if team else "reviews/no-team.html"


def _team(context: Context, team: Ref | None, found: Iterable[ReviewStatus]) -> PageView:
    statuses = _shown(context, found)
    name = context.label(team) if team else "No team"
    lead: list[Block] = [_counts(_team_path(team), statuses, frozenset(status.subject for status in statuses))]
    if team:
        lead.append(Paragraph((Text("Owned by "), *context.name(team))))
    return PageView(
        path=_team_path(team),
        title=f"Reviews: {name}",
        kind="Review status",
        lead=tuple(lead),
        sections=(Section("all", plural(len(statuses), "subject"), (_table(context, statuses, "Worst first"),)),),
        crumbs=(("Review status", INDEX),),
        description=f"Review status of what {name} owns",
        search=(SearchText(f"Reviews: {name}"),),
        weight=0.8,
    )


def _contacts(context: Context) -> tuple[Block, ...]:
    hidden = context.portfolio.hidden
    found = [status for status in context.judged.contacts if context.portfolio.get(status.subject) and status.subject not in hidden]
    rows = []
    for status in found[:MOST_OF_EACH]:
        rows.append(
            Row(
                (
                    context.name(status.subject),
                    (Text(KINDS[status.subject.kind].title.lower()),),
                    (clock_state(status.clock, "never tried"),),
                    _tried(status),
                ),
                id=f"contact-{_anchor(status.subject)}",
            )
        )
    columns = (Column("Who"), Column("Kind"), Column("Next check"), Column("Last reached"))
    table = Table(columns, tuple(rows), "When numbers were last tried, worst first", filter=True, empty="Nobody to check.")
    return (table, *rest(len(found), MOST_OF_EACH, (Text("Each person has it on their page."),)))


def _tried(status: ContactStatus) -> Inlines:
    out: list[Inline] = [Day(status.reached)] if status.reached else [Muted("never")]
    if status.failed:
        out += [Text(" "), Badge(f"{plural(len(status.failed), 'number')} did not work", Tone.BAD)]
    if status.untried and status.reached:
        out += [Text(" "), Badge(f"{len(status.untried)} untried", Tone.SOON)]
    return tuple(out)


def _asked(context: Context) -> tuple[Block, ...]:
    rows = []
    wanted = [status for status in _shown(context, context.judged.reviews) if status.state is not TimeState.CURRENT]
    for person, found in by_reviewer(wanted).items():
        if context.portfolio.get(person) is None or person in context.portfolio.hidden:
            continue
        rows.append(
            Row(
                (context.name(person), (Text(str(len(found))),), context.names(status.subject for status in found[:5])),
                id=f"ask-{person.id}",
            )
        )
    rows.sort(key=lambda row: -int(row.cells[1][0].text))  # type: ignore[union-attr]
    columns = (Column("Person"), Column("Can review", number=True), Column("First"))
    return (Table(columns, tuple(rows[:_ASKED]), "Who can be asked for what is not current", filter=True),) if rows else ()


def _signs(status: ReviewStatus) -> tuple[Sign, ...]:
    return tuple(dict.fromkeys(sign for look in status.reviews for sign in look.signs))


def _bare(context: Context, statuses: list[ReviewStatus]) -> tuple[Item, ...]:
    """By sign that one review shows by itself, the subjects whose review in force shows it."""
    words = {
        Sign.NO_NOTES: "Reviewed without notes: ",
        Sign.SAME_NOTES: "Notes as on other reviews: ",
        Sign.NO_METHOD: "Reviewed by no method: ",
    }
    found = {sign: tuple(status.subject for status in statuses if sign in _signs(status)) for sign in words}
    return tuple(Item((Text(words[sign]), *context.names(subjects, most=MOST_NAMES))) for sign, subjects in found.items() if subjects)


def _stamp(context: Context, stamp: StampSign) -> Inlines:
    bare = f", {stamp.bare} of them without notes or method" if stamp.bare else ""
    return (
        *context.name(stamp.by),
        Text(" reviewed "),
        Text(plural(len(stamp.reviews), "subject")),
        Text(" on "),
        Day(stamp.on),
        Text(bare),
    )
