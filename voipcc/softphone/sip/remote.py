"""The other end of `python -m voipcc.softphone.sip.robot`: a robot phone in a process of its own.

    async with PjRobot(account, tone_hz=700, manners=Manners(answer_after_s=0.5)) as agent:
        await agent.register()
        outcome = await agent.outcome(limit_s=20)
        assert (await agent.heard(outcome["call"], 1000)).seconds > 2

A process each, because pjsua2 keeps one endpoint per process. Importing this needs no pjsua2.
"""

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from types import TracebackType
from typing import Any, Self

from voipcc.softphone.ear import HeardTone
from voipcc.softphone.sip.account import PhoneAccount, PhoneError

Event = dict[str, Any]
START_LIMIT_S = 30.0
VERB_LIMIT_S = 25.0
END_LIMIT_S = 6.0
POLL_S = 0.1


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """What came of one call; times are monotonic nanoseconds, 0 where it did not happen.

    `invite_ns`: when the INVITE was received (incoming) or sent. `ended_by`: "us" or "far".
    """

    call: int
    peer: str
    incoming: bool
    invite_ns: int
    ringing_ns: int
    answered_ns: int
    ended_ns: int
    ended_by: str
    code: int
    codec: str
    encrypted: bool
    digits: str


class PjRobot:
    """One robot phone. `wish` takes Robot's words: tone_hz, play, manners, local_address, silence_suppression, expiry_s, sip_log."""

    def __init__(self, account: PhoneAccount, **wish: Any) -> None:
        self._wish = {**wish, "account": {k: _word(v) for k, v in asdict(account).items()}}
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._news = asyncio.Condition()
        self._count = 0
        self._seen: set[int] = set()
        self.events: list[Event] = []

    def command(self) -> Sequence[str]:
        """What starts the process; whoever wants it elsewhere says so here."""
        return (sys.executable, "-m", "voipcc.softphone.sip.robot")

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *self.command(),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self._reader = asyncio.create_task(self._read())
        self._send(self._wish)
        try:
            started = await self._first(
                lambda event: event["event"] in ("started", "failed", "ended_process"),
                START_LIMIT_S,
            )
            if started["event"] != "started":
                raise PhoneError(
                    started.get("text", "The robot's process ended."), started.get("remedy", "")
                )
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Hangs up, unregisters, ends the process; kills it when it does not end in 6 s."""
        if self._process is None or self._reader is None:
            return
        if self._process.returncode is None:
            self._send({"do": "quit"})
            try:
                await asyncio.wait_for(self._process.wait(), END_LIMIT_S)
            except TimeoutError:
                self._kill(self._process)
                await self._process.wait()
        await self._reader

    def vanish(self) -> None:
        """Ends the process as a power cut would: no BYE, no unregister."""
        if self._process is not None and self._process.returncode is None:
            self._kill(self._process)

    @staticmethod
    def _kill(process: asyncio.subprocess.Process) -> None:
        with contextlib.suppress(ProcessLookupError):  # it ended at this very moment
            process.kill()

    # --- verbs -----------------------------------------------------------------------------

    async def do(self, verb: str, **words: Any) -> Any:
        """Any verb of Robot; its result. Raises PhoneError."""
        self._count += 1
        number = self._count
        self._send({"id": number, "do": verb, **words})
        answer = await self._first(
            lambda e: (
                (e["event"] in ("done", "refused") and e.get("id") == number)
                or e["event"] == "ended_process"
            ),
            VERB_LIMIT_S,
        )
        if answer["event"] == "done":
            return answer["result"]
        raise PhoneError(answer.get("text", "The robot's process ended."), answer.get("remedy", ""))

    async def register(self) -> None:
        await self.do("register")

    async def call(self, target: str, headers: Mapping[str, str] | None = None) -> int:
        return int(await self.do("call", target=target, headers=dict(headers or {})))

    async def heard(self, call: int, hz: float, start_ns: int = 0, end_ns: int = 0) -> HeardTone:
        found = await self.do("heard", call=call, hz=hz, start_ns=start_ns, end_ns=end_ns)
        return HeardTone(
            **{
                **found,
                "gaps": tuple((int(start), float(length)) for start, length in found["gaps"]),
            }
        )

    async def hears(
        self, call: int, hz: float, seconds: float, since_ns: int = 0, limit_s: float = 10.0
    ) -> HeardTone:
        """Returns once the tone was heard for so long. Raises PhoneError after `limit_s`."""
        end_s = time.monotonic() + limit_s
        while True:
            found = await self.heard(call, hz, since_ns)
            if found.seconds >= seconds:
                return found
            if time.monotonic() > end_s:
                raise PhoneError(f"{hz} Hz was heard for {found.seconds:.2f} s, not {seconds} s.")
            await asyncio.sleep(POLL_S)

    async def wait(self, event: str, limit_s: float = 10.0, **details: Any) -> Event:
        """The first event of that name and with those details that no `wait` has returned yet."""
        async with self._news:
            return await asyncio.wait_for(self._next(event, details), limit_s)

    async def outcome(self, limit_s: float = 30.0) -> CallOutcome:
        """Of the next call that ends."""
        event = await self.wait("outcome", limit_s)
        return CallOutcome(**{each.name: event[each.name] for each in fields(CallOutcome)})

    # --- the wire --------------------------------------------------------------------------

    async def _next(self, name: str, details: Mapping[str, Any]) -> Event:
        while True:
            for place, event in enumerate(self.events):
                if place in self._seen or event["event"] != name:
                    continue
                if all(event.get(key) == value for key, value in details.items()):
                    self._seen.add(place)
                    return event
            if self.events and self.events[-1]["event"] == "ended_process":
                raise PhoneError(f"The robot's process ended before '{name}'.")
            await self._news.wait()

    async def _first(self, fits: Any, limit_s: float) -> Event:
        def found() -> list[Event]:
            return [event for event in self.events if fits(event)]

        async with self._news:
            await asyncio.wait_for(self._news.wait_for(lambda: bool(found())), limit_s)
        return found()[0]

    def _send(self, order: Mapping[str, Any]) -> None:
        assert self._process is not None and self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")

    async def _read(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        async for line in self._process.stdout:
            await self._note(json.loads(line))
        await self._process.wait()
        await self._note({"event": "ended_process", "code": self._process.returncode})

    async def _note(self, event: Event) -> None:
        async with self._news:
            self.events.append(event)
            self._news.notify_all()


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value in (None, 0) else str(value)
