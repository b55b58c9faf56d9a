"""Syntax errors in the words of somebody who does not know how YAML is parsed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol


class _Mark(Protocol):
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is wrong, how to mend it, and where. ``line`` and ``column`` count from 0."""

    message: str
    help: str
    line: int
    column: int


_QUOTE = "put the whole value in quotes"
_STARTS = {
    "@": "a value may not start with @",
    "`": "a value may not start with a backtick",
    "%": "a value may not start with %",
    "\t": "a tab stands where spaces belong",
}


def explain(lines: list[str], problem: str, context: str, mark: _Mark | None, context_mark: _Mark | None) -> Explanation:
    """Say what the parser's ``problem`` at ``mark`` most likely is, from the line it stands in."""
    mark = mark or context_mark
    if mark is None:
        return Explanation("this cannot be read as YAML", "compare it with a file that works", 0, 0)
    line, column = mark.line, mark.column
    text = lines[line] if line < len(lines) else ""

    def at(where: _Mark | None, message: str, help_: str) -> Explanation:
        return Explanation(message, help_, where.line if where else line, where.column if where else column)

    if "quoted scalar" in context:
        return _in_quotes(lines, problem, at, mark, context_mark)
    if text[:column].strip() == "" and "\t" in text[: len(text) - len(text.lstrip())]:
        return Explanation("the line is indented with a tab", "indent with spaces", line, text.index("\t"))
    if "tab" in problem:
        return at(mark, _STARTS["\t"], "use spaces")
    starts = text[column : column + 1]
    if "cannot start any token" in problem:
        return at(mark, _STARTS.get(starts, f"a value may not start with '{starts}'"), "use spaces" if starts == "\t" else _QUOTE)
    if "block scalar" in context:
        where = context_mark or mark
        return at(
            where,
            f"text after '{_char(lines, where)}' belongs on the lines below it",
            f"if the '{_char(lines, where)}' is part of the value, {_QUOTE}",
        )
    if "anchor" in context or "alias" in context:
        where = context_mark or mark
        return at(where, f"'{_char(lines, where)}' at the start of a value means something else in YAML", _QUOTE)
    if "tag" in context or "tag" in problem:
        return at(context_mark, "'!' at the start of a value means something else in YAML", _QUOTE)
    if "directive" in context or "directive" in problem:
        return at(context_mark, "a line that starts with % is an instruction to the parser", _QUOTE)
    if "flow" in context:
        return _in_brackets(lines, at, mark, context_mark)
    if "mapping values are not allowed" in problem:
        return _second_colon(lines, line, column)
    if "could not find expected ':'" in problem:
        where = context_mark or mark
        return _no_colon(lines[where.line] if where.line < len(lines) else "", where.line, where.column)
    if "sequence entries are not allowed" in problem:
        return at(mark, "a list cannot start on the line of its key", "start each entry on a line of its own, with '- ' below the key")
    if "document start" in problem:
        return at(
            mark,
            "this line does not belong to anything above it",
            "start the file with a key and a colon, all keys at the same indentation",
        )
    if "expected key" in problem or "'-' indicator" in problem:
        return _out_of_line(lines, text, line, column)
    return at(mark, "this cannot be read as YAML", "check the indentation, the colons and the quotes around this place")


def _char(lines: list[str], mark: _Mark) -> str:
    return lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""


def _in_quotes(lines: list[str], problem: str, at: _At, mark: _Mark, context_mark: _Mark | None) -> Explanation:
    quote = _char(lines, context_mark or mark)
    if "escape" in problem or "hexdecimal" in problem:
        found = lines[mark.line][mark.column + 1 : mark.column + 2] if mark.line < len(lines) else ""
        return at(
            mark,
            f"in double quotes a backslash starts an escape, and '\\{found}' is none",
            "use single quotes, or write \\\\ for a backslash",
        )
    if "indentation" in problem:
        return at(
            mark,
            "a quoted text goes on here, but the line is not indented enough",
            f"is the closing {quote} missing? otherwise indent the line",
        )
    if quote == "'":
        return at(
            context_mark,
            "the quote ' that starts here is never closed",
            "close it; an apostrophe inside single quotes is written twice: 'don''t'",
        )
    return at(context_mark, 'the quote " that starts here is never closed', 'close it; a quote inside double quotes is written \\"')


