"""What git knows of reviews: which commit brought them, who committed them, and how soon after the change they came.

The whole history of the plans is read by one process. A shallow clone knows less: what stands at its cut is of no commit we can trust, and
is unknown rather than wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from continuity.analysis.reviewed import Backing, Sign
from continuity.changes.git import Repository
from continuity.load import Loaded
from continuity.model.attestation import Review
from continuity.model.base import Ref
from continuity.model.directory import Person
from continuity.model.portfolio import Portfolio

__all__ = ["Commit", "History", "authors_since", "backing", "last_changes", "read_history", "read_signers", "signs_in_history"]

#: A review this soon after the change it is of.
SOON: Final = timedelta(minutes=10)
#: This many reviews by one person in one minute.
AT_ONCE: Final = 3


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that touched the plans. ``email`` is its author's; ``touched`` leads from paths below the plans folder to git's letter: A, M, D."""

    hash: str
    at: datetime
    email: str
    touched: Mapping[str, str]


@dataclass(frozen=True)
class History:
    """The commits of the plans, newest first. ``cut`` are those at the end of a shallow clone: all they hold looks new, and is not."""

    commits: tuple[Commit, ...]
    cut: frozenset[str] = frozenset()
    of_path: Mapping[str, tuple[Commit, ...]] = field(default_factory=dict)

    def added(self, path: str) -> Commit | None:
        """The commit that brought a file; None when it is not known."""
        found = next((commit for commit in reversed(self.of_path.get(path, ())) if commit.touched[path] == "A"), None)
        return found if found is not None and found.hash not in self.cut else None


def read_history(repository: Repository) -> History:
    """Every commit that touched the plans. Raises GitError."""
    text = repository.ask(
        "log", "-z", "--no-renames", "--no-relative", "--name-status", "--no-show-signature", "--format=%x01%H %ct %ae%x02", "--end-of-options",
        "HEAD", "--", ".", wrong="The history cannot be read.",
    )  # fmt: skip
    commits = tuple(_commits(text.decode("utf-8", "surrogateescape"), f"{repository.folder}/" if repository.folder else ""))
    of_path: dict[str, list[Commit]] = defaultdict(list)
    for commit in commits:
        for path in commit.touched:
            of_path[path].append(commit)
    cut = frozenset(repository.ask("rev-list", "--max-parents=0", "HEAD").decode("ascii").split()) if repository.shallow else frozenset()
    return History(commits, cut, {path: tuple(found) for path, found in of_path.items()})


def _commits(text: str, prefix: str) -> Iterator[Commit]:
    """What git printed: a line for the commit, then letter and path by turns, each ended by NUL. A path may hold anything but that."""
    words = iter(text.split("\0"))
    head: list[str] = []
    touched: dict[str, str] = {}
    for word in words:
        letter = word.lstrip("\n")
        if letter.startswith("\x01"):
            if head:
                yield Commit(head[0], datetime.fromtimestamp(int(head[1]), UTC), head[2], touched)
            head, touched = letter.strip("\x01\x02").split(" ", 2), {}
        elif letter:
            path = next(words, "")
            if path.startswith(prefix):
                touched[path.removeprefix(prefix)] = letter
    if head:
        yield Commit(head[0], datetime.fromtimestamp(int(head[1]), UTC), head[2], touched)


def authors_since(history: History, loaded: Loaded, subject: Ref, review: Ref | None) -> tuple[Ref, ...]:
    """The people who committed changes of the subject since its last review, by their e-mail addresses; with no review, ever."""
    path = loaded.sources.path(loaded.portfolio.resolve(subject))
    reviewed = loaded.sources.path(review) if review else None
    last = history.added(reviewed) if reviewed else None
    found: dict[Ref, None] = {}
    people = _people(loaded.portfolio)
    for commit in history.of_path.get(path or "", ()):
        if last is not None and commit.at <= last.at:
            break
        if (person := people.get(commit.email.casefold())) is not None:
            found[person] = None
    return tuple(found)


