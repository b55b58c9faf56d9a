"""What a forge is given: workflows by their published schemas, their steps run as scripts, hooks run by pre-commit, sites switched under load."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
import yaml
from click.testing import CliRunner, Result
from continuity.adapters.cli import main
from continuity.adapters.comments import LIMIT, CommentError, forge_of, put_comment
from continuity.hosting.forge import FORGES, MARKER, Settings, files
from jsonschema import validators
from webservers import program, running

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "tests" / "frozen" / "vendor"
BIN = Path(sys.executable).parent
CONTINUITY = BIN / "continuity"


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, list(arguments), env={"SOURCE_DATE_EPOCH": "1795478400"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def conforms(data: object, schema: Path) -> None:
    read = json.loads(schema.read_text(encoding="utf-8"))
    validator = validators.validator_for(read)(read)
    assert [error.message for error in validator.iter_errors(data)] == []


def written(forge: str) -> dict[str, str]:
    return {one.path: one.text for one in files(forge, Settings("0.1.0"))}


WORKFLOW: dict[Any, Any] = yaml.safe_load(written("github")[".github/workflows/continuity.yml"])
PIPELINE: dict[str, Any] = yaml.safe_load(written("gitlab")[".gitlab-ci.yml"])


# What is written out.


def test_the_workflow_is_one_by_its_published_schema() -> None:
    # YAML 1.1 reads the key `on` as true.
    conforms({("on" if key is True else key): value for key, value in WORKFLOW.items()}, SCHEMAS / "schemastore" / "github-workflows.json")


def test_the_pipeline_is_one_by_its_published_schema() -> None:
    conforms(PIPELINE, SCHEMAS / "gitlab" / "gitlab-ci.json")


@pytest.mark.parametrize("forge", FORGES)
def test_files_are_written_filled_in_and_never_replaced_unasked(forge: str, tmp_path: Path) -> None:
    arguments = ("forge", forge, "--output", str(tmp_path), "--plans", "data/plans", "--branch", "trunk")
    assert run(*arguments).exit_code == 0
    for one in FORGES[forge]:
        text = (tmp_path / one.path).read_text(encoding="utf-8")
        assert "@{" not in text
        assert os.access(tmp_path / one.path, os.X_OK) is one.executable
    whole = "".join((tmp_path / one.path).read_text(encoding="utf-8") for one in FORGES[forge])
    assert '"data/plans"' in whole
    assert run(*arguments).exit_code == 0
    mine = tmp_path / FORGES[forge][0].path
    mine.write_text("mine", encoding="utf-8")
    result = run(*arguments)
    assert (result.exit_code, mine.read_text(encoding="utf-8")) == (2, "mine")
    assert "--force replaces" in result.stderr
    assert run(*arguments, "--force").exit_code == 0


@pytest.mark.parametrize("value", ["plans; rm -rf /", "$(id)", "${{ secrets.X }}", '"', "-x", "../plans"])
def test_what_goes_into_scripts_is_looked_at(value: str, tmp_path: Path) -> None:
    assert run("forge", "github", "--output", str(tmp_path), "--plans", value).exit_code == 2
    assert list(tmp_path.iterdir()) == []


# What strangers may do.


def steps(job: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = job["steps"]
    return found


def test_every_action_is_pinned_to_a_whole_version() -> None:
    used = [step["uses"] for job in WORKFLOW["jobs"].values() for step in steps(job) if "uses" in step]
    assert used
    assert all(re.fullmatch(r"actions/[\w-]+@(v\d+\.\d+\.\d+|[0-9a-f]{40})", name) for name in used)


def test_nothing_is_permitted_that_is_not_needed() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert {name: job["permissions"] for name, job in WORKFLOW["jobs"].items() if "permissions" in job} == {
        "comment": {"pull-requests": "write"}
    }
    assert "pull_request_target" not in str(WORKFLOW)


def test_a_job_that_can_write_or_has_secrets_holds_nothing_of_a_pull_request() -> None:
    for name, job in WORKFLOW["jobs"].items():
        if "permissions" in job or "secrets." in str(job):
            checks_out = any("actions/checkout" in step.get("uses", "") for step in steps(job))
            assert not checks_out or "github.event_name == 'push'" in job["if"], name
    assert "head.repo.full_name == github.repository" in WORKFLOW["jobs"]["comment"]["if"]


def test_no_expression_stands_in_a_script() -> None:
    """A title or a branch put into a script would be run by it."""
    assert [step["run"] for job in WORKFLOW["jobs"].values() for step in steps(job) if "${{" in step.get("run", "")] == []


def test_a_checkout_leaves_no_token_behind() -> None:
    found = [step for job in WORKFLOW["jobs"].values() for step in steps(job) if "actions/checkout" in step.get("uses", "")]
    assert found
    assert all(step["with"]["persist-credentials"] is False for step in found)


# Their steps, run.


def git(folder: Path, *arguments: str) -> str:
    quiet = {
        **os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org", "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
    }  # fmt: skip
    return subprocess.run(["git", *arguments], cwd=folder, env=quiet, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Plans with a home page for a site, in a repository with a branch that weakens them."""
    shutil.copytree(ROOT / "examples" / "cloud-gov", tmp_path / "work", ignore=lambda _, names: {"site"} & set(names))
    top = tmp_path / "work"
    (top / ".gitignore").write_text("/out/\n/site/\n", encoding="utf-8")
    git(top, "init", "-q", "-b", "main")
    git(top, "add", ".")
    git(top, "commit", "-q", "-m", "Plans")
    git(top, "checkout", "-q", "-b", "change")
    return top


