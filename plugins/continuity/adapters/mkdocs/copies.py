"""What readers take along of a site: made while MkDocs writes the pages, where a second process may, and else when they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from continuity.adapters import hands
from continuity.adapters.bundle.following import Writing
from continuity.adapters.bundle.offline import write_offline
from continuity.adapters.bundle.pockets import write_pockets
from continuity.pages.page import Site

__all__ = ["Copies"]


@dataclass
class Copies:
    """Pocket plans of ``site``, and with ``offline`` the copy that a browser keeps, which they are no part of.

    ``pages`` are the paths of all pages in the order they are written, ``identity`` is what pages know of their build.
    """

    folder: Path
    site: Site
    pages: Sequence[str]
    identity: Mapping[str, object]
    offline: bool
    alone: bool
    _writing: Writing | None = None
    _packed: Iterator[bytes] = field(default_factory=lambda: iter(()))

    def page_is_next(self, path: str) -> None:
        """All files but pages are written, and the pages before the one at ``path``."""
        if self.alone or not self.offline:
            return
        if self._writing is None:
            self._writing = Writing(self.pages)
            self._packed = hands.Ahead(self._pack)
        self._writing.is_at(path)

    def finish(self) -> None:
        """All is written that belongs into copies."""
        if self._writing:
            self._writing.is_done()
        elif self.offline:
            self._packed = self._pack()
        write_pockets(self.folder, self.site, self.identity)
        list(self._packed)

    def drop(self) -> None:
        """There will be no site to copy."""
        if isinstance(self._packed, hands.Ahead):
            self._packed.close()

    def _pack(self) -> Iterator[bytes]:
        write_offline(self.folder, self.identity, self._writing)
        return iter(())
