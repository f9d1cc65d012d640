"""The softphones against the real switch with its real configuration, judged at the far end."""

import asyncio
import json
import os
import sys
import time
import wave
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio

from tests.live.cell import audio_ports, loopback
from voipcc.asterisk.runtime import PrivateSwitch
from voipcc.secrets_file import Secrets, load_secrets
from voipcc.settings import CentreSettings
from voipcc.softphone.ear import RATE_HZ, tone, tone_blocks
from voipcc.softphone.sip.account import PhoneAccount, PhoneError, Srtp
from voipcc.softphone.sip.remote import PjRobot

pytest.importorskip("pjsua2")
aiortc = pytest.importorskip("aiortc")
aioice = pytest.importorskip("aioice.ice")
from voipcc.softphone.webrtc.account import WebAccount  # noqa: E402
from voipcc.softphone.webrtc.phone import BrowserPhone, WebManners  # noqa: E402

pytestmark = [
    pytest.mark.live,
    pytest.mark.asyncio(loop_scope="module"),
]
PHONES = {"anna": "udp", "ben": "tcp", "cleo": "tls", "dora": "wss"}
EXTENSIONS = {"anna": "101", "ben": "102", "cleo": "103", "dora": "104"}
needs_candidates = pytest.mark.skipif(
    not aioice.get_host_addresses(use_ipv4=True, use_ipv6=False),
    reason="WebRTC wants an address that is not 127.x, and this machine has none",
)


@dataclass(frozen=True)
class Exchange:
    """The running switch, where every phone can dial every other one by a short number."""

    switch: PrivateSwitch
    secrets: Secrets
    address: str
    certificate: Path

    def account(self, agent: str) -> PhoneAccount:
        secret = self.secrets.devices[f"{agent}/desk"]
        transport: Any = PHONES[agent]
        port = getattr(self.switch.sip_ports, transport)
        srtp: Srtp = "required" if transport == "tls" else "off"
        ca_file = self.certificate if transport == "tls" else None
        return PhoneAccount(
            self.address, secret.endpoint, secret.password, transport, port, srtp, ca_file
        )

    def web_account(self, **more: Any) -> WebAccount:
        secret = self.secrets.devices["dora/desk"]
        trust = more or {"ca_file": self.certificate}
        return WebAccount(
            self.address, self.switch.sip_ports.wss, secret.endpoint, secret.password, **trust
        )

    def robot(self, agent: str, **wish: Any) -> PjRobot:
        return PjRobot(self.account(agent), local_address=loopback(), **wish)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def exchange(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Exchange]:
    folder = tmp_path_factory.mktemp("phones")
    settings = CentreSettings.model_validate(
        {
            "listen": {"address": loopback(), "udp": 0, "tcp": 0, "tls": 0, "wss": 0},
            "local_networks": ["127.0.0.0/8"],
            "rtp_ports": audio_ports(),
            "agents": {
                name: {"devices": {"desk": {"transport": how}}} for name, how in PHONES.items()
            },
        }
    )
    secrets = load_secrets(folder / "secrets.json", settings)
    switch = await PrivateSwitch.start(settings, secrets, folder / "asterisk")
    try:
        await switch.console("module load app_dial.so")
        for agent, extension in EXTENSIONS.items():
            endpoint = secrets.devices[f"{agent}/desk"].endpoint
            # Both steps: what is missing here would be taken from the centre's own patterns.
            for step in (f"1,Dial(PJSIP/{endpoint},20)", "2,Hangup(${HANGUPCAUSE})"):
                words = f"dialplan add extension {extension},{step} into from-device"
                assert "added" in await switch.console(words)
        certificate = folder / "asterisk" / "keys" / "cert.pem"
        yield Exchange(switch, secrets, str(settings.listen.address), certificate)
    finally:
        await switch.stop()


