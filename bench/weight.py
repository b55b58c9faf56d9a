"""Measures the first view of pages on a slow phone: ``python bench/weight.py [--site DIR] [--tls] [--rounds N]``.

The site is served by a real nginx with the configuration we ship (with ``--tls`` over TLS), to a real Chromium that has seen nothing yet, over
1.6 Mbit/s with 150 ms to and fro, on a processor four times slower. Prints for each page what went over the line until it was there, how many
requests, when its largest piece was painted and how much moved while it loaded. Not part of the tests: figures hang on the machine.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "tools"))

import webservers  # noqa: E402
from browsing import launched  # noqa: E402
from playwright.sync_api import Browser  # noqa: E402
from programs import chromium  # noqa: E402

PAGES = ("index.html", "services/dispensing.html", "runbooks/dispensing-failover.html", "scenarios/ransomware.html", "find.html")
MOST_KB, MOST_MS = 45, 800
"""What the first view of a service may weigh, and when it must be there."""
_WATCH = """
window.__seen = {lcp: 0, moved: 0};
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.__seen.lcp = entry.startTime; })
  .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.__seen.moved += entry.value; })
  .observe({type: "layout-shift", buffered: true});
"""


@dataclass(frozen=True)
class View:
    """One first view: bytes over the line until the page was loaded, requests, milliseconds to the largest paint, layout shift."""

    received: int
    requests: int
    painted: float
    moved: float


def first_view(browser: Browser, address: str) -> View:
    """Opens ``address`` in a browser that has seen nothing yet."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, has_touch=True, is_mobile=True, ignore_https_errors=True
    )
    page = context.new_page()
    page.add_init_script(_WATCH)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    speed = 1.6e6 / 8
    session.send(
        "Network.emulateNetworkConditions", {"offline": False, "latency": 150, "downloadThroughput": speed, "uploadThroughput": speed}
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    received: list[int] = []
    session.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
    page.goto(address, wait_until="load")
    at_load = [size for size in received if size]  # pictures in a style sheet are none; the copy for later begins after the page
    page.wait_for_timeout(1500)
    seen = page.evaluate("window.__seen")
    context.close()
    return View(sum(at_load), len(at_load), seen["lcp"], seen["moved"])


@contextmanager
def site_of(named: Path | None) -> Iterator[Path]:
    """The site to measure: the one named, or the example built anew."""
    if named is not None:
        yield named.resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(ROOT / "mkdocs.yml"), "--site-dir", folder]
        subprocess.run(command, check=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
        Path(folder).chmod(0o755)
        yield Path(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, help="a site that is built already")
    parser.add_argument("--tls", action="store_true", help="over TLS, with what it costs to begin; needs openssl")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    found = chromium()
    if found is None or webservers.program("nginx") is None:
        sys.exit("a browser and nginx are needed: run `python tests/tools/prepare.py`")
    print(f"First views on a phone, 1.6 Mbit/s, 150 ms, processor 4 times slower; medians of {arguments.rounds}.")
    print(f"A service may weigh {MOST_KB} kB and take {MOST_MS} ms.\n")
    print("| page | kB over the line | requests | largest paint, ms | layout shift |\n|---|---:|---:|---:|---:|")
    with (
        site_of(arguments.site) as site,
        tempfile.TemporaryDirectory() as scratch,
        launched(found) as browser,
        webservers.running("nginx", site, Path(scratch), tls=arguments.tls) as address,
    ):
        for path in (path for path in PAGES if (site / path).is_file()):
            views = [first_view(browser, f"{address}/{path}") for _ in range(arguments.rounds)]
            middle = statistics.median
            print(
                f"| {path} | {middle(view.received for view in views) / 1000:.1f} | {views[0].requests} "
                f"| {middle(view.painted for view in views):.0f} | {middle(view.moved for view in views):.3f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
