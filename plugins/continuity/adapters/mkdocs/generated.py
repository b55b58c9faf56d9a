"""Pages and files of ours in the forms MkDocs passes around."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote

from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from continuity.pages.page import Asset, Crumb, Heading, Page, Site

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

SPLICED_TEMPLATE = "continuity/page.html"
"""Template of the theme that prints ``page.output``: the way a finished page passes through MkDocs."""
WHOLE_TEMPLATE = "main.html"
"""The theme's template for pages, with all that belongs to it."""
FRAME_TEMPLATE = "continuity/frame.html"
"""The same without the theme's script: adapters/mkdocs/frame.py."""

_LEFT_OUT = (InclusionLevel.EXCLUDED, InclusionLevel.DRAFT)
_ID = re.compile(r"""\sid=["']?([^"'\s>]+)""")


class GeneratedPage(MkDocsPage):
    """A page whose HTML is final. MkDocs and the theme see an ordinary page; no Markdown is read.

    Themes print titles, addresses and descriptions as they are, so every text handed out here is escaped already. ``title`` is
    what navigation calls the page, ``meta["title"]`` what its tab and header say. ``template`` is the theme's template it stands in.
    """

    output: str = ""
    """The whole document, once it is rendered."""
    _read_last: ClassVar[tuple[Page | None, str]] = (None, "")

    def __init__(
        self, page: Page, file: File, config: MkDocsConfig, *, nav_title: str | None = None, template: str = WHOLE_TEMPLATE
    ) -> None:
        self._rendered = False
        self._content: str | None = None
        self._toc: TableOfContents | None = None
        super().__init__(escape(nav_title or page.title), file, config)
        self.template = template
        self.in_navigation = nav_title is not None
        # The tabs lead everywhere the sidebar would, and pages of this site need the width. Narrow screens keep the drawer.
        self._hides = ["navigation"] if "navigation.tabs" in (config.theme.get("features") or ()) else []
        self.says(page)

    def says(self, page: Page) -> None:
        """From here on, what ``page`` says."""
        self.generated = page
        if not self.in_navigation:
            self.title = escape(page.title)
        self.crumbs_html = crumbs_html(page.crumbs)
        self.meta = {"title": escape(page.title), "template": SPLICED_TEMPLATE, "search": {"exclude": True}}
        if page.description:
            self.meta["description"] = escape(page.description)
        if self._hides:
            self.meta["hide"] = list(self._hides)
        self._content = self._toc = None
        self.__dict__.pop("present_anchor_ids", None)

    def read_source(self, config: MkDocsConfig) -> None:
        """Nothing to read; an empty text tells MkDocs that reading is done."""
        self.markdown = ""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Nothing to do: the body and its contents are ready made."""
        self._rendered = True

    # MkDocs renders all pages before it writes the first. Ours stay where they are put away until somebody asks; as several ask of one page
    # before the next has its turn, the body that was read last is held.

    @property
    def _body(self) -> str:
        if GeneratedPage._read_last[0] is not self.generated:
            GeneratedPage._read_last = (self.generated, self.generated.html)
        return GeneratedPage._read_last[1]

    @property
    def content(self) -> str | None:
        """The body; None before it is rendered."""
        if self._content is not None:
            return self._content
        return self._body if self._rendered else None

    @content.setter
    def content(self, content: str | None) -> None:
        """Holds on to a body that another plugin changed. The one that is put away needs no holding."""
        ours = content is None or (self._rendered and content == self._body)
        self._content = None if ours else content

    @property
    def toc(self) -> TableOfContents:
        """The contents, made anew each time unless another plugin gave others."""
        if self._toc is not None:
            return self._toc
        return TableOfContents([anchor(heading) for heading in self.generated.headings] if self._rendered else [])

    @toc.setter
    def toc(self, toc: TableOfContents | list[AnchorLink]) -> None:
        # MkDocs begins with an empty list.
        self._toc = toc if isinstance(toc, TableOfContents) else None

    @cached_property
    def present_anchor_ids(self) -> set[str]:  # type: ignore[override]
        """Ids that links from hand-written pages may point at; looked for only when there is such a link."""
        return set(_ID.findall(self.generated.html))


def anchor(heading: Heading) -> AnchorLink:
    """A heading as an entry of the table of contents."""
    link = AnchorLink(escape(heading.title), escape(heading.id), heading.level)
    link.children = [anchor(child) for child in heading.children]
    return link


def crumbs_html(crumbs: Iterable[Crumb]) -> str:
    """The breadcrumb in the markup of the theme."""
    links = (f'<a href="{escape(crumb.href)}" class="md-path__link md-ellipsis">{escape(crumb.title)}</a>' for crumb in crumbs)
    items = "".join(f"<li class=md-path__item>{link}</li>" for link in links)
    return f'<nav class=md-path aria-label="Breadcrumb"><ol class=md-path__list>{items}</ol></nav>' if items else ""


def source_uri(path: str) -> str:
    """The Markdown address that hand-written pages use to link to the page at ``path``."""
    return posixpath.splitext(path)[0] + ".md"


def place(
    page: Page, config: MkDocsConfig, *, plans_from_docs: str, nav_title: str | None = None, template: str = WHOLE_TEMPLATE
) -> GeneratedPage:
    """A page with its file in the site. "Edit this page" opens its plan file; an index page has none.

    Navigation costs MkDocs the square of its pages, so generated pages stay out of it unless ``nav_title`` names one.
    """
    file = File.generated(config, source_uri(page.path), content="", inclusion=InclusionLevel.NOT_IN_NAV)
    file.dest_uri = page.path
    file.edit_uri = quote(f"{plans_from_docs}/{page.source}") if page.source else None
    return GeneratedPage(page, file, config, nav_title=nav_title, template=template)


def asset_file(asset: Asset, config: MkDocsConfig) -> File:
    """A file that is not a page. An asset may end in ``.md`` or ``.html``, so it must not look like a page to MkDocs."""
    file = AssetFile.generated(config, asset.path, content=asset.content, inclusion=InclusionLevel.INCLUDED)
    file.dest_uri = asset.path
    return file


class AssetFile(File):
    """A file that is written as it is, whatever its name."""

    def is_documentation_page(self) -> bool:
        return False


def conflicts(site: Site, files: Iterable[File], theme_dirs: Iterable[str]) -> tuple[str, ...]:
    """Sentences about files that want the address of a generated page or file, in order of address. Files of the theme give way."""
    themes = set(theme_dirs)
    taken = {file.dest_uri: file for file in files if file.inclusion not in _LEFT_OUT and file.src_dir not in themes}
    wanted = Counter([page.path for page in site.pages] + [asset.path for asset in site.assets])
    return tuple(
        f"{taken[path].src_uri} and the plans both make {path}: rename one" if path in taken else f"the plans make {path} twice"
        for path, times in sorted(wanted.items())
        if path in taken or times > 1
    )


def put_in(files: Files, file: File) -> None:
    """Adds ``file``, in place of a file of the theme that has its address."""
    known = files.get_file_from_path(file.src_uri)
    if known is not None:
        files.remove(known)
    files.append(file)
