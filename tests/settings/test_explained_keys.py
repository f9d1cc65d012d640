"""One line about every key."""

import re

import pytest

from voipcc.centre_file import SettingsError, all_keys, explain


@pytest.mark.parametrize("key", all_keys())
def test_every_key_has_one_line(key):
    """Every key of the centre file is explained in one line that begins with its name."""
    line = explain(key)
    assert re.fullmatch(rf"{re.escape(key)}: [A-Za-z].*\.( \(.*\))?", line)
    assert 20 < len(line) < 200


def test_all_keys_are_listed():
    """The list goes down to the keys of devices and registrations."""
    assert {
        "format",
        "listen.wss",
        "agents.NAME.devices.NAME.transport",
        "queues.NAME.wrap_up_s",
        "trunks.NAME.registration.expiry_s",
    } <= set(all_keys())


def test_a_key_may_be_asked_for_as_it_stands_in_the_file():
    """Names of one's own and bare key names are understood."""
    line = (
        "queues.NAME.wrap_up_s: Seconds an agent has for notes after a call."
        " (0 to 3600; default 10)"
    )
    assert explain("queues.sales.wrap_up_s") == line
    assert explain("queues.wrap_up_s") == line
    assert explain("wrap_up_s") == line
    assert len(explain("transport").splitlines()) == 2


def test_limits_default_and_variable_are_told():
    """The line names range, default and environment variable."""
    assert explain("listen.udp") == (
        "listen.udp: SIP over UDP port; 0 takes a free one."
        " (0 to 65535; default 5060; VOIPCC_LISTEN__UDP)"
    )


def test_an_unknown_key_is_told_with_the_nearest():
    """A key that is not there raises with the one that was probably meant."""
    with pytest.raises(SettingsError, match=r'did you mean "listen\.udp"'):
        explain("listen.upd")
    with pytest.raises(SettingsError, match=r'did you mean "queues\.NAME\.wrap_up_s"'):
        explain("wrapup_s")
    with pytest.raises(SettingsError, match="lists them all"):
        explain("xyzzy")
