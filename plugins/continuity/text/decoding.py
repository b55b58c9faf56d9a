"""Bytes to text, with everything that is wrong with the bytes as findings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from continuity.findings import Finding, Position
from continuity.text import rules

#: Largest file that is read, in bytes.
MAX_BYTES = 1024 * 1024

_BREAK = re.compile(r"\r\n?|\n")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
#: The same within ASCII, where taking them out of the bytes is ten times faster than looking for them in the text.
_CONTROL_BYTES = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_UTF_16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text without its byte order mark, control characters replaced by U+FFFD. ``text`` is None when the bytes are none."""

    text: str | None
    findings: tuple[Finding, ...] = ()


def place(path: str, text: str, index: int) -> Position:
    """The position of the character at ``index``. Lines end with LF, CR LF or CR, as in an editor."""
    line, start = 1, 0
    for found in _BREAK.finditer(text, 0, index):
        line, start = line + 1, found.end()
    return Position(path, line, index - start + 1)


def decode(path: str, data: bytes) -> Decoded:
    """UTF-8, with or without byte order mark. Never raises."""
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes, more than {MAX_BYTES:,}"
        return Decoded(None, (Finding(rules.TOO_LARGE, message, Position(path), values=(("bytes", str(len(data))),)),))
    if data.startswith(_UTF_16_OR_32) or (b"\x00" in data[:4] and len(data) > 1):
        return Decoded(
            None, (Finding(rules.ENCODING, "the file is UTF-16 or UTF-32, or no text at all", Position(path), help="save it as UTF-8"),)
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Decoded(None, (_not_utf8(path, data, error),))
    clean_ascii = data.isascii() and len(data.translate(None, _CONTROL_BYTES)) == len(data)
    found = None if clean_ascii else _CONTROL.search(text)
    if found is None:
        return Decoded(text)
    code = f"U+{ord(found[0]):04X}"
    clean, count = _CONTROL.subn("\ufffd", text)
    more = f" (and {count - 1} more in this file)" if count > 1 else ""
    message = f"the control character {code} stands here{more}"
    return Decoded(clean, (Finding(rules.CONTROL_CHARACTER, message, place(path, text, found.start()), values=(("character", code),)),))


def _not_utf8(path: str, data: bytes, error: UnicodeDecodeError) -> Finding:
    # The decoder counts from behind the byte order mark, which it takes off first.
    offset = 3 if data.startswith(b"\xef\xbb\xbf") and error.object != data else 0
    start = error.start + offset
    before = data[:start].decode("utf-8-sig", "replace")
    byte = data[start]
    guess = bytes([byte]).decode("cp1252", "ignore")
    likely = f", probably '{guess}' of Windows-1252" if guess and guess.isprintable() else ""
    return Finding(
        rules.ENCODING,
        f"byte 0x{byte:02x} is not UTF-8{likely}",
        place(path, before, len(before)),
        values=(("byte", f"0x{byte:02x}"),),
        help="save it as UTF-8",
    )
