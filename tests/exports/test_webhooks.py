"""Each ended call reaches its receivers: signed, at least once, whatever fails or is killed."""

import base64
import json
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.database.made import NOON_MS, conversation, kept, offer
from tests.exports.receiver import Receiver
from voipcc.database.journal import Journal
from voipcc.exports.tables import TABLES
from voipcc.exports.webhooks import courier as couriers
from voipcc.exports.webhooks import outbox as outboxes
from voipcc.exports.webhooks.courier import Courier, Hook, question_of
from voipcc.exports.webhooks.message import (
    PARTS,
    SIGNED,
    Caller,
    body,
    content,
    encoded,
    is_genuine,
    signature,
)
from voipcc.exports.webhooks.outbox import DELAYS_S, Message, Outbox
from voipcc.lookup.errors import LookUpFailed

SECRET = "whsec_" + base64.b64encode(b"a secret of both sides").decode()
PAGE = (Path(__file__).parents[2] / "docs" / "exports.md").read_text()
CENTRE = """
import sys
from pathlib import Path
from tests.database.made import conversation, kept
from voipcc.database.journal import Journal
from voipcc.exports.webhooks.courier import Courier, Hook
folder, url, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
journal = Journal.open(folder / "journal")
courier = Courier(folder / "webhooks.sqlite", [Hook("crm", url, "secret")], folder / "journal")
courier.start()
print("on", flush=True)
while True:
    record = conversation(f"1-{journal.last_sequence}")
    number = kept(journal, record)
    print(number, flush=True)
    courier.kept(record, number)
    if journal.last_sequence % 20 == 0:
        sys.stdin.readline()
"""


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries follow each other at once, and there are few."""
    monkeypatch.setattr(outboxes, "DELAYS_S", (0,) * 3)
    monkeypatch.setattr(couriers, "LOOK_EVERY_S", 0.05)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An outbox that has seen the journal's beginning."""
    made = tmp_path / "webhooks.sqlite"
    box = Outbox(made)
    box.put((), 0)
    box.close()
    return made


@pytest.fixture
def started() -> Iterator[Callable[[Courier], Courier]]:
    """Starts couriers, and ends them."""
    running: list[Courier] = []

    def start(one: Courier) -> Courier:
        running.append(one)
        one.start()
        return one

    yield start
    for one in running:
        one.close()


Start = Callable[[Courier], Courier]


def test_a_message_is_signed_and_has_the_whole_call(path: Path, started: Start) -> None:
    """The receiver finds the call with its parts as the tables have them, and proves the sender."""
    record = conversation(party="p1", offers=(offer("1-2"),))
    with Receiver() as receiver:
        one = started(Courier(path, [Hook("crm", receiver.url, SECRET)]))
        one.kept(record, 5)
        receiver.until(lambda it: it.taken)
        headers, sent = receiver.tries[0]
    assert headers["webhook-id"] == "call-1-1" and headers["content-type"] == "application/json"
    now_s = int(headers["webhook-timestamp"])
    assert is_genuine(SECRET, headers, sent, now_s)
    assert not is_genuine(SECRET, headers, sent + b" ", now_s)
    assert not is_genuine("another", headers, sent, now_s)
    assert not is_genuine(SECRET, headers, sent, now_s + 301)
    assert not is_genuine(SECRET, {**headers, "webhook-id": "call-1-2"}, sent, now_s)
    whole = json.loads(sent)
    assert list(whole) == ["type", "timestamp", "call", *PARTS]
    assert list(whole["call"]) == [column.name for column in TABLES["calls"].columns]
    assert whole["call"]["party"] == "p1" and whole["call"]["caller_number"] == ""
    assert [one["offer"] for one in whole["offers"]] == ["1-2"]


