"""What rests on one person: what has nobody else behind it once they cannot be reached."""

from __future__ import annotations

from continuity.model.base import Ref
from continuity.views.blocks import Badge, Fact, Facts, Inlines, Section, Text, Tone
from continuity.views.context import Context


def resting_section(context: Context, person: Ref) -> tuple[Section, ...]:
    """Roles, teams, resources, services and runbooks that come down to the person; nothing where nothing does."""
    found = context.study.person_blasts.get(person)
    if found is None:
        return ()
    alone = (
        ("Roles nobody else holds", found.roles_alone),
        ("Teams with nobody else", found.teams_alone),
        ("Held by nobody else", found.resources_alone),
        ("First call for", found.first_call),
        ("Steps only they can do, in", found.runbooks),
    )
    facts = [Fact(word, context.names(refs)) for word, refs in alone if refs]
    if not facts and len(found.roles) < 2:
        return ()
    deputies: Inlines = context.names(found.deputies) or (Badge("nobody", Tone.BAD),)
    facts.insert(0, Fact("If they cannot be reached", deputies))
    if found.roles:
        count: Inlines = (
            (Text(f"{len(found.roles)}: "), *context.names(found.roles)) if len(found.roles) > 1 else context.names(found.roles)
        )
        facts.append(Fact("Roles", count))
    if found.leads:
        facts.append(Fact("Leads", context.names(found.leads)))
    if found.owns:
        facts.append(Fact("Owns", context.names(found.owns)))
    return (Section("rests", "What rests on this person", (Facts(tuple(facts)),)),)
