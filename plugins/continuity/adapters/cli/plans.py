"""From a folder on disk and a clock to plans that are loaded and judged, for every command that needs them."""

from __future__ import annotations

import datetime as dt
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.adapters.cli.problems import CannotRunError
from continuity.adapters.stages import STAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from continuity.adapters.judging import Judged
    from continuity.findings import Position
    from continuity.load import Loaded


def iso_date(context: click.Context, parameter: click.Parameter, value: str | None) -> dt.date | None:
    """The value of an option as a calendar date, as 2026-11-23. Raises BadParameter (exit code 2) when it is none."""
    if value is None:
        return None
    try:
        return dt.datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        raise click.BadParameter(f"'{value}' is no date; write year-month-day, as 2026-11-23") from None


@dataclass(frozen=True, slots=True)
class Checked:
    """Plans with everything that is wrong with them. ``texts`` are the files that were read as plans, by path below the folder."""

    judged: Judged
    texts: Mapping[str, bytes]

    def line(self, position: Position) -> str | None:
        """The source line at a place, as written."""
        from continuity.text.lines import line_at

        return line_at(self.texts.get(position.path, b""), position.line)


def plan_files(folder: Path, command: str) -> tuple[tuple[tuple[str, bytes], ...], dt.datetime]:
    """The files of ``folder``, and when this is. Raises CannotRunError when there are no plans; ``command`` is how they are named then."""
    from continuity.adapters import build

    if not folder.exists():
        raise CannotRunError(f"There is no folder '{folder}'. Name the folder of the plans: {command}")
    if not folder.is_dir():
        raise CannotRunError(f"'{folder}' is a file. Plans refer to each other, so the whole folder is read: {command}")
    try:
        files = build.read_folder(folder)
        now = build.build_time(os.environ)
    except OSError as error:
        raise CannotRunError(f"The plans cannot be read: {error}") from error
    except ValueError as error:
        raise CannotRunError(str(error)) from error
    if not any(path.lower().endswith(build.PLAN_SUFFIXES) for path, _ in files):
        raise CannotRunError(f"The folder '{folder}' has no plan files. Plans are .yaml, .yml and .md files.")
    return files, now


def tell_who_waits(files: int) -> None:
    """Has the stages to come said on standard error where so many files are a large organisation and take their time: drawn on one line of a terminal,
    which ``STAGES.rest`` takes away, elsewhere a line each.
    """
    from continuity.adapters.hands import LARGE
    from continuity.adapters.progress import bar_for

    if files >= LARGE:
        STAGES.bar = bar_for([], sys.stderr)
        STAGES.tell = None if STAGES.bar else lambda line: click.echo(line, err=True)


def open_plans(folder: Path, as_of: dt.date | None, command: str) -> tuple[Loaded, dt.date]:
    """``folder`` loaded, and the day it is judged by. Raises CannotRunError when there are no plans; ``command`` is how they are named then."""
    found = _loaded(*plan_files(folder, command), as_of)
    STAGES.rest()
    return found


def _loaded(
    files: tuple[tuple[str, bytes], ...], now: dt.datetime, as_of: dt.date | None, meanwhile: Callable[[], None] = lambda: None
) -> tuple[Loaded, dt.date]:
    from continuity.adapters.build import judged_on
    from continuity.adapters.hands import pays
    from continuity.adapters.reading import load_plans

    tell_who_waits(len(files))
    STAGES.now(f"Reading {len(files)} plan files")
    loaded = load_plans(files, alone=not pays(len(files)), meanwhile=meanwhile)
    return loaded, judged_on(as_of, now, loaded.portfolio.organisation.time_zone)


def _open_checks() -> None:
    """Opens the rules, which takes a fifth of a second, while another process reads."""
    import continuity.adapters.checking  # noqa: F401 - this is what is wanted


def check_plans(folder: Path, as_of: dt.date | None, cache: Path | None) -> Checked:
    """Load and check ``folder``, unless what was found the last time is in ``cache``. Raises CannotRunError when there is nothing to check."""
    from continuity.adapters.judging import Judged, judged

    files, now = plan_files(folder, "continuity check PLANS")

    def look() -> Judged:
        from continuity.adapters.hands import pays

        loaded, day = _loaded(files, now, as_of, _open_checks)
        from continuity.adapters import checking
        from continuity.checks import Subject
        from continuity.garbage import no_garbage_collection

        with no_garbage_collection():
            STAGES.now("Checking the plans")
            unread = frozenset(path for path, _ in files if path not in loaded.sources.texts)
            findings = checking.check_plans(Subject(loaded, day), alone=not pays(len(files)))
            return Judged(findings, day, loaded.portfolio.organisation.time_zone, unread)

    STAGES.now("Looking for what the last check left")
    found = judged(files, as_of, now, look, cache)
    return Checked(found, {path: content for path, content in files if path not in found.unread})
