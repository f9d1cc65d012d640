"""A chart as text in Mermaid's language, for pages that draw it themselves."""

from collections.abc import Iterator

from voipcc.flow_chart.chart import Block, Chart

SHAPES = {"question": ('{{"', '"}}'), "queue": ('[["', '"]]'), "end": ('(["', '"])')}


def mermaid(chart: Chart) -> str:
    """The flow as a Mermaid flowchart; counts stand behind the labels."""
    ids = {name: f"b{index}" for index, name in enumerate(chart.blocks)}
    lines = ["flowchart LR"]
    for name, block in chart.blocks.items():
        begin, end = SHAPES.get(block.look, ('["', '"]'))
        lines.append(f"    {ids[name]}{begin}{_words(block)}{end}")
    for block in chart.blocks.values():
        lines += [f"    {line}" for line in _arrows(block, ids)]
    return "\n".join(lines) + "\n"


def _words(block: Block) -> str:
    head = f"<b>{block.name}</b>" + (f" ({block.calls:,})" if block.calls is not None else "")
    return "<br/>".join([head, *(_safe(row.text) for row in block.rows)])


def _arrows(block: Block, ids: dict[str, str]) -> Iterator[str]:
    for way in block.ways():
        label = _safe(way.label) + (f" ({way.calls:,})" if way.calls is not None else "")
        line = "-.->" if way.aside else "-->"
        told = f'|"{label.strip()}"|' if label.strip() else ""
        yield f"{ids[block.name]} {line}{told} {ids[way.target]}"


def _safe(text: str) -> str:
    """Text that means nothing to Mermaid: its signs are written as entities."""
    signs = {'"': "#quot;", "<": "#lt;", ">": "#gt;", "#": "#35;", "`": "#96;", "&": "#amp;"}
    return "".join(signs.get(sign, sign) for sign in text)
