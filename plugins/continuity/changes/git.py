"""Git, asked through its program: which commit a name means, and all plan files of a commit in one pass.

A revision is read with two processes, however many files it has: one that lists, one that hands out contents. Nothing is checked out, nothing
is written, and neither the attributes of the repository (``export-ignore``, filters, line endings) nor replaced objects change what is read.
Names come from strangers' branches, so each is passed behind ``--end-of-options``; paths are literal and end in NUL.

Where a clone left contents behind (``git clone --filter``), git would fetch each by itself the moment it is asked for, over a network that may not answer.
Here it may not: what is missing is found out first, and is fetched all at once where that is asked for, else said to be missing.
"""

from __future__ import annotations

import posixpath
import subprocess
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import IO, Final

__all__ = ["GitError", "NotHereError", "Objects", "Repository", "Tree", "UnknownRevisionError", "open_repository"]

_SETTINGS: Final = (
    "--no-pager", "--no-replace-objects", "--no-optional-locks", "--literal-pathspecs",
    "-c", "core.quotePath=false", "-c", "i18n.logOutputEncoding=UTF-8", "-c", "log.showSignature=false",
)  # fmt: skip
#: What a hook sets for the repository it runs in. The plans may lie in another one, and a relative folder means something else from there.
_OF_A_HOOK: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})
#: Keeps git from fetching what is asked for: the first is known to git since 2.45, the other, a protocol that nothing speaks, to all.
_ALONE: Final = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"}
_PATIENCE: Final = 120
"""Seconds that what is missing may take to fetch."""
_FILE, _LINK, _SUBMODULE = ("100644", "100755", "100664"), "120000", "160000"


class GitError(Exception):
    """Git could not answer; the message is for people."""


class UnknownRevisionError(GitError):
    """A name that means no commit here."""


class NotHereError(GitError):
    """What is asked for was left behind when this was cloned, as by ``git clone --filter``."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The plan files of one commit.

    ``files`` are (path below the plans folder, content) in order of path, as ``load`` takes them; a file that is no plan by its name comes
    without content. ``found`` says whether the commit has a plans folder at all. ``notices`` say what is in it and could not be read.
    """

    commit: str
    files: tuple[tuple[str, bytes], ...]
    found: bool
    notices: tuple[str, ...] = ()


class Objects:
    """Objects of a repository, handed out one after another by one process: what is asked next may hang on what came."""

    def __init__(self, asked: IO[bytes], answers: IO[bytes], absent: frozenset[str]) -> None:
        self._asked = asked
        self._answers = answers
        self._absent = absent

    def get(self, name: str, kind: str) -> bytes | None:
        """The content of the object ``name`` (a hash, or what git takes for one), which is a ``blob``, ``tree`` or ``commit``; None when there is none.

        Raises NotHereError when it is known to be somewhere else, and GitError when git has gone.
        """
        if not name or "\n" in name:
            return None
        if name in self._absent:
            raise NotHereError(f"{name} is not in this clone.")
        try:
            self._asked.write(f"{name}\n".encode("utf-8", "surrogateescape"))
            self._asked.flush()
            head = self._answers.readline()
            if head.endswith((b" missing\n", b" ambiguous\n")):
                return None
            _, found, size = head.decode("ascii").rsplit(" ", 2)
            content = self._answers.read(int(size) + 1)[:-1]
        except (OSError, ValueError) as error:
            raise GitError("Git stopped answering.") from error
        return content if found == kind else None

    def entries(self, tree: str) -> Iterator[tuple[str, str, str]]:
        """Mode, name and hash of what is in a tree."""
        data, at, length = self.get(tree, "tree") or b"", 0, len(tree) // 2
        while at < len(data):
            end = data.index(b"\0", at)
            mode, _, name = data[at:end].partition(b" ")
            yield mode.decode("ascii"), name.decode("utf-8", "surrogateescape"), data[end + 1 : end + 1 + length].hex()
            at = end + 1 + length


