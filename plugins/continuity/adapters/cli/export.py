"""``continuity export``: the tables of a programme, for spreadsheets and other programs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.adapters.cli.plans import iso_date, open_plans
from continuity.adapters.cli.problems import CannotRunError, known_word
from continuity.adapters.stages import STAGES

if TYPE_CHECKING:
    from continuity.views.context import Context

ALL = "all"


@click.command(short_help="Write a table of the programme as CSV or JSON.")
@click.argument("what", required=False)
@click.argument("plans", default="plans", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(("csv", "json")), default="csv", show_default=True, help="How it is written.")
@click.option(
    "--audience",
    type=click.Choice(("public", "internal", "restricted")),
    default="internal",
    show_default=True,
    help="Who it is for: what they may not see is not in it.",
)
@click.option(
    "--as-of", callback=iso_date, metavar="DATE", help="Judge as on this day. Left out: the day of SOURCE_DATE_EPOCH, else today."
)
@click.option("--bom", is_flag=True, help="Begin a CSV file with the mark by which Excel knows that it is UTF-8.")
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="PATH", help="Write to a file; for all, to a folder, a file for each table."
)
def export(what: str | None, plans: Path, form: str, audience: str, as_of: dt.date | None, bom: bool, output: Path | None) -> None:
    """Write the table WHAT of the plans in the folder PLANS (default: plans). Without WHAT, list the tables; all writes each of them."""
    from continuity.export.programme import TABLES

    if what is None:
        width = max(map(len, TABLES))
        click.echo("\n".join(f"{name:<{width}}  {title}" for name, (title, _, _) in TABLES.items()))
        return
    known_word(what, (*TABLES, ALL), "table")
    if what == ALL and output is None:
        raise click.UsageError("all needs --output, the folder to write to.")
    if output is not None and output.resolve().is_relative_to(plans.resolve()):
        raise CannotRunError(f"'{output}' lies in the plans, where every file is a plan. Name another place.")
    mark = "\ufeff" if bom and form == "csv" else ""
    context = _context(plans, as_of, audience)
    STAGES.rest()
    written = {name: mark + _written(name, context, form, audience) for name in (TABLES if what == ALL else (what,))}
    if output is None:
        click.echo(written[what], nl=False)
        return
    try:
        if what == ALL:
            output.mkdir(parents=True, exist_ok=True)
        for name, text in written.items():
            path = output / f"{name}.{form}" if what == ALL else output
            path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise CannotRunError(f"'{output}' cannot be written: {error.strerror}") from error


def _context(plans: Path, as_of: dt.date | None, audience: str) -> Context:
    """The plans as ``audience`` sees them; clocks are judged before anything is taken out, as they are for pages."""
    from continuity.analysis.everything import Analysis
    from continuity.analysis.judged import judge
    from continuity.audience import for_audience
    from continuity.garbage import no_garbage_collection
    from continuity.model.values import Visibility
    from continuity.views.context import Context

    with no_garbage_collection():
        loaded, day = open_plans(plans, as_of, "continuity export WHAT PLANS")
        STAGES.now("Judging the plans")
        whole = Analysis(loaded.portfolio, day)
        judged = judge(whole)
        return Context(for_audience(loaded.portfolio, Visibility(audience)), loaded.sources, day, judged, None, whole)


def _written(name: str, context: Context, form: str, audience: str) -> str:
    from continuity.export.programme import table
    from continuity.export.tables import as_csv, as_json

    found = table(name, context)
    return as_json(found, context.as_of, audience) if form == "json" else as_csv(found)
