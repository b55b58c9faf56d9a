"""Pictures as inline SVG: written at build time, coloured by the theme's classes, every text escaped, links where there is a page.

No inline styles, so that a strict Content-Security-Policy holds; widths come from the number of characters, not from measuring fonts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape

from continuity.pages.inlines import attribute
from continuity.views.drawings import Bars, Drawing, Grid, Neighbourhood, Node, Timeline, TrendLane, Trends

#: Address of a page relative to the one that holds the picture.
Address = Callable[[str], str]


def draw(drawing: Drawing, address: Address, *, told: bool = False) -> str:
    """The picture as one ``<svg>`` element (a ``<table>`` for a grid, which is a picture and its own twin). ``told``: its words stand beside it,
    so that what is short in a bar's name is whole there."""
    if isinstance(drawing, Neighbourhood):
        return _neighbourhood(drawing, address)
    if isinstance(drawing, Bars):
        return _bars(drawing, address, told)
    if isinstance(drawing, Timeline):
        return _timeline(drawing, address)
    if isinstance(drawing, Trends):
        return _trends(drawing, address)
    return _grid(drawing, address)


def _svg(width: int, height: int, body: str, label: str) -> str:
    # A picture with links in it is a group: what is said to be one image may hold nothing to tap.
    role = "group" if "<a " in body else "img"
    return (
        f"<div class=ct-drawing tabindex=0 role=group aria-label={attribute(label)}>"
        f'<svg viewBox="0 0 {width} {height}" width={width} height={height} role={role} aria-label={attribute(label)}>{body}</svg></div>'
    )


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _linked(body: str, path: str, address: Address) -> str:
    return f"<a href={attribute(address(path))}>{body}</a>" if path else body


_BOX_W, _BOX_H, _GAP_X, _GAP_Y = 168, 40, 64, 14


def _neighbourhood(drawing: Neighbourhood, address: Address) -> str:
    layers: dict[int, list[Node]] = {}
    for node in drawing.nodes:
        layers.setdefault(node.layer, []).append(node)
    order = sorted(layers)
    tallest = max((len(nodes) for nodes in layers.values()), default=1)
    height = tallest * (_BOX_H + _GAP_Y) + 30
    width = len(order) * (_BOX_W + _GAP_X) - _GAP_X + 20
    places: dict[str, tuple[float, float]] = {}
    boxes = []
    for column, layer in enumerate(order):
        nodes = layers[layer]
        top = (height - 20 - len(nodes) * (_BOX_H + _GAP_Y) + _GAP_Y) / 2
        for row, node in enumerate(nodes):
            x, y = 10 + column * (_BOX_W + _GAP_X), top + row * (_BOX_H + _GAP_Y)
            places[node.id] = (x, y)
            boxes.append(_box(node, x, y, address))
    lines: dict[bool, list[str]] = {False: [], True: []}
    for edge in drawing.edges:
        if edge.source not in places or edge.target not in places:
            continue
        (sx, sy), (tx, ty) = places[edge.source], places[edge.target]
        start, end = (tx + _BOX_W, ty + _BOX_H / 2), (sx, sy + _BOX_H / 2)
        if start[0] > end[0]:
            start, end = (tx, ty + _BOX_H / 2), (sx + _BOX_W, sy + _BOX_H / 2)
        middle = (start[0] + end[0]) / 2
        lines[edge.dashed].append(f"M{start[0]:g} {start[1]:g}C{middle:g} {start[1]:g} {middle:g} {end[1]:g} {end[0]:g} {end[1]:g}")
    edges = (
        f'<path class="ct-svg-edge{" ct-svg-dashed" if dashed else ""}" d="{"".join(found)}"/>' for dashed, found in lines.items() if found
    )
    rest = f"<text x=10 y={height - 6} class=ct-svg-note>and {drawing.left_out} more</text>" if drawing.left_out else ""
    return _svg(width, height, "".join((*edges, *boxes, rest)), "What it needs (left) and what needs it (right)")


def _box(node: Node, x: float, y: float, address: Address) -> str:
    """A box with its name, which may have no room in it, and so has it as its title too."""
    title = f"{node.title}: {node.note}" if node.note else node.title
    body = (
        f"<title>{escape(title)}</title><rect x={x:g} y={y:g} width={_BOX_W} height={_BOX_H} rx=6 />"
        + f"<text x={x + 10:g} y={y + (18 if node.note else 25):g}>{escape(_short(node.title, 22))}</text>"
        + (f"<text x={x + 10:g} y={y + 32:g} class=ct-svg-note>{escape(_short(node.note, 26))}</text>" if node.note else "")
    )
    tone = "ct-svg-node" if node.tone == "plain" else f'"ct-svg-node ct-svg-{escape(node.tone)}"'
    return f"<a class={tone} href={attribute(address(node.path))}>{body}</a>" if node.path else f"<g class={tone}>{body}</g>"


