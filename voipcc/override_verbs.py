"""Verbs about overrides: close, open, say something first, for a while and without a new plan."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast, get_args

from voipcc.asterisk.numbers import number_from
from voipcc.control import Arguments, Verb, VerbError, who_asks
from voipcc.core import overrides
from voipcc.core.events import Event, OverrideEnded, OverrideSet
from voipcc.core.overrides import CENTRE, OverrideKind
from voipcc.problem import did_you_mean
from voipcc.prompt_names import prompts_in
from voipcc.verb_words import flag, one_of, optional_text, request, text, whole_number

if TYPE_CHECKING:
    from voipcc.server import House

EVERYTHING = ("everything", "centre", "all")
LONGEST, MOST_PROMPTS = 4000, 20
LATEST_MS = 1 << 50


def override_verbs(house: "House") -> dict[str, Verb]:
    """By name; `target` is a flow, a queue, a number, or "everything"."""
    doors = _Doors(house)
    return {
        "override.target": doors.target,
        "override.set": doors.set,
        "override.end": doors.end,
        "overrides": doors.listed,
    }


class _Doors:
    def __init__(self, house: "House") -> None:
        self._house = house

    async def target(self, args: Arguments) -> Any:
        """What is meant by a word, which languages callers hear there, and what holds there."""
        target = self._target(text(args, "target"))
        opening = overrides.next_opening(self._house.plan, target, self._house.clock().utc_ms)
        return {
            "target": target,
            "languages": self._languages(target),
            "next_opening_ms": opening[0] if opening else 0,
            "in_force": [row for row in self._rows() if row["target"] in (target, CENTRE)],
        }

    async def set(self, args: Arguments) -> Any:
        kind = one_of(args, "kind", get_args(OverrideKind))
        until_ms = whole_number(args, "until_utc_ms", 0, LATEST_MS, default=0)
        target = self._target(text(args, "target"))
        prompts = self._prompts(args, target)
        words = optional_text(args, "words", LONGEST)
        waiting = flag(args, "waiting_too")
        by = optional_text(args, "by") or who_asks() or "verb"
        return self._wish(
            OverrideSet(target, cast(OverrideKind, kind), until_ms, prompts, by, words, waiting)
        )

    async def end(self, args: Arguments) -> Any:
        """End what holds at a target: its door, what it says, or both without a `kind`."""
        target, kind = self._target(text(args, "target")), args.get("kind")
        there = [
            row
            for row in self._rows()
            if row["target"] == target and (kind is None or row["kind"] == kind)
        ]
        if not there:
            raise VerbError(f"nothing overrides {target} now; `voipcc overrides` lists what does")
        for row in there:
            self._wish(OverrideEnded(target, row["kind"]))
        return there

    async def listed(self, _args: Arguments) -> Any:
        return self._rows()

    def _rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._house.view()["overrides"]
        return rows

    def _target(self, word: str) -> str:
        """What a person means by a word. Raises VerbError."""
        plan = self._house.plan
        if word in EVERYTHING:
            return CENTRE
        if "/" in word:
            if why_not := overrides.unknown(plan, word):
                raise VerbError(why_not)
            return word
        number = number_from(word, self._house.settings.country).e164
        if number in plan.numbers:
            return f"number/{number}"
        sorts: Mapping[str, Mapping[str, Any]] = {"flow": plan.flows, "queue": plan.queues}
        found = [f"{sort}/{word}" for sort, names in sorts.items() if word in names]
        if len(found) == 1:
            return found[0]
        if found:
            raise VerbError(f'"{word}" is a flow and a queue: write {" or ".join(found)}')
        known = [*plan.flows, *plan.queues, *plan.numbers, "everything"]
        remedy = did_you_mean(word, known, "there are")
        raise VerbError(f'there is no flow, queue or number "{word}"; {remedy}')

    def _languages(self, target: str) -> list[str]:
        """Languages in which callers may be spoken to there."""
        plan = self._house.plan
        sort, _, name = target.partition("/")
        name = plan.numbers[name] if sort == "number" else name
        flows = [plan.flows[name]] if sort in ("flow", "number") else plan.flows.values()
        return sorted({flow.language for flow in flows} | {*self._house.settings.languages})

    def _prompts(self, args: Arguments, target: str) -> tuple[str, ...]:
        given = args.get("prompts", [])
        if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
            raise VerbError('"prompts" must be a list of names')
        if len(given) > MOST_PROMPTS:
            raise VerbError(f"more than {MOST_PROMPTS} prompts")
        languages = self._languages(target) if given else []
        for language in languages:
            known = prompts_in(self._house.sounds, language)
            for prompt in given:
                if prompt not in known:
                    near = did_you_mean(prompt, known)
                    remedy = near if near.startswith("did") else "record it or use --say"
                    raise VerbError(f'there is no prompt "{prompt}" in "{language}"; {remedy}')
        return tuple(given)

    def _wish(self, event: Event) -> str:
        return request(self._house, event)
