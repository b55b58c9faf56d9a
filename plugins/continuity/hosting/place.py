"""Where a site will stand: its address and the folder it lies in. What is not plainly one of these is refused, as it ends up in a configuration."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_FOLDER = re.compile(r"/[\w./ @+-]*")
_USUAL = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Place:
    """``folder`` is the absolute path of the built site on the server, ``port`` where the server listens."""

    host: str
    port: int
    tls: bool
    folder: str

    @classmethod
    def of(cls, address: str, folder: str) -> Place:
        """The place at ``address``, as ``https://continuity.example.org``. Raises ValueError with a sentence about what is wrong."""
        parts = urlsplit(address)
        if parts.scheme not in _USUAL:
            raise ValueError(f"An address begins with https:// (or http://), not '{address}'")
        host = (parts.hostname or "").lower()
        if not _HOST.fullmatch(host) or parts.username is not None:
            raise ValueError(f"'{address}' names no host; write it as https://continuity.example.org")
        if parts.path.strip("/") or parts.query or parts.fragment:
            # What a browser keeps for a site (ticks, the offline copy) is shared by everything under one host name.
            raise ValueError(f"'{address}' has more than a host: give the site a host name of its own")
        try:
            port = parts.port or _USUAL[parts.scheme]
        except ValueError:
            raise ValueError(f"'{address}' has a port that is none") from None
        if not _FOLDER.fullmatch(folder) or ".." in folder.split("/"):
            raise ValueError(f"'{folder}' is no absolute path of plain letters: name the folder of the built site, as /srv/continuity")
        return cls(host, port, parts.scheme == "https", folder.rstrip("/") or "/")

    @property
    def authority(self) -> str:
        """The host, with the port where it is not the usual one."""
        return self.host if self.port == _USUAL["https" if self.tls else "http"] else f"{self.host}:{self.port}"
