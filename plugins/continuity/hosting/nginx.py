"""The configuration for nginx, 1.18 or newer."""

from __future__ import annotations

from continuity.hosting import policy
from continuity.hosting.place import Place


def configuration(place: Place) -> str:
    """A file for ``conf.d``: it belongs where ``http`` is open."""
    types = "\n".join(f"        {name} {' '.join(endings)};" for name, endings in policy.TYPES.items())
    always = "\n".join(f'    add_header {name} "{value}" always;' for name, value in policy.headers(tls=place.tls).items())
    textual = " ".join(name for name in policy.TEXTUAL if name != "text/html")  # which nginx compresses unasked
    return f"""\
# Continuity documentation, served as it must be: see docs/hosting.md.
# Put it into /etc/nginx/conf.d/, then: nginx -t && nginx -s reload

map $uri $continuity_cache {{
    default "{policy.REVALIDATE}";
    "~{policy.HASHED}" "{policy.FOREVER}";
}}
map $uri $continuity_disposition {{
    default "";
    "~^{policy.SAVED}" "attachment";
}}
{_redirect(place)}
server {{
    listen {place.port}{_secure(place)};
    # listen [::]:{place.port}{_secure(place)};
    server_name {place.host};
{_certificate(place)}
    root "{place.folder}";
    index index.html;
    error_page 403 404 /404.html;
    autoindex off;
    server_tokens off;
    absolute_redirect off;

    # All headers stand here and none in a location: a location with one of its own would lose these.
{always}
    add_header Cache-Control $continuity_cache always;
    add_header Content-Disposition $continuity_disposition;

    types {{
{types}
    }}
    default_type application/octet-stream;
    charset utf-8;
    charset_types {textual};

    gzip on;
    gzip_vary on;
    gzip_comp_level 6;
    gzip_min_length 1024;
    gzip_proxied any;
    gzip_types {textual};

    location / {{
        limit_except GET {{
            deny all;
        }}
    }}
    location ~ "/[.](?!well-known/)" {{
        return 404;
    }}
}}
"""


def _secure(place: Place) -> str:
    """From 1.25.1 on nginx would rather read ``http2 on;``, which older ones do not know; it says so and goes on."""
    return " ssl http2" if place.tls else ""


def _certificate(place: Place) -> str:
    if not place.tls:
        return "    # Without TLS browsers keep no offline copy of the site.\n"
    return f"""\
    ssl_certificate "/etc/ssl/certs/{place.host}.pem";
    ssl_certificate_key "/etc/ssl/private/{place.host}.key";
    ssl_protocols TLSv1.2 TLSv1.3;
"""


def _redirect(place: Place) -> str:
    if not place.tls or place.port != 443:
        return ""
    return f"""
server {{
    listen 80;
    server_name {place.host};
    return 301 https://{place.host}$request_uri;
}}
"""
