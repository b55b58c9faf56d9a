"""YAML to nodes. Scalars stay the author's text: what ``no``, ``012`` or ``18:00`` means is for the field to say, not for YAML."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from continuity.findings import Finding, Position, Rule
from continuity.text import rules
from continuity.text.decoding import decode, place
from continuity.text.nodes import Document, Mapping, Node, Scalar, Sequence
from continuity.text.yaml_errors import explain

try:
    from yaml._yaml import CParser
except ImportError as error:  # pragma: no cover - depends on how PyYAML was built
    raise RuntimeError(
        "PyYAML was installed without libyaml, and its other parser is too slow for a plan. "
        "Install a wheel of PyYAML, or build it with libyaml's headers present."
    ) from error

#: Collections inside one another, counted through aliases.
MAX_DEPTH = 32
#: Scalars and collections of one file, counted with every alias written out.
MAX_NODES = 50_000

#: Plain scalars that stand for nothing.
EMPTY = frozenset(("", "~", "null", "Null", "NULL"))
#: YAML 1.1 ends a line at these, YAML 1.2 and every editor do not.
LINE_ENDS_OF_SOME = re.compile("[\x85\u2028\u2029]")

# Nodes are frozen, and their generated __init__ goes through object.__setattr__ for every field. Filling the slots
# directly makes the same objects in less than half the time, and nodes are most of what reading a file costs.
_new = object.__new__
_position_path, _position_line, _position_column = (Position.__dict__[name].__set__ for name in ("path", "line", "column"))
_scalar_text, _scalar_position, _scalar_plain = (Scalar.__dict__[name].__set__ for name in ("text", "position", "plain"))


def parser(text: str) -> Callable[[], Any]:
    """What gives one event of the text after the other, each time it is called."""
    take: Callable[[], Any] = CParser(text).get_event
    return take


class _GiveUpError(Exception):
    """Nothing of the file can be used; the finding that says why is already noted."""


def read_yaml(path: str, data: bytes) -> Document:
    """One YAML file as nodes with their places. Never raises: whatever is wrong is a finding, and what can be kept is kept."""
    decoded = decode(path, data)
    if decoded.text is None:
        return Document(path, None, decoded.findings)
    document = parse(path, decoded.text)
    return Document(path, document.root, decoded.findings + document.findings)


def parse(path: str, text: str, first_line: int = 1) -> Document:
    """YAML text as nodes. ``first_line`` is the line of the file that ``text`` starts at."""
    reader = _Reader(path, text, first_line)
    try:
        root = reader.document()
    except _GiveUpError:
        root = None
    return Document(path, root, tuple(reader.findings))


class _Reader:
    def __init__(self, path: str, text: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.findings: list[Finding] = []
        self.nodes = 0
        self.anchors: dict[str, tuple[Node, int, int]] = {}
        if found := LINE_ENDS_OF_SOME.search(text):
            where = place(path, text, found.start())
            code = f"U+{ord(found[0]):04X}"
            text = LINE_ENDS_OF_SOME.sub("\ufffd", text)
            self._found(
                rules.AMBIGUOUS,
                f"{code} ends the line for some readers of YAML and not for others",
                Position(path, where.line + first_line - 1, where.column),
                code,
            )
        self.text = text
        self.next: Any = parser(text)

    def document(self) -> Mapping | None:
        try:
            return self._document()
        except YAMLError as error:
            self._syntax(error)
            return None

    def _document(self) -> Mapping | None:
        event = self.next()
        while type(event) in (StreamStartEvent, DocumentStartEvent):
            event = self.next()
        if type(event) is StreamEndEvent or (type(event) is ScalarEvent and self._is_empty(event) and not event.anchor):
            self._found(rules.EMPTY_FILE, "the file holds nothing", Position(self.path, self.first_line))
            self._rest(event)
            return None
        root = self._value(event, 1)
        self._rest(self.next())
        if isinstance(root, Mapping):
            return root
        if root is not None:
            what = "a list" if isinstance(root, Sequence) else "a single text"
            help_ = None
            if isinstance(root, Scalar) and (glued := re.match(r"([\w-]+):(\S+)", root.text)):
                help_ = f"a space is missing: {glued[1]}: {glued[2][:40]}"
            self._found(rules.NOT_MAPPING, f"the file is {what}, not a mapping of key: value", root.position, help_=help_)
        return None

    def _rest(self, event: Any) -> None:
        """Read to the end of the stream: a second document, and syntax errors behind the first."""
        while type(event) is not StreamEndEvent and event is not None:
            if type(event) is DocumentStartEvent:
                self._found(rules.MULTIPLE_DOCUMENTS, "a second document starts here; only the first is read", self._at(event.start_mark))
                return
            if type(event) is not DocumentEndEvent and type(event) is not ScalarEvent:
                return
            event = self.next()

    def _value(self, event: Any, depth: int) -> Node | None:
        """One node. None for an alias that stands for nothing."""
        kind = type(event)
        if kind is ScalarEvent and event.tag is None and event.anchor is None and self.nodes < MAX_NODES:
            # Nearly every node: nothing to check.
            self.nodes += 1
            return self._scalar(event)
        if kind is AliasEvent:
            return self._alias(event, depth)
        if event.tag is not None:
            self._tag(event)
        before = self.nodes
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._too_many(rules.TOO_LARGE, event)
        if kind is ScalarEvent:
            scalar = self._scalar(event)
            if event.anchor:
                self.anchors[event.anchor] = (scalar, 1, 0)
            return scalar
        if depth > MAX_DEPTH:
            self._found(rules.TOO_DEEP, f"more than {MAX_DEPTH} collections stand inside one another here", self._at(event.start_mark))
            raise _GiveUpError
        node: Node = self._mapping(event, depth) if kind is MappingStartEvent else self._sequence(event, depth)
        if event.anchor:
            self.anchors[event.anchor] = (node, self.nodes - before, _height(node))
        return node

    def _scalar(self, event: Any) -> Scalar:
        mark = event.start_mark
        position = _new(Position)
        _position_path(position, self.path)
        _position_line(position, mark.line + self.first_line)
        _position_column(position, mark.column + 1)
        scalar = _new(Scalar)
        _scalar_text(scalar, event.value)
        _scalar_position(scalar, position)
        _scalar_plain(scalar, not event.style)
        return scalar

    def _sequence(self, start: Any, depth: int) -> Sequence:
        items: list[Node] = []
        position = self._at(start.start_mark)
        take = self.next
        while type(event := take()) is not SequenceEndEvent:
            if type(event) is ScalarEvent and not event.style and event.value in EMPTY and event.tag is None:
                self._found(rules.EMPTY_VALUE, "an entry of the list has no value", self._at(event.start_mark))
            node = self._value(event, depth + 1)
            if node is not None:
                items.append(node)
        return Sequence(tuple(items), position)

    def _mapping(self, start: Any, depth: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        position = self._at(start.start_mark)
        take = self.next
        while type(event := take()) is not MappingEndEvent:
            key = self._key(event, depth)
            known = len(self.findings)
            event = take()
            if type(event) is ScalarEvent and not event.style and event.value in EMPTY and key is not None and event.tag is None:
                self._empty(key, event)
            node = self._value(event, depth + 1)
            if key is None:
                # What is wrong inside a value that nobody will read is noise beside the key.
                del self.findings[known:]
            elif key.text in entries:
                first = entries[key.text][0].position
                self._found(
                    rules.DUPLICATE_KEY,
                    f"'{_short(key.text)}' already stands in line {first.line}; the first is kept",
                    key.position,
                    key.text,
                )
            elif node is not None:
                entries[key.text] = (key, node)
        return Mapping(tuple(entries.values()), position)

    def _key(self, event: Any, depth: int) -> Scalar | None:
        """The key, or None (with a finding) when it cannot be the name of a field."""
        if type(event) is ScalarEvent and event.tag is None and (event.style or (event.value and event.value != "<<")):
            self.nodes += 1
            if self.nodes > MAX_NODES:
                self._too_many(rules.TOO_LARGE, event)
            scalar = self._scalar(event)
            if event.anchor:
                self.anchors[event.anchor] = (scalar, 1, 0)
            return scalar
        where = self._at(event.start_mark)
        if type(event) is ScalarEvent and event.value == "<<" and not event.style:
            self._found(rules.MERGE_KEY, "merge keys are not allowed", where)
        elif type(event) is ScalarEvent and event.tag is not None:
            self._tag(event)
        elif type(event) is ScalarEvent:
            self._found(rules.KEY, "a key is missing before the colon", where)
        elif self.text.startswith("{{", max(event.start_mark.index - 1, 0)):
            self._found(
                rules.KEY,
                "{{ at the start of a value is read as two opening braces",
                where,
                help_="put the whole value in quotes: '{{name}} ...'",
            )
        else:
            self._found(rules.KEY, "a list, a mapping or an alias cannot be a key", where)
        known = len(self.findings)
        self._value(event, depth + 1)
        del self.findings[known:]
        return None

    def _alias(self, event: Any, depth: int) -> Node | None:
        known = self.anchors.get(event.anchor)
        if known is None:
            message = f"'*{event.anchor}' stands for nothing that was defined before"
            self._found(rules.UNKNOWN_ANCHOR, message, self._at(event.start_mark), event.anchor)
            return None
        node, size, height = known
        self.nodes += size
        if self.nodes > MAX_NODES:
            self._too_many(rules.ALIAS_BOMB, event)
        if depth + height - 1 > MAX_DEPTH:
            self._found(
                rules.TOO_DEEP, f"with this alias more than {MAX_DEPTH} collections stand inside one another", self._at(event.start_mark)
            )
            raise _GiveUpError
        return node

    def _tag(self, event: Any) -> None:
        tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
        self._found(rules.TAG, f"the tag '{_short(tag)}' is not allowed", self._at(event.start_mark), tag)

    def _too_many(self, rule: Rule, event: Any) -> None:
        how = "with its aliases written out " if rule is rules.ALIAS_BOMB else ""
        self._found(rule, f"{how}the file has more than {MAX_NODES:,} values", self._at(event.start_mark))
        raise _GiveUpError

    def _empty(self, key: Scalar, event: Any) -> None:
        help_ = None
        if glued := re.match(r"([\w-]+):(\S+)$", key.text):
            help_ = f"a space is missing: {glued[1]}: {glued[2][:40]}"
        written = f"is {event.value}, which is no value" if event.value else "has no value"
        self._found(rules.EMPTY_VALUE, f"'{_short(key.text)}' {written}", key.position, key.text, help_)

    @staticmethod
    def _is_empty(event: Any) -> bool:
        return not event.style and event.value in EMPTY

    def _at(self, mark: Any) -> Position:
        return Position(self.path, mark.line + self.first_line, mark.column + 1)

    def _found(self, rule: Rule, message: str, where: Position, value: str | None = None, help_: str | None = None) -> None:
        values = (("value", value),) if value is not None else ()
        self.findings.append(Finding(rule, message, where, values=values, help=help_))

    def _syntax(self, error: YAMLError) -> None:
        marked = error if isinstance(error, MarkedYAMLError) else MarkedYAMLError()
        lines = re.split(r"\r\n?|\n", self.text)
        said = explain(lines, marked.problem or "", marked.context or "", marked.problem_mark, marked.context_mark)
        where = Position(self.path, said.line + self.first_line, said.column + 1)
        # What was said about a brace or a key of the same line is the same slip seen twice.
        self.findings = [found for found in self.findings if found.rule is not rules.KEY or found.position.line != where.line]
        self._found(rules.SYNTAX, said.message, where, help_=said.help)


def _height(node: Node) -> int:
    if isinstance(node, Scalar):
        return 0
    inner = node.items if isinstance(node, Sequence) else [value for _, value in node.entries]
    return 1 + max(map(_height, inner), default=0)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
