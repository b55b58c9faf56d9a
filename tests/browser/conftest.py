"""A real Chromium for tests of pages, on a phone and on a desk. A complaint or a request to another host fails the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from browsing import serving, watched_page
from playwright.sync_api import Browser, Page

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}

Serve = Callable[..., str]


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page of 390 by 844 with touch, two device pixels to one of CSS."""
    with watched_page(browser, **PHONE) as page:
        yield page


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A page of 1280 by 900."""
    with watched_page(browser, **DESK) as page:
        yield page


@pytest.fixture(scope="session")
def serve_folder() -> Iterator[Serve]:
    """``serve_folder(folder, headers=None)`` serves a folder until the end of the run and gives its address, the same for the same folder."""
    with ExitStack() as servers:
        running: dict[tuple[Path, tuple[tuple[str, str], ...]], str] = {}

        def serve(folder: Path, headers: Mapping[str, str] | None = None) -> str:
            key = (folder.resolve(), tuple(sorted((headers or {}).items())))
            if key not in running:
                running[key] = servers.enter_context(serving(key[0], dict(key[1])))
            return running[key]

        yield serve


@pytest.fixture(scope="session")
def site_url(built_site: Path, serve_folder: Serve) -> str:
    """The address of the example organisation's site, without a slash at its end."""
    return serve_folder(built_site)
