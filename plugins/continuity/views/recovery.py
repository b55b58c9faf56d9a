"""In which order things come back."""

from __future__ import annotations

from continuity.model.scenario import Scenario
from continuity.views.blocks import Section
from continuity.views.context import Context


def waves_section(context: Context, scenario: Scenario) -> tuple[Section, ...]:
    return ()


def hit_section(context: Context, scenario: Scenario) -> tuple[Section, ...]:
    return ()
