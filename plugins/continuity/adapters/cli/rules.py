"""``continuity rules`` and ``continuity explain``: what is checked, why, and how a finding is mended."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from continuity.adapters.cli.problems import known_word

if TYPE_CHECKING:
    from continuity.findings import Rule


@click.command(short_help="List every rule.")
@click.option(
    "--format", "form", type=click.Choice(("text", "json", "markdown")), default="text", show_default=True, help="How rules are written."
)
def rules(form: str) -> None:
    """List every rule: its id, its severity, whether its findings can be waived, and what it finds."""
    from continuity.checks import RULES

    writer = {"text": _table, "json": _json, "markdown": rules_page}[form]
    click.echo(writer(RULES.values()), nl=False)


@click.command(short_help="Explain a rule: why, an example, the fix.")
@click.argument("rule")
def explain(rule: str) -> None:
    """Explain a RULE: what it finds, why that matters, an example, and how to mend it."""
    from continuity.checks import RULES

    found = RULES[known_word(rule, RULES, "rule")]
    waiver = "can be accepted with a file in waivers/" if found.waivable else "cannot be accepted: mend it"
    rows = (("Why", found.why), ("Example", found.example), ("Mend", found.fix), ("Severity", f"{found.severity.value}; {waiver}"))
    click.echo(f"{found.id}: {found.title}\n")
    for name, text in rows:
        click.echo(textwrap.fill(text, 100, initial_indent=f"{name + ':':<10}", subsequent_indent=" " * 10))


def _table(found: Iterable[Rule]) -> str:
    rows = [("RULE", "SEVERITY", "WAIVABLE", "FINDS")]
    rows += [(rule.id, rule.severity.value, "yes" if rule.waivable else "no", rule.title) for rule in found]
    width = max(len(row[0]) for row in rows)
    return "".join(f"{name:<{width}}  {severity:<8}  {waivable:<8}  {title}\n" for name, severity, waivable, title in rows)


def _json(found: Iterable[Rule]) -> str:
    listed = [
        {
            "id": r.id,
            "severity": r.severity.value,
            "waivable": r.waivable,
            "title": r.title,
            "why": r.why,
            "example": r.example,
            "fix": r.fix,
        }
        for r in found
    ]
    return json.dumps({"format_version": 1, "rules": listed}, indent=2, ensure_ascii=False) + "\n"


def rules_page(found: Iterable[Rule]) -> str:
    """The page ``docs/rules.md``."""
    listed = list(found)
    lines = [
        "# Rules",
        "",
        f"What `continuity check` finds: {len(listed)} rules. This page is written by `continuity rules --format markdown`.",
        "",
        "An organisation changes the severity of a rule, or switches it off, under `rules` in `organisation.yaml`. A finding whose rule can be waived is",
        "accepted, until a day, by a file in `waivers/`; one that cannot be waived stops the build until it is mended, because what it is",
        "about could not be read.",
        "",
        "| rule | severity | waivable | finds |",
        "|---|---|---|---|",
        *(f"| [`{r.id}`](#{r.id}) | {r.severity.value} | {'yes' if r.waivable else 'no'} | {r.title} |" for r in listed),
    ]
    for rule in listed:
        lines += [
            "",
            f"## {rule.id}",
            "",
            f"**{rule.title}.** {rule.why}",
            "",
            f"- Severity: {rule.severity.value}; {'can be waived' if rule.waivable else 'cannot be waived'}",
            f"- Example: {_code(rule.example)}",
            f"- Mend: {_words(rule.fix)}",
        ]
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"


def _words(text: str) -> str:
    """Plain words as they are; what looks like plan data, as code."""
    return text if text.endswith(".") else _code(text)
