"""Invitations: taken up once, within a day, by whoever has the word, and by nobody else."""

import asyncio
import hashlib
import json
import ssl
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from voipcc import invitation_door
from voipcc.asterisk.runtime.certificate import ensure_certificate
from voipcc.control import VerbError
from voipcc.invitation_door import InvitationDoor
from voipcc.invitations import MOST_OPEN, VALID_MS, Invitation, Invitations, InvitationsError
from voipcc.phone_account import PhoneAccount, account_of, written
from voipcc.places import StateFolder
from voipcc.secrets_file import load_secrets
from voipcc.settings import CentreSettings

HOSTILE = "Zoë <&> O'Hara"


def settings(**more: Any) -> CentreSettings:
    return CentreSettings.model_validate(
        {
            "agents": {"anna": {"display": HOSTILE, "devices": {"desk": {}}}},
            "invitations": {"port": 0},
            "listen": {"tls": 5071},
            **more,
        }
    )


class Clock:
    now_ms = 1_790_000_000_000

    def __call__(self) -> int:
        return self.now_ms


# --- words -----------------------------------------------------------------------------------


def test_a_word_is_good_once(tmp_path: Path) -> None:
    """Whoever comes second, or with another word or a part of it, gets nothing."""
    invitations = Invitations(tmp_path / "invitations.json")
    word, _ = invitations.make("anna/desk")
    assert len(word) == 43
    for wrong in ("", word[:-1], word + "A", word.swapcase(), "A" * 43):
        assert invitations.take(wrong) == ""
    assert invitations.take(word) == "anna/desk"
    assert invitations.take(word) == ""


def test_a_word_is_good_for_a_day(tmp_path: Path) -> None:
    """A second before the day is over it is exchanged, then never again."""
    clock = Clock()
    invitations = Invitations(tmp_path / "invitations.json", clock)
    (early, until_ms), (late, _) = invitations.make("anna/desk"), invitations.make("ben/desk")
    assert until_ms == clock.now_ms + VALID_MS
    clock.now_ms += VALID_MS - 1
    assert invitations.take(early) == "anna/desk"
    clock.now_ms += 1
    assert invitations.take(late) == ""


def test_invitations_are_taken_back(tmp_path: Path) -> None:
    """Those of one phone are invalid at once, others stay."""
    invitations = Invitations(tmp_path / "invitations.json")
    first, second = invitations.make("anna/desk")[0], invitations.make("anna/desk")[0]
    other = invitations.make("ben/desk")[0]
    assert invitations.withdraw("anna/desk") == 2
    assert invitations.take(first) == invitations.take(second) == ""
    assert invitations.take(other) == "ben/desk"


def test_one_of_many_at_once_wins(tmp_path: Path) -> None:
    """However many take the same word in the same moment, one of them gets it."""
    path = tmp_path / "invitations.json"
    word, _ = Invitations(path).make("anna/desk")
    with ThreadPoolExecutor(16) as pool:
        taken = list(pool.map(lambda _: Invitations(path).take(word), range(64)))
    assert sorted(taken)[-2:] == ["", "anna/desk"]


def test_the_file_tells_no_word_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    """Hashes only, rights 0600, as many as there are places for."""
    path = tmp_path / "invitations.json"
    invitations = Invitations(path)
    word, until_ms = invitations.make("anna/desk")
    assert word not in path.read_text()
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    many = [Invitation(str(number), "ben/desk", until_ms) for number in range(MOST_OPEN)]
    invitations._write(many)
    with pytest.raises(InvitationsError, match="withdraw"):
        invitations.make("anna/desk")


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    """Where it cannot be read the error names it and says what to do."""
    path = tmp_path / "invitations.json"
    path.write_text("{")
    with pytest.raises(InvitationsError, match=r"invitations\.json is damaged.*delete it"):
        Invitations(path).make("anna/desk")


# --- files for phones --------------------------------------------------------------------------


def account(transport: str = "tls") -> PhoneAccount:
    return PhoneAccount("sip.example.net", 5061, transport, "anna-1f", "secret&<word>", "Anna & B")


