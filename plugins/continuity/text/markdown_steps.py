"""Numbered lists of a Markdown runbook to steps."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import count
from pathlib import PurePosixPath

from markdown_it.token import Token

from continuity.findings import Finding, Position
from continuity.text import rules
from continuity.text.nodes import Mapping, Node, Scalar, Sequence

_ID = re.compile(r"[ \t]*\{#([^\s{}]+)\}[ \t]*$")
_LABEL = re.compile(r"(?P<mark>\*\*|__|[*_])?(?P<label>[A-Za-z][A-Za-z ]{1,14})(?P<inside>:)?(?(mark)(?P=mark))(?(inside)|:)(?:[ \t]+|$)")
_FLAG = re.compile(r"(?P<mark>\*\*|__|[*_])?(?P<label>critical|irreversible)(?(mark)(?P=mark))[.!]?\s*", re.IGNORECASE)
_MARKER = re.compile(r"[ \t]*(?:\d{1,9}[.)]|[-+*])([ \t]*)")
_GO_TO = re.compile(r"(?:go to )?(step|runbook) ([a-z0-9]+(?:-[a-z0-9]+)*)\.?", re.IGNORECASE)
_LINK = re.compile(r"(?:go to )?\[([^\[\]]+)\]\(([^()\s]+)\)\.?", re.IGNORECASE)
_WORST = re.compile(r"(?P<planned>[^,;]+)[,;]\s*(?:at )?worst(?: case)?:?\s+(?P<worst>\S.*)", re.IGNORECASE)

_PROSE = {"expect": "expect", "warning": "warning", "why": "why", "undo": "undo"}
_LABELS = {
    **_PROSE,
    "if not": "if_not", "role": "role", "team": "team", "vendor": "vendor", "takes": "takes", "after": "after", "phase": "phase",
    "critical": "critical", "irreversible": "irreversible",
}  # fmt: skip
_YES = {"true": "true", "yes": "true", "false": "false", "no": "false", "": "true"}
_ORDER = (
    "id", "section", "phase", "do", "why", "details", "role", "team", "vendor", "warning", "critical", "irreversible", "commands",
    "expect", "if_not", "takes", "after", "undo",
)  # fmt: skip
_SLUG_WORDS = 6


@dataclass(frozen=True)
class Heading:
    """A heading: its words without marks and anchor, and its lines (from 0, in the body)."""

    text: str
    level: int
    line: int
    end: int
    column: int

    @classmethod
    def read(cls, inline: Token, token: Token, source: str) -> Heading:
        text = _ID.sub("", inline.content.replace("\n", " ")).strip()
        start, end = token.map or (0, 0)
        return cls(text, int(token.tag[1]), start, end, max(source.find(text), 0) if text else 0)


def text_node(text: str, where: Position) -> Scalar:
    """Text that came from Markdown: nothing about it is ambiguous."""
    return Scalar(text, where, plain=False)


def mapping(fields: list[tuple[str, Node]], where: Position) -> Mapping:
    """A mapping whose keys stand where their values do: Markdown has no other place for them."""
    return Mapping(tuple((text_node(name, value.position), value) for name, value in fields), where)


@dataclass
class _Step:
    where: Position
    id: Scalar | None = None
    fields: dict[str, Node] = field(default_factory=dict)


@dataclass
class _Block:
    """A token with everything inside it."""

    token: Token
    inside: list[Token]

    @property
    def start(self) -> int:
        return (self.token.map or (0, 0))[0]

    @property
    def end(self) -> int:
        return (self.token.map or (0, 0))[1]


class StepReader:
    """Collects steps list by list; ids are made at the end, when all written ones are known."""

    def __init__(self, path: str, lines: list[str], offset: int, findings: list[Finding]) -> None:
        self.path = path
        self.lines = lines
        self.offset = offset
        self.findings = findings
        self.steps: list[_Step] = []
        self.sections: set[Heading] = set()

    @property
    def count(self) -> int:
        """How many steps were read so far."""
        return len(self.steps)

    def read_list(self, tokens: list[Token], heading: Heading | None) -> int:
        """Add the steps of a list (its tokens from open to close). Returns the first line behind it."""
        items = _blocks(tokens[1:-1])
        for item in items:
            self._item(item, heading)
        start, end = tokens[0].map or (0, 0)
        return max([end, start, *(item.end for item in items)])

    def finish(self) -> list[Mapping]:
        """All steps, each with an id."""
        ids = _Ids({step.id.text for step in self.steps if step.id})
        made = []
        for number, step in enumerate(self.steps, 1):
            if step.id is None:
                action = step.fields["do"]
                wanted = _slug(action.text if isinstance(action, Scalar) else "") or f"step-{number}"
                step.id = text_node(ids.new(wanted), step.where)
                message = f"the id '{step.id.text}' is made from the text of the step"
                help_ = f"write {{#{step.id.text}}} at the end of its first line"
                self.findings.append(Finding(rules.STEP_ID_MADE, message, step.where, values=(("id", step.id.text),), help=help_))
            fields: dict[str, Node] = {"id": step.id, **step.fields}
            made.append(mapping([(name, fields[name]) for name in _ORDER if name in fields], step.where))
        return made

    def _item(self, item: _Block, heading: Heading | None) -> None:
        indent = _content_column(self._line(item.start))
        step = _Step(self._at(item.start, min(indent, len(self._line(item.start)))))
        if heading is not None and heading.text:
            step.fields["section"] = text_node(heading.text, self._at(heading.line, heading.column))
        used: set[int] = set()
        blocks = _blocks(item.inside)
        if blocks and blocks[0].token.type == "paragraph_open":
            self._action(step, blocks[0])
            used.update(range(blocks[0].start, blocks[0].end))
        commands: list[Node] = []
        for block in blocks:
            if block.token.type == "fence" and block.token.content.strip():
                commands.append(self._command(block))
                used.update(range(block.start, block.end))
            elif block.token.type == "bullet_list_open":
                for inner in _blocks(block.inside):
                    if self._field(step, inner):
                        used.update(range(inner.start, inner.end))
        if commands:
            step.fields["commands"] = Sequence(tuple(commands), commands[0].position)
        rest = self._rest(item, used, indent)
        if "do" not in step.fields:
            whole = "\n".join(self._dedented(item.start, item.end, indent))
            self._no_action(step, commands, rest or ("" if commands else whole))
            if "do" not in step.fields:
                return
        if rest:
            step.fields["details"] = text_node(
                rest, self._at(next(n for n in range(item.start, item.end) if n not in used and self._line(n).strip()), indent)
            )
        if heading is not None:
            self.sections.add(heading)
        self.steps.append(step)

    def _action(self, step: _Step, block: _Block) -> None:
        first, *more = block.inside[0].content.split("\n")
        for line in (first, more[-1]) if more else (first,):
            if step.id is None and (found := _ID.search(line)):
                step.id = text_node(found[1], self._find(block.start, block.end, f"{{#{found[1]}}}", 2))
        first = _ID.sub("", first)
        if more:
            more[-1] = _ID.sub("", more[-1])
        text = "\n".join([first, *more]).strip()
        if text:
            step.fields["do"] = text_node(text, self._find(block.start, block.end, text.split("\n")[0]))

    def _no_action(self, step: _Step, commands: list[Node], rest: str) -> None:
        """A step must say something: its first line, else its first command."""
        words = [line.strip(" \t#>*+-") for line in rest.split("\n")]
        action = next((line for line in words if line), "")
        if not action and commands and isinstance(commands[0], Scalar):
            action = "`" + commands[0].text.strip().split("\n")[0].replace("`", "'") + "`"
        where = step.where
        self.findings.append(
            Finding(rules.STEP_WITHOUT_TEXT, "this step does not say what to do", where, help="write the action on the line of the number")
        )
        if action:
            step.fields["do"] = text_node(action, where)

    def _command(self, block: _Block) -> Scalar:
        text = block.token.content.removesuffix("\n")
        first = min(block.start + 1, max(block.end - 1, block.start))
        source = self._line(first)
        return text_node(text, self._at(first, max(source.find(text.split("\n")[0]), 0)))

    def _field(self, step: _Step, item: _Block) -> bool:
        """Take a nested item as a field of its step. False leaves it in the details."""
        blocks = _blocks(item.inside)
        if not blocks or blocks[0].token.type != "paragraph_open":
            return False
        content = blocks[0].inside[0].content
        if (flag := _FLAG.fullmatch(content)) and len(blocks) == 1:
            return self._set(
                step, flag["label"].lower(), text_node("true", self._at(item.start, self._line(item.start).find(flag["label"]))), item
            )
        found = _LABEL.match(content)
        name = _LABELS.get(" ".join(found["label"].lower().split())) if found else None
        if found is None or name is None:
            return False
        indent = _content_column(self._line(item.start))
        column = indent + found.end()
        lines = self._dedented(item.start, item.end, indent)
        lines[0] = lines[0].lstrip()[found.end() :]
        value = "\n".join(lines).strip()
        where = self._at(item.start, min(column, len(self._line(item.start))))
        if not value and name not in ("critical", "irreversible"):
            self.findings.append(
                Finding(
                    rules.EMPTY_VALUE, f"'{found['label']}' has no value", self._at(item.start, indent), values=(("value", found["label"]),)
                )
            )
            return True
        if name in ("critical", "irreversible"):
            said = _YES.get(value.lower().rstrip("."))
            known = self._set(step, name, text_node(said or "true", where), item)
            # What is written behind the colon is more than yes or no, so it is shown as well.
            return known and said is not None
        return self._set(step, name, _read_field(name, value, where), item)

    def _set(self, step: _Step, name: str, value: Node, item: _Block) -> bool:
        known = step.fields.get(name)
        if known is None:
            step.fields[name] = value
            return True
        if name in _PROSE.values() and isinstance(known, Scalar) and isinstance(value, Scalar):
            step.fields[name] = text_node(f"{known.text}\n\n{value.text}", known.position)
            return True
        where = self._at(item.start, _content_column(self._line(item.start)))
        shown = name.replace("_", " ")
        self.findings.append(
            Finding(rules.STEP_FIELD_TWICE, f"'{shown}' already stands in line {known.position.line}", where, values=(("field", name),))
        )
        return False

    def _rest(self, item: _Block, used: set[int], indent: int) -> str:
        """The lines of a step that nothing else took, as written but for the indentation of the list."""
        dedented = self._dedented(item.start, item.end, indent)
        kept: list[str] = []
        for number, line in enumerate(dedented, item.start):
            if number not in used and (line.strip() or (kept and kept[-1].strip())):
                kept.append(line)
        return "\n".join(kept).strip("\n").rstrip()

    def _dedented(self, start: int, end: int, indent: int) -> list[str]:
        lines = [_dedent(self._line(n), indent) for n in range(start, end)]
        if lines:
            lines[0] = self._line(start)[indent:]
        return lines

    def _line(self, number: int) -> str:
        return self.lines[self.offset + number] if self.offset + number < len(self.lines) else ""

    def _find(self, start: int, end: int, text: str, skip: int = 0) -> Position:
        for number in range(start, end):
            if (column := self._line(number).find(text)) >= 0:
                return self._at(number, column + skip)
        return self._at(start, 0)

    def _at(self, line: int, column: int) -> Position:
        return Position(self.path, self.offset + line + 1, max(column, 0) + 1)


def _read_field(name: str, value: str, where: Position) -> Node:
    if name == "if_not":
        return _go_to(value, where)
    if name == "takes" and (found := _WORST.fullmatch(value)):
        return mapping(
            [("planned", text_node(found["planned"].strip(), where)), ("worst", text_node(found["worst"].strip(), where))], where
        )
    if name == "after":
        ids = [] if value.lower().rstrip(".") in ("none", "nothing") else [part.strip() for part in value.split(",") if part.strip()]
        return Sequence(tuple(text_node(_linked_step(part), where) for part in ids), where)
    return text_node(value, where)


def _go_to(value: str, where: Position) -> Mapping:
    """Where to go on, when it says so in a form that can be followed; else the words."""
    if found := _GO_TO.fullmatch(value):
        return mapping([(found[1].lower(), text_node(found[2].lower(), where))], where)
    words = text_node(value, where)
    if link := _LINK.fullmatch(value):
        target, _, anchor = link[2].partition("#")
        if not target and anchor:
            return mapping([("step", text_node(anchor, where)), ("text", text_node(link[1], where))], where)
        if target.endswith(".md") and "://" not in target:
            return mapping([("runbook", text_node(PurePosixPath(target).stem, where)), ("text", text_node(link[1], where))], where)
    return mapping([("text", words)], where)


def _linked_step(text: str) -> str:
    link = _LINK.fullmatch(text)
    return link[2][1:] if link and link[2].startswith("#") else text


def _blocks(tokens: list[Token]) -> list[_Block]:
    """The blocks of one level, each with the tokens inside it."""
    found: list[_Block] = []
    index = 0
    while index < len(tokens):
        token, end = tokens[index], index
        if token.nesting == 1:
            end = next(n for n in range(index + 1, len(tokens)) if tokens[n].level == token.level and tokens[n].nesting == -1)
        found.append(_Block(token, tokens[index + 1 : end]))
        index = end + 1
    return found


def _content_column(line: str) -> int:
    """Where the text of a list item begins. A code block right behind the marker keeps all its blanks but one."""
    found = _MARKER.match(line)
    if found is None:
        return len(line) - len(line.lstrip())
    blanks = found[1]
    return found.end() if len(blanks) <= 4 else found.start(1) + 1


def _dedent(line: str, columns: int) -> str:
    """Without up to ``columns`` columns of blanks; a tab reaches to the next multiple of four."""
    column = 0
    for index, char in enumerate(line):
        if column >= columns or char not in " \t":
            return " " * (column - columns) + line[index:]
        column += 1 if char == " " else 4 - column % 4
    return ""


def _slug(text: str) -> str:
    """An id of the first words of a step."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text.split("\n")[0])
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", ""))[:_SLUG_WORDS])[:60].strip("-")


class _Ids:
    """Ids that are taken. Counts on from where it was, since a list may say the same thing over and over."""

    def __init__(self, taken: set[str]) -> None:
        self.taken = taken
        self.numbers: dict[str, count[int]] = {}

    def new(self, wanted: str) -> str:
        made = wanted
        numbers = self.numbers.setdefault(wanted, count(2))
        while made in self.taken:
            made = f"{wanted}-{next(numbers)}"
        self.taken.add(made)
        return made
