"""Values as people write them: durations, dates, instants, numbers, ids, hours, phone numbers.

Every type reads the raw text of a scalar and says in words what is wrong with it. What a value says is kept as the author meant it, so that
``90m`` and ``1h30m`` are the same duration but ``1:30`` is refused: YAML itself would read it as 90 or 5400, depending on the reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import lru_cache
from typing import Annotated, Any, Final

import phonenumbers
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


class Unknown(Enum):
    """Said on purpose: nobody knows yet. Never zero, never fine, never blank."""

    UNKNOWN = "unknown"

    def __str__(self) -> str:
        return "unknown"


UNKNOWN: Final = Unknown.UNKNOWN


class Visibility(StrEnum):
    """Who may see something. A build names one; it shows that and everything more open."""

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"

    @property
    def rank(self) -> int:
        """0 for the most open."""
        return ("public", "internal", "restricted").index(self.value)


def problem(code: str, message: str, **values: str) -> PydanticCustomError:
    """A value that cannot be read: ``code`` is the id of the rule it breaks, ``values`` are what the message shows."""
    return PydanticCustomError(code, message, dict(values))


_UNITS: Final = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_PEOPLE: Final = re.compile(r"(?:(\d+)\s*w)?\s*(?:(\d+)\s*d)?\s*(?:(\d+)\s*h)?\s*(?:(\d+)\s*(?:m|min))?\s*(?:(\d+)\s*s)?", re.ASCII)
_ISO: Final = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.ASCII)
_LONGEST: Final = 100 * 366 * 86_400
#: What editors are told of a duration: the only bare number is 0, and at least one unit is named.
DURATION_SCHEMA: Final[dict[str, Any]] = {
    "type": ["string", "integer"],
    "maximum": 0,
    "minimum": 0,
    "pattern": r"^\s*(0|unknown|P.+|(?=\d)(\d+\s*w)?\s*(\d+\s*d)?\s*(\d+\s*h)?\s*(\d+\s*(m|min))?\s*(\d+\s*s)?)\s*$",
}


@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """A length of elapsed time in whole seconds; never negative. Written ``90m``, ``4h``, ``1h30m``, ``2d``, ``0`` or ISO 8601 without years and months."""

    seconds: int

    @classmethod
    def parse(cls, value: object) -> Duration:
        """Read what an author wrote. Raises PydanticCustomError ``bad-duration`` saying what to write instead."""
        if isinstance(value, cls):
            return value
        if not isinstance(value, str):
            raise problem("wrong-type", "expected a duration such as 90m, 4h or 2d")
        return _duration(value.strip())

    def __add__(self, other: Duration) -> Duration:
        return Duration(self.seconds + other.seconds)

    def __sub__(self, other: Duration) -> Duration:
        """The rest, at least 0."""
        return Duration(max(0, self.seconds - other.seconds))

    @property
    def minutes(self) -> float:
        return self.seconds / 60

    def __str__(self) -> str:
        """As people write it, the shortest way that says the same: ``1h30m``, ``2d``, ``0``."""
        if not self.seconds:
            return "0"
        rest, out = self.seconds, ""
        for unit in ("d", "h", "m", "s"):
            count, rest = divmod(rest, _UNITS[unit])
            out += f"{count}{unit}" if count else ""
        return out

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse, serialization=core_schema.to_string_ser_schema())

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**DURATION_SCHEMA, "description": "Duration: 90m, 4h, 1h30m, 2d, 0, or ISO 8601 without years and months"}


@lru_cache(maxsize=4096)  # the same few stand in every file
def _duration(text: str) -> Duration:
    if text == "0":
        return Duration(0)
    if re.fullmatch(r"\d+:\d\d(:\d\d)?", text):
        parts = [int(part) for part in text.split(":")]
        hint = f"{parts[0]}h{parts[1]}m"
        raise problem(
            "bad-duration",
            "'{written}' could be hours and minutes or minutes and seconds; write {hint} if it is hours",
            written=text,
            hint=hint,
        )
    if re.fullmatch(r"\d+", text):
        raise problem("bad-duration", "'{written}' has no unit; write {written}m, {written}h or {written}d", written=text)
    match = _PEOPLE.fullmatch(text) or _ISO.fullmatch(text)
    if match is None or not any(match.groups()):
        if re.fullmatch(r"P(\d+[YMWD])+(T.*)?", text):
            raise problem("bad-duration", "'{written}': years and months have no fixed length; write days or weeks", written=text)
        if re.fullmatch(r"\d+[.,]\d+\s*[wdhms]", text):
            raise problem("bad-duration", "'{written}': write whole units, such as 1h30m", written=text)
        raise problem("bad-duration", "'{written}' is no duration; write 90m, 4h, 1h30m, 2d or 0", written=text)
    if any(len(part) > 9 for part in match.groups() if part):
        raise problem("bad-duration", "'{written}' is longer than a hundred years", written=text[:40])
    seconds = sum(int(part) * unit for part, unit in zip(match.groups(), _UNITS.values(), strict=True) if part)
    if seconds > _LONGEST:
        raise problem("bad-duration", "'{written}' is longer than a hundred years", written=text)
    return Duration(seconds)


@dataclass(frozen=True, slots=True, eq=False)
class _Reads:
    """Reads one field from raw text with ``parse``; ``schema`` is what an editor is told."""

    parse: Callable[[object], object]
    schema: dict[str, Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.parse, serialization=core_schema.to_string_ser_schema(when_used="json"))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return dict(self.schema)


def _reads(parse: Callable[[object], object], **schema: Any) -> _Reads:
    return _Reads(parse, schema)


def or_unknown(parse: Callable[[object], object]) -> Callable[[object], object]:
    """``parse``, with the word ``unknown`` read as the value of that name."""

    def read(value: object) -> object:
        if value is UNKNOWN or (isinstance(value, str) and value.strip() == "unknown"):
            return UNKNOWN
        return parse(value)

    return read


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise problem("wrong-type", "expected text")
    text = value.strip()
    if not text:
        raise problem("empty-value", "is empty; leave the line out, or write unknown")
    return text


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise problem("wrong-type", "expected a whole number")
    text = value.strip()
    if re.fullmatch(r"0\d+", text):
        raise problem("ambiguous-value", "'{written}' could be octal; write {hint}", written=text, hint=str(int(text)))
    if not re.fullmatch(r"\d{1,15}", text):
        raise problem("bad-number", "'{written}' is no whole number of 0 or more", written=text[:40])
    return int(text)


def _number(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, str):
        raise problem("wrong-type", "expected a number")
    text = value.strip().replace("_", "")
    if re.fullmatch(r"0\d+(\.\d+)?", text):
        raise problem("ambiguous-value", "'{written}' could be octal; leave out the leading zero", written=text)
    if not re.fullmatch(r"\d{1,15}(\.\d{1,9})?", text):
        raise problem("bad-number", "'{written}' is no number of 0 or more", written=text[:40])
    return float(text)


def _percent(value: object) -> float:
    if isinstance(value, str) and value.strip().endswith("%"):
        value = value.strip()[:-1].strip()
    return _number(value)


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise problem("wrong-type", "expected true or false")
    text = value.strip()
    if text in ("true", "false"):
        return text == "true"
    low = text.lower()
    if low in ("yes", "on", "y", "true"):
        raise problem("ambiguous-value", "'{written}': write true", written=text)
    if low in ("no", "off", "n", "false"):
        raise problem("ambiguous-value", "'{written}': write false", written=text)
    raise problem("wrong-type", "'{written}' is neither true nor false", written=text[:40])


def _date(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    text = value.strip() if isinstance(value, str) else ""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise problem("bad-date", "'{written}' is no date; write year-month-day, as 2026-11-23", written=text[:40])
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise problem("bad-date", "'{written}' is not in the calendar", written=text) from None


def _instant(value: object) -> datetime:
    if isinstance(value, datetime) and value.tzinfo:
        return value
    text = value.strip() if isinstance(value, str) else ""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or not re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", text, re.ASCII):
        raise problem("bad-instant", "'{written}' is no instant; write 2026-11-23T02:55+00:00", written=text[:40])
    if found.tzinfo is None:
        raise problem("bad-instant", "'{written}' has no offset; write 2026-11-23T02:55+00:00 or end it with Z", written=text)
    return found


_RESERVED: Final = {"index", "con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def id_problem(text: str) -> str | None:
    """Why ``text`` cannot be an id, or None. Ids become file names in a zip, so names that Windows reserves are refused."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text, re.ASCII):
        return "an id is lower-case letters, digits and single hyphens"
    if text in _RESERVED:
        return "this name is reserved: pages become files, and some systems cannot store a file of this name"
    if len(text) > 80:
        return "an id has at most 80 characters"
    return None


