"""A page before it is made: its address, and how to make it. Whoever needs one page need not make the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeVar

from continuity.model.base import Record
from continuity.model.kinds import KINDS
from continuity.views.blocks import PageView
from continuity.views.context import Context

R = TypeVar("R", bound=Record)


class Sheet(NamedTuple):
    """``make`` gives the page at ``path``."""

    path: str
    make: Callable[[], PageView]


def sheet(path: str, view: Callable[..., PageView], *about: Any) -> Sheet:
    """The page at ``path`` that ``view`` makes of ``about``."""
    return Sheet(path, partial(view, *about))


def sheets(records: Mapping[str, R], view: Callable[..., PageView], context: Context, *about: Any) -> Iterator[Sheet]:
    """A page for each of ``records``, at FOLDER/ID.html, that ``view`` makes of the context, the record and ``about``."""
    for record in records.values():
        yield sheet(f"{KINDS[record.kind].folder}/{record.id}.html", view, context, record, *about)
