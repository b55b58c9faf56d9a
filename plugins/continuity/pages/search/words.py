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
_CAPITALS = {letter.upper(): plain.title() for letter, plain in _LETTERS.items() if letter not in "ßı"} | {"ẞ": "SS"}


class _Fold(dict[int, str | int | None]):
    """What is written for a letter; nothing for a mark on one."""

    def __missing__(self, code: int) -> int | None:
        plain = self[code] = None if unicodedata.category(chr(code))[0] == "M" else code
        return plain


_FOLD = _Fold({ord(letter): plain for letter, plain in (_LETTERS | _CAPITALS).items()} | {ord("'"): None, ord("’"): None})
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
    return unicodedata.normalize("NFKD", text).translate(_FOLD)


def slug(text: str) -> str:
    """A text as an address has it: small letters and digits, hyphens for the rest."""
    return _SLUG.sub("-", folded(text).lower()).strip("-")


def stem(word: str) -> str:
    """A word without its commonest English endings; short ones, and those in letters that English has not, stay as they are."""
    if not word.isascii():
        return word
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
        """What a text is found by: stems of its words; for a word of several parts (``PharmXDown``, ``back-up``, ``O'Brien``) also all of it."""
        pieces, known = text.split(), self._terms
        found: list[str] = []
        for piece in pieces:
            terms = known.get(piece)
            found += self._read(piece) if terms is None else terms
        if self._begin_pairs.isdisjoint(pieces):
            return found
        read = [_words(piece) for piece in pieces]
        return _stems([*_joined([word for words, _ in read for word in words]), *(whole for _, wholes in read for whole in wholes)])

    def _read(self, piece: str) -> tuple[str, ...]:
        words, wholes = _words(piece)
        if not _FIRST_OF_PAIR.isdisjoint(words):
            self._begin_pairs.add(piece)
        terms = self._terms[piece] = tuple(_stems([SINGLES.get(word, word) for word in (*words, *wholes)]))
        return terms


def _stems(words: list[str]) -> list[str]:
    return [stem(word) for word in words if word not in STOP_WORDS]


def _words(piece: str) -> tuple[list[str], list[str]]:
    """The words of a piece, and what those of several parts are as one."""
    word = piece.strip(".,:;()")
    if word.isascii() and word.isalnum() and word[1:].islower():  # Most are: they need no taking apart.
        return [word.lower()], []
    words: list[str] = []
    wholes: list[str] = []
    for part in _PIECE.findall(folded(piece)):
        runs = _WORD.findall(part)
        parts = [word.lower() for run in runs for word in _CAMEL.split(run)]
        words += parts
        if 1 < len(parts) < 5 and "." not in part:
            wholes.append("".join(parts))
        if 1 < len(runs) < len(parts):
            wholes += [run.lower() for run in runs if 1 < len(_CAMEL.split(run)) < 5]
    return words, wholes


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
