"""Shows an edit of the plans in a served site without building the site anew.

The pages that browsers have open come first, and the browsers are told; then the others, those that somebody asks for before the rest. A reader
never gets a page that is older than the edit. When all are made the site is, to the byte, the one that a build would make.

An edit that reaches further (another set of pages, a title in the navigation, another day, a file that is no plan) needs a build.
"""

from __future__ import annotations

import shutil
import stat
import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.commands import build as mkdocs_build

from continuity.adapters.mkdocs import serving
from continuity.adapters.mkdocs.generated import GeneratedPage
from continuity.garbage import no_garbage_collection
from continuity.pages.page import Asset, Page, Site

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation

    from continuity.adapters.draft import Draft, Standing
    from continuity.views.context import Context

NEXT = ".next"
_PATIENCE = 60.0
"""Seconds that a request waits for its page before it gets what is there."""


class TooFarError(Exception):
    """The edit needs a build."""


@dataclass(frozen=True)
class Built:
    """What the last build left with MkDocs, by which a page can be written as it would write it."""

    config: MkDocsConfig
    env: Any
    nav: Navigation
    files: Files
    pages: Mapping[str, GeneratedPage]
    site: Site
    cache: Path | None

    @cached_property
    def standing(self) -> Standing:
        """The pages that stand."""
        from continuity.adapters.draft import Standing

        return Standing(self.site, self.cache)


class Preview:
    """The site that ``server`` serves, page by page."""

    def __init__(self, server: LiveReloadServer, watched: Mapping[str, tuple[int, int]]) -> None:
        self._server = server
        self._built: Built | None = None
        self._seen = watched
        self._draft: Draft | None = None
        self._asked: deque[str] = deque()
        self._open: Counter[str] = Counter()
        self._changed = threading.Condition()

    def build_begins(self, watched: Mapping[str, tuple[int, int]]) -> None:
        """A build is about to replace everything, with the files as they are now."""
        self._seen = watched
        self._built = None
        self._over()

    def build_is_done(self, built: Built) -> None:
        """There is a whole new site."""
        self._built = built

    def before(self, watched: Mapping[str, tuple[int, int]]) -> Built | None:
        """The build in whose site an edit can be shown; None when there is none, or when more than plans was edited since."""
        return self._built if watched == self._seen else None

    def show(self, context: Context, assets: tuple[Asset, ...]) -> None:
        """Shows the edit that led to ``context`` to those who have pages open. ``assets`` are files that change with it beside those of the plans.

        Raises TooFarError when that takes a build.
        """
        built = self._built
        if built is None:
            raise TooFarError
        with no_garbage_collection():
            from continuity.adapters.draft import Draft

            draft = Draft(context, built.standing, self._write)
            if set(draft.paths) != set(built.pages):
                raise TooFarError
            self._draft = draft
            self._asked.clear()
            for asset in assets:
                self._write_file(asset)
            for path in [path for path in self._open if path in draft.waiting]:
                self._make(draft, path)
        serving.publish(self._server)

    def show_last_good(self) -> None:
        """Shows the site as it is."""
        serving.publish(self._server)

    def go_on(self) -> bool:
        """Makes what is left of the last edit, until there is another. Whether all is made."""
        draft = self._draft
        with no_garbage_collection():
            while draft is not None and not serving.interrupted(self._server):
                if draft.waiting:
                    path = self._asked.popleft() if self._asked else next(iter(draft.waiting))
                    if path in draft.waiting:
                        self._make(draft, path)
                else:
                    for asset in draft.site().assets:
                        self._write_file(asset)
                    self._over()
                    draft = None
        return draft is None

    @contextmanager
    def reading(self, path: str) -> Iterator[None]:
        """While a browser shows the page at ``path``, and waits to hear of a newer one."""
        self._open[path] += 1
        try:
            yield
        finally:
            self._open -= Counter((path,))

    def wait_for(self, path: str) -> None:
        """Returns when the page at ``path`` is as the last edit has it."""
        with self._changed:
            if self._draft is not None and path in self._draft.waiting:
                self._asked.append(path)
                self._changed.wait_for(lambda: self._draft is None or path not in self._draft.waiting, _PATIENCE)

    def _make(self, draft: Draft, path: str) -> None:
        draft.make(path)
        with self._changed:
            self._changed.notify_all()

    def _over(self) -> None:
        with self._changed:
            self._draft = None
            self._changed.notify_all()

    def _write(self, page: Page) -> None:
        """Writes a page as MkDocs would, with all that other plugins have to say."""
        built = self._built
        made = built.pages[page.path] if built else None
        if built is None or made is None or (made.in_navigation and made.generated.title != page.title):
            raise TooFarError
        made.says(page)
        # Whoever asks meanwhile gets the page before or the page after, never half of one.
        target = made.file.abs_dest_path
        made.file.abs_dest_path = str(Path(self._server.root + NEXT, page.path))
        try:
            documents = built.files.documentation_pages()
            mkdocs_build._populate_page(made, built.config, built.files)
            mkdocs_build._build_page(made, built.config, documents, built.nav, built.env)
            self._replace(page.path)
        finally:
            made.file.abs_dest_path = target

    def _write_file(self, asset: Asset) -> None:
        content, target = asset.content, Path(self._server.root, asset.path)
        if not target.is_file() or target.read_bytes() != content:
            scratch = Path(self._server.root + NEXT, asset.path)
            scratch.parent.mkdir(parents=True, exist_ok=True)
            scratch.write_bytes(content)
            self._replace(asset.path)

    def _replace(self, path: str) -> None:
        target = Path(self._server.root, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        Path(self._server.root + NEXT, path).replace(target)

    def clear(self) -> None:
        """Leaves nothing behind."""
        shutil.rmtree(self._server.root + NEXT, ignore_errors=True)


def watched_files(roots: Iterable[str], *, besides: Path) -> dict[str, tuple[int, int]]:
    """When each file below ``roots`` was changed, in nanoseconds, and its size in bytes; without those below ``besides``."""
    found: dict[str, tuple[int, int]] = {}
    apart = besides.resolve()
    for root in {Path(root).resolve() for root in roots} - {apart}:
        for path in (root, *root.rglob("*")):
            with suppress(OSError):
                status = path.stat()
                if not stat.S_ISDIR(status.st_mode):
                    found[str(path)] = (status.st_mtime_ns, status.st_size)
    return found
