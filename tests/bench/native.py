"""app_queue beside voipcc: the same endpoints' options, the same prompt, queues of its own.

Nothing of it is in the product: the bench adds it to the running instance's files and
reloads, so that both systems share one Asterisk process.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from voipcc.asterisk.runtime.doors import AriDoor

MANY, FEW, KEYS, MUSIC = "+4930901", "+4930902", "+4930903", "+4930904"
TRUNK = "trunk-native"
RELOADED = ("res_pjsip", "res_pjsip_endpoint_identifier_ip", "pbx_config", "app_queue")
FEW_MEMBERS = 10
LONG_STAY = "maximum_expiration = 3600"
PROBE, PROBE_PORT = "nprobe", 5070


class Native:
    """Writes app_queue's side into the `etc` folder of a running instance."""

    def __init__(self, etc: Path, door: AriDoor) -> None:
        self._etc = etc
        self._door = door

    async def install(self, members: Mapping[str, str], callers: str, prompt: Path) -> None:
        """`members`: endpoint name to SIP address; `callers`: the address calls come from.

        `prompt` is a sound file without its ending. Raises RuntimeError when a reload fails.
        """
        devices = self._registered_for_long()
        trunks = (self._etc / "pjsip.d" / "trunks.conf").read_text()
        parts = [trunk_text(trunks, callers)]
        parts += [device_text(devices, name, address) for name, address in members.items()]
        (self._etc / "pjsip.d" / "native.conf").write_text("\n".join(parts))
        self._append("extensions.conf", dialplan_text(prompt))
        self._append("queues.conf", queues_text(list(members)))
        for module in RELOADED:
            status, body = await self._door.ask("PUT", f"/asterisk/modules/{module}.so")
            if status != 204:
                raise RuntimeError(f"{module} was not reloaded: {status} {body}")

    def _registered_for_long(self) -> str:
        """SIPp registers once: its phones stay for the whole bench, as app_queue's do."""
        path = self._etc / "pjsip.d" / "devices.conf"
        text, count = re.subn(r"(?m)^maximum_expiration = .*$", LONG_STAY, path.read_text())
        if not count:
            raise RuntimeError("the phones' registrations have no longest time to be changed")
        path.write_text(text)
        return text

    def _append(self, name: str, text: str) -> None:
        path = self._etc / name
        path.write_text(f"{path.read_text()}\n{text}")


def sections(text: str) -> list[str]:
    """The `[name]` sections of a configuration file, each with its head."""
    return [part.strip() for part in re.split(r"^(?=\[)", text, flags=re.M) if part[:1] == "["]


def of_type(text: str, kind: str) -> str:
    """The first section whose type is `kind`."""
    return next(part for part in sections(text) if re.search(rf"^type = {kind}$", part, re.M))


def changed(section: str, name: str, **values: str | None) -> str:
    """A section under another name, with keys replaced, or dropped where the value is None."""
    lines = [f"[{name}]"]
    for line in section.splitlines()[1:]:
        key = line.partition("=")[0].strip()
        if key not in values:
            lines.append(line)
    lines += [f"{key} = {value}" for key, value in values.items() if value is not None]
    return "\n".join(lines) + "\n"


def trunk_text(trunks: str, callers: str) -> str:
    """The carrier's trunk once more, leading to app_queue."""
    endpoint = changed(of_type(trunks, "endpoint"), TRUNK, context="native", aors=TRUNK)
    identify = changed(of_type(trunks, "identify"), TRUNK, endpoint=TRUNK, match=f"{callers}/32")
    return "\n".join([endpoint, f"[{TRUNK}]\ntype = aor\n", identify])


def device_text(devices: str, name: str, address: str) -> str:
    """An agent's phone once more, with a contact that is always there."""
    endpoint = changed(
        of_type(devices, "endpoint"),
        name,
        auth=None,
        aors=name,
        callerid=f'"{name}" <{name}>',
        rewrite_contact="no",
    )
    return f"{endpoint}\n[{name}]\ntype = aor\ncontact = sip:{address}\nqualify_frequency = 0\n"


def dialplan_text(prompt: Path) -> str:
    """Answer, the prompt, the queue: what voipcc's dialplans of the bench do."""
    lines = ["[native]"]
    for number, queue in ((MANY, "native-many"), (FEW, "native-few")):
        lines += [
            f"exten => {number},1,Answer()",
            f" same => n,Playback({prompt})",
            f" same => n,Queue({queue})",
            " same => n,Hangup()",
        ]
    lines += [
        f"exten => {KEYS},1,Answer()",
        f" same => n,Background({prompt})",
        " same => n,WaitExten(10)",
        "exten => 1,1,Queue(native-probe)",
        " same => n,Hangup()",
        f"exten => {MUSIC},1,Answer()",
        " same => n,MusicOnHold(default)",
    ]
    return "\n".join(lines) + "\n"


def queues_text(members: list[str]) -> str:
    """app_queue at its quickest: fills by itself, shortest retry, longest idle first."""
    crowd = [name for name in members if name != PROBE]
    parts = []
    for queue, names in (
        ("native-many", crowd),
        ("native-few", crowd[:FEW_MEMBERS]),
        ("native-probe", [PROBE]),
    ):
        head = [
            f"[{queue}]",
            "strategy = leastrecent",
            "timeout = 20",
            "retry = 1",
            "wrapuptime = 0",
            "autofill = yes",
            "ringinuse = no",
            "joinempty = yes",
            "leavewhenempty = no",
            "musicclass = default",
        ]
        parts.append("\n".join([*head, *(f"member => PJSIP/{name}" for name in names)]) + "\n")
    return "\n".join(parts)
