"""The archive of a site: whole, checkable, the same bytes for the same plans, and open from a disk with search, numbers and pictures."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from browsing import watched_page
from click.testing import CliRunner
from continuity.adapters.bundle.archive import BUILD, READ_ME, SUMS
from continuity.adapters.cli import main
from playwright.sync_api import Browser, expect

ROOT = Path(__file__).parents[2]
EPOCH = "1795424400"


@pytest.fixture(scope="module")
def archive(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("carried") / "northmoor.zip"
    done = CliRunner().invoke(main, ["bundle", "--config", str(ROOT / "mkdocs.yml"), "--site", str(built_site), "--output", str(target)])
    assert done.exit_code == 0, done.output
    assert "for the audience internal, as of 2026-11-23" in done.output
    return target


@pytest.fixture(scope="module")
def unpacked(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("a stick with ümlauts")
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return folder


def test_every_file_has_its_sum(unpacked: Path) -> None:
    sums = dict(reversed(line.split("  ", 1)) for line in (unpacked / SUMS).read_text(encoding="utf-8").splitlines())
    files = {path.relative_to(unpacked).as_posix(): path for path in unpacked.rglob("*") if path.is_file()}
    assert set(files) - set(sums) == {SUMS}
    assert all(hashlib.sha256(files[name].read_bytes()).hexdigest() == digest for name, digest in sums.items())
    assert len(sums) > 280


def test_it_says_what_it_is_and_until_when(unpacked: Path) -> None:
    build = json.loads((unpacked / BUILD).read_text(encoding="utf-8"))
    assert build["name"] == "Northmoor Hospitals — IT service continuity"
    assert (build["as_of"], build["built"], build["audience"]) == ("2026-11-23", "2026-11-23T09:00:00Z", "internal")
    assert build["expires"] == "2027-02-21"
    assert build["version"]
    read_me = (unpacked / READ_ME).read_text(encoding="utf-8")
    assert "Unpack everything" in read_me
    assert "2027-02-21" in read_me


def test_it_holds_every_page_and_nothing_that_no_page_asks_for(unpacked: Path, built_site: Path) -> None:
    pages = {path.relative_to(built_site) for path in built_site.rglob("*.html")}
    assert pages == {path.relative_to(unpacked) for path in unpacked.rglob("*.html")}
    assert not list(unpacked.rglob("*.map"))
    assert not (unpacked / "sw.js").exists()


def test_a_commit_is_named_where_there_is_one(built_site: Path, tmp_path: Path) -> None:
    def git(*arguments: str) -> str:
        identity = ["-c", "user.name=Anna Berg", "-c", "user.email=anna@example.org", "-c", "commit.gpgsign=false"]
        return subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True, capture_output=True, text=True).stdout.strip()

    def commit() -> str:
        arguments = ["bundle", "--config", str(tmp_path / "mkdocs.yml"), "--site", str(built_site), "--output", str(tmp_path / "c.zip")]
        assert CliRunner().invoke(main, arguments).exit_code == 0
        with zipfile.ZipFile(tmp_path / "c.zip") as opened:
            return str(json.loads(opened.read(BUILD))["commit"])

    (tmp_path / "mkdocs.yml").write_text("site_name: x\n", encoding="utf-8")
    assert commit() == ""
    git("init", "-q")
    (tmp_path / ".gitignore").write_text("*.zip\n", encoding="utf-8")
    git("add", ".")
    git("commit", "-q", "-m", "Begin")
    assert commit() == git("rev-parse", "HEAD")
    (tmp_path / "mkdocs.yml").write_text("site_name: y\n", encoding="utf-8")
    assert commit() == git("rev-parse", "HEAD") + "+changes"


def test_the_same_plans_make_the_same_bytes(tmp_path: Path) -> None:
    plans = tmp_path / "plans" / "services"
    plans.mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    (tmp_path / "plans/organisation.yaml").write_text("name: Small\n", encoding="utf-8")
    (plans / "mail.yaml").write_text("name: Mail\n", encoding="utf-8")
    config = "site_name: Small\ntheme:\n  name: material\nplugins:\n  - continuity:\n      fail_on: never\n"
    (tmp_path / "mkdocs.yml").write_text(config, encoding="utf-8")
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "NO_MKDOCS_2_WARNING": "1"}
    made = []
    for seed in ("1", "2"):
        target = tmp_path / f"{seed}.zip"
        command = [sys.executable, "-c", "from continuity.adapters.cli import main; main()", "bundle", "--output", str(target)]
        done = subprocess.run(
            command, cwd=tmp_path, env={**environment, "PYTHONHASHSEED": seed}, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        made.append(target.read_bytes())
    assert made[0] == made[1]


def test_a_build_that_fails_leaves_the_archive_of_before(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nplugins:\n  - continuity\n", encoding="utf-8")
    target = tmp_path / "kept.zip"
    target.write_bytes(b"of before")
    done = CliRunner().invoke(main, ["bundle", "--config", str(tmp_path / "mkdocs.yml"), "--output", str(target)])
    assert done.exit_code == 2
    assert "no archive" in done.output
    assert target.read_bytes() == b"of before"


@pytest.mark.parametrize(("arguments", "said"), [(["--config", "gone.yml"], "There is no"), (["--site", "."], "no built site")])
def test_what_is_no_site_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["bundle", *arguments])
    assert done.exit_code == 2
    assert said in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_would_hide_the_sums_is_refused(built_site: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "assets/continuity").mkdir(parents=True)
    (site / "assets/continuity/build.js").write_bytes((built_site / "assets/continuity/build.js").read_bytes())
    (site / SUMS).write_text("mine", encoding="utf-8")
    done = CliRunner().invoke(main, ["bundle", "--site", str(site), "--output", str(tmp_path / "x.zip")])
    assert done.exit_code == 2
    assert SUMS in done.output
    assert not list(tmp_path.glob("*.zip*"))


@pytest.mark.browser
def test_a_laptop_in_the_car_park_finds_the_step_and_the_number(browser: Browser, unpacked: Path) -> None:
    with watched_page(browser) as page:
        page.goto((unpacked / "index.html").as_uri())
        expect(page.locator(".continuity-age")).to_contain_text("built 23 Nov 2026, 09:00 GMT, opened from a disk")
        page.locator(".continuity-search").click()
        page.get_by_role("combobox", name="Search").fill("pharmacy cannot print labels")
        page.get_by_role("option").filter(has=page.get_by_text("Labels do not print", exact=True)).first.click()
        page.wait_for_url("**/runbooks/label-printers.html*")
        expect(page.locator("a[href^='tel:']").first).to_be_visible()
        page.goto((unpacked / "services/dispensing.html").as_uri())
        expect(page.locator("figure svg").first).to_be_visible()
