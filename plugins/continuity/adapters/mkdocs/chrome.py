"""Our layer over the theme: its folder, what pages load, and the settings this kind of site cannot do with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.plugins import get_plugin_logger

from continuity.pages.frame import bundles
from continuity.pages.page import Asset

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

log = get_plugin_logger("continuity")

THEME = Path(__file__).parents[2] / "theme"
ASSETS = "assets/continuity"
BUILD_SCRIPT = f"{ASSETS}/build.js"


@dataclass(frozen=True, slots=True)
class Chrome:
    """What pages load of ours. ``sheet`` and ``script`` are for every page, and so is ``early``, which runs before anything is
    painted; ``later`` are fetched when they are wanted. ``parts`` are files of our theme that are in these and need not be in the site by
    themselves."""

    sheet: Asset
    script: Asset
    early: Asset
    later: tuple[Asset, ...]
    parts: frozenset[str]

    @property
    def assets(self) -> tuple[Asset, ...]:
        """The files to write."""
        return (self.sheet, self.script, self.early, *self.later)


def dress(config: MkDocsConfig) -> Chrome:
    """Adds our folder to the theme, our style sheet and script to every page, and turns off what breaks a copy without network.

    An organisation's own ``custom_dir`` stays before ours, so that it can override us as it can override the theme.
    """
    config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))
    chrome = _chrome(reader(config))
    config.extra_css = [chrome.sheet.path, *config.extra_css]
    config.extra_javascript = [*(_deferred(path) for path in (BUILD_SCRIPT, chrome.script.path)), *config.extra_javascript]
    config.theme["continuity"] = {"early": chrome.early.path, "palette": _palette(config.theme.get("palette"))}
    if config.use_directory_urls:
        log.debug("Addresses end in .html, so that the site opens from a disk")
        config.use_directory_urls = False
    config.theme["font"] = False  # otherwise every page asks fonts.googleapis.com
    features = config.theme.get("features") or []
    if instant := [name for name in features if str(name).startswith("navigation.instant")]:
        log.info("Turned off %s: pages opened from a disk would not work", ", ".join(instant))
        config.theme["features"] = [name for name in features if name not in instant]
    return chrome


def reader(config: MkDocsConfig) -> Callable[[str], str]:
    """Reads a file of ours by its path below the folder of our assets: an organisation's own in place of ours where it has one."""

    def read(name: str) -> str:
        found = next(place for folder in config.theme.dirs if (place := Path(folder, ASSETS, name)).is_file())
        return found.read_text("utf-8")

    return read


def kept_for_ever(kind: str, name: str, text: str) -> Asset:
    """A script or style sheet at an address that says what is in it, so that browsers need never ask for it again."""
    folder = {"js": "javascripts", "css": "stylesheets"}[kind]
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return Asset(f"assets/{folder}/{name}.{digest}.min.{kind}", text.encode())


def _chrome(read: Callable[[str], str]) -> Chrome:
    sheet = kept_for_ever("css", "continuity", bundles.sheet(read, bundles.SHEETS))
    script = kept_for_ever("js", "continuity", bundles.script(read, bundles.SCRIPTS))
    early = kept_for_ever("js", "continuity-early", bundles.script(read, bundles.EARLY))
    later = tuple(Asset(f"{ASSETS}/{path}", bundles.script(read, names).encode()) for path, names in bundles.LATER.items())
    return Chrome(sheet, script, early, later, frozenset(f"{ASSETS}/{name}" for name in bundles.PARTS))


def _palette(setting: object) -> str:
    """The colours that readers may choose among, as the theme has them, in JSON for our script; empty where there is no choice."""
    if not isinstance(setting, list):
        return ""
    return json.dumps([{"media": option.get("media", ""), **colours(option)} for option in setting], separators=(",", ":"))


def colours(option: Mapping[str, object]) -> dict[str, str]:
    """One palette of the theme's settings, with what the theme takes where it does not say."""
    defaults = {"scheme": "default", "primary": "indigo", "accent": "indigo"}
    return {name: str(option.get(name) or default).replace(" ", "-") for name, default in defaults.items()}


def _deferred(path: str) -> ExtraScriptValue:
    script = ExtraScriptValue(path)
    script.defer = True
    return script