def test_linphone_gets_its_remote_provisioning() -> None:
    """Address, encryption and a digest in place of the password; it is fetched only once."""
    text, kind = written(account(), "linphone")
    assert kind.startswith("application/xml") and "secret" not in text
    root = ElementTree.fromstring(text)
    space = "{http://www.linphone.org/xsds/lpconfig.xsd}"
    found = {
        (section.get("name"), entry.get("name")): entry.text
        for section in root.iter(f"{space}section")
        for entry in section.iter(f"{space}entry")
    }
    assert found["proxy_0", "reg_proxy"] == "<sip:sip.example.net:5061;transport=tls>"
    assert found["proxy_0", "reg_identity"] == '"Anna & B" <sip:anna-1f@sip.example.net>'
    digest = hashlib.md5(b"anna-1f:voipcc:secret&<word>").hexdigest()
    assert found["auth_info_0", "ha1"] == digest
    assert found["sip", "media_encryption_mandatory"] == "1"
    assert found["misc", "transient_provisioning"] == "1"


def test_groundwire_gets_its_account() -> None:
    """The account's XML, with signs that mean something in XML written out."""
    root = ElementTree.fromstring(written(account(), "groundwire")[0])
    words = {element.tag: element.text for element in root}
    assert (words["host"], words["transport"]) == ("sip.example.net:5061", "tls+sip:")
    assert (words["username"], words["password"]) == ("anna-1f", "secret&<word>")
    assert words["sdesOutgoing"] == "enabled"
    plain = ElementTree.fromstring(written(account("udp"), "groundwire")[0])
    assert plain.findtext("transport") == "udp" and plain.findtext("sdesIncoming") == "disabled"


def test_people_get_lines() -> None:
    """What is to be typed, one setting a line."""
    text = written(account(), "settings")[0]
    assert text.splitlines()[0] == "server: sip.example.net:5061"
    assert "srtp: required" in text and "password: secret&<word>" in text


def test_a_browsers_phone_has_no_file() -> None:
    """Who registers over a WebSocket is told that these phones cannot."""
    with pytest.raises(ValueError, match="transport tls"):
        written(account("wss"), "linphone")


# --- the door ----------------------------------------------------------------------------------


class Log:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def info(self, text: str, **more: Any) -> None:
        self.lines.append(f"{text} {json.dumps(more)}")

    warning = info


class House:
    """What the door reads of a house."""

    def __init__(self, folder: Path, **more: Any) -> None:
        self.settings = self.begun = settings(**more)
        self.state = StateFolder(folder)
        self.secrets = load_secrets(self.state.secrets, self.settings)
        self.log = Log()
        self.sip_ports = {"tls": 15061}
        keys = self.state.asterisk / "keys"
        keys.mkdir(parents=True)
        ensure_certificate(keys, self.settings)


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[InvitationDoor]:
    door = InvitationDoor(House(tmp_path))  # type: ignore[arg-type]
    await door.open()
    yield door
    await door.close()


async def connected(door: InvitationDoor) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A TLS connection that trusts the centre's own certificate."""
    context = ssl.create_default_context(cafile=door._house.state.asterisk / "keys" / "cert.pem")
    context.check_hostname = False
    return await asyncio.open_connection("127.0.0.1", door.port, ssl=context)


async def asked(door: InvitationDoor, path: str, method: str = "GET", end: str = "\r\n\r\n") -> str:
    """Everything that came back, "" for a closed door."""
    try:
        reader, writer = await connected(door)
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: x{end}".encode())
        answer = await asyncio.wait_for(reader.read(), 10)
    except OSError:
        return ""
    writer.close()
    return answer.decode()


def invited(door: InvitationDoor) -> str:
    return Invitations(door._house.state.invitations).make("anna/desk")[0]


async def test_an_invitation_is_exchanged_once(door: InvitationDoor) -> None:
    """The first gets the file and no cache keeps it; the second, and every wrong word, the same 404."""
    word = invited(door)
    gone = await asked(door, f"/invitation/{'A' * 43}/linphone")
    assert gone.startswith("HTTP/1.1 404")
    first = await asked(door, f"/invitation/{word}/linphone")
    assert first.startswith("HTTP/1.1 200") and "Cache-Control: no-store" in first
    assert "sip:127.0.0.1:15061;transport=tls" in first
    assert await asked(door, f"/invitation/{word}/linphone") == gone
    assert await asked(door, f"/invitation/{word[:20]}/linphone") == gone
    house = door._house
    secret = house.secrets.devices["anna/desk"]
    logged = "\n".join(house.log.lines)  # type: ignore[attr-defined]
    assert "taken up" in logged and word not in logged and secret.password not in logged


