"""The transcript: one line per event and command, the same words everywhere.

    00:06 > call 1: caller presses 1
    00:06     start music for call 1

`Transcript` prints; `tell` reads a story in these words, runs it on a fresh core and
prints it again. Logs, replay, the simulator and operators' dialplan tests share the words.
"""

from voipcc.core.transcript.printer import Transcript
from voipcc.core.transcript.reader import StoryError
from voipcc.core.transcript.story import tell

__all__ = ["StoryError", "Transcript", "tell"]
