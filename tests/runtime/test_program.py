"""Which Asterisk is used: the floor of versions, and what is said about one that will not do."""

import os

import pytest

from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime import external_address, program_at
from voipcc.asterisk.runtime.external import write_external
from voipcc.asterisk.runtime.logs import drop_old
from voipcc.asterisk.runtime.ports import PortTaken, choose_sip_ports
from voipcc.asterisk.runtime.program import program_on_path
from voipcc.settings import CentreSettings

from .centres import NUMBERS, secrets, settings


@pytest.fixture
def asterisk(tmp_path):
    """Makes a program that answers -V as told."""

    def make(answer, folder="usr/sbin"):
        path = tmp_path / folder / "asterisk"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\necho '{answer}'\n")
        path.chmod(0o755)
        return path

    return make


@pytest.mark.parametrize(
    "version",
    ["20.11.0", "22.10.0", "22.9.9~dfsg", "18.26.4", "certified-20.7-cert2", "GIT-master"],
)
def test_an_older_asterisk_is_refused_with_the_reason(asterisk, version):
    """Below the floor the message names the version found, the one needed, and the way out."""
    with pytest.raises(SwitchError, match=r"22\.10\.1 or newer.*security"):
        program_at(asterisk(f"Asterisk {version}"))


@pytest.mark.parametrize("version", ["22.10.1", "22.11.0+dfsg", "23.1.0"])
def test_a_new_enough_one_passes_the_floor(asterisk, version):
    """From the floor up the version is not what is complained about."""
    with pytest.raises(SwitchError, match="modules") as error:
        program_at(asterisk(f"Asterisk {version}"))
    assert version not in str(error.value)


def test_something_else_is_not_taken_for_asterisk(asterisk):
    """A program that answers otherwise is named with what it said."""
    with pytest.raises(SwitchError, match="does not start: hello"):
        program_at(asterisk("hello"))


def test_a_missing_loader_is_named(tmp_path):
    """A program whose loader is missing gives a sentence, not a traceback."""
    path = tmp_path / "asterisk"
    path.write_text("#!/no/such/loader\n")
    path.chmod(0o755)
    with pytest.raises(SwitchError, match="does not start"):
        program_at(path)


def test_a_file_that_is_no_program_is_named(tmp_path):
    """A file without the right to run says which setting to look at."""
    path = tmp_path / "asterisk"
    path.write_text("")
    with pytest.raises(SwitchError, match=r"asterisk\.program"):
        program_at(path)


def test_an_old_asterisk_on_the_path_is_passed_over(asterisk, monkeypatch):
    """An old one that happens to be installed does not stop voipcc: a private copy serves."""
    path = asterisk("Asterisk 18.2.0", "bin")
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}/usr/bin")
    assert program_on_path() is None


def test_a_port_below_1024_or_an_address_of_another_machine_is_explained():
    """An address that is not ours is refused in words about the setting."""
    elsewhere = CentreSettings.model_validate({"listen": {"address": "192.0.2.1"}})
    with pytest.raises(PortTaken, match=r"listen\.address: 192\.0\.2\.1"):
        choose_sip_ports(elsewhere)


def test_zero_takes_free_ports_and_unused_transports_take_none():
    """Ports for 0 are chosen, all different; a transport nobody uses stays closed."""
    ports = dict.fromkeys(("udp", "tcp", "tls", "wss"), 0)
    agents = {"anna": {"devices": {"desk": {"transport": "tls"}}}}
    chosen = choose_sip_ports(CentreSettings.model_validate({"listen": ports, "agents": agents}))
    assert chosen.wss == 0
    assert len({chosen.udp, chosen.tcp, chosen.tls}) == 3
    assert min(chosen.udp, chosen.tcp, chosen.tls) >= 1024


def test_old_logs_are_dropped_oldest_first(tmp_path):
    """Of the numbered files the newest few stay; other files are not touched."""
    for number in range(12):
        (tmp_path / f"messages.log.{number}").touch()
    (tmp_path / "messages.log").touch()
    (tmp_path / "messages.log.txt").touch()
    drop_old(tmp_path / "messages.log", kept=3)
    assert {path.name for path in tmp_path.iterdir()} == {
        "messages.log",
        "messages.log.txt",
        *(f"messages.log.{number}" for number in range(3)),
    }


EXTERNAL = {
    "mode": "external",
    "ari_url": "http://127.0.0.1:8088",
    "ami_address": "127.0.0.1:5038",
}


def test_an_external_asterisk_is_spoken_to_where_the_settings_say():
    """Address, ports and names of an external Asterisk come from settings and secrets."""
    address = external_address(settings(asterisk=EXTERNAL), secrets())
    assert (address.ari_host, address.ari_port) == ("127.0.0.1", 8088)
    assert (address.ami_host, address.ami_port) == ("127.0.0.1", 5038)
    assert address.endpoints["anna/desk"] == "annadesk-00"


def test_an_external_asterisk_gets_files_and_instructions(tmp_path):
    """The files for someone else's Asterisk are private, and hold its own ports."""
    written = write_external(tmp_path / "out", settings(asterisk=EXTERNAL), secrets(), NUMBERS)
    assert tmp_path / "out" / "README" in written
    assert "bindport = 8088" in (tmp_path / "out" / "http.conf").read_text()
    assert not [path for path in written if path.stat().st_mode & 0o077]


@pytest.mark.parametrize("broken", [{"ari_url": "127.0.0.1:8088"}, {"ami_address": "127.0.0.1"}])
def test_an_incomplete_external_address_is_named(broken):
    """The setting that is wrong is named, with an example."""
    whole = settings(asterisk=EXTERNAL)
    asterisk = whole.asterisk.model_copy(update=broken)
    with pytest.raises(SwitchError, match=rf"asterisk\.{next(iter(broken))}.*such as"):
        external_address(whole.model_copy(update={"asterisk": asterisk}), secrets())
