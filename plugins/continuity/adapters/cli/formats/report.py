"""What every format is given, and the cleaning that all of them need."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from continuity.findings import Finding, Position, Severity


@dataclass(frozen=True, slots=True)
class Report:
    """Findings of one run. ``folder`` is the plans folder as it was named; ``threshold`` the mildest severity that fails, None for none."""

    findings: tuple[Finding, ...]
    as_of: dt.date
    folder: str
    line: Callable[[Position], str | None]
    threshold: Severity | None = Severity.ERROR
    files: int = 0

    def fails(self, finding: Finding) -> bool:
        """Whether a finding is at or above the threshold."""
        return self.threshold is not None and finding.level.rank <= self.threshold.rank

    @property
    def failing(self) -> bool:
        return any(self.fails(finding) for finding in self.findings)

    def path(self, finding: Finding) -> str:
        """The file as an author would open it from where the command was started."""
        return finding.position.path if self.folder in (".", "") else f"{self.folder}/{finding.position.path}"

    def place(self, finding: Finding) -> str:
        """``file:line:column``."""
        return f"{self.path(finding)}:{finding.position.line}:{finding.position.column}"

    @property
    def worst_first(self) -> list[Finding]:
        """By severity; inside one, by place."""
        return sorted(self.findings, key=lambda finding: finding.level.rank)


def count(findings: Sequence[Finding]) -> str:
    """``2 errors, 1 warning``; ``nothing wrong`` when there are none."""
    levels = Counter(finding.level.value for finding in findings)
    named = [f"{levels[level]:,} {level}{'' if levels[level] == 1 else 's'}" for level in ("error", "warning", "note") if levels[level]]
    return ", ".join(named) or "nothing wrong"


# Control characters move the cursor, change the title of a terminal or start a new line of a log; the others turn text around or hide it.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\ufffb]")


def visible(text: str) -> str:
    """``text`` on one line with every character that a terminal or a reader would not see written as its escape; a tab as a space."""
    return _UNSEEN.sub(_escape, text.replace("\t", " "))


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return {10: "\\n", 13: "\\r"}.get(code) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
