"""What was agreed for a service, with the tier's defaults put in and marked as such (ISO 22301 8.2.2; NIST SP 800-34r1 3.2)."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from continuity.analysis.figures import Figure, unknown
from continuity.model.base import Ref
from continuity.model.portfolio import Portfolio
from continuity.model.service import Lifecycle, Mbco, Service
from continuity.model.values import UNKNOWN, Duration, Unknown

__all__ = ["EffectiveFigure", "EffectiveObjectives", "Origin", "effective_objectives", "in_operation", "mbco_percent"]


class Origin(StrEnum):
    """Where a figure comes from.

    UNKNOWN also when the author wrote ``unknown``: that is said on purpose and keeps the tier's default away.
    """

    AGREED = "agreed"
    TIER = "tier"
    UNKNOWN = "unknown"


class EffectiveFigure(msgspec.Struct, frozen=True):
    """One objective: ``value``, where it comes from, and the field of the service it stands in or would stand in."""

    value: Duration | Unknown
    origin: Origin
    service: Ref
    field: str

    @property
    def figure(self) -> Figure:
        """The value to reckon with."""
        return Figure(self.value) if isinstance(self.value, Duration) else unknown(self.service, self.field)


class EffectiveObjectives(msgspec.Struct, frozen=True):
    """Objectives in force for one service. Durations from disruption start, but ``invoke`` from detection and ``wrt`` from the service's
    return.

    ``mbco`` is per cent of normal (the least level that must go on); a stage is (per cent, by).
    """

    service: Ref
    tier: str | None
    rto: EffectiveFigure
    rpo: EffectiveFigure
    wrt: EffectiveFigure
    detect: EffectiveFigure
    invoke: EffectiveFigure
    mbco: float | Unknown
    mbco_stages: tuple[tuple[float | Unknown, Duration | Unknown], ...] = ()

    @property
    def mbco_origin(self) -> Origin:
        """AGREED or UNKNOWN: tiers have no default MBCO."""
        return Origin.UNKNOWN if isinstance(self.mbco, Unknown) else Origin.AGREED


def effective_objectives(portfolio: Portfolio, service_id: str) -> EffectiveObjectives:
    """RTO, RPO, WRT, time to detect and to invoke, and MBCO of a service as they stand.

    Left out: the tier's default where it has one (RTO, RPO), else unknown. A service that is not there has nothing but unknowns.
    """
    service = portfolio.services.get(service_id) or portfolio.get(Ref("service", service_id))
    ref = service.ref if isinstance(service, Service) else Ref("service", service_id)
    if not isinstance(service, Service):
        service = Service(id=ref.id, name=ref.id)
    agreed, tier = service.objectives, portfolio.tier(service.tier)

    def figure(name: str, value: Duration | Unknown | None, default: Duration | Unknown | None = None) -> EffectiveFigure:
        if isinstance(value, Duration):
            return EffectiveFigure(value, Origin.AGREED, ref, f"objectives.{name}")
        if value is None and isinstance(default, Duration):
            return EffectiveFigure(default, Origin.TIER, ref, f"objectives.{name}")
        return EffectiveFigure(UNKNOWN, Origin.UNKNOWN, ref, f"objectives.{name}")

    return EffectiveObjectives(
        service=ref,
        tier=service.tier,
        rto=figure("rto", agreed.rto, tier.rto if tier else None),
        rpo=figure("rpo", agreed.rpo, tier.rpo if tier else None),
        wrt=figure("wrt", agreed.wrt),
        detect=figure("detect", agreed.detect),
        invoke=figure("invoke", agreed.invoke),
        mbco=mbco_percent(agreed.mbco),
        mbco_stages=tuple((stage.percent, stage.by) for stage in agreed.mbco.stages) if agreed.mbco else (),
    )


def mbco_percent(mbco: Mbco | None) -> float | Unknown:
    """The least level as per cent of normal: as written, else the first stage's."""
    if mbco is None:
        return UNKNOWN
    if mbco.percent is not None:
        return mbco.percent
    return mbco.stages[0].percent if mbco.stages else UNKNOWN


def in_operation(service: Service) -> bool:
    """Whether it runs today: planned and retired services neither stop nor need recovery."""
    return service.lifecycle in (Lifecycle.LIVE, Lifecycle.RETIRING)
