"""``continuity diff``: what a change of the plans means."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path

import click

from continuity.adapters.cli.plans import iso_date, tell_who_waits
from continuity.adapters.cli.problems import CannotRunError
from continuity.adapters.stages import STAGES

FORMATS = ("text", "json", "markdown", "github")
FAIL_ON = ("weakens", "attention", "never", "none")


@click.command(short_help="Say what changed between two versions of the plans.")
@click.argument("base")
@click.argument("head", required=False)
@click.option("--plans", default="plans", show_default=True, type=click.Path(path_type=Path), help="The folder of the plans.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How changes are written.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="never",
    show_default=True,
    help="The mildest change that makes the exit code 1; none is the same as never.",
)
@click.option("--exactly", is_flag=True, help="Compare with BASE itself, not with where HEAD's history left it.")
@click.option(
    "--as-of", callback=iso_date, metavar="DATE", help="Judge both as on this day. Left out: the day of SOURCE_DATE_EPOCH, else today."
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to a file instead of the terminal.")
def diff(
    base: str, head: str | None, plans: Path, form: str, fail_on: str, exactly: bool, as_of: dt.date | None, output: Path | None
) -> None:
    """Say what changed in the plans from BASE to HEAD, and what that does elsewhere.

    BASE and HEAD are revisions of git, or folders; HEAD left out is the working tree. BASE is read where the history of HEAD left it.

    Exit code 0: no change at or above --fail-on. 1: changes at or above it. 2: could not run.
    """
    from continuity.adapters.build import build_time, judged_on
    from continuity.adapters.hands import pays
    from continuity.adapters.reading import load_plans
    from continuity.adapters.sides import CannotCompareError, read_sides
    from continuity.garbage import no_garbage_collection

    try:
        one, other = read_sides(base, head, plans, os.environ, from_merge_base=not exactly)
        now = build_time(os.environ)
    except (CannotCompareError, ValueError) as error:
        raise CannotRunError(str(error)) from error
    tell_who_waits(len(other.files))
    with no_garbage_collection():
        STAGES.now("Reading both versions")
        after = load_plans(other.files, alone=not pays(len(other.files)), meanwhile=_open_rooms)
        from continuity.adapters.cli.formats.diff_report import DiffReport, write_diff
        from continuity.changes.compare import compare
        from continuity.changes.families import ChangeSeverity
        from continuity.checks import RULES
        from continuity.load import load

        before = load(one.files, after)
        STAGES.now("Comparing them")
        day = judged_on(as_of, now, after.portfolio.organisation.time_zone)
        found = compare(before, after, day, {name: rule.severity.value for name, rule in RULES.items()})
    report = DiffReport(found, one, other, day, plans.as_posix())
    text = write_diff(report, form, colour=output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
    STAGES.rest()
    if output is None:
        click.echo(text, nl=False, color=True)
    else:
        try:
            output.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CannotRunError(f"'{output}' cannot be written: {error.strerror}") from error
    limit = None if fail_on in ("never", "none") else ChangeSeverity(fail_on)
    sys.exit(1 if limit is not None and any(change.rule.severity.rank <= limit.rank for change in found.changes) else 0)


def _open_rooms() -> None:
    """Opens what a comparison will go through, which takes a quarter of a second, while another process reads."""
    import continuity.adapters.cli.formats.diff_report
    import continuity.changes.compare  # noqa: F401 - this is what is wanted
