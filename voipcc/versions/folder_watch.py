"""Whether the folder people work in holds what runs: looked at every few seconds, told to whoever asks.

What is in the folder never comes into force by itself. So a file that is broken, half written or
gone costs nothing but a word here.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voipcc.versions.edition import CentreRefused, Edition
from voipcc.versions.folder import changed_files
from voipcc.versions.store import VersionError, VersionStore

if TYPE_CHECKING:
    from voipcc.versions.publishing import Publishing

LOOK_EVERY_S = 5.0
FILES_TOLD = 5


class FolderState:
    """How the folder stands to a version: `words` say it, "" while it is the same."""

    def __init__(self, store: VersionStore) -> None:
        self._store = store
        self.words = ""
        self.files: list[str] = []
        self.broken: list[str] = []
        self._signs: object = None

    @property
    def kind(self) -> str:
        """published, changed or broken."""
        return "broken" if self.broken else "changed" if self.files else "published"

    def look(self, edition: Edition) -> None:
        """Compare with `edition`. What has changed since the last look is read and checked."""
        folder, settings = self._store.folder, edition.settings
        place = self._store.place_of(edition.version)
        try:
            self.files = changed_files(
                folder, place, settings, edition.prompts, self._store.recordings
            )
        except (OSError, CentreRefused) as error:
            self.files, self.broken = ["centre.yaml"], [str(error)]
            self.words = f"the folder cannot be read: {error}"
            return
        signs = (edition.version, [(name, _stamp(folder / name)) for name in self.files])
        if signs == self._signs:
            return
        self.broken = self._problems() if self.files else []
        self.words = self._said()
        self._signs = signs

    def _problems(self) -> list[str]:
        try:
            with self._store.draft():
                return []
        except CentreRefused as error:
            return [str(one) for one in error.problems if one.severity == "error"]
        except (OSError, VersionError) as error:
            return [str(error)]

    def _said(self) -> str:
        if not self.files:
            return ""
        named = ", ".join(self.files[:FILES_TOLD])
        more = len(self.files) - FILES_TOLD
        named += f" and {more} more" if more > 0 else ""
        if self.broken:
            first = self.broken[0].splitlines()[0]
            count = len(self.broken)
            return (
                f"the files in the folder have {count} error{'' if count == 1 else 's'}, "
                f"the last published version stays: {first} (voipcc check)"
            )
        return f"changed and not published: {named} (voipcc plan shows it, voipcc publish does it)"


class FolderWatch:
    """Keeps looking for one house; `told` hears of every change of the words."""

    def __init__(self, publishing: "Publishing") -> None:
        self._publishing = publishing
        self._found = FolderState(publishing.store)
        self.told: Callable[[str], None] = lambda words: None

    @property
    def words(self) -> str:
        return self._found.words

    @property
    def files(self) -> list[str]:
        return self._found.files

    async def keep_on(self) -> None:
        """Look again and again, for ever."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        """Look now. Reading what has changed is done in a thread: no call waits for it."""
        before = self.words
        await asyncio.to_thread(self._found.look, self._publishing.edition)
        if self.words != before:
            self.told(self.words)

    def state(self) -> dict[str, Any]:
        """The same for machines."""
        found = self._found
        return {"state": found.kind, "files": found.files, "problems": found.broken}


def _stamp(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
