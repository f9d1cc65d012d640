"""`voipcc doctor`: what it finds good, doubtful and bad, and the remedy it names."""

import socket
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import pytest

from tests.database.server import Server
from voipcc import doctor
from voipcc.database.permit_book import PermitBook
from voipcc.doctor import Finding, examine
from voipcc.secrets_file import load_secrets, set_lookup_secret, set_pin
from voipcc.settings import (
    AgentSettings,
    CentreSettings,
    DeviceSettings,
    ListenSettings,
    SupervisorSettings,
)


def found(settings: CentreSettings, folder: Path, what: str, running: bool = False) -> Finding:
    """The finding about one thing."""
    return next(one for one in examine(settings, folder, running) if one.what == what)


def centre(**more: object) -> CentreSettings:
    """A centre on loopback with free ports."""
    listen = ListenSettings(udp=0, tcp=0, tls=0, wss=0)
    return CentreSettings.model_validate({"listen": listen.model_dump(), **more})


def phones(transport: str) -> dict[str, AgentSettings]:
    """One agent with one phone."""
    device = DeviceSettings.model_validate({"transport": transport})
    return {"anna": AgentSettings(devices={"desk": device})}


def test_a_fit_machine_has_nothing_bad(tmp_path: Path) -> None:
    """A centre on loopback with free ports gets no bad finding and no remedy for a good one."""
    findings = examine(centre(), tmp_path, running=False)
    assert all(one.verdict != "bad" for one in findings), findings
    assert all(not one.remedy for one in findings if one.verdict == "good")


def test_everything_not_good_has_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is wrong, the finding says what to do."""
    monkeypatch.setattr(doctor, "LEAST_DISK_BYTES", 1 << 60)
    monkeypatch.setattr(doctor, "LEAST_MEMORY_KB", 1 << 60)
    monkeypatch.setattr(doctor, "LEAST_FILES", 1 << 60)
    monkeypatch.setattr(doctor, "EARLIEST_CLOCK_S", 1 << 60)
    wrong = [
        one for one in examine(centre(max_calls=9999), tmp_path, False) if one.verdict != "good"
    ]
    assert {one.what for one in wrong} >= {"disk", "memory", "open files", "clock", "audio ports"}
    assert all(one.remedy for one in wrong)


def test_a_taken_port_is_bad_unless_the_centre_itself_has_it(tmp_path: Path) -> None:
    """Another program's port is named; a running centre's own ports are right."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        settings = centre(listen={"udp": port, "tcp": 0, "tls": 0, "wss": 0})
        taken = found(settings, tmp_path, "port udp")
        assert (taken.verdict, taken.text) == ("bad", f"127.0.0.1:{port}")
        assert f"sport = :{port}" in taken.remedy
        assert not any(one.what == "port udp" for one in examine(settings, tmp_path, True))


def test_an_address_of_another_machine_is_bad(tmp_path: Path) -> None:
    """Listening on an address this machine does not have cannot work."""
    settings = centre(listen={"address": "192.0.2.77", "udp": 0, "tcp": 0, "tls": 0, "wss": 0})
    assert found(settings, tmp_path, "listen address").verdict == "bad"
    assert found(settings, tmp_path, "public address").verdict == "warning"


@pytest.mark.parametrize(
    ("transport", "local", "verdict"),
    [("udp", (), "bad"), ("tcp", (), "bad"), ("tls", (), "good"), ("udp", ("192.0.2.0/24",), None)],
)
def test_plain_phones_beyond_loopback_need_a_named_network(
    tmp_path: Path, transport: str, local: tuple[str, ...], verdict: str | None
) -> None:
    """Unencrypted phones on an address others reach are refused unless a network is named."""
    settings = CentreSettings(
        listen=ListenSettings(address=IPv4Address("192.0.2.77")),
        local_networks=tuple(map(IPv4Network, local)),
        agents=phones(transport),
    )
    verdicts = [one.verdict for one in examine(settings, tmp_path, True) if one.what == "exposure"]
    assert verdicts == ([verdict] if verdict else [])


def test_loopback_is_never_exposed(tmp_path: Path) -> None:
    """On loopback any phone may speak plainly."""
    findings = examine(centre(agents={"anna": phones("udp")["anna"].model_dump()}), tmp_path, True)
    assert "exposure" not in {one.what for one in findings}


def test_secrets_others_may_read_are_bad(tmp_path: Path) -> None:
    """Rights wider than the owner's are found, with the command that mends them."""
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    (state / "secrets.json").write_text("{}")
    (state / "secrets.json").chmod(0o644)
    (state / "parties.log").write_text("")
    (state / "parties.log").chmod(0o600)
    secrets = found(centre(), tmp_path, "rights of secrets.json")
    assert (secrets.verdict, secrets.remedy.split(";")[0]) == (
        "bad",
        f"chmod 600 {state / 'secrets.json'}",
    )
    assert found(centre(), tmp_path, "rights of parties.log").verdict == "good"
    assert found(centre(), tmp_path, "rights of state").verdict == "good"


