"""Names that programs keep what they were given by, and replace it by: unlike anybody else's, and the same build after build."""

from __future__ import annotations

import hashlib
from typing import Final

from continuity.model.portfolio import Portfolio
from continuity.model.values import slug

__all__ = ["uid"]

_LONGEST: Final = 40


def uid(name: str, portfolio: Portfolio) -> str:
    """``name``, which tells a thing from all others of these plans, in the domain of the organisation: the UID of a calendar's entry (RFC 5545,
    3.8.4.7) or of a contact card.

    The domain is the organisation's name in plain letters, with eight hexadecimal digits of it as it is written, so that names without Latin letters
    and names that differ in their accents are told apart. It is the same until the organisation is renamed.
    """
    organisation = portfolio.organisation.name
    told = hashlib.sha256(organisation.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    label = slug(organisation)[:_LONGEST].strip("-")
    return f"{name}@{f'{label}-' if label else ''}{told}.continuity"
