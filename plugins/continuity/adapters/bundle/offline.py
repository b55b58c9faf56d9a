"""What lets a browser keep the whole site: the pack, the worker that unpacks it, and the manifest of an app on the home screen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from continuity.adapters.bundle.contents import PACK, WORKER, kept_files
from continuity.adapters.bundle.following import Following, Writing
from continuity.adapters.bundle.pack import AGAIN, compressed, stream
from continuity.hosting import policy

MANIFEST = "site.webmanifest"
FOLDER = "assets/continuity/offline"


def write_offline(site: Path, build: Mapping[str, object]) -> None:
    """Adds the offline copy to a built ``site``. ``build`` is what its pages know of their build."""
    write_manifest(site, build)
    write_copy(site, build, stream(kept_files(site), policy.HEADERS))


def write_manifest(site: Path, build: Mapping[str, object]) -> None:
    """The first of what makes an offline copy, and itself a part of it."""
    (site / MANIFEST).write_text(json.dumps(_manifest(str(build["name"])), ensure_ascii=False), encoding="utf-8", newline="\n")


def stream_of(site: Path, writing: Writing) -> Iterator[bytes]:
    """The stream of the pack of ``site``, whose pages are still being written by another process: they are taken in as they come."""
    following = Following(site, writing)
    yield from stream(following.files(), policy.HEADERS)
    if not following.saw_all():
        # Another plugin changed files when all were written.
        yield AGAIN
        yield from stream(kept_files(site), policy.HEADERS)


def write_copy(site: Path, build: Mapping[str, object], pieces: Iterable[bytes]) -> None:
    """The pack of these pieces of its stream, and the worker that knows it."""
    identity = compressed(site / PACK, pieces)
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
