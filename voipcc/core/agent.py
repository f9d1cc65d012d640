"""Agents: what they chose (presence), what the centre gave them (work), and their lines."""

from dataclasses import dataclass, field
from typing import Literal, Protocol

from voipcc.core.attendance import Attendance
from voipcc.core.desk import Desk
from voipcc.core.events import RefusedEvent
from voipcc.core.line_health import LineHealth, LineRule
from voipcc.core.moment import seconds
from voipcc.core.plan import Agent as AgentPlan
from voipcc.core.plan import Plan, Queue
from voipcc.core.wrap_up import WrapUps, WrapUpState

Presence = Literal["logged_out", "not_ready", "ready"]
Work = Literal["idle", "reserved", "talking", "wrap_up"]
FAILED_S = 10  # a device whose line broke in a talk is left alone so long


@dataclass(slots=True)
class Share:
    """What an agent did for one queue, as the strategies that share work evenly count it."""

    calls: int = 0
    talked_us: int = 0


@dataclass(slots=True)
class AgentState:
    """One agent. The three axes are apart: presence, work, and the lines of `devices`.

    `overdue`: the break lasts longer than its reason allows; nobody is forced back.
    """

    name: str
    devices: tuple[str, ...]
    display: str = ""
    language: str = "en"
    presence: Presence = "logged_out"
    reason: str = ""
    overdue: bool = False
    pending: str = ""  # "logged_out" or "not_ready:<reason>", after the call in hand
    work: Work = "idle"
    presence_since_us: int = 0
    presence_since_utc_ms: int = 0
    work_since_us: int = 0
    idle_since_us: int = 0
    rest_until_us: int = 0
    rest_after: str = ""  # "missed", "busy", "rejected" or "unreachable"
    offer: str = ""
    call: str = ""
    queue: str = ""
    wrap_up: WrapUpState | None = None  # from the offer until the agent is idle again
    dialling: list[str] = field(default_factory=list)  # legs of feature codes
    removed: bool = False
    calls: int = 0
    missed: int = 0
    skills: dict[str, int] = field(default_factory=dict)
    ring: str = "first"
    telephones: tuple[str, ...] = ()  # devices rung through a trunk
    rescue: str = ""  # the one that takes a caller over when the line of a talk died
    shares: dict[str, Share] = field(default_factory=dict)  # queue -> what was done for it
    holding: list[str] = field(default_factory=list)  # devices the offer in hand still uses
    misses: int = 0  # offers missed in a row
    done_us: int = 0  # when the last of these devices was done with the offer
    line_lost: bool = False  # ... and whether one of their lines broke
    line: LineHealth = field(default_factory=LineHealth)

    def share(self, queue: str) -> Share:
        """The agent's share of a queue's work."""
        share = self.shares.get(queue)
        if share is None:
            share = self.shares[queue] = Share()
        return share


@dataclass(slots=True)
class DeviceState:
    """One line. `failed`: reachable by its own account, but ringing it did not work."""

    name: str
    reachable: bool = False
    failed: bool = False
    elsewhere: list[str] = field(default_factory=list)  # legs in the switch's own queue


class Floor(Protocol):
    """What the roster tells the distribution."""

    def free_again(self, agent: AgentState) -> None: ...

    def not_free(self, agent: AgentState) -> None: ...

    def rescind(self, agent: AgentState) -> None: ...

    def newcomer(self, agent: AgentState) -> None: ...

    def work_over(self, offer: str, *, wrapping: bool) -> None: ...


