"""Publishing in a running house: all or nothing, one at a time, and every change can be taken back."""

import asyncio
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.database.made import conversation
from tests.versions.conftest import NUMBER, Edit, QuietHouse
from tests.waiting import until
from voipcc.control import VerbError
from voipcc.core.events import OverrideEnded, OverrideSet, TimePassed
from voipcc.database.records import RecordStore
from voipcc.doctor import examine
from voipcc.versions import disk, pruning
from voipcc.versions.beginning import begin
from voipcc.versions.canary import LIST, Chosen, chosen
from voipcc.versions.edition import CentreRefused
from voipcc.versions.folder_watch import FolderWatch
from voipcc.versions.history import History
from voipcc.versions.outside import publish_outside, undo_outside
from voipcc.versions.publishing import Publishing
from voipcc.versions.schedule import Schedule

TEST = f"""format: 1
tests:
  - test: Mornings
    number: "{NUMBER}"
    at: "2026-11-23 10:00"
    expect: {{hears: [goodbye]}}
"""


async def test_publishing_and_undoing(
    publishing: Publishing, house: QuietHouse, edit: Edit
) -> None:
    """New calls begin with what was published, then with what was before; others keep theirs."""
    old = publishing.version
    assert house.call("a") == old
    edit("dialplans/main.yaml", '"2": bye', '"2": sales')
    answer = await publishing.publish("olga")
    new = answer["version"]
    assert answer["before"] == old != new == house.call("b") == house.taken[-1]
    assert answer["affected"] == ["1 call finishes on the version they began with"]
    told = await publishing.undo("petra")
    assert told["version"] == old == house.call("c") == publishing.store.standing().version
    assert [one["version"] for one in house.view()["calls"]] == [old, new, old]
    assert [(one.who, one.kind) for one in publishing.history.changes()] == [
        ("petra", "undo"), ("olga", "publish"), ("voipcc", "begin"),
    ]  # fmt: skip
    with pytest.raises(VerbError, match="nothing to take back"):
        await publishing.undo("petra")
    assert (await publishing.publish("olga", version=new[:6]))["version"] == new


