"""Call trees: who is called when, how long it takes, and how many are reached when people do not answer.

The clock starts when the initiator dials first. Definitions, for a tree in which everybody answers:

- One call takes its ``ring`` and its ``talk`` time. Nobody writes down how fast people pick up; whoever answers the first attempt at all
  does so before it stops ringing, so that a planned time is one that such a call cannot exceed. *Slowest* is the same with every attempt
  but the last in vain: ``attempts`` times ``ring``, then ``talk``.
- A caller makes calls one after another in the order written (serial), or they all go out at once (parallel: a bridge or a paging system).
  ``order`` on a node is about the calls that node makes. Nobody begins to call before their own call is over.
- A node is one call, to whoever answers for a role or a team; a team of which ``all`` are wanted is a call to each of its people, one after
  another.
- A node is ``informed`` when its call is over. With ``call_back`` it is ``confirmed`` one more call after it has made its own calls.

People who miss their call: each node answers none of its attempts with probability ``miss``, independently of others. Attempts to the same
sleeping person are no independent tries, so that their number does not lower it. Then, for ``N`` nodes, the expected share that answers is

- without take-over: the mean of ``(1 - miss) ** depth``, since everybody on the way down has to answer too;
- taken over by the caller: ``1 - miss``, since the nearest caller who answered makes the missing one's calls;
- taken over by deputies: the mean of ``(1 - miss) * product of (1 - miss ** (1 + deputies))`` over the callers above, since a branch is
  lost only when a caller and all their deputies miss.

A node that a scenario makes unreachable misses for sure, and so do its deputies where they are. The figures are exact where nobody stands
in the tree twice, as themselves or as somebody's deputy (``exact``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from continuity.analysis.contact_problems import ContactProblem, ContactProblemCode, entry_problems
from continuity.analysis.contact_status import ContactStatus, contact_checks
from continuity.analysis.holders import people_of
from continuity.analysis.reach import Survives, conceals, lost_to, takes_calls
from continuity.model.base import Ref
from continuity.model.communication import Call, ContactTree, Order, TakeOver
from continuity.model.directory import Person, Team
from continuity.model.directory import Reach as Wanted
from continuity.model.portfolio import Portfolio
from continuity.model.values import Duration

__all__ = ["CallNode", "CallTree", "QuorumTime", "call_tree", "call_trees", "share_reached"]


@dataclass(frozen=True, slots=True)
class CallNode:
    """One node, numbered from 0 as written, outermost first. ``parent`` is None where the initiator calls.

    ``path`` are the places in the nested ``calls`` lists that lead to it. ``calls`` is how many calls it takes. ``starts``, ``informed``
    and ``confirmed`` are planned times, ``slowest`` is ``informed`` when only last attempts are answered. ``alternates`` can be called in
    its place; ``below`` nodes hang on it, and ``loses_branch`` says that nobody calls those when it cannot be reached.
    """

    index: int
    parent: int | None
    depth: int
    path: tuple[int, ...]
    ref: Ref
    calls: int
    attempts: int
    ring: Duration
    talk: Duration
    order: Order
    starts: Duration
    informed: Duration
    confirmed: Duration | None
    slowest: Duration
    alternates: tuple[Ref, ...]
    below: int
    loses_branch: bool
    reachable: Survives
    alternates_reachable: int


@dataclass(frozen=True, slots=True)
class QuorumTime:
    """One entry of the quorum, and when it is met at the earliest: None when too few are called, or (``cut_off``) the scenario keeps them away."""

    index: int
    ref: Ref | None
    n: int
    at: Duration | None
    cut_off: bool = False


@dataclass(frozen=True, slots=True)
class CallTree:
    """One tree, under one scenario or none.

    ``to_all`` and ``to_quorum`` are planned, ``slowest_to_all`` is with last attempts only. None where there is nobody to call, or where no
    quorum is said or can be met. ``unreachable`` and ``unsure`` are nodes that the scenario's lost channels cut off, for sure or perhaps.
    """

    tree: Ref
    scenario: Ref | None
    initiator: Ref
    alternate: Ref | None
    take_over: TakeOver
    nodes: tuple[CallNode, ...]
    to_all: Duration | None
    slowest_to_all: Duration | None
    quorum: tuple[QuorumTime, ...]
    to_quorum: Duration | None
    exact: bool
    problems: tuple[ContactProblem, ...]

    @property
    def unreachable(self) -> tuple[int, ...]:
        return tuple(node.index for node in self.nodes if node.reachable is Survives.NO)

    @property
    def unsure(self) -> tuple[int, ...]:
        return tuple(node.index for node in self.nodes if node.reachable is Survives.UNKNOWN)


_C = ContactProblemCode


def call_trees(portfolio: Portfolio, as_of: date, checks: tuple[ContactStatus, ...] | None = None) -> Mapping[str, CallTree]:
    """Every tree by id, with nothing lost. ``checks`` are those of ``contact_checks``, when they are at hand."""
    verified = {status.subject: status for status in (contact_checks(portfolio, as_of) if checks is None else checks)}
    return {tree.id: call_tree(portfolio, tree, as_of, None, verified) for tree in portfolio.contact_trees.values()}


def call_tree(
    portfolio: Portfolio, tree: ContactTree, as_of: date, scenario: Ref | None = None, checks: Mapping[Ref, ContactStatus] | None = None
) -> CallTree:
    """One tree when ``scenario`` has taken its channels and people away. Without ``checks`` nothing is said about verification."""
    return _Tree(portfolio, tree, as_of, scenario, checks or {}).run()


def weakens(portfolio: Portfolio, tree: ContactTree, as_of: date, scenario: Ref) -> bool:
    """Whether ``scenario`` cuts off anybody in the tree, or may: what ``call_tree`` would say of its nodes, without the rest."""
    lost = lost_to(portfolio, scenario)
    if not lost:
        return False
    called: set[Ref] = set()
    waiting = list(tree.calls)
    while waiting:
        call = waiting.pop()
        called.add(portfolio.resolve(call.ref))
        waiting.extend(call.calls)
    return any(_reachable(portfolio, ref, as_of, lost) is not Survives.YES for ref in called)


def _reachable(portfolio: Portfolio, ref: Ref, as_of: date, lost: frozenset[Ref]) -> Survives:
    """Only what the scenario takes: an entry that has no number in the first place is a problem of its own."""
    if not lost:
        return Survives.YES
    under = takes_calls(portfolio, ref, as_of, lost)
    return Survives.YES if under is not Survives.YES and takes_calls(portfolio, ref, as_of) is Survives.NO else under


def share_reached(tree: CallTree, miss: float, take_over: TakeOver | None = None) -> float | None:
    """Expected share of nodes that answer (0 to 1) when each misses its call with probability ``miss``; None without nodes.

    ``take_over`` instead of the tree's own shows what taking over is worth. What may be cut off counts as standing: see
    ``CallTree.unsure``.
    """
    if not tree.nodes:
        return None
    how = take_over or tree.take_over
    passes: list[float] = []
    total = 0.0
    for node in tree.nodes:
        absent = 1.0 if node.reachable is Survives.NO else miss
        above = 1.0 if node.parent is None else passes[node.parent]
        if how is TakeOver.CALLER:
            passes.append(1.0)
        elif how is TakeOver.DEPUTY:
            passes.append(above * (1 - absent * miss**node.alternates_reachable))
        else:
            passes.append(above * (1 - absent))
        total += above * (1 - absent)
    return total / len(tree.nodes)


@dataclass(frozen=True, slots=True)
class _Written:
    """A node as written, before it has times."""

    call: Call
    parent: int | None
    depth: int
    path: tuple[int, ...]


class _Tree:
    def __init__(
        self, portfolio: Portfolio, tree: ContactTree, as_of: date, scenario: Ref | None, checks: Mapping[Ref, ContactStatus]
    ) -> None:
        self.portfolio = portfolio
        self.tree = tree
        self.as_of = as_of
        self.scenario = portfolio.resolve(scenario) if scenario else None
        self.lost = lost_to(portfolio, scenario)
        self.checks = checks
        self.initiator = portfolio.resolve(tree.initiator.ref)
        self.alternate = portfolio.resolve(tree.alternate.ref) if tree.alternate else None
        self.written = list(self._walk(tree.calls))
        self.children: dict[int | None, list[int]] = {}
        for index, node in enumerate(self.written):
            self.children.setdefault(node.parent, []).append(index)

    def _walk(self, calls: tuple[Call, ...]) -> Iterator[_Written]:
        """As written, a caller before those they call; no recursion, so that no plan is too deep."""
        waiting = [_Written(call, None, 1, (index,)) for index, call in reversed(list(enumerate(calls)))]
        count = 0
        while waiting:
            node = waiting.pop()
            yield node
            deeper = [_Written(call, count, node.depth + 1, (*node.path, index)) for index, call in enumerate(node.call.calls)]
            waiting.extend(reversed(deeper))
            count += 1

    def run(self) -> CallTree:
        planned, slowest = self._times(last_attempt=False), self._times(last_attempt=True)
        below = [0] * len(self.written)
        for index in range(len(self.written) - 1, -1, -1):
            if (parent := self.written[index].parent) is not None:
                below[parent] += below[index] + 1
        nodes = tuple(self._node(index, planned, slowest[index][1], below[index]) for index in range(len(self.written)))
        quorum = self._quorum(nodes)
        at = [entry.at for entry in quorum if entry.at is not None]
        problems, exact = self._problems(nodes, quorum)
        return CallTree(
            tree=self.tree.ref,
            scenario=self.scenario,
            initiator=self.initiator,
            alternate=self.alternate,
            take_over=self.tree.take_over,
            nodes=nodes,
            to_all=max((node.informed for node in nodes), default=None),
            slowest_to_all=max((node.slowest for node in nodes), default=None),
            quorum=quorum,
            to_quorum=max(at) if quorum and len(at) == len(quorum) else None,
            exact=exact,
            problems=problems,
        )

    def _lasts(self, call: Call, last_attempt: bool) -> int:
        """Seconds that a node takes of its caller's time."""
        ring = (call.ring or self.tree.ring).seconds
        attempts = self._attempts(call) if last_attempt else 1
        return self._calls(call) * (attempts * ring + (call.talk or self.tree.talk).seconds)

    def _attempts(self, call: Call) -> int:
        return max(1, self.tree.attempts if call.attempts is None else call.attempts)

    def _calls(self, call: Call) -> int:
        team = self.portfolio.get(call.ref)
        if isinstance(team, Team) and team.reach is Wanted.ALL:
            return max(1, len(people_of(self.portfolio, team.ref)))
        return 1

    def _times(self, *, last_attempt: bool) -> list[tuple[int, int, int]]:
        """By node, in seconds from the first dial: when it is rung, when it is informed, when it has made its own calls."""
        count = len(self.written)
        starts, ends, done = [0] * count, [0] * count, [0] * count
        lasts = [self._lasts(node.call, last_attempt) for node in self.written]
        # A caller stands before those they call, so that its own end is known when they are looked at.
        for caller in (None, *range(count)):
            at = 0 if caller is None else ends[caller]
            order = self.tree.order if caller is None else self.written[caller].call.order or self.tree.order
            finished = at
            for child in self.children.get(caller, ()):
                starts[child] = at
                ends[child] = at + lasts[child]
                finished = max(finished, ends[child])
                if order is Order.SERIAL:
                    at = ends[child]
            if caller is not None:
                done[caller] = finished
        return list(zip(starts, ends, done, strict=True))

    def _node(self, index: int, planned: list[tuple[int, int, int]], slowest: int, below: int) -> CallNode:
        written = self.written[index]
        call = written.call
        ring, talk = call.ring or self.tree.ring, call.talk or self.tree.talk
        starts, informed, done = planned[index]
        ref = self.portfolio.resolve(call.ref)
        alternates = self._alternates(ref)
        standing = [other for other in alternates if takes_calls(self.portfolio, other, self.as_of, self.lost) is not Survives.NO]
        lone = self.tree.take_over is TakeOver.NOBODY or (
            self.tree.take_over is TakeOver.DEPUTY and not standing and not conceals(self.portfolio, ref)
        )
        return CallNode(
            index=index,
            parent=written.parent,
            depth=written.depth,
            path=written.path,
            ref=ref,
            calls=self._calls(call),
            attempts=self._attempts(call),
            ring=ring,
            talk=talk,
            order=call.order or self.tree.order,
            starts=Duration(starts),
            informed=Duration(informed),
            confirmed=Duration(done + ring.seconds + talk.seconds) if call.call_back else None,
            slowest=Duration(slowest),
            alternates=alternates,
            below=below,
            loses_branch=bool(below) and lone,
            reachable=_reachable(self.portfolio, ref, self.as_of, self.lost),
            alternates_reachable=len(standing),
        )

    def _alternates(self, ref: Ref) -> tuple[Ref, ...]:
        """Whom to call instead of a node: a person's deputies; of a role or team everybody behind it but the first."""
        record = self.portfolio.get(ref)
        if isinstance(record, Person):
            found = [self.portfolio.resolve(deputy) for deputy in record.deputies]
        else:
            found = list(people_of(self.portfolio, ref, deputies=True)[1:])
        return tuple(dict.fromkeys(other for other in found if other != ref))

    def _quorum(self, nodes: tuple[CallNode, ...]) -> tuple[QuorumTime, ...]:
        entries: list[QuorumTime] = []
        for index, wanted in enumerate(self.tree.quorum):
            ref = self.portfolio.resolve(wanted.ref) if wanted.ref else None
            usually = self._met(ref, wanted.n, nodes) if ref else None
            at = self._met(ref, wanted.n, self._called(nodes)) if ref and self.lost else usually
            entries.append(QuorumTime(index, ref, wanted.n, at, cut_off=at is None and usually is not None))
        return tuple(entries)

    def _called(self, nodes: tuple[CallNode, ...]) -> tuple[CallNode, ...]:
        """Who may be reached although channels are lost: not who is cut off, nor whom nobody calls then."""
        cut: set[int] = set()
        for node in nodes:
            if node.parent in cut or (node.reachable is Survives.NO and node.loses_branch):
                cut.add(node.index)
        return tuple(node for node in nodes if node.reachable is not Survives.NO and node.parent not in cut)

    def _met(self, ref: Ref, n: int, nodes: tuple[CallNode, ...]) -> Duration | None:
        """When ``n`` of ``ref`` have been informed; the initiator knows from the start.

        Somebody counts who is sure to be one of them. Whoever answers for the group as a whole may be one who was called by name, and so
        adds nothing to those.
        """
        group = set(people_of(self.portfolio, ref))
        people: set[Ref] = set()
        whole = 0
        events = [(Duration(0), self.initiator, 1), *sorted((node.informed, node.ref, node.calls) for node in nodes)]
        for at, called, calls in events:
            behind = people_of(self.portfolio, called)
            if called == ref:
                whole = max(whole, calls)
            elif behind and group.issuperset(behind):
                people.update(behind if len(behind) == 1 or calls > 1 else ())
                whole = max(whole, 1)
            if max(whole, len(people)) >= n:
                return at
        return None

    def _problems(self, nodes: tuple[CallNode, ...], quorum: tuple[QuorumTime, ...]) -> tuple[tuple[ContactProblem, ...], bool]:
        found: list[ContactProblem] = [] if nodes else [ContactProblem(_C.NOBODY)]
        if self.alternate is None:
            found.append(ContactProblem(_C.NO_ALTERNATE, None, (self.initiator,)))
        if not quorum:
            found.append(ContactProblem(_C.NO_QUORUM))
        found += [
            ContactProblem(_C.NOT_IN_TREE, None, (entry.ref,) if entry.ref else ())
            for entry in quorum
            if entry.at is None and not entry.cut_off
        ]
        memo: dict[Ref, tuple[ContactProblem, ...]] = {}
        once: dict[Ref, int] = {}
        above: list[frozenset[Ref]] = []
        called = {ref for node in nodes for ref in self._surely(node.ref)} | self._surely(self.initiator)
        exact = True
        for node in nodes:
            if node.ref not in memo:
                memo[node.ref] = entry_problems(self.portfolio, node.ref, self.as_of, self.checks, self.lost)
            found += [ContactProblem(p.code, node.index, p.refs, p.minutes) for p in memo[node.ref]]
            mine = self._surely(node.ref)
            callers = self._surely(self.initiator) if node.parent is None else above[node.parent]
            above.append(callers | mine)
            if circle := mine & callers:
                found.append(ContactProblem(_C.CALLS_ITS_CALLER, node.index, tuple(sorted(circle))))
            elif again := [ref for ref in sorted(mine) if once.get(ref, node.index) != node.index]:
                found.append(ContactProblem(_C.TWICE, node.index, tuple(again)))
            exact = exact and not (mine & (callers | once.keys()))
            for ref in mine:
                once.setdefault(ref, node.index)
            if self.tree.take_over is TakeOver.DEPUTY and node.below:
                # A deputy who is called for themselves as well does not miss independently.
                exact = exact and called.isdisjoint(node.alternates)
                called.update(node.alternates)
            if node.loses_branch:
                found.append(ContactProblem(_C.LOSES_BRANCH, node.index, (node.ref,)))
        return tuple(found), exact

    def _surely(self, ref: Ref) -> frozenset[Ref]:
        """Who is called for sure by calling ``ref``: itself, and the person behind it where there is only one."""
        behind = people_of(self.portfolio, ref)
        return frozenset({ref, *behind} if len(behind) == 1 else {ref})
