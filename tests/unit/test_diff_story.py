"""Half a year of the example organisation's plans as commits by its people: each weakening is named with its consequence, the rest is let be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from continuity.adapters.cli import main
from continuity.hosting.forge import MARKER
from repositories import Repo, needs_git

pytestmark = needs_git
PLANS = Path(__file__).parents[2] / "plans"
Rewrite = Callable[[dict[str, str]], None]


def put(path: str, old: str, new: str) -> Rewrite:
    def rewrite(files: dict[str, str]) -> None:
        assert old in files[path], f"{path} has no {old!r}"
        files[path] = files[path].replace(old, new, 1)

    return rewrite


def drop(path: str) -> Rewrite:
    return lambda files: files.update({path: ""})


def add(path: str, text: str) -> Rewrite:
    return lambda files: files.update({path: text})


def move(old: str, new: str) -> Rewrite:
    def rewrite(files: dict[str, str]) -> None:
        files[new] = files[old]
        files[old] = ""

    return rewrite


@dataclass(frozen=True)
class Commit:
    """One commit: who, when, what they said, what they did, and what must be said about it. ``impact`` are words of the consequence."""

    by: str
    day: str
    message: str
    does: tuple[Rewrite, ...]
    verdict: str
    rules: frozenset[str] = frozenset()
    impact: tuple[str, ...] = ()
    also: frozenset[str] = field(default=frozenset())


def commit(
    by: str, day: str, message: str, *does: Rewrite, verdict: str = "unchanged", rules: str = "", impact: tuple[str, ...] = ()
) -> Commit:
    return Commit(by, day, message, does, verdict, frozenset(rules.split()), impact)


DISPENSING, FAILOVER = "services/dispensing.yaml", "runbooks/dispensing-failover.yaml"
STORY = (
    commit("Grace Okafor", "2026-06-02", "Sort services into folders",
           move("services/payroll.yaml", "services/business/payroll.yaml"), move("services/finance.yaml", "services/business/finance.yaml")),
    commit("Anna Berg", "2026-06-09", "Say where the numbers in the file come from",
           put(DISPENSING, "objectives:\n", "# Agreed with the chief pharmacist\nobjectives:\n"), put(DISPENSING, "tier: tier-1", 'tier: "tier-1"'),
           put(DISPENSING, "  rto: 2h", "  rto: 120m")),
    commit("Anna Berg", "2026-06-11", "Spell it out",
           put(DISPENSING, "for all inpatient", "for every inpatient"), verdict="info", rules="value-changed"),
    commit("Megan Pryce", "2026-06-15", "Tried the duty number",
           put("teams/pharmacy-it.yaml", "verified: 2026-10-02", "verified: 2026-10-16"), verdict="info", rules="value-changed"),
    commit("Tomas Lind", "2026-06-30", "Be honest about what we can do",
           put(DISPENSING, "  rto: 120m", "  rto: 26h"), verdict="weakens", rules="objective-relaxed",
           impact=("process/dispense-medicines -> service/dispensing", "now misses its RTO")),
    commit("Stuart Hollis", "2026-07-06", "One name server is enough",
           put(DISPENSING, "any_of: [{service: dns-north}, {service: dns-south}]", "service: dns-north"), verdict="weakens",
           rules="fallback-removed value-removed value-added", impact=("service/dns-north alone now stops",)),
    commit("Yusuf Demir", "2026-07-14", "Save the licence of the replica",
           put(DISPENSING, "  - {id: replica, name: Synchronous replica in South, lag: 0, keep: 0, site: south}\n", ""), verdict="weakens",
           rules="backup-removed", impact=("loses more data than its RPO allows",)),
    commit("Tomas Lind", "2026-07-20", "Tidy the failover",
           put(FAILOVER, "    irreversible: true\n", ""),
           put(FAILOVER, "    warning: North may never come up as primary after this. Its power must be off, or its database port blocked\n", ""),
           put(FAILOVER, "    expect: Queue depth stays constant for 1 min\n", ""), verdict="weakens",
           rules="irreversible-removed warning-removed expect-removed"),
    commit("Anna Berg", "2026-07-28", "New server name", put(FAILOVER, "/opt/pharmx/south.nsupdate", "/opt/pharmx/to-south.nsupdate"),
           verdict="attention", rules="command-changed"),
    commit("Grace Okafor", "2026-08-03", "Ring longer, so that nobody is missed",
           put("contact-trees/major-incident.yaml", "ring: 1m\n", "ring: 3m\n"), verdict="weakens", rules="calling-slowed",
           impact=("contact-tree/major-incident reaches everybody in",)),
    commit("Grace Okafor", "2026-08-10", "The clinics do not want to be called",
           put("contact-trees/major-incident.yaml", "      - {person: bronwen-hughes}\n", ""), verdict="weakens", rules="call-removed",
           impact=("does not call person/bronwen-hughes any more",)),
    commit("Yusuf Demir", "2026-08-17", "Fewer reviews, fewer reviewers",
           put("organisation.yaml", "    review_every: 6 months\n", "    review_every: 12 months\n"),
           put("organisation.yaml", "    reviewers: 2\n", "    reviewers: 1\n"), verdict="weakens", rules="cadence-lengthened approver-loosened"),
    commit("Yusuf Demir", "2026-08-18", "Less noise", put("organisation.yaml", "one-channel: warning", "one-channel: note"),
           put("organisation.yaml", "accept_up_to: 8", "accept_up_to: 12"), verdict="weakens", rules="rule-lowered appetite-raised"),
    commit("Tomas Lind", "2026-08-24", "Only in office hours",
           put("teams/pharmacy-it.yaml", "  - {pager: '5140', hours: 24x7, note: On call out of hours, channel: bleeps}\n", ""), verdict="weakens",
           rules="contact-removed"),
    commit("Sam Taverner", "2026-09-01", "That test failed, nobody needs it", drop("exercises/pharmx-failover-2026.yaml"), verdict="weakens",
           rules="exercise-removed"),
    commit("Yusuf Demir", "2026-09-07", "Dilip leaves", drop("people/dilip-rao.yaml"), verdict="weakens", rules="record-removed",
           impact=("role/deputy-director is now held by person/yusuf-demir alone", "still name it")),
    commit("Nkechi Obi", "2026-09-14", "Sign-in asks the pharmacy whether somebody works there",
           put("services/identity.yaml", "depends_on:\n", "depends_on:\n  - {service: dispensing, effect: Nobody knows who works there}\n"),
           verdict="attention", rules="dependency-added", impact=("none can be started first",)),
    commit("Anna Berg", "2026-09-21", "Call it what people call it",
           move("services/label-printing.yaml", "services/labels.yaml"), put("services/labels.yaml", "name:", "aliases: [label-printing]\nname:"),
           verdict="info", rules="record-renamed value-added"),
    commit("Tunde Adeyemi", "2026-09-22", "The desk goes home at six",
           put("teams/service-desk.yaml", "Mon-Fri 07:00-20:00", "Mon-Fri 07:00-18:00"), verdict="weakens", rules="hours-cut"),
    commit("Lorraine Bates", "2026-09-22", "I am not the night desk",
           put("people/lorraine-bates.yaml", "{mobile: '+44 7700 900127', hours: 24x7,", "{mobile: '+44 7700 900127', hours: Mon-Fri 08:00-18:00,"),
           put("people/lorraine-bates.yaml", "hours: 24x7", "hours: Mon-Fri 08:00-18:00"), verdict="weakens", rules="hours-cut",
           impact=("service/wiki has nobody to answer for 95h more a week, 95h in all",)),
    commit("Nkechi Obi", "2026-09-23", "Switching over is for office hours",
           put("services/epr.yaml", "    activates_in: 10m\n", "    activates_in: 9h\n"), verdict="weakens", rules="strategy-weakened",
           impact=("service/epr would not be back in time in scenario/data-centre-loss, whatever else it waits for: 9h48m of its own, RTO 3h",)),
    commit("Stuart Hollis", "2026-09-24", "A third resolver for sign-in",
           put("services/identity.yaml", "any_of: [{service: dns-north}, {service: dns-south}]",
               "any_of: [{service: dns-south}, {service: dns-north}, {service: virtualisation}]"), verdict="info",
           rules="list-reordered fallback-added"),
    commit("Stuart Hollis", "2026-09-25", "Too many resolvers",
           put("services/identity.yaml", "any_of: [{service: dns-south}, {service: dns-north}, {service: virtualisation}]", "service: dns-south"),
           verdict="weakens", rules="fallback-removed value-removed value-added", impact=("service/dns-south alone now stops",)),
    commit("Grace Okafor", "2026-09-26", "Fewer reasons to look again",
           put("organisation.yaml", "after: [incident, failed-exercise, new-owner]", "after: [incident]"), verdict="weakens",
           rules="cadence-lengthened"),
    commit("Tomas Lind", "2026-09-28", "Back to what was agreed", put(DISPENSING, "  rto: 26h", "  rto: 2h"), verdict="info",
           rules="objective-tightened"),
)  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Repo, list[str]]:
    """The repository, and the hash of every commit with the start before them."""
    repo = Repo(tmp_path_factory.mktemp("story"))
    files = {path.relative_to(PLANS).as_posix(): path.read_text(encoding="utf-8") for path in sorted(PLANS.rglob("*")) if path.is_file()}
    hashes = [repo.commit("Plans as they are", {f"plans/{path}": text for path, text in files.items()}, day="2026-06-01")]
    for one in STORY:
        before = dict(files)
        for rewrite in one.does:
            rewrite(files)
        changed = {f"plans/{path}": text or None for path, text in files.items() if before.get(path) != text}
        files = {path: text for path, text in files.items() if text}
        hashes.append(repo.commit(one.message, changed, day=one.day, by=one.by))
    return repo, hashes


def run(repo: Repo, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Any:
    monkeypatch.chdir(repo.folder)
    return CliRunner().invoke(main, ["diff", *arguments], env={**repo.environment, "SOURCE_DATE_EPOCH": "1795424400"})


@pytest.mark.parametrize("number", range(len(STORY)), ids=[re.sub(r"\W+", "-", one.message) for one in STORY])
def test_each_commit_is_called_what_it_is(told: tuple[Repo, list[str]], number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    repo, hashes = told
    result = run(repo, monkeypatch, hashes[number], hashes[number + 1], "--format", "json", "--fail-on", "weakens")
    found = json.loads(result.stdout)
    expected = STORY[number]
    assert found["verdict"] == expected.verdict
    assert {change["rule_id"] for change in found["changes"]} == expected.rules
    said = " ".join(text for change in found["changes"] for text in change["impact"])
    assert [words for words in expected.impact if words not in said] == []
    assert result.exit_code == (1 if expected.verdict == "weakens" else 0)
    if expected.verdict in ("unchanged", "info"):
        assert found["impact"] == [] and not any(change["needs_approval_from"] for change in found["changes"])


def test_the_comment_of_the_whole_half_year_fits_and_begins_with_the_worst(
    told: tuple[Repo, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    repo, hashes = told
    comment = run(repo, monkeypatch, hashes[0], hashes[-1], "--format", "markdown").stdout
    assert len(comment) < 60_000
    lines = comment.splitlines()
    assert lines[0] == MARKER
    assert re.fullmatch(r"\*\*Continuity plans are weakened:\*\* \d+ weaken, \d+ need attention, \d+ are information\.", lines[1])
    order = [
        comment.index(words)
        for words in ("Needs approval from", "Makes stale", "What gets worse", "A record was removed", "<summary>Information")
    ]
    assert order == sorted(order)
    assert "objectives.rto" not in comment, "what was taken back in between is no change"


def test_a_branch_is_compared_with_where_it_began(told: tuple[Repo, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    repo, hashes = told
    repo.git("branch", "--force", "wording", hashes[3])
    found = json.loads(run(repo, monkeypatch, "main", "wording", "--format", "json").stdout)
    assert found["base"]["commit"] == hashes[3] and found["verdict"] == "unchanged"
    exact = json.loads(run(repo, monkeypatch, "main", "wording", "--format", "json", "--exactly").stdout)
    assert exact["verdict"] != "unchanged"
