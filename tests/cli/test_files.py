"""Verbs that need no running centre, tried as a new user tries them."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Voipcc
from voipcc.places import shipped_sounds

NOT_RUNNING = "error: no controller runs for this centre; start it: voipcc serve -c"


def test_a_new_centre_is_made_and_is_good(centre: Path, voipcc: Voipcc) -> None:
    """`init` makes a centre that `check` finds nothing wrong with, and tells how long a way takes."""
    said = voipcc("check", "-c", centre)
    *ways, last = said.out.splitlines()
    assert (said.code, last) == (0, "0 errors, 0 warnings")
    assert [line.partition(":")[0] for line in ways] == ["main", "small"]
    assert "main: whoever presses nothing is in a queue or at the end within " in ways[0]
    assert voipcc("check", "-c", centre, "--json").json == []
    (centre / "dialplans" / "small.yaml").write_text("")
    assert voipcc("check", "-c", centre).out == "1 error, 0 warnings\n"


def test_a_centre_is_never_overwritten(centre: Path, voipcc: Voipcc) -> None:
    """A second `init` names what is there and changes nothing."""
    before = (centre / "centre.yaml").read_bytes()
    said = voipcc("init", centre)
    assert said.code == 1
    assert (
        "has centre.yaml, dialplans/main.yaml, dialplans/small.yaml, dialplans/tests/main.yaml already"
        in said.err
    )
    assert (centre / "centre.yaml").read_bytes() == before


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/nobody"])
def test_a_centre_that_cannot_be_made_is_told(place: str, tmp_path: Path, voipcc: Voipcc) -> None:
    """A file in the way, or a folder nobody can write, is one sentence with the place."""
    (tmp_path / "file").write_text("")
    said = voipcc("init", tmp_path / place)
    assert said.code == 1
    assert said.err.startswith("error: ")
    assert place in said.err


@pytest.mark.parametrize(
    "verb", ["check", "doctor", "serve", "status", "calls", "reload", "agents"]
)
def test_a_missing_centre_is_wrong_usage_with_the_remedy(
    verb: str, tmp_path: Path, voipcc: Voipcc
) -> None:
    """Every verb says where it looked and how to make a centre."""
    said = voipcc(verb, "-c", tmp_path / "none")
    assert said.code == 2
    assert f"there is no {tmp_path}/none/centre.yaml; make a centre with: voipcc init" in said.err


def test_the_centres_file_may_be_named_instead_of_its_folder(centre: Path, voipcc: Voipcc) -> None:
    """-c takes centre.yaml itself too, and VOIPCC_CENTRE stands for -c."""
    assert voipcc("check", "-c", centre / "centre.yaml").code == 0
    os.environ["VOIPCC_CENTRE"] = str(centre)
    try:
        assert voipcc("check").code == 0
    finally:
        del os.environ["VOIPCC_CENTRE"]


def test_dialplans_are_checked_beside_a_wrong_centre_file(centre: Path, voipcc: Voipcc) -> None:
    """One `check` tells what is wrong in both, with file and line."""
    file = centre / "centre.yaml"
    file.write_text(file.read_text().replace("country: DE", "country: Germany"))
    plan = centre / "dialplans" / "small.yaml"
    plan.write_text(plan.read_text().replace("queue: support", "queue: suport"))
    said = voipcc("check", "-c", centre, "--json")
    assert said.code == 1
    wrong = {Path(one["file"]).name: one for one in said.json}
    assert wrong["centre.yaml"]["line"] > 0
    assert wrong["small.yaml"]["remedy"] == 'did you mean "support"?'


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00x", b"a: [", b"- 1\n", b"format: 2\n", b"x" * 2_000_000, b"a:\n" * 100_000],
    ids=["empty", "binary", "torn", "list", "newer", "huge", "many"],
)
@pytest.mark.parametrize("verb", ["check", "calls", "doctor"])
def test_a_file_that_is_no_centre_is_told(
    verb: str, content: bytes, centre: Path, voipcc: Voipcc
) -> None:
    """Whatever stands in centre.yaml, the answer is a problem with its place."""
    (centre / "centre.yaml").write_bytes(content)
    said = voipcc(verb, "-c", centre)
    assert said.code == 1
    assert "centre.yaml" in said.err
    assert len(said.err) < 20_000


def test_one_setting_is_explained(voipcc: Voipcc) -> None:
    """A key as it stands in the file gets its line; a wrong one the nearest."""
    assert voipcc("explain", "queues.sales.wrap_up_s").out.startswith("queues.NAME.wrap_up_s: ")
    said = voipcc("explain", "listen.upd")
    assert (said.code, said.err) == (
        1,
        'error: there is no key "listen.upd"; did you mean "listen.udp"?\n',
    )


@pytest.mark.parametrize(
    "words",
    [
        ("status",), ("queues",), ("agents",), ("top",), ("top", "--json"), ("stop",), ("reload",),
        ("hangup", "1-1"), ("agent", "login", "anna"), ("agent", "logout", "anna"),
        ("agent", "ready", "anna"), ("agent", "pause", "anna"), ("switch", "console", "x"),
        ("switch", "trace", "on"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_verb_for_a_running_centre_says_how_to_start_it(
    words: tuple[str, ...], centre: Path, voipcc: Voipcc
) -> None:
    """Where nothing runs the answer is the remedy, with code 1."""
    said = voipcc(*words, "-c", centre)
    assert (said.code, said.out, said.err) == (1, "", f"{NOT_RUNNING} {centre}\n")


def test_a_running_centre_is_looked_for_while_its_file_is_edited(
    centre: Path, voipcc: Voipcc
) -> None:
    """A half-edited file does not keep anybody from the controller."""
    file = centre / "centre.yaml"
    file.write_text(file.read_text().replace("country: DE", "country: Germany"))
    assert voipcc("status", "-c", centre).err == f"{NOT_RUNNING} {centre}\n"


# --- agents ------------------------------------------------------------------------------------


def test_an_agent_is_added_and_the_phone_told(centre: Path, voipcc: Voipcc) -> None:
    """`agent add` prints what a softphone needs; `agent show` prints the same again."""
    said = voipcc("agent", "add", "carla", "-q", "sales", "--display", "[red]Carla", "-c", centre)
    assert said.code == 0
    phone = dict(line.split(": ", 1) for line in said.out.splitlines())
    assert phone["transport"] == "tls"
    assert phone["display"] == "[red]Carla"
    assert phone["username"].startswith("carlaphone-")
    assert len(phone["password"]) == 32
    again = voipcc("agent", "show", "carla", "-c", centre, "--json")
    assert again.json == phone
    assert voipcc("check", "-c", centre).code == 0


def test_what_agent_add_prints_is_what_the_phone_reads(centre: Path, voipcc: Voipcc) -> None:
    """The printed lines, kept in a file, are an account of `voipcc phone`."""
    from voipcc.softphone.sip.account import account_from, read_account_file

    file = centre / "centre.yaml"
    file.write_text(file.read_text().replace("tls: 0", "tls: 5071"))
    said = voipcc("agent", "add", "carla", "--display", 'Carla "C"', "-c", centre)
    certificate = centre / "state" / "asterisk" / "keys" / "cert.pem"
    certificate.parent.mkdir(parents=True)
    certificate.write_text("made when the centre starts first")
    (centre / "phone.txt").write_text(said.out)
    account = account_from(read_account_file(centre / "phone.txt"))
    assert account.password in said.out
    assert (account.address, account.display) == ("127.0.0.1:5071", "Carla C")


def test_a_port_chosen_at_the_start_is_not_known_before(centre: Path, voipcc: Voipcc) -> None:
    """Where the port is 0 the phone's settings say that they must be asked for again."""
    said = voipcc("agent", "add", "carla", "-c", centre)
    assert "server: 127.0.0.1:0\n" in said.out
    assert "ask again with voipcc agent show" in said.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "anna", "--device", "desk"), 'agent "anna" has a device "desk" already'),
        (("add", "carla", "-q", "nope"), 'there is no queue "nope"; known are: sales, support'),
        (("add", "../x"), '"../x" is no name: small letters'),
        (("add", ""), '"" is no name: small letters'),
        (("add", "x" * 100_000), "is no name: small letters"),
        (("add", "carla", "--transport", "pigeon"), "one of: tcp, tls, udp, wss"),
        (("remove", "nobody"), 'there is no agent "nobody"; known are: anna, ben'),
        (("show", "nobody"), 'there is no agent "nobody"; known are: anna, ben'),
        (("show", "anna", "--device", "x"), '"anna" has no phone "x"; known are: desk'),
    ],
)  # fmt: skip
def test_a_wrong_wish_about_agents_changes_nothing(
    words: tuple[str, ...], sentence: str, centre: Path, voipcc: Voipcc
) -> None:
    """The refusal says why and what there is; the file stays."""
    before = (centre / "centre.yaml").read_bytes()
    said = voipcc("agent", *words, "-c", centre)
    assert said.code == 1
    assert sentence in said.err
    assert len(said.err) < 10_000
    assert (centre / "centre.yaml").read_bytes() == before


