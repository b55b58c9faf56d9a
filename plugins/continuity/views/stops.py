"""What cannot be used now: a runbook or service may be read while what it leans on is down as well."""

from __future__ import annotations

from continuity.model.base import Ref
from continuity.model.runbook import Runbook
from continuity.model.service import Service
from continuity.views.blocks import Block, Callout, Inlines, Item, Items, Paragraph, Text, Tone
from continuity.views.context import Context


def cannot_use(context: Context, runbook: Runbook) -> list[Block]:
    """What stops together with what the runbook recovers, where the runbook asks for it; and what then goes instead."""
    down = {item.ref for ref in runbook.services for item in context.blasts.of(context.portfolio.resolve(ref)).stops}
    items = []
    for access in runbook.access:
        ref = context.portfolio.resolve(access.ref)
        if ref in down:
            instead: Inlines = (Text(f": {access.alternative.text}"),) if access.alternative else (Text(": nothing is said to go instead"),)
            items.append(Item((*context.name(ref), *instead)))
    return [Callout(Tone.BAD, "You may not be able to use", (Items(tuple(items)),))] if items else []


def cannot_use_service(context: Context, service: Service) -> list[Block]:
    """Start elsewhere when what this service stands on is down; channels that go down with it."""
    blocks: list[Block] = []
    first = [
        target
        for dependency in service.depends_on
        if dependency.strength.value == "hard" and dependency.use.value == "run"
        for target in dependency.targets
    ]
    below = [
        ref for ref in dict.fromkeys(context.portfolio.resolve(t) for t in first) if ref.kind == "service" and context.portfolio.get(ref)
    ]
    if below:
        blocks.append(Callout(Tone.INFO, "Down as well? Start there", (Paragraph(context.names(below, " · ")),)))
    lost: list[Ref] = [ref for ref in context.blasts.of(service.ref).unusable if ref.kind == "channel"]
    if lost:
        blocks.append(Callout(Tone.BAD, "You cannot use", (Paragraph(context.names(lost)),)))
    return blocks
