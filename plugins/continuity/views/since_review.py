"""What changed of a subject since it was reviewed: field by field on its page, the first fields on the pages of reviews."""

from __future__ import annotations

from typing import Final

from continuity.analysis.content import ContentState
from continuity.analysis.reviewed import ReviewStatus
from continuity.changes.edits import Action
from continuity.changes.reviewed_text import NO_HISTORY
from continuity.changes.since_review import FieldChange, SinceReview
from continuity.model.base import Ref
from continuity.model.kinds import KINDS
from continuity.views.blocks import (
    Block,
    Break,
    Code,
    Column,
    Day,
    Inline,
    Inlines,
    LinkTo,
    Muted,
    Paragraph,
    Row,
    Section,
    Table,
    Target,
    Text,
    Unknown,
)
from continuity.views.context import Context, plural

__all__ = ["since_fields", "since_link", "since_section", "value_said"]

ANCHOR: Final = "since-review"
_MOST: Final = 25
_FIRST: Final = 3
_LONG: Final = 160
_SHORT: Final = 40
"""Letters of a value in a table, and of two in a cell."""
_NOT_SHOWN: Final = "Something changed that is not shown to this audience."


def since_section(context: Context, ref: Ref) -> tuple[Section, ...]:
    """Before and after of each field; nothing where nothing changed since the last review."""
    status = _changed(context, ref)
    if status is None or status.last is None:
        return ()
    since = _since(context, status)
    by: Inlines = (Text("Reviewed "), Day(status.last.on), Text(" by "), *context.name(status.last.by), Text(". "))
    if since.fields is None:
        said: tuple[Block, ...] = (Paragraph((*by, Unknown("which fields changed"), Text(f": {since.why}."))),)
    else:
        rows = tuple(_row(context, ref, change) for change in since.fields[:_MOST])
        counted = f"{plural(len(since.fields), 'field is', 'fields are')} not as reviewed." if rows else ""
        hidden: Inlines = (Text(f" {_NOT_SHOWN}"),) if since.withheld else ()
        said = (Paragraph((*by, Text(counted), *hidden)),)
        if rows:
            said += (Table((Column("What"), Column("As reviewed"), Column("Now")), rows, "What changed since the review"),)
        if len(since.fields) > _MOST:
            said += (Paragraph((Text(f"{len(since.fields) - _MOST} more are not shown; continuity review lists them."),)),)
    return (Section(ANCHOR, "Changed since the last review", said, quiet=True),)


def since_link(context: Context, ref: Ref) -> Inlines:
    """Leads to the section; nothing where there is none."""
    target = context.target(ref)
    if target is None or target.anchor or _changed(context, ref) is None:
        return ()
    return (LinkTo("what changed", Target(target.path, ANCHOR)),)


def since_fields(context: Context, status: ReviewStatus) -> Inlines:
    """The first fields that changed, in a cell; the page of the subject has all."""
    if status.content.state is not ContentState.CHANGED or status.last is None:
        return ()
    since = _since(context, status)
    if since.fields is None:
        return (Break(), Muted(f"which fields is unknown: {since.why}"))
    out: list[Inline] = []
    for change in since.fields[:_FIRST]:
        out += [Break(), *_what(context, status.subject, change, linked=False)]
        before, after = (_words(value) for value in (change.edit.before, change.edit.after)) if change.edit else ("", "")
        if before and after and len(before) + len(after) <= _SHORT:
            out.append(Muted(f" {before} → {after}"))
    more = len(since.fields) - _FIRST
    link = since_link(context, status.subject)
    if more > 0:
        out += [Break(), Muted(f"and {more} more")]
    elif since.withheld:
        out += [Break(), Muted("and something not shown to this audience" if out else _NOT_SHOWN)]
    return (*out, Text(" "), *link) if link else tuple(out)


def _words(value: object) -> str:
    """A plain value in a few words; of an entry with several, what it says one after another."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        text = "; ".join(
            words if key in ("ref", "text", "do") else f"{key}: {words}" for key, inner in value.items() if (words := _words(inner))
        )
    elif isinstance(value, list | tuple):
        text = ", ".join(filter(None, map(_words, value)))
    else:
        text = " ".join(str(value).split())
    return text if len(text) <= _LONG else text[: _LONG - 1].rstrip() + "…"


def _changed(context: Context, ref: Ref) -> ReviewStatus | None:
    status = context.judged.review_of.get(ref)
    return status if status is not None and status.last is not None and status.content.state is ContentState.CHANGED else None


def _since(context: Context, status: ReviewStatus) -> SinceReview:
    found = context.since.by_subject if context.since else {}
    return found[status.subject] if status.subject in found else SinceReview(None, NO_HISTORY)


def _row(context: Context, subject: Ref, change: FieldChange) -> Row:
    place: Inlines = (Break(), Muted(f"{change.place.path}:{change.place.line}")) if change.place else ()
    what = (*_what(context, subject, change), *place)
    edit = change.edit
    if edit is None:
        words = ("", "belongs to it") if change.action is Action.ADDED else ("belonged to it", "not any more")
        return Row((what, *((Muted(word),) for word in words)))
    return Row((what, value_said(context, edit.before), value_said(context, edit.after)))


def _what(context: Context, subject: Ref, change: FieldChange, *, linked: bool = True) -> Inlines:
    if change.ref == subject:
        whose: Inlines = ()
    else:
        kind = KINDS[change.ref.kind].title
        whose = (Text(f"{kind} "), *(context.name(change.ref) if linked else (Text(context.label(change.ref)),)))
    moved = (Muted(" (order)"),) if change.action is Action.MOVED else ()
    if change.edit is None:
        return whose
    return (*whose, *((Break(),) if whose else ()), Code(change.edit.field), *moved)


def value_said(context: Context, value: object) -> Inlines:
    """A value; a reference as the name of what it leads to."""
    if isinstance(value, str):
        kind, slash, id_ = value.partition("/")
        if slash and kind in KINDS and context.portfolio.get(Ref(kind, id_)) is not None:
            return context.name(Ref(kind, id_))
    if isinstance(value, dict) and value.keys() == {"ref"}:
        return value_said(context, value["ref"])
    return (Text(_words(value)),)
