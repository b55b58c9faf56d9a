"""What is known of a finished page beside its body, and where both are put."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import msgspec

from continuity.pages.page import Crumb, Heading, Kept, Page, SearchEntry

__all__ = ["InMemory", "Made", "Shelf", "Slip", "finished", "made_of"]


class Made(msgspec.Struct, frozen=True, array_like=True):
    """A page without its body.

    ``anchors`` are the ids on it; ``links`` the (path, anchor) of every place of the site it leads to; ``references`` what authors' links to
    records on it became, which another portfolio may resolve in another way.
    """

    path: str
    title: str
    description: str
    headings: tuple[Heading, ...]
    crumbs: tuple[Crumb, ...]
    source: str | None
    search: tuple[SearchEntry, ...]
    anchors: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    references: tuple[tuple[str, str | None], ...]

    def page(self, body: Kept) -> Page:
        """The page as a whole."""
        return Page(self.path, self.title, body, self.description, self.headings, self.crumbs, self.source)


class Slip(Kept, Protocol):
    """The receipt of what was put on a shelf."""

    @property
    def key(self) -> str:
        """What it is found again by; empty where it is not."""
        ...

    @property
    def about(self) -> bytes:
        """What was said of it."""
        ...


_decode = msgspec.msgpack.Decoder(Made).decode


def made_of(slip: Slip) -> Made:
    """What was said of the page that ``slip`` stands for. Raises msgspec.DecodeError where it stands for something else."""
    return _decode(slip.about)


def finished(slip: Slip) -> Page:
    """The page that ``slip`` stands for."""
    return made_of(slip).page(slip)


class Shelf(Protocol):
    """Where finished pages wait, and where those of an earlier build may still be."""

    def find(self, key: str) -> Slip | None:
        """What was put there under ``key``, in this build or an earlier one."""
        ...

    def put(self, key: str, about: bytes, body: bytes) -> Slip:
        """Puts ``body`` away. Without a ``key`` it is not found again."""
        ...


@dataclass(frozen=True, slots=True)
class _Sheet:
    key: str
    about: bytes
    body: bytes

    def read(self) -> bytes:
        return self.body


class InMemory:
    """A shelf for few pages, which nobody finds again."""

    def find(self, key: str) -> Slip | None:
        """Nothing."""
        return None

    def put(self, key: str, about: bytes, body: bytes) -> Slip:
        """Holds on to ``body``."""
        return _Sheet(key, about, body)
