"""Spoken numbers as lists of prompt names, and every prompt the core says by itself."""

from voipcc.core.line_limits import LineLimits

CORE_PROMPTS = (
    "goodbye",
    "queue/you_are_number",
    "queue/full",
    "queue/nobody_free",
    "queue/line_lost",
    "queue/one_moment",
    "queue/wait_under_one",
    "queue/wait_under",
    "queue/wait_from_one",
    "queue/wait_between",
    "queue/and",
    "queue/minutes",
    "queue/wait_over_hour",
    "agent/ready",
    "agent/not_ready",
    "agent/logged_in",
    "agent/logged_out",
    "agent/unknown_code",
    "agent/wrap_up_end",
    "agent/not_possible",
    "agent/break_after_call",
    "agent/log_out_after_call",
    "agent/wrap_up_more",
    "agent/disposition",
    "agent/disposition_missing",
    "agent/line_test",
    "agent/line_quality",
    "agent/point",
    "agent/line_good",
    "agent/line_degraded",
    "agent/line_bad",
    "agent/line_one_way",
    "agent/line_silent",
    "agent/pin",
    "agent/wrong_pin",
    "agent/no_talk",
    "agent/help",
    "agent/no_supervisor",
    "agent/no_notes",
    "agent/notes_wait",
    "agent/callback",
    "agent/voicemail",
    "agent/use_mobile_phone",
    "agent/dialling_refused",
    "agent/dialling_parked",
    "callback/your_number_is",
    "callback/confirm",
    "callback/type_number",
    "callback/invalid_number",
    "callback/refused_number",
    "callback/not_possible",
    "callback/accepted",
    "transfer/not_reached",
    "transfer/back",
    "agent/target",
    "agent/parked",
    "agent/colleague_busy",
    "agent/colleague_away",
    "agent/target_busy",
    "agent/target_no_answer",
    "agent/target_not_reached",
    "voicemail/leave_message",
    "voicemail/beep",
    "voicemail/thanks",
)
LANGUAGES = ("en", "de")
WHOLE = 100  # numbers below are recorded whole, larger ones are put together
MINUTE_S, LONGEST_WAIT_MIN = 60, 60
HUNDRED, THOUSAND, LIMIT = 100, 1000, 10_000


def number(value: int, language: str = "en") -> tuple[str, ...]:
    """Prompt names that say `value` in `language`; 0 to 9999, others raise ValueError.

    English and German both say hundreds and thousands before the rest, which is recorded
    whole up to 99, so they share one rule; a language that does not gets its own here.
    """
    if not 0 <= value < LIMIT:
        raise ValueError(f"{value} cannot be spoken in {language}: only 0 to {LIMIT - 1} can")
    if value < WHOLE:
        return (f"number/{value}",)
    unit, name = (THOUSAND, "thousand") if value >= THOUSAND else (HUNDRED, "hundred")
    count, rest = divmod(value, unit)
    said = (*number(count, language), f"number/{name}")
    return said + number(rest, language) if rest else said


def whole_minutes(low_s: int, high_s: int) -> tuple[int, int]:
    """The smallest span of whole minutes around an interval; it is never empty."""
    low = low_s // MINUTE_S
    return low, max(-(-high_s // MINUTE_S), low + 1)


def waiting_time(low: int, high: int, language: str = "en") -> tuple[str, ...]:
    """Prompt names that say "probably between `low` and `high` minutes".

    The first minute has prompts of its own, as its words differ ("einer", "one minute").
    """
    if low >= LONGEST_WAIT_MIN:
        return ("queue/wait_over_hour",)
    if (low, high) == (0, 1):
        return ("queue/wait_under_one",)
    end = (*number(min(high, LIMIT - 1), language), "queue/minutes")
    if low == 0:
        return ("queue/wait_under", *end)
    if low == 1:
        return ("queue/wait_from_one", *end)
    return ("queue/wait_between", *number(low, language), "queue/and", *end)


def line_quality(
    mos: float, fault: str, limits: LineLimits, language: str = "en"
) -> tuple[str, ...]:
    """Prompt names that say what a line test found: the MOS to one place, and what it means."""
    if fault == "dead_microphone":
        return ("agent/line_silent",)
    if fault or not mos:
        return ("agent/line_one_way",)
    whole, tenths = divmod(round(mos * 10), 10)
    score = (*number(whole, language), "agent/point", *number(tenths, language))
    state = "bad" if mos < limits.bad_mos else "degraded" if mos < limits.degraded_mos else "good"
    return ("agent/line_quality", *score, f"agent/line_{state}")


def needed(language: str) -> tuple[str, ...]:
    """Every prompt that must exist in `language` for the core to speak at all."""
    del language  # the same names in every language so far
    numbers = tuple(f"number/{value}" for value in range(WHOLE))
    return (*CORE_PROMPTS, *numbers, "number/hundred", "number/thousand")
