"""A server that takes webhooks, or does not: on a thread of its own, at a free port."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

Answer = Callable[[int], int]


class Receiver:
    """Remembers every try; `answer` gives the status of the n-th, 0: the line is cut."""

    def __init__(self, answer: Answer = lambda number: 200) -> None:
        self.tries: list[tuple[dict[str, str], bytes]] = []
        self.taken: list[str] = []
        self.changed = threading.Condition()
        outer = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                with outer.changed:
                    outer.tries.append((headers, body))
                    status = answer(len(outer.tries))
                    if 200 <= status < 300:
                        outer.taken.append(headers["webhook-id"])
                    outer.changed.notify_all()
                if status:
                    self.send_response(status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            def log_message(self, *words: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/hook?from=centre"

    def until(self, true: Callable[["Receiver"], object], within_s: float = 30) -> None:
        """Waits for something to be true of what came."""
        with self.changed:
            assert self.changed.wait_for(lambda: true(self), within_s), len(self.tries)

    def __enter__(self) -> "Receiver":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
