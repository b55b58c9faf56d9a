"""Strategies: what answers each scenario for each service, where there is no plan on purpose, and where nobody said anything."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.analysis.figures import Verdict
from continuity.analysis.strategies import Answer, StrategyChoice, chosen_strategy
from continuity.model.base import Ref
from continuity.model.service import Service, Strategy
from continuity.views.blocks import (
    Badge,
    Block,
    Column,
    Day,
    Fact,
    Facts,
    Figure,
    Inlines,
    LinkTo,
    Muted,
    PageView,
    Row,
    SearchText,
    Section,
    Table,
    Target,
    Text,
    Tone,
    Unknown,
)
from continuity.views.bounded import MOST_ROWS, MOST_SERVICES, rest
from continuity.views.context import Context, spoken
from continuity.views.drawings import Cell, Grid
from continuity.views.sheets import Sheet, sheet

PAGE = Target("programme/strategies.html")
_ANSWERS = {
    Answer.STRATEGY: ("planned", Tone.GOOD),
    Answer.ACCEPTED: ("no plan, accepted", Tone.SOON),
    Answer.ACCEPTANCE_ENDED: ("no plan, acceptance ended", Tone.BAD),
    Answer.OUT_OF_BAND: ("none this long", Tone.BAD),
    Answer.NONE: ("nothing said", Tone.BAD),
}
_ANSWERED = (Answer.STRATEGY, Answer.ACCEPTED)
_ELSEWHERE = (Text("Each service has all of its own on its page: "), LinkTo("services", Target("services/index.html")), Text("."))
#: Words for a narrow field; the longer ones are its title.
_SHORT = {
    Answer.ACCEPTED: "accepted",
    Answer.ACCEPTANCE_ENDED: "ended",
    Answer.OUT_OF_BAND: "too long",
    Answer.NONE: "none",
    Answer.STRATEGY: "planned",
}


def pages(context: Context) -> Iterator[Sheet]:
    """Scenario by service, once."""
    yield sheet(PAGE.path, _page, context)


def _page(context: Context) -> PageView:
    choices = _choices(context)
    return PageView(
        path=PAGE.path,
        title="Strategies",
        kind="Programme",
        lead=(_counts(choices),),
        sections=(
            Section("grid", "Which scenario, which service", (_grid(context, choices),)),
            Section("none", "Where there is no plan", _without(context, choices)),
            Section("holds", "How long each strategy holds", _holds(context, choices)),
        ),
        crumbs=(("Programme", Target("programme/index.html")),),
        description="Which strategy answers which scenario, where there is no plan, and how long each holds",
        search=(SearchText("Strategies", text="strategy scenario service no plan accepted sustained outage"),),
    )


def _choices(context: Context) -> tuple[StrategyChoice, ...]:
    """The answer of every service that has a page to every scenario that stops it."""
    services = context.study.services
    return tuple(
        chosen_strategy(context.study, services[ref], scenario.ref)
        for scenario in context.portfolio.scenarios.values()
        for ref in sorted(context.blasts.of_scenario(scenario.id).stopped_services)
        if ref in services and context.target(ref)
    )


def _counts(choices: tuple[StrategyChoice, ...]) -> Facts:
    facts = []
    for answer, (word, tone) in _ANSWERS.items():
        count = sum(choice.answer is answer for choice in choices)
        anchor = "grid" if answer is Answer.STRATEGY else "none"
        facts.append(
            Fact(word.capitalize(), (Badge(str(count), tone if count else Tone.PLAIN), Text(" "), LinkTo("see", Target(PAGE.path, anchor))))
        )
    return Facts(tuple(facts), large=True)


def _grid(context: Context, choices: tuple[StrategyChoice, ...]) -> Figure:
    cells = []
    worst = dict.fromkeys(choice.service for choice in sorted(choices, key=lambda c: (c.answer in _ANSWERED, c.service)))
    shown_here = frozenset(list(worst)[:MOST_SERVICES])
    for choice in choices:
        if choice.service not in shown_here:
            continue
        word, tone = _ANSWERS[choice.answer]
        shown = choice.approach.value.replace("-", " ") if choice.answer is Answer.STRATEGY and choice.approach else _SHORT[choice.answer]
        target = context.target(choice.service)
        cells.append(
            Cell(context.label(choice.scenario), context.label(choice.service), shown, tone.value, word, target.path if target else "")
        )
    columns = tuple(dict.fromkeys(cell.column for cell in cells))
    rows = tuple(sorted(dict.fromkeys(cell.row for cell in cells), key=str.casefold))
    drawing = Grid(columns, rows, tuple(cells), "scenario", "Service")
    of = f". The {MOST_SERVICES} of {len(worst)} services that lack most" if len(worst) > MOST_SERVICES else ""
    return Figure(
        drawing,
        f"What a service does when a scenario stops it; an empty field is not stopped by it. Scenarios that stop no service are left out{of}",
    )


def _written(context: Context, service: Ref, index: int | None) -> Strategy | None:
    record = context.portfolio.get(service)
    return record.strategies[index] if isinstance(record, Service) and index is not None else None


def _without(context: Context, choices: tuple[StrategyChoice, ...]) -> tuple[Block, ...]:
    """Every field of the grid without a plan: who bears that until when, or that nobody does."""
    order = list(_ANSWERS)[::-1]
    rows = []
    bare = [choice for choice in choices if choice.answer is not Answer.STRATEGY]
    for choice in sorted(bare, key=lambda c: (order.index(c.answer), c.scenario, c.service))[:MOST_ROWS]:
        word, tone = _ANSWERS[choice.answer]
        item = _written(context, choice.service, choice.index)
        who: Inlines = (Muted("nobody"),)
        until: Inlines = ()
        if item and choice.answer in (Answer.ACCEPTED, Answer.ACCEPTANCE_ENDED):
            who = context.name(item.accepted_by) if item.accepted_by else (Unknown("who"),)
            until = (Day(item.until),) if item.until else (Unknown("until when"),)
        rows.append(Row((context.name(choice.scenario), context.name(choice.service), (Badge(word, tone),), who, until)))
    titles = ("Scenario", "Service", "Answer", "Accepted by", "Until")
    table = Table(tuple(map(Column, titles)), tuple(rows), "No plan, explicitly or not", filter=True, empty="Every stop has a strategy.")
    return (table, *rest(len(bare), MOST_ROWS, _ELSEWHERE))


def _holds(context: Context, choices: tuple[StrategyChoice, ...]) -> tuple[Block, ...]:
    """What the strategy sustains against the outage that is expected; what falls short first, then what nobody knows."""
    order = (Verdict.FALLS_SHORT, Verdict.UNKNOWN)
    found = []
    for choice in choices:
        if choice.answer is Answer.STRATEGY:
            found += [fit for fit in context.study.strategy_fits[choice.service] if fit.index == choice.index]
    rows = []
    urgent = sorted(found, key=lambda f: (order.index(f.sustained) if f.sustained in order else len(order), f.scenario, f.service))
    for fit in urgent[:MOST_ROWS]:
        badge = {
            Verdict.FALLS_SHORT: Badge("too short", Tone.BAD),
            Verdict.UNKNOWN: Badge("cannot be told", Tone.UNKNOWN),
        }.get(fit.sustained, Badge("long enough", Tone.GOOD))
        sustains: Inlines = (Text(spoken(fit.sustains.duration)),) if fit.sustains.duration else (Unknown("how long it holds"),)
        outage: Inlines = (Text(spoken(fit.outage.duration)),) if fit.outage.duration else (Unknown("expected outage"),)
        rows.append(Row((context.name(fit.scenario), context.name(fit.service), (Text(fit.approach.value),), sustains, outage, (badge,))))
    titles = ("Scenario", "Service", "Strategy", "Holds for", "Expected outage", "Enough")
    caption = "Sustained duration against the expected outage, what is too short first"
    table = Table(tuple(map(Column, titles)), tuple(rows), caption, filter=True, empty="No strategies yet.")
    return (table, *rest(len(found), MOST_ROWS, _ELSEWHERE))
