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
    OverrideSet,
    PriorityRequested,
    SwitchLost,
)
from voipcc.live_view import (
    SIGNS,
    agent_note,
    agent_state,
    agents_table,
    announced_table,
    callers_table,
    calls_table,
    dashboard,
    queues_table,
)


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


def test_the_screen_says_that_the_folder_holds_something_else() -> None:
    """What is not published, or broken, and what is tried stand on the screen."""
    view = view_of() | {
        "folder": "the files in the folder have 1 error",
        "canary": "version 12 by 5 %",
    }
    screen = text_of(dashboard(view))
    assert "the files in the folder have 1 error" in screen
    assert "canary: version 12 by 5 %" in screen


def test_what_is_closed_for_a_while_is_on_the_live_screen() -> None:
    """Each override stands at the top, with its message and how long it lasts still."""
    shown = text_of(dashboard(view_of(OverrideSet("centre", "closed", words="Fire alarm."))))
    assert "the whole centre: closed until somebody ends it: Fire alarm." in shown
    soon = OverrideSet("flow/main", "say", 1_750_068_000_000 + 3_600_000, ("x",))
    assert "the flow main: callers are told something first for " in text_of(
        dashboard(view_of(soon))
    )


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


def test_priority_ring_and_what_was_told_are_shown() -> None:
    """A moved caller, a relaxed one and the wait that was told stand in queues and callers."""
    events: list[Any] = []
    for leg in ("leg-1", "leg-2"):
        events += [CallArrived(leg, NUMBER), LegAnswered(leg)]
        events += [DigitPressed(leg, "1"), DigitPressed(leg, "1")]
    view = view_of(*events, PriorityRequested("1-3", 5))
    first, second = view["queues"][0]["callers"]
    assert (first["call"], first["priority"], first["ring"]) == ("1-3", 5, 0)
    second.update(ring=2, told_s=[30.0, 90.0])
    shown = text_of(queues_table(view))
    assert "1-3 1:05 p5" in shown and "1-1 1:05 r3" in shown
    assert "0:30-1:30" in text_of(callers_table(view))
    assert "1 more" in text_of(callers_table(view, limit=1))


def test_the_end_of_a_wrap_up_and_what_follows_it_are_shown() -> None:
    """How long a wrap-up lasts and which break comes after it is on the screen."""
    view = view_of(LogInRequested("anna"))
    notes = {"ends_s": 8.0, "disposition": "", "disposition_name": "", "missing": False}
    view["agents"][0].update(work="wrap_up", wrap_up=notes, pending="not_ready:lunch")
    assert "✎ wrap up 0:08 › lunch" in text_of(dashboard(view))
    assert "0:08 left, then lunch" in text_of(agents_table(view))


def test_a_voicemail_in_line_is_shown_as_one() -> None:
    """In the lists of queues it stands under its own id, which `why` and `priority` take."""
    view = view_of(CallArrived("leg-1", NUMBER), LegAnswered("leg-1"), DigitPressed("leg-1", "1"))
    caller = {"call": "1-9", "kind": "voicemail", "errand": "1-4", "position": 1, "waited_s": 5.0}
    caller |= {"priority": 0, "ring": 0, "ringing": False, "told_s": []}
    view["queues"][0]["callers"] = [caller]
    assert "voicemail 1-4 0:05" in text_of(queues_table(view))
    assert "voicemail 1-4" in text_of(callers_table(view))


def test_what_waits_without_a_caller_is_on_the_live_screen() -> None:
    """Callbacks and voicemails are counted by queue: how many, the next one's time, the oldest."""
    view = view_of()
    assert "Callbacks" not in text_of(dashboard(view))
    row = {"queue": "sales", "kind": "callback", "state": "later", "due_s": 65.0, "waited_s": 90.0}
    mail = row | {"kind": "voicemail", "state": "in_line", "due_s": 0.0, "waited_s": 7_384.0}
    view["errands"] = [row, row | {"state": "dialling"}, mail]
    shown = text_of(dashboard(view), width=80)
    (line,) = [one for one in shown.splitlines() if "2:03:04" in one]
    assert line.strip("│ ").split() == ["sales", "2", "1", "1:05", "1", "1", "2:03:04"]
    assert "…" not in shown


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


def note_of(**words: Any) -> str:
    """What is noted of an agent with these facts."""
    agent: dict[str, Any] = {"reason": "", "pending": "", "work": "idle", "presence": "ready"}
    agent |= {"break": None, "wrap_up": None, "rests_after": "", "rests_s": 0.0}
    agent["line_health"] = {"state": "good"}
    return agent_note(agent | words)


def test_an_agents_note_says_what_else_there_is_to_know() -> None:
    """A break that is overdue, the end and the disposition of a wrap-up, a rest, what comes next."""
    overdue = {"overdue": True, "longest_s": 60}
    assert note_of(reason="lunch", **{"break": overdue}) == "lunch, overdue"
    timed = {"ends_s": 42.0, "disposition": "", "disposition_name": "", "missing": True}
    told = note_of(work="wrap_up", wrap_up=timed, pending="not_ready:tea")
    assert told == "0:42 left, no disposition yet, then tea"
    given = timed | {"ends_s": None, "disposition": "1", "disposition_name": "order"}
    assert note_of(work="wrap_up", wrap_up=given) == "until ended, order"
    assert note_of(rests_after="busy", rests_s=9.4) == "rests 0:09, busy"
    assert note_of(work="talking", pending="logged_out", wrap_up=timed) == "then logged out"
    figures = {"loss_percent": 12.0, "jitter_ms": 30.0, "round_trip_ms": 60.0, "mos": 3.1}
    line = {"state": "degraded", "reason": "loss", **figures}
    told = note_of(line_health=line)
    assert told == ("line degraded: loss (loss 12 %, jitter 30 ms, round trip 60 ms, MOS 3.10)")
    deaf = {**line, "state": "bad", "reason": "one_way"}
    assert note_of(line_health=deaf) == "line bad: one-way audio, nothing is heard of the phone"


def test_an_overdue_break_and_what_comes_after_the_call_fit_into_80_columns() -> None:
    """The live screen shows both without cutting anything."""
    events = [LogInRequested("anna"), NotReadyRequested("anna", "meeting")]
    events += [CallArrived("leg-1", NUMBER), LegAnswered("leg-1")]
    events += [DigitPressed("leg-1", "1"), DigitPressed("leg-1", "1")]
    view = view_of(*events)
    view["agents"][0]["break"]["overdue"] = True
    view["agents"][1] |= {"work": "talking", "pending": "not_ready:meeting", "call": "1-1"}
    shown = text_of(dashboard(view), width=80)
    assert "meeting overdue" in shown and "talking › meeting" in shown
    assert "…" not in shown
    assert "meeting, overdue" in text_of(agents_table(view))


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


def test_who_may_not_dial_out_is_seen_in_every_table() -> None:
    """A parked agent is marked on the screen and told with the reason in the list."""
    view = view_of(LogInRequested("anna"))
    view["agents"][0]["dialling_parked"] = "more than 5 calls at once"
    assert "dialling parked" in text_of(dashboard(view))
    assert "may not dial out: more than 5 calls at once" in text_of(agents_table(view))
