"""What every record is made of: frozen, strict, and readable from the short forms that people write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Annotated, Any, ClassVar, NamedTuple, Self, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationInfo,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from continuity.model.values import Text, Visibility, id_problem, problem, slug


class Ref(NamedTuple):
    """A reference to a record: its kind (singular, as ``service``) and its id. It may dangle: then a finding says so.

    A tuple, because references are looked up, compared and sorted by the million, and a tuple does that without any code of ours.
    """

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.id}"


@dataclass(frozen=True, slots=True)
class RefTo:
    """Reads a bare id where the field fixes the kind."""

    kind: str

    def _parse(self, value: object) -> Ref:
        if isinstance(value, Ref):
            return value
        if isinstance(value, Mapping) and set(value) == {self.kind}:
            value = value[self.kind]
        if not isinstance(value, str):
            raise problem("wrong-type", "expected the id of a {kind}", kind=self.kind)
        return _ref(self.kind, value.strip())

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._parse, serialization=core_schema.to_string_ser_schema())

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": ["string", "integer"], "description": f"Id of a {self.kind}"}


@lru_cache(maxsize=65_536)  # what many need is named in many files
def _ref(kind: str, text: str) -> Ref:
    return Ref(kind, _ref_id(text))


def _ref_id(text: str) -> str:
    if why := id_problem(text):
        hint = slug(text)
        raise problem(
            "bad-id",
            "'{written}': {why}{hint}",
            written=text[:60],
            why=why,
            hint=f"; did you mean {hint}?" if hint and hint != text else "",
        )
    return text


def _subject(value: object) -> Ref:
    if isinstance(value, Ref):
        return value
    if not isinstance(value, str) or value.count("/") != 1:
        raise problem("bad-subject", "expected KIND/ID, as service/dispensing")
    kind, _, name = value.strip().partition("/")
    return _ref(kind, name.strip())


class _SubjectType:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(_subject, serialization=core_schema.to_string_ser_schema())

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "pattern": "^[a-z-]+/[a-z0-9-]+$", "description": "KIND/ID, as service/dispensing"}


Subject = Annotated[Ref, _SubjectType()]
ServiceRef = Annotated[Ref, RefTo("service")]
ProcessRef = Annotated[Ref, RefTo("process")]
PlanRef = Annotated[Ref, RefTo("continuity-plan")]
RunbookRef = Annotated[Ref, RefTo("runbook")]
ScenarioRef = Annotated[Ref, RefTo("scenario")]
RiskRef = Annotated[Ref, RefTo("risk")]
ControlRef = Annotated[Ref, RefTo("control")]
PersonRef = Annotated[Ref, RefTo("person")]
TeamRef = Annotated[Ref, RefTo("team")]
RoleRef = Annotated[Ref, RefTo("role")]
VendorRef = Annotated[Ref, RefTo("vendor")]
SiteRef = Annotated[Ref, RefTo("site")]
ResourceRef = Annotated[Ref, RefTo("resource")]
ChannelRef = Annotated[Ref, RefTo("channel")]
PartyRef = Annotated[Ref, RefTo("party")]
TreeRef = Annotated[Ref, RefTo("contact-tree")]
MessageRef = Annotated[Ref, RefTo("message")]
ExerciseRef = Annotated[Ref, RefTo("exercise")]
IncidentRef = Annotated[Ref, RefTo("incident")]
ActionRef = Annotated[Ref, RefTo("action")]


_GIVEN: dict[frozenset[str], set[str]] = {}
"""Every set of keys that some piece was written with. Pieces are frozen, so that those with the same keys can have one set: of its own, it takes more
memory than what most pieces say."""
_WORDS = {str}


class Part(BaseModel):
    """A piece of a record. Where ``short`` names a field, the bare value of that field may stand for the whole piece."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False, defer_build=True)
    short: ClassVar[str | None] = None

    def model_post_init(self, context: Any, /) -> None:
        """Keeps a piece in half of the memory; called by pydantic once it is made.

        pydantic gives each a dict with names of its own. Fields that are set one by one share their names with all pieces of the class.
        """
        given, fields = self.__pydantic_fields_set__, self.__dict__
        object.__setattr__(self, "__pydantic_fields_set__", _GIVEN.setdefault(frozenset(given), given))
        object.__delattr__(self, "__dict__")
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, value: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        """Takes the bare value of ``short`` for the whole piece. Where the context is a dict, pieces of the same words are read once and kept there:
        they are frozen, so one can stand in many places."""
        if type(value) is not dict and not isinstance(value, (Mapping, BaseModel)):
            if cls.short is None:
                raise problem("wrong-type", "expected a mapping of {keys}", keys=", ".join(field_names(cls)))
            value = {cls.short: value}
        alike: dict[object, Self] | None = info.context
        if alike is None or type(value) is not dict or set(map(type, value.values())) != _WORDS:
            return handler(value)
        words = (cls, *value, *value.values())
        found = alike.get(words)
        if found is None:
            found = alike[words] = handler(value)
        return found

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        full = handler(schema)
        if cls.short is None:
            return full
        resolved = handler.resolve_ref_schema(full)
        bare = resolved.get("properties", {}).get(cls.short, {})
        return {"anyOf": [bare, full]} if "anyOf" not in bare else {"anyOf": [*bare["anyOf"], full]}


