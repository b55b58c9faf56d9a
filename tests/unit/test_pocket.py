"""Pieces of pages as pocket plans have them: links, anchors, what is left out, and nothing that was escaped coming out unescaped."""

from __future__ import annotations

import datetime as dt
import re
from html import escape

import pytest
from continuity.pages.page import Asset, Page
from continuity.pages.pocket import Copy, pocket_files
from continuity.pages.pocket.fragment import fragment, name_of
from continuity.pages.pocket.plans import EVERYBODY, MOST_OF_ALL, MOST_OF_ONE
from hypothesis import given
from hypothesis import strategies as st

COPY = Copy("Northmoor & Sons", dt.date(2026, 11, 23), "23 Nov 2026 09:00 UTC", dt.date(2027, 2, 21), "internal")


def page(path: str, body: str, title: str = "") -> Page:
    return Page(path, title or path, f'<div class="ct-page"><h1>{escape(title or path)}</h1>{body}</div>')


def section(id_: str, body: str, quiet: bool = False) -> str:
    return (
        f'<section{" class=ct-quiet" if quiet else ""} aria-labelledby={id_}><h2 id="{id_}"><a href=#{id_}>{id_}</a></h2>{body}</section>'
    )


SERVICE = page(
    "services/mail.html",
    section("contact-tree", '<a href="tel:+442079460000">+44 20 7946 0000</a>')
    + section("needs", '<a href="dns.html">DNS</a> and <a href="../runbooks/mail-back.html#step-two">Mail back</a>')
    + section("evidence", "<p>for a desk</p>")
    + section("about", "<p>quiet</p>", quiet=True),
    "Mail",
)
RUNBOOK = page(
    "runbooks/mail-back.html", section("steps", '<ol><li id="step-two">Two, see <a href="../services/mail.html#evidence">why</a></li></ol>')
)
HOME = page(
    "index.html",
    '<ul class="ct-contacts"><li>Crisis <a href="tel:+442079460001">number</a></li></ul><ul class="ct-contacts"><li>second</li></ul>',
)


def plan(pages: list[Page], pockets: dict[str, str], at: int = 0) -> str:
    return list(pocket_files(pages, pockets, COPY))[at].content.decode()


def test_a_plan_has_the_page_and_the_runbooks_it_leads_to() -> None:
    html = plan([HOME, SERVICE, RUNBOOK], {SERVICE.path: "pocket/services.mail.html"})
    assert '<a href="tel:+442079460000" rel="noopener noreferrer">+44 20 7946 0000</a>' in html
    assert '<a href="#runbooks.mail-back:step-two">Mail back</a>' in html
    assert 'id="runbooks.mail-back:step-two"' in html
    assert "DNS and" in html  # a page that is not here is not linked
    assert "for a desk" not in html
    assert "quiet" not in html.replace("ct-quiet", "").replace("--quiet", "")
    assert '<a href="#services.mail">why</a>' in html  # a section that is not here is looked for on its page
    assert "Crisis" in html
    assert "second" not in html


def test_it_says_when_it_was_made_and_when_it_ends_and_for_whom() -> None:
    html = plan([SERVICE], {SERVICE.path: "pocket/services.mail.html"})
    assert "Built 23 Nov 2026 09:00 UTC, as of 23 Nov 2026." in html
    assert "Do not use it after 21 Feb 2027" in html
    assert "audience internal" in html
    assert "Northmoor &amp; Sons" in html


def test_it_runs_nothing_and_asks_nobody() -> None:
    harm = '<script>alert(1)</script><img src="x.gif"><svg><a href="../x.html"><text>drawing</text></a></svg><p onclick="x()" style="y">kept</p>'
    html = plan([page("services/mail.html", harm)], {"services/mail.html": "pocket/services.mail.html"})
    assert not re.search(r"<(script|img|svg|link|iframe)\b", html)
    assert "onclick" not in html
    assert "drawing" not in html
    assert "<p>kept</p>" in html
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    assert policy.group(1).startswith("default-src 'none'; style-src 'sha256-")


