"""Compliance: each clause of the control sets an organisation follows, and what in its plans answers it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from continuity.analysis.compliance import EVIDENCE, ClauseStanding, Proof, Standing, compliance, names_record
from continuity.model.programme import Framework
from continuity.views.blocks import (
    Badge,
    Block,
    Break,
    Callout,
    Column,
    Day,
    Inline,
    Inlines,
    LinkTo,
    Md,
    Muted,
    Out,
    PageView,
    Paragraph,
    Row,
    SearchText,
    Section,
    Table,
    Target,
    Text,
    Tone,
    Unknown,
)
from continuity.views.context import Context, plural
from continuity.views.sheets import Sheet, sheet

PATH = "programme/compliance.html"
_STATES = {
    Standing.CURRENT: ("current", Tone.GOOD),
    Standing.STALE: ("not all current", Tone.SOON),
    Standing.ABSENT: ("absent", Tone.BAD),
    Standing.UNSAID: ("no evidence named", Tone.UNKNOWN),
    Standing.NOT_COVERED: ("not covered here", Tone.PLAIN),
    Standing.NOT_APPLICABLE: ("not applicable", Tone.PLAIN),
}
_COVERAGE = Target("programme/coverage.html")
_PAGES = {
    **dict.fromkeys(("bia", "strategies", "runbooks", "exercises", "restores", "contact-checks", "reviews", "approvals"), _COVERAGE),
    "plans": Target("continuity-plans/index.html"),
    "scenarios": Target("scenarios/index.html"),
    "contact-trees": Target("contact-trees/index.html"),
    "messages": Target("messages/index.html"),
    "roles": Target("roles/index.html"),
    "teams": Target("teams/index.html"),
    "vendors": Target("vendors/index.html"),
    "incidents": Target("incidents/index.html"),
    "sites": Target("sites/index.html"),
    "channels": Target("channels/index.html"),
    "resources": Target("resources/index.html"),
    "backups": _COVERAGE,
    "risks": Target("risks/index.html"),
    "controls": Target("controls/index.html"),
    "actions": Target("actions/index.html"),
    **dict.fromkeys(
        ("scope", "policy", "interested-parties", "objectives", "exercise-programme", "legal-register"), Target("programme/index.html")
    ),
    **dict.fromkeys(("training", "competence", "audit", "management-review"), Target("records/index.html")),
}
"""By kind of evidence, where it stands."""
_NAMED = 3


def pages(context: Context) -> Iterator[Sheet]:
    """One page for all frameworks."""
    yield sheet(PATH, _page, context)


def _page(context: Context) -> PageView:
    found = compliance(context.portfolio, context.as_of, context.judged.coverage)
    sections = tuple(_framework(context, context.portfolio.frameworks[name], clauses) for name, clauses in found.items())
    intro = Callout(
        Tone.INFO,
        "Evidence that is present is not conformity",
        (Paragraph((Text("This page says what is there and how old it is. Whether it answers the clause, a person has to judge."),)),),
    )
    told: Block = _summary(context, found) if found else Paragraph((Text("No framework is followed yet."),))
    return PageView(
        path=PATH,
        title="Compliance",
        kind="Programme",
        lead=(intro, told),
        sections=sections,
        crumbs=(("Programme", Target("programme/index.html")),),
        description="Clauses of the frameworks followed, and the evidence in the plans",
        search=(SearchText("Compliance", text="audit evidence clause framework"),),
    )


def _summary(context: Context, found: Mapping[str, tuple[ClauseStanding, ...]]) -> Table:
    """A row for each framework: how many of its clauses stand how."""
    rows = []
    for name, clauses in found.items():
        counts = {standing: sum(item.standing is standing for item in clauses) for standing in Standing}
        cells = tuple((Badge(str(count), _STATES[standing][1]),) if count else (Muted("0"),) for standing, count in counts.items())
        rows.append(Row(((LinkTo(context.portfolio.frameworks[name].name, Target(PATH, name)),), *cells)))
    columns = (Column("Framework"), *(Column(_STATES[standing][0].capitalize(), number=True) for standing in Standing))
    return Table(columns, tuple(rows), "How many clauses stand how")


def _framework(context: Context, framework: Framework, clauses: tuple[ClauseStanding, ...]) -> Section:
    programme = context.portfolio.programme
    followed = programme is not None and framework.id in programme.frameworks
    source: list[Inline] = [Text(framework.source)]
    if framework.link:
        source += [Text(" "), Out(framework.link.title or framework.link.href, framework.link.href)]
    if not followed:
        source += [Text(" "), Badge("not named by the programme", Tone.UNKNOWN)]
    if isinstance(framework.checked, date):
        source += [Muted(" Clauses compared with it on "), Day(framework.checked)]
    else:
        source += [Text(" "), Unknown("when its clauses were compared with it")]
    here = context.target(framework.ref)
    rows = tuple(_row(context, item, here) for item in clauses)
    columns = (Column("Clause"), Column("About"), Column("Stands"), Column("Evidence"))
    return Section(
        framework.id,
        framework.name,
        (
            Paragraph((Muted("Source: "), *source)),
            Table(columns, rows, f"{plural(len(rows), 'clause')} of {framework.name}", filter=True, empty="No clauses yet."),
        ),
    )


def _row(context: Context, item: ClauseStanding, here: Target | None) -> Row:
    """``here`` is where the clause is written."""
    clause = item.clause
    words, tone = _STATES[item.standing]
    evidence: list[Inline] = []
    for proof in item.proofs:
        evidence += [Break()] if evidence else []
        evidence += _proof(context, proof)
    if clause.not_applicable:
        evidence.append(Text(f"because: {clause.not_applicable}"))
    if clause.note:
        evidence += [*((Break(),) if evidence else ()), Md(clause.note.text)]
    number: Inlines = (LinkTo(clause.id, here),) if here else (Text(clause.id),)
    return Row((number, (Text(clause.title),), (Badge(words, tone),), tuple(evidence)))


def _proof(context: Context, proof: Proof) -> Inlines:
    ref = names_record(proof.evidence)
    if ref:
        return context.name(ref)
    label = EVIDENCE[proof.evidence]
    words = LinkTo(label, _PAGES[proof.evidence])
    count = Text(": none" if not proof.of else f": {proof.have}" if proof.counted else f": {proof.have} of {proof.of}")
    shown: Inlines = (words, count)
    if proof.records:
        word = " late: " if proof.standing is Standing.STALE or not proof.have else " such as "
        rest = f" and {len(proof.records) - _NAMED} more" if len(proof.records) > _NAMED else ""
        shown += (Muted(word), *context.names(proof.records[:_NAMED]), *((Muted(rest),) if rest else ()))
    return shown
