"""Measures search in a real Chromium beside mkdocs-material's own, on the same pages in the same run: ``python bench/search.py [SERVICES ...]``.

Prints, for each: bytes of index as they are and compressed, milliseconds from opening the search of a page that was just loaded to the first
result on a processor four times slower, milliseconds from a key to its results on one six times slower (median, 95th percentile, worst), and
the heap after garbage collection. From a web server and from the disk. Not part of the tests: figures hang on the machine.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import html
import http.server
import json
import math
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "tools"))

from continuity.pages.frame import bundles  # noqa: E402
from continuity.pages.page import Asset, SearchEntry  # noqa: E402
from continuity.pages.search import search_assets  # noqa: E402
from programs import chromium  # noqa: E402
from search_corpus import Corpus  # noqa: E402

THEME = ROOT / "plugins" / "continuity" / "theme"
TYPED = 6
"""Questions of each kind that are typed letter by letter."""
HARNESS = """<!doctype html><html lang="en" data-md-color-scheme="default"><meta charset="utf-8"><title>Search</title>
<a class="continuity-search" href="find.html">Search</a><script src="assets/continuity/search.js" defer></script>"""


@dataclass
class Contestant:
    """One search: where it is, and how to open it and see results."""

    name: str
    folder: Path
    page: str
    files: list[Path]
    first: list[Path]
    opener: str
    box: str
    row: str
    figures: dict[str, object] = field(default_factory=dict)


def ours(entries: tuple[SearchEntry, ...], folder: Path) -> Contestant:
    """Our scripts and data with a page that has the button and nothing else."""
    shutil.copytree(THEME / "assets" / "continuity", folder / "assets" / "continuity")
    read = lambda name: (THEME / "assets" / "continuity" / name).read_text("utf-8")  # noqa: E731
    joined = (Asset(f"assets/continuity/{path}", bundles.script(read, names).encode()) for path, names in bundles.LATER.items())
    for asset in (*search_assets(entries), *joined):
        path = folder / asset.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(asset.content)
    (folder / "page.html").write_text(HARNESS, encoding="utf-8")
    files = sorted((folder / "assets/continuity/search").glob("index-*.js"))
    first = [path for path in files if path.stem in ("index-names", "index-symptoms")]
    return Contestant("ours", folder, "page.html", files, first, ".continuity-search", "#ct-find-box", ".ct-find-list .ct-find-row")


def material(entries: tuple[SearchEntry, ...], folder: Path) -> Contestant:
    """A site of mkdocs-material with its search, whose index holds what ours holds: a page or section for each entry."""
    (folder / "docs").mkdir(parents=True)
    (folder / "docs/index.md").write_text("# Home\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        "site_name: Search\nuse_directory_urls: false\ntheme: {name: material, font: false}\nplugins: [search, offline]\n", encoding="utf-8"
    )
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(folder / "mkdocs.yml"), "-d", str(folder / "site")],
        check=True,
        capture_output=True,
    )
    # Its index is written here and not by building thousands of pages: it is the same format with the same texts.
    index = folder / "site/search/search_index.json"
    data = json.loads(index.read_text("utf-8"))
    data["docs"] = [
        {"location": f"{entry.path}#{entry.anchor}".rstrip("#"), "title": html.escape(entry.title), "text": html.escape(_text(entry))}
        for entry in entries
    ]
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    index.write_text(text, encoding="utf-8")
    script = folder / "site/search/search_index.js"
    script.write_text(f"var __index = {text}", encoding="utf-8")
    return Contestant(
        "mkdocs-material",
        folder / "site",
        "index.html",
        [index],
        [index],
        "label.md-header__button[for=__search]",
        "input.md-search__input",
        ".md-search-result__item",
    )


def _text(entry: SearchEntry) -> str:
    return ". ".join(part for part in (entry.text, *entry.exact, *entry.alerts, *entry.hosts, *entry.symptoms) if part)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a web server of ``folder``."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


WATCH = """([box, row, query]) => new Promise((done) => {
  const started = performance.now();
  // From a disk mkdocs-material's search waits for a script from another host, and without a network finds nothing, ever.
  const late = () => performance.now() - started > 20000 && (done(Infinity), true);
  const seen = () => document.querySelector(row) && requestAnimationFrame(() => done(performance.now() - started));
  const type = () => {
    const input = document.querySelector(box);
    if (late()) return;
    if (!input || !input.offsetParent) { setTimeout(type, 5); return; }
    input.focus();
    input.value = query;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
    const wait = () => { if (!late()) document.querySelector(row) ? seen() : setTimeout(wait, 5); };
    wait();
  };
  document.querySelector("%s").click();
  type();
})"""

# A key counts until its handlers are done and the page is laid out anew.
KEY = """([box, row, query]) => new Promise((done) => {
  const input = document.querySelector(box);
  const started = performance.now();
  input.value = query;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
  document.querySelector(row)?.getBoundingClientRect();
  done(performance.now() - started);
})"""


def slow(page: Page, rate: int) -> CDPSession:
    """The page's processor, so many times slower."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    return session


