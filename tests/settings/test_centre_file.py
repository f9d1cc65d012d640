"""What is said of a centre file, and what the environment changes."""

from ipaddress import IPv4Address

import pytest

from voipcc import centre_file
from voipcc.centre_file import load_centre
from voipcc.document import Node
from voipcc.settings import BreakSettings, CentreSettings, waiting_for_start

PUBLIC = "listen: {address: 0.0.0.0}\n"
ANNA = "agents:\n  anna: {devices: {desk: {transport: %s}}}\nqueues: {sales: {agents: [anna]}}\n"

# name -> (what follows `format: 1`, everything said about it)
CASES = {
    "an unknown agent in a queue": (
        "agents: {anna: {devices: {desk: {}}}}\nqueues:\n  sales:\n    agents: [anna, ana, zoe]\n",
        [
            '5:20 error: there is no agent "ana" | did you mean "anna"?',
            '5:25 error: there is no agent "zoe" | agents are: anna',
        ],
    ),
    "people twice or nowhere": (
        "agents: {anna: {devices: {desk: {}}}, ben: {}}\n"
        "queues: {sales: {agents: [anna, anna]}}\nbreak_reasons: [tea, tea]\n",
        [
            '2:39 warning: the agent "ben" has no device to ring |'
            " add devices: {desk: {transport: tls}}",
            '2:39 warning: the agent "ben" serves no queue | name the agent in a queue\'s agents',
            '3:33 error: the agent "anna" stands here twice | remove one',
            '4:22 error: the reason "tea" stands here twice | remove one',
        ],
    ),
    "dispositions, wrap-up and breaks": (
        "agents: {anna: {devices: {desk: {}}}}\nqueues:\n"
        "  sales: {agents: [anna], dispositions: {'1': order, '21': late, a: x}}\n"
        "  help: {agents: [anna], disposition_required: true}\n"
        "  rare:\n    dispositions: {'1': order}\n    disposition_required: true\n"
        "    wrap_up_mode: optional\n"
        "  care: {wrap_up_mode: mandatory, wrap_up_s: 5}\n"
        "break_reasons: {missed: {}, tea: {long_s: 5}}\n",
        [
            '4:54 error: the disposition "21" has no "2" above it |'
            ' add "2", or give it a code with 1 digits',
            '4:66 error: "a" does not fit queues.sales.dispositions.a |'
            ' a disposition is a code of one to four digits, such as "11"',
            '5:48 error: the queue "help" requires a disposition and has none |'
            ' add dispositions: {"1": order, "2": question}',
            '8:27 warning: agents of "rare" have no wrap-up in which to give the disposition |'
            " wrap_up_mode: mandatory waits for it",
            "10:46 warning: a mandatory wrap-up lasts until it is ended |"
            " leave it out, or write wrap_up_mode: timed",
            '11:17 error: "missed" is what the centre itself calls a break after missed offers |'
            " take another name",
            '11:35 error: unknown key "long_s" | did you mean "longest_s"?',
        ],
    ),
    "a device twice": (
        "agents:\n  anna:\n    devices:\n      desk: {transport: tls}\n      desk: {}\n"
        "queues: {s: {agents: [anna]}}\n",
        ['6:7 error: "desk" stands here twice | remove one: it is in line 5 already'],
    ),
    "unknown keys": (
        "lisen: {}\nlisten: {upd: 5060, colour: red}\nqueues: {sales: {wrapup_s: 5}}\n",
        [
            '2:1 error: unknown key "lisen" | did you mean "listen"?',
            '3:10 error: unknown key "upd" | did you mean "udp"?',
            '3:21 error: unknown key "colour" | known keys: address, tcp, tls, udp, wss',
            '4:18 error: unknown key "wrapup_s" | did you mean "wrap_up_s"?',
        ],
    ),
    "wrong types": (
        'listen: {udp: "5060", tcp: true, tls: 1.5, wss: [8089]}\nname: 24\nlanguages: en\n'
        "queues: {sales: {announce_position: yes, agents: anna}, Sales: {}}\nagents: [anna]\n",
        [
            '2:15 error: listen.udp is the text "5060", not a number | without quotes: 5060',
            "2:28 error: listen.tcp should be a whole number, not true or false |"
            " write a whole number",
            "2:39 error: listen.tls should be a whole number, not 1.5 | write a whole number",
            "2:49 error: listen.wss should be a whole number, not a list | write a whole number",
            '3:7 error: name is 24, which YAML takes for a number | put it in quotes: "24"',
            '4:12 error: languages should be a list, not the text "en" |'
            " write [one, two] or lines with -",
            "5:37 error: queues.sales.announce_position should be true or false,"
            ' not the text "yes" | write true or false',
            '5:50 error: queues.sales.agents should be a list, not the text "anna" |'
            " write [one, two] or lines with -",
            '5:57 error: "Sales" does not fit queues.Sales | a name has small letters, digits,'
            " - and _, begins with a letter, 32 at most",
            '6:9 error: agents should be keys and values, not a list | write "key: value" lines',
        ],
    ),
    "ports": (
        'listen: {udp: 70000, tcp: 5061, tls: 5061, wss: -1}\nrtp_ports: "20000-10000"\n',
        [
            "2:15 error: listen.udp is 70000, too large | 65535 at most",
            "2:38 error: tls and tcp both have the port 5061 |"
            " give each a port of its own, or 0 for a free one",
            "2:49 error: listen.wss is -1, too small | 0 at least",
            '3:12 error: rtp_ports is reversed | the smaller one first: "10000-20000"',
        ],
    ),
    "rtp ports too few": (
        "rtp_ports: 10000-10009\n",
        ["2:12 error: rtp_ports has only 10 ports | 4 for each call at once; 20 at least"],
    ),
    "rtp ports in the wrong place": (
        "rtp_ports: 80-70000\nlisten: {udp: 5060}\n",
        [
            '2:12 error: ports under 1024 belong to the system | such as "10000-11999"',
            "2:12 error: there is no port 70000 | 65535 at most",
            "3:15 error: the port 5060 lies within rtp_ports 80-70000 |"
            " take SIP or the audio elsewhere",
        ],
    ),
    "rtp ports for fewer calls": (
        'rtp_ports: "10000-10999"\n',
        [
            "2:12 warning: rtp_ports has 1000 ports, enough for 250 calls at once |"
            ' "10000-11999", or a smaller max_calls'
        ],
    ),
    "nowhere on earth": (
        "country: UK\ntime_zone: Berlin\nlanguages: [en, xx, en]\n"
        "agents: {anna: {language: fr, devices: {desk: {}}}}\nqueues: {s: {agents: [anna]}}\n",
        [
            '2:10 error: there is no country "UK" | did you mean "GB"?',
            '3:12 error: there is no time zone "Berlin" | did you mean "Europe/Berlin"?',
            '4:17 error: there are no prompts in the language "xx" |'
            " there are de, en, et, pt, ru; others begin with their texts in sounds/xx.yaml",
            '4:21 error: the language "en" stands here twice | remove one',
            '5:27 error: there are no prompts in the language "fr" |'
            " there are de, en, et, pt, ru; others begin with their texts in sounds/fr.yaml",
        ],
    ),
    "addresses": (
        "listen: {address: 1.2.3}\npublic_address: example.net\n"
        "local_networks: [10.0.0.1/8, 10.0.0.0/33, 0.0.0.0/0]\n",
        [
            '2:19 error: listen.address: "1.2.3" is no IPv4 address | such as 192.168.1.10',
            '3:17 error: public_address: "example.net" is no IPv4 address | such as 192.168.1.10',
            "4:18 error: local_networks (entry 1): 10.0.0.1/8 is an address within a network |"
            " the network is 10.0.0.0/8, this one address 10.0.0.1/32",
            '4:30 error: local_networks (entry 2): "10.0.0.0/33" is no IPv4 network |'
            " such as 192.168.1.0/24",
            "4:43 error: 0.0.0.0/0 is a large part of the Internet, not a local network |"
            " name your own network, such as 192.168.1.0/24",
        ],
    ),
    "a trunk": (
        "trunks:\n  one:\n    caller_id: +4930123450\n    permits: [UK, DE, DE, germany]\n"
        "    authenticate_inbound: true\n  two:\n    addresses: [0.0.0.0/0]\n    proxy: sip:x\n",
        [
            '3:3 error: nobody can call in by the trunk "one" |'
            " add addresses: the carrier calls from, or registration:",
            "4:16 error: trunks.one.caller_id is +4930123450, which YAML takes for a number |"
            ' put it in quotes: "+4930123450"',
            '5:5 error: calls by the trunk "one" have nowhere to go |'
            " add proxy: the carrier's host",
            '5:15 error: there is no country "UK" | did you mean "GB"?',
            '5:23 error: the country "DE" stands here twice | remove one',
            '5:27 error: "germany" does not fit trunks.one.permits (entry 4) |'
            " two capital letters, such as DE",
            "8:17 error: calls from anybody in 0.0.0.0/0 would be taken for the carrier's |"
            " name the carrier's own addresses",
            '9:12 error: "sip:x" does not fit trunks.two.proxy |'
            " a host name or address, with :port where it is not the usual one",
        ],
    ),
    "unencrypted phones on a public address": (
        PUBLIC + ANNA % "udp",
        [
            "4:38 error: anna's phone 'desk' would speak udp unencrypted on a public address |"
            " use tls, or name the network it is in under local_networks"
        ],
    ),
    "unencrypted phones behind 1:1 NAT": (
        "listen: {address: 192.168.1.5}\npublic_address: 198.51.100.7\n" + ANNA % "tcp",
        [
            "5:38 error: anna's phone 'desk' would speak tcp unencrypted on a public address |"
            " use tls, or name the network it is in under local_networks"
        ],
    ),
    "an unencrypted trunk on a public address": (
        PUBLIC + "trunks: {carrier: {addresses: [198.51.100.0/28]}}\n",
        [
            '3:10 error: the trunk "carrier" would speak udp unencrypted on a public address |'
            " use tls, or name the carrier's network under local_networks"
        ],
    ),
    "an unencrypted trunk beyond the local network": (
        PUBLIC + "local_networks: [10.0.0.0/8]\n"
        "trunks: {carrier: {addresses: [198.51.100.0/28, 10.1.0.0/16]}}\n",
        [
            '4:32 warning: the trunk "carrier" would speak udp unencrypted on a public address,'
            " with 198.51.100.0/28 | its calls can be listened to on the way; tls is better"
        ],
    ),
    "an outside address that nobody reaches": (
        "public_address: 198.51.100.7\n",
        [
            "2:17 error: public_address is set, but 127.0.0.1 cannot be reached from outside |"
            " set listen.address to the machine's own address"
        ],
    ),
    "an external Asterisk": (
        "asterisk: {mode: external, ami_address: 127.0.0.1:5038, program: /usr/sbin/asterisk}\n",
        [
            "2:11 error: an external Asterisk needs its ari_url | add asterisk.ari_url",
            "2:57 warning: program is not used with mode: external | leave it out",
        ],
    ),
    "nothing after a key": (
        "agents:\nlisten:\n  udp:\n",
        [
            "2:1 error: agents has no value | write one, or leave the key out",
            "4:3 error: listen.udp has no value | write one, or leave the key out",
        ],
    ),
}


