"""Runbooks that cannot be followed, and wording that fails at three in the morning."""

from __future__ import annotations

import re
from collections.abc import Iterable

from continuity.checks.base import Subject, check_each
from continuity.findings import Finding, Rule, Severity, did_you_mean
from continuity.model.base import Path
from continuity.model.runbook import Runbook

DUPLICATE_STEP = Rule(
    "duplicate-step",
    Severity.ERROR,
    "Two steps with one id",
    "A link to the step leads to the wrong one.",
    "two steps with id: promote",
    "Rename one of them.",
)
UNKNOWN_STEP = Rule(
    "unknown-step",
    Severity.ERROR,
    "A step that is not in the runbook",
    "The branch leads nowhere.",
    "if_not: {step: call-vendr}",
    "Use the id of a step of this runbook.",
)
UNDECLARED_PLACEHOLDER = Rule(
    "undeclared-placeholder",
    Severity.WARNING,
    "Double braces that are no declared placeholder",
    "They would be typed as they stand.",
    "commands: ['ssh {{node}}'] without placeholders: {node: ...}",
    "Declare it under placeholders; a command that needs the braces themselves can be waived.",
)
UNUSED_PLACEHOLDER = Rule(
    "unused-placeholder",
    Severity.NOTE,
    "A placeholder that no command uses",
    "People are asked for something that is not needed.",
    "placeholders: {node: ...}",
    "Take it out, or use it.",
)
BAD_PATTERN = Rule(
    "bad-pattern",
    Severity.ERROR,
    "A pattern that is no regular expression",
    "No answer could ever match.",
    "pattern: 'phx[0-9'",
    "pattern: 'phx[0-9]+'",
)
STEP_ORDER_CYCLE = Rule(
    "step-order-cycle",
    Severity.ERROR,
    "Steps that wait for each other",
    "Neither can ever start.",
    "a: after [b], b: after [a]",
    "Break the circle.",
)
LONG_BLOCK = Rule(
    "long-block",
    Severity.NOTE,
    "More than nine steps in one block",
    "People lose their place; checklists that work have five to nine items a block.",
    "12 steps in a row",
    "Group them by phase or section.",
)
TWO_ACTIONS = Rule(
    "two-actions",
    Severity.NOTE,
    "Two actions in one step",
    "One of them is ticked and forgotten.",
    "do: Stop the engine and then restart the node",
    "Make it two steps.",
)
VAGUE_STEP = Rule(
    "vague-step",
    Severity.NOTE,
    "A step that does not say what to look for",
    "Ensuring and checking are not actions unless it is said what good looks like.",
    "do: Check the logs",
    "Add expect: what to see.",
)
NO_EXPECTED_RESULT = Rule(
    "no-expected-result",
    Severity.NOTE,
    "A command without an expected result",
    "Nobody can tell whether it worked.",
    "commands: [systemctl stop x]",
    "Add expect.",
)
NO_WAY_ON = Rule(
    "no-way-on",
    Severity.NOTE,
    "An expected result without what to do otherwise",
    "When it fails, the runbook ends there.",
    "expect: Queue is empty",
    "Add if_not.",
)
NO_ROLE = Rule(
    "no-role",
    Severity.NOTE,
    "A step that nobody is named for",
    "Everybody waits for somebody else.",
    "a step without role",
    "Add role (or team, or vendor).",
)
NO_STEPS = Rule(
    "no-steps",
    Severity.WARNING,
    "A runbook without steps",
    "It promises a procedure and has none.",
    "title only",
    "Write steps, or say where it is with held_elsewhere.",
)

_BLOCK = 9


@check_each(DUPLICATE_STEP, Runbook)
def duplicate_step(subject: Subject, runbook: Runbook) -> Iterable[Finding]:
    seen: set[str] = set()
    for index, step in enumerate(runbook.steps):
        if step.id and step.id in seen:
            yield subject.finding(
                DUPLICATE_STEP,
                runbook,
                ("steps", index, "id"),
                f"there is a step '{step.id}' already",
                "rename one of them",
                step=step.id,
            )
        seen.add(step.id or "")


def _named_steps(runbook: Runbook) -> Iterable[tuple[Path, str]]:
    for index, step in enumerate(runbook.steps):
        for n, name in enumerate(step.after or ()):
            yield ("steps", index, "after", n), name
        if step.if_not and step.if_not.step:
            yield ("steps", index, "if_not", "step"), step.if_not.step
        for n, option in enumerate(step.options):
            if option.then and option.then.step:
                yield ("steps", index, "options", n, "then", "step"), option.then.step
    for index, stop in enumerate(runbook.not_when):
        if stop.go_to and stop.go_to.step:
            yield ("not_when", index, "go_to", "step"), stop.go_to.step


@check_each(UNKNOWN_STEP, Runbook)
def unknown_step(subject: Subject, runbook: Runbook) -> Iterable[Finding]:
    known = [step.id for step in runbook.steps if step.id]
    for path, name in _named_steps(runbook):
        if name not in known:
            yield subject.finding(UNKNOWN_STEP, runbook, path, f"there is no step '{name}'", did_you_mean(name, known), step=name)


