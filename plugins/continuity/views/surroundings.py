"""Vendors and sites, each on a page; resources, channels and parties together on theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from continuity.model.base import Record
from continuity.model.surroundings import Channel, Party, Resource, Site, Vendor
from continuity.model.values import UNKNOWN
from continuity.views.blast import blast_sections
from continuity.views.blocks import (
    Block,
    Card,
    Cards,
    Column,
    Contact,
    Contacts,
    Day,
    Fact,
    Facts,
    Inlines,
    Item,
    Items,
    Out,
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
from continuity.views.context import Context, plural, say
from continuity.views.reach import contact, points
from continuity.views.sheets import Sheet, sheet, sheets
from continuity.views.since_review import since_section
from continuity.views.trust import trust_of_record

VENDORS, SITES = Target("vendors/index.html"), Target("sites/index.html")


def pages(context: Context) -> Iterator[Sheet]:
    """Every vendor and site, and the index pages of all surroundings."""
    yield from sheets(context.portfolio.vendors, _vendor, context)
    yield from sheets(context.portfolio.sites, _site, context)
    yield sheet("vendors/index.html", _vendors_index, context)
    yield sheet("sites/index.html", _sites_index, context)
    yield sheet("resources/index.html", _resources, context)
    yield sheet("channels/index.html", _channels, context)
    yield sheet("parties/index.html", _parties, context)


def _fact(label: str, value: Inlines) -> tuple[Fact, ...]:
    return (Fact(label, value),) if value else ()


def _day(value: object) -> Inlines:
    if value is None or value is UNKNOWN:
        return (Unknown("when"),)
    return (Day(value),)  # type: ignore[arg-type]


def _vendor(context: Context, vendor: Vendor) -> PageView:
    promised = vendor.commitment
    facts = [
        Fact("Answers in", say(promised.response if promised else None, "response time")),
        Fact("Restores in", say(promised.recovery if promised else None, "recovery time")),
        *_fact("On site in", say(promised.on_site, "") if promised and promised.on_site is not None else ()),
        *_fact("Service hours", (Text(str(promised.hours)),) if promised and promised.hours else ()),
        *_fact("Contract", (Text(vendor.contract),) if vendor.contract else ()),
        *_fact("Contract ends", (Day(vendor.contract_ends),) if vendor.contract_ends else ()),
    ]
    sections: list[Section] = []
    if vendor.if_down:
        sections.append(Section("if-down", "When it is down", (ProseBlock(vendor.if_down.text),)))
    if vendor.escalation:
        sections.append(
            Section(
                "escalation", "Escalation", (Items(tuple(Item((), (ProseBlock(text.text),)) for text in vendor.escalation), ordered=True),)
            )
        )
    sections += blast_sections(context, vendor.ref)
    about: list[Block] = [ProseBlock(vendor.description.text)] if vendor.description else []
    if promised and promised.text:
        about.append(ProseBlock(promised.text.text))
    about.append(
        Facts(
            (
                Fact("Owner", context.holder(vendor.owner)),
                Fact("Instead", context.names(vendor.substitutes) or (Unknown("substitute"),)),
                *_fact("Subcontractors", context.names(vendor.subcontractors)),
            )
        )
    )
    if vendor.exit_plan:
        about.append(Facts((Fact("Exit plan", blocks=(ProseBlock(vendor.exit_plan.text),)),)))
    if vendor.test_evidence:
        rows = tuple(Row(((Text(e.what),), _day(e.date))) for e in vendor.test_evidence)
        about.append(Table((Column("Evidence"), Column("Date")), rows, "Evidence of what it can do"))
    links = [*([vendor.status_page] if vendor.status_page else []), *vendor.links]
    if links:
        about.append(Items(tuple(Item((Out(link.title or link.href, link.href),)) for link in links)))
    if vendor.notes:
        about.append(ProseBlock(vendor.notes.text))
    sections += since_section(context, vendor.ref)
    sections.append(Section("about", "About", tuple(about)))
    return PageView(
        path=f"vendors/{vendor.id}.html",
        title=vendor.name,
        kind="Vendor",
        aka=vendor.aliases,
        lead=(Contacts((contact(context, vendor.ref),), numbered=False), *trust_of_record(context, vendor.ref), Facts(tuple(facts))),
        sections=tuple(sections),
        crumbs=(("Vendors", VENDORS),),
        description=f"How to reach {vendor.name}, and what stops without it",
        source=context.source(vendor.ref),
        search=(SearchText(vendor.name, exact=vendor.aliases, text=vendor.description.text if vendor.description else ""),),
        weight=1.3,
    )


def _site(context: Context, site: Site) -> PageView:
    facts = [
        *_fact("Address", (Text(site.address),) if site.address else ()),
        *_fact("Readiness", (Text(site.readiness.value),) if site.readiness else ()),
        *_fact("Capacity", (Text(site.capacity),) if site.capacity else ()),
        *_fact("Workplaces", (Text(str(site.places)),) if site.places is not None else ()),
        *_fact("Part of", context.name(site.within)),
    ]
    lead: list[Block] = []
    if points(context, site):
        lead.append(Contacts((contact_of(context, site),), numbered=False))
    lead += trust_of_record(context, site.ref)
    if facts:
        lead.append(Facts(tuple(facts)))
    sections: list[Section] = []
    for anchor, title, text in (("access", "Getting in", site.access), ("power", "Power", site.power)):
        if text:
            sections.append(Section(anchor, title, (ProseBlock(text.text),)))
    sections += blast_sections(context, site.ref)
    about: list[Block] = [ProseBlock(site.description.text)] if site.description else []
    about.append(Facts((Fact("Owner", context.holder(site.owner)), *_fact("Hosts", (Text(", ".join(site.hosts)),) if site.hosts else ()))))
    if site.notes:
        about.append(ProseBlock(site.notes.text))
    sections += since_section(context, site.ref)
    sections.append(Section("about", "About", tuple(about)))
    return PageView(
        path=f"sites/{site.id}.html",
        title=site.name,
        kind="Site",
        aka=site.aliases,
        lead=tuple(lead),
        sections=tuple(sections),
        crumbs=(("Sites", SITES),),
        description=f"{site.name}: how to get in, and what stops without it",
        source=context.source(site.ref),
        search=(SearchText(site.name, exact=site.aliases, hosts=site.hosts, text=site.address or ""),),
        weight=1.2,
    )


def contact_of(context: Context, record: Record) -> Contact:
    """The record's own numbers, as somebody to call."""
    return Contact((Text(record.label),), (), points(context, record))


