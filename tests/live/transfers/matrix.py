"""The cells of the matrix: how, to whom, what becomes of it, by which way."""

from dataclasses import dataclass
from itertools import product
from typing import Any

from tests.live.cell import until
from tests.live.transfers.trio import Trio
from voipcc.softphone.wire import BUSY, DECLINE, RING, Reaction

HOWS = ("blind", "warm", "consult")
KINDS = ("agent", "queue", "number")
OUTCOMES = ("answered", "busy", "declined", "no_answer", "caller_leaves", "line_dies")
WAYS = ("verb", "code")
CODES = {"blind": "*1", "consult": "*2", "warm": "*8"}
REACTIONS: dict[str, Reaction] = {"busy": BUSY, "declined": DECLINE, "no_answer": RING}
LATE_S = 50.0  # a telephone outside rings for half a minute


@dataclass(frozen=True)
class Case:
    """One cell of the matrix."""

    how: str
    kind: str
    outcome: str
    way: str

    @property
    def __name__(self) -> str:
        return "-".join((self.how, self.kind, self.outcome, self.way))

    async def __call__(self, trio: Trio) -> None:
        """Play it to its end; what must be heard is heard, and everybody is hung up."""
        if reaction := REACTIONS.get(self.outcome):
            trio.reactions.append(reaction)
        if self.outcome == "caller_leaves":
            trio.reactions.append(RING)
        await self._begin(trio)
        match self.outcome:
            case "caller_leaves":
                await self._caller_leaves(trio)
            case "line_dies":
                await self._line_dies(trio)
            case "busy" | "declined" | "no_answer" if self.kind != "queue":
                await self._nobody(trio)
            case "busy" | "declined" | "no_answer":  # the queue rings again
                await trio.target(self.kind)
                await self._answered(trio)
            case _:
                await self._answered(trio)

    async def _begin(self, trio: Trio) -> None:
        """Press, or say, who shall have the caller."""
        if self.way == "verb":
            to = {"agent": trio.names[1], "queue": f"second{trio.n}", "number": trio.number}
            await trio.transfer(self.how, self.kind, to[self.kind])
            return
        digits = {"agent": f"2{trio.n:02d}", "queue": f"4{trio.n:02d}"}
        dialled = digits.get(self.kind, "0" + trio.number.removeprefix("+49"))
        if self.way == "refer":
            await trio.refer(dialled)
            return
        await trio.at_anna.press(CODES[self.how])
        await until(lambda: trio.hears_music(trio.caller), 15)
        await trio.at_anna.press(dialled)
        await trio.at_anna.press("#")

    async def _answered(self, trio: Trio) -> None:
        there = await trio.target(self.kind)
        if self.how != "blind":
            await trio.hear(trio.at_anna, there)
            await self._finish(trio)
        if self.how == "warm":
            await trio.hear(trio.caller, there)
            await trio.hear(trio.caller, trio.at_anna)
            await self._finish(trio)
        await trio.hear(trio.caller, there)
        await trio.hung_up(trio.at_anna)
        trio.caller.hang_up()
        await trio.hung_up(there)

    async def _finish(self, trio: Trio) -> None:
        if self.way == "verb":
            await trio.verb("transfer.finish")
        else:
            await trio.at_anna.press(CODES[self.how])

    async def _nobody(self, trio: Trio) -> None:
        """Anna has the caller back: at once in a consult, rung again after a blind transfer."""
        await trio.target(self.kind)
        at_anna: Any = trio.at_anna
        if self.how == "blind":
            await trio.hung_up(trio.at_anna)
            at_anna = await trio.anna.next_call(LATE_S)
        await trio.hear(trio.caller, at_anna, timeout_s=LATE_S)
        at_anna.hang_up()
        await trio.hung_up(trio.caller)

    async def _caller_leaves(self, trio: Trio) -> None:
        """While the target rings: nobody is left with a phone that rings or talks."""
        there = await trio.target(self.kind)
        trio.caller.hang_up()
        await trio.hung_up(there, trio.at_anna)

    async def _line_dies(self, trio: Trio) -> None:
        """In mid-consult: whoever has answered has the caller."""
        there = await trio.target(self.kind)
        if self.how != "blind":
            await trio.hear(trio.at_anna, there)
        trio.anna.vanish()
        await trio.hear(trio.caller, there, timeout_s=20)
        trio.caller.hang_up()
        await trio.hung_up(there)


BY_KEY = tuple(Case("blind", *one, "refer") for one in product(KINDS, OUTCOMES))
ALL = (*(Case(*one) for one in product(HOWS, KINDS, OUTCOMES, WAYS)), *BY_KEY)
DOZEN = (
    Case("blind", "agent", "no_answer", "verb"),
    Case("blind", "queue", "busy", "code"),
    Case("blind", "number", "answered", "code"),
    Case("blind", "number", "busy", "verb"),
    Case("blind", "agent", "caller_leaves", "code"),
    Case("consult", "agent", "busy", "verb"),
    Case("consult", "agent", "line_dies", "code"),
    Case("consult", "number", "answered", "verb"),
    Case("consult", "queue", "caller_leaves", "verb"),
    Case("warm", "number", "answered", "code"),
    Case("warm", "agent", "declined", "code"),
    Case("warm", "queue", "answered", "verb"),
)
