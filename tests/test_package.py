"""What a stranger gets: the wheel in an environment of its own, and the site of the README from three plan files."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path) -> str:
    """Output of a command that must succeed, without this project's source on its path."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env={**environment, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "-w", folder, ROOT, cwd=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment with the wheel in it.

    No network is asked: what the project depends on is seen in the environment the tests run in, by a path file that comes after the fresh
    environment's own packages. Path files of that environment, such as the one that makes the source importable, are not read again.
    """
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, with_pip=False, symlinks=True)
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(place), "platbase": str(place)}))
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    run(programs / "python", "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--ignore-installed", wheel, cwd=place)
    return programs


def test_the_wheel_carries_what_is_no_python(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    wanted = [
        r"continuity/py\.typed",
        r"continuity/pages/templates/pocket\.html",
        r"continuity/theme/continuity/page\.html",
        r"continuity/theme/assets/continuity/continuity\.css",
        r"continuity/theme/assets/continuity/reading\.js",
        r"continuity/theme/NOTICE\.md",
        r".*\.dist-info/licenses/LICENSE",
        r".*\.dist-info/licenses/plugins/continuity/theme/NOTICE\.md",
    ]
    assert [pattern for pattern in wanted if not any(re.fullmatch(pattern, name) for name in names)] == []
    assert [name for name in names if not name.startswith(("continuity/", "mkdocs_continuity-"))] == []


def test_the_files_of_the_readme_become_a_site(installed: Path, tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    files = dict(re.findall(r"^`([\w./-]+)`[^\n]*:\n\n(?:````markdown|```yaml)\n(.*?)\n(?:````|```)$", readme, re.MULTILINE | re.DOTALL))
    assert sorted(files) == ["mkdocs.yml", "plans/organisation.yaml", "plans/runbooks/restart-orders.md", "plans/services/orders.yaml"]
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    where = run(installed / "python", "-c", "import continuity.pages; print(continuity.pages.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent)
    run(installed / "python", "-m", "mkdocs", "build", "--strict", cwd=tmp_path)
    assert "shops say the order page is blank" in (tmp_path / "site/index.html").read_text(encoding="utf-8")
    assert 'id="step-restart"' in (tmp_path / "site/runbooks/restart-orders.html").read_text(encoding="utf-8")
    assert list((tmp_path / "site/assets/stylesheets").glob("continuity.*.min.css"))
    found = run(installed / "continuity", "check", "plans", cwd=tmp_path)
    assert "Order book has nobody to call [no-escalation]" in found
