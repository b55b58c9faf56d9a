"""``continuity review``, ``approve`` and ``verify-contact``: what they write counts, and what would not count they refuse."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from click.testing import CliRunner, Result
from continuity import checks
from continuity.adapters.build import read_folder
from continuity.adapters.cli import main
from continuity.adapters.cli.problems import CannotRunError
from continuity.adapters.cli.signing import write_new
from continuity.analysis.cadence import TimeState
from continuity.analysis.contact_status import contact_checks
from continuity.analysis.content import ContentState
from continuity.analysis.review_status import statuses
from continuity.analysis.reviewed import ApprovalState, ReviewStatus
from continuity.changes.attest import Wish, draft
from continuity.load import Loaded, load
from continuity.model.base import Ref

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 24)

FILES: dict[str, Any] = {
    "organisation.yaml": {
        "name": "Example",
        "tiers": [
            {"id": "one", "name": "One", "rto": "4h", "review_every": "6 months", "reviewers": "2", "reviewer_roles": ["keeper", "manager"],
             "approver_roles": ["manager"]},
            {"id": "two", "name": "Two", "review_every": "12 months"},
        ],
    },
    "services/gold.yaml": {"name": "Gold", "tier": "one", "owner": {"person": "anna"}, "depends_on": [{"service": "silver"}]},
    "services/silver.yaml": {"name": "Silver", "tier": "two", "owner": {"person": "tom"}},
    "roles/keeper.yaml": {"name": "Keeper", "holders": [{"person": "anna"}, {"person": "ivo"}]},
    "roles/manager.yaml": {"name": "Manager", "holders": [{"person": "grace"}]},
    "actions/mend.yaml": {"title": "Mend it", "due": "2026-12-24"},
    "people/anna.yaml": {"name": "Anna Berg", "contacts": [{"mobile": "+44 7700 900001"}, {"email": "anna@example.org"}]},
    "people/tom.yaml": {"name": "Tom Lind"},
    "people/grace.yaml": {"name": "Grace Okafor"},
    "people/ivo.yaml": {"name": "Ivo Kern"},
    "people/gone.yaml": {"name": "Gone Away", "left": "2026-01-31"},
}  # fmt: skip

Plans = Callable[..., Path]


@pytest.fixture
def plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plans:
    monkeypatch.chdir(tmp_path)

    def write(**more: Any) -> Path:
        for name, data in {**FILES, **more}.items():
            path = tmp_path / "plans" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
        return tmp_path / "plans"

    return write


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env={"SOURCE_DATE_EPOCH": "1795478400"})


def review(*more: str, by: str = "tom", subject: str = "service/silver", outcome: str = "approved") -> Result:
    return run("review", subject, "--by", by, "--method", "desk", "--outcome", outcome, *more)


def loaded(folder: Path) -> Loaded:
    return load(read_folder(folder))


def of(folder: Path, subject: str) -> ReviewStatus:
    return next(found for found in statuses(loaded(folder).portfolio, TODAY) if str(found.subject) == subject)


def written(folder: Path) -> list[str]:
    found = (path for name in ("reviews", "approvals", "contact-checks") for path in (folder / name).glob("*"))
    return sorted(path.relative_to(folder).as_posix() for path in found)


def test_a_review_makes_the_status_current_without_a_finding(plans: Plans) -> None:
    folder = plans()
    before = checks.run(loaded(folder), TODAY)
    assert of(folder, "service/silver").state is TimeState.NEVER
    result = review("--notes", "Read it: with care\n#2 'stands'")
    assert result.exit_code == 0, result.output
    assert written(folder) == ["reviews/2026-11-24-service-silver-tom.yaml"]
    found = of(folder, "service/silver")
    assert (found.state, found.due, found.content.state) == (TimeState.CURRENT, date(2027, 11, 24), ContentState.AS_REVIEWED)
    assert found.last is not None and str(found.last.by) == "person/tom"
    notes = loaded(folder).portfolio.reviews["2026-11-24-service-silver-tom"].notes
    assert notes is not None and notes.text == "Read it: with care\n#2 'stands'"
    assert set(checks.run(loaded(folder), TODAY)) < set(before)
    assert "now current, due 2027-11-24" in result.stderr


def test_the_file_has_the_shape_people_write(plans: Plans) -> None:
    folder = plans()
    review("--action", "mend", outcome="approved-with-actions")
    lines = (folder / "reviews" / "2026-11-24-service-silver-tom.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[:9] == [
        "subject: service/silver", "reviewed: 2026-11-24", "by: tom", "owned_by: person/tom", "method: desk", "outcome: approved-with-actions",
        "actions:", "  - mend",
        "fingerprints:",
    ]  # fmt: skip
    assert lines[9] == "  version: 1"


def test_every_reviewable_thing_of_the_example_can_be_reviewed(tmp_path: Path) -> None:
    """Round trip over all kinds: drafted together, written, read again without a new finding, each as reviewed."""
    folder = copytree(ROOT / "plans", tmp_path / "plans")
    before = loaded(folder)
    subjects = list(statuses(before.portfolio, TODAY))
    wishes = [
        Wish("review", str(status.subject), next((ref.id for ref in status.ask), "grace-okafor"), TODAY, None, "desk", "approved", "Read")
        for status in subjects
    ]
    drafts, refused = draft(before, wishes, TODAY)
    assert not [str(problem) for _, problem in refused if "may not review" not in str(problem) and "owners" not in str(problem)]
    assert len(drafts) > 60
    write_new([(folder / made.path, made.text) for made in drafts])
    after = loaded(folder)
    assert after.findings == before.findings
    found = {status.subject: status for status in statuses(after.portfolio, TODAY)}
    for made in drafts:
        status = found[made.subject]
        looks = {look.review for look in (*status.reviews, *status.partial)}
        assert made.ref in looks
        assert status.partial or status.content.state is ContentState.AS_REVIEWED
        assert status == made.after


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"by": "tmo"}, "Did you mean tom?"),
        ({"by": "gone"}, "Gone Away left on 2026-01-31"),
        ({"subject": "service/silvre"}, "Did you mean service/silver?"),
        ({"subject": "servise/silver"}, "Did you mean service/silver?"),
        ({"subject": "silver"}, "Write KIND/ID"),
        ({"subject": "review/silver"}, "cannot be signed"),
        ({"subject": "service/gold"}, "Tom Lind may not review it. It takes keeper or manager; ask anna, ivo or grace"),
        ({"outcome": "rejected"}, "Say it with --notes"),
    ],
)
def test_what_would_not_count_is_refused_with_a_way_out(plans: Plans, arguments: dict[str, str], says: str) -> None:
    folder = plans()
    result = review(**arguments)
    assert (result.exit_code, written(folder)) == (1, [])
    assert says in result.stderr
    assert "Nothing was written" in result.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--role", "keepr"], "Did you mean keeper?"),
        (["--role", "keeper"], "Tom Lind does not hold the role keeper"),
        (["--action", "mnd"], "Did you mean mend?"),
        (["--scope", "contact"], "It has objectives, contacts, procedures, dependencies, all"),
        (["--date", "2026-11-25"], "has not come yet (today is 2026-11-24)"),
    ],
)
def test_options_that_cannot_be_are_refused(plans: Plans, options: list[str], says: str) -> None:
    folder = plans()
    result = review(*options)
    assert (result.exit_code, written(folder)) == (1, [])
    assert says in result.stderr


def test_a_role_the_tier_does_not_ask_for_is_refused(plans: Plans) -> None:
    plans(**{"roles/cook.yaml": {"name": "Cook", "holders": [{"person": "anna"}]}})
    result = review("--role", "cook", by="anna", subject="service/gold")
    assert result.exit_code == 1
    assert "as cook nobody may review it. It takes keeper or manager" in result.stderr


def test_a_person_is_found_by_name_and_signs_in_the_role_they_hold(plans: Plans) -> None:
    folder = plans()
    assert review(by="Grace Okafor", subject="service/gold").exit_code == 0
    assert loaded(folder).portfolio.reviews["2026-11-24-service-gold-grace"].role == Ref("role", "manager")


def test_two_must_look_and_the_command_says_who_is_left(plans: Plans) -> None:
    folder = plans()
    first = review(by="anna", subject="service/gold")
    assert "one more person must look at the same content: ask ivo, grace" in first.stderr
    assert review(by="grace", subject="service/gold").exit_code == 0
    assert of(folder, "service/gold").state is TimeState.CURRENT


def test_owners_alone_are_refused_where_two_must_look(plans: Plans) -> None:
    folder = plans(
        **{
            "teams/ops.yaml": {"name": "Ops", "members": ["anna", "ivo"]},
            "services/gold.yaml": {"name": "Gold", "tier": "one", "owner": "ops"},
        }
    )
    assert review(by="anna", subject="service/gold").exit_code == 0
    result = review(by="ivo", subject="service/gold")
    assert (result.exit_code, len(written(folder))) == (1, 1)
    assert "only its owners would have looked. Somebody else must look as well: ask grace" in result.stderr


def test_authors_alone_are_refused_where_two_must_look(plans: Plans) -> None:
    folder = plans()
    review(by="anna", subject="service/gold")
    wish = Wish("review", "service/gold", "ivo", TODAY, None, "desk", "approved", authors=(Ref("person", "ivo"),))
    drafts, refused = draft(loaded(folder), [wish], TODAY)
    assert drafts == []
    assert "only those who wrote it would have looked. Somebody else must look as well: ask grace" in str(refused[0][1])
    drafts, refused = draft(loaded(folder), [Wish("review", "service/gold", "ivo", TODAY, None, "desk", "approved")], TODAY)
    assert refused == []


def test_of_several_subjects_all_are_written_or_none(plans: Plans) -> None:
    folder = plans()
    options = ("--by", "tom", "--method", "desk", "--outcome", "approved")
    assert run("review", "service/silver", "service/gold", *options).exit_code == 1
    assert written(folder) == []
    assert run("review", "service/silver", "person/tom", "service/silver", *options).exit_code == 0
    assert len(written(folder)) == 2


def test_a_second_review_of_a_day_comes_beside_the_first(plans: Plans) -> None:
    folder = plans()
    review("--notes", "Not yet", outcome="rejected")
    first = (folder / "reviews" / "2026-11-24-service-silver-tom.yaml").read_bytes()
    result = review()
    assert result.exit_code == 0
    assert "is one of this day by the same person already" in result.stderr
    assert written(folder) == ["reviews/2026-11-24-service-silver-tom-2.yaml", "reviews/2026-11-24-service-silver-tom.yaml"]
    assert (folder / "reviews" / "2026-11-24-service-silver-tom.yaml").read_bytes() == first


def test_dry_run_prints_the_file_and_writes_nothing(plans: Plans) -> None:
    folder = plans()
    result = review("--dry-run")
    assert (result.exit_code, written(folder)) == (0, [])
    assert result.stdout.startswith("# plans/reviews/2026-11-24-service-silver-tom.yaml\nsubject: service/silver\n")


def test_only_what_was_looked_at_is_signed(plans: Plans) -> None:
    folder = plans()
    result = review("--scope", "objectives", by="grace", subject="service/silver")
    prints = loaded(folder).portfolio.reviews["2026-11-24-service-silver-grace"].fingerprints
    assert prints is not None and prints.model_fields_set == {"version", "objectives"}
    assert "not looked at: contacts, procedures, dependencies" in result.stderr
    assert of(folder, "service/silver").content.state is ContentState.UNKNOWN


def test_what_changed_since_the_last_review_is_said(plans: Plans) -> None:
    folder = plans()
    review()
    (folder / "services" / "silver.yaml").write_text('{"name": "Silver", "tier": "two", "owner": {"person": "grace"}}', encoding="utf-8")
    result = review("--date", "2026-11-24")
    assert "since the review of 2026-11-24 by tom: changed contacts" in result.stderr
    assert of(folder, "service/silver").content.state is ContentState.AS_REVIEWED


def test_a_day_gone_by_is_said(plans: Plans) -> None:
    plans()
    assert "dated 4 days back; the fingerprints are of what is written today" in review("--date", "2026-11-20").stderr


def test_what_cannot_be_read_cannot_be_reviewed(plans: Plans) -> None:
    folder = plans(**{"services/silver.yaml": {"name": "Silver", "tier": "two", "objectives": {"rto": "soon"}}})
    result = review()
    assert (result.exit_code, written(folder)) == (1, [])
    assert "part of it cannot be read" in result.stderr and "services/silver.yaml:1" in result.stderr


def test_an_approval_puts_the_version_in_force(plans: Plans) -> None:
    folder = plans()
    result = run("approve", "service/gold", "--by", "grace", "--version", "1.10")
    assert result.exit_code == 0, result.output
    approval = of(folder, "service/gold").approval
    assert (approval.state, approval.version, approval.entitled) == (ApprovalState.IN_FORCE, "1.10", True)
    refused = run("approve", "service/gold", "--by", "anna")
    assert refused.exit_code == 1
    assert "Anna Berg may not approve it. It takes manager; ask grace" in refused.stderr


def test_numbers_that_were_tried(plans: Plans) -> None:
    folder = plans()
    result = run("verify-contact", "person/anna", "--by", "tom", "--worked", "email", "--failed", "+44 7700 900001=switched off")
    assert result.exit_code == 0, result.output
    found = next(status for status in contact_checks(loaded(folder).portfolio, TODAY) if status.subject.id == "anna")
    assert (found.failed, found.state, found.reached) == ((0,), TimeState.DUE, TODAY)
    check = loaded(folder).portfolio.contact_checks["2026-11-24-person-anna-tom"]
    assert [(tried.contact, tried.worked, tried.note) for tried in check.tried] == [
        ("email", True, None), ("+44 7700 900001", False, "switched off"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["person/anna"], "Name each with --worked or --failed: mobile, email"),
        (["person/anna", "--worked", "mobil"], "Did you mean mobile?"),
        (["person/tom", "--worked", "mobile"], "Tom Lind has no contact points"),
    ],
)
def test_contact_checks_of_nothing_are_refused(plans: Plans, arguments: list[str], says: str) -> None:
    folder = plans()
    result = run("verify-contact", *arguments, "--by", "grace")
    assert (result.exit_code, written(folder)) == (1, [])
    assert says in result.stderr


def test_a_contact_check_says_what_was_not_tried(plans: Plans) -> None:
    plans()
    assert "not tried: email" in run("verify-contact", "person/anna", "--by", "tom", "--worked", "mobile").stderr


def test_a_file_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    there = tmp_path / "reviews" / "b.yaml"
    there.parent.mkdir()
    there.write_text("mine", encoding="utf-8")
    with pytest.raises(CannotRunError, match=r"is there already\. Nothing was written"):
        write_new([(tmp_path / "reviews" / "a.yaml", "new"), (there, "new")])
    assert [(path.name, path.read_text(encoding="utf-8")) for path in there.parent.iterdir()] == [("b.yaml", "mine")]


def test_of_many_who_write_one_name_one_wins(tmp_path: Path) -> None:
    """Each file is whole, whoever won, and nothing is left beside it."""
    path = tmp_path / "a.yaml"
    texts = [f"{n}" * 20_000 for n in range(8)]
    lost: list[str] = []
    barrier = threading.Barrier(len(texts))

    def write(text: str) -> None:
        barrier.wait()
        try:
            write_new([(path, text)])
        except CannotRunError:
            lost.append(text)

    threads = [threading.Thread(target=write, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lost) == len(texts) - 1
    assert path.read_text(encoding="utf-8") in set(texts) - set(lost)
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]


def test_a_file_system_without_links_replaces_nothing_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    write_new([(tmp_path / "a.yaml", "one")])
    with pytest.raises(CannotRunError):
        write_new([(tmp_path / "a.yaml", "two")])
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [("a.yaml", "one")]


def test_a_folder_that_cannot_be_written_says_so(plans: Plans) -> None:
    folder = plans()
    (folder / "reviews").write_text("a file where the folder should be", encoding="utf-8")
    result = review()
    assert result.exit_code == 2
    assert "Nothing was written" in result.stderr
