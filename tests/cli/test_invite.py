"""`voipcc agent invite`: links, pictures and files for an agent's phone."""

from pathlib import Path

import pytest

from tests.cli.conftest import Voipcc
from voipcc.invitations import Invitations
from voipcc.places import StateFolder


@pytest.fixture
def open_centre(centre: Path) -> Path:
    """A centre where invitations may be taken up."""
    file = centre / "centre.yaml"
    file.write_text(file.read_text() + "\ninvitations: {port: 8443, host: phones.example.net}\n")
    return centre


def test_an_invitation_is_a_link_and_a_picture(open_centre: Path, voipcc: Voipcc) -> None:
    """The link, when it ends, and a QR code on the terminal; no password anywhere."""
    said = voipcc("agent", "invite", "anna", "-c", open_centre)
    assert said.code == 0
    assert "https://phones.example.net:8443/invitation/" in said.out and "good once" in said.out
    assert "▀" in said.out or "█" in said.out
    assert "the link works once it does" in said.err
    shown = voipcc("agent", "show", "anna", "-c", open_centre, "--json").json
    assert shown["password"] not in said.out + said.err
    assert shown["server"].startswith("phones.example.net:")


@pytest.mark.parametrize(("name", "begins"), [("qr.png", b"\x89PNG"), ("qr.svg", b"<?xml")])
def test_the_picture_is_kept(
    open_centre: Path, tmp_path: Path, voipcc: Voipcc, name: str, begins: bytes
) -> None:
    """As PNG and SVG, for its owner only; the word in the answer is taken up once."""
    said = voipcc(
        "agent", "invite", "anna", "--qr", tmp_path / name, "--for", "groundwire",
        "-c", open_centre, "--json",
    )  # fmt: skip
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert oct((tmp_path / name).stat().st_mode & 0o777) == "0o600"
    *_, word, form = said.json["link"].split("/")
    assert form == said.json["for"] == "groundwire"
    invitations = Invitations(StateFolder(open_centre / "state").invitations)
    assert invitations.take(word) == said.json["phone"] == "anna/desk"
    assert invitations.take(word) == ""


def test_an_invitation_is_taken_back(open_centre: Path, voipcc: Voipcc) -> None:
    """--withdraw makes the open ones of a phone worthless and says how many they were."""
    voipcc("agent", "invite", "anna", "-c", open_centre)
    assert "1 withdrawn" in voipcc("agent", "invite", "anna", "--withdraw", "-c", open_centre).out
    assert "0 withdrawn" in voipcc("agent", "invite", "anna", "--withdraw", "-c", open_centre).out


@pytest.mark.parametrize("form", ["linphone", "groundwire", "settings"])
def test_a_file_is_written_to_be_sent(
    centre: Path, tmp_path: Path, voipcc: Voipcc, form: str
) -> None:
    """Without a place on the Internet the operator sends the file, and is told what it is."""
    file = tmp_path / "phone"
    said = voipcc("agent", "invite", "anna", "--for", form, "--file", file, "-c", centre)
    assert said.code == 0 and "can be used again" in said.err
    username = voipcc("agent", "show", "anna", "-c", centre, "--json").json["username"]
    assert username in file.read_text()
    assert oct(file.stat().st_mode & 0o777) == "0o600"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("anna",), "add `invitations: {host: ...}`"),
        (("nobody",), 'there is no agent "nobody"'),
        (("anna", "--device", "car"), 'has no phone "car"'),
        (("anna", "--for", "toaster"), "toaster"),
        (("anna", "--file", "/nowhere/file"), "/nowhere/file"),
    ],
)
def test_a_wrong_wish_is_told(
    centre: Path, voipcc: Voipcc, words: tuple[str, ...], told: str
) -> None:
    """Nothing is made, and the message says what to do."""
    said = voipcc("agent", "invite", *words, "-c", centre)
    assert said.code != 0
    assert told in said.err
    assert not (centre / "state" / "invitations.json").exists()


def test_a_picture_has_a_known_kind(open_centre: Path, tmp_path: Path, voipcc: Voipcc) -> None:
    """A QR code in another form than PNG or SVG is refused before anything is promised."""
    said = voipcc("agent", "invite", "anna", "--qr", tmp_path / "qr.gif", "-c", open_centre)
    assert said.code != 0 and ".png or .svg" in said.err
    assert not (open_centre / "state" / "invitations.json").exists()


def test_a_file_has_no_picture(open_centre: Path, tmp_path: Path, voipcc: Voipcc) -> None:
    """--qr with --file is refused before anything is written: a file has no link to draw."""
    file, picture = tmp_path / "anna.xml", tmp_path / "qr.png"
    said = voipcc("agent", "invite", "anna", "--file", file, "--qr", picture, "-c", open_centre)
    assert said.code != 0 and "one of the two" in said.err
    assert not file.exists() and not picture.exists()
