"""The rules of docs/architecture.md, held over the source as it is written. Each check is also shown source that breaks it."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from shutil import copytree

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "plugins" / "continuity"
DOCUMENT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

LONG = 400
ALLOWED_LONG = {
    "load.py": (470, "the one way from files to records: every kind of finding stands beside the value it is about"),
    "analysis/procedure.py": (450, "one walk over the steps of a runbook; its parts share the walk's state"),
    "export/meanings.py": (700, "a table: what each field means, for the schemas; it grows with the fields"),
    "model/values.py": (450, "all values that plan data may hold, each small, each used by all kinds"),
    "views/blocks.py": (480, "the vocabulary of all pages: one small class a piece, read from end to end"),
    "views/service.py": (450, "the longest page there is, in the order it is read"),
}
"""Modules that may be longer than 400 lines: up to how many, and why they are not two."""

# What each room may do besides computing. The adapters may do everything.
# fmt: off
MACHINE = frozenset((
    "asyncio", "builtins", "fileinput", "getpass", "glob", "http", "importlib.resources", "io", "locale", "logging", "multiprocessing",
    "os", "platform", "random", "secrets", "select", "shutil", "signal", "socket", "subprocess", "sys", "tempfile", "threading", "time",
    "urllib.request", "uuid",
))
# fmt: on
GRANTED = {
    "changes": frozenset({"subprocess", "pathlib.Path"}),
    "pages": frozenset({"importlib.resources"}),
    "frameworks": frozenset({"importlib.resources"}),
}
CLOCK = frozenset({"now", "today", "utcnow"})
# fmt: off
DISK = frozenset((
    "exists", "expanduser", "is_dir", "is_file", "iterdir", "mkdir", "read_bytes", "read_text", "rglob", "symlink_to", "touch",
    "unlink", "write_bytes", "write_text",
))
# fmt: on
PACKAGE_READS = frozenset({"read_text", "read_bytes", "iterdir", "is_file", "is_dir"})


# The drawing and the rules, read from the document.


def drawn(document: str) -> tuple[list[str], dict[str, tuple[str, str]]]:
    """The rooms on the main line in order, and for each branch the room it leaves after and the room it joins after."""
    found = re.search(r"^( +plans/ -> .+)\n(.+)$", document, re.MULTILINE)
    assert found, "docs/architecture.md has lost its drawing"
    line, below = found.groups()

    def over(column: int) -> str:
        return next(word.group() for word in re.finditer(r"\w+", line) if word.start() <= column < word.end())

    branches = {b[1]: (over(b.start()), over(b.end() - 1)) for b in re.finditer(r"\\-> (\w+) -/", below)}
    return re.findall(r"-> (\w+)", line), branches


def listed(document: str) -> list[str]:
    """The rooms of the table, in order."""
    return [row.removesuffix("/").removesuffix(".py") for row in re.findall(r"^\| `([\w/.]+)` \|", document, re.MULTILINE)]


def may_import(document: str) -> dict[str, frozenset[str]]:
    """For each room the other rooms it may import.

    A room that is in the table but not in the drawing stands beside the line: it may import words (``*.py`` before the first room it
    serves) above it in the table, and those below it in the table may import it.
    """
    line, branches = drawn(document)
    table = listed(document)
    allowed: dict[str, set[str]] = {}
    for room in table:
        if room in line:
            before = set(line[: line.index(room)])
            before |= {branch for branch, (_, joins) in branches.items() if line.index(joins) < line.index(room)}
        elif room in branches:
            before = set(line[: line.index(branches[room][0]) + 1])
        else:
            before = set()
        beside = {other for other in table[: table.index(room)] if other not in line and other not in branches}
        allowed[room] = before | beside
    return {room: frozenset(rooms) for room, rooms in allowed.items()}


def confined(document: str) -> dict[str, str]:
    """Third-party packages and the one folder that may import each."""
    return dict(re.findall(r"`(\w+)` (?:is imported )?in `([\w/]+)/` alone", document))


# What a module does, read from its source.


def imports(source: str, path: str) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything a module imports, names taken from a package included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = ("continuity", *PurePosixPath(path).parts)
            base = ".".join(parents[: -node.level]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def room_of(path: str) -> str:
    """``checks`` of ``checks/dates.py``, ``load`` of ``load.py``."""
    return PurePosixPath(path).parts[0].removesuffix(".py")


def wrong_rooms(source: str, path: str, document: str = DOCUMENT) -> list[str]:
    """Imports of rooms that come later."""
    allowed = may_import(document)
    room = room_of(path)
    if room == "__init__":
        return [
            f"{path}:{line} the package itself imports nothing" for line, name in imports(source, path) if name.startswith("continuity")
        ]
    if room not in allowed:
        return [f"{path} is in no room of docs/architecture.md"]
    ours = ((line, name.split(".")[1]) for line, name in imports(source, path) if name.startswith("continuity."))
    return sorted({f"{path}:{line} {room} may not know {other}" for line, other in ours if other != room and other not in allowed[room]})


def strayed_packages(source: str, path: str, document: str = DOCUMENT) -> list[str]:
    """Imports of packages that have one place, elsewhere."""
    homes = confined(document)
    found = ((line, name.split(".")[0]) for line, name in imports(source, path))
    return sorted(
        {f"{path}:{line} {top} belongs into {homes[top]}/" for line, top in found if top in homes and not path.startswith(homes[top] + "/")}
    )


def asks_the_machine(source: str, path: str) -> list[str]:
    """Uses of the clock, the environment, the disk, the network and other programs outside the adapters."""
    room = room_of(path)
    if room == "adapters":
        return []
    granted = GRANTED.get(room, frozenset())
    found = []
    for line, name in imports(source, path):
        modules = {name, name.rpartition(".")[0], name.split(".")[0]}
        if modules & MACHINE - granted:
            found.append(f"{path}:{line} imports {name}")
        if name in {"pathlib.Path", "pathlib"} and "pathlib.Path" not in granted:
            found.append(f"{path}:{line} imports {name}; a PurePosixPath does not reach the disk")
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in {"open", "input", "print", "exec", "eval", "__import__"}:
            found.append(f"{path}:{node.lineno} calls {node.func.id}()")
        if isinstance(node.func, ast.Attribute):
            name = node.func.attr
            reads = DISK - (PACKAGE_READS if granted else frozenset())
            if name in CLOCK or name in reads:
                found.append(f"{path}:{node.lineno} calls .{name}()")
    return sorted(found)


def too_long(lengths: dict[str, int], allowed: dict[str, tuple[int, str]]) -> list[str]:
    """Modules over 400 lines that nobody has asked whether they are two, and allowances that are not needed any more."""
    grown = [f"{path} has {n} lines" for path, n in lengths.items() if n > (allowed[path][0] if path in allowed else LONG)]
    idle = [f"{path} needs no allowance" for path in allowed if lengths.get(path, 0) <= LONG]
    return grown + idle


def unlicensed(theme: Path) -> list[str]:
    """Vendored folders without the licence they came with or without a word on where from."""
    wrong = []
    for item in sorted(child for vendor in theme.rglob("vendor") for child in vendor.iterdir()):
        place = item.relative_to(theme).as_posix()
        if not item.is_dir():
            wrong.append(f"{place} is not in a folder of its own")
            continue
        names = [path.name for path in item.iterdir()]
        wrong += [f"{place} has no {what}" for what in ("LICENSE", "ORIGIN") if not any(name.startswith(what) for name in names)]
    return wrong


MODULES = {path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}


# The house keeps its rules.


def test_the_document_names_every_room_and_no_other() -> None:
    line, branches = drawn(DOCUMENT)
    rooms = {room_of(path) for path in MODULES} - {"__init__"}
    rooms |= {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert sorted(rooms - set(listed(DOCUMENT))) == []
    assert {*line, *branches} <= set(listed(DOCUMENT))
    assert set(confined(DOCUMENT)) == {"click", "jinja2", "mkdocs", "weasyprint", "yaml"}


def test_a_room_knows_only_the_rooms_before_it() -> None:
    assert [wrong for path, source in MODULES.items() for wrong in wrong_rooms(source, path)] == []


def test_packages_stay_where_they_belong() -> None:
    assert [wrong for path, source in MODULES.items() for wrong in strayed_packages(source, path)] == []


def test_nobody_but_the_adapters_asks_the_machine() -> None:
    assert [wrong for path, source in MODULES.items() for wrong in asks_the_machine(source, path)] == []


def test_no_module_grows_long_unasked() -> None:
    assert too_long({path: source.count("\n") for path, source in MODULES.items()}, ALLOWED_LONG) == []


def test_what_others_made_says_so() -> None:
    assert unlicensed(PACKAGE / "theme") == []
    assert "Permission is hereby granted" in (PACKAGE / "theme" / "NOTICE.md").read_text(encoding="utf-8")


def test_building_and_checking_leave_the_plans_as_they_are(tmp_path: Path) -> None:
    copy = copytree(ROOT / "examples" / "cloud-gov", tmp_path / "copy", ignore=lambda _, names: {"site"} & set(names))

    def state() -> dict[str, tuple[int, bytes]]:
        files = (path for path in sorted((copy / "plans").rglob("*")) if path.is_file())
        return {path.relative_to(copy).as_posix(): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    before = state()
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=copy, env=quiet, check=True, capture_output=True)
    command = "from continuity.adapters.cli import main; main()"
    subprocess.run([sys.executable, "-c", command, "check", "plans"], cwd=copy, check=False, capture_output=True)
    assert before
    assert state() == before


def test_plans_begin_to_be_read_before_the_rooms_that_know_them_are_open() -> None:
    begun = "continuity.adapters.mkdocs.plugin, continuity.adapters.reading, continuity.adapters.remembering, continuity.adapters.judging"
    command = f"import sys, {begun}; print(*(name for name in sys.modules if name.startswith(('continuity.', 'pydantic'))))"
    done = subprocess.run([sys.executable, "-c", command], check=True, capture_output=True, text=True)
    opened = {name.split(".")[1] if name.startswith("continuity.") else "pydantic" for name in done.stdout.split()}
    assert "text" in opened
    assert not opened & {"pydantic", "model", "load", "checks", "views"}


# Every check sees what it is there to see.


def test_the_drawing_is_read_as_drawn() -> None:
    allowed = may_import(DOCUMENT)
    assert allowed["findings"] == frozenset()
    assert "analysis" in allowed["changes"] and "checks" not in allowed["changes"] and "changes" not in allowed["checks"]
    assert "changes" in allowed["views"]
    assert "views" in allowed["export"] and "pages" not in allowed["export"] and "export" not in allowed["pages"]
    assert {"export", "hosting", "pages", "changes", "findings"} <= allowed["adapters"]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("model/service.py", "from continuity.analysis.graph import Graph"),
        ("model/service.py", "from continuity import checks"),
        ("model/service.py", "import continuity.load"),
        ("model/service.py", "from ..views import page"),
        ("checks/dates.py", "def late():\n    from continuity.pages import render"),
        ("findings.py", "from continuity.model import base"),
        ("changes/git.py", "from continuity.checks import run"),
        ("kitchen/soup.py", ""),
        ("__init__.py", "from continuity.load import load"),
    ],
)
def test_a_step_back_is_seen(path: str, source: str) -> None:
    assert len(wrong_rooms(source, path)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("adapters/cli/check.py", "from mkdocs.config import base"),
        ("views/service.py", "import jinja2"),
        ("load.py", "import yaml"),
        ("adapters/mkdocs/plugin.py", "from click import echo"),
    ],
)
def test_a_strayed_package_is_seen(path: str, source: str) -> None:
    assert len(strayed_packages(source, path)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("analysis/cadence.py", "import time"),
        ("analysis/cadence.py", "import datetime as dt\ntoday = dt.date.today()"),
        ("views/home.py", "from datetime import datetime\nat = datetime.now(None)"),
        ("load.py", "from os import environ"),
        ("load.py", "import os.path"),
        ("load.py", "from pathlib import Path"),
        ("load.py", "import pathlib"),
        ("text/yaml_reader.py", "text = open('a').read()"),
        ("text/yaml_reader.py", "def f(path): return path.read_text()"),
        ("pages/render.py", "from pathlib import Path"),
        ("pages/render.py", "def f(path): path.write_text('')"),
        ("export/ics.py", "from uuid import uuid4"),
        ("views/home.py", "from importlib.resources import files"),
        ("checks/dates.py", "import subprocess"),
        ("checks/dates.py", "from urllib.request import urlopen"),
        ("checks/dates.py", "print('found')"),
    ],
)
def test_a_question_to_the_machine_is_seen(path: str, source: str) -> None:
    assert len(asks_the_machine(source, path)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("pages/render.py", "from importlib.resources import files\ncss = files('continuity').joinpath('a.css').read_text()"),
        ("changes/git.py", "import subprocess\nfrom pathlib import Path"),
        ("adapters/build.py", "import os\nfrom pathlib import Path\nPath('a').read_bytes()"),
        ("load.py", "from pathlib import PurePosixPath\nfrom urllib.parse import quote"),
    ],
)
def test_what_is_granted_is_not_held_against_a_room(path: str, source: str) -> None:
    assert asks_the_machine(source, path) == []


def test_a_module_that_grows_and_an_allowance_left_over_are_seen() -> None:
    lengths = {"a.py": 401, "b.py": 460, "c.py": 300, "d.py": 400, "e.py": 420}
    allowed = {"b.py": (450, "why"), "c.py": (450, "why"), "e.py": (450, "why"), "gone.py": (450, "why")}
    assert too_long(lengths, allowed) == [
        "a.py has 401 lines",
        "b.py has 460 lines",
        "c.py needs no allowance",
        "gone.py needs no allowance",
    ]


def test_a_vendored_file_without_papers_is_seen(tmp_path: Path) -> None:
    for name in ("good", "bare"):
        (tmp_path / "assets" / "vendor" / name).mkdir(parents=True)
    for name in ("LICENSE.txt", "ORIGIN"):
        (tmp_path / "assets" / "vendor" / "good" / name).write_text("x", encoding="utf-8")
    (tmp_path / "assets" / "vendor" / "loose.js").write_text("x", encoding="utf-8")
    assert unlicensed(tmp_path) == [
        "assets/vendor/bare has no LICENSE",
        "assets/vendor/bare has no ORIGIN",
        "assets/vendor/loose.js is not in a folder of its own",
    ]
