"""``continuity status``: what is due, overdue or no longer as it was reviewed, by who answers for it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.adapters.cli.plans import iso_date, open_plans
from continuity.adapters.cli.problems import CannotRunError, known_word
from continuity.adapters.cli.signing import history_of

if TYPE_CHECKING:
    from continuity.export.duties import Duty
    from continuity.model.base import Ref
    from continuity.model.portfolio import Portfolio

ACTS = ("review", "contact-check", "exercise", "restore-test")


@click.command(short_help="Print what is due, overdue or changed, by who answers for it.")
@click.argument("plans", default="plans", type=click.Path(path_type=Path))
@click.option("--owner", metavar="WHO", help="Only what this person, team or role owns, as anna-berg or team/pharmacy-it.")
@click.option("--team", metavar="TEAM", help="Only what this team answers for, through its people too.")
@click.option("--reviewer", metavar="PERSON", help="Only reviews this person can be asked for.")
@click.option("--act", "acts", multiple=True, type=click.Choice(ACTS), help="Only this. May be given several times.")
@click.option("--due", type=click.IntRange(0), metavar="DAYS", help="Only what is to be done within so many days, or is late already.")
@click.option("--signatures", is_flag=True, help="Ask git for the signatures of commits that brought reviews.")
@click.option("--all", "everything", is_flag=True, help="Also what is current and as it was reviewed.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "ics", "markdown")),
    default="text",
    show_default=True,
    help="How it is written.",
)
@click.option(
    "--as-of", callback=iso_date, metavar="DATE", help="Judge as on this day. Left out: the day of SOURCE_DATE_EPOCH, else today."
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to a file instead of the terminal.")
def status(
    plans: Path, owner: str | None, team: str | None, reviewer: str | None, acts: tuple[str, ...], due: int | None, signatures: bool, everything: bool,
    form: str, as_of: dt.date | None, output: Path | None,
) -> None:  # fmt: skip
    """Print what is due, overdue, changed, or leans on something that changed, in the plans in the folder PLANS (default: plans).

    By the team that answers for it, worst first. Exit code 0, whatever is due.
    """
    from continuity.analysis.judged import judge_portfolio
    from continuity.changes.git import GitError
    from continuity.changes.looked import backing, read_signers, signs_in_history
    from continuity.export.duties import days_from, duties
    from continuity.garbage import no_garbage_collection

    if output is not None and output.resolve().is_relative_to(plans.resolve()):
        raise CannotRunError(f"'{output}' lies in the plans, where every file is a plan. Name another file.")
    with no_garbage_collection():
        loaded, day = open_plans(plans, as_of, "continuity status PLANS")
        portfolio = loaded.portfolio
        past = history_of(plans)
        signs = signs_in_history(past[1], loaded) if past else {}
        try:
            signers = read_signers(past[0], past[1], loaded) if past and signatures else {}
        except GitError as error:
            raise CannotRunError(str(error)) from error
        behind = backing(past[1], loaded, signers) if past else {}
        wanted = _wanted(portfolio, owner, team, reviewer)
        found = tuple(
            duty
            for duty in duties(portfolio, judge_portfolio(portfolio, day), signs, behind)
            if all(keeps(duty) for keeps in wanted)
            and (not acts or duty.act.value in acts)
            and (duty.within(days_from(day, due)) if due is not None else everything or duty.open)
        )
        written = _written(found, form, day, portfolio)
    if output is None:
        click.echo(written, nl=False)
        return
    try:
        output.write_text(written, encoding="utf-8", newline="")
    except OSError as error:
        raise CannotRunError(f"'{output}' cannot be written: {error.strerror}") from error


class _Keeps:
    """Whether a duty is somebody's."""

    def __init__(self, owner: Ref | None = None, team: Ref | None = None, reviewer: Ref | None = None) -> None:
        self.owner, self.team, self.reviewer = owner, team, reviewer

    def __call__(self, duty: Duty) -> bool:
        if self.owner is not None and self.owner not in (duty.owner, *duty.people):
            return False
        if self.team is not None and self.team not in duty.teams:
            return False
        return self.reviewer is None or self.reviewer in duty.ask


def _wanted(portfolio: Portfolio, owner: str | None, team: str | None, reviewer: str | None) -> list[_Keeps]:
    wanted = []
    if owner is not None:
        wanted.append(_Keeps(owner=_entry(portfolio, owner, ("team", "person", "role"), "owner")))
    if team is not None:
        wanted.append(_Keeps(team=_entry(portfolio, team, ("team",), "team")))
    if reviewer is not None:
        wanted.append(_Keeps(reviewer=_entry(portfolio, reviewer, ("person",), "person")))
    return wanted


def _entry(portfolio: Portfolio, written: str, kinds: tuple[str, ...], what: str) -> Ref:
    """The directory entry of an id, of KIND/ID or of a name. Raises BadParameter with the nearest one otherwise."""
    from continuity.model.base import Ref

    kind, slash, name = written.strip().partition("/")
    if not slash:
        name, kind = kind, ""
    for one in (kind,) if kind in kinds else kinds:
        if (record := portfolio.get(Ref(one, name))) is not None:
            return record.ref
    named = [record.ref for one in kinds for record in portfolio.of(one).values() if record.label.casefold() == written.strip().casefold()]
    if len(named) == 1:
        return named[0]
    return Ref(kinds[0], known_word(written, [name for one in kinds for name in portfolio.of(one)], what))


def _written(found: tuple[Duty, ...], form: str, day: dt.date, portfolio: Portfolio) -> str:
    from continuity.adapters.cli.formats import duties as people
    from continuity.export.duties import as_json
    from continuity.export.duty_calendar import as_calendar

    def name(ref: Ref) -> str:
        record = portfolio.get(ref)
        return record.label if record else ref.id

    if form == "json":
        return as_json(found, day)
    if form == "ics":
        if dayless := sum(duty.due is None for duty in found):
            click.echo(f"{dayless:,} without a day are not in the calendar: never done, or nobody knows when", err=True)
        return as_calendar(found, portfolio, day, f"Continuity: {portfolio.organisation.name}")
    return people.markdown(found, day, name) if form == "markdown" else people.text(found, day, name)
