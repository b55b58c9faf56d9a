"""What the pages of an invented organisation of any size may be found by, and what its people type. The same size and seed give the same.

The words of questions are chosen here without a look at the synonyms of search: a figure measured with them says something.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from continuity.pages.page import SearchEntry

#: What a service does; symptoms as its owners list them; the same as people at night say it.
SUBJECTS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("label printing", ("labels do not print", "labels come out blank"), ("label printers not working", "empty label from printer")),
    ("sign-in", ("nobody can log in", "smartcards are refused"), ("staff unable to sign on", "smartcard login fails")),
    ("telephones", ("no dial tone", "calls drop after a minute"), ("phones dead no tone", "telephone calls dropped")),
    ("e-mail", ("messages stay in the outbox", "e-mails do not arrive"), ("outbox full of messages", "mail not arriving")),
    ("payroll", ("payslips are missing", "the bank file was refused"), ("where are my payslips", "bank refuses payroll file")),
    ("stock control", ("stock levels are wrong", "scanners show no connection"), ("stock level incorrect", "scanner cannot connect")),
    ("booking", ("the calendar is empty", "rooms are booked twice"), ("blank calendar", "double booked room")),
    ("imaging archive", ("pictures do not open", "images stuck on the scanner"), ("cannot open pictures", "scanner images not sent")),
    ("door access", ("doors do not open with a card", "doors stay unlocked"), ("card does not open door", "doors not locking")),
    (
        "invoicing",
        ("invoices cannot be approved", "invoices go out twice"),
        ("unable to approve an invoice", "duplicate invoices going out"),
    ),
    (
        "data warehouse",
        ("reports show yesterday's figures", "the nightly load failed"),
        ("report figures are old", "night load has failed"),
    ),
    ("file store", ("shared drives are gone", "files open read only"), ("shared drive missing", "file is read-only")),
    ("remote access", ("cannot connect from home", "the token is not accepted"), ("home working connection broken", "token rejected")),
    (
        "temperature monitoring",
        ("fridge readings stopped", "the freezer alarm does not sound"),
        ("no readings from fridge", "freezer alarm silent"),
    ),
    ("order entry", ("orders vanish after saving", "the order screen freezes"), ("saved orders disappear", "order screen stuck")),
    (
        "web site",
        ("the home page shows an error", "the contact form does not send"),
        ("home page error message", "contact form not sending"),
    ),
    ("backup", ("last night's copy did not finish", "a restore request is stuck"), ("backup copy unfinished", "restore hanging")),
    ("card payments", ("card terminals say offline", "payments are declined"), ("payment terminal offline", "card payment declined")),
    ("dispatch", ("vans get no routes", "the dispatch map is frozen"), ("no route for the van", "dispatch map hangs")),
    ("timesheets", ("hours cannot be entered", "clock-in terminals are dark"), ("cannot enter my hours", "clocking in terminal is black")),
    (
        "document signing",
        ("signatures are shown as invalid", "documents wait for a signature"),
        ("invalid signature shown", "document waiting to be signed"),
    ),
    (
        "network",
        ("nothing works on the whole floor", "wireless drops every few minutes"),
        ("whole floor has no network", "wifi keeps dropping"),
    ),
    (
        "queue tickets",
        ("ticket machines print nothing", "the call screen is dark"),
        ("ticket machine does not print", "call display is off"),
    ),
    ("laboratory results", ("no results from the analysers", "results arrive an hour late"), ("analyser results missing", "late results")),
)
_BEGIN = (
    "Ash",
    "Bram",
    "Cold",
    "Dun",
    "Elm",
    "Fern",
    "Glen",
    "Hart",
    "Ives",
    "Kirk",
    "Lang",
    "Marl",
    "Nor",
    "Oak",
    "Pem",
    "Quar",
    "Rush",
    "Stan",
    "Thorn",
    "Wick",
)
_END = ("by", "combe", "dale", "field", "ford", "gate", "ham", "hurst", "ley", "mere", "moor", "ridge", "stead", "ton", "well", "worth")
_CODE = (
    "Ar",
    "Bel",
    "Cor",
    "Del",
    "Era",
    "Fen",
    "Gal",
    "Hel",
    "Ix",
    "Jun",
    "Kal",
    "Lum",
    "Mer",
    "Nov",
    "Or",
    "Pol",
    "Qui",
    "Ros",
    "Syl",
    "Tav",
    "Ul",
    "Ver",
    "Wis",
    "Zen",
)
_TAIL = ("Net", "Link", "Hub", "Flow", "Desk", "Base", "Point", "Trak", "Core", "Pro")
_TROUBLE = ("Down", "QueueHigh", "DiskFull", "ReplicaLag", "CertExpiring", "NoHeartbeat", "LoginErrors")
_VERB = ("Recover", "Fail over", "Restore", "Restart", "Work without")
_FIRST = (
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
    "Zoë",
    "Victor",
    "Aoife",
    "José",
)
_LAST = (
    "Berg",
    "Lindström",
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
    "Müller",
)
_STEPS = (
    "Open the bridge and say who leads",
    "Stop the interface from {code} and wait until its queue is empty",
    "Read how far the replica on {host} is behind",
    "Promote the standby node in the second hall",
    "Point the clients of {place} at the standby address",
    "Start the {subject} service on {host}",
    "Print one test page at {place} and read it aloud",
    "Compare the counters of both nodes",
    "Tell the desks at {place} to stop entering items",
    "Take {host} out of the pool",
    "Check the certificate of {code} and the clock of the node",
    "Write the time down and close the bridge",
    "Ask the duty manager of {place} whether paper forms are in use",
    "Ring the supplier of {code} and give the contract number",
    "Hand the list of open items to the day shift",
)


@dataclass(frozen=True)
class Question:
    """What somebody types, and the page that they want."""

    kind: str
    text: str
    path: str


class Corpus:
    """Entries and questions of an organisation with so many services: 1.5 runbooks of seven steps, 0.4 people a service, and the rest."""

    def __init__(self, services: int, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._places = self._invented(_BEGIN, _END, 1 + services // len(SUBJECTS))
        self._codes = [
            code.replace(" ", "") for code in self._invented(_CODE, tuple(a.lower() + b for a in _CODE[:20] for b in _TAIL), services)
        ]
        self._said: list[Question] = []
        self.entries: tuple[SearchEntry, ...] = tuple(self._all(services))

    def _invented(self, first: Sequence[str], second: Sequence[str], count: int) -> list[str]:
        names = [a + b for a in first for b in second]
        self._random.shuffle(names)
        return [names[i % len(names)] + (f" {i // len(names) + 1}" if i >= len(names) else "") for i in range(count)]

    def _all(self, services: int) -> Iterator[SearchEntry]:
        for i in range(services):
            yield from self._service(i)
        for i in range(services * 2 // 5):
            name = f"{_FIRST[i % len(_FIRST)]} {_LAST[i // len(_FIRST) % len(_LAST)]}" + (f" {i // 256 + 1}" if i > 255 else "")
            yield SearchEntry(f"people/person-{i:04}.html", name, "Person", text="Systems engineer")
        for place in self._places:
            yield SearchEntry(f"sites/{_slug(place)}.html", f"{place} site", "Site", text=f"1 Example Road, {place}", weight=1.2)
            yield SearchEntry(f"teams/{_slug(place)}-desk.html", f"{place} service desk", "Team", weight=1.2)
            yield SearchEntry(f"contact-trees/{_slug(place)}.html", f"Contact tree: {place} service desk", "Contact tree", weight=1.4)

    def _service(self, i: int) -> Iterator[SearchEntry]:
        subject, symptoms, asked = SUBJECTS[i % len(SUBJECTS)]
        place, code = self._places[i // len(SUBJECTS)], self._codes[i]
        name, slug = f"{place} {subject}", _slug(f"{place} {subject}")
        path = f"services/{slug}.html"
        host = f"{code[:4].lower()}{i % 90 + 10}.{_slug(place)}.example.org"
        alerts = [code + trouble for trouble in self._random.sample(_TROUBLE, 2)]
        yield SearchEntry(
            path,
            name,
            "Service",
            exact=(code,),
            symptoms=tuple(f"{symptom} at {place}" for symptom in symptoms),
            text=f"{subject.capitalize()} for all desks of {place}, run on {code}. Orders wait in the queue and are worked off when it is back.",
            weight=2.2,
            alerts=(alerts[0],),
            hosts=(host,),
        )
        for number, symptom in enumerate(symptoms):
            self._said.append(Question("symptom", f"{symptom} at {place}", path))
            self._said.append(
                Question("paraphrase", self._random.choice((f"{place} {asked[number]}", f"{asked[number]} in {place}")), path)
            )
        self._said += [Question("exact", text, path) for text in (code, alerts[0], host, name)]
        for number in range(1 + i % 2):
            title = f"{_VERB[(i + number) % len(_VERB)]} {name}"
            book = f"runbooks/{_slug(title)}.html"
            yield SearchEntry(
                book,
                title,
                "Runbook",
                weight=2.0,
                alerts=(alerts[1],) if number else (),
                text=f"{name} has been down for 30 min and nobody can say why",
            )
            for step, words in enumerate(self._random.sample(_STEPS, 7), 1):
                done = words.format(code=code, host=host.partition(".")[0], place=place, subject=subject)
                yield SearchEntry(book, done, f"Step {step} of {title}", anchor=f"step-s{step}", weight=2.0)

    def questions(self, count: int, seed: int = 2) -> list[Question]:
        """So many questions of each kind: ``exact``, ``mangled`` (case, hyphens, spaces), ``typo``, ``symptom`` and ``paraphrase``."""
        chosen = random.Random(seed)
        by_kind = {kind: [q for q in self._said if q.kind == kind] for kind in ("exact", "symptom", "paraphrase")}
        picked = {kind: chosen.sample(found, min(count, len(found))) for kind, found in by_kind.items()}
        picked["mangled"] = [Question("mangled", _mangled(q.text, chosen), q.path) for q in picked["exact"]]
        picked["typo"] = [Question("typo", slipped(q.text, chosen), q.path) for q in picked["exact"]]
        return [question for kind in sorted(picked) for question in picked[kind]]


def slipped(text: str, chosen: random.Random) -> str:
    """The text with one letter left out, doubled, changed, added or swapped with the next."""
    at = chosen.randrange(len(text) - 1)
    return chosen.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + chosen.choice("aeioursnt") + text[at + 1 :],
            text[:at] + chosen.choice("aeioursnt") + text[at:],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        )
    )


def _mangled(text: str, chosen: random.Random) -> str:
    return chosen.choice((text.upper(), text.lower(), text.replace(" ", "-"), " " + text.lower() + " ", text.replace("-", " ")))


def _slug(text: str) -> str:
    return "-".join(text.lower().replace("-", " ").split())