def script(name: str, job: str = "check") -> str:
    return next(step["run"] for step in steps(WORKFLOW["jobs"][job]) if step.get("name") == name)


def shell(text: str, at: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """As a runner starts a step with `shell: bash`."""
    given = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "NO_MKDOCS_2_WARNING": "1", **environment}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text], cwd=at, env=given, check=False, capture_output=True, text=True
    )


def test_the_check_step_annotates_and_fails_and_the_summary_is_written(repository: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    fine = shell(script("Check"), repository, GITHUB_STEP_SUMMARY=str(summary))
    assert fine.returncode == 0, fine.stdout + fine.stderr
    assert "**Continuity plans:**" in summary.read_text(encoding="utf-8")
    (repository / "plans" / "services" / "broken.yaml").write_text("name: Broken\nowner: nobody-at-all\n", encoding="utf-8")
    wrong = shell(script("Check"), repository, GITHUB_STEP_SUMMARY=str(summary))
    assert wrong.returncode == 1
    assert re.search(r"^::error file=plans/services/broken.yaml,line=2,", wrong.stdout, re.MULTILINE)


def test_the_site_step_builds_what_is_published(repository: Path) -> None:
    built = shell(script("Build the site"), repository)
    assert built.returncode == 0, built.stderr
    assert (repository / "site" / "index.html").is_file()


def test_the_diff_step_says_what_a_change_means(repository: Path, tmp_path: Path) -> None:
    base = git(repository, "rev-parse", "HEAD").strip()
    name = sorted((repository / "plans" / "services").glob("*.yaml"))[0]
    name.write_text(name.read_text(encoding="utf-8") + "\nnot_when: [Something else]\n", encoding="utf-8")
    git(repository, "commit", "-q", "-a", "-m", "Change")
    found = shell(script("What the change means"), repository, BASE=base, GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"))
    assert found.returncode == 0, found.stderr
    assert name.stem in (repository / "continuity-diff.md").read_text(encoding="utf-8")


def test_the_pipelines_lines_run(repository: Path) -> None:
    lines = [line for job in ("continuity-check", "continuity-site") for line in PIPELINE[job]["script"]]
    for line in lines:
        done = shell(line, repository)
        assert done.returncode == 0, line + done.stderr
    report = json.loads((repository / "gl-code-quality-report.json").read_text(encoding="utf-8"))
    assert {key for issue in report for key in issue} == {"description", "check_name", "fingerprint", "severity", "location"}
    assert (repository / "continuity-junit.xml").is_file()
    reports = PIPELINE["continuity-check"]["artifacts"]["reports"]
    assert all((repository / path).is_file() for path in reports.values())


# Hooks.


HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def test_the_hooks_are_a_manifest_of_pre_commit() -> None:
    subprocess.run([BIN / "pre-commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml"], check=True, capture_output=True)


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_stops_a_commit_of_something_wrong_and_no_other(hook: dict[str, Any], repository: Path) -> None:
    local = {"repo": "local", "hooks": [{**hook, "language": "system"}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [local]}), encoding="utf-8")
    git(repository, "add", ".pre-commit-config.yaml")
    home = {"PRE_COMMIT_HOME": str(repository / "out"), "GIT_CONFIG_GLOBAL": os.devnull}

    def hooked() -> subprocess.CompletedProcess[str]:
        return shell("pre-commit run", repository, **home)

    (repository / "plans" / "people").mkdir(exist_ok=True)
    (repository / "plans" / "people" / "new person.yaml").write_text("name: New\n", encoding="utf-8")
    (repository / "plans" / "people" / "anna-berg.yaml").write_text("name: Anna Berg\n", encoding="utf-8")
    git(repository, "add", "plans/people/anna-berg.yaml")
    (repository / "plans" / "people" / "new person.yaml").unlink()
    assert hooked().returncode == 0, hooked().stdout
    (repository / "plans" / "people" / "anna-berg.yaml").write_text("name: Anna Berg\nmobil: 1\n", encoding="utf-8")
    git(repository, "add", "plans/people/anna-berg.yaml")
    stopped = hooked()
    assert stopped.returncode == 1
    assert "plans/people/anna-berg.yaml" in stopped.stdout


def test_only_named_files_are_shown_and_the_rest_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {"organisation.yaml": "name: X\n", "roles/a.yaml": "name: A\nx: 1\n", "roles/b ü.yaml": "name: B\nx: 1\n"}.items():
        path = tmp_path / "plans" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    result = run("check", "plans", "plans/roles/a.yaml", "README.md", "--format", "concise")
    assert (result.exit_code, result.stdout.count("\n")) == (1, 1)
    assert result.stdout.startswith("plans/roles/a.yaml:2:1: error:")
    assert "in other files: 1 error" in result.stderr
    assert run("check", "plans", "plans/organisation.yaml", "--format", "concise").exit_code == 0
    for names in ("plans/roles/a.yaml\nREADME.md\n", "plans/roles/a.yaml\0plans/organisation.yaml\0", f"{tmp_path}/plans/roles/a.yaml"):
        asked = CliRunner().invoke(main, ["check", "plans", "--files-from", "-", "--format", "concise"], input=names)
        assert asked.stdout == result.stdout
    (tmp_path / "names").write_bytes("plans/roles/b ü.yaml\0".encode())
    assert "b ü.yaml" in run("check", "plans", "--files-from", "names", "--format", "concise").stdout
    assert run("check", "plans", "--files-from", "nowhere").exit_code == 2


# The comment.


class _Forge(BaseHTTPRequestHandler):
    """The few addresses of both forges that comments need, with pages of at most 100 as they give them."""

    notes: ClassVar[list[dict[str, Any]]] = []
    asked: ClassVar[list[tuple[str, str]]] = []
    refuses: ClassVar[int] = 0

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _answer(self, data: object, code: int = 200) -> None:
        body = json.dumps(data).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _handle(self) -> None:
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        _Forge.asked.append((self.command, parts.path))
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        token = self.headers.get("Authorization") == "Bearer secret" or self.headers.get("PRIVATE-TOKEN") == "secret"
        if _Forge.refuses or not token:
            self._answer({}, _Forge.refuses or 401)
        elif self.command == "GET" and parts.path.endswith("/user"):
            self._answer({"id": 7})
        elif self.command == "GET":
            size, page = int(query["per_page"][0]), int(query["page"][0])
            self._answer(_Forge.notes[size * (page - 1) : size * page])
        elif self.command == "POST":
            _Forge.notes.append({"id": len(_Forge.notes) + 1, "body": body["body"], "user": {"type": "Bot"}, "author": {"id": 7}})
            self._answer(_Forge.notes[-1], 201)
        else:
            note = next(note for note in _Forge.notes if note["id"] == int(parts.path.rsplit("/", 1)[1]))
            note["body"] = body["body"]
            self._answer(note)

    do_GET = do_POST = do_PUT = do_PATCH = _handle  # noqa: N815 - what the server calls


@pytest.fixture
def forge() -> Iterator[str]:
    _Forge.notes, _Forge.asked, _Forge.refuses = [], [], 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Forge)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def environment(name: str, address: str) -> dict[str, str]:
    common = {"CONTINUITY_COMMENT_TOKEN": "secret", "CONTINUITY_PROPOSAL": "12"}
    if name == "github":
        return {**common, "GITHUB_ACTIONS": "true", "GITHUB_API_URL": address, "GITHUB_REPOSITORY": "northmoor/plans"}
    return {**common, "GITLAB_CI": "true", "CI_API_V4_URL": address, "CI_PROJECT_ID": "42"}


