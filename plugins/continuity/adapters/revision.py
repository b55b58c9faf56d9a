"""Which revision of the plans something was made from."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["revision_of"]


def revision_of(folder: Path) -> str:
    """The commit that ``folder`` is at, with ``+changes`` when files in it differ; empty where nobody keeps revisions."""
    from continuity.changes.git import GitError, open_repository

    try:
        repository = open_repository(folder.resolve(), dict(os.environ))
        changed = repository.ask("status", "--porcelain", "--untracked-files=normal", "--", ".")
        return repository.commit("HEAD") + ("+changes" if changed.strip() else "")
    except GitError:
        return ""
