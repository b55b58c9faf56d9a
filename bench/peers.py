"""What people would pick instead, where it is installed: the same Markdown, the same pages, each with a search index of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

__all__ = ["HUGO", "ZENSICAL", "hugo_files", "version_of"]

ZENSICAL, HUGO = shutil.which("zensical"), shutil.which("hugo")

_HUGO_SETTINGS = """\
baseURL = "https://continuity.example.org/"
title = "Example Holdings"
uglyURLs = true
disableKinds = ["taxonomy", "term", "RSS"]
[outputs]
home = ["HTML", "JSON"]
[outputFormats.JSON]
mediaType = "application/json"
baseName = "search"
"""
_BASE = """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><nav>{{ range site.Sections }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav>
<aside>{{ .TableOfContents }}</aside><article>{{ block "main" . }}{{ end }}</article></body></html>
"""
_MAIN = '{{ define "main" }}{{ .Content }}{{ end }}\n'
_SEARCH = (
    "[{{ range $i, $p := site.RegularPages }}{{ if $i }},{{ end }}"
    '{{ dict "title" $p.Title "path" $p.RelPermalink "text" $p.Plain | jsonify }}{{ end }}]\n'
)
#: Hugo leaves links between Markdown files as they are.
_LINK = '<a href="{{ replace .Destination ".md" ".html" | safeURL }}">{{ .Text | safeHTML }}</a>'


def hugo_files(pages: Mapping[str, str]) -> dict[str, str]:
    """A Hugo site of ``pages`` (Markdown by path): the smallest theme there is, with sections, a table of contents and a search index as JSON."""
    files = {
        "hugo.toml": _HUGO_SETTINGS,
        "config.toml": _HUGO_SETTINGS,
        "layouts/_default/baseof.html": _BASE,
        "layouts/_default/single.html": _MAIN,
        "layouts/_default/list.html": _MAIN,
        "layouts/index.html": _MAIN,
        "layouts/index.json": _SEARCH,
        "layouts/_default/_markup/render-link.html": _LINK,
    }
    for path, text in pages.items():
        heading = re.search(r"^# (.+)$", text, re.MULTILINE)
        title = (heading[1] if heading else path).replace("\\", "").replace('"', "'")
        folder, _, name = path.rpartition("/")
        kept = f"{folder}/_index.md".lstrip("/") if name == "index.md" else path
        files[f"content/{kept}"] = f'---\ntitle: "{title}"\n---\n{text}'
    return files


def version_of(program: str) -> str:
    """What a program says of its version."""
    asked = [program, "version"] if Path(program).name == "hugo" else [program, "--version"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return re.sub(r"[-+ ].*", "", said.replace("hugo v", "").replace("zensical, version ", ""))
