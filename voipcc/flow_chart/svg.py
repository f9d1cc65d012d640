"""A chart as an SVG picture: self-contained, readable in a browser and on paper."""

from collections.abc import Iterator
from html import escape
from math import log2

from voipcc.flow_chart.chart import Block, Chart, Look, Way
from voipcc.flow_chart.layout import HEAD, LANE, MARGIN, PADDING, ROW, Item, Layout, laid_out, ports

COLOURS: dict[Look, tuple[str, str]] = {  # head and edge of a box
    "start": ("#d8e9d3", "#4c8a3f"),
    "question": ("#d9e6f6", "#3f6fa8"),
    "queue": ("#fbe8c8", "#b9832b"),
    "end": ("#ecdede", "#96605f"),
    "plain": ("#e8e8ec", "#75757f"),
}
STYLE = """
text { font: 12px "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #22242a; }
.head { font-weight: bold; }
.way { fill: none; stroke: #5d6470; }
.back { stroke: #a06a3c; }
.aside { stroke-dasharray: 4 4; }
.label { fill: #3d4653; }
.goto { fill: #8a4b16; }
.count { font-size: 11px; fill: #1c4f8f; paint-order: stroke; stroke: #ffffff; stroke-width: 3px; }
.note { fill: #6a6f78; font-size: 11px; }
"""
ARROW = (
    '<marker id="{id}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" '
    'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="{fill}"/></marker>'
)
TURN = 26.0  # how far a way that goes back swings out


def svg(chart: Chart) -> str:
    """The picture as the text of an SVG file."""
    layout = laid_out(chart)
    width, height = round(layout.width), round(layout.height)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img">',
        f"<title>{escape(chart.flow)}</title>",
        f"<style>{STYLE}</style>",
        "<defs>" + ARROW.format(id="on", fill="#5d6470") + ARROW.format(id="back", fill="#a06a3c"),
        "</defs>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        _title(chart),
        *_lanes(layout),
        *_ways(chart, layout),
        *(_box(block, layout.items[name], layout) for name, block in chart.blocks.items()),
        *_counts(chart, layout),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _title(chart: Chart) -> str:
    facts = [", ".join(chart.numbers), chart.language, chart.source, chart.note]
    told = "  ·  ".join(fact for fact in facts if fact)
    return (
        f'<text x="{MARGIN:g}" y="{MARGIN:g}" xml:space="preserve">'
        f'<tspan class="head">{escape(chart.flow)}</tspan>'
        f'<tspan class="note" dx="12">{escape(told)}</tspan></text>'
    )


# --- boxes -------------------------------------------------------------------------------------


def _box(block: Block, item: Item, layout: Layout) -> str:
    head, edge = COLOURS[block.look]
    x, y, width = item.x, item.y, item.width
    lines = [
        f'<g id="block-{escape(block.name)}">',
        _rect(x, y, width, item.height, "#ffffff", edge),
        f'<path d="M{x:.1f} {y + HEAD:.1f}v{5 - HEAD:.1f}q0 -5 5 -5h{width - 10:.1f}q5 0 5 5v{HEAD - 5:.1f}z" '
        f'fill="{head}" stroke="{edge}"/>',
        _text(x + PADDING, y + 16, block.name, "head"),
    ]
    counts = [f"{block.calls:,}"] if block.calls is not None else []
    counts += [f"{block.now} now"] if block.now else []
    if counts:
        lines.append(_text(x + width - PADDING, y + 16, " · ".join(counts), "count", "end"))
    lines += _rows(block, item, layout)
    return "".join([*lines, "</g>"])


def _rows(block: Block, item: Item, layout: Layout) -> Iterator[str]:
    y, place = item.y + HEAD + PADDING / 2, 0
    for row in block.rows:
        yield _text(item.x + PADDING, y + 13, row.text)
        y += ROW
        for way in row.ways:
            tagged = (block.name, place) in layout.tags
            place += 1
            if row.leads_on:
                if tagged and way.calls is not None:
                    yield _text(
                        item.x + item.width - PADDING, y - 4, f"{way.calls:,}", "count", "end"
                    )
                continue
            right = item.x + item.width - PADDING
            yield (
                _tag(way, right, y + 13)
                if tagged
                else _text(right, y + 13, f"{way.label} ›", "label", "end")
            )
            y += ROW


