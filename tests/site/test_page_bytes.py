"""How many bytes a page is made of, on the organisation that benchmarks build: the frame, the words and the markup between them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median

import pytest

BENCH = Path(__file__).parents[2] / "bench"
CONFIG = """\
site_name: Example Holdings
use_directory_urls: false
theme: {name: material, font: false, features: [navigation.tabs, navigation.path, toc.follow]}
plugins: [{continuity: {as_of: 2026-11-23, cache: false, fail_on: never}}]
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred services. A page says of a service what it says of one among a thousand, but for what needs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCH))
        from organisation import organisation  # type: ignore[import-not-found]

        plans = organisation(100)
    folder = tmp_path_factory.mktemp("bytes")
    for path, text in plans.items():
        (folder / "plans" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "plans" / path).write_text(text, encoding="utf-8")
    (folder / "docs").mkdir()
    (folder / "docs" / "about.md").write_text("# About\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return folder / "site"


@pytest.mark.parametrize(("folder", "most"), [("services", 22_500), ("runbooks", 25_000), ("contact-trees", 14_500), ("people", 6_700)])
def test_the_pages_of_most_records_stay_small(site: Path, folder: str, most: int) -> None:
    sizes = [path.stat().st_size for path in (site / folder).glob("*.html") if path.name != "index.html"]
    assert len(sizes) >= 10
    assert median(sizes) <= most


def test_the_frame_around_a_page_stays_small(site: Path) -> None:
    page = (site / "people/person-0000.html").read_text(encoding="utf-8")
    body = page[page.index('<div class="ct-page') : page.index("</article>")]
    assert len(page) - len(body) <= 4_200
