"""Files in, portfolio and findings out: the only place where plan data is read.

Takes (path, bytes) pairs, so that a folder, a git revision and standard input load alike. Keeps what it can: a value that cannot be read is a
finding and is left out, a reference to something that is not there stays in its record as a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from continuity import reading_rules as rules
from continuity.findings import Finding, Position, did_you_mean, in_order
from continuity.garbage import no_garbage_collection
from continuity.model.base import Path, Record, Ref, field_names, references
from continuity.model.kinds import BY_FOLDER, KINDS, Kind
from continuity.model.portfolio import Portfolio
from continuity.model.shape import part_at
from continuity.model.values import id_problem, slug
from continuity.text import Document, Node, Scalar, Sequence, locate, locate_key, read
from continuity.text import Mapping as MappingNode
from continuity.text.lines import line_at
from continuity.text.quick import YAML, Plain, Root, is_yaml, read_quickly

#: Rounds of leaving out what cannot be read; each removes at least one value, and more than a few means that nothing is left.
_ROUNDS = 6


@dataclass(frozen=True)
class Sources:
    """Where every value stands: the side table that keeps places out of the records."""

    roots: Mapping[Ref, Root] = field(default_factory=dict)
    texts: Mapping[str, bytes] = field(default_factory=dict)

    def path(self, ref: Ref) -> str | None:
        """The plan file of a record, below the plans folder."""
        root = self.roots.get(ref)
        return root.position.path if root else None

    def position(self, ref: Ref, path: Path = ()) -> Position:
        """The place of the value at ``path`` of a record, or of the nearest thing around it."""
        root = self.roots.get(ref)
        if root is None:
            return Position(f"{ref.kind}/{ref.id}")
        return root.locate(path)

    def line(self, position: Position) -> str | None:
        """The source line at a place, as written."""
        return line_at(self.texts.get(position.path, b""), position.line)


@dataclass(frozen=True)
class Loaded:
    """What reading gave. ``unreadable`` are records whose file is there but could not be used: references to them do not dangle."""

    portfolio: Portfolio
    sources: Sources
    findings: tuple[Finding, ...]
    unreadable: frozenset[Ref] = frozenset()


Quickly = Callable[[str, bytes], tuple[dict[str, Plain], Root] | None]
"""Something that reads the files that have nothing unusual in them, as ``read_quickly`` does."""


def load(files: Iterable[tuple[str, bytes]], known: Loaded | None = None, quickly: Quickly = read_quickly) -> Loaded:
    """Read plan files. ``path`` is relative to the plans folder, with forward slashes. Never raises on what a file holds.

    ``known`` is another version of the same plans: a file that is the same there, and has nothing wrong with it, is not read again.
    ``quickly`` gives what ``read_quickly`` gives, and may have read ahead; it is asked for files in order of path.
    """
    with no_garbage_collection():
        return _Loader(known, quickly).run(files)


#: What is wrong with the plans as a whole, and so is found anew in every version of them.
_OF_THE_WHOLE = frozenset({rules.DANGLING_REFERENCE.id, rules.DUPLICATE_ALIAS.id})


class _Loader:
    def __init__(self, known: Loaded | None, quickly: Quickly) -> None:
        self.known = known
        self.quickly = quickly
        wrong = {finding.position.path for finding in known.findings if finding.rule.id not in _OF_THE_WHOLE} if known else ()
        self.known_refs = (
            {path: ref for ref, root in known.sources.roots.items() if (path := root.position.path) not in wrong} if known else {}
        )
        self.records: dict[str, dict[str, Record]] = {name: {} for name in KINDS}
        self.roots: dict[Ref, Root] = {}
        self.texts: dict[str, bytes] = {}
        self.alike: dict[object, object] = {}
        self.findings: list[Finding] = []
        self.unreadable: set[Ref] = set()
        self.unknown_folders: set[str] = set()
        self.suggested: dict[Ref, str | None] = {}

    def run(self, files: Iterable[tuple[str, bytes]]) -> Loaded:
        for path, data in sorted(files):
            self._file(path, data)
        records = MappingProxyType({name: MappingProxyType(dict(sorted(found.items()))) for name, found in self.records.items()})
        portfolio = Portfolio(records, alias_ids=MappingProxyType(self._aliases()))
        sources = Sources(self.roots, self.texts)
        self._references(portfolio, sources, self._settled(portfolio))
        return Loaded(portfolio, sources, in_order(self.findings), frozenset(self.unreadable))

    def _file(self, path: str, data: bytes) -> None:
        if self._same(path, data):
            self.texts[path] = data
            return
        pure = PurePosixPath(path)
        if any(part.startswith((".", "_")) for part in pure.parts) or pure.name.lower() in ("readme.md", "readme.txt"):
            return
        kind = self._kind(pure)
        if kind is None:
            return
        self.texts[path] = data
        name = pure.stem
        ref = Ref(kind.name, name)
        start = Position(path)
        if self._quickly(kind, ref, path, data):
            return
        document = read(path, data)
        self.findings += document.findings
        if kind.folder and (why := id_problem(name)):
            message = f"'{name}' cannot be an id: {why}"
            self.findings.append(Finding(rules.BAD_ID, message, start, kind.name, name, None, (("id", name),), _better_name(kind, pure)))
            return
        if ref in self.roots or ref in self.unreadable:
            other = self.roots[ref].position.path if ref in self.roots else "another file"
            message = f"{kind.name} '{name}' is also in {other}"
            self.findings.append(
                Finding(rules.DUPLICATE_ID, message, start, kind.name, name, None, (("id", name),), "rename one of the files")
            )
            return
        record = self._record(kind, name, document)
        if record is None or document.root is None:
            self.unreadable.add(ref)
            return
        self.records[kind.name][name] = record
        self.roots[ref] = Root.of(document.root)

    def _quickly(self, kind: Kind, ref: Ref, path: str, data: bytes) -> bool:
        """Take in a file that has nothing wrong with it, as most have; whether it was one. Any other must be read in whole."""
        if not is_yaml(path) or ref in self.roots or ref in self.unreadable or (kind.folder and id_problem(ref.id)):
            return False
        found = self.quickly(path, data)
        if found is None or "id" in found[0]:
            return False
        try:
            record = kind.model.model_validate({**found[0], "id": ref.id}, context=self.alike)
        except ValidationError:
            return False
        self.records[kind.name][ref.id] = record
        self.roots[ref] = found[1]
        return True

    def _same(self, path: str, data: bytes) -> bool:
        """Take over the record of a file that is the same in the known version; whether there was one."""
        ref = self.known_refs.get(path)
        if self.known is None or ref is None or ref in self.roots or ref in self.unreadable or self.known.sources.texts[path] != data:
            return False
        self.records[ref.kind][ref.id] = self.known.portfolio.of(ref.kind)[ref.id]
        self.roots[ref] = self.known.sources.roots[ref]
        return True

    def _kind(self, path: PurePosixPath) -> Kind | None:
        folder = path.parts[0] if len(path.parts) > 1 else None
        where = Position(str(path))
        if folder is None:
            if path.suffix.lower() in YAML and (kind := KINDS.get(path.stem)) and kind.file:
                return kind
            known = [kind.file for kind in KINDS.values() if kind.file]
            message = f"'{path.name}' is no file of a plan"
            help_ = did_you_mean(path.name, known) or "put it into the folder of its kind"
            self.findings.append(Finding(rules.UNKNOWN_FILE, message, where, values=(("file", path.name),), help=help_))
            return None
        kind = BY_FOLDER.get(folder)
        if kind is None:
            if folder not in self.unknown_folders:
                self.unknown_folders.add(folder)
                help_ = did_you_mean(folder, BY_FOLDER) or f"folders are {', '.join(BY_FOLDER)}"
                message = f"'{folder}' is no folder of a plan, so nothing in it is read"
                self.findings.append(Finding(rules.UNKNOWN_FOLDER, message, where, values=(("folder", folder),), help=help_))
            return None
        if path.suffix.lower() not in (*YAML, ".md"):
            self.findings += read(str(path), b"").findings
            return None
        if path.suffix.lower() == ".md" and kind.name != "runbook":
            message = f"'{path.name}' is Markdown, and only a runbook may be"
            help_ = f"write it as {path.stem}.yaml"
            self.findings.append(Finding(rules.UNKNOWN_FILE, message, where, values=(("file", path.name),), help=help_))
            return None
        return kind

    def _record(self, kind: Kind, name: str, document: Document) -> Record | None:
        root = document.root
        if root is None:
            return None
        left_out: set[Path] = set()
        if root.get("id") is not None:
            self.findings.append(_id_in_file(kind, name, root))
            left_out.add(("id",))
        for _ in range(_ROUNDS):
            data = _plain(root, (), left_out)
            try:
                return kind.model.model_validate({**cast("dict[str, Any]", data), "id": name}, context=self.alike)
            except ValidationError as error:
                details = [(_original(root, tuple(detail["loc"]), left_out), detail) for detail in error.errors(include_url=False)]
                for path, detail in details:
                    if not _follows(path, detail, left_out):
                        self.findings.append(_finding(kind, name, root, path, detail))
                remove = {path[:-1] if detail["type"] == "missing" else path for path, detail in details}
                if () in remove:
                    return None
                left_out |= {_existing(root, path) for path in remove}
                if () in left_out:
                    return None
        return None

    def _aliases(self) -> dict[Ref, str]:
        """Old ids that lead to a record. A name that somebody else has as id, or that two claim, leads nowhere."""
        found: dict[Ref, str] = {}
        for kind, records in self.records.items():
            for record in records.values():
                for index, alias in enumerate(record.aliases):
                    ref = Ref(kind, alias)
                    taken = alias if alias in records else found.get(ref)
                    if taken and taken != record.id:
                        message = f"'{alias}' already leads to {kind} '{taken}'"
                        where = self.roots[record.ref].locate(("aliases", index))
                        values = (("alias", alias), ("other", taken))
                        self.findings.append(
                            Finding(rules.DUPLICATE_ALIAS, message, where, kind, record.id, "aliases", values, "keep it in one of them")
                        )
                    else:
                        found.setdefault(ref, record.id)
        return found

    def _settled(self, portfolio: Portfolio) -> Portfolio | None:
        """The known version, if every reference leads there exactly when it leads somewhere here: nothing has come, gone, or another name."""
        if self.known is None or self.known.unreadable != self.unreadable:
            return None
        known = self.known.portfolio
        same = known.alias_ids == portfolio.alias_ids and all(
            found.keys() == known.of(kind).keys() for kind, found in portfolio.records.items()
        )
        return known if same else None

    def _references(self, portfolio: Portfolio, sources: Sources, settled: Portfolio | None) -> None:
        dangling: dict[tuple[str | None, str | None], list[Finding]] = {}
        for finding in self.known.findings if self.known and settled else ():
            if finding.rule is rules.DANGLING_REFERENCE:
                dangling.setdefault((finding.kind, finding.id), []).append(finding)
        for record in portfolio:
            if settled is not None and settled.of(record.kind).get(record.id) is record:
                self.findings += dangling.get((record.kind, record.id), ())
                continue
            for path, ref in references(record):
                if portfolio.get(ref) is None and ref not in self.unreadable:
                    self._dangling(portfolio, sources, record, path, ref)

    def _dangling(self, portfolio: Portfolio, sources: Sources, record: Record, path: Path, ref: Ref) -> None:
        where = sources.position(record.ref, path)
        field_name = dotted(path)
        help_: str | None
        if ref.kind not in KINDS:
            help_ = did_you_mean(ref.kind, KINDS) or f"kinds are {', '.join(KINDS)}"
            message, values = f"there is no kind '{ref.kind}'", (("kind", ref.kind),)
        else:
            others = [kind for kind in KINDS if ref.id in portfolio.of(kind)]
            if ref not in self.suggested:
                # One deleted record can dangle a thousand times.
                self.suggested[ref] = did_you_mean(ref.id, portfolio.of(ref.kind))
            help_ = self.suggested[ref] or (f"there is a {others[0]} of that id" if others else None)
            message, values = f"{KINDS[ref.kind].title.lower()} '{ref.id}' does not exist", (("ref", str(ref)),)
        self.findings.append(Finding(rules.DANGLING_REFERENCE, message, where, record.kind, record.id, field_name, values, help_))


def dotted(path: Path) -> str:
    """A path as people write it: ``depends_on[0].service``."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).lstrip(".")


