"""``continuity review``: someone looked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from continuity.adapters.cli.signing import Signing, sign, signing_options

if TYPE_CHECKING:
    from continuity.changes.attest import Wish

METHODS = ("desk", "walkthrough", "exercise", "live-event")
OUTCOMES = ("approved", "approved-with-actions", "rejected")


@click.command(short_help="Record that somebody looked at a plan.")
@click.argument("subjects", nargs=-1, required=True, metavar="KIND/ID...")
@click.option("--method", required=True, type=click.Choice(METHODS), help="How it was looked at.")
@click.option("--outcome", required=True, type=click.Choice(OUTCOMES), help="What came of it.")
@click.option("--action", "actions", multiple=True, metavar="ACTION", help="An action it asks for. May be given several times.")
@signing_options("looked")
def review(subjects: tuple[str, ...], method: str, outcome: str, actions: tuple[str, ...], **options: Any) -> None:
    """Record that somebody looked at each KIND/ID, such as service/dispensing.

    Writes a file for each below reviews/, with fingerprints of what is written today, and never changes one that is there. Prints what
    changed since the last review, and what becomes of the subject. Exit code 1: refused, because it would not count; nothing is written.
    """

    def wishes(day: dt.date) -> list[Wish]:
        from continuity.changes.attest import Wish

        return [
            Wish("review", subject, signing.by, day, signing.role, method, outcome, signing.notes, signing.scopes, actions)
            for subject in dict.fromkeys(subjects)
        ]

    signing = Signing(**options)
    sign(signing, wishes)
