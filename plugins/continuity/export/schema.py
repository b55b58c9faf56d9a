"""JSON Schema of plan files (draft 2020-12), and the same as tables of fields for the documentation.

The models say what a file may hold; this says it to editors. What the reader refuses, the schema refuses where a schema can: an empty value is
an error, so ``null`` is never offered. What the reader takes, the schema takes: short forms, and scalars as YAML reads them.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from continuity.export.meanings import MEANINGS
from continuity.model.base import OneOf, Part, Record, ref_fields
from continuity.model.directory import OTHER_KEYS, PHONE_KEYS
from continuity.model.kinds import KINDS, Kind

DIALECT = "https://json-schema.org/draft/2020-12/schema"

#: Pieces that take exactly one of several keys without being a reference alone.
_EXACTLY_ONE: dict[str, tuple[str, ...]] = {
    "Dependency": ("service", "vendor", "site", "resource", "channel", "any_of"),
    "ContactPoint": (*PHONE_KEYS, *OTHER_KEYS),
}
#: Pieces that take one key in place of another: the reader fills the one from the other.
_STANDS_FOR = {"Step": ("do", "decision")}
#: Lists that may be written as their only entry.
_ALSO_SINGLE = {"runbook": ("not_when",)}


def json_schema(kind: Kind) -> dict[str, Any]:
    """The schema of the files of a kind. It refers to nothing outside itself, so that it can be copied anywhere."""
    made = kind.model.model_json_schema()
    definitions: dict[str, Any] = made.pop("$defs", {})
    made["properties"].pop("id", None)
    models = {model.__name__: model for model in parts(kind.model)}
    for name, definition in definitions.items():
        if model := models.get(name):
            _complete(model, _full(definition))
    _complete(kind.model, made)
    for key in _ALSO_SINGLE.get(kind.name, ()):
        listed = made["properties"][key]
        listed["anyOf"] = [{"type": listed.pop("type"), "items": listed["items"]}, listed.pop("items")]
    head = {"$schema": DIALECT, "title": kind.title, "description": f"{MEANINGS[kind.name]} {_place(kind)}"}
    body = {key: value for key, value in made.items() if key not in head}
    whole = _tidy({**head, **body, **({"$defs": dict(sorted(definitions.items()))} if definitions else {})})
    return whole if isinstance(whole, dict) else {}


def schema_text(kind: Kind) -> str:
    """The schema as it is written to ``schemas/KIND.schema.json``."""
    return json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"


def _place(kind: Kind) -> str:
    return f"One file each: {kind.folder}/ID.yaml." if kind.folder else f"The file {kind.file}."


def _full(definition: dict[str, Any]) -> dict[str, Any]:
    """The mapping among the forms a piece may take."""
    forms = definition.get("anyOf", [definition])
    return next((form for form in forms if "properties" in form), definition)


def _complete(model: type[Part], schema: dict[str, Any]) -> None:
    """What the model checks by code: one key of several, and the meanings of fields."""
    keys = _EXACTLY_ONE.get(model.__name__) or (tuple(model.model_fields[name].alias or name for name in _ref_keys(model)))
    if keys:
        schema["oneOf"] = [{"required": [key]} for key in keys]
    if pair := _STANDS_FOR.get(model.__name__):
        schema["required"] = [key for key in schema.get("required", ()) if key not in pair]
        schema["anyOf"] = [{"required": [key]} for key in pair]
    by_key = {field.alias or name: field for name, field in model.model_fields.items()}
    for key, value in schema.get("properties", {}).items():
        scalar = next((form["description"] for form in value.get("anyOf", [value]) if "type" in form and "description" in form), "")
        meaning = _meaning(model, key)
        value["description"] = f"{meaning}. {scalar}" if scalar and scalar != meaning else meaning
        value.pop("default", None)
        if default := _default(by_key[key]):
            given = by_key[key].default
            value["default"] = given if isinstance(given, int) else [str(item) for item in given] if isinstance(given, tuple) else default


def _ref_keys(model: type[Part]) -> list[str]:
    return list(ref_fields(model)) if issubclass(model, OneOf) else []


def _tidy(node: object, names: bool = False) -> object:
    """Without ``null``, without titles made from names. ``names``: keys are the author's."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    if names:
        return {key: _tidy(value) for key, value in node.items()}
    out: dict[str, Any] = {}
    for key, value in node.items():
        if key == "anyOf":
            value = [form for form in value if form != {"type": "null"}]
            if len(value) == 1:
                for inner, what in _as_dict(_tidy(value[0])).items():
                    out.setdefault(inner, what)
                continue
        if key == "title" and "$schema" not in node:
            continue
        if key == "description" and isinstance(value, str):
            out[key] = value.replace("``", "`")
            continue
        out[key] = _tidy(value, names=key in ("properties", "$defs"))
    return out


