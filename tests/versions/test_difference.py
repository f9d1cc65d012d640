"""Two versions compared in words, and who is affected now."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.versions.conftest import Edit
from voipcc.audio import tone, write_wav
from voipcc.versions.affected import affected
from voipcc.versions.difference import UNNOTICED, Difference, differences
from voipcc.versions.edition import Edition

NOW_MS = 1_795_251_600_000  # 2026-11-21, a Saturday
Keep = Callable[[], Edition]


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("dialplans/main.yaml", '"2": bye', '"2": sales', "key 2 sales -> bye"),
        ("dialplans/main.yaml", '"2": bye', '"2": bye, "3": bye', "key 3 removed"),
        ("dialplans/main.yaml", "play: welcome", "play: closed", "prompts welcome instead of closed"),
        ("dialplans/main.yaml", "    - play: goodbye\n", "", "block bye: step added: play goodbye"),
        ("dialplans/main.yaml", "18:00", "20:00", "Mon 2026-11-23 08:00-18:00 instead of 08:00-20:00"),
        ("dialplans/main.yaml", '"+4930123450"', '"+4930123450", "+4930123451"',
         "number +4930123451 removed: it led to main"),
        ("dialplans/main.yaml", "holidays: DE", "closed: [2026-12-01]", "Tue 2026-12-01 08:00-18:00"),
        ("centre.yaml", "max_wait_s: 300", "max_wait_s: 90", "queue sales: max wait 90 s -> 5 min"),
        ("centre.yaml", "agents: [anna]", "agents: [anna, ben]", "queue sales: agent ben removed"),
        ("centre.yaml", "anna: {devices", "anna: {display: Anna, devices", "agent anna: display"),
        ("centre.yaml", "  ben: {devices: {desk: {}}}\n", "", "agent ben added"),
        ("centre.yaml", "languages: [en]", "languages: [en]\nmax_calls: 9", "max calls 9 -> 500"),
        ("centre.yaml", "name: Small", "name: Large", "name: Large -> Small"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_words(
    keep: Keep, edit: Edit, file: str, old: str, new: str, words: str
) -> None:
    """Whatever is otherwise is named as people know it, with what it was before."""
    edit(file, old, new)
    before = keep()
    edit(file, new, old) if new else edit(
        file, "  bye:\n", f"  bye:\n{old}"
    ) if "play" in old else (edit(file, "queues:", f"{old}queues:"))
    after = keep()
    found = [one.words for one in differences(before, after, NOW_MS)]
    assert any(words in one for one in found), found
    assert differences(after, after, NOW_MS) == []


def test_remarks_and_empty_lines_are_nothing(keep: Keep, edit: Edit) -> None:
    """A version that callers cannot tell from the one before is said to be so."""
    before = keep()
    edit("dialplans/main.yaml", "blocks:", "# a remark\n\nblocks:")
    assert [one.words for one in differences(before, keep(), NOW_MS)] == [UNNOTICED]


def test_a_new_recording_is_said_with_where_it_is_heard(keep: Keep, folder: Path) -> None:
    """A recording is named with its language and the dialplans that say it."""
    before = keep()
    write_wav(folder / "sounds/en/welcome.wav", tone(700, 0.5))
    (one,) = differences(before, keep(), NOW_MS)
    assert one.words == "prompt welcome (en) is a new recording; said in main"
    (folder / "sounds/en/welcome.wav").unlink()
    (one,) = differences(before, keep(), NOW_MS)
    assert one.words == "prompt welcome (en) has no recording of yours any more; said in main"


def test_an_added_dialplan_and_its_callers(keep: Keep, folder: Path) -> None:
    """A dialplan that comes or goes is one line; numbers of people are in none."""
    before = keep()
    text = (folder / "dialplans/main.yaml").read_text()
    text = text.replace("name: main", "name: second").replace("+4930123450", "+4930123459")
    text += 'callers: {vip: ["+49171*", "+4930999999"]}\n'
    text = text.replace("    - play: welcome", "    - branch: [{caller: [vip], jump: sales}]")
    (folder / "dialplans/second.yaml").write_text(text)
    words = [one.words for one in differences(before, keep(), NOW_MS)]
    assert "dialplan second added" in words
    assert "callers second/vip added" in words
    assert not any("49171" in one or "4930999999" in one for one in words)


def test_who_is_affected_is_counted() -> None:
    """Those who wait in a changed queue, calls in progress, and agents at work are named."""
    view = {
        "queues": [{"name": "sales", "waiting": 2}, {"name": "old", "waiting": 1}],
        "calls": [{"stage": "queue"}, {"stage": "talk"}, {"stage": "ending"}],
        "agents": [{"name": "ben", "work": "talking"}, {"name": "anna", "work": "idle"}],
    }
    found = [Difference("x", queue="sales"), Difference("y", queue="old")]
    found += [Difference("z", agent="ben"), Difference("z", agent="anna")]
    assert affected(found, view, ("sales",)) == [
        "2 callers waiting in sales: it counts for them at once",
        "1 caller waiting in old: they wait on until they are served",
        "2 calls finish on the version they began with",
        "ben talks at the moment: the call goes on",
    ]
    assert affected([], view, ()) == []