@pytest.mark.parametrize(("caller", "called"), [("anna", "ben"), ("ben", "cleo"), ("cleo", "anna")])
async def test_two_phones_hear_each_other(exchange: Exchange, caller: str, called: str) -> None:
    """Phones over UDP, TCP and TLS with SRTP register, call, and hear each other's tone."""
    manners = {"answer_after_s": 0.2, "hang_up_after_s": 2.5}
    async with (
        exchange.robot(caller, tone_hz=700) as one,
        exchange.robot(called, tone_hz=1000, manners=manners) as other,
    ):
        await asyncio.gather(one.register(), other.register())
        call = await one.call(EXTENSIONS[called])
        ours, theirs = await asyncio.gather(one.outcome(), other.outcome())
        heard_here, heard_there = await asyncio.gather(one.heard(call, 1000), other.heard(1, 700))
        assert min(heard_here.seconds, heard_there.seconds) > 2
        assert max(heard_here.longest_gap_s, heard_there.longest_gap_s) < 0.2
        assert (await other.heard(1, 1000)).seconds == 0
        assert (ours.ended_by, theirs.ended_by) == ("far", "us")
        assert (ours.encrypted, theirs.encrypted) == (caller == "cleo", called == "cleo")
        assert (
            ours.invite_ns < theirs.invite_ns < theirs.answered_ns <= ours.answered_ns + 50_000_000
        )


async def test_a_wrong_password_is_named(exchange: Exchange) -> None:
    """A phone with a wrong password is told so, and what to do."""
    account = replace(exchange.account("anna"), password="wrong")
    async with PjRobot(account, local_address=loopback()) as robot:
        with pytest.raises(PhoneError, match="refused user name or password") as refused:
            await robot.register()
        assert "voipcc agent" in refused.value.remedy


async def test_a_strange_certificate_is_refused(exchange: Exchange, tmp_path: Path) -> None:
    """A phone over TLS does not register where the certificate is not the one it trusts."""
    other = tmp_path / "other.pem"
    other.write_text(_other_certificate())
    account = replace(exchange.account("cleo"), ca_file=other)
    async with PjRobot(account, local_address=loopback()) as robot:
        with pytest.raises(PhoneError, match="certificate"):
            await robot.register()


@pytest.mark.parametrize("method", ["rfc4733", "info"])
async def test_keys_arrive(exchange: Exchange, method: str) -> None:
    """Keys pressed as RFC 4733 or INFO arrive at the other phone, in order and once."""
    async with (
        exchange.robot("anna") as one,
        exchange.robot("ben", manners={"answer_after_s": 0}) as other,
    ):
        await asyncio.gather(one.register(), other.register())
        await one.call(EXTENSIONS["ben"])
        await one.wait("answered")
        await other.wait("audio")
        await one.do("press", digits="19#", method=method)
        for key in "19#":
            await other.wait("digit", digit=key)
        await one.do("hang_up")
        assert (await other.outcome()).digits == "19#"


async def test_hold_gives_music_and_resume_the_talk(exchange: Exchange) -> None:
    """On hold the far side hears music instead of our tone; after resume it hears us again."""
    async with (
        exchange.robot("anna", tone_hz=700) as one,
        exchange.robot("ben", tone_hz=1000, manners={"answer_after_s": 0}) as other,
    ):
        await asyncio.gather(one.register(), other.register())
        call = await one.call(EXTENSIONS["ben"])
        await other.hears(1, 700, 1)
        await one.do("hold")
        await one.wait("held")
        held_ns = await _silence_of(other, 1, 700)
        await _noise(other, held_ns)
        resumed_ns = time.monotonic_ns()
        await one.do("resume")
        await other.hears(1, 700, 1, resumed_ns)
        await one.hears(call, 1000, 1, resumed_ns)


async def test_a_muted_phone_sends_silence_and_stays(exchange: Exchange) -> None:
    """Muting takes our tone away while packets go on; with silence suppression they stop too."""
    async with (
        exchange.robot("anna", tone_hz=700) as one,
        exchange.robot(
            "ben", tone_hz=1000, manners={"answer_after_s": 0}, silence_suppression=True
        ) as other,
    ):
        await asyncio.gather(one.register(), other.register())
        call = await one.call(EXTENSIONS["ben"])
        await other.hears(1, 700, 0.5)
        await one.hears(call, 1000, 0.5)
        await asyncio.gather(one.do("mute"), other.do("mute"))
        await _silence_of(other, 1, 700)
        before = await asyncio.gather(_sent(one), _sent(other))
        await asyncio.sleep(1.5)
        after = await asyncio.gather(_sent(one), _sent(other))
        assert after[0] - before[0] >= 60
        assert after[1] - before[1] <= 10
        unmuted_ns = time.monotonic_ns()
        await asyncio.gather(one.do("mute", muted=False), other.do("mute", muted=False))
        await other.hears(1, 700, 0.5, unmuted_ns)


