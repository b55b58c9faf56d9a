"""Programme home: what is red, what falls due, what the programme promised itself; for its owner and for an auditor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from continuity.analysis.cadence import TimeState
from continuity.analysis.figures import Verdict
from continuity.analysis.tier_coverage import Aspect, Covered
from continuity.model.exercise import Status
from continuity.model.programme import Programme
from continuity.model.values import UNKNOWN
from continuity.views.blocks import (
    Badge,
    Block,
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
    ProseBlock,
    Row,
    SearchText,
    Section,
    Table,
    Target,
    Text,
    Tone,
    Unknown,
)
from continuity.views.bounded import MOST_NAMES, MOST_ROWS, rest
from continuity.views.context import Context, plural, spoken
from continuity.views.coverage import ASPECTS
from continuity.views.exercise import overdue
from continuity.views.month import month_section
from continuity.views.sheets import Sheet, sheet

_WINDOWS = (30, 90)


def pages(context: Context) -> Iterator[Sheet]:
    """The programme's home."""
    yield sheet("programme/index.html", _page, context)


def _page(context: Context) -> PageView:
    programme = context.portfolio.programme
    sections = [
        Section("red", "What is red", (_red(context),)),
        Section("due", "What falls due", _due(context)),
        month_section(context),
        *(_about(context, programme) if programme else ()),
        Section("pages", "Pages of the programme", (Cards(_cards(context)),)),
    ]
    return PageView(
        path="programme/index.html",
        title=programme.name if programme else "Continuity programme",
        kind="Programme",
        lead=(_figures(context),),
        sections=tuple(sections),
        description="What is red, what falls due, and what the programme promised itself",
        source=context.source(programme.ref) if programme else None,
        search=(SearchText("Continuity programme", text="dashboard status red due owner audit"),),
        weight=1.2,
    )


def _count(count: int, tone: Tone, target: Target, word: str) -> Fact:
    return Fact(word, (Badge(str(count), tone if count else Tone.GOOD), Text(" "), LinkTo("see", target)))


def _figures(context: Context) -> Facts:
    reviews = [s for s in context.judged.reviews if context.target(s.subject)]
    late = sum(s.state in (TimeState.OVERDUE, TimeState.NEVER) for s in reviews)
    exercised = sum(s.state in (TimeState.OVERDUE, TimeState.NEVER) for s in context.judged.exercises if context.target(s.service))
    gaps = sum(entry.verdict is Verdict.FALLS_SHORT for ref, entry in context.required.items() if ref.kind == "service")
    actions = sum(overdue(context, action) for action in context.portfolio.actions.values())
    above = sum(bool(risk.above_appetite) for risk in context.study.risks)
    untested = sum(c.aspects[Aspect.RESTORE_TESTED].covered is Covered.NO for c in context.judged.coverage.values())
    return Facts(
        (
            _count(late, Tone.BAD, Target("reviews/index.html"), "Reviews late or missing"),
            _count(exercised, Tone.BAD, Target("exercises/index.html"), "Services not exercised in time"),
            _count(untested, Tone.BAD, Target("programme/coverage.html"), "Restores not tested in time"),
            _count(gaps, Tone.BAD, Target("recovery/objectives.html"), "RTOs longer than required"),
            _count(actions, Tone.BAD, Target("actions/index.html"), "Actions overdue"),
            _count(above, Tone.SOON, Target("risks/index.html"), "Risks above appetite"),
        ),
        large=True,
    )


