"""``continuity approve``: someone with authority put this version in force."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from continuity.adapters.cli.signing import Signing, sign, signing_options

if TYPE_CHECKING:
    from continuity.changes.attest import Wish


@click.command(short_help="Record that somebody with authority put a plan in force.")
@click.argument("subjects", nargs=-1, required=True, metavar="KIND/ID...")
@click.option("--outcome", type=click.Choice(("approved", "rejected")), default="approved", show_default=True, help="What was decided.")
@click.option("--version", metavar="TEXT", help="The version put in force, as the organisation counts them.")
@signing_options("approved")
def approve(subjects: tuple[str, ...], outcome: str, version: str | None, **options: Any) -> None:
    """Record that somebody with authority put each KIND/ID in force as it is written today.

    Writes a file for each below approvals/, and never changes one that is there. Exit code 1: refused, because the person may not approve it;
    nothing is written.
    """

    def wishes(day: dt.date) -> list[Wish]:
        from continuity.changes.attest import Wish

        return [
            Wish(
                "approval",
                subject,
                signing.by,
                day,
                signing.role,
                outcome=outcome,
                notes=signing.notes,
                scopes=signing.scopes,
                version=version,
            )
            for subject in dict.fromkeys(subjects)
        ]

    signing = Signing(**options)
    sign(signing, wishes)
