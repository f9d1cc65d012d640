"""The verb `voipcc phone`: a softphone for a person, or headless for a script.

The password comes from the settings file, VOIPCC_PHONE_PASSWORD or a prompt, never from the
arguments, where every process of the machine could read it.
"""

import getpass
import os
import signal
import stat
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voipcc.softphone.sip.account import (
    ENVIRONMENT_PREFIX,
    PhoneAccount,
    PhoneError,
    account_from,
    environment_settings,
    read_account_file,
)
from voipcc.softphone.sip.notice import Notice

if TYPE_CHECKING:
    from voipcc.softphone.sip.prompt import Prompt

WRONG, REFUSED = 2, 1
MISSING_REMEDY = "It is the optional part 'phone' of voipcc: install voipcc[phone] on Python 3.11 or 3.12. Browser phones need nothing."


@dataclass(frozen=True, slots=True)
class PhoneWish:
    """What the arguments said."""

    settings_file: Path | None = None
    given: Mapping[str, str] | None = None
    json_lines: bool = False
    guest: bool = False
    headless: bool = False
    microphone: str = ""
    speaker: str = ""
    play: Path | None = None
    record: Path | None = None
    tone_hz: int = 0
    auto_answer_s: float | None = None
    commands: tuple[str, ...] = ()
    seconds: float | None = None
    local_address: str = ""
    silence_suppression: bool = False
    sip_log: Path | None = None


def phone(
    settings_file: Annotated[
        Path | None,
        typer.Argument(metavar="[SETTINGS]", help="File printed by `voipcc agent add`."),
    ] = None,
    server: Annotated[str, typer.Option(help="Registrar, host or host:port.")] = "",
    username: Annotated[str, typer.Option(help="SIP user name.")] = "",
    transport: Annotated[str, typer.Option(help="udp, tcp or tls.")] = "",
    srtp: Annotated[str, typer.Option(help="off, optional or required.")] = "",
    ca_file: Annotated[
        str, typer.Option(help="PEM file that signs the server's certificate.")
    ] = "",
    guest: Annotated[
        bool, typer.Option("--guest", help="Without an account, as a caller: place calls only.")
    ] = False,
    headless: Annotated[
        bool,
        typer.Option("--headless", help="No sound device: --play and --record take its place."),
    ] = False,
    microphone: Annotated[str, typer.Option(help="Number or part of the name of a device.")] = "",
    speaker: Annotated[str, typer.Option(help="Number or part of the name of a device.")] = "",
    devices: Annotated[
        bool, typer.Option("--devices", help="List the sound devices and end.")
    ] = False,
    play: Annotated[Path | None, typer.Option(help="WAV file callers hear.")] = None,
    record: Annotated[Path | None, typer.Option(help="WAV file for what is heard.")] = None,
    tone_hz: Annotated[int, typer.Option(help="Callers hear this tone.", min=0, max=3400)] = 0,
    auto_answer: Annotated[
        float | None, typer.Option(help="Answer by itself after so many seconds.", min=0)
    ] = None,
    do: Annotated[
        list[str] | None,
        typer.Option(help="Command to run first, such as 'call 600'; may be repeated."),
    ] = None,
    seconds: Annotated[float | None, typer.Option(help="End after so many seconds.", min=0)] = None,
    json_lines: Annotated[bool, typer.Option("--json", help="Events as JSON lines.")] = False,
    local_address: Annotated[str, typer.Option(help="Local address for SIP and audio.")] = "",
    silence_suppression: Annotated[
        bool, typer.Option("--silence-suppression", help="Send nothing while nobody speaks.")
    ] = False,
    sip_log: Annotated[
        Path | None, typer.Option(help="File for SIP messages, to look for faults.")
    ] = None,
) -> None:
    """Make and take calls: register, call, answer, hold, keys, transfer. `help` lists the commands."""
    given = {
        "server": server,
        "username": username,
        "transport": transport,
        "srtp": srtp,
        "ca_file": ca_file,
    }
    wish = PhoneWish(
        settings_file=settings_file, given=given, json_lines=json_lines, guest=guest, headless=headless,
        microphone=microphone, speaker=speaker, play=play, record=record, tone_hz=tone_hz, auto_answer_s=auto_answer, commands=tuple(do or ()),
        seconds=seconds, local_address=local_address, silence_suppression=silence_suppression, sip_log=sip_log,
    )  # fmt: skip
    code = list_devices(json_lines) if devices else run_phone(wish)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # pjsua2's destructors would abort


def run_phone(wish: PhoneWish) -> int:
    """The whole life of the phone; the exit code. The process must end with `os._exit` afterwards."""
    try:
        return _live(wish, settle_account(wish))
    except PhoneError as error:
        _show(
            wish.json_lines, Notice("refused", details={"text": str(error), "remedy": error.remedy})
        )
        return WRONG