def _red(context: Context) -> Block:
    """The worst of each kind, by name, each with the page that says why."""
    gaps, failed, rejected, late, never = (list[Item]() for _ in range(5))
    for entry in sorted(context.required.values(), key=lambda e: -(e.excess.seconds if e.excess else 0)):
        if entry.ref.kind == "service" and entry.excess:
            gaps.append(
                Item(
                    (
                        Badge("RTO", Tone.BAD),
                        Text(" "),
                        *context.name(entry.ref),
                        Text(f" is promised {spoken(entry.excess)} later than required"),
                    )
                )
            )
    for status in context.judged.exercises:
        last = status.last
        if last and last.passed is False and context.target(status.service):
            failed.append(
                Item(
                    (
                        Badge("exercise", Tone.BAD),
                        Text(" "),
                        *context.name(status.service),
                        Text(" failed "),
                        *context.name(last.source),
                        Text(" on "),
                        Day(last.on),
                    )
                )
            )
    for review in context.judged.reviews:
        if review.blocked_by and context.target(review.subject):
            rejected.append(
                Item((Badge("review", Tone.BAD), Text(" "), *context.name(review.subject), Text(" was rejected and still stands")))
            )
    for action in context.portfolio.actions.values():
        if overdue(context, action) and isinstance(action.due, date):
            late.append(Item((Badge("action", Tone.BAD), Text(" "), *context.name(action.ref), Text(", due "), Day(action.due))))
    for risk in context.study.risks:
        if risk.never:
            never.append(Item((Badge("risk", Tone.BAD), Text(" "), *context.name(risk.risk), Text(" is above what anybody may accept"))))
    pages = (
        (gaps, "recovery/objectives.html"),
        (failed, "exercises/index.html"),
        (rejected, "reviews/index.html"),
        (late, "actions/index.html"),
        (never, "risks/index.html"),
    )
    items = [item for found, path in pages for item in (*found[:MOST_NAMES], *_more(len(found), path))]
    return Items(tuple(items)) if items else Items((Item((Badge("nothing", Tone.GOOD),)),))


def _more(count: int, path: str) -> tuple[Item, ...]:
    left = count - MOST_NAMES
    return (Item((Text("and "), LinkTo(f"{left} more like these", Target(path)))),) if left > 0 else ()


def _due(context: Context) -> tuple[Block, ...]:
    found: list[tuple[date, Inlines, str]] = []
    for review in context.judged.reviews:
        if review.due and review.state is not TimeState.OVERDUE and context.target(review.subject):
            found.append((review.due, context.name(review.subject), "review"))
    for exercise in context.judged.exercises:
        if exercise.clock.due and exercise.state is not TimeState.OVERDUE and context.target(exercise.service):
            found.append((exercise.clock.due, context.name(exercise.service), "exercise"))
    for contact in context.judged.contacts:
        if contact.clock.due and contact.state is not TimeState.OVERDUE and context.target(contact.subject):
            found.append((contact.clock.due, context.name(contact.subject), "contact check"))
    for action in context.portfolio.actions.values():
        if isinstance(action.due, date) and action.status in (Status.OPEN, Status.IN_PROGRESS) and action.due >= context.as_of:
            found.append((action.due, context.name(action.ref), "action"))
    for service in context.portfolio.services.values():
        for strategy in service.strategies:
            if strategy.until and strategy.until >= context.as_of:
                found.append((strategy.until, context.name(service.ref), "acceptance ends"))
    rows = []
    near = sorted(
        (entry for entry in found if entry[0] <= context.days(_WINDOWS[-1])), key=lambda entry: (entry[0], entry[2], repr(entry[1]))
    )
    for day, name, what in near[:MOST_ROWS]:
        window = next(w for w in _WINDOWS if day <= context.days(w))
        rows.append(Row(((Day(day),), name, (Text(what),)), group=f"Within {window} days"))
    columns = (Column("Day"), Column("What"), Column("Kind"))
    table = Table(columns, tuple(rows), f"Due within {_WINDOWS[-1]} days of the as-of date", filter=True, empty="Nothing falls due.")
    return (
        table,
        *rest(
            len(near), MOST_ROWS, (Text("The calendars have all: see "), LinkTo("review status", Target("reviews/index.html")), Text("."))
        ),
    )


