"""What an audience may not see is in no file of its build: pages, search data, page sources, file names, sitemap."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from search_engine import ask

MKDOCS = """
site_name: Plans
repo_url: https://example.org/plans
edit_uri: edit/main/docs/
docs_dir: docs
theme: {name: material, features: [content.action.edit]}
plugins: [{continuity: {audience: %s, fail_on: never}}]
"""
PLANS = {
    "organisation.yaml": "name: Example\ndescription: {text: CANARY organisation, visibility: restricted}\n",
    "people/canary-one.yaml": "name: CANARY person\naliases: [CANARY alias]\nvisibility: restricted\ncontacts: [{mobile: '+44 7700 900111'}]\n",
    "people/open-person.yaml": (
        "name: Open Person\nvisibility: public\ndeputies: [canary-one]\ncontacts:\n  - {mobile: '+44 7700 900222', visibility: restricted, note: CANARY note}\n"
        "  - {email: open@example.org, visibility: public}\n"
    ),
    "teams/one.yaml": "name: Team\nlead: canary-one\nmembers: [canary-one, open-person]\ncontacts: [{duty: '+44 7700 900333', visibility: restricted}]\n",
    "roles/one.yaml": "name: Role one\nholders: [{person: canary-one}]\n",
    "resources/canary-key.yaml": "name: CANARY key\ntype: break-glass\nvisibility: restricted\nwhere: CANARY place\nholders: [{role: one}]\n",
    "channels/bridge.yaml": "name: Bridge\ntype: bridge\npin: {text: CANARY pin, visibility: restricted}\n",
    "services/one.yaml": (
        "name: Service one\nowner: {person: canary-one}\ndescription: {text: CANARY text, visibility: restricted}\ndepends_on: [{resource: canary-key}]\n"
        "escalation: [{person: canary-one, wait: 5m}, {team: one}]\nlinks: [{href: 'https://canary.example.org', visibility: restricted}]\n"
    ),
    "runbooks/one.yaml": (
        "title: Runbook one\nservices: [one]\naccess: [{resource: canary-key}]\nsteps:\n  - id: a\n    do: {text: CANARY step, visibility: restricted}\n"
        "    role: one\n    commands: [{run: CANARY command, visibility: restricted}]\n    expect: {text: CANARY result, visibility: restricted}\n"
    ),
    "contact-trees/one.yaml": "name: Tree\ninitiator: {person: canary-one}\ncalls: [{person: canary-one, calls: [{person: open-person}]}]\n",
    "exercises/one.yaml": "kind: tabletop\nheld: 2026-05-01\nparticipants: [{person: canary-one}]\nsummary: {text: CANARY summary, visibility: restricted}\n",
    "actions/one.yaml": "title: Action\nowner: {person: canary-one}\ndue: 2026-05-01\nabout: [resource/canary-key]\n",
    "reviews/2026-10-01-service-one-canary-one.yaml": (
        "subject: service/one\nreviewed: 2026-10-01\nby: canary-one\noutcome: approved\nnotes: {text: CANARY words, visibility: restricted}\n"
        "upstream: {person/canary-one: '0123456789abcdef'}\n"
    ),
}
SECRETS = ("canary ", "canary-", "900111", "900222", "900333", "canary.example", "canary%20")


def _build(folder: Path, audience: str) -> Path:
    (folder / "docs").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(MKDOCS % audience, encoding="utf-8")
    for name, text in PLANS.items():
        path = folder / "plans" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=folder, check=True, capture_output=True)
    return folder / "site"


def _searched(site: Path) -> list[str]:
    """What search finds of secrets; its data spells words in pieces, where nobody would recognise them."""
    results = ask(site / "assets" / "continuity" / "search", ["canary", "canary step", "person", "900111"])
    return [str(result) for rows in results for result in rows if any(secret.strip() in str(result).lower() for secret in SECRETS)]


def _found(site: Path) -> list[str]:
    hits = []
    for path in site.rglob("*"):
        text = str(path.relative_to(site)) + ("\n" + path.read_bytes().decode("utf-8", "replace") if path.is_file() else "")
        hits += [f"{path.relative_to(site)}: {secret}" for secret in SECRETS if secret in text.lower()]
    return hits


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_what_is_withheld_is_in_no_file(tmp_path: Path, audience: str) -> None:
    site = _build(tmp_path, audience)
    assert _found(site) == []
    assert _searched(site) == []
    service = (site / "services" / "one.html").read_text(encoding="utf-8")
    assert "restricted" in service
    assert "Role one" in (site / "runbooks" / "one.html").read_text(encoding="utf-8"), "who holds it can be asked"


def test_the_canary_sings_where_it_may(tmp_path: Path) -> None:
    """The search for secrets finds them in a build for those who may see them: it does not pass by looking past them."""
    site = _build(tmp_path, "restricted")
    found = _found(site)
    assert set(SECRETS[:5]) <= {hit.rpartition(": ")[2] for hit in found}
    assert any("CANARY step" in result for result in _searched(site))
