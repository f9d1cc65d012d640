"""Messages of callers: recorded by the switch, looked at on disk, kept in the centre's folder.

The switch's word that a recording is done proves nothing: what counts is the file.
"""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import quote

from voipcc.asterisk.ari import Outcome, outcome_of
from voipcc.asterisk.ari import events as ari
from voipcc.asterisk.ari.http import HttpPool
from voipcc.asterisk.legs import Legs
from voipcc.asterisk.sounds import WAV_HEADER_BYTES
from voipcc.asterisk.switch.actions import Log
from voipcc.core import commands, events

BYTES_PER_MS = 16  # 8 kHz, 16 bit, mono
WORD = "recording/"
MARK = "voicemail-"


class Recordings:
    """`spool` is where the switch puts recordings (None: on a machine we cannot see)."""

    def __init__(
        self,
        legs: Legs,
        pool: HttpPool,
        spool: Path | None,
        kept: Path | None,
        post: Callable[[events.Event], None],
        log: Log,
    ) -> None:
        self._legs = legs
        self._pool = pool
        self._spool = spool
        self._kept = kept
        self._post = post
        self._log = log
        self.table: Mapping[type, Callable[..., None]] = {
            commands.Record: self._record,
            commands.DropRecording: self._drop,
        }

    def _record(self, command: commands.Record) -> None:
        leg = self._legs.get(command.leg)
        name = MARK + command.recording
        failed = partial(self._not_begun, command.leg, command.recording)
        if leg is None:
            asyncio.get_running_loop().call_soon(failed, 404, b"the caller has gone")
            return
        body = {
            "name": name,
            "format": "wav",
            "maxDurationSeconds": command.longest_s,
            "maxSilenceSeconds": command.silence_s,
            "terminateOn": "#",
            "ifExists": "overwrite",
        }
        leg.chain.add("POST", f"channels/{quote(leg.id)}/record", body, failed)

    def _not_begun(self, leg: str, recording: str, status: int, body: bytes) -> None:
        if outcome_of(status, body) is Outcome.DONE:
            return
        reason = f"{status} {body[:200].decode(errors='replace')}"
        self._log.warning("not recorded", leg=leg, reason=reason)
        self._post(events.RecordingFinished(leg, recording, 0, reason))

    def ended(self, event: ari.RecordingFinished | ari.RecordingFailed) -> None:
        """The switch says that a recording is over, well or not."""
        it = event.recording
        if not it.name.startswith(MARK):
            return
        leg = it.target_uri.removeprefix("channel:")
        length_ms = self._keep(it.name, it.duration)
        silent = it.talking_duration == 0 and it.silence_duration > 0
        recording = it.name.removeprefix(MARK)
        self._post(events.RecordingFinished(leg, recording, 0 if silent else length_ms, it.cause))

    def _keep(self, name: str, said_s: float) -> int:
        """The length of what is on disk in ms; the file is moved to where it stays."""
        if self._spool is None or self._kept is None:
            return round(max(said_s, 0) * 1000)  # another machine's disk: its word must do
        found, place = self._spool / f"{name}.wav", self._kept / f"{name}.wav"
        try:
            size = found.stat().st_size
            self._kept.mkdir(mode=0o700, parents=True, exist_ok=True)
            found.rename(place)
        except OSError as error:
            self._log.error("recording lost", name=name, reason=str(error))
            return 0
        return max(size - WAV_HEADER_BYTES, 0) // BYTES_PER_MS

    def media(self, prompt: str) -> str:
        """Asterisk's word for a recording, "" for any other prompt."""
        if not prompt.startswith(WORD):
            return ""
        name = MARK + prompt.removeprefix(WORD)
        return f"sound:{self._kept / name}" if self._kept else f"recording:{name}"

    def _drop(self, command: commands.DropRecording) -> None:
        if self._kept is None:  # it lies with the switch, on a disk we do not see
            path = f"recordings/stored/{quote(MARK + command.recording)}"
            self._pool.send("DELETE", path)
        for folder in (self._spool, self._kept):
            if folder is not None:
                (folder / f"{MARK}{command.recording}.wav").unlink(missing_ok=True)
