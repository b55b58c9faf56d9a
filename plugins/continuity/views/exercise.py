"""Exercises, incidents and the actions that came out of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from continuity.model.base import Prose, Record
from continuity.model.exercise import Action, Completeness, Exercise, Incident, Result, Status, TreeResult
from continuity.model.values import UNKNOWN, Duration
from continuity.views.blocks import (
    Badge,
    Block,
    Column,
    Day,
    Fact,
    Facts,
    Figure,
    Inline,
    Inlines,
    Item,
    Items,
    LinkTo,
    Md,
    Moment,
    Muted,
    Out,
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
from continuity.views.context import Context, plural, say, spoken
from continuity.views.drawings import Event, Timeline
from continuity.views.exercising import exercising_sections
from continuity.views.sheets import Sheet, sheet, sheets
from continuity.views.since_review import since_section
from continuity.views.trust import trust_of_record

EXERCISES, INCIDENTS = Target("exercises/index.html"), Target("incidents/index.html")


def pages(context: Context) -> Iterator[Sheet]:
    """Every exercise and incident, their index pages, and the actions."""
    yield from sheets(context.portfolio.exercises, _exercise, context)
    yield from sheets(context.portfolio.incidents, _incident, context)
    yield sheet("exercises/index.html", _exercises_index, context)
    yield sheet("incidents/index.html", _incidents_index, context)
    yield sheet("actions/index.html", _actions, context)


def exercise_title(exercise: Exercise) -> str:
    """Its title, else its kind and id."""
    return exercise.title or exercise.id.replace("-", " ").capitalize()


def _items(title: str, anchor: str, texts: tuple[Prose, ...]) -> tuple[Section, ...]:
    return (Section(anchor, title, (Items(tuple(Item((), (ProseBlock(text.text),)) for text in texts)),)),) if texts else ()


def _passed(passed: bool | None) -> Badge | Unknown:
    if passed is None:
        return Unknown("result")
    return Badge("passed", Tone.GOOD) if passed else Badge("failed", Tone.BAD)


def _results(context: Context, results: tuple[Result, ...]) -> Table:
    rows = []
    for result in results:
        service = context.portfolio.services.get(context.portfolio.resolve(result.service).id)
        tier = context.portfolio.tier(service.tier) if service else None
        rto = service.objectives.rto if service and service.objectives.rto is not None else tier.rto if tier else None
        against: Inlines = say(rto, "RTO")
        late = isinstance(rto, Duration) and isinstance(result.rta, Duration) and result.rta > rto
        taken: Inlines = (*say(result.rta, "RTA"), *((Text(" "), Badge("over RTO", Tone.BAD)) if late else ()))
        scope: list[Inline] = [Text("complete" if result.scope is Completeness.COMPLETE else "partial")]
        if result.left_out:
            scope.append(Text(f", without {result.left_out}"))
        rows.append(
            Row(
                (
                    context.name(result.service),
                    (_passed(result.passed),),
                    taken,
                    against,
                    say(result.rpa, "RPA"),
                    tuple(scope),
                    (Md(result.notes.text),) if result.notes else (),
                )
            )
        )
    columns = (
        Column("Service"),
        Column("Result"),
        Column("Took (RTA)"),
        Column("RTO"),
        Column("Data lost (RPA)"),
        Column("Scope"),
        Column("Notes"),
    )
    return Table(columns, tuple(rows), "Results per service", empty="No results recorded.")


def _trees(context: Context, trees: tuple[TreeResult, ...]) -> tuple[Section, ...]:
    rows = tuple(Row((context.name(t.tree), (Text(f"{t.reached} of {t.of}"),), say(t.took, "time"))) for t in trees)
    return (
        (Section("call-trees", "Call trees", (Table((Column("Tree"), Column("Reached"), Column("Took")), rows, "Call-tree results"),)),)
        if trees
        else ()
    )


def _exercise(context: Context, exercise: Exercise) -> PageView:
    facts = [
        Fact("Kind", (Text(exercise.exercise_kind.value.replace("-", " ")),)),
        Fact("Held", (Day(exercise.held),) if exercise.held else (Badge("not yet held", Tone.SOON),)),
        *((Fact("Planned for", (Day(exercise.planned),)),) if isinstance(exercise.planned, date) else ()),
        *((Fact("Scenario", context.name(exercise.scenario)),) if exercise.scenario else ()),
        *((Fact("Environment", (Text(exercise.environment),)),) if exercise.environment else ()),
        *((Fact("Announced", (Text("yes" if exercise.announced else "no"),)),) if exercise.announced is not None else ()),
        *((Fact("Led by", context.name(exercise.lead.ref)),) if exercise.lead else ()),
        *((Fact("Report approved by", context.name(exercise.report_approved_by)),) if exercise.report_approved_by else ()),
    ]
    sections: list[Section] = []
    if exercise.results or exercise.held:
        sections.append(Section("results", "Results", (_results(context, exercise.results),)))
    sections += _trees(context, exercise.call_trees)
    if exercise.summary:
        sections.append(Section("summary", "What happened", (ProseBlock(exercise.summary.text),)))
    sections += _came_out(context, exercise)
    sections += [
        *_items("Objectives", "objectives", exercise.objectives),
        *_items("Counts as passed when", "success", exercise.success),
        *_items("Stop when", "abort", exercise.abort),
    ]
    if exercise.injects:
        rows = tuple(
            Row(((Text(f"+{spoken(i.offset)}"),), (Md(i.event.text),), (Md(i.expect.text),) if i.expect else ())) for i in exercise.injects
        )
        sections.append(Section("injects", "Injects", (Table((Column("After"), Column("Event"), Column("Expected")), rows),)))
    if exercise.participants:
        items = tuple(Item((*context.name(p.ref), *((Muted(" observer"),) if p.observer else ()))) for p in exercise.participants)
        sections.append(Section("participants", "Who took part", (Items(items),)))
    if exercise.scope:
        sections.append(Section("scope", "Scope", (ProseBlock(exercise.scope.text),)))
    if exercise.notes:
        sections.append(Section("notes", "Notes", (ProseBlock(exercise.notes.text),)))
    return PageView(
        path=f"exercises/{exercise.id}.html",
        title=exercise_title(exercise),
        kind="Exercise",
        aka=exercise.aliases,
        lead=(Facts(tuple(facts)), *trust_of_record(context, exercise.ref)),
        sections=(*sections, *since_section(context, exercise.ref)),
        crumbs=(("Exercises", EXERCISES),),
        description=exercise.summary.text if exercise.summary else exercise_title(exercise),
        source=context.source(exercise.ref),
        search=(SearchText(exercise_title(exercise)),),
    )


def _came_out(context: Context, record: Record) -> tuple[Section, ...]:
    actions = [a for a in context.portfolio.actions.values() if a.origin and record.ref in (a.origin.exercise, a.origin.incident)]
    return (Section("actions", "Actions", (_action_table(context, actions),)),) if actions else ()


def _incident(context: Context, incident: Incident) -> PageView:
    times = incident.times
    words = (
        ("Started", times.started),
        ("Detected", times.detected),
        ("Plan in force", times.invoked),
        ("At the minimum level", times.at_mbco),
        ("Recovered", times.recovered),
        ("Back to normal", times.returned),
    )
    rows = []
    for word, at in words:
        after = Duration(int((at - times.started).total_seconds())) if at and times.started and at >= times.started else None
        rows.append(
            Row(
                (
                    (Text(word),),
                    (Moment(context.local(at)),) if at else (Unknown(),),
                    (Text(f"+{spoken(after)}"),) if after and after.seconds else (),
                )
            )
        )
    severities = {level.id: level.name for level in context.portfolio.organisation.severities}
    facts = [
        *((Fact("Severity", (Text(severities.get(incident.severity, incident.severity)),)),) if incident.severity else ()),
        *((Fact("Scenario", context.name(incident.scenario)),) if incident.scenario else ()),
        *((Fact("Plan", context.name(incident.plan)),) if incident.plan else ()),
    ]
    sections = [
        Section(
            "times", "Times", (Table((Column("Moment"), Column("When"), Column("After the start")), tuple(rows), "Times of the incident"),)
        )
    ]
    if incident.services:
        sections.append(Section("results", "Services", (_results(context, incident.services),)))
    sections += _trees(context, incident.call_trees)
    if incident.summary:
        sections.append(Section("summary", "What happened", (ProseBlock(incident.summary.text),)))
    sections += _items("Lessons", "lessons", incident.lessons)
    sections += _came_out(context, incident)
    if incident.log:
        log = tuple(Row(((Moment(context.local(line.at)),), (Text(line.text),), (Text(line.by or ""),))) for line in incident.log)
        sections.append(Section("log", "Log", (Table((Column("Time"), Column("What"), Column("By")), log),)))
    if incident.notes:
        sections.append(Section("notes", "Notes", (ProseBlock(incident.notes.text),)))
    if incident.links:
        links = tuple(Item((Out(link.title or link.href, link.href),)) for link in incident.links)
        sections.append(Section("links", "Links", (Items(links),)))
    return PageView(
        path=f"incidents/{incident.id}.html",
        title=incident.title,
        kind="Incident",
        aka=incident.aliases,
        lead=(*((Facts(tuple(facts)),) if facts else ()), *trust_of_record(context, incident.ref)),
        sections=(*sections, *since_section(context, incident.ref)),
        crumbs=(("Incidents", INCIDENTS),),
        description=incident.summary.text if incident.summary else incident.title,
        source=context.source(incident.ref),
        search=(SearchText(incident.title),),
    )


def _outcome(exercise: Exercise) -> Inline:
    if not exercise.held:
        return Badge("planned", Tone.INFO)
    results = [result.passed for result in exercise.results]
    if not results:
        return Muted("no results")
    if any(passed is False for passed in results):
        return Badge("failed", Tone.BAD)
    return Badge("passed", Tone.GOOD) if all(results) else Unknown("result")


def _exercises_index(context: Context) -> PageView:
    exercises = sorted(
        context.portfolio.exercises.values(),
        key=lambda e: e.held or (e.planned if isinstance(e.planned, date) else context.as_of),
        reverse=True,
    )
    rows = tuple(
        Row(
            (
                context.name(e.ref) if e.title else _linked(e),
                (Text(e.exercise_kind.value.replace("-", " ")),),
                (Day(e.held),) if e.held else ((Day(e.planned),) if isinstance(e.planned, date) else (Unknown("date"),)),
                (_outcome(e),),
                context.names(r.service for r in e.results) or context.names(e.services),
            )
        )
        for e in exercises
    )
    columns = (Column("Exercise"), Column("Kind"), Column("Date"), Column("Result"), Column("Services"))
    sections = [
        Section(
            "all", plural(len(rows), "exercise"), (Table(columns, rows, "Exercises, newest first", filter=True, empty="None held yet."),)
        )
    ]
    figure = _timeline(context)
    if figure:
        sections.insert(0, Section("calendar", "Calendar", (figure,)))
    sections[-1:-1] = exercising_sections(context)
    return PageView(
        path="exercises/index.html",
        title="Exercises",
        kind="Programme",
        sections=tuple(sections),
        description="What was tried, and what came of it",
        search=(SearchText("Exercises", text="tests drills"),),
    )


def _linked(exercise: Exercise) -> Inlines:
    return (LinkTo(exercise_title(exercise), Target(f"exercises/{exercise.id}.html")),)


def _timeline(context: Context) -> Figure | None:
    events = []
    for exercise in context.portfolio.exercises.values():
        day = exercise.held or (exercise.planned if isinstance(exercise.planned, date) else None)
        if day:
            outcome = _outcome(exercise)
            tone = outcome.tone.value if isinstance(outcome, Badge) else "plain"
            events.append(
                Event(exercise_title(exercise), day, tone, exercise.exercise_kind.value.replace("-", " "), f"exercises/{exercise.id}.html")
            )
    for incident in context.portfolio.incidents.values():
        if incident.times.started:
            events.append(
                Event(incident.title, context.local(incident.times.started).date(), "bad", "real incident", f"incidents/{incident.id}.html")
            )
    if not events:
        return None
    start, end = min(e.date for e in events), max(max(e.date for e in events), context.as_of)
    return Figure(
        Timeline(tuple(sorted(events, key=lambda e: (e.lane, e.date))), context.as_of, start, end),
        "Exercises and incidents over time. Green passed, red failed or real, blue planned.",
    )


def _incidents_index(context: Context) -> PageView:
    rows = []
    for incident in sorted(context.portfolio.incidents.values(), key=lambda i: i.id, reverse=True):
        started, back = incident.times.started, incident.times.recovered
        length: Inlines = (
            (Text(spoken(Duration(int((back - started).total_seconds())))),)
            if started and back and back >= started
            else (Unknown("length"),)
        )
        rows.append(
            Row(
                (
                    context.name(incident.ref),
                    (Moment(context.local(started)),) if started else (Unknown("start"),),
                    length,
                    context.names(r.service for r in incident.services),
                )
            )
        )
    columns = (Column("Incident"), Column("Started"), Column("Lasted"), Column("Services"))
    return PageView(
        path="incidents/index.html",
        title="Incidents",
        kind="Programme",
        sections=(
            Section(
                "all", plural(len(rows), "incident"), (Table(columns, tuple(rows), "Incidents, newest first", empty="None recorded."),)
            ),
        ),
        description="Real activations",
        search=(SearchText("Incidents"),),
    )


def overdue(context: Context, action: Action) -> bool:
    """Whether an action that is not finished is past its day."""
    return action.status in (Status.OPEN, Status.IN_PROGRESS) and isinstance(action.due, date) and action.due < context.as_of


def _action_table(context: Context, actions: Iterable[Action]) -> Table:
    rows = []
    for action in sorted(actions, key=lambda a: (a.status in (Status.DONE, Status.CANCELLED), not overdue(context, a), str(a.due), a.id)):
        due: Inlines = (
            (Day(action.due),) if isinstance(action.due, date) else (Unknown("due date"),) if action.due in (None, UNKNOWN) else ()
        )
        late: Inlines = (Text(" "), Badge("overdue", Tone.BAD)) if overdue(context, action) else ()
        origin = action.origin
        source: Inlines = (
            context.name(origin.exercise or origin.incident)
            if origin and (origin.exercise or origin.incident)
            else (Text((origin.audit or origin.review or "") if origin else ""),)
        )
        state: list[Inline] = [Text(action.status.value.replace("-", " "))]
        if action.verified:
            state += [
                Text(", "),
                Badge("effective" if action.verified.effective else "not effective", Tone.GOOD if action.verified.effective else Tone.BAD),
            ]
        rows.append(
            Row(((Text(action.title),), (*due, *late), tuple(state), context.holder(action.owner), source, (Text(action.severity.value),)))
        )
    columns = (Column("Action"), Column("Due"), Column("Status"), Column("Owner"), Column("From"), Column("Severity"))
    return Table(columns, tuple(rows), "Actions, overdue first", filter=True, empty="None.")


def _actions(context: Context) -> PageView:
    actions = list(context.portfolio.actions.values())
    late = sum(overdue(context, action) for action in actions)
    sections = [Section("all", f"{plural(len(actions), 'action')}, {late} overdue", (_action_table(context, actions),))]
    for action in sorted(actions, key=lambda a: a.title.casefold()):
        blocks: list[Block] = []
        facts = [
            Fact("Owner", context.holder(action.owner)),
            Fact("Status", (Text(action.status.value.replace("-", " ")),)),
            *((Fact("About", context.names(action.about)),) if action.about else ()),
        ]
        blocks.append(Facts(tuple(facts)))
        for word, text in (("Cause", action.cause), ("Correction", action.correction), ("Notes", action.notes)):
            if text:
                blocks.append(Facts((Fact(word, blocks=(ProseBlock(text.text),)),)))
        sections.append(Section(action.id, action.title, (*blocks, context.written(action)), quiet=True))
    return PageView(
        path="actions/index.html",
        title="Actions",
        kind="Programme",
        sections=tuple(sections),
        description="Findings and what is done about them",
        search=(SearchText("Actions"), *(SearchText(a.title, a.id) for a in actions)),
    )
