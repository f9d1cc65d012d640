"""A blind transfer: the agent gives the caller away. Nobody is dropped where nobody takes them."""

from typing import TYPE_CHECKING

from voipcc.core.call import Call, Transfer
from voipcc.core.desk import Desk
from voipcc.core.seam import AgentWanted, OfferMade
from voipcc.core.steps import QueueStep

if TYPE_CHECKING:
    from voipcc.core.calling import Calling

NOT_TAKEN = "transfer/back"  # said to a caller nobody took


class Transfers:
    """`call.transfer` says who gave the call away, until somebody talks to the caller."""

    __slots__ = ("calling", "desk")

    def __init__(self, desk: Desk, calling: "Calling") -> None:
        self.desk = desk
        self.calling = calling

    def to_agent(self, call: Call, to: str) -> None:
        """Ask for the agent; the one who has the caller keeps them until the phone rings."""
        assert call.talk is not None, f"call {call.id} has no talk"
        call.transfer = Transfer(call.talk.agent, call.queue, "agent", to)
        call.wanted = to
        self.desk.tell(AgentWanted(call.id, to, call.queue, self._ring_s(call)))

    def to_queue(self, call: Call, to: str) -> None:
        """Straight into another line, however many wait there."""
        assert call.talk is not None, f"call {call.id} has no talk"
        call.transfer = Transfer(call.talk.agent, call.queue, "queue", to, asking=False)
        self.calling.talk.leave(call)
        call.mark("transferred")
        call.queue = to
        self.go_to_step(call, to)
        call.entered.setdefault(to, self.desk.fact_us)
        self.calling.wait.enter_again(call)

    def to_number(self, call: Call, party: str) -> None:
        """A telephone outside rings while the caller hears music."""
        assert call.talk is not None, f"call {call.id} has no talk"
        agent = call.talk.agent
        call.transfer = Transfer(agent, call.queue, "number", party, asking=False)
        call.mark("transferred")
        self.calling.talk.leave(call)
        self.calling.wait.start_music(call)
        call.stage = "given"
        call.cut("transfer", self.desk.fact_us, call.queue, party=party)
        self.calling.in_call.outside.ring(call, party, agent)

    def go_to_step(self, call: Call, queue: str) -> None:
        """Let the call stand at a step that leads into this queue.

        The flow's own step for it has wishes and ways out; else plain ones count.
        """
        flow = self.desk.plans[call.plan].flows.get(call.flow)
        for block, steps in flow.blocks.items() if flow else ():
            for index, step in enumerate(steps):
                if isinstance(step, QueueStep) and step.queue == queue:
                    call.block, call.step = block, index
                    return
        call.block, call.step = "", 0

    def granted(self, call: Call, offer: OfferMade) -> None:
        """The agent is reserved: now the caller is given away and the phone rings."""
        assert call.transfer is not None, f"call {call.id} is not given away"
        call.transfer.asking = False
        if call.talk is not None:
            call.mark("transferred")
            self.calling.talk.leave(call)
            self.calling.wait.start_music(call)
        call.stage = "given"
        call.cut("transfer", self.desk.fact_us, call.queue, offer.agent)
        self.calling.ring.made(call, offer)

    def refused(self, call: Call, why: str) -> None:
        """Nobody took the call: the agent who gave it away keeps it, or gets it back; else the queue."""
        transfer = call.transfer
        assert transfer is not None, f"call {call.id} is not given away"
        call.wanted = ""
        if call.slot:  # whoever wanted to pick it up could not be had: it stays where it is
            call.cut("parked", self.desk.fact_us, call.queue, transfer.agent)
            self.calling.hears.held.begin(call)
        elif transfer.asking:
            call.transfer = None
            self.calling.consults.tell_agent(call, why)
        elif not transfer.back:
            transfer.back = True
            call.wanted = transfer.agent
            wanted = AgentWanted(call.id, transfer.agent, transfer.queue, self._ring_s(call))
            self.desk.tell(wanted)
        else:
            self.to_head(call)

    def _ring_s(self, call: Call) -> int:
        queue = self.desk.queue(call.queue, call.plan)
        return queue.ring_timeout_s if queue else 20

    def to_head(self, call: Call) -> None:
        """First in the line the caller came from."""
        assert call.transfer is not None, f"call {call.id} is not given away"
        call.queue, call.transfer = call.transfer.queue, None
        self.calling.back_to_head(call, NOT_TAKEN)
