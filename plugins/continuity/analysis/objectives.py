"""What the business needs: MTPD of processes and what follows from it for the services they use (ISO 22301 8.2.2, ISO/TS 22317).

All durations run from disruption start on elapsed time, but WRT, which runs from the return of the service (NIST SP 800-34r1 3.2.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from continuity.analysis.effective import EffectiveFigure, mbco_percent
from continuity.analysis.figures import Figure, Verdict, compare, earliest, given, merged, total
from continuity.analysis.study import Study
from continuity.model.base import Ref
from continuity.model.process import Process
from continuity.model.values import UNKNOWN, Duration, Unknown

__all__ = ["Mtpd", "MtpdOrigin", "ProcessObjectives", "UseFit", "WorkaroundUse", "mtpd", "process_objectives", "process_requirements"]


class MtpdOrigin(StrEnum):
    """Where an MTPD comes from. NOT_REACHED: impact is assessed and nowhere intolerable, so that no limit follows. UNKNOWN: nobody said."""

    STATED = "stated"
    BIA = "bia"
    PEAK = "peak"
    NOT_REACHED = "not-reached"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Mtpd:
    """Maximum tolerable period of disruption of a process.

    ``category`` and ``level`` say which impact sets it (BIA), ``peak`` which peak.
    """

    figure: Figure
    origin: MtpdOrigin
    category: str | None = None
    level: str | None = None
    peak: int | None = None


def mtpd(study: Study, process: Process) -> Mtpd:
    """As stated; else the lower edge of the first time band in which any category is intolerable. Peaks are not counted here.

    A level the organisation's scale does not know might be intolerable: it makes the result an upper bound, or unknown.
    """
    if process.mtpd is not None:
        origin = MtpdOrigin.UNKNOWN if isinstance(process.mtpd, Unknown) else MtpdOrigin.STATED
        return Mtpd(given(process.mtpd, process.ref, "mtpd"), origin)
    tolerable = {level.id: level.tolerable for level in study.portfolio.organisation.impact_levels}
    bands = sorted(
        (start, category, impact.level)
        for category, by_start in process.impact.items()
        for start, impact in by_start.items()
        if impact.level
    )
    first = next(((start, category, level) for start, category, level in bands if not tolerable.get(level, True)), None)
    strange = tuple(
        (process.ref, f"impact.{category}.{start}")
        for start, category, level in bands
        if level not in tolerable and (not first or start < first[0])
    )
    if first:
        return Mtpd(Figure(first[0], strange), MtpdOrigin.BIA, first[1], first[2])
    if bands and not strange:
        return Mtpd(Figure(UNKNOWN), MtpdOrigin.NOT_REACHED)
    return Mtpd(Figure(UNKNOWN, strange or ((process.ref, "mtpd"),)), MtpdOrigin.UNKNOWN)


def _tightest(process: Process, usual: Mtpd) -> Mtpd:
    """The shortest of the usual MTPD and those of the peaks: a disruption may start at a peak."""
    peaks = [
        Mtpd(given(peak.mtpd, process.ref, f"peaks.{index}.mtpd"), MtpdOrigin.PEAK, peak=index)
        for index, peak in enumerate(process.peaks)
        if peak.mtpd is not None
    ]
    entries = [*((usual,) if usual.origin is not MtpdOrigin.NOT_REACHED else ()), *peaks]
    if not entries:
        return usual
    figure = earliest(entry.figure for entry in entries)
    chosen = next((entry for entry in entries if entry.figure.value == figure.value), usual)
    return Mtpd(figure, chosen.origin, chosen.category, chosen.level, chosen.peak)


class WorkaroundUse(StrEnum):
    """Whether the manual workaround gives the service more time, or why not."""

    COUNTS = "counts"
    NONE = "none"
    NOT_PROVEN = "not-proven"
    CAPACITY_UNKNOWN = "capacity-unknown"
    BELOW_MBCO = "below-mbco"
    TOO_SLOW = "too-slow"
    NO_LONGER = "no-longer"


def _workaround(study: Study, process: Process, limit: Figure) -> WorkaroundUse:
    way = process.workaround
    if way is None:
        return WorkaroundUse.NONE
    if not isinstance(way.proven, date) or way.proven > study.as_of:
        return WorkaroundUse.NOT_PROVEN
    least = mbco_percent(process.mbco)
    if isinstance(least, Unknown) or way.capacity is None or isinstance(way.capacity, Unknown):
        return WorkaroundUse.CAPACITY_UNKNOWN
    if way.capacity < least:
        return WorkaroundUse.BELOW_MBCO
    if not isinstance(way.ready_in, Duration) or limit.duration is None or way.ready_in > limit.duration:
        return WorkaroundUse.TOO_SLOW
    if not isinstance(way.sustains, Duration) or way.sustains <= limit.duration:
        return WorkaroundUse.NO_LONGER
    return WorkaroundUse.COUNTS


@dataclass(frozen=True, slots=True)
class UseFit:
    """One service a process uses, against what the process needs of it.

    ``in_time``: the service's RTO against ``required`` of the process; ``no_margin`` when they are equal. ``rpo_needed``: None when the
    process
    says nothing about data.
    """

    service: Ref
    index: int
    rto: EffectiveFigure
    in_time: Verdict
    no_margin: bool
    rpo_needed: Figure | None
    rpo: EffectiveFigure
    data_kept: Verdict | None


@dataclass(frozen=True, slots=True)
class ProcessObjectives:
    """What one process bears and asks for.

    ``tightest`` is the MTPD with peaks counted. ``within``: its own RTO + WRT against that; ``no_margin`` when they are equal.
    ``required``: by when
    the services it uses must be back: MTPD - WRT, or as long as a proven workaround at MBCO holds, less WRT; None when no impact is
    intolerable.
    Where the WRT is not known it is an upper bound and says so.
    """

    process: Ref
    mtpd: Mtpd
    tightest: Mtpd
    rto: Figure
    wrt: Figure
    within: Verdict
    no_margin: bool
    workaround: WorkaroundUse
    required: Figure | None
    uses: tuple[UseFit, ...]


def process_objectives(study: Study, process: Process) -> ProcessObjectives:
    """MTPD, RTO and WRT of one process, and each service it uses held against them."""
    usual = mtpd(study, process)
    limit = _tightest(process, usual)
    rto, wrt = given(process.rto, process.ref, "rto"), given(process.wrt, process.ref, "wrt")
    unlimited = limit.origin is MtpdOrigin.NOT_REACHED
    both = total((rto, wrt))
    use = WorkaroundUse.NONE if unlimited else _workaround(study, process, limit.figure)
    required = None if unlimited else _required(process, limit.figure, wrt, use)
    fits = []
    for index, item in enumerate(process.uses):
        ref = study.portfolio.resolve(item.service)
        objectives = study.objectives_of(ref)
        needed = None if item.rpo is None else given(item.rpo, process.ref, f"uses.{index}.rpo")
        fits.append(
            UseFit(
                service=ref,
                index=index,
                rto=objectives.rto,
                in_time=Verdict.MEETS if required is None else compare(objectives.rto.figure, required),
                no_margin=required is not None and required.is_exact and required.value == objectives.rto.value,
                rpo_needed=needed,
                rpo=objectives.rpo,
                data_kept=None if needed is None else compare(objectives.rpo.figure, needed),
            )
        )
    return ProcessObjectives(
        process=process.ref,
        mtpd=usual,
        tightest=limit,
        rto=rto,
        wrt=wrt,
        within=Verdict.MEETS if unlimited else compare(both, limit.figure),
        no_margin=both.is_exact and limit.figure.is_exact and both.value == limit.figure.value,
        workaround=use,
        required=required,
        uses=tuple(fits),
    )


def _required(process: Process, limit: Figure, wrt: Figure, use: WorkaroundUse) -> Figure:
    bearable = limit
    if use is WorkaroundUse.COUNTS and process.workaround and isinstance(process.workaround.sustains, Duration):
        bearable = Figure(process.workaround.sustains)
    if bearable.duration is None:
        return Figure(UNKNOWN, merged((bearable, wrt)))
    return Figure(bearable.duration - (wrt.duration or Duration(0)), merged((bearable, wrt)))


def process_requirements(study: Study) -> Mapping[Ref, ProcessObjectives]:
    """``process_objectives`` of every process, by its ref."""
    return {process.ref: process_objectives(study, process) for process in study.portfolio.processes.values()}
