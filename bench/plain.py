"""Our pages as somebody would have written them by hand in Markdown: the same words, headings, tables, lists, commands and links."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from posixpath import splitext

from selectolax.lexbor import LexborHTMLParser

_DROPPED = frozenset(("svg", "script", "style"))
_BLOCKS = frozenset(
    ("p", "div", "section", "header", "figure", "figcaption", "details", "summary", "dl", "dd", "ul", "ol", "main", "blockquote")
)
_SPECIAL = re.compile(r"([\\`*_\[\]#])")


def markdown(html: str) -> str:
    """Markdown of a page's body. Pictures are left out: nobody draws them by hand."""
    parser = _Writer()
    parser.feed(_closed(html))
    parser.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(parser.out)).strip() + "\n"


def _closed(html: str) -> str:
    """The body with every element closed: pages leave out end tags where HTML does without."""
    body = LexborHTMLParser(html).body
    return body.inner_html or "" if body else ""


def words(html: str) -> int:
    """Characters of text a reader sees in a page's body, without pictures and without the marks that link to a heading."""
    parser = _Reader()
    parser.feed(html)
    parser.close()
    return len(" ".join("".join(parser.out).replace("¶", "").split()))


class _Body(HTMLParser):
    """Walks a body and keeps out of pictures."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.inside_dropped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self.inside_dropped += 1
        elif not self.inside_dropped:
            self.start(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self.inside_dropped -= 1
        elif not self.inside_dropped:
            self.end(tag)

    def handle_data(self, data: str) -> None:
        if not self.inside_dropped:
            self.text(data)

    def start(self, tag: str, attributes: dict[str, str | None]) -> None:
        """A tag opens."""

    def end(self, tag: str) -> None:
        """A tag closes."""

    def text(self, data: str) -> None:
        """Text between tags."""
        self.out.append(data)


class _Reader(_Body):
    def start(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.out.append(" ")

    def end(self, tag: str) -> None:
        self.out.append(" ")


class _Writer(_Body):
    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.in_code = self.in_table = False
        self.columns = 0
        self.link: list[str] = []

    def start(self, tag: str, attributes: dict[str, str | None]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.out.append(f"\n\n{'#' * int(tag[1])} ")
        elif tag == "li":
            self.depth += 1
            self.out.append("\n" + "    " * (self.depth - 1) + "- ")
        elif tag == "dt":
            self.out.append("\n\n**")
        elif tag == "pre":
            self.in_code = True
            self.out.append("\n\n```\n")
        elif tag == "table":
            self.in_table = True
            self.out.append("\n\n")
        elif tag == "tr":
            self.columns = 0
        elif tag in ("th", "td"):
            self.columns += 1
            self.out.append("| ")
        elif tag == "a":
            self.link.append("" if attributes.get("class") == "headerlink" else _address(attributes.get("href") or ""))
            self.out.append("[" if self.link[-1] else "")
        elif tag in _BLOCKS and not self.in_table:
            self.out.append(" " if self.depth else "\n\n")

    def end(self, tag: str) -> None:
        if tag == "li":
            self.depth -= 1
        elif tag == "dt":
            self.out.append("**: ")
        elif tag == "pre":
            self.in_code = False
            self.out.append("\n```\n\n")
        elif tag == "table":
            self.in_table = False
            self.out.append("\n")
        elif tag == "thead":
            self.out.append("|---" * self.columns + "|\n")
        elif tag == "tr":
            self.out.append("|\n")
        elif tag == "a":
            link = self.link.pop()
            self.out.append(f"]({link})" if link else "")

    def text(self, data: str) -> None:
        if self.in_code:
            self.out.append(data)
            return
        said = " ".join(data.replace("¶", "").split())
        if said:
            said = _SPECIAL.sub(r"\\\1", said).replace("<", "&lt;").replace("|", "&#124;")
            self.out.append(f"{' ' if data[0].isspace() else ''}{said}{' ' if data[-1].isspace() else ''}")


def _address(href: str) -> str:
    """Links between pages lead to Markdown files, without the place on the page; others stay."""
    if ":" in href or href.startswith("#"):
        return href if ":" in href else ""
    path = href.partition("#")[0]
    return splitext(path)[0] + ".md" if path.endswith(".html") else ""