def said(tmp_path, text: str, environment: dict[str, str] | None = None) -> list[str]:
    """What is said of a centre file, each problem as `line:column severity: message | remedy`."""
    file = tmp_path / "centre.yaml"
    file.write_text(text)
    loaded = load_centre(file, environment or {})
    assert (loaded.settings is None) == any(p.severity == "error" for p in loaded.problems)
    return [
        f"{one.line}:{one.column} {one.severity}: {one.message} | {one.remedy}"
        for one in loaded.problems
    ]


@pytest.mark.parametrize("name", CASES)
def test_every_problem_is_told_at_once_with_place_and_remedy(name, tmp_path):
    """Everything wrong in a centre file is said in one go, each with line, column and remedy."""
    text, expected = CASES[name]
    assert said(tmp_path, "format: 1\n" + text) == expected


@pytest.mark.parametrize(
    "safe",
    [
        PUBLIC + ANNA % "tls",
        PUBLIC + ANNA % "wss",
        PUBLIC + "local_networks: [192.168.1.0/24]\n" + ANNA % "udp",
        "listen: {address: 192.168.1.5}\n" + ANNA % "udp",
        ANNA % "udp",
    ],
)
def test_what_is_encrypted_or_local_is_allowed(tmp_path, safe):
    """TLS anywhere, and plain SIP on a private address or with a local network, are allowed."""
    assert said(tmp_path, "format: 1\n" + safe) == []


