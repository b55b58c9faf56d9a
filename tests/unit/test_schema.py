"""The schemas that editors are given: true to the reader in both directions, and the committed files true to the models."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from continuity.export.schema import field_table, json_schema, parts, schema_text
from continuity.load import load
from continuity.model.kinds import BY_FOLDER, KINDS
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
PLANS = [ROOT / "plans", *sorted((ROOT / "examples").glob("*/plans"))]


class _Core(yaml.SafeLoader):
    """Scalars as YAML 1.2 editors see them: a date is text, and so is ``yes``."""


_Core.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
    ("tag:yaml.org,2002:int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"^[-+]?[0-9]+\.[0-9]*$", "-+0123456789"),
    ("tag:yaml.org,2002:null", r"^(?:~|null|)$", ["~", "n", ""]),
):
    _Core.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))


def _keys_as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _keys_as_text(inner) for key, inner in value.items()}
    return [_keys_as_text(item) for item in value] if isinstance(value, list) else value


def _read(text: str) -> Any:
    return _keys_as_text(yaml.load(text, _Core))  # noqa: S506 - a safe loader with fewer types


def _validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(json_schema(KINDS[kind]))


@pytest.mark.parametrize("kind", KINDS)
def test_each_schema_is_one(kind: str) -> None:
    Draft202012Validator.check_schema(json_schema(KINDS[kind]))


@pytest.mark.parametrize("kind", KINDS)
def test_committed_schema_is_true(kind: str) -> None:
    written = (ROOT / "schemas" / f"{kind}.schema.json").read_text(encoding="utf-8")
    assert written == schema_text(KINDS[kind]), "renew it: continuity schema --all schemas"


def test_no_schema_too_many() -> None:
    assert {path.name for path in (ROOT / "schemas").iterdir()} == {f"{kind}.schema.json" for kind in (*KINDS, "diff")}


@pytest.mark.parametrize("kind", KINDS)
def test_every_plan_file_is_valid(kind: str) -> None:
    validator = _validator(kind)
    wrong = []
    for plans in PLANS:
        found = KINDS[kind].folder
        for path in sorted(plans.glob(f"{found}/**/*.yaml") if found else plans.glob(f"{kind}.yaml")):
            wrong += [f"{path.relative_to(ROOT)}: {e.json_path}: {e.message[:200]}" for e in validator.iter_errors(_read(path.read_text()))]
    assert not wrong, "\n".join(wrong)


# Each is refused by the reader as well: what an editor underlines, check finds.
REFUSED = {
    "an empty value": ("service", "name: Dispensing\ntier:\n"),
    "null": ("service", "name: Dispensing\nowner: null\n"),
    "an unknown key": ("service", "name: Dispensing\nowned_by: a\n"),
    "an id in the file": ("service", "id: dispensing\nname: Dispensing\n"),
    "the name of the field instead of its key": ("service", "name: D\ndepends_on: [{service: dns, use: run}]\n"),
    "a minute and second clock": ("service", "name: D\nobjectives: {rto: '1:30'}\n"),
    "a number without a unit": ("service", "name: D\nobjectives: {rto: 90}\n"),
    "no name": ("service", "description: D\n"),
    "two kinds of holder": ("service", "name: D\nowner: {team: a, person: b}\n"),
    "two things to depend on": ("service", "name: D\ndepends_on: [{service: a, site: b}]\n"),
    "two ways in one contact": ("person", "name: A\ncontacts: [{mobile: '+44 7700 900123', email: a@example.org}]\n"),
    "a word that is no choice": ("service", "name: D\nlifecycle: dead\n"),
    "a date of another form": ("review", "subject: service/a\nreviewed: 01/02/2026\nby: a\noutcome: approved\n"),
    "a step without anything to do": ("runbook", "title: R\nsteps: [{id: a, why: b}]\n"),
}
TAKEN = {
    "short forms": ("service", "name: D\nowner: pharmacy\ndepends_on: [{service: dns, for: change, tolerates: 7d}]\n"),
    "unknown and zero": ("service", "name: D\nobjectives: {rto: unknown, rpo: 0}\n"),
    "long durations": ("service", "name: D\nobjectives: {rto: 1h30m, rpo: PT15M, wrt: 2 d 4 h}\n"),
    "a name that is a number": ("service", "name: 365\naliases: [1.5, true]\n"),
    "a number in quotes": ("contact-tree", "initiator: a\nattempts: '3'\n"),
    "per cent with its sign": ("process", "name: P\nmbco: {percent: 60%, text: Labels by hand}\n"),
    "a decision in place of an action": ("runbook", "title: R\nsteps: [{decision: Fail over, options: [{if: yes}]}]\n"),
    "a single stop sign": ("runbook", "title: R\nnot_when: DNS is down\nsteps: [Call them]\n"),
    "words that YAML changes": ("contact-tree", "initiator: {role: lead}\ncalls: [{team: a, calls: [{person: b}]}]\n"),
}


def _findings(kind: str, text: str) -> list[str]:
    folder = KINDS[kind].folder
    path = f"{folder}/2026-02-01-subject.yaml" if folder else f"{kind}.yaml"
    return [f.message for f in load([(path, text.encode())]).findings if f.rule.id != "dangling-reference"]


@pytest.mark.parametrize("case", REFUSED)
def test_schema_and_reader_refuse(case: str) -> None:
    kind, text = REFUSED[case]
    assert list(_validator(kind).iter_errors(_read(text)))
    assert _findings(kind, text)


@pytest.mark.parametrize("case", TAKEN)
def test_schema_and_reader_take(case: str) -> None:
    kind, text = TAKEN[case]
    assert not _findings(kind, text)
    assert not [error.message for error in _validator(kind).iter_errors(_read(text))]


def _nodes(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from _nodes(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from _nodes(item)


@pytest.mark.parametrize("kind", KINDS)
def test_null_is_never_offered_and_nothing_is_elsewhere(kind: str) -> None:
    for node in _nodes(json_schema(KINDS[kind])):
        assert node.get("type") != "null"
        assert "$id" not in node
        assert str(node.get("$ref", "#")).startswith("#")


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_says_what_it_means(kind: str) -> None:
    schema = json_schema(KINDS[kind])
    for key, value in schema["properties"].items():
        assert value.get("description"), f"{kind}.{key}"
    for part in parts(KINDS[kind].model):
        assert all(line.count(" | ") == 3 and not line.endswith("|  |") for line in field_table(part).splitlines()[2:]), part.__name__


def test_pieces_have_names_of_their_own() -> None:
    found = {part for kind in KINDS.values() for part in parts(kind.model)}
    assert len({part.__name__ for part in found}) == len(found)


def test_schema_of_a_copy_needs_no_other_file() -> None:
    assert json.loads(schema_text(BY_FOLDER["services"]))["$schema"] == "https://json-schema.org/draft/2020-12/schema"
