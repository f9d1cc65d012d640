"""A phone's settings: read from a file, the environment and arguments; wrong ones named."""

from pathlib import Path

import pytest

from voipcc.softphone.phone_cli import PhoneWish, settle_account
from voipcc.softphone.sip.account import (
    PhoneAccount,
    PhoneError,
    account_from,
    environment_settings,
    read_account_file,
)
from voipcc.softphone.sip.faults import registration_fault

ACCOUNT = PhoneAccount(
    "127.0.0.1", "anna-1f", "pass:word", "tcp", 5070, "optional", display="Anna B"
)
NEEDED = {"server": "127.0.0.1", "username": "anna", "password": "secret"}


def test_a_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    """What `text` writes is what `read_account_file` reads, colons in the password included."""
    file = tmp_path / "phone"
    file.write_text("# settings of anna/desk\n\n" + ACCOUNT.text())
    assert account_from(read_account_file(file)) == ACCOUNT


def test_a_certificate_beside_the_file_is_found(tmp_path: Path) -> None:
    """ca_file is taken relative to the settings file, and must exist."""
    file = tmp_path / "phone"
    file.write_text("server: h\nusername: u\npassword: p\ntransport: tls\nca_file: ca.pem\n")
    with pytest.raises(PhoneError, match=r"ca\.pem does not exist"):
        account_from(read_account_file(file))
    (tmp_path / "ca.pem").write_text("x")
    account = account_from(read_account_file(file))
    assert (account.ca_file, account.srtp, account.address) == (
        tmp_path / "ca.pem",
        "required",
        "h:5061",
    )


@pytest.mark.parametrize(
    ("line", "place"),
    [("passwort: x", ":1: 'passwort'"), ("just words", ":1: 'just words'")],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, place: str) -> None:
    """An unknown key is told with file, line and the known keys."""
    file = tmp_path / "phone"
    file.write_text(line + "\n")
    with pytest.raises(PhoneError) as wrong:
        read_account_file(file)
    assert f"{file}{place}" in str(wrong.value)
    assert "username" in wrong.value.remedy


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    """A missing, binary or huge file gets a sentence, not a traceback."""
    with pytest.raises(PhoneError, match="cannot be read"):
        read_account_file(tmp_path / "none")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PhoneError, match="cannot be read"):
        read_account_file(tmp_path / "binary")
    (tmp_path / "huge").write_bytes(b"#" * 100_000)
    with pytest.raises(PhoneError, match="too large"):
        read_account_file(tmp_path / "huge")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": ""}, "password is not known"),
        ({"transport": "sctp"}, "transport is 'sctp'"),
        ({"transport": "wss"}, "browser phone"),
        ({"srtp": "maybe"}, "srtp is 'maybe'"),
        ({"server": "host:99999"}, "'99999' is no port"),
        ({"verify": "perhaps"}, "verify is 'perhaps'"),
        ({"username": "a>b"}, "username 'a>b'"),
        ({"display": 'A" <sip:x>'}, "display"),
    ],
)
def test_a_wrong_setting_is_named(change: dict[str, str], words: str) -> None:
    """Each wrong value is refused by name; nothing reaches SIP that could forge an address."""
    with pytest.raises(PhoneError, match=words):
        account_from(NEEDED | change)


def test_arguments_win_over_environment_over_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file gives what neither environment nor arguments say."""
    file = tmp_path / "phone"
    file.write_text("server: file.example\nusername: file\npassword: file\n")
    file.chmod(0o600)
    monkeypatch.setenv("VOIPCC_PHONE_USERNAME", "environment")
    monkeypatch.setenv("VOIPCC_PHONE_PASSWORD", "environment")
    assert environment_settings()["password"] == "environment"
    account = settle_account(PhoneWish(file, {"username": "argument", "server": ""}))
    assert (account.server, account.username, account.password) == (
        "file.example",
        "argument",
        "environment",
    )


def test_a_readable_password_file_is_warned_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A settings file that others may read still works, with a warning on standard error."""
    file = tmp_path / "phone"
    file.write_text(ACCOUNT.text())
    file.chmod(0o644)
    assert settle_account(PhoneWish(file)).username == ACCOUNT.username
    assert "chmod 600" in capsys.readouterr().err


def test_a_password_is_never_shown() -> None:
    """The account's representation leaves the password out."""
    assert "pass:word" not in repr(ACCOUNT)


def test_targets_become_addresses() -> None:
    """A number is dialled at our server over our transport; a whole SIP URI stays as it is."""
    assert ACCOUNT.uri("+4930") == "sip:+4930@127.0.0.1:5070;transport=tcp"
    assert ACCOUNT.uri("sip:ben@example.org") == "sip:ben@example.org"


@pytest.mark.parametrize(
    ("code", "reason", "words"),
    [
        (401, "Unauthorized", "refused user name or password"),
        (403, "Forbidden", "refused user name or password"),
        (404, "Not Found", "knows no user 'anna-1f'"),
        (408, "Request Timeout", "No answer from 127.0.0.1:5070 over TCP"),
        (502, "gethostbyname() (PJ_ERESOLVE)", "cannot be resolved"),
        (503, "Connection refused", "Cannot connect"),
        (503, "SSL certificate verification error (PJSIP_TLS_ECERTVERIF)", "not trusted"),
        (500, "Oops", "500 Oops"),
    ],
)
def test_a_refused_registration_is_explained(code: int, reason: str, words: str) -> None:
    """Each kind of refusal has its own sentence and a remedy."""
    message, remedy = registration_fault(code, reason, ACCOUNT)
    assert words in message
    assert remedy


def test_a_guest_needs_a_server_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who only calls has no account: no password is asked for, none is taken along."""
    monkeypatch.setattr("voipcc.softphone.phone_cli._asked_password", lambda name: 1 / 0)
    wish = PhoneWish(given={"server": "127.0.0.1:5070"}, guest=True)
    account = settle_account(wish)
    assert (account.guest, account.username, account.address) == (True, "caller", "127.0.0.1:5070")
    with_file = settle_account(PhoneWish(given=NEEDED | {"username": "+4930999"}, guest=True))
    assert (with_file.guest, with_file.username) == (True, "+4930999")
    with pytest.raises(PhoneError, match="server is not known"):
        settle_account(PhoneWish(guest=True))
    assert not account_from(NEEDED).guest
