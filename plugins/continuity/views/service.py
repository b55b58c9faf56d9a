"""A service: the page a responder opens first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from continuity.model.service import Approach, Dependency, Service, Strategy, Strength
from continuity.model.values import UNKNOWN, Duration
from continuity.views.blast import blast_sections, neighbourhood
from continuity.views.blocks import (
    Badge,
    Block,
    Break,
    Callout,
    Card,
    Cards,
    Column,
    Contact,
    Contacts,
    Day,
    Fact,
    Facts,
    Inline,
    Inlines,
    Item,
    Items,
    LinkTo,
    Md,
    Muted,
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
    Tone,
    Unknown,
)
from continuity.views.bounded import MOST_ROWS, rest
from continuity.views.capability import capability_section
from continuity.views.context import Context, percent, plural, say, spoken
from continuity.views.evidence_of import evidence_section
from continuity.views.listing import listing
from continuity.views.objectives import objective_facts
from continuity.views.reach import brief, contact
from continuity.views.running import short_bar
from continuity.views.sheets import Sheet, sheet
from continuity.views.since_review import since_section
from continuity.views.stops import cannot_use_service
from continuity.views.tree_figures import problem_items
from continuity.views.trust import trust_line

INDEX = Target("services/index.html")


def pages(context: Context) -> Iterator[Sheet]:
    """Every service, and their index page."""
    dependents = _dependents(context)
    for service in context.portfolio.services.values():
        path = f"services/{service.id}.html"
        yield sheet(path, _service, context, service, dependents.get(service.id, []))
    tiers = {tier.id: number for number, tier in enumerate(context.portfolio.organisation.tiers)}
    ordered = sorted(context.portfolio.services.values(), key=lambda s: (tiers.get(s.tier or "", 99), s.name.casefold()))
    yield from listing(INDEX, ordered, lambda service: service.name, partial(_index, context))


def _dependents(context: Context) -> dict[str, list[tuple[Service, Dependency]]]:
    found: dict[str, list[tuple[Service, Dependency]]] = {}
    for service in context.portfolio.services.values():
        for dependency in service.depends_on:
            for target in dependency.targets:
                if target.kind == "service":
                    found.setdefault(context.portfolio.resolve(target).id, []).append((service, dependency))
    return found


def _service(context: Context, service: Service, dependents: list[tuple[Service, Dependency]]) -> PageView:
    lead: list[Block] = []
    stops: list[Item] = []
    for stop in service.not_when:
        inlines: tuple[Inline, ...] = (Text(stop.text),)
        goal = stop.go_to.ref if stop.go_to else stop.runbook or stop.scenario
        if goal:
            inlines += (Text(" → go to "), *context.name(goal))
        stops.append(Item(inlines))
    if stops:
        lead.append(Callout(Tone.BAD, "Not this if", (Items(tuple(stops)),)))
    lead += cannot_use_service(context, service)
    lead.append(Paragraph(trust_line(context, service.ref)))
    find = _find_by(service)
    if find:
        lead.append(Facts(find))
    lead.append(Paragraph((*_decide(context, service), *_carries(context, service))))
    calls = tuple(contact(context, e.ref, depth=2, wait=e.wait, role=(Text(e.note),) if e.note else ()) for e in service.escalation)
    if calls:
        first = tuple(brief(context, e.ref, wait=e.wait) for e in service.escalation[:1])
        lead.append(Contacts(first, numbered=False, id="call"))
        lead.append(Paragraph((LinkTo("Everybody to call, in order", Target(f"services/{service.id}.html", "contact-tree")),)))
    bridges = tuple(Fact(label, context.name(ref)) for label, ref in (("Bridge", service.bridge), ("Chat", service.chat)) if ref)
    if bridges:
        lead.append(Facts(bridges))
    lead += _first_runbooks(context, service)
    sections = [
        *_section("contact-tree", "Who to call", _escalation(context, service, calls, dependents)),
        *_section("needs", "What it needs", _needs(context, service)),
        *_section("needed-by", "What needs it", _needed_by(context, dependents)),
        *blast_sections(context, service.ref),
        *_section("strategies", "If it is lost", _strategies(context, service)),
        Section("objectives", "Objectives", objective_facts(context, service)),
        *capability_section(context, service),
        *_section("backups", "Backups and data", _backups(context, service)),
        *_section("sites", "Where it runs", _sites(context, service)),
        *_section("offerings", "What it resells", _offerings(context, service)),
        *evidence_section(context, service),
        *since_section(context, service.ref),
        Section("about", "About", _about(context, service)),
    ]
    tier = context.portfolio.tier(service.tier)
    facts: list[Inline] = []
    for word in (service.environment, tier.name if tier else service.tier):
        if word:
            facts += [Text(" · "), Text(word)] if facts else [Text(word)]
    if service.lifecycle.value != "live":
        facts += [Text(" "), Badge(service.lifecycle.value, Tone.INFO)]
    return PageView(
        path=f"services/{service.id}.html",
        title=service.name,
        kind="Service",
        aka=service.aliases,
        context=tuple(facts),
        lead=tuple(lead),
        sections=tuple(sections),
        crumbs=(("Services", INDEX),),
        description=service.description.text if service.description else f"What to do when {service.name} is down",
        source=context.source(service.ref),
        search=(
            SearchText(
                service.name,
                exact=service.aliases,
                alerts=service.find_by.alerts,
                hosts=service.find_by.hosts,
                symptoms=service.find_by.symptoms,
                text=service.description.text if service.description else "",
            ),
        ),
        weight=2.2,
        layout="service",
        bar=short_bar(f"services/{service.id}.html", (*lead, *sections), (("Call", "call"), ("Runbooks", "runbooks"), ("Needs", "needs"))),
    )


def _section(anchor: str, title: str, blocks: Iterable[Block]) -> tuple[Section, ...]:
    found = tuple(blocks)
    return (Section(anchor, title, found),) if found else ()


def _find_by(service: Service) -> tuple[Fact, ...]:
    pairs = (
        ("Alerts", ", ".join(service.find_by.alerts)),
        ("It shows as", "; ".join(service.find_by.symptoms)),
    )
    return tuple(Fact(label, (Text(words),)) for label, words in pairs if words)


def _decide(context: Context, service: Service) -> Inlines:
    """Ordinary incident or continuity: whom to ask once it has lasted too long."""
    plans = context.plans_of.get(service.ref, ())
    if not plans:
        return (Muted("No continuity plan covers it: "), Badge("no plan", Tone.UNKNOWN))
    plan = context.portfolio.continuity_plans[plans[0].id]
    after = min((t.after for t in plan.activation.thresholds if t.tier in (None, service.tier)), default=None)
    start: Inlines = (Text(f"Not back within {spoken(after)} of the start"),) if after else (Text("Not back soon"),)
    return (*start, Text("? Ask for "), LinkTo(plan.title, Target(f"continuity-plans/{plan.id}.html")), Text(" to be put in force."))


def _carries(context: Context, service: Service) -> Inlines:
    """How bad it is, in one number that leads to the list."""
    others = context.blasts.counts.get(service.ref, 1) - 1
    if others < 1:
        return ()
    words = f"{plural(others, 'other service stops', 'other services stop')}"
    return (Text(" Without it "), LinkTo(words, Target(f"services/{service.id}.html", "blast")), Text("."))


def _first_runbooks(context: Context, service: Service) -> list[Block]:
    own = context.runbooks_of.get(service.ref, ())
    named = [runbook for strategy in service.strategies for ref in strategy.runbooks if (runbook := context.portfolio.runbooks.get(ref.id))]
    found = list({runbook.id: runbook for runbook in (*own, *named)}.values())
    if not found:
        return [Callout(Tone.UNKNOWN, "No runbook is written for it")]
    cards = []
    for runbook in found:
        lines: list[Inlines] = []
        if runbook.use_when:
            lines.append((Md(_first_line(runbook.use_when.text)),))
        if runbook.scenarios:
            lines.append((Muted("in "), *context.names(runbook.scenarios)))
        cards.append(Card(runbook.title, Target(f"runbooks/{runbook.id}.html"), tuple(lines)))
    return [Cards(tuple(cards), id="runbooks")]


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0]


def _escalation(
    context: Context, service: Service, calls: tuple[Contact, ...], dependents: list[tuple[Service, Dependency]]
) -> tuple[Block, ...]:
    blocks: list[Block] = [Contacts(calls)] if calls else [Paragraph((Unknown("escalation"),))]
    trees = context.trees_of.get(service.ref, ())
    owners = list(dict.fromkeys(s.owner.ref for s, d in dependents if s.owner and d.strength is Strength.HARD))
    facts: list[Fact] = []
    if trees:
        facts.append(Fact("Contact tree", context.names(trees)))
    called = {context.portfolio.resolve(e.ref) for e in service.escalation}
    owners = [owner for owner in owners if context.portfolio.resolve(owner) not in called]
    if owners:
        facts.append(Fact("Tell as well", context.names(owners)))
    path = context.escalations.get(service.id)
    if path is not None and path.problems:
        facts.append(Fact("What is missing", blocks=(problem_items(context, path.problems),)))
    vendors = [d.vendor for d in service.depends_on if d.vendor]
    if vendors:
        facts.append(Fact("Vendors", context.names(dict.fromkeys(vendors))))
    if facts:
        blocks.append(Facts(tuple(facts)))
    return tuple(blocks)


def _needs(context: Context, service: Service) -> tuple[Block, ...]:
    rows = []
    for dependency in service.depends_on:
        between = " or " if dependency.any_of else ", "
        without = "stops" if dependency.strength is Strength.HARD else "degrades"
        if isinstance(dependency.tolerates, Duration):
            without = f"{without} after {spoken(dependency.tolerates)}" if dependency.tolerates.seconds else f"{without} at once"
        effect: list[Inline] = [Text(without)]
        if dependency.effect:
            effect.append(Text(f": {dependency.effect}"))
        if dependency.alternative:
            effect += [Break(), Text("Instead: "), Md(dependency.alternative.text)]
        rows.append(
            Row(
                (
                    context.names(dependency.targets, between),
                    (
                        Text(
                            {"run": "to run", "recover": "to recover", "change": "to change", "observe": "to be watched"}[
                                dependency.use.value
                            ]
                        ),
                    ),
                    tuple(effect),
                )
            )
        )
    table = Table((Column("Needs"), Column("For"), Column("Without it")), tuple(rows))
    return (*neighbourhood(context, service), table) if rows else ()


def _needed_by(context: Context, dependents: list[tuple[Service, Dependency]]) -> tuple[Block, ...]:
    rows = []
    for service, dependency in sorted(dependents, key=lambda entry: (entry[1].strength.value, entry[0].name)):
        without = "stops" if dependency.strength is Strength.HARD else "degrades"
        if dependency.any_of:
            without = f"{without} unless another is up"
        rows.append(Row((context.name(service.ref), (Text(without),), (Text(dependency.effect or ""),), context.holder(service.owner))))
    if not rows:
        return ()
    columns = (Column("Service"), Column("Without it"), Column("Effect"), Column("Owner"))
    table = Table(columns, tuple(rows[:MOST_ROWS]), "Services that need it")
    return (table, *rest(len(rows), MOST_ROWS, (Text("Each service says on its page what it needs."),)))


def _range(strategy: Strategy) -> str:
    start, end = strategy.from_, strategy.until_outage
    if start and start.seconds and end:
        return f"outage of {spoken(start)} to {spoken(end)}"
    if end:
        return f"outage under {spoken(end)}"
    return f"outage of {spoken(start)} or more" if start and start.seconds else "any outage"


def _strategies(context: Context, service: Service) -> tuple[Block, ...]:
    rows = []
    for strategy in service.strategies:
        what: list[Inline] = [Text(strategy.approach.value.replace("-", " "))]
        if strategy.approach is Approach.ACCEPT:
            what = [
                Badge("no plan, accepted", Tone.SOON),
                Text(" by "),
                *(context.name(strategy.accepted_by) if strategy.accepted_by else (Unknown("who"),)),
            ]
            if strategy.until:
                what += [Text(" until "), Day(strategy.until)]
        if strategy.description:
            what += [Break(), Md(strategy.description.text)]
        if strategy.approval:
            what += [Break(), Text("needs approval from "), *context.name(strategy.approval.ref)]
        accepted = strategy.approach is Approach.ACCEPT
        rows.append(
            Row(
                (
                    context.name(strategy.scenario),
                    tuple(what),
                    (Text(_range(strategy)),),
                    () if accepted else say(strategy.activates_in, ""),
                    () if accepted else percent(strategy.capacity, ""),
                    () if accepted else say(strategy.sustains, ""),
                    context.names(strategy.runbooks),
                )
            )
        )
    columns = (
        Column("If lost to"),
        Column("Do"),
        Column("For an"),
        Column("Ready in"),
        Column("Capacity"),
        Column("Holds for"),
        Column("Runbook"),
    )
    return (Table(columns, tuple(rows), "Strategies by scenario"),) if rows else ()


def _backups(context: Context, service: Service) -> tuple[Block, ...]:
    rows = []
    for backup in service.backups:
        every: Inlines = (
            (Text(f"replica, {spoken(backup.lag)} behind"),) if isinstance(backup.lag, Duration) else say(backup.every, "interval")
        )
        marks: tuple[Inline, ...] = (
            (Unknown(),) if backup.isolated is None else (Badge("isolated", Tone.GOOD),) if backup.isolated else (Muted("not isolated"),)
        )
        rows.append(
            Row(
                (
                    (Text(backup.name or backup.id),),
                    every,
                    say(backup.takes, "") if backup.takes is not None else (),
                    say(backup.offsite, "") if backup.offsite is not None else (),
                    say(backup.keep, ""),
                    context.name(backup.site),
                    marks,
                ),
                id=f"backup-{backup.id}",
            )
        )
    columns = (
        Column("Backup"),
        Column("Every"),
        Column("Takes"),
        Column("Off site after"),
        Column("Kept"),
        Column("Where"),
        Column("Isolated"),
    )
    return (Table(columns, tuple(rows), "Backups"),) if rows else ()


def _sites(context: Context, service: Service) -> tuple[Block, ...]:
    rows = tuple(
        Row((context.name(p.site), (Text(p.use.value),), (Text(p.readiness.value if p.readiness else ""),))) for p in service.sites
    )
    return (Table((Column("Site"), Column("Use"), Column("Readiness")), rows, "Sites"),) if rows else ()


def _offerings(context: Context, service: Service) -> tuple[Block, ...]:
    rows = []
    for offering in service.offerings:
        fallback: list[Inline] = [Md(offering.fallback.text)] if offering.fallback else []
        if offering.fallback_vendor:
            fallback += [Text(" from " if fallback else ""), *context.name(offering.fallback_vendor)]
        rows.append(
            Row(
                (
                    (Text(offering.name),),
                    context.name(offering.vendor),
                    tuple(fallback),
                    context.name(offering.approval.ref) if offering.approval else (),
                    (Text(offering.status or ""),),
                )
            )
        )
    columns = (Column("Offering"), Column("From"), Column("Instead"), Column("Needs approval from"), Column("Status"))
    return (Table(columns, tuple(rows), "What customers get through it"),) if rows else ()


def _about(context: Context, service: Service) -> tuple[Block, ...]:
    blocks: list[Block] = [ProseBlock(service.description.text)] if service.description else []
    facts = [Fact("Owner", context.holder(service.owner))]
    if service.find_by.hosts:
        facts.append(Fact("Hosts", (Text(", ".join(service.find_by.hosts)),)))
    if service.users:
        facts.append(Fact("Who relies on it", (Text(service.users),)))
    processes = context.processes_using.get(service.ref, ())
    facts.append(Fact("Business processes", context.names(processes) or (Unknown("processes"),)))
    severities = {level.id: level.name for level in context.portfolio.organisation.severities}
    if service.severity_hints:
        items = tuple(Item((Text(f"{severities.get(hint.severity, hint.severity)}: {hint.when}"),)) for hint in service.severity_hints)
        facts.append(Fact("Severity", blocks=(Items(items),)))
    blocks.append(Facts(tuple(facts)))
    if service.notes:
        blocks.append(ProseBlock(service.notes.text))
    if service.links:
        blocks.append(Items(tuple(Item((Out(link.title or link.href, link.href),)) for link in service.links)))
    return tuple(blocks)


def _index(context: Context, services: Sequence[Service]) -> PageView:
    rows = []
    for service in services:
        tier = context.portfolio.tier(service.tier)
        rto = service.objectives.rto if service.objectives.rto is not None else tier.rto if tier else None
        group = tier.name if tier else "No tier"
        shown = say(rto, "RTO")
        if rto is not None and rto is not UNKNOWN and service.objectives.rto is None:
            shown += (Muted(" tier"),)
        rows.append(
            Row(
                (context.name(service.ref), (Text(", ".join(service.aliases)),), shown, context.holder(service.owner)),
                id=service.id,
                group=group,
            )
        )
    columns = (Column("Service"), Column("Also known as"), Column("RTO"), Column("Owner"))
    return PageView(
        path="services/index.html",
        title="Services",
        kind="Index",
        sections=(
            Section(
                "all",
                plural(len(rows), "service"),
                (Table(columns, tuple(rows), "All services by tier", filter=True, empty="No services yet."),),
            ),
        ),
        description="All services by recovery tier",
        search=(SearchText("Services"),),
    )
