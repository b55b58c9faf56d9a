"""Where the things are that tests need and Python does not bring: a browser, a web server, the library that lays out text, a font."""

from __future__ import annotations

import os
import shutil
import subprocess
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


ARIALS = ("Arial", "Liberation Sans", "Arimo")
"""Fonts whose letters are as wide as Arial's, which is about what phones write in."""


def arial(environment: Mapping[str, str] = os.environ) -> str | None:
    """The font a browser takes for Arial, where it is as wide as Arial. How much fits on a first screen or a sheet is measured in it."""
    if not (matcher := shutil.which("fc-match", path=environment.get("PATH", ""))):
        return None
    taken = subprocess.run([matcher, "--format", "%{family[0]}", "Arial"], check=False, capture_output=True, text=True).stdout
    return taken if taken in ARIALS else None
