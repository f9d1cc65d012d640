"""A chart as plain values, for pages that draw it themselves."""

from typing import Any

from voipcc.flow_chart.chart import Block, Chart
from voipcc.flow_chart.layout import Layout, laid_out


def plain(chart: Chart) -> dict[str, Any]:
    """Blocks with their places in pixels, their steps, and the ways with their calls."""
    layout = laid_out(chart)
    return {
        "flow": chart.flow,
        "start": chart.start,
        "numbers": list(chart.numbers),
        "language": chart.language,
        "source": chart.source,
        "counted": chart.note,
        "width": round(layout.width),
        "height": round(layout.height),
        "blocks": [_block(block, layout) for block in chart.blocks.values()],
    }


def _block(block: Block, layout: Layout) -> dict[str, Any]:
    item = layout.items[block.name]
    return {
        "name": block.name,
        "look": block.look,
        "x": round(item.x),
        "y": round(item.y),
        "width": round(item.width),
        "height": round(item.height),
        "calls": block.calls,
        "now": block.now,
        "steps": [{"text": row.text, "line": row.line} for row in block.rows],
        "ways": [
            {
                "line": row.line,
                "label": way.label,
                "target": way.target,
                "calls": way.calls,
                "aside": way.aside,
            }
            for row in block.rows
            for way in row.ways
        ],
    }
