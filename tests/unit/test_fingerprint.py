"""Fingerprints: nothing that says the same changes them, everything that says something else does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from continuity.analysis.canonical import Pen, encode
from continuity.analysis.content import ContentState, compare, same_content
from continuity.analysis.fingerprint import MATTERS, RECIPES, SCOPES, Fingerprinter, Recipe, Scope, matches, reached, upstream
from continuity.load import load
from continuity.model.attestation import Fingerprints, Outcome, Review
from continuity.model.base import Ref
from continuity.model.kinds import KINDS
from continuity.model.portfolio import Portfolio
from continuity.model.values import UNKNOWN, Duration
from hypothesis import given, settings
from hypothesis import strategies as st

AS_IT_IS = Pen(lambda ref: ref)
DISPENSING = Ref("service", "dispensing")

SERVICE: dict[str, Any] = {
    "name": "Dispensing",
    "tier": "gold",
    "owner": "pharmacy",
    "objectives": {"rto": "2h", "rpo": "0"},
    "depends_on": [{"service": "identity", "effect": "No sign-in"}, {"any_of": [{"service": "dns-a"}, {"service": "dns-b"}]}],
    "strategies": [{"scenario": "fire", "approach": "warm-standby", "runbooks": ["failover"], "accepted_by": "anna"}],
    "escalation": [{"team": "pharmacy", "wait": "5m"}, {"role": "lead"}],
    "find_by": {"hosts": ["phx01.example.org"]},
}
FILES: dict[str, Any] = {
    "organisation.yaml": {"name": "Example", "tiers": [{"id": "gold", "name": "Gold", "rto": "4h", "rpo": "15m"}]},
    "services/dispensing.yaml": SERVICE,
    "services/identity.yaml": {"name": "Identity", "tier": "gold"},
    "services/dns-a.yaml": {"name": "DNS A"},
    "services/dns-b.yaml": {"name": "DNS B"},
    "runbooks/failover.yaml": {"title": "Fail over", "steps": ["Stop", "Start"]},
    "runbooks/restore.yaml": {"title": "Restore", "services": ["dispensing"], "steps": ["Restore"]},
    "scenarios/fire.yaml": {"name": "Fire", "loss_class": "facility"},
    "teams/pharmacy.yaml": {"name": "Pharmacy IT", "lead": "anna", "members": ["tomas"], "contacts": [{"duty": "+44 20 7946 0001"}]},
    "roles/lead.yaml": {"name": "Recovery lead", "holders": [{"person": "tomas"}]},
    "people/anna.yaml": {"name": "Anna", "contacts": [{"mobile": "+44 7700 900001"}]},
    "people/tomas.yaml": {"name": "Tomas", "contacts": [{"mobile": "+44 7700 900002"}], "deputies": ["anna"]},
}


def portfolio(**changed: Any) -> Portfolio:
    """The plan above with whole files changed (``None`` takes one away); keys are file names with ``/`` and ``.`` as they are."""
    files = {**FILES, **changed}
    loaded = load(
        (name, (data if isinstance(data, str) else json.dumps(data)).encode()) for name, data in files.items() if data is not None
    )
    assert not [f for f in loaded.findings if f.rule.id not in {"dangling-reference", "dangling"}], loaded.findings
    return loaded.portfolio


def service(**changed: Any) -> Portfolio:
    return portfolio(**{"services/dispensing.yaml": {**SERVICE, **changed}})


def scopes(plan: Portfolio, ref: Ref = DISPENSING) -> dict[str, str]:
    return {str(scope): value for scope, value in Fingerprinter(plan).scopes(ref).items()}


def moved(before: Portfolio, after: Portfolio, ref: Ref = DISPENSING) -> set[str]:
    """Scopes that differ."""
    one, other = scopes(before, ref), scopes(after, ref)
    return {scope for scope in one if one[scope] != other[scope]}


BASE = portfolio()


def test_comments_order_quotes_and_folders_change_nothing() -> None:
    written = """
    # a comment
    "escalation": [{wait: 300s, team: pharmacy}, {'role': lead}]
    strategies:
      - runbooks: [failover]   # another
        approach: warm-standby
        accepted_by: anna
        scenario: fire
    depends_on:
      - {effect: 'No sign-in', service: identity, strength: hard, for: run}
      - any_of: [dns-a, {service: dns-b}]
    objectives: {rpo: "0", rto: 120m}
    owner: {team: pharmacy}
    tier: gold
    lifecycle: live
    find_by: {hosts: [phx01.example.org], alerts: []}
    name: >-
      Dispensing
    aliases: [PharmX]
    """
    again = portfolio(**{"services/dispensing.yaml": None, "services/wards/dispensing.yaml": written})
    assert scopes(again) == scopes(BASE)


def test_an_old_id_means_the_same_record() -> None:
    renamed = {
        "services/identity.yaml": None,
        "services/iam.yaml": {"name": "Identity", "tier": "gold", "aliases": ["identity"]},
    }
    by_old, by_new = dict(SERVICE), {**SERVICE, "depends_on": [{"service": "iam", "effect": "No sign-in"}, SERVICE["depends_on"][1]]}
    one = portfolio(**renamed, **{"services/dispensing.yaml": by_old})
    other = portfolio(**renamed, **{"services/dispensing.yaml": by_new})
    assert scopes(one) == scopes(other)
    assert Fingerprinter(one).upstream(DISPENSING) == Fingerprinter(other).upstream(DISPENSING)
    assert Fingerprinter(one).scopes(Ref("service", "identity")) == Fingerprinter(BASE).scopes(Ref("service", "identity"))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"objectives": {"rto": "3h", "rpo": "0"}}, {"objectives", "all"}),
        ({"objectives": {"rto": "2h"}}, {"objectives", "all"}),
        ({"objectives": {"rto": "2h", "rpo": "unknown"}}, {"objectives", "all"}),
        ({"escalation": [{"role": "lead"}, {"team": "pharmacy", "wait": "5m"}]}, {"contacts", "all"}),
        ({"owner": {"person": "anna"}}, {"contacts", "all"}),
        ({"depends_on": SERVICE["depends_on"][:1]}, {"dependencies", "all"}),
        ({"strategies": []}, {"procedures", "all"}),
        ({"find_by": {"hosts": ["phx02.example.org"]}}, {"all"}),
        ({"name": "Pharmacy"}, {"all"}),
    ],
)
def test_each_change_shows_in_its_scope(changed: dict[str, Any], expected: set[str]) -> None:
    assert moved(BASE, service(**changed)) == expected


@pytest.mark.parametrize("name", ["failover", "restore"])
def test_a_step_of_a_runbook_changes_the_procedures_of_its_service(name: str) -> None:
    path = f"runbooks/{name}.yaml"
    after = portfolio(**{path: {**FILES[path], "steps": ["Stop", "Wait", "Start"]}})
    assert moved(BASE, after) == {"procedures", "all"}
    assert moved(BASE, after, Ref("runbook", name)) == {"procedures", "all"}


def test_a_runbook_that_comes_or_goes_changes_the_procedures() -> None:
    assert "procedures" in moved(BASE, portfolio(**{"runbooks/restore.yaml": None}))


def test_what_the_tier_supplies_counts_as_the_service_s_own() -> None:
    after = portfolio(**{"organisation.yaml": {"name": "Example", "tiers": [{"id": "gold", "name": "Gold", "rto": "8h", "rpo": "15m"}]}})
    assert moved(BASE, after, Ref("service", "identity")) == {"objectives", "all"}
    assert moved(BASE, after) == set()


def test_dates_of_checks_and_records_change_nothing() -> None:
    after = portfolio(
        **{
            "people/anna.yaml": {
                "name": "Anna",
                "contacts": [{"mobile": "+44 7700 900001", "verified": "2026-01-01"}],
                "absences": [{"from": "2026-01-01", "until": "2026-01-09"}],
            },
            "reviews/2026-01-01-service-dispensing-anna.yaml": {
                "subject": "service/dispensing", "reviewed": "2026-01-01", "by": "anna", "outcome": "approved",
            },
        }
    )  # fmt: skip
    assert scopes(after) == scopes(BASE)
    assert upstream(after, DISPENSING) == upstream(BASE, DISPENSING)


def test_upstream_is_what_it_leans_on_by_the_part_that_matters() -> None:
    found = upstream(BASE, DISPENSING)
    assert set(found) == {"service/identity", "service/dns-a", "service/dns-b", "team/pharmacy", "role/lead", "scenario/fire"}
    assert found["service/identity"] == scopes(BASE, Ref("service", "identity"))["objectives"]


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        ("people/anna.yaml", {"name": "Anna", "contacts": [{"mobile": "+44 7700 900009"}]}, {"team/pharmacy"}),
        ("people/tomas.yaml", {"name": "Tomas", "contacts": []}, {"team/pharmacy", "role/lead"}),
        ("services/identity.yaml", {"name": "Identity", "objectives": {"rto": "1h"}}, {"service/identity"}),
        ("services/identity.yaml", {"name": "Sign-in", "tier": "gold"}, set()),
        ("runbooks/failover.yaml", {"title": "Fail over", "steps": ["Stop"]}, set()),
    ],
)
def test_upstream_changes_are_told_apart(path: str, data: dict[str, Any], expected: set[str]) -> None:
    before, after = upstream(BASE, DISPENSING), upstream(portfolio(**{path: data}), DISPENSING)
    assert before.keys() == after.keys()
    assert {key for key in before if before[key] != after[key]} == expected


def test_what_dangles_is_in_the_record_and_not_upstream() -> None:
    gone = portfolio(**{"services/identity.yaml": None})
    assert "service/identity" not in upstream(gone, DISPENSING)
    assert scopes(gone) == scopes(BASE)
    assert Fingerprinter(gone).scopes(Ref("service", "identity")) == {}


def test_roles_that_hold_one_another_end() -> None:
    circle = portfolio(
        **{
            "roles/lead.yaml": {"name": "Lead", "holders": [{"role": "second"}]},
            "roles/second.yaml": {"name": "Second", "holders": [{"role": "lead"}, {"person": "anna"}]},
        }
    )
    assert [str(ref) for ref in reached(circle, Ref("role", "lead"))] == ["role/lead", "role/second", "person/anna"]
    assert "role/lead" in upstream(circle, DISPENSING)


def test_the_table_names_fields_that_are_there() -> None:
    for kind, table in SCOPES.items():
        known = {field.alias or name for name, field in KINDS[kind].model.model_fields.items()}
        for scope, keys in table.items():
            assert keys <= known, (kind, scope, keys - known)
            assert scope is not Scope.ALL
    assert MATTERS.keys() <= SCOPES.keys()
    for kind, wanted in MATTERS.items():
        assert set(wanted) <= SCOPES[kind].keys(), kind


def test_every_kind_can_be_fingerprinted() -> None:
    prints = Fingerprinter(BASE)
    for record in BASE:
        found = prints.scopes(record.ref)
        assert Scope.ALL in found
        assert all(len(value) == 64 for value in found.values())


@pytest.mark.parametrize(
    ("attested", "same"),
    [
        ("ab" * 32, True),
        ("AB" * 32, True),
        ("ab" * 8, True),
        ("ab" * 7 + "a", False),
        ("ab" * 8 + "0", False),
        ("", False),
        ("ab" * 33, False),
        ("ab" * 8 + "...", False),
    ],
)
def test_a_start_counts_from_sixteen_digits_on(attested: str, same: bool) -> None:
    assert matches(attested, "ab" * 32) is same


def test_version_1_stays_what_it_was() -> None:
    """Attestations live for years: when this fails, the canonical form has changed and needs a new version beside the old one."""
    data = b"{name: X, objectives: {rto: 2h}, escalation: [{team: t, wait: 5m}], depends_on: [{vendor: v, strength: soft}]}"
    plan = load([("services/x.yaml", data)])
    assert {scope: value[:16] for scope, value in scopes(plan.portfolio, Ref("service", "x")).items()} == VERSION_1


VERSION_1 = {
    "objectives": "6fdac2720cfc7f79",
    "contacts": "96db6930d76f40c9",
    "procedures": "13c1a9ed6c5f78f5",
    "dependencies": "8c9d51616eec855b",
    "all": "1804b49e149e4582",
}

TREES = st.recursive(
    st.text(max_size=4)
    | st.integers()
    | st.booleans()
    | st.just(UNKNOWN)
    | st.builds(Duration, st.integers(0, 99))
    | st.builds(Ref, st.just("a"), st.text(max_size=3)),
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)


def _typed(value: object) -> object:
    """``value`` so that Python's equality tells what ours must: 1 is not True."""
    if isinstance(value, tuple):
        return [_typed(item) for item in value]
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    return (type(value).__name__, value)


