"""Authors' Markdown: what it may become, where its links lead, and what it says in plain words."""

from __future__ import annotations

import re

import pytest
from continuity.pages.prose import to_html, to_inline, to_text
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

KNOWN = {"runbook/restart": "../runbooks/restart.html", "runbook/restart#step-stop": "../runbooks/restart.html#step-stop"}
# fmt: off
ALLOWED = {
    "a", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong",
    "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}
PIECES = st.sampled_from((
    "<script>", "</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "javascript:alert(1)", "[a](", ")", "![", "](", "<",
    ">", "\"", "'", "`", "```", "~~~", "\n", "\n\n", "    ", "> ", "- ", "1. ", "| a | b |\n|:-:|--:|\n", "# ", "*", "_", "&", "&#106;", "&colon;",
    "\\", "[1]: javascript:x 'y'", "[1]", "<!--", "-->", "<![CDATA[", "]]>", "<a href=x onclick=y>", "<style>", "style=color:red", ": x",
    "data:text/html,x", "//elsewhere.example", "service/one", "runbook/restart", "#step", "\u202e", "\u0000", "\x02", "\x03", "klzzwxh:0001",
    "\x02wzxhzdk:0\x03", "{: onclick=x }", "<a@b.example>", "<https://e.example/?a=1&b=2>", "text",
))
# fmt: on
MARKDOWN = st.one_of(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=80))


def resolve(reference: str) -> str | None:
    return KNOWN.get(reference)


def shown(markdown: str) -> str:
    return to_html(markdown, resolve)


@given(MARKDOWN)
@example("[a](java\tscript:alert(1))")
@example('[x](service/one#"onclick=alert(1))')
def test_nothing_but_plain_markup_comes_out(markdown: str) -> None:
    for html in (shown(markdown), to_inline(markdown, resolve)):
        tree = LexborHTMLParser(f"<main>{html}</main>")
        assert len(tree.css("main")) == 1
        for node in tree.css("main *"):
            assert node.tag in ALLOWED
            assert set(node.attributes) <= {"href", "title", "rel", "start", "class"}
            address = node.attributes.get("href")
            assert address is None or address in KNOWN.values() or re.match(r"(https?|mailto|tel):", address, re.IGNORECASE), address


@given(MARKDOWN)
def test_the_same_text_gives_the_same_html(markdown: str) -> None:
    """One converter serves all texts: nothing of one may stay for the next, as definitions of links would."""
    before = to_text(markdown)
    to_html("[1]: https://left.example/over\n\n[one][1]", resolve)
    assert to_text(markdown) == before


@given(st.text(alphabet=st.characters(categories=("L", "N", "Zs", "Po", "Pd")), max_size=60))
def test_the_shortcut_for_plain_lines_says_what_markdown_says(line: str) -> None:
    from continuity.pages import prose

    assert LexborHTMLParser(shown(line)).body.text(strip=True) == LexborHTMLParser(prose._converted(line.strip())).body.text(strip=True)


def test_links_to_records_lead_to_their_pages() -> None:
    assert 'href="../runbooks/restart.html"' in shown("See [the runbook](runbook/restart).")
    assert 'href="../runbooks/restart.html#step-stop"' in shown("[Stop](runbook/restart#step-stop)")


@pytest.mark.parametrize(
    "address", ["runbook/gone", "restart.html", "../x", "/x", "#step-stop", "//elsewhere.example/x", "javascript:alert(1)", "data:text/html,x", "ftp://x.example"]
)  # fmt: skip
def test_a_link_that_leads_nowhere_is_words(address: str) -> None:
    html = shown(f"See [the words]({address}).")
    assert "the words" in html
    assert "href" not in html


@pytest.mark.parametrize("address", ["https://status.example.org/?a=1&b=2", "http://x.example", "tel:+442079460018", "mailto:a@b.example"])
def test_a_whole_address_is_a_link(address: str) -> None:
    link = LexborHTMLParser(shown(f"[x]({address})")).css_first("a")
    assert link is not None
    assert link.attributes["href"] == address
    assert "noopener" in (link.attributes["rel"] or "")


def test_an_address_in_angles_is_a_link() -> None:
    tree = LexborHTMLParser(shown("<https://status.example.org> <duty@example.org>"))
    assert [node.attributes["href"] for node in tree.css("a")] == ["https://status.example.org", "mailto:duty@example.org"]


def test_headings_go_below_those_of_the_page() -> None:
    assert re.findall(r"<(h\d)", shown("# One\n\n### Three\n\n###### Six")) == ["h3", "h5", "h6"]


def test_what_people_write_in_plans_survives() -> None:
    text = LexborHTMLParser(shown("Set `a < b && c` in *all* of **them**:\n\n```\nx | y > z\n```\n\n1. first\n2. second")).body.text()
    for words in ("a < b && c", "all", "them", "x | y > z", "first", "second"):
        assert words in text


def test_signs_are_words() -> None:
    assert to_text("Use <host> & 5 > 3, (c) :smile: a|b") == "Use <host> & 5 > 3, (c) :smile: a|b"


def test_alignment_is_a_class_and_no_style() -> None:
    html = shown("| a |\n|--:|\n| 1 |")
    assert 'class="align-right"' in html
    assert "style" not in html


def test_blocks_inside_a_line_are_their_words() -> None:
    assert to_inline("- one\n- <b>two</b>", resolve) == "one &lt;b&gt;two&lt;/b&gt;"
    assert to_inline("One *word*", resolve) == "One <em>word</em>"
