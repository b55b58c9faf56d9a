"""What readers take along of a site: made by second processes while MkDocs prepares and writes the pages, where that may be, and else afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from continuity.adapters import hands
from continuity.adapters.bundle.following import Writing
from continuity.adapters.bundle.offline import stream_of, write_copy, write_manifest, write_offline
from continuity.adapters.bundle.pack import AGAIN
from continuity.adapters.bundle.pockets import pockets_of_build
from continuity.pages.page import Site

__all__ = ["Copies"]

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[str, bytes]).decode


@dataclass
class Copies:
    """Pocket plans of ``site``, and with ``offline`` the copy that a browser keeps, which they are no part of. Pocket plans are begun with.

    ``identity`` is what pages know of their build. Unless ``alone``, other processes help.
    """

    folder: Path
    site: Site
    identity: Mapping[str, object]
    offline: bool
    alone: bool
    pages: Sequence[str] = ()
    """Paths of all pages in the order they are written, once that is known."""
    _pockets: Iterator[bytes] = field(init=False)
    _packed: Iterator[bytes] = field(default_factory=lambda: iter(()))
    _writing: Writing | None = None

    def __post_init__(self) -> None:
        self._pockets = hands.ahead(self._made, alone=self.alone)

    def page_is_next(self, path: str) -> None:
        """All files but pages are written, and the pages before the one at ``path``."""
        if self.alone or not self.offline:
            return
        if self._writing is None:
            write_manifest(self.folder, self.identity)
            writing = self._writing = Writing(self.pages)
            self._packed = hands.Ahead(lambda: stream_of(self.folder, writing), AGAIN)
        self._writing.is_at(path)

    def finish(self) -> None:
        """All is written that belongs into copies."""
        if self._writing:
            self._writing.is_done()
            write_copy(self.folder, self.identity, self._packed)
        elif self.offline:
            write_offline(self.folder, self.identity)
        for path, content in map(_decode, self._pockets):
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    def drop(self) -> None:
        """There will be no site to copy."""
        for made in (self._pockets, self._packed):
            if isinstance(made, hands.Ahead):
                made.close()

    def _made(self) -> Iterator[bytes]:
        return (_encode((asset.path, asset.content)) for asset in pockets_of_build(self.site, self.identity))
