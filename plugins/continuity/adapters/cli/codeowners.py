"""``continuity codeowners``: who is asked when a plan file changes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.adapters.cli.plans import open_plans
from continuity.adapters.cli.problems import CannotRunError, known_word

if TYPE_CHECKING:
    from continuity.model.base import Ref
    from continuity.model.portfolio import Portfolio


@click.command(short_help="Write CODEOWNERS from the owners in the plans.")
@click.argument("plans", default="plans", type=click.Path(path_type=Path))
@click.option("--teams", metavar="PATTERN", help="What a team is called in the forge, {id} being its id: '@northmoor/{id}'.")
@click.option("--people", metavar="PATTERN", help="The same for people. Left out: their e-mail address.")
@click.option("--handle", "handles", multiple=True, metavar="KIND/ID=NAME", help="What one of them is called. May be given several times.")
@click.option("--default", "defaults", multiple=True, metavar="NAME", help="Who owns what nobody else does. May be given several times.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to a file instead of the terminal.")
def codeowners(
    plans: Path, teams: str | None, people: str | None, handles: tuple[str, ...], defaults: tuple[str, ...], output: Path | None
) -> None:
    """Write CODEOWNERS for GitHub or GitLab from the owners in the plans in the folder PLANS (default: plans).

    A team or person the forge knows by no name is left out, and said; what they own falls to the default.
    """
    from continuity.export import codeowners as export

    loaded, _ = open_plans(plans, None, "continuity codeowners PLANS")
    named = _handles(loaded.portfolio, handles)
    patterns = {"team": _pattern(teams, "--teams"), "person": _pattern(people, "--people")}
    for name in defaults:
        _forge_name(name, "--default")

    def handle(ref: Ref) -> str | None:
        pattern = patterns.get(ref.kind)
        return named.get(ref) or (pattern.replace("{id}", ref.id) if pattern else None)

    text, unnamed = export.codeowners(loaded, _below_the_top(plans), defaults, handle)
    if unnamed:
        shown = ", ".join(str(ref) for ref in unnamed[:5]) + (f" and {len(unnamed) - 5} more" if len(unnamed) > 5 else "")
        click.echo(f"The forge has no name for who owns {shown}: give --teams, --people or --handle.", err=True)
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise CannotRunError(f"'{output}' cannot be written: {error.strerror}") from error


def _below_the_top(plans: Path) -> str:
    """The plans folder as the repository sees it; as it was named where there is no repository."""
    from continuity.changes.git import GitError, open_repository

    try:
        return open_repository(plans).folder
    except GitError:
        return "" if plans == Path() else plans.as_posix().strip("/")


def _forge_name(name: str, option: str) -> str:
    if not re.fullmatch(r"@[\w.-]+(/[\w./-]+)*|[^\s#@]+@[^\s#@]+", name):
        raise click.BadParameter(f"'{name}' is neither @name, @group/team nor an e-mail address", param_hint=option)
    return name


def _pattern(written: str | None, option: str) -> str | None:
    if written is None:
        return None
    if "{id}" not in written:
        raise click.BadParameter(f"'{written}' does not say where the id goes: {{id}}", param_hint=option)
    _forge_name(written.replace("{id}", "id"), option)
    return written


def _handles(portfolio: Portfolio, written: tuple[str, ...]) -> dict[Ref, str]:
    from continuity.model.base import Ref

    found: dict[Ref, str] = {}
    for text in written:
        who, equals, name = text.partition("=")
        kind, slash, entry = who.partition("/")
        if not (equals and slash and kind in ("team", "person", "role")):
            raise click.BadParameter(f"'{text}' is not KIND/ID=NAME, as team/pharmacy-it=@northmoor/pharmacy", param_hint="--handle")
        known_word(entry, [*portfolio.of(kind), *(alias.id for alias in portfolio.alias_ids if alias.kind == kind)], kind)
        found[portfolio.resolve(Ref(kind, entry))] = _forge_name(name, "--handle")
    return found
