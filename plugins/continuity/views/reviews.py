"""Review status: what is due, overdue or changed, worst first."""

from __future__ import annotations

from collections.abc import Iterable

from continuity.views.blocks import PageView, Paragraph, SearchText, Text
from continuity.views.context import Context


def pages(context: Context) -> Iterable[PageView]:
    """All subjects, and one page per team."""
    yield PageView(path="reviews/index.html", title="Review status", kind="Programme", lead=(Paragraph((Text(""),)),), description="Review status", search=(SearchText("Review status"),))
