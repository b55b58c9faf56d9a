"""What is judged on the whole portfolio, before an audience's view of it is cut out: fingerprints must be the same for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from operator import is_not

from continuity.analysis.contact_status import ContactStatus
from continuity.analysis.everything import Analysis
from continuity.analysis.exercise_status import ExerciseStatus
from continuity.analysis.planned_days import planned_days
from continuity.analysis.reviewed import Backing, Looked, ReviewStatus, Sign, StampSign
from continuity.analysis.signs import rubber_stamps
from continuity.analysis.tier_coverage import ServiceCoverage, TierCoverage, coverage_by_tier
from continuity.model.base import Ref
from continuity.model.portfolio import Portfolio

__all__ = ["Judged", "judge", "judge_portfolio", "with_history"]


@dataclass(frozen=True)
class Judged:
    """Reviews, contact checks and exercises of all subjects, each worst first, with the signs of rubber-stamping."""

    reviews: tuple[ReviewStatus, ...]
    contacts: tuple[ContactStatus, ...]
    exercises: tuple[ExerciseStatus, ...]
    stamps: tuple[StampSign, ...]
    coverage: Mapping[Ref, ServiceCoverage]
    known_tiers: tuple[str, ...]
    """Ids of the organisation's tiers, in its order."""

    @cached_property
    def tiers(self) -> tuple[TierCoverage, ...]:
        """Coverage by tier."""
        return coverage_by_tier(self.known_tiers, self.coverage.values())

    @cached_property
    def review_of(self) -> dict[Ref, ReviewStatus]:
        return {status.subject: status for status in self.reviews}

    @cached_property
    def planned(self) -> Mapping[Ref, date]:
        """Days to look, where many reviews of one owner fall due together."""
        return planned_days(self.reviews)

    @cached_property
    def contact_of(self) -> dict[Ref, ContactStatus]:
        return {status.subject: status for status in self.contacts}

    @cached_property
    def exercise_of(self) -> dict[Ref, ExerciseStatus]:
        return {status.service: status for status in self.exercises}


def judge_portfolio(portfolio: Portfolio, as_of: date) -> Judged:
    """All clocks and the coverage of a portfolio on a day. ``portfolio`` is the whole one, not an audience's."""
    return judge(Analysis(portfolio, as_of))


def with_history(judged: Judged, signs: Mapping[Ref, tuple[Sign, ...]], backing: Mapping[Ref, Backing]) -> Judged:
    """The same with what only the history of the plans knows, by review: signs of rubber-stamping, and what stands behind a name. It changes no
    state.
    """
    if not signs and not backing:
        return judged

    def told(look: Looked) -> Looked:
        more, behind = signs.get(look.review, ()), backing.get(look.review)
        return replace(look, signs=(*look.signs, *more), backing=behind) if more or behind else look

    def with_looks(status: ReviewStatus) -> ReviewStatus:
        looks = tuple(map(told, status.reviews))
        return replace(status, reviews=looks) if any(map(is_not, looks, status.reviews)) else status

    reviews = tuple(map(with_looks, judged.reviews))
    return replace(judged, reviews=reviews)


def judge(study: Analysis) -> Judged:
    """The same from a study that is at hand."""
    return Judged(
        study.reviews,
        study.contacts,
        study.exercises,
        rubber_stamps(study.portfolio, study.as_of),
        study.coverage,
        tuple(tier.id for tier in study.portfolio.organisation.tiers),
    )
