"""What a command says when it cannot do its work: exit code 2, one message, no traceback."""

from __future__ import annotations

from collections.abc import Iterable

import click

from continuity.findings import nearest


class CannotRunError(click.ClickException):
    """The command could not run: a folder is missing, a file cannot be read or written."""

    exit_code = 2


def known_word(word: str, known: Iterable[str], what: str) -> str:
    """``word`` when it is one of ``known``. Raises BadParameter (exit code 2) with the nearest one otherwise."""
    choices = list(known)
    if word in choices:
        return word
    near = nearest(word, choices)
    hint = f" Did you mean {near}?" if near else ""
    raise click.BadParameter(f"there is no {what} '{word}'.{hint}")
