"""What became of recordings after the call: kept, lost, held, heard, erased. Facts, all in the past.

They change nothing about calls: the journal has them, and from it everybody can be told who heard
which recording, and why one is no more. `by` is the user who asked, "" for the centre itself.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, get_args

from voipcc.core.value import dataclass

if TYPE_CHECKING:
    from voipcc.core.desk import Desk


@dataclass(frozen=True, slots=True)
class TapeStored:
    """The recording `tape` is at `path` (below the folder of tapes), checked and encrypted.

    `sha256` and `bytes` are of the file as it lies there. `faults` are words such as "one_way";
    `figures` as `voipcc.tapes.figures` names them, milliseconds and shares as `name: value`.
    """

    tape: str
    path: str
    sha256: str
    bytes: int
    length_ms: int
    faults: tuple[str, ...] = ()
    figures: tuple[tuple[str, float], ...] = ()
    conversation: str = ""
    keep_until_utc_ms: int = 0
    start_utc_ms: int = 0


@dataclass(frozen=True, slots=True)
class TapeLost:
    """Of the recording `tape` nothing can be kept; `reason` says why."""

    tape: str
    reason: str
    conversation: str = ""


@dataclass(frozen=True, slots=True)
class TapePlayed:
    """Somebody was given the recording: journaled and synced before the first sound. `how`: play or export."""

    tape: str
    by: str
    how: str = "play"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TapeHeld:
    """The recording may not be erased from now on, for a legal reason."""

    tape: str
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class TapeReleased:
    """The hold is over: the recording may be erased again."""

    tape: str
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class TapeErased:
    """The recording is erased for good. `reason`: "retention", "person erased", or a sentence."""

    tape: str
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class PartyErased:
    """A person was erased from the parties store, with their messages and recordings.

    `held`: recordings that stay because of a legal hold.
    """

    party: str
    messages: int = 0
    tapes: int = 0
    held: tuple[str, ...] = ()
    by: str = ""


TapeFact = TapeStored | TapeLost | TapePlayed | TapeHeld | TapeReleased | TapeErased | PartyErased


@dataclass(frozen=True, slots=True)
class TapeFile:
    """The record of a recording's sound, kept once under `tape`, whatever became of it later."""

    tape: str
    conversation: str
    path: str
    sha256: str
    size_bytes: int
    start_utc_ms: int
    length_ms: int
    keep_until_utc_ms: int
    faults: tuple[str, ...] = ()
    figures: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class KeepTapeFile:
    """Keep what is known of a recording's sound."""

    record: TapeFile


def tape_targets(desk: "Desk") -> dict[type, Callable[[Any], None]]:
    """The journal has these facts: nothing about calls changes, one of them is a record."""

    def stored(fact: TapeStored) -> None:
        place = fact.path, fact.sha256, fact.bytes
        times = fact.start_utc_ms, fact.length_ms, fact.keep_until_utc_ms
        heard = fact.faults, fact.figures
        record = TapeFile(fact.tape, fact.conversation, *place, *times, *heard)
        desk.order(KeepTapeFile(record))

    nothing: dict[type, Callable[[Any], None]] = dict.fromkeys(get_args(TapeFact), lambda _: None)
    return {**nothing, TapeStored: stored}
