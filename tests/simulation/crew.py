"""The agents as anybody outside can work them out: from events in, and from commands out.

A second model of the waiting side, written from the rules. Where nobody outside can know,
an agent is in `doubt` until the core itself shows that there is none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.simulation.home_lines import BAD, GOOD, HomeLine
from tests.simulation.notes import Notes, Written, wants_code
from voipcc.core.events import LineMeasured
from voipcc.core.plan import Agent, Plan, Queue

SECOND = 1_000_000
NEVER_US = 1 << 62
BROKEN_S = 10  # how long a phone rests whose line broke in a talk


@dataclass(slots=True)
class Share:
    """What an agent did for one queue."""

    calls: int = 0
    talked_us: int = 0


@dataclass(slots=True, eq=False)
class Worker:
    """One agent. `legs` are phones of the call in hand that are not gone yet."""

    name: str
    devices: tuple[str, ...]
    at_once: bool = False
    presence: str = "out"
    pending: str = ""
    work: str = "idle"
    idle_us: int = 0
    rest_until_us: int = 0
    notes: Notes = field(default_factory=Notes)
    queue: str = ""
    legs: set[str] = field(default_factory=set)
    done_us: int = 0
    line_lost: bool = False
    talking_us: int = 0
    dialling: set[str] = field(default_factory=set)
    shares: dict[str, Share] = field(default_factory=dict)
    removed: bool = False
    line: HomeLine = field(default_factory=HomeLine)
    doubt: bool = False  # whether the agent is free, and since when
    fresh: int = 0  # the number of the event that changed it last

    def share(self, queue: str) -> Share:
        share = self.shares.get(queue)
        if share is None:
            share = self.shares[queue] = Share()
        return share


class Crew:
    """All workers, and what the core was told of their lines."""

    def __init__(self) -> None:
        self.workers: dict[str, Worker] = {}
        self.reachable: set[str] = set()
        self.failed: dict[str, int] = {}  # device -> until when
        self.heard_of: dict[str, int] = {}  # device -> the event that made it able again
        self.elsewhere: dict[str, str] = {}  # leg in the switch's own queue -> device
        self.codes: dict[str, str] = {}  # leg of a feature code -> agent
        self.seen_codes: set[str] = set()
        self.ending: set[str] = set()  # codes whose leg was told to end
        self.owners: dict[str, Worker] = {}
        self.served_by: dict[str, list[str]] = {}
        self.queues: Mapping[str, Queue] = {}
        self.written: list[Written] = []  # notes that are to be kept in this event
        self.now_us = 0
        self.event = 0
        self.due_us = 0  # before then time alone changes nobody

    # --- the plan ----------------------------------------------------------------------------------

    def configure(self, plan: Plan) -> None:
        """People come, go, and get other phones."""
        self.queues = plan.queues
        for name, entry in plan.agents.items():
            self._take_over(name, entry)
        for worker in [one for one in self.workers.values() if one.name not in plan.agents]:
            worker.removed = True
            if worker.work == "wrap_up":
                self._write(worker, self.now_us)
            if worker.work in ("idle", "wrap_up"):
                del self.workers[worker.name]
        self.served_by = {}
        for name, queue in plan.queues.items():
            for agent in queue.agents:
                self.served_by.setdefault(agent, []).append(name)
        self._index()

    def _index(self) -> None:
        self.owners = {
            device: worker for worker in self.workers.values() for device in worker.devices
        }

    def _take_over(self, name: str, entry: Agent) -> None:
        worker = self.workers.get(name)
        if worker is None:
            worker = self.workers[name] = Worker(name, entry.devices)
        worker.devices, worker.removed = entry.devices, False
        worker.at_once = entry.ring == "all"

    # --- free or not -------------------------------------------------------------------------------

    def is_free(self, worker: Worker) -> bool:
        """Whether an offer may be made."""
        return (
            worker.work == "idle"
            and worker.presence == "ready"
            and not worker.dialling
            and worker.line.state != BAD
            and not worker.removed
            and worker.rest_until_us <= self.now_us
            and any(name in self.reachable and name not in self.failed for name in worker.devices)
            and not (self.elsewhere and set(worker.devices) & set(self.elsewhere.values()))
        )

    def why_not(self, worker: Worker) -> str:
        """What keeps an agent from being free, "" when nothing does."""
        if worker.work != "idle":
            return f"is rung in {worker.work}"
        if worker.rest_until_us > self.now_us:
            return "is rung while resting"
        if worker.presence != "ready" or worker.removed:
            return "is rung while not ready"
        if worker.dialling:
            return "is rung while dialling a code"
        if worker.line.state == BAD:
            return "is rung over a bad line"
        return "" if self.is_free(worker) else "is rung without a line"

    def able(self, worker: Worker) -> list[str]:
        """The devices that can be rung."""
        return [
            name for name in worker.devices if name in self.reachable and name not in self.failed
        ]

    def may_ring(self, worker: Worker, able: list[str], devices: list[str]) -> bool:
        """Whether these are the devices to ring; one that is able since this event may be missing."""
        sure = [name for name in able if self.heard_of.get(name) != self.event]
        if worker.at_once:
            return set(sure) <= set(devices) <= set(able) and len(devices) > 0
        first = able.index(devices[0]) if devices[0] in able else len(able)
        return len(devices) == 1 and first < len(able) and not set(sure) & set(able[:first])

    def is_sure(self, worker: Worker) -> bool:
        """Whether it was like that before this event began, with no doubt."""
        return not worker.doubt and worker.fresh != self.event

    # --- what people ask ---------------------------------------------------------------------------

    def log_in(self, worker: Worker) -> None:
        if worker.presence != "out" and worker.pending != "out":
            return
        worker.pending = ""
        if worker.presence == "out":
            self._level(worker)
        self._be(worker, "ready")

    def _level(self, worker: Worker) -> None:
        """Who comes begins level with the one who did least of those who are there."""
        for queue in self.served_by.get(worker.name, ()):
            others = [
                other.share(queue)
                for other in self.workers.values()
                if other is not worker
                and queue in self.served_by.get(other.name, ())
                and other.presence != "out"
                and not other.removed
            ]
            if others:
                share = worker.share(queue)
                share.calls = max(share.calls, min(one.calls for one in others))
                share.talked_us = max(share.talked_us, min(one.talked_us for one in others))

    def log_out(self, worker: Worker) -> None:
        if worker.presence == "out":
            return
        if worker.work == "talking" or self.must_go_on(worker):
            worker.pending = "out"
            return
        worker.pending = ""
        self._be(worker, "out")
        if worker.work == "wrap_up":
            self._end_notes(worker)

    def ready(self, worker: Worker) -> None:
        if worker.presence == "out":
            return
        must_go_on = self.must_go_on(worker)
        if must_go_on and worker.presence == "ready" and not worker.pending:
            return  # refused: nothing else could have been meant
        worker.pending, worker.rest_until_us = "", 0
        self._be(worker, "ready")
        if worker.work == "wrap_up" and not must_go_on:
            self._end_notes(worker)

    def not_ready(self, worker: Worker) -> None:
        if worker.presence == "out":
            return
        if worker.work in ("talking", "wrap_up"):
            worker.pending = "break"
        else:
            self._be(worker, "break")

    def wrap_up_end(self, worker: Worker) -> None:
        if worker.presence != "out" and worker.work == "wrap_up" and not self.must_go_on(worker):
            self._end_notes(worker)

    # --- notes -------------------------------------------------------------------------------------

    def must_go_on(self, worker: Worker) -> bool:
        """Whether nobody may end the notes in hand."""
        if worker.work != "wrap_up":
            return False
        return worker.notes.mode == "timed_fixed" or self._owes(worker)

    def _owes(self, worker: Worker) -> bool:
        return wants_code(self.queues.get(worker.queue)) and not worker.notes.code

    def _end_notes(self, worker: Worker) -> None:
        self._write(worker, self.now_us)
        self._idle(worker, self.now_us)

    def _write(self, worker: Worker, ended_us: int, *, lost: bool = False) -> None:
        """The notes of a call are over: what is kept of them, if there is anything."""
        notes, missing = worker.notes, not lost and self._owes(worker)
        if notes.began_us or notes.code or missing:
            began_us = notes.began_us or ended_us
            self.written.append(
                Written(
                    worker.name, worker.queue, notes.mode, began_us, ended_us, notes.code, missing
                )
            )

    def _be(self, worker: Worker, presence: str) -> None:
        worker.fresh = self.event
        if presence == "ready" and worker.presence != "ready":
            worker.idle_us = self.now_us
        worker.presence = presence

    def dialled(self, leg: str, device: str, action: str) -> None:
        """A code does its work at once; the phone is busy until its leg is gone."""
        worker = self.owners.get(device)
        if leg in self.seen_codes:
            return
        self.seen_codes.add(leg)
        if worker is None:
            return
        worker.dialling.add(leg)
        worker.fresh = self.event
        self.codes[leg] = worker.name
        verb = action.partition(":")[0]
        if verb in ACTIONS:
            ACTIONS[verb](self, worker)

    def code_over(self, leg: str) -> None:
        worker = self.workers.get(self.codes.pop(leg, ""))
        if worker is not None and leg in worker.dialling:
            worker.dialling.discard(leg)
            worker.fresh = self.event

    # --- work --------------------------------------------------------------------------------------

    def reserve(self, worker: Worker, queue: Queue) -> None:
        """The core rings an agent: whatever was in doubt is not any more."""
        worker.work, worker.queue = "reserved", queue.name
        worker.notes = Notes(queue.wrap_up_mode, queue.wrap_up_s)
        worker.presence, worker.pending, worker.doubt = "ready", "", False
        worker.rest_until_us = 0
        worker.legs, worker.done_us, worker.line_lost = set(), 0, False
        worker.fresh = self.event

    def accepted(self, worker: Worker) -> None:
        worker.work, worker.talking_us = "talking", self.now_us
        worker.share(worker.queue).calls += 1

    def rest(self, worker: Worker, rest_s: int) -> None:
        """An offer came to nothing: the end of the line of idle agents."""
        worker.idle_us = self.now_us
        if rest_s:
            worker.rest_until_us = self._await(self.now_us + rest_s * SECOND)

    def _await(self, at_us: int) -> int:
        """At this moment somebody is to be looked at, whatever happens until then."""
        self.due_us = min(self.due_us, at_us)
        return at_us

    def leg_gone(self, worker: Worker, leg: str, done_us: int, lost: bool) -> None:
        """One phone is free of the call; the agent is when the last one is."""
        if leg not in worker.legs:
            return
        worker.legs.discard(leg)
        worker.done_us = max(worker.done_us, done_us)
        worker.line_lost = worker.line_lost or lost
        if worker.legs:
            return
        talked = worker.work == "talking"
        if talked:
            worker.share(worker.queue).talked_us += worker.done_us - worker.talking_us
        stays = talked and not worker.line_lost and not worker.removed
        if stays and worker.notes.begin(worker.done_us):
            worker.work, worker.fresh = "wrap_up", self.event
            self._await(worker.notes.until_us)
            return
        if talked:
            self._write(worker, worker.done_us, lost=worker.line_lost)
        self._idle(worker, worker.done_us if talked else worker.idle_us)

    def _idle(self, worker: Worker, idle_us: int) -> None:
        worker.idle_us, worker.work, worker.fresh = idle_us, "idle", self.event
        if worker.pending:
            worker.presence, worker.pending = worker.pending, ""
        if worker.removed:
            self.workers.pop(worker.name, None)

    def tick(self) -> None:
        """Time has passed: wrap-ups, rests and a device's penalty end."""
        now_us = self.now_us
        if now_us < self.due_us:
            return
        for worker in list(self.workers.values()):
            if worker.work == "wrap_up" and worker.notes.until_us <= now_us:
                self._end_notes(worker)
            if worker.line.tick(now_us):
                worker.fresh = self.event
            if 0 < worker.rest_until_us <= now_us:
                worker.rest_until_us, worker.fresh = 0, self.event
        for device in [name for name, until_us in self.failed.items() if until_us <= now_us]:
            self._heard_of(device)
        self.due_us = min(self._ahead(), default=NEVER_US)

    def _ahead(self) -> Iterator[int]:
        """Every moment to come at which time alone changes somebody."""
        yield from self.failed.values()
        for worker in self.workers.values():
            if worker.work == "wrap_up":
                yield worker.notes.until_us
            if worker.line.state != GOOD:
                yield worker.line.better_at_us
            if worker.rest_until_us:
                yield worker.rest_until_us

    # --- lines -------------------------------------------------------------------------------------

    def rings(self, devices: list[str]) -> None:
        """What was in doubt is not any more: these phones do not rest."""
        for device in devices:
            self.failed.pop(device, None)

    def fail(self, device: str, rest_s: int = BROKEN_S) -> None:
        self.failed[device] = self._await(self.now_us + rest_s * SECOND)

    def _heard_of(self, device: str) -> None:
        self.failed.pop(device, None)
        self.heard_of[device] = self.event
        if device in self.owners:
            self.owners[device].fresh = self.event

    def device_changed(self, device: str, reachable: bool) -> None:
        if reachable:
            self.reachable.add(device)
        else:
            self.reachable.discard(device)
        self.elsewhere = {leg: one for leg, one in self.elsewhere.items() if one != device}
        self._heard_of(device)

    def measured(self, event: LineMeasured) -> None:
        """A leg's audio was measured."""
        worker = self.owners.get(event.device)
        if worker is None:
            return
        if worker.line.measured(event, self.now_us):
            worker.fresh = self.event
        if worker.line.state != GOOD:
            self._await(worker.line.better_at_us)

    def reach(self, devices: tuple[str, ...]) -> None:
        """Connected again: exactly these can be reached."""
        self.reachable = set(devices)
        self.elsewhere = {}
        for device in devices:
            self.failed.pop(device, None)
        for worker in self.workers.values():
            worker.fresh = self.event

    def leg_ended(self, leg: str) -> None:
        """A talk in the switch's own queue is over."""
        device = self.elsewhere.pop(leg, "")
        if device in self.owners:
            self.owners[device].fresh = self.event


ACTIONS = {
    "log_in": Crew.log_in,
    "log_out": Crew.log_out,
    "ready": Crew.ready,
    "not_ready": Crew.not_ready,
    "wrap_up_end": Crew.wrap_up_end,
}