def test_audio_ports_given_to_other_programs_are_doubtful(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ports the machine hands out to anybody may be taken when a call needs them."""
    ranges = tmp_path / "range"
    monkeypatch.setattr(doctor, "EPHEMERAL_RANGE", ranges)
    ranges.write_text("32768\t60999\n")
    assert found(centre(), tmp_path, "audio ports' range").verdict == "good"
    assert (
        found(centre(rtp_ports="40000-43999"), tmp_path, "audio ports' range").verdict == "warning"
    )
    ranges.unlink()
    assert found(centre(rtp_ports="40000-43999"), tmp_path, "audio ports' range").verdict == "good"


def test_a_host_name_nobody_knows_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The switch stalls for seconds when its own name does not resolve; the remedy is one line."""

    def unknown(name: str, _port: object) -> object:
        raise socket.gaierror(-2, "unknown")

    monkeypatch.setattr(socket, "gethostname", lambda: "lonely")
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    finding = found(centre(), tmp_path, "host name")
    assert finding.verdict == "bad"
    assert "127.0.1.1 lonely" in finding.remedy


def test_memory_is_read_from_the_kernel() -> None:
    """MemAvailable counts; a kernel that does not tell gives 0."""
    assert doctor._memory_kb(lambda: "MemTotal: 9 kB\nMemAvailable:   1234 kB\n") == 1234
    assert doctor._memory_kb(lambda: "") == 0


def test_a_state_folder_nobody_may_look_into_is_bad(tmp_path: Path) -> None:
    """What cannot even be looked at is a finding, not an end of the examination."""
    (tmp_path / "state").write_text("a file in its place")
    finding = found(centre(), tmp_path, "rights of secrets.json")
    assert (finding.verdict, finding.text) == ("bad", "Not a directory")


def test_a_parked_account_is_bad_until_it_is_unparked(tmp_path: Path) -> None:
    """Whose right to dial out was taken is named with why, and with the verb that gives it back."""
    (tmp_path / "state").mkdir()
    book = PermitBook.open(tmp_path / "state" / "permits.sqlite", b"key")
    book.parked("anna", 1, "more than 5 calls within a minute")
    book.safe().result()
    parked = found(centre(), tmp_path, "dialling")
    assert (parked.verdict, parked.text[:22]) == ("bad", "anna may not dial out:")
    assert "voipcc agent unpark anna" in parked.remedy
    book.unparked("anna", 2, "a test")
    book.close()
    assert not any(one.what == "dialling" for one in examine(centre(), tmp_path, False))


def test_a_supervisor_without_a_pin_is_named(tmp_path: Path) -> None:
    """Who cannot listen by code is told, with the verb that sets a PIN; then all is good."""
    supervised = centre().model_copy(
        update={
            "agents": {"carla": AgentSettings()},
            "supervisors": {"carla": SupervisorSettings()},
        }
    )
    finding = found(supervised, tmp_path, "PINs")
    assert (finding.verdict, finding.text) == ("warning", "carla cannot listen by code")
    assert finding.remedy == "voipcc supervise pin carla"
    set_pin(tmp_path / "state" / "secrets.json", supervised, "carla", "4711")
    assert found(supervised, tmp_path, "PINs").verdict == "good"
    assert not any(one.what == "PINs" for one in examine(centre(), tmp_path, False))


def test_a_secret_nobody_gave_is_named(tmp_path: Path) -> None:
    """What a look-up sends and nobody gave is told, with the verb that keeps it; then all is good."""
    assert not any(one.what == "look-ups" for one in examine(centre(), tmp_path, False))
    (tmp_path / "dialplans").mkdir()
    (tmp_path / "dialplans" / "main.yaml").write_text(
        "format: 1\nblocks:\n  start:\n    - lookup:\n        url: https://crm.example/\n"
        '        headers: {X-Key: "{secret.crm}"}\n        on_error: start\n'
    )
    finding = found(centre(), tmp_path, "look-ups")
    assert (finding.verdict, finding.text) == ("warning", "nobody gave the secret crm")
    assert finding.remedy == "voipcc secret set crm"
    set_lookup_secret(tmp_path / "state" / "secrets.json", centre(), "crm", "word")
    assert found(centre(), tmp_path, "look-ups").verdict == "good"


@pytest.mark.xdist_group("postgres")
def test_a_records_server_that_does_not_answer_is_bad(
    tmp_path: Path, postgres: Server, database_name: str
) -> None:
    """Its version is told when it answers; when it does not, why, and that nothing is lost."""
    where = postgres.database(database_name)

    def told(port: int) -> Finding:
        place = {"host": where.host, "port": port, "database": where.database}
        settings = centre(records={"postgres": place})
        load_secrets(tmp_path / "state" / "secrets.json", settings)
        return found(settings, tmp_path, "records")

    good, bad = told(where.port), told(1)
    assert good.verdict == "good" and "answers, version" in good.text
    assert bad.verdict == "bad" and "the journal keeps every record" in bad.remedy
