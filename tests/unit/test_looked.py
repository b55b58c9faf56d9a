"""What git knows of reviews: the text they were of, who committed them, how soon they came. On real repositories."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from continuity.adapters.build import build_site, read_folder
from continuity.adapters.cli import main
from continuity.analysis.reviewed import Backing, Sign
from continuity.changes.attest import Wish, draft
from continuity.changes.git import open_repository
from continuity.changes.looked import History, authors_since, backing, read_history, read_signers, signs_in_history
from continuity.changes.reviewed_text import reviewed_texts
from continuity.changes.since_review import SinceReview, since_review
from continuity.load import Loaded, load
from continuity.model.base import Ref
from repositories import Repo, needs_git

pytestmark = needs_git
GOLD = Ref("service", "gold")

PLANS = {
    "plans/organisation.yaml": """\
name: Example
tiers:
  - {id: one, name: One, review_every: 6 months, reviewers: 2, reviewer_roles: [keeper]}
  - {id: two, name: Two, review_every: 12 months}
""",
    "plans/services/gold.yaml": "name: Gold\ntier: two\nowner: {person: anna}\nobjectives: {rto: 2h}\n",
    "plans/runbooks/restart.yaml": "title: Restart\nservices: [gold]\nsteps: [Stop it, Start it]\n",
    "plans/people/anna.yaml": "name: Anna Berg\ncontacts: [{email: anna.berg@example.org}]\n",
    "plans/people/tom.yaml": "name: Tom Lind\ncontacts: [{email: Tom.Lind@example.org}]\n",
    "plans/people/ivo.yaml": "name: Ivo Kern\ncontacts: [{email: shared@example.org}]\n",
    "plans/people/eva.yaml": "name: Eva Kern\ncontacts: [{email: shared@example.org}]\n",
    "plans/roles/keeper.yaml": "name: Keeper\nholders: [{person: anna}, {person: tom}, {person: ivo}]\n",
}
RESTART = "plans/runbooks/restart.yaml"
SERVICE = "plans/services/gold.yaml"


def loaded(repo: Repo) -> Loaded:
    return load(read_folder(repo.folder / "plans"))


def history(repo: Repo) -> History:
    return read_history(open_repository(repo.folder / "plans"))


def reviewed(repo: Repo, on: str = "2026-02-01", by: str = "tom", subject: str = "service/gold", committed_by: str = "Tom Lind") -> Ref:
    """A review as the command writes it, committed on its day."""
    day = date.fromisoformat(on)
    made, refused = draft(loaded(repo), [Wish("review", subject, by, day, None, "desk", "approved", f"Read {subject} {on}")], day)
    assert refused == []
    repo.commit("Review", {f"plans/{made[0].path}": made[0].text}, day=on, by=committed_by)
    return made[0].ref


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "work")
    made.commit("Plans", dict(PLANS), day="2026-01-01")
    return made


def since(repo: Repo, review: Ref) -> SinceReview:
    now = loaded(repo)
    attested = now.portfolio.reviews[review.id]
    subject = now.portfolio.resolve(attested.subject)
    found = reviewed_texts(open_repository(repo.folder / "plans"), history(repo), now, {subject: attested})
    return since_review(found[subject], now, subject)


def fields(repo: Repo, review: Ref) -> list[tuple[str, str, object, object]] | None:
    found = since(repo, review).fields
    if found is None:
        return None
    return [
        (str(one.ref), one.edit.field, one.edit.before, one.edit.after) if one.edit else (str(one.ref), one.action.value, None, None)
        for one in found
    ]


def test_the_fields_that_changed_since_a_review(repo: Repo) -> None:
    review = reviewed(repo)
    assert fields(repo, review) == []
    repo.commit("Slower", {SERVICE: PLANS[SERVICE].replace("2h", "240m"), RESTART: PLANS[RESTART].replace("Stop it", "Halt it")})
    found = fields(repo, review)
    assert found is not None
    assert ("service/gold", "objectives.rto", "2h", "4h") in found
    assert [(ref, before, after) for ref, field, before, after in found if ref == "runbook/restart" and "do" in field] == [
        ("runbook/restart", "Stop it", "Halt it")
    ]
    assert len(found) == 2


def test_what_is_not_committed_yet_counts_as_changed(repo: Repo) -> None:
    review = reviewed(repo)
    repo.write({SERVICE: PLANS[SERVICE].replace("2h", "3h")})
    assert fields(repo, review) == [("service/gold", "objectives.rto", "2h", "3h")]


def test_a_moved_and_reordered_file_is_no_change(repo: Repo) -> None:
    review = reviewed(repo)
    moved = "objectives: {rto: 120m}\nowner: {person: anna}\nname: 'Gold'  # same\ntier: two\n"
    repo.commit("Move", {SERVICE: None, "plans/services/sub folder/gold.yaml": moved})
    assert fields(repo, review) == []


def test_a_text_that_is_not_what_was_fingerprinted_is_unknown(repo: Repo) -> None:
    """The review was committed with a later text than the reviewer saw, and what they saw never was."""
    day = date(2026, 2, 1)
    repo.write({SERVICE: PLANS[SERVICE].replace("2h", "7h")})
    made, _ = draft(loaded(repo), [Wish("review", "service/gold", "tom", day, None, "desk", "approved", "Read")], day)
    repo.commit("Both", {f"plans/{made[0].path}": made[0].text, SERVICE: PLANS[SERVICE].replace("2h", "9h")})
    assert fields(repo, made[0].ref) is None


def test_a_shallow_clone_knows_less_and_nothing_wrong(repo: Repo, tmp_path: Path) -> None:
    review = reviewed(repo)
    repo.commit("Slower", {SERVICE: PLANS[SERVICE].replace("2h", "4h")}, day="2026-03-01")
    Repo(tmp_path, "clone").git("clone", "--quiet", "--depth", "1", repo.folder.as_uri(), "clone")
    clone = Repo(tmp_path / "clone", "there")
    assert open_repository(clone.folder / "plans").shallow
    assert fields(clone, review) is None
    assert signs_in_history(history(clone), loaded(clone)) == {}
    assert backing(history(clone), loaded(clone), {}) == {}
    assert fields(repo, review) is not None


def test_who_committed_a_review(repo: Repo) -> None:
    own, other = reviewed(repo), reviewed(repo, "2026-02-02", committed_by="Anna Berg")
    stranger, unsure = reviewed(repo, "2026-02-03", committed_by="Some Body"), reviewed(repo, "2026-02-04", by="ivo")
    found = backing(history(repo), loaded(repo), {})
    assert found == {own: Backing.COMMITTED, other: Backing.SOMEBODY_ELSE, stranger: Backing.SOMEBODY_ELSE}
    assert unsure not in found, "an address of two people is nobody's"


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="nothing to sign with")
def test_a_signed_commit_is_more_than_an_address_in_it(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tom signs his review with his key; somebody else signs one as Tom with a key that nobody trusts; one is not signed at all."""
    for who in ("tom", "mallory"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / who)], check=True)
    allowed = tmp_path / "allowed"
    allowed.write_text(f"Tom.Lind@example.org {(tmp_path / 'tom.pub').read_text()}")
    for name, value in (("gpg.format", "ssh"), ("gpg.ssh.allowedSignersFile", str(allowed))):
        repo.git("config", name, value)
    found = {}
    for number, (who, key) in enumerate((("signed", "tom"), ("forged", "mallory"), ("claimed", ""))):
        repo.git("config", "commit.gpgSign", "true" if key else "false")
        repo.git("config", "user.signingKey", str(tmp_path / f"{key or 'tom'}.pub"))
        found[who] = reviewed(repo, f"2026-02-0{number + 1}")
    here = open_repository(repo.folder / "plans", repo.environment)
    told = backing(history(repo), loaded(repo), read_signers(here, history(repo), loaded(repo)))
    assert told == {found["signed"]: Backing.SIGNED, found["forged"]: Backing.COMMITTED, found["claimed"]: Backing.COMMITTED}

    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    (repo.folder / "plans" / f"reviews/{found['claimed'].id}.yaml").unlink()
    (repo.folder / "plans" / f"reviews/{found['forged'].id}.yaml").unlink()
    plans = repo.folder / "plans"
    assert "signed by the reviewer" in run(repo, "status", str(plans), "--all", "--signatures").stdout
    assert "signed by the reviewer" not in run(repo, "status", str(plans), "--all").stdout

    def page(*, signatures: bool) -> str:
        now = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
        made = build_site(
            read_folder(plans), as_of=now.date(), now=now, audience="internal", plans=plans, signatures=signatures, cache=tmp_path / "cache"
        )
        made.keep()
        assert made.site is not None
        return next(page.html for page in made.site.pages if page.path == "reviews/index.html")

    assert "committed under their name" in page(signatures=False)
    assert ">signed</span>" in page(signatures=True)
    assert "committed under their name" in page(signatures=False), "what was built before does not stand in the way"


