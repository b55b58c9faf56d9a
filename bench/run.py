"""Measures builds of invented organisations beside plain mkdocs-material on the same number of equal-sized pages, in one run.

``python bench/run.py [SERVICES ...] [--rounds N]``; without sizes, 100 and 1,000 services. Builds alternate, so that whatever else the
machine does falls on all of them alike; files live on tmpfs where there is one. Nothing is cached from build to build.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import plain
from continuity import checks
from continuity.adapters.build import build_site, build_time
from continuity.load import load
from organisation import AS_OF, organisation

_SETTINGS = """\
site_name: Example Holdings
docs_dir: docs
use_directory_urls: false
theme:
  name: material
  font: false
  features: [navigation.tabs, navigation.path, toc.follow]
markdown_extensions: [admonition, attr_list, tables, {toc: {permalink: true}}]
"""
_OURS = _SETTINGS + "plugins: [{continuity: {as_of: " + AS_OF.isoformat() + "}}]\n"
_PLAIN = _SETTINGS + "nav: [index.md]\nnot_in_nav: '*'\n"
_CHILD = """\
import json, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], capture_output=True, text=True)
took = time.perf_counter() - start
if done.returncode:
    sys.exit(done.stderr[-2000:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([took, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


@dataclass
class Contestant:
    """One way to build, and what its builds took: wall and processor seconds, and peak memory in KiB."""

    name: str
    folder: Path
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)

    def build(self) -> None:
        """One build in a process of its own, from nothing."""
        shutil.rmtree(self.folder / "site", ignore_errors=True)
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
        done = subprocess.run([sys.executable, "-c", _CHILD], cwd=self.folder, capture_output=True, text=True, env=environment, check=False)
        if done.returncode:
            raise SystemExit(f"{self.name} does not build:\n{done.stderr}")
        took, processor, memory = json.loads(done.stdout)
        self.seconds.append(took)
        self.processor.append(processor)
        self.memory.append(memory)

    @property
    def output(self) -> tuple[int, int]:
        """HTML pages and bytes of the last build."""
        files = [path for path in (self.folder / "site").rglob("*") if path.is_file()]
        return sum(path.suffix == ".html" for path in files), sum(path.stat().st_size for path in files)


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _prepare(work: Path, services: int) -> list[Contestant]:
    """Plans for ours, and the pages that ours makes of them as Markdown for the others."""
    plans = organisation(services)
    files = tuple((path, text.encode()) for path, text in plans.items())
    start = time.perf_counter()
    loaded = load(files)
    middle = time.perf_counter()
    found = checks.run(loaded, AS_OF)
    end = time.perf_counter()
    print(f"\n{services} services: {len(files)} plan files, {sum(len(data) for _, data in files) / 1e6:.1f} MB")
    print(f"  load {middle - start:.2f} s, checks {end - middle:.2f} s ({len(found)} findings)")
    built = build_site(files, as_of=AS_OF, now=build_time({}), audience="internal", fail_on="error")
    if built.site is None:
        raise SystemExit("The invented organisation has errors:\n" + "\n".join(finding.message for finding in built.findings))
    pages = {page.path.removesuffix("html") + "md": plain.markdown(page.html) for page in built.site.pages}
    print(f"  {len(pages)} pages, {sum(map(len, pages.values())) / len(pages) / 1000:.1f} kB of Markdown each")
    ours = Contestant("mkdocs-continuity", work / "ours")
    _write(ours.folder, {"mkdocs.yml": _OURS, "docs/about.md": "# About\n", **{f"plans/{path}": text for path, text in plans.items()}})
    searched = Contestant("plain Material, with search", work / "searched")
    bare = Contestant("plain Material, without search", work / "bare")
    by_hand = {f"docs/{path}": text for path, text in pages.items()}
    _write(searched.folder, {"mkdocs.yml": _PLAIN, **by_hand})
    _write(bare.folder, {"mkdocs.yml": _PLAIN + "plugins: []\n", **by_hand})
    contestants = [ours, searched, bare]
    expected = sum(plain.words(page.html) for page in built.site.pages)
    bare.build()
    shown = sum(plain.words(_article(bare.folder / "site" / page.path)) for page in built.site.pages)
    print(f"  text in the pages written by hand: {shown / expected:.1%} of ours")
    if not 0.9 <= shown / expected <= 1.1:
        raise SystemExit("The pages are not of one size, so there is nothing to compare.")
    for measured in (bare.seconds, bare.processor, bare.memory):
        measured.clear()
    return contestants


def _article(path: Path) -> str:
    html = path.read_text(encoding="utf-8")
    start = html.index("<article")
    return html[start : html.index("</article>", start)]


def _print(contestants: list[Contestant]) -> None:
    print("  | | wall s | lowest to highest | processor s | ours takes, wall | ours takes, processor | peak MB | pages | output MB |")
    print("  |---|---|---|---|---|---|---|---|---|")
    wall, processor = (statistics.median(measured) for measured in (contestants[0].seconds, contestants[0].processor))
    for one in contestants:
        seconds, used, (pages, size) = statistics.median(one.seconds), statistics.median(one.processor), one.output
        spread = f"{min(one.seconds):.1f} to {max(one.seconds):.1f}"
        shares = " | " if one is contestants[0] else f"{wall / seconds:.2f} x | {processor / used:.2f} x"
        peak = max(one.memory) // 1024
        print(f"  | {one.name} | {seconds:.1f} | {spread} | {used:.1f} | {shares} | {peak} | {pages} | {size / 1e6:.0f} |")


def main() -> int:
    """Exit status 1 when ours took more processor time than plain Material with its search, at any size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("services", type=int, nargs="*", default=[100, 1000])
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    packages = ", ".join(f"{name} {version(name)}" for name in ("mkdocs", "mkdocs-material", "jinja2", "pydantic"))
    print(f"Python {platform.python_version()}, {packages}; {platform.system()} {platform.machine()}, {os.cpu_count()} cores")
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    slower = False
    for services in arguments.services:
        with tempfile.TemporaryDirectory(prefix="continuity-bench-", dir=memory if memory.is_dir() else None) as folder:
            contestants = _prepare(Path(folder), services)
            for _ in range(arguments.rounds):
                for one in contestants:
                    one.build()
            _print(contestants)
            slower |= statistics.median(contestants[0].processor) > statistics.median(contestants[1].processor)
    return int(slower)


if __name__ == "__main__":
    sys.exit(main())
