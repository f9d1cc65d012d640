"""The clocks on the walls where a telephone number is: how far each is ahead of UTC, and when."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import timezone

from voipcc.zones import zone_named

Clock = tuple[tuple[int, int], ...]

AHEAD_DAYS = 14
WIDEST_MINUTES = 8 * 60  # a number that may be anywhere in a wider country is nowhere
UNKNOWN = "Etc/Unknown"


def clocks_of(e164: str, centre_zone: str, now_utc_ms: int) -> tuple[Clock, ...]:
    """One clock for each time zone the number may be in; that of the centre where nobody knows."""
    names = timezone.time_zones_for_number(phonenumbers.parse(e164))
    clocks = {clock for name in names if (clock := _clock(name, now_utc_ms))}
    ahead = [clock[0][1] for clock in clocks]
    if not clocks or max(ahead) - min(ahead) > WIDEST_MINUTES:
        clocks = {_clock(centre_zone, now_utc_ms) or ((0, 0),)}
    return tuple(sorted(clocks))


def _clock(name: str, now_utc_ms: int) -> Clock:
    """Minutes ahead of UTC now, and each change within two weeks; empty for no time zone."""
    if name == UNKNOWN:
        return ()
    try:
        zone = zone_named(name)
    except ZoneInfoNotFoundError:
        return ()
    at = datetime.fromtimestamp(now_utc_ms / 1000, UTC).replace(minute=0, second=0, microsecond=0)
    parts = [(0, _ahead(at, zone))]
    for _ in range(AHEAD_DAYS * 24):
        at += timedelta(hours=1)
        ahead = _ahead(at, zone)
        if ahead != parts[-1][1]:
            parts.append((int(at.timestamp() * 1000), ahead))
    return tuple(parts)


def _ahead(at: datetime, zone: ZoneInfo) -> int:
    offset = at.astimezone(zone).utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0
