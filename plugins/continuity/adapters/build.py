"""The one story of a build, told from the outside in: read the folder, load, filter for the audience, check, make the pages.

MkDocs and the command line both tell it through ``build_site``; what they do with the outcome is theirs.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from continuity.adapters.progress import Tally
from continuity.adapters.stages import STAGES
from continuity.findings import Finding, Severity

if TYPE_CHECKING:
    from continuity.adapters.remembering import Memory, Outcome
    from continuity.adapters.shelf import DiskShelf
    from continuity.analysis.procedures import Timed
    from continuity.audience import Shown
    from continuity.changes.git import Repository
    from continuity.changes.history import Period
    from continuity.changes.looked import History
    from continuity.changes.reviewed_text import ReviewedText
    from continuity.checks import Subject
    from continuity.checks.base import Before
    from continuity.load import Loaded
    from continuity.model.base import Ref
    from continuity.model.portfolio import Portfolio
    from continuity.pages.maker import Gathered
    from continuity.pages.page import Asset, Site
    from continuity.views.context import Context

PLAN_SUFFIXES = (".yaml", ".yml", ".md")
NEVER = "never"
"""The value of ``fail_on`` with which only plans that cannot be read stop a build."""


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Built:
    """What a build gave. ``site`` is None exactly when ``failed``; ``as_of`` is the day everything was judged by, in the time zone ``zone``.

    ``left`` is for the build of a later version of the plans; None where nobody goes on from it, or nothing had to be read. ``keep`` leaves what was
    made for the next build, where there is a cache and it can be written; it can wait until there is nothing else to do.
    """

    site: Site | None
    findings: tuple[Finding, ...]
    failed: bool
    as_of: dt.date
    zone: str = "UTC"
    left: Earlier | None = None
    keep: Callable[[], None] = field(default=_nothing, compare=False)


def read_folder(folder: Path) -> tuple[tuple[str, bytes], ...]:
    """The files below ``folder`` in order of path, as (path below it with forward slashes, content). Hidden files are left out.

    A file that is no plan by its name comes without content: that it is there is worth a finding, what it holds is not read.
    """
    if not folder.is_dir():
        return ()
    return tuple((path, _content(place)) for path, place in sorted(_visible_files(str(folder), "")))


def _visible_files(folder: str, above: str) -> Iterator[tuple[str, str]]:
    """Path below the plans and place of each file. A folder that is a link is not gone into: it may lead back here."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _visible_files(entry.path, f"{above}{entry.name}/")
            elif entry.is_file():
                yield f"{above}{entry.name}", entry.path


def _content(place: str) -> bytes:
    if not place.lower().endswith(PLAN_SUFFIXES):
        return b""
    with open(place, "rb", buffering=0) as file:  # noqa: PTH123 - thousands of small files, and Path takes twice as long
        return file.read()


def build_time(environment: Mapping[str, str]) -> dt.datetime:
    """When this build is made, in UTC: ``SOURCE_DATE_EPOCH`` (seconds since 1970, see reproducible-builds.org) if set, else now.

    Raises ValueError when the variable is set to something else.
    """
    epoch = environment.get("SOURCE_DATE_EPOCH", "").strip()
    if not epoch:
        return dt.datetime.now(dt.UTC)
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(f"SOURCE_DATE_EPOCH must be seconds since 1970, not {epoch!r}") from error


def judged_on(as_of: dt.date | None, now: dt.datetime, time_zone: str) -> dt.date:
    """The day all is judged by: the one named, else the day of ``now`` where the organisation is; in UTC if its time zone is not one."""
    if as_of is not None:
        return as_of
    try:
        zone: dt.tzinfo = ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError):
        zone = dt.UTC
    return now.astimezone(zone).date()


def stops(finding: Finding, fail_on: str) -> bool:
    """Whether a finding stops the build. One that cannot be waived always does: what it is about could not be read."""
    if finding.level is Severity.ERROR and not finding.rule.waivable:
        return True
    return fail_on != NEVER and finding.level.rank <= Severity(fail_on).rank


