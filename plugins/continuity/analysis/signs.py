"""Signs of rubber-stamping: what reviews look like when nobody looked. They are shown and block nothing; each has innocent causes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Final

from continuity.analysis.reviewed import Sign, StampSign
from continuity.model.attestation import Review
from continuity.model.base import Ref
from continuity.model.portfolio import Portfolio

__all__ = ["ALIKE", "BULK", "rubber_stamps", "signs_of"]

#: This many subjects reviewed by one person on one day.
BULK: Final = 5
#: This many subjects about which one person noted the same words.
ALIKE: Final = 3


def rubber_stamps(portfolio: Portfolio, as_of: date) -> tuple[StampSign, ...]:
    """Days on which one person reviewed ``BULK`` subjects or more, newest first."""
    days: dict[tuple[date, Ref], list[Review]] = defaultdict(list)
    for review in portfolio.reviews.values():
        if review.reviewed <= as_of:
            days[review.reviewed, portfolio.resolve(review.by)].append(review)
    found = [
        StampSign(by, on, tuple(r.ref for r in reviews), sum(r.notes is None and r.method is None for r in reviews))
        for (on, by), reviews in days.items()
        if len({portfolio.resolve(r.subject) for r in reviews}) >= BULK
    ]
    return tuple(sorted(found, key=lambda sign: (-sign.on.toordinal(), sign.by)))


def signs_of(portfolio: Portfolio, as_of: date) -> Mapping[Ref, tuple[Sign, ...]]:
    """By review, what its own record shows; a review without a sign is left out."""
    bulk = {ref for stamp in rubber_stamps(portfolio, as_of) for ref in stamp.reviews}
    alike = _alike(portfolio, as_of)
    found: dict[Ref, tuple[Sign, ...]] = {}
    for review in portfolio.reviews.values():
        signs = [Sign.MANY_ON_ONE_DAY] if review.ref in bulk else []
        signs += [Sign.NO_NOTES] if review.notes is None else []
        signs += [Sign.SAME_NOTES] if review.ref in alike else []
        signs += [Sign.NO_METHOD] if review.method is None else []
        if signs:
            found[review.ref] = tuple(signs)
    return found


def _alike(portfolio: Portfolio, as_of: date) -> frozenset[Ref]:
    """Reviews whose notes the same person also wrote about others; case and blanks do not count."""
    said: dict[tuple[Ref, str], list[Review]] = defaultdict(list)
    for review in portfolio.reviews.values():
        if review.notes is not None and review.reviewed <= as_of:
            said[portfolio.resolve(review.by), " ".join(review.notes.text.casefold().split())].append(review)
    groups = (reviews for reviews in said.values() if len({portfolio.resolve(r.subject) for r in reviews}) >= ALIKE)
    return frozenset(review.ref for reviews in groups for review in reviews)
