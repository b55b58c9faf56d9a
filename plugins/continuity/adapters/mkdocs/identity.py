"""What pages and the theme may know of the build they are from."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.adapters.mkdocs.options import Options
from continuity.analysis.copies import copy_expires

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

__all__ = ["Identity", "extra"]


def extra(as_of: dt.date, zone: str) -> dict[str, str]:
    """What the theme may ask of the plans."""
    from continuity.pages.inlines import day

    return {"as_of": as_of.isoformat(), "zone": zone, "as_of_day": day(as_of), "last_day": day(copy_expires(as_of))}


@dataclass(frozen=True)
class Identity:
    """A build of the site of ``config``, at ``now``, for ``serve`` if ``serving``."""

    config: MkDocsConfig
    options: Options
    now: dt.datetime
    serving: bool

    @property
    def keeps_offline(self) -> bool:
        """Whether browsers keep the site. Not under ``serve``, where pages change with every edit."""
        wanted = self.options.offline
        return not self.serving and (self.options.audience != "restricted" if wanted is None else wanted)

    @property
    def told(self) -> Mapping[str, object]:
        """What a page may know: which site, by which day, where, when it was made, for whom, and whether browsers keep it."""
        config, known = self.config, self.config.extra.get("continuity", {})
        return {
            "name": config.site_name,
            "site": hashlib.sha256(json.dumps([config.site_name, config.repo_url]).encode()).hexdigest()[:12],
            "as_of": known.get("as_of"),
            "zone": known.get("zone"),
            "built": self.now.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "audience": self.options.audience,
            "offline": self.keeps_offline,
            "serving": self.serving,
        }

    @property
    def script(self) -> bytes:
        """The one file that changes with every build: when it was made. Pages carry only the date they are judged by."""
        return f"window.__continuity_build = {json.dumps(self.told)};\n".encode()
