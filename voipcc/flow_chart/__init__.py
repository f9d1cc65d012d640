"""Pictures of flows: blocks, their steps, and how many calls took which way.

rows (a flow of the plan -> chart) -> layout (places) -> svg; mermaid writes text instead;
traffic counts the steps that records keep.
"""

from voipcc.flow_chart.chart import Block, Chart, Row, Way
from voipcc.flow_chart.layout import laid_out
from voipcc.flow_chart.mermaid import mermaid
from voipcc.flow_chart.plain import plain
from voipcc.flow_chart.rows import chart_of
from voipcc.flow_chart.svg import svg
from voipcc.flow_chart.traffic import NOTHING, Traffic, steps_of, traffic_of

__all__ = [
    "NOTHING",
    "Block",
    "Chart",
    "Row",
    "Traffic",
    "Way",
    "chart_of",
    "laid_out",
    "mermaid",
    "plain",
    "steps_of",
    "svg",
    "traffic_of",
]
