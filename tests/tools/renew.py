"""Writes what is made from the code: the schemas, the page of rules, and the tables of fields. Tests say when it is time to run it."""

from __future__ import annotations

import json
from pathlib import Path

from continuity.adapters.cli.formats.diff_programs import schema as diff_schema
from continuity.adapters.cli.rules import rules_page
from continuity.changes.rules import RULES as CHANGES
from continuity.checks import RULES
from continuity.export.meanings import MEANINGS
from continuity.export.programme import TABLES
from continuity.export.schema import anchor, field_table, parts, schema_text
from continuity.model.base import Part
from continuity.model.kinds import KINDS

ROOT = Path(__file__).parents[2]
MARK = "<!-- The rest of this page is written by tests/tools/renew.py -->\n"


def made() -> dict[Path, str]:
    """Every file that is made from the code, with its content."""
    plan_data = ROOT / "docs" / "plan-data.md"
    by_hand, _, _ = plan_data.read_text(encoding="utf-8").partition(MARK)
    diff = ROOT / "docs" / "changes.md"
    about_changes, _, _ = diff.read_text(encoding="utf-8").partition(MARK)
    exports = ROOT / "docs" / "exports.md"
    about_exports, _, _ = exports.read_text(encoding="utf-8").partition(MARK)
    return {
        ROOT / "schemas" / "diff.schema.json": json.dumps(diff_schema(), indent=2) + "\n",
        diff: about_changes + MARK + _changes(),
        **{ROOT / "schemas" / f"{name}.schema.json": schema_text(kind) for name, kind in KINDS.items()},
        ROOT / "docs" / "rules.md": rules_page(RULES.values()),
        exports: about_exports + MARK + _tables(),
        plan_data: by_hand + MARK + _kinds() + _pieces(),
    }


def _changes() -> str:
    lines = ["\n| rule | severity | what happened | why it matters | backwards |\n|---|---|---|---|---|\n"]
    for rule in sorted(CHANGES.values(), key=lambda rule: (rule.severity.rank, rule.id)):
        twin = "itself" if rule.twin == rule.id else f"`{rule.twin}`"
        lines.append(f"| `{rule.id}` | {rule.severity.value} | {rule.title} | {rule.why} | {twin} |\n")
    return "".join(lines)


def _tables() -> str:
    sections = ["\n## Tables\n"]
    for name, (title, columns, _) in TABLES.items():
        rows = "".join(f"| `{column.name}` | {column.meaning} |\n" for column in columns)
        sections.append(f"\n### {name}\n\n{title}.\n\n| column | what is in it |\n|---|---|\n{rows}")
    return "".join(sections)


def _kinds() -> str:
    sections = ["\n## Kinds\n"]
    for name, kind in KINDS.items():
        place = f"`{kind.folder}/ID.yaml`" if kind.folder else f"`{kind.file}`"
        if name == "runbook":
            place += " or `runbooks/ID.md`"
        sections.append(f"\n### {name}\n\n{place}: {MEANINGS[name]}\n\n{field_table(kind.model)}")
    return "".join(sections)


def _pieces() -> str:
    found = {part for kind in KINDS.values() for part in parts(kind.model)[1:]}
    sections = ["\n## Pieces\n\nWhat the tables above refer to.\n"]
    for part in sorted(found, key=anchor):
        sections.append(f"\n### {part.__name__}\n\n{_about(part)}{field_table(part)}")
    return "".join(sections)


def _about(part: type[Part]) -> str:
    words = " ".join((part.__dict__.get("__doc__") or "").split()).replace("``", "`")
    short = f"Short form: the bare value of `{part.short}` may stand for the whole." if part.short else ""
    said = " ".join(text for text in (words, short) if text)
    return f"{said}\n\n" if said else ""


if __name__ == "__main__":
    for path, text in made().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
