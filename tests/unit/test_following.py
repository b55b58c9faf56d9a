"""A copy packed while the site is still being written is the copy that is packed when all is there."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from continuity.adapters.bundle import following, offline, pack
from continuity.adapters.bundle.contents import PACK, WORKER
from continuity.adapters.bundle.following import Writing
from continuity.adapters.mkdocs.copies import Copies
from continuity.pages.page import Site

BUILD = {"name": "Plans", "built": "2026-11-23T09:00:00Z", "as_of": "2026-11-23", "audience": "internal"}
PAGES = [f"services/s{number}.html" for number in range(30)]
Between = Callable[[Path, str], None]


def _write(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")


def _page(path: str) -> str:
    return "\n".join([f"<title>{path}</title>", *(f"<p>line {number} of the frame</p>" for number in range(40))])


def _nothing(site: Path, page: str) -> None:
    pass


def _written(
    site: Path, *, alone: bool, order: list[str] = PAGES, between: Between = _nothing, after: Between = _nothing
) -> dict[str, bytes]:
    """A site of PAGES, written in ``order``, with its copies."""
    _write(site / "assets" / "a.js", "a()")
    _write(site / "zero.css", "a {}")
    copies = Copies(site, Site(()), BUILD, offline=True, alone=alone, pages=PAGES)
    for path in order:
        copies.page_is_next(path)
        between(site, path)
        _write(site / path, _page(path))
    after(site, "")
    copies.finish()
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def _slowly(site: Path, page: str) -> None:
    time.sleep(0.002)


def _half(site: Path, page: str) -> None:
    """A page that is there before it is written whole."""
    _write(site / page, "<title>")


def _change(site: Path, page: str) -> None:
    """What another plugin may do when all pages are written."""
    time.sleep(0.05)  # the copy has come to the end by now, most likely
    (site / PAGES[3]).unlink()
    _write(site / PAGES[5], _page("changed"))
    _write(site / "search" / "late.json", "{}")


@pytest.mark.parametrize("between", [_nothing, _slowly, _half])
@pytest.mark.parametrize("after", [_nothing, _change])
@pytest.mark.parametrize("order", [PAGES, PAGES[::-1], PAGES[:10], []], ids=["in order", "backwards", "some", "none"])
def test_the_copy_is_that_of_the_finished_site(tmp_path: Path, between: Between, after: Between, order: list[str]) -> None:
    if after is _change and order[5:6] != PAGES[5:6]:
        order = PAGES
    one, other = (
        _written(tmp_path / name, alone=alone, order=order, between=between, after=after) for name, alone in (("a", True), ("b", False))
    )
    assert one == other
    assert one.keys() >= {PACK, WORKER}


def test_what_is_written_is_packed_before_the_rest_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = offline.stream
    told = tmp_path / "told"

    def noting(files: Iterator[following.SiteFile], headers: dict[str, str]) -> Iterator[bytes]:
        def noted() -> Iterator[following.SiteFile]:
            for file in files:
                with told.open("a") as out:
                    out.write(file.path + "\n")
                yield file

        return real(noted(), headers)

    def wait(site: Path, page: str) -> None:
        if page == PAGES[20]:
            while not told.exists() or PAGES[18] not in told.read_text().split():
                time.sleep(0.001)

    monkeypatch.setattr(offline, "stream", noting)
    _written(tmp_path / "site", alone=False, order=sorted(PAGES), between=wait)
    lines = told.read_text().split()
    assert len(lines) == len(set(lines)), "nothing had to be packed again"


def test_what_a_copy_was_begun_with_does_not_count_when_its_process_dies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, here = offline.stream, os.getpid()

    def mortal(files: Iterator[following.SiteFile], headers: dict[str, str]) -> Iterator[bytes]:
        def until_half() -> Iterator[following.SiteFile]:
            for file in files:
                if file.path == PAGES[20] and os.getpid() != here:
                    os.kill(os.getpid(), signal.SIGKILL)
                yield file

        return real(until_half(), headers)

    monkeypatch.setattr(pack, "_PIECE", 1)  # what was packed is handed over at once
    alone = _written(tmp_path / "a", alone=True, after=_change)
    monkeypatch.setattr(offline, "stream", mortal)
    assert _written(tmp_path / "b", alone=False, between=_slowly, after=_change) == alone


def test_a_site_that_is_given_up_leaves_nobody_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    children: list[int] = []
    fork = os.fork
    monkeypatch.setattr(os, "fork", lambda: children.append(fork()) or children[-1])
    copies = Copies(tmp_path, Site(()), BUILD, offline=True, alone=False, pages=PAGES)
    copies.page_is_next(PAGES[0])
    copies.drop()
    assert len(children) == 2, "one for what is carried, one for what a browser keeps"
    for child in children:
        with pytest.raises(ChildProcessError):
            os.waitpid(child, os.WNOHANG)


def test_nobody_waits_for_a_writer_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    writing = Writing(PAGES)
    monkeypatch.setattr(writing, "_writer", os.getpid() + 1)
    with pytest.raises(EOFError):
        writing.wait_for(PAGES[0])


def test_without_a_copy_nothing_is_packed(tmp_path: Path) -> None:
    copies = Copies(tmp_path, Site(()), BUILD, offline=False, alone=False, pages=PAGES)
    copies.page_is_next(PAGES[0])
    copies.finish()
    assert list(tmp_path.iterdir()) == []
