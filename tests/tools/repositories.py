"""Real git repositories for tests: made in a folder of the test's own, untouched by the settings of whoever runs them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


class Repo:
    """A repository in ``folder``. Days of commits are given, so that the same history has the same hashes."""

    def __init__(self, folder: Path, *start: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "HOME": str(folder), "TZ": "UTC",
        }  # fmt: skip
        if not start:
            self.git("init", "--quiet", "--initial-branch", "main")

    def git(self, *arguments: str, day: str = "2026-01-01", by: str = "Sam Okafor", given: bytes | None = None) -> str:
        """What git prints. Fails the test when git does."""
        moment = f"{day}T12:00:00+00:00"
        mail = by.lower().replace(" ", ".") + "@example.org"
        who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in
               (("NAME", by), ("EMAIL", mail), ("DATE", moment))}  # fmt: skip
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, env={**self.environment, **who}, input=given, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def clone_without_contents(self, to: Path) -> Repo:
        """A clone that has what is checked out and leaves the contents of all earlier versions here."""
        self.git("config", "uploadpack.allowFilter", "true")
        self.git("config", "uploadpack.allowAnySHA1InWant", "true")
        self.git("clone", "--quiet", "--filter=blob:none", self.folder.as_uri(), str(to))
        return Repo(to, "there")

    def write(self, files: dict[str, str | bytes | None]) -> None:
        """Write files by path below the repository; None removes one."""
        for path, content in files.items():
            file = self.folder / path
            if content is None:
                file.unlink()
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(
        self, message: str, files: dict[str, str | bytes | None] | None = None, *, day: str = "2026-01-01", by: str = "Sam Okafor"
    ) -> str:
        """Commit everything as it is now and return the hash."""
        self.write(files or {})
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", message, day=day, by=by)
        return self.git("rev-parse", "HEAD")
