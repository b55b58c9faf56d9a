"""Markup of tables and of people to call: what large sites print most of after inlines, so that they are no macros either.

Every text is escaped here or comes out of ``Inlines``; markup comes from these lines alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from continuity.pages.inlines import Inlines, escaped, sign, zone
from continuity.views.blocks import Contact, Contacts, Point, Row, Table, Tone

__all__ = ["Tables"]


class Tables:
    """Prints tables and contacts of the page that ``inlines`` prints for."""

    def __init__(self, inlines: Inlines) -> None:
        self._inlines = inlines

    def table(self, item: Table) -> str:
        """A table with its heads, groups and rows; a line of text where it has no rows."""
        if not item.rows:
            return f'<p class="ct-muted">{escaped(item.empty)}</p>\n'
        wrap = " data-filter" if item.filter and len(item.rows) > 8 else ""
        dense = " ct-dense" if item.dense else ""
        caption = f"<caption>{escaped(item.caption)}</caption>\n" if item.caption else ""
        numbers = [' class="ct-number"' if column.number else "" for column in item.columns]
        titles = [escaped(column.title) for column in item.columns]
        heads = "".join([f'<th scope="col"{number}>{title}</th>' for number, title in zip(numbers, titles, strict=True)])
        # What opens each cell but the first is the same in every row.
        opens = [f'</td><td data-title="{title}"{number}>' for number, title in zip(numbers, titles, strict=True)]
        if len(opens) > 1:
            opens[1] = opens[1].replace("</td>", "</th>", 1)
        return (
            f'<div class="ct-table-wrap"{wrap}>\n<table class="ct-table{dense}">\n{caption}<thead><tr>{heads}</tr></thead>\n<tbody>\n'
            f"{''.join(self._rows(item.rows, opens))}</tbody>\n</table></div>\n"
        )

    def _rows(self, rows: Iterable[Row], opens: list[str]) -> Iterable[str]:
        inlines = self._inlines.text
        group = ""
        for row in rows:
            if row.group and row.group != group:
                group = row.group
                yield f'<tr class="ct-group"><th scope="rowgroup" colspan="{len(opens)}">{escaped(group)}</th></tr>\n'
            id = f' id="{escaped(row.id)}"' if row.id else ""
            tone = f' class="ct-row-{row.tone.value}"' if row.tone is not Tone.PLAIN else ""
            parts = [f'<tr{id}{tone}><th scope="row">', inlines(row.cells[0])]
            for index in range(1, len(row.cells)):
                parts += (opens[index], inlines(row.cells[index]))
            parts.append("</td></tr>\n" if len(row.cells) > 1 else "</th></tr>\n")
            yield "".join(parts)

    def contacts(self, item: Contacts) -> str:
        """People to call, in order or side by side."""
        tag, tree, id = "ol" if item.numbered else "ul", " ct-tree" if item.tree else "", f' id="{escaped(item.id)}"' if item.id else ""
        people = "".join([self._contact(contact) for contact in item.contacts])
        return f'<{tag} class="ct-contacts{tree}"{id}>\n{people}</{tag}>\n'

    def _contact(self, contact: Contact) -> str:
        inlines = self._inlines.text
        id = f' id="{escaped(contact.id)}"' if contact.id else ""
        role = f' <span class="ct-contact-role">{inlines(contact.role)}</span>' if contact.role else ""
        local = ""
        if contact.zone:
            local = f' <span class="ct-local" data-zone="{escaped(contact.zone)}">{escaped(zone(contact.zone))}</span>'
        points = "".join([self._point(point) for point in contact.points])
        patience = f' data-wait="{contact.patience}"' if contact.patience else ""
        problems = "".join([f"<li>{sign('soon')}{escaped(problem)}</li>" for problem in contact.problems])
        then = "".join([self._contact(following) for following in contact.then])
        parts = (
            f'<li class="ct-contact"{id}>\n<div class="ct-contact-who"><span class="ct-contact-name">{inlines(contact.name)}</span>{role}{local}</div>\n',
            f'<ul class="ct-points">{points}</ul>\n' if points else "",
            f'<p class="ct-contact-notes">{inlines(contact.notes)}</p>\n' if contact.notes else "",
            f'<ul class="ct-problems">{problems}</ul>\n' if problems else "",
            f'<p class="ct-wait"{patience}>{escaped(contact.wait)}</p>\n' if contact.wait else "",
            f'<ol class="ct-contacts ct-tree">{then}</ol>\n' if then else "",
            "</li>\n",
        )
        return "".join(parts)

    def _point(self, point: Point) -> str:
        primary = ' class="ct-primary"' if point.primary else ""
        hours = f' data-hours="{escaped(point.hours)}" data-zone="{escaped(point.zone)}"' if point.hours else ""
        how = (
            f'<a href="{escaped(point.href)}" class="ct-tel">{escaped(point.shown)}</a>'
            if point.href
            else f'<span class="ct-point-shown">{escaped(point.shown)}</span>'
        )
        notes = f' <span class="ct-point-notes">{self._inlines.text(point.notes)}</span>' if point.notes else ""
        return f'<li{primary}{hours}><span class="ct-point-how">{escaped(point.how)}</span> {how}{notes}</li>'
