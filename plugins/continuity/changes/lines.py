"""One plan file as lines that say what it says: what ``git diff`` and ``git log -p`` show in place of YAML.

A line is a path of keys and a value. The order of keys, quotes, comments and how a duration or a number is written change nothing; an item of
a list is named by what it is about, so that one put in between does not change the names of the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from continuity.changes.plain import Plain, plain_record
from continuity.findings import Severity
from continuity.load import load
from continuity.model.base import REF_KEYS, Record
from continuity.model.kinds import BY_FOLDER, KINDS, Kind
from continuity.model.values import slug

__all__ = ["kind_of", "lines_of"]

#: Keys by which an item of a list is known, the first there is.
_NAMES = ("id", "ref", *REF_KEYS, "name", "title", "do", "category", "contact")


def lines_of(path: str, data: bytes, kind: str | None = None) -> list[str] | None:
    """The file as lines; None when nothing in it can be read as a plan.

    ``kind`` is what it describes; left out, the folder in its path says so, else whatever its keys fit best.
    """
    pure = PurePosixPath(path)
    found = _read(KINDS[kind], pure, data) if kind else _fitting(pure, data)
    if found is None:
        return None
    record, problems = found
    lines = [record.kind if record.kind == "organisation" else f"{record.kind}: {record.label}"]
    lines += _flat("", plain_record(record, lambda ref: ref))
    return lines + [f"not read: {problem}" for problem in problems]


def kind_of(path: str) -> str | None:
    """The kind that the folders of a path say, the innermost first; None when they say none."""
    pure = PurePosixPath(path.replace("\\", "/"))
    for folder in reversed(pure.parts[:-1]):
        if folder in BY_FOLDER:
            return BY_FOLDER[folder].name
    top = KINDS.get(pure.stem)
    return top.name if top is not None and top.file else None


def _read(kind: Kind, path: PurePosixPath, data: bytes) -> tuple[Record, list[str]] | None:
    suffix = path.suffix.lower() if path.suffix.lower() in (".yaml", ".yml", ".md") else ".yaml"
    name = kind.file or f"{kind.folder}/{slug(path.stem) or 'it'}{suffix}"
    loaded = load([(name, data)])
    record = next(iter(loaded.portfolio), None)
    # A single file refers to things that are in other files.
    wrong = [finding for finding in loaded.findings if finding.level is Severity.ERROR and finding.rule.id != "dangling-reference"]
    return None if record is None else (record, [f"{finding.field or ''} {finding.message}".strip() for finding in wrong])


def _fitting(path: PurePosixPath, data: bytes) -> tuple[Record, list[str]] | None:
    said = kind_of(str(path))
    if said is not None and (found := _read(KINDS[said], path, data)) is not None:
        return found
    if path.suffix.lower() == ".md":
        return _read(KINDS["runbook"], path, data)
    tried = [found for kind in KINDS.values() if (found := _read(kind, path, data)) is not None]
    return min(tried, key=lambda found: len(found[1]), default=None)


def _flat(path: str, value: Plain) -> Iterator[str]:
    if isinstance(value, dict) and value.keys() in ({"text"}, {"ref"}):
        # What people write as a bare value.
        yield from _flat(path, next(iter(value.values())))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{path}.{key}" if path else str(key), inner)
    elif isinstance(value, list):
        # A list of plain values is a set of lines; of mappings, each line carries the name of its item.
        for place, item in enumerate(value, 1):
            yield from _flat(f"{path}[{_name(item, place)}]", item) if isinstance(item, dict | list) else _flat(f"{path}[]", item)
    elif isinstance(value, str) and "\n" in value:
        yield f"{path}:"
        yield from (f"  {line}" for line in value.splitlines())
    else:
        yield f"{path}: {_word(value)}"


def _word(value: Plain) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _name(item: Plain, place: int) -> str:
    if isinstance(item, dict):
        for key in _NAMES:
            if isinstance(found := item.get(key), str) and found:
                first = found.splitlines()[0]
                return first if len(first) <= 40 else first[:39] + "…"
    return str(place)
