"""Findings in the words of whoever reads them: a person at a terminal, a forge, a program."""

from __future__ import annotations

from collections.abc import Callable

from continuity.adapters.cli.formats.forge import github, gitlab, markdown
from continuity.adapters.cli.formats.programs import as_json, junit, sarif
from continuity.adapters.cli.formats.report import Report
from continuity.adapters.cli.formats.terminal import concise, text

__all__ = ["Report", "write"]

_WRITERS: dict[str, Callable[[Report], str]] = {
    "concise": concise, "json": as_json, "github": github, "gitlab": gitlab, "sarif": sarif, "junit": junit, "markdown": markdown,
}  # fmt: skip


def write(report: Report, form: str, *, colour: bool = False) -> str:
    """The report in one of the formats; ``colour`` is for the format ``text`` alone."""
    return text(report, colour=colour) if form == "text" else _WRITERS[form](report)
