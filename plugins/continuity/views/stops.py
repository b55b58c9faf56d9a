"""What cannot be used now: a runbook or service may be read while what it leans on is down as well."""

from __future__ import annotations

from continuity.analysis.self_dependency import Alternative, SelfDependency
from continuity.model.base import Ref
from continuity.model.runbook import Runbook
from continuity.model.service import Need, Service, Strength
from continuity.views.blocks import Block, Callout, Inlines, Item, Items, Md, Paragraph, Text, Tone
from continuity.views.context import Context


def cannot_use(context: Context, runbook: Runbook) -> list[Block]:
    """What this runbook asks for and may be gone when it is used, each with what goes instead."""
    found: dict[Ref, list[SelfDependency]] = {}
    for item in context.study.self_dependencies:
        if item.runbook == runbook.ref:
            found.setdefault(item.needs, []).append(item)
    items = tuple(Item((*context.name(needs), *_instead(context, runbook, entries[0]))) for needs, entries in found.items())
    return [Callout(Tone.BAD, "You may not be able to use", (Items(items),))] if items else []


def _instead(context: Context, runbook: Runbook, item: SelfDependency) -> Inlines:
    if item.instead is not None:
        return (Text(": use "), *context.name(item.instead))
    if item.field == "site_host":
        return (Text(": this site goes down too; use the copy that needs no server"),)
    if item.field.startswith("access."):
        access = runbook.access[int(item.field.partition(".")[2])]
        if access.alternative:
            untested: Inlines = () if item.alternative is Alternative.TESTED else (Text(" (never tested)"),)
            return (Text(": "), Md(access.alternative.text), *untested)
    return (Text(": nothing is said to go instead"),)


def cannot_use_service(context: Context, service: Service) -> list[Block]:
    """Start elsewhere when what this service stands on is down; channels that go down with it."""
    blocks: list[Block] = []
    hard = [d for d in service.depends_on if d.strength is Strength.HARD and d.use is Need.RUN]
    below = dict.fromkeys(context.portfolio.resolve(target) for dependency in hard for target in dependency.targets)
    standing = [ref for ref in below if ref.kind == "service" and context.portfolio.get(ref)]
    if standing:
        blocks.append(Callout(Tone.INFO, "Down as well? Start there", (Paragraph(context.names(standing, " · ")),)))
    lost = sorted(ref for ref in context.blasts.spread(service.ref).stopped if ref.kind == "channel")
    if lost:
        blocks.append(Callout(Tone.BAD, "You cannot use", (Paragraph(context.names(lost)),)))
    return blocks
