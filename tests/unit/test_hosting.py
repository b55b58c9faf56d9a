"""The configurations written for web servers: what they hold, what is refused, and that nothing is replaced unasked."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from continuity.adapters.cli import main
from continuity.hosting import SERVERS, Place, policy

PLACE = Place.of("https://continuity.example.org", "/srv/continuity")


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("address", ["https://continuity.example.org", "http://10.0.0.5:8080"])
def test_every_server_is_asked_for_every_header(server: str, address: str) -> None:
    text = SERVERS[server][1](Place.of(address, "/srv/continuity"))
    for name, value in policy.HEADERS.items():
        assert text.count(f'{name} "{value}"') == 1
    assert ("Strict-Transport-Security" in text) == address.startswith("https")
    assert f'"{policy.REVALIDATE}"' in text
    assert '"/srv/continuity"' in text


def test_the_policy_lets_in_nothing_inline_and_nobody_else() -> None:
    assert policy.CONTENT_SECURITY_POLICY.startswith("default-src 'none'; ")
    assert not {"unsafe", "sha256", "http", "*"} & set(policy.CONTENT_SECURITY_POLICY.replace("-", " ").split())
    assert "unsafe" not in policy.CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("server", SERVERS)
def test_a_plain_address_says_what_it_costs_and_a_safe_one_leads_there(server: str) -> None:
    plain, safe = (SERVERS[server][1](Place.of(address, "/srv/c")) for address in ("http://wiki.example.org", "https://wiki.example.org"))
    assert "Strict" not in plain
    if server != "caddy":  # which leads to the safe address by itself
        assert "no offline copy" in plain
        assert "https://wiki.example.org" in safe


@pytest.mark.parametrize(
    ("address", "folder", "why"),
    [
        ("continuity.example.org", "/srv/continuity", "begins with https"),
        ("ftp://continuity.example.org", "/srv/continuity", "begins with https"),
        ("https://", "/srv/continuity", "no host"),
        ("https://a;b.example.org", "/srv/continuity", "no host"),
        ("https://me@example.org", "/srv/continuity", "no host"),
        ("https://example.org/continuity/", "/srv/continuity", "host name of its own"),
        ("https://example.org:99999", "/srv/continuity", "port"),
        ("https://example.org", "srv/continuity", "absolute path"),
        ("https://example.org", '/srv/"; autoindex on; #', "absolute path"),
        ("https://example.org", "/srv/$uri", "absolute path"),
        ("https://example.org", "/srv/a\nb", "absolute path"),
        ("https://example.org", "/srv/../etc", "absolute path"),
    ],
)
def test_what_is_no_place_is_refused_with_a_way_out(address: str, folder: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Place.of(address, folder)


def test_the_command_writes_once_and_replaces_only_when_told(tmp_path: Path) -> None:
    run = CliRunner().invoke
    arguments = ["hosting", "caddy", "--output", str(tmp_path / "etc"), "--address", "https://plans.example.org", "--root", "/srv/plans"]
    first = run(main, arguments)
    file = tmp_path / "etc" / "Caddyfile"
    assert (first.exit_code, file.is_file()) == (0, True)
    assert "https://plans.example.org {" in file.read_text(encoding="utf-8")
    file.write_text("ours", encoding="utf-8")
    again = run(main, arguments)
    assert again.exit_code == 2
    assert "--force" in again.output
    assert file.read_text(encoding="utf-8") == "ours"
    assert run(main, [*arguments, "--force"]).exit_code == 0
    assert file.read_text(encoding="utf-8") != "ours"


def test_an_address_that_is_none_is_a_mistake_of_use(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["hosting", "nginx", "--output", str(tmp_path), "--address", "example.org"])
    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []
