"""What was promised for a service, what the business requires, and what can be done."""

from __future__ import annotations

from continuity.model.process import Process
from continuity.model.service import Service
from continuity.views.blocks import Block, Fact, Section
from continuity.views.context import Context, say


def objective_facts(context: Context, service: Service) -> tuple[Block, ...]:
    """Agreed, required and default objectives, each said as such."""
    return ()


def capability_section(context: Context, service: Service) -> tuple[Section, ...]:
    return ()


def mtpd_facts(context: Context, process: Process) -> tuple[Fact, ...]:
    """MTPD, RTO, WRT and MBCO of a process, in this order."""
    return (
        Fact("MTPD", say(process.mtpd, "MTPD")),
        Fact("RTO", say(process.rto, "RTO")),
        Fact("Catching up", say(process.wrt, "WRT")),
    )
