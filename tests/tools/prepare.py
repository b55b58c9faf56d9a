"""Makes sure that tests have a browser, the web servers we ship files for, what lays out PDF files and a common font: installs Debian's where it
may, says so aloud where it may not.

Exits with 1 on a build server (CI set) that lacks one and cannot get it: there, a skipped test would look like a passed one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from programs import arial, chromium, pango
from webservers import program

SERVERS = (("nginx-light", "nginx"), ("apache2", "apache"), ("caddy", "caddy"))
"""Debian's packages of the web servers."""

PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
"""What WeasyPrint stands on."""

FONT = ("fontconfig", "fonts-liberation")
"""Arial's widths, so that what fits on a first screen or a sheet is the same on every machine."""


def missing() -> list[str]:
    """Debian packages that would have to be installed."""
    servers = tuple(((package,), program(server)) for package, server in SERVERS)
    wanted = ((("chromium",), chromium()), *servers, (PANGO, pango()), (FONT, arial()))
    return [package for packages, found in wanted if not found for package in packages]


def install(packages: list[str]) -> None:
    """Debian's own packages, quietly. What went wrong is said; whether it helped is for the caller to look."""
    print(f"installing {', '.join(packages)} for the tests", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        done = subprocess.run(["apt-get", *arguments], check=False, env=environment, capture_output=True, text=True)
        if done.returncode:
            print(f"apt-get {arguments[0]} failed:\n{done.stderr[-2000:]}", file=sys.stderr)


def main() -> int:
    """0 when tests can run, or may run with some of them skipped."""
    if (packages := missing()) and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        install(packages)
    if not (packages := missing()):
        return 0
    print(
        f"MISSING: {', '.join(packages)}. Tests that need them are skipped. Install them, or name a browser in CONTINUITY_CHROMIUM.",
        file=sys.stderr,
    )
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