def test_the_signature_is_that_of_the_public_form() -> None:
    """The example of the form's own specification gives the signature it says."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    sent = b'{"test": 2432232314}'
    made = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, sent)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_people_are_named_only_to_who_may_know(path: Path, started: Start) -> None:
    """Number and name are put in when it is sent; on the disk there are ids alone."""
    name = "=cmd\u202e\x1b[2J"
    with Receiver() as receiver:
        hooks = [
            Hook("crm", receiver.url, SECRET, who=lambda party: Caller("+4917012345678", name)),
            Hook("wall", receiver.url, SECRET),
        ]
        one = started(Courier(path, hooks))
        one.kept(conversation(party="p1"), 5)
        receiver.until(lambda it: len(it.taken) == 2)
        calls = [json.loads(sent)["call"] for _, sent in receiver.tries]
        assert all(sent.isascii() for _, sent in receiver.tries)
    found = sorted((call["caller_number"], call["caller_name"]) for call in calls)
    assert found == [("", ""), ("+4917012345678", name)]
    assert b"4917012345678" not in path.read_bytes()
    assert body(encoded(content(conversation())), lambda party: None)


@pytest.mark.usefixtures("quick")
def test_a_failed_message_is_tried_again_with_the_same_key(path: Path, started: Start) -> None:
    """An error, a cut line and a redirect are failures; the next try carries the same id."""
    answers = {1: 500, 2: 0, 3: 302}
    with Receiver(lambda number: answers.get(number, 204)) as receiver:
        one = started(Courier(path, [Hook("crm", receiver.url, SECRET)]))
        one.kept(conversation(), 5)
        receiver.until(lambda it: it.taken)
    assert {headers["webhook-id"] for headers, _ in receiver.tries} == {"call-1-1"}
    assert len(receiver.tries) == 4 and len({sent for _, sent in receiver.tries}) == 1


def until(true: Callable[[], object], within_s: float = 30) -> None:
    """Looks again and again; what another thread or process does rings no bell here."""
    ends, bell = time.monotonic() + within_s, threading.Event()
    while not true():
        assert time.monotonic() < ends
        bell.wait(0.02)


@pytest.mark.usefixtures("quick")
def test_dead_letters_are_kept_and_sent_again_by_hand(path: Path, started: Start) -> None:
    """What was refused too often stays on disk with its reason until somebody wants it sent."""
    open_now: list[bool] = []
    with Receiver(lambda number: 200 if open_now else 503) as receiver:
        one = started(Courier(path, [Hook("crm", receiver.url, SECRET)]))
        one.kept(conversation(), 5)
        box = Outbox(path)
        until(box.dead)
        (dead,) = box.dead()
        assert (dead.hook, dead.key, dead.tries) == ("crm", "call-1-1", 4)
        assert "503" in dead.why and box.standings()[0].dead == 1
        open_now.append(True)
        assert box.resend("crm", "call-1-2") == 0 and box.resend() == 1
        receiver.until(lambda it: it.taken)
        until(lambda: box.standings()[0].sent == 1)
        assert not box.dead()
        box.close()


@pytest.mark.usefixtures("quick")
def test_no_hook_waits_for_another(path: Path, started: Start) -> None:
    """A receiver that answers nobody holds up its own messages alone."""
    with Receiver() as good:
        deaf = Hook("deaf", "http://127.0.0.1:9/", SECRET)
        one = started(Courier(path, [deaf, Hook("good", good.url, SECRET)]))
        for number in range(30):
            one.kept(conversation(f"1-{number}"), number + 1)
        good.until(lambda it: len(set(it.taken)) == 30)


def test_only_calls_a_hook_wants_are_sent(path: Path) -> None:
    """A hook of some queues hears of their calls; another system's history is news to nobody."""
    hook = Hook("crm", "https://crm.example/", SECRET, queues=("sales",))
    assert hook.wants(conversation()) and not hook.wants(conversation(queue="support"))
    assert not hook.wants(replace(conversation(), source="queue_log"))


@pytest.mark.parametrize(
    "url",
    ["http://crm.example/", "ftp://crm.example/", "https://user:pw@crm.example/", "https:///"],
)
def test_calls_leave_the_machine_encrypted_only(url: str) -> None:
    """An address without encryption is refused before anything is sent."""
    with pytest.raises(LookUpFailed):
        question_of(Hook("crm", url, SECRET), "call-1", b"{}", NOON_MS)


