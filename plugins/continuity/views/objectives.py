"""What was promised for a service, what the business requires of it, and where the two part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from continuity.analysis.data_loss import Unusable
from continuity.analysis.figures import Verdict
from continuity.analysis.inheritance import Acceptance, Basis, ChainLink, RequiredRto, mismatches
from continuity.analysis.objectives import MtpdOrigin, WorkaroundUse
from continuity.model.base import Ref
from continuity.model.process import Process
from continuity.model.service import Service
from continuity.views.blocks import (
    Badge,
    Block,
    Callout,
    Column,
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
from continuity.views.bounded import MOST_IN_A_CELL, MOST_ROWS, rest
from continuity.views.context import Context, percent, plural, spoken
from continuity.views.figures import figure, promised, verdict
from continuity.views.sheets import Sheet, sheet

INDEX = Target("recovery/objectives.html")


def pages(context: Context) -> Iterator[Sheet]:
    """Targets of all services side by side, widest gap first."""
    yield sheet(INDEX.path, _gaps, context)


def objective_facts(context: Context, service: Service) -> tuple[Block, ...]:
    """Agreed and required objectives of a service, each said as such, with the whole chain where they part."""
    agreed = context.study.objectives_of(service.ref)
    required = context.required.get(service.ref)
    facts = [
        Fact("RTO", promised(agreed.rto, "RTO")),
        Fact("Required", figure(context, required.required, "requirement") if required else (Unknown("requirement"),)),
        Fact("RPO", promised(agreed.rpo, "RPO")),
        Fact("Least level", percent(agreed.mbco, "MBCO")),
        Fact("Catching up", promised(agreed.wrt, "WRT")),
    ]
    blocks: list[Block] = [Facts(tuple(facts), large=True)]
    mbco = service.objectives.mbco
    if mbco and mbco.text:
        blocks.append(Paragraph((Muted("Least level: "), Text(mbco.text.text))))
    if required is not None:
        blocks += _gap(context, required)
    blocks += _loss(context, service)
    return tuple(blocks)


def _gap(context: Context, required: RequiredRto) -> list[Block]:
    if required.verdict is Verdict.UNKNOWN:
        return []
    chain: tuple[Block, ...] = (Items(tuple(Item(_link(context, link)) for link in required.chain), ordered=True),)
    if required.verdict is Verdict.MEETS:
        return [Paragraph((Badge("RTO meets what is required", Tone.GOOD),))]
    accepted = {Acceptance.IN_FORCE: " (accepted)", Acceptance.ENDED: " (acceptance ended)", Acceptance.NONE: ""}[required.acceptance]
    tone = Tone.SOON if required.acceptance is Acceptance.IN_FORCE else Tone.BAD
    by = spoken(required.excess) if required.excess else ""
    return [Callout(tone, f"Promised {by} later than required{accepted}", (Paragraph((Text("Who asks, link by link:"),)), *chain))]


def _link(context: Context, link: ChainLink) -> Inlines:
    out: list[Inline] = [*context.name(link.ref)]
    words = {
        Basis.PROCESS: " needs it back by ",
        Basis.AGREED: " promised ",
        Basis.TIER: " promised, by its tier, ",
        Basis.INHERITED: " must be back by ",
    }
    out += [Text(words[link.basis]), *figure(context, link.rto, "time")]
    if link.tolerates is not None and link.tolerates.seconds:
        out += [Muted(", goes on without for "), *figure(context, link.tolerates, "time")]
    if link.work is not None and link.work.seconds:
        out += [Muted(", then needs "), *figure(context, link.work, "time"), Muted(" of its own")]
    return tuple(out)


_UNUSABLE = {
    Unusable.SAME_SITE: "stands where the service does",
    Unusable.TOO_SHORT: "does not reach back far enough",
    Unusable.NOT_ISOLATED: "not out of an attacker's reach",
}


def _loss(context: Context, service: Service) -> list[Block]:
    loss = context.study.data_losses.get(service.ref)
    if loss is None or not loss.classes or not service.backups:
        return []
    rows = []
    for entry in loss.classes:
        lost: Inlines = (Badge("everything", Tone.BAD),) if entry.everything else figure(context, entry.loss, "loss")
        why = "; ".join(f"{copy.backup}: {_UNUSABLE[copy.unusable]}" for copy in entry.copies if copy.unusable)
        state = Badge("more than the RPO", Tone.BAD) if entry.everything else verdict(entry.verdict, "within RPO", "more than the RPO")
        rows.append(Row(((Text(entry.loss_class.value.replace("-", " ")),), lost, (state,), (Muted(why),) if why else ())))
    columns = (Column("If lost to"), Column("Data lost at worst"), Column("Against RPO"), Column("Copies of no use"))
    return [Table(columns, tuple(rows), "Worst data loss by kind of loss")]


_MTPD = {
    MtpdOrigin.STATED: " stated",
    MtpdOrigin.BIA: " from impact",
    MtpdOrigin.PEAK: " at a peak",
    MtpdOrigin.NOT_REACHED: "",
    MtpdOrigin.UNKNOWN: "",
}


def mtpd_facts(context: Context, process: Process) -> tuple[Fact, ...]:
    """MTPD, RTO and WRT of a process, then what it requires of its services."""
    found = context.processes[process.ref]
    limit = found.tightest
    if limit.origin is MtpdOrigin.NOT_REACHED:
        mtpd: Inlines = (Text("bearable"),)
    else:
        mtpd = (*figure(context, limit.figure, "MTPD"), Muted(_MTPD[limit.origin]))
    return (
        Fact("MTPD", mtpd),
        Fact("RTO", figure(context, found.rto, "RTO")),
        Fact("Catching up", figure(context, found.wrt, "WRT")),
        Fact("RTO and catching up", (verdict(found.within, "no margin" if found.no_margin else "within MTPD", "past the MTPD"),)),
        Fact("Services back by", figure(context, found.required, "time") if found.required else (Text("no limit"),)),
    )


_WORKAROUND = {
    WorkaroundUse.COUNTS: "",
    WorkaroundUse.NONE: "",
    WorkaroundUse.NOT_PROVEN: "It was never proven, so it gives no more time.",
    WorkaroundUse.CAPACITY_UNKNOWN: "Its capacity or the least level is not known, so it gives no more time.",
    WorkaroundUse.BELOW_MBCO: "It stays below the least level, so it gives no more time.",
    WorkaroundUse.TOO_SLOW: "It is not ready before the MTPD, so it gives no more time.",
    WorkaroundUse.NO_LONGER: "It does not hold longer than the MTPD, so it gives no more time.",
}


def workaround_note(context: Context, process: Process) -> tuple[Block, ...]:
    """Why a workaround gives the services no more time; nothing when it does."""
    words = _WORKAROUND[context.processes[process.ref].workaround]
    return (Paragraph((Muted(words),)),) if words else ()


def _chain(context: Context, links: Sequence[Ref]) -> Inlines:
    """Who asks whom: the first and the last of a long chain, with how many stand between them."""
    if len(links) <= MOST_IN_A_CELL:
        return context.names(links, " → ")
    half = MOST_IN_A_CELL // 2
    between = Muted(f" → {len(links) - 2 * half} more → ")
    return (*context.names(links[:half], " → "), between, *context.names(links[-half:], " → "))


def _gaps(context: Context) -> PageView:
    found = [context.required[ref] for ref in context.study.services if ref in context.required]
    gaps = mismatches(context.required.values())
    wide = {entry.ref: entry.excess for entry in gaps}
    rows = []
    ordered = sorted(found, key=lambda e: (-(wide[e.ref].seconds if wide.get(e.ref) else 0), e.verdict is not Verdict.UNKNOWN, e.ref))  # type: ignore[union-attr]
    for entry in ordered[:MOST_ROWS]:
        agreed = context.study.objectives_of(entry.ref)
        excess = entry.excess
        state: list[Inline] = [verdict(entry.verdict, "meets it", "too long")]
        if excess is not None:
            state.append(Text(f" by {spoken(excess)}"))
        if entry.acceptance is Acceptance.IN_FORCE:
            state.append(Muted(" accepted"))
        rows.append(
            Row(
                (
                    context.name(entry.ref),
                    promised(agreed.rto, "RTO"),
                    figure(context, entry.required, "requirement"),
                    tuple(state),
                    _chain(context, [link.ref for link in entry.chain]),
                ),
                id=f"{entry.ref.kind}-{entry.ref.id}",
            )
        )
    columns = (Column("Service"), Column("RTO promised"), Column("RTO required"), Column("Verdict"), Column("Who asks"))
    others = tuple(
        Row((context.name(e.ref), (Text(e.ref.kind),), figure(context, e.agreed, "promise"), figure(context, e.required, "requirement")))
        for e in gaps
        if e.ref.kind != "service"
    )[:MOST_ROWS]
    sections = [
        Section(
            "services",
            plural(len(found), "service"),
            (
                Table(columns, tuple(rows), "Promised against required, widest gap first", filter=True),
                *rest(len(found), MOST_ROWS, (Text("Each service has its own on its page."),)),
            ),
        )
    ]
    if others:
        table = Table(
            (Column("What"), Column("Kind"), Column("Promised"), Column("Required")), others, "Vendors and others that promise too little"
        )
        sections.append(Section("others", "Vendors and others", (table,)))
    too_long = sum(entry.ref.kind == "service" for entry in gaps)
    unknown = sum(entry.verdict is Verdict.UNKNOWN for entry in found)
    see = (Text(" "), LinkTo("see", Target("recovery/objectives.html", "services")))
    lead = Facts(
        (
            Fact("Too long", (Badge(str(too_long), Tone.BAD if too_long else Tone.GOOD), *see)),
            Fact("Not known", (Badge(str(unknown), Tone.UNKNOWN if unknown else Tone.GOOD), *see)),
            Fact("Meets it", (Badge(str(len(found) - too_long - unknown), Tone.GOOD), *see)),
        ),
        large=True,
    )
    note = Paragraph(
        (
            Text("Required follows from what business processes can bear and from what other services wait for. See "),
            LinkTo("Business impact", Target("processes/index.html")),
            Text("."),
        )
    )
    return PageView(
        path="recovery/objectives.html",
        title="Objectives",
        kind="Recovery",
        lead=(lead, note),
        sections=tuple(sections),
        description="RTO promised against RTO required, for every service",
        search=(SearchText("Objectives", text="RTO RPO MTPD gap required agreed"),),
    )
