"""Bytes in, nodes with line and column out: YAML and Markdown runbooks. Also the one place that writes YAML."""

from __future__ import annotations

from pathlib import PurePosixPath

from continuity.findings import Finding, Position
from continuity.text.locate import locate, locate_key
from continuity.text.nodes import Document, Mapping, Node, Scalar, Sequence
from continuity.text.quick import YAML
from continuity.text.rules import RULES, UNKNOWN_FILE_TYPE
from continuity.text.yaml_reader import read_yaml
from continuity.text.yaml_writer import write_yaml

__all__ = [
    "RULES",
    "Document",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "locate",
    "locate_key",
    "read",
    "read_yaml",
    "write_yaml",
]


def read(path: str, data: bytes) -> Document:
    """One plan file of whatever type its name says. Never raises on what it holds."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in YAML:
        return read_yaml(path, data)
    if suffix == ".md":
        from continuity.text.markdown_reader import read_markdown_runbook  # whose parser is slow to open, for those who need none

        return read_markdown_runbook(path, data)
    finding = Finding(
        UNKNOWN_FILE_TYPE, f"'{PurePosixPath(path).name}' is neither YAML nor Markdown", Position(path), values=(("suffix", suffix),)
    )
    return Document(path, None, (finding,))
