"""Logs: one line per decision, numbers masked, keys pressed never."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.house.rooms import NUMBER, OFFICE, Clock, Diary, controller_of
from voipcc.core import events as it
from voipcc.core.cdr import Conversation
from voipcc.core.centre import Centre
from voipcc.core.commands import Answer, KeepRecord, Play, Ring, StartMusic
from voipcc.core.moment import Moment
from voipcc.log import core_faults, decisions, masked, open_log

NOW = Moment(1, 1, "boot")


def lines(path: Path) -> list[dict[str, Any]]:
    """What stands in a log."""
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("+4917012345678", "************78"),
        ("call from +4917012345678 refused", "call from ************78 refused"),
        ("sip:030123456@192.0.2.1:5060", "sip:*******56@192.0.2.1:5060"),
        ("17012345, 17012346", "******45, ******46"),
        ("leg voipcc-1795295615.2", "leg voipcc-1795295615.2"),
        ("1-23", "1-23"),
        ("port 5060", "port 5060"),
    ],
)
def test_telephone_numbers_are_masked_and_ids_are_not(text: str, shown: str) -> None:
    """All but the last two digits of a number are hidden; ids and ports stay readable."""
    assert masked(text) == shown


def test_a_log_belongs_to_its_owner(tmp_path: Path) -> None:
    """The file has rights 0600 and its folder 0700."""
    open_log(tmp_path / "log" / "voipcc.jsonl").info("begun")
    assert stat.S_IMODE((tmp_path / "log" / "voipcc.jsonl").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o700


def test_every_field_of_a_line_is_masked_but_ids(tmp_path: Path) -> None:
    """Whoever logs a number by mistake, in whatever field, logs it masked."""
    log = open_log(tmp_path / "log.jsonl")
    log.warning("refused", reason="404 for +4917012345678", leg="voipcc-1795295615", call="1-1")
    (line,) = lines(tmp_path / "log.jsonl")
    assert line["reason"] == "404 for ************78"
    assert (line["leg"], line["call"], line["level"]) == ("voipcc-1795295615", "1-1", "warning")


def test_keys_and_numbers_of_a_call_stand_nowhere_in_the_log(tmp_path: Path) -> None:
    """Keys pressed in a menu, our numbers and parties' ids are not logged."""
    log = open_log(tmp_path / "log.jsonl")
    controller = controller_of(Diary(), Clock(), watchers=[decisions(log)])
    controller.post(it.CallArrived("leg-1", NUMBER, trunk="carrier", party="secret-party"))
    controller.post(it.LegAnswered("leg-1"))
    for key in "4711":
        controller.post(it.DigitPressed("leg-1", key))
    controller.post(it.LegEnded("leg-1"))
    text = (tmp_path / "log.jsonl").read_text()
    assert "call arrived" in text
    assert not any(word in text for word in (NUMBER, "secret-party", "4711", "digit", "Digit"))


def test_a_decision_is_one_line_with_its_call(tmp_path: Path) -> None:
    """Ringing and records are logged once each with the call's id; playbacks and music are not."""
    watch = decisions(open_log(tmp_path / "log.jsonl"))
    ring = Ring("1-4", "anna/desk", "leg-1", "1-1", "sales")
    watch(NOW, it.LegAnswered("leg-1"), [Play("leg-1", "1-2", ("welcome",)), StartMusic("leg-1")])
    watch(NOW, it.DigitPressed("leg-1", "1"), [Answer("leg-1"), ring])
    watch(NOW, it.LegEnded("leg-1"), [KeepRecord(record())])
    found = [(line["event"], line["call"]) for line in lines(tmp_path / "log.jsonl")]
    assert found == [("ring", "1-1"), ("record", "1-1")]


def record() -> Conversation:
    """A short answered conversation."""
    return Conversation(
        id="1-1", number=NUMBER, trunk="", party="", leg="leg-1", plan_version="p", boot_id="b",
        arrived_utc_ms=0, arrived_us=0, ended_us=2_500_000, outcome="answered",
        ended_by="caller", cause=16, sip=0, segments=(), offers=(),
    )  # fmt: skip


def test_a_plan_is_logged_by_its_version_alone(tmp_path: Path) -> None:
    """A new plan is one short line, not the whole plan."""
    decisions(open_log(tmp_path / "log.jsonl"))(NOW, it.CentreConfigured(OFFICE), [])
    (line,) = lines(tmp_path / "log.jsonl")
    assert (line["event"], line["version"]) == ("plan in force", "office")
    assert len(json.dumps(line)) < 200


def test_a_fault_in_the_core_is_logged_once_without_keys(tmp_path: Path) -> None:
    """What went wrong inside the core stands in the log once, and no key that was pressed."""
    centre = Centre(seed=1)
    log = open_log(tmp_path / "log.jsonl")
    controller = controller_of(Diary(), Clock(), watchers=[core_faults(log, centre.faults)])
    centre.faults.append(f"{it.DigitPressed('leg-1', '7')!r}\nTraceback ...")
    controller.post(it.CallArrived("leg-1", NUMBER))
    controller.post(it.LegEnded("leg-1"))
    (line,) = lines(tmp_path / "log.jsonl")
    assert line["level"] == "error"
    assert "digit='?'" in line["text"]
    assert centre.faults == []


def test_a_log_to_nowhere_is_a_log(tmp_path: Path) -> None:
    """Without a path nothing is written and nothing fails."""
    open_log(None).error("to nobody", number="+4917012345678")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_costs_lines_of_the_log_and_nothing_else(tmp_path: Path) -> None:
    """A log that cannot be written raises in nobody's way."""
    (tmp_path / "log.jsonl").symlink_to("/dev/full")
    log = open_log(tmp_path / "log.jsonl")
    diary = Diary()
    controller = controller_of(diary, Clock(), watchers=[decisions(log)])
    controller.post(it.CallArrived("leg-1", NUMBER))
    assert diary.of("switch") == [Answer("leg-1")]


def test_a_long_log_begins_anew_and_one_older_is_kept(tmp_path: Path) -> None:
    """At its limit the file is put aside under .0; both belong to their owner alone."""
    log = open_log(tmp_path / "log.jsonl", limit_bytes=500)
    for number in range(20):
        log.info("line", number=number)
    kept = [path.name for path in sorted(tmp_path.iterdir())]
    assert kept == ["log.jsonl", "log.jsonl.0"]
    newest = [line["number"] for path in reversed(kept) for line in lines(tmp_path / path)]
    assert newest == list(range(newest[0], 20))
    assert all(path.stat().st_size < 700 for path in tmp_path.iterdir())
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in tmp_path.iterdir())