def test_which_phone_is_asked_only_where_there_are_two(centre: Path, voipcc: Voipcc) -> None:
    """With one phone its name is not needed; with two it is."""
    assert voipcc("agent", "show", "anna", "-c", centre).code == 0
    voipcc("agent", "add", "anna", "--device", "mobile", "-c", centre)
    said = voipcc("agent", "show", "anna", "-c", centre)
    assert (said.code, said.err) == (
        1,
        'error: which phone of "anna"? name it with --device; known are: desk, mobile\n',
    )


# --- trunks ------------------------------------------------------------------------------------


@pytest.fixture
def trunk(centre: Path) -> Path:
    """The centre with one trunk that registers."""
    file = centre / "centre.yaml"
    words = "{server: sip.example.net, username: me}"
    text = file.read_text()
    file.write_text(text.replace("trunks:", f"trunks:\n  carrier: {{registration: {words}}}"))
    return centre


def test_a_carriers_password_is_kept_and_never_shown(
    trunk: Path, voipcc: Voipcc, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The password comes by standard input, lands in the secrets' file (0600), and is not printed."""
    (tmp_path / "typed").write_text('pass;word "\\ $x\n')
    with (tmp_path / "typed").open() as typed:
        monkeypatch.setattr("sys.stdin", typed)
        said = voipcc("trunk", "password", "carrier", "-c", trunk)
    assert (said.code, said.out) == (0, "kept\n")
    secrets = trunk / "state" / "secrets.json"
    assert secrets.stat().st_mode & 0o777 == 0o600
    assert json.loads(secrets.read_text())["trunks"]["carrier"]["password"] == 'pass;word "\\ $x'
    shown = voipcc("trunk", "show", "-c", trunk, "--json")
    assert shown.json["trunks"][0]["state"] == "the centre does not run"
    assert "pass;word" not in shown.out + voipcc("trunk", "show", "-c", trunk).out


@pytest.mark.parametrize("typed", ["", "\n", "a" * 300, "a\tb\n"])
def test_no_password_or_a_strange_one_is_refused(
    typed: str, trunk: Path, voipcc: Voipcc, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nothing, too much, or what nobody can see: refused, and nothing is written."""
    (tmp_path / "typed").write_text(typed)
    with (tmp_path / "typed").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        said = voipcc("trunk", "password", "carrier", "-c", trunk)
    assert said.code == 1
    assert "password" in said.err
    assert not (trunk / "state" / "secrets.json").exists()


def test_an_unknown_trunk_is_told_before_anything_is_asked(trunk: Path, voipcc: Voipcc) -> None:
    """The known trunks are named."""
    said = voipcc("trunk", "password", "nobody", "-c", trunk)
    assert (said.code, said.err) == (
        1,
        'error: there is no trunk "nobody"; known are: carrier, trial\n',
    )


# --- sounds ----------------------------------------------------------------------------------------


def test_a_recording_becomes_a_prompt(tmp_path: Path, voipcc: Voipcc) -> None:
    """`sounds convert` makes a file `sounds check` finds good."""
    source = shipped_sounds() / "en" / "welcome.wav"
    made = tmp_path / "new" / "welcome.wav"
    assert voipcc("prompts", "convert", source, made).code == 0
    said = voipcc("prompts", "check", made)
    assert (said.code, said.out) == (0, f"{made}: good\n")


@pytest.mark.parametrize(
    ("source", "out", "sentence"),
    [
        ("nothing.wav", "x.wav", "there is no file"),
        (".", "x.wav", "there is no file"),
        ("centre.yaml", "x.wav", "is a text, not a sound"),
        ("welcome.wav", "x.mp3", "does not end in .wav"),
        ("welcome.wav", "centre.yaml/x.wav", "centre.yaml"),
    ],
)
def test_what_cannot_be_converted_is_told(
    source: str, out: str, sentence: str, centre: Path, voipcc: Voipcc
) -> None:
    """A missing, a wrong and an impossible file each get their sentence."""
    sound = shipped_sounds() / "en" / "welcome.wav"
    said = voipcc(
        "prompts", "convert", sound if source == "welcome.wav" else centre / source, centre / out
    )
    assert said.code == 1
    assert sentence in said.err


def test_a_file_that_is_no_prompt_is_bad(centre: Path, voipcc: Voipcc) -> None:
    """`sounds check` names each problem with its remedy and ends with 1."""
    said = voipcc("prompts", "check", centre / "centre.yaml", centre / "nothing.wav")
    assert said.code == 1
    assert "centre.yaml: error: is a text, not a sound" in said.out
    assert "nothing.wav: error: is not there" in said.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("nothing.yaml",), "cannot be read"),
        (("centre.yaml",), "put the text in quotes"),
        (("en.yaml", "--only", "nope"), 'has no prompt "nope"'),
        (("en.yaml", "--language", "../../x"), "is no language"),
        (("en.yaml", "--language", ""), "is no language"),
    ],
)
def test_what_cannot_be_spoken_is_told(
    words: tuple[str, ...], sentence: str, centre: Path, voipcc: Voipcc
) -> None:
    """Wrong texts, names and languages are refused before anything is made."""
    first, *more = words
    texts = shipped_sounds() / "en.yaml" if first == "en.yaml" else centre / first
    said = voipcc("prompts", "speak", texts, *more, "-c", centre)
    assert said.code == 1
    assert sentence in said.err
    assert [one for one in (centre / "sounds").rglob("*") if one.is_file()] == []


# --- the switch and the demo -------------------------------------------------------------------------


PORTS = {"udp": 5060, "tcp": 5060, "tls": 5061, "wss": 8089}


def test_the_configuration_of_an_external_switch_is_written(centre: Path, voipcc: Voipcc) -> None:
    """With `mode: external` the files are written, private to their owner, README first."""
    said = voipcc("switch", "config", centre / "out", "-c", centre)
    assert said.code == 1
    assert "asterisk.ari_url" in said.err
    file = centre / "centre.yaml"
    file.write_text(
        re.sub(
            r"(udp|tcp|tls|wss): 0",
            lambda found: f"{found[1]}: {PORTS[found[1]]}",
            file.read_text(),
        )
        + '\nasterisk: {mode: external, ari_url: "http://127.0.0.1:8088", ami_address: "127.0.0.1:5038"}\n'
    )
    said = voipcc("switch", "config", centre / "out", "-c", centre, "--json")
    assert said.code == 0
    written = [Path(path) for path in said.json]
    assert written[0].name == "README"
    assert all(path.stat().st_mode & 0o077 == 0 for path in written)


def test_a_centre_with_wrong_dialplans_configures_nothing(centre: Path, voipcc: Voipcc) -> None:
    """Neither `switch config` nor `serve` does anything with files that have errors."""
    (centre / "dialplans" / "main.yaml").write_text("format: 1\nblocks: {}\n")
    for words in (("switch", "config", centre / "out"), ("serve",)):
        said = voipcc(*words, "-c", centre)
        assert said.code == 1
        assert "main.yaml" in said.err
    assert not (centre / "out").exists()
    assert not (centre / "state" / "journal").exists()


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--listen", "x"), 2, "is no IPv4 address"),
        (("--listen", "192.0.2.77"), 1, "is no address of this machine"),
        (("--seconds", "1"), 2, "greater than or equal to 5"),
        (("--agents", "0"), 2, "greater than or equal to 1"),
        (("--sabotage", "x"), 1, "known are: audio, record, bridge"),
    ],
)
def test_a_demo_that_cannot_be_is_refused_at_once(
    words: tuple[str, ...], code: int, sentence: str, voipcc: Voipcc
) -> None:
    """Wrong wishes are told before anything is set up."""
    said = voipcc("demo", *words)
    assert said.code == code
    assert sentence in said.err


# --- faults ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [ZeroDivisionError, ProcessLookupError, TimeoutError])
def test_a_fault_of_our_own_is_one_sentence(
    centre: Path, voipcc: Voipcc, monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    """Even a bug ends in a sentence that says how to see more, also one without a word of its own."""

    def broken(key: str) -> None:
        raise kind

    monkeypatch.setattr("voipcc.centre_file.explain", broken)
    said = voipcc("explain", "name")
    assert said.code == 1
    assert said.err.startswith(f"error: a fault of voipcc itself ({kind.__name__}")
    assert "VOIPCC_DEBUG=1" in said.err


def test_check_reads_the_tests_too(centre: Path, voipcc: Voipcc) -> None:
    """A file of dialplan tests that cannot be read is told by check, with its line."""
    (centre / "dialplans" / "tests" / "main.yaml").write_text("format: 1\ntests: 5\n")
    said = voipcc("check", "-c", centre)
    assert said.code == 1
    assert "dialplans/tests/main.yaml:2:" in said.err


def test_a_new_centre_has_a_place_for_recordings(centre: Path) -> None:
    """A recording can be dropped without making a folder first."""
    assert (centre / "sounds" / "en").is_dir()


@pytest.mark.parametrize(
    "words",
    [("plan",), ("history",), ("versions",), ("restore",), ("schema",), ("calls",), ("stop",)],
    ids=" ".join,
)
def test_where_no_centre_is_that_is_what_is_said(
    words: tuple[str, ...], tmp_path: Path, voipcc: Voipcc
) -> None:
    """A folder that is none ends a verb with 2, its name and how a centre is made."""
    nowhere = tmp_path / "nowhere"
    said = voipcc(*words, "-c", nowhere)
    assert said.code == 2 and f"voipcc init {nowhere}" in said.err and not nowhere.exists()
