"""``continuity status`` for people: lines at a terminal, tables in Markdown, by the team that answers for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

from continuity.adapters.cli.formats.forge import MARKDOWN_LIMIT, inert
from continuity.adapters.cli.formats.report import visible
from continuity.analysis.cadence import TimeState
from continuity.analysis.content import ContentState
from continuity.analysis.reviewed import ApprovalState, Backing, Sign
from continuity.export.duties import Act, Duty, by_team
from continuity.model.base import Ref

__all__ = ["markdown", "text"]

_VERBS = {Act.REVIEW: "review", Act.CONTACT_CHECK: "try numbers", Act.EXERCISE: "exercise", Act.RESTORE_TEST: "restore test"}
_SIGNS = {
    Sign.MANY_ON_ONE_DAY: "reviewed with many that day",
    Sign.NO_NOTES: "reviewed without notes",
    Sign.SAME_NOTES: "notes as on others",
    Sign.NO_METHOD: "reviewed by no method",
    Sign.MANY_AT_ONCE: "reviewed with others in one minute",
    Sign.WITH_THE_CHANGE: "reviewed in the commit that changed it",
    Sign.MINUTES_AFTER: "reviewed minutes after it changed",
}
#: What is claimed and not proven goes without words.
_BACKING = {Backing.SIGNED: "signed by the reviewer", Backing.COMMITTED: "", Backing.SOMEBODY_ELSE: "committed by somebody else"}
_SHOWN = 3
Name = Callable[[Ref], str]


def text(found: tuple[Duty, ...], as_of: date, name: Name) -> str:
    """By team, a line each: state, what to do, subject, why, whom to ask."""
    lines: list[str] = []
    for team, mine in by_team(found).items():
        lines.append(f"{visible(name(team)) if team else 'No team'}: {_counted(mine)}")
        states = [_when(duty) for duty in mine]
        width = max(map(len, states))
        for duty, state in zip(mine, states, strict=True):
            line = f"  {state:<{width}}  {_VERBS[duty.act]:<12}  {duty.subject}"
            lines.append("; ".join([line, *map(visible, _why(duty)), *_ask(duty)]))
        lines.append("")
    return "\n".join([*lines, f"{_counted(found)}, judged as of {as_of.isoformat()}"]) + "\n"


def markdown(found: tuple[Duty, ...], as_of: date, name: Name) -> str:
    """A table for each team, cut at what a forge takes for a comment, with the number of those left out."""
    parts = [f"**To be looked at:** {_counted(found)}, judged as of {as_of.isoformat()}\n"]
    room = MARKDOWN_LIMIT - len(parts[0]) - 100
    left = 0
    for team, mine in by_team(found).items():
        head = f"\n### {inert(name(team)) if team else 'No team'}: {_counted(mine)}\n\n| | what | subject | why | ask |\n|---|---|---|---|---|\n"
        rows = [
            f"| {_when(duty)} | {_VERBS[duty.act]} | {inert(duty.name)} `{duty.subject}` | {inert('; '.join(_why(duty)))} "
            f"| {', '.join(ref.id for ref in duty.ask[:_SHOWN])} |\n"
            for duty in mine
        ]
        shown: list[str] = []
        for row in rows:
            if left or len(head) + sum(map(len, shown)) + len(row) > room:
                left += 1
            else:
                shown.append(row)
        if shown:
            parts += [head, *shown]
            room -= len(head) + sum(map(len, shown))
    return "".join([*parts, f"\nNot shown for want of room: {left}.\n" if left else ""])


def _counted(found: tuple[Duty, ...]) -> str:
    counts = Counter(duty.state for duty in found)
    words = {TimeState.NEVER: "never done", TimeState.DUE_SOON: "due soon"}
    worst = sorted(counts, key=lambda state: -state.rank)
    return ", ".join(f"{counts[state]:,} {words.get(state, state.value)}" for state in worst) or "nothing"


def _when(duty: Duty) -> str:
    if duty.rejected:
        return "rejected"
    if duty.due is None:
        return duty.state.value
    if duty.state is TimeState.OVERDUE:
        return f"overdue since {duty.due.isoformat()}"
    return f"{duty.state.value.replace('-', ' ')}: {duty.due.isoformat()}"


def _why(duty: Duty) -> list[str]:
    said: list[str] = []
    if duty.content is ContentState.CHANGED:
        said.append(f"changed: {', '.join(duty.changed)}")
    if duty.upstream:
        more = f" and {len(duty.upstream) - _SHOWN} more" if len(duty.upstream) > _SHOWN else ""
        said.append(f"upstream changed: {', '.join(map(str, duty.upstream[:_SHOWN]))}{more}")
    if duty.content is ContentState.UNKNOWN and duty.last:
        said.append("not known whether changed")
    if duty.approval is ApprovalState.CHANGED:
        said.append("changed since its approval")
    if duty.missing:
        said.append(f"{duty.missing} more must look")
    said += [code.replace("-", " ") for code in duty.reasons if code not in ("rejected", "reviewers-missing")]
    said += [_SIGNS[sign] for sign in duty.signs]
    if duty.backing is not None and (words := _BACKING[duty.backing]):
        said.append(words)
    if duty.planned:
        said.append(f"look by {duty.planned.isoformat()}")
    return said


def _ask(duty: Duty) -> list[str]:
    return [f"ask {', '.join(ref.id for ref in duty.ask[:_SHOWN])}"] if duty.ask else []