def _better_name(kind: Kind, path: PurePosixPath) -> str | None:
    """What to call a file whose name cannot be an id. Runbooks are often named after their alert, which must still be found."""
    better = slug(path.stem)
    if id_problem(better):
        return None
    keep = f", and keep the name people search for: {'alerts' if kind.name == 'runbook' else 'aliases'}: [{path.stem}]"
    return f"rename the file to {better}{path.suffix}" + (keep if re.fullmatch(r"\w+", path.stem) else "")


def _id_in_file(kind: Kind, name: str, root: MappingNode) -> Finding:
    node = root.get("id")
    written = node.text[:80] if isinstance(node, Scalar) else ""
    message = f"the id of a {kind.name} is its file name, '{name}'"
    help_ = "take the line out"
    if kind.folder and written != name and not id_problem(written):
        help_ = f"take the line out; if '{written}' is meant, rename the file to {written}{PurePosixPath(root.position.path).suffix}"
    return Finding(rules.ID_IN_FILE, message, locate_key(root, ("id",)), kind.name, name, "id", (("id", written),), help_)


def _unknown_key(kind: Kind, path: Path) -> str | None:
    """Where a key that means nothing here probably belongs: the same one a level in, a near one, or the same one a level out."""
    key, around = str(path[-1]), path[:-1]
    part = part_at(kind.model, around)
    if part is None:
        return None
    known = field_names(part)
    for name in known:
        inner = part_at(kind.model, (*around, name))
        if inner is not None and inner is not part and inner.short is None and key.casefold() in field_names(inner):
            return f"it belongs under {name}"
    if near := did_you_mean(key, known):
        return near
    while around:
        around = around[:-1]
        outer = part_at(kind.model, around)
        if outer is not None and outer is not part and key in field_names(outer):
            return f"it is a key of {dotted(around) or 'the ' + kind.name}: indent it less"
    return f"keys are {', '.join(known)}"


