"""Configurations for web servers, written out on request. They differ in their words only: what they ask for stands once, in ``policy``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from continuity.hosting import apache, caddy, nginx
from continuity.hosting.place import Place

__all__ = ["SERVERS", "Place"]

SERVERS: Mapping[str, tuple[str, Callable[[Place], str]]] = {
    "nginx": ("continuity.conf", nginx.configuration),
    "caddy": ("Caddyfile", caddy.configuration),
    "apache": ("continuity.conf", apache.configuration),
}
"""By web server, the name of its file and what is in it for a place."""
