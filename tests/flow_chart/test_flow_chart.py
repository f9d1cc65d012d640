"""Pictures of flows: nothing lies on anything else, every way is there, counts are right."""

import re
from collections import Counter
from xml.etree import ElementTree

import pytest

from tests.callflows.plans import OFFICE
from tests.callflows.waiting_plans import WAITING_PLANS
from tests.effort import some
from tests.flow_chart.flows import random_plan
from voipcc.core.plan import Flow, Plan
from voipcc.core.steps import (
    BranchStep,
    Case,
    HangUpStep,
    LoopStep,
    ReturnStep,
    SetStep,
    SplitStep,
    SubStep,
    TagStep,
)
from voipcc.flow_chart import Chart, chart_of, laid_out, mermaid, plain, svg, traffic_of
from voipcc.flow_chart.layout import Item, Layout

SIZES = [(blocks, seed) for blocks in (5, 8, 12, 25, 60) for seed in range(6)]
STEPS = ["main:start:10", "main:start:11", "main:start:12"]
NUMBERS = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def chart(blocks: int, seed: int) -> Chart:
    """A random flow's chart, without counts."""
    plan = random_plan(blocks, seed)
    return chart_of(plan, plan.flows["main"])


def boxes(layout: Layout) -> list[Item]:
    return [item for item in layout.items.values() if not item.is_lane]


def inside(item: Item, x: float, y: float) -> bool:
    """Whether a point is in a box, more than a pixel from its edge."""
    return item.x + 1 < x < item.x + item.width - 1 and item.y + 1 < y < item.y + item.height - 1


def points(line: str) -> list[tuple[float, float]]:
    """Points along a path of the picture."""
    found = [(0.0, 0.0)]
    for sign, text in re.findall(r"([MCH])([^MCH]*)", line):
        numbers = [float(one) for one in NUMBERS.findall(text)]
        x, y = found[-1]
        if sign == "M":
            found = [(numbers[0], numbers[1])]
        elif sign == "H":
            found += [(x + (numbers[0] - x) * part / 20, y) for part in range(1, 21)]
        else:
            found += [curve((x, y, *numbers), part / 20) for part in range(1, 21)]
    return found


def curve(p: tuple[float, ...], t: float) -> tuple[float, float]:
    """A point of a cubic curve."""
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    return (
        sum(weight * p[2 * place] for place, weight in enumerate(weights)),
        sum(weight * p[2 * place + 1] for place, weight in enumerate(weights)),
    )


@pytest.mark.parametrize(("blocks", "seed"), some(SIZES))
def test_nothing_lies_on_anything(blocks: int, seed: int) -> None:
    """No box touches another, and no line runs through a box."""
    drawing = chart(blocks, seed)
    layout = laid_out(drawing)
    places = boxes(layout)
    assert len(places) == blocks
    for index, one in enumerate(places):
        assert one.x >= 0
        assert one.x + one.width <= layout.width
        assert one.y >= 0
        assert one.y + one.height <= layout.height
        for other in places[index + 1 :]:
            beside = one.x + one.width <= other.x or other.x + other.width <= one.x
            above = one.y + one.height <= other.y or other.y + other.height <= one.y
            assert beside or above, (one.key, other.key)
    for path in re.findall(r'<path class="way[^"]*"[^>]* d="([^"]*)"', svg(drawing)):
        for x, y in points(path):
            assert not [box.key for box in places if inside(box, x, y)], path


@pytest.mark.parametrize(("blocks", "seed"), some(SIZES))
def test_every_way_is_in_the_picture(blocks: int, seed: int) -> None:
    """Each way out of each block is a line or is named in its row; the picture is sound XML."""
    drawing = chart(blocks, seed)
    layout = laid_out(drawing)
    picture = svg(drawing)
    root = ElementTree.fromstring(picture)
    assert root.tag.endswith("svg")
    ways = [way for block in drawing.blocks.values() for way in block.ways()]
    named = picture.count('class="goto"')
    jumps = sum(
        row.leads_on
        for block in drawing.blocks.values()
        for row in block.rows
    )  # fmt: skip
    begun = sum(f' d="M{item.x + item.width:.1f} ' in picture for item in boxes(layout))
    assert len(layout.tags) - jumps <= named <= len(layout.tags)
    assert begun or len(layout.tags) == len(ways)
    assert len([link for link in layout.links if not layout.items[link.first].is_lane]) == len(
        ways
    ) - len(layout.tags)
    for name in drawing.blocks:
        assert f'id="block-{name}"' in picture


@pytest.mark.parametrize("seed", range(6))
def test_sixty_blocks_are_drawn_as_a_tree(seed: int) -> None:
    """In a flow of sixty blocks no two lines cross, and each leads into the next column."""
    drawing = chart(60, seed)
    layout = laid_out(drawing)
    for link in layout.links:
        first, second = layout.items[link.first], layout.items[link.second]
        assert second.column == first.column + 1
    crossed = 0
    lines = [(layout.items[one.first], one.port, layout.items[one.second]) for one in layout.links]
    for index, (first, port, second) in enumerate(lines):
        for other, its_port, target in lines[index + 1 :]:
            if other.column == first.column:
                begin = (first.y + port) - (other.y + its_port)
                crossed += begin * (second.y - target.y) < 0
    assert crossed == 0


