"""Coverage: which of the things a programme promises are there, by tier and by service; and where too much rests on one thing."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.analysis.single_points import HoldersPoint, PersonPoint, SinglePoint
from continuity.analysis.tier_coverage import Aspect, AspectCoverage, Covered, TierCoverage
from continuity.model.base import Ref
from continuity.views.blocks import (
    Badge,
    Block,
    Column,
    Figure,
    Inline,
    Inlines,
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
from continuity.views.bounded import MOST_ROWS, rest
from continuity.views.context import Context, plural
from continuity.views.drawings import Cell, Grid
from continuity.views.sheets import Sheet, sheet

ASPECTS = {
    Aspect.BIA: "Impact known",
    Aspect.STRATEGY: "Strategy",
    Aspect.RUNBOOK: "Runbook",
    Aspect.EXERCISED: "Exercised in time",
    Aspect.RESTORE_TESTED: "Restore tested",
    Aspect.CONTACTS_VERIFIED: "Contacts tried",
    Aspect.REVIEWED: "Reviewed in time",
    Aspect.APPROVED: "Approved as it is",
}
_GAPS = (Covered.NO, Covered.UNKNOWN)
_STATES = {
    Covered.YES: Badge("yes", Tone.GOOD),
    Covered.NO: Badge("no", Tone.BAD),
    Covered.UNKNOWN: Badge("unknown", Tone.UNKNOWN),
}


def pages(context: Context) -> Iterator[Sheet]:
    """Coverage, and single points of failure."""
    yield sheet("programme/coverage.html", _coverage, context)
    yield sheet("recovery/single-points.html", _single_points, context)


def _coverage(context: Context) -> PageView:
    tiers = {tier.id: tier.name for tier in context.portfolio.organisation.tiers}
    shown, count = _lacking_most(context)
    cells = []
    for found in context.judged.tiers:
        for aspect, title in ASPECTS.items():
            cells.append(_tier_cell(found, aspect, title, tiers.get(found.tier or "", "No tier"), shown))
    rows_of_grid = tuple(tiers.get(found.tier or "", "No tier") for found in context.judged.tiers)
    grid = Grid(tuple(ASPECTS.values()), rows_of_grid, tuple(cells), "is there", "Tier")
    rows = []
    for ref, coverage in context.judged.coverage.items():
        if ref not in shown:
            continue
        group = tiers.get(coverage.tier or "", "No tier")
        rows.append(Row((context.name(ref), *(_cell(context, coverage.aspects[aspect]) for aspect in ASPECTS)), id=ref.id, group=group))
    order = {name: number for number, name in enumerate((*tiers.values(), "No tier"))}
    rows.sort(key=lambda row: order.get(row.group, 99))
    columns = (Column("Service"), *(Column(title) for title in ASPECTS.values()))
    return PageView(
        path="programme/coverage.html",
        title="Coverage",
        kind="Programme",
        lead=(Paragraph((Text("What is not known counts as not there. Where nothing is asked of a service, the field is empty."),)),),
        sections=(
            Section("tiers", "By tier", (Figure(grid, "Services of each tier that have it, of those it applies to."),)),
            Section(
                "services",
                "By service",
                (
                    Table(columns, tuple(rows), "What is there, and what answers it", filter=True, empty="No services yet."),
                    *rest(count, len(shown), (Text("Each service has its own on its page."),), "These are those that lack most:"),
                ),
            ),
        ),
        description="Which services have an impact analysis, a strategy, a runbook, an exercise, a review",
        search=(SearchText("Coverage", text="gaps missing runbook untested"),),
    )


def _lacking_most(context: Context) -> tuple[frozenset[Ref], int]:
    """Services that have a row, of each tier those that lack most; and how many there are."""
    found = {ref: coverage for ref, coverage in context.judged.coverage.items() if context.target(ref)}
    room = MOST_ROWS // max(1, len(context.judged.tiers))
    if len(found) <= MOST_ROWS:
        return frozenset(found), len(found)
    tiers: dict[str | None, list[Ref]] = {}
    for ref in sorted(found, key=lambda ref: (-sum(item.covered in _GAPS for item in found[ref].aspects.values()), ref)):
        tiers.setdefault(found[ref].tier, []).append(ref)
    return frozenset(ref for refs in tiers.values() for ref in refs[:room]), len(found)


def _tier_cell(found: TierCoverage, aspect: Aspect, title: str, tier: str, rows: frozenset[Ref]) -> Cell:
    share = found.share(aspect)
    if share is None:
        return Cell(title, tier, "–")
    counts = found.counts[aspect]
    asked = len(found.services) - counts[Covered.NOT_APPLICABLE]
    tone = Tone.GOOD if share == 1 else Tone.SOON if share >= 0.5 else Tone.BAD
    shown = next((ref for ref in found.services if ref in rows), None)
    first = f"#{shown.id}" if shown else ""
    return Cell(title, tier, f"{counts[Covered.YES]} of {asked}", tone.value, path=f"programme/coverage.html{first}")


def _cell(context: Context, found: AspectCoverage) -> Inlines:
    badge = _STATES.get(found.covered)
    if badge is None:
        return ()
    refs = found.lacking if found.covered is Covered.NO else found.evidence
    linked = [ref for ref in refs if ref.kind not in ("review", "approval", "contact-check")][:2]
    return (badge, *((Text(" "), *context.names(linked)) if linked else ()))


def _single_points(context: Context) -> PageView:
    found = context.study.single_points
    sections = [
        *_section("things", "Services, sites, vendors", (_structural(context, found.structural),) if found.structural else ()),
        *_section("people", "People", (_people(context, found.people),) if found.people else ()),
        *_section("roles", "Roles with one holder", (_holders(context, found.roles, "Role"),) if found.roles else ()),
        *_section(
            "resources",
            "Break-glass and keys with one holder",
            (_holders(context, found.resources, "Resource"),) if found.resources else (),
        ),
        *_section("suppliers", "Suppliers that several vendors share", _suppliers(context)),
        *_section("hours", "Hours with nobody", _hours(context)),
    ]
    return PageView(
        path="recovery/single-points.html",
        title="Single points of failure",
        kind="Recovery",
        lead=(Paragraph((Text("On what too much rests: one of each, with nothing to take its place."),)),),
        sections=tuple(sections),
        description="Services, sites, vendors, people, roles and hours on which too much rests",
        search=(SearchText("Single points of failure", text="SPOF concentration redundancy key person"),),
    )


def _section(anchor: str, title: str, blocks: tuple[Block, ...]) -> tuple[Section, ...]:
    return (Section(anchor, title, blocks),) if blocks else ()


def _structural(context: Context, points: tuple[SinglePoint, ...]) -> Table:
    tiers = {tier.id: tier.name for tier in context.portfolio.organisation.tiers}
    rows = []
    for point in points:
        by_tier = ", ".join(f"{count} {tiers.get(tier or '', 'no tier')}" for tier, count in point.by_tier)
        hidden: list[Inline] = []
        if point.hidden:
            hidden = [
                Badge("looks redundant and is not", Tone.BAD),
                Text(" "),
                *context.names(dict.fromkeys(source for source, _ in point.hidden)),
            ]
        rows.append(
            Row(
                (
                    context.name(point.ref),
                    (Text(point.ref.kind),),
                    (Text(str(point.stops)),),
                    (Muted(by_tier),),
                    (*context.names(point.substitutes), *hidden),
                )
            )
        )
    columns = (
        Column("If this is lost"),
        Column("Kind"),
        Column("Services that stop", number=True),
        Column("Of which"),
        Column("Instead, and traps"),
    )
    return Table(columns, tuple(rows), "Most first", filter=True)


def _people(context: Context, points: tuple[PersonPoint, ...]) -> Table:
    rows = []
    for point in points:
        state: Inlines = (Badge("no deputy", Tone.BAD),) if point.no_deputy else ()
        if point.one_site:
            state += (Text(" deputies all at " if not state else "; deputies all at "), *context.name(point.one_site))
        rows.append(
            Row(
                (
                    context.name(point.person),
                    context.names(point.roles),
                    context.names(point.alone_in),
                    context.names(point.first_call),
                    context.names(point.runbooks),
                    state,
                )
            )
        )
    columns = (
        Column("Person"),
        Column("Roles"),
        Column("Alone in"),
        Column("First call for"),
        Column("Only one for steps of"),
        Column("Deputies"),
    )
    return Table(columns, tuple(rows), "People on whom much rests", filter=True)


def _holders(context: Context, points: tuple[HoldersPoint, ...], what: str) -> Table:
    rows = tuple(
        Row(
            (
                context.name(point.ref),
                context.names(point.people) or (Badge("nobody", Tone.BAD),),
                context.name(point.one_site) if point.one_site else (),
            )
        )
        for point in points
    )
    return Table((Column(what), Column("Held by"), Column("All at one site")), rows, f"{what}s that one person or one site holds")


def _suppliers(context: Context) -> tuple[Block, ...]:
    rows = []
    for shared in context.study.single_points.suppliers:
        groups = context.names(dict.fromkeys(source for source, _ in shared.groups))
        rows.append(Row((context.name(shared.subcontractor), context.names(shared.vendors), context.names(shared.services), groups)))
    columns = (Column("Supplier"), Column("Behind"), Column("Services that stop with one of these"), Column("Looks redundant and is not"))
    return (Table(columns, tuple(rows), "Shared subcontractors"),) if rows else ()


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _minute(value: int) -> str:
    return f"{_DAYS[value // 1440 % 7]} {value // 60 % 24:02}:{value % 60:02}"


def _hours(context: Context) -> tuple[Block, ...]:
    rows = []
    for point in context.study.single_points.hours:
        shown = ", ".join(f"{_minute(gap.start)} to {_minute(gap.end)}" for gap in point.gaps[:4])
        rest = f" and {plural(len(point.gaps) - 4, 'more stretch', 'more stretches')}" if len(point.gaps) > 4 else ""
        rows.append(
            Row(
                (
                    (LinkTo(context.label(point.service), Target(f"services/{point.service.id}.html", "contact-tree")),),
                    (Text(f"{point.minutes // 60} h a week"),),
                    (Text(shown + rest),),
                )
            )
        )
    return (
        (Table((Column("Service"), Column("Nobody for"), Column("When")), tuple(rows), "Hours in which nobody in the escalation answers"),)
        if rows
        else ()
    )


def coverage_of(context: Context, service: Ref) -> Inlines:
    """What a service lacks, in one line; empty when it lacks nothing."""
    found = context.judged.coverage.get(service)
    lacking = [title for aspect, title in ASPECTS.items() if found and found.aspects[aspect].covered is Covered.NO]
    return (Badge(f"{len(lacking)} of {len(ASPECTS)} missing", Tone.SOON), Text(" "), Muted(", ".join(lacking).lower())) if lacking else ()
