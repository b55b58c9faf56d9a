"""The plugin: asks for the site that plan data makes, and hands its pages to MkDocs.

Everything is loaded, checked and made before MkDocs empties the site, so a broken plan leaves the old site as it was.

Rooms that know what plans are, and so take a while to open, are opened when they are needed: another process reads meanwhile.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import InclusionLevel, get_files

from continuity.adapters import build, hands
from continuity.adapters.mkdocs import chrome, report, serving
from continuity.adapters.mkdocs.frame import Frame, frame_of
from continuity.adapters.mkdocs.generated import GeneratedPage, asset_file, conflicts, place, put_in, source_uri
from continuity.adapters.mkdocs.identity import Identity, extra
from continuity.adapters.mkdocs.navigation import default_navigation, lit, titles
from continuity.adapters.mkdocs.options import Options
from continuity.adapters.mkdocs.preview import Built, Preview, TooFarError, watched_files
from continuity.adapters.mkdocs.shell import Shells
from continuity.adapters.progress import Bar, bar_for
from continuity.adapters.stages import STAGES
from continuity.findings import Finding, Severity
from continuity.pages.page import Asset, Site

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page as MkDocsPage
    from mkdocs.utils.templates import TemplateContext

    from continuity.adapters.mkdocs.copies import Copies

log = get_plugin_logger("continuity")

CACHE = Path(".cache", "continuity")
"""Beside ``mkdocs.yml``, where the theme's own plugins keep theirs."""

_ALIGNED = re.compile(r'(<t[dh]\b[^>]*) style="text-align: (left|center|right);"')


class ContinuityPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]  # as in options.py
    """Turns the folder of plan data into pages, under MkDocs 1.6 and ProperDocs alike."""

    def __init__(self) -> None:
        self._serving = False
        self._has_good_site = False
        self._trouble: report.Trouble | None = None
        self._site = Site(())
        self._now = dt.datetime.fromtimestamp(0, dt.UTC)
        self._pages: tuple[GeneratedPage, ...] = ()
        self._shells: Shells | None = None
        self._copies: Copies | None = None
        self._keep: Callable[[], None] | None = None
        self._chrome: chrome.Chrome | None = None
        self._aside: str | None = None
        self._preview: Preview | None = None
        self._watched: tuple[str, ...] = ()
        self._known: build.Earlier | None = None
        self._told: frozenset[str] = frozenset()
        self._bar: Bar | None = None
        self._written = 0
        self._files: Files | None = None
        self._nav: Navigation | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Under ``serve`` the plugin stays for all rebuilds, and findings are shown instead of ending the command."""
        self._bar = bar_for(logging.getLogger("mkdocs").handlers)
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Starts a build: forgets the one before."""
        self._trouble, self._site, self._pages, self._shells, self._copies, self._keep = None, Site(()), (), None, None, None
        try:
            self._now = build.build_time(os.environ)
        except ValueError as error:
            raise PluginError(str(error)) from error
        self._chrome = chrome.dress(config)
        if Path(self.config.plans).is_dir():
            config.watch.append(self.config.plans)
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Loads, checks and makes all pages while the old site still stands."""
        STAGES.clear()
        STAGES.now("Looking at the plans folder")
        self._trouble = self._make_site(config)
        STAGES.now("Writing the pages")
        if self._trouble is None:
            return
        self._say(self._trouble, config)
        if self._serving and not self._has_good_site:
            self._site = Site((report.placeholder(self._trouble, self._folder(config)),))
            return
        raise PluginError(f"{self._trouble.headline} {self._trouble.detail}".rstrip())

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Adds the generated pages and files."""
        if self._trouble is not None:
            # Hand-written pages link to generated ones that are not there; they come back with the first good build.
            for file in files.documentation_pages():
                files.remove(file)
            config.nav = None
        elif found := conflicts(self._site, files, config.theme.dirs):
            raise PluginError("Two pages with one address: " + "; ".join(found))
        if config.nav is None:
            by_hand = [file.src_uri for file in files.documentation_pages() if file.inclusion is not InclusionLevel.NOT_IN_NAV]
            config.nav = default_navigation(self._site.pages, by_hand)
        named = titles(config.nav)
        frame, dressing = self._dressed(files, config)
        plans_from_docs = Path(os.path.relpath(self.config.plans, config.docs_dir)).as_posix()
        self._pages = tuple(
            place(page, config, plans_from_docs=plans_from_docs, nav_title=named.get(source_uri(page.path)), template=frame.template)
            for page in sorted(self._site.pages, key=attrgetter("path"))
        )
        for made in self._pages:
            files.append(made.file)
        for asset in (*self._site.assets, *dressing, Asset(chrome.BUILD_SCRIPT, self._identity(config).script)):
            put_in(files, asset_file(asset, config))
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Pages outside navigation light up the tab of their folder, or of the folder they belong under."""
        tabs = {page.file.dest_uri.rpartition("/")[0]: page for page in nav.pages if isinstance(page, GeneratedPage) and page.is_index}
        for page in self._pages:
            tab = tabs.get(lit(page.generated.path, tabs))
            if not page.in_navigation and tab is not None and tab.generated.path != "index.html":
                page.parent = tab  # type: ignore[assignment]  # MkDocs asks a parent for no more than this
        self._nav, self._files = nav, files
        return nav

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """The theme is ready: shells can be cut from it."""
        self._shells = Shells.over(env, self._pages)
        if self._copies:
            self._copies.pages = [file.dest_uri for file in files.documentation_pages()]
        return env

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Column alignment of hand-written tables becomes a class: a strict content security policy forbids inline styles."""
        return html if isinstance(page, GeneratedPage) else _ALIGNED.sub(r'\1 class="continuity-\2"', html)

    @event_priority(-100)
    def on_page_context(self, context: TemplateContext, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
        """Renders a generated page, after all other plugins have had their say about the context."""
        if isinstance(page, GeneratedPage) and self._shells is not None:
            page.output = self._shells.render(page, context)
        return context

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """The document is about to be written; its text is no longer needed twice."""
        if self._copies:
            self._copies.page_is_next(page.file.dest_uri)
        if isinstance(page, GeneratedPage):
            page.output = ""
            self._written += 1
            STAGES.come(self._written, len(self._pages))
        return output

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Without a good site yet, the page for unknown addresses has the findings too."""
        if self._trouble is None or template_name != "404.html":
            return output_content
        panel = report.panel(self._trouble, self._folder(config), last_good=False)
        return re.sub("<body[^>]*>", lambda body: body[0] + panel, output_content)

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """A build that came this far is a good site, unless it stands in for one. Last of all plugins: all files are there to be kept."""
        if self._keep and not (self._serving and self._has_good_site):
            # Copies are still being made beside this.
            STAGES.now("Leaving pages for the next build")
            self._keep()
        if self._copies:
            STAGES.now("Making copies to take along")
            self._copies.finish()
        if self.config.timings or os.environ.get("CONTINUITY_TIMINGS"):
            for line in STAGES.lines():
                log.info(line)
        if self._trouble is None:
            self._has_good_site = True
            self._tell_preview(config)
            if self._shells is not None:
                log.debug("%d pages rendered whole, %d from shells", self._shells.whole, self._shells.spliced)

    def on_build_error(self, *, error: Exception) -> None:
        """Nobody goes on writing."""
        if self._copies:
            self._copies.drop()

    @event_priority(-100)
    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Makes rebuilds safe and shows findings in the pages. Last of all plugins: others may compare the builder."""
        self._serving = True

        def failed(error: BaseException) -> None:
            if self._trouble is None:
                log.error("The site could not be built", exc_info=error)
                self._trouble = report.Trouble("The site could not be built.", detail=str(error) or type(error).__name__)
            log.error("%s Still serving the last good site.", self._trouble.headline)

        def panel() -> str:
            return report.panel(self._trouble, self._folder(config), last_good=True) if self._trouble and self._has_good_site else ""

        self._watched = (*server._watched_paths, *config.watch)
        self._preview = Preview(server, self._files_but_plans())
        self._tell_preview(config)
        serving.keep_last_good(server, edit=self._edit, on_failure=failed)
        serving.show_in_pages(server, panel, placeholder=lambda: not self._has_good_site)
        serving.tell_of_readers(server, self._preview)
        self._aside = server.root + serving.ASIDE
        return server

    def on_shutdown(self) -> None:
        """Leaves nothing behind when a rebuild was interrupted."""
        if self._aside:
            shutil.rmtree(self._aside, ignore_errors=True)
        if self._preview:
            self._preview.clear()

    def _tell_preview(self, config: MkDocsConfig) -> None:
        """Under ``serve``, of what the build that has just ended left. Edits are shown in it as long as its pages were put on a shelf."""
        pages, env = {made.generated.path: made for made in self._pages}, self._shells.env if self._shells else None
        if self._preview is None or self._nav is None or self._files is None or self._trouble is not None:
            return
        if all(not isinstance(page.body, str) for page in self._site.pages):
            self._preview.build_is_done(Built(config, env, self._nav, self._files, pages, self._site, self._cache(config)))

    def _files_but_plans(self) -> Mapping[str, tuple[int, int]]:
        """What an edit of the plans does not touch."""
        return watched_files(self._watched, besides=Path(self.config.plans))

    def _edit(self) -> bool:
        """Shows what was edited; whether that could be done without building the site anew."""
        preview, now = self._preview, self._files_but_plans()
        if preview is None:
            return False
        built = preview.before(now)
        try:
            if built is not None:
                self._show_edit(preview, built.config)
                return True
        except TooFarError:
            log.debug("The edit takes a build")
        preview.build_begins(now)
        return False

    def _show_edit(self, preview: Preview, config: MkDocsConfig) -> None:
        """Shows an edit of the plans, or what is wrong with it. Raises TooFarError when that takes a build."""
        from continuity import checks

        options, files = self.config, build.read_folder(Path(self.config.plans))
        if not files:
            raise TooFarError
        self._now = build.build_time(os.environ)
        examined = build.examine(files, as_of=options.as_of, now=self._now, fail_on=options.fail_on, known=self._known, thorough=False)
        if examined.failed:
            self._trouble = report.no_new_site(checks.findings_of(examined.subject))
            self._say(self._trouble, config)
            preview.show_last_good()
            preview.go_on()
            return
        if config.extra["continuity"] != extra(examined.as_of, examined.zone):
            raise TooFarError
        self._trouble = None
        context = build.context_of(examined, options.audience, Path(options.plans), self._known, signatures=options.signatures)
        preview.show(context, (Asset(chrome.BUILD_SCRIPT, self._identity(config).script),))
        self._known = build.left_by(examined, context)
        if preview.go_on():
            # Nobody waits any more, so that all is looked for.
            self._tell(checks.findings_of(examined.subject), config, only_new=True)

    def _dressed(self, files: Files, config: MkDocsConfig) -> tuple[Frame, tuple[Asset, ...]]:
        """What generated pages stand in, and the files that pages load. Takes what is in those out of ``files``."""
        if self._chrome is None:  # pragma: no cover - on_config comes first
            return Frame(), ()
        frame = frame_of(config, self._chrome)
        if frame.why:
            log.info("Generated pages keep the theme's own script and style sheets, which are heavy, for %s", frame.why)
        for path in self._chrome.parts:
            if (part := files.get_file_from_path(path)) is not None:
                files.remove(part)
        return frame, (*self._chrome.assets, *((frame.asset,) if frame.asset else ()))

    def _make_site(self, config: MkDocsConfig) -> report.Trouble | None:
        """Keeps the new site, or says why there is none."""
        folder = Path(self.config.plans)
        if not folder.is_dir():
            hint = "Name it with the option plans of the plugin continuity."
            return report.Trouble(f"There is no plans folder at {self._folder(config)}.", detail=hint)
        files = build.read_folder(folder)
        if not files:
            hint = "Plans are .yaml, .yml and .md files."
            return report.Trouble(f"The plans folder {self._folder(config)} has no plan files.", detail=hint)
        # Who builds a large site waits, and is told what for; MkDocs leaves it out when it is to be quiet.
        waits = len(files) >= hands.LARGE and log.isEnabledFor(logging.INFO)
        STAGES.tell, STAGES.bar = (log.info, self._bar) if waits else (None, None)
        self._written = 0
        options = self.config
        built = build.build_site(
            files,
            as_of=options.as_of,
            now=self._now,
            audience=options.audience,
            fail_on=options.fail_on,
            plans=folder,
            alone=not options.second_process,
            cache=self._cache(config),
            known=self._known if self._serving else None,
            signatures=options.signatures,
            going_on=self._serving,
            address="" if self._serving else config.site_url or "",  # under serve it is this machine's
            ready=partial(self._begin_copies, config),
        )
        if built.failed or built.site is None:
            return report.no_new_site(built.findings)
        self._tell(built.findings, config)
        if found := conflicts(built.site, get_files(config), config.theme.dirs):
            return report.Trouble("Two pages with one address: " + "; ".join(found) + ".")
        self._site, self._keep = built.site, built.keep
        if self._serving and built.left:
            self._known = built.left.ready()
        return None

    def _begin_copies(self, config: MkDocsConfig, site: Site, as_of: dt.date, zone: str) -> None:
        """All pages are there."""
        config.extra["continuity"] = extra(as_of, zone)
        if not self._serving:
            from continuity.adapters.mkdocs.copies import Copies

            alone = not (self.config.second_process and hands.pays(len(site.pages)))
            identity = self._identity(config)
            self._copies = Copies(Path(config.site_dir), site, identity.told, offline=identity.keeps_offline, alone=alone)

    def _say(self, trouble: report.Trouble, config: MkDocsConfig) -> None:
        """What is wrong with the plans. Not through the log: it would wrap the lines, and under --strict count what serve is to survive."""
        for finding in trouble.findings:
            sys.stderr.write(report.line(finding, self._folder(config)) + "\n")

    def _tell(self, findings: tuple[Finding, ...], config: MkDocsConfig, *, only_new: bool = False) -> None:
        """What is not worth stopping for, or of that what was not told before. Notes can be hundreds, so they are counted only."""
        shown = [finding for finding in findings if not (only_new and finding.fingerprint in self._told)]
        self._told = frozenset(finding.fingerprint for finding in findings)
        notes = [finding for finding in shown if finding.level is Severity.NOTE]
        for finding in shown:
            if finding.level is not Severity.NOTE:
                log.info(report.line(finding, self._folder(config)))
        if notes:
            log.info("%s in the plans; `continuity check` lists them", report.count(notes) + (" more" if only_new else ""))

    def _cache(self, config: MkDocsConfig) -> Path | None:
        """Where builds leave word for the next."""
        start = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
        return start / CACHE if self.config.cache else None

    def _folder(self, config: MkDocsConfig) -> str:
        """The plans folder as an author would type it."""
        start = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
        return Path(os.path.relpath(self.config.plans, start)).as_posix()

    def _identity(self, config: MkDocsConfig) -> Identity:
        return Identity(config, self.config, self._now, self._serving)