def test_a_block_says_what_its_steps_do() -> None:
    """Steps are named with what they are about, ways with when they are taken."""
    found = chart_of(OFFICE, OFFICE.flows["main"])
    start = found.blocks["start"]
    assert [row.text for row in start.rows] == ["hours: week", "play: welcome", "menu: menu"]
    assert [(way.label, way.target) for way in start.ways()] == [
        ("closed", "closed"),
        ("key 1", "sales"),
        ("key 2", "help"),
        ("key 9", "end"),
    ]
    assert [row.text for row in found.blocks["end"].rows] == ["play: bye", "hang_up"]
    assert (start.look, found.blocks["sales"].look, found.blocks["end"].look) == (
        "start",
        "queue",
        "end",
    )
    assert found.numbers == ("+49301234",)


def test_rules_and_invitations_are_ways() -> None:
    """Overflow, keys while waiting, invitations and comfort are in the picture of a queue."""
    labels = {
        way.label
        for plan in WAITING_PLANS.values()
        for flow in plan.flows.values()
        for block in chart_of(plan, flow).blocks.values()
        for way in block.ways()
    }
    assert {"while waiting", "key 1, invited", "nobody there", "too long"} <= labels


def test_calls_are_counted_on_their_ways() -> None:
    """Each call counts once for each time it took a way; shared ways are counted once."""
    calls = [[*STEPS, "main:sales:20"]] * 1200 + [[STEPS[0], "main:closed:50", "main:closed:51"]]
    calls += [[*STEPS, "main:end:30", *STEPS, "main:end:30"]]
    traffic = traffic_of(calls, "Monday")
    assert traffic.calls == 1202
    found = chart_of(OFFICE, OFFICE.flows["main"], traffic, Counter(sales=3))
    ways = {way.target: way.calls for way in found.blocks["start"].ways()}
    assert ways == {"closed": 1, "sales": 1200, "help": 0, "end": 2}
    assert found.blocks["start"].calls == 1203
    assert found.blocks["sales"].now == 3
    picture = svg(found)
    assert ">1,200</text>" in picture
    assert ">1,200 · 3 now</text>" in picture


def test_calls_of_an_edited_flow_are_counted_too() -> None:
    """Where a step stood in another line when the calls came, they count on the first way there."""
    traffic = traffic_of(
        [["main:start:3", "main:sales:8"], ["main:start:12", "main:sales:20"]], "x"
    )
    found = chart_of(OFFICE, OFFICE.flows["main"], traffic).blocks["start"]
    assert {way.target: way.calls for way in found.ways()}["sales"] == 2


def test_mermaid_has_every_block_and_way() -> None:
    """The text for Mermaid names blocks, steps, keys and counts; no sign of ours means anything there."""
    traffic = traffic_of([[*STEPS, "main:sales:20"]], "Monday")
    lines = mermaid(chart_of(OFFICE, OFFICE.flows["main"], traffic)).splitlines()
    assert lines[0] == "flowchart LR"
    assert '    b0["<b>start</b> (1)<br/>hours: week<br/>play: welcome<br/>menu: menu"]' in lines
    assert '    b0 -->|"key 1 (1)"| b1' in lines
    assert len([line for line in lines if "-->" in line]) == 7


def test_pages_get_the_same_as_values() -> None:
    """What the picture shows is there as plain values with its places."""
    found = plain(chart(12, 1))
    assert (found["flow"], found["start"], len(found["blocks"])) == ("main", "start", 12)
    assert {"x", "y", "width", "height", "steps", "ways"} <= set(found["blocks"][0])


def test_steps_that_compute_are_in_the_picture() -> None:
    """Conditions, lists of callers, shares, loops and subs have their words and ways."""
    cases = (Case("two", when="tier == 'gold'"), Case("three", callers=("main/vip", "main/late")))
    start = (
        SetStep({"tier": "gold", "count": 2}, line=1),
        BranchStep(cases, otherwise="two", line=2),
        SplitStep({"two": 30, "three": 20}, line=3),
        LoopStep("two", 3, line=4),
        SubStep("three", line=5),
        SubStep("start", "other", line=6),
        TagStep(("late", "angry"), line=7),
        HangUpStep(line=8, cause="busy"),
    )
    blocks = {"start": start, "two": (ReturnStep(9),), "three": (ReturnStep(10),)}
    flow = Flow("main", "en", blocks)
    block = chart_of(Plan("v", {}, {"main": flow}, {}, {}), flow).blocks["start"]
    assert [row.text for row in block.rows] == [
        "set: tier = gold, count = 2",
        "branch",
        "split",
        "loop: two, 3 times",
        "sub: three",
        "sub: other, start",
        "tag: late, angry",
        "hang_up: busy",
    ]
    assert [(way.label, way.target) for way in block.ways()] == [
        ("if tier == 'gold'", "two"),
        ("caller: vip, late", "three"),
        ("otherwise", "two"),
        ("30 %", "two"),
        ("20 %", "three"),
        ("", "two"),
        ("", "three"),
    ]