def _plain(node: Node, path: Path, left_out: set[Path]) -> object:
    """The node as dict, list and raw text, without what is left out and without empty values (those are findings of the reader)."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        inner = ((item, (*path, index)) for index, item in enumerate(node.items))
        return [_plain(item, at, left_out) for item, at in inner if at not in left_out and not _is_empty(item)]
    entries = ((key.text, value, (*path, key.text)) for key, value in node.entries)
    return {key: _plain(value, at, left_out) for key, value, at in entries if at not in left_out and not _is_empty(value)}


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.plain and node.text in ("", "~", "null", "Null", "NULL")


def _original(root: Node, loc: Path, left_out: set[Path]) -> Path:
    """The path in the file of a place in what ``_plain`` made of it: items that were left out shift the ones behind them."""
    node: Node | None = root
    path: Path = ()
    for key in loc:
        if isinstance(node, Sequence) and isinstance(key, int):
            kept = [i for i, item in enumerate(node.items) if (*path, i) not in left_out and not _is_empty(item)]
            key = kept[key] if key < len(kept) else key
            node = node.items[key] if key < len(node.items) else None
        elif isinstance(node, MappingNode):
            node = node.get(str(key))
        else:
            node = None
        path = (*path, key)
    return path


def _existing(root: Node, path: Path) -> Path:
    """The longest part of ``path`` that the file really has: what a short form stands for has no keys of its own."""
    node: Node | None = root
    for depth, key in enumerate(path):
        if isinstance(node, Sequence) and isinstance(key, int) and key < len(node.items):
            node = node.items[key]
        elif isinstance(node, MappingNode) and node.get(str(key)) is not None:
            node = node.get(str(key))
        else:
            return path[:depth]
    return path


def _follows(path: Path, detail: ErrorDetails, left_out: set[Path]) -> bool:
    """Whether something is only missing because it was wrong and left out: said once is enough."""
    if detail["type"] == "missing":
        return path in left_out
    return detail["type"] in ("one-key", "missing-field") and any(left[:-1] == path for left in left_out)


def _written(root: Node, path: Path) -> str:
    node: Node | None = root
    for key in path:
        if isinstance(node, Sequence) and isinstance(key, int) and key < len(node.items):
            node = node.items[key]
        elif isinstance(node, MappingNode):
            node = node.get(str(key))
        else:
            break
    return node.text[:80] if isinstance(node, Scalar) else ""


def _finding(kind: Kind, name: str, root: MappingNode, path: Path, detail: ErrorDetails) -> Finding:
    """A validation error in the words of the rule it breaks."""
    code, context = detail["type"], detail.get("ctx", {})
    if code not in ("extra_forbidden", "missing"):
        # Short forms have no keys of their own: owner, not owner.team.
        path = _existing(root, path)
    where, help_ = locate(root, path), None
    values: tuple[tuple[str, str], ...] = tuple(
        (str(k), str(v)) for k, v in context.items() if k not in ("hint", "why", "error", "expected")
    )
    key = str(path[-1]) if path else ""
    if code == "extra_forbidden":
        rule, where = rules.UNKNOWN_KEY, locate_key(root, path)
        message, values = f"'{key}' is no key of {'a ' + kind.name if len(path) == 1 else dotted(path[:-1])}", (("key", key),)
        help_ = _unknown_key(kind, path)
    elif code == "missing":
        rule, message, values = rules.MISSING_FIELD, f"{dotted(path)} is missing", (("key", key),)
        where = locate(root, path[:-1])
    elif code == "enum":
        written = _written(root, path)
        known = _choices(str(context.get("expected", "")))
        rule, message, values = (
            rules.UNKNOWN_VALUE,
            f"'{written}' is no {key.replace('_', ' ') if isinstance(path[-1], str) else f'value of {dotted(path[:-1])}'}",
            (("value", written),),
        )
        help_ = did_you_mean(written, known) or f"one of {', '.join(known)}"
    elif code in ("tuple_type", "list_type"):
        written = _written(root, path)
        rule, message = rules.WRONG_TYPE, f"{dotted(path)} is a list"
        help_ = f"write [{written}]" if written else "start each entry with '- '"
    elif code in ("dict_type", "model_type", "model_attributes_type"):
        rule, message, help_ = rules.WRONG_TYPE, f"{dotted(path)} is a mapping of key: value", None
    elif code in rules.BY_ID:
        rule, message = rules.BY_ID[code], f"{dotted(path)}: {detail['msg']}" if path else detail["msg"]
    else:
        rule, message = rules.WRONG_TYPE, f"{dotted(path)}: {detail['msg']}"
    return Finding(rule, message, where, kind.name, name, dotted(path) or None, values, help_)


def _choices(expected: str) -> list[str]:
    return [word.strip().strip("'") for word in expected.replace(" or ", ", ").split(",") if word.strip()]
