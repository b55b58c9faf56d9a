"""Tables of business impact and of risk."""

from __future__ import annotations

from continuity.export.fields import day, figure, holder, minutes, named, number
from continuity.export.tables import UNKNOWN, Rows, columns, joined
from continuity.views.context import Context

__all__ = ["IMPACTS", "PROCESSES", "RISKS", "impacts", "processes", "risks"]

PROCESSES = columns(
    ("id", "Id of the process"),
    ("name", "Its name"),
    ("owner", "Who owns it, as KIND/ID"),
    ("mtpd_minutes", "Maximum tolerable period of disruption, peaks counted; empty where no impact is intolerable"),
    ("mtpd_from", "Where that comes from"),
    ("rto_minutes", "Recovery time objective of the process"),
    ("wrt_minutes", "Catching up"),
    ("verdict", "meets, falls-short or unknown: RTO and catching up against the MTPD"),
    ("no_margin", "Whether they use it up to the minute"),
    ("services_by_minutes", "By when the services it uses must be back"),
    ("services", "Services it uses"),
    ("workaround_capacity_percent", "What its workaround carries, in per cent of normal"),
    ("workaround_sustains_minutes", "How long the workaround holds"),
    ("workaround_proven", "Day on which it was proven"),
    ("recorded", "Day of the impact analysis"),
)


def processes(context: Context) -> Rows:
    for process in context.portfolio.processes.values():
        found = context.processes[process.ref]
        around = process.workaround
        yield (
            process.id,
            process.name,
            holder(context, process.owner),
            figure(found.tightest.figure) if found.required is not None else None,
            found.tightest.origin.value,
            figure(found.rto),
            figure(found.wrt),
            found.within.value,
            found.no_margin,
            figure(found.required) if found.required is not None else None,
            joined(named(context, use.service, bare=True) for use in process.uses),
            number(around.capacity) if around else None,
            minutes(around.sustains) if around else None,
            day(around.proven) if around else None,
            day(process.recorded),
        )


IMPACTS = columns(
    ("process", "Id of the process"),
    ("category", "Id of the impact category"),
    ("from_minutes", "From this long after the start of the disruption on"),
    ("level", "Id of the impact level"),
    ("tolerable", "Whether the organisation's scale says that this can be borne"),
    ("money", "In the organisation's currency, as its scale counts: for each hour or in total"),
    ("reason", "Why"),
)


def impacts(context: Context) -> Rows:
    levels = {level.id: level for level in context.portfolio.organisation.impact_levels}
    for process in context.portfolio.processes.values():
        for category, bands in process.impact.items():
            for start, impact in sorted(bands.items()):
                level = levels.get(impact.level or "")
                yield (
                    process.id,
                    category,
                    minutes(start),
                    impact.level,
                    level.tolerable if level else UNKNOWN if impact.level else None,
                    number(impact.money) if impact.money is not None else None,
                    impact.reason,
                )


RISKS = columns(
    ("id", "Id of the risk"),
    ("title", "Its title"),
    ("scenario", "Id of the scenario it makes real"),
    ("owner", "Who owns it, as KIND/ID"),
    ("inherent_likelihood", "Likelihood without what is in place"),
    ("inherent_impact", "Impact without what is in place"),
    ("inherent_score", "Place of the one times place of the other on the organisation's scales"),
    ("residual_likelihood", "Likelihood with what is in place, as asserted"),
    ("residual_impact", "Impact with what is in place, as asserted"),
    ("residual_score", "Their score"),
    ("standing_score", "What may be counted with: the residual only where a control behind it was tested and works"),
    ("above_appetite", "Whether that is above what the organisation bears"),
    ("treatment", "mitigate, accept, avoid or transfer"),
    ("treated", "Whether that says something today"),
    ("acceptance", "Whether an acceptance is in force"),
    ("accepted_until", "The last day of the acceptance"),
    ("controls", "Controls it names"),
    ("controls_not_counted", "Of these, those that were not tested or do not work"),
    ("assessed", "Day it was last assessed"),
)


def risks(context: Context) -> Rows:
    for rated in context.study.risks:
        risk = context.portfolio.risks[rated.risk.id]
        yield (
            risk.id,
            risk.title,
            named(context, risk.scenario, bare=True) if risk.scenario else None,
            holder(context, risk.owner),
            risk.inherent.likelihood if risk.inherent else UNKNOWN,
            risk.inherent.impact if risk.inherent else UNKNOWN,
            rated.inherent.value if rated.inherent else UNKNOWN,
            risk.residual.likelihood if risk.residual else UNKNOWN,
            risk.residual.impact if risk.residual else UNKNOWN,
            rated.residual.value if rated.residual else UNKNOWN,
            rated.standing.value if rated.standing else UNKNOWN,
            rated.above_appetite if rated.above_appetite is not None else UNKNOWN,
            rated.treatment.value if rated.treatment else None,
            rated.treated,
            rated.acceptance.value,
            day(risk.acceptance.until) if risk.acceptance else None,
            joined(named(context, control, bare=True) for control in risk.controls),
            joined(named(context, control, bare=True) for control in rated.untested),
            day(risk.assessed),
        )
