"""A Markdown runbook to the nodes that the same runbook in YAML would give.

Front matter holds the keys, top-level numbered lists hold the steps, and everything else is prose. Lines are handed out
once each: what no rule below takes for a title, a step or a field of a step ends up in ``prose`` or in the ``details`` of
its step, as the author wrote it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from continuity.findings import Finding, Position
from continuity.text import rules
from continuity.text.decoding import decode
from continuity.text.markdown_steps import Heading, StepReader, mapping, text_node
from continuity.text.nodes import Document, Mapping, Node, Scalar, Sequence
from continuity.text.yaml_reader import MAX_NODES, parse

_FROM_TEXT = ("steps", "prose")


def read_markdown_runbook(path: str, data: bytes) -> Document:
    """Front matter, ``steps`` and ``prose`` of one Markdown file. Never raises: whatever is wrong is a finding."""
    decoded = decode(path, data)
    if decoded.text is None:
        return Document(path, None, decoded.findings)
    lines = re.split(r"\r\n?|\n", decoded.text)
    findings = list(decoded.findings)
    entries, body = _front_matter(path, lines, findings)
    reader = _Body(path, lines, body, "title" not in {key.text for key, _ in entries})
    title_known = next((value.text for key, value in entries if key.text == "title" and isinstance(value, Scalar)), None)
    entries += reader.read(title_known)
    findings += reader.findings
    if not entries:
        if not reader.findings:
            findings.append(Finding(rules.EMPTY_FILE, "the file holds nothing", Position(path)))
        return Document(path, None, tuple(findings))
    return Document(path, Mapping(tuple(entries), Position(path)), tuple(findings))


def _front_matter(path: str, lines: list[str], findings: list[Finding]) -> tuple[list[tuple[Scalar, Node]], int]:
    """The entries of the front matter, and the index of the first line behind it."""
    end = 0
    if lines[0].rstrip() == "---":
        end = next((n for n, line in enumerate(lines) if n and line.rstrip() in ("---", "...")), 0)
    inside = lines[1:end]
    if not any(line.strip() and not line.lstrip().startswith("#") for line in inside):
        help_ = "the first --- has no second one" if lines[0].rstrip() == "---" and not end else None
        findings.append(Finding(rules.NO_FRONT_MATTER, "the file does not start with front matter", Position(path), help=help_))
        # Comments of YAML look like headings of Markdown; between two rules they may be either, so they are shown.
        return [], 0 if any(line.strip() for line in inside) else end + 1 if end else 0
    document = parse(path, "\n".join(inside), first_line=2)
    findings += document.findings
    entries: list[tuple[Scalar, Node]] = []
    for key, value in document.root.entries if document.root else ():
        if key.text in _FROM_TEXT:
            findings.append(
                Finding(rules.KEY_FROM_TEXT, f"'{key.text}' cannot stand in the front matter", key.position, values=(("key", key.text),))
            )
        else:
            entries.append((key, value))
    return entries, end + 1


@dataclass
class _Passage:
    heading: Heading | None
    start: int
    end: int
    #: Index of the first step behind it.
    step: int


@dataclass
class _Body:
    """The text behind the front matter. Lines of tokens count from its start, lines of positions from the start of the file."""

    path: str
    lines: list[str]
    offset: int
    wants_title: bool
    findings: list[Finding] = field(default_factory=list)

    def read(self, title_known: str | None) -> list[tuple[Scalar, Node]]:
        body = self.lines[self.offset :]
        markdown = MarkdownIt("commonmark").disable("inline")
        tokens = markdown.parse("\n".join(body))
        if len(tokens) > MAX_NODES:
            self.findings.append(Finding(rules.TOO_LARGE, f"the text has more than {MAX_NODES:,} blocks", self._at(0, 0)))
            return []
        steps = StepReader(self.path, self.lines, self.offset, self.findings)
        title, passages = self._walk(tokens, steps, len(body), title_known)
        entries: list[tuple[Scalar, Node]] = []
        if title is not None:
            entries.append((self._key("title", title.line), text_node(title.text, self._at(title.line, title.column))))
        made = steps.finish()
        if made:
            entries.append((self._key("steps", made[0].position.line - 1 - self.offset), Sequence(tuple(made), made[0].position)))
        prose = [node for passage in passages if (node := self._prose(passage, made))]
        if prose:
            entries.append((self._key("prose", prose[0].position.line - 1 - self.offset), Sequence(tuple(prose), prose[0].position)))
        return entries

    def _walk(self, tokens: list[Token], steps: StepReader, length: int, title_known: str | None) -> tuple[Heading | None, list[_Passage]]:
        """Hand out every line: to the title, to the steps, or to a passage."""
        split = _split_level(tokens)
        title: Heading | None = None
        passages = [_Passage(None, 0, 0, 0)]
        heading: Heading | None = None
        section_has_steps = seen = False
        index = 0
        for number, token in enumerate(tokens):
            if number < index or token.level or not token.map:
                continue
            start, end = token.map
            if token.type == "heading_open":
                found = Heading.read(tokens[number + 1], token, self.lines[self.offset + start])
                own_steps = _has_steps(tokens, number)
                first, seen = not seen, True
                is_title = first and self.wants_title and bool(found.text)
                if not (found.level <= split or own_steps or section_has_steps or is_title):
                    continue
                passages[-1].end = start
                if is_title:
                    title, heading = found, None
                elif title_known is not None and found.level == 1 and _same(found.text, title_known):
                    heading = None
                else:
                    heading = found
                section_has_steps = False
                passages.append(_Passage(heading, end, end, steps.count))
            elif token.type == "ordered_list_open":
                passages[-1].end = start
                close = _closing(tokens, number)
                last = steps.read_list(tokens[number : close + 1], heading)
                section_has_steps = True
                # A heading with nothing but steps below it lives on as the section of its steps.
                passages.append(_Passage(None, last, last, steps.count))
                index = close
        passages[-1].end = length
        return title, self._headings_kept(passages, steps)

    def _headings_kept(self, passages: list[_Passage], steps: StepReader) -> list[_Passage]:
        """Without the empty ones, but never without a heading that nothing else carries on."""
        kept = []
        for passage in passages:
            if any(line.strip() for line in self.lines[self.offset + passage.start : self.offset + passage.end]):
                kept.append(passage)
            elif passage.heading is not None and passage.heading not in steps.sections:
                kept.append(_Passage(None, passage.heading.line, passage.heading.end, passage.step))
        return kept

    def _prose(self, passage: _Passage, made: list[Mapping]) -> Mapping | None:
        start, end = passage.start, passage.end
        while start < end and not self.lines[self.offset + start].strip():
            start += 1
        while end > start and not self.lines[self.offset + end - 1].strip():
            end -= 1
        text = "\n".join(self.lines[self.offset + start : self.offset + end])
        where = self._at(start, 0)
        fields: list[tuple[str, Node]] = []
        if passage.heading is not None and passage.heading.text:
            where_title = self._at(passage.heading.line, passage.heading.column)
            fields.append(("title", text_node(passage.heading.text, where_title)))
        fields.append(("text", text_node(text, where)))
        # Between two steps counts as before: a caution is read too early rather than too late. ``step`` says where exactly.
        fields.append(("place", text_node("after" if made and passage.step >= len(made) else "before", where)))
        if 0 < passage.step < len(made) and isinstance(step := made[passage.step].get("id"), Scalar):
            fields.append(("step", text_node(step.text, where)))
        return mapping(fields, where)

    def _key(self, name: str, line: int) -> Scalar:
        return text_node(name, self._at(line, 0))

    def _at(self, line: int, column: int) -> Position:
        return Position(self.path, self.offset + line + 1, column + 1)


def _split_level(tokens: list[Token]) -> int:
    """Headings down to this level begin a passage of their own; deeper ones stay in the text of theirs."""
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open" and not token.level]
    return min((level for level in levels if level > 1), default=2)


def _has_steps(tokens: list[Token], heading: int) -> bool:
    """Whether a numbered list follows before the next heading."""
    for token in tokens[heading + 1 :]:
        if token.level == 0 and token.type in ("heading_open", "ordered_list_open"):
            return token.type == "ordered_list_open"
    return False


def _closing(tokens: list[Token], start: int) -> int:
    kind = tokens[start].type.replace("_open", "_close")
    return next(n for n in range(start + 1, len(tokens)) if tokens[n].level == tokens[start].level and tokens[n].type == kind)


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