def test_who_wrote_what_is_to_be_reviewed(repo: Repo) -> None:
    review = reviewed(repo)
    for number, who in enumerate(("Anna Berg", "Some Body", "Tom Lind", "Anna Berg")):
        repo.commit("Edit", {SERVICE: f"{PLANS[SERVICE]}users: '{number}'\n"}, day=f"2026-03-0{number + 1}", by=who)
    repo.commit("Elsewhere", {RESTART: PLANS[RESTART] + "mode: read-do\n"}, day="2026-03-09", by="Ivo Kern")
    assert set(authors_since(history(repo), loaded(repo), GOLD, review)) == {Ref("person", "anna"), Ref("person", "tom")}
    again = reviewed(repo, "2026-04-01")
    assert authors_since(history(repo), loaded(repo), GOLD, again) == ()


def test_signs_only_history_shows(repo: Repo) -> None:
    slow = reviewed(repo)
    assert signs_in_history(history(repo), loaded(repo)) == {}
    repo.commit("Edit", {SERVICE: PLANS[SERVICE].replace("2h", "3h")}, day="2026-03-01")
    soon = reviewed(repo, "2026-03-01")
    day = date(2026, 4, 1)
    repo.write({SERVICE: PLANS[SERVICE].replace("2h", "5h")})
    made, _ = draft(loaded(repo), [Wish("review", "service/gold", "tom", day, None, "desk", "approved", "Read")], day)
    repo.commit("Both", {f"plans/{made[0].path}": made[0].text}, day="2026-04-01")
    found = signs_in_history(history(repo), loaded(repo))
    assert found == {soon: (Sign.MINUTES_AFTER,), made[0].ref: (Sign.WITH_THE_CHANGE,)}
    assert slow not in found


