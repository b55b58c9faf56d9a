"""Search on small sites: what is written, and what a reader finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from continuity.pages.page import SearchEntry
from continuity.pages.search import key, search_assets
from continuity.pages.search.packing import number, rising
from continuity.pages.search.words import stem
from hypothesis import given
from hypothesis import strategies as st
from search_engine import ask, found, written

ENTRIES = (
    SearchEntry(
        "services/dispensing.html",
        "Pharmacy dispensing",
        "Service",
        exact=("PharmX",),
        symptoms=("the robot does not pick", "PharmX says no connection to server"),
        text="Labels, stock and robot for all medicines.",
        weight=2.2,
        alerts=("PharmXDown",),
        hosts=("phx01.example.org",),
    ),
    SearchEntry(
        "services/labels.html", "Label printing", "Service", symptoms=("labels do not print",), weight=2.2, hosts=("print-01.example.org",)
    ),
    SearchEntry("services/identity.html", "Sign-in", "Service", symptoms=("nobody can log in",), weight=2.2),
    SearchEntry("services/cafe.html", "Café Größe", "Service", exact=("Menü",), weight=2.2),
    SearchEntry("services/backup.html", "Back-up vault", "Service", weight=2.2),
    SearchEntry("runbooks/failover.html", "Fail dispensing over", "Runbook", text="North is lost", weight=2.0),
    SearchEntry("runbooks/failover.html", "Stop the robot interface", "Step 2 of Fail dispensing over", anchor="step-stop", weight=2.0),
    SearchEntry(
        "runbooks/failover.html", "Promote the standby database", "Step 3 of Fail dispensing over", anchor="step-promote", weight=2.0
    ),
    SearchEntry("vendors/labelco.html", "LabelCo", "Vendor", weight=1.3),
    SearchEntry("channels/index.html", "Major incident bridge", "Index", anchor="bridge", exact=("the bridge",)),
    SearchEntry("find.html", "A to Z", "Index"),
    SearchEntry("odd/A_b.html", "Nothing like its address", "Page"),
)

Find = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(search_assets(ENTRIES), tmp_path_factory.mktemp("search"))


@pytest.fixture(scope="module")
def find(folder: Path) -> Find:
    return lambda query: ask(folder, [query])[0]


def first(results: Sequence[dict[str, Any]]) -> str:
    return f"{results[0]['path']}#{results[0]['anchor']}".rstrip("#") if results else ""


def test_the_same_entries_give_the_same_bytes_and_any_change_another_sign() -> None:
    assert search_assets(ENTRIES) == search_assets(iter(ENTRIES))
    signs = {asset.content.split(b"`")[3] for asset in search_assets(ENTRIES)}
    assert len(signs) == 1
    assert signs != {asset.content.split(b"`")[3] for asset in search_assets(ENTRIES[:-1])}


def test_an_empty_site_can_be_searched(tmp_path: Path) -> None:
    assert ask(written(search_assets(()), tmp_path), ["anything", "a", "", "no connection"]) == [[], [], [], []]


@pytest.mark.parametrize("text", ["PharmXDown", "pharmxdown", "PHARMXDOWN", "pharmx down", "PharmX-Down", "  pharm-x down ", "pharmx_down"])
def test_an_exact_name_comes_first_however_it_is_written(find: Find, text: str) -> None:
    result = find(text)[0]
    assert (result["path"], result["exact"], result["why"]) == ("services/dispensing.html", True, {"what": "alert", "text": "PharmXDown"})


@pytest.mark.parametrize(
    ("text", "path", "what"),
    [
        ("phx01.example.org", "services/dispensing.html", "host"),
        ("phx01", "services/dispensing.html", "host"),
        ("print01.example.org", "services/labels.html", "host"),
        ("pharmx", "services/dispensing.html", "also known as"),
        ("cafe grosse", "services/cafe.html", None),
        ("menu", "services/cafe.html", "also known as"),
        ("bridge", "channels/index.html#bridge", "also known as"),
        ("backup vault", "services/backup.html", None),
        ("backup", "services/backup.html", None),
        ("login", "services/identity.html", None),
        ("nothing like its address", "odd/A_b.html", None),
        ("CRITICAL: PharmXDown firing on cluster 3", "services/dispensing.html", "alert"),
        ("[phx01.example.org] no heartbeat", "services/dispensing.html", "host"),
    ],
)
def test_names_are_found(find: Find, text: str, path: str, what: str | None) -> None:
    results = find(text)
    assert first(results) == path
    assert (results[0]["why"] or {}).get("what") == what


@pytest.mark.parametrize("text", ["pharmxdwn", "pharmxddown", "pharnxdown", "pharmxdwon", "hparmxdown", "phrmxdown"])
def test_one_slip_is_forgiven(find: Find, text: str) -> None:
    assert first(find(text)) == "services/dispensing.html"


def test_every_beginning_of_a_name_finds_it(find: Find, folder: Path) -> None:
    typed = [
        name[:length] for name in ("Pharmacy dispensing", "PharmXDown", "Label printing", "printing") for length in range(3, len(name) + 1)
    ]
    for text, results in zip(typed, ask(folder, typed), strict=True):
        assert set(found(results)[:3]) & {"services/dispensing.html", "services/labels.html"}, text


@pytest.mark.parametrize(
    ("text", "path", "why"),
    [
        ("labels do not print", "services/labels.html", {"what": "symptom", "text": "labels do not print"}),
        ("label printer broken", "services/labels.html", {"what": "symptom", "text": "labels do not print"}),
        ("robot not picking", "services/dispensing.html", {"what": "symptom", "text": "the robot does not pick"}),
        ("promote database", "runbooks/failover.html#step-promote", {"what": "step 3", "text": "Promote the standby database"}),
        ("promoting databases", "runbooks/failover.html#step-promote", {"what": "step 3", "text": "Promote the standby database"}),
        ("medicine", "services/dispensing.html", {"what": "text", "text": "Labels, stock and robot for all medicines."}),
    ],
)
def test_a_row_says_why_it_is_there(find: Find, text: str, path: str, why: dict[str, str]) -> None:
    results = find(text)
    assert first(results) == path
    assert results[0]["why"] == why


def test_what_is_nowhere_is_not_found(find: Find) -> None:
    assert find("zzyzx") == []


def test_texts_cannot_leave_their_place(tmp_path: Path) -> None:
    nasty = "`${alert(1)}` </script><!-- \\ \\u0041 \u2028 \r\n \t| \x0b end"
    entry = SearchEntry("services/x.html", nasty, "Kind `", exact=(nasty + "2",), symptoms=(nasty,), text=nasty)
    assets = search_assets([entry], "site `${x}`")
    assert not any(b"</script" in asset.content or b"<!--" in asset.content for asset in assets)
    result = ask(written(assets, tmp_path), ["alert"])[0][0]
    assert result["title"] == "`${alert(1)}` </script><!-- \\ \\u0041 | end"
    assert result["path"] == "services/x.html"


def test_marks_are_where_the_words_are(folder: Path) -> None:
    text = "Sign-in: labels don't print at the Café"
    cases = {"label": ["labels"], "printers": ["print"], "CAFE": ["Café"], "log in": ["Sign-in"], "lables": ["labels"], "zebra": []}
    for query, marks in zip(cases, ask(folder, [[text, query] for query in cases], "marks"), strict=True):
        assert [text[start:end] for start, end in marks] == cases[query]


WORDS = st.text(st.sampled_from("abcdeghilnorsty"), min_size=1, max_size=9).flatmap(
    lambda w: st.sampled_from(["", "s", "es", "ies", "ing", "ed", "e"]).map(lambda e: w + e)
)


@given(st.lists(WORDS, min_size=50, max_size=50))
def test_python_and_javascript_take_words_to_the_same_stems(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    folder = tmp_path_factory.getbasetemp() / "stems"
    if not folder.exists():
        written(search_assets(()), folder)
    assert ask(folder, words, "stem") == [stem(word) for word in words]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cn", "Co")), max_size=12), min_size=30, max_size=30))
def test_python_and_javascript_take_names_to_the_same_keys(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    folder = tmp_path_factory.getbasetemp() / "stems"
    if not folder.exists():
        written(search_assets(()), folder)
    assert ask(folder, names, "key") == [key(name) for name in names]


@pytest.mark.parametrize(("value", "letters"), [(0, "A"), (31, "f"), (32, "gB"), (1023, "_f"), (1024, "ggB")])
def test_numbers_as_letters(value: int, letters: str) -> None:
    assert number(value) == letters


def test_rising_numbers_are_their_differences() -> None:
    assert rising([3, 4, 36]) == "DBgB"
