"""Which strategy answers a scenario, how much work it is, and whether it is enough (ISO 22301 8.3; NIST SP 800-34r1 3.4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import msgspec

from continuity.analysis.figures import ZERO, Figure, Verdict, compare, earliest, given, latest, total, unknown
from continuity.analysis.procedure import ProcedureTime
from continuity.analysis.study import Study
from continuity.model.base import Ref
from continuity.model.service import Approach, Backup, Service, Strategy
from continuity.model.values import UNKNOWN, Duration, Unknown

__all__ = [
    "Answer", "StrategyChoice", "StrategyFit", "Work", "Works", "chosen_strategy", "least_strategy", "least_work", "restore_time",
    "strategy_fits",
    "strategy_runbooks", "work",
]  # fmt: skip

#: Approaches that come into force by themselves or by starting to work another way: without a runbook their activation is all there is
#: to time.
_NO_RUNBOOK_NEEDED = frozenset({Approach.ACTIVE_ACTIVE, Approach.HOT_STANDBY, Approach.MANUAL_WORKAROUND, Approach.WORK_FROM_HOME})
#: Approaches that bring data back from a copy.
RESTORING = frozenset({Approach.BACKUP_RESTORE, Approach.COLD_SITE})


class Answer(StrEnum):
    """How a service answers a scenario. OUT_OF_BAND: there are strategies, none for an outage as long as is expected."""

    STRATEGY = "strategy"
    ACCEPTED = "accepted"
    ACCEPTANCE_ENDED = "acceptance-ended"
    OUT_OF_BAND = "out-of-band"
    NONE = "none"


class StrategyChoice(msgspec.Struct, frozen=True):
    """The answer of one service to one scenario; ``index`` is the strategy's place in the service's list (None where there is none).

    ``others`` are further strategies that would apply as well, as written.
    """

    service: Ref
    scenario: Ref
    answer: Answer
    index: int | None = None
    approach: Approach | None = None
    others: tuple[int, ...] = ()


def chosen_strategy(study: Study, service: Service, scenario: Ref) -> StrategyChoice:
    """The first strategy written for the scenario whose outage band holds the expected outage (unknown: every band does), real ones
    before ``accept``.

    An acceptance counts to its last day (``until``), that day included; without one it has no end.
    """
    portfolio = study.portfolio
    written = [(index, item) for index, item in enumerate(service.strategies) if portfolio.resolve(item.scenario) == scenario]
    if not written:
        return StrategyChoice(service.ref, scenario, Answer.NONE)
    record = study.scenario(scenario.id)
    outage = record.expected_outage if record and isinstance(record.expected_outage, Duration) else None
    fitting = [(index, item) for index, item in written if outage is None or _holds(item, outage)]
    if not fitting:
        return StrategyChoice(
            service.ref, scenario, Answer.OUT_OF_BAND, written[0][0], written[0][1].approach, tuple(i for i, _ in written[1:])
        )
    real = [(index, item) for index, item in fitting if item.approach is not Approach.ACCEPT]
    index, item = (real or fitting)[0]
    others = tuple(other for other, _ in fitting if other != index)
    if real:
        return StrategyChoice(service.ref, scenario, Answer.STRATEGY, index, item.approach, others)
    ended = item.until is not None and item.until < study.as_of
    return StrategyChoice(service.ref, scenario, Answer.ACCEPTANCE_ENDED if ended else Answer.ACCEPTED, index, item.approach, others)


def _holds(strategy: Strategy, outage: Duration) -> bool:
    after_start = strategy.from_ is None or strategy.from_ <= outage
    return after_start and (strategy.until_outage is None or outage < strategy.until_outage)


@dataclass(frozen=True, slots=True)
class Work:
    """What a strategy takes once everything it needs is there. ``planned`` and ``worst`` are activation plus the longer of procedure and
    restore.

    A restore of known volume and rate is a floor, not an addition: the procedure that starts it waits for it. None where none is given.
    """

    service: Ref
    index: int
    activation: Figure
    procedure_planned: Figure
    procedure_worst: Figure
    restore: Figure | None
    planned: Figure
    worst: Figure
    runbooks: tuple[Ref, ...]
    vendors: tuple[Ref, ...]
    people: tuple[Ref, ...]


def work(study: Study, service: Service, index: int) -> Work:
    """Own work of a service by its ``index``-th strategy: activation, then the procedures one after another (several runbooks: all of
    them).
    """
    strategy = service.strategies[index]
    activation = _activation(service, index)
    books = strategy_runbooks(study, service, index)
    times = [study.procedures.get(ref) for ref in books]
    planned, worst = (_procedures(study, service, index, books, worst=worst) for worst in (False, True))
    restore = restore_time(service) if strategy.approach in RESTORING else None
    floor = restore or ZERO
    return Work(
        service=service.ref,
        index=index,
        activation=activation,
        procedure_planned=planned,
        procedure_worst=worst,
        restore=restore,
        planned=total((activation, latest((planned, floor)))),
        worst=total((activation, latest((worst, floor)))),
        runbooks=books,
        vendors=tuple(dict.fromkeys(vendor for time in times if time for vendor in time.vendors)),
        people=tuple(dict.fromkeys(person for time in times if time for person in time.people)),
    )


def _planned(study: Study, service: Service, index: int) -> Figure:
    """What ``work`` says is planned, without the rest of it."""
    approach = service.strategies[index].approach
    procedures = _procedures(study, service, index, strategy_runbooks(study, service, index), worst=False)
    floor = restore_time(service) if approach in RESTORING else None
    return total((_activation(service, index), latest((procedures, floor or ZERO))))


def _activation(service: Service, index: int) -> Figure:
    return given(service.strategies[index].activates_in, service.ref, f"strategies.{index}.activates_in")


def _procedures(study: Study, service: Service, index: int, books: tuple[Ref, ...], *, worst: bool) -> Figure:
    if not books and service.strategies[index].approach not in _NO_RUNBOOK_NEEDED:
        return unknown(service.ref, f"strategies.{index}.runbooks")
    return total(_of(study.procedures.get(ref), ref, worst=worst) for ref in books)


class Works:
    """``work`` of one study, each strategy reckoned once."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self._found: dict[tuple[Ref, int], Work] = {}

    def of(self, service: Service, index: int) -> Work:
        key = (service.ref, index)
        if key not in self._found:
            self._found[key] = work(self.study, service, index)
        return self._found[key]


