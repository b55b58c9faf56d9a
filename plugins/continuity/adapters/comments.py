"""The one comment on a proposed change, in GitHub or GitLab: written the first time, replaced after that.

The comment is found by a hidden marker and by who wrote it, so that a comment of somebody else who typed the marker is left alone. Where
to write, and with which token, comes from the environment that workflows and pipelines set.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

__all__ = ["CommentError", "Forge", "forge_of", "put_comment"]

#: GitHub refuses comments above 65,536 characters.
LIMIT: Final = 65_000
_SECONDS: Final = 30
_A_PAGE: Final = 100


class CommentError(Exception):
    """The comment could not be written; the message is for people."""


class Forge(Protocol):
    """What is asked of a forge. ``listed`` are (address of the comment, its text, whether it is ours)."""

    def listed(self) -> Iterator[tuple[str, str, bool]]: ...

    def create(self, body: str) -> None: ...

    def replace(self, address: str, body: str) -> None: ...


def put_comment(forge: Forge, body: str, marker: str) -> bool:
    """Write ``body`` with its ``marker``; True when it replaced one. Raises CommentError."""
    text = body if marker in body else f"{marker}\n{body}"
    if len(text) > LIMIT:
        raise CommentError(f"The comment has {len(text):,} characters, and a forge takes {LIMIT:,}.")
    for address, there, ours in forge.listed():
        if ours and marker in there:
            if there.replace("\r\n", "\n").strip() != text.strip():
                forge.replace(address, text)
            return True
    forge.create(text)
    return False


def forge_of(environment: Mapping[str, str]) -> Forge:
    """The forge this runs in, by what it sets. Raises CommentError with what is missing."""
    if environment.get("GITHUB_ACTIONS") == "true":
        api, repository = _given(environment, "GITHUB_API_URL"), _given(environment, "GITHUB_REPOSITORY")
        return _GitHub(
            _Api(api, {"Authorization": f"Bearer {_token(environment)}", "Accept": "application/vnd.github+json"}),
            repository,
            _number(environment),
        )
    if environment.get("GITLAB_CI") == "true":
        project = _given(environment, "CI_PROJECT_ID")
        return _GitLab(_Api(_given(environment, "CI_API_V4_URL"), {"PRIVATE-TOKEN": _token(environment)}), project, _number(environment))
    raise CommentError("This is neither a workflow of GitHub (GITHUB_ACTIONS) nor a pipeline of GitLab (GITLAB_CI).")


def _given(environment: Mapping[str, str], name: str) -> str:
    if not (value := environment.get(name, "").strip()):
        raise CommentError(f"{name} is not set: the forge sets it where this can run.")
    return value


def _token(environment: Mapping[str, str]) -> str:
    if not (value := environment.get("CONTINUITY_COMMENT_TOKEN", "").strip()):
        raise CommentError("CONTINUITY_COMMENT_TOKEN is not set: a token that may write comments.")
    return value


def _number(environment: Mapping[str, str]) -> int:
    value = environment.get("CONTINUITY_PROPOSAL", "").strip()
    if not (value.isascii() and value.isdigit()):
        raise CommentError("CONTINUITY_PROPOSAL is not set: the number of the pull request or merge request.")
    return int(value)


@dataclass(frozen=True, slots=True)
class _Api:
    base: str
    headers: Mapping[str, str]

    def ask(self, method: str, path: str, data: Mapping[str, str] | None = None) -> Any:
        """``path`` is below the base, or an address the forge gave us, which must lie below it."""
        address = path if path.startswith(self.base + "/") else f"{self.base}/{path}"
        if not address.startswith(("https://", "http://")):
            raise CommentError(f"'{self.base}' is no address of a forge.")
        body = None if data is None else json.dumps(data).encode()
        headers = {**self.headers, "Content-Type": "application/json", "User-Agent": "mkdocs-continuity"}
        request = urllib.request.Request(address, body, headers, method=method)  # noqa: S310 - the scheme was looked at
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            why = "; the token may not write comments here" if error.code in (401, 403) else ""
            raise CommentError(f"{method} {urllib.parse.urlsplit(address).path}: the forge answered {error.code}{why}.") from error
        except (OSError, ValueError) as error:
            raise CommentError(f"The forge cannot be asked: {error}") from error

    def pages(self, path: str) -> Iterator[Mapping[str, Any]]:
        number = 1
        while True:
            found = self.ask("GET", f"{path}?per_page={_A_PAGE}&page={number}")
            yield from found
            if len(found) < _A_PAGE:
                return
            number += 1


@dataclass(frozen=True, slots=True)
class _GitHub:
    api: _Api
    repository: str
    number: int

    def listed(self) -> Iterator[tuple[str, str, bool]]:
        for comment in self.api.pages(f"repos/{self.repository}/issues/{self.number}/comments"):
            # The token of a workflow writes as a bot, and cannot ask who it is.
            ours = (comment.get("user") or {}).get("type") == "Bot"
            yield f"repos/{self.repository}/issues/comments/{int(comment['id'])}", comment.get("body") or "", ours

    def create(self, body: str) -> None:
        self.api.ask("POST", f"repos/{self.repository}/issues/{self.number}/comments", {"body": body})

    def replace(self, address: str, body: str) -> None:
        self.api.ask("PATCH", address, {"body": body})


@dataclass(frozen=True, slots=True)
class _GitLab:
    api: _Api
    project: str
    number: int

    @property
    def _notes(self) -> str:
        return f"projects/{urllib.parse.quote(self.project, safe='')}/merge_requests/{self.number}/notes"

    def listed(self) -> Iterator[tuple[str, str, bool]]:
        me = self.api.ask("GET", "user")["id"]
        for note in self.api.pages(self._notes):
            yield f"{self._notes}/{int(note['id'])}", note.get("body") or "", (note.get("author") or {}).get("id") == me

    def create(self, body: str) -> None:
        self.api.ask("POST", self._notes, {"body": body})

    def replace(self, address: str, body: str) -> None:
        self.api.ask("PUT", address, {"body": body})
