"""What a page carries so that a runbook can be worked on it: figures of the clock, messages that fall due, and a phone's bottom bar."""

from __future__ import annotations

from collections.abc import Iterable

from continuity.model.communication import Message
from continuity.model.plan import ContinuityPlan
from continuity.model.runbook import GoTo, Runbook
from continuity.model.runbook import Step as ModelStep
from continuity.views.blocks import Block, DueMessage, PlaceholderField, Section, Shortcut, Step, Steps, Target
from continuity.views.context import Context
from continuity.views.trust import authorise_seconds, rto_seconds

_SEARCH = Shortcut("Search", Target("find.html"))


def steps_block(context: Context, runbook: Runbook, steps: tuple[Step, ...]) -> Steps:
    """The steps, with what a run of them reckons and records with."""
    organisation = context.portfolio.organisation
    return Steps(
        runbook.id,
        steps,
        tuple(
            PlaceholderField(name, p.ask, p.pattern or "", p.example or "", p.default or "", p.secret)
            for name, p in runbook.placeholders.items()
        ),
        rto_seconds(context, runbook),
        authorise_seconds(context, runbook),
        tuple(context.portfolio.resolve(ref).id for ref in runbook.services),
        tuple(context.portfolio.resolve(ref).id for ref in runbook.scenarios),
        context.portfolio.resolve(runbook.plan).id if runbook.plan else "",
        _messages(context, runbook),
        tuple((level.id, level.name) for level in organisation.severities) if organisation else (),
        context.zone(None),
    )


def runbook_bar(path: str, *, called: bool, steps: bool) -> tuple[Shortcut, ...]:
    """Call, Steps, Clock, Log, Search, as far as the page has them."""
    return (
        *((Shortcut("Call", Target(path, "call")),) if called else ()),
        *(
            (
                Shortcut("Steps", Target(path, "steps")),
                Shortcut("Clock", Target(path, "steps"), scripted=True),
                Shortcut("Log", Target(path, "steps"), scripted=True),
            )
            if steps
            else ()
        ),
        _SEARCH,
    )


def short_bar(path: str, parts: Iterable[Block | Section], words: tuple[tuple[str, str], ...]) -> tuple[Shortcut, ...]:
    """Those of ``words`` (word and anchor) that one of the page's ``parts`` has, then Search."""
    anchors = {getattr(part, "id", "") for part in parts}
    return (*(Shortcut(word, Target(path, anchor)) for word, anchor in words if anchor in anchors), _SEARCH)


def step_id(step: ModelStep, number: int) -> str:
    """The id of a step; its number where the author gave none."""
    return step.id or f"{number}"


def follows(runbook: Runbook, step: ModelStep, number: int) -> tuple[str, ...]:
    """Ids of the steps that ``step`` waits for; left out, it is the one before it."""
    if step.after is not None:
        return step.after
    return (step_id(runbook.steps[number - 2], number - 1),) if number > 1 else ()


def leads_to(runbook: Runbook, go: GoTo | None, number: int) -> str:
    """The step of this runbook that an answer goes on with; left out, it is the next one."""
    if go is None:
        return step_id(runbook.steps[number], number + 1) if number < len(runbook.steps) else ""
    return go.step or ""


def _messages(context: Context, runbook: Runbook) -> tuple[DueMessage, ...]:
    """Messages that fall due while the runbook is worked: those of its steps, then those of its plan that belong to no other runbook."""
    plan = context.portfolio.get(runbook.plan) if runbook.plan else None
    own = [context.portfolio.resolve(step.message) for step in runbook.steps if step.message]
    planned = map(context.portfolio.resolve, plan.messages) if isinstance(plan, ContinuityPlan) else ()
    everywhere = [ref for ref in planned if context.senders.get(ref, frozenset()) <= {runbook.ref}]
    out = []
    for ref in dict.fromkeys((*own, *everywhere)):
        message, target = context.portfolio.get(ref), context.target(ref)
        if isinstance(message, Message) and message.due and target:
            repeat = message.repeat.seconds if message.repeat else None
            out.append(DueMessage(message.title, target, message.due.within.seconds, message.due.from_.value, repeat))
    return tuple(out)
