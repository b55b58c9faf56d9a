"""What goes on from an earlier version of the plans comes to what a start from nothing comes to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest
from continuity import checks
from continuity.adapters import build
from continuity.adapters.build import Earlier, Examined, read_folder
from continuity.analysis import procedures
from continuity.analysis.everything import Analysis
from continuity.analysis.lazily import Lazily
from continuity.analysis.review_status import _Statuses, statuses
from continuity.analysis.reviews_since import Reviewed
from continuity.changes import compare
from continuity.checks import runbooks
from continuity.findings import Finding, Severity
from continuity.load import load
from continuity.model.attestation import Attestation
from continuity.model.base import Ref
from continuity.views.context import Context
from hypothesis import given, settings
from hypothesis import strategies as st

PLANS = Path(__file__).parents[2] / "plans"
DAY, NOW = dt.date(2026, 11, 23), dt.datetime(2026, 11, 23, tzinfo=dt.UTC)

Files = dict[str, bytes]


@cache
def _files() -> Files:
    return dict(read_folder(PLANS))


def _with(path: str, change: Callable[[str], str]) -> Callable[[Files], Files]:
    def edit(files: Files) -> Files:
        if path not in files:
            return files
        return {**files, path: change(files[path].decode()).encode()}

    return edit


def _without(path: str) -> Callable[[Files], Files]:
    return lambda files: {name: data for name, data in files.items() if name != path}


EDITS: dict[str, Callable[[Files], Files]] = {
    "text": _with("services/dispensing.yaml", lambda text: text.replace("description: ", "description: Edited. ", 1)),
    "runbook": _with("runbooks/dispensing-restore.yaml", lambda text: text.replace("planned: ", "planned: 1", 1)),
    "handed over to": _with("runbooks/label-printers.yaml", lambda text: text.replace("do: ", "do: Now ", 1)),
    "role": _with("roles/recovery-lead.yaml", lambda text: text.replace("holders:", "holders:\n  - person: amara-diallo", 1)),
    "team is gone": _without("teams/pharmacy-it.yaml"),
    "handed over to is gone": _without("runbooks/transfusion-downtime.yaml"),
    "person hides": _with("people/anna-berg.yaml", lambda text: text + "visibility: restricted\n"),
    "person is gone": _without("people/amara-diallo.yaml"),
    "other name": _with("services/dispensing.yaml", lambda text: text + "aliases: [old-dispensing]\n"),
    "stricter": _with("organisation.yaml", lambda text: text + "default_visibility: restricted\n"),
    "dangling": _with("services/epr.yaml", lambda text: text + "owner: {team: nobody-at-all}\n"),
    "broken": _with("services/lims.yaml", lambda text: text + "\tno yaml: [\n"),
    "new": lambda files: {**files, "services/brand-new.yaml": b"name: Brand new\ndepends_on: [{service: dispensing}]\n"},
}


def _made(files: Files, audience: str, known: Earlier | None) -> tuple[Examined, Context]:
    examined = build.examine(files.items(), as_of=DAY, now=NOW, fail_on="never", known=known)
    return examined, build.context_of(examined, audience, None, known)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=4, unique=True), st.sampled_from(["public", "internal"]))
def test_one_version_after_another_is_as_each_alone(edits: list[str], audience: str) -> None:
    files, known = _files(), None
    for name in ("", *edits):
        files = EDITS[name](files) if name else files
        examined, context = _made(files, audience, known)
        known = build.left_by(examined, context)
    anew, afresh = _made(files, audience, None)
    assert examined.loaded.findings == anew.loaded.findings
    assert examined.loaded.portfolio == anew.loaded.portfolio
    assert examined.findings == anew.findings
    for one, other in ((context.portfolio, afresh.portfolio),):
        assert one == other
        assert (dict(one.hidden), dict(one.withheld), dict(one.points_withheld)) == (
            dict(other.hidden),
            dict(other.withheld),
            dict(other.points_withheld),
        )
    assert context.study.procedures == afresh.study.procedures
    assert examined.subject.study.procedures == anew.subject.study.procedures
    assert context.judged.reviews == afresh.judged.reviews


#: Files whose records others are judged with, and a few of all others.
_SOME = sorted(path for path in _files() if not path.startswith(("reviews/", "contact-checks/")))
_line_edits = st.tuples(st.sampled_from(_SOME), st.integers(0, 60), st.sampled_from(["without", "twice as long", "other words"]))


def _line(path: str, number: int, how: str) -> Callable[[Files], Files]:
    def change(text: str) -> str:
        lines = text.split("\n")
        at = number % len(lines)
        if how == "without":
            del lines[at]
        elif how == "twice as long":
            lines[at] = re.sub(r"\d+", lambda found: str(2 * int(found[0])), lines[at])
        else:
            lines[at] = re.sub(r"([a-z]{4,})$", r"\1x", lines[at])
        return "\n".join(lines)

    return _with(path, change)


@settings(max_examples=15, deadline=None)
@given(st.lists(_line_edits, min_size=2, max_size=5), st.integers(0, 3))
def test_findings_and_reviews_of_one_version_after_another(edits: list[tuple[str, int, str]], day: int) -> None:
    files, subject = _files(), checks.Subject(load(_files().items()), DAY)
    checks.findings_of(subject)
    for turn, edit in enumerate(edits):
        files = _line(*edit)(files)
        on = DAY + dt.timedelta(days=int(turn == day))
        subject = checks.Subject(load(files.items(), subject.loaded), on, subject.left())
        alone = checks.Subject(load(files.items()), on)
        assert checks.findings_of(subject) == checks.findings_of(alone)
        assert subject.study.reviews == alone.study.reviews
        assert subject.study.procedures == alone.study.procedures


def test_a_review_that_leans_on_what_was_edited_is_judged_again() -> None:
    files, loaded = _files(), load(_files().items())
    known = Reviewed(loaded.portfolio, DAY, statuses(loaded.portfolio, DAY))
    elsewhere = 0
    edits = [
        ("runbooks/payroll-bank-file.yaml", r"services: \[payroll\]", "services: [payroll, finance]"),
        ("services/finance.yaml", "tier: tier-4", "tier: tier-1"),
        ("runbooks/payroll-bank-file.yaml", r"services: \[payroll, finance\]", "services: [finance]"),
        *((path, r"\b(\d+)(?=[mhd]\b)", r"3\1") for path in _SOME[::4]),
    ]
    for path, old, new in edits:
        files = _with(path, partial(re.sub, old, new))(files)
        loaded = load(files.items(), loaded)
        before, after = known.statuses, statuses(loaded.portfolio, DAY, known)
        assert after == statuses(loaded.portfolio, DAY)
        elsewhere += sum(status not in before and status.subject.id != Path(path).stem for status in after)
        known = Reviewed(loaded.portfolio, DAY, after, known.names_in(loaded.portfolio))
    assert elsewhere > 50


def test_an_edit_judges_who_it_can_reach_and_looks_at_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = checks.Subject(load(_files().items()), DAY)
    checks.findings_of(subject)
    judged: list[Ref] = []
    status = _Statuses._status
    monkeypatch.setattr(_Statuses, "_status", lambda self, record: judged.append(record.ref) or status(self, record))
    looked: list[str] = []
    steps = runbooks._named_steps
    monkeypatch.setattr(runbooks, "_named_steps", lambda book: looked.append(book.id) or steps(book))
    files = EDITS["runbook"](_files())
    after = checks.Subject(load(files.items(), subject.loaded), DAY, subject.left())
    checks.findings_of(after)
    assert looked == ["dispensing-restore"]
    book = after.portfolio.runbooks["dispensing-restore"]
    assert {book.ref, *book.services} <= set(judged)
    assert len(judged) < len(after.study.reviews) / 2


def test_what_was_not_edited_is_taken_over() -> None:
    before, context = _made(_files(), "internal", None)
    known = build.left_by(before, context)
    after, later = _made(EDITS["text"](_files()), "internal", known)
    same = [record for record in after.loaded.portfolio if before.loaded.portfolio.of(record.kind)[record.id] is record]
    assert len(same) == sum(1 for _ in after.loaded.portfolio) - 1
    times = before.subject.study.procedures
    assert all(time is times[ref] for ref, time in after.subject.study.procedures.items())
    others = [record for record in context.portfolio if not isinstance(record, Attestation)]  # their names may hold those of the hidden
    assert sum(later.portfolio.of(record.kind)[record.id] is not record for record in others) == 1


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(sorted(EDITS)), max_size=2), st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=3))
def test_a_comparison_that_goes_on_from_its_base_is_as_two_alone(before: list[str], since: list[str]) -> None:
    files = _files()
    for name in before:
        files = EDITS[name](files)
    base = load(files.items())
    for name in since:
        files = EDITS[name](files)
    shared, head = load(files.items(), base), load(files.items())
    found = compare.compare(base, shared, DAY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compare, "_studies", lambda one, other, day: (Analysis(one, day), Analysis(other, day)))
        assert found == compare.compare(base, head, DAY)


def test_a_comparison_times_no_runbook_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    timed: list[str] = []
    original = procedures.procedure_time
    monkeypatch.setattr(procedures, "procedure_time", lambda *asked: timed.append(asked[1].id) or original(*asked))
    edit = _with("services/dispensing.yaml", lambda text: text.replace("rto: ", "rto: 9", 1))
    base = load(_files().items())
    found = compare.compare(base, load(edit(_files()).items(), base), DAY)
    assert found.impacts
    assert sorted(timed) == sorted(base.portfolio.runbooks)


@pytest.mark.parametrize("mildest", list(Severity))
@pytest.mark.parametrize("rules", ["", "rto-too-long: error", "waiver-unused: error", "waiver-unused: off", "duplicate-step: note"])
def test_graver_findings_alone_are_those_of_all(mildest: Severity, rules: str) -> None:
    files = dict(_files())
    files["waivers/nothing-to-accept.yaml"] = (
        b"rule: rto-too-long\nsubject: service/epr\nfield: name\nreason: None.\naccepted_by: anna-berg\nuntil: 2027-01-01\n"
    )
    files["services/brand-new.yaml"] = b"name: Brand new\nobjectives: {rto: 8h}\ntier: no-such-tier\ndepends_on: [{service: brand-new}]\n"
    files["organisation.yaml"] = files["organisation.yaml"].replace(b"\nrules:\n", f"\nrules:\n  {rules}\n".encode())
    subject = build.examine(files.items(), as_of=DAY, now=NOW, fail_on="never").subject
    every = checks.findings_of(subject)
    assert checks.findings_of(subject, mildest) == tuple(finding for finding in every if finding.level.rank <= mildest.rank)
    unused = [finding for finding in every if finding.rule.id == "waiver-unused" and finding.id == "nothing-to-accept"]
    assert _levels(unused) == ([] if "off" in rules else [Severity.ERROR] if "waiver-unused" in rules else [Severity.WARNING])


def _levels(findings: list[Finding]) -> list[Severity]:
    return [finding.level for finding in findings]


def test_a_value_is_made_when_it_is_asked_for_and_once() -> None:
    made: list[int] = []

    def double(number: int) -> int:
        made.append(number)
        return 2 * number

    lazy = Lazily((3, 1, 2), double)
    assert (list(lazy), len(lazy), 1 in lazy, 4 in lazy, made) == ([3, 1, 2], 3, True, False, [])
    assert (lazy[1], lazy[1], made) == (2, 2, [1])
    with pytest.raises(KeyError):
        lazy[4]
    lazy.reckon()
    assert (dict(lazy), made) == ({3: 6, 1: 2, 2: 4}, [1, 3, 2])
