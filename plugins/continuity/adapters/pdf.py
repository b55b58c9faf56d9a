"""Documents as PDF files, by WeasyPrint: an extra, which few need and which wants libraries of the system. Imported when a file is made."""

from __future__ import annotations

import hashlib
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

__all__ = ["NoEngineError", "engine", "write_pdf"]

INSTALL = "pip install 'mkdocs-continuity[pdf]'"
LIBRARIES = "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class NoEngineError(Exception):
    """WeasyPrint is not there, or lacks what it stands on; the message says how to get it."""


def engine() -> Any:
    """The module ``weasyprint``. Raises NoEngineError where it cannot be used."""
    try:
        with redirect_stdout(sys.stderr):  # where it explains at length which library it misses
            import weasyprint
    except ImportError as error:
        raise NoEngineError(f"PDF files are made by WeasyPrint, which is not installed. Install it: {INSTALL}") from error
    except OSError as error:
        raise NoEngineError(f"WeasyPrint is installed, but a library it needs is not. On Debian and Ubuntu: {LIBRARIES}") from error
    return weasyprint


def write_pdf(html: str, target: Path) -> int:
    """Writes the document to ``target``, whole or not at all, and gives the number of its sheets. Nothing is fetched, whatever the document names.

    The same document makes the same bytes with the same version of WeasyPrint and the same fonts. Raises NoEngineError, and OSError when the
    file cannot be written.
    """
    weasyprint = engine()
    # No protocol is allowed: authors' text is in it, and there is nothing to fetch.
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=())
    document = weasyprint.HTML(string=html, url_fetcher=fetcher).render(pdf_tags=True)
    content = document.write_pdf(pdf_identifier=hashlib.sha256(html.encode()).digest()[:16], pdf_tags=True)
    unfinished = target.with_name(target.name + ".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        unfinished.write_bytes(content)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return len(document.pages)
