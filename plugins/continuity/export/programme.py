"""What a programme owner wants in a spreadsheet: services, capability, impact, risks, strategies, exercises, actions, compliance.

Every table is made of what the audience sees: ``context`` holds the filtered portfolio, as it does for pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from continuity.export import evidence_tables, impact_tables, service_tables
from continuity.export.tables import Column, Rows, Table
from continuity.views.context import Context

__all__ = ["TABLES", "columns_of", "table"]

TABLES: Mapping[str, tuple[str, tuple[Column, ...], Callable[[Context], Rows]]] = {
    "services": ("Services with their objectives, capability and coverage", service_tables.SERVICES, service_tables.services),
    "capability": (
        "How soon each service can be back in each scenario that stops it",
        service_tables.CAPABILITY,
        service_tables.capability,
    ),
    "processes": ("Business processes with what they bear", impact_tables.PROCESSES, impact_tables.processes),
    "impacts": ("Impact of each process by category and time", impact_tables.IMPACTS, impact_tables.impacts),
    "risks": ("The risk register", impact_tables.RISKS, impact_tables.risks),
    "strategies": ("What each service does in each scenario", service_tables.STRATEGIES, service_tables.strategies),
    "exercises": ("Exercises and incidents, a row for each service", evidence_tables.EXERCISES, evidence_tables.exercises),
    "actions": ("Findings and what is done about them", evidence_tables.ACTIONS, evidence_tables.actions),
    "compliance": (
        "Clauses of the frameworks followed, a row for each kind of evidence",
        evidence_tables.COMPLIANCE,
        evidence_tables.compliance,
    ),
}
"""By name: the title, the columns, and what makes the rows."""


def table(name: str, context: Context) -> Table:
    """One of ``TABLES``, for the audience of ``context`` and as of its day. Raises KeyError for any other name."""
    title, shape, rows = TABLES[name]
    return Table(name, title, shape, tuple(rows(context)))


def columns_of(name: str) -> tuple[Column, ...]:
    """The columns of a table. Raises KeyError for one that there is not."""
    return TABLES[name][1]