def _tag(way: Way, x: float, y: float) -> str:
    """A way that is named instead of drawn."""
    calls = f'<tspan class="count"> {way.calls:,}</tspan>' if way.calls is not None else ""
    return (
        f'<a href="#block-{escape(way.target)}"><text x="{x:.1f}" y="{y:.1f}" text-anchor="end" '
        f'xml:space="preserve"><tspan class="label">{escape(way.label)} → </tspan>'
        f'<tspan class="goto">{escape(way.target)}</tspan>{calls}</text></a>'
    )


def _rect(x: float, y: float, width: float, height: float, fill: str, edge: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="5" '
        f'fill="{fill}" stroke="{edge}"/>'
    )


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    marks = f' class="{kind}"' if kind else ""
    marks += f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{marks}>{escape(text)}</text>'


# --- ways --------------------------------------------------------------------------------------


def _ways(chart: Chart, layout: Layout) -> Iterator[str]:
    """The piece from each box to what comes next; lanes go on from there."""
    links = {(link.first, round(link.port, 1)): link.second for link in layout.links}
    for name, block in chart.blocks.items():
        item = layout.items[name]
        for way, port in drawn(block, layout):
            second = layout.items[links[name, round(port, 1)]]
            begin = (item.x + item.width, item.y + port)
            yield _path(_piece(begin, second), second, _width(way), aside=way.aside)


def drawn(block: Block, layout: Layout) -> Iterator[tuple[Way, float]]:
    """The ways of a block that are lines, and where they leave it."""
    for place, one in enumerate(zip(block.ways(), ports(block), strict=True)):
        if (block.name, place) not in layout.tags:
            yield one


def _lanes(layout: Layout) -> Iterator[str]:
    """Each lane across its column, and the piece from it to what comes next."""
    for link in layout.links:
        first, second = layout.items[link.first], layout.items[link.second]
        if not first.is_lane:
            continue
        y = first.y + LANE / 2
        left, right = (first.x, y), (first.x + first.width, y)
        begin, end = (right, left) if first.back else (left, right)
        across = f"M{begin[0]:.1f} {y:.1f}H{end[0]:.1f}"
        yield _path(
            across + _piece(end, second)[len(_point("M", end)) :], second, 1.2, back=first.back
        )


def _piece(begin: tuple[float, float], second: Item) -> str:
    """A curve through the gap between two columns to where `second` is entered."""
    y = second.y + second.entry
    if not second.back or not second.is_lane:
        back = begin[0] > second.x
        end = (second.x, y)
        if back or begin[0] == second.x:  # from a lane that goes back, into the box beside it
            return _swing(begin, end, -TURN)
        return _curve(begin, end)
    end = (second.x + second.width, y)
    if begin[0] >= end[0] - 0.05 and begin[0] - end[0] < 1:  # its own column: out and round
        return _swing(begin, end, TURN)
    return _curve(begin, end) if begin[0] > end[0] + 60 else _swing(begin, end, TURN)


def _point(sign: str, place: tuple[float, float]) -> str:
    return f"{sign}{place[0]:.1f} {place[1]:.1f}"


def _curve(begin: tuple[float, float], end: tuple[float, float]) -> str:
    half = (end[0] - begin[0]) / 2
    return (
        f"{_point('M', begin)}C{begin[0] + half:.1f} {begin[1]:.1f} "
        f"{end[0] - half:.1f} {end[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
    )


def _swing(begin: tuple[float, float], end: tuple[float, float], out: float) -> str:
    """Out of a column by `out` and back into it, higher or lower."""
    far = (max if out > 0 else min)(begin[0], end[0]) + out * 1.6
    return (
        f"{_point('M', begin)}C{far:.1f} {begin[1]:.1f} {far:.1f} {end[1]:.1f} "
        f"{end[0]:.1f} {end[1]:.1f}"
    )


def _path(line: str, second: Item, width: float, *, aside: bool = False, back: bool = False) -> str:
    back = back or second.back
    kinds = "way" + (" back" if back else "") + (" aside" if aside else "")
    arrow = "" if second.is_lane else f' marker-end="url(#{"back" if back else "on"})"'
    return f'<path class="{kinds}" stroke-width="{width:.1f}" d="{line}"{arrow}/>'


def _width(way: Way) -> float:
    return 1.2 if not way.calls else 1.2 + min(log2(1 + way.calls) / 3, 4)


def _counts(chart: Chart, layout: Layout) -> Iterator[str]:
    """Above each way, where it leaves its box."""
    for name, block in chart.blocks.items():
        item = layout.items[name]
        for way, port in drawn(block, layout):
            if way.calls is not None:
                place = (item.x + item.width + 4, item.y + port - 3)
                yield _text(*place, f"{way.calls:,}", "count")
