"""Which code makes pages: a page made by another edition says nothing about what this one would make."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import jinja2
import markdown
import msgspec
import nh3

__all__ = ["edition"]


@lru_cache(maxsize=1)
def edition() -> str:
    """64 hexadecimal digits for our own code and templates that print pages, and the versions of the libraries they use."""
    whole = hashlib.sha256()
    for library in (jinja2, markdown, msgspec, nh3):
        whole.update(f"{library.__name__} {library.__version__}\n".encode())
    for path, file in sorted(_code(files("continuity.pages"), "")):
        whole.update(f"{path}\n".encode() + file.read_bytes())
    return whole.hexdigest()


def _code(folder: Traversable, path: str) -> list[tuple[str, Traversable]]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _code(entry, f"{path}{entry.name}/") if entry.name != "__pycache__" else []
        else:
            found.append((path + entry.name, entry))
    return found
