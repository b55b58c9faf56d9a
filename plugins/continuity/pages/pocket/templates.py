"""The templates and style sheets of documents that are carried, each read once."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

__all__ = ["style", "template"]


@lru_cache(maxsize=4)
def style(name: str) -> str:
    """The text of a style sheet of ours."""
    return (files("continuity.pages") / "templates" / name).read_text(encoding="utf-8")


@lru_cache(maxsize=4)
def template(name: str) -> Template:
    """A template that escapes what it prints."""
    environment = Environment(
        loader=PackageLoader("continuity.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
