"""The pages of the example that tests in a browser open: one of every kind."""

from __future__ import annotations

KINDS = (
    "index.html",
    "services/dispensing.html",
    "services/index.html",
    "runbooks/dispensing-failover.html",
    "continuity-plans/it-disaster-recovery.html",
    "scenarios/ransomware.html",
    "contact-trees/major-incident.html",
    "contacts/index.html",
    "people/anna-berg.html",
    "teams/pharmacy-it.html",
    "roles/recovery-lead.html",
    "vendors/meridian-pharmacy.html",
    "sites/north.html",
    "processes/dispense-medicines.html",
    "messages/index.html",
    "risks/index.html",
    "exercises/index.html",
    "reviews/index.html",
    "programme/index.html",
    "programme/coverage.html",
    "recovery/index.html",
    "recovery/objectives.html",
    "find.html",
    "using-this-site.html",
)