def _of(time: ProcedureTime | None, ref: Ref, *, worst: bool) -> Figure:
    if time is None:
        return unknown(ref, "steps")
    return time.worst if worst else time.planned


def strategy_runbooks(study: Study, service: Service, index: int) -> tuple[Ref, ...]:
    """Runbooks the strategy names; where it names none, those that name both its service and its scenario."""
    portfolio, strategy = study.portfolio, service.strategies[index]
    if strategy.runbooks:
        return tuple(dict.fromkeys(portfolio.resolve(ref) for ref in strategy.runbooks))
    scenario = portfolio.resolve(strategy.scenario)
    return tuple(
        book.ref for book in study.runbooks_of.get(service.ref, ()) if scenario in {portfolio.resolve(ref) for ref in book.scenarios}
    )


def restore_time(service: Service) -> Figure | None:
    """Time to bring the data back, volume / rate, copies one after another: of copies of the same data the slowest.

    None where no volume is given.
    """
    by_data: dict[str | None, list[Figure]] = {}
    for item in service.backups:
        if item.size_gb is not None:
            by_data.setdefault(item.data, []).append(_restore(service, item))
    return total(latest(figures) for figures in by_data.values()) if by_data else None


def _restore(service: Service, backup: Backup) -> Figure:
    if not backup.restore_gb_per_hour:
        return unknown(service.ref, f"backups.{backup.id}.restore_gb_per_hour")
    return Figure(Duration(round((backup.size_gb or 0) / backup.restore_gb_per_hour * 3600)))


