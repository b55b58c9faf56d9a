"""How well search finds, with questions that are kept apart from what ranks: nothing in the engine or its words was chosen by looking at them.

Bounds are those of the responder's page: an exact name 100% first; one slip 95% in the first three; a listed symptom 90% and a paraphrase 80%
in the first five.
"""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

import pytest
import yaml
from continuity.pages.search import search_assets
from search_corpus import Corpus, Question, slipped
from search_engine import ask, found, written

ROOT = Path(__file__).parents[2]
BOUNDS = {"exact": (1, 1.0), "mangled": (1, 1.0), "typo": (3, 0.95), "symptom": (5, 0.9), "paraphrase": (5, 0.8)}
"""By kind of question: within how many results the page must be, for what share of questions."""

#: What people at Northmoor may say at night, and the pages that would help them.
ASKED = {
    "pharmacy cannot print stickers": "runbooks/label-printers.html services/label-printing.html",
    "wrist bands are empty": "services/label-printing.html runbooks/label-printers.html",
    "passwords refused everywhere": "services/identity.html runbooks/identity-recovery.html",
    "staff unable to sign on": "services/identity.html runbooks/identity-recovery.html",
    "telephones not working": "services/telephony.html runbooks/telephony-fallback.html",
    "no calls coming in, switchboard silent": "services/telephony.html runbooks/telephony-fallback.html",
    "pagers silent": "services/paging.html runbooks/crash-calls-by-radio.html",
    "cardiac arrest team cannot be called": "runbooks/crash-calls-by-radio.html services/paging.html",
    "electricity gone at the general": "scenarios/power-loss.html runbooks/generator-start.html",
    "generator does not start": "runbooks/generator-start.html",
    "server room too hot": "scenarios/data-centre-loss.html scenarios/north-hall-loss.html runbooks/power-load-shed.html",
    "files encrypted, ransom demanded": "runbooks/ransomware-isolation.html scenarios/ransomware.html",
    "hackers in our systems": "runbooks/ransomware-isolation.html scenarios/ransomware.html",
    "lab results not showing in patient record": "services/order-messaging.html services/integration-engine.html services/lims.html",
    "results delayed": "services/order-messaging.html services/integration-engine.html runbooks/integration-engine-restart.html",
    "scans will not load": "services/pacs.html",
    "radiology pictures missing": "services/pacs.html",
    "mail not coming in": "services/email.html",
    "outlook broken": "services/email.html",
    "working from home not possible": "services/vpn.html runbooks/vpn-gateway-rebuild.html",
    "remote workers cut off": "services/vpn.html runbooks/vpn-gateway-rebuild.html",
    "guest internet down": "services/patient-wifi.html",
    "wages not paid": "services/payroll.html runbooks/payroll-bank-file.html",
    "salary run failed": "services/payroll.html runbooks/payroll-bank-file.html",
    "someone erased appointments": "runbooks/deleted-data-restore.html scenarios/accidental-deletion.html",
    "recover deleted records": "runbooks/deleted-data-restore.html scenarios/accidental-deletion.html",
    "medicine cannot be handed out": "services/dispensing.html runbooks/dispensing-failover.html",
    "pharmacy robot stands still": "services/dispensing.html runbooks/dispensing-failover.html",
    "cannot give out blood": "services/blood-transfusion.html runbooks/transfusion-downtime.html",
    "blood fridge locked": "services/blood-transfusion.html runbooks/transfusion-downtime.html",
    "patient charts will not open": "services/epr.html runbooks/epr-failover.html runbooks/epr-downtime.html",
    "medical notes unavailable": "services/epr.html runbooks/epr-failover.html runbooks/epr-downtime.html",
    "whole ward offline": "services/network-core.html runbooks/network-core-recovery.html",
    "name resolution broken": "services/dns-north.html services/dns-south.html runbooks/dns-rebuild.html",
    "address lookup fails": "services/dns-north.html services/dns-south.html runbooks/dns-rebuild.html",
    "shared folders vanished": "services/storage.html runbooks/storage-vault-restore.html",
    "operating list blank": "services/theatres.html",
    "cannot book patients in at emergency": "services/emergency-department.html",
    "bed board wrong": "services/bed-management.html",
    "who is on duty tonight": "services/rota.html contacts/index.html",
    "baby monitor traces lost": "services/maternity.html",
    "all virtual machines down": "services/virtualisation.html runbooks/virtualisation-failover.html",
    "prescription charts empty": "services/e-prescribing.html",
    "GP referrals stuck": "services/referral-portal.html",
    "monitoring shows nothing": "services/monitoring.html",
    "e-learning does not work": "services/learning-portal.html",
    "supplier invoices cannot be ordered": "services/finance.html",
    "hand over at end of shift": "runbooks/shift-handover.html",
    "enter paper forms after outage": "runbooks/paper-catch-up.html",
    "data centre flooded": "scenarios/data-centre-loss.html scenarios/north-hall-loss.html",
}


