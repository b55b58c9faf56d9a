"""``continuity bundle``: the built site as an archive to carry."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import click

from continuity.adapters.cli.problems import CannotRunError
from continuity.adapters.revision import revision_of


@click.command(short_help="Write the built site as an archive that opens without a server.")
@click.option(
    "--config", default="mkdocs.yml", show_default=True, type=click.Path(path_type=Path), metavar="FILE", help="The site to build."
)
@click.option("--site", type=click.Path(path_type=Path), metavar="DIR", help="Take this site, which is built already, and build none.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Default: continuity-DATE.zip")
def bundle(config: Path, site: Path | None, output: Path | None) -> None:
    """Write the built site as an archive for laptops and memory sticks, with SHA256SUMS and what it was built from.

    Unpacked, it opens from a disk with search and all. With SOURCE_DATE_EPOCH set, the same plans make the same bytes.
    """
    if not config.is_file() and site is None:
        raise CannotRunError(f"There is no '{config}'. Name the site's configuration with --config, or a built site with --site.")
    if site is not None:
        _write(site, config, output)
        return
    with tempfile.TemporaryDirectory(prefix="continuity-") as folder:
        built = Path(folder) / "site"
        _build(config, built)
        _write(built, config, output)


def _build(config: Path, target: Path) -> None:
    """Builds the site, with the words of the build going where it sends them."""
    program = next((name for name in ("mkdocs", "properdocs") if find_spec(name)), None)
    if program is None:
        raise CannotRunError("Neither MkDocs nor ProperDocs is installed. Name a built site with --site.")
    command = [sys.executable, "-m", program, "build", "--quiet", "--config-file", str(config), "--site-dir", str(target)]
    if subprocess.run(command, check=False).returncode:
        raise CannotRunError("The site could not be built, so there is no archive. What is above says why.")


def _write(site: Path, config: Path, output: Path | None) -> None:
    from continuity.adapters.bundle.archive import NoSiteError, identity_of, write_archive

    try:
        found = identity_of(site, commit=revision_of(config.resolve().parent), version=version("mkdocs-continuity"))
        target = output or Path(f"continuity-{found.as_of}.zip")
        count, size = write_archive(site, target, found)
    except NoSiteError as error:
        raise CannotRunError(str(error)) from error
    except OSError as error:
        raise CannotRunError(f"The archive cannot be written: {error}") from error
    click.echo(f"{target.as_posix()}: {count} files, {size / 1e6:.1f} MB, for the audience {found.audience}, as of {found.as_of}")
