"""Files for a forge: what runs on a proposed change and on a merged one, and what a proposal asks of its author. Written out on request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from continuity.hosting.forge import github, gitlab, publish

__all__ = ["FORGES", "MARKER", "ForgeFile", "Settings", "files"]

#: The hidden line by which the one comment on a proposal is found again.
MARKER = "<!-- continuity:diff -->"


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between repositories: the package's ``version``, the ``plans`` folder, the ``branch`` that is published."""

    version: str
    plans: str = "plans"
    branch: str = "main"


@dataclass(frozen=True, slots=True)
class ForgeFile:
    """A file to be written: ``path`` below the top of the repository, with forward slashes."""

    path: str
    text: str
    executable: bool = False


_PUBLISH = ForgeFile("tools/publish-site.sh", publish.SCRIPT, executable=True)
FORGES: Mapping[str, tuple[ForgeFile, ...]] = {
    "github": (
        ForgeFile(".github/workflows/continuity.yml", github.WORKFLOW),
        ForgeFile(".github/pull_request_template.md", github.TEMPLATE),
        _PUBLISH,
    ),
    "gitlab": (
        ForgeFile(".gitlab-ci.yml", gitlab.PIPELINE),
        ForgeFile(".gitlab/merge_request_templates/Default.md", github.TEMPLATE),
        _PUBLISH,
    ),
}
"""By forge, its files before anything is filled in."""


def files(forge: str, settings: Settings) -> tuple[ForgeFile, ...]:
    """The files of a forge (a key of ``FORGES``), filled in."""
    values = {"@{version}": settings.version, "@{plans}": settings.plans, "@{branch}": settings.branch}

    def filled(text: str) -> str:
        # A dollar sign would mean something else in shells, workflows and pipelines.
        return re.sub(r"@\{\w+\}", lambda blank: values[blank[0]], text)

    return tuple(ForgeFile(one.path, filled(one.text), one.executable) for one in FORGES[forge])
