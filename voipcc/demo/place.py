"""The demo's own centre: a folder in the user's cache, kept so that its records can be read."""

import shutil
import time
from ipaddress import IPv4Network
from pathlib import Path

from voipcc.demo.wish import DemoWish
from voipcc.places import cache_folder

NUMBER = "+4930123450"
KEPT_DEMOS = 5
RING_TIMEOUT_S = 6
WRAP_UP_S = {"sales": 0, "support": 2}
VISITORS = "127.0.0.1"
VISITORS_TRUNK = "visitors"
NAMES = (
    "anna", "ben", "carla", "dario", "emma", "felix", "greta", "hugo",
    "ida", "jonas", "kira", "leo", "mia", "nils", "olga", "paul",
)  # fmt: skip

_PLAN = f"""# The demo's dialplan: a welcome, a menu, two queues.
format: 1
name: demo
numbers: ["{NUMBER}"]
language: en
blocks:
  start:
    - play: welcome
    - menu: main-menu
      keys: {{"1": sales, "2": support}}
      timeout: 2 s
      tries: 2
      on_timeout: {{play: no-input, jump: support}}
      on_invalid: {{play: invalid, jump: support}}
  sales:
    - queue: sales
      on_full: busy
      on_timeout: busy
  support:
    - queue: support
      on_full: busy
      on_timeout: busy
  busy:
    - play: queue/full
    - hang_up
"""


def agent_names(count: int) -> list[str]:
    """`count` names; beyond the known ones they are numbered."""
    return [
        NAMES[index] if index < len(NAMES) else f"{NAMES[index % len(NAMES)]}{index // len(NAMES)}"
        for index in range(count)
    ]


def make_place(wish: DemoWish, trunk_address: str) -> Path:
    """Write the centre's files into a new folder and return it. Raises OSError."""
    demos = cache_folder() / "demo"
    demos.mkdir(parents=True, exist_ok=True)
    for old in sorted(demos.iterdir())[: -KEPT_DEMOS or None]:
        shutil.rmtree(old, ignore_errors=True)
    stamp = time.strftime("%Y%m%d-%H%M%S")
    folder = demos / f"{stamp}-{time.monotonic_ns() % 1_000_000:06d}"
    (folder / "dialplans").mkdir(parents=True)
    (folder / "sounds").mkdir()
    (folder / "dialplans" / "demo.yaml").write_text(_PLAN, encoding="utf-8")
    (folder / "centre.yaml").write_text(_centre(wish, trunk_address), encoding="utf-8")
    return folder


def _centre(wish: DemoWish, trunk_address: str) -> str:
    names = agent_names(wish.agents)
    agents = "\n".join(
        f"  {name}: {{display: {name.title()}, devices: {{desk: {{transport: udp}}}}}}"
        for name in names
    )
    queues = "\n".join(
        f"  {queue}: {{agents: [{', '.join(names)}], ring_timeout_s: {RING_TIMEOUT_S}, "
        f"wrap_up_s: {wrap_up_s}, announce_first_s: 3, announce_every_s: 10, "
        "rest_after_rejected_s: 3, rest_after_missed_s: 5}"
        for queue, wrap_up_s in WRAP_UP_S.items()
    )
    local = ["127.0.0.0/8"]
    visitors = VISITORS + "/32"
    if not wish.listen.is_loopback:
        visitors = str(IPv4Network(f"{wish.listen}/24", strict=False))
        local.append(visitors)
    return f"""# Made by voipcc demo; delete the folder when you like.
format: 1
name: Demo centre
country: DE
languages: [en]
listen: {{address: {_bound(wish)}, udp: 0, tcp: 0, tls: 0, wss: 0}}
local_networks: [{", ".join(local)}]
rtp_ports: {_audio_ports()}
max_calls: 250
agents:
{agents}
queues:
{queues}
trunks:
  carrier: {{addresses: [{trunk_address}/32], max_calls: 240}}
  {VISITORS_TRUNK}: {{addresses: [{visitors}], max_calls: 5}}
"""


def _bound(wish: DemoWish) -> str:
    return "127.0.0.1" if wish.listen.is_loopback else "0.0.0.0"


def _audio_ports() -> str:
    """A thousand ports; drawn so that two demos on one machine rarely meet."""
    first = 20_000 + 1000 * (time.monotonic_ns() % 37)
    return f"{first}-{first + 999}"