def settle_account(wish: PhoneWish) -> PhoneAccount:
    """Arguments win over the environment, the environment over the file. Raises PhoneError."""
    settings = read_account_file(wish.settings_file) if wish.settings_file else {}
    if (
        wish.settings_file
        and stat.S_IMODE(wish.settings_file.stat().st_mode) & 0o077
        and settings.get("password")
    ):
        print(
            f"{wish.settings_file} holds a password and others can read it: chmod 600 it.",
            file=sys.stderr,
        )
    settings |= environment_settings()
    settings |= {key: value for key, value in (wish.given or {}).items() if value}
    named = settings.get("server") and settings.get("username") and not wish.guest
    if named and not settings.get("password"):
        settings["password"] = _asked_password(settings["username"])
    return account_from(settings, guest=wish.guest)


def list_devices(json_lines: bool) -> int:
    """Prints this machine's sound devices; needs no account."""
    try:
        _check_library()
        from voipcc.softphone.sip.library import Library, LibraryOptions
        from voipcc.softphone.sip.sound import Sound, SoundOptions

        library = Library(LibraryOptions())
        library.start()
        found = library.do(Sound(library, SoundOptions()).devices)
    except PhoneError as error:
        _show(json_lines, Notice("refused", details={"text": str(error), "remedy": error.remedy}))
        return WRONG
    for device in found:
        _show(json_lines, Notice("device", details=asdict(device)))
    if not found and not json_lines:
        print("This machine has no sound device; `voipcc phone --headless` needs none.")
    return 0


def _live(wish: PhoneWish, account: PhoneAccount) -> int:
    _check_library()
    from voipcc.softphone.sip.library import LibraryOptions
    from voipcc.softphone.sip.phone import Phone, PhoneOptions
    from voipcc.softphone.sip.prompt import Log, Prompt
    from voipcc.softphone.sip.sound import SoundOptions

    log = Log()

    def tell(notice: Notice) -> None:
        log.add(notice)
        _show(wish.json_lines, notice)

    sound = SoundOptions(
        headless=wish.headless, microphone=wish.microphone, speaker=wish.speaker, play=wish.play,
        record=wish.record, tone_hz=wish.tone_hz, ring=not wish.headless,
    )  # fmt: skip
    library = LibraryOptions(
        local_address=wish.local_address, silence_suppression=wish.silence_suppression,
        echo_tail_ms=0 if wish.headless else 200, log_file=wish.sip_log,
    )  # fmt: skip
    device = Phone(account, PhoneOptions(sound, library, wish.auto_answer_s), tell)
    device.start()
    if not account.guest:
        device.register()
    _end_on_signal(wish.seconds)
    prompt = Prompt(device, log, tell)
    try:
        return _converse(wish, prompt)
    except KeyboardInterrupt:
        return 0
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        device.close()


def _converse(wish: PhoneWish, prompt: "Prompt") -> int:
    """Runs the given commands, then those of standard input; a script ends at its first fault."""
    from voipcc.softphone.sip.prompt import Quit

    typed = sys.stdin.isatty()
    try:
        for line in wish.commands:
            prompt.obey(line)
        if typed and not wish.json_lines:
            print("Ready. `help` lists the commands, `quit` ends.")
        for line in sys.stdin:
            _obey_line(prompt, line, typed)
        if not typed and (wish.seconds is not None or wish.auto_answer_s is not None):
            threading.Event().wait()
    except Quit:
        return 0
    except PhoneError as error:
        _show(
            wish.json_lines, Notice("refused", details={"text": str(error), "remedy": error.remedy})
        )
        return REFUSED
    return 0


def _obey_line(prompt: "Prompt", line: str, typed: bool) -> None:
    try:
        prompt.obey(line)
    except PhoneError as error:
        if not typed:
            raise
        prompt.tell(Notice("refused", details={"text": str(error), "remedy": error.remedy}))


def _end_on_signal(seconds: float | None) -> None:
    def end(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGALRM, end)
    if seconds is not None:
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))


def _asked_password(username: str) -> str:
    if not sys.stdin.isatty():
        raise PhoneError(
            f"The password of '{username}' is not known.",
            f"Give it in the settings file or as {ENVIRONMENT_PREFIX}PASSWORD.",
        )
    return getpass.getpass(f"Password of {username}: ")


def _check_library() -> None:
    try:
        import pjsua2  # noqa: F401
    except ImportError as error:
        raise PhoneError(
            f"The SIP library pjsua2 is not installed ({error}).", MISSING_REMEDY
        ) from None


def _show(json_lines: bool, notice: Notice) -> None:
    """One write per line: two threads speak here."""
    if json_lines:
        text = notice.json_line()
    else:
        text = str(notice.details["text"]) if notice.what == "help" else notice.sentence()
    bell = "\a" if notice.what == "incoming" and sys.stdout.isatty() else ""
    sys.stdout.write(f"{bell}{text}\n")
    sys.stdout.flush()
