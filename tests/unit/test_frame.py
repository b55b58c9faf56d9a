"""The style sheet that is cut, and our own files made small: what stays, what goes, and what they rely on."""

from __future__ import annotations

import re
from pathlib import Path

import continuity
import pytest
from continuity.pages.frame import bundles, squeeze
from continuity.pages.frame.prune import Vocabulary, prune
from continuity.pages.frame.sheet import Block, Rule, Statement, read, write

ASSETS = Path(continuity.__file__).parent / "theme" / "assets" / "continuity"
OURS = sorted(path.relative_to(ASSETS).as_posix() for path in ASSETS.rglob("*") if path.suffix in {".js", ".css"})
WORDS = Vocabulary.of(['<div class="md-top md-nav__link"><p>'], ("a", "summary"), [("data-md-color-primary", frozenset({"indigo"}))])


def text(name: str) -> str:
    return (ASSETS / name).read_text("utf-8")


def test_a_sheet_is_read_as_rules() -> None:
    sheet = '@charset "UTF-8";/* a } */a,b:is(c,d){x:url("}{;,");y:z}@media print{a{b:c}}@font-face{font-family:x}'
    assert read(sheet) == (
        Statement('@charset "UTF-8"'),
        Rule(("a", "b:is(c,d)"), 'x:url("}{;,");y:z'),
        Block("@media print", (Rule(("a",), "b:c"),)),
        Block("@font-face", body="font-family:x"),
    )
    assert read(write(read(sheet))) == read(sheet)


@pytest.mark.parametrize("broken", ["a{b:c", "a{b:c}}d{e:f}", "@media print{a{b:c}", 'a{b:"', "a", ""])
def test_a_broken_sheet_ends_somewhere(broken: str) -> None:
    write(read(broken))


@pytest.mark.parametrize(
    "kept",
    [
        ".md-top{a:b}",
        ".md-nav__link--active{a:b}",
        "a:hover>.md-top{a:b}",
        ".md-top:not(.md-search){a:b}",
        "summary::marker{a:b}",
        "[data-md-color-primary=indigo] p{a:b}",
        "[data-md-color-scheme=slate]{a:b}",
        "@media print{.md-top{a:b}}",
        "@keyframes x{0%{a:b}}",
        ":root{--x:1}p{a:var(--x)}",
        ":root{--x:var(--y);--y:1}p{a:var(--x)}",
    ],
)
def test_a_rule_that_a_page_may_use_stays(kept: str) -> None:
    assert re.sub(r"\s", "", prune(kept, WORDS)) == re.sub(r"\s", "", kept)


@pytest.mark.parametrize(
    "gone",
    [
        ".admonition{a:b}",
        ".md-top .highlight{a:b}",
        "video{a:b}",
        ".md-top>video{a:b}",
        "[data-md-color-primary=red]{a:b}",
        "@media print{.tabbed-set{a:b}}",
        ":root{--x:1;--y:var(--x)}",
        ":root{--x:1}.tabbed-set{a:var(--x)}",
    ],
)
def test_a_rule_that_no_page_can_use_goes(gone: str) -> None:
    assert prune(gone, WORDS) == ""


def test_of_a_list_of_selectors_only_the_usable_stay() -> None:
    assert prune(".admonition,.md-top{a:b}", WORDS) == ".md-top{a:b}"


def test_variables_that_other_sheets_read_stay() -> None:
    assert prune(":root{--x:1;--y:2}", WORDS, "p{a:var(--y)}") == ":root{--y:2}"


def test_nothing_but_comments_and_room_goes() -> None:
    assert squeeze.script('// c\n(function () {\n  "use strict";\n\n  // c\n  go("// no comment");\n})();\n') == (
        '(function () {\n"use strict";\ngo("// no comment");\n})();\n'
    )
    assert squeeze.sheet("/* c\n c */\na {\n  b: c; /* d */\n}\n") == "a {\nb: c;\n}\n"


def test_markup_loses_its_indentation_and_keeps_what_is_shown_as_it_stands() -> None:
    assert squeeze.markup("<ul>\n\n    <li>\n      one  two\n    </li>\n</ul>\n") == "<ul>\n<li>\none  two\n</li>\n</ul>\n"
    for kept in ("<pre>\n\n  a\n</pre>", "<TEXTAREA rows=2>\n  b\n</TEXTAREA>", "<script>\n  c\n</script>", "<style>\n  d\n</style >"):
        assert squeeze.markup(f"<p>\n  {kept}\n  </p>") == f"<p>\n{kept}\n</p>"


@pytest.mark.parametrize("name", [name for name in OURS if not name.startswith("vendor/")])
def test_our_files_are_written_so_that_lines_can_be_taken_out(name: str) -> None:
    for number, line in enumerate(text(name).splitlines(), 1):
        bare = re.sub(r"'[^']*'|\"[^\"]*\"", "", re.sub(r"\[[^\]]*\]", "", re.sub(r"\\.", "", line)))
        assert bare.count("`") % 2 == 0, f"{name}:{number}: a template literal over lines would lose its indentation"
        assert not (name.endswith(".js") and line.lstrip().startswith(("/*", "*"))), f"{name}:{number}: a comment of another kind stays"


def test_every_script_of_ours_is_loaded_by_somebody() -> None:
    alone = {
        "chrome/announce.js",
        "chrome/content.js",
        "offline/unpack.js",
        "offline/worker.js",
        "run/run.css",
        "search/search.css",
        "vendor/qrcode-generator/qrcode.js",
    }
    assert set(OURS) - alone == bundles.PARTS


def test_what_is_joined_is_whole_and_in_order() -> None:
    joined = bundles.script(text, ("chrome/base.js", "chrome/palette.js"))
    assert joined.index("__md_scope") < joined.index("continuityPalette")
    assert joined.count("\n;\n") == 2
