"""What can be wrong with a plan file before anybody asks what it means: bytes, YAML, and the shape of a Markdown runbook."""

from __future__ import annotations

from continuity.findings import Rule, Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

UNKNOWN_FILE_TYPE = Rule(
    "unknown-file-type",
    _W,
    "A file that is neither YAML nor Markdown",
    "It is not read, so nothing in it reaches a page.",
    "dispensing.txt",
    "Name it dispensing.yaml, or dispensing.md if it is a runbook.",
)
ENCODING = Rule(
    "yaml-encoding",
    _E,
    "Not UTF-8",
    "Bytes of another encoding turn into wrong letters in names, numbers and commands.",
    "a file saved as Windows-1252 or UTF-16",
    "Save the file as UTF-8.",
    waivable=False,
)
CONTROL_CHARACTER = Rule(
    "yaml-control-character",
    _E,
    "A character nobody can see",
    "A control character in a name or a command is copied along with it, and does something else when pasted.",
    "a terminal's colour codes pasted into a command",
    'Take the character out. In YAML, one that is really meant stands in double quotes as an escape: "\\x1b".',
)
TOO_LARGE = Rule(
    "yaml-too-large",
    _E,
    "A file that is too large",
    "Nobody reads it in an emergency, and reading it could stop the build.",
    "a log pasted into a runbook",
    "Split it into one file for each thing.",
    waivable=False,
)
TOO_DEEP = Rule(
    "yaml-too-deep",
    _E,
    "Nested too deep",
    "No kind of plan data needs it; it is a slip of indentation or brackets, or an attack.",
    "[[[[ ... ]]]]",
    "Check the brackets and the indentation at this place.",
    waivable=False,
)
ALIAS_BOMB = Rule(
    "yaml-alias-bomb",
    _E,
    "Aliases that multiply",
    "A few lines of aliases of aliases stand for more data than fits into memory.",
    "b: [*a, *a, *a, *a]",
    "Write the values out, or refer to them by id.",
    waivable=False,
)
UNKNOWN_ANCHOR = Rule(
    "yaml-unknown-anchor",
    _E,
    "An alias without its anchor",
    "The value it stands for is not there.",
    "owner: *lead",
    "Define it earlier in the same file (owner: &lead pharmacy-it), write the value out, or put it in quotes when the * is meant.",
)
SYNTAX = Rule(
    "yaml-syntax",
    _E,
    "Not YAML",
    "Nothing in the file can be used, so nothing it says reaches a page.",
    "effect: Labels stop: nobody can dispense",
    "effect: 'Labels stop: nobody can dispense'",
    waivable=False,
)
DUPLICATE_KEY = Rule(
    "yaml-duplicate-key",
    _E,
    "A key written twice",
    "Only one of the two values can count, and readers disagree which.",
    "rto: 2h ... rto: 4h",
    "Take one of them out. Until then the first is kept.",
)
MERGE_KEY = Rule(
    "yaml-merge-key",
    _E,
    "A merge key",
    "A value that stands somewhere else is overlooked when the copy is edited, and YAML 1.2 knows no merge keys.",
    "<<: *defaults",
    "Write the values out, or let them come from the tier.",
)
KEY = Rule(
    "yaml-key",
    _E,
    "A key that is not a word",
    "Keys are names of fields. Two braces at the start of a value are read as one as well.",
    "commands: [{{node}} down]",
    "Give the key a name, or put the value in quotes: '{{node}} down'.",
)
TAG = Rule(
    "yaml-tag",
    _E,
    "A tag",
    "Values are read by their field, so a tag changes nothing here, and programs of other languages run code for some.",
    "wait: !!int 5",
    "Take the tag out; quote the value when it starts with an exclamation mark.",
)
MULTIPLE_DOCUMENTS = Rule(
    "yaml-multiple-documents",
    _E,
    "Two documents in one file",
    "One file is one thing; everything after the second --- would be lost.",
    "name: a --- name: b",
    "Put the second one into a file of its own.",
)
EMPTY_FILE = Rule(
    "yaml-empty-file",
    _E,
    "An empty file",
    "The file name promises something that is not there.",
    "a file of comments only",
    "Write at least its name or title, or delete the file.",
    waivable=False,
)
NOT_MAPPING = Rule(
    "yaml-not-mapping",
    _E,
    "Not a mapping of key: value",
    "A plan file says one thing about one thing per key; a list or a sentence has no keys.",
    "- dispensing",
    "name: Pharmacy dispensing",
    waivable=False,
)
EMPTY_VALUE = Rule(
    "yaml-empty-value",
    _E,
    "A key without a value",
    "Nobody can tell whether it is unknown, zero or forgotten.",
    "rto:",
    "Leave the line out, or say so: rto: unknown",
)
AMBIGUOUS = Rule(
    "yaml-ambiguous",
    _E,
    "A character that some readers take as the end of the line",
    "To one reader the comment goes on, to another a new key begins.",
    "a line separator (U+2028) pasted from a word processor",
    "Replace it by a space or a real line break; in double quotes it may be written \\u2028.",
)
NO_FRONT_MATTER = Rule(
    "runbook-no-front-matter",
    _W,
    "A runbook without front matter",
    "Nobody can tell what it recovers, for whom, and who owns it.",
    "a runbook that starts with its heading",
    "Start the file with --- on a line, then title, services, owner and so on, then --- again.",
)
KEY_FROM_TEXT = Rule(
    "runbook-key-in-front-matter",
    _E,
    "Steps in the front matter of a Markdown runbook",
    "Steps and prose of a Markdown runbook come from its text; two lists could contradict each other.",
    "steps: in the front matter",
    "Write the steps as a numbered list, or make the file YAML.",
)
STEP_ID_MADE = Rule(
    "step-id-made",
    _N,
    "A step without an id",
    "An id made from the text changes with the text, and links to the step break.",
    "1. Stop the interface engine",
    "1. Stop the interface engine {#stop-interface}",
)
STEP_WITHOUT_TEXT = Rule(
    "step-without-text",
    _W,
    "A step that does not say what to do",
    "A command alone does not tell whether it is the right one.",
    "a numbered item that starts with a code block",
    "Say the action first, verb first, then the command.",
)
STEP_FIELD_TWICE = Rule(
    "step-field-twice",
    _W,
    "A field of a step given twice",
    "Only the first can count; the second is shown with the details of the step.",
    "- Takes: 5m ... - Takes: 10m",
    "Keep one of them.",
)

RULES: tuple[Rule, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Rule))
