"""Contact trees under stress: the share reached when people miss calls, with and without take-over, in each scenario."""

from __future__ import annotations

from continuity.analysis.contact_trees import CallTree, share_reached
from continuity.model.base import Ref
from continuity.model.communication import ContactTree, TakeOver
from continuity.views.blocks import Badge, Block, Column, Figure, Inlines, Paragraph, Row, Section, Table, Text, Tone, Unknown
from continuity.views.context import Context
from continuity.views.drawings import Cell, Grid

#: Probabilities with which each person misses their call.
MISSES = (0.0, 0.1, 0.2, 0.3, 0.5)
#: Shares (0 to 1) below which a tree is called weak, and bad. Ours, for the colours only.
_WEAK, _BAD = 0.8, 0.5
_HOWS = {TakeOver.NOBODY: "nobody takes over", TakeOver.DEPUTY: "deputies take over", TakeOver.CALLER: "the caller takes over"}


def _miss(miss: float) -> str:
    return "nobody misses" if not miss else f"{miss:.0%} miss"


def _tone(share: float) -> str:
    return "good" if share >= _WEAK else "soon" if share >= _BAD else "bad"


def stress_section(context: Context, tree: ContactTree) -> tuple[Section, ...]:
    """For the page of a tree: every way of taking over as things are, then each scenario with the tree's own."""
    found = context.trees.get(tree.id)
    if found is None or not found.nodes:
        return ()
    cells = []
    rows = []
    for how, word in _HOWS.items():
        row = f"{word}{' (this tree)' if how is found.take_over else ''}"
        rows.append(row)
        cells += _cells(row, found, how)
    for scenario, under in context.weakened[tree.id].items():
        target = context.target(scenario)
        rows.append(context.label(scenario))
        cells += _cells(context.label(scenario), under, under.take_over, target.path if target else "")
    blocks: list[Block] = [
        Figure(
            Grid(tuple(_miss(miss) for miss in MISSES), tuple(rows), tuple(cells), "calls", "Share reached"),
            "Expected share of all in the tree that answer, when each misses a call with that chance. Scenarios that cut somebody off are "
            "below, with this tree's own way of taking over.",
            (_twin(tuple(rows), cells),),
            instead=True,
        )
    ]
    if not found.exact:
        blocks.append(Paragraph((Text("Somebody stands in this tree twice: the shares treat them as two people, and are approximate."),)))
    lost = [node for node in found.nodes if node.loses_branch]
    if lost:
        ordered = sorted(lost, key=lambda node: (-node.below, node.index))
        table = Table(
            (Column("Who misses"), Column("Not called then", number=True), Column("Stand in", number=True)),
            tuple(Row((context.name(n.ref), (Text(str(n.below)),), (Text(str(len(n.alternates))),))) for n in ordered),
            "Whose missed call loses a branch, the largest first",
        )
        blocks.append(table)
    return (Section("stress", "When calls are missed", tuple(blocks)),)


def _twin(rows: tuple[str, ...], cells: list[Cell]) -> Table:
    """The grid as rows that fold into cards, with a sign beside each colour."""
    tones = {"good": Tone.GOOD, "soon": Tone.SOON, "bad": Tone.BAD}
    at = {(cell.row, cell.column): (Badge(cell.text, tones[cell.tone]),) for cell in cells}
    titles = tuple(map(_miss, MISSES))
    return Table(
        (Column("Share reached"), *(Column(title.capitalize()) for title in titles)),
        tuple(Row(((Text(row),), *(at.get((row, title), ()) for title in titles))) for row in rows),
        "Share of all in the tree that answer",
    )


def _cells(row: str, tree: CallTree, how: TakeOver, path: str = "") -> list[Cell]:
    found = [(miss, share_reached(tree, miss, how)) for miss in MISSES]
    return [Cell(_miss(miss), row, f"{share:.0%}", _tone(share), "", path) for miss, share in found if share is not None]


def scenario_trees(context: Context, scenario: Ref) -> tuple[Section, ...]:
    """For the page of a scenario: each tree it weakens, as far as it reaches people then."""
    rows = []
    for tree in context.portfolio.contact_trees.values():
        under = context.weakened[tree.id].get(scenario)
        if under is None:
            continue
        whole = context.trees[tree.id]
        cut = dict.fromkeys(under.nodes[index].ref for index in under.unreachable)
        unsure = dict.fromkeys(under.nodes[index].ref for index in under.unsure)
        who: Inlines = context.names(cut) or (Text("nobody for sure"),)
        if unsure:
            who = (*who, Text("; perhaps "), *context.names(unsure))
        shares = (
            share_reached(whole, 0.2),
            share_reached(under, 0.0),
            share_reached(under, 0.2),
            share_reached(under, 0.2, TakeOver.NOBODY),
        )
        rows.append(Row((context.name(tree.ref), who, *(_share(share) for share in shares))))
    if not rows:
        return ()
    titles = ("Contact tree", "Cut off", "Usually, 20% miss", "Now, nobody misses", "Now, 20% miss", "and nobody takes over")
    table = Table(tuple(map(Column, titles)), tuple(rows), "Share reached while this scenario keeps channels or people away")
    return (Section("trees", "Contact trees in this scenario", (table,)),)


def _share(share: float | None) -> Inlines:
    if share is None:
        return (Unknown("share"),)
    tone = {"good": Tone.GOOD, "soon": Tone.SOON, "bad": Tone.BAD}[_tone(share)]
    return (Badge(f"{share:.0%}", tone),)
