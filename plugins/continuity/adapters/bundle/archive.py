"""The archive of a site: opens from a disk, says what it is, and can be checked with a tool that every system has."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from continuity.adapters.bundle.contents import SiteFile, all_files
from continuity.analysis.copies import copy_expires

BUILD, SUMS, READ_ME = "BUILD.json", "SHA256SUMS", "READ-ME-FIRST.txt"
_OURS = frozenset({BUILD, SUMS, READ_ME})
_EARLIEST = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
"""Archives know no earlier moment."""


class NoSiteError(Exception):
    """A folder is no site that this program built; the message is for people."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a copy is a copy of. ``site`` tells sites apart; ``as_of`` is the day everything is judged by, ``built`` the moment of the build;
    ``commit`` is the revision of the plans, empty when it is not known, with ``+changes`` when files differed from it."""

    name: str
    site: str
    as_of: str
    built: str
    audience: str
    commit: str
    version: str

    @property
    def expires(self) -> str:
        """The last day on which the copy should be used."""
        return copy_expires(dt.date.fromisoformat(self.as_of)).isoformat()

    @property
    def moment(self) -> dt.datetime:
        """``built``, as a moment."""
        return dt.datetime.fromisoformat(self.built)


def identity_of(site: Path, *, commit: str, version: str) -> Identity:
    """What the site in the folder ``site`` says of its build. Raises NoSiteError when it says nothing."""
    try:
        script = (site / "assets/continuity/build.js").read_text(encoding="utf-8")
        found = re.search(r"\{.*\}", script)
        build = json.loads(found.group()) if found else {}
        dt.datetime.fromisoformat(build["built"])
        dt.date.fromisoformat(build["as_of"])
        return Identity(build["name"], build["site"], build["as_of"], build["built"], build["audience"], commit, version)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoSiteError(f"'{site}' is no built site. Build it first: mkdocs build") from error


def write_archive(site: Path, target: Path, identity: Identity) -> tuple[int, int]:
    """Writes the archive of ``site`` to ``target``, whole or not at all, and gives the number of its files and its bytes.

    The same site and identity make the same bytes. Raises OSError when it cannot be written, NoSiteError when a file of the site would
    hide one of the archive's own.
    """
    files = list(all_files(site))
    if taken := sorted(_OURS & {file.path for file in files}):
        raise NoSiteError(f"The site has a file {taken[0]}, which an archive makes itself. Rename it.")
    unfinished = target.with_name(target.name + ".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            _fill(archive, files, identity)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return len(files), target.stat().st_size


def _fill(archive: zipfile.ZipFile, files: Iterable[SiteFile], identity: Identity) -> None:
    when = max(identity.moment.astimezone(dt.UTC), _EARLIEST).timetuple()[:6]
    sums: list[str] = []

    def add(path: str, content: bytes) -> None:
        entry = zipfile.ZipInfo(path, when)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system = 3  # whatever system this runs on
        entry.external_attr = 0o100644 << 16
        archive.writestr(entry, content)
        sums.append(f"{hashlib.sha256(content).hexdigest()}  {path}\n")

    add(READ_ME, _read_me(identity).encode())
    add(BUILD, (json.dumps({**asdict(identity), "expires": identity.expires}, ensure_ascii=False, indent=2) + "\n").encode())
    for file in files:
        add(file.path, file.place.read_bytes())
    add(SUMS, "".join(sums).encode())


def _read_me(identity: Identity) -> str:
    """Plain lines with line ends that every editor knows."""
    lines = [
        identity.name,
        "",
        "1. Unpack everything. Pages opened inside an archive find neither each other nor their search.",
        "2. Open index.html.",
        "",
        f"Built {identity.built}, as of {identity.as_of}, for the audience: {identity.audience}.",
        f"Do not use it after {identity.expires}; fetch a new one, and throw this one away.",
        "",
        f"Whether all files are whole: sha256sum --check --quiet {SUMS}",
    ]
    return "\r\n".join(lines) + "\r\n"
