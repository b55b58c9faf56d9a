"""Tables of services: objectives and coverage, capability, strategies."""

from __future__ import annotations

from continuity.analysis.capability import Capability
from continuity.analysis.figures import Verdict
from continuity.analysis.strategies import Answer, chosen_strategy
from continuity.analysis.tier_coverage import Aspect, Covered
from continuity.export.fields import day, figure, holder, minutes, named, number
from continuity.export.tables import UNKNOWN, Rows, columns, joined
from continuity.model.base import Ref
from continuity.model.service import Approach
from continuity.views.context import Context

__all__ = ["CAPABILITY", "SERVICES", "STRATEGIES", "capability", "services", "strategies"]

SERVICES = columns(
    ("id", "Id of the service"),
    ("name", "Its name"),
    ("tier", "Id of its tier"),
    ("lifecycle", "planned, live, retiring or retired"),
    ("owner", "Who owns it, as KIND/ID"),
    ("rto_minutes", "Recovery time objective in force, in minutes from the start of the disruption"),
    ("rto_from", "agreed: promised for the service; tier: its tier's default"),
    ("required_rto_minutes", "By when it must be back, from what needs it, in minutes"),
    ("required_is_upper_bound", "Whether that is no more than an upper bound, because something is not known"),
    ("rto_verdict", "meets, falls-short or unknown: the RTO against what is required"),
    ("rpo_minutes", "Recovery point objective in force, in minutes back from the start of the disruption"),
    ("rpo_from", "agreed or tier, as for the RTO"),
    ("wrt_minutes", "Work recovery time: catching up after the service is back, in minutes"),
    ("mbco_percent", "Minimum business continuity objective, in per cent of normal"),
    ("stopped_in", "Scenarios that stop it"),
    ("too_late_in", "Of these, those in which it comes back later than its RTO, by estimate"),
    ("unknown_in", "Of these, those in which nobody can say"),
    ("accepted_in", "Of these, those for which having no plan is accepted"),
    ("proven_in", "Of these, those in which an exercise or incident proved a time"),
    ("coverage_bia", "Whether its impact is known: yes, no, unknown, not-applicable; so are the columns that follow"),
    ("coverage_strategy", "Whether each scenario that stops it has an answer"),
    ("coverage_runbook", "Whether a runbook is there"),
    ("coverage_exercised", "Whether it was exercised in time"),
    ("coverage_restore_tested", "Whether its restore was tested in time"),
    ("coverage_contacts_verified", "Whether its contacts were tried in time"),
    ("coverage_reviewed", "Whether it was reviewed in time"),
    ("coverage_approved", "Whether it is approved as it is"),
)
_ASPECTS = (
    Aspect.BIA, Aspect.STRATEGY, Aspect.RUNBOOK, Aspect.EXERCISED, Aspect.RESTORE_TESTED, Aspect.CONTACTS_VERIFIED, Aspect.REVIEWED,
    Aspect.APPROVED,
)  # fmt: skip
_COVERED = {Covered.YES: "yes", Covered.NO: "no", Covered.UNKNOWN: UNKNOWN, Covered.NOT_APPLICABLE: "not-applicable"}


def services(context: Context) -> Rows:
    found: dict[Ref, list[Capability]] = {}
    for entry in context.capabilities.values():
        for item in entry.services.values():
            found.setdefault(item.service, []).append(item)
    for service in context.portfolio.services.values():
        objectives = context.study.objectives_of(service.ref)
        required = context.required.get(service.ref)
        stops = found.get(service.ref, [])
        coverage = context.judged.coverage.get(service.ref)
        yield (
            service.id,
            service.name,
            service.tier,
            service.lifecycle.value,
            holder(context, service.owner),
            minutes(objectives.rto.value),
            objectives.rto.origin.value,
            minutes(required.required.value) if required else UNKNOWN,
            required.required.at_most if required else None,
            required.verdict.value if required else UNKNOWN,
            minutes(objectives.rpo.value),
            objectives.rpo.origin.value,
            minutes(objectives.wrt.value),
            number(objectives.mbco),
            joined(item.scenario.id for item in stops),
            joined(item.scenario.id for item in stops if item.verdict is Verdict.FALLS_SHORT),
            joined(item.scenario.id for item in stops if item.verdict is Verdict.UNKNOWN and item.choice.answer is not Answer.ACCEPTED),
            joined(item.scenario.id for item in stops if item.choice.answer is Answer.ACCEPTED),
            joined(item.scenario.id for item in stops if item.proof.rta is not None),
            *((_COVERED[coverage.aspects[aspect].covered] if coverage else None) for aspect in _ASPECTS),
        )


