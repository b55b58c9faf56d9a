"""Our layer over the theme: its folder, what pages load, and the settings this kind of site cannot do with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.plugins import get_plugin_logger

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

log = get_plugin_logger("continuity")

THEME = Path(__file__).parents[2] / "theme"
ASSETS = "assets/continuity"
BUILD_SCRIPT = f"{ASSETS}/build.js"
WORKERS = ("sw.js", "worker.js", "-worker.js")
"""Endings of scripts that pages do not load themselves."""


def dress(config: MkDocsConfig) -> None:
    """Adds our folder to the theme, our style sheets and scripts to every page, and turns off what breaks a copy without network.

    An organisation's own ``custom_dir`` stays before ours, so that it can override us as it can override the theme.
    """
    config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))
    config.extra_css = [*stylesheets(), *config.extra_css]
    config.extra_javascript = [*(_deferred(path) for path in scripts()), *config.extra_javascript]
    if config.use_directory_urls:
        log.debug("Addresses end in .html, so that the site opens from a disk")
        config.use_directory_urls = False
    config.theme["font"] = False  # otherwise every page asks fonts.googleapis.com
    features = config.theme.get("features") or []
    if instant := [name for name in features if str(name).startswith("navigation.instant")]:
        log.info("Turned off %s: pages opened from a disk would not work", ", ".join(instant))
        config.theme["features"] = [name for name in features if name not in instant]


def stylesheets() -> list[str]:
    """Style sheets of ours, chrome before content, then by name."""
    return _found("chrome/*.css") + _found("*.css") + _found("offline/*.css")


def scripts() -> list[str]:
    """Scripts of ours for every page: the identity of the build, then chrome, then by name. The theme's partials load their own."""
    content = (path for path in _found("*.js") if not path.endswith(WORKERS) and path != BUILD_SCRIPT)
    return [BUILD_SCRIPT, f"{ASSETS}/chrome/chrome.js", *content, f"{ASSETS}/offline/offline.js"]


def _found(pattern: str) -> list[str]:
    return sorted(path.relative_to(THEME).as_posix() for path in (THEME / ASSETS).glob(pattern))


def _deferred(path: str) -> ExtraScriptValue:
    script = ExtraScriptValue(path)
    script.defer = True
    return script
