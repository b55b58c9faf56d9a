"""Authors' Markdown to safe HTML: a fixed set of extensions, no raw HTML, no images, links that are checked."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape, unescape
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

#: Resolves an author's link such as ``service/dispensing`` to an address relative to the page, or None.
Resolve = Callable[[str], str | None]

_TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_REFERENCE = "https://continuity.invalid/"
_TO_RESOLVE = re.compile(r'href="' + re.escape(_REFERENCE) + r'([^"]*)"')
_END = re.compile(r"<(?:/p|/li|br|/h\d|/td|/th|/dt|/dd|/pre)[^>]*>")
"""Tags where one word ends."""
_TAG = re.compile(r"<[^>]+>")
_TO_RECORD = re.compile(r"[a-z-]+/[a-z0-9-]+(#[\w-]+)?")
# Markdown hides the letters of a bare e-mail address behind its own mark for "&".
_WHOLE = re.compile(r"[a-z]+:|" + AMP_SUBSTITUTE, re.IGNORECASE)


class _Quiet(Extension):
    """Raw HTML off, headings two levels down, alignment as classes (a strict policy forbids inline styles), no images."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name Markdown asks for
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.deregister("image_link")
        md.inlinePatterns.deregister("image_reference")
        md.inlinePatterns.deregister("short_image_ref")
        md.treeprocessors.register(_Tidy(md), "continuity-tidy", 1)


class _Tidy(Treeprocessor):
    def run(self, root: Element) -> None:
        for element in root.iter():
            if match := re.fullmatch(r"h([1-6])", element.tag):
                element.tag = f"h{min(6, int(match[1]) + 2)}"
            style = element.attrib.pop("style", "")
            if match := re.search(r"text-align:\s*(left|right|center)", style):
                element.set("class", f"align-{match[1]}")
            if element.tag == "a":
                _lead(element)


def _lead(link: Element) -> None:
    """Where a link may lead: to a record, or to a whole address. What is relative would be dead on every page but one, or leave in silence."""
    href = link.get("href", "")
    if _TO_RECORD.fullmatch(href):
        link.set("href", _REFERENCE + href)
    elif not _WHOLE.match(href):
        link.attrib.pop("href", None)


@lru_cache(maxsize=1)
def _converter() -> Markdown:
    return Markdown(extensions=[_Quiet(), "fenced_code", "tables", "sane_lists", "def_list"], output_format="html")


@lru_cache(maxsize=16_384)
def _converted(markdown: str) -> str:
    converter = _converter()
    converter.reset()
    html = converter.convert(markdown)
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
        allowed_classes={"td": {"align-left", "align-right", "align-center"}, "th": {"align-left", "align-right", "align-center"}},
        strip_comments=True,
    )


# One line without a character that means anything in Markdown, and no item of a list: most fields are this, and none needs a parser.
_PLAIN = re.compile(r"(?!\d+[.)]\s|\s)[^\n*_`\[\]<>&#|~\\:!{}()\"+=^-]*(?:-[^\n*_`\[\]<>&#|~\\:!{}()\"+=^-]+)*")


def to_html(markdown: str, resolve: Resolve) -> str:
    """HTML of an author's text. Converted once per text; links to records are resolved per page."""
    text = markdown.strip()
    if _PLAIN.fullmatch(text):
        return f"<p>{text}</p>"
    html = _converted(text)
    if _REFERENCE not in html:
        return html
    return _TO_RESOLVE.sub(lambda m: f'href="{resolve(m[1]) or ""}"' if resolve(m[1]) else "", html)


def to_part(markdown: str, resolve: Resolve) -> str:
    """The same for a place that holds nothing else: a single paragraph by itself, all else in one element around it."""
    html = to_html(markdown, resolve).strip()
    return html if html.startswith("<p>") and html.find("</p>") == len(html) - 4 else f"<div class=ct-prose>{html}</div>"


def to_inline(markdown: str, resolve: Resolve) -> str:
    """The same without the paragraph around it, where the text is a single one."""
    html = to_html(markdown, resolve).strip()
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        return html[3:-4]
    # Blocks cannot stand inside a line: their words do.
    return escape(to_text(markdown))


def to_text(markdown: str) -> str:
    """The words alone, for search, titles and descriptions."""
    text = markdown.strip()
    if not _PLAIN.fullmatch(text):
        text = unescape(_TAG.sub("", _END.sub(" ", to_html(text, lambda _: None))))
    return " ".join(text.split())