def slug(text: str) -> str:
    """The nearest id to ``text``; empty when it holds no letter or digit of the Latin alphabet."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", plain)
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:80].strip("-")


def _id(value: object) -> str:
    text = _text(value)
    if why := id_problem(text):
        hint = slug(text)
        raise problem(
            "bad-id", "'{written}': {why}{hint}", written=text[:60], why=why, hint=f"; write {hint}" if hint and hint != text else ""
        )
    return text


_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody can be reached, in their own time zone. ``spans`` are (first day, last day, from minute, to minute); Monday is 0.

    A span whose end is not after its start runs past midnight. No spans means round the clock.
    """

    spans: tuple[tuple[int, int, int, int], ...] = ()

    @property
    def always(self) -> bool:
        return not self.spans

    def covers(self, weekday: int, minute: int) -> bool:
        """Whether ``minute`` (0 to 1439) of ``weekday`` (Monday is 0) lies inside."""
        return self.always or any(_in_span(span, weekday, minute) for span in self.spans)

    def __str__(self) -> str:
        if self.always:
            return "24x7"
        return ", ".join(
            f"{_DAYS[first]}{'' if first == last else '-' + _DAYS[last]} {start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
            for first, last, start, end in self.spans
        )

    @classmethod
    def parse(cls, value: object) -> Hours:
        """``24x7``, or one or a list of ``Mon-Fri 07:00-19:00``. Raises PydanticCustomError ``bad-hours``."""
        if isinstance(value, cls):
            return value
        if isinstance(value, str) and value.strip().lower() in ("24x7", "24/7", "always"):
            return cls()
        lines = [value] if isinstance(value, str) else value
        if not isinstance(lines, list | tuple) or not lines:
            raise problem("bad-hours", "expected 24x7 or a list such as [Mon-Fri 07:00-19:00]")
        return cls(tuple(_span(line) for line in lines))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse, serialization=core_schema.to_string_ser_schema())

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": ["string", "array"], "items": {"type": "string"}, "description": "24x7, or a list such as Mon-Fri 07:00-19:00"}


