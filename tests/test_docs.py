"""Everything a user can name is in docs/: commands, options, settings, kinds, rules, public names. And files speak of the project alone."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType

import click
import continuity
import pytest
from continuity.adapters.cli import main
from continuity.adapters.mkdocs.options import Options
from continuity.checks import RULES
from continuity.model.kinds import KINDS

ROOT = Path(__file__).parents[1]
PAGES = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").rglob("*.md"))}


# What there is.


def commands(group: click.Group, name: str = "continuity") -> dict[str, click.Command]:
    """Every command by what one types: ``continuity check``. Groups are walked through; hidden commands are not for users."""
    found: dict[str, click.Command] = {}
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= commands(command, f"{name} {word}")
        elif not command.hidden:
            found[f"{name} {word}"] = command
    return found


def long_options(command: click.Command) -> list[str]:
    """The long names of a command's options, ``--no-...`` forms included; help explains itself."""
    options = (parameter for parameter in command.params if isinstance(parameter, click.Option) and not parameter.hidden)
    return sorted(name for option in options for name in (*option.opts, *option.secondary_opts) if name.startswith("--"))


def modules() -> list[ModuleType]:
    """Every module of the package."""
    return [importlib.import_module(found.name) for found in pkgutil.walk_packages(continuity.__path__, "continuity.")]


def exported(found: Iterable[ModuleType]) -> dict[str, object]:
    """What modules say is public, by its full name."""
    return {f"{module.__name__}.{name}": getattr(module, name) for module in found for name in getattr(module, "__all__", ())}


def front_doors(found: Iterable[ModuleType]) -> list[ModuleType]:
    """The modules other programs import from: the rooms themselves, not what is inside them."""
    return [module for module in found if module.__name__.count(".") == 1]


# What is missing.


def undocumented_commands(pages: Mapping[str, str], found: Mapping[str, click.Command]) -> list[str]:
    """Commands no page names, and options that stand on no page that names their command."""
    missing = []
    for name, command in found.items():
        text = "\n".join(page for page in pages.values() if name in page)
        missing += [name] if not text else [f"{name} {option}" for option in long_options(command) if not named(option, text)]
    return missing


def named(word: str, text: str) -> bool:
    """Whether ``word`` stands in ``text`` as itself, not as a piece of a longer one."""
    return re.search(rf"(?<![\w.-]){re.escape(word)}(?![\w-])", text) is not None


def not_in_code(words: Iterable[str], pages: Mapping[str, str]) -> list[str]:
    """Words that stand between backticks, in a code block or in a heading of no page."""
    text = "\n".join(pages.values())
    places = [match.group() for match in re.finditer(r"^```.*?^```|`[^`\n]+`|^#+ .+$", text, re.MULTILINE | re.DOTALL)]
    code = "\n".join(place for place in places)
    return [word for word in words if not named(word, code)]


def undocumented_names(names: Iterable[str], pages: Mapping[str, str]) -> list[str]:
    """Public names that no page gives in full, as ``continuity.load.load``."""
    text = "\n".join(pages.values())
    return [name for name in names if not named_in_full(name, text)]


def named_in_full(name: str, text: str) -> bool:
    """Whether a dotted name is in ``text``, or its module and then, on the same line or below its heading, the name."""
    module, _, last = name.rpartition(".")
    if re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", text):
        return True
    sections = re.split(r"^(?=#)", text, flags=re.MULTILINE)
    return any(re.search(rf"^#.*{re.escape(module)}(?![\w.])", section) and f"`{last}" in section for section in sections)


def twice(found: Mapping[str, object]) -> list[str]:
    """Things of ours that are public under two names. Values that compare equal by chance (numbers, texts) are not things."""
    by_thing: dict[int, list[str]] = {}
    for name, thing in found.items():
        if getattr(thing, "__module__", "").startswith("continuity"):
            by_thing.setdefault(id(thing), []).append(name)
    return sorted(" = ".join(sorted(names)) for names in by_thing.values() if len(names) > 1)


# Words that belong to a machine, in pieces, so that this file passes its own test.
FOREIGN = re.compile(
    "|".join(
        [
            r"(?<![\w./])/(?:" + "work|farm" + r")/",
            r"(?<![\w./])/(?:home|Users)/[a-z]",
            *(
                re.escape(host)
                for host in ("pypi" + ".org", "files.python" + "hosted.org", "registry.npm" + "js.org", "registry.yarn" + "pkg.com")
            ),
        ]
    )
)


def foreign_words(files: Mapping[str, str]) -> list[str]:
    """Lines that name somebody's machine or a package registry. Licences are quoted as they are."""
    kept = {path: text for path, text in files.items() if not re.search(r"/vendor/.*LICEN[CS]E|NOTICE\.md$", path)}
    return [
        f"{path}:{number} {match.group()}"
        for path, text in kept.items()
        for number, line in enumerate(text.splitlines(), 1)
        for match in FOREIGN.finditer(line)
    ]


