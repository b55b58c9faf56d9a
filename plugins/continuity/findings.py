"""The vocabulary that every room may use: a finding, the rule it breaks, and where it stands.

A problem in plan data is a value, never an exception: everything that is wrong comes out in one run, in one order.
Exceptions are kept for faults of ours and of the machine.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Severity(StrEnum):
    """How bad a finding is. An organisation may move a rule between these."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return ("error", "warning", "note").index(self.value)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a plan file. Line and column count from 1; column counts characters, not bytes."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is checked, and how a reader mends it.

    ``id`` is stable kebab-case. ``waivable`` says whether a plan whose findings of this rule are accepted still builds:
    a file that cannot be read cannot be accepted, a reference to something that is not written yet can.
    """

    id: str
    severity: Severity
    title: str
    why: str
    example: str
    fix: str
    waivable: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong at one place, with the values that make it wrong."""

    rule: Rule
    message: str
    position: Position
    kind: str | None = None
    id: str | None = None
    field: str | None = None
    values: tuple[tuple[str, str], ...] = ()
    help: str | None = None
    severity: Severity | None = None

    @property
    def level(self) -> Severity:
        """The severity in force: the organisation's when it changed the rule's, else the rule's own."""
        return self.severity or self.rule.severity

    @property
    def subject(self) -> str | None:
        """``kind/id``, as on the command line."""
        return f"{self.kind}/{self.id}" if self.kind and self.id else None

    @property
    def fingerprint(self) -> str:
        """Stable over wording and over lines that move: rule, subject, field and values (16 hex digits of SHA-256)."""
        parts = [self.rule.id, self.subject or self.position.path, self.field or "", *(f"{k}={v}" for k, v in self.values)]
        # A file name that is no UTF-8 reaches us with lone surrogates in it.
        framed = b"".join(b"%d:%b" % (len(raw), raw) for raw in (part.encode("utf-8", "surrogatepass") for part in parts))
        return hashlib.sha256(framed).hexdigest()[:16]


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sorted by place, then severity, rule and wording; the same finding once."""
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda f: (f.position, f.level.rank, f.rule.id, f.message)))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one of ``known`` that was probably meant by ``word``, or None. Case, and whether words are joined by space, - or _, do not count."""
    plain: dict[str, str] = {}
    for name in known:
        plain.setdefault(_plain(name), name)
    wanted = _plain(word)[:80]
    # A slip is rarely in the first letters: owned_by is nearer to owner than to find_by.
    found = sorted(difflib.get_close_matches(wanted, plain, n=5, cutoff=0.6), key=lambda name: name[:3] != wanted[:3])
    return plain[found[0]] if found else None


@lru_cache(maxsize=65_536)
def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", "-", word.strip().casefold())


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """``nearest`` as the help of a finding."""
    found = nearest(word, known)
    return f"did you mean {found}?" if found else None