def test_what_waits_longest_goes_first_and_tries_spread_out(path: Path) -> None:
    """The waits between tries grow to hours; sixteen hours later a message is dead."""
    box = Outbox(path)
    box.put([Message("crm", f"call-{n}", b"{}", n, 0, 0, False, "") for n in (3, 1, 2)], 7)
    assert [one.key for one in box.due("crm", 10, 2)] == ["call-1", "call-2"]
    now_ms, (first, *_) = 10, box.due("crm", 10, 3)
    for wait_s in DELAYS_S:
        box.failed(first, "refused", now_ms)
        assert not [
            one for one in box.due("crm", now_ms + wait_s * 1000 - 1, 9) if one.key == "call-1"
        ]
        now_ms += wait_s * 1000
        (first,) = [one for one in box.due("crm", now_ms, 9) if one.key == "call-1"]
    box.failed(first, "refused", now_ms)
    assert [one.key for one in box.dead()] == ["call-1"]
    assert 15 * 3600_000 < now_ms < 17 * 3600_000
    box.close()


def test_a_new_hook_begins_with_the_next_call(tmp_path: Path, started: Start) -> None:
    """Calls that ended before there was any hook are not sent."""
    journal = Journal.open(tmp_path / "journal")
    kept(journal, conversation("1-1"))
    with Receiver() as receiver:
        hooks = [Hook("crm", receiver.url, SECRET)]
        started(Courier(tmp_path / "box.sqlite", hooks, tmp_path / "journal"))
        until(lambda: (tmp_path / "box.sqlite").exists() and Outbox(tmp_path / "box.sqlite").mark)
        one = started(Courier(tmp_path / "box.sqlite", hooks, tmp_path / "journal"))
        record = conversation("1-2")
        one.kept(record, kept(journal, record))
        receiver.until(lambda it: it.taken)
        assert set(receiver.taken) == {"call-1-2"}
    journal.close()


def kill_at_random(folder: Path, url: str, pauses: random.Random) -> int:
    """A centre that is killed -9 while calls end and are sent; the last entry it told of."""
    words = [sys.executable, "-c", CENTRE, str(folder), url, "0"]
    with subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as centre:
        assert centre.stdout is not None and centre.stdin is not None
        last, wanted = 0, pauses.randrange(2, 60)
        for line in centre.stdout:
            if line.strip().isdigit():
                last, wanted = int(line), wanted - 1
                if last % 20 == 0:
                    centre.stdin.write("on\n")
                    centre.stdin.flush()
            if not wanted:
                centre.send_signal(signal.SIGKILL)
                break
        centre.wait()
    return last


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(3, marks=pytest.mark.simulation),
        pytest.param(50, marks=[pytest.mark.long, pytest.mark.simulation]),
    ],
)
def test_a_killed_centre_sends_every_call_all_the_same(
    tmp_path: Path, kills: int, started: Start
) -> None:
    """Each call the journal has reaches the receiver, however often the centre is killed."""
    folder = tmp_path / "state"
    folder.mkdir()
    box = Outbox(folder / "webhooks.sqlite")
    box.put((), 0)
    box.close()
    chance = random.Random(kills)
    with Receiver(lambda number: chance.choice((200,) * 9 + (0,))) as receiver:
        last = 0
        for _ in range(kills):
            last = kill_at_random(folder, receiver.url, chance)
        wanted = {f"call-1-{number}" for number in range(last)}
        box = Outbox(folder / "webhooks.sqlite")
        box._database.execute("UPDATE message SET next_ms = 0")  # no wait for what failed
        box.close()
        hooks = [Hook("crm", receiver.url, "secret")]
        started(Courier(folder / "webhooks.sqlite", hooks, folder / "journal"))
        receiver.until(lambda it: wanted <= set(it.taken), 60)


def test_every_field_of_a_message_stands_on_its_page() -> None:
    """docs/exports.md names what a message has, and its headers."""
    section = PAGE.split("## Webhooks\n")[1]
    words = ("type", "timestamp", "call", *PARTS, *SIGNED)
    assert [word for word in words if not re.search(rf"`{word}`", section)] == []
