"""Verbs run as people run them, in this process: words in; exit code, output and errors out."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import copytree
from typing import Any

import msgspec
import pytest
import typer

from tests.database.made import NOON_MS, conversation, leg_quality, offer
from voipcc.cli import main
from voipcc.database.parties import Parties
from voipcc.database.records import RecordStore
from voipcc.places import StateFolder


@dataclass(frozen=True)
class Said:
    """What a verb said. Nobody ever sees a traceback, so each answer is searched for one."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The last line of output, decoded."""
        return msgspec.json.decode(self.out.strip().splitlines()[-1])


Voipcc = Callable[..., Said]


# A process has one verb and makes the tree of verbs once; here that would be half of the work.
tree_of_verbs = cache(typer.main.get_command)


@pytest.fixture
def voipcc(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Voipcc:
    """`voipcc("check", "-c", folder)` runs the verb."""
    monkeypatch.setattr(typer.main, "get_command", tree_of_verbs)

    def run(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["voipcc", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
            sys.exit(0)
        found = capsys.readouterr()
        code = ended.value.code
        assert "Traceback" not in found.out + found.err
        return Said(code if isinstance(code, int) else int(bool(code)), found.out, found.err)

    return run


@pytest.fixture(scope="session")
def new_centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `voipcc init` makes, with free ports; not to be written to."""
    folder = tmp_path_factory.mktemp("new") / "centre"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["voipcc", "init", str(folder)])
        patch.setattr(typer.main, "get_command", tree_of_verbs)
        with pytest.raises(SystemExit, match=r"^0$"):
            main()
    file = folder / "centre.yaml"
    text = file.read_text()
    for port in ("udp: 5060", "tcp: 5060", "tls: 5061", "wss: 8089"):
        text = text.replace(port, f"{port.split(':')[0]}: 0")
    file.write_text(text)
    return folder


@pytest.fixture
def centre(tmp_path: Path, new_centre: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new centre of the test's own."""
    for variable in ("VOIPCC_CENTRE", "VOIPCC_DEBUG"):
        monkeypatch.delenv(variable, raising=False)
    return copytree(new_centre, tmp_path / "centre", symlinks=True)


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parties are kept from the records' own day on, whatever day it is."""
    readable = Parties.readable.__func__  # type: ignore[attr-defined]
    clock = lambda: NOON_MS  # noqa: E731
    monkeypatch.setattr(
        Parties,
        "readable",
        classmethod(lambda cls, path, **words: readable(cls, path, **{"clock": clock, **words})),
    )


@pytest.fixture
def records(centre: Path, noon: None) -> Path:
    """The centre with three conversations and one known caller."""
    state = StateFolder(centre / "state")
    parties = Parties.open(state.parties, clock=lambda: NOON_MS)
    party = parties.party_of("+4917012345678", "Erika")
    parties.close()
    store = RecordStore.open(state.records)
    store.keep(conversation("1-1", party=party, offers=(offer("1-3"),)), 1)
    store.keep(conversation("1-2", (("menu", 2), ("queue", 30)), outcome="abandoned"), 2)
    store.keep(conversation("1-3", queue="support", agent="ben"), 3)
    store.keep(leg_quality(), 4)
    store.keep(leg_quality("k1", conversation="", source="test", fault="dead_microphone"), 5)
    store.close()
    return centre