@pytest.mark.parametrize("text", ["", "# nothing\n", "[]\n", "hello\n", "a: b: c\n"])
def test_what_is_no_centre_file_is_refused(tmp_path, text):
    """Empty files and files of something else are refused with one problem."""
    assert len(said(tmp_path, text)) == 1


def test_break_reasons_are_names_or_say_more(tmp_path):
    """A list of names is the short form of reasons with all their values."""
    file = tmp_path / "centre.yaml"
    file.write_text("format: 1\nbreak_reasons: [tea, lunch]\n")
    short = load_centre(file, {}).settings
    assert short is not None and list(short.break_reasons) == ["tea", "lunch"]
    file.write_text("format: 1\nbreak_reasons: {tea: {paid: false, longest_s: 900}, lunch: {}}\n")
    long = load_centre(file, {}).settings
    assert long is not None and list(long.break_reasons) == ["tea", "lunch"]
    assert long.break_reasons["tea"] == BreakSettings(paid=False, longest_s=900)
    assert long.break_reasons["lunch"] == short.break_reasons["lunch"]


def test_a_missing_file_is_told(tmp_path):
    """A centre file that is not there is a problem with its name, not an exception."""
    (problem,) = load_centre(tmp_path / "none.yaml", {}).problems
    assert problem.file.endswith("none.yaml")
    assert "No such file" in problem.message


