"""Changes of the plans for programs: JSON, with the schema it keeps to."""

from __future__ import annotations

import json
from typing import Any

from continuity.adapters.cli.formats.diff_report import DiffReport
from continuity.adapters.sides import Side
from continuity.changes.difference import Change
from continuity.changes.edits import Action
from continuity.changes.families import ChangeSeverity
from continuity.findings import Finding, Position

FORMAT_VERSION = 1


def as_json(report: DiffReport) -> str:
    """The comparison as ``schemas/diff.schema.json`` describes it."""
    found = report.difference
    data = {
        "format_version": FORMAT_VERSION,
        "base": _side(report.base),
        "head": _side(report.head),
        "as_of": report.as_of.isoformat(),
        "verdict": found.verdict.value if found.verdict else "unchanged",
        "changes": [_change(report, change) for change in found.changes],
        "impact": [{"code": impact.code, "subject": str(impact.ref), "text": impact.text} for impact in found.impacts],
        "not_compared": {
            "base": [*report.base.notices, *(_unread(finding) for finding in found.unread_base)],
            "head": [*report.head.notices, *(_unread(finding) for finding in found.unread_head)],
        },
    }
    # Half of a surrogate pair cannot be written as UTF-8; as an escape it can.
    return json.dumps(data, indent=2, ensure_ascii=False).encode("utf-8", "backslashreplace").decode() + "\n"


def _side(side: Side) -> dict[str, Any]:
    return {"name": side.name, "commit": side.commit}


def _unread(finding: Finding) -> str:
    return f"{finding.position}: {finding.message}"


def _change(report: DiffReport, change: Change) -> dict[str, Any]:
    return {
        "rule_id": change.rule.id,
        "severity": change.rule.severity.value,
        "action": change.action.value,
        "kind": change.ref.kind,
        "id": change.ref.id,
        "field": change.field,
        "base_path": list(change.edit.base) if change.edit else None,
        "head_path": list(change.edit.head) if change.edit else None,
        "order": [list(pair) for pair in change.edit.order] if change.edit else [],
        "before": change.before,
        "after": change.after,
        "base_source": _source(report, change.base_source),
        "head_source": _source(report, change.head_source),
        "impact": list(change.impact),
        "needs_approval_from": [str(ref) for ref in change.needs_approval_from],
        "makes_stale": [str(ref) for ref in change.makes_stale],
        "fingerprint": change.fingerprint,
    }


def _source(report: DiffReport, position: Position | None) -> dict[str, Any] | None:
    return {"path": report.path(position), "line": position.line, "column": position.column} if position else None


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of what ``as_json`` writes."""
    text, texts = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    maybe = {"type": ["string", "null"]}
    path = {"type": ["array", "null"], "items": {"type": ["string", "integer"]}}
    source = {
        "type": ["object", "null"],
        "properties": {"path": text, "line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
        "required": ["path", "line", "column"],
        "additionalProperties": False,
    }
    side = _object({"name": text, "commit": maybe})
    change = _object({
        "rule_id": {"type": "string", "pattern": "^[a-z]+(-[a-z]+)*$"},
        "severity": {"enum": [severity.value for severity in ChangeSeverity]},
        "action": {"enum": [action.value for action in Action]},
        "kind": text,
        "id": text,
        "field": {**maybe, "description": "The path for people, with the names of entries; null for a whole record"},
        "base_path": {**path, "description": "Keys and indexes of the place in the base; null for a whole record"},
        "head_path": {**path, "description": "Keys and indexes of the place in the head; null for a whole record"},
        "order": {
            "description": "Of a list that was put into another order: pairs of the old and the new index",
            "type": "array",
            "items": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
        },
        "before": {"description": "Null where there was nothing; references are kind/id"},
        "after": {"description": "Null where there is nothing"},
        "base_source": source,
        "head_source": source,
        "impact": texts,
        "needs_approval_from": texts,
        "makes_stale": texts,
        "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
    })  # fmt: skip
    top = _object({
        "format_version": {"const": FORMAT_VERSION},
        "base": side,
        "head": side,
        "as_of": {"type": "string", "format": "date"},
        "verdict": {"enum": [*(severity.value for severity in ChangeSeverity), "unchanged"]},
        "changes": {"type": "array", "items": change},
        "impact": {"type": "array", "items": _object({"code": text, "subject": text, "text": text})},
        "not_compared": _object({"base": texts, "head": texts}),
    })  # fmt: skip
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "What continuity diff --format json writes", **top}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
