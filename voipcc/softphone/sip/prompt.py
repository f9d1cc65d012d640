"""Commands of one line each, from a person, a script or another program, onto a phone's verbs."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from voipcc.softphone.sip.account import PhoneError
from voipcc.softphone.sip.notice import Detail, Notice
from voipcc.softphone.sip.phone import Phone

WAIT_LIMIT_S = 30.0
HISTORY = 1000
Words = Sequence[str]


class Quit(Exception):
    """The person or the script wants the phone to end."""


class Log:
    """What has happened and was not waited for yet, so that a script misses nothing."""

    def __init__(self) -> None:
        self._notices: list[Notice] = []
        self._news = threading.Condition()

    def add(self, notice: Notice) -> None:
        with self._news:
            self._notices = [*self._notices[-HISTORY:], notice]
            self._news.notify_all()

    def wait(self, what: str, limit_s: float) -> Notice:
        """The first notice of that kind not waited for yet. Raises PhoneError after `limit_s` seconds."""
        with self._news:
            if not self._news.wait_for(lambda: self._find(what) is not None, limit_s):
                raise PhoneError(f"'{what}' did not happen within {limit_s:g} s.")
            found = self._find(what)
            assert found is not None
            self._notices.remove(found)
            return found

    def _find(self, what: str) -> Notice | None:
        return next((each for each in self._notices if each.what == what), None)


@dataclass(frozen=True, slots=True)
class Verb:
    usage: str
    what: str
    least: int
    most: int
    run: Callable[["Prompt", Words], None]


class Prompt:
    """Turns lines into verbs. `obey` raises PhoneError, and Quit for `quit`."""

    def __init__(self, phone: Phone, log: Log, tell: Callable[[Notice], None]) -> None:
        self.phone = phone
        self.log = log
        self.tell = tell

    def obey(self, line: str) -> None:
        words = line.split()
        if not words or words[0].startswith("#"):
            return
        verb = VERBS.get(words[0])
        if verb is None:
            raise PhoneError(f"'{words[0]}' is no command.", f"There are: {' '.join(VERBS)}.")
        if not verb.least <= len(words) - 1 <= verb.most:
            raise PhoneError(f"Not the right words for {words[0]}.", f"Write: {verb.usage}")
        verb.run(self, words[1:])


def help_text() -> str:
    width = max(len(verb.usage) for verb in VERBS.values())
    return "\n".join(f"  {verb.usage:<{width}}  {verb.what}" for verb in VERBS.values())


def _number(words: Words, place: int = 0) -> int | None:
    if len(words) <= place:
        return None
    if not words[place].isdigit():
        raise PhoneError(
            f"'{words[place]}' is no whole number.", "`status` lists the calls by number."
        )
    return int(words[place])


def _seconds(word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 86400:
        raise PhoneError(f"'{word}' is no number of seconds.", "Write 0 to 86400.")
    return value


def _status(prompt: Prompt, words: Words) -> None:
    phone = prompt.phone
    calls = "; ".join(
        f"{x.number} {x.state}{' muted' if x.muted else ''} {x.peer}" for x in phone.status()
    )
    details: dict[str, Detail] = {
        "account": f"{phone.account.username}@{phone.account.address}",
        "registered": phone.registered,
    }
    prompt.tell(Notice("status", details={"calls": calls or "none", **details}))


def _devices(prompt: Prompt, words: Words) -> None:
    found = prompt.phone.devices()
    for device in found:
        prompt.tell(Notice("device", details=asdict(device)))
    if not found:
        prompt.tell(Notice("warning", details={"text": "This machine has no sound device."}))


def _press(prompt: Prompt, words: Words) -> None:
    if len(words) > 1 and words[1] not in ("rfc4733", "info"):
        raise PhoneError(f"'{words[1]}' is no way to send keys.", "Write rfc4733 or info.")
    prompt.phone.press(words[0], "info" if words[1:] == ["info"] else "rfc4733")


def _wait(prompt: Prompt, words: Words) -> None:
    if words[0][0].isdigit():
        threading.Event().wait(_seconds(words[0]))
        return
    prompt.log.wait(words[0], _seconds(words[1]) if len(words) > 1 else WAIT_LIMIT_S)


def _auto(prompt: Prompt, words: Words) -> None:
    prompt.phone.auto_answer(None if words[0] == "off" else _seconds(words[0]))


def _decline(prompt: Prompt, words: Words) -> None:
    prompt.phone.decline(code=_number(words) or 486)


def _quit(prompt: Prompt, words: Words) -> None:
    raise Quit


# fmt: off
VERBS: dict[str, Verb] = {
    "call": Verb("call NUMBER", "dial a number, a name or a SIP URI", 1, 1, lambda p, w: _void(p.phone.call(w[0]))),
    "answer": Verb("answer [CALL]", "answer the ringing call", 0, 1, lambda p, w: p.phone.answer(_number(w))),
    "decline": Verb("decline [CODE]", "refuse the ringing call (486 busy)", 0, 1, _decline),
    "hangup": Verb("hangup [CALL]", "end the call", 0, 1, lambda p, w: p.phone.hang_up(_number(w))),
    "hold": Verb("hold [CALL]", "put the call on hold", 0, 1, lambda p, w: p.phone.hold(_number(w))),
    "resume": Verb("resume [CALL]", "take the held call back", 0, 1, lambda p, w: p.phone.resume(_number(w))),
    "mute": Verb("mute [CALL]", "send silence", 0, 1, lambda p, w: p.phone.mute(True, _number(w))),
    "unmute": Verb("unmute [CALL]", "send the microphone again", 0, 1, lambda p, w: p.phone.mute(False, _number(w))),
    "press": Verb("press KEYS [rfc4733|info]", "send keys such as 12#", 1, 2, _press),
    "transfer": Verb("transfer NUMBER", "send the caller there (blind)", 1, 1, lambda p, w: p.phone.transfer(w[0])),
    "join": Verb("join", "connect the held call with the other one (attended)", 0, 0, lambda p, w: p.phone.join()),
    "play": Verb("play FILE", "callers hear this WAV file", 1, 1, lambda p, w: p.phone.play(Path(w[0]))),
    "record": Verb("record FILE", "write what later calls say into a WAV file", 1, 1, lambda p, w: p.phone.record(Path(w[0]))),
    "auto": Verb("auto SECONDS|off", "answer by itself", 1, 1, _auto),
    "devices": Verb("devices", "list microphones and speakers", 0, 0, _devices),
    "register": Verb("register", "register again", 0, 0, lambda p, w: p.phone.register()),
    "unregister": Verb("unregister", "be unreachable", 0, 0, lambda p, w: p.phone.unregister()),
    "status": Verb("status", "registration and calls", 0, 0, _status),
    "wait": Verb("wait SECONDS | wait EVENT [SECONDS]", "for scripts: wait for time or for an event", 1, 2, _wait),
    "help": Verb("help", "this list", 0, 0, lambda p, w: p.tell(Notice("help", details={"text": help_text()}))),
    "quit": Verb("quit", "hang up, unregister, end", 0, 0, _quit),
}
# fmt: on


def _void(_: object) -> None:
    return None