def least_strategy(study: Study, service: Service) -> Work | None:
    """The strategy with the least planned work that is written down; the first where none can be reckoned; None where there is none."""
    least = _least(study, service)
    return work(study, service, least[0]) if least else None


def least_work(study: Study, service: Service) -> Figure:
    """Planned work of ``least_strategy``; unknown when no strategy can be reckoned.

    The most favourable way gives the latest moment at which what the service needs must be back: a bound that holds in every scenario.
    """
    least = _least(study, service)
    return least[1] if least else unknown(service.ref, "strategies")


def _least(study: Study, service: Service) -> tuple[int, Figure] | None:
    """Index and planned work of ``least_strategy``."""
    found = [
        (index, _planned(study, service, index)) for index, item in enumerate(service.strategies) if item.approach is not Approach.ACCEPT
    ]
    return min(found, key=lambda item: (not item[1].is_exact, item[1].seconds or 0, item[0]), default=None)


@dataclass(frozen=True, slots=True)
class StrategyFit:
    """Whether one strategy is enough. Capacity and MBCO are per cent of normal.

    ``stages_short``: stages of the MBCO (per cent, by) that lie within what the strategy sustains and above its capacity. ``sustained``:
    sustains
    against the scenario's expected outage, or against the length up to which this strategy is meant (``until_outage``) where that is less:
    what is longer is another strategy's. ``activation``: activates in against the RTO in force.
    """

    service: Ref
    index: int
    scenario: Ref
    approach: Approach
    capacity: float | Unknown
    mbco: float | Unknown
    enough: Verdict
    stages_short: tuple[tuple[float, Duration | Unknown], ...]
    sustains: Figure
    outage: Figure
    sustained: Verdict
    activation: Verdict


def strategy_fits(study: Study, service: Service) -> tuple[StrategyFit, ...]:
    """Every strategy of the service but ``accept`` held against MBCO, expected outage and RTO, in the order written."""
    objectives = study.objectives_of(service.ref)
    out = []
    for index, item in enumerate(service.strategies):
        if item.approach is Approach.ACCEPT:
            continue
        field = f"strategies.{index}"
        scenario_ref = study.portfolio.resolve(item.scenario)
        scenario = study.scenario(scenario_ref.id)
        outage = given(scenario.expected_outage if scenario else None, scenario_ref, "expected_outage")
        asked = outage if item.until_outage is None else earliest((outage, Figure(item.until_outage)))
        sustains = given(item.sustains, service.ref, f"{field}.sustains")
        capacity = UNKNOWN if item.capacity is None else item.capacity
        out.append(
            StrategyFit(
                service=service.ref,
                index=index,
                scenario=scenario_ref,
                approach=item.approach,
                capacity=capacity,
                mbco=objectives.mbco,
                enough=_enough(capacity, objectives.mbco),
                stages_short=_short(capacity, objectives.mbco_stages, sustains),
                sustains=sustains,
                outage=outage,
                sustained=compare(asked, sustains),
                activation=compare(given(item.activates_in, service.ref, f"{field}.activates_in"), objectives.rto.figure),
            )
        )
    return tuple(out)


def _enough(capacity: float | Unknown, mbco: float | Unknown) -> Verdict:
    if isinstance(capacity, Unknown) or isinstance(mbco, Unknown):
        return Verdict.UNKNOWN
    return Verdict.MEETS if capacity >= mbco else Verdict.FALLS_SHORT


def _short(
    capacity: float | Unknown, stages: tuple[tuple[float | Unknown, Duration | Unknown], ...], sustains: Figure
) -> tuple[tuple[float, Duration | Unknown], ...]:
    if isinstance(capacity, Unknown):
        return ()
    return tuple(
        (percent, by)
        for percent, by in stages
        if not isinstance(percent, Unknown)
        and percent > capacity
        and not (isinstance(by, Duration) and sustains.duration is not None and by > sustains.duration)
    )
