"""Makes sure that tests have a browser and a web server: installs Debian's where it may, says so aloud where it may not.

Exits with 1 in a build server (CI set) that has neither and cannot get them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def missing() -> list[str]:
    """Debian packages that would have to be installed."""
    named = os.environ.get("CONTINUITY_CHROMIUM")
    has_browser = bool(named and shutil.which(named)) or any(shutil.which(name) for name in BROWSERS)
    has_server = bool(shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin"))
    return [package for package, there in (("chromium", has_browser), ("nginx-light", has_server)) if not there]


def main() -> int:
    packages = missing()
    if packages and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"installing {', '.join(packages)} for the tests", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment, stdout=subprocess.DEVNULL)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], check=False, env=environment, stdout=subprocess.DEVNULL)
        packages = missing()
    if packages:
        print(f"MISSING: {', '.join(packages)}. Tests that need them are skipped; install them, or name a browser in CONTINUITY_CHROMIUM.", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
