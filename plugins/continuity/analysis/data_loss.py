"""Worst data loss of a service per loss class, against its RPO, and the groups that must come back to one point (NIST SP 800-34r1 3.4.2).

Exposure of one copy: backup interval + run time + off-site copy, or the replication lag. What a loss class adds:

* facility, data centre: the copy must stand at another site than the service does;
* data corruption: a replica copies the damage, so it needs history (``keep``) that reaches back beyond detection; and what was written
  since the
  damage is lost too, so the time to detect is added;
* ransomware: as corruption, and the copy must be isolated;
* infrastructure, application: any copy will do.

Other loss classes do not take data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from continuity.analysis.effective import EffectiveFigure, effective_objectives
from continuity.analysis.figures import Figure, Verdict, compare, earliest, given, latest, merged, total, unknown
from continuity.analysis.lazily import Lazily
from continuity.analysis.study import Study
from continuity.model.base import Ref
from continuity.model.portfolio import Portfolio
from continuity.model.scenario import LossClass, Scenario
from continuity.model.service import Backup, Service, SiteUse
from continuity.model.values import UNKNOWN, Duration

__all__ = [
    "DATA_LOSSES", "ClassLoss", "ConsistencyGroup", "CopyLoss", "DataLoss", "LossesIn", "Unusable", "consistency_groups", "data_loss",
    "data_losses", "exposure", "sites_around",
]  # fmt: skip

#: Loss classes that can take data.
DATA_LOSSES = (
    LossClass.FACILITY,
    LossClass.DATA_CENTRE,
    LossClass.INFRASTRUCTURE,
    LossClass.APPLICATION,
    LossClass.DATA_CORRUPTION,
    LossClass.RANSOMWARE,
)
_PLACE = frozenset({LossClass.FACILITY, LossClass.DATA_CENTRE})
_DAMAGE = frozenset({LossClass.DATA_CORRUPTION, LossClass.RANSOMWARE})


class Unusable(StrEnum):
    """Why a copy is of no use after a loss of that class."""

    SAME_SITE = "same-site"
    TOO_SHORT = "too-short"
    NOT_ISOLATED = "not-isolated"


class CopyLoss(msgspec.Struct, frozen=True):
    """One copy under one loss class: what would be lost with it, or why it is of no use."""

    backup: str
    loss: Figure
    unusable: Unusable | None


class ClassLoss(msgspec.Struct, frozen=True):
    """Worst loss of a service under one loss class. ``loss`` is the worst over its data, of each the best copy; UNKNOWN when it cannot
    be reckoned.

    ``everything``: some data has no copy that would survive, so all of it may be gone. ``verdict``: against the RPO in force.
    """

    loss_class: LossClass
    loss: Figure
    everything: bool
    verdict: Verdict
    copies: tuple[CopyLoss, ...]


@dataclass(frozen=True, slots=True)
class DataLoss:
    """Every data loss class for one service. A service that lists no backups has ``copies`` empty and says so as missing, never as fine."""

    service: Ref
    rpo: EffectiveFigure
    classes: tuple[ClassLoss, ...]


def exposure(service: Ref, backup: Backup) -> Figure:
    """What may be lost with one copy: the lag of a replica, else every + takes + offsite. A part left out is unknown."""
    field = f"backups.{backup.id}"
    if backup.lag is not None:
        return given(backup.lag, service, f"{field}.lag")
    return total(given(getattr(backup, part), service, f"{field}.{part}") for part in ("every", "takes", "offsite"))


def data_loss(study: Study, service: Service, groups: Mapping[str, ConsistencyGroup] | None = None) -> DataLoss:
    """Worst loss for every class that takes data. Detection time of a class: the longest of its scenarios, else the service's own.

    ``groups`` is ``consistency_groups(study.portfolio)`` where it is at hand already.
    """
    return _data_loss(study, service, consistency_groups(study.portfolio) if groups is None else groups, _detections(study))


def _data_loss(study: Study, service: Service, groups: Mapping[str, ConsistencyGroup], detections: Mapping[LossClass, Figure]) -> DataLoss:
    objectives, homes = study.objectives_of(service.ref), _homes(study, service)
    own, exposures = objectives.detect.figure, _exposures(service, groups)
    return DataLoss(
        service.ref,
        objectives.rpo,
        tuple(_class_loss(study, service, loss_class, homes, detections.get(loss_class, own), exposures) for loss_class in DATA_LOSSES),
    )


def data_losses(study: Study) -> Mapping[Ref, DataLoss]:
    """``data_loss`` of every service in operation, each reckoned when asked for."""
    groups, detections = consistency_groups(study.portfolio), _detections(study)
    return Lazily(study.services, lambda ref: _data_loss(study, study.services[ref], groups, detections))


class LossesIn:
    """Worst losses in scenarios (recovery point capability, RPC), with the detection time and lost sites of each.

    Scenarios that take the same from the same places, and are seen as soon, are one to a service.
    """

    def __init__(self, study: Study) -> None:
        self._study = study
        self._groups = consistency_groups(study.portfolio)
        self._exposures: dict[Ref, tuple[Figure, ...]] = {}
        self._takes: dict[Ref, _Taken] = {}
        self._found: dict[tuple[Ref, _Taken], ClassLoss] = {}

    def of(self, service: Service, scenario: Scenario) -> ClassLoss | None:
        """None when the scenario takes no data."""
        if scenario.loss_class not in DATA_LOSSES:
            return None
        taken = self._takes.get(scenario.ref)
        if taken is None:
            taken = self._takes[scenario.ref] = self._taken(scenario)
        found = self._found.get((service.ref, taken))
        if found is None:
            found = self._found[service.ref, taken] = self._loss(service, taken)
        return found

    def _taken(self, scenario: Scenario) -> _Taken:
        lost = frozenset(self._study.portfolio.resolve(item.site) for item in scenario.loses if item.site)
        detect = given(scenario.detect, scenario.ref, "detect") if scenario.detect is not None else None
        return scenario.loss_class, lost, detect

    def _loss(self, service: Service, taken: _Taken) -> ClassLoss:
        loss_class, lost, detect = taken
        exposures = self._exposures.get(service.ref)
        if exposures is None:
            exposures = self._exposures[service.ref] = _exposures(service, self._groups)
        own = self._study.objectives_of(service.ref).detect.figure
        return _class_loss(self._study, service, loss_class, lost or _homes(self._study, service), detect or own, exposures)


_Taken = tuple[LossClass, frozenset[Ref], Figure | None]
"""What a scenario takes: its class, the sites, and when that is seen, where it says so."""


def _exposures(service: Service, groups: Mapping[str, ConsistencyGroup]) -> tuple[Figure, ...]:
    """What may be lost with each copy, which no loss class changes; that of its group where it comes back with others."""
    named = (groups.get(item.restores_with or "") for item in service.backups)
    return tuple(group.loss if group else exposure(service.ref, item) for item, group in zip(service.backups, named, strict=True))


def _homes(study: Study, service: Service) -> frozenset[Ref]:
    return frozenset(study.portfolio.resolve(place.site) for place in service.sites if place.use is not SiteUse.ALTERNATE)


def _detections(study: Study) -> dict[LossClass, Figure]:
    """Detection time of each class of which a scenario gives one."""
    times: dict[LossClass, list[Figure]] = {}
    for scenario in study.portfolio.scenarios.values():
        if scenario.detect is not None:
            times.setdefault(scenario.loss_class, []).append(given(scenario.detect, scenario.ref, "detect"))
    return {loss_class: latest(found) for loss_class, found in times.items()}


def _class_loss(
    study: Study,
    service: Service,
    loss_class: LossClass,
    lost_sites: frozenset[Ref],
    detect: Figure,
    exposures: tuple[Figure, ...],
) -> ClassLoss:
    rpo = study.objectives_of(service.ref).rpo.figure
    if not service.backups:
        return ClassLoss(loss_class, unknown(service.ref, "backups"), False, Verdict.UNKNOWN, ())
    copies = tuple(
        _copy(study.portfolio, service, item, loss_class, lost_sites, detect, loss)
        for item, loss in zip(service.backups, exposures, strict=True)
    )
    by_data: dict[str, list[CopyLoss]] = {item.data: [] for item in service.backups if item.data} or {"": []}
    for item, copy in zip(service.backups, copies, strict=True):
        for name, found in by_data.items():
            if item.data is None or item.data == name:
                found.append(copy)
    losses = [[copy.loss for copy in found if copy.unusable is None] for found in by_data.values()]
    if any(not found for found in losses):
        return ClassLoss(loss_class, Figure(UNKNOWN), True, Verdict.FALLS_SHORT, copies)
    loss = latest(earliest(found) for found in losses)
    return ClassLoss(loss_class, loss, False, compare(loss, rpo), copies)


def _copy(
    portfolio: Portfolio,
    service: Service,
    backup: Backup,
    loss_class: LossClass,
    lost_sites: frozenset[Ref],
    detect: Figure,
    loss: Figure,
) -> CopyLoss:
    field = f"backups.{backup.id}"
    if loss_class in _PLACE:
        if backup.site is None or not lost_sites:
            return CopyLoss(backup.id, unknown(service.ref, f"{field}.site" if backup.site is None else "sites"), None)
        gone = sites_around(portfolio, portfolio.resolve(backup.site)) & lost_sites
        return CopyLoss(backup.id, loss, Unusable.SAME_SITE if gone else None)
    if loss_class not in _DAMAGE:
        return CopyLoss(backup.id, loss, None)
    if loss_class is LossClass.RANSOMWARE and not backup.isolated:
        return CopyLoss(backup.id, loss, Unusable.NOT_ISOLATED)
    keep = given(backup.keep, service.ref, f"{field}.keep")
    if backup.lag is not None and backup.keep is None:
        keep = Figure(Duration(0))  # a replica is the present and nothing else, unless it says how long it keeps more
    if keep.duration is not None and detect.duration is not None and keep.duration <= detect.duration:
        return CopyLoss(backup.id, loss, Unusable.TOO_SHORT)
    damaged = total((loss, detect))
    return CopyLoss(backup.id, damaged if keep.known else Figure(UNKNOWN, merged((damaged, keep))), None)


def sites_around(portfolio: Portfolio, site: Ref) -> frozenset[Ref]:
    """The site and the larger ones it shares its fate with."""
    seen: set[Ref] = set()
    at: Ref | None = site
    while at is not None and at not in seen:
        seen.add(at)
        record = portfolio.sites.get(at.id)
        at = portfolio.resolve(record.within) if record and record.within else None
    return frozenset(seen)


@dataclass(frozen=True, slots=True)
class ConsistencyGroup:
    """Copies that must come back to one point in time. ``members`` are (service, backup id, its own exposure).

    ``loss``: all go back to the oldest point among them, so the greatest exposure counts for every one. ``short``: services whose RPO in
    force is
    shorter than that for certain.
    """

    name: str
    members: tuple[tuple[Ref, str, Figure], ...]
    loss: Figure
    short: tuple[Ref, ...] = ()

    @property
    def services(self) -> tuple[Ref, ...]:
        return tuple(dict.fromkeys(ref for ref, _, _ in self.members))


def consistency_groups(portfolio: Portfolio) -> Mapping[str, ConsistencyGroup]:
    """Groups by name (``restores_with``), in order."""
    found: dict[str, list[tuple[Ref, str, Figure]]] = {}
    for service in portfolio.services.values():
        for backup in service.backups:
            if backup.restores_with:
                found.setdefault(backup.restores_with, []).append((service.ref, backup.id, exposure(service.ref, backup)))
    out = {}
    for name, members in sorted(found.items()):
        loss = latest(figure for _, _, figure in members)
        rpos = {ref: effective_objectives(portfolio, ref.id).rpo.figure for ref, _, _ in members}
        short = tuple(ref for ref, rpo in rpos.items() if compare(loss, rpo) is Verdict.FALLS_SHORT)
        out[name] = ConsistencyGroup(name, tuple(members), loss, short)
    return out