def _in_span(span: tuple[int, int, int, int], weekday: int, minute: int) -> bool:
    first, last, start, end = span
    days = [(first + n) % 7 for n in range((last - first) % 7 + 1)]
    if end > start:
        return weekday in days and start <= minute < end
    return (weekday in days and minute >= start) or ((weekday - 1) % 7 in days and minute < end)


def _span(value: object) -> tuple[int, int, int, int]:
    text = value.strip() if isinstance(value, str) else ""
    match = re.fullmatch(r"(\w{3})(?:\s*-\s*(\w{3}))?\s+(\d\d?):(\d\d)\s*-\s*(\d\d?):(\d\d)", text)
    if match is None or match[1].title() not in _DAYS or (match[2] or "Mon").title() not in _DAYS:
        raise problem("bad-hours", "'{written}' are no hours; write Mon-Fri 07:00-19:00", written=text[:40])
    hour, minute, to_hour, to_minute = (int(match[n]) for n in (3, 4, 5, 6))
    if hour > 23 or minute > 59 or to_hour > 24 or to_minute > 59 or to_hour * 60 + to_minute > 1440:
        raise problem("bad-hours", "'{written}' is not on the clock", written=text[:40])
    first = _DAYS.index(match[1].title())
    last = _DAYS.index(match[2].title()) if match[2] else first
    return first, last, hour * 60 + minute, to_hour * 60 + to_minute


