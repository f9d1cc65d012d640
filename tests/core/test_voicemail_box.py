"""How long messages are kept: heard or not, so many days, with the reason of each deletion."""

from dataclasses import replace

import msgspec
import pytest

from tests.callflows.plans import PLANS
from tests.core.desk import Floor
from voipcc.core import voicemail_box
from voipcc.core.centre import Centre
from voipcc.core.commands import DropRecording, Play, Record, Ring
from voipcc.core.events import (
    CallArrived,
    CentreConfigured,
    ControllerStarted,
    DigitPressed,
    ErrandCancelRequested,
    LegAnswered,
    LegEnded,
    LogInRequested,
    LogOutRequested,
    PromptFinished,
    RecordingFinished,
    RefusedEvent,
    SwitchFound,
)
from voipcc.core.moment import Moment
from voipcc.core.state import CentreState

DAY_S = 86_400
LATER = PLANS["later"]


def message(floor: Floor, leg: str = "c1") -> str:
    """A caller leaves four seconds; the recording's id."""
    floor.do(CallArrived(leg, "+49301234", "carrier", f"p-{leg}"))
    floor.do(LegAnswered(leg))
    floor.do(DigitPressed(leg, "2"))
    floor.do(PromptFinished(leg, floor.one(Play).playback), 2)
    recording = floor.one(Record).recording
    floor.do(RecordingFinished(leg, recording, 4000), 4)
    floor.do(LegEnded(leg), 1)
    floor.wait(1)
    return recording


def hear(floor: Floor) -> None:
    """Anna hears what waits, to its end, and goes."""
    floor.do(LogInRequested("anna"))
    leg = floor.one(Ring).leg
    floor.do(LegAnswered(leg), 1)
    floor.do(PromptFinished(leg, floor.one(Play).playback), 5)
    floor.do(LegEnded(leg, by="us"))
    floor.do(LogOutRequested("anna"), 30)


def dropped(floor: Floor, after_s: float) -> list[tuple[str, str]]:
    """What is deleted within this time, and why."""
    seen = floor.wait(after_s)
    return [(one.recording, one.reason) for one in seen if isinstance(one, DropRecording)]


def written_down(floor: Floor) -> None:
    kept = msgspec.json.encode(floor.centre.snapshot())
    floor.centre = Centre.restored(msgspec.json.decode(kept, type=CentreState))
    assert msgspec.json.encode(floor.centre.snapshot()) == kept


@pytest.mark.parametrize("is_heard", [False, True])
def test_a_message_is_kept_for_its_days(is_heard: bool) -> None:
    """Heard or not it is listed until the 30th day, then deleted as expired, also after a restart."""
    floor = Floor("later", agents=())
    recording = message(floor)
    if is_heard:
        hear(floor)
        (row,) = floor.centre.messages()
        assert (row["id"], row["agent"], row["length_s"]) == (recording, "anna", 4.0)
    assert len(floor.centre.view(floor.now)["errands"]) == (not is_heard)
    assert dropped(floor, 29 * DAY_S) == []
    written_down(floor)
    assert dropped(floor, DAY_S) == [(recording, "expired")]
    assert floor.centre.messages() == [] == floor.centre.view(floor.now)["errands"]
    if not is_heard:
        assert floor.records[-1].outcome == "unreached" and "expired" in floor.records[-1].marks


def test_a_message_in_line_is_seen_among_the_callers() -> None:
    """The live view says which of those in line is a voicemail, and its id."""
    floor = Floor("later", agents=())
    recording = message(floor)
    (sales,) = [one for one in floor.centre.view(floor.now)["queues"] if one["name"] == "sales"]
    assert [(one["kind"], one["errand"]) for one in sales["callers"]] == [("voicemail", recording)]


@pytest.mark.parametrize("is_heard", [False, True])
def test_other_days_count_from_the_reload_on(is_heard: bool) -> None:
    """Fewer days delete at once what is older; more days let it live longer."""
    floor = Floor("later", agents=())
    recording = message(floor)
    if is_heard:
        hear(floor)
    floor.do(CentreConfigured(replace(LATER, version="longer", voicemail_days=40)))
    assert dropped(floor, 35 * DAY_S) == []
    floor.do(CentreConfigured(replace(LATER, version="shorter", voicemail_days=7)))
    assert dropped(floor, 1) == [(recording, "expired")]


def test_a_start_of_the_machine_changes_nothing_of_it() -> None:
    """Days are counted by the calendar: another run of the machine goes on with them."""
    floor = Floor("later", agents=())
    floor.do(ControllerStarted(1))
    floor.do(SwitchFound(devices=("anna/desk",)))
    recording = message(floor)
    hear(floor)
    written_down(floor)
    utc_ms = floor.now.utc_ms + 20 * DAY_S * 1000
    floor.centre.handle(ControllerStarted(2), Moment(5_000_000, utc_ms, "another boot"))
    due_us = floor.centre.next_deadline()
    assert due_us is not None
    left_ms = (due_us - 5_000_000) // 1000
    commands = floor.centre.tick(Moment(due_us, utc_ms + left_ms, "another boot"))
    assert DropRecording(recording, "expired") in commands
    assert 9.9 < left_ms / 1000 / DAY_S < 10


def test_a_message_that_was_heard_can_be_deleted() -> None:
    """Somebody's wish is kept with the deletion; a second one finds nothing."""
    floor = Floor("later", agents=())
    recording = message(floor)
    hear(floor)
    floor.do(ErrandCancelRequested(recording, "verb"))
    assert floor.one(DropRecording) == DropRecording(recording, "deleted", "verb")
    with pytest.raises(RefusedEvent, match="may be done"):
        floor.do(ErrandCancelRequested(recording, "verb"))


def test_no_more_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest heard message goes first, and the reason says so."""
    monkeypatch.setattr(voicemail_box, "MOST_HEARD", 1)
    floor = Floor("later", agents=())
    first = message(floor, "c1")
    hear(floor)
    message(floor, "c2")
    floor.do(LogInRequested("anna"))
    leg = floor.one(Ring).leg
    floor.do(LegAnswered(leg), 1)
    floor.do(PromptFinished(leg, floor.one(Play).playback), 5)
    assert floor.one(DropRecording) == DropRecording(first, "crowded")
    assert len(floor.centre.messages()) == 1