@check_each(UNDECLARED_PLACEHOLDER, Runbook)
def undeclared_placeholder(subject: Subject, runbook: Runbook) -> Iterable[Finding]:
    for index, step in enumerate(runbook.steps):
        for n, command in enumerate(step.commands):
            for name in dict.fromkeys(re.findall(r"\{\{\s*([\w-]+)\s*\}\}", command.run)):
                if name not in runbook.placeholders:
                    yield subject.finding(
                        UNDECLARED_PLACEHOLDER,
                        runbook,
                        ("steps", index, "commands", n),
                        f"'{name}' is not declared",
                        f"add placeholders: {{{name}: ...}}",
                        name=name,
                    )


@check_each(UNUSED_PLACEHOLDER, Runbook)
def unused_placeholder(subject: Subject, runbook: Runbook) -> Iterable[Finding]:
    used = {name for step in runbook.steps for c in step.commands for name in re.findall(r"\{\{\s*([\w-]+)\s*\}\}", c.run)}
    for name in runbook.placeholders:
        if name not in used:
            yield subject.finding(UNUSED_PLACEHOLDER, runbook, ("placeholders", name), f"no command uses '{name}'", None, name=name)


@check_each(BAD_PATTERN, Runbook)
def bad_pattern(subject: Subject, runbook: Runbook) -> Iterable[Finding]:
    for name, placeholder in runbook.placeholders.items():
        if placeholder.pattern:
            try:
                re.compile(placeholder.pattern)
            except (re.error, RecursionError, OverflowError) as error:
                yield subject.finding(
                    BAD_PATTERN,
                    runbook,
                    ("placeholders", name, "pattern"),
                    f"'{placeholder.pattern[:60]}' is no regular expression: {error}",
                    None,
                    name=name,
                )


@check_each(STEP_ORDER_CYCLE, Runbook)
def step_order_cycle(subject: Subject, runbook: Runbook) -> Iterable[Finding]:
    waits = {step.id: set(step.after or ()) for step in runbook.steps if step.id}
    done: set[str] = set()
    while ready := [name for name, needs in waits.items() if name not in done and needs.isdisjoint(waits.keys() - done)]:
        done.update(ready)
    stuck = sorted(waits.keys() - done)
    circle = [name for name in stuck if name in {need for other in stuck for need in waits[other]}]
    if circle:
        index = next(i for i, step in enumerate(runbook.steps) if step.id == circle[0])
        yield subject.finding(
            STEP_ORDER_CYCLE,
            runbook,
            ("steps", index, "after"),
            f"these steps wait for each other: {', '.join(circle)}",
            None,
            steps=",".join(circle),
        )


@check_each(LONG_BLOCK, Runbook)
def long_block(subject: Subject, runbook: Runbook) -> Iterable[Finding]:
    start, block = 0, None
    for index, step in enumerate([*runbook.steps, None]):
        key = (step.phase, step.section) if step else None
        if key != block:
            if index - start > _BLOCK:
                yield subject.finding(
                    LONG_BLOCK,
                    runbook,
                    ("steps", start),
                    f"{index - start} steps in one block",
                    "group them by phase or section",
                    count=index - start,
                )
            start, block = index, key


@check_each(TWO_ACTIONS, Runbook)
def two_actions(subject: Subject, runbook: Runbook) -> Iterable[Finding]:
    for index, step in enumerate(runbook.steps):
        if re.search(r"\b(and then|, then|; then|after that)\b", step.do.text, re.IGNORECASE):
            yield subject.finding(TWO_ACTIONS, runbook, ("steps", index, "do"), "this step asks for two actions", "make it two steps")


@check_each(VAGUE_STEP, Runbook)
def vague_step(subject: Subject, runbook: Runbook) -> Iterable[Finding]:
    for index, step in enumerate(runbook.steps):
        if re.match(r"\s*(ensure|make sure|check|verify|review|monitor|look at)\b", step.do.text, re.IGNORECASE) and not (
            step.expect or step.decision
        ):
            yield subject.finding(VAGUE_STEP, runbook, ("steps", index, "do"), "this step does not say what to look for", "add expect")


@check_each(NO_EXPECTED_RESULT, Runbook)
def no_expected_result(subject: Subject, runbook: Runbook) -> Iterable[Finding]:
    for index, step in enumerate(runbook.steps):
        if step.commands and not step.expect:
            yield subject.finding(NO_EXPECTED_RESULT, runbook, ("steps", index), "nothing says how to tell that it worked", "add expect")


@check_each(NO_WAY_ON, Runbook)
def no_way_on(subject: Subject, runbook: Runbook) -> Iterable[Finding]:
    for index, step in enumerate(runbook.steps):
        if step.expect and not step.if_not:
            yield subject.finding(NO_WAY_ON, runbook, ("steps", index), "nothing says what to do if it does not happen", "add if_not")


@check_each(NO_ROLE, Runbook)
def no_role(subject: Subject, runbook: Runbook) -> Iterable[Finding]:
    for index, step in enumerate(runbook.steps):
        if not (step.role or step.team or step.vendor):
            yield subject.finding(NO_ROLE, runbook, ("steps", index), "nobody is named for this step", "add role")


@check_each(NO_STEPS, Runbook)
def no_steps(subject: Subject, runbook: Runbook) -> Iterable[Finding]:
    if not (runbook.steps or runbook.prose or runbook.held_elsewhere):
        yield subject.finding(
            NO_STEPS, runbook, (), f"{runbook.title} has no steps", "write them, or say where they are with held_elsewhere"
        )
