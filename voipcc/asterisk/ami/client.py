"""The package asterisk-ami with its faults mended; runs on threads of its own.

Mended here: its listener died after 3 s of silence and nobody was told (the socket waits
without limit now, and a ping finds a dead line); a line break in a value began a second
action (refused); `send` could cut a long action short; a failed greeting killed the thread
with a traceback; its answers used a removed threading call. No answer at all is a failure,
never a None.
"""

import contextlib
import socket
import threading
from collections.abc import Callable, Mapping
from typing import Any

from asterisk.ami import AMIClient
from asterisk.ami.action import Action
from asterisk.ami.event import Event
from asterisk.ami.response import Response

from voipcc.asterisk.errors import UnsafeValue

CONNECT_TIMEOUT_S = 2.0
BUFFER = 65_536


def checked(keys: Mapping[str, str]) -> Mapping[str, str]:
    """`keys` as they are. Raises UnsafeValue when one holds a line break or a zero."""
    for key, value in keys.items():
        for text in (key, value):
            if "\n" in text or "\r" in text or "\0" in text:
                raise UnsafeValue(f"AMI {key[:40]!r}: a value must not hold a line break")
    return keys


class _Answer:
    """What the package's reader assigns `response` to: hands it on, holds no lock."""

    __slots__ = ("_done",)

    def __init__(self, done: Callable[[Response], None]) -> None:
        self._done = done

    def _set(self, response: Response) -> None:
        self._done(response)

    response = property(None, _set)


class MendedClient(AMIClient):  # type: ignore[misc]
    """One connection. `lost` is set when it has ended, however it ended; `on_lost` is told.

    `on_lost` and `on_event` run on the reading thread.
    """

    def __init__(
        self,
        host: str,
        port: int,
        on_event: Callable[[str, Mapping[str, Any]], None],
        on_lost: Callable[[], None],
    ) -> None:
        super().__init__(address=host, port=port, buffer_size=BUFFER)
        self.lost = threading.Event()
        self._hand_event = on_event
        self._on_lost = on_lost
        self._sending = threading.Lock()

    def connect(self) -> None:
        """Raises OSError when nobody listens there."""
        self._socket = socket.create_connection((self._address, self._port), CONNECT_TIMEOUT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.settimeout(None)
        self.finished = threading.Event()
        self._thread = threading.Thread(target=self.listen, name="ami-reader", daemon=True)
        self._thread.start()

    def listen(self) -> None:
        # A greeting that is not Asterisk's raises out of the package: the line is lost, no more.
        with contextlib.suppress(Exception):
            super().listen()
        self.finished.set()
        self.lost.set()
        self._on_lost()

    def act(
        self, action_id: str, name: str, keys: Mapping[str, str], done: Callable[[Response], None]
    ) -> None:
        """Send one action. Raises OSError when the line has gone, UnsafeValue."""
        text = self._text(action_id, name, keys)
        self._futures[action_id] = _Answer(done)
        with self._sending:
            self._socket.sendall(text)

    def act_at_once(
        self, action_id: str, name: str, keys: Mapping[str, str], done: Callable[[Response], None]
    ) -> bool:
        """The same without ever waiting: false when it would have had to, and nothing was sent.

        Raises OSError when the line has gone, also when it took only half of an action.
        """
        text = self._text(action_id, name, keys)
        if not self._sending.acquire(blocking=False):
            return False
        try:
            self._futures[action_id] = _Answer(done)
            if self._socket.send(text, socket.MSG_DONTWAIT) < len(text):
                self.break_off()
                raise BrokenPipeError("the switch does not read")
        except BlockingIOError:
            del self._futures[action_id]
            return False
        finally:
            self._sending.release()
        return True

    def _text(self, action_id: str, name: str, keys: Mapping[str, str]) -> bytes:
        action = Action(name, {**checked(keys), "ActionID": action_id})
        return f"{action}\r\n".encode(self.encoding)

    def fire_recv_event(self, event: Event) -> None:
        self._hand_event(event.name, event.keys)

    def break_off(self) -> None:
        """End the line from any thread; the reader wakes up and finds it lost."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Wake the reader by ending the socket; closing alone would leave it waiting."""
        if self._socket is not None:
            self.break_off()
            self.disconnect()
            self.lost.set()
