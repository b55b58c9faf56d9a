"""``continuity pdf``: packs for paper, as PDF files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.adapters.cli.plans import iso_date, plan_files
from continuity.adapters.cli.problems import CannotRunError, known_word
from continuity.adapters.stages import STAGES

if TYPE_CHECKING:
    from continuity.adapters.build import Built
    from continuity.pages import pocket


@click.command(short_help="Write packs for paper as PDF files: for a role, a service, or with everything.")
@click.argument("subjects", nargs=-1, metavar="[KIND/ID]...")
@click.option(
    "--plans", default="plans", show_default=True, type=click.Path(path_type=Path), metavar="DIR", help="The folder of the plans."
)
@click.option(
    "--audience",
    type=click.Choice(("public", "internal", "restricted")),
    default="internal",
    show_default=True,
    help="Who they are for: what they may not see is not in them.",
)
@click.option(
    "--as-of", callback=iso_date, metavar="DATE", help="Judge as on this day. Left out: the day of SOURCE_DATE_EPOCH, else today."
)
@click.option("--address", default="", metavar="URL", help="Where readers find the site: printed, and as a code to scan.")
@click.option(
    "--output",
    default="packs",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The folder to write to.",
)
def pdf(subjects: tuple[str, ...], plans: Path, audience: str, as_of: dt.date | None, address: str, output: Path) -> None:
    """Write a pack for each KIND/ID, such as role/recovery-lead or service/dispensing; everything is the pack for everybody.

    Without any, a pack for each role and everything. Needs the extra pdf: pip install 'mkdocs-continuity[pdf]'.
    """
    from continuity.adapters.pdf import NoEngineError, engine, write_pdf
    from continuity.pages import pocket

    try:
        engine()
    except NoEngineError as error:
        raise CannotRunError(str(error)) from error
    if output.resolve().is_relative_to(plans.resolve()):
        raise CannotRunError(f"'{output}' lies in the plans, where every file is a plan. Name another place.")
    built, copy = _built(plans, audience, as_of, address)
    assert built.site is not None  # noqa: S101 - a build that failed did not come here
    known = pocket.subjects(built.site.pages)
    chosen = subjects or (*(name for name in known if name.startswith("role/")), pocket.EVERYTHING)
    for name in chosen:
        known_word(name, known, "page about")
    paths = dict.fromkeys(known[name] for name in chosen)
    for pack in pocket.packs(built.site.pages, paths, copy, address):
        STAGES.now(f"Laying out {pack.title}")
        target = output / f"{pack.name}.pdf"
        try:
            sheets = write_pdf(pack.html, target)
        except OSError as error:
            raise CannotRunError(f"'{target}' cannot be written: {error.strerror}") from error
        without = f", without {pack.missing} pages for lack of room" if pack.missing else ""
        click.echo(f"{target.as_posix()}: {sheets} {'sheet' if sheets == 1 else 'sheets'}{without}")


def _built(plans: Path, audience: str, as_of: dt.date | None, address: str) -> tuple[Built, pocket.Copy]:
    """The pages, and what a copy of them says of itself."""
    from continuity.adapters.build import build_site
    from continuity.adapters.revision import revision_of
    from continuity.analysis.copies import copy_expires
    from continuity.findings import Severity
    from continuity.pages.inlines import moment
    from continuity.pages.pocket import Copy

    files, now = plan_files(plans, "continuity pdf --plans DIR")
    built = build_site(files, as_of=as_of, now=now, audience=audience, plans=plans, address=address, going_on=True)
    if built.failed or built.left is None:
        wrong = sum(finding.level is Severity.ERROR for finding in built.findings)
        raise CannotRunError(
            f"The plans have {wrong} {'error' if wrong == 1 else 'errors'}, so there is no pack. List them: continuity check {plans}"
        )
    name = built.left.loaded.portfolio.organisation.name
    return built, Copy(name, built.as_of, moment(now), copy_expires(built.as_of), audience, _short(revision_of(plans)))


def _short(revision: str) -> str:
    """As people read it: twelve digits, and whether files differed."""
    commit, plus, changes = revision.partition("+")
    return commit[:12] + plus + changes
