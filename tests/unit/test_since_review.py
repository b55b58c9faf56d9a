"""What changed since a review, field by field, as each audience may see it: from real repositories, on the pages of the site."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from continuity.adapters.build import Built, build_site, context_of, examine, left_by, read_folder
from continuity.changes import reviewed_text
from continuity.changes.attest import Wish, draft
from continuity.load import load
from repositories import Repo, needs_git

pytestmark = needs_git
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
TEAM = "name: Keepers\nlead: anna\ncontacts:\n  - {duty: '+44 7700 900001', hours: 24x7}\n  - {mobile: '+44 7700 900002', visibility: restricted}\n"
GOLD = """\
name: Gold
tier: two
owner: {team: keepers}
objectives: {rto: 2h}
notes: {text: SECRET place of the key, visibility: restricted}
escalation: [{team: keepers, wait: 5m}, {person: tom, wait: 10m}]
"""
IDA = GOLD.replace("person: tom", "person: secret-ida")
FILES = {
    "organisation.yaml": "name: Example\ntiers: [{id: two, name: Two, review_every: 12 months, rpo: 1h}]\n",
    "services/gold.yaml": GOLD,
    "runbooks/restart.yaml": "title: Restart\nservices: [gold]\nsteps:\n  - {id: stop, do: Stop it, expect: It is quiet}\n  - {id: start, do: Start it}\n",
    "teams/keepers.yaml": TEAM,
    "people/anna.yaml": "name: Anna Berg\ncontacts: [{email: anna.berg@example.org}]\n",
    "people/tom.yaml": "name: Tom Lind\ncontacts: [{email: tom.lind@example.org}]\n",
}


def plans(files: dict[str, str | None]) -> dict[str, str | bytes | None]:
    return {f"plans/{path}": text for path, text in files.items()}


def review(repo: Repo, subject: str = "service/gold", on: str = "2026-10-01", **also: str) -> str:
    """A review as the command writes it, committed with ``also``; the path of its file."""
    day = date.fromisoformat(on)
    made, refused = draft(
        load(read_folder(repo.folder / "plans")), [Wish("review", subject, "anna", day, None, "desk", "approved", subject)], day
    )
    assert refused == []
    repo.commit("Review", {f"plans/{made[0].path}": made[0].text, **plans(dict(also))}, day=on)
    return made[0].path


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "work")
    made.commit("Plans", plans(dict(FILES)), day="2026-06-01")
    return made


def built(repo: Repo, audience: str = "internal", *, history: bool = True, cache: Path | None = None) -> Built:
    folder = repo.folder / "plans"
    found = build_site(
        read_folder(folder),
        as_of=None,
        now=NOW,
        audience=audience,
        fail_on="never",
        plans=folder if history else None,
        alone=True,
        cache=cache,
    )
    found.keep()
    assert found.site is not None
    return found


def page(made: Built, path: str = "services/gold.html") -> str:
    assert made.site is not None
    return next(one.html for one in made.site.pages if one.path == path)


def section(html: str) -> str:
    """The section in words, each cell apart; empty when the page has none."""
    found = re.search(r"<section[^>]*aria-labelledby=since-review>.*?</section>", html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def everything(made: Built) -> str:
    assert made.site is not None
    pages = "\n".join(one.html for one in made.site.pages)
    return pages + "\n".join(asset.content.decode("utf-8", "replace") for asset in made.site.assets)


def test_each_changed_field_is_shown_before_and_after(repo: Repo) -> None:
    review(repo)
    assert section(page(built(repo))) == ""
    repo.commit(
        "Edit",
        plans({"services/gold.yaml": GOLD.replace("rto: 2h", "rto: 4h").replace(", {person: tom, wait: 10m}", "")}),
        day="2026-11-01",
    )
    repo.commit(
        "Step", plans({"runbooks/restart.yaml": FILES["runbooks/restart.yaml"].replace(", expect: It is quiet", "")}), day="2026-11-02"
    )
    html = page(built(repo))
    said = section(html)
    assert "Reviewed 1 Oct 2026 by Anna Berg . 3 fields are not as reviewed." in said
    assert "objectives.rto services/gold.yaml:4 2h 4h" in said
    assert "escalation[person/tom]" in said and "wait: 10m" in said
    assert "Runbook Restart steps[stop].expect runbooks/restart.yaml:4 It is quiet" in said
    assert "href=#since-review>what changed</a>" in html
    team = page(built(repo), "reviews/keepers.html")
    assert "objectives.rto" in team and "2h → 4h" in team and "services/gold.html#since-review>what changed</a>" in team


def test_what_the_tier_supplies_was_reviewed_as_well(repo: Repo) -> None:
    review(repo)
    repo.commit("Tier", plans({"organisation.yaml": FILES["organisation.yaml"].replace("rpo: 1h", "rpo: 8h")}))
    assert "rpo of its tier" in section(page(built(repo))) and "1h 8h" in section(page(built(repo)))


def test_a_runbook_that_came_or_left_is_one_change(repo: Repo) -> None:
    review(repo)
    repo.commit("More", plans({"runbooks/more.yaml": "title: More\nservices: [gold]\nsteps: [One, Two]\n"}))
    assert "1 field is not as reviewed" in section(page(built(repo))) and "Runbook More runbooks/more.yaml:1 belongs to it" in section(
        page(built(repo))
    )
    repo.commit(
        "Less", plans({"runbooks/more.yaml": None, "runbooks/restart.yaml": FILES["runbooks/restart.yaml"].replace("[gold]", "[]")})
    )
    assert "Restart belonged to it not any more" in section(page(built(repo)))


def test_a_renamed_subject_is_found_under_its_old_id(repo: Repo) -> None:
    review(repo)
    repo.commit("Rename", plans({
        "services/gold.yaml": None, "services/sub folder/silver.yaml": "aliases: [gold]\n" + GOLD.replace("rto: 2h", "rto: 4h"),
    }))  # fmt: skip
    assert "objectives.rto services/sub folder/silver.yaml:5 2h 4h" in section(page(built(repo), "services/silver.html"))


def test_a_review_that_came_with_the_change_was_of_the_text_before(repo: Repo) -> None:
    review(repo, **{"services/gold.yaml": GOLD.replace("rto: 2h", "rto: 9h")})
    assert "objectives.rto services/gold.yaml:4 2h 9h" in section(page(built(repo)))


@pytest.mark.parametrize("why", ["the history of the plans is not at hand", "the history here does not reach back to it",
                                 "the review is not committed yet", "the commit that brought the review holds another text than was reviewed"])  # fmt: skip
def test_unknown_says_why(repo: Repo, tmp_path: Path, why: str) -> None:
    there, history = repo, True
    if why.startswith("the commit"):
        repo.write(plans({"services/gold.yaml": GOLD.replace("rto: 2h", "rto: 3h")}))
        review(repo, **{"services/gold.yaml": GOLD.replace("rto: 2h", "rto: 5h")})
    else:
        path = review(repo)
    repo.commit("Edit", plans({"services/gold.yaml": GOLD.replace("rto: 2h", "rto: 4h")}), day="2026-11-01")
    if "not at hand" in why:
        history = False
    elif "reach back" in why:
        Repo(tmp_path, "clone").git("clone", "--quiet", "--depth", "1", repo.folder.as_uri(), "clone")
        there = Repo(tmp_path / "clone", "there")
    elif "not committed" in why:
        text = (repo.folder / "plans" / path).read_text()
        repo.commit("Gone", plans({path: None}))
        repo.write(plans({path.replace(".yaml", "-2.yaml"): text}))
    made = built(there, history=history)
    assert section(page(made)).endswith(f"which fields changed unknown : {why}.")
    assert f"which fields is unknown: {why}" in page(made, "reviews/keepers.html")
    assert "2h" not in section(page(made))


def test_a_long_list_is_cut_and_counted(repo: Repo) -> None:
    steps = [f"  - {{id: s{n}, do: Do {n}, expect: Seen {n}}}\n" for n in range(40)]
    repo.commit("Long", plans({"runbooks/restart.yaml": "title: Restart\nowner: {team: keepers}\nsteps:\n" + "".join(steps)}))
    review(repo, "runbook/restart")
    repo.commit(
        "Edit",
        plans({"runbooks/restart.yaml": "title: Restart\nowner: {team: keepers}\nsteps:\n" + "".join(steps).replace("Seen", "Look for")}),
    )
    html = page(built(repo), "runbooks/restart.html")
    assert "40 fields are not as reviewed" in section(html) and "15 more are not shown; continuity review lists them." in section(html)
    assert section(html).count("steps[s") == 25
    assert "and 37 more" in page(built(repo), "reviews/keepers.html")


# What an audience may not see.


def _restricted(repo: Repo, before: dict[str, str | None], after: dict[str, str | None], subject: str = "service/gold") -> dict[str, Built]:
    repo.commit("Before", plans(before), day="2026-09-01")
    review(repo, subject)
    repo.commit("After", plans(after), day="2026-11-15")
    return {audience: built(repo, audience) for audience in ("internal", "restricted")}


Case = tuple[str, dict[str, str | None], dict[str, str | None], str]
CASES: dict[str, Case] = {
    "a restricted number of a team, now another": (
        "team/keepers", {}, {"teams/keepers.yaml": TEAM.replace("900002", "900003")}, "900002",
    ),
    "a restricted number, now gone, and an open one beside it": (
        "team/keepers", {}, {"teams/keepers.yaml": TEAM.partition("  - {mobile")[0].replace("900001", "900007")}, "900002",
    ),
    "a restricted text, now open and another": (
        "service/gold", {}, {"services/gold.yaml": GOLD.replace("{text: SECRET place of the key, visibility: restricted}", "Ask Tom")}, "SECRET",
    ),
    "an open text, now restricted": (
        "service/gold", {"services/gold.yaml": GOLD.replace("{text: SECRET place of the key, visibility: restricted}", "SECRET place")},
        {"services/gold.yaml": GOLD.replace("place of the key", "other")}, "SECRET",
    ),
    "a person who was restricted and is gone": (
        "service/gold", {"people/secret-ida.yaml": "name: SECRET Ida\nvisibility: restricted\n", "services/gold.yaml": IDA},
        {"people/secret-ida.yaml": None, "services/gold.yaml": GOLD}, "SECRET",
    ),
    "a person who was open and is restricted": (
        "service/gold", {"people/secret-ida.yaml": "name: SECRET Ida\n", "services/gold.yaml": IDA},
        {"people/secret-ida.yaml": "name: SECRET Ida\nvisibility: restricted\n", "services/gold.yaml": GOLD}, "SECRET",
    ),
    "everybody, since people are restricted by default": (
        "service/gold",
        {"people/secret-ida.yaml": "name: SECRET Ida\n", "services/gold.yaml": IDA},
        {"organisation.yaml": "default_visibility: restricted\n" + FILES["organisation.yaml"], "services/gold.yaml": GOLD}, "SECRET",
    ),
    "a runbook that was restricted": (
        "service/gold", {"runbooks/secret-way.yaml": "title: SECRET way\nservices: [gold]\nvisibility: restricted\nsteps: [SECRET one]\n"},
        {"runbooks/secret-way.yaml": "title: SECRET way\nservices: [gold]\nvisibility: restricted\nsteps: [SECRET two]\n"}, "SECRET",
    ),
    "a restricted command": (
        "runbook/restart", {"runbooks/restart.yaml": "title: Go\nservices: [gold]\nsteps: [{do: Go, commands: [{run: SECRET, visibility: restricted}]}]\n"},
        {"runbooks/restart.yaml": "title: Restart\nservices: [gold]\nsteps: [{id: a, do: Go, commands: [{run: ls}]}]\n"},
        "SECRET",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_hidden_value_of_either_version_is_in_no_file(repo: Repo, name: str) -> None:
    subject, before, after, secret = CASES[name]
    made = _restricted(repo, before, after, subject)
    assert secret.lower() not in everything(made["internal"]).lower()
    kind, _, id_ = subject.partition("/")
    assert secret.lower() in section(page(made["restricted"], f"{kind}s/{id_}.html")).lower(), "who may see it sees it"


def test_what_is_hidden_is_said_to_have_changed(repo: Repo) -> None:
    made = _restricted(repo, {}, {"services/gold.yaml": GOLD.replace("SECRET place", "SECRET other place")})
    said = section(page(made["internal"]))
    assert said.endswith("Something changed that is not shown to this audience.") and "SECRET" not in said
    assert "notes" in section(page(made["restricted"]))


def test_the_page_of_what_changed_keeps_them_as_well(repo: Repo) -> None:
    """A person who is restricted now was named by the plans of a month ago."""
    _, before, after, secret = CASES["a person who was open and is restricted"]
    repo.commit("Before", plans(before), day="2026-09-01")
    repo.commit("After", plans(after), day="2026-11-15")
    assert secret.lower() in page(built(repo, "restricted"), "changes/index.html").lower()
    assert secret.lower() not in everything(built(repo)).lower()


# What it costs, and what is remembered.


def test_what_git_said_is_kept_for_the_next_edit(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    review(repo)
    repo.write(plans({"services/gold.yaml": GOLD.replace("rto: 2h", "rto: 3h")}))
    folder = repo.folder / "plans"
    examined = examine(read_folder(folder), as_of=None, now=NOW, fail_on="never")
    context = context_of(examined, "internal", folder)
    assert context.since is not None and len(context.since.by_subject) == 1
    assert [one.edit.after for one in next(iter(context.since.by_subject.values())).fields or () if one.edit] == ["3h"]
    left = left_by(examined, context)
    monkeypatch.setattr(reviewed_text._Snapshot, "text", lambda *_: pytest.fail("what is at hand is not read again"))
    repo.write(plans({"services/gold.yaml": GOLD.replace("rto: 2h", "rto: 5h")}))
    again = examine(read_folder(folder), as_of=None, now=NOW, fail_on="never", known=left)
    later = context_of(again, "internal", folder, left)
    assert later.since is not None
    assert [one.edit.after for one in next(iter(later.since.by_subject.values())).fields or () if one.edit] == ["5h"]


def test_a_warm_build_of_another_history_says_another_thing(repo: Repo, tmp_path: Path) -> None:
    review(repo)
    repo.commit("Edit", plans({"services/gold.yaml": GOLD.replace("rto: 2h", "rto: 4h")}), day="2026-11-01")
    cold = built(repo, cache=tmp_path / "cache")
    assert "2h 4h" in section(page(cold))
    Repo(tmp_path, "clone").git("clone", "--quiet", "--depth", "1", repo.folder.as_uri(), "clone")
    shallow = built(Repo(tmp_path / "clone", "there"), cache=tmp_path / "cache")
    assert "unknown" in section(page(shallow)) and "2h" not in section(page(shallow))
    assert page(built(repo, cache=tmp_path / "cache")) == page(cold)


def test_a_build_of_a_clone_without_the_contents_asks_nobody_for_them(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    review(repo)
    review(repo, "runbook/restart")
    edited = {
        "services/gold.yaml": GOLD.replace("rto: 2h", "rto: 4h"),
        "runbooks/restart.yaml": FILES["runbooks/restart.yaml"].replace("Stop it", "End it"),
    }
    repo.commit("Edit", plans(dict(edited)), day="2026-11-01")
    there = repo.clone_without_contents(tmp_path / "clone")
    trace = tmp_path / "trace"
    monkeypatch.setenv("GIT_TRACE2_EVENT", str(trace))
    made = built(there, cache=tmp_path / "cache")
    assert '"fetch"' not in trace.read_text()
    assert section(page(made)).endswith("which fields changed unknown : the clone here was made with a filter that left it out.")
    assert "made with a filter" in page(made, "changes/index.html")
    # Once the contents are here, a warm build knows them.
    monkeypatch.delenv("GIT_TRACE2_EVENT")
    there.git("config", "--unset", "remote.origin.partialclonefilter")
    there.git("fetch", "--quiet", "--refetch")
    again = built(there, cache=tmp_path / "cache")
    assert "2h 4h" in section(page(again))
    assert "made with a filter" not in page(again, "changes/index.html")


def test_only_the_files_that_tell_of_a_subject_are_read(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit(
        "Many",
        plans(
            {f"services/s{n}.yaml": f"name: S{n}\n" for n in range(60)}
            | {f"runbooks/r{n}.yaml": f"title: R{n}\nservices: [s{n}]\n" for n in range(60)}
        ),
    )
    review(repo)
    repo.commit(
        "Edit",
        plans({f"services/s{n}.yaml": f"name: T{n}\n" for n in range(60)} | {"services/gold.yaml": GOLD.replace("rto: 2h", "rto: 4h")}),
    )
    asked: list[str] = []
    real: Callable[..., bytes | None] = reviewed_text.Objects.get

    def get(self: object, name: str, kind: str) -> bytes | None:
        asked.append(kind)
        return real(self, name, kind)

    monkeypatch.setattr(reviewed_text.Objects, "get", get)
    assert "2h 4h" in section(page(built(repo)))
    assert asked.count("blob") <= 2, asked


@pytest.mark.parametrize("where", ["", "a b/ü/plans/"], ids=["top", "deep"])
@pytest.mark.parametrize("hashes", ["sha1", "sha256"])
def test_plans_may_lie_anywhere_in_a_repository_of_any_hashes(tmp_path: Path, where: str, hashes: str) -> None:
    there = Repo(tmp_path / "work", "made below")
    there.git("init", "--quiet", "--initial-branch", "main", f"--object-format={hashes}")
    there.commit("Plans", {f"{where}{path}": text for path, text in FILES.items()})
    folder = there.folder / where
    day = date(2026, 10, 1)
    (made,), _ = draft(load(read_folder(folder)), [Wish("review", "service/gold", "anna", day, None, "desk", "approved", "Read")], day)
    there.commit("Review", {f"{where}{made.path}": made.text})
    there.commit("Edit", {f"{where}services/gold.yaml": GOLD.replace("rto: 2h", "rto: 4h")})
    found = build_site(read_folder(folder), as_of=None, now=NOW, audience="internal", fail_on="never", plans=folder, alone=True)
    assert "objectives.rto services/gold.yaml:4 2h 4h" in section(page(found))


def test_merges_and_what_was_merged_later_do_not_mislead(repo: Repo) -> None:
    """An edit that is older than the review by the clock, and came after it by a merge."""
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit("Edit", plans({"services/gold.yaml": GOLD.replace("rto: 2h", "rto: 4h")}), day="2026-09-01")
    repo.git("checkout", "--quiet", "main")
    review(repo)
    repo.git("merge", "--quiet", "--no-ff", "--no-edit", "side", day="2026-10-05")
    assert "1 field is not as reviewed" in section(page(built(repo))) and "2h 4h" in section(page(built(repo)))