@dataclass(frozen=True, slots=True)
class Examined:
    """Plans that were read and checked: all that pages are made of, before anybody's audience is looked at.

    ``findings`` are all of them, or those alone that could have stopped the build.
    """

    loaded: Loaded
    subject: Subject
    findings: tuple[Finding, ...]
    failed: bool
    as_of: dt.date
    zone: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was found of an earlier version of the plans, by which the next is made sooner and no different.

    ``checked`` is of the plans as they are, ``shown_times`` of what the audience sees of them.
    """

    loaded: Loaded
    shown: Shown
    checked: Before
    shown_times: Timed

    def ready(self) -> Earlier:
        """The same, with what the first version after it would else wait for."""
        self.checked.reviewed.ready()
        return self

    texts: Mapping[Ref, ReviewedText]
    """By subject, the text that its review was of."""


def left_by(examined: Examined, context: Context) -> Earlier:
    """What these plans leave for the next version of them, for the audience of ``context``."""
    from continuity.analysis.procedures import Timed
    from continuity.audience import Shown

    study, shown = examined.subject.study, context.study
    return Earlier(
        examined.loaded,
        Shown(study.portfolio, shown.portfolio),
        examined.subject.left(),
        Timed(shown.portfolio, shown.procedures),
        context.since.texts if context.since else {},
    )


def examine(
    files: Iterable[tuple[str, bytes]],
    *,
    as_of: dt.date | None,
    now: dt.datetime,
    fail_on: str,
    known: Earlier | None = None,
    thorough: bool = True,
    alone: bool = True,
) -> Examined:
    """Plan files, read and checked. What is the same in ``known``, an earlier version of them, is not read again.

    Without ``thorough``, nothing is looked for but what stops a build, which is most of the way to pages for somebody who waits. Unless ``alone``, a second
    process helps.
    """
    from continuity.adapters.reading import load_plans

    files = tuple(files)
    STAGES.now(f"Reading {len(files)} plan files")
    loaded = _load_after(known, files) if known else load_plans(files, alone=alone, meanwhile=_open_rooms)
    from continuity import checks
    from continuity.adapters.checking import check_plans

    STAGES.now("Checking the plans")
    zone = loaded.portfolio.organisation.time_zone
    day = judged_on(as_of, now, zone)
    subject = checks.Subject(loaded, day, known.checked if known else None)
    mildest = Severity.NOTE if thorough else Severity.ERROR if fail_on == NEVER else Severity(fail_on)
    findings = check_plans(subject, mildest, alone=alone)
    return Examined(loaded, subject, findings, any(stops(finding, fail_on) for finding in findings), day, zone)


def _load_after(known: Earlier, files: tuple[tuple[str, bytes], ...]) -> Loaded:
    from continuity.load import load

    return load(files, known.loaded)


def _open_rooms() -> None:
    """Opens what a build will go through, which takes a quarter of a second, while another process reads."""
    import continuity.adapters.checking
    import continuity.pages.maker  # noqa: F401 - this is what is wanted


def context_of(examined: Examined, audience: str, plans: Path | None, known: Earlier | None = None, *, signatures: bool = False) -> Context:
    """What pages may ask, as ``audience`` may see it; with what git knows of the folder ``plans``, where it does.

    ``known`` is an earlier version of the same plans for the same audience. With ``signatures`` git looks after those of commits.
    """
    from continuity.analysis.judged import with_history
    from continuity.audience import for_audience
    from continuity.changes.looked import backing, last_changes, signs_in_history
    from continuity.changes.since_review import SinceReviews
    from continuity.model.values import Visibility
    from continuity.views.context import Context

    loaded, subject = examined.loaded, examined.subject
    STAGES.now("Asking for the history of the plans")
    repository, history = _history(plans) or (None, None)
    behind = backing(history, loaded, _signers(repository, history, loaded) if signatures else {}) if history else {}
    judged = with_history(subject.judged, signs_in_history(history, loaded) if history else {}, behind)
    changed = last_changes(history, loaded) if history else {}
    portfolio = for_audience(loaded.portfolio, Visibility(audience), known.shown if known else None)
    times = known.shown_times if known else None
    context = Context(portfolio, loaded.sources, examined.as_of, judged, None, subject.study, changed, times)
    if repository is None or history is None:
        return context

    def see(then: Portfolio) -> Portfolio:
        return for_audience(then, Visibility(audience), later=loaded.portfolio)

    since = SinceReviews(repository, history, loaded, judged.reviews, portfolio, see, known.texts if known else {})
    return replace(context, look_back=partial(_recent, repository, loaded, portfolio, see, examined.as_of), since=since)


def build_site(
    files: Iterable[tuple[str, bytes]],
    *,
    as_of: dt.date | None,
    now: dt.datetime,
    audience: str,
    fail_on: str = Severity.ERROR.value,
    plans: Path | None = None,
    alone: bool = False,
    cache: Path | None = None,
    known: Earlier | None = None,
    address: str = "",
    signatures: bool = False,
    going_on: bool = False,
    ready: Callable[[Site, dt.date, str], None] = lambda site, day, zone: None,
) -> Built:
    """Plan files to a site, or to the findings that stop it.

    ``as_of`` is the day to judge by (None: the day of ``now``); ``audience`` is ``public``, ``internal`` or ``restricted``;
    ``fail_on`` is the mildest severity that stops the build, or ``never``. ``plans`` is the folder the files are from: where its history is
    at hand, reviews carry the marks that only history shows. ``alone`` leaves the whole work to this process; a large site is else made by two.
    ``cache`` is the folder where builds leave what they made for the next (see ``Built``): a page that says the same is not made again, nor is a site of
    the same inputs. The site is the same to the byte without. ``known`` is what a build of an earlier version of the plans left for the same audience:
    only what differs is looked at; with ``going_on`` this one leaves the same.
    ``address`` is where readers will find the site, empty where nobody said. With ``signatures`` git looks after those of the commits that brought
    reviews: what it finds hangs on keys that are not
    among what is remembered, so nothing is taken over whole from the build before. ``ready`` is told of all pages as soon as they are there, before files
    are made of them, with the day and the time zone.
    """
    # Rooms are opened when needed: a command that only asks for help must not wait for them.
    from continuity.adapters.hands import pays
    from continuity.adapters.remembering import Outcome
    from continuity.adapters.shelf import DiskShelf
    from continuity.garbage import no_garbage_collection
    from continuity.pages.page import Site

    files = tuple(files)
    alone = alone or not pays(len(files))
    STAGES.now("Looking for what the last build left")
    memory = _memory(cache, files, plans, audience, fail_on, address, "signatures" if signatures else "")
    if memory and not signatures and (found := memory.again(lambda zone: judged_on(as_of, now, zone))):
        ready(found.site, found.day, found.zone)
        return Built(found.site, found.findings, False, found.day, found.zone)
    with no_garbage_collection():
        # Of what another process checks, nothing is left to go on from.
        examined = examine(files, as_of=as_of, now=now, fail_on=fail_on, known=known, alone=alone or going_on)
        day, zone, findings = examined.as_of, examined.zone, examined.findings
        if examined.failed:
            return Built(None, findings, True, day, zone)
        context = context_of(examined, audience, plans, known, signatures=signatures)
        STAGES.now("Making pages and files")
        shelf = DiskShelf(memory.find if memory else None)
        pages, beside = _made(context, shelf, memory.edition if memory else "", address, alone=alone)
        left = left_by(examined, context) if going_on else None
        if left is None:
            # Nobody asks plans any more, and they take more memory than what is still to come.
            examined.subject.study.let_go()
            context.study.let_go()
        del examined, context
        ready(Site(pages.pages, (), pages.pockets), day, zone)
        site = pages.site()
        site = replace(site, assets=(*site.assets, *beside))
        keep = partial(_keep, memory, Outcome(site, findings, day, zone), shelf) if memory else _nothing
        return Built(site, findings, False, day, zone, left, keep)


def _memory(cache: Path | None, files: tuple[tuple[str, bytes], ...], plans: Path | None, *options: str) -> Memory | None:
    from continuity.adapters.remembering import Memory

    return Memory.of(cache, files, plans, *options) if cache else None


def _keep(memory: Memory, made: Outcome, shelf: DiskShelf) -> None:
    """A build whose cache cannot be written is as good as any."""
    with suppress(OSError):
        memory.keep(made, shelf)


def _made(context: Context, shelf: DiskShelf, edition: str, address: str, *, alone: bool) -> tuple[Gathered, tuple[Asset, ...]]:
    """The pages of ``context`` and the files beside them, put on ``shelf``."""
    import msgspec

    from continuity.adapters.hands import ahead, in_two
    from continuity.pages.maker import Maker
    from continuity.pages.page import Asset

    def files() -> Iterator[bytes]:
        from continuity.export.files import files_of  # calendars and cards need libraries that this process need not open

        return map(msgspec.msgpack.encode, files_of(context.portfolio, context.judged, context.as_of))

    made_ahead = ahead(files, alone=alone)
    maker = Maker(context, shelf, edition, address)
    tally, total = Tally(), sum(1 for room in maker.rooms for _ in maker.sheets(room)) if STAGES.bar else 0

    def done() -> None:
        if total and tally.add():
            STAGES.come(int(tally), total)

    if not alone:
        context.reckon()
    made = in_two(maker.rooms, lambda room: maker.make(room, done), shelf, alone=alone)
    beside = (msgspec.msgpack.decode(file, type=tuple[str, bytes]) for file in made_ahead)
    return maker.gather(made), tuple(Asset(path, shelf.put("", b"", body)) for path, body in beside)


def _history(plans: Path | None) -> tuple[Repository, History] | None:
    """What git knows of the plans; None where there is no git, no repository, or no history."""
    from continuity.changes.git import GitError, open_repository
    from continuity.changes.looked import read_history

    if plans is None:
        return None
    try:
        repository = open_repository(plans, os.environ)
        return repository, read_history(repository)
    except GitError:
        return None


def _signers(repository: Repository | None, history: History, loaded: Loaded) -> Mapping[str, str]:
    """Who signed the commits that brought reviews; nobody where git does not say."""
    from continuity.changes.git import GitError
    from continuity.changes.looked import read_signers

    try:
        return read_signers(repository, history, loaded) if repository else {}
    except GitError:
        return {}


def _recent(
    repository: Repository, loaded: Loaded, seen: Portfolio, see: Callable[[Portfolio], Portfolio], day: dt.date
) -> tuple[Period, ...]:
    """What changed lately, as the audience may see it; nothing where git does not say."""
    from continuity.changes.git import GitError
    from continuity.changes.history import periods

    try:
        return periods(repository, loaded, seen, see, day, PLAN_SUFFIXES)
    except GitError:
        return ()
