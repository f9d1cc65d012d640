"""Lines as people read them: why one is bad, what was measured of a leg, an agent's history."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.table import Table

from voipcc.core.cdr import LegQuality
from voipcc.ruled_table import add_row, ruled_table
from voipcc.zones import zone_named

LINE_REASONS = {
    "": "line",
    "loss": "loss",
    "jitter": "jitter",
    "delay": "delay",
    "one_way": "one-way",
    "dead_microphone": "microphone",
}
REASON_SENTENCES = {
    "one_way": "one-way audio, nothing is heard of the phone",
    "dead_microphone": "dead microphone, the phone sends only silence",
}


def line_in_words(line: Mapping[str, Any]) -> str:
    """Why a line is not good, with the figures of the last measurement."""
    reason = line["reason"]
    if reason in REASON_SENTENCES:
        return REASON_SENTENCES[reason]
    return (
        f"{LINE_REASONS[reason]} (loss {line['loss_percent']:g} %, jitter {line['jitter_ms']:g} ms,"
        f" round trip {line['round_trip_ms']:g} ms, MOS {line['mos']:.2f})"
    )


def legs_table(title: str, legs: Sequence[LegQuality], arrived_utc_ms: int) -> Table:
    """What was measured of a call's legs. "in" came from there, "out" went there."""
    table = ruled_table(title, "from", "leg", "codec", *_WAYS, "fault")
    for one in legs:
        since_s = max(one.start_utc_ms - arrived_utc_ms, 0) / 1000
        who = one.device or "caller"
        fault = one.fault.replace("_", " ")
        add_row(table, f"{since_s:.1f} s", who, one.codec, *_figures(one), fault)
    return table


def lines_table(agent: str, legs: Sequence[LegQuality], zone: str) -> Table:
    """An agent's line over calls and tests, the newest first."""
    table = ruled_table(
        f"Line of {agent} ({zone})", "when", "what", "phone", "codec", *_WAYS, "fault"
    )
    for one in legs:
        when = datetime.fromtimestamp(one.start_utc_ms / 1000, zone_named(zone))
        phone = one.device.partition("/")[2]
        what = one.source if one.source == "test" else one.conversation
        fault = one.fault.replace("_", " ")
        cells = (f"{when:%m-%d %H:%M:%S}", what, phone, one.codec, *_figures(one), fault)
        add_row(table, *cells)
    return table


_WAYS = ("MOS in", "MOS out", "loss in", "loss out", "jitter in", "jitter out", "round trip")


def _figures(one: LegQuality) -> tuple[str, ...]:
    """In the order of `_WAYS`; "-" where nothing is known."""
    return (
        f"{one.mos_in:.2f}" if one.mos_in else "-",
        f"{one.mos_out:.2f}" if one.mos_out else "-",
        _loss(one.lost_in, one.packets_in),
        _loss(one.lost_out, one.packets_out),
        _ms(one.jitter_in_us) if one.packets_in else "-",
        _ms(one.jitter_out_us) if one.packets_out else "-",
        _ms(one.round_trip_us) if one.round_trip_us else "-",
    )


def _loss(lost: int, packets: int) -> str:
    return f"{100 * lost / (lost + packets):.1f} %" if lost + packets else "-"


def _ms(us: int) -> str:
    return f"{us / 1000:.0f} ms"
