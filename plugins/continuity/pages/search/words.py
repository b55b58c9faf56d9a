"""How text becomes what search compares. ``words.js`` does the same to what a reader types; a test holds the two together."""

from __future__ import annotations

import re
import unicodedata

#: Words that say nothing about which page is meant.
STOP_WORDS = frozenset(
    word
    for line in (
        "a an and any are as at be been but by can could did do does for from get gets had has have how i if in into is it its just me my of on or",
        "our please should so some that the their them then there they this to was we were what when where which who whom why will with would",
        "you your",
    )
    for word in line.split()
)

#: Words of the field that people use for one another. Each line is a group; endings do not matter.
SYNONYMS = (
    "signin password credentials sso authentication authenticate mfa",
    "phone telephone telephony call ring dial handset",
    "down broken broke fail failure failing dead outage unavailable stop stopped crash crashed lost not cannot cant wont unable no error unreachable",
    "restore recover recovery rebuild reinstate bring",
    "email mail mailbox outlook inbox",
    "slow sluggish lag hang hung freeze frozen stuck timeout crawl",
    "delete deletion erase remove wipe missing gone disappear vanish",
    "ransomware encrypt malware virus hacked attack locked",
    "power electricity mains blackout generator ups",
    "network lan wifi internet connectivity connection",
    "print printer printout",
    "label sticker wristband",
    "image picture scan xray photo",
    "bleep pager page bleeper alert alarm",
    "failover switchover standby",
    "backup replica copy snapshot",
    "server host machine node",
    "supplier vendor provider contractor",
    "site building location hall",
    "staff people user person employee",
    "flood water leak",
    "fire smoke",
    "start begin launch open",
    "blank empty white",
    "send sent deliver transmit",
    "wrong incorrect bad invalid",
    "old stale outdated late behind delayed",
    "payment pay card till checkout",
    "pay payroll wage salary",
    "document file record note",
    "screen display monitor",
)

#: Two words that are written as one as often as not.
PAIRS = {
    "log in": "signin",
    "log on": "signin",
    "logged in": "signin",
    "logging in": "signin",
    "sign in": "signin",
    "sign on": "signin",
    "signing in": "signin",
    "back up": "backup",
    "fail over": "failover",
    "switch over": "switchover",
    "wi fi": "wifi",
    "e mail": "email",
    "x ray": "xray",
    "time out": "timeout",
    "not working": "broken",
    "print out": "printout",
}
#: One word written for such a pair.
SINGLES = {"login": "signin", "logon": "signin", "signon": "signin", "logins": "signin"}

_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"}
_FOLD = str.maketrans({**_LETTERS, "'": None, "’": None})
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PIECE = re.compile(r"[^\W_]+(?:[-_./:][^\W_]+)*")
_WORD = re.compile(r"[^\W_]+")
_VOWEL = re.compile("[aeiouy]")


def folded(text: str) -> str:
    """Without accents, apostrophes and ligatures; case stays."""
    if text.isascii():
        return text.replace("'", "")
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_FOLD)


def key(name: str) -> str:
    """A name as it is compared whole: letters and digits alone, so that ``PharmX-Down``, ``pharmx down`` and ``PHARMXDOWN`` are one."""
    return "".join(_WORD.findall(folded(name.lower())))


def stem(word: str) -> str:
    """A word without its commonest English endings; short ones stay as they are."""
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("sses", "xes", "zes", "ches", "shes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        rest = word[: -len(ending)]
        if word.endswith(ending) and len(rest) > 2 and _VOWEL.search(rest):
            word = rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
            break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def terms(text: str, cache: dict[str, tuple[str, ...]] | None = None) -> list[str]:
    """What a text is found by, in its order: stems of its words; for a word of several parts (``PharmXDown``, ``back-up``) also all of it.

    ``cache`` keeps the parts of words from call to call.
    """
    known = {} if cache is None else cache
    found: list[str] = []
    for piece in _PIECE.findall(folded(text)):
        parts = known.get(piece)
        if parts is None:
            parts = known[piece] = tuple(_parts(piece))
        found += parts
    return [stem(word) for word in _joined(found) if word not in STOP_WORDS]


def _parts(piece: str) -> list[str]:
    words = [word.lower() for run in _WORD.findall(piece) for word in _CAMEL.split(run)]
    return [*words, "".join(words)] if 1 < len(words) < 5 and "." not in piece else words


def _joined(words: list[str]) -> list[str]:
    out: list[str] = []
    for word in words:
        pair = PAIRS.get(f"{out[-1]} {word}") if out else None
        if pair:
            out[-1] = pair
        else:
            out.append(SINGLES.get(word, word))
    return out


def synonyms() -> list[list[str]]:
    """The groups as search compares them."""
    return [list(dict.fromkeys(stem(word) for word in group.split())) for group in SYNONYMS]
