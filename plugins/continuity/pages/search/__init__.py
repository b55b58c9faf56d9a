"""The data of the site's own search, laid out at build time, so that a phone only reads."""

from continuity.pages.search.index import search_assets
from continuity.pages.search.words import key, terms

__all__ = ["key", "search_assets", "terms"]
