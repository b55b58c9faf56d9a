"""``continuity frameworks``: the control sets that come with the program."""

from __future__ import annotations

from pathlib import Path

import click

from continuity.adapters.cli.problems import CannotRunError, known_word


@click.command(short_help="List, print or add the control sets that come with the program.")
@click.argument("names", nargs=-1, metavar="[FRAMEWORK]...")
@click.option(
    "--add",
    "plans",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="PLANS",
    help="Write them to PLANS/frameworks/. A file that is there stays as it is.",
)
def frameworks(names: tuple[str, ...], plans: Path | None) -> None:
    """List the control sets that come with the program, print each FRAMEWORK as plan data, or add it to the plans."""
    from continuity.frameworks import SHIPPED, shipped

    for name in names:
        known_word(name, SHIPPED, "framework")
    if plans is not None:
        if not names:
            raise click.UsageError("Name what to add: " + ", ".join(SHIPPED))
        _add(plans, {name: shipped(name) for name in dict.fromkeys(names)})
    elif names:
        click.echo("".join(shipped(name).decode("utf-8") for name in names), nl=False)
    else:
        width = max(map(len, SHIPPED))
        for name in SHIPPED:
            click.echo(f"{name:<{width}}  {_titled(name, shipped(name))}")


def _titled(name: str, data: bytes) -> str:
    """The name a framework gives itself and how many clauses it has."""
    from continuity.load import load

    framework = load([(f"frameworks/{name}.yaml", data)]).portfolio.frameworks[name]
    return f"{framework.name} ({len(framework.clauses)} clause{'' if len(framework.clauses) == 1 else 's'})"


def _add(plans: Path, wanted: dict[str, bytes]) -> None:
    """Write the files, all or none: an organisation changes them (what does not apply, and why), so none is ever written over."""
    if not plans.is_dir():
        raise CannotRunError(
            f"There is no folder '{plans}'. Name the folder of the plans: continuity frameworks {next(iter(wanted))} --add plans"
        )
    folder = plans / "frameworks"
    files = {folder / f"{name}.yaml": data for name, data in wanted.items()}
    there = [path.as_posix() for path in files if path.exists()]
    if there:
        raise CannotRunError(f"{', '.join(there)} is there already, and stays as it is. Without --add the shipped text is printed.")
    written: list[Path] = []
    try:
        folder.mkdir(exist_ok=True)
        for path, data in files.items():
            with path.open("xb") as file:
                written.append(path)
                file.write(data)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise CannotRunError(f"'{folder}' cannot be written: {error.strerror}") from error
    for path in files:
        click.echo(f"{path.as_posix()} written")
    click.echo(f"Name them in {(plans / 'programme.yaml').as_posix()}: frameworks: [{', '.join(wanted)}]")
