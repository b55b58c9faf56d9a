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
_SLUG = re.compile(r"[^a-z0-9]+")
_FIRST_OF_PAIR = frozenset(pair.partition(" ")[0] for pair in PAIRS)


def folded(text: str) -> str:
    """Without accents, apostrophes and ligatures; case stays."""
    if text.isascii():
        return text.replace("'", "")
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_FOLD)


def slug(text: str) -> str:
    """A text as an address has it: small letters and digits, hyphens for the rest."""
    return _SLUG.sub("-", folded(text).lower()).strip("-")


def stem(word: str) -> str:
    """A word without its commonest English endings; short ones stay as they are."""
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("sses", "xes", "zes", "ches", "shes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if word.endswith(("ing", "ed")):
        rest = word[:-3] if word.endswith("g") else word[:-2]
        if len(rest) > 2 and _VOWEL.search(rest):
            word = rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


class Reader:
    """Takes texts to terms, and remembers the pieces it has seen: texts of one site say the same words over and over."""

    def __init__(self) -> None:
        self._terms: dict[str, tuple[str, ...]] = {}
        self._begin_pairs: set[str] = set()

    def terms(self, text: str) -> list[str]:
        """What a text is found by, in its order: stems of its words; for a word of several parts (``PharmXDown``, ``back-up``) also all of it."""
        pieces, known = text.split(), self._terms
        found: list[str] = []
        for piece in pieces:
            terms = known.get(piece)
            found += self._read(piece) if terms is None else terms
        if self._begin_pairs.isdisjoint(pieces):
            return found
        return _stems(_joined([word for piece in pieces for word in _words(piece)]))

    def _read(self, piece: str) -> tuple[str, ...]:
        words = _words(piece)
        if not _FIRST_OF_PAIR.isdisjoint(words):
            self._begin_pairs.add(piece)
        terms = self._terms[piece] = tuple(_stems(words))
        return terms


def _stems(words: list[str]) -> list[str]:
    return [stem(word) for word in words if word not in STOP_WORDS]


def _words(piece: str) -> list[str]:
    word = piece.strip(".,:;()")
    if word.isascii() and word.isalnum() and word[1:].islower():  # Most are: they need no taking apart.
        word = word.lower()
        return [SINGLES.get(word, word)]
    return [SINGLES.get(word, word) for part in _PIECE.findall(folded(piece)) for word in _parts(part)]


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
            out.append(word)
    return out


def synonyms() -> list[list[str]]:
    """The groups as search compares them."""
    return [list(dict.fromkeys(stem(word) for word in group.split())) for group in SYNONYMS]
