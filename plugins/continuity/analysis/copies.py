"""How long a copy that is carried away can be trusted."""

from __future__ import annotations

from datetime import date, timedelta

COPY_DAYS = 90
"""Longer than the cadence at which numbers of people who are called first are tried anew; shorter than most people keep a job."""


def copy_expires(as_of: date) -> date:
    """The last day on which a copy made from plans as of ``as_of`` should be used; from the day after, it should be thrown away."""
    return as_of + timedelta(days=COPY_DAYS)
