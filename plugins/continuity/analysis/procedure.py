"""How long a runbook takes: the critical path over its steps, planned and at worst.

The reading of a runbook that the figures stand on:

* A step starts when every step it comes ``after`` is done (left out: the step before it in the line that is taken), and when somebody
  who can do it
  is free. One person does one thing at a time; a step that names nobody is done by whoever works the runbook, who is one person.
* Planned: planned times, the first option of every decision, nothing fails.
* Worst: worst times, the longest choice of options, and at the end of the longest way the longest failure branch (``if_not``). Where
  a branch hands over to people (a role, a team, words), what they take is written nowhere: the step is in ``open_ends`` and the time counts
  up to there.
* Steps that only an ``if_not`` leads to (they say ``after``, and nothing follows them or they have a section of their own) are off the
  line.
* A way back (an option or ``if_not`` to an earlier step, runbooks that call one another) could go round any number of times: unknown.
* Steps of the ``review`` phase are done when the service is long back, and are not counted.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from functools import cached_property

import msgspec

from continuity.analysis.digraph import reachable, topological
from continuity.analysis.figures import Figure, Missing
from continuity.analysis.holders import people_of
from continuity.model.base import Ref
from continuity.model.plan import PhaseName
from continuity.model.portfolio import Portfolio
from continuity.model.runbook import GoTo, Runbook, Step
from continuity.model.values import UNKNOWN, Duration

__all__ = ["ProcedureTime", "ScheduledStep", "other_runbooks", "procedure_time"]

#: Beyond this many ways through the decisions, each decision is looked at by itself.
_MOST_WAYS = 64


class ScheduledStep(msgspec.Struct, frozen=True):
    """One step of the planned line. ``start`` and ``finish``: seconds from the start of the runbook, None from where a time is not known.

    ``by`` is who does it (a person where holders are known, else the role, team or vendor; None: whoever works the runbook);
    ``waits_for`` the step that held it up last, ``same_person`` when it was for want of somebody free.
    """

    step: str
    start: int | None
    finish: int | None
    by: Ref | None
    planned: Duration | None
    worst: Duration | None
    critical: bool
    waits_for: str | None = None
    same_person: bool = False


class ProcedureTime(msgspec.Struct, frozen=True):
    """How long one runbook takes. ``critical``: ids on the planned critical path, in order; ``loops``: (step, where it leads back to).

    ``aside``: steps only a failure leads to; ``open_ends``: see the module; ``vendors``: needed on the planned line;
    ``people``: all who could be.
    """

    runbook: Ref
    planned: Figure
    worst: Figure
    critical: tuple[str, ...] = ()
    schedule: tuple[ScheduledStep, ...] = ()
    aside: tuple[str, ...] = ()
    loops: tuple[tuple[str, str], ...] = ()
    open_ends: tuple[str, ...] = ()
    vendors: tuple[Ref, ...] = ()
    people: tuple[Ref, ...] = ()


def procedure_time(portfolio: Portfolio, book: Runbook, others: Mapping[Ref, ProcedureTime]) -> ProcedureTime:
    """Time of one runbook. ``others`` are the times of those it hands over to; what one that is not among them takes is unknown."""
    return _Reckoning(portfolio, book, others).result()


def _branches(step: Step) -> Iterator[tuple[str, GoTo]]:
    for index, option in enumerate(step.options):
        if option.then is not None:
            yield f"options.{index}", option.then
    if step.if_not is not None:
        yield "if_not", step.if_not


def other_runbooks(portfolio: Portfolio, book: Runbook) -> Iterator[Ref]:
    """Runbooks that steps of this one hand over to."""
    for step in book.steps:
        for _, goto in _branches(step):
            if goto.runbook is not None:
                yield portfolio.resolve(goto.runbook)


class _Run(msgspec.Struct, frozen=True):
    """One way through: when each step starts and ends, and what held it up."""

    start: dict[str, int]
    finish: dict[str, int]
    by: dict[str, Ref | None]
    held: dict[str, tuple[str, bool]]
    end: int
    last: str | None


class _Reckoning:
    """The times of one runbook; ``others`` are those of runbooks it leads to."""

    def __init__(self, portfolio: Portfolio, book: Runbook, others: Mapping[Ref, ProcedureTime]) -> None:
        self.portfolio, self.book, self.others = portfolio, book, others
        self.steps: dict[str, Step] = {}
        for index, step in enumerate(book.steps):
            if step.phase is not PhaseName.REVIEW:
                self.steps.setdefault(step.id or f"step-{index + 1}", step)
        self.ids = list(self.steps)
        self.place = {name: index for index, name in enumerate(self.ids)}
        self._times: dict[str, tuple[int | None, int | None]] = {}
        self.missing: list[tuple[Ref, str]] = []
        for name, step in self.steps.items():
            self.missing += [(book.ref, f"steps.{name}.after") for other in step.after or () if other not in self.steps]

    @cached_property
    def after(self) -> dict[str, tuple[str, ...]]:
        """What each step comes after, with the left-out ones put in."""
        out: dict[str, tuple[str, ...]] = {}
        for index, (name, step) in enumerate(self.steps.items()):
            if step.after is None:
                out[name] = (self.ids[index - 1],) if index else ()
            else:
                out[name] = tuple(other for other in step.after if other in self.steps)
        return out

    @cached_property
    def order(self) -> list[str] | None:
        """Steps, each behind those it comes after, else as written; None when they wait for one another."""
        return topological(self.ids, self.after)

    @cached_property
    def followers(self) -> dict[str, list[str]]:
        out: dict[str, list[str]] = {name: [] for name in self.ids}
        for name, befores in self.after.items():
            for before in befores:
                out[before].append(name)
        return out

    def closure(self, name: str) -> set[str]:
        """The step and all that comes after it."""
        return reachable(name, self.followers)

    @cached_property
    def aside(self) -> set[str]:
        """Steps that only a failure leads to."""
        by_failure = {step.if_not.step for step in self.steps.values() if step.if_not and step.if_not.step}
        by_option = {option.then.step for step in self.steps.values() for option in step.options if option.then and option.then.step}
        out: set[str] = set()
        for name in by_failure - by_option:
            if name is None or name not in self.steps or self.steps[name].after is None:
                continue
            closed = self.closure(name)
            section = self.steps[name].section
            own_section = section is not None and closed == {other for other in self.ids if self.steps[other].section == section}
            if len(closed) == 1 or own_section:
                out |= closed
        return out

    def option_targets(self, name: str) -> list[GoTo | None]:
        """Where the options of a step lead, in order; left out or words: on to the next step."""
        step = self.steps[name]
        following = self.place[name] + 1
        onward = GoTo(step=self.ids[following]) if following < len(self.ids) else None
        return [option.then if option.then and (option.then.step or option.then.ref) else onward for option in step.options]

    @cached_property
    def jumps(self) -> dict[str, list[tuple[str, str]]]:
        """Ways from a step to another step that are not ``after``: (field, target)."""
        out: dict[str, list[tuple[str, str]]] = {}
        for name, step in self.steps.items():
            found = [(field, goto.step) for field, goto in _branches(step) if goto.step]
            self.missing += [(self.book.ref, f"steps.{name}.{field}") for field, target in found if target not in self.steps]
            out[name] = [(field, target) for field, target in found if target in self.steps]
        return out

    @cached_property
    def onward(self) -> dict[str, list[str]]:
        """Every way to get from step to step."""
        return {name: [*self.followers[name], *(target for _, target in self.jumps[name])] for name in self.ids}

    @cached_property
    def loops(self) -> tuple[tuple[str, str], ...]:
        """Options and failure branches that lead back."""
        return tuple((name, target) for name, found in self.jumps.items() for _, target in found if name in reachable(target, self.onward))

    def way(self, choice: Mapping[str, int]) -> tuple[list[str], dict[str, Ref]]:
        """Steps taken when each decision takes that option (else the first), and runbooks some of them go on to."""
        out = set(self.aside)
        exits: dict[str, Ref] = {}
        for name in self.order or ():
            step = self.steps[name]
            if name in out or not step.options:
                continue
            targets = self.option_targets(name)
            chosen = targets[choice.get(name, 0)]
            closures = [self.closure(goto.step) if goto and goto.step in self.steps else set() for goto in targets]
            keep = closures[choice.get(name, 0)]
            if chosen is not None and chosen.step is None:
                if chosen.runbook is not None:
                    exits[name] = self.portfolio.resolve(chosen.runbook)
                out |= self.closure(name) - {name}
            else:
                out |= set().union(*closures) - keep - {name}
        return [name for name in self.order or () if name not in out], exits

    @cached_property
    def first_way(self) -> tuple[list[str], dict[str, Ref]]:
        """The way on which each decision takes its first option: the planned one."""
        return self.way({})

    def times(self, name: str) -> tuple[int | None, int | None]:
        """Planned and worst seconds of a step."""
        found = self._times.get(name)
        if found is None:
            takes = self.steps[name].takes
            planned, worst = (takes.planned, takes.worst) if takes else (None, None)
            found = (planned.seconds if isinstance(planned, Duration) else None, worst.seconds if isinstance(worst, Duration) else None)
            self._times[name] = found
        return found

    def workers(self, name: str) -> tuple[Ref, ...]:
        """Who can do it, each able to do one thing at a time; empty for whoever works the runbook."""
        step = self.steps[name]
        holder = step.role or step.team or step.vendor
        if holder is None:
            return ()
        found = self.pools.get(holder)
        if found is None:
            found = self.pools[holder] = people_of(self.portfolio, holder) or (self.portfolio.resolve(holder),)
        return found

    @cached_property
    def pools(self) -> dict[Ref, tuple[Ref, ...]]:
        return {}

    def run(self, taken: list[str], exits: Mapping[str, Ref], *, worst: bool) -> _Run:
        """Go through the steps in order, each as soon as it can. Unknown times count 0 here; the caller answers for them."""
        start: dict[str, int] = {}
        finish: dict[str, int] = {}
        by: dict[str, Ref | None] = {}
        held: dict[str, tuple[str, bool]] = {}
        free: dict[Ref | None, tuple[int, str]] = {}
        inside, end, last = set(taken), 0, None
        for name in taken:
            begin = 0
            for before in self.before(name, inside):
                if finish[before] > begin or name not in held:
                    begin, held[name] = max(begin, finish[before]), (before, False)
            pool: tuple[Ref | None, ...] = self.workers(name) or (None,)
            worker = min(pool, key=lambda who: free.get(who, (0, ""))[0]) if len(pool) > 1 else pool[0]
            until, busy_with = free.get(worker, (0, ""))
            if until > begin:
                begin, held[name] = until, (busy_with, True)
            seconds = self.times(name)[worst]
            start[name], finish[name], by[name] = begin, begin + (seconds or 0), worker
            free[worker] = (finish[name], name)
            ended = finish[name] + (self.elsewhere(exits[name], worst=worst).seconds or 0 if name in exits else 0)
            if ended > end or last is None:
                end, last = ended, name
        return _Run(start, finish, by, held, end, last)

    def before(self, name: str, inside: set[str]) -> tuple[str, ...]:
        """What it comes after on this way: steps not taken give way to what they come after themselves."""
        if self.steps[name].after is None:
            for index in range(self.place[name] - 1, -1, -1):
                if self.ids[index] in inside:
                    return (self.ids[index],)
            return ()
        found: dict[str, None] = {}
        queue, seen = list(self.after[name]), set()
        while queue:
            other = queue.pop(0)
            if other in inside:
                found[other] = None
            elif other not in seen:
                seen.add(other)
                queue += self.after[other]
        return tuple(found)

    def elsewhere(self, ref: Ref, *, worst: bool) -> Figure:
        """Time of another runbook; unknown when it is not there or leads back here."""
        time = self.others.get(self.portfolio.resolve(ref))
        if time is None:
            return Figure(UNKNOWN, ((self.portfolio.resolve(ref), "steps"),))
        return time.worst if worst else time.planned

    @cached_property
    def tails(self) -> dict[str, int]:
        """Longest worst time from the start of each step to any end, by any way."""
        before: dict[str, list[str]] = {name: [] for name in self.ids}
        for name, others in self.onward.items():
            for other in others:
                before[other].append(name)
        out: dict[str, int] = {}
        for name in reversed(topological(self.ids, before) or ()):
            # The line itself does not lead to steps that are aside: only a failure does.
            led = [other for other in self.followers[name] if name in self.aside or other not in self.aside]
            onward = [out[other] for other in (*led, *(target for _, target in self.jumps[name]))]
            onward += [self.elsewhere(goto.runbook, worst=True).seconds or 0 for _, goto in _branches(self.steps[name]) if goto.runbook]
            out[name] = (self.times(name)[1] or 0) + max(onward, default=0)
        return out

    def choices(self) -> Iterator[dict[str, int]]:
        """Ways through the decisions: all of them, or one decision at a time when they are too many."""
        decisions = [(name, len(step.options)) for name, step in self.steps.items() if step.options]
        ways = 1
        for _, count in decisions:
            ways = min(ways * count, _MOST_WAYS + 1)
        if ways <= _MOST_WAYS:
            for combination in itertools.product(*(range(count) for _, count in decisions)):
                yield dict(zip((name for name, _ in decisions), combination, strict=True))
            return
        yield {}
        for name, count in decisions:
            yield from ({name: index} for index in range(1, count))

    def result(self) -> ProcedureTime:
        book = self.book
        if not self.steps:
            nothing = Figure(UNKNOWN, ((book.ref, "steps"),))
            return ProcedureTime(book.ref, nothing, nothing)
        jumps = self.jumps  # fills in what is missing
        missing = tuple(dict.fromkeys(self.missing))
        if self.order is None:
            circle = Figure(UNKNOWN, (*missing, (book.ref, "steps.after")))
            return ProcedureTime(book.ref, circle, circle)
        loops = self.loops if any(jumps.values()) else ()
        taken, exits = self.first_way
        planned_run = self.run(taken, exits, worst=False)
        planned = self.planned(planned_run, taken, exits, missing, loops)
        critical = self.critical(planned_run)
        vendors = [self.portfolio.resolve(vendor) for name in taken if (vendor := self.steps[name].vendor)]
        return ProcedureTime(
            book.ref,
            planned,
            self.worst(missing, loops),
            critical,
            tuple(self.scheduled(planned_run, taken, set(critical))),
            tuple(name for name in self.ids if name in self.aside),
            loops,
            tuple(name for name in self.ids if self.is_open(name)),
            tuple(dict.fromkeys(vendors)),
            tuple(dict.fromkeys(who for name in self.ids for who in self.workers(name) if who.kind == "person")),
        )

    def is_open(self, name: str) -> bool:
        """Whether a branch of the step hands over to people or words."""
        step = self.steps[name]
        failure = step.if_not is not None and step.if_not.step is None and step.if_not.runbook is None
        return failure or any(option.then and option.then.ref and not option.then.runbook for option in step.options)

    def planned(
        self, run: _Run, taken: list[str], exits: Mapping[str, Ref], missing: Missing, loops: tuple[tuple[str, str], ...]
    ) -> Figure:
        lacks = [*missing, *((self.book.ref, f"steps.{name}.takes") for name in taken if self.times(name)[0] is None)]
        lacks += [item for ref in exits.values() for item in self.elsewhere(ref, worst=False).missing]
        first = {(name, goto.step) for name in taken if self.steps[name].options and (goto := self.option_targets(name)[0]) and goto.step}
        lacks += [(self.book.ref, f"steps.{name}.options") for name, target in loops if (name, target) in first]
        return Figure(UNKNOWN, tuple(dict.fromkeys(lacks))) if lacks else Figure(Duration(run.end))

    def worst(self, missing: Missing, loops: tuple[tuple[str, str], ...]) -> Figure:
        lacks = [*missing, *((self.book.ref, f"steps.{name}.{'if_not' if self.fails_to(name, to) else 'options'}") for name, to in loops)]
        for name in self.ids:
            if self.times(name)[1] is None:
                lacks.append((self.book.ref, f"steps.{name}.takes" + (".worst" if self.times(name)[0] is not None else "")))
            for _, goto in _branches(self.steps[name]):
                lacks += self.elsewhere(goto.runbook, worst=True).missing if goto.runbook else ()
        if lacks:
            return Figure(UNKNOWN, tuple(dict.fromkeys(lacks)))
        longest = 0
        for choice in self.choices():
            taken, exits = self.way(choice) if choice else self.first_way
            run = self.run(taken, exits, worst=True)
            ends = [run.end]
            for name in taken:
                branch = self.steps[name].if_not
                if branch is not None and branch.step is not None:
                    ends.append(run.finish[name] + self.tails[branch.step])
                elif branch is not None and branch.runbook is not None:
                    ends.append(run.finish[name] + (self.elsewhere(branch.runbook, worst=True).seconds or 0))
            longest = max(longest, *ends)
        return Figure(Duration(longest))

    def fails_to(self, name: str, target: str) -> bool:
        goto = self.steps[name].if_not
        return goto is not None and goto.step == target

    def critical(self, run: _Run) -> tuple[str, ...]:
        way: list[str] = []
        name = run.last
        while name is not None:
            way.append(name)
            held = run.held.get(name)
            name = held[0] if held and run.start[name] == run.finish[held[0]] else None
        return tuple(reversed(way))

    def scheduled(self, run: _Run, taken: list[str], critical: set[str]) -> Iterator[ScheduledStep]:
        lost: set[str] = set()
        inside = set(taken)
        for name in taken:
            takes = self.steps[name].takes
            held = run.held.get(name)
            unknown_start = any(before in lost for before in self.before(name, inside)) or (held is not None and held[0] in lost)
            if unknown_start or self.times(name)[0] is None:
                lost.add(name)
            yield ScheduledStep(
                name,
                None if unknown_start else run.start[name],
                None if name in lost else run.finish[name],
                run.by[name],
                takes.planned if takes and isinstance(takes.planned, Duration) else None,
                takes.worst if takes and isinstance(takes.worst, Duration) else None,
                name in critical,
                held[0] if held else None,
                held[1] if held else False,
            )
