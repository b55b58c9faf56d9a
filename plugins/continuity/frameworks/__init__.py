"""Control sets that come with the program, as files of plan data: written out on request, and then an organisation's own to change.

Clauses have numbers that were compared with a source, which each file names, and titles in words of our own.
"""

from __future__ import annotations

from importlib.resources import files

__all__ = ["SHIPPED", "shipped"]

SHIPPED = (
    "dora-continuity",
    "hipaa-contingency",
    "iso-22301-2019",
    "iso-27001-2022-continuity",
    "nis2-continuity",
    "nist-csf-2-continuity",
    "nist-sp-800-34r1",
    "nist-sp-800-53r5-cp",
    "pci-dss-4-incident-response",
    "soc-2-continuity",
)
"""The ids of the frameworks there are."""


def shipped(framework: str) -> bytes:
    """The plan file of one of ``SHIPPED``, as it is written to ``frameworks/ID.yaml``. Raises KeyError for any other."""
    if framework not in SHIPPED:
        raise KeyError(framework)
    return files(__package__).joinpath(f"{framework}.yaml").read_bytes()
