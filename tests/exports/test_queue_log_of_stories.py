"""Every story of the core as a queue_log: the same while it happens as later, and as the reports count."""

from pathlib import Path
from typing import Any

import pytest

from tests.callflows.test_stories import PLANS, STORIES
from tests.effort import some
from tests.exports.test_queue_log import recorded, shape
from voipcc.core.cdr import Conversation
from voipcc.core.centre import Centre
from voipcc.core.commands import Command, KeepRecord
from voipcc.core.events import Event
from voipcc.core.moment import Moment
from voipcc.core.plan import Plan
from voipcc.core.transcript import story as stories
from voipcc.core.transcript import tell
from voipcc.database.visits import visits
from voipcc.exports.queue_log.follower import Follower
from voipcc.exports.queue_log.line import Line
from voipcc.exports.queue_log.lines import back_fill
from voipcc.exports.queue_log.stays import stays

# app_queue writes no WITHDRAW of its own accord; its source has these fields.
SHAPES = {shape(line) for line in recorded()} | {("WITHDRAW", *("number",) * 3, "text")}


class FollowedCentre(Centre):
    """A centre whose queue_log is written while it lives."""

    lines: list[Line]
    records: list[Conversation]

    def __init__(self, seed: int = 0, epoch: int = 1) -> None:
        super().__init__(seed, epoch)
        self.recovery = self
        self.centre = self
        self.follower = Follower(self, self)  # type: ignore[arg-type]

    @property
    def plan(self) -> Plan:
        return self._desk.plan or Plan("none", {}, {}, {}, {})

    def add(self, lines: list[Line]) -> None:
        type(self).lines += lines

    def handle(self, event: Event, now: Moment) -> list[Command]:
        commands = super().handle(event, now)
        for command in commands:
            if isinstance(command, KeepRecord):
                type(self).records.append(command.record)
                self.follower.kept(command.record, 1)
        self.follower.watch(now, event, commands)
        return commands


def followed(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Line], list[Conversation]]:
    """The lines and the records of one story."""
    FollowedCentre.lines, FollowedCentre.records = [], []
    monkeypatch.setattr(stories, "Centre", FollowedCentre)
    story = path.read_text(encoding="utf-8")
    assert tell(story, PLANS) == story
    return FollowedCentre.lines, FollowedCentre.records


def without_places(lines: list[Line], finished: set[str]) -> list[tuple[Any, ...]]:
    """What is told of calls that are over. Stories have things at one moment, so places may differ."""
    kept = [line for line in lines if line.callid in finished]
    return sorted((line.epoch_s, line.callid, line.queue, line.agent, line.event) for line in kept)


@pytest.mark.parametrize("path", some(STORIES), ids=lambda path: path.stem)
def test_a_story_is_written_the_same_at_once_and_later(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line is written once, when it happens, and is the one made of the finished record."""
    lines, records = followed(path, monkeypatch)
    finished = {one.leg for one in records if stays(one)}  # not who left at the same moment
    later = list(back_fill(records, lambda party: ""))
    assert without_places(lines, finished) == without_places(later, finished)
    assert {shape(line) for line in lines} <= SHAPES
    for record in records:
        of_queues = [one for one in visits(record) if one.wait_us or one.result == "answered"]
        if record.direction == "in":
            ours = [(one.queue, bool(one.agent)) for one in stays(record)]
            assert ours == [(one.queue, one.result == "answered") for one in of_queues]
