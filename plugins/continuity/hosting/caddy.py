"""The configuration for Caddy, 2.6 or newer."""

from __future__ import annotations

from continuity.hosting import policy
from continuity.hosting.place import Place


def configuration(place: Place) -> str:
    """A ``Caddyfile``. Caddy gets and renews the certificate by itself where there is TLS."""
    always = "\n".join(f'\t\t{name} "{value}"' for name, value in policy.headers(tls=place.tls).items())
    types = "\n".join(
        f'\t@{ending} path *.{ending}\n\theader @{ending} Content-Type "{name}; charset=utf-8"' for ending, name in policy.UNUSUAL.items()
    )
    address = f"{'https' if place.tls else 'http'}://{place.authority}"
    return f"""\
# Continuity documentation, served as it must be: see docs/hosting.md.
# caddy validate --config Caddyfile --adapter caddyfile && caddy reload --config Caddyfile

{address} {{
	root * "{place.folder}"
	encode zstd gzip

	header {{
{always}
	}}
	@hashed path_regexp {policy.HASHED}
	@checked not path_regexp {policy.HASHED}
	header @hashed Cache-Control "{policy.FOREVER}"
	header @checked Cache-Control "{policy.REVALIDATE}"
	header {policy.SAVED}* Content-Disposition "attachment"
{types}

	@writing not method GET HEAD
	respond @writing 405
	@hidden {{
		path */.*
		not path /.well-known/*
	}}
	error @hidden 404
	file_server

	handle_errors {{
		rewrite * /404.html
		file_server
	}}
}}
"""
