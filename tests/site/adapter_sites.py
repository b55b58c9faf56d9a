"""Small sites for tests of the MkDocs adapter, with pages made up by a builder that stands in for the rooms behind it.

A temporary site has a hook that puts ``fake_build_site`` in place of the real one. Its plans are text files: a line ``title: ...`` becomes
a page, a line ``error: ...`` a finding at that line.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EPOCH = "1795392000"  # 2026-11-23

CONFIG = """\
site_name: Test Hospitals
site_url: https://plans.example.org/
repo_url: https://git.example.org/plans
edit_uri: edit/main/docs/
docs_dir: docs
hooks: [fake_builder.py]
theme:
  name: material
  palette:
    - media: "(prefers-color-scheme: light)"
      scheme: default
      toggle: {icon: material/weather-night, name: Dark}
    - media: "(prefers-color-scheme: dark)"
      scheme: slate
      toggle: {icon: material/weather-sunny, name: Light}
  features: [navigation.tabs, navigation.path, content.action.edit, navigation.instant]
plugins:
  - continuity
"""

HOOK = """\
import datetime as dt
from html import escape
from continuity.adapters import build
from continuity.findings import Finding, Position, Rule, Severity
from continuity.pages.page import Asset, Crumb, Heading, Page, Site

RULE = Rule("test-rule", Severity.ERROR, "t", "w", "e", "f")

def fake_build_site(files, *, as_of, ready, **options):
    pages, findings = [], []
    for path, data in files:
        stem = path.rsplit(".", 1)[0]
        title = stem
        for number, line in enumerate(data.decode().splitlines(), 1):
            if line.startswith("title: "):
                title = line[7:]
            if line.startswith("error: "):
                findings.append(Finding(RULE, line[7:], Position(path, number, 8), help="mend it"))
        depth = "../" * stem.count("/")
        up = f"{depth}index.html"
        inner = (Heading("inner", "Inner & outer", 3), Heading("inner-2", title, 3))
        headings = (Heading("first", f"First of {title}", 2, inner), Heading("second", "Second"))
        if stem.endswith("-plain"):
            headings = ()
        body = f"<h1>{escape(title)}</h1><h2 id=first>First</h2><h3 id=inner>Inner</h3><h2 id=second>Second</h2>"
        body += f"<p>text of {escape(title)}</p>" * 20
        crumbs = (Crumb("Home", up), Crumb(title, up))
        pages.append(Page(f"{stem}.html", title, body, f"About {title}", headings, crumbs, path))
    links = "".join(f'<p><a href="{escape(p.path)}">{escape(p.title)}</a></p>' for p in pages)
    home = Page("index.html", "What is wrong?", "<h1>What is wrong?</h1>" + links)
    index = Page("services/index.html", "All services", "<h1>All services</h1>")
    failed = bool(findings)
    site = None if failed else Site((home, index, *pages), (Asset("search/data.json", b"{}"),))
    day = as_of or dt.date(2026, 11, 23)
    if site:
        ready(site, day, "UTC")
    return build.Built(site, tuple(findings), failed, day)

build.build_site = fake_build_site
"""


def make(folder: Path, plans: dict[str, str] | None = None, *, config: str = CONFIG) -> Path:
    """A site in ``folder`` with the given plan files."""
    (folder / "docs").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    (folder / "fake_builder.py").write_text(HOOK, encoding="utf-8")
    (folder / "docs" / "about.md").write_text(
        "# About\n\n[x](services/one.md#inner)\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n", encoding="utf-8"
    )
    for path, text in ({"services/one.yaml": "title: One"} if plans is None else plans).items():
        write(folder, path, text)
    return folder


def write(folder: Path, path: str, text: str) -> None:
    """Puts one plan file into place, whole."""
    target = folder / "plans" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(target)


def environment() -> dict[str, str]:
    """The environment of a reproducible build."""
    path = os.pathsep.join([str(ROOT / "plugins"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    return {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "PYTHONPATH": path, "NO_MKDOCS_2_WARNING": "1", "COLUMNS": "1000"}


def run(folder: Path, *arguments: str, program: str = "mkdocs") -> subprocess.CompletedProcess[str]:
    """One command of MkDocs (or of a program like it) in ``folder``."""
    return subprocess.run(
        [sys.executable, "-m", program, *arguments], cwd=folder, env=environment(), capture_output=True, text=True, timeout=120, check=False
    )


def files_of(site: Path) -> dict[str, bytes]:
    """Everything a build wrote."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}