def test_a_newer_format_is_refused(tmp_path):
    """A file of a format this version does not know is refused by its number."""
    assert said(tmp_path, "format: 7\n") == [
        "1:9 error: format 7 is not known | this voipcc reads format 1; a newer one may read it"
    ]


def test_an_older_format_is_brought_up_to_date(tmp_path, monkeypatch):
    """A file of an older format passes through its migration before it is checked."""

    def renamed(node: Node) -> Node:
        pairs = dict(node.mapping)
        pairs["format"] = (pairs["format"][0], Node(1, 9, 1, "1"))
        pairs["name"] = pairs.pop("title")
        return Node(node.line, node.column, mapping=pairs)

    monkeypatch.setitem(centre_file.MIGRATIONS, 0, renamed)
    file = tmp_path / "centre.yaml"
    file.write_text("format: 0\ntitle: Old\n")
    assert load_centre(file, {}).settings.name == "Old"


def test_dialplans_can_be_checked_beside_a_wrong_centre_file(tmp_path):
    """What is right in a wrong file is kept roughly, so that dialplans are checked in the same go."""
    file = tmp_path / "centre.yaml"
    file.write_text(
        "format: 1\ntime_zone: Nowhere\nlanguages: [en, de]\nmax_calls: many\nlisten: 3\n"
        "queues: {sales: {wrap_up_s: -1}, support: {agents: [anna]}, Bad: {}}\n"
        "agents: {anna: {language: de, colour: red}}\n"
    )
    loaded = load_centre(file, {})
    assert loaded.settings is None
    assert loaded.rough.languages == ("en", "de")
    assert set(loaded.rough.queues) == {"sales", "support"}
    assert loaded.rough.queues["support"].names == ("anna",)
    assert set(loaded.rough.agents) == {"anna"}
    assert (loaded.rough.max_calls, loaded.rough.time_zone) == (500, "UTC")
    file.write_text("format: 1\n")
    loaded = load_centre(file, {})
    assert loaded.rough is loaded.settings is not None