def _vendors_index(context: Context) -> PageView:
    rows = []
    for vendor in sorted(context.portfolio.vendors.values(), key=lambda v: v.name.casefold()):
        promised = vendor.commitment
        rows.append(
            Row(
                (
                    context.name(vendor.ref),
                    _first(context, vendor),
                    (Text(vendor.account or ""),),
                    say(promised.response if promised else None, ""),
                    say(promised.recovery if promised else None, ""),
                )
            )
        )
    columns = (Column("Vendor"), Column("Call"), Column("Say"), Column("Answers in"), Column("Restores in"))
    return _listing(
        "vendors",
        "Vendors",
        Table(columns, tuple(rows), "Vendors and what they promised", filter=True, empty="No vendors yet."),
        len(rows),
        "vendor",
    )


def _first(context: Context, record: Record) -> Inlines:
    for point in points(context, record):
        return (Out(point.shown, point.href, f"{point.how} {record.label}"),) if point.href else (Text(point.shown),)
    return (Unknown("number"),)


def _sites_index(context: Context) -> PageView:
    cards = tuple(
        Card(site.name, Target(f"sites/{site.id}.html"), ((Text(site.address or ""),),) if site.address else ())
        for site in sorted(context.portfolio.sites.values(), key=lambda s: s.name.casefold())
    )
    return _listing("sites", "Sites", Cards(cards) if cards else Paragraph((Text("No sites yet."),)), len(cards), "site")


def _listing(folder: str, title: str, block: Block, count: int, one: str) -> PageView:
    return PageView(
        path=f"{folder}/index.html",
        title=title,
        kind="Index",
        sections=(Section("all", plural(count, one), (block,)),),
        description=title,
        search=(SearchText(title),),
    )