def last_changes(history: History, loaded: Loaded) -> Mapping[Ref, datetime]:
    """When the file of each record was last committed, in UTC. Left out where that is not known: not committed yet, or before a shallow clone begins."""
    found: dict[Ref, datetime] = {}
    for ref, root in loaded.sources.roots.items():
        commits = history.of_path.get(root.position.path)
        if commits and commits[0].hash not in history.cut:
            found[ref] = commits[0].at
    return found


def read_signers(repository: Repository, history: History, loaded: Loaded) -> Mapping[str, str]:
    """By the hash of each commit that brought a review, the address that made its signature, if that is good; git looks after each signature by a
    program of its own. Which keys and addresses are trusted is for git's settings to say. Raises GitError.
    """
    wanted = dict.fromkeys(commit.hash for _, commit in _reviews(history, loaded))
    if not wanted:
        return {}
    given = "".join(f"{hash_}\n" for hash_ in wanted).encode("ascii")
    text = repository.ask("log", "-z", "--no-walk=unsorted", "--stdin", "--format=%H %G? %GS", given=given)
    found = (line.split(" ", 2) for line in text.decode("utf-8", "replace").split("\0") if line.strip())
    return {entry[0].strip(): _address(entry[2]) for entry in found if len(entry) == 3 and entry[1] == "G"}


def _address(signer: str) -> str:
    """``anna@example.org`` of ``Anna <anna@example.org>``, and as it stands where a key is known by an address alone."""
    return (signer.rpartition("<")[2].partition(">")[0] if "<" in signer else signer).strip().casefold()


def backing(history: History, loaded: Loaded, signers: Mapping[str, str]) -> Mapping[Ref, Backing]:
    """By review, what stands behind the person it names. Left out where that is not known: no commit, or nobody's address is theirs alone."""
    people = _people(loaded.portfolio)
    known = set(people.values())
    found: dict[Ref, Backing] = {}
    for review, commit in _reviews(history, loaded):
        by = loaded.portfolio.resolve(review.by)
        if by not in known:
            continue
        if people.get(signers.get(commit.hash, "")) == by:
            found[review.ref] = Backing.SIGNED
        else:
            found[review.ref] = Backing.COMMITTED if people.get(commit.email.casefold()) == by else Backing.SOMEBODY_ELSE
    return found


def signs_in_history(history: History, loaded: Loaded) -> Mapping[Ref, tuple[Sign, ...]]:
    """By review, signs of rubber-stamping that only the history shows.

    A review that came in one commit with the plan it is of was made before there was a history, and shows none.
    """
    found: dict[Ref, list[Sign]] = defaultdict(list)
    minutes: dict[tuple[Ref, datetime], dict[Ref, Ref]] = defaultdict(dict)
    for review, commit in _reviews(history, loaded):
        subject = loaded.portfolio.resolve(review.subject)
        path = loaded.sources.path(subject) or ""
        if commit.touched.get(path) == "A":
            continue
        minutes[loaded.portfolio.resolve(review.by), commit.at.replace(second=0)][review.ref] = subject
        before = next((one for one in history.of_path.get(path, ()) if one.at <= commit.at), None)
        if before is None or before.hash in history.cut:
            continue
        if before.hash == commit.hash:
            found[review.ref].append(Sign.WITH_THE_CHANGE)
        elif commit.at - before.at <= SOON:
            found[review.ref].append(Sign.MINUTES_AFTER)
    for together in minutes.values():
        if len(set(together.values())) >= AT_ONCE:
            for ref in together:
                found[ref].append(Sign.MANY_AT_ONCE)
    return {ref: tuple(signs) for ref, signs in found.items()}


def _reviews(history: History, loaded: Loaded) -> Iterable[tuple[Review, Commit]]:
    for review in loaded.portfolio.reviews.values():
        path = loaded.sources.path(review.ref)
        commit = history.added(path) if path else None
        if commit is not None:
            yield review, commit


def _people(portfolio: Portfolio) -> dict[str, Ref]:
    """By e-mail address; an address of two people is nobody's."""
    found: dict[str, Ref] = {}
    twice: set[str] = set()
    for person in portfolio.people.values():
        if isinstance(person, Person):
            for mail in {point.email.casefold() for point in person.contacts if point.email is not None}:
                twice |= {mail} if mail in found else set()
                found[mail] = person.ref
    return {mail: ref for mail, ref in found.items() if mail not in twice}
