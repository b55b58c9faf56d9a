"""What changed: the last change of the plans and the last 30 days, from their history."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.changes.difference import Change
from continuity.changes.edits import Action
from continuity.changes.families import ChangeSeverity
from continuity.changes.history import Period
from continuity.views.blocks import (
    Badge,
    Block,
    Break,
    Code,
    Column,
    Day,
    Inlines,
    PageView,
    Paragraph,
    Row,
    Section,
    Table,
    Text,
    Tone,
    Unknown,
)
from continuity.views.context import Context, plural
from continuity.views.sheets import Sheet, sheet
from continuity.views.since_review import value_said

PATH = "changes/index.html"
_BADGES = {
    ChangeSeverity.WEAKENS: Badge("weakens", Tone.BAD),
    ChangeSeverity.ATTENTION: Badge("look", Tone.SOON),
    ChangeSeverity.INFO: Badge("words", Tone.PLAIN),
}
_SHOWN = 200


def pages(context: Context) -> Iterator[Sheet]:
    """One page, where the site was built with its history at hand."""
    if context.look_back:
        yield sheet(PATH, _page, context)


def _page(context: Context) -> PageView:
    intro = Text("What the plans say now and did not say before, worst first. How they are written down does not count.")
    return PageView(
        path=PATH,
        title="What changed",
        kind="Programme",
        lead=(Paragraph((intro,)),),
        sections=tuple(_section(context, number, period) for number, period in enumerate(context.recent)),
    )


def _section(context: Context, number: int, period: Period) -> Section:
    anchor = ("last", "lately")[number] if number < 2 else f"period-{number}"
    if period.changes is None:
        left_out = " What the plans said then is not in the clone that this site was built from: it was made with a filter."
        why = left_out if period.left_out else " The history that this site was built with does not reach back so far."
        unknown = Paragraph((Unknown("what changed"), Text(why)))
        return Section(anchor, period.title, (unknown,))
    blocks: list[Block] = []
    since: Inlines = (Text(" since "), Day(period.since)) if period.since else ()
    blocks.append(Paragraph((Text(plural(len(period.changes), "change")), *since)))
    rows = tuple(_row(context, change) for change in period.changes[:_SHOWN])
    if rows:
        blocks.append(Table((Column("What"), Column("Before"), Column("Now")), rows, filter=len(rows) > 12))
    if len(period.changes) > _SHOWN:
        blocks.append(Paragraph((Text(f"{len(period.changes) - _SHOWN} more are not shown."),)))
    return Section(anchor, period.title, tuple(blocks))


def _row(context: Context, change: Change) -> Row:
    where = context.name(change.ref) if context.portfolio.get(change.ref) else (Text(change.label),)
    field: Inlines = (Break(), Code(change.field)) if change.field else ()
    what: Inlines = (_BADGES[change.rule.severity], Text(" "), Text(change.rule.title), Break(), *where, *field)
    if change.edit is None and change.action is not Action.RENAMED:
        return Row((what, (), ()))  # the record says it
    return Row((what, value_said(context, change.before), value_said(context, change.after)))
