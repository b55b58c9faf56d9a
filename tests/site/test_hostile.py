"""Every text of every record is hostile at once: titles, names, Markdown, commands, notes. Nothing of it may become markup, an address or a link."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from types import MappingProxyType

import pytest
from continuity import pages
from continuity.adapters.build import read_folder
from continuity.analysis.judged import judge_portfolio
from continuity.load import load
from continuity.model.base import Ref
from continuity.model.portfolio import Portfolio
from continuity.pages.page import Site
from pydantic import BaseModel
from selectolax.lexbor import LexborHTMLParser

PLANS = Path(__file__).parents[1] / "golden" / "plans"
DAY = dt.date(2026, 11, 23)
PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "attribute": "\"'><img src=x onerror=alert(1)>",
    "template": "{{ 7*7 }}{% raw %}{{ x.__class__ }}",
    "link": "[click](javascript:alert(1)) <javascript:alert(1)> [data](data:text/html,x)",
    "image": "![x](https://elsewhere.example/pixel.png) <iframe src=https://elsewhere.example>",
    "title": "</title></h1></div></main><b id=escaped>",
    "direction": "\u202eabc\u2066 @everyone <!-- -->",
    "long": "x" * 10_000,
    "markdown": "# h\n\n> q\n\n```\n</code></pre><script>\n```\n\n| a | b |\n|---|---|\n| <b onclick=x> | `<i>` |\n\n<details open ontoggle=alert(1)>",
}
#: Fields whose text is no prose: ids on scales, cadences, time zones, numbers, and addresses the model has checked already.
KEEP = frozenset(
    {"id", "tier", "unit", "time_zone", "href", "email", "url", "rule", "severity", "impact", "likelihood", "review_every", "e164"}
)


def _poisoned(value: object, payload: str, name: str = "") -> object:
    if isinstance(value, Ref | Enum) or name in KEEP:
        return value
    if isinstance(value, str):
        return payload
    if isinstance(value, BaseModel):
        update = {field: _poisoned(getattr(value, field), payload, field) for field in type(value).model_fields}
        return value.model_copy(update=update)
    if isinstance(value, tuple):
        return tuple(_poisoned(item, payload, name) for item in value)
    if isinstance(value, Mapping):
        return {key: _poisoned(item, payload, name) for key, item in value.items()}
    return value


def _site(payload: str) -> Site:
    loaded = load(read_folder(PLANS))
    records = {
        kind: MappingProxyType({name: _poisoned(record, payload) for name, record in found.items()})
        for kind, found in loaded.portfolio.records.items()
    }
    portfolio = Portfolio(MappingProxyType(records))  # type: ignore[arg-type]
    return pages.build(portfolio, loaded.sources, DAY, judge_portfolio(portfolio, DAY))


@pytest.mark.parametrize("name", sorted(PAYLOADS))
def test_hostile_text_stays_text(name: str) -> None:
    site = _site(PAYLOADS[name])
    assert len(site.pages) > 40
    for page in site.pages:
        tree = LexborHTMLParser(page.html)
        assert not tree.css("script, img, iframe, object, embed, form, style, link, base, meta, b, i"), page.path
        assert not tree.css("#escaped"), page.path
        for node in tree.css("*"):
            for key, value in node.attributes.items():
                assert not key.startswith("on"), (page.path, node.tag, key)
                assert key not in ("style", "srcset", "formaction"), (page.path, node.tag, key)
                if key in ("href", "src", "action"):
                    assert not (value or "").strip().lower().startswith(("javascript:", "data:", "vbscript:")), (page.path, value)
    for asset in site.assets:
        assert b"</script" not in asset.content.lower(), asset.path


def test_the_payload_is_shown() -> None:
    """What is hostile is printed, escaped: a page that leaves it out would pass the test above for nothing."""
    page = next(page for page in _site(PAYLOADS["script"]).pages if page.path == "services/orders.html")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.html
