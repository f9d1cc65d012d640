"""The steps calls took, as the records keep them."""

from dataclasses import replace
from pathlib import Path

from tests.database.made import NOON_MS, conversation
from voipcc.database.archive import Archive
from voipcc.database.records import RecordStore


def test_the_steps_of_each_call_are_read_in_order(tmp_path: Path) -> None:
    """Each call of the span gives its steps over all its segments; the newest where there are too many."""
    store = RecordStore.open(tmp_path / "records.sqlite")
    for number in range(5):
        made = conversation(
            f"1-{number}",
            (("menu", 2), ("queue", 7), ("menu", 3)),
            arrived_utc_ms=NOON_MS + 1000 * number,
        )
        segments = [
            replace(part, steps=(f"main:start:{number}", "main:choice:9") if place == 0 else ("main:end:3",) * (place == 2))
            for place, part in enumerate(made.segments)
        ]  # fmt: skip
        store.keep(replace(made, segments=tuple(segments)), number + 1)
    store.keep(replace(conversation("1-9"), direction="callback"), 9)
    store.close()
    archive = Archive(store.path)
    whole = list(archive.steps_between(NOON_MS, NOON_MS + 10_000, 100))
    assert whole[0] == ("main:start:0", "main:choice:9", "main:end:3")
    assert len(whole) == 5
    assert [one[0] for one in archive.steps_between(NOON_MS, NOON_MS + 10_000, 2)] == [
        "main:start:3",
        "main:start:4",
    ]
    assert list(archive.steps_between(0, NOON_MS, 100)) == []
