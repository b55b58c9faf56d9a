"""What ``review``, ``approve`` and ``verify-contact`` share: options, the files they write, and what they say afterwards."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from continuity.adapters.cli.plans import iso_date, open_plans
from continuity.adapters.cli.problems import CannotRunError

if TYPE_CHECKING:
    from continuity.analysis.contact_status import ContactStatus
    from continuity.analysis.reviewed import ReviewStatus
    from continuity.changes.attest import Draft, Wish
    from continuity.changes.git import Repository
    from continuity.changes.looked import History
    from continuity.changes.since_review import FieldChange, SinceReview
    from continuity.load import Loaded
    from continuity.model.base import Ref

    Past = tuple[Repository, History]

#: How many changed fields are listed.
_FIELDS = 20
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Signing:
    """The options that all three commands take."""

    by: str
    role: str | None
    notes: str | None
    scopes: tuple[str, ...]
    date: dt.date | None
    plans: Path
    dry_run: bool


def signing_options(act: str) -> Callable[[F], F]:
    """The options of ``Signing``; ``act`` says in their help what was done."""
    options = (
        click.option("--by", required=True, metavar="PERSON", help=f"Who {act}: the id or the name of a person."),
        click.option("--role", metavar="ROLE", help="In which role. Left out: the first role the tier asks for that names the person."),
        click.option("--notes", metavar="TEXT", help="What was seen, as Markdown."),
        click.option("--scope", "scopes", multiple=True, metavar="SCOPE", help="Only this part was looked at. May be given several times."),
        click.option("--date", callback=iso_date, metavar="DATE", help="The day it was done. Left out: today."),
        click.option("--plans", default="plans", show_default=True, type=click.Path(path_type=Path), help="The folder of the plans."),
        click.option("--dry-run", is_flag=True, help="Print what would be written, and write nothing."),
    )

    def add(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return add


def sign(signing: Signing, make: Callable[[dt.date], list[Wish]]) -> None:
    """Draft what ``make`` wishes for on a day, write all of it or nothing, and say what has become of each subject."""
    from continuity.changes.attest import draft
    from continuity.garbage import no_garbage_collection

    with no_garbage_collection():
        loaded, today = open_plans(signing.plans, None, "--plans DIR")
        past = history_of(signing.plans)
        drafts, refused = draft(loaded, _with_authors(make(signing.date or today), loaded, past, today), today)
    if refused:
        for wish, refusal in refused:
            click.echo(f"{wish.subject}: {refusal}", err=True)
        nothing = "Nothing was written." if len(refused) == 1 else f"Nothing was written: {len(refused)} were refused."
        click.echo(nothing, err=True)
        sys.exit(1)
    if signing.dry_run:
        for made in drafts:
            click.echo(f"# {(signing.plans / made.path).as_posix()}\n{made.text}")
    else:
        write_new([(signing.plans / made.path, made.text) for made in drafts])
    for made in drafts:
        _say(signing, loaded, made, past)


def history_of(plans: Path) -> Past | None:
    """The repository the plans lie in and its history; None where there is none: what it would tell is unknown."""
    from continuity.changes.git import GitError, open_repository
    from continuity.changes.looked import read_history

    try:
        repository = open_repository(plans, os.environ)
        return repository, read_history(repository)
    except GitError:
        return None


def _with_authors(wishes: list[Wish], loaded: Loaded, past: Past | None, today: dt.date) -> list[Wish]:
    """Reviews with those who wrote what they are of, so far as git knows."""
    from continuity.analysis.review_status import statuses
    from continuity.changes.eligibility import Refusal, find_subject
    from continuity.changes.looked import authors_since

    if past is None or not any(wish.kind == "review" for wish in wishes):
        return wishes
    last = {status.subject: status.last.review for status in statuses(loaded.portfolio, today) if status.last}
    found = []
    for wish in wishes:
        record = find_subject(loaded.portfolio, wish.subject)
        authors = () if isinstance(record, Refusal) else authors_since(past[1], loaded, record.ref, last.get(record.ref))
        found.append(replace(wish, authors=authors))
    return found


def write_new(files: list[tuple[Path, str]]) -> None:
    """Write files that are not there yet: each whole or not at all, all of them or none. Raises CannotRunError.

    A file is written under another name beside its place, which no reader of plans looks at, and then linked there: a link, unlike a
    rename, never replaces what somebody else has written in between.
    """
    done: list[Path] = []
    try:
        for path, text in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_one(path, text)
            done.append(path)
    except OSError as error:
        for path in done:
            path.unlink(missing_ok=True)
        said = "is there already" if isinstance(error, FileExistsError) else f"cannot be written: {error.strerror}"
        raise CannotRunError(f"'{path.as_posix()}' {said}. Nothing was written.") from error


def _write_one(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}.new")
    try:
        with beside.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(beside, path)
        except FileExistsError:
            raise
        except OSError:
            # A file system without links: the name is taken first, so that nothing is replaced, then filled in one step.
            path.open("x").close()
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _say(signing: Signing, loaded: Loaded, made: Draft, past: Past | None) -> None:
    """On standard error, so that what --dry-run prints can be kept."""
    verb = "would write" if signing.dry_run else "wrote"
    click.echo(f"{made.subject}: {verb} {(signing.plans / made.path).as_posix()}", err=True)
    for line in (*_changes(made, loaded, past), *made.remarks, *_outcome(made)):
        click.echo(f"  {line}", err=True)


def _changes(made: Draft, loaded: Loaded, past: Past | None) -> list[str]:
    """What is not as it was when it was last reviewed: by scope, and field by field where git has the text that was reviewed."""
    from continuity.adapters.cli.formats.report import visible
    from continuity.analysis.content import ContentState
    from continuity.analysis.reviewed import ReviewStatus

    before = made.before
    if not isinstance(before, ReviewStatus) or before.last is None or made.ref.kind != "review":
        return []
    lines = [f"since the review of {before.last.on.isoformat()} by {before.last.by.id}: {said(before)}"]
    if before.content.state is ContentState.CHANGED:
        since = _since(loaded, past, before)
        if since.fields is None:
            return [*lines, f"  which fields is unknown: {since.why}"]
        lines += [f"  {visible(_line(change, before.subject))}" for change in since.fields[:_FIELDS]]
        if len(since.fields) > _FIELDS:
            lines.append(f"  and {len(since.fields) - _FIELDS} more")
    return lines


def _since(loaded: Loaded, past: Past | None, before: ReviewStatus) -> SinceReview:
    from continuity.changes.reviewed_text import NO_HISTORY, reviewed_texts
    from continuity.changes.since_review import SinceReview, since_review

    review = loaded.portfolio.reviews.get(before.last.review.id) if before.last else None
    if past is None or review is None:
        return SinceReview(None, NO_HISTORY)
    return since_review(reviewed_texts(*past, loaded, {before.subject: review})[before.subject], loaded, before.subject)


def _line(change: FieldChange, subject: Ref) -> str:
    edit = change.edit
    if edit is None:
        return f"{change.ref} {change.action}"
    whose = "" if change.ref == subject else f"{change.ref} "
    return f"{whose}{edit.field} {edit.action}{_values(edit.before, edit.after)}"


def _values(before: object, after: object) -> str:
    """``: 2h -> 4h`` for what is short enough to be read in a line."""
    plain = (str, int, float, bool, type(None))
    if not isinstance(before, plain) or not isinstance(after, plain):
        return ""
    shown = [" ".join(str(value).split()) for value in (before, after) if value is not None]
    return ": " + " -> ".join(text if len(text) <= 60 else text[:59] + "…" for text in shown)


def said(status: ReviewStatus) -> str:
    """The content state in words: which scopes changed, and which upstream records."""
    from continuity.analysis.content import ContentState

    content = status.content
    if content.state is ContentState.AS_REVIEWED:
        return "nothing changed"
    if content.state is ContentState.UNKNOWN:
        return "not known whether anything changed"
    parts = []
    if content.changed:
        named = [scope.value for scope in content.changed if scope.value != "all"]
        parts.append(f"changed {', '.join(named)}" if named else "changed outside the scopes")
    if content.upstream:
        shown = [str(ref) for ref in content.upstream[:5]]
        more = f" and {len(content.upstream) - 5} more" if len(content.upstream) > 5 else ""
        parts.append(f"upstream {', '.join(shown)}{more}")
    return "; ".join(parts) or "never looked at"


def _outcome(made: Draft) -> list[str]:
    from continuity.analysis.reviewed import ReviewStatus

    after = made.after
    if after is None:
        return []
    if made.ref.kind == "approval" and isinstance(after, ReviewStatus):
        current = after.state.value.replace("-", " ")
        return [f"approval: {after.approval.state.value.replace('-', ' ')}; its review: {current}"]
    lines = [f"now {state_words(after)}"]
    if isinstance(after, ReviewStatus) and after.missing:
        ask = f": ask {', '.join(ref.id for ref in after.ask[:4])}" if after.ask else ""
        people = "one more person" if after.missing == 1 else f"{after.missing} more people"
        lines.append(f"{people} must look at the same content{ask}")
    return lines


def state_words(status: ReviewStatus | ContactStatus) -> str:
    """``current, due 2027-05-24``; ``overdue since 2026-07-22``; ``never``."""
    name = status.state.value.replace("-", " ")
    due = status.clock.due
    if due is None:
        return name
    return f"overdue since {due.isoformat()}" if name == "overdue" else f"{name}, due {due.isoformat()}"
