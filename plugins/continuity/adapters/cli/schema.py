"""``continuity schema``: JSON Schema of plan data, for editors and other programs."""

from __future__ import annotations

from pathlib import Path

import click

from continuity.adapters.cli.problems import CannotRunError, known_word


@click.command(short_help="Print the JSON Schema of a kind of plan file.")
@click.argument("kind", required=False)
@click.option(
    "--all",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write all to DIR/KIND.schema.json.",
)
def schema(kind: str | None, folder: Path | None) -> None:
    """Print the JSON Schema (draft 2020-12) of a KIND of plan file, such as service or contact-tree."""
    from continuity.export.schema import schema_text
    from continuity.model.kinds import KINDS

    if kind is not None and folder is None:
        click.echo(schema_text(KINDS[known_word(kind, KINDS, "kind")]), nl=False)
        return
    if folder is None or kind is not None:
        raise click.UsageError("Name a KIND, or a folder with --all. Kinds: " + ", ".join(KINDS))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for known in KINDS.values():
            (folder / f"{known.name}.schema.json").write_text(schema_text(known), encoding="utf-8", newline="\n")
    except OSError as error:
        raise CannotRunError(f"'{folder}' cannot be written: {error.strerror}") from error
    click.echo(f"{len(KINDS)} schemas written to {folder.as_posix()}")
