"""Who may sign what: asked before an attestation is written, so that none is written that would not count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from continuity.analysis.answerable import holds, owners_of
from continuity.analysis.fingerprint import reached
from continuity.findings import nearest
from continuity.model.base import Record, Ref
from continuity.model.directory import Person, Role
from continuity.model.kinds import KINDS
from continuity.model.portfolio import Portfolio

__all__ = ["SIGNED", "Refusal", "find_person", "find_role", "find_subject", "in_which_role"]

#: Kinds that are signatures or evidence themselves: nobody reviews a review.
SIGNED = frozenset({"review", "approval", "contact-check", "waiver", "record", "incident", "exercise", "action"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is not written, and what to do instead."""

    message: str
    help: str = ""

    def __str__(self) -> str:
        return f"{self.message}. {self.help}".rstrip() if self.help else f"{self.message}."


def find_subject(portfolio: Portfolio, written: str) -> Record | Refusal:
    """The record of ``KIND/ID``, also by an old id."""
    kind, slash, name = written.strip().partition("/")
    if not slash or not name:
        return Refusal(f"'{written}' names no record", "Write KIND/ID, as service/dispensing")
    if kind not in KINDS or kind in SIGNED:
        known = [one for one in KINDS if one not in SIGNED]
        near = nearest(kind, known)
        said = f"'{kind}' cannot be signed" if kind in KINDS else f"there is no kind '{kind}'"
        return Refusal(said, f"Did you mean {near}/{name}?" if near else f"Kinds are {', '.join(known)}")
    record = portfolio.get(Ref(kind, name))
    if record is None:
        near = nearest(name, portfolio.of(kind))
        return Refusal(f"there is no {kind} '{name}'", f"Did you mean {kind}/{near}?" if near else "")
    return record


def find_person(portfolio: Portfolio, written: str, on: date) -> Person | Refusal:
    """The person of an id, a name as written in their file, or ``person/ID``, who was there on the day ``on``."""
    name = written.strip().removeprefix("person/")
    record = portfolio.get(Ref("person", name))
    if not isinstance(record, Person):
        by_name = [person for person in portfolio.people.values() if person.name.casefold() == name.casefold()]
        if len(by_name) != 1:
            near = nearest(name, (*portfolio.people, *(person.name for person in portfolio.people.values())))
            return Refusal(f"there is no person '{name}'", f"Did you mean {near}?" if near else "People are files in people/")
        record = by_name[0]
    if record.left is not None and record.left < on:
        return Refusal(f"{record.label} left on {record.left.isoformat()}", "Somebody who is there must sign")
    return record


def find_role(portfolio: Portfolio, written: str) -> Role | Refusal:
    """The role of an id, or of ``role/ID``."""
    name = written.strip().removeprefix("role/")
    record = portfolio.get(Ref("role", name))
    if not isinstance(record, Role):
        near = nearest(name, portfolio.roles)
        return Refusal(f"there is no role '{name}'", f"Did you mean {near}?" if near else "Roles are files in roles/")
    return record


def in_which_role(
    portfolio: Portfolio, person: Person, said: Role | None, allowed: tuple[Ref, ...], act: str, on: date
) -> Ref | Refusal | None:
    """The role a person signs in: the one ``said``, else the first of the ``allowed`` ones that names them.

    ``allowed`` are the roles the tier asks for, anybody's when empty; ``act`` is ``review`` or ``approve``, for the wording. None: in no
    role, where none is asked for.
    """
    if said is not None:
        if allowed and said.ref not in allowed:
            return Refusal(f"as {said.id} nobody may {act} it", _instead(portfolio, allowed, on))
        if not holds(portfolio, person.ref, said.ref):
            return Refusal(f"{person.label} does not hold the role {said.id}", _theirs(portfolio, person, allowed, on))
        return said.ref
    if not allowed:
        return None
    for role in allowed:
        if person.ref in reached(portfolio, role):
            return role
    return Refusal(f"{person.label} may not {act} it", _instead(portfolio, allowed, on))


def _theirs(portfolio: Portfolio, person: Person, allowed: tuple[Ref, ...], on: date) -> str:
    mine = [role.id for role in (allowed or tuple(role.ref for role in portfolio.roles.values())) if person.ref in reached(portfolio, role)]
    return f"They hold {_listed(mine)}" if mine else _instead(portfolio, allowed, on)


def _instead(portfolio: Portfolio, allowed: tuple[Ref, ...], on: date) -> str:
    if not allowed:
        return ""
    people = dict.fromkeys(person for role in allowed for person in owners_of(portfolio, role))
    here = [portfolio.get(ref) for ref in people]
    names = [one.id for one in here if isinstance(one, Person) and (one.left is None or one.left >= on)]
    ask = f"; ask {_listed(names[:4])}" if names else ""
    return f"It takes {_listed([role.id for role in allowed], 'or')}{ask}"


def _listed(words: Iterable[str], last: str = "or") -> str:
    found = list(words)
    return f" {last} ".join([", ".join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)
