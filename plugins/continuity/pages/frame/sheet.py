"""A style sheet as rules, read with as little as cutting it needs: where a rule, a block or a statement begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NEXT = re.compile(r"""/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\\.|[{};()\[\],]""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Statement:
    """One that ends with a semicolon, such as ``@charset``."""

    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A selector list and its declarations, as they stand between the braces."""

    selectors: tuple[str, ...]
    declarations: str


@dataclass(frozen=True, slots=True)
class Block:
    """An at-rule with a body: ``head`` is ``@media print``. ``rules`` is empty for one whose body has no rules; then ``body`` has it as it is."""

    head: str
    rules: tuple[Node, ...] = ()
    body: str = ""


Node = Statement | Rule | Block

_HOLDS_RULES = ("@media", "@supports", "@layer", "@container")


def read(text: str) -> tuple[Node, ...]:
    """The rules of ``text``, in order. What is broken is read as browsers would: to the end."""
    return tuple(_nodes(text))


def write(nodes: tuple[Node, ...]) -> str:
    """The rules as text, a rule to a line; a block whose rules are all gone is gone."""
    return "\n".join(filter(None, map(_text, nodes)))


def _text(node: Node) -> str:
    if isinstance(node, Statement):
        return node.text + ";"
    if isinstance(node, Rule):
        return f"{','.join(node.selectors)}{{{node.declarations}}}"
    if node.body:
        return f"{node.head}{{{node.body}}}"
    inner = write(node.rules)
    return f"{node.head}{{{inner}}}" if inner else ""


def pieces(text: str, separator: str) -> list[str]:
    """``text`` cut at ``separator`` (a comma or a semicolon) where it stands outside strings and brackets."""
    found, start, depth = [], 0, 0
    for match in _NEXT.finditer(text):
        mark = match[0]
        if mark in "([{":
            depth += 1
        elif mark in ")]}":
            depth -= 1
        elif mark == separator and not depth:
            found.append(text[start : match.start()])
            start = match.end()
    return [piece.strip() for piece in (*found, text[start:]) if piece.strip()]


def _nodes(text: str) -> Iterator[Node]:
    start = position = 0
    while (match := _NEXT.search(text, position)) is not None:
        position = match.end()
        mark = match[0]
        if mark.startswith("/*") and not text[start : match.start()].strip():
            start = position
        elif mark == ";":
            if statement := text[start : match.start()].strip():
                yield Statement(statement)
            start = position
        elif mark == "{":
            head, position = text[start : match.start()].strip(), _end(text, position)
            yield _opened(head, text[match.end() : position - 1].strip())
            start = position


def _opened(head: str, body: str) -> Node:
    if head.startswith(_HOLDS_RULES):
        return Block(head, rules=tuple(_nodes(body)))
    return Block(head, body=body) if head.startswith("@") else Rule(tuple(pieces(head, ",")), body)


def _end(text: str, position: int) -> int:
    """The place after the brace that closes what was opened before ``position``."""
    depth = 1
    for match in _NEXT.finditer(text, position):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if not depth:
            return match.end()
    return len(text) + 1
