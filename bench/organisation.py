"""An invented organisation of any size, as plan files. The same size and seed give the same bytes."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from continuity.analysis.fingerprint import PREFIX, VERSION, Fingerprinter
from continuity.load import load
from continuity.model.base import Ref
from continuity.text import write_yaml

AS_OF = date(2026, 11, 23)
"""The day the plans are written for and judged by."""

Plan = dict[str, Any]

_PRINTED = 0.5
"""How many of the reviews carry fingerprints, as those do that ``continuity review`` writes; the others are written by hand."""
_CHANGED = 0.1
"""How many of the subjects of these say something else since their review."""

_THINGS = [
    "booking",
    "billing",
    "payroll",
    "archive",
    "imaging",
    "messaging",
    "reporting",
    "scheduling",
    "catalogue",
    "ledger",
    "dispatch",
    "routing",
    "claims",
    "pricing",
    "inventory",
    "onboarding",
    "search",
    "identity",
    "mail",
    "backup",
    "storage",
    "monitoring",
    "printing",
    "telephony",
    "labelling",
    "analytics",
    "planning",
]
_KINDS = ["portal", "engine", "gateway", "store", "register", "desk", "hub", "feed", "console", "index"]
_FIRST = [
    "Anna",
    "Tomas",
    "Megan",
    "Gareth",
    "Hannah",
    "Yusuf",
    "Callum",
    "Priya",
    "Nkechi",
    "Sanjay",
    "Farah",
    "Keiko",
    "Lorraine",
    "Victor",
    "Aoife",
    "Tunde",
]
_LAST = [
    "Berg",
    "Lind",
    "Pryce",
    "Moody",
    "Sweeting",
    "Demir",
    "Fraser",
    "Nair",
    "Obi",
    "Patel",
    "Siddiqui",
    "Tanaka",
    "Bates",
    "Hale",
    "Brennan",
    "Adeyemi",
]
_SENTENCES = (
    "Orders wait in the queue and are worked off when it is back",
    "Staff see the last good state until the next change",
    "The second site carries four fifths of the usual load",
    "It was moved between the halls last spring and came back in forty minutes",
    "Nobody but the supplier can repair the index",
    "The nightly run must be over before the first shift starts",
    "Paper forms are in the red box at each desk",
    "Figures come from the two outages of last year",
)
_ACTIONS = (
    "Tell the desks to stop entering items",
    "Stop the interface and wait for its queue",
    "Read how far the replica is behind",
    "Promote the standby node",
    "Point the clients at the standby",
    "Start the interface and watch its queue",
    "Print one form at each site",
    "Compare the counters of both nodes",
    "Close the bridge and write down the time",
    "Take the failed node out of the pool",
    "Check the certificate and the clock",
    "Open the change window in the register",
)
_TIERS = ("tier-1", "tier-2", "tier-3", "tier-4")
_RTO = {"tier-1": "4h", "tier-2": "8h", "tier-3": "24h", "tier-4": "3d"}


def organisation(services: int, seed: int = 1) -> dict[str, str]:
    """Plan files by path, for that many services: 1.5 runbooks, 0.4 people, 0.2 processes, 0.1 teams and contact trees a service."""
    plans = dict(_Organisation(services, seed).files())
    # A draw of its own: whatever is said of reviews, all other plans stay what they are.
    _print(plans, random.Random(seed))
    return {path: write_yaml(plan) for path, plan in plans.items()}


def _print(plans: dict[str, Plan], draw: random.Random) -> None:
    """Half of the reviews get the fingerprints that were taken when they were made; some of their subjects were edited since."""
    reviews = [plan for path, plan in plans.items() if path.startswith("reviews/") and draw.random() < _PRINTED]
    then = {path: plan for path, plan in plans.items() if not path.startswith(("reviews/", "contact-checks/"))}
    for review in reviews:
        if draw.random() < _CHANGED:
            path = _path(review["subject"])
            then[path] = _as_reviewed(then[path])
    portfolio = load((path, write_yaml(plan).encode()) for path, plan in then.items()).portfolio
    prints = Fingerprinter(portfolio)
    for review in reviews:
        ref = Ref(*review["subject"].split("/"))
        review["owned_by"] = f"team/{then[_path(review['subject'])]['owner']}"
        review["fingerprints"] = {"version": VERSION, **{scope.value: value[:PREFIX] for scope, value in prints.scopes(ref).items()}}
        review["upstream"] = {name: value[:PREFIX] for name, value in prints.upstream(ref).items()}


def _path(subject: str) -> str:
    kind, _, name = subject.partition("/")
    return f"{kind}s/{name}.yaml"


def _as_reviewed(plan: Plan) -> Plan:
    """What a service or a runbook said before somebody shortened a wait or took out its last step."""
    then = copy.deepcopy(plan)
    if "steps" in then:
        then["steps"].append({"id": "report", "do": "Write down when it was back", "takes": "5m"})
    else:
        then["escalation"][0]["wait"] = "10m"
    return then


class _Organisation:
    def __init__(self, services: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.services = [f"{_THINGS[i % len(_THINGS)]}-{_KINDS[i // len(_THINGS) % len(_KINDS)]}-{i:04}" for i in range(services)]
        self.runbooks = [f"recover-{self.services[i % services]}-{'abc'[i // services]}" for i in range(services * 3 // 2)]
        self.people = [f"person-{i:04}" for i in range(max(8, services * 2 // 5))]
        self.teams = [f"team-{i:03}" for i in range(max(2, services // 10))]
        self.vendors = [f"vendor-{i:03}" for i in range(max(2, services // 20))]
        self.scenarios = [f"scenario-{i:02}" for i in range(min(40, max(4, services // 25)))]
        self.sites = [f"site-{i}" for i in range(6)]
        self.core = self.services[: max(4, services // 50)]
        self.shared = self.services[len(self.core) : max(10, services // 5)]

    def files(self) -> Iterator[tuple[str, Plan]]:
        yield "organisation.yaml", self._organisation()
        yield from ((f"sites/{name}.yaml", self._site(i)) for i, name in enumerate(self.sites))
        yield from ((f"people/{name}.yaml", self._person(i)) for i, name in enumerate(self.people))
        yield from ((f"teams/{name}.yaml", self._team(i)) for i, name in enumerate(self.teams))
        yield from ((f"vendors/{name}.yaml", self._vendor(i)) for i, name in enumerate(self.vendors))
        yield from ((f"scenarios/{name}.yaml", self._scenario(i)) for i, name in enumerate(self.scenarios))
        yield from ((f"contact-trees/{name}-tree.yaml", self._tree(i)) for i, name in enumerate(self.teams))
        yield from ((f"services/{name}.yaml", self._service(i)) for i, name in enumerate(self.services))
        yield from ((f"runbooks/{name}.yaml", self._runbook(i)) for i, name in enumerate(self.runbooks))
        yield from ((f"processes/process-{i:03}.yaml", self._process(i)) for i in range(max(2, len(self.services) // 5)))
        yield from self._attestations()

    def _prose(self, sentences: int, *, marked: bool = False) -> str:
        chosen = [self.random.choice(_SENTENCES) for _ in range(sentences)]
        if marked:
            chosen[0] = f"**{chosen[0]}**"
        return ". ".join(chosen) + "."

    def _number(self, index: int) -> str:
        # The range that is kept for fiction holds a thousand numbers; in a large organisation people share them.
        return f"+44 7700 900{index % 1000:03}"

    def _team_of(self, index: int) -> str:
        return self.teams[index % len(self.teams)]

    def _organisation(self) -> Plan:
        return {
            "name": "Example Holdings",
            "description": "An invented organisation that exists to be measured.",
            "time_zone": "Europe/London",
            "currency": "GBP",
            "locale": "en-GB",
            "crisis_line": {"number": "+44 113 496 0100", "name": "Operations room"},
            "tiers": [
                {"id": tier, "name": f"Tier {rank}", "rto": _RTO[tier], "rpo": "1h", "review_every": f"{rank * 6} months", "reviewers": 1}
                for rank, tier in enumerate(_TIERS, 1)
            ],
            "impact_categories": [{"id": "operations", "name": "Operations"}, {"id": "money", "name": "Money"}],
            "impact_levels": [
                {"id": "minor", "name": "Minor"},
                {"id": "moderate", "name": "Moderate"},
                {"id": "major", "name": "Major", "tolerable": False},
            ],
            "time_bands": ["0", "1h", "4h", "24h", "3d"],
            "review_policy": {"review_every": "12 months", "due_soon": "30d", "contact_check_every": "6 months"},
        }

    def _site(self, index: int) -> Plan:
        return {"name": f"Hall {index + 1}", "description": self._prose(2), "address": f"{index + 1} Example Road", "readiness": "warm"}

    def _person(self, index: int) -> Plan:
        first, last = _FIRST[index % len(_FIRST)], _LAST[index // len(_FIRST) % len(_LAST)]
        suffix = index // (len(_FIRST) * len(_LAST))
        return {
            "name": f"{first} {last}" + (f" {suffix + 1}" if suffix else ""),
            "titles": ["Systems engineer"],
            "time_zone": "Europe/London",
            "skills": [self.random.choice(_THINGS), self.random.choice(_THINGS)],
            "deputies": [self.people[(index + 1) % len(self.people)]],
            "contacts": [
                {"mobile": self._number(index), "hours": "24x7", "verified": self._day(200)},
                {"email": f"person-{index:04}@example.org", "hours": ["Mon-Fri 08:00-18:00"]},
            ],
        }

    def _day(self, back: int) -> str:
        return (AS_OF - timedelta(days=self.random.randrange(1, back))).isoformat()

    def _members(self, team: int) -> list[str]:
        size = len(self.people) // len(self.teams)
        return self.people[team * size : (team + 1) * size]

    def _team(self, index: int) -> Plan:
        members = self._members(index)
        return {
            "name": f"Team {index + 1}",
            "description": self._prose(1),
            "lead": members[0],
            "members": members,
            "contacts": [{"duty": f"+44 113 496 {index % 900 + 100:04}", "hours": "24x7", "verified": self._day(150)}],
        }

    def _vendor(self, index: int) -> Plan:
        return {
            "name": f"Vendor {index + 1}",
            "description": self._prose(2),
            "owner": self._team_of(index),
            "contacts": [{"phone": f"+44 808 157 {index % 1000:04}", "hours": "24x7"}],
            "commitment": {"response": "30m", "recovery": "8h", "hours": "24x7"},
            "exit_plan": self._prose(2),
        }

    def _scenario(self, index: int) -> Plan:
        return {
            "name": f"Loss of hall {index % 6 + 1}, case {index + 1}",
            "loss_class": "data-centre",
            "description": self._prose(3),
            "owner": self._team_of(index),
            "loses": [{"site": self.sites[index % 6]}],
            "expected_outage": "3d",
            "detect": "5m",
            "fallbacks": [
                {"from": "0", "until": "1h", "do": self._prose(1)},
                {"from": "1h", "until": "3d", "do": self._prose(1), "runbooks": self.random.sample(self.runbooks, 4)},
            ],
        }

    def _tree(self, index: int) -> Plan:
        first, *rest = self._members(index)
        branches = [{"person": person, "confirms": "On the way"} for person in rest[1:]]
        return {
            "name": f"Team {index + 1}",
            "services": [name for i, name in enumerate(self.services) if i % len(self.teams) == index],
            "initiator": self._team_of(index),
            "alternate": {"person": first},
            "calls": [{"person": rest[0], "calls": branches}, {"vendor": self.vendors[index % len(self.vendors)]}],
        }

    def _service(self, index: int) -> Plan:
        name = self.services[index]
        needs = [*self._needs(index), {"vendor": self.random.choice(self.vendors), "for": "recover", "effect": self._prose(1)}]
        tier = self._tier(index)
        books = list(self.runbooks[index :: len(self.services)])
        return {
            "name": name.replace("-", " ").capitalize(),
            "description": self._prose(2),
            "tier": tier,
            "owner": self._team_of(index),
            "users": f"{self.random.randrange(20, 2000)} staff",
            "objectives": {
                "rto": _RTO[tier],
                "rpo": "1h",
                "mbco": {"text": self._prose(1), "percent": 30, "stages": [{"percent": 30, "by": "2h"}, {"percent": 80, "by": "8h"}]},
                "wrt": "30m",
                "detect": "5m",
                "invoke": "15m",
            },
            "depends_on": needs,
            "backups": [
                {"id": "replica", "name": "Replica in the second hall", "lag": "1m", "site": self.sites[1]},
                {"id": "daily", "every": "30m", "takes": "5m", "offsite": "10m", "keep": "35d", "site": self.sites[2], "isolated": True},
            ],
            "sites": [{"site": self.sites[0], "use": "primary"}, {"site": self.sites[1], "use": "alternate", "readiness": "warm"}],
            "strategies": [
                {
                    "scenario": scenario,
                    "approach": "warm-standby",
                    "activates_in": "10m",
                    "sustains": "14d",
                    "capacity": "60%",
                    "runbooks": books,
                }
                for scenario in self.random.sample(self.scenarios, 2)
            ],
            "escalation": [{"team": self._team_of(index), "wait": "5m"}, {"vendor": self.random.choice(self.vendors)}],
            "find_by": {"alerts": [f"Down{index:04}"], "hosts": [f"host{index:04}.example.org"], "symptoms": ["nothing comes back"]},
            "links": [{"href": f"https://wiki.example.org/{name}", "title": "Design notes"}],
            "notes": self._prose(2, marked=True),
        }

    def _tier(self, index: int) -> str:
        if index < len(self.core) + len(self.shared):
            return "tier-1" if index < len(self.core) else "tier-2"
        return self.random.choice(_TIERS[2:])

    def _needs(self, index: int) -> list[Plan]:
        """Needs go towards the core only, so that nothing needs itself: business, shared, core."""
        if index == 0:
            return []
        if index < len(self.core):
            return [{"service": self.core[index - 1], "effect": self._prose(1)}]
        needed = self.random.sample(self.core, min(3, len(self.core)))
        if index >= len(self.core) + len(self.shared):
            needed += self.random.sample(self.shared, min(self.random.randrange(1, 4), len(self.shared)))
        return [{"service": name, "strength": "soft" if rank > 2 else "hard", "effect": self._prose(1)} for rank, name in enumerate(needed)]

    def _runbook(self, index: int) -> Plan:
        service = self.services[index % len(self.services)]
        return {
            "title": f"Recover {service.replace('-', ' ')}, way {index // len(self.services) + 1}",
            "summary": self._prose(1),
            "owner": self._team_of(index % len(self.services)),
            "services": [service],
            "scenarios": self.random.sample(self.scenarios, 2),
            "use_when": self._prose(1),
            "prerequisites": ["Two people, one of them at the second site"],
            "placeholders": {"node": {"ask": "Surviving node", "example": "node11"}},
            "steps": [self._step(index, number) for number in range(self.random.randrange(8, 13))],
            "ends": [self._prose(1), "The queue is shorter than twenty"],
            "background": self._prose(3, marked=True),
        }

    def _step(self, runbook: int, number: int) -> Plan:
        """A step is done by the team that owns the service, or by one of two others that are always asked."""
        owner = runbook % len(self.services)
        team = self._team_of(owner + self.random.choice((0, 0, 0, 1, 7)))
        step: Plan = {
            "id": f"step-{number + 1}",
            "do": self.random.choice(_ACTIONS),
            "team": team,
            "expect": self._prose(1),
            "if_not": {"team": self._team_of(owner)},
            "takes": {"planned": f"{self.random.randrange(1, 8)}m", "worst": "15m"},
        }
        if number % 2:
            step["commands"] = [{"run": f"ssh {{{{node}}}} sudo systemctl restart unit-{number}", "on": "operations host"}]
        if number % 4 == 2:
            step["details"] = f"{self._prose(2)} Look for `ready` in the log, then *wait a minute*."
        if number % 5 == 3:
            step["warning"] = self._prose(1)
        return step

    def _process(self, index: int) -> Plan:
        return {
            "name": f"Process {index + 1}",
            "description": self._prose(2),
            "owner": self._team_of(index),
            "uses": [{"service": name, "effect": self._prose(1)} for name in self.random.sample(self.services, min(4, len(self.services)))],
            "impact": {"operations": {"1h": "minor", "24h": "moderate", "3d": "major"}, "money": {"24h": "moderate"}},
            "rto": "2d",
            "wrt": "2h",
        }

    def _attestations(self) -> Iterator[tuple[str, Plan]]:
        """Four in five services and two in three runbooks were reviewed, every team's numbers were tried."""
        for kind, names, share in (("service", self.services, 0.8), ("runbook", self.runbooks, 0.66)):
            for name in names:
                if self.random.random() < share:
                    day, person = self._day(900), self.random.choice(self.people)
                    review: Plan = {"subject": f"{kind}/{name}", "reviewed": day, "by": person, "method": "desk", "outcome": "approved"}
                    yield f"reviews/{day}-{kind}-{name}-{person}.yaml", review
        for index, team in enumerate(self.teams):
            day, person = self._day(300), self._members(index)[0]
            check: Plan = {"subject": f"team/{team}", "checked": day, "by": person, "tried": [{"contact": "duty", "worked": True}]}
            yield f"contact-checks/{day}-team-{team}-{person}.yaml", check