def _entries(folder: str, title: str, entries: Sequence[tuple[Record, tuple[Block, ...], tuple[str, ...]]], nothing: str) -> PageView:
    sections = tuple(Section(record.id, record.label, blocks) for record, blocks, _ in entries)
    search = (SearchText(title), *(SearchText(record.label, record.id, exact=(*record.aliases, *exact)) for record, _, exact in entries))
    lead: tuple[Block, ...] = () if entries else (Paragraph((Text(nothing),)),)
    return PageView(path=f"{folder}/index.html", title=title, kind="Index", lead=lead, sections=sections, description=title, search=search)


def _resources(context: Context) -> PageView:
    entries = []
    for resource in sorted(context.portfolio.resources.values(), key=lambda r: r.name.casefold()):
        entries.append((resource, (*_resource(context, resource), context.written(resource)), ()))
    return _entries("resources", "Resources", entries, "No resources yet.")


def _resource(context: Context, resource: Resource) -> tuple[Block, ...]:
    blocks: list[Block] = [ProseBlock(resource.description.text)] if resource.description else []
    facts = [
        Fact("Kind", (Text(resource.type.value.replace("-", " ")),)),
        Fact("Where", blocks=(ProseBlock(resource.where.text),)) if resource.where else Fact("Where", (Unknown("where"),)),
        *([Fact("Copy that needs no network", blocks=(ProseBlock(resource.offline_copy.text),))] if resource.offline_copy else []),
        Fact("Held by", context.names(h.ref for h in resource.holders) or (Unknown("holder"),)),
        *_fact("Cannot be reached without", context.names(resource.needs)),
        *_fact("Site", context.name(resource.site)),
        *_fact("How many", (Text(str(resource.quantity)),) if resource.quantity is not None else ()),
        Fact("Last tested", _day(resource.last_tested)),
        *_fact("Expires", (Day(resource.expires),) if resource.expires else ()),
    ]
    blocks.append(Facts(tuple(facts)))
    if resource.notes:
        blocks.append(ProseBlock(resource.notes.text))
    return tuple(blocks)


def _channels(context: Context) -> PageView:
    entries = [
        (channel, (*_channel(context, channel), context.written(channel)), ())
        for channel in sorted(context.portfolio.channels.values(), key=lambda c: c.name.casefold())
    ]
    return _entries("channels", "Channels", entries, "No channels yet.")


def _channel(context: Context, channel: Channel) -> tuple[Block, ...]:
    blocks: list[Block] = [Contacts((contact_of(context, channel),), numbered=False)] if points(context, channel) else []
    if channel.description:
        blocks.append(ProseBlock(channel.description.text))
    facts = [
        Fact("Kind", (Text(channel.type.value.replace("-", " ")),)),
        *([Fact("PIN", blocks=(ProseBlock(channel.pin.text),))] if channel.pin else []),
        Fact(
            "If it is down",
            context.name(channel.fallback) or (Unknown("fallback"),),
            (ProseBlock(channel.fallback_note.text),) if channel.fallback_note else (),
        ),
        *_fact("Runs on", context.name(channel.service) or context.name(channel.vendor)),
        *_fact("Tested", _day(channel.tested) if channel.tested else ()),
    ]
    blocks.append(Facts(tuple(facts)))
    if channel.notes:
        blocks.append(ProseBlock(channel.notes.text))
    return tuple(blocks)


def _parties(context: Context) -> PageView:
    entries = [
        (party, (*_party(context, party), context.written(party)), ())
        for party in sorted(context.portfolio.parties.values(), key=lambda p: p.name.casefold())
    ]
    return _entries("parties", "Parties", entries, "No parties yet.")


def _party(context: Context, party: Party) -> tuple[Block, ...]:
    blocks: list[Block] = [Contacts((contact_of(context, party),), numbered=False)] if points(context, party) else []
    if party.description:
        blocks.append(ProseBlock(party.description.text))
    messages = [message.ref for message in context.portfolio.messages.values() if party.ref in message.audience]
    facts = [
        Fact("Kind", (Text(party.type.value),)),
        *_fact("Quote", (Text(party.reference),) if party.reference else ()),
        *_fact("By way of", context.name(party.channel)),
        *_fact("Messages", context.names(messages)),
        *_fact("Owner", context.name(party.owner.ref) if party.owner else ()),
    ]
    blocks.append(Facts(tuple(facts)))
    if party.notes:
        blocks.append(ProseBlock(party.notes.text))
    return tuple(blocks)
