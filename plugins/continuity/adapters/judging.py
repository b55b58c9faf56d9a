"""What is wrong with plans, found once: a check leaves it for the next check of the same plans on the same day.

One file, replaced whole, so that two checks may share it; without it, or with one that is damaged or of another make, all is looked for anew. What it
says is trusted as the plans are, so it is kept apart from what build servers carry from job to job: a gate judges by itself.

The file: a mark; what was found, as MessagePack; the SHA-256 of that.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from continuity.adapters.build import judged_on
from continuity.adapters.edition import cache_folder, inputs_of, program
from continuity.adapters.told import Told, findings_from, told
from continuity.findings import Finding, Rule

__all__ = ["FILE", "Judged", "judged"]

FILE = "findings.bin"
_MARK = b"continuity findings 1\n"
_SEAL = 32
_Files = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """Everything that is wrong with plans on a day. ``unread`` are files among them that are no plans."""

    findings: tuple[Finding, ...]
    as_of: dt.date
    zone: str
    unread: frozenset[str]


class _Kept(msgspec.Struct, frozen=True):
    inputs: str
    day: str
    zone: str
    unread: list[str]
    rules: list[Rule]
    findings: list[Told]


def judged(files: _Files, as_of: dt.date | None, now: dt.datetime, look: Callable[[], Judged], cache: Path | None) -> Judged:
    """What ``look`` finds in ``files``, or what it found the last time, if it would find the same. ``cache`` is where it is kept, None for nowhere."""
    edition = program() if cache else None
    if cache is None or edition is None:
        return look()
    inputs = inputs_of((edition,), files)
    known = _read(cache / FILE)
    if known and known.inputs == inputs and judged_on(as_of, now, known.zone).isoformat() == known.day:
        with suppress(KeyError, ValueError):
            return _again(known)
    found = look()
    with suppress(OSError):  # a check that can leave nothing is as good as any
        _write(cache, _kept(inputs, found))
    return found


def _again(known: _Kept) -> Judged:
    rules = {rule.id: rule for rule in known.rules}
    findings = tuple(findings_from(known.findings, rules))
    return Judged(findings, dt.date.fromisoformat(known.day), known.zone, frozenset(known.unread))


def _kept(inputs: str, found: Judged) -> _Kept:
    rules = {finding.rule.id: finding.rule for finding in found.findings}
    said = [told(finding) for finding in found.findings]
    return _Kept(inputs, found.as_of.isoformat(), found.zone, sorted(found.unread), list(rules.values()), said)


def _read(file: Path) -> _Kept | None:
    try:
        data = file.read_bytes()
        body, seal = data[len(_MARK) : -_SEAL], data[-_SEAL:]
        if not data.startswith(_MARK) or hashlib.sha256(body).digest() != seal:
            return None
        return msgspec.msgpack.decode(body, type=_Kept)
    except (OSError, msgspec.DecodeError):
        return None


def _write(folder: Path, kept: _Kept) -> None:
    body = msgspec.msgpack.encode(kept)
    cache_folder(folder)
    file = folder / FILE
    new = file.with_name(f"{FILE}.{os.getpid()}")
    try:
        new.write_bytes(_MARK + body + hashlib.sha256(body).digest())
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)