def _in_brackets(lines: list[str], at: _At, mark: _Mark, context_mark: _Mark | None) -> Explanation:
    where = context_mark or mark
    text = lines[where.line] if where.line < len(lines) else ""
    if "{{" in text:
        return at(where, "{{ at the start of a value is read as two opening braces", "put the whole value in quotes: '{{name}} ...'")
    opening = _char(lines, where)
    closing = {"[": "]", "{": "}"}.get(opening, "]")
    if opening not in ("[", "{"):
        return at(mark, "something is missing between the brackets here", "check the commas and the closing bracket")
    return at(
        where,
        f"the {opening} that starts here is not closed, or a comma is missing",
        f"close it with {closing}; a value that starts with {opening} needs quotes",
    )


def _second_colon(lines: list[str], line: int, column: int) -> Explanation:
    text = lines[line] if line < len(lines) else ""
    first = re.search(r":(?=\s)", text[:column])
    if first:
        value = text[first.end() :].strip()
        shown = f": '{value.replace(chr(39), chr(39) * 2)}'" if len(value) <= 60 else ""
        return Explanation("a second colon followed by a space stands on this line", f"{_QUOTE}{shown}", line, column)
    indent = len(text) - len(text.lstrip())
    number, above = _above(lines, line)
    if above and indent <= len(above) - len(above.lstrip()) and not re.search(r":\s", above):
        return _no_colon(above, number, len(above) - len(above.lstrip()))
    return Explanation(
        "this key is indented deeper than the line above it, which already has a value",
        "give it the indentation of the keys it belongs to",
        line,
        indent,
    )


def _no_colon(text: str, line: int, column: int) -> Explanation:
    glued = re.match(r"\s*(?:- +)*([\w-]+):(\S.*)$", text)
    if glued:
        return Explanation(f"a space is missing after '{glued[1]}:'", f"write {glued[1]}: {glued[2][:40]}", line, glued.end(1))
    return Explanation(
        "this line has no colon, so it is no key and belongs to no value",
        "is it the rest of the value above? then indent it; is it a key? then add ': '",
        line,
        column,
    )


def _above(lines: list[str], line: int) -> tuple[int, str]:
    """The nearest line above that holds something, and its number."""
    return next(((n, lines[n]) for n in range(min(line, len(lines)) - 1, -1, -1) if lines[n].strip()), (0, ""))


def _out_of_line(lines: list[str], text: str, line: int, column: int) -> Explanation:
    if text[column:].startswith(":"):
        return Explanation(
            "a key is missing before the colon",
            "write the key in front of it, or put a text that starts with a colon in quotes",
            line,
            column,
        )
    quoted = re.match(r"""\s*(?:- +)*(?:[\w-]+: +)?(?P<quote>["']).*(?P=quote)\s*\S""", text)
    if quoted and text[:column].strip():
        apostrophe = quoted["quote"] == "'" and re.search(r"\w'\w", text)
        help_ = "an apostrophe inside single quotes is written twice: 'don''t'" if apostrophe else "put the quotes around the whole value"
        return Explanation("something stands behind the closing quote", help_, line, column)
    if text[:column].strip() and ("}" in text[:column] or "]" in text[:column]):
        help_ = "put the whole value in quotes: '{{name}} ...'" if "{{" in text else _QUOTE
        return Explanation("something stands behind the closing bracket", help_, line, column)
    if text.lstrip().startswith("-"):
        return Explanation(
            "this entry of a list does not line up with anything above it",
            "indent it like the other entries, or deeper than its key",
            line,
            column,
        )
    if _above(lines, line)[1].lstrip().startswith("- "):
        return Explanation(
            "this line stands in a list but does not start with '- '",
            "start it with '- ', or indent it like the key it belongs to",
            line,
            column,
        )
    return Explanation(
        "this line does not line up with the keys above it", "give it the same indentation as the keys it belongs to", line, column
    )


class _At(Protocol):
    def __call__(self, where: _Mark | None, message: str, help_: str, /) -> Explanation: ...
