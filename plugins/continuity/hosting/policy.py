"""What every web server is asked to do, as data: headers, caching, types of content, compression."""

from __future__ import annotations

from collections.abc import Mapping

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Sent with every answer, those that say "not found" included."""

TLS_HEADERS: Mapping[str, str] = {"Strict-Transport-Security": "max-age=31536000"}
"""Sent besides where there is TLS."""

REVALIDATE = "private, no-cache"
"""A browser keeps a copy and asks before it shows it, so that it never shows an old page while the server is there. No proxy keeps one."""

FOREVER = "public, max-age=31536000, immutable"
"""For files of the theme that carry a hash of their content in their name."""

HASHED = r"^/assets/(javascripts|stylesheets)/.+[.][0-9a-f]{8}[.]min[.](css|js)$"
"""Addresses of such files."""

SAVED = "/pocket/"
"""Pages below this address are saved, not opened: they are one file each, with their style in it, which the policy above forbids here."""

TYPES: Mapping[str, tuple[str, ...]] = {
    "text/html": ("html",),
    "text/css": ("css",),
    "text/javascript": ("js",),
    "text/plain": ("txt", "sha256"),
    "text/markdown": ("md",),
    "text/csv": ("csv",),
    "text/calendar": ("ics",),
    "text/vcard": ("vcf",),
    "application/json": ("json", "map"),
    "application/manifest+json": ("webmanifest",),
    "application/yaml": ("yaml", "yml"),
    "application/xml": ("xml",),
    "application/gzip": ("gz",),
    "application/zip": ("zip",),
    "application/pdf": ("pdf",),
    "image/svg+xml": ("svg",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/webp": ("webp",),
    "image/x-icon": ("ico",),
    "font/woff2": ("woff2",),
    "font/woff": ("woff",),
}
"""By type of content, the endings of its files. With ``nosniff`` a wrong type is a broken page."""

TEXTUAL = tuple(name for name in TYPES if name.startswith("text/") or name.endswith(("json", "xml", "yaml")))
"""Types that are compressed on the way, and sent as UTF-8. Files compressed beforehand are left alone on purpose: one that an
older build left behind would be sent in place of the newer page, and nobody would see it."""

UNUSUAL: Mapping[str, str] = {
    ending: name for name, endings in TYPES.items() for ending in endings if ending in {"ics", "vcf", "webmanifest", "yaml", "yml", "md"}
}
"""Endings that a web server with a list of types of its own may not know."""


def headers(*, tls: bool) -> dict[str, str]:
    """All headers that go with every answer."""
    return {**HEADERS, **(TLS_HEADERS if tls else {})}
