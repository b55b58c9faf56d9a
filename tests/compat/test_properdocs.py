"""The plugin runs unchanged under ProperDocs, and its pages come out the same."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "site"))

from adapter_sites import files_of, make, run, write
from test_adapter_serve import has, serve

pytest.importorskip("properdocs")

GENERATOR = re.compile(rb'<meta name="generator"[^>]*>')


def test_both_programs_write_the_same_site(tmp_path: Path) -> None:
    folder = make(
        tmp_path / "site",
        {"services/one.yaml": "title: One"} | {f"services/s{number}.yaml": f"title: Service {number}" for number in range(6)},
    )
    built = {}
    for program in ("mkdocs", "properdocs"):
        result = run(folder, "build", "--strict", "-d", program, program=program)
        assert result.returncode == 0, result.stderr
        built[program] = {
            path: GENERATOR.sub(b"", content)
            for path, content in files_of(folder / program).items()
            if not path.endswith((".gz", "pack.bin", "sw.js"))  # made of the pages, the generator's name among them
        }
    assert built["mkdocs"].keys() == built["properdocs"].keys()
    assert built["mkdocs"] == built["properdocs"]


def test_properdocs_refuses_a_broken_plan_too(tmp_path: Path) -> None:
    folder = make(tmp_path / "site", {"services/one.yaml": "error: no such tier"})
    result = run(folder, "build", program="properdocs")
    assert result.returncode == 1
    assert "plans/services/one.yaml:1:8: error: no such tier" in result.stderr


def test_properdocs_serves_through_a_mistake(tmp_path: Path) -> None:
    folder = make(tmp_path / "site")
    with serve(folder, "--strict", program="properdocs") as site:
        site.until("/services/one.html", has("<h1>One</h1>"))
        write(folder, "services/one.yaml", "error: no such tier")
        assert "<h1>One</h1>" in site.until("/services/one.html", has("no such tier"))
        write(folder, "services/one.yaml", "title: First")
        assert "no such" not in site.until("/services/one.html", has("<h1>First</h1>"))