def test_several_in_one_minute(repo: Repo) -> None:
    more = {f"plans/services/s{n}.yaml": f"name: S{n}\ntier: two\nowner: {{person: anna}}\n" for n in range(3)}
    repo.commit("More", dict(more), day="2026-01-05")
    for number in range(3):
        reviewed(repo, subject=f"service/s{number}")
    found = signs_in_history(history(repo), loaded(repo))
    assert set(found.values()) == {(Sign.MANY_AT_ONCE,)} and len(found) == 3


def test_what_came_with_its_plan_shows_no_sign(tmp_path: Path) -> None:
    """Plans brought into a repository with their reviews."""
    repo = Repo(tmp_path / "work")
    reviews = {
        f"plans/reviews/{n}.yaml": f"subject: {subject}\nreviewed: 2026-01-01\nby: tom\noutcome: approved\n"
        for n, subject in enumerate(("service/gold", "runbook/restart", "person/anna", "person/tom"))
    }
    repo.commit("All", {**PLANS, **reviews})
    assert signs_in_history(history(repo), loaded(repo)) == {}


def test_strange_names_and_merges_are_read(repo: Repo) -> None:
    odd = "plans/services/sub dir/\tü\n\x01x/odd.yaml"
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit("Odd\x02 subject", {odd: "name: Odd\n"}, day="2026-02-01", by="Anna Berg")
    repo.git("checkout", "--quiet", "main")
    repo.commit("Main", {SERVICE: PLANS[SERVICE] + "users: x\n"}, day="2026-02-02")
    repo.git("merge", "--quiet", "--no-ff", "--no-edit", "side", day="2026-02-03")
    found = history(repo)
    assert found.added(odd.removeprefix("plans/")) is not None
    assert next(commit.touched for commit in found.commits if "services/gold.yaml" in commit.touched) == {"services/gold.yaml": "M"}


