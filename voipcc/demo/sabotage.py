"""Faults made on purpose, outside voipcc's control: a demo that does not show them is blind."""

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from voipcc.asterisk.ari.http import HttpPool
from voipcc.demo.wish import DemoError
from voipcc.places import StateFolder

LOOKS = 600


async def cut_audio(state: StateFolder) -> None:
    """Mute one agent's leg inside the switch as soon as it talks."""
    pool = _ari(state)
    try:
        for _ in range(LOOKS):
            _, body = await pool.ask("GET", "bridges")
            for bridge in json.loads(body):
                if len(bridge["channels"]) > 1 and not bridge["id"].startswith("music-"):
                    leg = quote(bridge["channels"][-1])
                    await pool.ask("POST", f"channels/{leg}/mute?direction=both")
                    return
            await asyncio.sleep(0.1)
    finally:
        await pool.close()


async def leak_bridge(state: StateFolder) -> None:
    """Leave a bridge behind that belongs to no call."""
    pool = _ari(state)
    try:
        await pool.ask("POST", "bridges/leaked?type=mixing")
    finally:
        await pool.close()


def drop_record(records: Path) -> None:
    """Lose the newest record."""
    with sqlite3.connect(records) as database:
        database.execute(
            "DELETE FROM conversation WHERE id ="
            " (SELECT id FROM conversation ORDER BY arrived_utc_ms DESC LIMIT 1)"
        )


def _ari(state: StateFolder) -> HttpPool:
    words: dict[str, Any] = json.loads(state.secrets.read_text())
    places = sorted(state.asterisk.glob("*.json"))
    if not places:
        raise DemoError("the switch has left no note of its ports")
    port = json.loads(places[0].read_text())["local"]["ari"]
    return HttpPool("127.0.0.1", port, words["ari_user"], words["ari_password"])
