"""``continuity check``: everything that is wrong with the plans."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.adapters.cli.plans import check_plans, iso_date
from continuity.adapters.cli.problems import CannotRunError, known_word
from continuity.adapters.stages import STAGES

if TYPE_CHECKING:
    from continuity.findings import Finding

FORMATS = ("text", "concise", "json", "github", "gitlab", "sarif", "junit", "markdown")
FAIL_ON = ("error", "warning", "note", "never")


def _rule_ids(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        return ()
    from continuity.checks import RULES

    return tuple(known_word(name, RULES, "rule") for name in value)


@click.command(short_help="Print everything that is wrong with the plans.")
@click.argument("plans", default="plans", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--files-from",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Only findings in the files named in FILE, a line or a NUL each; - is standard input.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How findings are written.")
@click.option(
    "--fail-on", type=click.Choice(FAIL_ON), default="error", show_default=True, help="The mildest finding that makes the exit code 1."
)
@click.option("--select", multiple=True, metavar="RULE", callback=_rule_ids, help="Only findings of this rule. May be given several times.")
@click.option("--ignore", multiple=True, metavar="RULE", callback=_rule_ids, help="No findings of this rule. May be given several times.")
@click.option(
    "--as-of", callback=iso_date, metavar="DATE", help="Judge as on this day. Left out: the day of SOURCE_DATE_EPOCH, else today."
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to a file instead of the terminal.")
@click.option("--no-cache", is_flag=True, help="Look at everything anew, and leave nothing in .cache/continuity-check for the next check.")
def check(
    plans: Path,
    files: tuple[Path, ...],
    files_from: Path | None,
    form: str,
    fail_on: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    as_of: dt.date | None,
    output: Path | None,
    no_cache: bool,
) -> None:
    """Print everything that is wrong with the plans in the folder PLANS (default: plans), or only what is wrong in FILES of it.

    The whole folder is read either way, since plans refer to each other; with FILES, what is wrong elsewhere is counted on standard error.
    Exit code 0: nothing at or above --fail-on. 1: findings at or above it. 2: could not run. Never writes into the plans.
    """
    from continuity.adapters.cli.formats import Report, write
    from continuity.adapters.cli.formats.report import visible
    from continuity.findings import Severity

    if output is not None and output.resolve().is_relative_to(plans.resolve()):
        raise CannotRunError(f"'{output}' lies in the plans, and checking never writes there. Name another file.")
    checked = check_plans(plans, as_of, None if no_cache else _cache(plans))
    STAGES.rest()
    findings = tuple(f for f in checked.judged.findings if (not select or f.rule.id in select) and f.rule.id not in ignore)
    if files or files_from is not None:
        for file in files:
            if not _below(plans, [file]) & checked.texts.keys():
                click.echo(f"'{visible(file.as_posix())}' is no file of these plans, so nothing in it was looked at", err=True)
        findings = _only_in(_below(plans, [*files, *_listed(files_from)]), findings)
    threshold = None if fail_on == "never" else Severity(fail_on)
    STAGES.now("Writing the findings")
    report = Report(findings, checked.judged.as_of, plans.as_posix(), checked.line, threshold, len(checked.texts))
    text = write(report, form, colour=output is None and _colour())
    STAGES.rest()
    if output is None:
        click.echo(text, nl=False, color=True)
    else:
        try:
            output.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CannotRunError(f"'{output}' cannot be written: {error.strerror}") from error
    sys.exit(1 if report.failing else 0)


def _cache(plans: Path) -> Path | None:
    """Where checks leave what they found: below the folder the command was started in, unless that lies in the plans."""
    here = Path.cwd()
    return None if here.is_relative_to(plans.resolve()) else here / ".cache" / "continuity-check"


def _listed(source: Path | None) -> list[Path]:
    """The names in a file, as ``git diff --name-only`` prints them: a line each, or with -z a NUL each."""
    if source is None:
        return []
    try:
        data = sys.stdin.buffer.read() if source == Path("-") else source.read_bytes()
    except OSError as error:
        raise CannotRunError(f"'{source}' cannot be read: {error.strerror}") from error
    names = data.split(b"\0") if b"\0" in data else data.splitlines()
    return [Path(os.fsdecode(name)) for name in names if name.strip()]


def _below(plans: Path, files: list[Path]) -> set[str]:
    """The files as findings name them, whether they were named through a link or not; those outside the plans are none of ours."""
    pairs = [(file.absolute(), plans.absolute()) for file in files] + [(file.resolve(), plans.resolve()) for file in files]
    return {file.relative_to(top).as_posix() for file, top in pairs if file.is_relative_to(top)}


def _only_in(wanted: set[str], findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    from continuity.adapters.cli.formats.report import count

    elsewhere = [finding for finding in findings if finding.position.path not in wanted]
    if elsewhere:
        click.echo(f"in other files: {count(elsewhere)}", err=True)
    return tuple(finding for finding in findings if finding.position.path in wanted)


def _colour() -> bool:
    """Colour only where a person looks, and not where they said no (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
