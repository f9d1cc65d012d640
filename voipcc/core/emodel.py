"""The E-model: how well a conversation over a line can go, from 1 to 4.5, computed by us.

The narrowband model is ITU-T G.107 (06/2015) with all its terms and default values; nothing
but what a line measures is changed: delay, loss and its bursts, the codec. Wideband codecs
are rated on the wideband scale of G.107.1 (06/2019), which ends at R 129, with echo left out
(phones and browsers cancel their own); R / 1.29 gives the MOS, so that one number compares.

Codecs: `impairment` is Ie (G.113 appendix I) or Ie,wb (G.113 appendix IV), `robustness` Bpl.
`delay_ms` is what coder and packet add to the way: a frame and the look-ahead.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import erfc, exp, log2, log10, pi, pow, sqrt

NARROW_TOP = 100.0
WIDE_TOP = 129.0
WIDE_SCALE = 1.29
BEST_MOS = 4.5
LONGEST_DELAY_MS = 10_000.0


@dataclass(frozen=True, slots=True)
class Codec:
    """How a codec sounds and what it does with lost packets. `wide`: on the scale of G.107.1."""

    name: str
    impairment: float = 0.0
    robustness: float = 4.3
    delay_ms: float = 20.0
    wide: bool = False
    source: str = ""


_G113 = "ITU-T G.113 appendix I"
_WIDE = "Ie,wb of ITU-T G.113 appendix IV; Bpl is our assumption"
_OPUS = "our assumption, as no value is standardised; Bpl as published tests of 25 kbit/s found"
CODECS: dict[str, Codec] = {
    "g711": Codec("g711", 0, 4.3, source=f"{_G113}, without concealment"),
    "g711_plc": Codec("g711_plc", 0, 25.1, source=f"{_G113}, G.711 appendix I concealment"),
    "g729": Codec("g729", 11, 19.0, 25.0, source=f"{_G113}, G.729A with VAD"),
    "gsm_efr": Codec("gsm_efr", 5, 10.0, source=_G113),
    "g7231": Codec("g7231", 15, 16.1, 37.5, source=f"{_G113}, 6.3 kbit/s with VAD"),
    "gsm": Codec("gsm", 20, 4.3, source=f"{_G113} for Ie; Bpl is our assumption"),
    "ilbc": Codec("ilbc", 11, 32.0, 40.0, source="our assumption, after published tests"),
    "g722": Codec("g722", 13, 4.3, 21.5, wide=True, source=_WIDE),
    "opus": Codec("opus", 12, 11.3, 26.5, wide=True, source=_OPUS),
    "opus_narrow": Codec("opus_narrow", 8, 11.3, 26.5, source=_OPUS),
}
UNKNOWN = Codec("unknown", 0, 4.3, source="rated as G.711 without concealment")


@dataclass(frozen=True, slots=True)
class Line:
    """What the model is told. The defaults are those of G.107, table 2.

    Levels and ratings in dB; `delay_ms` (Ta) is one way, mouth to ear; `echo_delay_ms` (T) and
    `round_trip_ms` (Tr) are those of an echo, None: as far as the conversation itself.
    `loss` is the share of packets lost (0 to 1), `burst` 1 where they are lost by chance.
    """

    delay_ms: float = 0.0
    loss: float = 0.0
    burst: float = 1.0
    impairment: float = 0.0
    robustness: float = 4.3
    echo_delay_ms: float | None = None
    round_trip_ms: float | None = None
    send_loudness: float = 8.0  # SLR
    receive_loudness: float = 2.0  # RLR
    sidetone: float = 15.0  # STMR
    send_d: float = 3.0  # Ds
    receive_d: float = 3.0  # Dr
    talker_echo: float = 65.0  # TELR
    listener_echo: float = 110.0  # WEPL
    quantising: float = 1.0  # qdu
    circuit_noise: float = -70.0  # Nc
    noise_floor: float = -64.0  # Nfor
    room_noise_send: float = 35.0  # Ps
    room_noise_receive: float = 35.0  # Pr
    advantage: float = 0.0  # A
    sensitivity: float = 1.0  # sT
    perceptible_ms: float = 100.0  # mT

    @property
    def echo_ms(self) -> float:
        return self.delay_ms if self.echo_delay_ms is None else self.echo_delay_ms

    @property
    def loop_ms(self) -> float:
        return 2 * self.delay_ms if self.round_trip_ms is None else self.round_trip_ms


def rating(line: Line) -> float:
    """R of G.107: 93.2 for the default line, lower for whatever is worse."""
    noise = _noise(line)
    signal = 15 - 1.5 * (line.send_loudness + noise)
    heard = effective_impairment(line.impairment, line.robustness, line.loss, line.burst)
    harm = _simultaneous(line, noise, signal) + _delayed(line, noise, signal) + heard
    return signal - harm + line.advantage


def mos(r: float) -> float:
    """What people would say on average (G.107 annex B): 1 to 4.5."""
    if r >= NARROW_TOP:
        return BEST_MOS
    if r <= 0:
        return 1.0
    return max(1.0, 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r))


def effective_impairment(
    impairment: float, robustness: float, loss: float, burst: float = 1.0
) -> float:
    """Ie-eff: a codec's own harm and what is lost; the same of G.107 and G.107.1."""
    percent = min(max(loss, 0.0), 1.0) * 100
    if not percent:
        return impairment
    return impairment + (95 - impairment) * percent / (percent / max(burst, 1.0) + robustness)