@dataclass(frozen=True)
class Repository:
    """A repository, seen from a folder of plans in it.

    ``folder`` is that folder below the top of the repository, with forward slashes, empty for the top itself. ``at`` is where git is
    started; ``environment`` is what it is given, None for what this process has, and ``fetching`` what it is given where it may ask the place that
    this was cloned from.
    """

    at: Path
    folder: str
    environment: Mapping[str, str] | None = None
    fetching: Mapping[str, str] | None = None

    def ask(self, *arguments: str, given: bytes = b"", wrong: str = "") -> bytes:
        """What ``git ARGUMENTS`` prints. Raises GitError, beginning with ``wrong``, when git fails or is not there."""
        return _run(self.at, arguments, self.environment, given, wrong)

    def commit(self, name: str) -> str:
        """The full hash of the commit that ``name`` (branch, tag, hash, ``HEAD~2``) means. Raises UnknownRevisionError."""
        if not name.strip() or "\0" in name:
            raise UnknownRevisionError("An empty name is no revision.")
        try:
            found = self.ask("rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}")
        except GitError as error:
            why = " This clone is shallow: fetch more of its history." if self.shallow else ""
            raise UnknownRevisionError(f"'{name}' is no revision of this repository.{why}") from error
        commit = found.decode("ascii").strip()
        if not commit.isalnum():
            raise UnknownRevisionError(f"'{name}' is no revision of this repository: it names more or less than one commit.")
        return commit

    def merge_base(self, one: str, other: str) -> str | None:
        """The last commit that both histories have in common: of several, the first that git names. None when they share none."""
        try:
            found = self.ask("merge-base", "--end-of-options", one, other)
        except GitError:
            return None
        return found.decode("ascii").split("\n", 1)[0].strip() or None

    @cached_property
    def shallow(self) -> bool:
        """Whether history ends before its beginning, as in ``git clone --depth``."""
        return self.ask("rev-parse", "--is-shallow-repository").strip() == b"true"

    @cached_property
    def _left_at(self) -> str | None:
        """The remote that has what this clone left behind; None where it has everything."""
        try:
            found = self.ask("config", "-z", "--get-regexp", r"^(remote\..*\.promisor|extensions\.partialclone)$")
        except GitError:
            return None
        key, _, value = found.decode("utf-8", "surrogateescape").partition("\0")[0].partition("\n")
        return value if key.startswith("extensions.") else key.removeprefix("remote.").removesuffix(".promisor")

    @property
    def partial(self) -> bool:
        """Whether contents may have been left behind, as by ``git clone --filter``."""
        return self._left_at is not None

    def absent(self, commits: Iterable[str]) -> frozenset[str]:
        """Hashes of what the plans of these commits hold and is not here. Commits are hashes, or what leads from one to another (``HASH^1``); what leads
        nowhere holds nothing.
        """
        if not self.partial:
            return frozenset()
        given = "".join(f"{commit}:{self.folder}\n" for commit in commits).encode("utf-8", "surrogateescape")
        found = self.ask("rev-list", "--objects", "--missing=print", "--ignore-missing", "--stdin", given=given)
        return frozenset(line[1:].decode("ascii") for line in found.splitlines() if line.startswith(b"?"))

    def _fetch(self, names: Collection[str]) -> None:
        """Fetches objects, all at once, as git does for each by itself. Raises NotHereError when that fails or takes too long."""
        remote = self._left_at or ""
        slow = ("-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=20", "-c", "fetch.negotiationAlgorithm=noop")
        options = (
            "--no-tags",
            "--no-write-fetch-head",
            "--recurse-submodules=no",
            "--filter=blob:none",
            "--stdin",
            "--end-of-options",
            remote,
        )
        wrong = f"{len(names)} files of the plans are not in this clone, and could not be fetched from '{remote}'."
        try:
            _run(
                self.at,
                (*slow, "fetch", *options),
                self.fetching,
                "".join(f"{name}\n" for name in sorted(names)).encode("ascii"),
                wrong,
                _PATIENCE,
            )
        except GitError as error:
            raise NotHereError(str(error)) from error

    def trees(self, commits: Iterable[str], suffixes: Collection[str], *, fetch: bool = False) -> tuple[Tree, ...]:
        """The plans of each commit (full hashes), read together: a file that is the same in several is read once.

        ``suffixes`` are the endings, with the dot and in lower case, of the names whose content is wanted. What this clone left behind is
        fetched where ``fetch`` says so; else NotHereError is raised.
        """
        try:
            listed = [self._listed(commit) for commit in commits]
        except GitError as error:
            if not self.partial:
                raise
            said = "What the plans were is not in this clone, which was made with a filter. Fetch it, as by 'git fetch --refetch'."
            raise NotHereError(f"{said} {error}") from error
        try:
            return self._read(listed, suffixes)
        except GitError as error:
            links = {link for one in listed for link in one.links.values()}
            missing = self.absent(one.commit for one in listed) & (_wanted(listed, suffixes).keys() | links)
            if not missing:
                raise
            if not fetch:
                raise NotHereError(f"{len(missing)} files of the plans are not in this clone.") from error
        self._fetch(missing)
        return self._read(listed, suffixes)

    def _read(self, listed: Iterable[_Listed], suffixes: Collection[str]) -> tuple[Tree, ...]:
        followed = [self._follow(one) if one.links else one for one in listed]
        contents = self.blobs(_wanted(followed, suffixes))
        return tuple(
            Tree(
                one.commit,
                tuple((path, contents.get(blob, b"")) for path, blob in sorted(one.files.items())),
                one.found,
                one.notices,
            )
            for one in followed
        )

    def blobs(self, names: Iterable[str]) -> dict[str, bytes]:
        """The contents of objects by name, which is a hash or ``COMMIT:PATH``, with one process. What is not there is left out."""
        asked = [name for name in dict.fromkeys(names) if "\n" not in name]
        if not asked:
            return {}
        given = "".join(f"{name}\n" for name in asked).encode("utf-8", "surrogateescape")
        answer = self.ask("cat-file", "--batch", given=given)
        found: dict[str, bytes] = {}
        at = 0
        for name in asked:
            end = answer.index(b"\n", at)
            head = answer[at:end]
            if head.endswith((b" missing", b" ambiguous")):
                at = end + 1
                continue
            size = int(head.rsplit(b" ", 1)[1])
            if head.rsplit(b" ", 2)[1] == b"blob":
                found[name] = answer[end + 1 : end + 1 + size]
            at = end + 1 + size + 1
        return found

    @contextmanager
    def objects(self, absent: frozenset[str] = frozenset()) -> Iterator[Objects]:
        """Objects to be asked for one by one, with one process in all; ``absent`` are known not to be here. Raises GitError when git cannot be started."""
        command, pipe = _command(self.at, ("cat-file", "--batch")), subprocess.PIPE
        try:
            # It ends by itself once nothing can be asked any more.
            process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=self.environment)
        except (OSError, ValueError) as error:
            raise GitError(f"The program 'git' could not be started: {error}") from error
        with process:
            if process.stdin is None or process.stdout is None:
                raise GitError("Git cannot be talked to.")
            yield Objects(process.stdin, process.stdout, absent)

    def _listed(self, commit: str) -> _Listed:
        paths = (self.folder,) if self.folder else ()
        entries = self.ask("ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit, *paths)
        files: dict[str, str] = {}
        links: dict[str, str] = {}
        notices: list[str] = []
        whole = False
        for entry in entries.split(b"\0"):
            if not entry:
                continue
            head, _, raw = entry.partition(b"\t")
            mode, _, name = head.decode("ascii").split(" ")
            path = raw.decode("utf-8", "surrogateescape")
            below = path[len(self.folder) :].lstrip("/") if self.folder else path
            if not below:
                whole = True
                what = "a submodule" if mode == _SUBMODULE else "a link" if mode == _LINK else "a file"
                notices.append(f"'{self.folder}' is {what} there, no folder, so nothing in it is read")
            elif any(part.startswith(".") for part in below.split("/")):
                continue
            elif mode == _SUBMODULE:
                notices.append(f"'{path}' is a submodule, so nothing in it is read")
            elif mode == _LINK:
                links[below] = name
            elif mode in _FILE:
                files[below] = name
        return _Listed(commit, files, links, bool(entries) and not whole, tuple(notices))

    def _follow(self, listed: _Listed) -> _Listed:
        """Links to files of the plans count as the file, as they do on disk; others cannot be followed in a commit."""
        links, files, notices = listed.links, dict(listed.files), list(listed.notices)
        targets = self.blobs(links.values())
        for path, name in links.items():
            target, rounds = path, 0
            while target in links and rounds < len(links):
                written = targets.get(links[target], b"").decode("utf-8", "surrogateescape")
                target, rounds = posixpath.normpath(posixpath.join(posixpath.dirname(target), written)), rounds + 1
            if target in files:
                files[path] = files[target]
            else:
                notices.append(f"'{path}' is a link that leads out of the plans ({name[:10]}), so it is not read")
        return replace(listed, files=files, links={}, notices=tuple(notices))


@dataclass(frozen=True, slots=True)
class _Listed:
    """What is in a commit: hashes of files and of links by path."""

    commit: str
    files: Mapping[str, str]
    links: Mapping[str, str]
    found: bool
    notices: tuple[str, ...]


def _wanted(listed: Iterable[_Listed], suffixes: Collection[str]) -> dict[str, None]:
    """Hashes of the files that are plans by their names."""
    return dict.fromkeys(blob for one in listed for path, blob in one.files.items() if posixpath.splitext(path)[1].lower() in suffixes)


def open_repository(plans: Path, environment: Mapping[str, str] | None = None) -> Repository:
    """The repository that ``plans`` lies in; the folder itself need not be there any more.

    ``environment`` is that of the process. What a hook says in it about its own repository is not passed on, and git asks no other machine. Raises
    GitError when there is no repository, or no git.
    """
    at, missing = plans, list[str]()
    while not at.is_dir() and at != at.parent:
        missing.insert(0, at.name)
        at = at.parent
    given = fetching = None
    if environment is not None:
        fetching = {name: value for name, value in environment.items() if name not in _OF_A_HOOK} | {
            "LC_ALL": "C",
            "GIT_TERMINAL_PROMPT": "0",
        }
        given = fetching | _ALONE
    said = _run(at, ("rev-parse", "--show-prefix"), given, b"", f"'{plans}' lies in no git repository.")
    prefix = said.decode("utf-8", "surrogateescape").removesuffix("\n")
    folder = posixpath.normpath(posixpath.join(prefix, *missing)).strip("/")
    return Repository(at, "" if folder == "." else folder, given, fetching)


def _run(
    at: Path, arguments: Iterable[str], environment: Mapping[str, str] | None, given: bytes, wrong: str, patience: float | None = None
) -> bytes:
    command = _command(at, arguments)
    try:
        done = subprocess.run(command, input=given, capture_output=True, check=False, env=environment, timeout=patience)
    except subprocess.TimeoutExpired as error:
        raise GitError(f"{wrong} Git took longer than {patience} seconds.") from error
    except FileNotFoundError as error:
        raise GitError("The program 'git' is not installed, or not on the path.") from error
    except (OSError, ValueError) as error:
        raise GitError(f"The program 'git' could not be started: {error}") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = said[-1].removeprefix("fatal: ") if said else f"it ended with {done.returncode}"
        raise GitError(f"{wrong or 'Git could not answer.'} Git says: {reason}")
    return done.stdout


def _command(at: Path, arguments: Iterable[str]) -> list[str]:
    return ["git", "-C", str(at), *_SETTINGS, *arguments]
