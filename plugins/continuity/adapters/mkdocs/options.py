"""The options of the plugin, as MkDocs reads and checks them from ``mkdocs.yml``."""

from __future__ import annotations

import datetime as dt

from mkdocs.config import base
from mkdocs.config import config_options as c

AUDIENCES = ("public", "internal", "restricted")
FAIL_ON = ("error", "warning", "never")


class IsoDate(base.BaseConfigOption[dt.date]):
    """A calendar date. YAML reads ``2026-11-23`` as a date already; quoted, it is text in the same form."""

    def run_validation(self, value: object) -> dt.date:
        if isinstance(value, dt.datetime):
            raise base.ValidationError(f"Expected a date such as 2026-11-23, without a time, not {value}")
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError as error:
            raise base.ValidationError(f"Expected a date such as 2026-11-23, not {value!r}") from error


class Options(base.Config):  # type: ignore[no-untyped-call]  # MkDocs leaves its metaclass hook untyped
    """What an organisation says under ``plugins: - continuity:``."""

    plans = c.Dir(default="plans")
    """The folder with the plan data, relative to ``mkdocs.yml``."""

    audience = c.Choice(AUDIENCES, default="internal")
    """Who the site is for. Whatever this audience may not see is left out before anything else looks at the plans."""

    as_of: c.Optional[dt.date] = c.Optional(IsoDate())
    """The day everything is judged by. Left out: the day of ``SOURCE_DATE_EPOCH``, else today, in the organisation's time zone."""

    fail_on = c.Choice(FAIL_ON, default="error")
    """The mildest finding in the plans that stops the build. With ``never`` only plans that cannot be read stop it."""

    offline = c.Optional(c.Type(bool))
    """Whether browsers keep a copy of the whole site. Left out: they do, unless the audience is ``restricted``."""

    second_process = c.Type(bool, default=True)
    """Whether a large site is made by two processes where the platform has them. The pages are the same either way."""

    cache = c.Type(bool, default=True)
    """Whether builds leave what they made in ``.cache/continuity`` for the next one. The site is the same either way."""

    signatures = c.Type(bool, default=False)
    """Whether git looks after the signatures of commits that brought reviews, so that pages say which are signed by whom they name."""

    timings = c.Type(bool, default=False)
    """Whether the build says in the end how long each stage took."""
