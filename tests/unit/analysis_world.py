"""Small portfolios for tests of the analysis: records from plain mappings, as authors write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from continuity.model.base import Record, Ref
from continuity.model.kinds import KINDS
from continuity.model.portfolio import Portfolio

TODAY = date(2026, 11, 23)

FOLDERS = {(kind.folder or kind.name).replace("-", "_"): kind for kind in KINDS.values()}


def portfolio(**kinds: Mapping[str, Mapping[str, Any]]) -> Portfolio:
    """``portfolio(services={"web": {"tier": "one"}})``: keys are folders with underscores; names and titles may be left out."""
    records: dict[str, dict[str, Record]] = {}
    aliases: dict[Ref, str] = {}
    for folder, things in kinds.items():
        kind = FOLDERS[folder]
        made = {}
        for name, data in sorted(things.items()):
            data = dict(data)
            for field in ("name", "title"):
                if field in kind.model.model_fields and kind.model.model_fields[field].is_required():
                    data.setdefault(field, name)
            record = kind.model.model_validate({"id": name, **data})
            made[name] = record
            aliases.update({Ref(kind.name, old): name for old in record.aliases})
        records[kind.name] = made
    return Portfolio(records, alias_ids=aliases)


def organisation(**data: Any) -> dict[str, Any]:
    """``organisation=organisation(...)``."""
    return {"organisation": {"name": "Test", **data}}


def service(name: str) -> Ref:
    return Ref("service", name)
