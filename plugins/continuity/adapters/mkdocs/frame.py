"""The frame of generated pages: the theme's templates without its script, and its style sheet cut to what such pages can use.

The script and the whole sheet weigh more than everything else a page loads, and most of them is for pages written by hand, which keep both.
Where a site asks of the theme's script what ours does not do, generated pages keep it too, and the build says why.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.adapters.mkdocs.chrome import Chrome, colours, kept_for_ever, reader
from continuity.adapters.mkdocs.generated import FRAME_TEMPLATE, WHOLE_TEMPLATE
from continuity.pages.frame import bundles
from continuity.pages.frame.prune import Vocabulary, prune
from continuity.pages.page import Asset

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

SHEETS = ("assets/stylesheets/main.*.min.css", "assets/stylesheets/palette.*.min.css")
"""The theme's style sheets, with the hash that each version has."""

# fmt: off
SERVED = frozenset((
    "content.action.edit", "content.action.view", "content.code.annotate", "content.code.copy", "content.code.select",
    "content.footnote.tooltips", "content.tabs.link", "content.tooltips", "navigation.expand", "navigation.footer",
    "navigation.indexes", "navigation.path", "navigation.prune", "navigation.sections", "navigation.tabs", "navigation.tabs.sticky",
    "navigation.top", "navigation.tracking", "search.highlight", "search.share", "search.suggest", "toc.follow", "toc.integrate",
))
# fmt: on
"""Features of the theme that generated pages have without its script: they need none, ours has them, browsers have them (tooltips), runbooks
have them (copying a command, with its values filled in), or they are about parts no generated page has."""

_SCRIPTED_EXTRAS = ("analytics", "consent", "version", "polyfills")
_OWN_BLOCKS = re.compile(r"{%-?\s*block\s+(styles|scripts|config)\b")
_LEADS_TO = re.compile(r"""{%-?\s*(?:include|extends|import|from)\s+["']([^"'~]+\.html)["']\s*(?!\s*~)""")
_OBSERVABLE = re.compile(r"\b(?:document|location|component|viewport|target|keyboard)\$")
"""What the theme's script offers to scripts of a site."""

_NEVER = ("partials/icons.html", "partials/comments.html", "partials/feedback.html", "partials/consent.html", "partials/progress.html")
"""Parts that generated pages cannot have while they do without the theme's script."""

# fmt: off
_MADE_ELSEWHERE = frozenset((
    "a", "abbr", "article", "aside", "b", "blockquote", "body", "br", "button", "caption", "code", "dd", "del", "details", "dialog",
    "div", "dl", "dt", "em", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "i", "img", "input", "label", "li", "main", "nav", "ol", "optgroup", "option", "output", "p", "path", "pre", "section", "select",
    "small", "span", "strong", "sub", "summary", "sup", "svg", "table", "tbody", "td", "textarea", "th", "thead", "time", "tr", "ul",
))
# fmt: on
"""Elements of pages' bodies: those of our templates, of authors' prose and of our scripts."""

_ABSENT = ("md-consent", "md-progress", "md-search", "md-feedback", "md-version", "md-post")
"""What such names begin with is on no generated page: what our templates replace, and what refuses this frame."""

_LINKS = (
    "partials/nav.html",
    "partials/nav-item.html",
    "partials/tabs.html",
    "partials/tabs-item.html",
    "partials/toc.html",
    "partials/toc-item.html",
)
"""Templates of the theme in whose place one plain list of links stands; not where an organisation has one of its own."""
_OWN_LINKS = re.compile(r"{%-?\s*block\s+(tabs|site_nav)\b")

_OF_BODIES = "md-path md-ellipsis md-icon"
"""Names of the theme that our own markup uses."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What generated pages stand in: ``template``; ``asset`` is the cut style sheet, None where pages keep the theme's own; ``why`` says
    then what they keep it for."""

    template: str = WHOLE_TEMPLATE
    asset: Asset | None = None
    why: str = ""


