"""What the organisation can do: every service against its RTO in the scenario that is worst for it, estimated and proven."""

from __future__ import annotations

from collections.abc import Iterable

from continuity.analysis.capability import Capability
from continuity.analysis.figures import Verdict
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
from continuity.views.capability import proven_words
from continuity.views.context import Context, spoken
from continuity.views.drawings import Cell, Grid
from continuity.views.figures import figure, promised, verdict

PAGE = Target("recovery/capability.html")
_ORDER = {Verdict.FALLS_SHORT: 0, Verdict.UNKNOWN: 1}
_TONES = {Verdict.FALLS_SHORT: "bad", Verdict.MEETS: "good"}


def pages(context: Context) -> Iterable[PageView]:
    """One page over all services and scenarios."""
    found = [item for entry in context.capabilities.values() for item in entry.services.values() if context.target(item.service)]
    yield PageView(
        path=PAGE.path,
        title="Capability",
        kind="Recovery",
        lead=(_counts(found),),
        sections=(
            Section("grid", "Ready when, by scenario", (_grid(context, found),)),
            Section("all", "Each service in each scenario", (_table(context, found),)),
        ),
        crumbs=(("Recovery", Target("recovery/index.html")),),
        description="How soon each service can be back in each scenario, against its RTO",
        search=(SearchText("Capability", text="RTC RTA recovery time capability proven estimated RTO gap"),),
    )


def _counts(found: list[Capability]) -> Facts:
    counts = (
        ("Too late", sum(item.verdict is Verdict.FALLS_SHORT for item in found), Tone.BAD),
        ("Not known", sum(item.verdict is Verdict.UNKNOWN for item in found), Tone.UNKNOWN),
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
    for item in found:
        done = item.finish.duration
        target = context.target(item.service)
        word = ("≤ " if item.finish.at_most else "") + spoken(done) if done else "?"
        cells.append(
            Cell(
                context.label(item.scenario),
                context.label(item.service),
                word,
                _TONES.get(item.verdict, "unknown"),
                verdict(item.verdict).text,
                target.path if target else "",
            )
        )
    columns = tuple(dict.fromkeys(cell.column for cell in cells))
    rows = tuple(sorted(dict.fromkeys(cell.row for cell in cells), key=str.casefold))
    return Figure(
        Grid(columns, rows, tuple(cells), "scenario", "Service"),
        "Planned time from the start of the disruption. ✕ is later than the RTO, ? cannot be told; empty is not stopped.",
    )


def _table(context: Context, found: list[Capability]) -> Table:
    """Too late first, then what is not known, with what is missing to know it."""
    rows = []
    for item in sorted(found, key=lambda entry: (_ORDER.get(entry.verdict, 2), entry.service, entry.scenario)):
        rows.append(
            Row(
                (
                    context.name(item.service),
                    context.name(item.scenario),
                    figure(context, item.finish, "time"),
                    figure(context, item.finish_worst, "time"),
                    promised(context.study.objectives_of(item.service).rto, "RTO"),
                    (verdict(item.verdict),),
                    proven_words(context, item),
                )
            )
        )
    titles = ("Service", "Scenario", "Planned", "At worst", "RTO", "Against RTO", "Proven")
    caption = "Too late first, then what is not known"
    return Table(tuple(map(Column, titles)), tuple(rows), caption, filter=True, empty="No scenario stops a service.")
