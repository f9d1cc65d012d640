"""A phone without a person: `python -m voipcc.softphone.sip.robot`, spoken to in JSON lines.

The first line of standard input says who it is, `{"account": {...}, "manners": {...}, "tone_hz": 700}`;
every later line is one verb, `{"id": 3, "do": "call", "target": "600"}`. Standard output carries the
phone's notices, `{"event": "done", "id": 3, "result": 1}` or `{"event": "refused", ...}` for each
verb, and one `outcome` for each call that has ended. `remote.PjRobot` is the other end.
"""

import json
import os
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from voipcc.softphone.ear import Ear
from voipcc.softphone.sip.account import PhoneError, account_from
from voipcc.softphone.sip.library import LibraryOptions
from voipcc.softphone.sip.line import Line
from voipcc.softphone.sip.notice import Notice
from voipcc.softphone.sip.phone import Phone, PhoneOptions
from voipcc.softphone.sip.sound import SoundOptions

PHONE_VERBS = (
    "register", "unregister", "call", "answer", "decline", "hang_up", "hold", "resume", "mute", "press",
    "transfer", "join", "auto_answer", "status",
)  # fmt: skip
LARGEST_LINE = 65_536


@dataclass(frozen=True, slots=True)
class Manners:
    """What the robot does by itself; None leaves it to the verbs."""

    answer_after_s: float | None = None
    decline_code: int | None = None
    decline_after_s: float = 0.0
    hang_up_after_s: float | None = None


class Robot:
    """A Phone that obeys JSON, has manners, and says at each call's end what came of it."""

    def __init__(self, wish: Mapping[str, Any], write: Callable[[str], None]) -> None:
        self._write = write
        self._manners = Manners(**wish.get("manners", {}))
        self._keys: dict[int, str] = {}
        self._audio: dict[int, Mapping[str, Any]] = {}
        sound = SoundOptions(
            headless=True, tone_hz=wish.get("tone_hz", 0), play=_path(wish.get("play")), judge=True
        )
        library = LibraryOptions(
            local_address=wish.get("local_address", ""), clock_rate=8000,
            silence_suppression=wish.get("silence_suppression", False), log_file=_path(wish.get("sip_log")),
        )  # fmt: skip
        options = PhoneOptions(
            sound, library, self._manners.answer_after_s, wish.get("expiry_s", 60)
        )
        self.phone = Phone(account_from(wish["account"]), options, self._hear)

    def obey(self, order: Mapping[str, Any]) -> Any:
        """Runs one verb; its result as JSON. Raises PhoneError."""
        words = {key: value for key, value in order.items() if key not in ("id", "do")}
        name = order.get("do", "")
        verb: Callable[..., Any] | None = getattr(self, f"do_{name}", None)
        if name in PHONE_VERBS:
            verb = getattr(self.phone, name)
        if verb is None:
            raise PhoneError(f"'{name}' is no verb of the robot.")
        try:
            return verb(**words)
        except TypeError as error:
            raise PhoneError(f"{name}: {error}.") from None

    def do_heard(self, call: int, hz: float, start_ns: int = 0, end_ns: int = 0) -> dict[str, Any]:
        """How a tone was heard in a call, as HeardTone's fields; not at all before there is the call."""
        return asdict(self._ear(call).heard(hz, start_ns=start_ns, end_ns=end_ns))

    def do_loudness(self, call: int, start_ns: int = 0, end_ns: int = 0) -> float:
        """Root mean square (0 to 32767) of what a call said in that time."""
        return self._ear(call).loudness(start_ns=start_ns, end_ns=end_ns)

    def do_save(self, call: int, path: str) -> None:
        """Writes what the call said as a WAV file."""
        self._ear(call).save(Path(path))

    def do_outcome(self, call: int) -> dict[str, Any]:
        return self._outcome(self.phone.line(call))

    def _ear(self, call: int) -> Ear:
        try:
            return self.phone.line(call).ear or Ear()
        except PhoneError:
            return Ear()

    def _hear(self, notice: Notice) -> None:
        self._write(notice.json_line())
        call = notice.call
        if call is None:
            return
        if notice.what == "incoming" and self._manners.decline_code is not None:
            self.phone.later(self._manners.decline_after_s, lambda: self._decline(call))
        elif notice.what == "answered" and self._manners.hang_up_after_s is not None:
            self.phone.later(self._manners.hang_up_after_s, lambda: self._hang_up(call))
        elif notice.what == "digit":
            self._keys[call] = self._keys.get(call, "") + str(notice.details["digit"])
        elif notice.what == "audio":
            self._audio[call] = notice.details
        elif notice.what == "ended":
            self._write(json.dumps({"event": "outcome", **self._outcome(self.phone.line(call))}))

    def _decline(self, call: int) -> None:
        if self.phone.line(call).state == "incoming":
            self.phone.decline(call, self._manners.decline_code or 486)

    def _hang_up(self, call: int) -> None:
        if self.phone.line(call).state != "ended":
            self.phone.hang_up(call)

    def _outcome(self, line: Line) -> dict[str, Any]:
        audio = self._audio.get(line.number, {})
        return {
            "call": line.number, "peer": line.peer, "incoming": line.incoming, "invite_ns": line.began_ns,
            "ringing_ns": line.ringing_ns, "answered_ns": line.answered_ns, "ended_ns": line.ended_ns,
            "ended_by": line.ended_by if line.ended_ns else "", "code": line.ended_code,
            "codec": audio.get("codec", ""), "encrypted": audio.get("encrypted", False),
            "digits": self._keys.get(line.number, ""),
        }  # fmt: skip


def main() -> int:
    """Lives until standard input ends or `quit` comes."""
    lock = threading.Lock()

    def write(line: str) -> None:
        with lock:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()

    try:
        robot = Robot(json.loads(sys.stdin.readline(LARGEST_LINE)), write)
        robot.phone.start()
    except (PhoneError, KeyError, TypeError, ValueError) as error:
        write(
            json.dumps(
                {"event": "failed", "text": str(error), "remedy": getattr(error, "remedy", "")}
            )
        )
        return 1
    write(json.dumps({"event": "started"}))
    for line in sys.stdin:
        if not _serve(robot, line, write):
            break
    robot.phone.close()
    return 0


def _serve(robot: Robot, line: str, write: Callable[[str], None]) -> bool:
    """One line of orders; False ends the robot."""
    order: Mapping[str, Any] = {}
    try:
        order = json.loads(line)
        if order.get("do") == "quit":
            return False
        answer = {"event": "done", "id": order.get("id"), "result": _plain(robot.obey(order))}
    except (PhoneError, ValueError, AttributeError, OSError) as error:
        order = order if isinstance(order, dict) else {}
        answer = {
            "event": "refused",
            "id": order.get("id"),
            "text": str(error),
            "remedy": getattr(error, "remedy", ""),
        }
    write(json.dumps(answer))
    return True


def _plain(result: Any) -> Any:
    return [asdict(each) for each in result] if isinstance(result, tuple) else result


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # pjsua2's destructors would abort
