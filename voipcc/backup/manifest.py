"""What a backup says of itself: `manifest.json`, its last member, so that an interrupted one has none."""

import msgspec

FORMAT = 1
MANIFEST = "manifest.json"
CENTRE, STATE = "centre", "state"


class BackupError(Exception):
    """A backup cannot be made or used; the text says why and what to do."""


class Kept(msgspec.Struct, frozen=True):
    """One file in a backup."""

    bytes: int
    sha256: str


class Numbered(msgspec.Struct):
    """What is the same in the manifest of every release."""

    format: int


class Manifest(Numbered):
    """What a backup says of itself. `sequence`: the journal's last entry in it."""

    voipcc: str
    made_utc_ms: int
    sequence: int
    recordings: bool
    files: dict[str, Kept] = {}

    @property
    def bytes(self) -> int:
        """Of all files, before they are compressed."""
        return sum(one.bytes for one in self.files.values())