def quality(codec: str, delay_ms: float, loss: float, burst: float = 1.0) -> float:
    """The MOS of a codec over a line: `delay_ms` one way without the codec's own, `loss` 0 to 1."""
    kind = CODECS.get(codec, UNKNOWN)
    way_ms = min(max(delay_ms, 0.0) + kind.delay_ms, LONGEST_DELAY_MS)
    if kind.wide:
        return mos(wide_rating(kind, way_ms, loss, burst) / WIDE_SCALE)
    return mos(rating(Line(way_ms, loss, burst, kind.impairment, kind.robustness)))


def wide_rating(codec: Codec, delay_ms: float, loss: float, burst: float = 1.0) -> float:
    """R of G.107.1 with its default values: 129 less what the codec, loss and delay cost."""
    heard = effective_impairment(codec.impairment, codec.robustness, loss, burst)
    return WIDE_TOP - heard - absolute_delay(delay_ms)


def absolute_delay(
    delay_ms: float, sensitivity: float = 1.0, perceptible_ms: float = 100.0
) -> float:
    """Idd: what a long way costs by itself; nothing up to 100 ms."""
    if delay_ms <= perceptible_ms:
        return 0.0
    power, x = 6 * sensitivity, log2(delay_ms / perceptible_ms)
    near, far = _rounded(x, power), _rounded(x / 3, power)
    return 25 * (near - 3 * far + 2)


# --- the terms of G.107, by its own equations -------------------------------------------------------


def _rounded(x: float, power: float) -> float:
    """A corner without an edge: 1 for small x, |x| for large ones."""
    return pow(1 + pow(abs(x), power), 1 / power)


def _sum_of_powers(*levels: float) -> float:
    return 10 * log10(sum(pow(10, level / 10) for level in levels))


def _noise(line: Line) -> float:
    """No: all noise, seen at the middle of the line (equations 7-3 to 7-7)."""
    loudness = line.send_loudness + line.receive_loudness
    send = line.room_noise_send - line.send_d
    sender = send - line.send_loudness - 100 + 0.004 * (send - loudness - 14) ** 2
    listening = line.sidetone + line.receive_d  # LSTR
    room = line.room_noise_receive + 10 * log10(1 + pow(10, (10 - listening) / 10))
    receiver = line.receive_loudness - 121 + room + 0.008 * (room - 35) ** 2
    floor = line.noise_floor + line.receive_loudness
    return _sum_of_powers(line.circuit_noise, sender, receiver, floor)


def _simultaneous(line: Line, noise: float, signal: float) -> float:
    """Is: too loud, too much or too little of one's own voice, coarse coding."""
    return _too_loud(line, noise) + _sidetone(line) + _quantising(line, signal)


def _too_loud(line: Line, noise: float) -> float:
    loudness = line.send_loudness + line.receive_loudness
    x = (loudness + 0.2 * (64 + noise - line.receive_loudness)) / 8
    return 20 * (_rounded(x, 8) - x)


