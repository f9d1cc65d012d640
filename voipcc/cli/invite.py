"""`voipcc agent invite`: a link and a QR code that are exchanged once for a phone's settings."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from voipcc.cli.agents import AgentName, DeviceOption, account_at, phone_of
from voipcc.cli.words import (
    HERE,
    USAGE,
    CentreOption,
    JsonOption,
    asked_if_running,
    fail,
    say,
    settings_of,
    show,
    state_of,
    told,
    warn,
)

if TYPE_CHECKING:
    from voipcc.settings import CentreSettings

PICTURES = (".png", ".svg")


def add_to(app: typer.Typer) -> None:
    """Hang this verb on `app`."""
    app.command()(invite)


def invite(
    name: AgentName,
    device: DeviceOption = "",
    form: Annotated[
        Literal["linphone", "groundwire", "settings"],
        typer.Option("--for", help="For which phone; settings: as text, to be typed."),
    ] = "linphone",
    qr: Annotated[
        Path | None, typer.Option("--qr", help="Write the QR code to this .png or .svg.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", help="Write the phone's file here instead, to be sent by you."),
    ] = None,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Take open invitations of the phone back.")
    ] = False,
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Invite an agent: a link and a QR code, good for one phone, once, for 24 hours."""
    settings = settings_of(centre)
    phone = f"{name}/{phone_of(settings, name, device)}"
    if withdraw:
        _withdraw(centre, phone, as_json)
    elif file is not None and qr is not None:
        fail("--qr draws the link, and a file has none: give one of the two", USAGE)
    elif file is not None:
        _write_file(centre, settings, phone, form, file, as_json)
    else:
        _invite(centre, settings, phone, form, qr, as_json)


def _withdraw(centre: Path, phone: str, as_json: bool) -> None:
    from voipcc.invitations import Invitations

    count = Invitations(state_of(centre).invitations).withdraw(phone)
    told(f"{count} withdrawn", as_json)


def _write_file(
    centre: Path, settings: "CentreSettings", phone: str, form: Any, file: Path, as_json: bool
) -> None:
    """The file with the password in it: whoever gets it, as often as they like, has the phone."""
    text = _written(centre, settings, phone, form)
    _keep(file, text.encode())
    told(f"wrote {file}", as_json)
    warn("# it holds the phone's password and can be used again: send it safely, then delete it")


def _invite(
    centre: Path,
    settings: "CentreSettings",
    phone: str,
    form: Any,
    qr: Path | None,
    as_json: bool,
) -> None:
    from voipcc.invitations import Invitations

    if settings.invitations is None:
        fail(
            "no place is set where invitations are taken up: add `invitations: {host: ...}` to "
            "centre.yaml, or write a file to send yourself with --file FILE"
        )
    if qr is not None and qr.suffix.lower() not in PICTURES:
        fail(f"{qr}: a QR code is written as .png or .svg", USAGE)
    _written(centre, settings, phone, form)  # what cannot be written is not promised
    base = _base(centre, settings)
    word, until_ms = Invitations(state_of(centre).invitations).make(phone)
    link = f"{base}/invitation/{word}/{form}"
    if qr is not None:
        _draw(link, qr)
    until = time.strftime("%Y-%m-%d %H:%M", time.localtime(until_ms / 1000))
    answer = {"link": link, "phone": phone, "for": form, "until": until, "until_utc_ms": until_ms}
    show(answer | {"qr": str(qr or "")}, as_json, lambda _: _tell(link, until, qr))


def _tell(link: str, until: str, qr: Path | None) -> None:
    import segno

    segno.make(link, error="m").terminal(compact=True)
    say(link, f"good once, until {until}")
    if qr is not None:
        say(f"wrote {qr}")
    warn("# whoever opens the link first has the phone: a preview in a chat counts, too")


def _draw(link: str, qr: Path) -> None:
    import io

    import segno

    picture = io.BytesIO()
    segno.make(link, error="m").save(picture, kind=qr.suffix[1:].lower(), scale=8, border=4)
    _keep(qr, picture.getvalue())


def _keep(path: Path, content: bytes) -> None:
    """A file only its owner may read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(handle, 0o600)
        file.write(content)


def _written(centre: Path, settings: "CentreSettings", phone: str, form: Any) -> str:
    from voipcc.phone_account import written

    try:
        return written(account_at(centre, settings, phone), form)[0]
    except ValueError as error:
        fail(str(error))


def _base(centre: Path, settings: "CentreSettings") -> str:
    """The door's address; a centre that does not run opens it when it is started."""
    from voipcc.control import VerbError
    from voipcc.phone_account import phone_host

    assert settings.invitations is not None
    port = settings.invitations.port
    try:
        status = asked_if_running(centre, "status")
    except VerbError:
        status = None
    if status and not status["invitations"]:
        fail("the running centre was started without `invitations`: start it anew")
    if not status:
        warn("# the centre does not run: the link works once it does")
    return f"https://{phone_host(settings)}:{status['invitations'] if status else port}"
