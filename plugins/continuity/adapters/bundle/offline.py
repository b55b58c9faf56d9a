"""What lets a browser keep the whole site: the pack, the worker that unpacks it, and the manifest of an app on the home screen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from continuity.adapters.bundle.contents import PACK, WORKER, kept_files
from continuity.adapters.bundle.following import Following, Writing
from continuity.adapters.bundle.pack import write_pack
from continuity.hosting import policy

MANIFEST = "site.webmanifest"
FOLDER = "assets/continuity/offline"


def write_offline(site: Path, build: Mapping[str, object], writing: Writing | None = None) -> None:
    """Adds the offline copy to a built ``site``. ``build`` is what its pages know of their build; with ``writing`` pages are still being written by another
    process, and taken in as they come."""
    (site / MANIFEST).write_text(json.dumps(_manifest(str(build["name"])), ensure_ascii=False), encoding="utf-8", newline="\n")
    following = Following(site, writing) if writing else None
    identity = write_pack(site / PACK, following.files(), policy.HEADERS) if following else ""
    if following is None or not following.saw_all():
        # Another plugin may have changed files when all were written.
        identity = write_pack(site / PACK, kept_files(site), policy.HEADERS)
    told = {"id": identity, "built": build["built"], "as_of": build["as_of"], "pack": PACK}
    script = f'self.__continuity_offline = {json.dumps(told)};\nimportScripts("{FOLDER}/unpack.js", "{FOLDER}/worker.js");\n'
    (site / WORKER).write_text(script, encoding="utf-8", newline="\n")


def _manifest(name: str) -> dict[str, object]:
    return {
        "name": name,
        "short_name": "Continuity",
        "start_url": "index.html",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": "#ffffff",
        "theme_color": "#3f51b5",
        "icons": [{"src": f"{FOLDER}/icon.svg", "sizes": "any", "type": "image/svg+xml"}],
    }
