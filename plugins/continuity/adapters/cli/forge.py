"""``continuity forge``: the files a forge needs, and the one comment on a proposed change."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from continuity.adapters.cli.problems import CannotRunError

_OPTIONS = (
    click.option(
        "--output", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="The top of the repository."
    ),
    click.option("--plans", default="plans", show_default=True, metavar="DIR", help="The folder of the plans in the repository."),
    click.option("--branch", default="main", show_default=True, help="The branch whose site is published."),
    click.option("--force", is_flag=True, help="Replace files that are there."),
)


def _file_options(function: click.decorators.FC) -> click.decorators.FC:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@click.group(short_help="Write what GitHub or GitLab needs, and the comment on a proposed change.")
def forge() -> None:
    """Check, explain, preview and publish plans in a forge."""


@forge.command(short_help="Write a workflow, a pull-request template and the script that publishes.")
@_file_options
def github(output: Path, plans: str, branch: str, force: bool) -> None:
    """Write a GitHub Actions workflow, a pull-request template and the script that publishes the site."""
    _write("github", output, plans, branch, force)


@forge.command(short_help="Write a pipeline, a merge-request template and the script that publishes.")
@_file_options
def gitlab(output: Path, plans: str, branch: str, force: bool) -> None:
    """Write a GitLab CI pipeline, a merge-request template and the script that publishes the site."""
    _write("gitlab", output, plans, branch, force)


@forge.command(short_help="Put a text on a proposed change as its one comment.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def comment(file: Path) -> None:
    """Put the Markdown in FILE on a pull request or merge request, in place of what was put there before.

    Runs in a workflow or pipeline, with CONTINUITY_PROPOSAL (its number) and CONTINUITY_COMMENT_TOKEN in the environment.
    """
    from continuity.adapters.comments import CommentError, forge_of, put_comment
    from continuity.hosting.forge import MARKER

    try:
        body = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRunError(f"'{file}' cannot be read: {error}") from error
    # What the diff writes has a marker of its own in its first line.
    first = re.match(r"<!-- [\w: .-]+ -->$", body.partition("\n")[0].strip())
    try:
        replaced = put_comment(forge_of(os.environ), body, first[0] if first else MARKER)
    except CommentError as error:
        raise CannotRunError(str(error)) from error
    click.echo("comment replaced" if replaced else "comment written")


def _write(name: str, output: Path, plans: str, branch: str, force: bool) -> None:
    from importlib.metadata import version

    from continuity.hosting.forge import Settings, files

    for what, value in (("plans", plans), ("branch", branch)):
        # It goes into workflows and shells.
        if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_./-]*", value):
            raise click.BadParameter(f"'{value}' has characters that do not belong into a script", param_hint=f"--{what}")
    wanted = [(output / one.path, one) for one in files(name, Settings(version("mkdocs-continuity"), plans.strip("/"), branch))]
    there = [path for path, one in wanted if path.exists() and not _same(path, one.text)]
    if there and not force:
        raise CannotRunError(f"{', '.join(path.as_posix() for path in there)}: there already. --force replaces. Nothing was written.")
    for path, one in wanted:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(one.text, encoding="utf-8", newline="\n")
            path.chmod(0o755 if one.executable else 0o644)
        except OSError as error:
            raise CannotRunError(f"'{path}' cannot be written: {error.strerror}") from error
        click.echo(f"{path.as_posix()} written")


def _same(path: Path, text: str) -> bool:
    try:
        return path.read_text(encoding="utf-8") == text
    except (OSError, UnicodeDecodeError):
        return False