async def test_a_blind_transfer_moves_the_caller(exchange: Exchange) -> None:
    """After a blind transfer the caller talks to the third phone and the second one is free."""
    async with (
        exchange.robot("anna", tone_hz=700) as caller,
        exchange.robot("ben", tone_hz=1000, manners={"answer_after_s": 0}) as agent,
        exchange.robot("cleo", tone_hz=1300, manners={"answer_after_s": 0}) as third,
    ):
        await asyncio.gather(caller.register(), agent.register(), third.register())
        call = await caller.call(EXTENSIONS["ben"])
        await caller.hears(call, 1000, 0.5)
        await agent.do("transfer", target=EXTENSIONS["cleo"])
        await agent.outcome(10)
        await caller.hears(call, 1300, 1)
        await third.hears(1, 700, 1)


async def test_an_attended_transfer_joins_the_two(exchange: Exchange) -> None:
    """A consultation while the caller waits, then both are joined and the agent is free."""
    async with (
        exchange.robot("anna", tone_hz=700) as caller,
        exchange.robot("ben", tone_hz=1000, manners={"answer_after_s": 0}) as agent,
        exchange.robot("cleo", tone_hz=1300, manners={"answer_after_s": 0}) as third,
    ):
        await asyncio.gather(caller.register(), agent.register(), third.register())
        call = await caller.call(EXTENSIONS["ben"])
        await caller.hears(call, 1000, 0.5)
        consultation = await agent.call(EXTENSIONS["cleo"])
        await agent.hears(consultation, 1300, 0.5)
        assert (await third.heard(1, 700)).seconds == 0
        await agent.do("join")
        await agent.outcome(10)
        await agent.outcome(10)
        await caller.hears(call, 1300, 1)
        await third.hears(1, 700, 1)


async def test_declined_and_given_up_calls_are_told_apart(exchange: Exchange) -> None:
    """The caller learns a refusal's code, and a called phone learns that the caller gave up."""
    async with (
        exchange.robot("anna") as one,
        exchange.robot("ben", manners={"decline_code": 486}) as busy,
        exchange.robot("cleo") as patient,
    ):
        await asyncio.gather(one.register(), busy.register(), patient.register())
        await one.call(EXTENSIONS["ben"])
        refused, declined = await asyncio.gather(one.outcome(), busy.outcome())
        assert (declined.code, declined.ended_by, declined.answered_ns) == (486, "us", 0)
        assert refused.ended_by == "far"
        await one.call(EXTENSIONS["cleo"])
        await patient.wait("incoming")
        await one.do("hang_up")
        given_up = await patient.outcome()
        assert (given_up.answered_ns, given_up.ended_by, given_up.code) == (0, "far", 487)


@needs_candidates
@pytest.mark.parametrize("codec", ["opus", "PCMU"])
async def test_a_browser_phone_calls(exchange: Exchange, codec: str) -> None:
    """A WebRTC phone registers over wss, dials, and both sides hear each other's tone."""
    async with (
        BrowserPhone(exchange.web_account(), tone_hz=700, codecs=(codec,)) as browser,
        exchange.robot("anna", tone_hz=1000, manners={"answer_after_s": 0.2}) as desk,
    ):
        await asyncio.gather(browser.register(), desk.register())
        call = await browser.call(EXTENSIONS["anna"])
        await call.hears(1000, 1.5)
        await desk.hears(1, 700, 1.5)
        await call.hang_up()
        assert (call.outcome().ended_by, call.outcome().codec) == ("us", codec)
        assert (await desk.outcome()).ended_by == "far"