def test_what_a_page_leaves_to_the_parser_to_close_is_closed() -> None:
    left = (
        "<table><thead><tr><th>A<th>B<tbody><tr><th>1<td data-title=B>2</tr></table><dl class=ct-facts><div><dt>Owner<dd>one</div></dl>"
        "<ol><li>first<ul><li>inner</ul><li class=ct-pocket>gone<ul><li>too</ul><li>last</ol><p>end</p>"
    )
    html = plan([page("services/mail.html", left)], {"services/mail.html": "pocket/services.mail.html"})
    assert (
        '<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><th>1</th><td data-title="B">2</td></tr></tbody></table>'
        '<dl class="ct-facts"><div><dt>Owner</dt><dd>one</dd></div></dl><ol><li>first<ul><li>inner</li></ul></li><li>last</li></ol><p>end</p>'
    ) in html


def test_a_heading_does_not_lead_to_itself() -> None:
    html = plan([SERVICE], {SERVICE.path: "pocket/services.mail.html"})
    assert '<h3 id="services.mail:needs">needs</h3>' in html


def test_everybody_has_one_and_an_audience_sees_in_it_what_its_pages_hold() -> None:
    files = list(pocket_files([HOME, SERVICE, RUNBOOK], {HOME.path: EVERYBODY, SERVICE.path: "pocket/services.mail.html"}, COPY))
    assert [file.path for file in files] == ["pocket/services.mail.html", EVERYBODY]
    assert "Mail back" in files[-1].content.decode()


def test_what_there_is_no_room_for_is_named() -> None:
    books = [page(f"runbooks/book-{n}.html", section("steps", f"<p>{'x' * (MOST_OF_ONE // 3)}</p>"), f"Book {n}") for n in range(4)]
    links = "".join(f'<a href="../runbooks/book-{n}.html">b</a>' for n in range(4))
    file = next(iter(pocket_files([page("services/mail.html", links), *books], {"services/mail.html": "pocket/m.html"}, COPY)))
    assert isinstance(file, Asset)
    assert len(file.content) < MOST_OF_ONE + 20_000
    assert re.search(r"for lack of room: 2</summary><p>Book 2 · Book 3</p>", file.content.decode())


class _Counted:
    """A body that says how often it was read."""

    def __init__(self, html: str) -> None:
        self.html, self.read_times = html, 0

    def read(self) -> bytes:
        self.read_times += 1
        return self.html.encode()


def test_a_full_plan_looks_at_no_more_pages() -> None:
    bodies = [_Counted(f'<div class="ct-page"><h1>{n}</h1><p>{"x" * 90_000}</p></div>') for n in range(200)]
    books = [Page(f"runbooks/book-{n:03}.html", f"Book {n:03}", body) for n, body in enumerate(bodies)]
    html = plan([HOME, *books], {HOME.path: EVERYBODY})
    read = sum(body.read_times > 0 for body in bodies)
    assert MOST_OF_ALL // 100_000 <= read <= MOST_OF_ALL // 90_000 + 1
    assert all(f"Book {n:03}" in html for n in range(200))


def test_anchors_of_two_pages_are_never_one() -> None:
    assert name_of("services/a.html", "x") != name_of("services/a-x.html")
    assert len({name_of("a/b.html"), name_of("a/b.html", "c"), name_of("a.html", "b"), name_of("ab.html")}) == 4


@given(st.text(max_size=60))
def test_text_that_was_escaped_stays_escaped(text: str) -> None:
    text = text.replace("\x00", "").replace("\r", "")
    made = fragment(page("services/mail.html", f'<p title="{escape(text)}">{escape(text)}</p>'))
    html = "".join(made.html((), ()))
    assert f'<p title="{escape(text)}">{escape(text)}</p>' in html


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "//example.org/x", "file:///etc/passwd"])
def test_a_link_that_leads_nowhere_good_is_text(href: str) -> None:
    html = "".join(fragment(page("services/mail.html", f'<a href="{href}">go</a>')).html((), ()))
    assert "<a" not in html
    assert "go" in html
