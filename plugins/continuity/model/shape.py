"""What may stand where: the piece of a record that a path leads to, for suggestions."""

from __future__ import annotations

import types
from typing import Annotated, Union, get_args, get_origin

from continuity.model.base import Part, Path


def part_at(model: type[Part], path: Path) -> type[Part] | None:
    """The kind of piece found at ``path`` of a record, or None when no piece can stand there."""
    current: type[Part] | None = model
    for key in path:
        if isinstance(key, int) or current is None:
            continue
        field = next((f for name, f in current.model_fields.items() if (f.alias or name) == key), None)
        if field is None:
            # A key of a mapping whose keys are free: the piece is its value's.
            continue
        current = _part(field.annotation)
    return current


def _part(annotation: object) -> type[Part] | None:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    if get_origin(annotation) in (Union, types.UnionType, tuple, dict, Annotated):
        return next((found for inner in reversed(get_args(annotation)) if (found := _part(inner))), None)
    return None
