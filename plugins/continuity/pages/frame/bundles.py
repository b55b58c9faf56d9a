"""Which of our scripts and style sheets are joined into one file: a request costs a phone more than most of them weigh."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from continuity.pages.frame import squeeze

SHEETS = ("chrome/chrome.css", "continuity.css", "offline/offline.css")
"""For every page: the frame before the content."""

SCRIPTS = ("chrome/chrome.js", "chrome/frame.js", "hours.js", "reading.js", "run.js", "search.js", "situation.js", "offline/offline.js")
"""For every page, once it is read."""

EARLY = ("chrome/first.js", "chrome/base.js", "chrome/palette.js")
"""For every page, before anything is painted."""

LATER: Mapping[str, tuple[str, ...]] = {
    "run/all.js": tuple(
        f"run/{name}.js"
        for name in (
            "times",
            "state",
            "merge",
            "difference",
            "values",
            "record",
            "handover",
            "dom",
            "store",
            "book",
            "strip",
            "sheets",
            "steps",
            "main",
        )
    ),
    "search/all.js": tuple(f"search/{name}.js" for name in ("words", "index", "engine", "dialog")),
    "situation/all.js": ("situation/reckon.js", "situation/view.js"),
}
"""Scripts that a page fetches when they are wanted, by the file that has them all: in this order, since later ones use earlier ones."""

FRAME_SHEET = "chrome/frame.css"
"""Goes with the theme's style sheet where that is cut."""

PARTS = frozenset((*SHEETS, *SCRIPTS, *EARLY, FRAME_SHEET, *(name for names in LATER.values() for name in names)))
"""Files that nobody asks for by themselves."""

Read = Callable[[str], str]
"""The text of one of our files, by its path below the folder of our assets."""


def script(read: Read, names: Iterable[str]) -> str:
    """Classic scripts one after the other. A semicolon between them keeps one from going on in the next."""
    return "".join(squeeze.script(read(name)).rstrip() + "\n;\n" for name in names)


def sheet(read: Read, names: Iterable[str]) -> str:
    """Style sheets one after the other."""
    return "".join(squeeze.sheet(read(name)) for name in names)
