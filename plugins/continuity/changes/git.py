"""Git, asked through its program: which commit a name means, and all plan files of a commit in one pass.

A revision is read with two processes, however many files it has: one that lists, one that hands out contents. Nothing is checked out, nothing
is written, and neither the attributes of the repository (``export-ignore``, filters, line endings) nor replaced objects change what is read.
Names come from strangers' branches, so each is passed behind ``--end-of-options``; paths are literal and end in NUL.
"""

from __future__ import annotations

import posixpath
import subprocess
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Final

__all__ = ["GitError", "Objects", "Repository", "Tree", "UnknownRevisionError", "open_repository"]

_SETTINGS: Final = (
    "--no-pager", "--no-replace-objects", "--no-optional-locks", "--literal-pathspecs",
    "-c", "core.quotePath=false", "-c", "i18n.logOutputEncoding=UTF-8", "-c", "log.showSignature=false",
)  # fmt: skip
#: What a hook sets for the repository it runs in. The plans may lie in another one, and a relative folder means something else from there.
_OF_A_HOOK: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})
_FILE, _LINK, _SUBMODULE = ("100644", "100755", "100664"), "120000", "160000"


class GitError(Exception):
    """Git could not answer; the message is for people."""


class UnknownRevisionError(GitError):
    """A name that means no commit here."""


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

    def __init__(self, asked: IO[bytes], answers: IO[bytes]) -> None:
        self._asked = asked
        self._answers = answers

    def get(self, name: str, kind: str) -> bytes | None:
        """The content of the object ``name`` (a hash, or what git takes for one), which is a ``blob``, ``tree`` or ``commit``; None when there is none.

        Raises GitError when git has gone.
        """
        if not name or "\n" in name:
            return None
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
    started; ``environment`` is what it is given, None for what this process has.
    """

    at: Path
    folder: str
    environment: Mapping[str, str] | None = None

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

    def trees(self, commits: Iterable[str], suffixes: Collection[str]) -> tuple[Tree, ...]:
        """The plans of each commit (full hashes), read together: a file that is the same in several is read once.

        ``suffixes`` are the endings, with the dot and in lower case, of the names whose content is wanted.
        """
        listed = [self._listed(commit) for commit in commits]
        wanted = dict.fromkeys(blob for one in listed for path, blob in one.files if posixpath.splitext(path)[1].lower() in suffixes)
        contents = self.blobs(wanted)
        return tuple(
            Tree(
                one.commit,
                tuple((path, contents.get(blob, b"")) for path, blob in sorted(one.files)),
                one.found,
                one.notices,
            )
            for one in listed
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
    def objects(self) -> Iterator[Objects]:
        """Objects to be asked for one by one, with one process in all. Raises GitError when git cannot be started."""
        command, pipe = _command(self.at, ("cat-file", "--batch")), subprocess.PIPE
        try:
            # It ends by itself once nothing can be asked any more.
            process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=self.environment)
        except (OSError, ValueError) as error:
            raise GitError(f"The program 'git' could not be started: {error}") from error
        with process:
            if process.stdin is None or process.stdout is None:
                raise GitError("Git cannot be talked to.")
            yield Objects(process.stdin, process.stdout)

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
        if links:
            self._follow(links, files, notices)
        return _Listed(commit, tuple(files.items()), bool(entries) and not whole, tuple(notices))

    def _follow(self, links: dict[str, str], files: dict[str, str], notices: list[str]) -> None:
        """Links to files of the plans count as the file, as they do on disk; others cannot be followed in a commit."""
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


@dataclass(frozen=True, slots=True)
class _Listed:
    commit: str
    files: tuple[tuple[str, str], ...]
    found: bool
    notices: tuple[str, ...]


def open_repository(plans: Path, environment: Mapping[str, str] | None = None) -> Repository:
    """The repository that ``plans`` lies in; the folder itself need not be there any more.

    ``environment`` is that of the process. What a hook says in it about its own repository is not passed on. Raises GitError when there is
    no repository, or no git.
    """
    at, missing = plans, list[str]()
    while not at.is_dir() and at != at.parent:
        missing.insert(0, at.name)
        at = at.parent
    given = None
    if environment is not None:
        given = {name: value for name, value in environment.items() if name not in _OF_A_HOOK}
        given |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    said = _run(at, ("rev-parse", "--show-prefix"), given, b"", f"'{plans}' lies in no git repository.")
    prefix = said.decode("utf-8", "surrogateescape").removesuffix("\n")
    folder = posixpath.normpath(posixpath.join(prefix, *missing)).strip("/")
    return Repository(at, "" if folder == "." else folder, given)


def _run(at: Path, arguments: Iterable[str], environment: Mapping[str, str] | None, given: bytes, wrong: str) -> bytes:
    command = _command(at, arguments)
    try:
        done = subprocess.run(command, input=given, capture_output=True, check=False, env=environment)
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
