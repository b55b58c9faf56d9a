"""A whole site in one compressed stream, which the browser's worker takes apart (theme/assets/continuity/offline/unpack.js).

Pages of a folder are alike: a page is written as what it takes from the page before and what is its own, so a site takes a fraction of what its
pages take one by one, and is compressed in a fraction of the time. A line of the stream is JSON: first what goes with every answer, then the
files with their content hashes, in the end their number and the identity of the whole.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from continuity.adapters.bundle.contents import SiteFile

FORMAT = 1
SHORTEST = 16
"""Taking over less than this many letters costs more than writing them again."""

_GZIP = 31

Part = str | tuple[int, int]


def write_pack(target: Path, files: Iterable[SiteFile], headers: Mapping[str, str]) -> str:
    """Writes the stream to ``target`` and gives its identity: the same for the same files, whenever it was made."""
    compressor = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    whole = hashlib.sha256()
    before: list[str] = []
    count = 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        out.write(compressor.compress(_line({"format": FORMAT, "headers": dict(headers)})))
        for file in files:
            content = file.place.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            entry: dict[str, object] = {"path": file.path, "type": file.content_type, "sha256": digest}
            text = _text(content)
            if text is None:
                entry["base64"] = base64.b64encode(content).decode()
            elif file.path.endswith(".html"):
                lines = text.split("\n")
                entry["parts"] = parts(lines, before)
                before = lines
            else:
                entry["text"] = text
            out.write(compressor.compress(_line(entry)))
            whole.update(f"{digest} {file.path}\n".encode())
            count += 1
        identity = whole.hexdigest()[:16]
        out.write(compressor.compress(_line({"files": count, "id": identity})))
        out.write(compressor.flush())
    return identity


def parts(lines: list[str], before: list[str]) -> list[Part]:
    """``lines`` as texts of their own and (first, number) of lines taken from ``before``, in order."""
    places: dict[str, int] = {}
    for index, line in enumerate(before):
        places.setdefault(line, index)
    made: list[Part] = []
    own: list[str] = []
    at = 0
    while at < len(lines):
        start = places.get(lines[at])
        length = 0
        if start is not None:
            while at + length < len(lines) and start + length < len(before) and lines[at + length] == before[start + length]:
                length += 1
        if start is not None and sum(len(line) for line in lines[at : at + length]) >= SHORTEST:
            if own:
                made.append("\n".join(own))
                own = []
            made.append((start, length))
            at += length
        else:
            own += lines[at : at + max(length, 1)]
            at += max(length, 1)
    if own:
        made.append("\n".join(own))
    return made


def _text(content: bytes) -> str | None:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
