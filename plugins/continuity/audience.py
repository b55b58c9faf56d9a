"""A portfolio as one audience may see it, before anything else looks at it.

What an audience may not see is taken out of the records themselves, so that no page, search index, diff or export made later can let it slip.
A record that is taken out leaves a nameless reference behind: it reads "restricted: held by ROLE", and its id is gone as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from continuity.model.attestation import Attestation, Waiver
from continuity.model.base import Holder, Link, Part, Prose, Record, Ref, fields_holding
from continuity.model.directory import ContactPoint
from continuity.model.portfolio import Portfolio
from continuity.model.runbook import Command
from continuity.model.values import Visibility

#: Kinds that are as internal as prose unless they say otherwise; the bare names of other records may be seen by every audience.
_GUARDED_KINDS = frozenset({"person", "resource"})
#: Pieces of records that say for themselves who may see them.
_GUARDED_PIECES = (Prose, Command, ContactPoint, Link)
#: What stands where a text is required and may not be seen.
WITHHELD_TEXT = "Restricted."


@dataclass(frozen=True, slots=True)
class Shown:
    """An earlier version of the plans, and what was seen of it: what is the same in the next need not be looked through again."""

    whole: Portfolio
    seen: Portfolio

    def holds_for(self, portfolio: Portfolio, renamed: Mapping[Ref, Ref]) -> bool:
        """Whether a record that is the same in ``portfolio`` is seen as it was: the same records are hidden, under the same names."""
        return self.seen.hidden == renamed and self.whole.organisation.default_visibility is portfolio.organisation.default_visibility


def for_audience(portfolio: Portfolio, audience: Visibility, known: Shown | None = None, *, later: Portfolio | None = None) -> Portfolio:
    """The portfolio without what is less open than ``audience``: the very same where nothing is. ``restricted`` sees everything.

    ``known`` is what the same audience saw of an earlier version. ``later`` is the whole of a later version, for who looks back from there: a
    record that is hidden there is hidden here, and what is said of nothing is as closed as in the more closed of the two.
    """
    if audience is Visibility.RESTRICTED:
        return portfolio
    return _Filter(portfolio, audience, known, later).run()


@cache
def _fields(part: type[Part], *kinds: type) -> tuple[tuple[str, bool], ...]:
    """Fields that can hold one of these kinds at any depth, and whether each can be left out."""
    fields = part.model_fields
    return tuple((name, not fields[name].is_required()) for name, _ in fields_holding(part, *kinds))


def _same(records: Mapping[str, Record], known: Mapping[str, Record]) -> bool:
    return len(records) == len(known) and all(records.get(id) is record for id, record in known.items())


class _Filter:
    def __init__(self, portfolio: Portfolio, audience: Visibility, known: Shown | None = None, later: Portfolio | None = None) -> None:
        self.portfolio = portfolio
        self.audience = audience
        self.later = later
        defaults = [version.organisation.default_visibility for version in (portfolio, later) if version is not None]
        default = max(defaults, key=lambda visibility: visibility.rank)
        # Asked for every piece of every record.
        shut: dict[Visibility | None, bool] = {visibility: visibility.rank > audience.rank for visibility in Visibility}
        self.above = {**shut, None: shut[default]}
        self.renamed: dict[Ref, Ref] = {}
        self.points: dict[Ref, int] = {}
        self.looked_for: tuple[type, ...] = _GUARDED_PIECES
        self.known = known

    def run(self) -> Portfolio:
        hidden = [record for record in self.portfolio if self._hidden_record(record)]
        for number, record in enumerate(sorted(hidden, key=lambda r: r.ref), start=1):
            self.renamed[record.ref] = Ref(record.kind, f"restricted-{number}")
        for old, current in self.portfolio.alias_ids.items():
            if (taken := self.renamed.get(Ref(old.kind, current))) is not None:
                self.renamed[old] = taken
        if self.renamed:
            self.looked_for = (*_GUARDED_PIECES, Ref)
        if self.known and not self.known.holds_for(self.portfolio, self.renamed):
            self.known = None
        records = {kind: MappingProxyType(self._records(kind)) for kind in self.portfolio.records}
        if not (self.renamed or self.points) and all(_same(records[kind], known) for kind, known in self.portfolio.records.items()):
            return self.portfolio
        held = {self.renamed[record.ref]: self._holder(record) for record in hidden}
        aliases = {ref: name for ref, name in self.portfolio.alias_ids.items() if ref not in self.renamed}
        return Portfolio(
            MappingProxyType(records),
            MappingProxyType(held),
            MappingProxyType(aliases),
            MappingProxyType(self.points),
            MappingProxyType(self.renamed),
        )

    def _records(self, kind: str) -> dict[str, Record]:
        shown: dict[str, Record] = {}
        for record in self.portfolio.of(kind).values():
            if record.ref in self.renamed:
                continue
            if isinstance(record, Attestation | Waiver) and record.subject is not None and record.subject in self.renamed:
                continue
            seen = self._as_before(record) or self._seen(record, record.ref)
            if isinstance(seen, Attestation):
                seen = self._nameless(seen)
            shown[seen.id] = seen
        return shown

    def _as_before(self, record: Record) -> Record | None:
        """What was seen of the very same record in the earlier version; None where there is none, or it went by another name."""
        if self.known is None or self.known.whole.of(record.kind).get(record.id) is not record:
            return None
        if (count := self.known.seen.points_withheld.get(record.ref)) is not None:
            self.points[record.ref] = count
        seen = self.known.seen.of(record.kind).get(record.id)
        return seen if seen is record or not isinstance(record, Attestation) else None

    def _nameless(self, record: Attestation) -> Attestation:
        """An attestation's file name and its list of upstream records hold ids of people and things."""
        upstream = {key: value for key, value in record.upstream.items() if Ref(*key.partition("/")[::2]) not in self.renamed}
        ident = record.id
        for old, new in self.renamed.items():
            if old.id in ident:
                ident = ident.replace(old.id, new.id)
        if ident == record.id and upstream == record.upstream:
            return record
        return record.model_copy(update={"upstream": upstream, "id": ident})

    def _hidden_record(self, record: Record) -> bool:
        then = self.later.get(record.ref) if self.later is not None else None
        return self._marked(record) or (then is not None and self._marked(then))

    def _marked(self, record: Record) -> bool:
        if record.visibility is None and record.kind not in _GUARDED_KINDS:
            return False
        return self.above[record.visibility]

    def _holder(self, record: Record) -> Ref | None:
        """Whom to ask for it: a role before a team; never somebody who is hidden as well."""
        named: list[Holder] = [*getattr(record, "holders", ()), *([record.owner] if getattr(record, "owner", None) else [])]  # type: ignore[attr-defined]
        refs = [holder.ref for holder in named if holder.ref not in self.renamed]
        return next((ref for ref in refs if ref.kind == "role"), refs[0] if refs else None)

    def _seen(self, value: Any, owner: Ref) -> Any:
        """``value`` without what may not be seen; the very same object when nothing had to go."""
        if isinstance(value, Ref):
            return self.renamed.get(value, value)
        if isinstance(value, Prose):
            return value.model_copy(update={"text": WITHHELD_TEXT}) if self.above[value.visibility] else value
        if isinstance(value, Command):
            return value.model_copy(update={"run": WITHHELD_TEXT, "on": None}) if self.above[value.visibility] else value
        if isinstance(value, Part):
            update, written = {}, value.model_fields_set
            for name, optional in _fields(type(value), *self.looked_for):
                if name not in written:
                    continue
                inner = getattr(value, name)
                seen = None if optional and self._hides_whole(inner) else self._seen(inner, owner)
                if seen is not inner:
                    update[name] = seen
            return value.model_copy(update=update) if update else value
        if isinstance(value, tuple):
            kept = tuple(self._seen(item, owner) for item in value if not self._dropped_item(item, owner))
            return kept if len(kept) != len(value) or any(a is not b for a, b in zip(kept, value, strict=True)) else value
        if isinstance(value, Mapping):
            inner_values = {key: self._seen(item, owner) for key, item in value.items()}
            return inner_values if any(inner_values[key] is not item for key, item in value.items()) else value
        return value

    def _hides_whole(self, value: object) -> bool:
        """Whether a field that can be left out is, with this in it."""
        if isinstance(value, Prose):
            return self.above[value.visibility]
        return isinstance(value, Link) and value.visibility is not None and self.above[value.visibility]

    def _dropped_item(self, item: object, owner: Ref) -> bool:
        if isinstance(item, ContactPoint) and self.above[item.visibility]:
            self.points[owner] = self.points.get(owner, 0) + 1
            return True
        if isinstance(item, Prose):
            return self.above[item.visibility] and item.visibility is None
        return isinstance(item, Link) and item.visibility is not None and self.above[item.visibility]
