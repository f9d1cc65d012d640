"""Short names for legs, as people say them: `call 1`, `anna`, `code 1`."""

from collections.abc import Sequence

from voipcc.core.commands import (
    CheckNumber,
    CollectNumber,
    Command,
    Connect,
    Dial,
    Join,
    KeepRecord,
    Play,
    Record,
    Ring,
)
from voipcc.core.events import CallArrived, CodeDialled, DeviceDialled, Event
from voipcc.core.media_words import Collect, LookUp
from voipcc.core.supervision_words import CollectSecret, Listen
from voipcc.core.tape_words import StartTape


class Names:
    """Who is meant by a leg, in both directions; learnt from events and commands."""

    def __init__(self) -> None:
        self.callers: dict[str, str] = {}  # leg -> "call 1"
        self.codes: dict[str, str] = {}  # leg -> "code 1"
        self.phones: dict[str, str] = {}  # leg -> "anna"
        self.latest_phone: dict[str, str] = {}  # "anna" -> leg
        self.calls: dict[str, str] = {}  # conversation -> "call 1"
        self.playbacks: dict[str, str] = {}  # leg -> the last one begun
        self.customers: dict[str, str] = {}  # leg we dialled -> "customer 1", "number 1"
        self.checks: dict[str, str] = {}  # leg -> the last number asked for
        self.asked: dict[str, str] = {}  # leg -> what it types, or what is looked up for it
        self.recordings: dict[str, str] = {}  # leg -> what is recorded of it
        self.tapes: dict[str, str] = {}  # leg -> the last tape of it
        self.talks: dict[str, str] = {}  # leg -> the last one asked for
        self.awaited: dict[str, str] = {}  # leg -> the talk or ear it was told to come into
        self.first_devices: dict[str, str] = {}  # agent -> the device rung by default

    def learn_event(self, event: Event) -> None:
        """Name what comes from outside, in order of appearance."""
        match event:
            case CallArrived(leg=leg) if leg not in self.callers:
                self.callers[leg] = f"call {len(self.callers) + 1}"
            case CodeDialled(leg=leg) | DeviceDialled(leg=leg) if leg not in self.codes:
                self.codes[leg] = f"code {len(self.codes) + 1}"

    def learn_commands(self, commands: Sequence[Command]) -> None:
        """Name what the core makes."""
        for command in commands:
            match command:
                case Ring():
                    self._learn_rung(command)
                case Dial():
                    self._learn_dialled(command)
                case CheckNumber() | CollectNumber() | CollectSecret() | Collect() | LookUp():
                    self._learn_asked(command)
                case Listen() | Join():
                    self._learn_place(command)
                case Record() | StartTape():
                    self._learn_recorded(command)
                case Connect():
                    for leg in (command.caller_leg, command.agent_leg):
                        self.talks[leg] = self.awaited[leg] = command.talk
                case Play():
                    self.playbacks[command.leg] = command.playback
                case KeepRecord(record=record):
                    if record.leg in self.callers:
                        self.calls[record.id] = self.of(record.leg)

    def _learn_recorded(self, command: Record | StartTape) -> None:
        if isinstance(command, Record):
            self.recordings[command.leg] = command.recording
        else:
            self.tapes[command.leg] = command.tape

    def _learn_place(self, command: Listen | Join) -> None:
        """Where a leg was told to go; a supervisor is not among those who talk."""
        if isinstance(command, Listen):
            self.awaited[command.leg] = command.ear
            return
        self.awaited[command.leg] = command.talk
        if command.leg in self.talks or command.leg in self.callers:
            self.talks[command.leg] = command.talk

    def _learn_rung(self, command: Ring) -> None:
        agent = command.device.partition("/")[0]
        self.phones[command.leg] = agent
        self.latest_phone[agent] = command.leg
        if command.caller_leg:
            self.calls[command.call] = self.of(command.caller_leg)

    def _learn_asked(
        self, command: CheckNumber | CollectNumber | CollectSecret | Collect | LookUp
    ) -> None:
        if isinstance(command, Collect | LookUp):
            asked = command.collection if isinstance(command, Collect) else command.lookup
            self.asked[command.leg] = asked
            return
        self.checks[command.leg] = command.check
        if isinstance(command, CheckNumber) and command.call:
            self._learn_dialled(command)

    def _learn_dialled(self, command: Dial | CheckNumber) -> None:
        """A customer to be called back, or a number that is rung for a caller."""
        if command.leg not in self.customers:
            numbered = isinstance(command, CheckNumber) or command.for_leg
            kind = "number" if numbered else "customer"
            count = sum(name.startswith(kind) for name in self.customers.values()) + 1
            self.customers[command.leg] = f"{kind} {count}"

    def of(self, leg: str) -> str:
        """The name of a leg: `call 1`, `code 1`, `anna`, or `leg x` for an unknown one."""
        name = self.callers.get(leg) or self.codes.get(leg) or self.customers.get(leg)
        if name is None and (agent := self.phones.get(leg)):
            name = agent if self.latest_phone[agent] == leg else f"{agent} ({leg})"
        return name or f"leg {leg}"

    def subject(self, leg: str) -> str:
        """How a sentence about a leg begins."""
        return f"{self.of(leg)}: caller" if leg in self.callers else f"{self.of(leg)}:"

    def leg(self, name: str) -> str:
        """The leg a name means; a call or code not seen yet gets a leg of its own."""
        for table in (self.callers, self.codes, self.customers):
            for leg, known in table.items():
                if known == name:
                    return leg
        kind, _, rest = name.partition(" ")
        if kind in ("call", "code"):
            return f"{kind}-{rest}"
        if kind == "leg":
            return rest
        if rest.startswith("("):
            return rest.strip("()")
        return self.latest_phone[name]

    def call(self, name: str) -> str:
        """The conversation a name means, the name itself when it is unknown."""
        return next((call for call, known in self.calls.items() if known == name), name)
