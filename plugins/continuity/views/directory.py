"""People, teams and roles, and everybody on one page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from continuity.model.base import Record, Ref
from continuity.model.directory import Person, Role, Team
from continuity.model.values import UNKNOWN
from continuity.views.blocks import (
    Block,
    Card,
    Cards,
    Column,
    Contacts,
    Day,
    Fact,
    Facts,
    Inlines,
    Item,
    Items,
    PageView,
    Paragraph,
    ProseBlock,
    Row,
    SearchText,
    Section,
    Table,
    Target,
    Text,
    Unknown,
)
from continuity.views.context import Context, plural
from continuity.views.listing import listing
from continuity.views.reach import contact, points
from continuity.views.resting import resting_section
from continuity.views.sheets import Sheet, sheet, sheets
from continuity.views.since_review import since_section
from continuity.views.trust import trust_of_record

PEOPLE, TEAMS, ROLES = Target("people/index.html"), Target("teams/index.html"), Target("roles/index.html")


def pages(context: Context) -> Iterator[Sheet]:
    """Every person, team and role, and their index pages."""
    teams = _teams_of(context)
    yield from sheets(context.portfolio.people, _person, context, teams)
    yield from sheets(context.portfolio.teams, _team, context)
    yield from sheets(context.portfolio.roles, _role, context)
    people = sorted(context.portfolio.people.values(), key=lambda person: person.name.casefold())
    yield from listing(PEOPLE, people, lambda person: person.name, partial(_people_index, context, teams))
    yield sheet("teams/index.html", _teams_index, context)
    yield sheet("roles/index.html", _roles_index, context)


def named_in(context: Context, ref: Ref) -> Section:
    """Where a record is named, so that nobody leaves or is renamed unnoticed."""
    rows = tuple(
        Row((context.name(record.ref), (Text(record.kind.replace("-", " ")),), (Text(field),)))
        for record, field in sorted(context.named_where.get(ref, ()), key=lambda e: (e[0].kind, e[0].id))
    )
    table = Table((Column("Where"), Column("Kind"), Column("As")), rows, empty="Named nowhere.")
    return Section("named-in", "Named in", (table,), quiet=True)


def _fact(label: str, value: Inlines) -> tuple[Fact, ...]:
    return (Fact(label, value),) if value else ()


def _teams_of(context: Context) -> dict[Ref, list[Ref]]:
    """The teams that each person leads or is in."""
    found: dict[Ref, list[Ref]] = {}
    for team in context.portfolio.teams.values():
        for ref in dict.fromkeys((*team.members, *((team.lead,) if team.lead else ()))):
            found.setdefault(ref, []).append(team.ref)
    return found


def _person(context: Context, person: Person, teams: Mapping[Ref, Sequence[Ref]]) -> PageView:
    facts: tuple[Fact, ...] = (
        *_fact("Languages", (Text(", ".join(person.languages)),) if person.languages else ()),
        *_fact("Skills", (Text(", ".join(person.skills)),) if person.skills else ()),
        *_fact("Base", context.name(person.base)),
        *_fact("Travel", (Text(person.travel),) if person.travel else ()),
        Fact("Verified", (Day(person.verified),) if person.verified and person.verified is not UNKNOWN else (Unknown("when"),)),
    )
    away = tuple(Item((Day(a.from_), Text(" to "), Day(a.until), *((Text(f": {a.note}"),) if a.note else ()))) for a in person.absences)
    roles = [role.ref for role in context.portfolio.roles.values() if any(h.ref == person.ref for h in role.holders)]
    sections: list[Section] = [
        Section(
            "about",
            "About",
            (Facts((*facts, *_fact("Teams", context.names(teams.get(person.ref, ()))), *_fact("Roles", context.names(roles)))),),
        )
    ]
    sections += resting_section(context, person.ref)
    if away:
        sections.append(Section("away", "Away", (Items(away),)))
    if person.notes:
        sections.append(Section("notes", "Notes", (ProseBlock(person.notes.text),)))
    sections.append(named_in(context, person.ref))
    sections += since_section(context, person.ref)
    return PageView(
        path=f"people/{person.id}.html",
        title=person.name,
        kind="Person",
        aka=person.aliases,
        context=(Text(", ".join(person.titles)),) if person.titles else (),
        lead=(Contacts((contact(context, person.ref, depth=2),), numbered=False), *trust_of_record(context, person.ref)),
        sections=tuple(sections),
        crumbs=(("People", PEOPLE),),
        description=f"How to reach {person.name}",
        source=context.source(person.ref),
        search=(SearchText(person.name, exact=person.aliases, text=" ".join((*person.titles, *person.skills))),),
    )


def _team(context: Context, team: Team) -> PageView:
    facts = (
        *_fact("Lead", context.name(team.lead)),
        *_fact("Channel", context.name(team.channel)),
        *_fact("Base", context.name(team.base)),
        *_fact("Minimum crew", (Text(str(team.minimum_crew)),) if team.minimum_crew is not None else ()),
        *_fact("On call", (Text(team.schedule.text),) if team.schedule else ()),
        *_fact("Owns", context.names(context.owned_by.get(team.ref, ()))),
    )
    sections: list[Section] = []
    if team.description:
        sections.append(Section("about", "About", (ProseBlock(team.description.text),)))
    sections.append(Section("details", "Details", (Facts(facts),)))
    if team.notes:
        sections.append(Section("notes", "Notes", (ProseBlock(team.notes.text),)))
    sections.append(named_in(context, team.ref))
    sections += since_section(context, team.ref)
    return PageView(
        path=f"teams/{team.id}.html",
        title=team.name,
        kind="Team",
        aka=team.aliases,
        lead=(Contacts((contact(context, team.ref, depth=2),), numbered=False), *trust_of_record(context, team.ref)),
        sections=tuple(sections),
        crumbs=(("Teams", TEAMS),),
        description=f"How to reach {team.name}",
        source=context.source(team.ref),
        search=(SearchText(team.name, exact=team.aliases),),
        weight=1.2,
    )


def _role(context: Context, role: Role) -> PageView:
    sections: list[Section] = []
    blocks: list[Block] = []
    if role.description:
        blocks.append(ProseBlock(role.description.text))
    if role.spending_limit:
        blocks.append(Facts((Fact("May spend", (Text(role.spending_limit),)),)))
    if role.requires:
        blocks.append(Facts((Fact("Needs", (Text(", ".join(role.requires)),)),)))
    if blocks:
        sections.append(Section("about", "About", tuple(blocks)))
    for duties in role.duties:
        items = tuple(Item((), (ProseBlock(duty.text),)) for duty in duties.duties)
        sections.append(Section(f"phase-{duties.phase.value}", f"When you {duties.phase.value}", (Items(items),)))
    if role.notes:
        sections.append(Section("notes", "Notes", (ProseBlock(role.notes.text),)))
    sections.append(named_in(context, role.ref))
    sections += since_section(context, role.ref)
    return PageView(
        path=f"roles/{role.id}.html",
        title=role.name,
        kind="Role card",
        aka=role.aliases,
        lead=(Contacts((contact(context, role.ref, depth=2),), numbered=False), *trust_of_record(context, role.ref)),
        sections=tuple(sections),
        crumbs=(("Roles", ROLES),),
        description=f"Who is {role.name}, and what they do",
        source=context.source(role.ref),
        search=(SearchText(role.name, exact=role.aliases),),
        weight=1.2,
    )


def _people_index(context: Context, teams: Mapping[Ref, Sequence[Ref]], people: Sequence[Person]) -> PageView:
    rows = []
    for person in people:
        named = context.names(teams.get(person.ref, ()))
        rows.append(
            Row(
                (context.name(person.ref), (Text(", ".join(person.titles)),), named, _first_point(context, person)),
                id=person.id,
            )
        )
    withheld = context.portfolio.withheld if len(people) == len(context.portfolio.people) else {}
    for ref, holder in sorted(withheld.items()):
        if ref.kind == "person":
            rows.append(Row(((Text("restricted"),), (), context.name(holder), ())))
    table = Table(
        (Column("Name"), Column("Title"), Column("Teams"), Column("First number")),
        tuple(rows),
        "Everybody named in the plans",
        filter=True,
        empty="Nobody yet.",
    )
    return PageView(
        path="people/index.html",
        title="People",
        kind="Directory",
        sections=(Section("all", plural(len(rows), "person", "people"), (table,)),),
        description="Everybody named in the plans, and how to reach them",
        search=(SearchText("People"),),
    )


def _first_point(context: Context, record: Record) -> Inlines:
    from continuity.views.blocks import Out

    for point in points(context, record):
        if point.href:
            return (Out(point.shown, point.href, f"{point.how} {record.label}"),)
        return (Text(point.shown),)
    return (Unknown("number"),)


def _teams_index(context: Context) -> PageView:
    rows = tuple(
        Row((context.name(team.ref), context.name(team.lead), _first_point(context, team), (Text(str(len(team.members))),)))
        for team in sorted(context.portfolio.teams.values(), key=lambda t: t.name.casefold())
    )
    table = Table(
        (Column("Team"), Column("Lead"), Column("First number"), Column("Members", number=True)),
        rows,
        "All teams",
        filter=True,
        empty="No teams yet.",
    )
    return PageView(
        path="teams/index.html",
        title="Teams",
        kind="Directory",
        sections=(Section("all", plural(len(rows), "team"), (table,)),),
        description="All teams with their duty numbers",
        search=(SearchText("Teams"),),
    )


def _roles_index(context: Context) -> PageView:
    cards = []
    for role in sorted(context.portfolio.roles.values(), key=lambda r: r.name.casefold()):
        holders = context.names(h.ref for h in role.holders) or (Unknown("holder"),)
        cards.append(Card(role.name, Target(f"roles/{role.id}.html"), ((Text("Held by "), *holders),)))
    body: tuple[Block, ...] = (Cards(tuple(cards)),) if cards else (Paragraph((Text("No roles yet."),)),)
    return PageView(
        path="roles/index.html",
        title="Roles",
        kind="Directory",
        sections=(Section("all", plural(len(cards), "role"), body),),
        description="Role cards: who does what in an incident",
        search=(SearchText("Roles"),),
    )
