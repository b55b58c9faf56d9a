"""The data that reckons a situation in the reader's browser, as a script: it must load from a disk too, where pages may fetch nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote

from continuity.pages.page import Asset
from continuity.views.blocks import Target
from continuity.views.situation import Chart

PATH = "assets/continuity/situation/chart.js"


def situation_asset(chart: Chart) -> Asset:
    """``continuitySituation.chart(...)``: rows of plain values, shortest first; addresses are below the site's root."""
    data = {
        "nodes": [[n.kind, n.id, n.name, _address(n.target), n.takes, n.due] for n in chart.nodes],
        "bonds": [[b.source, _one_or_all(b.targets), b.tolerates, int(b.stops) + 2 * int(b.waits), b.ease] for b in chart.bonds],
        "books": [[b.title, _address(b.target), list(b.services), list(b.scenarios)] for b in chart.books],
        "host": chart.host,
    }
    # Nothing in a name may end the script element of a page that takes this in.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c").replace("\u2028", "\\u2028")
    return Asset(PATH, f"continuitySituation.chart({text.replace(chr(0x2029), chr(92) + 'u2029')});\n".encode())


def _address(target: Target | None) -> str:
    if target is None:
        return ""
    return quote(target.path) + (f"#{quote(target.anchor)}" if target.anchor else "")


def _one_or_all(targets: Sequence[int]) -> int | list[int]:
    return targets[0] if len(targets) == 1 else list(targets)
