"""Where things lie: what is shipped, what is cached per user, what belongs to one centre."""

import os
from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).parent


def _shipped(name: str) -> Path:
    """The folder `name` in a checkout, or the copy of it a wheel carries."""
    carried = _PACKAGE / "shipped" / name
    return carried if carried.is_dir() else _PACKAGE.parent / name


def shipped_dialplans() -> Path:
    """Folder of the example dialplans."""
    return _shipped("dialplans")


def shipped_sounds() -> Path:
    """Folder of the shipped prompts: `<language>/<name>.wav`."""
    return _shipped("sounds")


def cache_folder() -> Path:
    """This user's cache: what is in it may be deleted and comes back by itself."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    # A relative XDG_CACHE_HOME is to be ignored, says its specification.
    base = Path(home) if home.startswith("/") else Path.home() / ".cache"
    return base / "voipcc"


@dataclass(frozen=True, slots=True)
class StateFolder:
    """The files of one running centre, below its state folder (0700)."""

    folder: Path

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets.json"

    @property
    def journal(self) -> Path:
        return self.folder / "journal"

    @property
    def snapshots(self) -> Path:
        return self.folder / "snapshots"

    @property
    def records(self) -> Path:
        return self.folder / "records.sqlite"

    @property
    def versions(self) -> Path:
        return self.folder / "versions"

    @property
    def recordings(self) -> Path:
        """Sounds as operators brought them, by content."""
        return self.folder / "recordings"

    @property
    def history(self) -> Path:
        return self.folder / "history.jsonl"

    @property
    def parties(self) -> Path:
        return self.folder / "parties.log"

    @property
    def permits(self) -> Path:
        return self.folder / "permits.sqlite"

    @property
    def webhooks(self) -> Path:
        """What is still to be sent to other programs."""
        return self.folder / "webhooks.sqlite"

    @property
    def invitations(self) -> Path:
        return self.folder / "invitations.json"

    @property
    def control_socket(self) -> Path:
        return self.folder / "control.sock"

    @property
    def asterisk(self) -> Path:
        return self.folder / "asterisk"

    @property
    def prompts(self) -> Path:
        """Prompts ready to be played, by content."""
        return self.folder / "prompts"

    @property
    def sounds(self) -> Path:
        """The same by language and name."""
        return self.folder / "sounds"

    @property
    def voicemails(self) -> Path:
        return self.folder / "voicemail"

    @property
    def tapes(self) -> Path:
        """Recordings of calls, by day; below `spool` those that are not ready yet."""
        return self.folder / "tapes"

    @property
    def announcements(self) -> Path:
        """What overrides say: prompts made from text, `<language>/override/<name>.wav`."""
        return self.folder / "announcements"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def played(self) -> tuple[Path, ...]:
        """The folders prompts are played from: the centre's own first."""
        return (self.sounds, self.announcements, shipped_sounds())