_LABEL_W, _PLOT_W, _BAR_H = 190, 520, 26


def _clock(seconds: int) -> str:
    if seconds >= 172_800 and seconds % 86_400 == 0:
        return f"{seconds // 86_400} d"
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} h" if hours and not minutes else f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _ticks(longest: int) -> list[int]:
    for step in (300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000):
        if longest / step <= 7:
            return list(range(0, longest + step, step))
    return [0, longest]


def _bars(drawing: Bars, address: Address, told: bool) -> str:
    ends = [bar.end if bar.end is not None else bar.start for bar in drawing.bars] + [mark.at for mark in drawing.marks]
    ticks = _ticks(max([*ends, 60]))
    longest = ticks[-1]
    height = 34 + len(drawing.bars) * _BAR_H + 10

    def at(seconds: int) -> float:
        return round(_LABEL_W + seconds / longest * _PLOT_W, 1)

    out = [_axis([(at(tick), _clock(tick)) for tick in ticks], height - 8), "<g class=ct-svg-bars>"]
    for row, bar in enumerate(drawing.bars):
        y = 30 + row * _BAR_H
        end = bar.end if bar.end is not None else longest
        wide = max(2.0, at(end) - at(bar.start))
        title = f"{bar.label}: {bar.note}" if bar.note else bar.label
        tones = ("" if bar.tone == "info" else f"ct-svg-{bar.tone}", "ct-svg-open" if bar.end is None else "")
        tone = f" class={attribute(' '.join(filter(None, tones)))}" if any(tones) else ""
        body = (
            f"<text x={_LABEL_W - 8} y={y + 13}>{escape(_short(bar.label, 27))}</text>"
            f"<rect{tone} x={at(bar.start):g} y={y} width={wide:g} height=16 rx=3>"
            + ("</rect>" if told else f"<title>{escape(title)}</title></rect>")
        )
        out.append(_linked(body, bar.path, address))
    out.append("</g>")
    for mark in drawing.marks:
        x = at(mark.at)
        out.append(
            f'<g class="ct-svg-mark ct-svg-{escape(mark.tone)}"><path d="M{x:g} 20V{height - 4}"/>'
            f'<text x="{x + 3:g}" y="{height - 2}">{escape(mark.label)}</text></g>'
        )
    return _svg(_LABEL_W + _PLOT_W + 40, height + 6, "".join(out), drawing.label)


def _timeline(drawing: Timeline, address: Address) -> str:
    lanes = list(dict.fromkeys(event.lane for event in drawing.events)) or [""]
    span = max(1, (drawing.end - drawing.start).days)
    height = 34 + len(lanes) * 34

    def at(day: date) -> float:
        days = (day - drawing.start).days
        return _LABEL_W + max(0, min(span, days)) / span * _PLOT_W

    out = _months(drawing.start, drawing.end, at, height)
    for row, lane in enumerate(lanes):
        y = 44 + row * 34
        out.append(
            f'<g class="ct-svg-lane"><text x="{_LABEL_W - 12}" y="{y + 4}" text-anchor="end">{escape(_short(lane, 27))}</text>'
            f'<path d="M{_LABEL_W} {y}H{_LABEL_W + _PLOT_W}"/></g>'
        )
        for event in drawing.events:
            if event.lane == lane:
                title = f"<title>{escape(event.label)}, {event.date.isoformat()}</title>"
                body = f'<circle class="ct-svg-dot ct-svg-{escape(event.tone)}" cx="{at(event.date):g}" cy="{y}" r="7">{title}</circle>'
                out.append(_linked(body, event.path, address))
    x = at(drawing.today)
    out.append(f'<g class="ct-svg-mark ct-svg-info"><path d="M{x:g} 20V{height - 4}"/></g>')
    return _svg(_LABEL_W + _PLOT_W + 30, height, "".join(out), "Time line")


