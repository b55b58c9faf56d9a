"""Measures builds of invented organisations beside what people would pick instead, on the same number of equal-sized pages, in one run.

``python bench/run.py [SERVICES ...] [--rounds N]``; without sizes, 100 and 1,000 services. Builds alternate, so that whatever else the
machine does falls on all of them alike; files live on tmpfs where there is one. Nothing is cached from build to build, but where a line says so.
Zensical and Hugo take part where their programs are on the path.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import re
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import peers
import plain
from continuity import checks
from continuity.adapters.build import build_site, build_time
from continuity.load import load
from organisation import AS_OF, organisation
from within import Within

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
_SEARCHED = "plain Material, with search"
_FLOOR = "the floor: YAML, Jinja, write"
_MKDOCS = (sys.executable, "-m", "mkdocs", "build", "--quiet")
_CHILD = """\
import json, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
took = time.perf_counter() - start
if done.returncode:
    sys.exit((done.stdout + done.stderr)[-2000:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([took, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


def _nothing(folder: Path) -> None:
    """A build from nothing: what earlier builds left is taken away."""
    for name in ("site", "public", "resources", ".cache"):
        shutil.rmtree(folder / name, ignore_errors=True)


class DoesNotBuildError(Exception):
    """A build ended with a fault; the message has its last words."""


@dataclass
class Contestant:
    """One way to build, and what its builds took: wall and processor seconds, and peak memory in KiB of its largest process."""

    name: str
    folder: Path
    command: tuple[str, ...] = _MKDOCS
    before: Callable[[Path], None] = _nothing
    built: str = "site"
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)

    def build(self) -> None:
        """One build in a process of its own."""
        self.before(self.folder)
        # Nobody's installation compiles its modules at each start.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
            "NO_MKDOCS_2_WARNING": "1"
        }
        child = [sys.executable, "-c", _CHILD, *self.command]
        done = subprocess.run(child, cwd=self.folder, capture_output=True, text=True, env=environment, check=False)
        if done.returncode:
            raise DoesNotBuildError(f"{self.name} does not build:\n{done.stderr}")
        took, processor, memory = json.loads(done.stdout)
        self.seconds.append(took)
        self.processor.append(processor)
        self.memory.append(memory)

    @property
    def output(self) -> tuple[int, int]:
        """HTML pages and bytes of the last build."""
        files = [path for path in (self.folder / self.built).rglob("*") if path.is_file()]
        return sum(path.suffix == ".html" for path in files), sum(path.stat().st_size for path in files)


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _prepare(work: Path, services: int) -> tuple[list[Contestant], float]:
    """Plans for ours, and the pages that ours makes of them as Markdown for the others; and the processor seconds that analysis and checks take of one
    process that makes all, wherever they are asked."""
    plans = organisation(services)
    files = tuple((path, text.encode()) for path, text in plans.items())
    start = time.perf_counter()
    loaded = load(files)
    middle = time.perf_counter()
    found = checks.run(loaded, AS_OF)
    end = time.perf_counter()
    print(f"\n{services} services: {len(files)} plan files, {sum(len(data) for _, data in files) / 1e6:.1f} MB")
    print(f"  load {middle - start:.2f} s, checks {end - middle:.2f} s ({len(found)} findings)")
    with Within("analysis", "checks") as reckoning:
        built = build_site(files, as_of=AS_OF, now=build_time({}), audience="internal", fail_on="error", alone=True)
    if built.site is None:
        raise SystemExit("The invented organisation has errors:\n" + "\n".join(finding.message for finding in built.findings))
    pages = {page.path.removesuffix("html") + "md": plain.markdown(page.html) for page in built.site.pages}
    print(f"  {len(pages)} pages, {sum(map(len, pages.values())) / len(pages) / 1000:.1f} kB of Markdown each")
    ours = Contestant("mkdocs-continuity", work / "ours")
    _write(ours.folder, {"mkdocs.yml": _OURS, "docs/about.md": "# About\n", **{f"plans/{path}": text for path, text in plans.items()}})
    searched = Contestant(_SEARCHED, work / "searched")
    bare = Contestant("plain Material, without search", work / "bare")
    by_hand = {f"docs/{path}": text for path, text in pages.items()}
    _write(searched.folder, {"mkdocs.yml": _PLAIN, **by_hand})
    _write(bare.folder, {"mkdocs.yml": _PLAIN + "plugins: []\n", **by_hand})
    contestants = [ours, *_ours_again(ours, work), *_checks(ours, work), searched, bare, *_peers(work, by_hand)]
    floor = (sys.executable, str(Path(__file__).with_name("floor.py")), str(ours.folder / "plans"), str(bare.folder / "docs"), "site")
    contestants.append(Contestant(_FLOOR, _made(work / "floor"), floor))
    expected = sum(plain.words(page.html) for page in built.site.pages)
    bare.build()
    shown = sum(plain.words(_article(bare.folder / "site" / page.path)) for page in built.site.pages)
    print(f"  text in the pages written by hand: {shown / expected:.1%} of ours")
    if not 0.9 <= shown / expected <= 1.1:
        raise SystemExit("The pages are not of one size, so there is nothing to compare.")
    for measured in (bare.seconds, bare.processor, bare.memory):
        measured.clear()
    return contestants, reckoning.seconds


def _ours_again(ours: Contestant, work: Path) -> list[Contestant]:
    """The same plans where a build left its cache: as they were, and with one service renamed since."""
    again = []
    for name, edit in (("nothing changed", None), ("one service renamed", _rename)):
        folder = work / name.replace(" ", "-")
        shutil.copytree(ours.folder, folder)
        one = Contestant(f"mkdocs-continuity, {name} since the last build", folder, before=edit or (lambda _: None))
        one.build()
        for measured in (one.seconds, one.processor, one.memory):
            measured.clear()
        again.append(one)
    return again


def _checks(ours: Contestant, work: Path) -> list[Contestant]:
    """``continuity check`` of the same plans: what a hook waits for, from nothing and where nothing changed since the last one."""
    command = (sys.executable, "-c", "from continuity.adapters.cli import main; main()", "check", "plans", "--format", "json")
    found = []
    for name, before in (("from nothing", _nothing), ("nothing changed", lambda _: None)):
        folder = work / f"check-{name.replace(' ', '-')}"
        shutil.copytree(ours.folder / "plans", folder / "plans")
        one = Contestant(f"continuity check, {name}", folder, command, before)
        one.build()
        for measured in (one.seconds, one.processor, one.memory):
            measured.clear()
        found.append(one)
    return found


def _rename(folder: Path) -> None:
    file = min((folder / "plans" / "services").iterdir())
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"^name: .*", f"name: Renamed {secrets.token_hex(4)}", text, count=1, flags=re.MULTILINE), encoding="utf-8")


