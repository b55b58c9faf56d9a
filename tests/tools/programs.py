"""Where the programs are that tests need and Python does not bring: a browser, a web server, the library that lays out text."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from ctypes.util import find_library

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def chromium(environment: Mapping[str, str] = os.environ) -> str | None:
    """The browser named in CONTINUITY_CHROMIUM, else the first on PATH. One that is named but not there is none: it was named for a reason."""
    named = environment.get("CONTINUITY_CHROMIUM")
    path = environment.get("PATH", "")
    return next((found for name in ((named,) if named else BROWSERS) if (found := shutil.which(name, path=path))), None)


def nginx(environment: Mapping[str, str] = os.environ) -> str | None:
    """The web server. Debian keeps it where only root looks."""
    return shutil.which("nginx", path=environment.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def pango() -> str | None:
    """The library that WeasyPrint, an extra of ours, lays out text with."""
    return find_library("pangoft2-1.0")
