"""``continuity textconv``: a plan file as lines, for ``git diff`` and ``git log -p``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from continuity.adapters.cli.problems import CannotRunError, known_word


@click.command(short_help="Print a plan file as lines of what it says, for git diff.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--kind", metavar="KIND", help="What the file describes. Left out: what its folder says, else what its keys fit best.")
def textconv(file: Path, kind: str | None) -> None:
    """Print the plan FILE as lines of what it says, the same however it is written.

    For git: a line `*.yaml diff=continuity` in .gitattributes, and git config diff.continuity.textconv "continuity textconv". A file that
    is no plan is printed as it is.
    """
    from continuity.changes.lines import lines_of
    from continuity.model.kinds import KINDS

    if kind is not None:
        known_word(kind, KINDS, "kind")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise CannotRunError(f"'{file}' cannot be read: {error.strerror}") from error
    lines = lines_of(file.absolute().as_posix(), data, kind)
    if lines is None:
        sys.stdout.buffer.write(data)
        return
    click.echo("\n".join(lines).encode("utf-8", "backslashreplace").decode())
