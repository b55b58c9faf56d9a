"""What real web servers answer with the configurations we ship: types, headers, caching, and nothing that should not be seen."""

from __future__ import annotations

import gzip
import http.client
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import webservers
from continuity.hosting import SERVERS, Place, policy

SITE = {
    "index.html": "<!doctype html><title>First page</title>" + "<p>words of the page" * 200,
    "404.html": "<!doctype html><title>No such page</title>",
    "services/index.html": "<!doctype html><title>Services</title>",
    "feed.ics": "BEGIN:VCALENDAR",
    "anna.vcf": "BEGIN:VCARD",
    "site.webmanifest": "{}",
    "sw.js": "// nothing",
    "assets/stylesheets/main.57a0d79d.min.css": "p{}",
    "assets/stylesheets/extra.css": "p{}",
    "pocket/all.html": "<!doctype html><title>All</title>",
    ".git/config": "[secret]",
    "empty/file.bin": "x",
}


@pytest.fixture(scope="module", params=sorted(SERVERS))
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if webservers.program(request.param) is None:
        pytest.skip(f"no {request.param}")
    site = tmp_path_factory.mktemp("served")
    for name, text in SITE.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")
    with webservers.running(request.param, site, tmp_path_factory.mktemp(request.param)) as running:
        yield running


def ask(address: str, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request; names of headers come back in small letters, and no header twice."""
    host = urlsplit(address).netloc
    connection = http.client.HTTPConnection(host, timeout=20)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    pairs = [(name.lower(), value) for name, value in answer.getheaders()]
    body = answer.read()
    connection.close()
    assert len({name for name, _ in pairs}) == len([name for name, _ in pairs if name != "vary"]) + ("vary" in dict(pairs))
    return answer.status, dict(pairs), body


@pytest.mark.parametrize(
    "path", ["/", "/services/", "/sw.js", "/assets/stylesheets/main.57a0d79d.min.css", "/gone.html", "/pocket/all.html"]
)
def test_every_answer_carries_the_policy(address: str, path: str) -> None:
    _, headers, _ = ask(address, path)
    assert {name: headers.get(name.lower()) for name in policy.HEADERS} == dict(policy.HEADERS)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/sw.js", "text/javascript; charset=utf-8"),
        ("/assets/stylesheets/extra.css", "text/css; charset=utf-8"),
        ("/feed.ics", "text/calendar; charset=utf-8"),
        ("/anna.vcf", "text/vcard; charset=utf-8"),
        ("/site.webmanifest", "application/manifest+json; charset=utf-8"),
    ],
)
def test_content_has_its_type(address: str, path: str, wanted: str) -> None:
    status, headers, _ = ask(address, path)
    assert status == 200
    assert headers["content-type"].lower().replace(" ", "") == wanted.replace(" ", "")


def test_a_page_is_asked_for_again_and_a_hashed_file_never(address: str) -> None:
    assert ask(address, "/")[1]["cache-control"] == policy.REVALIDATE
    assert ask(address, "/sw.js")[1]["cache-control"] == policy.REVALIDATE
    assert ask(address, "/assets/stylesheets/extra.css")[1]["cache-control"] == policy.REVALIDATE
    assert ask(address, "/assets/stylesheets/main.57a0d79d.min.css")[1]["cache-control"] == policy.FOREVER
    assert ask(address, "/gone.html")[1]["cache-control"] == policy.REVALIDATE


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_asking_again_costs_no_page(address: str, accepted: str) -> None:
    _, headers, _ = ask(address, "/", Accept_Encoding=accepted)
    status, _, body = ask(address, "/", Accept_Encoding=accepted, If_None_Match=headers["etag"])
    assert (status, body) == (304, b"")
    assert ask(address, "/", Accept_Encoding=accepted, If_None_Match='"another"')[0] == 200


def test_text_is_compressed_on_the_way(address: str) -> None:
    _, headers, body = ask(address, "/", Accept_Encoding="gzip")
    assert headers["content-encoding"] == "gzip"
    assert "accept-encoding" in headers["vary"].lower()
    assert gzip.decompress(body).decode() == SITE["index.html"]


@pytest.mark.parametrize("path", ["/gone.html", "/.git/config", "/assets/", "/empty/"])
def test_what_is_not_for_readers_is_not_found(address: str, path: str) -> None:
    status, _, body = ask(address, path)
    assert status in {403, 404}
    assert body.decode() == SITE["404.html"]


def test_a_folder_leads_to_its_first_page_on_the_same_address(address: str) -> None:
    status, headers, _ = ask(address, "/services")
    assert status in {301, 302, 307, 308}
    assert headers["location"].removeprefix(address) in {"/services/", "services/"}


def test_nothing_can_be_sent(address: str) -> None:
    assert ask(address, "/", "POST")[0] in {403, 405}
    assert ask(address, "/", "DELETE")[0] in {403, 405}
    assert ask(address, "/", "HEAD")[0] == 200


def test_what_is_to_be_saved_is_saved(address: str) -> None:
    assert ask(address, "/pocket/all.html")[1]["content-disposition"] == "attachment"
    assert "content-disposition" not in ask(address, "/")[1]


def test_the_server_does_not_say_its_version(address: str) -> None:
    if "Apache" not in (server := ask(address, "/")[1].get("server", "")):  # which says it unless its main file forbids it
        assert not any(letter.isdigit() for letter in server)


@pytest.mark.parametrize("server", sorted(SERVERS))
def test_the_server_itself_finds_the_configuration_with_tls_right(server: str, tmp_path: Path) -> None:
    if webservers.program(server) is None:
        pytest.skip(f"no {server}")
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate")
    site = tmp_path / "site"
    site.mkdir()
    shipped = webservers.written(server, Place.of("https://continuity.example.org:8443", str(site)), tmp_path)
    webservers.certify(shipped)
    code, said = webservers.says(server, webservers.around(server, shipped))
    assert code == 0, said
    warnings = [line for line in said.lower().splitlines() if "warn" in line and "http2" not in line]
    assert warnings == [] or server == "caddy", said
