"""The one thread that touches pjsua2.

pjsua2 runs without worker threads: this thread polls it, so every callback and every verb runs
here and nothing needs a lock or pjlib's thread registration. Other threads hand work in with
`do`. Objects of pjsua2 must never be destroyed (a deleted Call or media port trips an assertion
that ends the process), so they are kept and the process ends with `os._exit`.
"""

import functools
import heapq
import itertools
import os
import queue
import ssl
import sys
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pjsua2 as pj

from voipcc.softphone.sip.account import PhoneAccount, PhoneError

T = TypeVar("T")
POLL_MS = 10
VERB_LIMIT_S = 20.0
CALLS_AT_ONCE = 16
TRANSPORTS = {
    "udp": pj.PJSIP_TRANSPORT_UDP,
    "tcp": pj.PJSIP_TRANSPORT_TCP,
    "tls": pj.PJSIP_TRANSPORT_TLS,
}


@dataclass(frozen=True, slots=True)
class LibraryOptions:
    """`local_address` binds SIP and audio; `silence_suppression` stops RTP while nobody speaks."""

    local_address: str = ""
    clock_rate: int = 16000
    silence_suppression: bool = False
    echo_tail_ms: int = 0
    log_file: Path | None = None


class Library:
    """pjsua2's endpoint and its thread; one per process."""

    def __init__(self, options: LibraryOptions) -> None:
        self.options = options
        self.endpoint: Any = None
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._deadlines: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()
        self._kept: list[object] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="phone", daemon=True)

    def start(self) -> None:
        """Raises PhoneError when pjsua2 cannot be set up."""
        self._thread.start()
        self.do(self._create)

    def stop(self) -> None:
        """Stops polling; nothing of pjsua2 may be used afterwards."""
        self._stopping.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(2.0)

    def keep(self, thing: T) -> T:
        """Saves a pjsua2 object from the garbage collector for good."""
        self._kept.append(thing)
        return thing

    def do(self, verb: Callable[[], T]) -> T:
        """Runs `verb` on the phone's thread and returns its result; pjsua2's faults become PhoneError."""
        if threading.current_thread() is self._thread:
            return _without_faults(verb)
        outcome: Future[T] = Future()
        self._work.put(lambda: _settle(outcome, verb))
        try:
            return outcome.result(VERB_LIMIT_S)
        except TimeoutError:
            raise PhoneError("The phone does not react.", "Stop it and start it again.") from None

    def later(self, after_s: float, verb: Callable[[], None]) -> None:
        """Runs `verb` on the phone's thread in `after_s` seconds. Call it on the phone's thread."""
        heapq.heappush(self._deadlines, (time.monotonic() + after_s, next(self._count), verb))

    def open_transport(self, account: PhoneAccount) -> int:
        """The transport's id. A phone listens on a free port."""
        settings = pj.TransportConfig()
        settings.boundAddress = self.options.local_address
        if account.transport == "tls":
            settings.tlsConfig.method = pj.PJSIP_TLSV1_2_METHOD
            settings.tlsConfig.verifyServer = account.verify
            settings.tlsConfig.CaListFile = str(
                account.ca_file or ssl.get_default_verify_paths().cafile or ""
            )
        return int(self.endpoint.transportCreate(TRANSPORTS[account.transport], settings))

    def _create(self) -> None:
        self.endpoint = self.keep(pj.Endpoint())
        with _Quiet():
            self.endpoint.libCreate()
        self.endpoint.libInit(self._settings())
        self.endpoint.libStart()

    def _settings(self) -> Any:
        settings = pj.EpConfig()
        settings.uaConfig.threadCnt = 0
        settings.uaConfig.maxCalls = CALLS_AT_ONCE
        settings.uaConfig.userAgent = "voipcc phone"
        settings.logConfig.consoleLevel = 0
        settings.logConfig.level = 5 if self.options.log_file else 0
        settings.logConfig.msgLogging = 1 if self.options.log_file else 0
        settings.logConfig.filename = str(self.options.log_file or "")
        settings.medConfig.clockRate = self.options.clock_rate
        settings.medConfig.noVad = not self.options.silence_suppression
        settings.medConfig.ecTailLen = self.options.echo_tail_ms
        return settings

    def _run(self) -> None:
        while not self._stopping.is_set():
            if self.endpoint is None:
                self._work.get()()
                continue
            self.endpoint.libHandleEvents(POLL_MS)
            while not self._work.empty():
                self._work.get()()
            while self._deadlines and self._deadlines[0][0] <= time.monotonic():
                _reported(heapq.heappop(self._deadlines)[2])


def callback(method: Callable[..., None]) -> Callable[..., None]:
    """Around every method that pjsua2 calls: it swallows exceptions, so they are shown here."""

    @functools.wraps(method)
    def shown(*arguments: Any) -> None:
        try:
            method(*arguments)
        except pj.Error as fault:
            print(f"phone: {fault.title}: {fault.reason}", file=sys.stderr)
        except Exception:
            traceback.print_exc()

    return shown


class _Quiet:
    """Keeps what pjlib prints before it can be told not to off standard output."""

    def __enter__(self) -> None:
        sys.stdout.flush()
        self._saved = os.dup(1)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.close(nowhere)

    def __exit__(self, *_: object) -> None:
        os.dup2(self._saved, 1)
        os.close(self._saved)


def _without_faults(verb: Callable[[], T]) -> T:
    try:
        return verb()
    except pj.Error as fault:
        raise PhoneError(f"{fault.title or 'The SIP library'}: {fault.reason}.") from None


def _settle(outcome: "Future[T]", verb: Callable[[], T]) -> None:
    try:
        outcome.set_result(_without_faults(verb))
    except Exception as error:
        outcome.set_exception(error)


def _reported(verb: Callable[[], None]) -> None:
    """A fault in a delayed verb must not end the phone's thread."""
    try:
        _without_faults(verb)
    except PhoneError as error:
        print(error.sentence(), file=sys.stderr)
