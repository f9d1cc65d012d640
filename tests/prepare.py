"""Fetches what the live tests need, before the clock of the tests runs: `python -m tests.prepare`."""

import sys

from tests.database.server import unpack
from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime.copies import private_copy
from voipcc.debs import TOOLS, DebsError, ensure_tool


class Teller:
    """Says each new step once."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, what: str, _share: float) -> None:
        if what != self._last:
            self._last = what
            print(f"run: {what}", file=sys.stderr, flush=True)


def main() -> None:
    """Asterisk and the tools; what cannot be had is said here and skips or fails its tests."""
    tell = Teller()
    try:
        private_copy(tell)
    except SwitchError as error:
        print(f"run: {error}", file=sys.stderr)
    try:
        unpack()
    except DebsError as error:
        print(f"run: {error}", file=sys.stderr)
    for name in TOOLS:
        try:
            ensure_tool(name, tell)
        except DebsError as error:
            print(f"run: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
