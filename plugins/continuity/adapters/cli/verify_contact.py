"""``continuity verify-contact``: the numbers were tried."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from continuity.adapters.cli.signing import Signing, sign, signing_options

if TYPE_CHECKING:
    from continuity.changes.attest import Wish

OUTCOMES = ("approved", "approved-with-actions", "rejected")


@click.command("verify-contact", short_help="Record which contact points were tried, and whether they worked.")
@click.argument("subjects", nargs=-1, required=True, metavar="KIND/ID...")
@click.option("--worked", multiple=True, metavar="CONTACT", help="A way or address that worked, as mobile. May be given several times.")
@click.option("--failed", multiple=True, metavar="CONTACT", help="One that did not work; a note may follow: mobile=switched off.")
@click.option("--outcome", type=click.Choice(OUTCOMES), help="Left out: rejected when nothing worked, else approved.")
@signing_options("tried them")
def verify_contact(
    subjects: tuple[str, ...], worked: tuple[str, ...], failed: tuple[str, ...], outcome: str | None, **options: Any
) -> None:
    """Record which contact points of each KIND/ID, such as person/anna-berg or team/pharmacy-it, were tried.

    Writes a file for each below contact-checks/, and never changes one that is there. A number that failed is due at once. Exit code 1:
    refused; nothing is written.
    """

    def wishes(day: dt.date) -> list[Wish]:
        from continuity.changes.attest import Tried, Wish

        tried = [Tried(name, True, note) for name, _, note in (text.partition("=") for text in worked)]
        tried += [Tried(name, False, note) for name, _, note in (text.partition("=") for text in failed)]
        return [
            Wish(
                "contact-check", subject, signing.by, day, signing.role, outcome=outcome, notes=signing.notes, scopes=signing.scopes,
                tried=tuple(tried),
            )
            for subject in dict.fromkeys(subjects)
        ]  # fmt: skip

    signing = Signing(**options)
    sign(signing, wishes)
