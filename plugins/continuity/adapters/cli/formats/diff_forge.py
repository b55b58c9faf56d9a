"""Changes of the plans for forges: a comment in Markdown, and annotations of GitHub Actions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from continuity.adapters.cli.formats.diff_report import DiffReport, counted, values
from continuity.adapters.cli.formats.forge import MARKDOWN_LIMIT, SHOWN_BY_GITHUB, cell_code, command, inert, no_command
from continuity.adapters.cli.formats.report import visible
from continuity.changes.compare import Difference, approvers, made_stale
from continuity.changes.difference import Change
from continuity.changes.edits import Action
from continuity.changes.families import ChangeSeverity
from continuity.hosting.forge import MARKER
from continuity.model.base import Ref

_VERDICTS = {
    ChangeSeverity.WEAKENS: "Continuity plans are weakened",
    ChangeSeverity.ATTENTION: "Continuity plans change",
    ChangeSeverity.INFO: "Continuity plans change in words only",
    None: "Continuity plans say the same as before",
}
#: Where nothing else is known to have changed.
_IN_PART = "What could be compared of the continuity plans says the same as before"
_LEVELS = {ChangeSeverity.WEAKENS: "warning", ChangeSeverity.ATTENTION: "notice"}
#: Of lists that stand before the tables: entries that are named.
_NAMED = 20
_SUBJECTS = 8
_VALUE = 160
_PIECES = re.compile(r"(?<=\])(?=\.)")


def markdown(report: DiffReport) -> str:
    """A comment: verdict, who must approve, what gets worse, then a table for each record, prose last; cut at MARKDOWN_LIMIT characters.

    It begins with a marker that is not shown, by which the next run finds the comment and replaces it.
    """
    found = report.difference
    head = [f"{MARKER}\n**{_verdict(report)}:** {counted(found.changes)}.\n"]
    head += _lists(report)
    room = MARKDOWN_LIMIT - sum(map(len, head)) - 200
    loud = [change for change in found.changes if change.rule.severity is not ChangeSeverity.INFO]
    quiet = list(found.of(ChangeSeverity.INFO))
    tables, left_loud, room = _tables(loud, room)
    words, left_quiet, _ = _tables(quiet, room - 100)
    if words:
        words = ["\n<details><summary>Information</summary>\n", *words, "\n</details>\n"]
    parts = [*head, *tables, *words]
    if left := left_loud + left_quiet:
        parts.append(f"\nNot shown for want of room: {counted(left)}.\n")
    return "".join(parts)


def _verdict(report: DiffReport) -> str:
    verdict = report.difference.verdict
    return _IN_PART if verdict is None and report.notices else _VERDICTS[verdict]


def _lists(report: DiffReport) -> Iterator[str]:
    """What stands before the tables, each only when there is something to say."""
    found = report.difference
    if people := approvers(found.changes):
        yield f"\n**Needs approval from:** {_called(people, found.labels, _NAMED)}\n"
    if reviews := made_stale(found.changes):
        yield f"\n**Makes stale:** {_reviews(reviews, found)}\n"
    if found.impacts:
        yield "\n**What gets worse**\n\n"
        for impact in found.impacts[:_NAMED]:
            yield f"- {inert(impact.text[:600])}\n"
        if len(found.impacts) > _NAMED:
            yield f"- and {len(found.impacts) - _NAMED} more\n"
    if report.notices:
        yield "\n**Not compared**\n\n"
        for notice in report.notices[:_NAMED]:
            yield f"- {inert(notice[:600])}\n"
        if len(report.notices) > _NAMED:
            yield f"- and {len(report.notices) - _NAMED} more\n"


def _called(refs: Iterable[Ref], labels: Mapping[Ref, str], most: int) -> str:
    """What people call them, each once, with the kind where two are called the same."""
    found = list(refs)
    twice = Counter(labels.get(ref) for ref in found)
    names = [f"{labels[ref]} ({ref.kind})" if twice[labels[ref]] > 1 else labels[ref] for ref in found if ref in labels]
    return inert(", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else ""))


def _reviews(reviews: Iterable[Ref], found: Difference) -> str:
    kinds = Counter(ref.kind for ref in reviews)
    counts = " and ".join(f"{number:,} {kind}{'' if number == 1 else 's'}" for kind, number in sorted(kinds.items(), reverse=True))
    return f"{counts} of {_called(sorted(set(found.signed.values())), found.labels, _SUBJECTS)}"


def _tables(changes: list[Change], room: int) -> tuple[list[str], list[Change], int]:
    """A table for each record, those with the worst change first; what there is no room for, and how much room is left."""
    first = {change.ref: number for number, change in reversed(list(enumerate(changes)))}
    ordered = sorted(changes, key=lambda change: first[change.ref])
    parts: list[str] = []
    left: list[Change] = []
    for ref, group in groupby(ordered, key=lambda change: change.ref):
        rows = list(group)
        title = f"\n#### {inert(rows[0].label)} ({cell_code(str(ref))})\n\n| what | before → after |\n|---|---|\n"
        for number, change in enumerate(rows):
            row = ("" if number else title) + _row(change)
            if len(row) > room:
                left += rows[number:]
                break
            parts.append(row)
            room -= len(row)
    return parts, left, room


def _row(change: Change) -> str:
    before, after = values(change, _VALUE)
    if change.edit is None and change.action is not Action.RENAMED:
        # A whole record says what it is by its title.
        before, after = (change.label, "") if change.action is Action.REMOVED else ("", change.label)
    # One column, so that a phone shows both; nothing is said by an arrow alone.
    turned = f"{inert(before)} → {inert(after)}" if before and after else f"was: {inert(before)}" if before else f"now: {inert(after)}"
    level = f"**{change.rule.severity.value}** " if change.rule.severity is ChangeSeverity.WEAKENS else ""
    # In pieces, between which a line may end: a phone is narrower than most paths.
    field = f"<br>{' '.join(map(cell_code, _PIECES.split(change.field)))}" if change.field else ""
    return f"| {level}{inert(change.rule.title)}{field} | {turned} |\n"


def github(report: DiffReport) -> str:
    """Workflow commands for what weakens and what needs attention, as many as GitHub shows; the number of the others."""
    shown: Counter[ChangeSeverity] = Counter()
    lines: list[str] = []
    left: list[Change] = []
    for change in report.difference.changes:
        level = _LEVELS.get(change.rule.severity)
        position = change.head_source or change.base_source
        if level is None or position is None or shown[change.rule.severity] >= SHOWN_BY_GITHUB:
            left.append(change)
            continue
        shown[change.rule.severity] += 1
        before, after = values(change)
        said = f" (before: {before or 'nothing'}; now: {after or 'nothing'})" if change.edit else ""
        words = f"{change.ref} {change.field or ''}: {change.rule.title}{said}{''.join('. ' + impact for impact in change.impact)}"
        place = {"file": report.path(position), "line": position.line, "col": position.column, "title": change.rule.id}
        lines.append(command(level, place, words))
    if left:
        lines.append(f"Not shown as annotations: {counted(left)}")
    lines += [no_command(f"Not compared: {visible(notice)}") for notice in report.notices]
    lines.append(f"{_verdict(report)}: {counted(report.difference.changes)}")
    return "\n".join(lines) + "\n"
