"""How a contact tree does: time to reach enough people and all of them, and what is weak in it."""

from __future__ import annotations

from continuity.analysis.contact_problems import ContactProblem, ContactProblemCode
from continuity.analysis.contact_trees import share_reached
from continuity.model.communication import ContactTree
from continuity.views.blocks import Badge, Block, Fact, Inline, Inlines, Item, Items, Muted, Section, Text, Tone, Unknown
from continuity.views.context import Context, plural, spoken

#: Share of people who miss a call, for the figure that shows what it does.
_MISS = 0.2
PROBLEMS = {
    ContactProblemCode.DANGLING: "is not there",
    ContactProblemCode.NOBODY: "has nobody in it",
    ContactProblemCode.NO_POINT: "has no number",
    ContactProblemCode.NO_DEPUTY: "has no deputy",
    ContactProblemCode.ONE_CHANNEL: "can be reached in one way only",
    ContactProblemCode.ONE_SITE: "and those who stand in are all at one site",
    ContactProblemCode.NEVER_VERIFIED: "has a number nobody ever tried",
    ContactProblemCode.NOT_VERIFIED_LATELY: "has a number nobody tried lately",
    ContactProblemCode.DID_NOT_WORK: "has a number that did not work when last tried",
    ContactProblemCode.LEFT: "has left",
    ContactProblemCode.AWAY: "is away",
    ContactProblemCode.TWICE: "is called twice",
    ContactProblemCode.NO_WAIT: "has no wait: nobody knows when to call the next",
    ContactProblemCode.HOURS_NOT_COVERED: "hours of the week with nobody",
    ContactProblemCode.HOURS_UNKNOWN: "hours nobody states",
    ContactProblemCode.UNREACHABLE: "cannot be reached",
    ContactProblemCode.REACH_UNKNOWN: "may not be reached",
    ContactProblemCode.NO_ALTERNATE: "Nobody starts it when the initiator is missing",
    ContactProblemCode.CALLS_ITS_CALLER: "calls its own caller",
    ContactProblemCode.NOT_IN_TREE: "is needed and not in the tree",
    ContactProblemCode.NO_QUORUM: "No quorum is said",
    ContactProblemCode.LOSES_BRANCH: "takes a branch with them when they miss the call",
}


def problem_words(context: Context, problem: ContactProblem) -> Inlines:
    """One weakness in words."""
    out: list[Inline] = list(context.names(problem.refs))
    if problem.minutes:
        out += [Text(" " if out else ""), Text(f"{problem.minutes // 60} h a week: ")]
    out.append(Text(f" {PROBLEMS[problem.code]}" if out else PROBLEMS[problem.code]))
    return tuple(out)


def problem_items(context: Context, problems: tuple[ContactProblem, ...]) -> Items:
    """Weaknesses, each once."""
    return Items(tuple(Item(words) for words in dict.fromkeys(problem_words(context, problem) for problem in problems)))


def tree_figures(context: Context, tree: ContactTree) -> tuple[Fact, ...]:
    """Time to quorum and to all, and the share reached when some miss their calls."""
    found = context.trees.get(tree.id)
    if found is None:
        return ()
    share = share_reached(found, _MISS)
    reached: Inlines = (
        (Text(f"{share:.0%}"), Muted(f" when one in {round(1 / _MISS)} misses the call")) if share is not None else (Unknown("share"),)
    )
    return (
        Fact("Enough reached in", (Text(spoken(found.to_quorum)),) if found.to_quorum is not None else (Unknown("quorum"),)),
        Fact("All reached in", (Text(spoken(found.to_all)),) if found.to_all is not None else (Unknown("time"),)),
        Fact("Reached", reached),
    )


def tree_sections(context: Context, tree: ContactTree) -> tuple[Section, ...]:
    """What is weak in the tree, and how it stands in each scenario that takes channels away."""
    found = context.trees.get(tree.id)
    blocks: list[Block] = []
    if found is None:
        return ()
    if found.problems:
        blocks.append(problem_items(context, found.problems))
    cut: list[Item] = []
    for scenario, under in context.weakened[tree.id].items():
        lost = [under.nodes[index].ref for index in under.unreachable]
        if lost:
            cut.append(
                Item(
                    (
                        *context.name(scenario),
                        Text(": "),
                        Badge(f"{plural(len(lost), 'call')} cut off", Tone.BAD),
                        Text(" "),
                        *context.names(dict.fromkeys(lost)),
                    )
                )
            )
    if cut:
        blocks.append(Items(tuple(cut)))
    return (Section("weak", "What is weak in it", tuple(blocks)),) if blocks else ()
