"""The text that a review was of: what the plans said of its subject in the commit that brought the review, or in the one before where that one
changed it as well, held against the review's fingerprints.

Of that commit only the files that tell of the subject are read, however many plans there are, and all commits are read by one process. A text whose
fingerprints are others than the review's is not the one that was reviewed, and nothing is said by it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final

from continuity.analysis.fingerprint import Fingerprinter, matches
from continuity.changes.git import GitError, NotHereError, Objects, Repository
from continuity.changes.looked import History
from continuity.load import Loaded, load
from continuity.model.attestation import Attestation
from continuity.model.base import Record, Ref, references
from continuity.model.kinds import BY_FOLDER, KINDS
from continuity.model.portfolio import Portfolio
from continuity.model.service import Service

__all__ = ["NO_HISTORY", "ReviewedText", "reviewed_texts"]

NO_HISTORY: Final = "the history of the plans is not at hand"
NOT_COMMITTED: Final = "the review is not committed yet"
BEFORE_THE_CUT: Final = "the history here does not reach back to it"
ANOTHER_TEXT: Final = "the commit that brought the review holds another text than was reviewed"
NOT_READ: Final = "git could not be asked"
NOT_HERE: Final = "the clone here was made with a filter that left it out"
_SUFFIXES: Final = (".yaml", ".yml", ".md")
_FILE, _FOLDER = ("100644", "100755", "100664"), "40000"


@dataclass(frozen=True)
class ReviewedText:
    """``then`` is what ``review``, which the commit ``commit`` brought, was of: its subject, the runbooks of a service, and what they name. Where that
    is not known it is None, and ``why`` says why. ``unreadable`` are records that were there and could not be read.
    """

    review: Attestation
    commit: str | None
    then: Portfolio | None
    why: str = ""
    unreadable: frozenset[Ref] = frozenset()


def reviewed_texts(
    repository: Repository,
    history: History,
    loaded: Loaded,
    wanted: Mapping[Ref, Attestation],
    known: Mapping[Ref, ReviewedText] = MappingProxyType({}),
) -> dict[Ref, ReviewedText]:
    """By subject, the text that its review in ``wanted`` was of. ``known`` were found in the same history: they are not looked for again."""
    found: dict[Ref, ReviewedText] = {}
    by_commit: dict[str, list[tuple[Ref, Attestation]]] = defaultdict(list)
    for subject, review in wanted.items():
        path = loaded.sources.path(review.ref)
        commit = history.added(path) if path else None
        if commit is None:
            found[subject] = ReviewedText(review, None, None, BEFORE_THE_CUT if history.cut else NOT_COMMITTED)
        elif (before := known.get(subject)) is not None and before.commit == commit.hash and before.review == review:
            found[subject] = before
        else:
            by_commit[commit.hash].append((subject, review))
    if not by_commit:
        return found
    try:
        absent = repository.absent(one for hash_ in by_commit for one in (hash_, f"{hash_}^1", f"{hash_}^2"))
        with repository.objects(absent) as objects:
            reader = _Reader(objects, repository.folder, loaded)
            for hash_, subjects in by_commit.items():
                snapshot = reader.at(hash_)
                for subject, review in subjects:
                    texts = (one.text(subject, review) for one in chain((snapshot,), snapshot.before()))
                    try:
                        then, unreadable = next((text for text in texts if text is not None), (None, frozenset[Ref]()))
                    except NotHereError:
                        found[subject] = ReviewedText(review, hash_, None, NOT_HERE)
                    else:
                        found[subject] = ReviewedText(review, hash_, then, "" if then else ANOTHER_TEXT, unreadable)
    except GitError:
        left = ((subject, review) for subjects in by_commit.values() for subject, review in subjects)
        found |= {subject: ReviewedText(review, None, None, NOT_READ) for subject, review in left if subject not in found}
    return found


@dataclass(frozen=True, slots=True)
class _File:
    """A plan file of a commit, by its path below the plans and the hash of its content."""

    path: str
    blob: str


class _Reader:
    """What is read of all commits: each content once, and none of what is still the same."""

    def __init__(self, objects: Objects, folder: str, loaded: Loaded) -> None:
        self.objects = objects
        self.folder = folder
        self.loaded = loaded
        self.refs = {root.position.path: ref for ref, root in loaded.sources.roots.items()}
        self.runbooks: dict[Ref, list[Ref]] = defaultdict(list)
        for runbook in loaded.portfolio.runbooks.values():
            for service in runbook.services:
                self.runbooks[loaded.portfolio.resolve(service)].append(runbook.ref)
        self._trees: dict[str, tuple[str, Mapping[str, tuple[_File, ...]]]] = {}
        self._contents: dict[str, bytes] = {}
        self._records: dict[_File, Record | None] = {}
        self._now: dict[str, str] = {}

    def at(self, commit: str) -> _Snapshot:
        """The plans of a commit; of nothing where there is no plans folder in it."""
        head = (self.objects.get(commit, "commit") or b"").partition(b"\n\n")[0].decode("ascii", "replace").splitlines()
        tree = next((line.removeprefix("tree ") for line in head if line.startswith("tree ")), "")
        for part in filter(None, self.folder.split("/")):
            tree = next((hash_ for mode, name, hash_ in self.objects.entries(tree) if name == part and mode == _FOLDER), "")
        entries = {name: (mode, hash_) for mode, name, hash_ in self.objects.entries(tree)}
        return _Snapshot(self, tuple(line.removeprefix("parent ") for line in head if line.startswith("parent ")), entries)

    def files(self, folder: str, tree: str) -> Mapping[str, tuple[_File, ...]]:
        """By the id that each would have, the plan files of a kind's folder."""
        known = self._trees.get(folder)
        if known is None or known[0] != tree:
            found: dict[str, list[_File]] = defaultdict(list)
            for file in self._below(tree, f"{folder}/"):
                found[PurePosixPath(file.path).stem].append(file)
            known = self._trees[folder] = (tree, {name: tuple(files) for name, files in found.items()})
        return known[1]

    def _below(self, tree: str, above: str) -> Iterator[_File]:
        for mode, name, hash_ in self.objects.entries(tree):
            if name.startswith((".", "_")):
                continue
            if mode == _FOLDER:
                yield from self._below(hash_, f"{above}{name}/")
            elif mode in _FILE and name.lower().endswith(_SUFFIXES):
                yield _File(above + name, hash_)

    def same_now(self, file: _File) -> bool:
        """Whether the file still says the same, to the byte."""
        if file.path not in self._now:
            data = self.loaded.sources.texts.get(file.path)
            way = hashlib.sha1 if len(file.blob) == 40 else hashlib.sha256
            self._now[file.path] = "" if data is None else way(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        return self._now[file.path] == file.blob

    def content(self, file: _File) -> bytes:
        if file.blob not in self._contents:
            self._contents[file.blob] = self.objects.get(file.blob, "blob") or b""
        return self._contents[file.blob]

    def record(self, file: _File) -> Record | None:
        """What the file said; None when it could not be read."""
        if (ref := self.refs.get(file.path)) is not None and self.same_now(file):
            return self.loaded.portfolio.get(ref)
        if file not in self._records:
            self._records[file] = next(iter(load([(file.path, self.content(file))]).portfolio), None)
        return self._records[file]


class _Snapshot:
    """The plans of one commit. ``entries`` lead from the names in the plans folder to mode and hash."""

    def __init__(self, reader: _Reader, parents: tuple[str, ...], entries: Mapping[str, tuple[str, str]]) -> None:
        self._reader = reader
        self._parents = parents
        self._before: tuple[_Snapshot, ...] | None = None
        self._entries = entries
        self._other_runbooks: tuple[_File, ...] | None = None

    def before(self) -> Iterator[_Snapshot]:
        """The plans of the commits it was made from."""
        if self._before is None:
            self._before = tuple(self._reader.at(parent) for parent in self._parents)
        yield from self._before

    def text(self, subject: Ref, review: Attestation) -> tuple[Portfolio, frozenset[Ref]] | None:
        """What ``review`` was of, and which records of it could not be read; None when it was of another text. ``subject`` has its present id."""
        reader = self._reader
        ids = self._ids(subject, review)
        records: dict[Ref, Record] = {}
        unreadable: set[Ref] = set()
        seen: set[Ref] = set()
        waiting = [Ref("organisation", "organisation"), *(Ref(subject.kind, id_) for id_ in ids)]
        if subject.kind == "service":
            waiting += [*reader.runbooks.get(subject, ()), *self._runbooks_naming(ids)]
        told = set(waiting[1:])
        while waiting:
            ref = waiting.pop()
            if ref in seen:
                continue
            seen.add(ref)
            for file in self._files(ref):
                record = reader.record(file)
                if record is None:
                    unreadable.add(ref)
                else:
                    records.setdefault(record.ref, record)
                    if ref in told:
                        named = tuple(self._named(record))
                        waiting += named
                        told |= {other for other in named if isinstance(record, Service) and other.kind == "runbook"}
        then = _portfolio(records.values())
        return (then, frozenset(unreadable)) if _is_of(review, then) else None

    def _ids(self, subject: Ref, review: Attestation) -> tuple[str, ...]:
        """Every id that the subject has or had."""
        record = self._reader.loaded.portfolio.get(subject)
        return tuple(dict.fromkeys((review.subject.id, subject.id, *(record.aliases if record else ()))))

    def _files(self, ref: Ref) -> tuple[_File, ...]:
        kind = KINDS.get(ref.kind)
        if kind is None:
            return ()
        if kind.folder is None:
            mode, blob = self._entries.get(kind.file or "", ("", ""))
            return (_File(kind.file or "", blob),) if mode in _FILE else ()
        mode, tree = self._entries.get(kind.folder, ("", ""))
        return self._reader.files(kind.folder, tree).get(ref.id, ()) if mode == _FOLDER else ()

    def _named(self, record: Record) -> Iterator[Ref]:
        """What a record names, by the id it is written with and by the one it has now."""
        for _, ref in references(record):
            yield ref
            yield self._reader.loaded.portfolio.resolve(ref)

    def _runbooks_naming(self, ids: Iterable[str]) -> Iterator[Ref]:
        """Runbooks that are not as they are now and have one of these ids in their text: they may have been of the service."""
        if self._other_runbooks is None:
            mode, tree = self._entries.get(BY_FOLDER["runbooks"].folder or "", ("", ""))
            files = self._reader.files("runbooks", tree).values() if mode == _FOLDER else ()
            self._other_runbooks = tuple(file for named in files for file in named if not self._reader.same_now(file))
        words = [id_.encode() for id_ in ids]
        for file in self._other_runbooks:
            content = self._reader.content(file)
            if any(word in content for word in words):
                yield Ref("runbook", PurePosixPath(file.path).stem)


def _is_of(review: Attestation, then: Portfolio) -> bool:
    """Whether the fingerprints of a review, so far as it has any, are those of its subject in ``then``. What it leans on is not asked: it may have
    been other already.
    """
    given = review.fingerprints
    prints = Fingerprinter(then).of_version(given.version) if given is not None else None
    if prints is None:
        return False
    found = prints.scopes(then.resolve(review.subject))
    told = {scope: value for scope in found if (value := getattr(given, scope.value)) is not None}
    return bool(told) and all(matches(value, found[scope]) for scope, value in told.items())


def _portfolio(records: Iterable[Record]) -> Portfolio:
    by_kind: dict[str, dict[str, Record]] = {name: {} for name in KINDS}
    aliases: dict[Ref, str] = {}
    for record in records:
        by_kind[record.kind][record.id] = record
        for alias in record.aliases:
            aliases.setdefault(Ref(record.kind, alias), record.id)
    return Portfolio(
        MappingProxyType({kind: MappingProxyType(found) for kind, found in by_kind.items()}), alias_ids=MappingProxyType(aliases)
    )