def _sidetone(line: Line) -> float:
    """Ist."""
    echo = exp(-line.echo_ms / 4) * pow(10, -line.talker_echo / 10)
    own = -10 * log10(pow(10, -line.sidetone / 10) + echo)
    loud = 12 * _rounded((own - 13) / 6, 8)
    clear = 28 * _rounded((own + 1) / 19.4, 35)
    faint = 13 * _rounded((own - 3) / 33, 13)
    return loud - clear - faint + 29


def _quantising(line: Line, signal: float) -> float:
    """Iq."""
    q = 37 - 15 * log10(line.quantising)
    g = 1.07 + 0.258 * q + 0.0602 * q**2
    y = (signal - 100) / 15 + 46 / 8.4 - g / 9
    return 15 * log10(1 + pow(10, y) + pow(10, 46 / 30 - g / 40))


def _delayed(line: Line, noise: float, signal: float) -> float:
    """Id: both echoes and the delay itself."""
    return (
        _talker_echo(line, noise)
        + _listener_echo(line, signal)
        + absolute_delay(line.delay_ms, line.sensitivity, line.perceptible_ms)
    )


def _talker_echo(line: Line, noise: float) -> float:
    """Idte: one's own voice coming back."""
    t_ms = line.echo_ms
    grown = log10((1 + t_ms / 10) / (1 + t_ms / 150))
    level = line.talker_echo - 40 * grown + 6 * exp(-0.3 * t_ms**2)
    if line.sidetone < 9:
        level += _sidetone(line) / 2
    noticed = -1.5 * (noise - line.receive_loudness)
    half = (noticed - (80 + 2.5 * (level - 14))) / 2
    harm = (half + sqrt(half**2 + 100) - 1) * (1 - exp(-t_ms))
    return sqrt(harm**2 + _sidetone(line) ** 2) if line.sidetone > 20 else harm


def _listener_echo(line: Line, signal: float) -> float:
    """Idle: the other's voice coming a second time."""
    level = 10.5 * (line.listener_echo + 7) * pow(line.loop_ms + 1, -0.25)
    half = (signal - level) / 2
    return half + sqrt(half**2 + 169)


# --- what a switch can measure ----------------------------------------------------------------------

NAMES = {
    "alaw": "g711_plc",
    "ulaw": "g711_plc",
    "pcma": "g711_plc",
    "pcmu": "g711_plc",
    "g722": "g722",
    "opus": "opus",
    "g729": "g729",
    "gsm": "gsm",
    "ilbc": "ilbc",
    "g723": "g7231",
}
"""Rows of `CODECS` by the names of switches and phones; a phone conceals what is lost."""
SMALLEST_BUFFER_MS = 20.0
LARGEST_BUFFER_MS = 120.0
DEVIATIONS = 2 * sqrt(pi) / 2  # a buffer of twice the jitter, in standard deviations


def codec_named(name: str) -> str:
    """The row of `CODECS` for a name such as "alaw" or "PCMU/8000"; "unknown" for others."""
    return NAMES.get(name.lower().partition("/")[0].strip(), "unknown")


@lru_cache(maxsize=1024)
def measured_mos(codec: str, loss: float, jitter_us: int, round_trip_us: int) -> float:
    """The MOS of one direction as a switch sees it, to two places.

    Our assumptions: both ways are equally long; the listener's phone holds packets back for
    twice the jitter, from 20 to 120 ms, and what comes still later is lost.
    """
    jitter_ms = max(jitter_us, 0) / 1000
    buffer_ms = min(max(2 * jitter_ms, SMALLEST_BUFFER_MS), LARGEST_BUFFER_MS)
    late = _late(buffer_ms / (2 * jitter_ms)) if 2 * jitter_ms > buffer_ms else 0.0
    way_ms = max(round_trip_us, 0) / 2000 + buffer_ms
    return round(quality(codec_named(codec), way_ms, loss + (1 - loss) * late), 2)


def _late(share: float) -> float:
    """The packets too late for a buffer of `share` of twice the jitter; they scatter normally."""
    return (erfc(share * DEVIATIONS / sqrt(2)) - erfc(DEVIATIONS / sqrt(2))) / 2
