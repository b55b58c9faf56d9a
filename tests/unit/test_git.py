"""Revisions are read whole, in one pass, from real repositories with whatever strangers put into them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from continuity.changes import git
from continuity.changes.git import GitError, NotHereError, UnknownRevisionError, open_repository
from repositories import Repo, needs_git

pytestmark = needs_git
SUFFIXES = (".yaml", ".yml", ".md")
SERVICE = "name: Dispensing\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


def opened(repo: Repo, plans: str = "plans") -> git.Repository:
    return open_repository(repo.folder / plans, repo.environment)


def files(repo: Repo, name: str = "HEAD", plans: str = "plans") -> dict[str, bytes]:
    here = opened(repo, plans)
    return dict(here.trees([here.commit(name)], SUFFIXES)[0].files)


def test_a_revision_is_what_was_committed_not_what_lies_there(repo: Repo) -> None:
    repo.commit("one", {"plans/services/dispensing.yaml": SERVICE, "README.md": "no plan\n"})
    repo.write({"plans/services/dispensing.yaml": "name: Changed\n", "plans/services/new.yaml": SERVICE})
    assert files(repo) == {"services/dispensing.yaml": SERVICE.encode()}


def test_names_of_files_are_taken_as_they_are(repo: Repo) -> None:
    names = [
        "ser vices/ünï.yaml",
        "services/a\nb.yaml",
        'services/"quoted".yaml',
        "services/-rf.yaml",
        "services/*.yaml",
        "services/tab\t.yaml",
    ]
    repo.commit("odd", {f"plans/{name}": f"name: {number}\n" for number, name in enumerate(names)})
    assert files(repo) == {name: f"name: {number}\n".encode() for number, name in enumerate(names)}


def test_a_name_that_is_no_utf8_is_kept_as_the_disk_gives_it(repo: Repo) -> None:
    (repo.folder / "plans").mkdir()
    (repo.folder / os.fsdecode(b"plans/caf\xe9.yaml")).write_text(SERVICE)
    repo.commit("latin")
    assert files(repo) == {os.fsdecode(b"caf\xe9.yaml"): SERVICE.encode()}


def test_the_plans_folder_is_taken_literally(repo: Repo) -> None:
    repo.commit("two", {"plan*/a.yaml": "name: a\n", "plans/b.yaml": "name: b\n", "plan*x/c.yaml": "name: c\n"})
    assert files(repo, plans="plan*") == {"a.yaml": b"name: a\n"}


def test_the_plans_may_be_the_whole_repository_and_hidden_files_are_none(repo: Repo) -> None:
    repo.commit("top", {"services/a.yaml": SERVICE, ".github/workflows/check.yaml": "on: push\n", "services/.x.yaml": "x: 1\n"})
    assert files(repo, plans="") == {"services/a.yaml": SERVICE.encode()}


def test_only_what_is_a_plan_by_its_name_has_content(repo: Repo) -> None:
    repo.commit("two", {"plans/sites/a.YAML": SERVICE, "plans/sites/plan.pdf": b"\x00" * 1000})
    assert files(repo) == {"sites/a.YAML": SERVICE.encode(), "sites/plan.pdf": b""}


def test_attributes_and_filters_change_nothing(repo: Repo) -> None:
    attributes = "*.yaml export-ignore export-subst text eol=crlf filter=shout\n"
    repo.commit("one", {"plans/services/a.yaml": "name: $Format:%H$\n", "plans/empty.yaml": ""})
    repo.commit("two", {".gitattributes": attributes, "plans/.gitattributes": attributes})
    assert files(repo) == {"empty.yaml": b"", "services/a.yaml": b"name: $Format:%H$\n"}


@pytest.mark.parametrize("name", ["-evil", "--output=x", "--all", "a;touch", "$(touch)", "fe/ature", "ümläut", "a'b", 'a"b'])
def test_a_branch_may_be_called_anything(repo: Repo, name: str) -> None:
    first = repo.commit("one", {"plans/services/a.yaml": SERVICE})
    repo.commit("two", {"plans/services/b.yaml": SERVICE})
    (repo.folder / ".git" / "refs" / "heads" / name).parent.mkdir(parents=True, exist_ok=True)
    (repo.folder / ".git" / "refs" / "heads" / name).write_text(first + "\n", encoding="utf-8")
    assert opened(repo).commit(name) == first
    assert sorted(path.name for path in repo.folder.iterdir()) == [".git", "plans"]


@pytest.mark.parametrize("name", ["", " ", "nowhere", "HEAD..main", "a\0b", "--help", "HEAD:plans", "^HEAD", "HEAD\nHEAD", "-", "--"])
def test_what_means_no_commit_is_said(repo: Repo, name: str) -> None:
    repo.commit("one", {"plans/services/a.yaml": SERVICE})
    with pytest.raises(UnknownRevisionError, match="no revision"):
        opened(repo).commit(name)


def test_tags_and_ancestors_mean_their_commit(repo: Repo) -> None:
    first = repo.commit("one")
    repo.commit("two")
    repo.git("tag", "-a", "v1", "-m", "one", first)
    assert opened(repo, "").commit("v1") == opened(repo, "").commit("HEAD~1") == first


def test_the_merge_base_is_where_the_branch_left(repo: Repo) -> None:
    left = repo.commit("one", {"plans/services/a.yaml": SERVICE})
    repo.git("checkout", "-q", "-b", "change")
    change = repo.commit("mine", {"plans/services/b.yaml": SERVICE})
    repo.git("checkout", "-q", "main")
    main = repo.commit("theirs", {"plans/services/c.yaml": SERVICE})
    assert opened(repo).merge_base(main, change) == left
    repo.git("checkout", "-q", "--orphan", "other")
    assert opened(repo).merge_base(repo.commit("unrelated"), main) is None


def test_several_revisions_are_read_with_two_programs_a_revision_and_one_more(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit("one", {f"plans/services/s{number}.yaml": f"name: {number}\n" for number in range(300)})
    repo.commit("two", {"plans/services/s7.yaml": "name: seven\n"})
    here = opened(repo)
    commits = [here.commit("HEAD~1"), here.commit("HEAD")]
    started: list[list[str]] = []
    run = subprocess.run

    def counted(command: list[str], **options: object) -> object:
        started.append(command)
        return run(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", counted)
    one, two = here.trees(commits, SUFFIXES)
    assert len(started) == 3
    changed = [(path, a, b) for (path, a), (_, b) in zip(one.files, two.files, strict=True) if a != b]
    assert changed == [("services/s7.yaml", b"name: 7\n", b"name: seven\n")]


def test_a_deleted_plans_folder_is_still_read_where_it_was(repo: Repo) -> None:
    repo.commit("one", {"plans/services/a.yaml": SERVICE})
    repo.commit("gone", {"plans/services/a.yaml": None})
    assert not (repo.folder / "plans").exists() or not any((repo.folder / "plans" / "services").glob("*"))
    here = opened(repo)
    before, after = here.trees([here.commit("HEAD~1"), here.commit("HEAD")], SUFFIXES)
    assert before.found and len(before.files) == 1
    assert not after.found and after.files == ()


def test_a_submodule_in_the_plans_is_named_not_read(repo: Repo, tmp_path: Path) -> None:
    other = Repo(tmp_path / "other")
    other.commit("one", {"services/b.yaml": SERVICE})
    repo.commit("one", {"plans/services/a.yaml": SERVICE})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.folder), "plans/shared")
    repo.commit("two")
    here = opened(repo)
    (tree,) = here.trees([here.commit("HEAD")], SUFFIXES)
    assert [path for path, _ in tree.files] == ["services/a.yaml"]
    assert tree.notices == ("'plans/shared' is a submodule, so nothing in it is read",)
    assert dict(opened(repo, "plans/shared").trees([opened(repo, "plans/shared").commit("HEAD")], SUFFIXES)[0].files) == {
        "services/b.yaml": SERVICE.encode()
    }


def test_links_lead_within_the_plans_and_nowhere_else(repo: Repo) -> None:
    repo.write({"plans/services/a.yaml": SERVICE, "secret.yaml": "name: secret\n"})
    links = {"b.yaml": "a.yaml", "c.yaml": "b.yaml", "out.yaml": "../../secret.yaml", "abs.yaml": "/etc/passwd", "loop.yaml": "loop.yaml"}
    for name, target in links.items():
        (repo.folder / "plans" / "services" / name).symlink_to(target)
    repo.commit("links")
    here = opened(repo)
    (tree,) = here.trees([here.commit("HEAD")], SUFFIXES)
    assert [path for path, data in tree.files if data == SERVICE.encode()] == ["services/a.yaml", "services/b.yaml", "services/c.yaml"]
    assert len(tree.files) == 3
    assert sorted(notice.split("'")[1] for notice in tree.notices) == ["services/abs.yaml", "services/loop.yaml", "services/out.yaml"]


def test_a_folder_that_became_a_file_has_no_plans_in_it(repo: Repo) -> None:
    repo.commit("one", {"plans": "no folder\n"})
    here = opened(repo)
    (tree,) = here.trees([here.commit("HEAD")], SUFFIXES)
    assert not tree.found and tree.files == ()
    assert tree.notices == ("'plans' is a file there, no folder, so nothing in it is read",)


def test_a_shallow_clone_says_that_it_is(repo: Repo, tmp_path: Path) -> None:
    first = repo.commit("one", {"plans/services/a.yaml": SERVICE})
    repo.commit("two", {"plans/services/a.yaml": "name: two\n"})
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.folder}", str(tmp_path / "clone"))
    clone = open_repository(tmp_path / "clone" / "plans", repo.environment)
    assert clone.shallow and not opened(repo).shallow
    assert dict(clone.trees([clone.commit("HEAD")], SUFFIXES)[0].files) == {"services/a.yaml": b"name: two\n"}
    with pytest.raises(UnknownRevisionError, match="shallow"):
        clone.commit(first)


def fetches(trace: Path) -> int:
    """How often git began to fetch since ``trace`` was named in its environment."""
    started = [json.loads(line) for line in trace.read_text().splitlines()] if trace.exists() else []
    return sum(event["event"] == "start" and "fetch" in event["argv"] for event in started)


def test_what_a_clone_left_behind_is_fetched_at_once_or_not_at_all(repo: Repo, tmp_path: Path) -> None:
    many = {f"plans/services/s{number}.yaml": f"name: {number}\n" for number in range(40)}
    first = repo.commit("one", {**many, "plans/about.pdf": b"%PDF 1"})
    repo.commit("two", {**{path: f"{text}tier: one\n" for path, text in many.items()}, "plans/about.pdf": b"%PDF 2"})
    there = repo.clone_without_contents(tmp_path / "clone")
    there.environment["GIT_TRACE2_EVENT"] = str(trace := tmp_path / "trace")
    clone = opened(there)
    assert clone.partial and not opened(repo).partial
    with pytest.raises(NotHereError, match="40 files of the plans are not in this clone"):
        clone.trees([first], SUFFIXES)
    # What is here is read all the same.
    assert len(clone.trees([clone.commit("HEAD")], SUFFIXES)[0].files) == 41
    trace.unlink()
    assert dict(clone.trees([first], SUFFIXES, fetch=True)[0].files)["services/s7.yaml"] == b"name: 7\n"
    assert fetches(trace) == 1
    trace.unlink()
    assert clone.trees([first], SUFFIXES)[0].commit == first
    assert fetches(trace) == 0


def test_a_place_that_does_not_answer_is_said(repo: Repo, tmp_path: Path) -> None:
    first = repo.commit("one", {"plans/services/a.yaml": SERVICE})
    repo.commit("two", {"plans/services/a.yaml": "name: two\n"})
    there = repo.clone_without_contents(tmp_path / "clone")
    repo.folder.rename(tmp_path / "elsewhere")
    with pytest.raises(NotHereError, match="1 files of the plans are not in this clone, and could not be fetched from 'origin'"):
        opened(there).trees([first], SUFFIXES, fetch=True)


def test_a_bare_repository_is_read_too(repo: Repo, tmp_path: Path) -> None:
    repo.commit("one", {"plans/services/a.yaml": SERVICE})
    repo.git("clone", "-q", "--bare", str(repo.folder), str(tmp_path / "bare.git"))
    bare = open_repository(tmp_path / "bare.git" / "plans", repo.environment)
    assert dict(bare.trees([bare.commit("main")], SUFFIXES)[0].files) == {"services/a.yaml": SERVICE.encode()}


def test_a_hook_of_another_repository_does_not_lead_astray(repo: Repo, tmp_path: Path) -> None:
    other = Repo(tmp_path / "other")
    other.commit("other")
    commit = repo.commit("one", {"plans/services/a.yaml": SERVICE})
    environment = {**repo.environment, "GIT_DIR": str(other.folder / ".git"), "GIT_WORK_TREE": str(other.folder)}
    assert open_repository(repo.folder / "plans", environment).commit("HEAD") == commit


def test_no_repository_and_no_git_are_said(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="lies in no git repository"):
        open_repository(tmp_path, {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})
    with pytest.raises(GitError, match="not installed"):
        open_repository(tmp_path, {"PATH": str(tmp_path)})


def test_an_empty_repository_has_no_revisions(repo: Repo) -> None:
    with pytest.raises(UnknownRevisionError):
        opened(repo, "").commit("HEAD")


def test_contents_by_name_leave_out_what_is_not_there(repo: Repo) -> None:
    commit = repo.commit("one", {"plans/ü b.yaml": SERVICE, "plans/folder/c.yaml": "x\n"})
    found = opened(repo).blobs([f"{commit}:plans/ü b.yaml", f"{commit}:plans/none.yaml", f"{commit}:plans/folder", "odd\nname"])
    assert found == {f"{commit}:plans/ü b.yaml": SERVICE.encode()}
