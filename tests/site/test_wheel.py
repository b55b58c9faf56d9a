"""What is installed from the wheel is whole: it builds a site without the source beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z", "plugins/continuity"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not under version control: nothing says which files are the project's")
    ours = {path.removeprefix("plugins/") for path in listed.stdout.decode().split("\0") if path and (ROOT / path).is_file()}
    assert ours
    assert sorted(ours - set(zipfile.ZipFile(wheel).namelist())) == []


def test_the_wheel_carries_the_licences(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert "continuity/theme/NOTICE.md" in names


def test_what_is_installed_builds_a_site(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(place), str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    environment = {**os.environ, "PYTHONPATH": str(place), "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1795424400"}
    where = "import continuity.pages; print(continuity.pages.__file__)"
    said = subprocess.run([sys.executable, "-c", where], env=environment, check=True, capture_output=True, text=True).stdout
    assert said.startswith(str(place))
    site = tmp_path / "site"
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)],
        cwd=ROOT / "examples" / "cloud-gov",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(site.glob("assets/stylesheets/continuity.*.min.css"))
    assert "<h1" in (site / "index.html").read_text(encoding="utf-8")
