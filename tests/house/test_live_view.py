"""The live view as text: every state has its sign and word, and hostile names stay names."""

from typing import Any

import pytest
from rich.console import Console

from tests.house.rooms import NUMBER, Clock, Diary, controller_of
from voipcc.core.events import (
    CallArrived,
    DigitPressed,
    LegAnswered,
    LogInRequested,
    NotReadyRequested,
    SwitchLost,
)
from voipcc.live_view import SIGNS, agent_state, announced_table, calls_table, dashboard


def text_of(picture: Any, width: int = 160) -> str:
    """What a terminal of so many columns without colours shows."""
    console = Console(width=width, color_system=None)
    with console.capture() as captured:
        console.print(picture)
    return captured.get()


def view_of(*events: Any) -> dict[str, Any]:
    """The live view of an office after these events."""
    clock = Clock()
    controller = controller_of(Diary(), clock)
    for event in events:
        controller.post(event)
    clock.now_us += 65_000_000
    return controller.centre.view(clock())


def test_a_waiting_caller_and_the_ringing_agent_are_shown() -> None:
    """Queue, agent and call are on the screen with their times."""
    shown = text_of(
        dashboard(
            view_of(
                LogInRequested("anna"),
                CallArrived("leg-1", NUMBER),
                LegAnswered("leg-1"),
                DigitPressed("leg-1", "1"),
                DigitPressed("leg-1", "1"),
            )
        )
    )
    assert "1-1 1:05" in shown  # waits in the queue for over a minute
    assert "▲ reserved" in shown
    assert "ringing" in shown


def test_the_screen_says_when_the_switch_is_away() -> None:
    """A view from memory is marked as one."""
    assert "the switch is away" in text_of(dashboard(view_of(SwitchLost())))
    assert "the switch is away" not in text_of(dashboard(view_of()))


@pytest.mark.parametrize(
    ("work", "presence", "line", "state"),
    [
        ("talking", "not_ready", "unreachable", "talking"),
        ("idle", "logged_out", "unreachable", "logged_out"),
        ("idle", "ready", "unreachable", "unreachable"),
        ("idle", "not_ready", "reachable", "not_ready"),
        ("idle", "ready", "reachable", "ready"),
    ],
)
def test_an_agents_state_is_one_word(work: str, presence: str, line: str, state: str) -> None:
    """Of three axes the one that matters is named, and it has a sign."""
    assert agent_state({"work": work, "presence": presence, "line": line}) == state
    assert state in SIGNS


def test_names_are_no_markup() -> None:
    """A name with brackets is shown as it is, and an unclosed tag breaks nothing."""
    view = view_of(LogInRequested("anna"))
    view["agents"][0]["display"] = "[bold]Anna[/red]"
    view["agents"][0]["reason"] = "[/]"
    assert "[bold]Anna[/red]" in text_of(dashboard(view))


def test_a_long_list_of_calls_is_cut_and_says_so() -> None:
    """Beyond the limit the number of further calls is shown."""
    events = [CallArrived(f"leg-{number}", NUMBER) for number in range(30)]
    shown = text_of(calls_table(view_of(*events), limit=20))
    assert "10 more" in shown
    assert len(shown.strip().splitlines()) == 23


def test_nothing_is_cut_in_80_columns() -> None:
    """A busy minute fits: names, states, times, calls and the reason of a break."""
    events = [LogInRequested("anna"), NotReadyRequested("anna", "meeting")]
    for leg in ("leg-1", "leg-2", "leg-3"):
        events += [CallArrived(leg, NUMBER), LegAnswered(leg)]
        events += [DigitPressed(leg, "1"), DigitPressed(leg, "1")]
    shown = text_of(dashboard(view_of(*events), notes=["a note"]), width=80)
    assert "…" not in shown
    assert "‖ meeting" in shown and "a note" in shown
    assert "offered 3" in shown and "waited 0:00" in shown and "waited_ms" not in shown


def test_the_hit_rate_of_announced_waits_is_shown() -> None:
    """Each queue tells for first and later announcements what was said, right and wrong."""
    view = view_of()
    fresh = text_of(announced_table(view))
    assert "unsaid: none judged" in fresh and "later" in fresh
    hits = view["queues"][0]["announced"]["first"]
    hits |= {"said": 130, "right": 81, "wrong": 19, "share": 81.0, "judged": 150}
    hits |= {"recent_share": 79.5, "calibrated": True}
    shown = text_of(announced_table(view), width=80)
    assert "130  81    19    81 %  said: lately 79.5 % of 150" in shown
    hits["calibrated"] = False
    assert "unsaid: lately 79.5 % of 150" in text_of(announced_table(view))
