"""What changed lately: the plans of a commit beside those they were before, for readers of the site.

History is of the commit that is built. Where it is not there, as in a shallow clone, what changed is unknown, which is not nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from continuity.changes.difference import Change, changes
from continuity.changes.git import NotHereError, Repository, Tree
from continuity.load import Loaded, load
from continuity.model.portfolio import Portfolio

__all__ = ["LATELY", "Period", "periods"]

LATELY: Final = timedelta(days=30)


@dataclass(frozen=True)
class Period:
    """``title`` says which; ``since`` is the day of the commit compared with. ``changes`` is None where the history does not reach back.

    ``before`` are the plans of that commit, as the audience sees them; of the period of ``LATELY`` alone, which figures are held against.
    ``left_out``: the history does reach back, but what the plans said then is not in a clone that was made with a filter.
    """

    title: str
    since: date | None
    changes: tuple[Change, ...] | None
    before: Portfolio | None = None
    left_out: bool = False


def periods(
    repository: Repository, head: Loaded, seen: Portfolio, see: Callable[[Portfolio], Portfolio], as_of: date, suffixes: Collection[str]
) -> tuple[Period, ...]:
    """The last change that reached the plans, and the last 30 days, as the audience of ``seen`` may see them.

    ``head`` are the whole plans, ``seen`` what the audience sees of them, and ``see`` makes that of a portfolio. Told is what differs for the
    audience and differs in the same way in the whole: a value that was hidden since is not shown as gone. Raises GitError.
    """
    last = _line(repository, "--", ".")
    lately = f"--before={(as_of - LATELY).isoformat()}T00:00:00Z"
    bases = (
        ("The last change", False, _line(repository, f"{last}^1") if last and not _cut(repository, last) else None),
        ("The last 30 days", True, _line(repository, lately, "HEAD")),
    )
    known = [commit for _, _, commit in bases if commit is not None]
    trees = _trees(repository, tuple(dict.fromkeys(known)), suffixes)
    found: list[Period] = []
    for title, keep, commit in bases:
        if commit is None:
            found.append(Period(title, None, None))
            continue
        if commit not in trees:
            found.append(Period(title, None, None, left_out=True))
            continue
        base = load(trees[commit].files, head)
        before = see(base.portfolio)
        told = tuple(_told(base, before, head, seen))
        found.append(Period(title, _day(repository, commit), told, before if keep else None))
    return tuple(found)


def _trees(repository: Repository, commits: tuple[str, ...], suffixes: Collection[str]) -> dict[str, Tree]:
    """By commit, those that are here in whole."""
    try:
        return {tree.commit: tree for tree in repository.trees(commits, suffixes)}
    except NotHereError:
        return {key: tree for one in commits for key, tree in _trees(repository, (one,), suffixes).items()} if len(commits) > 1 else {}


def _told(base: Loaded, before: Portfolio, head: Loaded, seen: Portfolio) -> Iterator[Change]:
    whole = {change.fingerprint for change in changes(base, head)}
    visible = changes(replace(base, portfolio=before), replace(head, portfolio=seen))
    return (change for change in visible if change.fingerprint in whole)


def _line(repository: Repository, *which: str) -> str | None:
    """The newest commit of the main line that fits; None when there is none."""
    start = () if any(word == "HEAD" or word.endswith("^1") for word in which) else ("HEAD",)
    found = repository.ask("rev-list", "--max-count=1", "--first-parent", *start, *which).decode("ascii").strip()
    return found or None


def _cut(repository: Repository, commit: str) -> bool:
    """Whether a commit has no parent here: the first of all, or the end of a shallow clone."""
    return len(repository.ask("rev-list", "--max-count=1", "--parents", commit).split()) < 2


def _day(repository: Repository, commit: str) -> date:
    seconds = int(repository.ask("show", "--no-patch", "--format=%ct", commit).strip())
    return datetime.fromtimestamp(seconds, UTC).date()
