"""What pages weigh, and when generated pages keep the theme's own script and style sheets."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from adapter_sites import CONFIG, make, run

MOST = 45_000
"""Bytes over the line until a service is there."""
HEADERS = 850
"""Bytes of an answer beside its body, at most, with the configurations we ship."""
_ASKED = re.compile(r'<(?:script|link rel="stylesheet")[^>]*? (?:src|href)="([^"]+)"')


def weight(site: Path, path: str) -> int:
    """What goes over the line until a page is there, compressed as our web servers compress, its icon included."""
    page = site / path
    asked = [page, site / "assets/images/favicon.png", *(page.parent / address for address in _ASKED.findall(page.read_text("utf-8")))]
    return sum(min(len(file.read_bytes()), len(gzip.compress(file.read_bytes(), 6))) + HEADERS for file in asked)


@pytest.mark.parametrize(("which", "by_hand"), [("built_site", "about.html"), ("cloud_gov_site", "about.html")])
def test_every_service_is_light(request: pytest.FixtureRequest, which: str, by_hand: str) -> None:
    site: Path = request.getfixturevalue(which)
    weights = {path.name: weight(site, f"services/{path.name}") for path in (site / "services").glob("*.html")}
    assert weights
    assert {name: size for name, size in weights.items() if size > MOST} == {}
    assert weight(site, by_hand) > MOST, "a page with all of the theme shows that something is weighed"


def test_what_is_kept_for_ever_says_what_is_in_it(built_site: Path) -> None:
    """Web servers tell browsers never to ask again for such names."""
    asked = _ASKED.findall((built_site / "services/dispensing.html").read_text("utf-8"))
    assert [
        address for address in asked if not re.fullmatch(r"\.\./assets/(javascripts|stylesheets)/.+\.[0-9a-f]{8}\.min\.(css|js)", address)
    ] == ["../assets/continuity/build.js"]


def test_what_is_in_a_larger_file_is_not_in_the_site_again(built_site: Path) -> None:
    names = {path.relative_to(built_site / "assets/continuity").as_posix() for path in (built_site / "assets/continuity").rglob("*.js")}
    assert {"run/all.js", "search/all.js", "situation/all.js"} <= names
    assert names.isdisjoint({"reading.js", "run/steps.js", "search/engine.js", "situation/view.js", "chrome/base.js"})


def built(folder: Path, config: str, **files: str) -> tuple[str, str]:
    """A generated page of a small site, and what its build said."""
    site = make(folder / "site", config=config)
    for name, text in files.items():
        path = site / name.replace("__", "/").replace("_html", ".html").replace("_js", ".js")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    done = run(site, "build", "--strict")
    assert done.returncode == 0, done.stderr
    return (site / "site/services/one.html").read_text("utf-8"), done.stderr


@pytest.mark.parametrize(
    "addition",
    [
        ("navigation.instant]", "navigation.top, toc.follow, content.code.copy, content.tooltips]"),
        ("name: material\n", "name: material\n  language: de\n"),
        ("name: material\n", "name: material\n  custom_dir: over\n"),
    ],
    ids=["features", "language", "own partials"],
)
def test_common_sites_are_light(tmp_path: Path, addition: tuple[str, str]) -> None:
    page, _ = built(tmp_path, CONFIG.replace(*addition), over__partials__source_html="<p class='md-source'>here</p>")
    assert "/frame." in page
    assert "javascripts/bundle." not in page


@pytest.mark.parametrize("own", ["over__partials__tabs_html", "over__main_html"])
def test_tabs_of_an_organisations_own_stay(tmp_path: Path, own: str) -> None:
    text = {
        "over__partials__tabs_html": "<nav class='md-tabs'>ours</nav>",
        "over__main_html": "{% extends \"base.html\" %}{% block tabs %}<nav class='md-tabs'>ours</nav>{% endblock %}",
    }[own]
    page, _ = built(tmp_path, CONFIG.replace("name: material\n", "name: material\n  custom_dir: over\n"), **{own: text})
    assert "/frame." in page
    assert "<nav class='md-tabs'>ours</nav>" in page
    assert "md-sidebar--primary" in page


@pytest.mark.parametrize(
    ("addition", "why"),
    [
        (("navigation.instant]", "header.autohide]"), "header.autohide"),
        (("plugins:", "extra: {analytics: {provider: google, property: x}}\nplugins:"), "extra.analytics"),
        (("name: material\n", "name: material\n  custom_dir: over\n"), "blocks of an own main.html"),
        (("plugins:", "extra_javascript: [own.js]\nplugins:"), "a script that waits for document$"),
    ],
)
def test_where_the_themes_script_is_asked_for_pages_keep_it_and_the_build_says_why(
    tmp_path: Path, addition: tuple[str, str], why: str
) -> None:
    own = "document$.subscribe(() => {});"
    page, said = built(
        tmp_path,
        CONFIG.replace(*addition),
        over__main_html='{% extends "base.html" %}{% block scripts %}{{ super() }}{% endblock %}',
        docs__own_js=own,
    )
    assert why in said
    assert "javascripts/bundle." in page
    assert "stylesheets/main." in page
    assert "stylesheets/continuity." in page
    assert "/frame." not in page


def test_other_colours_are_kept_where_the_site_has_them(tmp_path: Path) -> None:
    built(tmp_path, CONFIG.replace("scheme: slate\n", "scheme: slate\n      primary: deep purple\n"))
    sheet = next((tmp_path / "site/site/assets/stylesheets").glob("frame.*.css")).read_text("utf-8")
    assert "[data-md-color-primary=deep-purple]" in sheet
    assert "[data-md-color-primary=red]" not in sheet