@given(TREES, TREES)
@settings(max_examples=300)
def test_different_values_never_run_into_one_another(one: object, other: object) -> None:
    assert (encode(one, AS_IT_IS) == encode(other, AS_IT_IS)) == (_typed(one) == _typed(other))


def test_a_piece_that_many_have_is_written_as_if_it_were_written_anew() -> None:
    plans = Path(__file__).parents[2] / "plans"
    portfolio = load([(path.relative_to(plans).as_posix(), path.read_bytes()) for path in plans.rglob("*") if path.is_file()]).portfolio
    resolve = portfolio.resolve
    remembering = Pen(resolve, remembering=True)
    for record in portfolio:
        assert encode(record, remembering) == encode(record, Pen(resolve)), record.ref
    assert remembering.pieces


def test_lengths_keep_texts_apart() -> None:
    seen = {encode(value, AS_IT_IS) for value in (("ab", "c"), ("a", "bc"), ("abc",), "abc", ("a", ("bc",)), ("S1:a", "bc"), (), ((),), "")}
    assert len(seen) == 9


@st.composite
def _shuffled(draw: st.DrawFn, value: Any) -> Any:
    """The same data with the keys of every mapping in another order."""
    if isinstance(value, dict):
        keys = draw(st.permutations(list(value)))
        return {key: draw(_shuffled(value[key])) for key in keys}
    return [draw(_shuffled(item)) for item in value] if isinstance(value, list) else value


