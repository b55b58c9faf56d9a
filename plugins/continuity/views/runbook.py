"""A runbook: is it the right one, what may not be used now, then step by step."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from continuity.model.base import Ref
from continuity.model.plan import Authority, Quorum
from continuity.model.runbook import GoTo, Passage, Runbook, Takes
from continuity.model.runbook import Step as ModelStep
from continuity.model.values import UNKNOWN, Duration
from continuity.views.blocks import (
    Badge,
    Block,
    Callout,
    Card,
    Cards,
    Contacts,
    Fact,
    Facts,
    Inline,
    Inlines,
    Item,
    Items,
    LinkTo,
    Md,
    Muted,
    Option,
    Out,
    PageView,
    Paragraph,
    ProseBlock,
    SearchText,
    Section,
    Step,
    StepCommand,
    Target,
    Text,
    Tone,
)
from continuity.views.capability import procedure_blocks
from continuity.views.context import Context, plural, spoken
from continuity.views.listing import listing
from continuity.views.reach import brief, contact, waits_of
from continuity.views.running import follows, leads_to, runbook_bar, step_id, steps_block
from continuity.views.sheets import Sheet, sheets
from continuity.views.since_review import since_section
from continuity.views.stops import cannot_use
from continuity.views.trust import trust_line

INDEX = Target("runbooks/index.html")
_PLACEHOLDER = re.compile(r"\{\{\s*([\w-]+)\s*\}\}")
_PHASES = {
    "activate": "Activate",
    "assess": "Assess",
    "recover": "Recover",
    "validate": "Validate",
    "return": "Return to normal",
    "review": "Review",
}


def pages(context: Context) -> Iterator[Sheet]:
    """Every runbook, and their index page."""
    yield from sheets(context.portfolio.runbooks, _runbook, context)
    books = sorted(context.portfolio.runbooks.values(), key=lambda book: book.title.casefold())
    yield from listing(INDEX, books, lambda book: book.title, partial(_index, context))


def _runbook(context: Context, runbook: Runbook) -> PageView:
    steps = _steps(context, runbook)
    lead: list[Block] = []
    stops: list[Item] = []
    for stop in runbook.not_when:
        inlines: tuple[Inline, ...] = (Text(stop.text),)
        if stop.go_to:
            inlines += (Text(" → go to "), *_go_to(context, runbook, stop.go_to))
        stops.append(Item(inlines))
    if stops:
        lead.append(Callout(Tone.BAD, "Not this if", (Items(tuple(stops)),)))
    lead += cannot_use(context, runbook)
    lead.append(Paragraph(trust_line(context, runbook.ref)))
    if runbook.use_when:
        lead.append(Facts((Fact("Use when", blocks=(ProseBlock(runbook.use_when.text),)), *_alerts(runbook))))
    elif runbook.alerts or runbook.symptoms:
        lead.append(Facts(_alerts(runbook)))
    lead += _people(context, runbook)
    sections: list[Section] = []
    before = _ready(context, runbook) + _passages(runbook.prose, "before")
    if before:
        sections.append(Section("before", "Before you start", before))
    if steps:
        block = steps_block(context, runbook, steps)
        sections.append(Section("steps", plural(len(steps), "step"), (block,)))
    if runbook.held_elsewhere:
        held: tuple[Inline, ...] = (
            Text("The procedure itself is kept elsewhere: "),
            Out(runbook.held_elsewhere.title or runbook.held_elsewhere.href, runbook.held_elsewhere.href),
        )
        if runbook.held_by:
            held += (Text(f" (held by {runbook.held_by})"),)
        sections.append(Section("held-elsewhere", "Where the procedure is", (Paragraph(held),)))
    elif not steps and not runbook.prose:
        sections.append(Section("steps", "Steps", (Callout(Tone.UNKNOWN, "No steps are written yet"),)))
    if runbook.ends:
        sections.append(Section("done", "Done when", (Items(tuple(Item((), (ProseBlock(end.text),)) for end in runbook.ends)),)))
    everybody = tuple(dict.fromkeys(context.portfolio.resolve(ref) for ref in _taking_part(runbook)))
    if everybody:
        waits = waits_of(context, runbook.services)
        people = Contacts(tuple(contact(context, ref, depth=1, wait=waits.get(ref)) for ref in everybody), numbered=False)
        sections.append(Section("people", "Who takes part", (people,), quiet=True))
    after = _passages(runbook.prose, "after")
    if after:
        sections.append(Section("more", "More", after))
    takes = procedure_blocks(context, runbook)
    if takes:
        sections.append(Section("takes", "How long it takes", takes, quiet=True))
    sections += since_section(context, runbook.ref)
    sections.append(Section("about", "About this runbook", _about(context, runbook), quiet=True))
    return PageView(
        path=f"runbooks/{runbook.id}.html",
        title=runbook.title,
        kind="Runbook",
        aka=runbook.aliases,
        context=_for(context, runbook),
        lead=tuple(lead),
        sections=tuple(sections),
        crumbs=(("Runbooks", INDEX),),
        description=runbook.summary.text if runbook.summary else f"Runbook: {runbook.title}",
        source=context.source(runbook.ref),
        search=tuple(_search(runbook, steps)),
        weight=2.0,
        layout="runbook",
        bar=runbook_bar(f"runbooks/{runbook.id}.html", called=any(isinstance(b, Contacts) for b in lead), steps=bool(steps)),
    )


def _for(context: Context, runbook: Runbook) -> Inlines:
    parts: list[Inline] = []
    if runbook.services:
        parts += [Text("For "), *context.names(runbook.services)]
    if runbook.scenarios:
        parts += [Text(" in " if parts else "In "), *context.names(runbook.scenarios)]
    return tuple(parts)


def _alerts(runbook: Runbook) -> tuple[Fact, ...]:
    found: list[Fact] = []
    if runbook.alerts:
        found.append(Fact("Alerts", (Text(", ".join(runbook.alerts)),)))
    if runbook.symptoms:
        found.append(Fact("Symptoms", (Text("; ".join(runbook.symptoms)),)))
    return tuple(found)


def _people(context: Context, runbook: Runbook) -> list[Block]:
    blocks: list[Block] = []
    refs = [*_taking_part(runbook), *([runbook.owner.ref] if runbook.owner else [])]
    chosen = list(dict.fromkeys(context.portfolio.resolve(ref) for ref in refs))[:2]
    if chosen:
        waits = waits_of(context, runbook.services)
        blocks.append(Contacts(tuple(brief(context, ref, wait=waits.get(ref)) for ref in chosen), numbered=False, id="call"))
    facts: list[Fact] = []
    authority = runbook.authority
    plan = context.portfolio.get(runbook.plan) if runbook.plan else None
    if authority is None and plan is not None:
        authority = plan.activation.authority  # type: ignore[attr-defined]
    if authority and authority.any_of:
        facts.append(Fact("May put the plan in force", authority_words(context, authority)))
    if runbook.bridge:
        facts.append(Fact("Bridge", context.name(runbook.bridge)))
    if runbook.plan:
        facts.append(Fact("Plan", context.name(runbook.plan)))
    if facts:
        blocks.append(Facts(tuple(facts)))
    return blocks


def _taking_part(runbook: Runbook) -> list[Ref]:
    return [ref for step in runbook.steps for ref in (step.role, step.team, step.vendor) if ref]


def authority_words(context: Context, authority: Authority) -> Inlines:
    """``director, or deputy director, or any 2 of platform operators``."""
    out: list[Inline] = []
    for quorum in authority.any_of:
        if out:
            out.append(Text(", or "))
        out += _quorum(context, quorum)
    return tuple(out)


def _quorum(context: Context, quorum: Quorum) -> Inlines:
    if quorum.n > 1:
        return (Text(f"any {quorum.n} of "), *context.name(quorum.ref))
    return context.name(quorum.ref)


def _ready(context: Context, runbook: Runbook) -> tuple[Block, ...]:
    items = [Item((), (ProseBlock(text.text),)) for text in runbook.prerequisites]
    for access in runbook.access:
        inlines: tuple[Inline, ...] = (Text("At hand: "), *context.name(access.ref))
        if access.note:
            inlines += (Muted(f" {access.note}"),)
        blocks = (ProseBlock(f"Without it: {access.alternative.text}"),) if access.alternative else ()
        items.append(Item(inlines, blocks))
    return (Items(tuple(items)),) if items else ()


def _passages(passages: tuple[Passage, ...], place: str) -> tuple[Block, ...]:
    out: list[Block] = []
    for passage in passages:
        if passage.place == place and not passage.step:
            if passage.title:
                out.append(ProseBlock("# " + " ".join(passage.title.split())))
            out.append(ProseBlock(passage.text.text))
    return tuple(out)


def _steps(context: Context, runbook: Runbook) -> tuple[Step, ...]:
    total = len(runbook.steps)
    between: dict[str, list[str]] = {}
    for passage in runbook.prose:
        if passage.step:
            between.setdefault(passage.step, []).extend(
                [*([f"# {' '.join(passage.title.split())}"] if passage.title else []), passage.text.text]
            )
    return tuple(
        _step(context, runbook, step, number, total, "\n\n".join(between.get(step.id or "", ())))
        for number, step in enumerate(runbook.steps, start=1)
    )


def _step(context: Context, runbook: Runbook, step: ModelStep, number: int, total: int, before: str) -> Step:
    holders = [ref for ref in (step.role, step.team, step.vendor) if ref]
    parts = [
        step.do.text,
        *(c.run for c in step.commands),
        step.expect.text if step.expect else "",
        step.warning.text if step.warning else "",
    ]
    return Step(
        id=step_id(step, number),
        number=number,
        of=total,
        do=step.do.text,
        before=before,
        who=context.names(holders),
        warning=step.warning.text if step.warning else "",
        approval=context.name(step.approval.ref) if step.approval else (),
        irreversible=step.irreversible,
        critical=step.critical,
        commands=tuple(StepCommand(_parts(runbook, c.run), c.on or "") for c in step.commands),
        expect=step.expect.text if step.expect else "",
        if_not=_go_to(context, runbook, step.if_not) if step.if_not else (),
        takes=_takes(step.takes),
        worst_seconds=_worst(step.takes),
        after=_after(runbook, step, number),
        why=step.why.text if step.why else "",
        details=step.details.text if step.details else "",
        undo=step.undo.text if step.undo else "",
        message=context.name(step.message),
        decision=step.decision or "",
        options=tuple(
            Option(
                o.if_,
                _go_to(context, runbook, o.then) if o.then else (Text("go on with the next step"),),
                leads_to(runbook, o.then, number),
            )
            for o in step.options
        ),
        phase=_PHASES[step.phase.value] if step.phase else "",
        section=step.section or "",
        content_hash=hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12],
        follows=follows(runbook, step, number),
    )


def _parts(runbook: Runbook, command: str) -> tuple[tuple[str, bool], ...]:
    """Only declared names are placeholders; anything else in double braces is part of the command."""
    out: list[tuple[str, bool]] = []
    end = 0
    for match in _PLACEHOLDER.finditer(command):
        if match[1] in runbook.placeholders:
            out += [(command[end : match.start()], False), (match[1], True)]
            end = match.end()
    out.append((command[end:], False))
    return tuple((text, is_name) for text, is_name in out if text)


def _takes(takes: Takes | None) -> Inlines:
    if takes is None:
        return ()
    if not isinstance(takes.planned, Duration):
        return (Badge("time unknown", Tone.UNKNOWN),)
    words = f"takes {spoken(takes.planned)}"
    if isinstance(takes.worst, Duration):
        words += f", at worst {spoken(takes.worst)}"
    return (Text(words),)


def _worst(takes: Takes | None) -> int | None:
    """Seconds that a step may take at most; the planned ones where nobody gave a worst."""
    if takes is None or not isinstance(takes.planned, Duration):
        return None
    return takes.worst.seconds if isinstance(takes.worst, Duration) else None if takes.worst is UNKNOWN else takes.planned.seconds


def _numbers(runbook: Runbook) -> dict[str, int]:
    return {step_id(step, number): number for number, step in enumerate(runbook.steps, start=1)}


def _after(runbook: Runbook, step: ModelStep, number: int) -> Inlines:
    numbers = _numbers(runbook)
    if step.after is None:
        return ()
    if list(step.after) == [step_id(runbook.steps[number - 2], number - 1)] if number > 1 else not step.after:
        return ()
    if not step.after:
        return (Text("Can start at once."),)
    names = ", ".join(f"step {numbers[name]}" if name in numbers else name for name in step.after)
    return (Text(f"After {names}."),)


def _go_to(context: Context, runbook: Runbook, go: GoTo) -> Inlines:
    out: list[Inline] = []
    if go.step:
        number = _numbers(runbook).get(go.step)
        if number:
            out.append(LinkTo(f"step {number}", Target(f"runbooks/{runbook.id}.html", f"step-{go.step}")))
        else:
            out += [Text(f"step {go.step} "), Badge("missing", Tone.BAD)]
    if go.ref:
        if out:
            out.append(Text(", "))
        if go.ref.kind in ("role", "team", "vendor", "person"):
            out.append(Text("call "))
        out += context.name(go.ref)
    if go.text:
        out += [Text(": ") if out else Text(""), Md(go.text.text)]
    return tuple(out)


def _about(context: Context, runbook: Runbook) -> tuple[Block, ...]:
    facts = [
        Fact("Owner", context.holder(runbook.owner)),
        Fact("Mode", (Text("Read a step, do it" if runbook.mode.value == "read-do" else "Do, then confirm"),)),
    ]
    blocks: list[Block] = []
    if runbook.summary:
        blocks.append(ProseBlock(runbook.summary.text))
    blocks.append(Facts(tuple(facts)))
    if runbook.background:
        blocks.append(ProseBlock(runbook.background.text))
    if runbook.links:
        blocks.append(Items(tuple(Item((Out(link.title or link.href, link.href),)) for link in runbook.links)))
    return tuple(blocks)


def _search(runbook: Runbook, steps: tuple[Step, ...]) -> Iterable[SearchText]:
    text = " ".join(p.text for p in (runbook.use_when, runbook.summary) if p)
    yield SearchText(runbook.title, exact=runbook.aliases, alerts=runbook.alerts, symptoms=runbook.symptoms, text=text)
    for step in steps:
        yield SearchText(step.do, f"step-{step.id}", kind=f"Step {step.number} of {runbook.title}")


def _index(context: Context, books: Sequence[Runbook]) -> PageView:
    cards = []
    for runbook in books:
        lines = [_for(context, runbook)] if runbook.services or runbook.scenarios else []
        count: Inlines = (
            (Muted(plural(len(runbook.steps), "step")),)
            if runbook.steps
            else (Muted("kept elsewhere" if runbook.held_elsewhere else "no numbered steps"),)
        )
        cards.append(Card(runbook.title, Target(f"runbooks/{runbook.id}.html"), (*lines, count)))
    body: tuple[Block, ...] = (Cards(tuple(cards)),) if cards else (Paragraph((Text("No runbooks yet."),)),)
    return PageView(
        path="runbooks/index.html",
        title="Runbooks",
        kind="Index",
        sections=(Section("all", plural(len(cards), "runbook"), body),),
        description="All recovery procedures",
        search=(SearchText("Runbooks"),),
    )
