"""Risk: matrices, appetite, what the controls really lower, and what is asserted beside what the BIA says (ISO 22301 8.2.3, ISO 31000).

A score is likelihood step x impact level, both counted from 1 on the organisation's scales, least first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import msgspec

from continuity.analysis.blast import Blasts
from continuity.analysis.figures import Missing
from continuity.analysis.study import Study
from continuity.model.base import Ref
from continuity.model.process import Process
from continuity.model.scenario import Rating, Risk, Scenario, Treatment
from continuity.model.values import Duration

__all__ = [
    "AcceptanceState",
    "BiaImpact",
    "Matrix",
    "RatedRisk",
    "ScenarioImpact",
    "Score",
    "matrix",
    "rated_risks",
    "scenario_impacts",
    "unassessed",
]  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Score:
    """``value`` = likelihood step x impact level (both from 1); ids as on the organisation's scales."""

    value: int
    likelihood: str
    impact: str


class AcceptanceState(StrEnum):
    """ENDED: the day after ``until``."""

    NONE = "none"
    IN_FORCE = "in-force"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class RatedRisk:
    """One risk as it stands.

    ``residual``: as asserted. ``standing``: what may be counted with: the residual only where a control that was tested on or before the
    date, and not
    found ineffective, stands behind it; otherwise the inherent score (``untested``: the controls that do not count). ``above_appetite``:
    None when
    it cannot be told. ``never``: above what anybody may accept. ``treated``: a treatment is chosen that today says something (mitigate
    with a control
    or a plan, accept with an acceptance in force, transfer, avoid). ``missing``: ratings left out, or not on the scales.
    """

    risk: Ref
    scenario: Ref | None
    inherent: Score | None
    residual: Score | None
    standing: Score | None
    untested: tuple[Ref, ...]
    above_appetite: bool | None
    never: bool
    treatment: Treatment | None
    treated: bool
    acceptance: AcceptanceState
    missing: Missing


def rated_risks(study: Study) -> tuple[RatedRisk, ...]:
    """Every risk, worst standing score first, unrated ones before all."""
    found = [_rated(study, risk) for risk in study.portfolio.risks.values()]
    return tuple(sorted(found, key=lambda item: (item.standing is not None, -(item.standing.value if item.standing else 0), item.risk)))


def _rated(study: Study, risk: Risk) -> RatedRisk:
    inherent, lacks = _score(study, risk, "inherent", risk.inherent)
    residual, lacks_too = _score(study, risk, "residual", risk.residual)
    controls = [study.portfolio.resolve(ref) for ref in risk.controls]
    untested = tuple(ref for ref in controls if not _counts(study, ref))
    # Without a control that works, or a treatment that takes the risk away from here, it stands where it began.
    lowered = len(untested) < len(controls) or risk.treatment in (Treatment.TRANSFER, Treatment.AVOID)
    standing = residual if lowered and residual else max((score for score in (inherent, residual) if score), default=None)
    appetite = study.portfolio.organisation.risk_appetite
    acceptance = AcceptanceState.NONE
    if risk.acceptance:
        acceptance = AcceptanceState.IN_FORCE if study.as_of <= risk.acceptance.until else AcceptanceState.ENDED
    return RatedRisk(
        risk=risk.ref,
        scenario=study.portfolio.resolve(risk.scenario) if risk.scenario else None,
        inherent=inherent,
        residual=residual,
        standing=standing,
        untested=untested,
        above_appetite=None if appetite is None or standing is None else standing.value > appetite.accept_up_to,
        never=appetite is not None and appetite.never_above is not None and standing is not None and standing.value > appetite.never_above,
        treatment=risk.treatment,
        treated=_treated(risk, acceptance),
        acceptance=acceptance,
        missing=(*lacks, *lacks_too),
    )


def _score(study: Study, risk: Risk, field: str, rating: Rating | None) -> tuple[Score | None, Missing]:
    if rating is None:
        return None, ((risk.ref, field),)
    likelihoods = [step.id for step in study.portfolio.organisation.likelihoods]
    levels = [level.id for level in study.portfolio.organisation.impact_levels]
    if rating.likelihood not in likelihoods:
        return None, ((risk.ref, f"{field}.likelihood"),)
    if rating.impact not in levels:
        return None, ((risk.ref, f"{field}.impact"),)
    return Score((likelihoods.index(rating.likelihood) + 1) * (levels.index(rating.impact) + 1), rating.likelihood, rating.impact), ()


def _counts(study: Study, ref: Ref) -> bool:
    control = study.portfolio.controls.get(ref.id)
    return control is not None and isinstance(control.tested, date) and control.tested <= study.as_of and control.effective is not False


