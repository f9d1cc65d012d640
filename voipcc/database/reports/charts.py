"""Charts as SVG text that stands in a page by itself: no script, no file beside, black on paper too."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 960, 240
LEFT, RIGHT, TOP, BOTTOM = 66, 12, 12, 34
ROW = 24
# each mark names its colour itself: readers of mail, printers and pictures taken out know no style sheet
INK, GRID = "#4b5560", "#e3e7eb"
COLOURS = {
    "good": "#0f6fb0",
    "bad": "#d4572a",
    "left": "#a9b4bf",
    "pause": "#e0b13a",
    "level": "#0a7d4f",
}
MOST_LABELS = 14
MOST_ROWS = 40
FACTORS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of thing in a chart: its name, its colour's name, a value for each place."""

    name: str
    style: str
    values: Sequence[float | None]


def stacked(title: str, labels: Sequence[str], parts: Sequence[Series]) -> str:
    """Bars of one place after another, the parts on top of each other."""
    sums = [sum(part.values[at] or 0 for part in parts) for at in range(len(labels))]
    top, ticks = scale(max(sums, default=0))
    step = (WIDTH - LEFT - RIGHT) / max(1, len(labels))
    drawn = []
    for at, label in enumerate(labels):
        height = 0.0
        for part in parts:
            value = part.values[at] or 0
            if value:
                y = _y(height + value, top)
                drawn.append(
                    f'<rect fill="{COLOURS[part.style]}" x="{LEFT + at * step + step * 0.1:.1f}" y="{y:.1f}"'
                    f' width="{step * 0.8:.1f}" height="{_y(height, top) - y:.1f}">'
                    f"<title>{text(label)}: {_number(value)} {text(part.name)}</title></rect>"
                )
                height += value
    return _chart(title, _grid(top, ticks) + _places(labels, step) + "".join(drawn), parts)


def line(title: str, labels: Sequence[str], part: Series, top: float, unit: str) -> str:
    """A line from place to place; where there is no value, it is broken."""
    highest, ticks = scale(top)
    step = (WIDTH - LEFT - RIGHT) / max(1, len(labels))
    drawn, piece = [], list[str]()
    for at, value in enumerate((*part.values, None)):
        if value is None:
            drawn.append(_piece(part.style, piece))
            piece = []
            continue
        x, y = LEFT + (at + 0.5) * step, _y(min(value, highest), highest)
        piece.append(f"{x:.1f},{y:.1f}")
        drawn.append(
            f'<circle fill="{COLOURS[part.style]}" cx="{x:.1f}" cy="{y:.1f}" r="2.5">'
            f"<title>{text(labels[at])}: {_number(value)} {text(unit)}</title></circle>"
        )
    body = _grid(highest, ticks, unit) + _places(labels, step) + "".join(drawn)
    return _chart(title, body, (part,))


def rows(title: str, names: Sequence[str], parts: Sequence[Series], top: float, unit: str) -> str:
    """A bar to the right for each name, the parts one after another; `top` 0: the longest."""
    title += f" (the first {MOST_ROWS} of {len(names)})" if len(names) > MOST_ROWS else ""
    names = names[:MOST_ROWS]
    sums = [sum(part.values[at] or 0 for part in parts) for at in range(len(names))]
    highest = top or max(sums, default=0) or 1
    room = WIDTH - 240
    drawn = []
    for at, name in enumerate(names):
        x, y = 160.0, TOP + at * ROW
        drawn.append(f'<text x="152" y="{y + 14}" text-anchor="end">{text(name[:24])}</text>')
        for part in parts:
            length = (part.values[at] or 0) / highest * room
            drawn.append(
                f'<rect fill="{COLOURS[part.style]}" x="{x:.1f}" y="{y + 2}" width="{length:.1f}"'
                f' height="{ROW - 8}"><title>{text(name)}: {_number(part.values[at] or 0)} {text(unit)}'
                f" {text(part.name)}</title></rect>"
            )
            x += length
        if len(parts) == 1 and parts[0].values[at] is not None:
            drawn.append(
                f'<text x="{x + 6:.1f}" y="{y + 14}">{_number(parts[0].values[at] or 0)} {unit}</text>'
            )
    return _chart(title, "".join(drawn), parts, TOP + len(names) * ROW + 6)


def scale(highest: float) -> tuple[float, list[float]]:
    """The end of an axis and its marks: round numbers, four or five of them."""
    if highest <= 0:
        return 1.0, [0.0, 1.0]
    raw = highest / 4
    power = 10.0 ** len(str(int(raw))) / 10 if raw >= 1 else 1.0
    step = next(factor * power for factor in FACTORS if factor * power >= raw)
    step = max(1.0, step)
    count = -(-highest // step)
    return count * step, [at * step for at in range(int(count) + 1)]


def text(words: str) -> str:
    """Text from anywhere, inert in a page: nothing of it is markup, and nothing turns the line about."""
    return escape("".join(sign if sign.isprintable() else " " for sign in words), quote=True)


def _number(value: float) -> str:
    """A number in full: 1,000,000 and 2.5."""
    return f"{value:,.1f}".removesuffix(".0")


def _y(value: float, top: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)


def _grid(top: float, ticks: Sequence[float], unit: str = "") -> str:
    drawn = []
    for tick in ticks:
        y = _y(tick, top)
        drawn.append(
            f'<line stroke="{GRID}" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        drawn.append(
            f'<text text-anchor="end" x="{LEFT - 6}" y="{y + 4:.1f}">{_number(tick)}{unit}</text>'
        )
    return "".join(drawn)


def _places(labels: Sequence[str], step: float) -> str:
    each = max(1, -(-len(labels) // MOST_LABELS))
    return "".join(
        f'<text text-anchor="middle" x="{LEFT + (at + 0.5) * step:.1f}" y="{HEIGHT - 14}">{text(labels[at])}</text>'
        for at in range(0, len(labels), each)
    )


def _piece(style: str, points: Sequence[str]) -> str:
    return (
        f'<polyline fill="none" stroke="{COLOURS[style]}" stroke-width="2" points="{" ".join(points)}"/>'
        if len(points) > 1
        else ""
    )


def _chart(title: str, body: str, parts: Sequence[Series], height: int = HEIGHT) -> str:
    legend = "".join(
        f'<span class="key"><i style="background:{COLOURS[part.style]}"></i>{text(part.name)}</span>'
        for part in parts
    )
    return (
        f"<figure><figcaption>{text(title)} {legend}</figcaption>"
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{text(title)}" fill="{INK}"'
        f' font-family="system-ui, sans-serif" font-size="11">{body}</svg></figure>'
    )
