"""Where everything of a chart stands: columns from left to right, no box on another, no line
through a box.

Blocks are boxes in columns, as far right as the longest way to them is. A way runs in the gaps
between columns; where it has to pass a column it takes a lane there, a strip of its own among the
boxes. Ways to the same block share their lanes. A way back runs to the left in lanes likewise.

Where there are many blocks lines that cross would tell nobody anything: then each block stands as near
to the start as it can be, the lines are a tree, and every other way is named in its row instead of
drawn (a tag).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from voipcc.flow_chart.chart import LONGEST_ROW, Block, Chart

CHARACTER = 7.3  # of a monospaced font of 12 pixels
ROW = 17.0
HEAD = 24.0
PADDING = 10.0
SPACE = 26.0  # between two boxes of a column
LANE_SPACE = 9.0
LANE = 6.0
MARGIN = 24.0
SWEEPS = 24
NARROWEST_GAP, WIDEST_GAP = 84.0, 190.0
CROWDED = 10  # blocks


@dataclass(slots=True)
class Item:
    """A box, or a lane on the way to `target`. `y` is its upper edge."""

    key: str
    column: int
    height: float
    width: float = 0.0
    target: str = ""
    back: bool = False
    x: float = 0.0
    y: float = 0.0

    @property
    def is_lane(self) -> bool:
        return bool(self.target)

    @property
    def entry(self) -> float:
        """Where ways come in, below the upper edge."""
        return self.height / 2 if self.is_lane else HEAD / 2


@dataclass(frozen=True, slots=True)
class Link:
    """A piece of a way from one item to the next; `port` is where it leaves the first."""

    first: str
    port: float
    second: str


@dataclass(slots=True)
class Layout:
    """Boxes, lanes and pieces of ways with their places, in pixels."""

    items: dict[str, Item]
    columns: list[list[Item]]
    links: list[Link]
    tags: frozenset[tuple[str, int]] = (
        frozenset()
    )  # ways that are named: block, place among its ways
    gaps: list[float] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0


def laid_out(chart: Chart) -> Layout:
    """The chart with a place for each of its parts."""
    crowded = len(chart.blocks) > CROWDED
    ranks = _nearest_ranks(chart) if crowded else _ranks(chart)
    tags = _tags(chart, ranks) if crowded else frozenset()
    items = {name: _box(block, ranks[name], tags) for name, block in chart.blocks.items()}
    links = _links(chart, ranks, items, tags)
    columns: list[list[Item]] = [[] for _ in range(max(ranks.values()) + 1)]
    for item in items.values():
        columns[item.column].append(item)
    layout = Layout(items, columns, links, tags)
    _order(layout)
    _set_heights(layout)
    _set_columns(layout)
    return layout


def _tags(chart: Chart, ranks: dict[str, int]) -> frozenset[tuple[str, int]]:
    """All ways but those of a tree: into each block one line, from the first block that leads there."""
    parents: dict[str, str] = {}
    for name in sorted(chart.blocks, key=lambda one: ranks[one]):
        for target in _targets(chart, name):
            if ranks[target] == ranks[name] + 1:
                parents.setdefault(target, name)
    found = set[tuple[str, int]]()
    for name, block in chart.blocks.items():
        drawn: list[str] = []
        for place, way in enumerate(block.ways()):
            again = way.target in drawn and drawn[-1] != way.target
            if parents.get(way.target) != name or again:
                found.add((name, place))
            else:
                drawn.append(way.target)
    return frozenset(found)


# --- boxes -------------------------------------------------------------------------------------


def _box(block: Block, column: int, tags: frozenset[tuple[str, int]]) -> Item:
    lines = [len(row.text) for row in block.rows]
    for place, way in enumerate(block.ways()):
        calls = len(f"{way.calls:,}") + 1 if way.calls is not None else 0
        named = len(way.target) + calls if (block.name, place) in tags else 0
        lines.append(len(way.label) + 4 + named)
    for row in block.rows:
        if row.leads_on:
            lines[-1] = max(lines[-1], len(row.text) + 10)
    head = len(block.name) + (20 if block.now else 10)
    longest = min(max([head, 16, *lines]), 2 * LONGEST_ROW)
    rows = sum(1 + (0 if row.leads_on else len(row.ways)) for row in block.rows)
    height = HEAD + rows * ROW + (PADDING if rows else 0)
    return Item(block.name, column, height, longest * CHARACTER + 2 * PADDING)


def ports(block: Block) -> list[float]:
    """Where the ways of a block leave it, below its upper edge, in the order of `ways`."""
    found, y = [], HEAD + PADDING / 2
    for row in block.rows:
        y += 0 if row.leads_on else ROW
        for _ in row.ways:
            found.append(y + ROW / 2)
            y += ROW
    return found


# --- columns -----------------------------------------------------------------------------------


def _ranks(chart: Chart) -> dict[str, int]:
    """The column of each block: the longest way from the start, ways back left out."""
    forward = _without_circles(chart)
    ranks = dict.fromkeys(chart.blocks, 0)
    for name in _topological(chart, forward):
        for target in forward[name]:
            ranks[target] = max(ranks[target], ranks[name] + 1)
    return ranks


def _nearest_ranks(chart: Chart) -> dict[str, int]:
    """The column of each block: as few steps from the start as a caller needs at least."""
    ranks = {chart.start: 0} if chart.start in chart.blocks else {}
    waiting = list(ranks)
    for name in waiting:  # grows while it is read
        for target in _targets(chart, name):
            if target not in ranks:
                ranks[target] = ranks[name] + 1
                waiting.append(target)
    return {name: ranks.get(name, 0) for name in chart.blocks}


def _targets(chart: Chart, name: str) -> list[str]:
    return list(dict.fromkeys(way.target for way in chart.blocks[name].ways()))


def _without_circles(chart: Chart) -> dict[str, list[str]]:
    """The targets of each block without those that lead back to a block on the way to it."""
    forward: dict[str, list[str]] = {name: [] for name in chart.blocks}
    state = dict.fromkeys(chart.blocks, "new")
    begin = [chart.start, *(name for name in chart.blocks if name != chart.start)]
    for first in begin:
        if first not in state or state[first] != "new":
            continue
        state[first] = "open"
        stack = [(first, iter(_targets(chart, first)))]
        while stack:
            name, left = stack[-1]
            target = next(left, None)
            if target is None:
                state[name] = "done"
                stack.pop()
            elif state[target] != "open":
                forward[name].append(target)
                if state[target] == "new":
                    state[target] = "open"
                    stack.append((target, iter(_targets(chart, target))))
    return forward


def _topological(chart: Chart, forward: dict[str, list[str]]) -> list[str]:
    waiting = dict.fromkeys(chart.blocks, 0)
    for targets in forward.values():
        for target in targets:
            waiting[target] += 1
    ready = [name for name, count in waiting.items() if not count]
    for name in ready:  # grows while it is read
        for target in forward[name]:
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    return ready


# --- ways --------------------------------------------------------------------------------------


def _links(
    chart: Chart,
    ranks: dict[str, int],
    items: dict[str, Item],
    tags: frozenset[tuple[str, int]],
) -> list[Link]:
    """Each way that is drawn as pieces from column to column; lanes are added to `items`."""
    links: dict[Link, None] = {}
    for name, block in chart.blocks.items():
        for place, (way, port) in enumerate(zip(block.ways(), ports(block), strict=True)):
            if (name, place) in tags:
                continue
            chain = _chain(way.target, ranks[name], ranks[way.target], items)
            links[Link(name, port, chain[0])] = None
            for first, second in pairwise(chain):
                links[Link(first, LANE / 2, second)] = None
    return list(links)


def _chain(target: str, origin: int, end: int, items: dict[str, Item]) -> list[str]:
    """The lanes to a block, and the block: to the right between columns, or back through them."""
    back = origin >= end
    passed = range(origin, end - 1, -1) if back else range(origin + 1, end)
    chain = []
    for column in passed:
        key = f"{'<' if back else '>'}{target}@{column}"
        items.setdefault(key, Item(key, column, LANE, target=target, back=back))
        chain.append(key)
    return [*chain, target]


# --- order in a column -------------------------------------------------------------------------


def _order(layout: Layout) -> None:
    """Sort the columns so that few ways cross: by the mean place of what each is linked with."""
    place: dict[str, float] = {}
    for column in layout.columns:
        place |= {item.key: float(index) for index, item in enumerate(column)}
    best, fewest = [list(column) for column in layout.columns], _crossings(layout, place)
    for sweep in range(SWEEPS):
        columns = layout.columns if sweep % 2 == 0 else layout.columns[::-1]
        for column in columns:
            column.sort(key=lambda item: _mean_place(layout, item, place, sweep % 2 == 0))
            place |= {item.key: float(index) for index, item in enumerate(column)}
        found = _crossings(layout, place)
        if found < fewest:
            best, fewest = [list(column) for column in layout.columns], found
    layout.columns[:] = best


def _mean_place(layout: Layout, item: Item, place: dict[str, float], from_left: bool) -> float:
    places = [
        place[other] + port
        for other, port in _neighbours(layout, item)
        if layout.items[other].column == item.column
        or (layout.items[other].column < item.column) == from_left
    ]
    return sum(places) / len(places) if places else place[item.key]


def _neighbours(layout: Layout, item: Item) -> Iterable[tuple[str, float]]:
    """What it is linked with; the part behind the comma is where on the other the way leaves."""
    for link in layout.links:
        if link.first == item.key and link.second != item.key:
            yield link.second, -_share(layout, link)
        elif link.second == item.key and link.first != item.key:
            yield link.first, _share(layout, link)


def _share(layout: Layout, link: Link) -> float:
    return link.port / max(layout.items[link.first].height, 1.0) * 0.9


def _crossings(layout: Layout, place: dict[str, float]) -> int:
    pairs: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for link in layout.links:
        first, second = layout.items[link.first], layout.items[link.second]
        if first.column != second.column:
            ends = (place[link.first] + _share(layout, link), place[link.second])
            if first.column > second.column:
                ends = ends[::-1]
            key = (min(first.column, second.column), max(first.column, second.column))
            pairs.setdefault(key, []).append(ends)
    return sum(_crossed(ends) for ends in pairs.values())


def _crossed(ends: Sequence[tuple[float, float]]) -> int:
    return sum(
        (one[0] - other[0]) * (one[1] - other[1]) < 0
        for index, one in enumerate(ends)
        for other in ends[index + 1 :]
    )


# --- places ------------------------------------------------------------------------------------


def _set_heights(layout: Layout) -> None:
    """Put each item as near to what it is linked with as its column allows."""
    for column in layout.columns:
        y = 0.0
        for item in column:
            item.y, y = y, y + item.height + SPACE
    for sweep in range(SWEEPS):
        for column in layout.columns if sweep % 2 == 0 else layout.columns[::-1]:
            _settle(column, [_wished(layout, item) for item in column])
    top = min(item.y for item in layout.items.values())
    for item in layout.items.values():
        item.y += MARGIN + HEAD - top
    layout.height = MARGIN + max(item.y + item.height for item in layout.items.values())


def _wished(layout: Layout, item: Item) -> float:
    """The upper edge that makes its ways run level, as far as they agree."""
    wishes = []
    for link in layout.links:
        first, second = layout.items[link.first], layout.items[link.second]
        if first is second:
            continue
        if first is item:
            wishes.append(second.y + second.entry - link.port)
        elif second is item:
            wishes.append(first.y + link.port - second.entry)
    return sum(wishes) / len(wishes) if wishes else item.y


def _settle(column: list[Item], wished: list[float]) -> None:
    """The places nearest to the wishes that keep the order and the distances (least squares)."""
    offsets, offset = [], 0.0
    for index, item in enumerate(column):
        if index:
            above = column[index - 1]
            space = LANE_SPACE if above.is_lane and item.is_lane else SPACE
            offset += above.height + space
        offsets.append(offset)
    pools: list[list[float]] = []  # mean of what stands together, how many
    for wish, offset in zip(wished, offsets, strict=True):
        pools.append([wish - offset, 1.0])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            last, count = pools.pop()
            before = pools[-1]
            before[0] = (before[0] * before[1] + last * count) / (before[1] + count)
            before[1] += count
    places = [mean for mean, count in pools for _ in range(int(count))]
    for item, mean, offset in zip(column, places, offsets, strict=True):
        item.y = mean + offset


def _set_columns(layout: Layout) -> None:
    """Columns beside each other, the gaps as wide as many ways need."""
    crossing = [0] * len(layout.columns)
    for link in layout.links:
        first, second = layout.items[link.first], layout.items[link.second]
        crossing[
            max(first.column, second.column - 1) if first.column != second.column else first.column
        ] += 1
    x = MARGIN + NARROWEST_GAP / 2
    for column, count in zip(layout.columns, crossing, strict=True):
        width = max((item.width for item in column), default=0.0)
        for item in column:
            item.x = x
            item.width = item.width or width
        gap = min(max(NARROWEST_GAP, 60 + 6 * count), WIDEST_GAP)
        layout.gaps.append(gap)
        x += width + gap
    layout.width = x - layout.gaps[-1] + NARROWEST_GAP