def first_result(browser: Browser, contestant: Contestant, root: str, repeats: int) -> str:
    """Milliseconds from opening search to the first result, cold, four times slower."""
    times = []
    for _ in range(repeats):
        context = browser.new_context(viewport={"width": 390, "height": 844})
        page = context.new_page()
        page.goto(f"{root}/{contestant.page}")
        slow(page, 4)
        times.append(page.evaluate(WATCH % contestant.opener, [contestant.box, contestant.row, "Down"]))
        context.close()
    return "none within 20 s" if statistics.median(times) == math.inf else f"{statistics.median(times):.0f} (worst {max(times):.0f})"


def keystrokes(browser: Browser, contestant: Contestant, root: str, queries: list[str]) -> tuple[str, str]:
    """Milliseconds from a key to its results, six times slower, with files fetched before; and megabytes of heap in the end."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{root}/{contestant.page}")
    page.evaluate(WATCH % contestant.opener, [contestant.box, contestant.row, "Down"])
    for query in queries:
        page.evaluate(KEY, [contestant.box, contestant.row, query])
        page.wait_for_timeout(150)
    session = slow(page, 6)
    times = []
    for query in queries:
        for length in range(1, len(query) + 1):
            times.append(page.evaluate(KEY, [contestant.box, contestant.row, query[:length]]))
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    context.close()
    times.sort()
    return f"{statistics.median(times):.0f} / {times[int(len(times) * 0.95)]:.0f} / {times[-1]:.0f}", f"{heap:.0f}"


def measure(browser: Browser, contestant: Contestant, queries: list[str], repeats: int) -> None:
    """Fills in the figures of one contestant."""
    figures = contestant.figures
    for name, files in (("index", contestant.files), ("first helpings", contestant.first)):
        raw, small = sum(p.stat().st_size for p in files), sum(len(gzip.compress(p.read_bytes())) for p in files)
        figures[f"{name}, MB raw / compressed"] = f"{raw / 1e6:.2f} / {small / 1e6:.2f} in {len(files)}"
    with served(contestant.folder) as web:
        for name, root in (("http", web), ("file", contestant.folder.as_uri())):
            figures[f"{name}: first result, ms at 4x"] = first_result(browser, contestant, root, repeats)
            if contestant.name == "ours":
                keys, heap = keystrokes(browser, contestant, root, queries)
                figures[f"{name}: key, ms at 6x (median/p95/worst)"] = keys
                figures[f"{name}: heap, MB"] = heap


def main() -> int:
    """Prints a table for each size."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("services", nargs="*", type=int, default=[3000])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help="without mkdocs-material")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        for services in options.services:
            corpus = Corpus(services)
            queries = [question.text for question in corpus.questions(TYPED)]
            with tempfile.TemporaryDirectory() as work:
                contestants = [ours(corpus.entries, Path(work) / "ours")]
                if not options.alone:
                    contestants.append(material(corpus.entries, Path(work) / "material"))
                for contestant in contestants:
                    measure(browser, contestant, queries, options.repeats)
                    print(f"\n{contestant.name}, {services} services, {len(corpus.entries)} entries")
                    for name, value in contestant.figures.items():
                        print(f"  {name:45} {value}", flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
