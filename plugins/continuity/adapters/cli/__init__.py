"""The command ``continuity``. Each command opens the rooms it needs when it runs, so that asking for help costs nothing."""

from __future__ import annotations

import os
import sys

import click

from continuity.adapters.cli.approve import approve
from continuity.adapters.cli.bundle import bundle
from continuity.adapters.cli.check import check
from continuity.adapters.cli.codeowners import codeowners
from continuity.adapters.cli.diff import diff
from continuity.adapters.cli.export import export
from continuity.adapters.cli.forge import forge
from continuity.adapters.cli.frameworks import frameworks
from continuity.adapters.cli.hosting import hosting
from continuity.adapters.cli.pdf import pdf
from continuity.adapters.cli.review import review
from continuity.adapters.cli.rules import explain, rules
from continuity.adapters.cli.schema import schema
from continuity.adapters.cli.status import status
from continuity.adapters.cli.textconv import textconv
from continuity.adapters.cli.verify_contact import verify_contact
from continuity.adapters.stages import STAGES

__all__ = ["main"]

_SWITCH = "CONTINUITY_SECOND_PROCESS"
"""The environment variable that ``adapters/hands.py`` asks, which is not opened for a command without work for two."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="mkdocs-continuity", prog_name="continuity")
@click.option("--timings", is_flag=True, envvar="CONTINUITY_TIMINGS", help="Say on standard error how long each stage took.")
@click.option("--no-second-process", "alone", is_flag=True, help="Leave all work to one process, also where a second would help.")
@click.pass_context
def main(context: click.Context, timings: bool, alone: bool) -> None:
    """Check, review and describe continuity plans kept as data.

    No plan file is ever changed; review, approve, verify-contact and frameworks can add new ones.
    """
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter of somebody's name gets its escape, not a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    STAGES.clear()
    STAGES.tell = STAGES.bar = None
    STAGES.now("Starting")
    if alone:
        # As from outside, so that it holds for whatever the command begins.
        before = os.environ.get(_SWITCH)
        os.environ[_SWITCH] = "false"
        context.call_on_close(lambda: os.environ.pop(_SWITCH) if before is None else os.environ.update({_SWITCH: before}))
    if timings:
        context.call_on_close(lambda: click.echo("\n".join(STAGES.lines()), err=True))
    # Before what is said in the end, why it could not be done for one.
    context.call_on_close(STAGES.rest)


for command in (
    check,
    diff,
    status,
    review,
    approve,
    verify_contact,
    hosting,
    bundle,
    pdf,
    forge,
    codeowners,
    export,
    frameworks,
    textconv,
    schema,
    rules,
    explain,
):
    main.add_command(command)
