"""As much of a centre as recordings need, without a switch and without a process."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec

from voipcc.database.parties import Parties
from voipcc.places import StateFolder
from voipcc.secrets_file import Secrets, write_secrets
from voipcc.server import House
from voipcc.tape_room import TapeRoom
from voipcc.tape_settings import TapeSettings
from voipcc.tape_verbs import tape_verbs
from voipcc.tapes.__main__ import answer
from voipcc.tapes.sealed import KeyRing
from voipcc.tapes.worker import Worker


class AtOnce:
    """A worker without a process."""

    pid = 0

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def ask(self, keys: Any, request: Any) -> Any:
        plain = msgspec.json.encode(answer(self.folder, KeyRing.of(keys), request))
        return msgspec.json.decode(plain)

    async def stop(self) -> None:
        pass


class Centre:
    """As much of a house as recordings need; `facts` are the events in order, with a word at each sync."""

    def __init__(self, folder: Path) -> None:
        self.state = StateFolder(folder)
        write_secrets(
            self.state.secrets, Secrets(1, "a", "b", "c", "d", tapes={"t1-abc": "11" * 32})
        )
        self.facts: list[Any] = []
        self.errors: list[str] = []
        self.settings: Any = SimpleNamespace(agents={}, trunks={}, recordings=TapeSettings())
        self.calls: list[dict[str, str]] = []
        self.sequence = 0
        self.watchers: list[Any] = []
        self.controller = self
        self.journal = self
        self.log = SimpleNamespace(error=lambda what, **more: self.errors.append(what))
        self.parties = Parties.open(self.state.parties)
        self.tapes = TapeRoom(cast(House, self))
        self.tapes._worker = cast(Worker, AtOnce(self.tapes.folder))

    def watch(self, watcher: Any) -> None:
        self.watchers.append(watcher)

    def forget(self, watcher: Any) -> None:
        self.watchers.remove(watcher)

    def request(self, event: Any) -> None:
        self.sequence += 1
        self.facts.append(event)

    async def synced(self, sequence: int) -> None:
        assert sequence == self.sequence
        self.facts.append("synced")

    def view(self) -> dict[str, Any]:
        return {"errands": [], "calls": self.calls}

    @property
    def centre(self) -> Any:
        return SimpleNamespace(messages=list)

    async def ask(self, verb: str, **args: Any) -> Any:
        return await tape_verbs(cast(House, self))[verb](args)

    @property
    def told(self) -> list[Any]:
        return [one for one in self.facts if one != "synced"]