def _as_dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A key of a piece of plan data: what it takes in words, whether it must be there, what holds without it, and what it means."""

    key: str
    takes: str
    required: bool
    default: str
    meaning: str


def parts(model: type[Part]) -> list[type[Part]]:
    """The pieces a record is made of, itself first, each once, in the order of their fields."""
    found: dict[type[Part], None] = {model: None}
    queue = [model]
    while queue:
        for field in queue.pop(0).model_fields.values():
            for inner in _models(field.annotation):
                if inner not in found:
                    found[inner] = None
                    queue.append(inner)
    return list(found)


def _models(annotation: object) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and not get_args(annotation):
        if issubclass(annotation, Part):
            yield annotation
        return
    for inner in get_args(annotation):
        yield from _models(inner)


def fields(model: type[Part]) -> list[FieldRow]:
    """The keys an author may write, in the order a reader wants them."""
    rows = []
    for name, field in model.model_fields.items():
        if name == "id" and issubclass(model, Record):
            continue
        key = field.alias or name
        required = field.is_required() and key not in _STANDS_FOR.get(model.__name__, ())
        rows.append(FieldRow(key, _takes(field), required, _default(field), _meaning(model, key) or ""))
    return rows


def _meaning(model: type[Part], key: str) -> str:
    """The field's own description, else that of the key in this piece, else that of the key anywhere."""
    field = next((field for name, field in model.model_fields.items() if (field.alias or name) == key), None)
    owner = model.kind if issubclass(model, Record) else model.__name__
    return (field.description if field and field.description else "") or MEANINGS.get(f"{owner}.{key}") or MEANINGS.get(key, "")


def _default(field: FieldInfo) -> str:
    value = field.default
    if field.is_required() or value is None or isinstance(value, Part) or value == () or field.default_factory:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    return str(value.value if isinstance(value, Enum) else value)


def _takes(field: FieldInfo) -> str:
    # An Annotated type at the top of a field keeps its reader in the metadata, not in the annotation.
    return _words(field.annotation, tuple(field.metadata))


def _words(annotation: object, metadata: tuple[object, ...] = ()) -> str:
    origin, inner = get_origin(annotation), get_args(annotation)
    if reader := next((item for item in metadata if hasattr(item, "__get_pydantic_json_schema__")), None):
        return _named(_schema_of(reader))
    if hasattr(annotation, "__metadata__"):
        return _words(inner[0], tuple(annotation.__metadata__))
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(_words(form) for form in inner if form is not type(None)))
    if origin is tuple:
        return f"list of {_words(inner[0])}"
    if origin is dict:
        return f"mapping of {_words(inner[0])} to {_words(inner[1])}"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ", ".join(f"`{choice.value}`" for choice in annotation)
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return f"[{annotation.__name__}](#{anchor(annotation)})"
    if hasattr(annotation, "__get_pydantic_json_schema__"):
        return _named(_schema_of(annotation))
    return "text"


def _schema_of(reader: Any) -> dict[str, Any]:
    return _as_dict(reader.__get_pydantic_json_schema__(None, None))


def _named(schema: dict[str, Any]) -> str:
    """A few words for what a scalar may be."""
    described = str(schema.get("description", ""))
    for start, words in _SCALARS:
        if described.startswith(start):
            return words + (" or `unknown`" if described.endswith("or unknown") else "")
    if described.startswith("Id of a "):
        kind = described.removeprefix("Id of a ")
        return f"id of a {KINDS[kind].title.lower()}" if kind in KINDS else described.lower()
    if "pattern" in schema and "a-z0-9" in str(schema["pattern"]):
        return "id"
    kinds = schema.get("type")
    first = kinds[0] if isinstance(kinds, list) else kinds
    return {"integer": "whole number", "number": "number", "boolean": "`true` or `false`"}.get(str(first), "text")


_SCALARS = (
    ("Duration", "duration"), ("Date", "date"), ("Instant", "instant"), ("Per cent", "per cent"), ("Number", "number"), ("Whole number", "whole number"),
    ("Telephone", "telephone number"), ("24x7", "hours"), ("KIND/ID", "KIND/ID"), ("Text", "text"),
)  # fmt: skip


def anchor(model: type[Part]) -> str:
    """Where a piece is described on the page about plan data."""
    return model.__name__.lower()


def field_table(model: type[Part]) -> str:
    """The fields of a piece as a Markdown table."""
    rows = ["| key | takes | left out | meaning |", "|---|---|---|---|"]
    for row in fields(model):
        left_out = "**required**" if row.required else f"`{row.default}`" if row.default else ""
        rows.append(f"| `{row.key}` | {row.takes} | {left_out} | {row.meaning.replace('``', '`')} |")
    return "\n".join(rows) + "\n"
