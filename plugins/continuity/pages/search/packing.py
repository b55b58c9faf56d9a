"""How lists and texts are written, so that they are small and a browser reads them without work: lines, and numbers as letters.

A number is written lowest part first: the first ``ENDS`` letters of the alphabet end it, the other 32 say that more follows. Rising numbers are
written as their differences, words in order as how many letters they share with the one before and what follows these. Files are classic
scripts of one call; texts in them are template literals, in which lines stay lines. Of what can be printed, the alphabet leaves out what has a
meaning there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

ALPHABET = "".join(letter for letter in map(chr, range(0x21, 0x7F)) if letter not in "$<\\`")
ENDS = len(ALPHABET) - 32


@lru_cache(maxsize=4096)
def number(value: int) -> str:
    """A number from 0 on as letters."""
    out = ""
    while value >= ENDS:
        out += ALPHABET[ENDS + (value & 31)]
        value >>= 5
    return out + ALPHABET[value]


def numbers(values: Iterable[int]) -> str:
    """Numbers one after another."""
    return "".join(map(number, values))


def rising(values: Sequence[int]) -> str:
    """Numbers in rising order, each as the difference to the one before."""
    return number(values[0]) + "".join([number(after - before) for before, after in pairwise(values)]) if values else ""


def after(other: str, text: str) -> str:
    """``text`` as how many letters it begins with that ``other`` begins with too, and the rest of it. A browser counts letters beyond the
    first 65,536 as two: none is shared."""
    most = min(len(other), len(text), ENDS - 1)
    shared = 0
    while shared < most and other[shared] == text[shared] < "\ud800":
        shared += 1
    return ALPHABET[shared] + text[shared:]


def fronted(words: Iterable[str]) -> str:
    """Words, each written after the one before, a line each."""
    out, before = [], ""
    for word in words:
        out.append(after(before, word))
        before = word
    return "\n".join(out)


def literal(text: str) -> str:
    """A text as JavaScript reads it. It cannot end the literal, nor a script element, nor be taken for a line end of another kind."""
    safe = text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${").replace("\r", "\\r").replace("<", "\\x3c")
    return f"`{safe}`"


def fields(data: Mapping[str, str]) -> bytes:
    """Named texts as an object of JavaScript."""
    return ("{\n" + ",\n".join(f"{name}:{literal(text)}" for name, text in data.items()) + "}").encode()


def script(name: str, sign: str, written: bytes) -> bytes:
    """A file that hands what ``fields`` wrote to the engine under ``name``."""
    return f"continuitySearch.load({literal(name)},{literal(sign)},".encode() + written + b");\n"
