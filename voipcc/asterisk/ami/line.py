"""The two threads behind `Ami`: one sends, watches and reconnects, the other reads."""

import itertools
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from asterisk.ami.response import Response

from voipcc.asterisk.ami.client import MendedClient

Post = Callable[..., None]
"""Runs a call on the event loop, from any thread."""


@dataclass(frozen=True, slots=True)
class LineSettings:
    """Where and how; times in seconds. `events` are the event names anybody wants."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    events: frozenset[str] = frozenset()
    event_class: str = "system"
    answer_within_s: float = 3.0
    ping_every_s: float = 2.0
    retry_from_s: float = 0.1
    retry_to_s: float = 2.0


class Job:
    """One action. `done` gets its Response or None; `ended` its list or None (silence).

    With `only_failure` a good Response is not worth waking the event loop.
    """

    __slots__ = ("deadline", "done", "ended", "keys", "name", "only_failure", "rows")

    def __init__(
        self,
        name: str,
        keys: Mapping[str, str],
        done: Callable[[Response | None], None] | None,
        ended: Callable[[list[Mapping[str, Any]] | None], None] | None = None,
        *,
        only_failure: bool = False,
    ) -> None:
        self.only_failure = only_failure
        self.name = name
        self.keys = keys
        self.done = done
        self.ended = ended
        self.rows: list[Mapping[str, Any]] = []
        self.deadline = 0.0


_STOP = Job("", {}, None)
_LOST = Job("", {}, None)  # the reader's word to the writer, which would notice a second later


class Line:
    """Keeps one logged-in connection alive. `put` may be called from any thread."""

    def __init__(
        self,
        settings: LineSettings,
        post: Post,
        on_change: Callable[[bool], None],
        on_event: Callable[[str, Mapping[str, Any]], None],
    ) -> None:
        self.settings = settings
        self.reason = ""
        self._post = post
        self._on_change = on_change
        self._on_event = on_event
        self._jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._open: dict[str, Job] = {}
        self._ids = itertools.count(1)
        self._stopping = False
        self._client: MendedClient | None = None
        self._thread = threading.Thread(target=self._run, name="ami-writer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._jobs.put(_STOP)

    def join(self) -> None:
        if self._thread.is_alive():
            self._thread.join(5.0)

    def readdress(self, settings: LineSettings) -> None:
        self.settings = settings
        client = self._client
        if client is not None:
            client.break_off()

    def put(self, job: Job) -> None:
        """Send a job, at once when the line is free: waking the writer costs more than sending."""
        client = self._client
        if client is None or not self._jobs.empty() or not self._send_at_once(client, job):
            self._jobs.put(job)

    def _send_at_once(self, client: MendedClient, job: Job) -> bool:
        action_id = self._entered(job)
        try:
            sent = client.act_at_once(
                action_id, job.name, job.keys, lambda response: self._answered(action_id, response)
            )
        except OSError:
            # The writer may be failing all open jobs at this moment: who takes it out, ends it.
            if self._open.pop(action_id, None) is not None:
                self._finish(job, None)
            return True
        if not sent:
            self._open.pop(action_id, None)
        return sent

    def _entered(self, job: Job) -> str:
        job.deadline = time.monotonic() + self.settings.answer_within_s
        action_id = str(next(self._ids))
        self._open[action_id] = job
        return action_id

    @property
    def under_way(self) -> int:
        return len(self._open) + self._jobs.qsize()

    # --- the writing thread ---

    def _run(self) -> None:
        wait_s = self.settings.retry_from_s
        while not self._stopping:
            client = self._logged_in()
            if client is not None:
                wait_s = self.settings.retry_from_s
                self._client = client
                self._post(self._on_change, True)
                self._serve(client)
                self._client = None  # from here on jobs are queued, and fail below
                client.close()
                self._post(self._on_change, False)
            self._fail_all()
            self._refuse_for(wait_s)
            wait_s = min(wait_s * 2, self.settings.retry_to_s)
        self._fail_all()

    def _logged_in(self) -> MendedClient | None:
        settings = self.settings
        client = MendedClient(settings.host, settings.port, self._hear, self._lost)
        answers: queue.SimpleQueue[Response] = queue.SimpleQueue()
        login = {
            "Username": settings.user,
            "Secret": settings.password,
            "Events": settings.event_class,
        }
        try:
            client.connect()
            client.act(str(next(self._ids)), "Login", login, answers.put)
            response = answers.get(timeout=settings.answer_within_s)
        except (OSError, queue.Empty) as fault:
            self.reason = f"AMI at {settings.host}:{settings.port}: {fault or 'no answer'}"
            client.close()
            return None
        if response.is_error():
            self.reason = f"AMI at {settings.host}:{settings.port}: {response.keys.get('Message')}"
            client.close()
            return None
        return client

    def _serve(self, client: MendedClient) -> None:
        """Send jobs until the line is lost or we are told to stop."""
        turn_s = min(self.settings.ping_every_s, self.settings.answer_within_s) / 2
        pinged_at = looked_at = time.monotonic()
        while not client.lost.is_set():
            try:
                job = self._jobs.get(timeout=turn_s)
            except queue.Empty:
                job = None
            if job is _STOP:
                return
            now = time.monotonic()
            try:
                if job is not None and job is not _LOST:
                    self._send(client, job)
                if now - pinged_at >= self.settings.ping_every_s:
                    pinged_at = now
                    self._send(client, Job("Ping", {}, None))
            except OSError as fault:
                self.reason = f"AMI: {fault}"
                return
            if now - looked_at >= turn_s:
                looked_at = now
                if self._expired(now):
                    self.reason = "AMI: the line is silent"
                    return

    def _send(self, client: MendedClient, job: Job) -> None:
        action_id = self._entered(job)
        client.act(
            action_id, job.name, job.keys, lambda response: self._answered(action_id, response)
        )

    def _expired(self, now: float) -> bool:
        """True when the oldest open action should have been answered by now."""
        for job in list(self._open.values()):
            if not job.rows:
                return job.deadline <= now
        return False

    def _refuse_for(self, wait_s: float) -> None:
        """Wait before the next attempt; whatever is asked meanwhile fails at once."""
        until = time.monotonic() + wait_s
        while not self._stopping and (left := until - time.monotonic()) > 0:
            try:
                job = self._jobs.get(timeout=left)
            except queue.Empty:
                return
            if job is not _STOP:
                self._finish(job, None)

    def _fail_all(self) -> None:
        for action_id in list(self._open):
            job = self._open.pop(action_id, None)
            if job is not None:
                self._finish(job, None)
        while self._stopping and not self._jobs.empty():
            self._finish(self._jobs.get(), None)

    def _finish(self, job: Job, response: Response | None) -> None:
        if job.done is not None:
            if not job.only_failure or response is None or response.is_error():
                self._post(job.done, response)
        elif job.ended is not None:
            failed = response is None
            self._post(job.ended, None if failed else job.rows)

    # --- the reading thread ---

    def _lost(self) -> None:
        self._jobs.put(_LOST)

    def _answered(self, action_id: str, response: Response) -> None:
        job = self._open.get(action_id)
        if job is None:
            return
        if job.ended is not None and not response.is_error():
            return  # its rows are still to come
        if self._open.pop(action_id, None) is not None:
            self._finish(job, response)

    def _hear(self, name: str, keys: Mapping[str, Any]) -> None:
        job = self._open.get(keys.get("ActionID", ""))
        if job is not None and job.ended is not None:
            if keys.get("EventList") == "Complete":
                if self._open.pop(keys["ActionID"], None) is not None:
                    self._post(job.ended, job.rows)
            else:
                job.rows.append(keys)
        elif name in self.settings.events:
            self._post(self._on_event, name, keys)