CAPABILITY = columns(
    ("service", "Id of the service"),
    ("scenario", "Id of the scenario that stops it"),
    ("answer", "strategy, accepted, acceptance-ended, out-of-band (none for an outage this long) or none"),
    ("approach", "Approach of the strategy chosen"),
    ("detect_minutes", "From the start until somebody knows"),
    ("invoke_minutes", "Then, until the plan is in force"),
    ("planned_minutes", "Back at the earliest planned, in minutes from the start of the disruption"),
    ("worst_minutes", "The same at worst"),
    ("rto_minutes", "Recovery time objective in force"),
    ("verdict", "meets, falls-short or unknown: planned against the RTO"),
    ("verdict_worst", "The same at worst"),
    ("missing", "What is missing to know the planned time, as KIND/ID: field"),
    ("proven_minutes", "Time an exercise or incident proved; empty where nothing is proven"),
    ("doubts", "Why what was tried proves nothing"),
)


def capability(context: Context) -> Rows:
    for entry in context.capabilities.values():
        for item in entry.services.values():
            if context.target(item.service) is None:
                continue
            yield (
                item.service.id,
                item.scenario.id,
                item.choice.answer.value,
                item.choice.approach.value if item.choice.approach else None,
                figure(item.detect),
                figure(item.invoke),
                figure(item.finish),
                figure(item.finish_worst),
                figure(item.rto),
                item.verdict.value,
                item.verdict_worst.value,
                joined(f"{named(context, ref)}: {field}" for ref, field in item.finish.missing),
                figure(item.proof.rta) if item.proof.rta is not None else None,
                joined(doubt.value for doubt in item.proof.doubts),
            )


STRATEGIES = columns(
    ("service", "Id of the service"),
    ("scenario", "Id of the scenario"),
    ("approach", "How; accept is no plan on purpose; empty where the scenario stops the service and nothing is said"),
    ("chosen", "Whether it is what an outage as long as expected calls for"),
    ("from_minutes", "Used where the outage is expected to last at least this long"),
    ("until_outage_minutes", "Used where it is expected to last less than this"),
    ("activates_in_minutes", "Time to bring it into force"),
    ("sustains_minutes", "How long it holds"),
    ("expected_outage_minutes", "How long the scenario is expected to last"),
    ("sustained", "meets, falls-short or unknown: whether it holds as long as it is meant for"),
    ("capacity_percent", "What it carries, in per cent of normal"),
    ("enough", "meets, falls-short or unknown: against the least level (MBCO)"),
    ("runbooks", "Runbooks it names"),
    ("accepted_by", "Who accepted to have no plan"),
    ("accepted_until", "The last day of that"),
    ("cost", "What it costs, as written"),
)


def strategies(context: Context) -> Rows:
    for service in context.study.services.values():
        if context.target(service.ref) is None:
            continue
        fits = {fit.index: fit for fit in context.study.strategy_fits[service.ref]}
        answered = set()
        for index, item in enumerate(service.strategies):
            scenario = context.portfolio.resolve(item.scenario)
            answered.add(scenario)
            fit = fits.get(index)
            no_plan = item.approach is Approach.ACCEPT
            yield (
                service.id,
                named(context, scenario, bare=True),
                item.approach.value,
                chosen_strategy(context.study, service, scenario).index == index,
                minutes(item.from_) if item.from_ is not None else None,
                minutes(item.until_outage) if item.until_outage is not None else None,
                None if no_plan else minutes(item.activates_in),
                None if no_plan else minutes(item.sustains),
                figure(fit.outage) if fit else None,
                fit.sustained.value if fit else None,
                None if no_plan else number(item.capacity),
                fit.enough.value if fit else None,
                joined(named(context, book, bare=True) for book in item.runbooks),
                named(context, item.accepted_by) if item.accepted_by else None,
                day(item.until),
                item.cost,
            )
        for found in context.capabilities.values():
            stopped = found.services.get(service.ref)
            if stopped is not None and stopped.scenario not in answered:
                yield (service.id, stopped.scenario.id, *(None,) * (len(STRATEGIES) - 2))