@pytest.mark.parametrize("what", ["broken", "test", "switch", "disk"])
async def test_what_cannot_be_published_changes_nothing(
    publishing: Publishing,
    house: QuietHouse,
    edit: Edit,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
) -> None:
    """Errors, failing tests, a switch that says no and a full disk leave all as it was."""
    old, standing = publishing.version, publishing.store.standing()
    edit("dialplans/main.yaml", '"2": bye', '"2": sales')
    why = {"broken": "main.yaml", "test": "goodbye", "switch": "no thanks", "disk": "No space"}[
        what
    ]
    if what == "broken":
        edit("dialplans/main.yaml", '"1": sales', '"1": sails')
    elif what == "test":
        (folder / "dialplans/tests").mkdir()
        (folder / "dialplans/tests/main.yaml").write_text(TEST)
    elif what == "switch":
        house.refuses = "no thanks"
    else:

        def full(_fd: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(disk.os, "fsync", full)
    with pytest.raises(VerbError, match=why):
        await publishing.publish("olga")
    monkeypatch.undo()
    assert house.call("a") == old == publishing.version
    assert publishing.store.standing() == standing
    assert [one.kind for one in publishing.history.changes()] == ["begin"]


@pytest.mark.parametrize("lost", ["standing.json", "history.jsonl"])
async def test_what_cannot_be_written_down_is_not_in_force(
    publishing: Publishing,
    house: QuietHouse,
    edit: Edit,
    monkeypatch: pytest.MonkeyPatch,
    lost: str,
) -> None:
    """When the disk fills up at the last step, switch, standing and calls are as before."""
    old = publishing.version
    edit("dialplans/main.yaml", '"2": bye', '"2": sales')
    opened = os.open

    def full(path: Any, *more: Any) -> int:
        if lost in str(path):
            raise OSError(28, "No space left on device")
        return opened(path, *more)

    with monkeypatch.context() as world:
        world.setattr(os, "open", full)
        with pytest.raises(VerbError, match="No space"):
            await publishing.publish("olga")
    assert house.taken[-1] == old == house.call("a") == publishing.store.standing().version
    assert (await publishing.publish("olga"))["before"] == old


async def test_two_publishers_come_one_after_the_other(
    publishing: Publishing, house: QuietHouse, edit: Edit
) -> None:
    """Both are answered; the second finds that nothing is left to be done."""
    edit("dialplans/main.yaml", '"2": bye', '"2": sales')
    first, second = await asyncio.gather(publishing.publish("olga"), publishing.publish("petra"))
    assert first["version"] == second["version"] == second["before"]
    assert second["changes"] == []
    assert [one.who for one in publishing.history.changes()] == ["olga", "voipcc"]


async def test_a_canary_is_met_by_the_chosen_only(
    publishing: Publishing, house: QuietHouse, edit: Edit, folder: Path
) -> None:
    """It survives a restart, ends with undo, and publishing it makes it everybody's."""
    old = publishing.version
    edit("dialplans/main.yaml", '"2": bye', '"2": sales')
    answer = await publishing.try_out("olga", Chosen(0, ("+4930555",)))
    assert house.switch.callers.of("+4930555") == (LIST,)
    assert (house.call("a", (LIST,)), house.call("b")) == (answer["version"], old)
    again = Publishing(house, begin(folder))  # type: ignore[arg-type]
    await again.resume()
    assert again.canary() == f"version {answer['version'][:8]} by callers from 1 number"
    assert house.call("c", (LIST,)) == answer["version"]
    await again.undo("olga")
    assert (house.call("d", (LIST,)), again.canary()) == (old, "")
    assert house.switch.callers.of("+4930555") == ()
    await again.try_out("olga", Chosen(99))
    assert (await again.publish("olga"))["version"] == answer["version"] == house.call("e")
    assert again.standing.trial is None
    edit("centre.yaml", "queues:\n", "queues:\n  more: {agents: [anna]}\n")
    with pytest.raises(VerbError, match="queue more is new"):
        await again.try_out("olga", Chosen(5))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (["10%"], Chosen(10)),
        (["10 %", "030 123456"], Chosen(10, ("+4930123456",))),
        (["+4930123456,+4930123457"], Chosen(0, ("+4930123456", "+4930123457"))),
        (["100%"], "1 to 99"),
        (["0%"], "1 to 99"),
        (["anna"], "neither"),
    ],
)
def test_who_is_chosen(said: list[str], meant: Chosen | str) -> None:
    """Shares and numbers are understood, anything else is refused."""
    if isinstance(meant, Chosen):
        assert chosen(said, "DE") == meant
        return
    with pytest.raises(ValueError, match=meant):
        chosen(said, "DE")


