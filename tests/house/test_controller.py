"""The controller between a real core and rooms that only write down."""

from collections.abc import Sequence

import pytest

from tests.house.rooms import NUMBER, Clock, Diary, controller_of
from tests.waiting import until
from voipcc.core.commands import Answer, Command, HangUp, Play, StartMusic, StopPlayback
from voipcc.core.events import (
    CallArrived,
    CallEndRequested,
    DigitPressed,
    Event,
    LegAnswered,
    LegEnded,
    LogInRequested,
    ReadyRequested,
    RefusedEvent,
    TimePassed,
)
from voipcc.core.moment import Moment


def test_an_event_is_journaled_before_it_is_acted_on() -> None:
    """The journal has event and commands before the switch hears of any."""
    diary = Diary()
    controller = controller_of(diary, Clock())
    controller.post(CallArrived("leg-1", NUMBER))
    assert [kind for kind, _ in diary.lines] == ["journal", "switch"]
    (event, commands), (order,) = diary.of("journal")[0], diary.of("switch")
    assert event == CallArrived("leg-1", NUMBER)
    assert commands == (order,) == (Answer("leg-1"),)


def test_nothing_is_done_when_the_journal_cannot_be_written() -> None:
    """An event the journal does not take leads to no command."""

    class Broken(Diary):
        full = False

        def append(self, now: Moment, event: Event, commands: Sequence[Command]) -> int:
            if self.full:
                raise OSError("no space")
            return super().append(now, event, commands)

    diary = Broken()
    controller = controller_of(diary, Clock())
    diary.full = True
    with pytest.raises(OSError, match="no space"):
        controller.post(CallArrived("leg-1", NUMBER))
    assert diary.lines == []
    diary.full = False
    controller.post(CallArrived("leg-2", NUMBER))
    assert diary.of("switch") == [Answer("leg-2")]


def test_a_refused_event_is_counted_and_changes_nothing() -> None:
    """What the core refuses from a room is neither journaled nor acted on."""
    diary = Diary()
    controller = controller_of(diary, Clock())
    controller.post(ReadyRequested("nobody"))
    assert (controller.refused, diary.lines) == (1, [])


def test_a_persons_wish_is_refused_with_a_sentence() -> None:
    """`request` raises what the core says, and the controller goes on."""
    diary = Diary()
    controller = controller_of(diary, Clock())
    with pytest.raises(RefusedEvent, match="There is no call 9-9 to end"):
        controller.request(CallEndRequested("9-9"))
    assert (controller.refused, diary.lines) == (0, [])
    controller.request(LogInRequested("anna"))
    assert [event for event, _ in diary.of("journal")] == [LogInRequested("anna")]


def test_events_posted_while_one_is_handled_come_after_it() -> None:
    """A room that answers at once is heard when the event in hand is done, in order."""

    class Quick(Diary):
        def carry_out(self, command: Command) -> None:
            super().carry_out(command)
            if isinstance(command, Answer):
                controller.post(LegAnswered(command.leg))
                self.lines.append(("posted", None))

    diary = Quick()
    controller = controller_of(diary, Clock())
    controller.post(CallArrived("leg-1", NUMBER))
    assert [kind for kind, _ in diary.lines] == [
        "journal",  # the arrival
        "switch",  # answer
        "posted",
        "journal",  # the answer's outcome, only now
        "switch",  # the welcome
    ]
    assert isinstance(diary.of("switch")[-1], Play)


def test_an_event_posted_by_a_wish_comes_after_it() -> None:
    """The same holds for what people ask: nothing is handled in the middle of it."""

    class Ending(Diary):
        def carry_out(self, command: Command) -> None:
            super().carry_out(command)
            if isinstance(command, HangUp):
                controller.post(LegEnded(command.leg, by="us"))

    diary = Ending()
    controller = controller_of(diary, Clock())
    controller.post(CallArrived("leg-1", NUMBER))
    controller.post(LegAnswered("leg-1"))
    call = controller.centre.view(Clock()())["calls"][0]["id"]
    controller.request(CallEndRequested(call))
    events = [type(event) for event, _ in diary.of("journal")]
    assert events == [CallArrived, LegAnswered, CallEndRequested, LegEnded]