def _treated(risk: Risk, acceptance: AcceptanceState) -> bool:
    if risk.treatment is Treatment.MITIGATE:
        return bool(risk.controls) or risk.plan is not None
    if risk.treatment is Treatment.ACCEPT:
        return acceptance is AcceptanceState.IN_FORCE
    return risk.treatment is not None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Risks by (likelihood id, impact id).

    ``likelihoods`` and ``impacts`` are the whole scales, least first; ``unrated`` stand in no cell.
    """

    likelihoods: tuple[str, ...]
    impacts: tuple[str, ...]
    cells: Mapping[tuple[str, str], tuple[Ref, ...]]
    unrated: tuple[Ref, ...]


def matrix(study: Study, risks: Iterable[RatedRisk], *, inherent: bool) -> Matrix:
    """The inherent matrix, or that of standing scores."""
    cells: dict[tuple[str, str], list[Ref]] = {}
    unrated = []
    for item in risks:
        score = item.inherent if inherent else item.standing
        if score is None:
            unrated.append(item.risk)
        else:
            cells.setdefault((score.likelihood, score.impact), []).append(item.risk)
    organisation = study.portfolio.organisation
    return Matrix(
        tuple(step.id for step in organisation.likelihoods),
        tuple(level.id for level in organisation.impact_levels),
        {key: tuple(sorted(refs)) for key, refs in sorted(cells.items())},
        tuple(sorted(unrated)),
    )


class BiaImpact(msgspec.Struct, frozen=True):
    """The worst impact the BIA of one process gives at an outage of that length: level id, category, and the start of the band."""

    process: Ref
    level: str
    category: str
    band: Duration


@dataclass(frozen=True, slots=True)
class ScenarioImpact:
    """What the BIA says of a scenario at its expected outage, beside what its risks assert.

    ``worst`` is over the processes whose services the scenario stops; None where none is assessed or the outage is not known (``missing``).
    ``understated``: risks whose inherent impact is lower than that.
    """

    scenario: Ref
    outage: Duration | None
    processes: tuple[BiaImpact, ...]
    worst: BiaImpact | None
    risks: tuple[Ref, ...]
    understated: tuple[Ref, ...]
    missing: Missing


def scenario_impacts(study: Study, blasts: Blasts | None = None) -> Mapping[Ref, ScenarioImpact]:
    """Every scenario, in order."""
    found, levels = blasts or Blasts(study), [level.id for level in study.portfolio.organisation.impact_levels]
    by_scenario: dict[Ref, list[Risk]] = {}
    for risk in study.portfolio.risks.values():
        if risk.scenario:
            by_scenario.setdefault(study.portfolio.resolve(risk.scenario), []).append(risk)
    return {
        scenario.ref: _impact(study, scenario, found, levels, by_scenario.get(scenario.ref, []))
        for scenario in study.portfolio.scenarios.values()
    }


def _impact(study: Study, scenario: Scenario, blasts: Blasts, levels: list[str], risks: list[Risk]) -> ScenarioImpact:
    names = tuple(risk.ref for risk in risks)
    outage = scenario.expected_outage
    if not isinstance(outage, Duration):
        return ScenarioImpact(scenario.ref, None, (), None, names, (), ((scenario.ref, "expected_outage"),))
    from_losses = blasts.of_scenario(scenario.id).stopped_services
    processes = {process.ref: process for ref in from_losses for process in study.processes_of.get(ref, ())}
    found = [impact for _, process in sorted(processes.items()) if (impact := _at(process, outage, levels))]
    worst = max(found, key=lambda item: levels.index(item.level), default=None)
    understated = tuple(
        risk.ref
        for risk in risks
        if worst and risk.inherent and risk.inherent.impact in levels and levels.index(risk.inherent.impact) < levels.index(worst.level)
    )
    return ScenarioImpact(scenario.ref, outage, tuple(found), worst, names, understated, ())


def _at(process: Process, outage: Duration, levels: list[str]) -> BiaImpact | None:
    """The worst level in any band that begins within the outage; impact does not heal while the outage lasts."""
    bands = [
        BiaImpact(process.ref, impact.level, category, start)
        for category, by_start in sorted(process.impact.items())
        for start, impact in sorted(by_start.items())
        if impact.level in levels and start <= outage and impact.level is not None
    ]
    return max(bands, key=lambda item: levels.index(item.level), default=None)


def unassessed(study: Study) -> tuple[Ref, ...]:
    """Scenarios without a risk, in order."""
    assessed = {study.portfolio.resolve(risk.scenario) for risk in study.portfolio.risks.values() if risk.scenario}
    return tuple(scenario.ref for scenario in study.portfolio.scenarios.values() if scenario.ref not in assessed)
