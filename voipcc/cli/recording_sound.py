"""The sound of a recording sent to a player, or to another program."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voipcc.tapes.sealed import KeyRing
    from voipcc.tapes.sheet import Sheet

PLAYERS = (
    ("aplay", "-q", "-"),
    ("paplay", "/dev/stdin"),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet", "-"),
)


def player() -> list[str]:
    """The first program here that plays a WAV file from its input; nothing without one."""
    return next(([*words] for words in PLAYERS if shutil.which(words[0])), [])


def pipe_out(
    sheet: "Sheet", sound: Path, ring: "KeyRing", side: str, from_ms: int, _command: list[str]
) -> None:
    """As WAV on the standard output."""
    for piece in _pieces(sheet, sound, ring, side, from_ms):
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def play_out(
    sheet: "Sheet", sound: Path, ring: "KeyRing", side: str, from_ms: int, command: list[str]
) -> None:
    """Through the speakers of this machine, until its end or Ctrl-C."""
    with subprocess.Popen(command, stdin=subprocess.PIPE) as child:
        assert child.stdin is not None
        try:
            for piece in _pieces(sheet, sound, ring, side, from_ms):
                child.stdin.write(piece)
            child.stdin.close()
        except BrokenPipeError:
            return  # the player was ended
        except BaseException:
            child.kill()
            raise


def _pieces(
    sheet: "Sheet", sound: Path, ring: "KeyRing", side: str, from_ms: int
) -> Iterator[bytes]:
    from voipcc.tapes.listening import samples_of, wav_header

    header = wav_header(sheet, 1 if side else len(sheet.sides), from_ms)
    for block in samples_of(sound, sheet, ring, side, from_ms):
        yield header + block.tobytes()  # with a file that does not open nothing is begun
        header = b""