@needs_candidates
async def test_a_browser_phone_is_called(exchange: Exchange) -> None:
    """A WebRTC phone rings, answers by itself, holds, resumes, sends keys and is hung up."""
    manners = WebManners(answer_after_s=0.2)
    async with (
        BrowserPhone(exchange.web_account(), tone_hz=1000, manners=manners) as browser,
        exchange.robot("anna", tone_hz=700) as desk,
    ):
        await asyncio.gather(browser.register(), desk.register())
        number = await desk.call(EXTENSIONS["dora"])
        call = await browser.rung()
        await call.hears(700, 1)
        await desk.hears(number, 1000, 1)
        await call.press("4")
        await desk.wait("digit", digit="4")
        await call.hold()
        await _silence_of(desk, number, 1000)
        resumed_ns = time.monotonic_ns()
        await call.resume()
        await desk.hears(number, 1000, 1, resumed_ns)
        await desk.do("hang_up")
        await asyncio.wait_for(call.ended.wait(), 5)
        times = call.outcome().times
        assert 0 < times.invite <= times.ringing < times.answered < times.connected < times.ended


@needs_candidates
async def test_a_browser_phone_can_decline_and_be_given_up(exchange: Exchange) -> None:
    """A WebRTC phone refuses with its code, cancels what it dialled, and sees a caller give up."""
    async with (
        BrowserPhone(exchange.web_account()) as browser,
        exchange.robot("anna") as desk,
    ):
        await asyncio.gather(browser.register(), desk.register())
        await desk.call(EXTENSIONS["dora"])
        (await browser.rung()).decline(486)
        assert (await desk.outcome()).answered_ns == 0
        await desk.call(EXTENSIONS["dora"])
        ringing = await browser.rung()
        await desk.do("hang_up")
        await asyncio.wait_for(ringing.ended.wait(), 5)
        assert (ringing.code, ringing.ended_by) == (487, "far")
        dialled = await browser.call(EXTENSIONS["anna"])
        await desk.wait("incoming")
        await dialled.hang_up()
        assert (dialled.code, dialled.ended_by) == (487, "us")


async def test_a_browser_phone_checks_whom_it_talks_to(exchange: Exchange) -> None:
    """Without the certificate or its fingerprint the WebRTC phone does not connect; with it, it does."""
    with pytest.raises(PhoneError, match="not trusted"):
        await BrowserPhone(exchange.web_account(ca_file=None)).connect()
    with pytest.raises(PhoneError, match="another certificate") as refused:
        await BrowserPhone(exchange.web_account(fingerprint="00" * 32)).connect()
    shown = str(refused.value).split("SHA-256 ")[1].rstrip(").")
    async with BrowserPhone(exchange.web_account(fingerprint=shown)) as phone:
        await phone.register()
    wrong = replace(exchange.web_account(), password="wrong")
    async with BrowserPhone(wrong) as phone:
        with pytest.raises(PhoneError, match="refused user name or password"):
            await phone.register()


async def test_the_verb_phone_runs_a_script(exchange: Exchange, tmp_path: Path) -> None:
    """`voipcc phone --headless --json` plays a WAV, records one, and tells events as JSON lines."""
    settings = tmp_path / "phone.txt"
    settings.touch(mode=0o600)
    settings.write_text(exchange.account("anna").text())
    _write_tone(tmp_path / "say.wav", 700)
    script = f"call {EXTENSIONS['ben']}\nwait answered 5\nwait 2\nhangup\nwait ended 5\nquit\n"
    words = (str(settings), "--headless", "--json", "--play", str(tmp_path / "say.wav"))
    async with exchange.robot("ben", tone_hz=1000, manners={"answer_after_s": 0.1}) as robot:
        await robot.register()
        code, lines = await _phone(*words, "--record", str(tmp_path / "heard.wav"), script=script)
        assert code == 0
        assert (await robot.heard(1, 700)).seconds > 1.5
    events = [json.loads(line)["event"] for line in lines]
    assert events[0] == "registered"
    assert {"calling", "answered", "audio", "ended", "unregistered"} <= set(events)
    assert tone_blocks(_recorded(tmp_path / "heard.wav"), 1000).sum() * 0.04 > 1.5