@pytest.mark.parametrize("name", FORGES)
def test_there_is_one_comment_and_it_is_replaced(name: str, forge: str) -> None:
    stranger = {"user": {"type": "User"}, "author": {"id": 8}}
    _Forge.notes = [{"id": n + 1, "body": f"said {n}", **stranger} for n in range(150)]
    _Forge.notes[3]["body"] = f"{MARKER} typed by a stranger"
    there = forge_of(environment(name, forge))
    assert put_comment(there, "first", MARKER) is False
    assert put_comment(there, "second", MARKER) is True
    assert [note["body"] for note in _Forge.notes if MARKER in note["body"]] == [f"{MARKER} typed by a stranger", f"{MARKER}\nsecond"]
    before = len(_Forge.asked)
    assert put_comment(there, "second", MARKER) is True
    assert {method for method, _ in _Forge.asked[before:]} == {"GET"}
    paths = {path for _, path in _Forge.asked}
    assert paths & ({"/repos/northmoor/plans/issues/12/comments"} if name == "github" else {"/projects/42/merge_requests/12/notes"})


def test_what_a_forge_refuses_is_said(forge: str) -> None:
    _Forge.refuses = 403
    with pytest.raises(CommentError, match="the forge answered 403; the token may not write comments here"):
        put_comment(forge_of(environment("github", forge)), "text", MARKER)
    with pytest.raises(CommentError, match="a forge takes 65,000"):
        put_comment(forge_of(environment("github", forge)), "x" * LIMIT, MARKER)
    with pytest.raises(CommentError, match="cannot be asked"):
        put_comment(forge_of(environment("gitlab", "http://127.0.0.1:1")), "text", MARKER)