@given(_shuffled(SERVICE))
@settings(max_examples=25, deadline=None)
def test_any_order_of_keys_gives_the_same(shuffled: dict[str, Any]) -> None:
    assert scopes(portfolio(**{"services/dispensing.yaml": shuffled})) == scopes(BASE)


@given(st.sampled_from(["Stop", "Start", "Check", "Wait"]), st.integers(0, 2))
@settings(max_examples=25, deadline=None)
def test_any_step_put_in_changes_the_procedures_and_nothing_else(word: str, place: int) -> None:
    steps = list(FILES["runbooks/failover.yaml"]["steps"])
    steps.insert(place, word)
    assert moved(BASE, portfolio(**{"runbooks/failover.yaml": {"title": "Fail over", "steps": steps}})) == {"procedures", "all"}


def reviewed(taken: Fingerprinter, version: int) -> Review:
    """A review as the command writes it, with fingerprints of a version."""
    found = {scope.value: value[:16] for scope, value in taken.scopes(DISPENSING).items()}
    upstream_then = {name: value[:16] for name, value in taken.upstream(DISPENSING).items()}
    prints = Fingerprints(version=version, **found)
    return Review(
        subject=DISPENSING,
        by=Ref("person", "anna"),
        reviewed="2026-11-01",
        outcome=Outcome.APPROVED,
        fingerprints=prints,
        upstream=upstream_then,
    )  # type: ignore[arg-type]


