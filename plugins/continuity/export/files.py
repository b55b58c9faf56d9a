"""The files a site publishes beside its pages: contact cards and calendars. Pages name them in ``pages/offers.py``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from continuity.analysis.judged import Judged
from continuity.export.feeds import feeds
from continuity.export.vcard import card, code
from continuity.model.portfolio import Portfolio

__all__ = ["files_of"]


def files_of(portfolio: Portfolio, judged: Judged, as_of: date) -> Iterator[tuple[str, bytes]]:
    """(path below the site's root, content) of each. ``portfolio`` is already filtered for its audience; ``judged`` may know more."""
    for path, text in feeds(portfolio, judged, as_of).items():
        yield path, text.encode()
    for person in portfolio.people.values():
        yield f"people/{person.id}.vcf", card(portfolio, person, as_of)
    for role in portfolio.roles.values():
        yield f"roles/{role.id}.vcf", card(portfolio, role, as_of)
        yield f"roles/{role.id}-card.svg", code(portfolio, role, as_of)
    for team in portfolio.teams.values():
        yield f"teams/{team.id}.vcf", card(portfolio, team, as_of)
