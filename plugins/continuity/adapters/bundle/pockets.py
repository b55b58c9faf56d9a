"""Puts pocket plans beside the pages of a built site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from continuity.analysis.copies import copy_expires
from continuity.pages.page import Site
from continuity.pages.pocket import Copy, pocket_files


def write_pockets(folder: Path, site: Site, build: Mapping[str, object]) -> None:
    """Writes the pocket plans of ``site`` into the ``folder`` it was built to. ``build`` is what its pages know of their build."""
    if not site.pockets:
        return
    as_of = dt.date.fromisoformat(str(build["as_of"]))
    built = dt.datetime.fromisoformat(str(build["built"]))
    copy = Copy(str(build["name"]), as_of, f"{built.day} {built:%b %Y %H:%M} UTC", copy_expires(as_of), str(build["audience"]))
    for asset in pocket_files(site.pages, site.pockets, copy):
        target = folder / asset.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(asset.content)