def _months(start: date, end: date, at: Callable[[date], float], height: int) -> list[str]:
    """The axis of a picture over days: at most about eight months, evenly."""
    found = []
    month = start.replace(day=1)
    step = max(1, (end - start).days // 30 // 8)
    count = 0
    while month <= end:
        if month >= start and count % step == 0:
            found.append((at(month), f"{month:%b %y}"))
        count += 1
        month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return [_axis(found, height - 6)]


def _axis(marks: list[tuple[float, str]], foot: int) -> str:
    """Lines from the top to the foot of a picture, each with its word above it."""
    lines = "".join(f"M{x:g} 22V{foot}" for x, _ in marks)
    words = "".join(f"<text x={x:g} y=14>{escape(word)}</text>" for x, word in marks)
    return f'<g class=ct-svg-axis><path d="{lines}"/>{words}</g>'


_TREND_H, _LIMIT_Y, _MOST = 46, 16, 1.6


def _trends(drawing: Trends, address: Address) -> str:
    span = max(1, (drawing.end - drawing.start).days)
    height = 34 + len(drawing.lanes) * _TREND_H

    def at(day: date) -> float:
        return _LABEL_W + max(0, min(span, (day - drawing.start).days)) / span * _PLOT_W

    out = _months(drawing.start, drawing.end, at, height)
    for row, lane in enumerate(drawing.lanes):
        out.append(_trend(lane, 30 + row * _TREND_H, at, drawing.limit_word, address))
    return _svg(_LABEL_W + _PLOT_W + 60, height, "".join(out), f"Measured times; the dashed line is the {drawing.limit_word}")


def _trend(lane: TrendLane, top: int, at: Callable[[date], float], limit_word: str, address: Address) -> str:
    """A lane: nought at its foot, the limit as a dashed line, what is far over it cut off at the top."""
    foot = top + _TREND_H - 8

    def high(share: float | None) -> float:
        return foot - 8 if share is None else foot - min(share, _MOST) * (foot - top - _LIMIT_Y)

    out = [
        f'<g class="ct-svg-lane"><text x="{_LABEL_W - 12}" y="{foot - 8}" text-anchor="end">{escape(_short(lane.label, 27))}</text>'
        f'<path d="M{_LABEL_W} {foot}H{_LABEL_W + _PLOT_W}"/></g>'
    ]
    if lane.limit:
        y = high(1.0)
        out.append(
            f'<path class="ct-svg-limit" d="M{_LABEL_W} {y:g}H{_LABEL_W + _PLOT_W}"/>'
            f'<text class="ct-svg-note" x="{_LABEL_W + _PLOT_W + 5}" y="{y + 4:g}">{escape(lane.limit)}</text>'
        )
    places = [(at(point.date), high(point.share)) for point in lane.points]
    if len(places) > 1:
        out.append(f'<path class="ct-svg-trend" d="M{"L".join(f"{x:g} {y:g}" for x, y in places)}"/>')
    for point, (x, y) in zip(lane.points, places, strict=True):
        held = f", {point.share:.0%} of the {limit_word}" if point.share is not None else ""
        title = f"<title>{escape(point.label)}{escape(held)}, {point.date.isoformat()}</title>"
        body = f'<circle class="ct-svg-dot ct-svg-{escape(point.tone)}" cx="{x:g}" cy="{y:g}" r="6">{title}</circle>'
        out.append(_linked(body, point.path, address))
    return "".join(out)


def _grid(drawing: Grid, address: Address) -> str:
    by_place: dict[tuple[str, str], list[str]] = {}
    tones: dict[tuple[str, str], str] = {}
    for cell in drawing.cells:
        words = f'<span class="ct-grid-word" title="{escape(cell.title)}">{escape(cell.text)}</span>' if cell.title else escape(cell.text)
        by_place.setdefault((cell.row, cell.column), []).append(_linked(words, cell.path, address))
        tones[cell.row, cell.column] = cell.tone
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in drawing.columns)
    # Fields that hold lists would be columns of broken words on a phone: there they stand one below the other, by the name of their column.
    heaped = len(drawing.cells) > len(by_place)
    rows = []
    for row in drawing.rows:
        cells = ""
        for column in drawing.columns:
            held = by_place.get((row, column), [])
            named = f' data-title="{escape(column)}"' if heaped and len(held) > 1 else ""
            cells += f'<td class="ct-cell ct-{escape(tones.get((row, column), "plain"))}"{named}>{"<br>".join(held)}</td>'
        rows.append(f'<tr><th scope="row">{escape(row)}</th>{cells}</tr>')
    corner = f"{drawing.row_title} / {drawing.column_title}".strip(" /")
    classes = "ct-grid ct-heaped" if heaped else "ct-grid"
    table = f'<table class="{classes}"><thead><tr><td>{escape(corner)}</td>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    return f'<div class="ct-drawing" tabindex="0" role="group" aria-label="{escape(corner or "Table")}">{table}</div>'
