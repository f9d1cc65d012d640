"""The AMI half of the fake switch."""

import asyncio
import contextlib
from typing import Any


class FakeManager:
    """Answers actions as Asterisk words them; knows contacts and members of queues.

    `ami_silent` reads and says nothing; `ami_error` gives an action a refusal.
    """

    channels: dict[str, Any]
    bridges: dict[str, tuple[str, list[str]]]
    _writers: set[asyncio.StreamWriter]

    def __init__(self) -> None:
        self.actions: list[dict[str, str]] = []
        self.contacts: dict[str, str] = {}
        self.members: set[tuple[str, str]] = set()
        self.ami_silent = False
        self.ami_error: dict[str, str] = {}
        self._managers: list[asyncio.StreamWriter] = []

    def contact(self, endpoint: str, status: str) -> None:
        if status == "Reachable":
            self.contacts[endpoint] = status
        else:
            self.contacts.pop(endpoint, None)
        keys = {"EndpointName": endpoint, "ContactStatus": status, "RoundtripUsec": "1500"}
        self.manager_event("ContactStatus", {**keys, "URI": f"sip:{endpoint}@127.0.0.9"})

    def manager_event(self, name: str, keys: dict[str, str]) -> None:
        for writer in self._managers:
            writer.write(_pack({"Event": name, **keys}))

    def drop_managers(self) -> None:
        """The AMI lines break, nothing else."""
        for writer in list(self._managers):
            writer.transport.abort()
        self._managers.clear()

    def did(self, name: str) -> list[dict[str, str]]:
        """The actions of one name, oldest first."""
        return [action for action in self.actions if action["Action"] == name]

    def redirected(self, channel: Any, context: str, exten: str) -> None:
        """A channel goes on at another place in the dialplan."""
        raise NotImplementedError

    async def _manager(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        writer.write(b"Asterisk Call Manager/11.0.0\r\n")
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                text = (await reader.readuntil(b"\r\n\r\n")).decode()
                lines = [line.split(": ", 1) for line in text.strip().split("\r\n")]
                action = {line[0]: line[1] if len(line) > 1 else "" for line in lines}
                self.actions.append(action)
                if not self.ami_silent:
                    self._act(action, writer)
        self._writers.discard(writer)
        if writer in self._managers:
            self._managers.remove(writer)
        writer.close()

    def _act(self, action: dict[str, str], writer: asyncio.StreamWriter) -> None:
        name, number = action["Action"], {"ActionID": action.get("ActionID", "")}
        if name == "Login":
            self._managers.append(writer)
        if name == "Login" and action["Secret"] != "secret":
            writer.write(_pack({"Response": "Error", **number, "Message": "Authentication failed"}))
            return
        if message := self.ami_error.get(name) or self._refusal(action):
            writer.write(_pack({"Response": "Error", **number, "Message": message}))
            return
        writer.write(_pack({"Response": "Success", **number, "Message": "done"}))
        rows = {
            "PJSIPShowContacts": self._contact_rows,
            "QueueStatus": self._member_rows,
            "Status": lambda: self._status_rows(action.get("Channel", "")),
        }
        if name in rows:
            for row in rows[name]():
                writer.write(_pack({**row, **number}))
            writer.write(_pack({"Event": f"{name}Complete", "EventList": "Complete", **number}))

    def _refusal(self, action: dict[str, str]) -> str:
        """What the real one says, in its words."""
        match action["Action"]:
            case "Setvar" if action["Channel"] not in self.channels:
                return "No such channel"
            case "Redirect":
                return self._redirect(action)
            case "QueueAdd":
                member = (action["Queue"], action["Interface"])
                if member in self.members:
                    return "Unable to add interface: Already there"
                self.members.add(member)
            case "QueueRemove":
                member = (action["Queue"], action["Interface"])
                if member not in self.members:
                    return "Unable to remove interface: Not there"
                self.members.remove(member)
        return ""

    def _redirect(self, action: dict[str, str]) -> str:
        """Back through the number's entry: the call is offered for a claim again."""
        channel = self.channels.get(action["Channel"])
        if channel is None:
            return f"Channel does not exist: {action['Channel']}"
        self.redirected(channel, action["Context"], action["Exten"])
        return ""

    def _contact_rows(self) -> list[dict[str, str]]:
        return [
            {
                "Event": "ContactList",
                "Endpoint": one,
                "Status": status,
                "Uri": f"sip:{one}@127.0.0.9",
            }
            for one, status in self.contacts.items()
        ]

    def _status_rows(self, channel: str) -> list[dict[str, str]]:
        there = self.channels.get(channel)
        if there is None:
            return []
        bridge = next((key for key, (_, legs) in self.bridges.items() if channel in legs), "")
        return [{"Event": "Status", "Context": there.context, "BridgeID": bridge}]

    def _member_rows(self) -> list[dict[str, str]]:
        return [
            {"Event": "QueueMember", "Queue": queue, "Location": interface}
            for queue, interface in sorted(self.members)
        ]


def _pack(keys: dict[str, str]) -> bytes:
    return ("".join(f"{key}: {value}\r\n" for key, value in keys.items()) + "\r\n").encode()
