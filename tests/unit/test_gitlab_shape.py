"""A service catalogue as a large company really keeps it: what is wrong in it is named, and once accepted it still makes a site.

A frozen excerpt always runs. The whole catalogue runs where it lies beside the repository, under ``shared/real/gitlab``.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from continuity import checks
from continuity.adapters.build import build_site
from continuity.load import Loaded, load
from continuity.model.values import slug
from continuity.text import write_yaml

FROZEN = Path(__file__).parents[1] / "frozen" / "gitlab-services.yml"
WHOLE = Path(__file__).parents[3] / "shared" / "real" / "gitlab" / "service-catalog.yml"
DAY = dt.date(2026, 11, 23)


def _plans(catalogue: dict[str, Any]) -> dict[str, str]:
    """The catalogue as plan files. Ids follow our rules, since files must; everything else is carried over as it stands."""
    files = {"organisation.yaml": "name: GitLab.com\n"}
    for entry in catalogue["services"]:
        lines = [f"name: {write_yaml([entry.get('friendly_name') or entry['name']]).removeprefix('- ').strip()}"]
        lines.append(f"owner: {entry['owner']}" if entry.get("owner") else "")
        technical = entry.get("technical") or {}
        if "dependencies" in technical:
            lines.append("depends_on:")
            lines += [f"  - service: {dependency.get('service') or ''}".rstrip() for dependency in technical["dependencies"] or []]
        files[f"services/{slug(entry['name'])}.yaml"] = "\n".join(line for line in lines if line) + "\n"
        for team in [entry.get("owner"), *(entry.get("teams") or [])]:
            if team:
                files.setdefault(f"teams/{slug(team)}.yaml", f"name: {team}\n")
    return files


def _loaded(files: dict[str, str]) -> Loaded:
    return load((path, text.encode()) for path, text in files.items())


def _defects(loaded: Loaded) -> Counter[str]:
    return Counter(f.rule.id for f in checks.run(loaded, DAY) if f.level.value == "error")


def test_every_defect_of_the_excerpt_is_named() -> None:
    loaded = _loaded(_plans(yaml.safe_load(FROZEN.read_text(encoding="utf-8"))))
    found = checks.run(loaded, DAY)
    said = {(f.rule.id, f.id, dict(f.values).get("ref")) for f in found}
    assert ("depends-on-itself", "gitaly", None) in said
    assert ("dangling-reference", "gitaly", "service/haproxy") in said
    assert {("dangling-reference", name, "service/postgres") for name in ("api", "pgbouncer")} <= said
    empty = {f.position.path for f in found if f.rule.id == "yaml-empty-value"}
    assert empty == {f"services/{name}.yaml" for name in ("consul", "redis", "sentry", "pubsub")}
    # An id with an underscore cannot be an address everywhere; the finding says what to write.
    owner = next(f for f in found if f.rule.id == "bad-id" and f.id == "api")
    assert "reliability-unowned" in owner.message


def _accepted(files: dict[str, str]) -> dict[str, str]:
    """The same with every error that can be accepted accepted, by somebody, until a day; those that cannot are mended."""
    mended = {}
    for path, text in files.items():
        lines = []
        for line in text.splitlines():
            if line.startswith("owner: "):
                line = f"owner: {slug(line.removeprefix('owner: '))}"
            if line.strip() == "- service:":
                continue
            if line.lstrip().startswith("- service: "):
                head, _, name = line.partition("- service: ")
                line = f"{head}- service: {slug(name)}"
            lines.append(line)
        text = "\n".join(lines) + "\n"
        mended[path] = text.replace("depends_on:\n", "") if text.endswith("depends_on:\n") else text
    mended["people/owner.yaml"] = "name: Programme owner\ncontacts: [{email: owner@example.org}]\n"
    for rule in sorted({f.rule.id for f in checks.run(_loaded(mended), DAY) if f.level.value == "error" and f.rule.waivable}):
        mended[f"waivers/{rule}.yaml"] = f"rule: {rule}\nreason: As published\naccepted_by: owner\nuntil: 2027-01-31\n"
    return mended


def _builds(files: dict[str, str]) -> int:
    accepted = _accepted(files)
    assert sum(path.startswith("waivers/") for path in accepted) >= 2
    built = build_site(
        ((path, text.encode()) for path, text in accepted.items()),
        as_of=DAY,
        now=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
        audience="internal",
    )
    assert not built.failed, [f"{f.position}: {f.message}" for f in built.findings if f.level.value == "error"]
    assert built.site is not None
    page = next(page for page in built.site.pages if page.path == "services/gitaly.html")
    assert "haproxy" in page.html
    assert "missing" in page.html
    return sum(page.path.startswith("services/") for page in built.site.pages) - 1


def test_the_excerpt_builds_once_its_defects_are_accepted() -> None:
    assert _builds(_plans(yaml.safe_load(FROZEN.read_text(encoding="utf-8")))) == 8


def test_the_whole_catalogue() -> None:
    if not WHOLE.exists():
        pytest.skip(f"{WHOLE.name} does not lie beside the repository; the excerpt was tried")
    files = _plans(yaml.safe_load(WHOLE.read_text(encoding="utf-8")))
    found = _defects(_loaded(files))
    assert found["depends-on-itself"] == 1
    assert found["dangling-reference"] >= 12
    assert found["yaml-empty-value"] >= 50
    assert _builds(files) == 104
