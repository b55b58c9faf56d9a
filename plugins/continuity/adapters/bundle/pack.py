"""A whole site in one compressed stream, which the browser's worker takes apart (theme/assets/continuity/offline/unpack.js).

Pages are alike: a page is written as the lines it takes over from pages before it and those of its own, so a site takes a fraction of what its pages
take one by one, and is compressed in a fraction of the time. A line of the stream is JSON: first what goes with every answer, then the
files with their content hashes, in the end their number and the identity of the whole.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from continuity.adapters.bundle.contents import SiteFile

FORMAT = 2
SHORTEST = 48
"""To take over fewer letters, line ends among them, saves nothing that compressing would not."""
WINDOW = 200_000
"""How many lines back a page may reach. All that is reached must be in the memory of a phone."""

AGAIN = b""
"""A piece that says: what came before is no longer so."""

_PIECE = 200_000
_GZIP = 31

Part = str | tuple[int, int]

_encode = msgspec.json.Encoder().encode


def stream(files: Iterable[SiteFile], headers: Mapping[str, str]) -> Iterator[bytes]:
    """The stream before it is compressed, in pieces of whole lines. ``headers`` go with every answer."""
    whole = hashlib.sha256()
    before = History()
    count = size = 0
    lines = [_line({"format": FORMAT, "headers": dict(headers)})]
    for file in files:
        content = file.place.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        entry: dict[str, object] = {"path": file.path, "type": file.content_type, "sha256": digest}
        text = _text(content)
        if text is None:
            entry["base64"] = base64.b64encode(content).decode()
        elif file.path.endswith(".html"):
            entry["parts"] = before.take(text.split("\n"))
        else:
            entry["text"] = text
        lines.append(line := _line(entry))
        size += len(line)
        whole.update(f"{digest} {file.path}\n".encode())
        count += 1
        if size > _PIECE:
            yield b"".join(lines)
            lines, size = [], 0
    lines.append(_line({"files": count, "id": whole.hexdigest()[:16]}))
    yield b"".join(lines)


def compressed(target: Path, pieces: Iterable[bytes]) -> str:
    """Writes a stream to ``target``, compressed, and gives its identity. What comes after ``AGAIN`` stands for all before it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    last = b""
    with target.open("wb") as out:
        compressor = _compressor()
        for piece in pieces:
            if piece == AGAIN:
                out.seek(0)
                out.truncate()
                compressor = _compressor()
            else:
                out.write(compressor.compress(piece))
                last = piece
        out.write(compressor.flush())
    identity: str = msgspec.json.decode(last.rstrip().rpartition(b"\n")[2])["id"]
    return identity


class History:
    """The lines written so far, as far back as may be reached. Positions count from the first line of all.

    Looked up are the lines that a page had of its own, and the first of those it took over: where a page goes on after them, it goes on there.
    """

    def __init__(self, window: int = WINDOW) -> None:
        self._window = window
        self._lines: list[str] = []
        self._first = self._oldest = self._end = 0
        self._places: dict[str, int] = {}

    def take(self, lines: list[str]) -> list[Part]:
        """A page as texts of its own and, for lines taken over, (how far back from its beginning, how many), in order; it is then part of the history."""
        made: list[Part] = []
        before, place_of, oldest, first = self._lines, self._places.get, self._oldest, self._first
        count, written = len(lines), len(before)
        own = at = 0
        known: list[int] = []
        while at < count:
            # Most of the time that packing takes goes by here, so that little is called.
            line = lines[at]
            start = place_of(line, -1)
            if start < oldest:
                known.append(at)
                at += 1
                continue
            to, there = at + 1, start - first + 1
            while to < count and there < written and lines[to] == before[there]:
                to += 1
                there += 1
            length = to - at
            if len(line) >= SHORTEST or length > SHORTEST or sum(map(len, lines[at:to])) + length > SHORTEST:
                if own < at:
                    made.append("\n".join(lines[own:at]))
                made.append((self._end - start, length))
                known.append(at)
                own = to
            else:
                known += range(at, to)
            at = to
        if own < at:
            made.append("\n".join(lines[own:]))
        self._places.update((lines[number], self._end + number) for number in known)
        self._add(lines)
        return made

    def _add(self, lines: list[str]) -> None:
        self._lines += lines
        self._end += len(lines)
        if len(self._lines) > 2 * self._window:
            self._first = self._end - self._window
            self._lines = self._lines[-self._window :]
            self._places = {line: position for line, position in self._places.items() if position >= self._first}
        self._oldest = max(self._first, self._end - self._window)


def _compressor() -> zlib._Compress:
    return zlib.compressobj(6, zlib.DEFLATED, _GZIP)


def _text(content: bytes) -> str | None:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _line(value: object) -> bytes:
    return _encode(value) + b"\n"
