"""The control sets that come with the program: whole, sourced, answerable, and written out without harm."""

from __future__ import annotations

from pathlib import Path

import continuity.frameworks
import pytest
from click.testing import CliRunner, Result
from continuity import checks
from continuity.adapters.build import read_folder
from continuity.adapters.cli import main
from continuity.analysis.compliance import EVIDENCE
from continuity.frameworks import SHIPPED, shipped
from continuity.load import load
from continuity.model.programme import Framework

ROOT = Path(__file__).parents[2]


def framework(name: str) -> Framework:
    loaded = load([(f"frameworks/{name}.yaml", shipped(name))])
    assert loaded.findings == ()
    return loaded.portfolio.frameworks[name]


def ids(name: str) -> list[str]:
    return [clause.id for clause in framework(name).clauses]


def words(text: str) -> list[str]:
    return text.split()


def numbered(prefix: str, last: int) -> list[str]:
    return [f"{prefix}({number})" for number in range(1, last + 1)]


# What the sources list, copied from them by number. A change of a shipped file has to be a change here, by somebody who looked again.

# usnistgov/oscal-content, commit 88bb8deeaa81: NIST_SP-800-53_rev5_HIGH-baseline-resolved-profile_catalog, version 5.1.1+u4, group cp.
CP_IN_THE_OSCAL_CATALOGUE = words(
    """
    CP-1 CP-2 CP-2(1) CP-2(2) CP-2(3) CP-2(5) CP-2(8) CP-3 CP-3(1) CP-4 CP-4(1) CP-4(2) CP-6 CP-6(1) CP-6(2) CP-6(3) CP-7
    CP-7(1) CP-7(2) CP-7(3) CP-7(4) CP-8 CP-8(1) CP-8(2) CP-8(3) CP-8(4) CP-9 CP-9(1) CP-9(2) CP-9(3) CP-9(5) CP-9(8) CP-10
    CP-10(2) CP-10(4)
    """
)
# intuitem/ciso-assistant-community, commit f990d7b1b9a9: nist-sp-800-53-rev5, what is not withdrawn and in no baseline.
CP_IN_NO_BASELINE = words(
    """
    CP-2(6) CP-2(7) CP-3(2) CP-4(3) CP-4(4) CP-4(5) CP-7(6) CP-8(5) CP-9(6) CP-9(7) CP-10(6) CP-11 CP-12 CP-13
    """
)
# The same: nist-sp-800-53-rev5, what says "Withdrawn".
CP_WITHDRAWN = words(
    """
    CP-2(4) CP-5 CP-7(5) CP-9(4) CP-10(1) CP-10(3) CP-10(5)
    """
)
# The same: iso22301-2019, the entries that have none below them.
ISO_22301 = words(
    """
    4.1 4.2.1 4.2.2 4.3.1 4.3.2 4.4 5.1 5.2.1 5.2.2 5.3 6.1.1 6.1.2 6.2.1 6.2.2 6.3 7.1 7.2 7.3 7.4 7.5.1 7.5.2 7.5.3 8.1
    8.2.1 8.2.2 8.2.3 8.3.1 8.3.2 8.3.3 8.3.4 8.3.5 8.4.1 8.4.2 8.4.3 8.4.4 8.4.5 8.5 8.6 9.1 9.2.1 9.2.2 9.3.1 9.3.2 9.3.3
    10.1 10.2
    """
)
# The same: DORA. 11(11) is addressed to the supervisory authorities.
DORA = [*numbered("11", 10), *numbered("12", 7), *numbered("13", 7), *numbered("14", 3), *numbered("24", 6), *numbered("25", 3)]
# The same: the other libraries.
OTHERS = {
    "iso-27001-2022-continuity": "A.5.29 A.5.30 A.8.13 A.8.14",
    "soc-2-continuity": "A1.1 A1.2 A1.3 CC7.5 CC9.1",
    "nis2-continuity": "21(2)(c)",
    "pci-dss-4-incident-response": "12.10.1 12.10.2 12.10.3 12.10.4 12.10.4.1 12.10.5 12.10.6 12.10.7",
    "hipaa-contingency": "164.308(a)(7)(i) "
    + " ".join(f"164.308(a)(7)(ii)({letter})" for letter in "ABCDE"),
    "nist-sp-800-34r1": "3.1 3.2.1 3.2.2 3.2.3 3.3 3.4 3.5 3.6 4.1 4.2 4.3 4.4 4.5",
    "nist-csf-2-continuity": "GV.OC-02 GV.OC-03 GV.OC-04 GV.OC-05 GV.SC-08 ID.AM-04 ID.AM-05 ID.RA-04 ID.RA-06 ID.IM-01 ID.IM-02 ID.IM-03 ID.IM-04 "
    "PR.DS-11 PR.IR-02 PR.IR-03 PR.IR-04 RS.MA-01 RS.MA-04 RS.MA-05 RS.CO-02 RS.CO-03 "
    "RC.RP-01 RC.RP-02 RC.RP-03 RC.RP-04 RC.RP-05 RC.RP-06 RC.CO-03 RC.CO-04",
}  # fmt: skip


