"""A packed site comes apart in the browser's code as it was put together here, and half of one, or another, is refused."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from continuity.adapters.bundle.contents import all_files, kept_files
from continuity.adapters.bundle.offline import MANIFEST, write_offline
from continuity.adapters.bundle.pack import History, compressed, stream
from hypothesis import given
from hypothesis import strategies as st
from search_engine import node

RUNNER = Path(__file__).parents[1] / "js" / "unpack.js"
BUILD = {"name": 'Nurses\' "plans"', "built": "2026-11-23T09:00:00Z", "as_of": "2026-11-23"}
PAGE = "<!doctype html>\n<title>{0}</title>\n" + "\n".join(f"<p>line {n} of the frame</p>" for n in range(40)) + "\n<h1>{0}</h1>\n"
SITE = {
    "index.html": PAGE.format("Accueil — été"),
    "services/a.html": PAGE.format("a"),
    "services/b.html": PAGE.format("b") + "no newline at the end",
    "services/empty.html": "",
    "services/returns.html": "one\r\ntwo\u2028three\n\n\n",
    "assets/continuity/search/names.js": "window.x = 'ü';\n",
}
BINARY = {"assets/images/favicon.png": bytes(range(256)), "handbook.pdf": b"%PDF\xff", "old.zip": b"PK\xff"}
APART = {
    "pocket/all.html": "one file",
    "assets/javascripts/bundle.a5f9d56c.min.js.map": "{}",
    "assets/javascripts/lunr/wordcut.js": "thai",
    ".nojekyll": "",
    "sitemap.xml": "<urlset/>",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    for name, text in (SITE | APART).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text.encode())
    for name, content in BINARY.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def taken_apart(pack: bytes, identity: str) -> dict[str, Any]:
    done = subprocess.run([node(), str(RUNNER), identity], input=pack, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_every_file_comes_out_as_it_went_in(site: Path, tmp_path: Path) -> None:
    target = tmp_path / "pack.bin"
    identity = compressed(target, stream(kept_files(site), {"X-Frame-Options": "DENY"}))
    found = taken_apart(target.read_bytes(), identity)["files"]
    wanted = {name: text.encode() for name, text in SITE.items()} | {"assets/images/favicon.png": BINARY["assets/images/favicon.png"]}
    assert {file["path"]: base64.b64decode(file["body"]) for file in found} == wanted
    types = {file["path"]: file["type"] for file in found}
    assert types["index.html"] == "text/html; charset=utf-8"
    assert types["assets/images/favicon.png"] == "image/png"
    assert all(file["headers"] == {"X-Frame-Options": "DENY"} for file in found)


@pytest.mark.parametrize("harm", ["cut", "changed", "other"])
def test_what_is_not_whole_is_refused(site: Path, tmp_path: Path, harm: str) -> None:
    target = tmp_path / "pack.bin"
    identity = compressed(target, stream(kept_files(site), {}))
    pack = target.read_bytes()
    if harm == "cut":
        pack = pack[: len(pack) // 2]
    elif harm == "changed":
        middle = len(pack) // 2
        pack = pack[:middle] + bytes([pack[middle] ^ 255]) + pack[middle + 1 :]
    else:
        identity = "0" * 16
    assert taken_apart(pack, identity)["error"]


def test_the_same_site_makes_the_same_bytes_and_another_site_another_identity(site: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    identity = compressed(first, stream(kept_files(site), {}))
    for path in site.rglob("*"):
        os.utime(path, (0, 0))
    assert compressed(second, stream(kept_files(site), {})) == identity
    assert first.read_bytes() == second.read_bytes()
    (site / "index.html").write_bytes(b"changed")
    assert compressed(second, stream(kept_files(site), {})) != identity


lines = st.lists(st.sampled_from(["", "a", "a line of the frame that all pages have", "another such line, as long", "x" * 20]), max_size=30)


@given(st.lists(lines.map(lambda page: page or [""]), min_size=1, max_size=8), st.integers(2, 40))
def test_pages_are_put_together_from_pages_before(pages: list[list[str]], window: int) -> None:
    history = History(window)
    every: list[str] = []
    for page in pages:
        made: list[str] = []
        for part in history.take(page):
            if isinstance(part, str):
                made += part.split("\n")
            else:
                back, count = part
                assert back <= window
                made += every[len(every) - back : len(every) - back + count]
        assert made == page
        every += page


def test_a_page_like_the_one_before_costs_its_difference() -> None:
    history = History()
    history.take(PAGE.format("a").split("\n"))
    for name in "bc":  # c comes to the frame through b, which took it over
        own = [part for part in history.take(PAGE.format(name).split("\n")) if isinstance(part, str)]
        assert own == [f"<!doctype html>\n<title>{name}</title>", f"<h1>{name}</h1>\n"]


def test_the_archive_has_more_than_the_browser_keeps(site: Path) -> None:
    names = {file.path for file in all_files(site)}
    assert names - {file.path for file in kept_files(site)} == {"pocket/all.html", "handbook.pdf", "old.zip"}
    assert not names & {"sitemap.xml", ".nojekyll", "assets/javascripts/lunr/wordcut.js"}
    (site / "search").mkdir()
    (site / "search" / "search_index.json").write_text("{}", encoding="utf-8")
    assert "assets/javascripts/lunr/wordcut.js" in {file.path for file in all_files(site)}


def test_worker_and_manifest_say_what_they_are_of(site: Path) -> None:
    write_offline(site, BUILD)
    told = json.loads(re.search(r"= (\{.*\});", (site / "sw.js").read_text(encoding="utf-8")).group(1))  # type: ignore[union-attr]
    assert told["built"] == BUILD["built"]
    assert taken_apart((site / told["pack"]).read_bytes(), told["id"])["files"]
    assert json.loads((site / MANIFEST).read_text(encoding="utf-8"))["name"] == BUILD["name"]
    again = (site / "sw.js").read_bytes()
    write_offline(site, BUILD)  # the copy of before is no part of the next one
    assert (site / "sw.js").read_bytes() == again
