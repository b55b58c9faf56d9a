"""What stops, and when, once something is lost: made ahead, because it is needed when nothing else runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from continuity.analysis.blast import Affected, Blast, Effect
from continuity.analysis.figures import Figure as Time
from continuity.analysis.graph import neighbourhood as around
from continuity.analysis.ordering import Break
from continuity.model.base import Ref
from continuity.model.service import Service
from continuity.views.blocks import (
    Badge,
    Block,
    Callout,
    Column,
    Contacts,
    Fact,
    Facts,
    Figure,
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
)
from continuity.views.bounded import MOST_NAMES, MOST_SERVICES, rest
from continuity.views.context import Context, plural
from continuity.views.drawings import Edge, Neighbourhood, Node
from continuity.views.figures import figure
from continuity.views.reach import brief
from continuity.views.sheets import Sheet, sheet

INDEX = Target("recovery/blast.html")
_CALL = 5
_ELSEWHERE = (Text("All of it, in order: "), LinkTo("say that it has failed", Target("situation.html")), Text("."))
_TONES = {Effect.STOPS: Tone.BAD, Effect.DEGRADES: Tone.SOON, Effect.REDUNDANCY_LOST: Tone.SOON}
_WORDS = {
    Effect.STOPS: "stops",
    Effect.DEGRADES: "degrades",
    Effect.REDUNDANCY_LOST: "runs on what is left",
    Effect.CANNOT_RECOVER: "cannot be recovered",
    Effect.CANNOT_CHANGE: "cannot be changed",
    Effect.CANNOT_OBSERVE: "cannot be watched",
}
_NODES = 25


def pages(context: Context) -> Iterator[Sheet]:
    """What carries most: every service, site and vendor by how much stops with it."""
    yield sheet(INDEX.path, _index, context)


def after(context: Context, time: Time) -> Inlines:
    """``at once``, ``after 4 h``, or unknown."""
    if time.seconds == 0 and time.is_exact:
        return (Text("at once"),)
    return (Text("after "), *figure(context, time, "time")) if time.known else figure(context, time, "when")


def affected_table(context: Context, blast: Blast) -> tuple[Block, ...]:
    """What stops and what suffers, soonest and worst first."""
    found = [*(item for item in blast.stops if item.ref not in blast.lost), *blast.limits]
    rows = [_row(context, item) for item in found[:MOST_SERVICES]]
    columns = (Column("What"), Column("What happens"), Column("When"), Column("Because"), Column("Can run"))
    if not rows:
        return ()
    table = Table(columns, tuple(rows), "What the loss does, worst and soonest first", filter=True)
    return (table, *rest(len(found), MOST_SERVICES, _ELSEWHERE))


def _row(context: Context, item: Affected) -> Row:
    because: list[Inline] = list(context.names(item.gone))
    if item.by is not None and item.by.effect:
        because.append(Muted(f": {item.by.effect}" if because else item.by.effect))
    elsewhere: Inlines = (Text("in "), *context.names(item.elsewhere)) if item.elsewhere else ()
    state = Badge(_WORDS[item.effect], _TONES.get(item.effect, Tone.PLAIN))
    return Row((context.name(item.ref), (state,), after(context, item.after), tuple(because), elsewhere))


def blast_sections(context: Context, ref: Ref) -> tuple[Section, ...]:
    """What stops without this record, whom to call, and in which order it comes back."""
    blast = context.blasts.of(ref)
    services = [item for item in blast.stops if item.ref.kind == "service" and item.ref != ref]
    table = affected_table(context, blast)
    if not table:
        return (Section("blast", "What stops without it", (Paragraph((Text("Nothing in these plans needs it."),)),)),)
    blocks: list[Block] = []
    if blast.site_host_down:
        blocks.append(Callout(Tone.BAD, "This site goes down with it: use the copy that needs no server"))
    if blast.unusable:
        blocks.append(Callout(Tone.BAD, "You cannot use", (Paragraph(context.names(r for r in blast.unusable if r != ref)),)))
    blocks += table
    title = f"What stops without it: {plural(len(services), 'service')}" if services else "What suffers without it"
    sections = [Section("blast", title, tuple(blocks))]
    if blast.call:
        calls = Contacts(tuple(brief(context, who) for who in blast.call[:_CALL]), numbered=False)
        rest: tuple[Block, ...] = (
            (Paragraph((Text("Then "), *context.names(blast.call[_CALL:], most=MOST_NAMES))),) if blast.call[_CALL:] else ()
        )
        sections.append(Section("blast-call", "Whom to call", (calls, *rest)))
    if len(blast.ordering.waves) > 1:
        sections.append(Section("blast-order", "In which order it comes back", waves(context, blast)))
    return tuple(sections)


def waves(context: Context, blast: Blast) -> tuple[Block, ...]:
    """Waves of recovery: each waits for the one before; with the dependencies to do without at first."""
    items: list[Item] = []
    room = MOST_SERVICES
    for wave in blast.ordering.waves:
        if room > 0:
            items.append(Item(context.names(wave, most=min(room, MOST_NAMES))))
            room -= min(len(wave), MOST_NAMES)
    left = rest(len(blast.ordering.waves), len(items), _ELSEWHERE, "These are the first waves:")
    return (Items(tuple(items), ordered=True), *left, *circles(context, blast.ordering.breaks))


def circles(context: Context, breaks: Iterable[Break]) -> list[Block]:
    """Records that need each other, with the dependency to do without at first."""
    found: list[Block] = []
    for cut in breaks:
        inlines = (
            Text("They need each other: "),
            *context.names(cut.loop, " → "),
            Text(". Start "),
            *context.name(cut.source),
            Text(" without "),
            *context.names(cut.targets, " or "),
        )
        found.append(Callout(Tone.SOON, "A circle to break", (Paragraph(inlines),)))
    return found


def neighbourhood(context: Context, service: Service) -> tuple[Block, ...]:
    """What it needs and what needs it, as a picture with the same in words."""
    found = around(context.study.graph, service.ref, hops=1, limit=_NODES)
    if not found.needs and not found.needed_by:
        return ()
    layers = {service.ref: 0, **{ref: -hops for ref, hops in found.needs}, **dict(found.needed_by)}
    nodes = tuple(
        Node(
            str(ref),
            context.label(ref),
            layer,
            target.path if (target := context.target(ref)) else "",
            "self" if ref == service.ref else "plain",
            "" if ref.kind == "service" else ref.kind,
        )
        for ref, layer in sorted(layers.items(), key=lambda entry: (entry[1], context.label(entry[0])))
    )
    edges = tuple(
        Edge(str(edge.source), str(target), dashed=not edge.hard_run)
        for edge in found.edges
        for target in edge.targets
        if target in layers and service.ref in (edge.source, target)
    )
    words = Facts(
        (
            Fact("Needs", context.names(ref for ref, _ in found.needs) or (Text("nothing"),)),
            Fact("Needed by", context.names(ref for ref, _ in found.needed_by) or (Text("nothing"),)),
        )
    )
    return (
        Figure(
            Neighbourhood(nodes, edges, found.left_out),
            f"Left of it what {service.name} needs, right of it what needs it. Dashed: it goes on without.",
            (words,),
        ),
    )


def _index(context: Context) -> PageView:
    counts = context.blasts.counts
    rows: list[Row] = []
    carrying = 0
    for ref, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
        if context.portfolio.get(ref) is None or ref.kind not in ("service", "site", "vendor", "channel", "resource"):
            continue
        others = count - (ref in context.study.services)
        carrying += others > 0
        if others > 0 and len(rows) < MOST_SERVICES:
            rows.append(Row((context.name(ref), (Text(ref.kind),), (Text(str(others)),))))
    columns = (Column("If this is lost"), Column("Kind"), Column("Services that stop", number=True))
    lead = Paragraph(
        (
            Text(
                "How many services stop with each service, site, vendor, channel and resource, directly or not. Details stand on the page of each."
            ),
        )
    )
    return PageView(
        path="recovery/blast.html",
        title="What carries most",
        kind="Recovery",
        lead=(lead,),
        sections=(
            Section(
                "all",
                plural(carrying, "thing"),
                (
                    Table(columns, tuple(rows), "By how much stops with it", filter=True, empty="Nothing needs anything."),
                    *rest(carrying, MOST_SERVICES, (Text("Each has its own on its page."),)),
                ),
            ),
        ),
        description="Blast radius of every service, site and vendor",
        search=(SearchText("What carries most", text="blast radius impact single point of failure"),),
    )
