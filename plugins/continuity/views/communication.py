"""Messages and contact trees: what is said to whom by when, and who calls whom."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.model.base import Ref
from continuity.model.communication import Call, ContactTree, Message
from continuity.model.plan import Quorum
from continuity.views.blocks import (
    Badge,
    Block,
    Card,
    Cards,
    Column,
    Contact,
    Contacts,
    CopyOf,
    Fact,
    Facts,
    Inline,
    Inlines,
    Muted,
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
from continuity.views.context import Context, deadline, plural, spoken
from continuity.views.reach import brief, contact
from continuity.views.sheets import Sheet, sheet, sheets
from continuity.views.since_review import since_section
from continuity.views.tree_figures import tree_figures, tree_sections
from continuity.views.tree_stress import stress_section
from continuity.views.trust import trust_line, trust_of_record

TREES, MESSAGES = Target("contact-trees/index.html"), Target("messages/index.html")
_CLOCKS = {
    "started": "the start of the disruption",
    "detected": "detection",
    "aware": "becoming aware",
    "classified": "classification",
    "invoked": "activation",
    "recovered": "recovery",
}


def pages(context: Context) -> Iterator[Sheet]:
    """Every message and contact tree, and their index pages."""
    yield from sheets(context.portfolio.messages, _message, context)
    yield from sheets(context.portfolio.contact_trees, _tree, context)
    yield sheet("messages/index.html", _messages_index, context)
    yield sheet("contact-trees/index.html", _trees_index, context)


def due_words(message: Message) -> Inlines:
    """``within 15 min of detection, then every 1 h, until all clear; when: personal data are lost``."""
    words = []
    if message.due:
        words.append(f"within {deadline(message.due.within)} of {_CLOCKS[message.due.from_.value]}")
    if message.repeat:
        words.append(f"{'then ' if words else ''}every {spoken(message.repeat)}")
    if message.until:
        words.append(f"until {message.until}")
    said = [", ".join(words)] if words else []
    if message.when:
        said.append(f"when: {message.when}")
    return (Text("; ".join(said)),) if said else (Unknown("due time"),)


def message_row(context: Context, ref: Ref) -> Row:
    """One line of a table of messages."""
    message = context.portfolio.get(ref)
    if not isinstance(message, Message):
        return Row((context.name(ref), (), (), (), ()))
    owner = context.name(message.owner.ref) if message.owner else (Unknown("owner"),)
    return Row((context.name(ref), _audience(context, message), due_words(message), context.names(_channels(message)), owner))


def message_table(rows: tuple[Row, ...], caption: str) -> Table:
    """The table that ``message_row`` makes lines for."""
    return Table((Column("Message"), Column("To"), Column("Due"), Column("By way of"), Column("Sent by")), rows, caption)


def _channels(message: Message) -> tuple[Ref, ...]:
    """The first channel and all others, each once."""
    return tuple(dict.fromkeys(channel for channel in (message.channel, *message.channels) if channel))


def _audience(context: Context, message: Message) -> Inlines:
    out: list[Inline] = list(context.names(message.audience))
    if message.audience_note:
        out.append(Text(f"{': ' if out else ''}{message.audience_note}"))
    return tuple(out) or (Unknown("audience"),)


def _message(context: Context, message: Message) -> PageView:
    facts = [
        Fact("To", _audience(context, message)),
        Fact("Due", due_words(message)),
        Fact("By way of", context.names(_channels(message)) or (Unknown("channel"),)),
        *([Fact("If that is down", context.name(message.fallback))] if message.fallback else []),
        Fact("Sent by", context.holder(message.owner)),
        *([Fact("Approved by", context.name(message.approver.ref))] if message.approver else []),
        *([Fact("Required by", (Text(message.legal_basis),))] if message.legal_basis else []),
    ]
    sections: list[Section] = []
    if message.text:
        sections.append(Section("text", "Text to send", (CopyOf(message.text.text),)))
    else:
        sections.append(Section("text", "Text to send", (Paragraph((Unknown("text"),)),)))
    people = tuple(contact(context, ref, depth=0) for ref in message.audience)
    if people:
        sections.append(Section("addresses", "Where to send it", (Contacts(people, numbered=False),)))
    if message.notes:
        sections.append(Section("notes", "Notes", (ProseBlock(message.notes.text),)))
    sections += since_section(context, message.ref)
    return PageView(
        path=f"messages/{message.id}.html",
        title=message.title,
        kind="Message",
        aka=message.aliases,
        lead=(Facts(tuple(facts)), *trust_of_record(context, message.ref)),
        sections=tuple(sections),
        crumbs=(("Messages", MESSAGES),),
        description=f"Message: {message.title}",
        source=context.source(message.ref),
        search=(SearchText(message.title, exact=message.aliases),),
    )


def _messages_index(context: Context) -> PageView:
    def order(message: Message) -> tuple[str, int]:
        return (list(_CLOCKS).index(message.due.from_.value).__str__(), message.due.within.seconds) if message.due else ("9", 0)

    rows = tuple(message_row(context, m.ref) for m in sorted(context.portfolio.messages.values(), key=order))
    return PageView(
        path="messages/index.html",
        title="Messages",
        kind="Communications",
        sections=(
            Section(
                "all", plural(len(rows), "message"), (message_table(rows, "Messages by the moment their clock starts, most urgent first"),)
            ),
        ),
        description="What to tell whom by when",
        search=(SearchText("Messages", text="communications statement press regulator customers"),),
    )


def _tree(context: Context, tree: ContactTree) -> PageView:
    title = tree.name or tree.id.replace("-", " ").capitalize()
    calls = tuple(_call(context, tree, call, f"{number}", frozenset()) for number, call in enumerate(tree.calls, start=1))
    start = [contact(context, tree.initiator.ref, depth=1)]
    lead: list[Block] = [Paragraph(trust_line(context, tree.ref)), Facts(_figures(context, tree))]
    sections = [
        Section("start", "Who starts", (Contacts(tuple(start), numbered=False), *_alternate(context, tree))),
        Section("calls", "Who calls whom", (Contacts(calls, numbered=True, tree=True),) if calls else (Paragraph((Unknown("calls"),)),)),
    ]
    if tree.script:
        message = context.portfolio.get(tree.script)
        text = message.text.text if isinstance(message, Message) and message.text else None
        sections.append(Section("script", "What to say", (Paragraph(context.name(tree.script)), *((CopyOf(text),) if text else ()))))
    sections += stress_section(context, tree)
    sections += tree_sections(context, tree)
    if tree.notes:
        sections.append(Section("notes", "Notes", (ProseBlock(tree.notes.text),)))
    blocks: list[Block] = [ProseBlock(tree.description.text)] if tree.description else []
    blocks.append(
        Facts(
            (
                Fact("Owner", context.holder(tree.owner)),
                *([Fact("For", context.names((*tree.services, *tree.scenarios)))] if tree.services or tree.scenarios else []),
            )
        )
    )
    sections += since_section(context, tree.ref)
    sections.append(Section("about", "About this tree", tuple(blocks), quiet=True))
    return PageView(
        path=f"contact-trees/{tree.id}.html",
        title=title,
        kind="Contact tree",
        aka=tree.aliases,
        lead=tuple(lead),
        sections=tuple(sections),
        crumbs=(("Contact trees", TREES),),
        description=f"Who calls whom: {title}",
        source=context.source(tree.ref),
        search=(SearchText(title, exact=tree.aliases, text="call tree who to call"),),
        weight=1.4,
        layout="tree",
    )


def _alternate(context: Context, tree: ContactTree) -> tuple[Block, ...]:
    if not tree.alternate:
        return ()
    return (
        Paragraph((Text("If there is no answer, start with:"),)),
        Contacts((contact(context, tree.alternate.ref, depth=1),), numbered=False),
    )


def _call(context: Context, tree: ContactTree, call: Call, anchor: str, seen: frozenset[Ref]) -> Contact:
    ref = context.portfolio.resolve(call.ref)
    made = contact(context, ref, depth=0)
    if not made.points:
        made = brief(context, ref)
    attempts = call.attempts or tree.attempts
    ring = call.ring or tree.ring
    taken = {"caller": "the caller makes their calls", "deputy": "their deputy makes their calls", "nobody": "nobody makes their calls"}[
        tree.take_over.value
    ]
    wait = (
        f"Try {plural(attempts, 'time')}, {spoken(ring)} each; no answer: {taken}"
        if call.calls
        else f"Try {plural(attempts, 'time')}, {spoken(ring)} each"
    )
    problems = made.problems
    if ref in seen:
        problems += ("Is called further up as well",)
    inner = tuple(_call(context, tree, child, f"{anchor}-{n}", seen | {ref}) for n, child in enumerate(call.calls, start=1))
    notes: Inlines = made.notes
    if call.confirms:
        notes += (Text(f"{' ' if notes else ''}Confirms: {call.confirms}"),)
    if call.call_back:
        notes += (Text(f"{' ' if notes else ''}Calls back to confirm"),)
    if call.note:
        notes += (Muted(f"{' ' if notes else ''}{call.note}"),)
    # Those to try instead stand on their own pages; here the branch shows whom this one calls.
    return Contact(made.name, made.role, made.points, made.zone, notes, wait, problems, inner, id=f"call-{anchor}")


def _figures(context: Context, tree: ContactTree) -> tuple[Fact, ...]:
    said = {"ring", "attempts", "talk"} & tree.model_fields_set
    assumed: Inlines = () if len(said) == 3 else (Muted(" assumed" if not said else " partly assumed"),)
    facts = [Fact("Ring", (Text(f"{spoken(tree.ring)}, {plural(tree.attempts, 'attempt')}, then {spoken(tree.talk)} to talk"), *assumed))]
    if tree.quorum:
        facts.append(Fact("Enough when reached", _quorum(context, tree.quorum)))
    return (*tree_figures(context, tree), *facts)


def _quorum(context: Context, quorum: tuple[Quorum, ...]) -> Inlines:
    out: list[Inline] = []
    for entry in quorum:
        if out:
            out.append(Text(" and "))
        if entry.n > 1:
            out.append(Text(f"{entry.n} of "))
        out += context.name(entry.ref)
    return tuple(out)


def _trees_index(context: Context) -> PageView:
    cards = []
    for tree in context.portfolio.contact_trees.values():
        lines: list[Inlines] = [(Text("Started by "), *context.name(tree.initiator.ref))]
        count = _count(tree.calls)
        lines.append((Muted(plural(count, "call")),))
        badges = () if tree.quorum else (Badge("no quorum set", Tone.UNKNOWN),)
        cards.append(
            Card(tree.name or tree.id.replace("-", " ").capitalize(), Target(f"contact-trees/{tree.id}.html"), tuple(lines), badges)
        )
    body: tuple[Block, ...] = (Cards(tuple(cards)),) if cards else (Paragraph((Text("No contact trees yet."),)),)
    return PageView(
        path="contact-trees/index.html",
        title="Contact trees",
        kind="Communications",
        sections=(Section("all", plural(len(cards), "tree"), body),),
        description="Who calls whom",
        search=(SearchText("Contact trees", text="call tree"),),
    )


def _count(calls: tuple[Call, ...]) -> int:
    return sum(1 + _count(call.calls) for call in calls)
