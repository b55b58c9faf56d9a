"""Markup of tables and of people to call: what large sites print most of after inlines, so that they are no macros either.

Every text is escaped here or comes out of ``Inlines``; markup comes from these lines alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from continuity.pages.inlines import Inlines, attribute, day, escaped, local, sign
from continuity.views.blocks import Contact, Contacts, Day, Inline, Muted, Point, Row, Table, Tone

__all__ = ["Tables"]


class Tables:
    """Prints tables and contacts of the page that ``inlines`` prints for."""

    def __init__(self, inlines: Inlines) -> None:
        self._inlines = inlines

    def table(self, item: Table) -> str:
        """A table with its heads, groups and rows; a line of text where it has no rows."""
        if not item.rows:
            return f"<p class=ct-muted>{escaped(item.empty)}</p>\n"
        wrap = " data-filter" if item.filter and len(item.rows) > 8 else ""
        classes = '"ct-table ct-dense"' if item.dense else "ct-table"
        caption = f"<caption>{escaped(item.caption)}</caption>\n" if item.caption else ""
        numbers = [" class=ct-number" if column.number else "" for column in item.columns]
        heads = "".join([f"<th{number}>{escaped(column.title)}" for number, column in zip(numbers, item.columns, strict=True)])
        # What opens each cell but the first is the same in every row. Where columns stand below each other, each cell says which one it is of.
        opens = [f"<td data-title={attribute(column.title)}{number}>" for number, column in zip(numbers, item.columns, strict=True)]
        return (
            f"<div class=ct-table-wrap{wrap}>\n<table class={classes}>\n{caption}<thead><tr>{heads}\n<tbody>\n"
            f"{''.join(self._rows(item.rows, opens))}</table></div>\n"
        )

    def _rows(self, rows: Iterable[Row], opens: list[str]) -> Iterable[str]:
        inlines = self._inlines.text
        group = ""
        first = "<th>" if len(opens) > 1 else "<th scope=row>"  # beside others it is one of a row by itself
        for row in rows:
            if row.group and row.group != group:
                group = row.group
                yield f"<tr class=ct-group><th scope=rowgroup colspan={len(opens)}>{escaped(group)}</tr>\n"
            id = f' id="{escaped(row.id)}"' if row.id else ""
            tone = f" class=ct-row-{row.tone.value}" if row.tone is not Tone.PLAIN else ""
            parts = [f"<tr{id}{tone}>{first}", inlines(row.cells[0])]
            for index in range(1, len(row.cells)):
                # An empty cell is not there where columns stand below each other.
                parts += (opens[index], inlines(row.cells[index])) if row.cells[index] else ("<td>",)
            parts.append("</tr>\n")
            yield "".join(parts)

    def contacts(self, item: Contacts) -> str:
        """People to call, in order or side by side."""
        tag, id = "ol" if item.numbered else "ul", f' id="{escaped(item.id)}"' if item.id else ""
        classes = '"ct-contacts ct-tree"' if item.tree else "ct-contacts"
        people = "".join([self._contact(contact) for contact in item.contacts])
        return f"<{tag} class={classes}{id}>\n{people}</{tag}>\n"

    def _contact(self, contact: Contact) -> str:
        inlines = self._inlines.text
        id = f' id="{escaped(contact.id)}"' if contact.id else ""
        role = f" <small>{inlines(contact.role)}</small>" if contact.role else ""
        place = f" {local(contact.zone)}" if contact.zone else ""
        points = "".join([self._point(point) for point in contact.points])
        patience = f" data-wait={contact.patience}" if contact.patience else ""
        problems = "".join([f"<li>{sign('soon')}{escaped(problem)}" for problem in contact.problems])
        then = "".join([self._contact(following) for following in contact.then])
        parts = (
            f"<li{id}><p><strong>{inlines(contact.name)}</strong>{role}{place}</p>\n",
            f"<ul class=ct-points>{points}</ul>\n" if points else "",
            f"<p class=ct-contact-notes>{inlines(contact.notes)}</p>\n" if contact.notes else "",
            f"<ul class=ct-problems>{problems}</ul>\n" if problems else "",
            f"<p class=ct-wait{patience}>{escaped(contact.wait)}</p>\n" if contact.wait else "",
            f'<ol class="ct-contacts ct-tree">{then}</ol>\n' if then else "",
        )
        return "".join(parts)

    def _point(self, point: Point) -> str:
        primary = " class=ct-primary" if point.primary else ""
        how = (
            f"<a href={attribute(point.href)}>{escaped(point.shown)}</a>"
            if point.href
            else f"<span class=ct-point-shown>{escaped(point.shown)}</span>"
        )
        said = "".join(map(self._note, point.notes))
        if point.hours:
            # By themselves, a script can tell whether they are now.
            zone = f"={attribute(point.zone)}" if point.zone else ""
            apart = " · " if said else ""
            said = f"<span data-zone{zone}>{escaped(point.hours)}</span>{apart}{said}"
        notes = f" <small>{said}</small>" if said else ""
        return f"<li{primary}><span>{escaped(point.how)}</span> {how}{notes}"

    def _note(self, note: Inline) -> str:
        """Notes are small already, and no script asks when somebody was called."""
        if isinstance(note, Muted):
            return escaped(note.text)
        return day(note.date) if isinstance(note, Day) else self._inlines.text((note,))