@pytest.mark.parametrize("form", ["linphone", "groundwire", "settings"])
async def test_each_form_is_served(door: InvitationDoor, form: str) -> None:
    """The file that was asked for is what the account gives."""
    answer = await asked(door, f"/invitation/{invited(door)}/{form}")
    house = door._house
    account = account_of(house.settings, house.secrets, "anna/desk", house.sip_ports)
    assert answer.split("\r\n\r\n", 1)[1] == written(account, form)[0]  # type: ignore[arg-type]
    assert f'filename="{form}' in answer


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS", "get", "GET "])
async def test_only_a_whole_get_takes_it_up(door: InvitationDoor, method: str) -> None:
    """Other methods, other paths and half a request leave the invitation as it is."""
    word = invited(door)
    for path in (f"/invitation/{word}/linphone", f"/invitation/{word}", f"/{word}", "/", "/../x"):
        answer = await asked(door, path, method if path.endswith("linphone") else "GET")
        assert answer.startswith("HTTP/1.1 404")
    reader, writer = await connected(door)
    writer.write(f"GET /invitation/{word}/linphone HTTP/1.1\r\nHost".encode())
    writer.write_eof() if writer.can_write_eof() else writer.close()
    assert b"200" not in await reader.read()
    writer.close()
    assert "200 OK" in await asked(door, f"/invitation/{word}/linphone")


async def test_a_late_invitation_is_refused(door: InvitationDoor) -> None:
    """After a day the word is as good as none."""
    clock = Clock()
    clock.now_ms = time.time_ns() // 1_000_000 - VALID_MS - 1
    word, _ = Invitations(door._house.state.invitations, clock).make("anna/desk")
    assert (await asked(door, f"/invitation/{word}/linphone")).startswith("HTTP/1.1 404")


async def test_a_phone_that_has_gone_gets_nothing(door: InvitationDoor) -> None:
    """An invitation outlives no phone."""
    word, _ = Invitations(door._house.state.invitations).make("nobody/desk")
    assert (await asked(door, f"/invitation/{word}/linphone")).startswith("HTTP/1.1 404")


async def test_strangers_do_not_shut_it(
    door: InvitationDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain HTTP, endless heads and connections that say nothing are cut off; then it serves on."""
    monkeypatch.setattr(invitation_door, "LONGEST_S", 0.5)
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(b"GET / HTTP/1.0\r\n\r\n")
    assert b"HTTP" not in await reader.read()
    writer.close()
    assert "200" not in await asked(door, "/" + "x" * 20_000)
    silent = [await asyncio.open_connection("127.0.0.1", door.port) for _ in range(40)]
    assert len(door._clients) <= invitation_door.MOST_CLIENTS
    for reader, writer in silent:
        assert await reader.read() == b""
        writer.close()
    word, answer = invited(door), ""
    async with asyncio.timeout(10):
        while "200 OK" not in answer:
            door._lately.clear()
            answer = await asked(door, f"/invitation/{word}/linphone")


async def test_without_the_setting_no_door_is_open(tmp_path: Path) -> None:
    """Nobody listens unless the operator wants it."""
    door = InvitationDoor(House(tmp_path, invitations=None))  # type: ignore[arg-type]
    await door.open()
    assert door.port == 0
    await door.close()


async def test_a_taken_port_and_a_missing_certificate_are_told(
    door: InvitationDoor, tmp_path: Path
) -> None:
    """The start ends with what is wrong and what to do."""
    house = door._house
    house.begun = settings(invitations={"port": door.port})
    with pytest.raises(VerbError, match="name another port"):
        await InvitationDoor(house).open()
    (house.state.asterisk / "keys" / "cert.pem").unlink()
    with pytest.raises(VerbError, match="need a certificate"):
        await InvitationDoor(house).open()