@pytest.mark.parametrize("sound", [(), ("--tone-hz", "1000")], ids=["silence", "tone"])
async def test_the_verb_phone_sends_in_its_second_call_too(
    exchange: Exchange, tmp_path: Path, sound: tuple[str, ...]
) -> None:
    """Without a sound card, idle for a while after a first call: whoever is called then is no dead line."""
    settings = tmp_path / "phone.txt"
    settings.touch(mode=0o600)
    settings.write_text(exchange.account("ben").text())
    first = f"call {EXTENSIONS['anna']}\nwait answered 5\nhangup\nwait ended 5\n"
    words = (str(settings), "--headless", "--auto-answer", "0.1", *sound)
    async with exchange.robot("anna", tone_hz=700, manners={"answer_after_s": 0.1}) as robot:
        await robot.register()
        phone = asyncio.create_task(_phone(*words, script=f"{first}wait 8\nquit\n"))
        while not await robot.do("status"):
            await asyncio.wait({phone}, timeout=0.05)
        while await robot.do("status"):
            await asyncio.wait({phone}, timeout=0.05)
        await asyncio.wait({phone}, timeout=2.5)  # its sound is closed a second after a call
        await robot.call(EXTENSIONS["ben"])
        most = 0
        while not phone.done():
            calls = await robot.do("status")
            most = max([most, *(int(one["received_packets"]) for one in calls)])
            await asyncio.wait({phone}, timeout=0.2)
        assert most >= 50, phone.result()


async def test_the_verb_phone_says_what_is_wrong(exchange: Exchange, tmp_path: Path) -> None:
    """Wrong password, nobody there, no device: one sentence each with a remedy, exit code 2."""
    settings = tmp_path / "phone.txt"
    settings.touch(mode=0o600)
    settings.write_text(replace(exchange.account("anna"), password="wrong").text())
    code, lines = await _phone(str(settings), "--headless")
    assert (code, "refused user name or password" in lines[-1]) == (2, True)
    code, lines = await _phone(
        str(settings), "--headless", "--transport", "tcp", "--server", "127.0.0.1:1"
    )
    assert (code, "Cannot connect" in lines[-1]) == (2, True)
    code, lines = await _phone(str(settings), "--microphone", "no such thing")
    assert (code, "microphone" in lines[-1]) == (2, True)


# --- means -------------------------------------------------------------------------------------


async def _silence_of(robot: PjRobot, call: int, hz: float) -> int:
    """Returns a moment from which on the tone was away for 0.4 s."""
    async with asyncio.timeout(10):
        while True:
            moment = time.monotonic_ns()
            await asyncio.sleep(0.5)
            if (
                await robot.heard(call, hz, start_ns=moment, end_ns=moment + 400_000_000)
            ).seconds == 0:
                return moment


async def _noise(robot: PjRobot, since_ns: int) -> None:
    """Returns when something else than silence was heard."""
    async with asyncio.timeout(10):
        while True:
            if await robot.do("loudness", call=1, start_ns=since_ns) >= 50:
                return
            await asyncio.sleep(0.1)


async def _sent(robot: PjRobot) -> int:
    (call,) = await robot.do("status")
    return int(call["sent_packets"])


async def _phone(*words: str, script: str = "") -> tuple[int, list[str]]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "voipcc", "phone", *words),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={key: value for key, value in os.environ.items() if not key.startswith("VOIPCC_PHONE")},
    )
    output, _ = await asyncio.wait_for(process.communicate(script.encode()), 40)
    return process.returncode or 0, output.decode().splitlines()


def _write_tone(path: Path, hz: float) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(tone(hz, RATE_HZ).tobytes())


def _recorded(path: Path) -> Any:
    """The file's samples at 8 kHz."""
    with wave.open(str(path), "rb") as file:
        step = file.getframerate() // RATE_HZ
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")[::step]


def _other_certificate() -> str:
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "somebody else")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(1)
    builder = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    signed = builder.sign(key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM).decode()
