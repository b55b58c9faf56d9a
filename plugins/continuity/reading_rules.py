"""The rules that reading itself can break. Those about bytes and syntax are in the text room, those about meaning in the checks."""

from __future__ import annotations

from continuity.findings import Rule, Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

UNKNOWN_FILE = Rule(
    "unknown-file",
    _W,
    "A file that is no part of a plan",
    "It is not read, so whoever wrote it believes something is planned that is not.",
    "plans/dispensing.yaml",
    "Move it to the folder of its kind: plans/services/dispensing.yaml. Files that start with _ or . and READMEs are passed over.",
)
UNKNOWN_FOLDER = Rule(
    "unknown-folder",
    _E,
    "A folder that is no kind of plan data",
    "Nothing in it is read.",
    "plans/service/dispensing.yaml",
    "plans/services/dispensing.yaml",
)
BAD_ID = Rule(
    "bad-id",
    _E,
    "A name that cannot be an id",
    "Ids become addresses and file names, also inside a zip on a system that reserves some names and folds case.",
    "services/Pharmacy Dispensing.yaml",
    "services/pharmacy-dispensing.yaml",
    waivable=False,
)
ID_IN_FILE = Rule(
    "id-in-file",
    _E,
    "An id written into the file",
    "The file name is the id; a second one could disagree with it.",
    "id: dispensing",
    "Take the line out, or rename the file.",
)
DUPLICATE_ID = Rule(
    "duplicate-id",
    _E,
    "Two files with one id",
    "Sub-folders mean nothing, so one of the two would be lost.",
    "services/a/dispensing.yaml and services/b/dispensing.yaml",
    "Rename one of the files.",
    waivable=False,
)
DUPLICATE_ALIAS = Rule(
    "duplicate-alias",
    _E,
    "A name that leads to two records",
    "Somebody who looks it up at night is led to the wrong page.",
    "aliases: [PharmX] in two services",
    "Keep the alias where people mean it.",
)
UNKNOWN_KEY = Rule(
    "unknown-key",
    _E,
    "A key that means nothing here",
    "A misspelt key is a promise nobody reads.",
    "owned_by: pharmacy-it",
    "owner: pharmacy-it",
)
MISSING_FIELD = Rule(
    "missing-field",
    _E,
    "Something required is missing",
    "Without it the record says nothing.",
    "organisation.yaml without name",
    "name: Northmoor Hospitals",
)
UNKNOWN_VALUE = Rule(
    "unknown-value",
    _E,
    "A word that is not one of the choices",
    "Choices are fixed so that pages and checks can rely on them.",
    "approach: warm standby",
    "approach: warm-standby",
)
WRONG_TYPE = Rule(
    "wrong-type",
    _E,
    "A value of another shape",
    "A list, a mapping and a single value are different things.",
    "aliases: PharmX",
    "aliases: [PharmX]",
)
EMPTY_VALUE = Rule(
    "empty-value",
    _E,
    "A key without a value",
    "Nobody can tell whether it is unknown, zero or forgotten.",
    "rto:",
    "Leave the line out, or write: rto: unknown",
)
AMBIGUOUS_VALUE = Rule(
    "ambiguous-value",
    _E,
    "A value that readers of YAML take differently",
    "012 is ten to one reader and twelve to another; yes is true or a word.",
    "minimum_crew: 012",
    "minimum_crew: 12",
)
BAD_DURATION = Rule(
    "bad-duration",
    _E,
    "Not a duration",
    "1:30 is read as 90 or 5,400 by different readers; a number without a unit could be minutes or hours.",
    "rto: 1:30",
    "rto: 1h30m",
)
BAD_DATE = Rule(
    "bad-date", _E, "Not a date", "Dates are written year-month-day; anything else is read two ways.", "due: 03/04/2026", "due: 2026-04-03"
)
BAD_INSTANT = Rule(
    "bad-instant",
    _E,
    "Not an instant",
    "A time of day without an offset is another moment elsewhere.",
    "started: 2026-10-12 02:55",
    "started: 2026-10-12T02:55+01:00",
)
BAD_NUMBER = Rule("bad-number", _E, "Not a number", "Figures are computed with.", "minimum_crew: some", "minimum_crew: 2")
BAD_PHONE = Rule(
    "bad-phone",
    _E,
    "Not a telephone number that can be dialled from anywhere",
    "A number without its country cannot be tapped on a phone abroad or handed to a bridge.",
    "mobile: 07700 900123",
    "mobile: '+44 7700 900123'",
)
BAD_EMAIL = Rule(
    "bad-email",
    _E,
    "Not an e-mail address",
    "It is turned into a link that opens a message.",
    "email: anna.berg",
    "email: anna.berg@example.org",
)
BAD_HOURS = Rule("bad-hours", _E, "Not hours", "They decide who is awake.", "hours: 9-5", "hours: [Mon-Fri 09:00-17:00]")
BAD_LINK = Rule(
    "bad-link",
    _E,
    "Not an address that may be linked",
    "Only http, https, mailto and tel addresses become links.",
    "href: javascript:alert(1)",
    "href: https://example.org/",
)
BAD_SUBJECT = Rule(
    "bad-subject", _E, "Not KIND/ID", "A review must say what was looked at.", "subject: dispensing", "subject: service/dispensing"
)
ONE_KEY = Rule(
    "one-key",
    _E,
    "Exactly one of several keys",
    "A reference says its kind by its key; two would be two references.",
    "{person: anna-berg, team: pharmacy-it}",
    "{person: anna-berg}",
)
DANGLING_REFERENCE = Rule(
    "dangling-reference",
    _E,
    "A reference to something that is not there",
    "A responder follows it and finds nothing.",
    "owner: pharmacy-itt",
    "Mend the id, or write the file it names. The reference is kept as it is, so an accepted one still builds.",
)

RULES: tuple[Rule, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Rule))
BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}
