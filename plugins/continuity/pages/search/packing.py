"""How lists and texts are written, so that they are small and a browser reads them without work: lines, and numbers as letters.

A number is written in base 32, lowest part first: digits 0 to 31 of the alphabet end it, 32 to 63 say that more follows. Rising numbers are
written as their differences. Files are classic scripts of one call; texts in them are template literals, in which lines stay lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def number(value: int) -> str:
    """A number from 0 on as letters."""
    if value < 32:
        return ALPHABET[value]
    out = []
    while value >= 32:
        out.append(ALPHABET[32 + (value & 31)])
        value >>= 5
    out.append(ALPHABET[value])
    return "".join(out)


def numbers(values: Iterable[int]) -> str:
    """Numbers one after another."""
    return "".join(number(value) for value in values)


def rising(values: Iterable[int]) -> str:
    """Numbers in rising order, each as the difference to the one before."""
    out, before = [], 0
    for value in values:
        out.append(number(value - before))
        before = value
    return "".join(out)


def literal(text: str) -> str:
    """A text as JavaScript reads it. It cannot end the literal, nor a script element, nor be taken for a line end of another kind."""
    safe = text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${").replace("\r", "\\r").replace("<", "\\x3c")
    return f"`{safe}`"


def script(name: str, identity: str, data: Mapping[str, str]) -> bytes:
    """A file that hands ``data`` to the engine under ``name``."""
    fields = ",\n".join(f"{field}:{literal(text)}" for field, text in data.items())
    return f"continuitySearch.load({literal(name)},{literal(identity)},{{\n{fields}}});\n".encode()


def cut(lines: Iterable[str], size: int) -> list[list[str]]:
    """Lines in order, in runs of at least ``size`` characters (the last may have fewer)."""
    runs: list[list[str]] = []
    room = 0
    for line in lines:
        if room <= 0:
            runs.append([])
            room = size
        runs[-1].append(line)
        room -= len(line) + 1
    return runs
