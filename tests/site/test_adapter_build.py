"""What ``mkdocs build`` with the plugin writes, and what it refuses to write."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from adapter_sites import CONFIG, files_of, make, run, write

HOSTILE = "</title><script>alert(1)</script> & \"quotes\" 'single' {{ 7*7 }} {% raw %}"
MANY = {"services/one.yaml": "title: One"} | {f"services/s{number}.yaml": f"title: Service {number}" for number in range(8)}


class _Scripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.foreign: list[str] = []
        self.styled: list[str] = []
        self.title = ""
        self._in: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self._in = tag
        if tag == "script" and "src" not in names and names.get("type") != "application/json":
            self.inline.append(tag)
        if "style" in names or tag == "style":
            self.styled.append(tag)
        self.inline += [name for name in names if name.startswith("on")]
        loaded = (
            names.get("src") if tag != "link" else names.get("href") if names.get("rel") in ("stylesheet", "preconnect", "icon") else None
        )
        if loaded and re.match(r"(https?:)?//", loaded):
            self.foreign.append(loaded)

    def handle_data(self, data: str) -> None:
        if self._in == "title":
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._in = None


def parsed(html: str) -> _Scripts:
    page = _Scripts()
    page.feed(html)
    return page


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plans = {**MANY, "services/one.yaml": "title: One", "services/bad.yaml": f"title: {HOSTILE}", "services/t-plain.yaml": "title: Plain",
             "runbooks/ü ber & lang.yaml": "title: Ü ber", "runbooks/" + "n" * 200 + ".yaml": "title: Long"}  # fmt: skip
    folder = make(tmp_path_factory.mktemp("built"), plans)
    result = run(folder, "build", "--strict")
    assert result.returncode == 0, result.stderr
    return folder / "site"


def test_pages_stand_in_the_theme_at_their_address(site: Path) -> None:
    page = (site / "services" / "one.html").read_text("utf-8")
    assert "<h1>One</h1>" in page
    assert '<meta name="description" content="About One">' in page
    assert "<title>One - Test Hospitals</title>" in page
    assert 'href="https://plans.example.org/services/one.html"' in page
    assert 'href="#inner-2"' in page and "Inner &amp; outer" in page
    assert (site / "search" / "data.json").read_bytes() == b"{}"


def test_edit_this_page_opens_the_plan_file(site: Path) -> None:
    page = (site / "services" / "one.html").read_text("utf-8")
    assert 'href="https://git.example.org/plans/edit/main/plans/services/one.yaml"' in page
    assert 'rel="edit"' not in (site / "services" / "index.html").read_text("utf-8")
    assert "edit/main/plans/runbooks/%C3%BC%20ber%20%26%20lang.yaml" in (site / "runbooks" / "ü ber & lang.html").read_text("utf-8")


def test_long_names_are_written(site: Path) -> None:
    assert "<h1>Long</h1>" in (site / "runbooks" / ("n" * 200 + ".html")).read_text("utf-8")


def test_hostile_titles_stay_text_wherever_the_theme_prints_them(site: Path) -> None:
    page = (site / "services" / "bad.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert parsed(page).title.startswith(HOSTILE)
    assert "<script>alert" not in (site / "index.html").read_text("utf-8")


def test_no_page_runs_inline_code_or_loads_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        page = parsed(path.read_text("utf-8"))
        assert (page.inline, page.styled, page.foreign) == ([], [], []), path.name


def test_nothing_in_our_scripts_names_another_host(site: Path) -> None:
    for path in (site / "assets" / "continuity").rglob("*.js"):
        if "vendor" in path.parts:
            continue  # says in comments where it is from; what it asks for is watched in the browser
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")  # the name of a language, which nobody asks
        assert not re.search(r"https?://", text), path.name


def test_navigation_instant_is_turned_off(site: Path) -> None:
    assert "navigation.instant" not in (site / "services" / "one.html").read_text("utf-8")


def test_the_repository_link_asks_no_other_host(site: Path) -> None:
    page = (site / "services" / "one.html").read_text("utf-8")
    assert "class=md-source" in page
    assert 'data-md-component="source"' not in page


def test_tabs_lead_to_index_pages_and_the_own_one_is_lit(site: Path) -> None:
    page = (site / "services" / "one.html").read_text("utf-8")
    links = page.partition("<nav class=md-tabs ")[2].partition("</nav>")[0]
    assert re.findall(r'<li><a href="([^"]+)"( aria-current=true)?>([^<]+)</a>', links) == [
        ("../index.html", "", "Home"),
        ("index.html", " aria-current=true", "Services"),
        ("../about.html", "", "Using this site"),
    ]


def test_hand_written_pages_go_the_usual_way_without_inline_alignment(site: Path) -> None:
    page = (site / "about.html").read_text("utf-8")
    assert 'href="services/one.html#inner"' in page
    assert '<td class="continuity-right">2</td>' in page


def test_build_time_is_in_one_small_script_only(site: Path) -> None:
    script = (site / "assets" / "continuity" / "build.js").read_text("utf-8")
    identity = json.loads(script.removeprefix("window.__continuity_build = ").rstrip(";\n"))
    assert identity["built"] == "2026-11-23T00:00:00Z"
    assert identity["as_of"] == "2026-11-23"
    page = (site / "services" / "one.html").read_text("utf-8")
    assert "2026-11-23T" not in page
    assert '<time datetime="2026-11-23">' in page


def test_two_builds_are_the_same_to_the_byte(tmp_path: Path) -> None:
    folder = make(tmp_path / "twice", MANY)
    assert run(folder, "build", "--strict", "-d", "first").returncode == 0
    assert run(folder, "build", "--strict", "-d", "second").returncode == 0
    assert files_of(folder / "first") == files_of(folder / "second")


def test_a_custom_dir_comes_before_our_theme(tmp_path: Path) -> None:
    folder = make(tmp_path / "custom", MANY, config=CONFIG.replace("  name: material\n", "  name: material\n  custom_dir: mine\n"))
    (folder / "mine" / "partials").mkdir(parents=True)
    (folder / "mine" / "partials" / "copyright.html").write_text("<p>own foot</p>")
    (folder / "mine" / "main.html").write_text(
        '{% extends "base.html" %}{% block announce %}{% if page %}file {{ page.file.src_uri }}{% endif %}{% endblock %}'
    )
    result = run(folder, "build", "--strict", "-v")
    assert result.returncode == 0, result.stderr
    for number in range(8):  # the theme prints something of every page that no shell knows of
        page = (folder / "site" / "services" / f"s{number}.html").read_text("utf-8")
        assert "own foot" in page
        assert f"file services/s{number}.md" in page
    assert " 0 from shells" in result.stderr


def test_shells_give_the_same_bytes_as_the_whole_theme(tmp_path: Path) -> None:
    plans = {
        **MANY,
        "services/bad.yaml": f"title: {HOSTILE}",
        "services/z.yaml": "title: zqtitle&amp;qz",
        **{f"services/s{n}-plain.yaml": f"title: P{n}" for n in range(5)},
    }
    folder = make(tmp_path / "spliced", plans)
    result = run(folder, "build", "--strict", "-v", "-d", "spliced")
    spliced = re.search(r"(\d+) pages rendered whole, (\d+) from shells", result.stderr)
    assert spliced and int(spliced[2]) >= 10, result.stderr
    hook = folder / "fake_builder.py"
    hook.write_text(hook.read_text() + "\nfrom continuity.adapters.mkdocs import shell\nshell.FEWEST = 10**9\n")
    result = run(folder, "build", "--strict", "-v", "-d", "whole")
    assert " 0 from shells" in result.stderr
    assert files_of(folder / "spliced") == files_of(folder / "whole")


def test_findings_stop_the_build_and_leave_the_old_site(tmp_path: Path) -> None:
    folder = make(tmp_path / "broken", MANY)
    assert run(folder, "build").returncode == 0
    before = files_of(folder / "site")
    write(folder, "services/s1.yaml", "title: x\nerror: no such tier")
    write(folder, "services/s2.yaml", "error: no such role")
    for extra in ((), ("-q",), ("--strict",)):
        result = run(folder, "build", *extra)
        assert result.returncode == 1
        assert "plans/services/s1.yaml:2:8: error: no such tier (mend it) [test-rule]" in result.stderr
        assert "plans/services/s2.yaml:1:8: error: no such role (mend it) [test-rule]" in result.stderr
        assert "2 errors" in result.stderr + result.stdout
        assert "Traceback" not in result.stderr
    assert files_of(folder / "site") == before


@pytest.mark.parametrize(
    ("breaks", "says"),
    [
        (lambda folder: (folder / "plans").rename(folder / "elsewhere"), "There is no plans folder at plans."),
        (lambda folder: [path.unlink() for path in (folder / "plans").rglob("*.yaml")], "The plans folder plans has no plan files."),
        (lambda folder: (folder / "docs" / "services").mkdir() or (folder / "docs/services/s1.md").write_text("# x"),
         "services/s1.md and the plans both make services/s1.html"),
    ],
)  # fmt: skip
def test_what_else_stops_the_build_is_said_before_the_old_site_goes(tmp_path: Path, breaks, says: str) -> None:  # type: ignore[no-untyped-def]
    folder = make(tmp_path / "site", MANY)
    assert run(folder, "build").returncode == 0
    before = files_of(folder / "site")
    breaks(folder)
    result = run(folder, "build")
    assert result.returncode == 1
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    assert files_of(folder / "site") == before


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("audience: everybody", "audience"),
        ("as_of: yesterday", "Expected a date such as 2026-11-23, not 'yesterday'"),
        ("fail_on: panic", "fail_on"),
        ("plan: plans", "plan"),
    ],
)
def test_a_wrong_option_is_named(tmp_path: Path, options: str, says: str) -> None:
    folder = make(tmp_path / "options", MANY, config=CONFIG.replace("  - continuity\n", f"  - continuity:\n      {options}\n"))
    result = run(folder, "build", "--strict")
    assert result.returncode == 1
    assert says in result.stderr


def test_as_of_may_be_written_as_a_date_or_as_text(tmp_path: Path) -> None:
    for number, value in enumerate(("2026-01-02", '"2026-01-02"')):
        folder = make(tmp_path / str(number), MANY, config=CONFIG.replace("  - continuity\n", f"  - continuity:\n      as_of: {value}\n"))
        assert run(folder, "build", "--strict").returncode == 0
        assert '<time datetime="2026-01-02">' in (folder / "site" / "services" / "s1.html").read_text("utf-8")
