"""What was traced of a call: its ARI steps, and its SIP messages found by their Call-IDs.

`voipcc switch trace on` lets the switch room write its steps to ari.jsonl and Asterisk its SIP
messages to sip.log. The switch's events name each leg's Call-ID.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from voipcc.story import Line, Story

ARI_TRACE = "ari.jsonl"
SIP_TRACE = "sip.log"
EARLIER_MS = 5_000  # messages before the switch tells of the call
_HEAD = re.compile(
    r"\[(?P<time>[^\]]+)\] VERBOSE\[\d+\] res_pjsip_logger\.c: "
    r"<--- (?P<way>Received|Transmitting) SIP (?:request|response) \(\d+ bytes\) "
    r"(?:from|to) (?P<far>\S+) --->"
)
_NEXT = re.compile(r"\[\d{4}-\d\d-\d\dT[0-9:.]+\] [A-Z]+\[\d+\]")
_CALL_ID = re.compile(r"^(?:Call-ID|i)\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
# Keys pressed while talking, keys of SRTP and answers to challenges are nobody's business.
_SECRETS = (
    (re.compile(r"(?im)^(signal\s*=\s*)\S"), r"\1?"),
    (re.compile(r"(inline:)[^\s|]+"), r"\1..."),
    (re.compile(r'(response=")[0-9a-f]+'), r"\1..."),
    (re.compile(r'("digit":\s*")[^"]'), r"\1?"),
)


# --- ARI -----------------------------------------------------------------------------------------


def ari_steps(folder: Path, story: Story) -> list[Line]:
    """Requests, answers and events of the call's legs, talks and playbacks."""
    names = [name.encode() for name in story.ids]
    asked: set[int] = set()
    found = []
    for raw in _lines(folder, ARI_TRACE):
        if not asked and not any(name in raw for name in names):
            continue
        step = _json(raw)
        text = _step_words(step, story.ids, asked) if step else ""
        if text:
            utc_ms = float(step["at"]) * 1000
            found.append(Line(utc_ms, story.offset_us(utc_ms), "ari", f"    ari {_hidden(text)}"))
    return found


def _step_words(step: Mapping[str, Any], ids: set[str], asked: set[int]) -> str:
    """One step in words, "" when it is of another call. `asked` are requests not answered yet."""
    number = int(step.get("n", 0))
    if "ask" in step:
        words = set(re.split(r"[/?&=,]", str(step["ask"])))
        asked.discard(number)  # numbers begin anew with each controller
        if not words & ids:
            return ""
        asked.add(number)
        return f"-> {number} {step['ask']}"
    if "status" in step:
        if number not in asked:
            return ""
        asked.discard(number)
        return f"<- {number} {step['status']} {step.get('body', '')}".rstrip()
    event = step.get("event")
    if not isinstance(event, dict) or not ids & set(_named(event)):
        return ""
    return f"<- {event.get('type')} {json.dumps(_short(event), ensure_ascii=False)}"


def _named(event: Mapping[str, Any]) -> Iterator[str]:
    """The ids an event is about."""
    for part in ("channel", "bridge", "playback"):
        inner = event.get(part)
        if isinstance(inner, dict):
            yield str(inner.get("id", ""))
            yield str(inner.get("target_uri", "")).removeprefix("channel:")


def _short(event: Mapping[str, Any]) -> dict[str, Any]:
    """What tells two events of a kind apart."""
    short: dict[str, Any] = {}
    for key, value in event.items():
        if isinstance(value, dict):
            kept = ("id", "name", "state", "target_uri", "bridge_type")
            short[key] = {word: value[word] for word in kept if value.get(word)}
        elif key in ("cause", "tech_cause", "soft", "digit", "args"):
            short[key] = value
    return short


def call_ids(folder: Path, story: Story) -> set[str]:
    """The SIP Call-IDs of the call's legs, as the switch's events name them."""
    legs = [leg.encode() for leg in story.legs]
    found = set()
    for raw in _lines(folder, ARI_TRACE):
        if any(leg in raw for leg in legs) and b'"protocol_id"' in raw:
            channel = _json(raw).get("event", {}).get("channel", {})
            if channel.get("id") in story.legs and channel.get("protocol_id"):
                found.add(str(channel["protocol_id"]))
    return found


# --- SIP -----------------------------------------------------------------------------------------


def sip_messages(log: Path, story: Story, ids: Iterable[str]) -> list[Line]:
    """The SIP messages with these Call-IDs, and those to phones rung for the call."""
    wanted = set(ids)
    sign = re.compile(rf"^X-VCC-Call:\s*{re.escape(story.call)}\s*$", re.IGNORECASE | re.MULTILINE)
    lines = []
    for utc_ms, head, message in _messages(log):
        if utc_ms < story.arrived_utc_ms - EARLIER_MS:
            continue
        found = _CALL_ID.search(message)
        name = found[1] if found else ""
        if sign.search(message):
            wanted.add(name)  # a phone that never answered is named in no event of ours
        if name and name in wanted:
            body = "\n".join(f"        {line}" for line in _hidden(message).strip().splitlines())
            text = f"    sip {head}\n{body}"
            lines.append(Line(utc_ms, story.offset_us(utc_ms), "sip", text))
    return lines


def _messages(log: Path) -> Iterator[tuple[float, str, str]]:
    """Time (UTC ms), direction and text of every message in the log."""
    head, utc_ms = "", 0.0
    text: list[str] = []
    for raw in _lines(log, SIP_TRACE):
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        if _NEXT.match(line):
            if head:
                yield utc_ms, head, "\n".join(text)
            found = _HEAD.match(line)
            head, text = "", []
            if found:
                way = "<-" if found["way"] == "Received" else "->"
                head, utc_ms = f"{way} {found['far']}", _utc_ms(found["time"])
        elif head:
            text.append(line)
    if head:
        yield utc_ms, head, "\n".join(text)


def _utc_ms(text: str) -> float:
    """Asterisk writes its log in the machine's own time zone."""
    try:
        return datetime.fromisoformat(text).astimezone().timestamp() * 1000
    except ValueError:
        return 0.0


# --- both ----------------------------------------------------------------------------------------


def _lines(folder: Path, name: str) -> Iterator[bytes]:
    """Every line of a trace, older files of it first."""
    older = sorted(
        (path for path in folder.glob(f"{name}.*") if path.suffix[1:].isdigit()),
        key=lambda path: -int(path.suffix[1:]),
    )
    for path in (*older, folder / name):
        if path.exists():
            with path.open("rb") as file:
                yield from file


def _json(raw: bytes) -> dict[str, Any]:
    """One step; nothing for a line that was cut off."""
    try:
        found = json.loads(raw)
    except ValueError:
        return {}
    return found if isinstance(found, dict) and "at" in found else {}


def _hidden(text: str) -> str:
    for pattern, shown in _SECRETS:
        text = pattern.sub(shown, text)
    return text
