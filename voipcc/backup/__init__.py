"""A whole centre in one file, and back again: see `saving` and `restoring`."""

from voipcc.backup.manifest import BackupError, Manifest
from voipcc.backup.restoring import restore
from voipcc.backup.saving import back_up

__all__ = ["BackupError", "Manifest", "back_up", "restore"]
