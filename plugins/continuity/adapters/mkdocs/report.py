"""Findings for people who build: lines for the terminal, a panel for the page under ``mkdocs serve``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from continuity.findings import Finding
from continuity.pages.page import Page

SHOWN_IN_PANEL = 100
"""A plan with one wrong folder name can have thousands of findings; the panel shows the first, the terminal all."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no new site: one sentence, the findings if plans are the reason, and what else there is to say."""

    headline: str
    findings: tuple[Finding, ...] = ()
    detail: str = ""


def no_new_site(findings: tuple[Finding, ...]) -> Trouble:
    """What plans with ``findings`` that stop a build come to."""
    return Trouble(f"The plans have {count(findings) or 'no site'}, so there is no new site.", findings)


def placeholder(trouble: Trouble, folder: str) -> Page:
    """The one page of a site that has never been built."""
    return Page("index.html", "The plans need mending", f"<h1>The plans need mending</h1>{panel(trouble, folder, last_good=False)}")


def count(findings: Sequence[Finding]) -> str:
    """``2 errors, 1 warning``; nothing of a level that does not occur."""
    levels = Counter(finding.level.value for finding in findings)
    return ", ".join(
        f"{levels[level]} {level}{'' if levels[level] == 1 else 's'}" for level in ("error", "warning", "note") if levels[level]
    )


def line(finding: Finding, folder: str) -> str:
    """One finding as compilers print it, so that terminals and editors make the place a link."""
    hint = f" ({finding.help})" if finding.help else ""
    return f"{folder}/{finding.position}: {finding.level.value}: {finding.message}{hint} [{finding.rule.id}]"


def panel(trouble: Trouble, folder: str, *, last_good: bool) -> str:
    """The findings as HTML. It is read out when it appears, can be folded away, and needs no script and no inline style."""
    shown = trouble.findings[:SHOWN_IN_PANEL]
    hidden = len(trouble.findings) - len(shown)
    parts = [
        '<section class="continuity-findings" role="alert" aria-label="Findings in the plans"><details open>',
        f"<summary><strong>{escape(trouble.headline)}</strong></summary>",
        "<p>You see the last site that could be built. It is replaced as soon as the plans are mended.</p>" if last_good else "",
        f"<pre>{escape(trouble.detail)}</pre>" if trouble.detail else "",
        "<ol>" if shown else "",
        *(_item(finding, folder) for finding in shown),
        "</ol>" if shown else "",
        f"<p>and {hidden} more: the terminal has all of them</p>" if hidden else "",
        "</details></section>",
    ]
    return "".join(parts)


def _item(finding: Finding, folder: str) -> str:
    help_ = f"<span>({escape(finding.help)})</span> " if finding.help else ""
    return (
        f'<li class="continuity-findings__{finding.level.value}"><b>{finding.level.value}</b> '
        f"<code>{escape(f'{folder}/{finding.position}')}</code> <span>{escape(finding.message)}</span> "
        f"{help_}<small>{escape(finding.rule.id)}</small></li>"
    )
