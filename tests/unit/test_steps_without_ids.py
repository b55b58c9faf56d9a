"""A runbook of bare sentences, as teams bring them: every link to a step lands on it."""

from __future__ import annotations

import datetime as dt
import re

from continuity.adapters.build import build_site

NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)


def test_a_schedule_links_to_steps_by_their_number() -> None:
    steps = "steps: [Stop it, {id: wait, do: Wait, takes: 5m}, {do: Start it, takes: 2m}]\n"
    files = [("organisation.yaml", b"name: X\n"), ("runbooks/restart.yaml", f"title: Restart\n{steps}".encode())]
    built = build_site(files, as_of=None, now=NOW, audience="internal", fail_on="never")
    assert built.site is not None
    page = next(one for one in built.site.pages if one.path == "runbooks/restart.html")
    there = set(re.findall(r'<li class=ct-step id="(step-[\w-]+)"', page.html))
    linked = set(re.findall(r"href=#(step-[\w-]+)>", page.html)) | set(re.findall(r"href=restart\.html#(step-[\w-]+)>", page.html))
    assert there == {"step-1", "step-wait", "step-3"}
    assert there <= linked
