"""All of the analysis of one portfolio at one date, each part reckoned when it is first asked for and once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from continuity.analysis.blast import Blasts, PersonBlast, person_blasts
from continuity.analysis.capability import Capabilities, capabilities
from continuity.analysis.data_loss import ConsistencyGroup, DataLoss, consistency_groups, data_losses
from continuity.analysis.graph import Cycle, cycles
from continuity.analysis.inheritance import EdgeRequirement, RequiredRto, edge_requirements, required_rtos
from continuity.analysis.objectives import ProcessObjectives, process_requirements
from continuity.analysis.recovery import RecoveryOrder, organisation_order, scenario_orders
from continuity.analysis.risk import RatedRisk, ScenarioImpact, rated_risks, scenario_impacts
from continuity.analysis.self_dependency import SelfDependency, self_dependencies
from continuity.analysis.single_points import SinglePoints, single_points
from continuity.analysis.strategies import StrategyFit, strategy_fits
from continuity.analysis.study import Study
from continuity.analysis.tier_coverage import ServiceCoverage, TierCoverage, coverage_by_tier, service_coverage
from continuity.model.base import Ref

__all__ = ["Analysis"]


class Analysis(Study):
    """A study with every result at hand. Pages and checks are given one of these, so that nothing is reckoned twice."""

    @cached_property
    def cycles(self) -> tuple[Cycle, ...]:
        """Knots of records that need one another."""
        return cycles(self.graph)

    @cached_property
    def processes(self) -> Mapping[Ref, ProcessObjectives]:
        """MTPD and what follows from it, by process."""
        return process_requirements(self)

    @cached_property
    def required(self) -> Mapping[Ref, RequiredRto]:
        """Required RTO with its chain, by service, vendor, channel and resource."""
        return required_rtos(self, self.processes)

    @cached_property
    def edge_requirements(self) -> tuple[EdgeRequirement, ...]:
        """What each hard dependency asks."""
        return edge_requirements(self, self.processes)

    @cached_property
    def data_losses(self) -> Mapping[Ref, DataLoss]:
        """Worst data loss per loss class, by service."""
        return data_losses(self)

    @cached_property
    def consistency_groups(self) -> Mapping[str, ConsistencyGroup]:
        """Copies that must come back to one point, by name of the group."""
        return consistency_groups(self.portfolio)

    @cached_property
    def strategy_fits(self) -> Mapping[Ref, tuple[StrategyFit, ...]]:
        """Strategies against MBCO, outage and RTO, by service."""
        return {ref: strategy_fits(self, service) for ref, service in self.services.items()}

    @cached_property
    def blasts(self) -> Blasts:
        """Blast radii, each made when asked for."""
        return Blasts(self)

    @cached_property
    def person_blasts(self) -> Mapping[Ref, PersonBlast]:
        """What rests on each person."""
        return person_blasts(self)

    @cached_property
    def capabilities(self) -> Mapping[Ref, Capabilities]:
        """Capability of the services each scenario stops, by scenario."""
        return capabilities(self, self.blasts)

    @cached_property
    def organisation_order(self) -> RecoveryOrder:
        """Recovery order when everything is down."""
        return organisation_order(self)

    @cached_property
    def scenario_orders(self) -> Mapping[Ref, RecoveryOrder]:
        """Recovery order by scenario."""
        return scenario_orders(self, self.capabilities)

    @cached_property
    def self_dependencies(self) -> tuple[SelfDependency, ...]:
        """Runbooks that need what they recover."""
        return self_dependencies(self, self.blasts)

    @cached_property
    def single_points(self) -> SinglePoints:
        """Single points of failure."""
        return single_points(self, self.blasts)

    @cached_property
    def risks(self) -> tuple[RatedRisk, ...]:
        """Risks as they stand, worst first."""
        return rated_risks(self)

    @cached_property
    def scenario_impacts(self) -> Mapping[Ref, ScenarioImpact]:
        """BIA beside asserted impact, by scenario."""
        return scenario_impacts(self, self.blasts)

    @cached_property
    def coverage(self) -> Mapping[Ref, ServiceCoverage]:
        """Coverage by service."""
        return service_coverage(self, self.blasts)

    @cached_property
    def tier_coverage(self) -> tuple[TierCoverage, ...]:
        """Coverage by tier."""
        return coverage_by_tier((tier.id for tier in self.portfolio.organisation.tiers), self.coverage.values())
