"""What a build knows of the one before: whether it had the same inputs, and so made the same site; and how it leaves word for the next.

A site hangs on the plans' bytes, on the history that git has of them, on the audience, on the day, on where it will stand, and on the program. All
of it is in ``inputs`` but the day, which cannot be told before the plans say their time zone; so it is remembered beside.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from continuity.adapters.edition import inputs_of, program
from continuity.adapters.page_cache import PageCache, Remembered
from continuity.adapters.shelf import DiskShelf
from continuity.adapters.told import findings_from, told
from continuity.findings import Finding
from continuity.pages.made import Slip, finished
from continuity.pages.page import Asset, Page, Site

__all__ = ["Memory", "Outcome"]

FILE = "site.bin"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A site that was made, with what was found, and by which day in which time zone."""

    site: Site
    findings: tuple[Finding, ...]
    day: dt.date
    zone: str


@dataclass(frozen=True)
class Memory:
    """What is remembered at ``file``, seen by a build of ``inputs``. ``edition`` stands for the program."""

    file: Path
    edition: str
    inputs: str
    cache: PageCache | None

    @classmethod
    def of(cls, folder: Path, files: Iterable[tuple[str, bytes]], plans: Path | None, *options: str) -> Memory | None:
        """The memory in ``folder`` for a build of these with these ``options``; None where the program cannot tell which one it is."""
        edition = program()
        if edition is None:
            return None
        file = folder / FILE
        return cls(file, edition, _inputs(edition, files, plans, options), PageCache.open(file))

    def find(self, key: str) -> Slip | None:
        """A page of the build before."""
        return self.cache.find(key) if self.cache else None

    def again(self, day_in: Callable[[str], dt.date]) -> Outcome | None:
        """What the build before made, if this one would make the same. ``day_in`` gives the day to judge by in a time zone."""
        known = self.cache.site if self.cache else None
        if self.cache is None or known is None or known.inputs != self.inputs or day_in(known.zone).isoformat() != known.day:
            return None
        from continuity.checks import RULES

        pages, assets = self.cache.all(known.pages), self.cache.all(known.assets.values())
        if pages is None or assets is None or any(one.rule not in RULES for one in known.findings):
            return None
        files = tuple(Asset(path, slip) for path, slip in zip(known.assets, assets, strict=True))
        findings = tuple(findings_from(known.findings, RULES))
        site = Site(tuple(finished(slip) for slip in pages), files, dict(known.pockets))
        return Outcome(site, findings, dt.date.fromisoformat(known.day), known.zone)

    def keep(self, made: Outcome, shelf: DiskShelf) -> None:
        """Leaves a site that was put on ``shelf`` for the next build. Raises OSError where nothing can be written."""
        slips: dict[str, Slip] = {}
        pages = [_shelved(page, slips) for page in made.site.pages]
        assets = {}
        for asset in made.site.assets:
            content = asset.content
            assets[asset.path] = key = hashlib.sha256(content).hexdigest()
            slips[key] = self.find(key) or shelf.put(key, b"", content)
        said = [told(finding) for finding in made.findings]
        known = Remembered(self.inputs, made.day.isoformat(), made.zone, pages, assets, dict(made.site.pockets), said)
        PageCache.write(self.file, slips, known)


def _shelved(page: Page, slips: dict[str, Slip]) -> str:
    """The key of a page, noted with where it is."""
    if isinstance(page.body, str):
        raise TypeError(f"{page.path} was put on no shelf")
    slip: Slip = page.body  # type: ignore[assignment]  # a maker's pages have the slip for their body
    slips[slip.key] = slip
    return slip.key


def _inputs(edition: str, files: Iterable[tuple[str, bytes]], plans: Path | None, options: Iterable[str]) -> str:
    """64 hexadecimal digits for all that a site hangs on, but for the day."""
    return inputs_of((edition, *options, *_history(plans)), files)


def _history(plans: Path | None) -> tuple[str, str]:
    """Which history of the plans is at hand: the commit that is checked out, and where a shallow clone ends or how much one with a filter has."""
    from continuity.changes.git import GitError, open_repository

    if plans is None:
        return ("", "")
    try:
        repository = open_repository(plans, os.environ)
        ends = repository.at / repository.ask("rev-parse", "--git-path", "shallow").decode().strip()
        here = ends.read_text(encoding="utf-8") if ends.is_file() else ""
        if repository.partial:
            here += repository.ask("count-objects", "-v").decode()
        return repository.commit("HEAD"), here
    except (GitError, OSError, UnicodeDecodeError):
        return ("", "")
