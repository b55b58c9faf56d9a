"""Which program this is, and what it was given: the names under which one run leaves for the next what it found."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

__all__ = ["cache_folder", "inputs_of", "program"]

_DISTRIBUTION = "mkdocs-continuity"
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def program() -> str | None:
    """64 hexadecimal digits for the code that decides what is said: ours, Python, and the libraries it needs. None when that cannot be told."""
    try:
        needed = metadata.requires(_DISTRIBUTION) or []
        names = sorted({found[0] for requirement in needed if ";" not in requirement and (found := _NAME.match(requirement))})
        libraries = "".join(f"{name} {metadata.version(name)}\n" for name in names)
    except metadata.PackageNotFoundError:
        return None
    whole = hashlib.sha256(f"{sys.version}\n{libraries}".encode())
    for path, file in _code(files("continuity"), ""):
        whole.update(f"{path}\n".encode() + hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def _code(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not entry.is_dir():
            yield path + entry.name, entry
        elif entry.name != "__pycache__" and path + entry.name != "theme":
            yield from _code(entry, f"{path}{entry.name}/")


def inputs_of(parts: Iterable[str], plans: Iterable[tuple[str, bytes]]) -> str:
    """64 hexadecimal digits for plan files, in order, and for what else is said in ``parts``."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(f"{part}\0".encode())
    for path, content in plans:
        # Hashes of one length: no two lists of files read the same.
        whole.update(hashlib.sha256(path.encode("utf-8", "surrogatepass")).digest() + hashlib.sha256(content).digest())
    return whole.hexdigest()


def cache_folder(folder: Path) -> None:
    """Makes ``folder``, which git is told to leave alone. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError), (folder / ".gitignore").open("x", encoding="utf-8") as note:
        note.write("# Made by continuity, safe to delete.\n*\n")