def _about(context: Context, programme: Programme) -> tuple[Section, ...]:
    sections: list[Section] = []
    if programme.objectives:
        rows = []
        for measure in programme.objectives:
            value: Inlines = (Unknown("value"),) if measure.value is None or measure.value is UNKNOWN else (Text(f"{measure.value:g}"),)
            owner = context.name(measure.owner.ref) if measure.owner else (Unknown("owner"),)
            rows.append(
                Row(
                    (
                        (Text(measure.objective),),
                        (Text(measure.measure),),
                        (Text(measure.target),),
                        value,
                        (Day(measure.on),) if measure.on else (),
                        owner,
                    )
                )
            )
        columns = (Column("Objective"), Column("Measured by"), Column("Target"), Column("Value"), Column("On"), Column("Owner"))
        sections.append(
            Section(
                "objectives",
                "Continuity objectives",
                (Table(columns, tuple(rows), "What the programme promised itself"), context.written(programme)),
            )
        )
    if programme.exercise_programme:
        rows = [Row(((Text(p.when),), (Text(p.what),), context.name(p.owner.ref) if p.owner else ())) for p in programme.exercise_programme]
        sections.append(
            Section(
                "exercise-programme",
                "Exercise programme",
                (Table((Column("When"), Column("What"), Column("Owner")), tuple(rows), "Planned exercises"), context.written(programme)),
            )
        )
    if programme.legal_register:
        rows = []
        for duty in programme.legal_register:
            checked: Inlines = (Day(duty.checked),) if isinstance(duty.checked, date) else (Unknown("when checked"),)
            what: list[Inline] = [Text(duty.title)]
            if duty.within:
                what.append(Text(f", within {spoken(duty.within)}"))
            rows.append(Row((tuple(what), (Text(duty.source),), context.name(duty.notify), checked), id=duty.id))
        duties = (Column("Duty"), Column("Source"), Column("Tell"), Column("Looked up"))
        sections.append(
            Section(
                "legal",
                "Legal register",
                (Table(duties, tuple(rows), "Duties, and when somebody last read the source"), context.written(programme)),
            )
        )
    about: list[Block] = [ProseBlock(programme.policy.text)] if programme.policy else []
    facts = [Fact("Owner", context.holder(programme.owner))]
    if programme.scope:
        facts.append(Fact("Scope", blocks=(ProseBlock(programme.scope.text),)))
    if programme.exclusions:
        facts.append(Fact("Not in scope", blocks=(Items(tuple(Item((), (ProseBlock(text.text),)) for text in programme.exclusions)),)))
    if programme.policy_approved:
        facts.append(
            Fact(
                "Policy approved",
                (
                    Day(programme.policy_approved),
                    *((Muted(" by "), *context.name(programme.policy_approved_by)) if programme.policy_approved_by else ()),
                ),
            )
        )
    if programme.interested_parties:
        facts.append(Fact("Interested parties", context.names(programme.interested_parties)))
    about += [Facts(tuple(facts)), context.written(programme)]
    sections.append(Section("policy", "Policy and scope", tuple(about)))
    return tuple(sections)


def _cards(context: Context) -> tuple[Card, ...]:
    portfolio = context.portfolio
    entries = (
        ("Coverage", "programme/coverage.html", f"{len(ASPECTS)} things, every service"),
        ("Review status", "reviews/index.html", "due, overdue, changed"),
        ("Business impact", "processes/index.html", plural(len(portfolio.processes), "process", "processes")),
        ("Objectives", "recovery/objectives.html", "promised against required"),
        ("Capability", "recovery/capability.html", "how soon each service can be back"),
        ("Recovery order", "recovery/index.html", "what comes back first"),
        ("Single points of failure", "recovery/single-points.html", "on what too much rests"),
        ("Strategies", "programme/strategies.html", "what answers which scenario"),
        ("Risks", "risks/index.html", plural(len(portfolio.risks), "risk")),
        ("Exercises", "exercises/index.html", plural(len(portfolio.exercises), "exercise")),
        ("Incidents", "incidents/index.html", plural(len(portfolio.incidents), "incident")),
        ("Actions", "actions/index.html", plural(len(portfolio.actions), "action")),
        ("Controls", "controls/index.html", plural(len(portfolio.controls), "control")),
        ("Records", "records/index.html", plural(len(portfolio.evidence_records), "record")),
        ("Compliance", "programme/compliance.html", "clauses and their evidence"),
        ("Frameworks", "frameworks/index.html", plural(len(portfolio.frameworks), "framework")),
    )
    return tuple(Card(title, Target(path), ((Text(line),),)) for title, path, line in entries)
