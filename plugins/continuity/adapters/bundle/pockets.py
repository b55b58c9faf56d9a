"""The pocket plans of a site, as documents beside its pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from continuity.analysis.copies import copy_expires
from continuity.pages.page import Asset, Site
from continuity.pages.pocket import Copy, pocket_files


def pockets_of_build(site: Site, build: Mapping[str, object]) -> Iterator[Asset]:
    """The pocket plans of ``site``, one by one. ``build`` is what its pages know of their build."""
    if not site.pockets:
        return iter(())
    as_of = dt.date.fromisoformat(str(build["as_of"]))
    built = dt.datetime.fromisoformat(str(build["built"]))
    copy = Copy(str(build["name"]), as_of, f"{built.day} {built:%b %Y %H:%M} UTC", copy_expires(as_of), str(build["audience"]))
    return pocket_files(site.pages, site.pockets, copy)