def misses(folder: Path, questions: list[Question], wanted: dict[str, set[str]] | None = None) -> dict[str, str]:
    """By kind that misses its bound: the share found and what was not."""
    ranked = defaultdict(list)
    for question, results in zip(questions, ask(folder, [q.text for q in questions]), strict=True):
        within, _ = BOUNDS[question.kind]
        good = (wanted or {}).get(question.text, {question.path})
        ranked[question.kind].append((bool(good & set(found(results)[:within])), question))
    out = {}
    for kind, answers in ranked.items():
        share = sum(hit for hit, _ in answers) / len(answers)
        if share < BOUNDS[kind][1]:
            out[kind] = f"{share:.0%}, missing {[q for hit, q in answers if not hit][:10]}"
    return out


def test_a_large_organisation_finds_what_it_asks_for(tmp_path: Path) -> None:
    corpus = Corpus(600)
    questions = corpus.questions(150)
    assert {q.kind for q in questions} == set(BOUNDS)
    assert misses(written(search_assets(corpus.entries), tmp_path), questions) == {}


@pytest.fixture(scope="module")
def example(built_site: Path) -> Path:
    return built_site / "assets" / "continuity" / "search"


def claims() -> dict[str, set[str]]:
    """What each name and symptom of the example's services and runbooks leads to, read without the product."""
    out: dict[str, set[str]] = defaultdict(set)
    for folder in ("services", "runbooks", "scenarios"):
        for path in (ROOT / "plans" / folder).iterdir():
            text = path.read_text(encoding="utf-8")
            record = yaml.safe_load(text.split("---\n")[1] if path.suffix == ".md" else text)
            by = record.get("find_by", {})
            for kind, names in (
                ("exact", (*record.get("aliases", ()), *record.get("alerts", ()), *by.get("alerts", ()), *by.get("hosts", ()))),
                ("symptom", (*record.get("symptoms", ()), *by.get("symptoms", ()))),
            ):
                for name in names:
                    out[f"{kind}:{name}"].add(f"{folder}/{path.stem}.html")
    return out


def test_every_name_and_symptom_of_the_example_finds_its_page(example: Path) -> None:
    claimed = claims()
    assert len(claimed) > 100
    questions = [Question(*name.split(":", 1), "") for name in claimed]
    wanted = {name.split(":", 1)[1]: paths for name, paths in claimed.items()}
    assert misses(example, questions, wanted) == {}


def test_slips_in_names_of_the_example_are_forgiven(example: Path) -> None:
    chosen = random.Random(5)
    pairs = [
        (slipped(name.split(":", 1)[1], chosen), paths) for name, paths in claims().items() if name.startswith("exact:") and len(name) > 12
    ]
    assert misses(example, [Question("typo", text, "") for text, _ in pairs], dict(pairs)) == {}


def test_what_people_say_finds_a_page_that_helps(example: Path) -> None:
    wanted = {text: set(paths.split()) for text, paths in ASKED.items()}
    assert misses(example, [Question("paraphrase", text, "") for text in wanted], wanted) == {}