@pytest.mark.parametrize("missing", ["CONTINUITY_COMMENT_TOKEN", "CONTINUITY_PROPOSAL", "GITHUB_REPOSITORY", "GITHUB_ACTIONS"])
def test_what_is_missing_is_named(missing: str, forge: str) -> None:
    given = environment("github", forge)
    del given[missing]
    with pytest.raises(CommentError, match=missing):
        forge_of(given)


def test_the_command_finds_the_marker_of_the_text(forge: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("<!-- continuity diff -->\nweakens", encoding="utf-8")
    for said in ("comment written", "comment replaced"):
        done = subprocess.run(
            [CONTINUITY, "forge", "comment", "a.md"], cwd=tmp_path, env={**os.environ, **environment("github", forge)}, check=True,
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.stdout.strip() == said
    assert [note["body"] for note in _Forge.notes] == ["<!-- continuity diff -->\nweakens"]
    refused = subprocess.run([CONTINUITY, "forge", "comment", "b.md"], cwd=tmp_path, check=False, capture_output=True, text=True)
    assert refused.returncode == 2 and "cannot be read" in refused.stderr


# Publishing.


PUBLISH = written("github")["tools/publish-site.sh"]


def site(folder: Path, number: int) -> Path:
    """A built site: each page and its style say which build they are of."""
    for page in ("index.html", "services/a.html", "runbooks/b.html"):
        path = folder / f"site{number}" / page
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<title>build {number}</title>" + "x" * 20_000, encoding="utf-8")
    style = folder / f"site{number}" / "assets" / f"style.{number:08x}.css"
    style.parent.mkdir(exist_ok=True)
    style.write_text(f"/* {number} */", encoding="utf-8")
    return folder / f"site{number}"


def publish(tmp_path: Path, number: int, destination: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "publish-site.sh").write_text(PUBLISH, encoding="utf-8")
    command = ["bash", str(tmp_path / "publish-site.sh"), str(site(tmp_path, number)), destination, f"r{number}"]
    return subprocess.run(command, env={**os.environ, **environment}, check=False, capture_output=True, text=True)


def test_a_site_is_put_in_place_and_the_last_ones_stay(tmp_path: Path) -> None:
    www = tmp_path / "www folder"
    for number in range(8):
        done = publish(tmp_path, number, str(www))
        assert (done.returncode, done.stdout) == (0, f"published r{number}\n"), done.stderr
    assert "build 7" in (www / "current" / "index.html").read_text(encoding="utf-8")
    assert {path.name for path in (www / "releases").iterdir()} == {f"r{number}" for number in range(3, 8)}
    assert {path.name for path in www.iterdir()} == {"releases", "current"}
    assert (www / "current" / "assets" / "style.00000006.css").is_file(), "an open page still asks for the style of the site before"
    again = publish(tmp_path, 7, str(www))
    assert again.stdout == "published r7.2\n"


@pytest.mark.parametrize("release", ["", "..", "a/b", "a b", "$(id)", "a'b"])
def test_a_release_is_a_plain_name(release: str, tmp_path: Path) -> None:
    (tmp_path / "publish-site.sh").write_text(PUBLISH, encoding="utf-8")
    done = subprocess.run(
        ["bash", str(tmp_path / "publish-site.sh"), str(site(tmp_path, 1)), str(tmp_path / "www"), release],
        check=False,
        capture_output=True,
    )
    assert done.returncode == 2
    assert not (tmp_path / "www").exists()


def test_a_site_without_a_home_page_is_not_published(tmp_path: Path) -> None:
    publish(tmp_path, 1, str(tmp_path / "www"))
    (tmp_path / "empty").mkdir()
    done = subprocess.run(["bash", str(tmp_path / "publish-site.sh"), str(tmp_path / "empty"), str(tmp_path / "www"), "r2"], check=False)
    assert done.returncode == 2
    assert "build 1" in (tmp_path / "www" / "current" / "index.html").read_text(encoding="utf-8")


def test_over_ssh_nobody_is_trusted_unseen(tmp_path: Path) -> None:
    """A stand-in for ssh runs what the other machine would be asked to run, in the shell it would have."""
    fake = tmp_path / "bin" / "ssh"
    fake.parent.mkdir()
    fake.write_text(f'#!/bin/sh\nfor last; do :; done\nprintf "%s\\n" "$@" > "{tmp_path}/asked"\nexec sh -c "$last"\n', encoding="utf-8")
    fake.chmod(0o755)
    path = f"{fake.parent}{os.pathsep}{os.environ['PATH']}"
    www = tmp_path / "it's www"
    done = publish(tmp_path, 1, f"site@host.example.org:{www}", PATH=path, SSH_KEY="key", KNOWN_HOSTS="host.example.org ssh-ed25519 AAAA")
    assert done.returncode == 0, done.stderr
    assert "build 1" in (www / "current" / "index.html").read_text(encoding="utf-8")
    asked = (tmp_path / "asked").read_text(encoding="utf-8")
    assert "StrictHostKeyChecking=yes" in asked and "BatchMode=yes" in asked and "site@host.example.org" in asked
    assert publish(tmp_path, 2, f"host.example.org:{www}", PATH=path, SSH_KEY="key").returncode != 0


@pytest.mark.skipif(program("nginx") is None, reason="there is no nginx")
def test_no_reader_meets_half_a_site_while_it_is_switched(tmp_path: Path) -> None:
    """nginx, with the configuration we ship, serves the link; readers ask without a pause while builds are published one after the other."""
    www, scratch = tmp_path / "www", tmp_path / "nginx"
    scratch.mkdir()
    publish(tmp_path, 0, str(www))
    over = threading.Event()

    def reader(address: str) -> tuple[int, set[str], list[str]]:
        asked, seen, wrong = 0, set(), []
        while not over.is_set():
            try:
                with urlopen(address, timeout=10) as answer:
                    text = answer.read().decode()
                if found := re.match(r"<title>build (\d+)</title>x{20000}$", text):
                    seen.add(found[1])
                else:
                    wrong.append(text[:80])
            except OSError as error:
                wrong.append(repr(error))
            asked += 1
        return asked, seen, wrong

    with running("nginx", www / "current", scratch) as address, ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(reader, f"{address}/{page}") for page in ("", "services/a.html", "runbooks/b.html", "index.html")]
        try:
            for number in range(1, 16):
                assert publish(tmp_path, number, str(www)).returncode == 0
        finally:
            over.set()
        results = [one.result() for one in readers]
    assert [wrong for _, _, wrong in results] == [[], [], [], []]
    assert all(asked > 15 and len(seen) > 3 for asked, seen, _ in results)