def test_a_record_is_kept_once_with_the_sequence_of_its_entry() -> None:
    """KeepRecord goes to the store and never to the switch."""
    diary = Diary()
    controller = controller_of(diary, Clock())
    controller.post(CallArrived("leg-1", NUMBER))
    controller.post(LegEnded("leg-1"))
    controller.post(LegEnded("leg-1"))
    ((record, sequence),) = diary.of("record")
    assert (record.leg, record.outcome) == ("leg-1", "left_in_menu")
    journaled = [n for n, (_, commands) in enumerate(diary.of("journal"), 1) if commands]
    assert sequence == diary.sequence - len(diary.of("journal")) + journaled[-1]
    assert all(type(command).__name__ != "KeepRecord" for command in diary.of("switch"))


def test_watchers_are_told_after_everything_is_handed_out() -> None:
    """A watcher sees event and commands when journal and switch have them."""
    diary = Diary()
    seen: list[tuple[Event, int]] = []
    controller = controller_of(diary, Clock())
    controller.watch(lambda now, event, commands: seen.append((event, len(diary.lines))))
    controller.post(CallArrived("leg-1", NUMBER))
    assert seen == [(CallArrived("leg-1", NUMBER), 2)]


async def test_a_deadline_fires_by_itself_and_is_journaled() -> None:
    """When the answer never takes effect, time passes as an event and the leg is answered again."""
    diary, clock = Diary(), Clock()
    controller = controller_of(diary, clock)
    controller.post(CallArrived("leg-1", NUMBER))
    diary.lines.clear()
    deadline = controller.centre.next_deadline()
    assert deadline is not None
    clock.now_us = deadline - 20_000
    controller.close()
    controller.post(DigitPressed("leg-1", "1"))  # winds a new timer by the moved clock
    clock.now_us = deadline
    await until(lambda: Answer("leg-1") in diary.of("switch"))
    assert TimePassed() in [event for event, _ in diary.of("journal")]
    controller.close()


async def test_a_deadline_that_was_cleared_wakes_nobody() -> None:
    """A timer that fires before anything is due is no event; it is set to the next deadline."""
    diary, clock = Diary(), Clock()
    controller = controller_of(diary, clock)
    controller.post(CallArrived("leg-1", NUMBER))
    first = controller._timer
    controller.post(LegAnswered("leg-1"))  # the deadline of the answer is gone, a later one set
    assert controller._timer is first
    diary.lines.clear()
    controller._time_passed()
    assert not diary.lines
    assert controller._timer is not None and controller._timer is not first
    controller.close()


async def test_a_closed_controller_fires_no_deadline() -> None:
    """After `close` no timer is left on the loop."""
    diary, clock = Diary(), Clock()
    controller = controller_of(diary, clock)
    controller.post(CallArrived("leg-1", NUMBER))
    assert controller._timer is not None
    controller.close()
    assert controller._timer is None


def test_without_a_switch_commands_wait_for_nobody() -> None:
    """Before a switch is attached events are handled all the same, and nothing breaks."""
    diary = Diary()
    controller = controller_of(diary, Clock())
    controller._switch = None
    controller.post(CallArrived("leg-1", NUMBER))
    assert [kind for kind, _ in diary.lines] == ["journal"]


def test_a_room_that_raises_keeps_no_other_command_from_being_carried_out() -> None:
    """Of one event's commands each is handed out, whatever happens to the others."""

    class Sore(Diary):
        def carry_out(self, command: Command) -> None:
            if isinstance(command, StopPlayback):
                raise ZeroDivisionError
            super().carry_out(command)

    diary, faults = Sore(), []
    controller = controller_of(diary, Clock())
    controller.on_fault = lambda what, fault: faults.append((what, type(fault)))
    controller.watch(lambda now, event, commands: 1 / 0)  # type: ignore[arg-type, return-value]
    controller.post(CallArrived("leg-1", NUMBER))
    controller.post(LegAnswered("leg-1"))
    welcome = diary.of("switch")[-1]
    controller.post(DigitPressed("leg-1", "1"))
    assert isinstance(diary.of("switch")[-1], StartMusic) and isinstance(welcome, Play)
    assert ("StopPlayback", ZeroDivisionError) in faults
    assert faults.count(("watcher", ZeroDivisionError)) == 3