# --- the environment --------------------------------------------------------------------------------


def overridden(tmp_path, environment: dict[str, str]):
    """The settings of a small file with some variables set."""
    file = tmp_path / "centre.yaml"
    file.write_text("format: 1\nname: File\nlisten: {udp: 5070}\nqueues: {sales: {}}\n")
    return load_centre(file, environment)


def test_the_environment_overrides_the_file(tmp_path):
    """A variable sets its key, whatever stands in the file; others keep the file's value."""
    environment = {
        "VOIPCC_LISTEN__ADDRESS": "192.168.1.5",
        "VOIPCC_LISTEN__TLS": "0",
        "VOIPCC_LANGUAGES": "[en, de]",
        "VOIPCC_NAME": '"24"',
        "VOIPCC_QUEUES__SALES__ANNOUNCE_POSITION": "false",
        "VOIPCC_TRUNKS__CARRIER__REGISTRATION": "{server: sip.example.net, username: me}",
        "VOIPCC_TRUNKS__CARRIER__CALLER_ID": "+4930123450",
        "VOIPCC_COUNTRY": "",
        "PATH": "/bin",
    }
    loaded = overridden(tmp_path, environment)
    assert loaded.problems == ()
    settings = loaded.settings
    assert (settings.listen.address, settings.listen.udp) == (IPv4Address("192.168.1.5"), 5070)
    assert (settings.listen.tls, settings.languages, settings.name) == (0, ("en", "de"), "24")
    assert settings.queues["sales"].announce_position is False
    assert settings.trunks["carrier"].registration.username == "me"
    assert settings.trunks["carrier"].caller_id == "+4930123450"
    assert settings.country == "DE"


def test_a_wrong_variable_is_told_by_its_name(tmp_path):
    """A problem with a value of the environment names the variable, not a line of the file."""
    loaded = overridden(
        tmp_path,
        {"VOIPCC_LISTEN__UDP": "many", "VOIPCC_LISTEN__UPD": "1", "VOIPCC_LANGUAGES": "[en"},
    )
    assert loaded.settings is None
    assert [(one.file, one.line, one.message) for one in loaded.problems[1:]] == [
        ("VOIPCC_LISTEN__UDP", 0, 'listen.udp should be a whole number, not the text "many"'),
        ("VOIPCC_LISTEN__UPD", 0, 'unknown key "upd"'),
    ]
    assert loaded.problems[0].file == "VOIPCC_LANGUAGES"
    assert "this is not YAML" in loaded.problems[0].message


def test_a_variable_that_is_nearly_a_setting_is_told(tmp_path):
    """A misspelt variable is an error with the right name; voipcc's other variables are not."""
    loaded = overridden(
        tmp_path,
        {
            "VOIPCC_LISEN__UDP": "1",
            "VOIPCC_MAX_CALS": "3",
            "VOIPCC_CENTRE": "x",
            "VOIPCC_PHONE_PASSWORD": "x",
            "VOIPCC_DEBIAN_MIRROR": "x",
            "VOIPCC_FSYNC_DELAY_MS": "20",
            "VOIPCC_PYTHON": "x",
        },
    )
    assert [(one.file, one.remedy) for one in loaded.problems] == [
        ("VOIPCC_LISEN__UDP", 'did you mean "VOIPCC_LISTEN__UDP"?'),
        ("VOIPCC_MAX_CALS", 'did you mean "VOIPCC_MAX_CALLS"?'),
    ]


def test_keys_that_wait_for_a_start_are_named() -> None:
    """A reload tells which changes it cannot put into effect, and is silent about the others."""
    begun = CentreSettings()
    now = CentreSettings.model_validate(
        {
            "listen": {"udp": 5070},
            "rtp_ports": "12000-12999",
            "languages": ["de", "en"],
            "max_calls": 7,
        }
    )
    assert waiting_for_start(begun, now) == ["listen", "rtp_ports", "languages"]
    assert waiting_for_start(begun, begun.model_copy(update={"max_calls": 9})) == []
