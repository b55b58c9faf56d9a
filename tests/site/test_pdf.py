"""``continuity pdf``: packs as WeasyPrint lays them out, read back from the files."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from continuity.adapters.cli import main
from pypdf import PdfReader
from pypdf.generic import Destination

ROOT = Path(__file__).parents[2]
EPOCH = "1795424400"
EXPIRY = "Do not use after 21 Feb 2027"
SITE = "https://continuity.example.org/"

Plans = Callable[[Mapping[str, str]], Path]

SMALL = {
    "organisation.yaml": "name: Small & Sons\n",
    "services/mail.yaml": "name: Mail\n",
    "roles/keeper.yaml": "name: Keeper\nholders: [{person: ann}]\n",
    "people/ann.yaml": "name: Ann Ong\ncontacts: [{mobile: '+44 7700 900123'}, {home: '+44 20 7946 0999', visibility: restricted}]\n",
    "runbooks/mail-back.yaml": "title: Mail back\nservices: [mail]\nsteps:\n  - do: Turn it <b>off</b> & on\n  - do: Look\n",
}


def run(*arguments: str, epoch: str = EPOCH) -> Result:
    return CliRunner().invoke(main, ["pdf", *arguments], env={"SOURCE_DATE_EPOCH": epoch})


def sheets_of(file: Path) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(file).pages]


def bookmarks(reader: PdfReader) -> list[tuple[str, int]]:
    """Titles and sheets, from 1, of the outermost bookmarks."""
    found = []
    for entry in reader.outline:
        if isinstance(entry, Destination):
            number = reader.get_destination_page_number(entry)
            assert number is not None
            found.append((str(entry.title), number + 1))
    return found


@pytest.fixture
def plans(tmp_path: Path) -> Plans:
    def write(more: Mapping[str, str]) -> Path:
        for name, text in {**SMALL, **more}.items():
            path = tmp_path / "plans" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path / "plans"

    return write


@pytest.fixture(scope="module")
def pack(pango: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The pack of a role of the example organisation."""
    folder = tmp_path_factory.mktemp("packs")
    done = run("role/recovery-lead", "--plans", str(ROOT / "plans"), "--address", SITE, "--output", str(folder))
    assert done.exit_code == 0, done.output
    assert [path.name for path in folder.iterdir()] == ["roles.recovery-lead.pdf"]
    yield folder / "roles.recovery-lead.pdf"


def test_every_sheet_says_what_it_is_and_until_when(pack: Path) -> None:
    sheets = sheets_of(pack)
    for number, sheet in enumerate(sheets, start=1):
        assert "As of 23 Nov 2026, built 23 Nov 2026 09:00 UTC" in sheet
        assert EXPIRY in sheet
        assert "Audience internal" in sheet
        assert f"{number} / {len(sheets)}" in sheet
    assert f"{SITE}roles/recovery-lead.html" in sheets[0]


def test_contents_name_the_sheet_that_each_page_begins_on(pack: Path) -> None:
    sheets = sheets_of(pack)
    listed = re.findall(r"([A-Z][^.]+?)\s*\.{3,}\s*(\d+)", sheets[0].partition("Contents")[2])
    assert len(listed) > 8
    for title, number in listed:
        assert title.strip() in sheets[int(number) - 1]
    assert ("Fail dispensing over to South", dict(listed)["Fail dispensing over to South"]) in listed


def test_bookmarks_lead_where_the_contents_do(pack: Path) -> None:
    reader = PdfReader(pack)
    marks = dict(bookmarks(reader))
    first = sheets_of(pack)[0]
    for title in ("Recovery lead", "Fail dispensing over to South", "Major digital incident", "IT disaster recovery plan"):
        assert re.search(rf"{title}\s*\.+\s*{marks[title]}\b", first)
    assert reader.metadata is not None
    assert reader.metadata.title == "Recovery lead: continuity pack, 23 Nov 2026"


def test_a_runbook_of_nine_steps_takes_two_sheets_and_no_step_is_on_both(pack: Path) -> None:
    sheets = [sheet for sheet in sheets_of(pack) if re.search(r"Step \d of 9", sheet)]
    assert len(sheets) <= 2
    assert [number for sheet in sheets for number in re.findall(r"Step (\d) of 9", sheet)] == list("123456789")
    ends = (
        "without both answers",
        "on the old node",
        "step 9",
        "from the vault",
        "step 9",
        "back at phx01",
        "Labels do not print",
        "back",
        "After step 2",
    )
    for number, end in enumerate(ends, start=1):
        holding = next(sheet for sheet in sheets if f"Step {number} of 9" in sheet)
        assert end in holding.partition(f"Step {number} of 9")[2].partition(f"Step {number + 1} of 9")[0]
    whole = " ".join(sheets)
    assert "No, or nobody knows → Restore PharmX from the vault" in whole
    assert "Orders that arrive during the switch would be lost" in whole


def test_a_contact_tree_is_on_one_sheet(pack: Path) -> None:
    sheets = sheets_of(pack)
    first = next(number for title, number in bookmarks(PdfReader(pack)) if title == "Major digital incident")
    after = next(number for title, number in bookmarks(PdfReader(pack)) if number > first)
    assert after == first + 1
    assert len(set(re.findall(r"\+44 7700 900\d{3}", sheets[first - 1]))) > 20


