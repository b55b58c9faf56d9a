"""``continuity hosting``: a configuration for the web server that serves the site."""

from __future__ import annotations

from pathlib import Path

import click

from continuity.adapters.cli.problems import CannotRunError

NAMES = ("nginx", "caddy", "apache")


@click.command(short_help="Write the configuration of a web server for the site.")
@click.argument("server", type=click.Choice(NAMES))
@click.option("--output", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="The folder to write it to.")
@click.option("--address", default="https://continuity.example.org", show_default=True, help="Where readers will find the site.")
@click.option("--root", default="/srv/continuity", show_default=True, metavar="DIR", help="Where the built site will lie on the server.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def hosting(server: str, output: Path, address: str, root: str, force: bool) -> None:
    """Write a configuration for the web server SERVER: nginx, caddy or apache.

    It has the content security policy that the pages are made for, and lets no browser show an old page while the server is there.
    """
    from continuity.hosting import SERVERS, Place

    try:
        place = Place.of(address, root)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    name, configuration = SERVERS[server]
    file = output / name
    if file.exists() and not force:
        raise CannotRunError(f"'{file}' is there already. --force replaces it.")
    try:
        output.mkdir(parents=True, exist_ok=True)
        file.write_text(configuration(place), encoding="utf-8", newline="\n")
    except OSError as error:
        raise CannotRunError(f"'{file}' cannot be written: {error.strerror}") from error
    click.echo(f"{file.as_posix()} written")