# The commands.


def run(repo: Repo, *arguments: str) -> Result:
    result = CliRunner().invoke(main, list(arguments), env={**repo.environment, "SOURCE_DATE_EPOCH": "1795478400"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def review_command(repo: Repo, by: str) -> Result:
    plans = str(repo.folder / "plans")
    return run(repo, "review", "service/gold", "--by", by, "--method", "desk", "--outcome", "approved", "--notes", "Read", "--plans", plans)


def test_the_command_shows_each_changed_field(repo: Repo) -> None:
    reviewed(repo)
    repo.commit("Edit", {SERVICE: PLANS[SERVICE].replace("2h", "4h") + 'description: "\\e[2Jnew"\n'})
    result = review_command(repo, "tom")
    assert "changed objectives\n" in result.stderr
    assert "    objectives.rto changed: 2h -> 4h\n" in result.stderr
    assert "\x1b" not in result.output


def test_the_command_says_when_the_reviewed_text_is_unknown(repo: Repo) -> None:
    reviewed(repo)
    repo.commit("Edit", {SERVICE: PLANS[SERVICE].replace("2h", "4h")})
    (repo.folder / ".git").rename(repo.folder / "no-git")
    assert "which fields is unknown: the history of the plans is not at hand" in review_command(repo, "tom").stderr


def test_the_command_refuses_those_who_wrote_it_alone(repo: Repo) -> None:
    repo.commit("Tier", {SERVICE: PLANS[SERVICE].replace("tier: two", "tier: one")}, day="2026-03-01", by="Tom Lind")
    assert review_command(repo, "tom").exit_code == 0
    refused = review_command(repo, "anna")
    assert refused.exit_code == 1
    assert "only those who wrote it would have looked. Somebody else must look as well: ask ivo" in refused.stderr
    assert review_command(repo, "ivo").exit_code == 0


def test_status_shows_what_history_knows(repo: Repo) -> None:
    reviewed(repo, "2026-11-20", committed_by="Anna Berg")
    text = run(repo, "status", str(repo.folder / "plans"), "--all", "--act", "review").stdout
    assert "service/gold; committed by somebody else" in text


def test_the_site_marks_what_history_shows(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    repo.commit("Edit", {SERVICE: PLANS[SERVICE].replace("2h", "3h")}, day="2026-03-01")
    reviewed(repo, "2026-03-01")

    def page(plans: Path | None) -> str:
        now = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
        built = build_site(read_folder(repo.folder / "plans"), as_of=None, now=now, audience="internal", fail_on="never", plans=plans)
        assert built.site is not None
        return next(one.html for one in built.site.pages if one.path == "reviews/index.html")

    assert "minutes after the change" in page(repo.folder / "plans")
    assert "minutes after the change" not in page(None)
    (repo.folder / ".git").rename(repo.folder / "no-git")
    assert page(repo.folder / "plans") == page(None)


def _first_screen(plans: Path) -> str:
    now = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    built = build_site(read_folder(plans), as_of=now.date(), now=now, audience="internal", plans=plans)
    assert built.site is not None
    return next(page.html for page in built.site.pages if page.path == "services/gold.html")


def test_a_page_says_when_it_was_last_changed_beside_its_last_review(repo: Repo, tmp_path: Path) -> None:
    reviewed(repo)
    repo.commit("Tighten", {SERVICE: PLANS[SERVICE].replace("2h", "1h")}, day="2026-02-11")
    page = _first_screen(repo.folder / "plans")
    assert "<time datetime=2026-02-01>1 Feb 2026</time>" in page
    assert "Changed </small><time datetime=2026-02-11>11 Feb 2026</time>" in page
    # At the end of a shallow clone everything looks new, so nothing is said to be.
    Repo(tmp_path, "clone").git("clone", "--quiet", "--depth", "1", repo.folder.as_uri(), "clone")
    assert "Last change not known" in _first_screen(tmp_path / "clone" / "plans")