def test_all_roles_and_everything_where_nobody_says_which(plans: Plans, pango: str, tmp_path: Path) -> None:
    done = run("--plans", str(plans({})), "--output", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["everything.pdf", "roles.keeper.pdf"]
    whole = " ".join(sheets_of(tmp_path / "out" / "everything.pdf"))
    assert "Keeper" in whole
    assert "Mail back" in whole


def test_a_pack_of_a_service_has_its_runbooks(plans: Plans, pango: str, tmp_path: Path) -> None:
    assert run("service/mail", "--plans", str(plans({})), "--output", str(tmp_path)).exit_code == 0
    assert "Mail back" in " ".join(sheets_of(tmp_path / "services.mail.pdf"))


def test_an_audience_gets_what_it_may_see(plans: Plans, pango: str, tmp_path: Path) -> None:
    for audience in ("internal", "restricted"):
        target = tmp_path / audience
        assert run("role/keeper", "--audience", audience, "--plans", str(plans({})), "--output", str(target)).exit_code == 0
    assert "7946 0999" not in " ".join(sheets_of(tmp_path / "internal" / "roles.keeper.pdf"))
    assert "7946 0999" in " ".join(sheets_of(tmp_path / "restricted" / "roles.keeper.pdf"))
    hidden = run("person/ann", "--audience", "public", "--plans", str(plans({})), "--output", str(tmp_path / "public"))
    assert hidden.exit_code == 2
    assert "no page about 'person/ann'" in hidden.output


def test_the_same_plans_make_the_same_bytes(plans: Plans, pango: str, tmp_path: Path) -> None:
    folder, made = plans({}), []
    for seed in ("1", "2"):
        target = tmp_path / seed
        command = [sys.executable, "-c", "from continuity.adapters.cli import main; main()", "pdf", "role/keeper"]
        done = subprocess.run(
            [*command, "--plans", str(folder), "--output", str(target)],
            env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "PYTHONHASHSEED": seed},
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        made.append((target / "roles.keeper.pdf").read_bytes())
    assert made[0] == made[1]


def test_nothing_is_fetched_for_it(pango: str, tmp_path: Path) -> None:
    """Were the picture asked for, the file would have its letters."""
    from continuity.adapters.pdf import write_pdf

    (tmp_path / "secret.txt").write_text("seen from inside", encoding="utf-8")
    html = f'<p>text</p><object data="{(tmp_path / "secret.txt").as_uri()}"></object><link rel="attachment" href="{(tmp_path / "secret.txt").as_uri()}">'
    assert write_pdf(html, tmp_path / "a.pdf") == 1
    assert not PdfReader(tmp_path / "a.pdf").attachments


def test_plans_with_errors_leave_the_pack_of_before(plans: Plans, pango: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "roles.keeper.pdf").write_bytes(b"of before")
    done = run("role/keeper", "--plans", str(plans({"roles/keeper.yaml": "nmae: Keeper\n"})), "--output", str(out))
    assert done.exit_code == 2
    assert "so there is no pack. List them: continuity check" in done.output
    assert (out / "roles.keeper.pdf").read_bytes() == b"of before"


def test_a_file_that_cannot_be_written_leaves_nothing_half(plans: Plans, pango: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "roles.keeper.pdf").mkdir(parents=True)
    done = run("role/keeper", "--plans", str(plans({})), "--output", str(out))
    assert done.exit_code == 2
    assert "cannot be written" in done.output
    assert [path.name for path in out.iterdir()] == ["roles.keeper.pdf"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("role/keepr",), "Did you mean role/keeper?"),
        (("--output", "{plans}/packs"), "lies in the plans"),
        (("--plans", "{plans}/gone"), "There is no folder"),
    ],
)
def test_what_cannot_be_done_is_said(plans: Plans, pango: str, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    folder = plans({})
    done = run("--plans", str(folder), "--output", str(tmp_path / "out"), *(text.format(plans=folder) for text in arguments))
    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "out").exists()


def test_without_weasyprint_it_says_how_to_get_it(plans: Plans, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    done = run("--plans", str(plans({})), "--output", str(tmp_path / "out"))
    assert done.exit_code == 2
    assert "pip install 'mkdocs-continuity[pdf]'" in done.output
    assert "Traceback" not in done.output
    assert not (tmp_path / "out").exists()


def test_without_its_library_it_says_how_to_get_that(plans: Plans, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "weasyprint.py").write_text("raise OSError('cannot load library libpango')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path / "broken")
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    done = run("--plans", str(plans({})), "--output", str(tmp_path / "out"))
    assert done.exit_code == 2
    assert "apt install libpango-1.0-0" in done.output


def test_no_other_command_waits_for_it(plans: Plans) -> None:
    code = "import sys; from continuity.adapters.cli import main\ntry: main()\nfinally: assert 'weasyprint' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code, "check", str(plans({}))], check=False, capture_output=True, text=True)
    assert "AssertionError" not in done.stderr
    assert done.returncode == 0, done.stdout
