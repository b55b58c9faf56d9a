"""One line of trust: may this page be believed today?"""

from __future__ import annotations

from continuity.model.base import Ref
from continuity.model.communication import ContactTree
from continuity.model.runbook import Runbook
from continuity.model.service import Service
from continuity.model.values import Duration
from continuity.views.blocks import Block, Fact, Inlines, Section, Text
from continuity.views.context import Context


def trust_line(context: Context, ref: Ref) -> Inlines:
    """Reviewed, approved and exercised, in that order: shape, colour and word."""
    return (Text(""),)


def rto_seconds(context: Context, runbook: Runbook) -> int | None:
    """The tightest RTO among the services the runbook brings back, in seconds; None when one of them is unknown."""
    found: list[int] = []
    for ref in runbook.services:
        service = context.portfolio.services.get(context.portfolio.resolve(ref).id)
        tier = context.portfolio.tier(service.tier) if service else None
        rto = service.objectives.rto if service and service.objectives.rto is not None else tier.rto if tier else None
        if not isinstance(rto, Duration):
            return None
        found.append(rto.seconds)
    return min(found, default=None)


def cannot_use(context: Context, runbook: Runbook) -> list[Block]:
    """What may be down together with what the runbook recovers."""
    return []


def cannot_use_service(context: Context, service: Service) -> list[Block]:
    return []


def tree_figures(context: Context, tree: ContactTree) -> tuple[Fact, ...]:
    return ()


def evidence_section(context: Context, service: Service) -> tuple[Section, ...]:
    return ()
