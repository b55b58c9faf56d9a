"""Everything that was loaded, by kind and id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar, cast

from continuity.model.attestation import Approval, ContactCheck, Review, Waiver
from continuity.model.base import Record, Ref
from continuity.model.communication import ContactTree, Message
from continuity.model.directory import Person, Role, Team
from continuity.model.exercise import Action, Exercise, Incident
from continuity.model.organisation import Organisation, Tier
from continuity.model.plan import ContinuityPlan
from continuity.model.process import Process
from continuity.model.programme import EvidenceRecord, Framework, Programme
from continuity.model.runbook import Runbook
from continuity.model.scenario import Control, Risk, Scenario
from continuity.model.service import Service
from continuity.model.surroundings import Channel, Party, Resource, Site, Vendor

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Portfolio:
    """All records of one set of plans. Ids are in alphabetical order; two portfolios are equal when their records are.

    ``withheld`` holds the nameless references the audience filter left behind, each with the role, team or person that can be asked for it
    (None when nobody is named); ``points_withheld`` counts the contact points taken out of a record. ``hidden`` leads from the reference a record
    had to the nameless one, for what was judged before the filter; it must never be printed.
    """

    records: Mapping[str, Mapping[str, Record]]
    withheld: Mapping[Ref, Ref | None] = field(default_factory=lambda: MappingProxyType({}))
    alias_ids: Mapping[Ref, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    points_withheld: Mapping[Ref, int] = field(default_factory=lambda: MappingProxyType({}))
    hidden: Mapping[Ref, Ref] = field(default_factory=lambda: MappingProxyType({}), compare=False, repr=False)

    def of(self, kind: str) -> Mapping[str, Record]:
        """Records of a kind by id; empty when there are none."""
        return self.records.get(kind, {})

    def get(self, ref: Ref | None) -> Record | None:
        """The record, also by an old id; None when it dangles."""
        if ref is None:
            return None
        of_kind = self.records.get(ref.kind)
        if of_kind is None:
            return None
        found = of_kind.get(ref.id)
        if found is None and (current := self.alias_ids.get(ref)):
            found = of_kind.get(current)
        return found

    def resolve(self, ref: Ref) -> Ref:
        """The reference with its current id, nameless if its record is withheld; unchanged when it dangles."""
        if ref in self.hidden:
            return self.hidden[ref]
        if ref.id in self.records.get(ref.kind, ()):
            return ref
        current = self.alias_ids.get(ref)
        return Ref(ref.kind, current) if current and current in self.of(ref.kind) else ref

    def __iter__(self) -> Iterator[Record]:
        for records in self.records.values():
            yield from records.values()

    def _all(self, model: type[R]) -> Mapping[str, R]:
        return cast("Mapping[str, R]", self.of(model.kind))

    @property
    def organisation(self) -> Organisation:
        """The organisation; an unnamed one where no file says."""
        return cast("Organisation", self.of("organisation").get("organisation") or Organisation(id="organisation", name="Organisation"))

    @property
    def programme(self) -> Programme | None:
        return cast("Programme | None", self.of("programme").get("programme"))

    def tier(self, tier_id: str | None) -> Tier | None:
        """The tier of that id, or None."""
        return next((tier for tier in self.organisation.tiers if tier.id == tier_id), None)

    @property
    def services(self) -> Mapping[str, Service]:
        return self._all(Service)

    @property
    def processes(self) -> Mapping[str, Process]:
        return self._all(Process)

    @property
    def continuity_plans(self) -> Mapping[str, ContinuityPlan]:
        return self._all(ContinuityPlan)

    @property
    def runbooks(self) -> Mapping[str, Runbook]:
        return self._all(Runbook)

    @property
    def scenarios(self) -> Mapping[str, Scenario]:
        return self._all(Scenario)

    @property
    def risks(self) -> Mapping[str, Risk]:
        return self._all(Risk)

    @property
    def controls(self) -> Mapping[str, Control]:
        return self._all(Control)

    @property
    def people(self) -> Mapping[str, Person]:
        return self._all(Person)

    @property
    def teams(self) -> Mapping[str, Team]:
        return self._all(Team)

    @property
    def roles(self) -> Mapping[str, Role]:
        return self._all(Role)

    @property
    def vendors(self) -> Mapping[str, Vendor]:
        return self._all(Vendor)

    @property
    def sites(self) -> Mapping[str, Site]:
        return self._all(Site)

    @property
    def resources(self) -> Mapping[str, Resource]:
        return self._all(Resource)

    @property
    def channels(self) -> Mapping[str, Channel]:
        return self._all(Channel)

    @property
    def parties(self) -> Mapping[str, Party]:
        return self._all(Party)

    @property
    def contact_trees(self) -> Mapping[str, ContactTree]:
        return self._all(ContactTree)

    @property
    def messages(self) -> Mapping[str, Message]:
        return self._all(Message)

    @property
    def exercises(self) -> Mapping[str, Exercise]:
        return self._all(Exercise)

    @property
    def incidents(self) -> Mapping[str, Incident]:
        return self._all(Incident)

    @property
    def actions(self) -> Mapping[str, Action]:
        return self._all(Action)

    @property
    def evidence_records(self) -> Mapping[str, EvidenceRecord]:
        return self._all(EvidenceRecord)

    @property
    def frameworks(self) -> Mapping[str, Framework]:
        return self._all(Framework)

    @property
    def reviews(self) -> Mapping[str, Review]:
        return self._all(Review)

    @property
    def approvals(self) -> Mapping[str, Approval]:
        return self._all(Approval)

    @property
    def contact_checks(self) -> Mapping[str, ContactCheck]:
        return self._all(ContactCheck)

    @property
    def waivers(self) -> Mapping[str, Waiver]:
        return self._all(Waiver)