def field_names(cls: type[BaseModel]) -> list[str]:
    """The keys an author may write, in the order a reader wants them."""
    return [field.alias or name for name, field in cls.model_fields.items() if name not in ("id", "kind_")]


class OneOf(Part):
    """A reference where several kinds fit: exactly one key, which says the kind (``{team: clinical-apps}``)."""

    @model_validator(mode="after")
    def _exactly_one(self) -> OneOf:
        if sum(name in self.model_fields_set for name in ref_fields(type(self))) != 1:
            raise problem("one-key", "expected exactly one of {keys}", keys=", ".join(sorted(ref_fields(type(self)))))
        return self

    @property
    def ref(self) -> Ref:
        """What it refers to."""
        return next(value for name in ref_fields(type(self)) if isinstance(value := getattr(self, name), Ref))


@cache
def ref_fields(model: type[OneOf]) -> tuple[str, ...]:
    """The keys of a reference of which an author writes one."""
    return tuple(name for name in model.model_fields if name in REF_KEYS)


#: Keys that say the kind of a reference, and that kind.
REF_KEYS: dict[str, str] = {
    "service": "service",
    "process": "process",
    "runbook": "runbook",
    "scenario": "scenario",
    "person": "person",
    "team": "team",
    "role": "role",
    "vendor": "vendor",
    "site": "site",
    "resource": "resource",
    "channel": "channel",
    "party": "party",
    "plan": "continuity-plan",
    "tree": "contact-tree",
    "message": "message",
    "exercise": "exercise",
    "incident": "incident",
    "risk": "risk",
    "control": "control",
}


class Holder(OneOf):
    """Who owns or does something: a team (the bare id), a person, a role, or a vendor."""

    short = "team"
    team: TeamRef | None = None
    person: PersonRef | None = None
    role: RoleRef | None = None
    vendor: VendorRef | None = None


class Prose(Part):
    """An author's Markdown. ``visibility`` left out is the organisation's default; ``withheld`` is set by the audience filter, never by an author."""

    short = "text"
    text: Text
    visibility: Visibility | None = None

    def __str__(self) -> str:
        return self.text


class Link(Part):
    """An address somewhere else. ``href`` is http, https, mailto or tel."""

    short = "href"
    href: Text
    title: Text | None = None
    visibility: Visibility | None = None

    @model_validator(mode="after")
    def _safe(self) -> Link:
        if not self.href.lower().startswith(("http://", "https://", "mailto:", "tel:")):
            raise problem("bad-link", "'{href}' is no http, https, mailto or tel address", href=self.href[:80])
        return self


class Record(Part):
    """One plan file. ``id`` is its file name; ``aliases`` keep old ids and other names alive."""

    kind: ClassVar[str] = ""
    id: str = Field(default="", json_schema_extra={"readOnly": True})
    aliases: tuple[Text, ...] = ()
    visibility: Visibility | None = None

    @cached_property
    def ref(self) -> Ref:
        """What others refer to it by."""
        return Ref(self.kind, self.id)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields changed; under another id, others refer to it by that."""
        copied = super().model_copy(update=update, deep=deep)
        vars(copied).pop("ref", None)
        return copied

    @property
    def label(self) -> str:
        """What people call it: its name or title, else its id."""
        return str(getattr(self, "name", None) or getattr(self, "title", None) or self.id)


Path = tuple[str | int, ...]


def references(value: object, path: Path = ()) -> Iterator[tuple[Path, Ref]]:
    """Every reference in a record, with the path of the keys that lead to it in the file."""
    found: list[tuple[Path, Ref]] = []
    _refer(value, path, found)
    return iter(found)


def _refer(value: object, path: Path, found: list[tuple[Path, Ref]]) -> None:
    """Puts the references in ``value`` into ``found``: looked for in everything, several times a build, so nothing is handed from generator to generator."""
    if isinstance(value, Ref):
        found.append((path, value))
    elif isinstance(value, BaseModel):
        given = value.__pydantic_fields_set__
        for name, key in fields_holding(type(value), Ref):
            if name in given and (inner := getattr(value, name)) is not None:
                _refer(inner, (*path, key), found)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            _refer(item, (*path, index), found)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            _refer(item, (*path, str(key)), found)


@cache
def fields_holding(model: type[BaseModel], *kinds: type) -> tuple[tuple[str, str], ...]:
    """Fields that can hold a value of one of these kinds at any depth, by name and key, in the order of the model: most of a record is text, and
    need not be looked through."""
    fields = model.model_fields.items()
    return tuple((name, field.alias or name) for name, field in fields if any(_can_be(kinds, one) for one in _types_in(field.annotation)))


def _can_be(kinds: tuple[type, ...], one: object) -> bool:
    return one in (Any, object) or (isinstance(one, type) and issubclass(one, kinds))


def _types_in(annotation: object) -> Iterator[object]:
    """Every type that a value of this kind can be or hold, at any depth."""
    found: set[object] = set()
    waiting = [annotation]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        # The pieces of a union, a list, a mapping; what has none holds nothing else.
        waiting += get_args(one)
        if not get_args(one):
            yield one
        if isinstance(one, type) and issubclass(one, BaseModel):
            waiting += [field.annotation for field in one.model_fields.values()]
