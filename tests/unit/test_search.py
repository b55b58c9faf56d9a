"""Search on small sites: what is written, and what a reader finds."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from continuity.pages.page import SearchEntry
from continuity.pages.search import search_assets, texts
from continuity.pages.search.packing import fronted, number, rising
from continuity.pages.search.words import STOP_WORDS, Reader, slug, stem
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


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("Ward O'Brien", ["o'brien", "O’Brien", "obrien", "Brien", "O'BRIEN"]),
        ("portal.l'Hôpital.fr", ["l'hopital", "l’Hôpital", "hôpital"]),
        ("PharmX.exe", ["pharmx", "PharmX"]),
        ("Ørsted", ["ørsted", "Ørsted", "orsted", "ØRSTED"]),
        ("ЯндексПочта", ["ЯндексПочта", "яндекспочта"]),
        ("हिन्दी पोर्टल", ["हिन्दी", "पोर्टल"]),
        ("Valve auto-log in", ["auto-log in", "auto log in", "login"]),
    ],
)
def test_a_word_is_found_as_it_is_written_and_in_small_letters(tmp_path: Path, said: str, typed: list[str]) -> None:
    other = SearchEntry("other.html", "Something else", "Page")
    folder = written(search_assets([other, SearchEntry("it.html", "It", "Page", symptoms=(said,))]), tmp_path)
    assert [found(results) for results in ask(folder, typed)] == [["it.html"]] * len(typed)


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
    cases = {
        "label": ["labels"],
        "dont": ["don't"],
        "printers": ["print"],
        "CAFE": ["Café"],
        "log in": ["Sign-in"],
        "lables": ["labels"],
        "zebra": [],
    }
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


LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cn", "Co"))


@given(st.lists(st.text(LETTERS, max_size=12), min_size=30, max_size=30))
def test_python_and_javascript_take_names_to_the_same_addresses(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    folder = tmp_path_factory.getbasetemp() / "stems"
    if not folder.exists():
        written(search_assets(()), folder)
    assert ask(folder, names, "slug") == [slug(name) for name in names]


# Where words begin and end is said by capitals, apostrophes, hyphens and marks, in any alphabet, and by letters that are written as others.
SIGNS = st.sampled_from([*"abeginorstéßøİÅØÆłЯяσΣ中-_./:'’＇AEGINRS0129½ﬁ", "n't", "o’c", "O'B", "e\u0301", "हि", "ไท", "\ufe0f"])
TYPED = st.lists(SIGNS | LETTERS, min_size=1, max_size=10).map("".join)
PAIRED = st.sampled_from(["log", "Log", "in", "login", "LogIn", "auto-log", "sign-on", "wi-fi", "back", "up", "e", "mail"])


@given(st.lists(st.lists(TYPED | PAIRED, min_size=1, max_size=5).map(" ".join), min_size=40, max_size=40))
def test_whatever_a_text_says_javascript_finds_the_terms_that_python_wrote(
    tmp_path_factory: pytest.TempPathFactory, said: list[str]
) -> None:
    folder = tmp_path_factory.getbasetemp() / "stems"
    if not folder.exists():
        written(search_assets(()), folder)
    reader, silent = Reader(), {stem(word) for word in STOP_WORDS}
    for text, asked in zip(said, ask(folder, said, "terms"), strict=True):
        assert set(asked) - silent <= set(reader.terms(text)), text


@pytest.mark.parametrize(("value", "letters"), [(0, "!"), (57, "]"), (58, 'y"'), (90, "y#"), (1913, 'xz"'), (59_391, "~~]")])
def test_numbers_as_letters(value: int, letters: str) -> None:
    assert number(value) == letters


def test_rising_numbers_are_their_differences() -> None:
    assert rising([3, 4, 61]) == '%"]'
    assert rising([]) == ""


def test_words_are_written_after_the_one_before() -> None:
    assert fronted(["alpha", "alphabet", "beta", "be\U00010330", "be\U00010330n"]) == "!alpha\n'bet\n!beta\n#\U00010330\n#\U00010330n"


def _plans(chosen: random.Random) -> list[SearchEntry]:
    """Runbooks whose steps and addresses are of every kind: said once or by many, given an id or none, in words of every alphabet."""
    rare = [f"{a}{b}{i}" for i, (a, b) in enumerate(zip("Åßé中`$<\\ øqxyzAB" * 9, "kmntvwr" * 25, strict=False)) if a != " "]
    usual = [f"Open the {thing} and wait" for thing in ("valve", "hatch", "bridge", "register")]
    entries = []
    for i in range(80):
        page, title = f"runbooks/{'book' if i % 3 else 'Book_'}-{i}.html", f"Book {i}"
        entries.append(
            SearchEntry(page, title, "Runbook", text=f"Use it {chosen.choice(rare)} when {chosen.choice(rare)}" if i % 4 else "")
        )
        for step in range(1, chosen.randrange(2, 9)):
            text = chosen.choice(usual) if chosen.random() < 0.5 else f"Put {chosen.choice(rare)}  before {chosen.choice(rare)}: {i}.{step}"
            anchor = chosen.choice(
                (f"step-step-{step}", f"step-{slug(text)}", f"step-{slug(text)[:9]}", f"step-own-{step}", f"other-{step}")
            )
            label = f"{step}a" if chosen.random() < 0.1 else str(step)
            entries.append(SearchEntry(page, text, f"Step {label} of {title}", anchor))
    return entries


@pytest.mark.parametrize("size", [10**6, 300], ids=["one file of each", "many files"])
def test_every_rare_word_of_a_step_finds_the_step_as_it_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(texts, "BLOCK", size)
    monkeypatch.setattr(texts, "SHARD", size)
    monkeypatch.setattr(texts, "COMMON", 10)
    entries = _plans(random.Random(4))
    where: dict[str, set[tuple[str, str]]] = defaultdict(set)
    reader = Reader()
    for entry in entries:
        for word in {*(entry.title if entry.anchor else entry.text).split()}:
            if len(reader.terms(word)) == 1 and len(reader.terms(word)[0]) > 3:
                where[word].add((entry.path, entry.anchor))
    asked = [word for word, places in where.items() if len({path for path, _ in places}) <= 8]
    assert len(asked) > 50
    files = search_assets(entries)
    assert (len(files) > 20) == (size == 300)
    shown = {(entry.path, entry.anchor): entry for entry in entries}
    for word, results in zip(asked, ask(written(files, tmp_path), asked), strict=True):
        assert {path for path, _ in where[word]} <= {result["path"] for result in results}, word
        for result in results:
            entry = shown[result["path"], result["anchor"]]
            step = entry.kind.partition(" of ")[0].lower() if entry.anchor else "text"
            assert result["why"] == {"what": step, "text": " ".join((entry.title if entry.anchor else entry.text).split())}, word


def test_a_word_that_thousands_of_steps_hold_says_nothing_of_them_and_the_word_beside_it_does(tmp_path: Path) -> None:
    entries = _all_say([f"Check the queue of valve {'grey' if i == 7 else 'blue'}" for i in range(300)])
    many, both = ask(written(search_assets(entries), tmp_path), ["queue", "grey queue"])
    assert many == []
    assert [(result["path"], result["anchor"]) for result in both] == [("runbooks/b007.html", "step-step-1")]


def _all_say(words: Sequence[str]) -> list[SearchEntry]:
    """A runbook of one step for each."""
    books = [SearchEntry(f"runbooks/b{i:03}.html", f"Book {i}", "Runbook") for i in range(len(words))]
    steps = [SearchEntry(book.path, text, f"Step 1 of {book.title}", "step-step-1") for book, text in zip(books, words, strict=True)]
    return [*books, *steps]


@pytest.mark.parametrize("asked", ["crash", "down"])
def test_a_word_is_not_drowned_by_what_means_the_same_and_is_everywhere(tmp_path: Path, asked: str) -> None:
    entries = _all_say([*["Stop the valve"] * 300, "Read the crash log", "Call the outage desk"])
    results = ask(written(search_assets(entries), tmp_path), [asked])[0]
    assert sorted(found(results)) == ["runbooks/b300.html", "runbooks/b301.html"]


def test_of_pages_that_are_as_good_the_first_are_shown(tmp_path: Path) -> None:
    entries = _all_say([f"Turn the {'valve' if i % 2 else 'valve of a tap'}" for i in range(100)])
    results = ask(written(search_assets(entries), tmp_path), ["valve"])[0]
    assert found(results) == [f"runbooks/b{i:03}.html" for i in range(20)]
