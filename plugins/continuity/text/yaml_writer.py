"""The one place that writes YAML, in the style people write plans in: blocks, key order kept, quotes only where they are needed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

Value = str | int | bool | date | Sequence["Value"] | Mapping[str, "Value"]

# A plain scalar that YAML 1.1 or 1.2 takes for null, a truth value, a number, a date or a merge key.
_TAKEN = re.compile(
    r"""(?: ~ | null | true | false | yes | no | on | off | y | n | << | =
    | [-+]?(?:0b[01_]+ | 0o?[0-7_]+ | 0x[0-9a-f_]+)
    | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?
    | [-+]?\.[0-9][0-9_]*(?:e[-+]?[0-9]+)?
    | [-+]?\.inf | \.nan
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:t|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?)?
    )""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
# Syntax: an indicator at the start, a comment or a mapping inside, a document marker, blanks at the ends.
_SYNTAX = re.compile(r"[\s,\[\]{}#&*!|>'\"%@`] | [-?:](?:\s|$) | (?:---|\.\.\.)(?:\s|$) | .*(?::(?:\s|$) | \s\# | \s$)", re.VERBOSE)
# Characters that a reader refuses, ends the line at, or drops.
_SPECIAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_NAMED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0", "\x1b": "\\e"}
# A key that is longer than 1,024 characters has to say that it is one.
_LONG_KEY = 1000


def write_yaml(value: Value) -> str:
    """YAML text of a tree of mappings, lists, text, whole numbers, days and truth values; ends with a line break.

    Whatever reads it sees the same text: what looks like a number, a date or a truth value is quoted.
    Raises ``TypeError`` for other values, None among them (a plan leaves a key out), and ``ValueError`` for half a surrogate pair.
    """
    text = "\n".join(_lines(value)) + "\n"
    text.encode()
    return text


def _lines(value: Value) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _entry(key, inner)
    elif isinstance(value, list | tuple) and value:
        for inner in value:
            yield from _behind("- ", inner, compact=True)
    elif isinstance(value, str):
        yield from _text(value)
    else:
        yield _short(value)


def _entry(key: object, value: Value) -> Iterator[str]:
    if not isinstance(key, str):
        raise TypeError(f"a key of YAML is text, not {type(key).__name__}")
    written = _one_line(key)
    if len(written) > _LONG_KEY:
        yield f"? {written}"
        yield from _behind(": ", value, compact=False)
    else:
        yield from _behind(f"{written}: ", value, compact=False)


def _behind(head: str, value: Value, *, compact: bool) -> Iterator[str]:
    """``value`` behind ``head``. A collection starts on the next line, or right behind the head when ``compact``."""
    lines = _lines(value)
    if compact or isinstance(value, str) or not isinstance(value, Mapping | list | tuple) or not value:
        yield head + next(lines)
    else:
        yield head.rstrip()
    yield from (f"  {line}" if line else "" for line in lines)


def _short(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, list | tuple):
        return "[]"
    raise TypeError(f"a plan has no place for {type(value).__name__}")


def _text(text: str) -> Iterator[str]:
    if "\n" not in text or not text.strip() or _SPECIAL.search(text):
        yield _one_line(text)
        return
    # Without an indicator, the indentation is guessed from the first line, and blanks there would count.
    indicator = "2" if text[0] in " \t\n" else ""
    ends = len(text) - len(text.rstrip("\n"))
    yield "|" + indicator + ("-", "")[ends] if ends < 2 else f"|{indicator}+"
    yield from (text[:-1] if ends else text).split("\n")


def _one_line(text: str) -> str:
    # A tab is allowed in a plain scalar, but not every reader of YAML knows it, and nobody sees it.
    if "\n" in text or "\t" in text or _SPECIAL.search(text):
        return '"' + "".join(_escaped(char) for char in text) + '"'
    if not text or _TAKEN.fullmatch(text) or _SYNTAX.match(text):
        return "'" + text.replace("'", "''") + "'"
    return text


def _escaped(char: str) -> str:
    if char in _NAMED:
        return _NAMED[char]
    if not _SPECIAL.match(char):
        return char
    return f"\\x{ord(char):02x}" if ord(char) < 0x100 else f"\\u{ord(char):04x}"
