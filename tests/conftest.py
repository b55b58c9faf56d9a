"""What all tests share: the two real sites, built once a run, the programs outside Python, and how hard Hypothesis tries."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import launched
from filelock import FileLock
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser
from programs import arial as find_arial
from programs import chromium as find_chromium
from programs import nginx as find_nginx
from programs import pango as find_pango

ROOT = Path(__file__).parents[1]
EPOCH = "1795424400"
"""The moment all sites of the tests are built: 2026-11-23T09:00:00Z."""

# The same examples for everybody, so that a red run is red again. HYPOTHESIS_PROFILE=long looks for new ones.
settings.register_profile(
    "same", derandomize=True, database=None, deadline=None, max_examples=60, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", deadline=None, max_examples=2000, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_report_header() -> list[str]:
    """Says at the top what the skips at the end will be about."""
    wanted = (
        ("browser", find_chromium()),
        ("web server", find_nginx()),
        ("PDF engine", find_pango()),
        ("font as wide as Arial", find_arial()),
    )
    return [f"{what}: {found or 'NONE, tests that need one are skipped'}" for what, found in wanted]


def _needed(found: str | None, what: str) -> str:
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(f"no {what} on a build server: run `python tests/tools/prepare.py`", pytrace=False)
    pytest.skip(f"no {what}: run `python tests/tools/prepare.py`")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium. Without one the test is skipped; on a build server (CI set) it fails."""
    return _needed(find_chromium(), "browser")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all tests of a worker, because a process can hold only one; each test opens a context of its own."""
    with launched(chromium) as running:
        yield running


@pytest.fixture(scope="session")
def nginx() -> str:
    """The path of nginx. Without it the test is skipped; on a build server (CI set) it fails."""
    return _needed(find_nginx(), "web server")


@pytest.fixture(scope="session")
def pango() -> str:
    """The library that PDF files are laid out with. Without it the test is skipped; on a build server (CI set) it fails."""
    return _needed(find_pango(), "Pango")


@pytest.fixture(scope="session")
def arial() -> str:
    """A font as wide as Arial, which is what a browser writes in. Without one the test is skipped; on a build server (CI set) it fails."""
    return _needed(find_arial(), "font as wide as Arial")


def _built_once(name: str, config: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of ``config``. Workers that run side by side share one build: the first builds, the others wait for it.

    A build that failed is not tried again by the next worker; its last words are kept beside it.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    site, said = shared / name, shared / f"{name}.txt"
    with FileLock(shared / f"{name}.lock"):
        if not said.exists():
            done = subprocess.run(
                [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", str(config), "--site-dir", str(site)],
                cwd=config.parent,
                env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "NO_MKDOCS_2_WARNING": "1"},
                capture_output=True,
                text=True,
                check=False,
            )
            said.write_text(f"{done.returncode}\n{done.stdout}{done.stderr}", encoding="utf-8")
    code, _, words = said.read_text(encoding="utf-8").partition("\n")
    if code != "0":
        pytest.fail(f"`mkdocs build --strict` of {config.relative_to(ROOT)} ended with {code}:\n{words[-4000:]}", pytrace=False)
    return site


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the example organisation's site, built strictly as of 2026-11-23. Only to read: all tests share it."""
    return _built_once("site", ROOT / "mkdocs.yml", tmp_path_factory)


@pytest.fixture(scope="session")
def cloud_gov_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the cloud.gov example's site, built strictly as of 2026-11-23. Only to read: all tests share it."""
    return _built_once("cloud-gov", ROOT / "examples" / "cloud-gov" / "mkdocs.yml", tmp_path_factory)
