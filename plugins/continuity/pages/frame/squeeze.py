"""Takes comments and indentation out of our own scripts and style sheets, and indentation out of markup. Nothing is renamed: what runs is what was
written.

For scripts and sheets it goes line by line and so relies on how our files are written: a comment that has a line to itself is a comment, and no
template literal goes over lines. A test holds both.
"""

from __future__ import annotations

import re

_BLANK = re.compile(r"(<(pre|textarea|script|style)\b.*?</\2\s*>)|\s*\n\s*", re.DOTALL | re.IGNORECASE)
_FOR_SCRIPTS = re.compile(r' data-md-(?:component|level|scrollfix|type)(?:="[^"]*")?(?=[ >])')
_UNQUOTED = re.compile(r' (class|for|id|type)="([\w-]+)"(?=[ >])')
_UNUSED = re.compile(
    r'<meta name="generator"[^>]*>\n|<input class="md-toggle" data-md-toggle="search"[^>]*>\n|<div data-md-component="announce">\s*</div>\n'
    r'|<div class="md-dialog"[^>]*>\s*<div[^>]*></div>\s*</div>\n|(?<=<svg) xmlns="[^"]*"'
)
_BLOCK_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def script(text: str) -> str:
    """A classic script without lines that are comments, indentation and empty lines. Line ends stay: statements may end there."""
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


def sheet(text: str) -> str:
    """A style sheet without comments, indentation and empty lines."""
    lines = (line.strip() for line in _BLOCK_COMMENT.sub("", text).splitlines())
    return "".join(f"{line}\n" for line in lines if line)


def markup(html: str) -> str:
    """A document or a part of one without the indentation and empty lines that templates leave, a third of what they print: to a browser one line
    break says the same. What keeps its blanks stays as it is."""
    return _BLANK.sub(lambda found: found[1] or "\n", html)


def frame(html: str) -> str:
    """The same, also without what of the theme's markup is there for the theme's script alone: for pages that do without it."""
    lean = _FOR_SCRIPTS.sub("", _UNUSED.sub("", markup(html)))
    return _UNQUOTED.sub(r" \1=\2", lean)