def frame_of(config: MkDocsConfig, chrome: Chrome) -> Frame:
    """The frame for a site that wears ``chrome``. Names its files to the theme, for the frame's template."""
    if why := refusal(config):
        return Frame(why=why)
    plain = not _has_own_links(config)
    config.theme["continuity"] |= {"plain": plain}
    never = (*_NEVER, *_LINKS) if plain and "navigation.tabs" in (config.theme.get("features") or ()) else _NEVER
    sheet = "\n".join(text for pattern in SHEETS for text in _theme_texts(config, pattern))
    if not sheet:
        return Frame(why="a style sheet that is not where it was")
    added = bundles.sheet(reader(config), (bundles.FRAME_SHEET,))
    besides = "".join((chrome.sheet.content.decode(), added, *_own_texts(config, config.extra_css)))
    cut = _cut(sheet, tuple(templates_of(config, FRAME_TEMPLATE, never).values()), besides, _choices(config))
    asset = kept_for_ever("css", "frame", f"{cut}\n{added}")
    config.theme["continuity"] |= {"sheet": asset.path}
    return Frame(FRAME_TEMPLATE, asset)


def _has_own_links(config: MkDocsConfig) -> bool:
    """Whether an organisation prints tabs, navigation or contents of pages in a way of its own."""
    folder = config.theme.custom_dir
    own = bool(folder) and any(Path(str(folder), name).is_file() for name in _LINKS)
    return own or any(_OWN_LINKS.search(text) for text in _theme_texts(config, "main.html"))


def refusal(config: MkDocsConfig) -> str:
    """What generated pages need the theme's own script or sheet for; empty when they can do without."""
    theme = config.theme
    if theme.name != "material":
        return f"the theme {theme.name}"
    if asked := sorted(str(name) for name in theme.get("features") or () if str(name) not in SERVED):
        return ", ".join(asked)
    if asked := [name for name in _SCRIPTED_EXTRAS if config.extra.get(name)]:
        return ", ".join(f"extra.{name}" for name in asked)
    if any(_OWN_BLOCKS.search(text) for text in _theme_texts(config, "main.html")):
        return "blocks of an own main.html"
    if any(_OBSERVABLE.search(text) for text in _own_texts(config, map(str, config.extra_javascript))):
        return "a script that waits for document$ or its kind"
    return ""


def templates_of(config: MkDocsConfig, name: str, never: Container[str] = _NEVER) -> dict[str, str]:
    """The texts of the template ``name`` and of all that it leads to but ``never``, by their names."""
    found: dict[str, str] = {}
    waiting = [name, f"partials/languages/{config.theme.get('language') or 'en'}.html"]
    while waiting:
        name = waiting.pop()
        text = next(_theme_texts(config, name), None) if name not in found and name not in never else None
        if text is not None:
            found[name] = text
            waiting += _LEADS_TO.findall(text)
    return found


@lru_cache(maxsize=4)
def _cut(sheet: str, templates: tuple[str, ...], besides: str, choices: tuple[tuple[str, frozenset[str]], ...]) -> str:
    # Words of what is on no generated page stand in the theme's templates all the same.
    vocabulary = Vocabulary.of((*templates, _OF_BODIES), _MADE_ELSEWHERE, choices)
    present = frozenset(word for word in vocabulary.classes if not word.startswith(_ABSENT))
    # The theme's script marks what the keyboard has reached; browsers know it too.
    return prune(sheet.replace(".focus-visible", ":focus-visible"), replace(vocabulary, classes=present), besides)


def _choices(config: MkDocsConfig) -> tuple[tuple[str, frozenset[str]], ...]:
    """The colours and the direction of writing that the site has; every colour where it does not say."""
    palette: Any = config.theme.get("palette") or {}
    options = [palette] if isinstance(palette, dict) else list(palette)
    worn = [colours(option) for option in options]
    chosen = [(f"data-md-color-{name}", frozenset(option[name] for option in worn)) for name in ("scheme", "primary", "accent")]
    language = next(_theme_texts(config, f"partials/languages/{config.theme.get('language') or 'en'}.html"), "")
    direction = str(config.theme.get("direction") or ("rtl" if re.search(r'"direction":\s*"rtl"', language) else "ltr"))
    return (*chosen, ("dir", frozenset({direction})))


def _theme_texts(config: MkDocsConfig, pattern: str) -> Iterator[str]:
    """The text of the file of the theme that ``pattern`` names: an organisation's own before ours before the theme's."""
    for folder in config.theme.dirs:
        if found := sorted(Path(folder).glob(pattern)):
            yield found[0].read_text("utf-8")
            return


def _own_texts(config: MkDocsConfig, paths: Iterator[str] | list[str] | map[str]) -> Iterator[str]:
    """The texts of a site's own style sheets or scripts, those that are files of it."""
    for path in paths:
        for folder in (config.docs_dir, config.theme.custom_dir):
            if folder and "://" not in path and (place := Path(folder) / path).is_file():
                yield place.read_text("utf-8", errors="replace")
