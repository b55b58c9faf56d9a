"""Tables for spreadsheets and other programs: columns with a meaning, rows of plain values, written as CSV or JSON.

What nobody knows is the word ``unknown`` in its field, never an empty one; an empty field has nothing to say. Text of plans that a spreadsheet
would take for a formula is disarmed in CSV, as OWASP asks (CSV injection).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

__all__ = ["FORMAT_VERSION", "UNKNOWN", "Column", "Rows", "Table", "Value", "as_csv", "as_json", "columns", "disarmed", "joined"]

#: Changes when a column is taken away or means something else; columns that are added, at the end, do not change it.
FORMAT_VERSION = 1
UNKNOWN = "unknown"
Value = str | int | float | bool | None
Rows = Iterator[tuple[Value, ...]]

#: What makes a spreadsheet take a cell for a formula when it comes first, full-width forms included (they are folded on some systems).
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` is a word that programs may rely on; ``meaning`` says what is in it, with its unit."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` have a value for each of ``columns``, in order."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


def disarmed(text: str) -> str:
    """Text that a spreadsheet shows and does not reckon: with an apostrophe before what would begin a formula.

    Blanks before it are looked through, since some programs drop them. Control characters that could break a row are made blanks.
    """
    plain = "".join(letter if letter.isprintable() or letter in "\n\t" else " " for letter in text)
    start = plain.lstrip(" \u00a0\u3000")
    return f"'{plain}" if start.startswith(_FORMULA) else plain


def as_csv(table: Table) -> str:
    """RFC 4180: a line of column names, then a line for each row; text in quotes, numbers bare."""
    lines = [[column.name for column in table.columns], *table.rows]
    return "".join(",".join(map(_cell, line)) + "\r\n" for line in lines)


def _cell(value: Value) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    text = "" if value is None else disarmed(value) if isinstance(value, str) else "yes" if value else "no"
    return '"' + text.replace('"', '""') + '"'


def as_json(table: Table, as_of: date, audience: str) -> str:
    """One object: what it is, then the rows by column name. Text is as it is written; JSON has no formulas."""
    names = [column.name for column in table.columns]
    return _json(
        {
            "format_version": FORMAT_VERSION,
            "table": table.name,
            "as_of": as_of.isoformat(),
            "audience": audience,
            "columns": [{"name": column.name, "meaning": column.meaning} for column in table.columns],
            "rows": [dict(zip(names, row, strict=True)) for row in table.rows],
        }
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def columns(*named: tuple[str, str]) -> tuple[Column, ...]:
    """Columns from pairs of name and meaning."""
    return tuple(Column(name, meaning) for name, meaning in named)


def joined(words: Iterable[str]) -> str | None:
    """Several words in one field, separated by ``; ``; None where there are none."""
    return "; ".join(words) or None