def _peers(work: Path, by_hand: dict[str, str]) -> list[Contestant]:
    found = []
    if peers.ZENSICAL:
        folder = work / "zensical"
        _write(folder, {"mkdocs.yml": _PLAIN, **by_hand})
        found.append(Contestant(f"Zensical {peers.version_of(peers.ZENSICAL)}", folder, (peers.ZENSICAL, "build", "--clean")))
    if peers.HUGO:
        folder = work / "hugo"
        _write(folder, peers.hugo_files({path.removeprefix("docs/"): text for path, text in by_hand.items()}))
        name = f"Hugo {peers.version_of(peers.HUGO)}, smallest theme, search index"
        found.append(Contestant(name, folder, (peers.HUGO, "--quiet"), built="public"))
    return found


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


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


def _print_growth(measured: dict[str, list[tuple[int, float, float]]]) -> None:
    """By how much each takes longer as the organisation grows: k where time goes with the k-th power of the services, fitted to the medians."""
    print("\n  | grows with the number of services to the power of | wall | processor |\n  |---|---|---|")
    for name, figures in measured.items():
        if len(figures) > 1:
            sizes = [math.log(services) for services, _, _ in figures]
            wall, processor = (statistics.linear_regression(sizes, [math.log(one[index]) for one in figures]).slope for index in (1, 2))
            print(f"  | {name} | {wall:.2f} | {processor:.2f} |")


def _race(contestants: list[Contestant], rounds: int) -> None:
    """Builds by turns. Who is not of this project and cannot build the pages is named, and drops out."""
    for _ in range(rounds):
        for one in list(contestants):
            try:
                one.build()
            except DoesNotBuildError as error:
                if one.command == _MKDOCS:
                    raise
                print(f"  {one.name} drops out: {str(error).strip().splitlines()[-1]}")
                contestants.remove(one)


def main() -> int:
    """Exit status 1 when ours took more processor time than plain Material with its search, at any size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("services", type=int, nargs="*", default=[100, 1000])
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    packages = ", ".join(f"{name} {version(name)}" for name in ("mkdocs", "mkdocs-material", "jinja2", "pydantic"))
    print(f"Python {platform.python_version()}, {packages}; {platform.system()} {platform.machine()}, {os.cpu_count()} cores")
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    missing = [name for name, program in (("Zensical", peers.ZENSICAL), ("Hugo", peers.HUGO)) if not program]
    if missing:
        print(f"Not measured, because not on the path: {', '.join(missing)}")
    print("Load of the machine before: " + ", ".join(f"{load:.1f}" for load in os.getloadavg()))
    slower = False
    measured: dict[str, list[tuple[int, float, float]]] = {}
    for services in arguments.services:
        with tempfile.TemporaryDirectory(prefix="continuity-bench-", dir=memory if memory.is_dir() else None) as folder:
            contestants, reckoned = _prepare(Path(folder), services)
            _race(contestants, arguments.rounds)
            _print(contestants)
            wall = {one.name: statistics.median(one.seconds) for one in contestants}
            against = wall[contestants[0].name] / (wall[_FLOOR] + reckoned)
            print(f"  analysis and checks take {reckoned:.1f} s of one process; against the floor and them ours takes {against:.2f} x")
            for one in contestants:
                figures = (services, statistics.median(one.seconds), statistics.median(one.processor))
                measured.setdefault(one.name, []).append(figures)
            searched = next(one for one in contestants if one.name == _SEARCHED)
            slower |= statistics.median(contestants[0].processor) > statistics.median(searched.processor)
    if len(arguments.services) > 1:
        _print_growth(measured)
    return int(slower)


if __name__ == "__main__":
    sys.exit(main())