def test_the_family_cp_is_that_of_the_catalogue() -> None:
    found = ids("nist-sp-800-53r5-cp")
    assert sorted(found) == sorted(CP_IN_THE_OSCAL_CATALOGUE + CP_IN_NO_BASELINE)
    assert not set(found) & set(CP_WITHDRAWN)


def test_the_clauses_are_those_of_the_sources() -> None:
    assert ids("iso-22301-2019") == ISO_22301
    assert ids("dora-continuity") == DORA
    assert {name: " ".join(ids(name)) for name in OTHERS} == OTHERS


def test_every_file_that_is_there_is_named() -> None:
    folder = Path(continuity.frameworks.__file__).parent
    assert sorted(path.stem for path in folder.glob("*.yaml")) == list(SHIPPED)
    with pytest.raises(KeyError):
        shipped("../__init__")


@pytest.mark.parametrize("name", SHIPPED)
def test_each_is_whole(name: str) -> None:
    found = framework(name)
    clauses = found.clauses
    assert len({clause.id for clause in clauses}) == len(clauses)
    assert found.checked and found.link and found.link.href.startswith("https://")
    assert ("ompared with" in found.source and "commit" in found.source) or name == "nist-sp-800-34r1"
    for clause in clauses:
        assert bool(clause.evidence) != clause.not_covered, f"{clause.id} says what answers it, or that nothing here does"
        assert set(clause.evidence) <= set(EVIDENCE)
        assert len(set(clause.evidence)) == len(clause.evidence)
        assert len(clause.title) < 110


def test_all_of_them_together_break_no_rule() -> None:
    files = [("organisation.yaml", b"name: Northmoor\n"), *((f"frameworks/{name}.yaml", shipped(name)) for name in SHIPPED)]
    loaded = load(files)
    assert checks.run(loaded, framework("iso-22301-2019").checked) == ()  # type: ignore[arg-type]


def test_the_example_organisation_uses_them_and_says_what_differs() -> None:
    portfolio = load(read_folder(ROOT / "plans")).portfolio
    used = [name for name in SHIPPED if name in portfolio.frameworks]
    assert len(used) >= 3
    assert portfolio.programme and set(used) <= set(portfolio.programme.frameworks)
    for name in used:
        ours = portfolio.frameworks[name]
        assert [clause.id for clause in ours.clauses] == ids(name)
        assert ours.source == framework(name).source


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["frameworks", *map(str, arguments)])


def test_the_command_lists_and_prints() -> None:
    listed = run()
    assert [line.split()[0] for line in listed.output.splitlines()] == list(SHIPPED)
    assert "(1 clause)" in listed.output
    assert run("soc-2-continuity").output.encode() == shipped("soc-2-continuity")
    wrong = run("iso-22301")
    assert wrong.exit_code == 2
    assert "Did you mean iso-22301-2019?" in wrong.output


def test_the_command_adds_new_files_alone_all_or_none(tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    missing = run("soc-2-continuity", "--add", plans)
    assert (missing.exit_code, plans.exists()) == (2, False)
    plans.mkdir()
    assert run("--add", plans).exit_code == 2
    done = run("soc-2-continuity", "nis2-continuity", "--add", plans)
    assert done.exit_code == 0
    assert "frameworks: [soc-2-continuity, nis2-continuity]" in done.output
    ours = plans / "frameworks" / "soc-2-continuity.yaml"
    ours.write_text("name: Changed\nsource: by us\n", encoding="utf-8")
    again = run("dora-continuity", "soc-2-continuity", "--add", plans)
    assert again.exit_code == 2
    assert "stays as it is" in again.output
    assert ours.read_text(encoding="utf-8").startswith("name: Changed")
    assert sorted(path.name for path in ours.parent.iterdir()) == ["nis2-continuity.yaml", "soc-2-continuity.yaml"]
