"""Markup of the steps of a runbook, with what the page's script reads of them to work a run.

Every text is escaped here or comes out of ``Inlines`` or ``prose``; markup comes from these lines alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from continuity.pages import prose
from continuity.pages.inlines import Inlines, attribute, escaped, sign
from continuity.views.blocks import DueMessage, PlaceholderField, Step, StepCommand, Steps, Target

__all__ = ["StepPrinter"]


class StepPrinter:
    """Prints steps of the page that ``inlines`` prints for; ``href`` is the address of a target relative to it, ``resolve`` that of a link in an
    author's text."""

    def __init__(self, inlines: Inlines, href: Callable[[Target], str], resolve: prose.Resolve) -> None:
        self._inlines = inlines
        self._href = href
        self._resolve = resolve

    def steps(self, item: Steps) -> str:
        """The steps in order, before them what is filled in once, after them the messages that fall due."""
        data = {
            "runbook": item.runbook,
            "rto": item.rto_seconds,
            "authorise": item.authorise_seconds,
            "services": " ".join(item.services) or None,
            "scenarios": " ".join(item.scenarios) or None,
            "plan": item.plan or None,
            "severities": json.dumps(item.severities) if item.severities else None,
            "zone": item.zone,
        }
        placeholders = "".join([_placeholder(field) for field in item.placeholders])
        if placeholders:
            placeholders = (
                f'<div class=ct-placeholders><h3 id="fill-in">Fill in once</h3>\n<dl class=ct-facts>\n{placeholders}</dl></div>\n'
            )
        messages = "".join([self._message(message) for message in item.messages])
        if messages:
            summary = "<summary>Messages that fall due</summary>"
            messages = f'<details class="ct-fold ct-due-messages">{summary}<ul>\n{messages}</ul></details>\n'
        before = ("", *(step.id for step in item.steps))
        steps = "".join([self._step(step, previous) for step, previous in zip(item.steps, before, strict=False)])
        return (
            f"<section class=ct-runbook{_data(data)} aria-label=Steps>\n<div class=ct-run></div>\n{placeholders}"
            f"<ol class=ct-steps>\n{steps}</ol>\n{messages}</section>\n"
        )

    def _message(self, message: DueMessage) -> str:
        data = _data({"within": message.within, "clock": message.clock, "repeat": message.repeat or None})
        return f"<li{data}><a href={attribute(self._href(message.target))}>{escaped(message.title)}</a>\n"

    def _step(self, step: Step, previous: str) -> str:
        return "".join((self._head(step, previous), *self._before(step), *self._doing(step), *self._after(step)))

    def _head(self, step: Step, previous: str) -> str:
        marks = (" ct-critical" if step.critical else "") + (" ct-irreversible" if step.irreversible else "")
        marks += " ct-decision" if step.decision else ""
        # A step that does not say so follows the one before it.
        after = None if " ".join(step.follows) == previous else " ".join(step.follows)
        data = {"hash": step.content_hash, "after": after, "worst": step.worst_seconds}
        id = escaped(step.id)
        phase = f" <span>{escaped(step.phase)}</span>" if step.phase else ""
        critical = " <span class=ct-soon>critical</span>" if step.critical else ""
        irreversible = " <span class=ct-bad>cannot be undone</span>" if step.irreversible else ""
        number = f"<a href={attribute(f'#step-{step.id}')}>Step {step.number} of {step.of}</a>"
        classes = attribute(f"ct-step{marks}")
        return f'<li class={classes} id="step-{id}"{_data(data)}>\n<p class=ct-step-head>{number}{phase}{critical}{irreversible}</p>\n'

    def _before(self, step: Step) -> tuple[str, ...]:
        """What must be read before anything is done."""
        warning = f"<p class=ct-callout-title>{sign('bad')}Warning</p>"
        return (
            f"{self._part(step.before)}\n" if step.before else "",
            f'<div class="ct-callout ct-bad ct-warning">{warning}{self._part(step.warning)}</div>\n' if step.warning else "",
            f"<p class=ct-approval>{sign('soon')}Needs approval from {self._inlines.text(step.approval)}</p>\n" if step.approval else "",
        )

    def _doing(self, step: Step) -> tuple[str, ...]:
        """The action, by whom, and what is typed for it."""
        inlines = self._inlines.text
        who = f"<span class=ct-who>{inlines(step.who)}</span>" if step.who else ""
        takes = f" <span>{inlines(step.takes)}</span>" if step.takes else ""
        return (
            f"{_classed(self._part(step.do))}\n",
            f"<p class=ct-step-meta>{who}{takes}</p>\n" if who or takes else "",
            f"{self._part(step.details)}\n" if step.details else "",
            *(_command(command, careful=step.irreversible) for command in step.commands),
        )

    def _after(self, step: Step) -> tuple[str, ...]:
        """Where it leads, how to tell that it worked, and what else to know."""
        inlines = self._inlines.text
        options = "".join(
            [
                f"<li data-then={attribute(option.step)}><strong>{escaped(option.answer)}</strong> → {inlines(option.then)}"
                for option in step.options
            ]
        )
        part = self._part
        return (
            f"<ul class=ct-options>{options}</ul>\n" if options else "",
            f"<div class=ct-expect><strong>Expect</strong> {part(step.expect)}</div>\n" if step.expect else "",
            f"<div class=ct-if-not><strong>If not</strong> <p>{inlines(step.if_not)}</p></div>\n" if step.if_not else "",
            f"<p class=ct-step-message><strong>Send</strong> {inlines(step.message)}</p>\n" if step.message else "",
            f"<div class=ct-undo><strong>To undo</strong> {part(step.undo)}</div>\n" if step.undo else "",
            f"<p class=ct-muted>{inlines(step.after)}</p>\n" if step.after else "",
            f"<details class=ct-fold><summary>Why</summary>{part(step.why)}</details>\n" if step.why else "",
        )

    def _part(self, markdown: str) -> str:
        return prose.to_part(markdown, self._resolve)


def _classed(part: str) -> str:
    """The action: a paragraph that is one by itself, else what is in one element around it."""
    return f"<p class=ct-do>{part[3:]}" if part.startswith("<p>") else f"<div class=ct-do>{part}</div>"


def _placeholder(field: PlaceholderField) -> str:
    data = {
        "placeholder": field.name,
        "pattern": field.pattern or None,
        "example": field.example or None,
        "default": field.default or None,
    }
    secret = " data-secret" if field.secret else ""
    example = f" <small>such as {escaped(field.example)}</small>" if field.example else ""
    ask = f"<span class=ct-ask>{escaped(field.ask)}</span>"
    return f"<div><dt><code>{_blank(field.name)}</code><dd{_data(data)}{secret}>{ask}{example}</div>\n"


def _command(command: StepCommand, *, careful: bool) -> str:
    parts = "".join([f"<var>{_blank(text)}</var>" if is_name else escaped(text) for text, is_name in command.parts])
    where = f"<p class=ct-muted>On {escaped(command.on)}</p>" if command.on else ""
    return f"<div class=ct-command{' data-careful' if careful else ''}>{where}<pre tabindex=0><code>{parts}</code></pre></div>\n"


def _blank(name: str) -> str:
    return f"{{{{{escaped(name)}}}}}"


def _data(values: Mapping[str, str | int | None]) -> str:
    """Attributes for scripts; those that are None are left out."""
    return "".join([f" data-{name}={attribute(str(value))}" for name, value in values.items() if value is not None])
