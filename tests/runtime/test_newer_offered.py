"""Whether a newer Asterisk is offered: looked at in an index of our own, nothing is taken."""

import asyncio
import json
import time
from pathlib import Path

import pytest

from voipcc import newer_switch
from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime import (
    contract,
    copies,
    days_since_check,
    look_for_newer,
    newer_offered,
)
from voipcc.asterisk.runtime.program import Program
from voipcc.doctor import examine
from voipcc.log import open_log
from voipcc.newer_switch import keep_looking
from voipcc.settings import CentreSettings

OURS = "22.10.1+dfsg"
PACKAGE = """Package: asterisk
Version: {version}
Architecture: all
Maintainer: Nobody <nobody@example.org>
Filename: ./asterisk.deb
Size: 1
SHA256: {digest}
Description: none

"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache whose good copy was looked at eight days ago."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    copies.copies_folder().mkdir(parents=True)
    note = {"folder": f"{OURS}-0123abcd", "checked": time.time() - 8 * 86400}
    (copies.copies_folder() / "good.json").write_text(json.dumps(note))
    return tmp_path


def index(folder: Path, *versions: str) -> list[str]:
    """Package sources that offer these versions, on the disk."""
    place = folder / "index"
    place.mkdir(exist_ok=True)
    text = "".join(PACKAGE.format(version=one, digest="0" * 64) for one in versions)
    (place / "Packages").write_text(text)
    return [f"deb [trusted=yes] file:{place} ./"]


@pytest.mark.parametrize(
    ("versions", "offered"),
    [
        (("1:22.11.0+dfsg-1", "1:22.10.1+dfsg-1"), "22.11.0+dfsg"),
        (("1:22.10.1+dfsg-2",), ""),
        (("1:22.9.0+dfsg-1",), ""),
        ((), ""),
    ],
)
def test_a_newer_one_is_seen_and_not_taken(
    cache: Path, versions: tuple[str, ...], offered: str
) -> None:
    """The newest upstream version counts; the good copy stays, and doctor names what is offered."""
    assert days_since_check() == pytest.approx(8, abs=0.1)
    assert look_for_newer(index(cache, *versions)) == newer_offered() == offered
    assert days_since_check() == pytest.approx(0, abs=0.1)
    note = json.loads((copies.copies_folder() / "good.json").read_text())
    assert note["folder"] == f"{OURS}-0123abcd"
    assert [path.name for path in copies.copies_folder().glob("*") if path.is_dir()] == []
    found = {one.what: one for one in examine(CentreSettings(), cache, True)}["Asterisk"]
    assert found.verdict == ("warning" if offered else "good")
    assert ("voipcc switch update" in found.remedy) == bool(offered)


def test_an_index_that_cannot_be_read_is_told(cache: Path) -> None:
    """Without a network the look fails with a sentence, and the good copy stays as it was."""
    with pytest.raises(SwitchError, match="no look for a newer Asterisk"):
        look_for_newer([f"deb [trusted=yes] file:{cache}/nowhere ./"])
    assert days_since_check() == pytest.approx(8, abs=0.1)


async def test_a_running_centre_looks_once_a_week(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It looks when a week has gone by, says what is offered, and not again before the next."""
    monkeypatch.setattr(newer_switch, "LOOK_EVERY_S", 0.001)
    log, sources = cache / "log.jsonl", index(cache, "1:22.11.0-1")
    looks: list[str] = []
    again = asyncio.Event()

    def look() -> str:
        looks.append(look_for_newer(sources))
        return looks[-1]

    def days() -> float | None:
        if looks:
            again.set()
        return days_since_check()

    monkeypatch.setattr(newer_switch, "days_since_check", days)
    task = asyncio.create_task(keep_looking(open_log(log), look, first_s=0.0))
    await asyncio.wait_for(again.wait(), 30)
    task.cancel()
    assert looks == ["22.11.0"]
    line = json.loads(log.read_text().splitlines()[0])
    assert (line["event"], line["version"]) == ("a newer Asterisk is offered", "22.11.0")


@pytest.mark.parametrize("faults", [["TIMEOUT(absolute) does not lead to extension T"], []])
def test_an_update_is_taken_only_after_the_contract_test(
    cache: Path, monkeypatch: pytest.MonkeyPatch, faults: list[str]
) -> None:
    """One that fails is deleted and named, and the good copy stays; one that passes is used."""

    def fetch(packages: object, place: Path, *_: object, **__: object) -> Path:
        (place / "root").mkdir(parents=True)
        return place / "root"

    def program(folder: Path) -> Program:
        version = "22.11.0" if "22.10.1" not in folder.name else OURS
        return Program((str(folder),), version, folder, folder, folder)

    async def contract_faults(candidate: Program) -> list[str]:
        assert candidate.version == "22.11.0"
        return faults

    monkeypatch.setattr(copies, "fetch", fetch)
    monkeypatch.setattr(copies, "sid_sources", lambda: [])
    monkeypatch.setattr(copies, "prune", lambda root: None)
    monkeypatch.setattr(copies, "kept", lambda: "0123abcd")
    monkeypatch.setattr(copies, "_program", program)
    monkeypatch.setattr(contract, "contract_faults", contract_faults)
    result = copies.update_copy()
    good = json.loads((copies.copies_folder() / "good.json").read_text())["folder"]
    assert result.changed is not bool(faults)
    assert good.startswith(OURS if faults else "22.11.0")
    assert ("stays in use" in result.message) is bool(faults)
    assert (copies.copies_folder() / "22.11.0-0123abcd").exists() is not bool(faults)