async def test_a_planned_publication(
    publishing: Publishing, house: QuietHouse, edit: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was kept when it was planned comes into force when it is due, whatever the folder holds."""
    old, schedule = publishing.version, Schedule(publishing)
    edit("dialplans/main.yaml", '"2": bye', '"2": sales')
    answer = await schedule.add("olga", "in 2 h")
    edit("dialplans/main.yaml", '"2": sales', '"3": sales')
    with pytest.raises(VerbError, match="past"):
        await schedule.add("olga", "2020-01-01")
    task = asyncio.create_task(schedule.keep_on())
    await asyncio.sleep(0)
    assert house.call("a") == old
    later_ns = time.time_ns() + 2 * 3600 * 1_000_000_000
    monkeypatch.setattr("voipcc.versions.schedule.time.time_ns", lambda: later_ns)
    schedule._changed.set()
    await until(lambda: publishing.version == answer["version"])
    task.cancel()
    assert house.call("b") == answer["version"]
    assert publishing.standing.due == ()
    await publishing.undo("petra")
    assert publishing.version == old
    with pytest.raises(VerbError, match="nothing to take back"):
        await publishing.undo("petra")


async def test_a_planned_publication_is_taken_back(publishing: Publishing, edit: Edit) -> None:
    """Undo of a plan lets it never come."""
    schedule = Schedule(publishing)
    edit("dialplans/main.yaml", '"2": bye', '"2": sales')
    await schedule.add("olga", "in 2 h")
    assert len(publishing.store.standing().due) == 1
    assert (await publishing.undo("olga"))["words"] == ("the planned publication is off",)
    assert publishing.store.standing().due == ()


async def test_the_folder_is_watched(publishing: Publishing, folder: Path, edit: Edit) -> None:
    """It is told what is not published and what is broken, once for each change."""
    watch, told = FolderWatch(publishing), list[str]()
    watch.told = told.append
    await watch.look()
    edit("dialplans/main.yaml", '"2": bye', '"2": sales')
    await watch.look()
    await watch.look()
    edit("dialplans/main.yaml", '"2": sales', '"2": sails')
    await watch.look()
    assert watch.state()["state"] == "broken"
    (folder / "centre.yaml").unlink()
    await watch.look()
    assert [one.split(":")[0] for one in told] == [
        "changed and not published",
        "the files in the folder have 1 error, the last published version stays",
        "the files in the folder have 1 error, the last published version stays",
    ]


async def test_other_parts_take_their_own_changes_back(publishing: Publishing) -> None:
    """A change with a key of its own in `undo` is handed to whoever knows the key."""

    async def reopen(change: Any) -> list[str]:
        return [f"{change.undo['target']} is open again"]

    publishing.undo_by("target", reopen)
    await publishing.note("override", "olga", ("support is closed",), {"target": "support"})
    assert (await publishing.undo("olga"))["words"] == ("support is open again",)


async def test_versions_are_kept_while_somebody_needs_them(
    publishing: Publishing, house: QuietHouse, edit: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record, a call in progress, or a change that can be undone keeps a version."""
    monkeypatch.setattr(pruning, "KEPT_ANYWAY", 0)
    monkeypatch.setattr(pruning, "UNDOABLE", 0)
    versions = [publishing.version]
    for number in range(4):
        edit("centre.yaml", "name: Small", "name: Small and")
        versions.append((await publishing.publish("olga"))["version"])
        if number == 1:
            assert house.call("a") == versions[-1]
    assert len(set(versions)) == 5
    house.state.folder.mkdir(exist_ok=True)
    records = RecordStore.open(house.state.records, house.state.journal)
    records.keep(replace(conversation(), plan_version=versions[1]), 1)
    await until(lambda: records.waiting == 0)
    records.close()
    gone = pruning.prune(publishing, house.view())
    assert sorted(gone) == sorted([versions[0], versions[3]])
    assert set(publishing.store.names()) == {versions[1], versions[2], versions[4]}


# --- how a centre begins ------------------------------------------------------------------------


def test_a_restart_begins_with_what_ran(folder: Path, edit: Edit) -> None:
    """Work in the folder, right or wrong, waits until it is published."""
    first = begin(folder).edition
    edit("dialplans/main.yaml", '"2": bye', '"2": sales')
    assert begin(folder).edition.plan == first.plan
    (folder / "dialplans/main.yaml").write_text("half: [")
    assert begin(folder).edition.plan == first.plan
    (folder / "centre.yaml").unlink()
    assert begin(folder).edition.plan == first.plan


def test_the_first_start_takes_the_folder_or_says_what_is_wrong(folder: Path, edit: Edit) -> None:
    """Without a version there is nothing to fall back on."""
    edit("dialplans/main.yaml", '"1": sales', '"1": sails')
    with pytest.raises(CentreRefused, match="sails"):
        begin(folder)


def test_a_damaged_version_gives_way_to_the_one_before(folder: Path, edit: Edit) -> None:
    """The centre starts all the same and says why it runs another version."""
    first = begin(folder).edition.version
    edit("dialplans/main.yaml", '"2": bye', '"2": sales')
    second = publish_outside(folder, "olga")["version"]
    (folder / "state/versions" / second / "plan.json").write_text("{")
    beginning = begin(folder)
    assert beginning.edition.version == first
    assert second in beginning.remarks[0]
    assert begin(folder).remarks == []


def test_another_environment_makes_another_version(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settings of the environment count at a start, and the history says so."""
    first = begin(folder)
    monkeypatch.setenv("VOIPCC_MAX_CALLS", "7")
    second = begin(folder)
    assert (first.edition.plan.max_calls, second.edition.plan.max_calls) == (500, 7)
    assert "environment" in History(second.state.history).changes()[0].words[0]
    monkeypatch.delenv("VOIPCC_MAX_CALLS")
    assert begin(folder).edition.plan.max_calls == 500


def test_a_centre_that_stands_still_is_published_and_undone(folder: Path, edit: Edit) -> None:
    """It begins with what was published last."""
    first = begin(folder).edition.version
    edit("dialplans/main.yaml", '"2": bye', '"2": sales')
    second = publish_outside(folder, "olga")
    assert begin(folder).edition.version == second["version"] != first
    assert undo_outside(folder, "olga")["version"] == first == begin(folder).edition.version
    with pytest.raises(VerbError, match="nothing to take back"):
        undo_outside(folder, "olga")


def test_doctor_tells_how_the_folder_stands(folder: Path, edit: Edit) -> None:
    """What is not published is doubtful, what cannot be is bad, and each has its remedy."""
    settings = begin(folder).edition.settings

    def found() -> tuple[str, str]:
        findings = examine(settings, folder, running=True)
        one = next(one for one in findings if one.what == "version")
        return one.verdict, one.remedy

    assert found() == ("good", "")
    edit("dialplans/main.yaml", '"2": bye', '"2": sales')
    assert found() == ("warning", "voipcc plan")
    edit("dialplans/main.yaml", '"2": sales', '"2": sails')
    assert found()[0] == "bad"


# --- overrides ----------------------------------------------------------------------------------


async def test_an_override_is_written_down_and_undone(
    publishing: Publishing, house: QuietHouse
) -> None:
    """Closing and opening are changes like others: undo goes back through them one by one."""
    await publishing.resume()

    def in_force() -> list[str]:
        return [f"{one['target']} {one['kind']}" for one in house.view()["overrides"]]

    async def noted(count: int) -> None:
        await until(lambda: len(publishing.history.changes()) == count)

    house.controller.request(OverrideSet("flow/main", "closed", words="Back on Monday"))
    await noted(2)
    house.controller.request(OverrideSet("flow/main", "open", by="code: anna"))
    await noted(3)
    house.controller.request(OverrideEnded("flow/main"))
    await noted(4)
    told = [(one.who, one.words[0]) for one in reversed(publishing.history.changes(3))]
    assert told == [
        ("voipcc", 'flow/main: closed, saying "Back on Monday" until somebody ends it'),
        ("code: anna", "flow/main: open until somebody ends it"),
        ("voipcc", "flow/main: no longer open"),
    ]
    following = (told[1][1], told[0][1], "")
    held_then = (["flow/main open"], ["flow/main closed"], [])
    for held, comes in zip(held_then, following, strict=True):
        answer = await publishing.undo("olga")
        assert in_force() == held
        assert (answer["kind"], " ".join(answer["next"])) == ("override", comes)
    with pytest.raises(VerbError, match="nothing to take back"):
        await publishing.undo("olga")


async def test_an_override_that_is_over_is_not_undone(
    publishing: Publishing, house: QuietHouse
) -> None:
    """What has ended by itself is passed by."""
    await publishing.resume()
    soon_ms = house.clock().utc_ms + 60_000
    house.controller.request(OverrideSet("queue/sales", "closed", soon_ms))
    await until(lambda: publishing.history.last_undoable() is not None)
    house.clock.now_us += 61_000_000
    house.controller.post(TimePassed())
    await until(lambda: publishing.history.last_undoable() is None)
    assert house.view()["overrides"] == []
