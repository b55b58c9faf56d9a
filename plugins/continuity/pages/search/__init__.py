"""The data of the site's own search, laid out at build time, so that a phone only reads."""

from continuity.pages.search.index import search_assets

__all__ = ["search_assets"]
