"""Which files of a built site belong into a copy of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from continuity.hosting import policy

WORKER = "sw.js"
PACK = "assets/continuity/offline/pack.bin"
"""``bin``, so that no web server takes it for a file to decompress on the way."""

_FOREIGN_SEARCH = ("assets/javascripts/lunr/", "assets/javascripts/workers/")
"""The theme's own search, which no page of ours loads: a megabyte."""
_NO_PAGE_ASKS = (".map", "sitemap.xml", "sitemap.xml.gz")
_LARGE_AND_CARRIED_APART = (".pdf", ".zip")

_TYPES = {ending: name for name, endings in policy.TYPES.items() for ending in endings}


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file of a site: ``path`` below its root with forward slashes, ``place`` on the disk."""

    path: str
    place: Path

    @property
    def content_type(self) -> str:
        """As a web server would send it."""
        name = _TYPES.get(self.path.rpartition(".")[2].lower(), "application/octet-stream")
        return f"{name}; charset=utf-8" if name in policy.TEXTUAL else name


def all_files(site: Path) -> Iterator[SiteFile]:
    """The files that pages of ``site`` may ask for, in order of path; hidden ones and the browser's own copy are not among them."""
    own_search = not (site / "search" / "search_index.json").is_file()
    for path, place in sorted(_files_below(str(site), "")):
        unused = path in {WORKER, PACK} or path.endswith(_NO_PAGE_ASKS) or (own_search and path.startswith(_FOREIGN_SEARCH))
        if not unused and not any(part.startswith(".") for part in path.split("/")):
            yield SiteFile(path, Path(place))


def kept_files(site: Path) -> Iterator[SiteFile]:
    """Of ``all_files`` those a browser keeps: not what is saved by itself, which would be kept twice."""
    saved = policy.SAVED.strip("/") + "/"
    return (file for file in all_files(site) if not file.path.startswith(saved) and not file.path.endswith(_LARGE_AND_CARRIED_APART))


def _files_below(folder: str, above: str) -> Iterator[tuple[str, str]]:
    """Path below the site and place of each file; ``Path.rglob`` takes four times as long for thousands."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files_below(entry.path, f"{above}{entry.name}/")
            elif entry.is_file():
                yield f"{above}{entry.name}", entry.path
