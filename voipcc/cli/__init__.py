"""The verbs. `voipcc --help` lists them; each has `--json` for machines."""

from voipcc.cli.app import main

__all__ = ["main"]