class Roster:
    """All agents and devices. An agent is free when every axis allows an offer."""

    __slots__ = (
        "agents",
        "attendance",
        "desk",
        "devices",
        "elsewhere",
        "floor",
        "free",
        "line_rule",
        "owners",
        "shifts",
        "touched",
        "unfit",
        "wrap_ups",
    )

    def __init__(self, desk: Desk, floor: Floor) -> None:
        self.desk = desk
        self.floor = floor
        self.attendance = Attendance(desk, self)
        self.wrap_ups = WrapUps(desk, self)
        self.line_rule = LineRule(desk, self)
        self.agents: dict[str, AgentState] = {}
        self.devices: dict[str, DeviceState] = {}
        self.owners: dict[str, str] = {}  # device -> agent
        self.elsewhere: dict[str, str] = {}  # leg in the switch's own queue -> device
        self.free: set[str] = set()
        self.unfit: set[str] = set()  # ready, idle and not free: with no phone, or resting
        self.shifts = 0  # counts up whenever somebody's presence, or who is there, changes
        self.touched: set[str] = set()  # agents whose stand-in may have changed

    # --- the plan ----------------------------------------------------------------------------

    def configure(self, plan: Plan) -> None:
        """Take over added, changed and removed agents; nobody is cut off.

        Who is free is counted anew, as phones may have changed: the floor enlists them.
        """
        for name, entry in plan.agents.items():
            self._take_over(name, entry)
        for agent in list(self.agents.values()):
            if agent.name not in plan.agents:
                self._remove(agent)
        self._index_owners()
        self._count_free()

    def _count_free(self) -> None:
        agents = self.agents.values()
        self.free = {agent.name for agent in agents if self._is_free(agent)}
        self.unfit = {agent.name for agent in agents if self._is_unfit(agent)}
        self.shifts += 1

    def _index_owners(self) -> None:
        self.owners = {
            device: agent.name for agent in self.agents.values() for device in agent.devices
        }

    def rebuild(self) -> None:
        """Derive the indexes from agents and devices, after a restore."""
        self._index_owners()
        self.elsewhere = {
            leg: device.name for device in self.devices.values() for leg in device.elsewhere
        }
        self._count_free()

    def _take_over(self, name: str, entry: AgentPlan) -> None:
        agent = self.agents.get(name)
        if agent is None:
            now_us = self.desk.now_us
            agent = self.agents[name] = AgentState(
                name, entry.devices, presence_since_us=now_us, work_since_us=now_us
            )
        agent.devices, agent.display = entry.devices, entry.display
        agent.language, agent.removed = entry.language, False
        agent.skills, agent.ring = dict(entry.skills), entry.ring
        agent.telephones, agent.rescue = tuple(entry.telephones), entry.rescue
        self.touched.add(name)

    def _remove(self, agent: AgentState) -> None:
        agent.removed = True
        self.touched.add(agent.name)
        if agent.work == "reserved":
            self.floor.rescind(agent)
        self.refresh(agent)
        self._drop_removed(agent)

    def _drop_removed(self, agent: AgentState) -> bool:
        if not agent.removed or agent.work in ("reserved", "talking"):
            return False
        if agent.work == "wrap_up":
            self.wrap_ups.keep(agent, self.desk.now_us, "removed")
        self.attendance.keep(agent, self.desk.now_us)
        self.desk.deadlines.clear("agent", agent.name, "rest", "wrap_up", "break", "line")
        self.agents.pop(agent.name, None)
        self.unfit.discard(agent.name)
        self.shifts += 1
        return True

    # --- who is meant ------------------------------------------------------------------------

    def known(self, name: str) -> AgentState:
        """The agent, or RefusedEvent with what to do."""
        agent = self.agents.get(name)
        if agent is None or agent.removed:
            raise RefusedEvent(
                f"There is no agent {name}; the agents are those under `agents` in centre.yaml."
            )
        return agent

    def logged_in(self, name: str) -> AgentState:
        """The agent, or RefusedEvent when nobody is there."""
        agent = self.known(name)
        if agent.presence == "logged_out":
            raise RefusedEvent(f"Agent {name} is logged out; log in first.")
        return agent

    # --- work ----------------------------------------------------------------------------------

    def set_work(self, agent: AgentState, work: Work, since_us: int = 0) -> None:
        """Change what the centre gave the agent to do."""
        agent.work = work
        agent.work_since_us = since_us or self.desk.now_us
        if work == "idle":
            agent.offer = agent.call = agent.queue = ""
            agent.wrap_up = None
        self.refresh(agent)

    def reserve(
        self, agent: AgentState, offer: str, call: str, queue: Queue, devices: tuple[str, ...]
    ) -> None:
        """The agent is held for one call; these devices ring."""
        agent.offer, agent.call, agent.queue = offer, call, queue.name
        agent.wrap_up = self.wrap_ups.planned(queue)
        agent.holding = list(devices)
        agent.done_us, agent.line_lost = 0, False
        self.set_work(agent, "reserved")

    def take(
        self, agent: AgentState, offer: str, call: str, name: str, device: str, queue: Queue | None
    ) -> None:
        """The agent talks in a call nobody offered."""
        agent.offer, agent.call, agent.queue = offer, call, name
        agent.wrap_up = self.wrap_ups.planned(queue) if queue else None
        agent.holding, agent.done_us, agent.line_lost = [device], 0, False
        agent.calls += 1
        self.set_work(agent, "talking")

    def rest(self, agent: AgentState, rest_s: int, after: str = "") -> None:
        """No offers for a while, and to the end of the line of idle agents."""
        agent.idle_since_us = self.desk.now_us
        if rest_s:
            agent.rest_after = after
            agent.rest_until_us = self.desk.now_us + seconds(rest_s)
            self.desk.set_deadline("agent", agent.name, "rest", rest_s)

    def released(self, agent: AgentState, since_us: int, lost: bool) -> None:
        """The agent's phone is free of the call."""
        talked = agent.work == "talking"
        if talked and not agent.removed and self.wrap_ups.begin(agent, since_us, lost=lost):
            return
        if talked:
            self.wrap_ups.keep(agent, since_us, "lost" if lost else "none")
        self.be_idle(agent, since_us if talked else 0)

    def be_idle(self, agent: AgentState, idle_since_us: int) -> None:
        """Nothing is left to do; what was to follow the call begins."""
        if idle_since_us:
            agent.idle_since_us = idle_since_us
        self.attendance.take_effect(agent)
        self.floor.work_over(agent.offer, wrapping=False)
        self.set_work(agent, "idle")
        self._drop_removed(agent)

    # --- lines ---------------------------------------------------------------------------------

    def device(self, name: str) -> DeviceState:
        """The device's state, made when it is heard of for the first time."""
        state = self.devices.get(name)
        if state is None:
            state = self.devices[name] = DeviceState(name)
        return state

    def device_changed(self, name: str, reachable: bool) -> None:
        """A probe or a registration says how the line is."""
        state = self.device(name)
        state.reachable = reachable
        self._end_elsewhere(state)
        self._clear_failed(state)
        if not reachable and name not in self.owners:
            del self.devices[name]
        self.line_changed(name)

    def device_failed(self, name: str, rest_s: int = FAILED_S) -> None:
        """Ringing it did not work: leave it alone until it is heard of, or for a while."""
        self.device(name).failed = True
        self.desk.set_deadline("device", name, "failed", rest_s)
        self.line_changed(name)

    def reach(self, names: tuple[str, ...]) -> None:
        """Exactly these devices are reachable."""
        for state in self.devices.values():
            state.reachable = False
            self._end_elsewhere(state)
        for name in names:
            self.device(name).reachable = True
            self._clear_failed(self.device(name))
        for agent in list(self.agents.values()):
            self.touched.add(agent.name)
            self.refresh(agent)

    def talks_elsewhere(self, name: str, leg: str) -> None:
        """The switch's own queue connected this device to somebody."""
        self.device(name).elsewhere.append(leg)
        self.elsewhere[leg] = name
        self.line_changed(name)

    def leg_ended(self, leg: str) -> None:
        """A talk in the switch's own queue is over."""
        if name := self.elsewhere.pop(leg, ""):
            self.devices[name].elsewhere.remove(leg)
            self.line_changed(name)

    def _end_elsewhere(self, state: DeviceState) -> None:
        for leg in state.elsewhere:
            del self.elsewhere[leg]
        state.elsewhere = []

    def line_changed(self, device: str) -> None:
        agent = self.agents.get(self.owners.get(device, ""))
        if agent is not None:
            self.touched.add(agent.name)
            self.refresh(agent)

    def _clear_failed(self, state: DeviceState) -> None:
        state.failed = False
        self.desk.deadlines.clear("device", state.name, "failed")

    def devices_to_ring(self, agent: AgentState) -> tuple[str, ...]:
        """What an offer rings: the first that can be rung, or all; telephones only if the line is bad."""
        able = tuple(name for name in agent.devices if self.can_ring(name))
        if agent.line.state == "bad":
            able = tuple(name for name in able if name in agent.telephones)
        return able if agent.ring == "all" else able[:1]

    def can_ring(self, device: str) -> bool:
        """Whether a device is there, and ringing it has not just failed."""
        state = self.devices.get(device)
        return state is not None and state.reachable and not state.failed

    def is_there(self, name: str) -> bool:
        """Whether an agent is logged in, busy or not."""
        agent = self.agents.get(name)
        return agent is not None and not agent.removed and agent.presence != "logged_out"

    def stand_in(self, agent: AgentState) -> str:
        """The device that may ring while no controller lives, "" when none may."""
        if agent.presence != "ready" or agent.removed:
            return ""
        lines = self.devices
        phones = [device for device in agent.devices if device not in agent.telephones]
        return next((d for d in phones if d in lines and lines[d].reachable), "")

    # --- free or not -----------------------------------------------------------------------------

    def refresh(self, agent: AgentState) -> None:
        """Tell the distribution when an agent became free or is free no more."""
        free = self._is_free(agent)
        if free and agent.name not in self.free:
            self.free.add(agent.name)
            self.floor.free_again(agent)
        elif not free and agent.name in self.free:
            self.free.discard(agent.name)
            self.floor.not_free(agent)
        if self._is_unfit(agent):
            self.unfit.add(agent.name)
        else:
            self.unfit.discard(agent.name)

    def _is_unfit(self, agent: AgentState) -> bool:
        return agent.work == "idle" and agent.presence == "ready" and agent.name not in self.free

    def rank_again(self, agent: AgentState) -> None:
        """Where the agent stands among those who are free may have changed."""
        if agent.name in self.free:
            self.free.discard(agent.name)
            self.floor.not_free(agent)
        self.refresh(agent)

    def _is_free(self, agent: AgentState) -> bool:
        return (
            agent.presence == "ready"
            and agent.work == "idle"
            and not agent.removed
            and not agent.dialling
            and (agent.line.state != "bad" or bool(self.devices_to_ring(agent)))
            and agent.rest_until_us <= self.desk.now_us
            and not (self.elsewhere and self.is_elsewhere(agent))
            and any(map(self.can_ring, agent.devices))
        )

    def is_elsewhere(self, agent: AgentState) -> bool:
        return any(d in self.devices and self.devices[d].elsewhere for d in agent.devices)

    def rebooted(self) -> None:
        """Another run of the machine: times of the last one mean nothing any more."""
        now_us = self.desk.now_us
        for agent in list(self.agents.values()):
            self.attendance.keep(agent, self.desk.fact_us)
            self.attendance.begin(agent)
            agent.idle_since_us = now_us
            agent.rest_until_us = 0
            agent.dialling = []
            self.line_rule.forget(agent)
            if agent.work == "wrap_up":
                self.wrap_ups.keep(agent, self.desk.fact_us, "restart")
            self.attendance.watch(agent)
            self.be_idle(agent, now_us)
        self.reach(())

    def deadline(self, kind: str, owner: str, purpose: str) -> None:
        """A wrap-up, a rest, a break or a device's time-out is over."""
        if kind == "device":
            if owner in self.devices:
                self.devices[owner].failed = False
                self.line_changed(owner)
            return
        agent = self.agents.get(owner)
        if agent is None:
            return
        match purpose:
            case "wrap_up":
                self.wrap_ups.over(agent, "time")
            case "break":
                agent.overdue = True
            case "line":
                self.line_rule.rested(agent)
            case _:
                agent.rest_until_us = 0
                self.refresh(agent)
