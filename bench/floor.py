"""The least that any generator in Python does: read the plans as YAML, print as many pages of as many words with Jinja, write them.

``python bench/floor.py PLANS PAGES OUT``: plan files, Markdown of the pages (each line becomes a paragraph), and where the site goes. Nothing is checked,
reckoned, linked or searched.
"""

from __future__ import annotations

import sys
from pathlib import Path

import jinja2
import yaml

_PAGE = """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><main><h1>{{ title }}</h1>{% for line in lines %}<p>{{ line }}</p>
{% endfor %}</main></body></html>
"""


def main(plans: Path, pages: Path, out: Path) -> None:
    """Reads and writes everything."""
    for path in sorted(plans.rglob("*.yaml")):
        yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    template = jinja2.Environment(autoescape=True).from_string(_PAGE)
    for path in sorted(pages.rglob("*.md")):
        lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        target = out / path.relative_to(pages).with_suffix(".html")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(template.render(title=lines[0].lstrip("# ") if lines else "", lines=lines), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
