"""What the organisation can do: every service against its RTO in the scenario that is worst for it, estimated and proven."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.analysis.capability import Capability
from continuity.analysis.figures import Verdict
from continuity.analysis.strategies import Answer
from continuity.model.base import Ref
from continuity.views.blocks import (
    Badge,
    Column,
    Fact,
    Facts,
    Figure,
    LinkTo,
    PageView,
    Row,
    SearchText,
    Section,
    Table,
    Target,
    Text,
    Tone,
)
from continuity.views.bounded import MOST_SERVICES, rest
from continuity.views.capability import proven_words
from continuity.views.context import Context, spoken
from continuity.views.drawings import Cell, Grid
from continuity.views.figures import figure, promised, verdict
from continuity.views.sheets import Sheet, sheet

PAGE = Target("recovery/capability.html")
_ELSEWHERE = (Text("Each service has all of its own on its page: "), LinkTo("services", Target("services/index.html")), Text("."))
_ORDER = {Verdict.FALLS_SHORT: 0, Verdict.UNKNOWN: 1}
_TONES = {Verdict.FALLS_SHORT: "bad", Verdict.MEETS: "good"}


def pages(context: Context) -> Iterator[Sheet]:
    """One page over all services and scenarios."""
    yield sheet(PAGE.path, _page, context)


def _page(context: Context) -> PageView:
    found = [item for entry in context.capabilities.values() for item in entry.services.values() if context.target(item.service)]
    return PageView(
        path=PAGE.path,
        title="Capability",
        kind="Recovery",
        lead=(_counts(found),),
        sections=(
            Section("grid", "Ready when, by scenario", (_grid(context, found),)),
            Section("all", "Each service in each scenario", (_table(context, found), *rest(len(found), MOST_SERVICES, _ELSEWHERE))),
        ),
        crumbs=(("Recovery", Target("recovery/index.html")),),
        description="How soon each service can be back in each scenario, against its RTO",
        search=(SearchText("Capability", text="RTC RTA recovery time capability proven estimated RTO gap"),),
    )


def _counts(found: list[Capability]) -> Facts:
    counts = (
        ("Too late", sum(item.verdict is Verdict.FALLS_SHORT for item in found), Tone.BAD),
        ("Not known", sum(item.verdict is Verdict.UNKNOWN and not _accepted(item) for item in found), Tone.UNKNOWN),
        ("No plan, accepted", sum(_accepted(item) for item in found), Tone.SOON),
        ("In time, by estimate", sum(item.verdict is Verdict.MEETS for item in found), Tone.GOOD),
        ("Proven", sum(item.proof.rta is not None for item in found), Tone.GOOD),
    )
    see = Target(PAGE.path, "all")
    return Facts(
        tuple(
            Fact(word, (Badge(str(count), tone if count else Tone.PLAIN), Text(" "), LinkTo("see", see))) for word, count, tone in counts
        ),
        large=True,
    )


def _grid(context: Context, found: list[Capability]) -> Figure:
    cells = []
    worst = dict.fromkeys(item.service for item in sorted(found, key=_urgency))
    shown = frozenset(list(worst)[:MOST_SERVICES])
    for item in found:
        if item.service not in shown:
            continue
        done = item.finish.duration
        target = context.target(item.service)
        word = "no plan" if _accepted(item) else ("≤ " if item.finish.at_most else "") + spoken(done) if done is not None else "?"
        cells.append(
            Cell(
                context.label(item.scenario),
                context.label(item.service),
                word,
                "soon" if _accepted(item) else _TONES.get(item.verdict, "unknown"),
                _verdict(item).text,
                target.path if target else "",
            )
        )
    columns = tuple(dict.fromkeys(cell.column for cell in cells))
    rows = tuple(sorted(dict.fromkeys(cell.row for cell in cells), key=str.casefold))
    of = f" The {MOST_SERVICES} of {len(worst)} services that are worst off." if len(worst) > MOST_SERVICES else ""
    return Figure(
        Grid(columns, rows, tuple(cells), "scenario", "Service"),
        f"Planned time from the start of the disruption. ✕ is later than the RTO, ? cannot be told; no plan is accepted by somebody; "
        f"empty is not stopped.{of}",
    )


def _urgency(item: Capability) -> tuple[int, Ref, Ref]:
    return (3 if _accepted(item) else _ORDER.get(item.verdict, 2), item.service, item.scenario)


def _accepted(item: Capability) -> bool:
    """Whether somebody bears that there is no plan, so that nothing is missing."""
    return item.choice.answer is Answer.ACCEPTED


def _verdict(item: Capability) -> Badge:
    return Badge("no plan, accepted", Tone.SOON) if _accepted(item) else verdict(item.verdict)


def _table(context: Context, found: list[Capability]) -> Table:
    """Too late first, then what is not known, with what is missing to know it."""
    rows = []
    for item in sorted(found, key=_urgency)[:MOST_SERVICES]:
        rows.append(
            Row(
                (
                    context.name(item.service),
                    context.name(item.scenario),
                    figure(context, item.finish, "time"),
                    figure(context, item.finish_worst, "time"),
                    promised(context.study.objectives_of(item.service).rto, "RTO"),
                    (_verdict(item),),
                    proven_words(context, item),
                )
            )
        )
    titles = ("Service", "Scenario", "Planned", "At worst", "RTO", "Against RTO", "Proven")
    caption = "Too late first, then what is not known; what has no plan on purpose last"
    return Table(tuple(map(Column, titles)), tuple(rows), caption, filter=True, empty="No scenario stops a service.")
