"""The two sides of a comparison: a revision, a folder or the working tree, each to plan files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from continuity.adapters.build import PLAN_SUFFIXES, read_folder
from continuity.changes.git import GitError, Repository, UnknownRevisionError, open_repository

__all__ = ["CannotCompareError", "Side", "read_sides"]

Files = tuple[tuple[str, bytes], ...]


class CannotCompareError(Exception):
    """A side cannot be read at all; the message says what to do."""


@dataclass(frozen=True)
class Side:
    """``name`` is what was asked for; ``commit`` the revision that was read, None for files on disk. ``notices`` say what was not read."""

    name: str
    commit: str | None
    files: Files
    notices: tuple[str, ...] = ()


WORKING_TREE = "working tree"


def read_sides(
    base: str, head: str | None, plans: Path, environment: Mapping[str, str], *, from_merge_base: bool = True
) -> tuple[Side, Side]:
    """Both sides. A name is a revision if there is one of that name, else a folder; ``./name`` is always a folder. No head is the working tree.

    A base that is a revision is read where the head's history left it, unless ``from_merge_base`` is off. Revisions are read together, so
    that what is the same in both is read once. Raises CannotCompareError.
    """
    repository, why = _repository(plans, environment)
    commits = [_commit(repository, name, why) for name in (base, head if head is not None else WORKING_TREE)]
    named = [base, head if head is not None else WORKING_TREE]
    try:
        if from_merge_base and commits[0] and repository:
            commits[0] = _merge_base(repository, base, commits[0], commits[1])
        trees = repository.trees([commit for commit in commits if commit], PLAN_SUFFIXES, fetch=True) if repository else ()
    except GitError as error:
        raise CannotCompareError(str(error)) from error
    read = {tree.commit: tree for tree in trees}
    sides = []
    for name, commit in zip(named, commits, strict=True):
        if commit is None:
            sides.append(_on_disk(name, plans))
            continue
        tree = read[commit]
        missing = () if tree.found else (f"{name} has no folder '{plans.as_posix()}': every plan of the other side is new or gone",)
        sides.append(Side(name, commit, tree.files, (*missing, *tree.notices)))
    if not any(_has_plans(side.files) for side in sides):
        raise CannotCompareError(f"Neither side has plans in '{plans.as_posix()}'. Name the folder of the plans: --plans DIR")
    return sides[0], sides[1]


def _repository(plans: Path, environment: Mapping[str, str]) -> tuple[Repository | None, str]:
    try:
        return open_repository(plans, environment), ""
    except GitError as error:
        return None, str(error)


def _commit(repository: Repository | None, name: str, why: str) -> str | None:
    """The commit of a name; None for what is on disk."""
    if name == WORKING_TREE:
        return None
    folder = Path(name)
    if name.startswith(("./", "../", "/")) and folder.is_dir():
        return None
    unknown = why
    if repository is not None:
        try:
            return repository.commit(name)
        except UnknownRevisionError as error:
            unknown = str(error)
    if name and folder.is_dir():
        return None
    raise CannotCompareError(f"{unknown} Nor is there a folder '{name}'.")


def _merge_base(repository: Repository, name: str, base: str, head: str | None) -> str:
    try:
        other = head or repository.commit("HEAD")
    except UnknownRevisionError:
        return base
    found = repository.merge_base(base, other)
    if found is None:
        more = " This clone is shallow: fetch more of its history." if repository.shallow else ""
        raise CannotCompareError(f"'{name}' and the other side share no history.{more} Compare with '{name}' itself: --exactly")
    return found


def _on_disk(name: str, plans: Path) -> Side:
    folder = plans if name == WORKING_TREE else Path(name)
    if not folder.is_dir():
        return Side(name, None, (), (f"there is no folder '{folder.as_posix()}': every plan of the other side is new or gone",))
    try:
        return Side(name, None, read_folder(folder))
    except OSError as error:
        raise CannotCompareError(f"'{folder}' cannot be read: {error}") from error


def _has_plans(files: Files) -> bool:
    return any(path.lower().endswith(PLAN_SUFFIXES) for path, _ in files)
