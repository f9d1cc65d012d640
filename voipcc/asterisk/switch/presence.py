"""Which phones are there, and which of them stand in while no controller lives."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from voipcc.asterisk.address import SwitchAddress
from voipcc.asterisk.ami import Ami, AmiReply
from voipcc.asterisk.config.trunks import trunk_objects
from voipcc.asterisk.switch.actions import Log
from voipcc.asterisk.switch.found import FALLBACK
from voipcc.core.events import DeviceChanged
from voipcc.core.moment import Moment, seconds

PROBE_EVERY_US = seconds(3)
FIRST_PROBE_US = seconds(2)  # before that the INVITE tells as much
EARLY_US = seconds(0.3)  # a hair late by the clock would mean a whole second late
REACHABLE = "Reachable"
TRUNK = trunk_objects("")
# Asterisk says NonQualified between a registration and the first answer to its probe.
UNDECIDED = ("NonQualified", "Unknown", "Created", "Updated")


def queue_of(number: str) -> str:
    """The native queue that serves one of our numbers: "+4930123456" -> "fallback-4930123456"."""
    return f"{FALLBACK}-{number.removeprefix('+')}"


class Presence:
    """Reachable devices from Asterisk's contact events; close watch and stand-ins by AMI.

    A device is reachable while any of its contacts is. Only changes are posted.
    """

    def __init__(
        self,
        ami: Ami,
        address: SwitchAddress,
        post: Callable[[DeviceChanged], None],
        clock: Callable[[], Moment],
        log: Log,
    ) -> None:
        self._ami = ami
        self._log = log
        self._post = post
        self._clock = clock
        self._contacts: dict[str, set[str]] = {}
        self._devices: dict[str, list[str]] = {}
        self.name_devices(address)
        self._probe_at_us: dict[str, int] = {}
        self._wanted: dict[str, dict[str, str]] = {}
        self._members: dict[str, set[str]] = {}

    def name_devices(self, address: SwitchAddress) -> None:
        """Know devices by Asterisk's names for them; a telephone by that of its trunk.

        One that is new at a trunk that is there is there at once.
        """
        before = set(self.reachable)
        self._endpoints = address.endpoints
        self._devices = {}
        for device, endpoint in address.endpoints.items():
            if device not in address.telephones:
                self._devices[endpoint] = [device]
        for device, telephone in address.telephones.items():
            self._devices.setdefault(telephone.endpoint, []).append(device)
        self._tell_changes(before)

    # --- phones ---

    @property
    def reachable(self) -> tuple[str, ...]:
        there = (endpoint for endpoint, uris in self._contacts.items() if uris)
        return tuple(sorted(one for endpoint in there for one in self._devices.get(endpoint, ())))

    def contact_changed(self, keys: Mapping[str, Any]) -> None:
        """One ContactStatus event of AMI."""
        endpoint = str(keys.get("EndpointName", ""))
        status = keys.get("ContactStatus", "")
        if not self._is_ours(endpoint) or status in UNDECIDED:
            return
        uris = self._contacts.setdefault(endpoint, set())
        before = bool(uris)
        if status == REACHABLE:
            uris.add(keys.get("URI", ""))
        else:
            uris.discard(keys.get("URI", ""))
        if bool(uris) != before:
            measured = str(keys.get("RoundtripUsec", ""))
            round_trip = int(measured) if measured.isdecimal() else 0
            now_us = self._clock().monotonic_us
            for device in self._devices.get(endpoint, ()):
                self._post(DeviceChanged(device, bool(uris), round_trip, now_us))

    def _is_ours(self, endpoint: str) -> bool:
        """Phones and trunks: a telephone may be added to a trunk at any time."""
        return endpoint in self._devices or endpoint.startswith(TRUNK)

    def learn(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Start afresh from PJSIPShowContacts, without posting: SwitchFound tells them all."""
        self._contacts.clear()
        for row in rows:
            endpoint = str(row.get("Endpoint", ""))
            if self._is_ours(endpoint) and row.get("Status") == REACHABLE:
                self._contacts.setdefault(endpoint, set()).add(row.get("Uri", ""))

    def relearn(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """After AMI alone was away: post what changed meanwhile."""
        before = set(self.reachable)
        self.learn(rows)
        self._tell_changes(before)

    def _tell_changes(self, before: set[str]) -> None:
        now = set(self.reachable)
        now_us = self._clock().monotonic_us
        for device in sorted(before ^ now):
            self._post(DeviceChanged(device, device in now, 0, now_us))

    # --- close watch ---

    def watch(self, device: str, closely: bool) -> None:
        if not closely:
            self._probe_at_us.pop(device, None)
        elif device in self._endpoints:
            self._probe_at_us.setdefault(device, self._clock().monotonic_us + FIRST_PROBE_US)

    def probe(self) -> None:
        """Called every second: ask the closely watched phones whether they are there."""
        now_us = self._clock().monotonic_us
        for device, at_us in self._probe_at_us.items():
            # A device taken out of the settings is still watched while its last call lasts.
            if at_us <= now_us + EARLY_US and device in self._endpoints:
                self._probe_at_us[device] = now_us + PROBE_EVERY_US
                self._ami.send("PJSIPQualify", {"Endpoint": self._endpoints[device]})

    # --- stand-ins ---

    def set_stand_ins(self, number: str, devices: Iterable[str]) -> None:
        """Make the fallback queue of `number` ring exactly these devices."""
        known = [device for device in devices if device in self._endpoints]
        queue = queue_of(number)
        self._wanted[queue] = {f"PJSIP/{self._endpoints[device]}": device for device in known}
        self._bring_into_line(queue)

    def learn_members(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Start afresh from QueueStatus, then bring every queue into line again."""
        self._members.clear()
        for row in rows:
            if "Location" in row:
                self._members.setdefault(row["Queue"], set()).add(row["Location"])
        for queue in self._wanted:
            self._bring_into_line(queue)

    def _bring_into_line(self, queue: str) -> None:
        wanted = self._wanted[queue]
        members = self._members.setdefault(queue, set())
        for interface in sorted(members - wanted.keys()):
            members.discard(interface)
            self._member("QueueRemove", {"Queue": queue, "Interface": interface})
        for interface in sorted(wanted.keys() - members):
            members.add(interface)
            name = wanted[interface]
            keys = {"Queue": queue, "Interface": interface, "MemberName": name, "Penalty": "0"}
            self._member("QueueAdd", keys)

    def _member(self, action: str, keys: dict[str, str]) -> None:
        self._ami.send(action, keys, failed=partial(self._not_done, action, keys))

    def _not_done(self, action: str, keys: dict[str, str], reply: AmiReply) -> None:
        if "Already there" not in reply.message and "Not there" not in reply.message:
            queue = keys["Queue"]
            self._log.warning(
                "stand-in not changed", action=action, queue=queue, reason=reply.message
            )
            self._members.get(queue, set()).symmetric_difference_update({keys["Interface"]})