def test_an_old_version_keeps_verifying_when_there_is_a_new_one() -> None:
    """The next version counts `find_by` as a procedure and leaves vendors' objectives alone; the first goes on as it was."""
    service_scopes = {**SCOPES["service"], Scope.PROCEDURES: SCOPES["service"][Scope.PROCEDURES] | {"find_by"}}
    recipes = {**RECIPES, 2: Recipe({**SCOPES, "service": service_scopes}, {**MATTERS, "scenario": (Scope.OBJECTIVES,)})}
    old, new = Fingerprinter(BASE), Fingerprinter(BASE, 2, recipes)
    first, second = reviewed(old, 1), reviewed(new, 2)
    assert first.fingerprints != second.fingerprints
    for now in (Fingerprinter(BASE, 2, recipes), Fingerprinter(BASE, 1, recipes)):
        assert compare(BASE, now, DISPENSING, first).state is ContentState.AS_REVIEWED
        assert compare(BASE, now, DISPENSING, second).state is ContentState.AS_REVIEWED
    slower = service(objectives={"rto": "3h", "rpo": "0"})
    found = compare(slower, Fingerprinter(slower, 2, recipes), DISPENSING, first)
    assert (found.state, found.changed) == (ContentState.CHANGED, (Scope.OBJECTIVES,))
    moved_host = service(find_by={"hosts": ["phx02.example.org"]})
    in_second = compare(moved_host, Fingerprinter(moved_host, 2, recipes), DISPENSING, second)
    assert in_second.changed == (Scope.PROCEDURES,)
    in_first = compare(moved_host, Fingerprinter(moved_host, 2, recipes), DISPENSING, first)
    assert in_first.changed == (Scope.ALL,)
    assert not same_content(first, second)


def test_a_version_nobody_knows_says_nothing() -> None:
    found = compare(BASE, Fingerprinter(BASE), DISPENSING, reviewed(Fingerprinter(BASE), 7))
    assert (found.state, found.changed, found.upstream) == (ContentState.UNKNOWN, (), ())
