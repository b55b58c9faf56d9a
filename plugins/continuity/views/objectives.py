"""What was promised for a service, what the business requires, and what can be done."""

from __future__ import annotations

from continuity.model.service import Service
from continuity.views.blocks import Block, Section
from continuity.views.context import Context


def objective_facts(context: Context, service: Service) -> tuple[Block, ...]:
    """Agreed, required and default objectives, each said as such."""
    return ()


def capability_section(context: Context, service: Service) -> tuple[Section, ...]:
    return ()