@lru_cache(maxsize=65_536)  # the same number stands on many pages
def _international(e164: str) -> str:
    return phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number, kept in E.164 (ITU-T E.164: ``+`` and at most 15 digits) with an optional extension.

    Written with its country code (``+44 20 7946 0018``) or with its country in front (``GB 020 7946 0018``).
    """

    e164: str
    extension: str = ""

    @property
    def uri(self) -> str:
        """``tel:`` address (RFC 3966)."""
        return f"tel:{self.e164}" + (f";ext={self.extension}" if self.extension else "")

    @property
    def valid(self) -> bool:
        """Whether the number's country has numbers of this shape. Numbers kept for fiction count as valid."""
        return phonenumbers.is_possible_number(phonenumbers.parse(self.e164))

    def __str__(self) -> str:
        return _international(self.e164) + (f" ext. {self.extension}" if self.extension else "")

    @classmethod
    def parse(cls, value: object) -> Phone:
        """Raises PydanticCustomError ``bad-phone``."""
        if isinstance(value, cls):
            return value
        text = value.strip() if isinstance(value, str) else ""
        country, number = None, text
        if match := re.fullmatch(r"([A-Z]{2})\s+(.+)", text):
            country, number = match[1], match[2]
        if country is None and not number.startswith("+"):
            raise problem(
                "bad-phone", "'{written}' does not say its country; write +44 20 7946 0018 or GB 020 7946 0018", written=text[:40]
            )
        try:
            found = phonenumbers.parse(number, country)
        except phonenumbers.NumberParseException:
            raise problem("bad-phone", "'{written}' is no telephone number", written=text[:40]) from None
        if not phonenumbers.is_possible_number(found):
            raise problem("bad-phone", "'{written}' has too few or too many digits for its country", written=text[:40])
        return cls(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164), found.extension or "")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse, serialization=core_schema.to_string_ser_schema())

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": ["string", "integer"], "description": "Telephone number with its country: +44 20 7946 0018 or GB 020 7946 0018"}


# pydantic would otherwise read "240" as seconds and "P1M" as 30 days without a word; these read text, and say no.
Text = Annotated[str, _reads(_text, type=["string", "number", "boolean"])]
Id = Annotated[str, _reads(_id, type=["string", "integer"], pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]
Whole = Annotated[int, _reads(_whole, type=["integer", "string"], minimum=0, pattern=r"^\s*[0-9_]+\s*$")]
Number = Annotated[float, _reads(_number, type=["number", "string"], minimum=0, pattern=r"^\s*[0-9_.]+\s*$")]
Percent = Annotated[float, _reads(_percent, type=["string", "number"], description="Per cent of normal: 60 or 60%")]
Flag = Annotated[bool, _reads(_flag, type="boolean")]
Date = Annotated[date, _reads(_date, type="string", pattern=r"^\d{4}-\d\d-\d\d$", description="Date: 2026-11-23")]
Instant = Annotated[datetime, _reads(_instant, type="string", description="Instant with its offset: 2026-11-23T02:55+00:00")]

_UNKNOWN_HINT: Final = "or unknown"
MaybeDuration = Annotated[
    Duration | Unknown,
    _reads(or_unknown(Duration.parse), **DURATION_SCHEMA, description="Duration (90m, 4h, 2d, 0) " + _UNKNOWN_HINT),
]
MaybePercent = Annotated[float | Unknown, _reads(or_unknown(_percent), type=["string", "number"], description="Per cent " + _UNKNOWN_HINT)]
MaybeNumber = Annotated[float | Unknown, _reads(or_unknown(_number), type=["string", "number"], description="Number " + _UNKNOWN_HINT)]
MaybeWhole = Annotated[int | Unknown, _reads(or_unknown(_whole), type=["string", "integer"], description="Whole number " + _UNKNOWN_HINT)]
MaybeDate = Annotated[
    date | Unknown,
    _reads(or_unknown(_date), type="string", pattern=r"^(\d{4}-\d\d-\d\d|unknown)$", description="Date (2026-11-23) " + _UNKNOWN_HINT),
]
MaybeText = Annotated[str | Unknown, _reads(or_unknown(_text), type=["string", "number", "boolean"], description="Text " + _UNKNOWN_HINT)]
