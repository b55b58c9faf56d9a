"""Which kinds there are, and where their files live."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.model import (
    attestation,
    communication,
    directory,
    exercise,
    organisation,
    plan,
    process,
    programme,
    runbook,
    scenario,
    service,
    surroundings,
)
from continuity.model.base import Record


@dataclass(frozen=True, slots=True)
class Kind:
    """``name`` is singular, as in ``service/dispensing``; ``folder`` is below the plans folder, None for a single file at the top."""

    name: str
    folder: str | None
    model: type[Record]
    title: str
    titles: str

    @property
    def file(self) -> str | None:
        """The one file of a kind that has no folder."""
        return None if self.folder else f"{self.name}.yaml"


_ALL = (
    Kind("organisation", None, organisation.Organisation, "Organisation", "Organisation"),
    Kind("programme", None, programme.Programme, "Programme", "Programme"),
    Kind("service", "services", service.Service, "Service", "Services"),
    Kind("process", "processes", process.Process, "Business process", "Business processes"),
    Kind("continuity-plan", "continuity-plans", plan.ContinuityPlan, "Continuity plan", "Continuity plans"),
    Kind("runbook", "runbooks", runbook.Runbook, "Runbook", "Runbooks"),
    Kind("scenario", "scenarios", scenario.Scenario, "Scenario", "Scenarios"),
    Kind("risk", "risks", scenario.Risk, "Risk", "Risks"),
    Kind("control", "controls", scenario.Control, "Control", "Controls"),
    Kind("person", "people", directory.Person, "Person", "People"),
    Kind("team", "teams", directory.Team, "Team", "Teams"),
    Kind("role", "roles", directory.Role, "Role", "Roles"),
    Kind("vendor", "vendors", surroundings.Vendor, "Vendor", "Vendors"),
    Kind("site", "sites", surroundings.Site, "Site", "Sites"),
    Kind("resource", "resources", surroundings.Resource, "Resource", "Resources"),
    Kind("channel", "channels", surroundings.Channel, "Channel", "Channels"),
    Kind("party", "parties", surroundings.Party, "Party", "Parties"),
    Kind("contact-tree", "contact-trees", communication.ContactTree, "Contact tree", "Contact trees"),
    Kind("message", "messages", communication.Message, "Message", "Messages"),
    Kind("exercise", "exercises", exercise.Exercise, "Exercise", "Exercises"),
    Kind("incident", "incidents", exercise.Incident, "Incident", "Incidents"),
    Kind("action", "actions", exercise.Action, "Action", "Actions"),
    Kind("record", "records", programme.EvidenceRecord, "Record", "Records"),
    Kind("framework", "frameworks", programme.Framework, "Framework", "Frameworks"),
    Kind("review", "reviews", attestation.Review, "Review", "Reviews"),
    Kind("approval", "approvals", attestation.Approval, "Approval", "Approvals"),
    Kind("contact-check", "contact-checks", attestation.ContactCheck, "Contact check", "Contact checks"),
    Kind("waiver", "waivers", attestation.Waiver, "Waiver", "Waivers"),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
BY_FOLDER: dict[str, Kind] = {kind.folder: kind for kind in _ALL if kind.folder}
