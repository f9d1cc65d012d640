"""Short questions to ARI while the switch starts or reloads; calls go another way."""

import asyncio
import base64
import http.client
import json
from dataclasses import dataclass, field
from typing import Any

from voipcc.asterisk.errors import SwitchUnreachable


@dataclass(frozen=True, slots=True)
class AriDoor:
    """One request per connection, in a thread: rare, small, and on loopback."""

    port: int
    user: str
    password: str = field(repr=False)
    host: str = "127.0.0.1"

    async def ask(self, method: str, path: str, within_s: float = 5.0) -> tuple[int, Any]:
        """Status and decoded body. Raises SwitchUnreachable when there is no answer."""
        return await asyncio.to_thread(self._ask, method, path, within_s)

    def _ask(self, method: str, path: str, within_s: float) -> tuple[int, Any]:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=within_s)
        token = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        try:
            connection.request(method, f"/ari{path}", headers={"Authorization": f"Basic {token}"})
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise SwitchUnreachable(f"ARI on port {self.port} does not answer: {error}") from error
        finally:
            connection.close()
        try:
            return answer.status, json.loads(body) if body else None
        except ValueError:
            return answer.status, None
