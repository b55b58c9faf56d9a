"""Controls, records and frameworks: what an auditor asks for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from continuity.model.programme import EvidenceRecord, Framework
from continuity.model.scenario import Control
from continuity.model.values import UNKNOWN
from continuity.views.blocks import (
    Badge,
    Block,
    Column,
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
    Text,
    Tone,
    Unknown,
)
from continuity.views.context import Context
from continuity.views.sheets import Sheet, sheet


def pages(context: Context) -> Iterator[Sheet]:
    """One page each for controls, records and frameworks."""
    yield sheet("controls/index.html", _controls, context)
    yield sheet("records/index.html", _records, context)
    yield sheet("frameworks/index.html", _frameworks, context)


def _controls(context: Context) -> PageView:
    controls = sorted(context.portfolio.controls.values(), key=lambda c: c.name.casefold())
    return _listing(
        "controls", "Controls", [(c.id, c.name, (*_control(context, c), context.written(c))) for c in controls], "No controls yet."
    )


def _records(context: Context) -> PageView:
    records = sorted(context.portfolio.evidence_records.values(), key=lambda r: r.held, reverse=True)
    return _listing("records", "Records", [(r.id, r.title, (*_record(context, r), context.written(r))) for r in records], "No records yet.")


def _frameworks(context: Context) -> PageView:
    frameworks = context.portfolio.frameworks.values()
    return _listing(
        "frameworks", "Frameworks", [(f.id, f.name, (*_framework(f), context.written(f))) for f in frameworks], "No frameworks yet."
    )


def _listing(folder: str, title: str, entries: list[tuple[str, str, tuple[Block, ...]]], nothing: str) -> PageView:
    sections = tuple(Section(anchor, name, blocks) for anchor, name, blocks in entries)
    lead: tuple[Block, ...] = () if entries else (Paragraph((Text(nothing),)),)
    search = (SearchText(title), *(SearchText(name, anchor) for anchor, name, _ in entries))
    return PageView(
        path=f"{folder}/index.html", title=title, kind="Evidence", lead=lead, sections=sections, description=title, search=search
    )


def _control(context: Context, control: Control) -> tuple[Block, ...]:
    tested: Inlines = (
        (Day(control.tested),)
        if isinstance(control.tested, date)
        else (Unknown("when tested"),)
        if control.tested is UNKNOWN
        else (Badge("never tested", Tone.SOON),)
    )
    works: Inlines = (
        (Unknown("effect"),)
        if control.effective is None
        else (Badge("works", Tone.GOOD),)
        if control.effective
        else (Badge("does not work", Tone.BAD),)
    )
    facts = [Fact("Tested", tested), Fact("Effect", works), Fact("Owner", context.holder(control.owner))]
    if control.services:
        facts.append(Fact("Services", context.names(control.services)))
    blocks: list[Block] = [ProseBlock(control.description.text)] if control.description else []
    blocks.append(Facts(tuple(facts)))
    if control.evidence:
        blocks.append(Items(tuple(Item((Out(link.title or link.href, link.href),)) for link in control.evidence)))
    return tuple(blocks)


def _record(context: Context, record: EvidenceRecord) -> tuple[Block, ...]:
    facts = [Fact("Kind", (Text(record.type.value.replace("-", " ")),)), Fact("Held", (Day(record.held),))]
    if record.valid_until:
        late: Inlines = (Text(" "), Badge("expired", Tone.BAD)) if record.valid_until < context.as_of else ()
        facts.append(Fact("Valid until", (Day(record.valid_until), *late)))
    if record.by:
        facts.append(Fact("By", context.name(record.by.ref)))
    if record.people:
        facts.append(Fact("Who", context.names(record.people)))
    if record.about:
        facts.append(Fact("About", context.names(record.about)))
    blocks: list[Block] = [Facts(tuple(facts))]
    if record.outcome:
        blocks.append(ProseBlock(record.outcome.text))
    if record.nonconformities:
        blocks.append(Items(tuple(Item((), (ProseBlock(text.text),)) for text in record.nonconformities)))
    if record.notes:
        blocks.append(ProseBlock(record.notes.text))
    return tuple(blocks)


def _framework(framework: Framework) -> tuple[Block, ...]:
    rows = tuple(
        Row(
            (
                (Text(clause.id),),
                (Text(clause.title),),
                (Text(clause.not_applicable or ("not covered here" if clause.not_covered else "")),),
            )
        )
        for clause in framework.clauses
    )
    return (
        Facts((Fact("Source", (Text(framework.source),)),)),
        Table((Column("Clause"), Column("About"), Column("Note")), rows),
    )
