"""CODEOWNERS of GitHub and GitLab: who is asked when a plan file changes, from who owns what it describes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from continuity.analysis.answerable import owners_of
from continuity.load import Loaded
from continuity.model.base import Holder, Record, Ref
from continuity.model.directory import Person
from continuity.model.kinds import KINDS
from continuity.model.portfolio import Portfolio

__all__ = ["codeowners"]

#: Signatures belong to who signed, not to who owns what was signed.
_UNOWNED = frozenset({"review", "approval", "contact-check", "waiver"})

Handles = Callable[[Ref], str | None]


def codeowners(loaded: Loaded, folder: str, default: tuple[str, ...], handle: Handles) -> tuple[str, tuple[Ref, ...]]:
    """The file's text, and the records whose owner has no name in the forge.

    ``folder`` is the plans folder below the top of the repository; ``default`` are the owners of everything nobody else owns; ``handle``
    gives the forge's name of a team or person (``@org/team``), None where it is not known: then a person's e-mail address stands for them,
    which forges take as well.
    """
    portfolio = loaded.portfolio
    lines = ["# Written by: continuity codeowners. The last line that fits a file counts.", ""]
    top = f"/{_pattern(folder)}/" if folder else "/"
    if default:
        lines.append(" ".join([top, *default]))
    unnamed: list[Ref] = []
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for record in portfolio:
        path = loaded.sources.path(record.ref)
        owner = getattr(record, "owner", None)
        if path is None or record.kind in _UNOWNED or not isinstance(owner, Holder | type(None)):
            continue
        names = tuple(_names(portfolio, record, owner, handle))
        if names:
            found.setdefault(record.kind, []).append((f"{top}{_pattern(path)}", names))
        elif owner is not None:
            unnamed.append(record.ref)
    for kind in KINDS:
        if kind in found:
            width = max(len(path) for path, _ in found[kind])
            lines += ["", f"# {KINDS[kind].titles}", *(f"{path:<{width}} {' '.join(names)}" for path, names in sorted(found[kind]))]
    return "\n".join(lines) + "\n", tuple(unnamed)


def _names(portfolio: Portfolio, record: Record, owner: Holder | None, handle: Handles) -> Iterator[str]:
    """The team or person itself where the forge knows it, else everybody who answers for it and is known; directory entries own themselves."""
    ref = portfolio.resolve(owner.ref) if owner is not None else record.ref if record.kind in ("team", "person") else None
    if ref is None:
        return
    known = handle(ref)
    if known is not None:
        yield known
        return
    seen: set[str] = set()
    for person in owners_of(portfolio, ref):
        name = handle(person) or _mail(portfolio.get(person))
        if name is not None and name not in seen:
            seen.add(name)
            yield name


def _mail(person: Record | None) -> str | None:
    if not isinstance(person, Person):
        return None
    found = (point.email for point in person.contacts if point.email is not None)
    return next((mail for mail in found if re.fullmatch(r"[^\s#@\\]+@[^\s#@\\]+", mail)), None)


def _pattern(path: str) -> str:
    """A path as a pattern that fits nothing else: blanks and what a pattern means are escaped."""
    return re.sub(r"([\\#\s*?\[\]!])", r"\\\1", path)
