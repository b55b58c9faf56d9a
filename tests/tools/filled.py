"""Plans in which every field of every kind is filled, made by walking the model: what a new field says is tested without anybody thinking of it."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin

from continuity.model import values
from continuity.model.base import REF_KEYS, OneOf, Part, Ref, RefTo, Subject
from continuity.model.directory import OTHER_KEYS, PHONE_KEYS, ContactPoint
from continuity.model.kinds import KINDS
from continuity.model.service import Dependency
from continuity.text import write_yaml

#: ``(the piece, its field)`` to what an author wrote there.
Say = Callable[[type[Part], str], str]

SAMPLES: dict[object, str] = {
    values.Id.__metadata__[0]: "one",  # type: ignore[attr-defined]
    values.Whole.__metadata__[0]: "3",  # type: ignore[attr-defined]
    values.Number.__metadata__[0]: "12.5",  # type: ignore[attr-defined]
    values.Percent.__metadata__[0]: "60%",  # type: ignore[attr-defined]
    values.Flag.__metadata__[0]: "true",  # type: ignore[attr-defined]
    values.Date.__metadata__[0]: "2026-11-01",  # type: ignore[attr-defined]
    values.Instant.__metadata__[0]: "2026-11-01T02:55+00:00",  # type: ignore[attr-defined]
    values.MaybeDuration.__metadata__[0]: "90m",  # type: ignore[attr-defined]
    values.MaybePercent.__metadata__[0]: "60%",  # type: ignore[attr-defined]
    values.MaybeNumber.__metadata__[0]: "12.5",  # type: ignore[attr-defined]
    values.MaybeWhole.__metadata__[0]: "3",  # type: ignore[attr-defined]
    values.MaybeDate.__metadata__[0]: "2026-11-01",  # type: ignore[attr-defined]
}
TEXTS = frozenset({values.Text.__metadata__[0], values.MaybeText.__metadata__[0]})  # type: ignore[attr-defined]
CLASSES: dict[type, str] = {values.Duration: "90m", values.Hours: "Mon-Fri 07:00-19:00", values.Phone: "+44 7700 900123", str: "one"}
_WAYS = (*PHONE_KEYS, *OTHER_KEYS)
_DEEPEST = 2
"""How often a piece may hold itself: a call below a call, and no further."""


@dataclass
class Filler:
    """Fills plans. ``ids`` are the records of every kind; ``say`` gives each text; ``visibility`` what a piece says of who may see it."""

    ids: tuple[str, ...]
    say: Say
    visibility: Callable[[type[Part]], str | None] = lambda _: None
    href: Callable[[type[Part], str], str] | None = None
    turn: int = 0
    ident: str = ""
    inside: list[type[Part]] = field(default_factory=list)

    def records(self) -> dict[str, dict[str, Any]]:
        """Path to what every file says."""
        files = {}
        for name, kind in KINDS.items():
            for ident in self.ids if kind.folder else ("organisation",):
                self.ident = ident
                files[f"{kind.folder}/{ident}.yaml" if kind.folder else f"{name}.yaml"] = self.part(kind.model)
        return files

    def plans(self) -> dict[str, str]:
        """Path to YAML of every file."""
        return {path: write_yaml(record) for path, record in self.records().items()}

    def next(self, choices: list[Any]) -> Any:
        """One after the other, so that every choice has its turn."""
        self.turn += 1
        return choices[self.turn % len(choices)]

    def part(self, cls: type[Part], chosen: str | None = None) -> dict[str, Any]:
        """Every field of a piece; of fields that exclude each other the ``chosen`` one."""
        ways = alternatives(cls)
        left_out = set(ways) - {chosen or self.next(ways)} if ways else set()
        self.inside.append(cls)
        found: dict[str, Any] = {}
        for name, info in cls.model_fields.items():
            if name in left_out or (name == "id" and issubclass(cls, tuple(kind.model for kind in KINDS.values()))):
                continue
            if name == "visibility":
                written: Any = self.visibility(cls)
            else:
                annotation = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
                written = self.value(annotation, cls, name)
            if written is not None:
                found[info.alias or name] = written
        self.inside.pop()
        return found

    def value(self, annotation: Any, cls: type[Part], name: str) -> Any:
        """Something of the type of a field, or None where there can be nothing more."""
        origin = get_origin(annotation)
        if annotation == Subject:
            return f"{self.next([name for name, kind in KINDS.items() if kind.folder])}/{self.ids[0]}"
        if origin is Annotated:
            for meta in annotation.__metadata__:
                if isinstance(meta, RefTo):
                    return self.next(list(self.ids))
                if meta in TEXTS:
                    return self.text(cls, name)
                if meta in SAMPLES:
                    return SAMPLES[meta]
            return self.value(get_args(annotation)[0], cls, name)
        if origin in (Union, types.UnionType):
            options = [inner for inner in get_args(annotation) if inner is not type(None)]
            return self.value(self.next(options) if len(options) > 1 else options[0], cls, name)
        if origin is tuple:
            inner = get_args(annotation)[0]
            if isinstance(inner, type) and issubclass(inner, Part):
                return [item for item in self.parts(inner) if item is not None] or None
            return [item for item in (self.value(inner, cls, name),) if item is not None] or None
        if origin is dict or (origin is not None and issubclass(origin, dict)):
            key_type, inner = get_args(annotation)
            key = self.say(cls, name) if key_type is str else self.value(key_type, cls, name)
            found = self.value(inner, cls, name)
            return {key: found} if found is not None else None
        if isinstance(annotation, type) and issubclass(annotation, Part):
            return next(iter(self.parts(annotation)), None)
        if isinstance(annotation, type) and issubclass(annotation, Enum):
            return self.next([member.value for member in annotation])
        if annotation is Ref:
            return self.next(list(self.ids))
        return CLASSES[annotation]

    def parts(self, cls: type[Part]) -> Iterator[Any]:
        """One piece for each way to write it."""
        if self.inside.count(cls) >= _DEEPEST:
            return
        ways = alternatives(cls)
        yield from (self.part(cls, way) for way in ways) if ways else [self.part(cls)]

    def text(self, cls: type[Part], name: str) -> str:
        """A text: an address where only an address is allowed, else what is to be said. No two records may have an alias in common."""
        if name == "aliases":
            return f"{self.say(cls, name)} {self.ident}"
        if name == "email":
            return "somebody@example.org"
        if name in ("href", "url") and self.href is not None:
            return self.href(cls, name)
        if name in ("href", "url"):
            return f"https://example.org/{self.say(cls, name)}"
        return self.say(cls, name)


def alternatives(cls: type[Part]) -> list[str]:
    """Names of fields of which only one may be written."""
    if issubclass(cls, ContactPoint):
        return list(_WAYS)
    named = [name for name in cls.model_fields if name in REF_KEYS]
    if issubclass(cls, Dependency):
        return [*named, "any_of"]
    return named if issubclass(cls, OneOf) else []
