"""Home, "What is wrong?", and the pages that find without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from continuity.model.base import Ref
from continuity.model.organisation import CrisisLine
from continuity.model.service import Service
from continuity.views.blocks import (
    Block,
    Card,
    Cards,
    Column,
    Contact,
    Contacts,
    Inline,
    Inlines,
    LinkTo,
    PageView,
    Paragraph,
    Point,
    Row,
    SearchPrompt,
    SearchText,
    Section,
    Table,
    Target,
    Text,
)
from continuity.views.bounded import MOST_NAMES, MOST_ROWS
from continuity.views.context import Context, plural
from continuity.views.listing import by_letter, letter_key
from continuity.views.sheets import Sheet, sheet


def pages(context: Context) -> Iterator[Sheet]:
    """Home, the A to Z of everything that leads to a page, and the page for addresses that do not exist."""
    yield sheet("index.html", _home, context)
    letters = _letters(context)
    apart = sum(map(len, letters.values())) > _MOST_TOGETHER
    yield sheet("find.html", _find, letters, apart)
    if apart:
        for letter, entries in letters.items():
            yield sheet(_letter_path(letter), _letter, letter, entries)


_MOST_TOGETHER = 2_000
"""Names that one page of A to Z holds; where there are more, each letter has its own."""


def _line(line: CrisisLine, name: str) -> Contact:
    return Contact(
        (Text(line.name or name),),
        (Text(line.note),) if line.note else (),
        (Point("Call", str(line.number), line.number.uri, primary=True),),
    )


def _home(context: Context) -> PageView:
    organisation = context.portfolio.organisation
    lines: list[Contact] = []
    if organisation.life_safety_line:
        lines.append(_line(organisation.life_safety_line, "Danger to life"))
    if organisation.crisis_line:
        lines.append(_line(organisation.crisis_line, "Crisis line"))
    lead: list[Block] = [Contacts(tuple(lines), numbered=False)] if lines else []
    lead.append(SearchPrompt("Search: what you see, alert, host or name", Target("find.html")))
    symptoms = _symptoms(context)
    alerts = sorted(_alerts(context), key=lambda entry: entry[0].casefold())
    scenarios = tuple(
        Card(scenario.name, Target(f"scenarios/{scenario.id}.html"))
        for scenario in sorted(context.portfolio.scenarios.values(), key=lambda s: s.name.casefold())
    )
    sections: list[Section] = []
    if symptoms:
        sections.append(
            Section(
                "symptoms",
                "What do you see?",
                (Table((Column("It shows as"), Column("Go to")), symptoms, "Symptoms, A to Z", filter=True, dense=True),)
                if len(symptoms) <= MOST_ROWS
                else _too_many(plural(len(symptoms), "symptom")),
            )
        )
    if scenarios:
        several = Card("Something else, or several at once", Target("situation.html"), ((Text("Say what is down, see what follows"),),))
        sections.append(Section("lost", "What is lost?", (Cards((*scenarios, several)),)))
    if alerts:
        rows = tuple(Row(((Text(alert),), name)) for alert, name in alerts)
        sections.append(
            Section(
                "alerts",
                "Which alert?",
                (Table((Column("Alert"), Column("Go to")), rows, "Alerts, A to Z", filter=True, dense=True),)
                if len(rows) <= MOST_ROWS
                else _too_many(plural(len(rows), "alert")),
                quiet=True,
            )
        )
    jump: list[Inline] = []
    for section in sections:
        jump += [Text(" · ")] if jump else []
        jump.append(LinkTo(section.title, Target("index.html", section.id)))
    lead.append(Paragraph((*jump, *((Text(" · "),) if jump else ()), LinkTo("Everything", Target("index.html", "all-pages")))))
    sections.append(Section("all-pages", "Everything", (Cards(_everything(context)),)))
    return PageView(
        path="index.html",
        title="What is wrong?",
        kind=organisation.name,
        lead=tuple(lead),
        sections=tuple(sections),
        description=f"IT service continuity of {organisation.name}",
        source=context.source(organisation.ref),
        search=(SearchText("Home"),),
        layout="home",
    )


def _too_many(counted: str) -> tuple[Block, ...]:
    """In place of a table that nobody would scroll through."""
    words = (Text(f"{counted}: type a word of it into the search, or look in "), LinkTo("A to Z", Target("find.html")), Text("."))
    return (Paragraph(words),)


def _symptoms(context: Context) -> tuple[Row, ...]:
    """What people say they see, each once, with every page it leads to; services before runbooks."""
    found: dict[str, tuple[str, list[Ref]]] = {}
    pairs = [(symptom, service.ref) for service in context.portfolio.services.values() for symptom in service.find_by.symptoms]
    pairs += [(symptom, runbook.ref) for runbook in context.portfolio.runbooks.values() for symptom in runbook.symptoms]
    for symptom, ref in pairs:
        found.setdefault(symptom.casefold(), (symptom, []))[1].append(ref)
    return tuple(
        Row(((Text(symptom),), context.names(dict.fromkeys(refs), most=MOST_NAMES))) for _, (symptom, refs) in sorted(found.items())
    )


def _alerts(context: Context) -> Iterable[tuple[str, Inlines]]:
    for service in context.portfolio.services.values():
        for alert in service.find_by.alerts:
            yield alert, context.name(service.ref)
    for runbook in context.portfolio.runbooks.values():
        for alert in runbook.alerts:
            yield alert, context.name(runbook.ref)


def _everything(context: Context) -> tuple[Card, ...]:
    portfolio = context.portfolio
    entries = (
        ("Services", "services/index.html", plural(len(portfolio.services), "service")),
        ("Runbooks", "runbooks/index.html", plural(len(portfolio.runbooks), "runbook")),
        ("Continuity plans", "continuity-plans/index.html", plural(len(portfolio.continuity_plans), "plan")),
        ("Contact trees", "contact-trees/index.html", plural(len(portfolio.contact_trees), "tree")),
        ("People", "people/index.html", plural(len(portfolio.people), "person", "people")),
        ("Teams", "teams/index.html", plural(len(portfolio.teams), "team")),
        ("Roles", "roles/index.html", plural(len(portfolio.roles), "role card")),
        ("Vendors", "vendors/index.html", plural(len(portfolio.vendors), "vendor")),
        ("Sites", "sites/index.html", plural(len(portfolio.sites), "site")),
        ("Messages", "messages/index.html", plural(len(portfolio.messages), "message")),
        ("Channels", "channels/index.html", plural(len(portfolio.channels), "channel")),
        ("Parties", "parties/index.html", plural(len(portfolio.parties), "party", "parties")),
        ("Resources", "resources/index.html", plural(len(portfolio.resources), "resource")),
        ("Programme", "programme/index.html", "what is red, what falls due"),
        ("Review status", "reviews/index.html", "what is due, overdue or changed"),
        *([("What changed", "changes/index.html", "the last change, the last 30 days")] if context.look_back else []),
        ("Recovery order", "recovery/index.html", "what comes back first"),
        ("Objectives", "recovery/objectives.html", "promised against required"),
        ("What carries most", "recovery/blast.html", "what stops with what"),
        ("Single points of failure", "recovery/single-points.html", "on what too much rests"),
        ("Coverage", "programme/coverage.html", "what is there, and what is missing"),
        ("Business impact", "processes/index.html", plural(len(portfolio.processes), "process", "processes")),
        ("Risks", "risks/index.html", plural(len(portfolio.risks), "risk")),
        ("Exercises", "exercises/index.html", plural(len(portfolio.exercises), "exercise")),
        ("Incidents", "incidents/index.html", plural(len(portfolio.incidents), "incident")),
        ("Actions", "actions/index.html", plural(len(portfolio.actions), "action")),
        ("Scenarios", "scenarios/index.html", plural(len(portfolio.scenarios), "scenario")),
        ("Controls", "controls/index.html", plural(len(portfolio.controls), "control")),
        ("Records", "records/index.html", plural(len(portfolio.evidence_records), "record")),
        ("Compliance", "programme/compliance.html", "clauses and their evidence"),
        ("Frameworks", "frameworks/index.html", plural(len(portfolio.frameworks), "framework")),
        ("A to Z", "find.html", "every name, alert, host and symptom"),
    )
    return tuple(Card(title, Target(path), ((Text(count),),)) for title, path, count in entries)


def _names(context: Context) -> Iterable[tuple[str, str, Inlines]]:
    """(what is looked up, what it is, where it leads)."""
    for record in context.portfolio:
        target = context.target(record.ref)
        if target is None:
            continue
        link: Inlines = (LinkTo(record.label, target),)
        yield record.label, record.kind.replace("-", " "), link
        for alias in record.aliases:
            yield alias, "also known as", link
        if isinstance(record, Service):
            for alert in record.find_by.alerts:
                yield alert, "alert", link
            for host in record.find_by.hosts:
                yield host, "host", link
            for symptom in record.find_by.symptoms:
                yield symptom, "symptom", link
    for alert, link in _alerts(context):
        yield alert, "alert", link


_Entry = tuple[str, str, Inlines]


def _letters(context: Context) -> dict[str, list[_Entry]]:
    """Every name by its first letter, digits and other scripts first."""
    entries = sorted(dict.fromkeys(_names(context)), key=lambda entry: (entry[0].casefold(), entry[1]))
    return by_letter(entries, lambda entry: entry[0])


def _letter_path(letter: str) -> str:
    return f"find-{letter_key(letter)}.html"


def _letter_section(letter: str, entries: list[_Entry]) -> Section:
    rows = tuple(Row(((Text(name),), (Text(what),), link)) for name, what, link in entries)
    table = Table((Column("Name"), Column("What it is"), Column("Go to")), rows, f"Names under {letter}")
    return Section(f"letter-{letter_key(letter)}", letter, (table,))


def _letter(letter: str, entries: list[_Entry]) -> PageView:
    return PageView(
        path=_letter_path(letter),
        title=f"A to Z: {letter}",
        kind="Index",
        sections=(_letter_section(letter, entries),),
        crumbs=(("A to Z", Target("find.html")),),
        description=f"Every name, alias, alert, host and symptom under {letter}, without JavaScript",
        search=(SearchText(f"A to Z: {letter}"),),
        layout="find",
    )


def _find(letters: dict[str, list[_Entry]], apart: bool) -> PageView:
    jump: list[Inline] = []
    for letter in letters:
        target = Target(_letter_path(letter)) if apart else Target("find.html", f"letter-{letter_key(letter)}")
        jump += [LinkTo(letter, target), Text(" ")]
    return PageView(
        path="find.html",
        title="A to Z",
        kind="Index",
        lead=(Paragraph(tuple(jump) or (Text("Nothing yet."),)),),
        sections=() if apart else tuple(_letter_section(letter, entries) for letter, entries in letters.items()),
        description="Every name, alias, alert, host and symptom, without JavaScript",
        search=(SearchText("A to Z"),),
        layout="find",
    )
