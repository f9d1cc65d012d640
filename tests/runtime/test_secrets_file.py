"""The file of secrets: made whole, kept private, completed, never lost."""

import json
import stat

import pytest

from tests.runtime.centres import settings
from voipcc.pins import fits
from voipcc.secrets_file import SecretsError, load_secrets, set_pin, set_trunk_password
from voipcc.settings import CentreSettings, SupervisorSettings


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "secrets.json"


def test_secrets_are_made_at_the_first_load_for_their_owner_only(path):
    """The first load makes a file of rights 0600 in a folder of rights 0700."""
    load_secrets(path, settings())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_second_load_changes_nothing(path):
    """Loading again gives the same secrets and leaves the file alone."""
    first = load_secrets(path, settings())
    before = path.stat().st_mtime_ns
    assert load_secrets(path, settings()) == first
    assert path.stat().st_mtime_ns == before


def test_every_password_and_name_is_another_one(path):
    """No two secrets are equal, and none can be derived from the device's name."""
    made = load_secrets(path, settings())
    words = [made.ari_password, made.ami_password]
    words += [word for one in made.devices.values() for word in (one.endpoint, one.password)]
    words += [one.inbound_password for one in made.trunks.values()]
    assert len(set(words)) == len(words)
    assert all(len(word) >= 20 for word in words)


def test_a_new_device_gets_its_secret_and_the_others_keep_theirs(path):
    """Settings that gain a device gain a secret; settings that lose one lose none."""
    whole = settings()
    fewer = CentreSettings.model_validate(
        {"agents": {"ben": {"devices": {"soft": {"transport": "udp"}}}}}
    )
    first = load_secrets(path, fewer)
    second = load_secrets(path, whole)
    assert second.devices["ben/soft"] == first.devices["ben/soft"]
    assert second.devices.keys() == {"ben/soft", "anna/desk", "anna/web"}
    assert load_secrets(path, fewer) == second


def test_a_file_others_may_read_is_refused_with_the_remedy(path):
    """A readable file of passwords is not used; the message says chmod."""
    load_secrets(path, settings())
    path.chmod(0o640)
    with pytest.raises(SecretsError, match="chmod 600"):
        load_secrets(path, settings())


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 2}', '{"format": 1, "seed": 1}'])
def test_a_damaged_file_is_named_and_left_alone(path, content):
    """A file that cannot be understood is neither used nor overwritten."""
    load_secrets(path, settings())
    path.write_text(content)
    with pytest.raises(SecretsError, match=r"secrets\.json is damaged"):
        load_secrets(path, settings())
    assert path.read_text() == content


def test_a_carriers_password_is_kept(path):
    """A trunk's password is there at the next load, and nothing else has changed."""
    before = load_secrets(path, settings())
    set_trunk_password(path, settings(), "silent", "given by the carrier")
    after = load_secrets(path, settings())
    assert after.trunks["silent"].password == "given by the carrier"
    assert after.devices == before.devices


@pytest.mark.parametrize(("trunk", "password"), [("nobody", "x"), ("silent", "a\nb")])
def test_a_password_for_no_trunk_or_of_two_lines_is_refused(path, trunk, password):
    """An unknown trunk and a password with a line break leave the file as it was."""
    load_secrets(path, settings())
    before = path.read_text()
    with pytest.raises(SecretsError):
        set_trunk_password(path, settings(), trunk, password)
    assert path.read_text() == before


def test_an_interrupted_write_leaves_the_old_file(path, monkeypatch):
    """When the new file cannot be finished the old one is whole."""
    load_secrets(path, settings())
    before = json.loads(path.read_text())

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("voipcc.secrets_file.os.fsync", full)
    with pytest.raises(SecretsError, match=r"No space.*make room"):
        set_trunk_password(path, settings(), "silent", "x")
    assert json.loads(path.read_text()) == before


def test_secrets_do_not_show_when_printed(path):
    """The text of a Secrets value holds no password."""
    made = load_secrets(path, settings())
    passwords = [made.ari_password, *(one.password for one in made.devices.values())]
    assert not [word for word in passwords if word in repr(made)]


def test_a_pin_is_kept_sealed_and_only_for_a_supervisor(path):
    """The file never holds the digits; somebody who is no supervisor, or no PIN, is refused."""
    centre = settings().model_copy(update={"supervisors": {"anna": SupervisorSettings()}})
    kept = set_pin(path, centre, "anna", "4711")
    assert fits("4711", load_secrets(path, centre).pins["anna"]) and "4711" not in repr(kept)
    assert load_secrets(path, settings()).pins == kept.pins
    for name, pin in (("ben", "4711"), ("anna", "471"), ("anna", "47 11")):
        with pytest.raises(SecretsError, match=r"supervisor|digits"):
            set_pin(path, centre, name, pin)