def committed() -> dict[str, str]:
    """Every text file under version control, as it is now; without version control every file a fresh copy would have is one."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not under version control: nothing says which files are the project's")
    files = {}
    for path in listed.stdout.decode().split("\0"):
        if path and (ROOT / path).is_file():
            content = (ROOT / path).read_bytes()
            if b"\0" not in content[:8000]:
                files[path] = content.decode("utf-8", errors="replace")
    return files


# The documentation is whole.


def test_every_command_and_option_is_documented() -> None:
    found = commands(main)
    assert "continuity check" in found
    assert undocumented_commands(PAGES, found) == []


def test_every_setting_of_the_plugin_is_documented() -> None:
    settings = [name for name, _ in Options._schema]
    assert "audience" in settings
    assert not_in_code(settings, PAGES) == []


def test_every_rule_is_documented() -> None:
    assert "bad-duration" in RULES
    assert not_in_code(RULES, PAGES) == []


def test_every_kind_is_documented() -> None:
    assert "service" in KINDS
    assert not_in_code(KINDS, PAGES) == []


def test_every_public_name_is_documented() -> None:
    found = exported(front_doors(modules()))
    assert "continuity.checks.run" in found
    assert undocumented_names(found, PAGES) == []


def test_the_example_of_the_library_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    example = re.search(r"^```python\n(.*?)^```", PAGES["docs/library.md"], re.MULTILINE | re.DOTALL)
    assert example
    monkeypatch.chdir(ROOT)
    exec(compile(example[1], "docs/library.md", "exec"), {})  # noqa: S102  # our own page
    assert re.search(r"^[1-9]\d* services may be seen by everybody$", capsys.readouterr().out, re.MULTILINE)


def test_a_thing_has_one_public_name() -> None:
    assert twice(exported(modules())) == []


def test_files_speak_of_the_project_alone() -> None:
    assert foreign_words(committed()) == []


# Every check sees what it is there to see.


@click.group()
def shop() -> None:
    """A command to test the tests with."""


@shop.command()
@click.option("--size")
@click.option("--sugar/--no-sugar")
@click.option("--recipe", hidden=True)
def tea(size: str, sugar: bool, recipe: str) -> None:
    """Make tea."""


def test_a_missing_command_or_option_is_seen() -> None:
    found = commands(shop, "shop")
    assert undocumented_commands({"a.md": "`continuity check`"}, found) == ["shop tea"]
    assert undocumented_commands({"a.md": "`shop tea --size`, `--sugary`", "b.md": "--sugar"}, found) == [
        "shop tea --no-sugar",
        "shop tea --sugar",
    ]
    assert undocumented_commands({"a.md": "`shop tea --size 2 --no-sugar` `--sugar`"}, found) == []


def test_a_missing_word_is_seen() -> None:
    assert not_in_code(["plans", "as_of"], {"a.md": "plans as_of `plans_dir` `some plans-x`"}) == ["plans", "as_of"]
    assert not_in_code(["plans", "as_of"], {"a.md": "`plans`\n\n```yaml\nas_of: x\n```\n"}) == []


def test_a_missing_name_is_seen() -> None:
    names = ["continuity.load.load"]
    assert undocumented_names(names, {"a.md": "continuity.load.loader `load`"}) == names
    assert undocumented_names(names, {"a.md": "## `continuity.load.rules`\n\n`load(files)`"}) == names
    assert undocumented_names(names, {"a.md": "## `continuity.load`\n\n`load(files)`"}) == []
    assert undocumented_names(names, {"a.md": "call `continuity.load.load(files)`"}) == []


def test_a_second_name_is_seen() -> None:
    assert twice({"continuity.a.f": twice, "continuity.b.f": twice}) == []
    thing = type("Thing", (), {"__module__": "continuity.a"})
    assert twice({"continuity.a.f": thing, "continuity.b.g": thing, "continuity.c.n": 1, "continuity.d.n": 1}) == [
        "continuity.a.f = continuity.b.g"
    ]


@pytest.mark.parametrize("word", ["/wo" + "rk/main", "see /fa" + "rm/x", "https://py" + "pi.org/simple", "'/ho" + "me/ada'"])
def test_a_foreign_word_is_seen(word: str) -> None:
    assert len(foreign_words({"README.md": f"fine\n{word}\n"})) == 1
    assert foreign_words({"theme/vendor/x/LICENSE.txt": word}) == []


def test_common_words_are_not_foreign() -> None:
    assert foreign_words({"a.md": "docs/work/items, https://example.org/work/ and farm/ and /workshop/"}) == []
