"""Which page offers which file for other programs. The files are made in ``export/files.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from continuity.model.portfolio import Portfolio

__all__ = ["Offer", "offers_of"]

_CALENDARS: Final = {
    "programme": "Calendar of everything that falls due",
    "reviews": "Calendar of reviews and contact checks",
    "exercises": "Calendar of exercises",
    "actions": "Calendar of actions",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A file a page offers. ``text`` says what it is; ``code`` is the picture of a QR code that holds it, empty where there is none."""

    path: str
    text: str
    code: str = ""


def offers_of(portfolio: Portfolio) -> Mapping[str, tuple[Offer, ...]]:
    """By page, the files it offers."""
    found = {f"{folder}/index.html": (Offer(f"{folder}/calendar.ics", text),) for folder, text in _CALENDARS.items()}
    for folder, ids in (("people", portfolio.people), ("roles", portfolio.roles), ("teams", portfolio.teams)):
        for id in ids:
            base = f"{folder}/{id}"
            contact = Offer(f"{base}.vcf", "Contact card for a phone", f"{base}-card.svg" if folder == "roles" else "")
            calendar = (Offer(f"{base}.ics", "Calendar of this team"),) if folder == "teams" else ()
            found[f"{base}.html"] = (contact, *calendar)
    return found
