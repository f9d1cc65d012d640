"""Permits: nobody is called over a trunk without one.

A permit is made here and nowhere else, from the settings: it names the number, its country,
the trunk and the caller's number shown. What may cost a fortune is refused, and so are
emergency numbers: they must never depend on a queue, so agents are told to use a mobile phone.
"""

from collections.abc import Collection
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumberType as Kind
from phonenumbers import shortnumberinfo

from voipcc.settings import CentreSettings, TrunkSettings

ORDINARY = frozenset((Kind.FIXED_LINE, Kind.MOBILE, Kind.FIXED_LINE_OR_MOBILE, Kind.VOIP))
FREE = frozenset((Kind.TOLL_FREE,))
LONGEST = 40


class PermitRefused(Exception):
    """Nobody is called; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Permit:
    """One call out of the house. `number` and `caller_id` are E.164, `country` two letters."""

    number: str
    country: str
    trunk: str
    caller_id: str


def permit(
    settings: CentreSettings,
    own_numbers: Collection[str],
    dialled: str,
    trunk: str,
    caller_id: str = "",
) -> Permit:
    """The permit to call `dialled` (E.164, or as people of the centre's country dial) by `trunk`.

    `caller_id` is one of `own_numbers`, or "" for the trunk's own. Raises PermitRefused.
    """
    way = settings.trunks.get(trunk)
    if way is None:
        raise PermitRefused(f'there is no trunk "{trunk}"')
    number = _number(dialled, settings.country)
    country = phonenumbers.region_code_for_number(number) or ""
    if country not in way.permits:
        raise PermitRefused(
            f'the trunk "{trunk}" may not call {country or "numbers of no country"}: '
            f"add it to trunks.{trunk}.permits if that is meant"
        )
    return Permit(_e164(number), country, trunk, _shown(way, own_numbers, trunk, caller_id))


def _number(dialled: str, country: str) -> phonenumbers.PhoneNumber:
    text = dialled.strip()
    if shortnumberinfo.connects_to_emergency_number(text[:LONGEST], country):
        raise PermitRefused("emergency calls are not made from here: use a mobile phone at once")
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise PermitRefused(f"this is no telephone number: {error}") from error
    if len(text) > LONGEST or number.extension or not phonenumbers.is_valid_number(number):
        raise PermitRefused("this is no telephone number anybody could have")
    if phonenumbers.number_type(number) not in ORDINARY | FREE:
        raise PermitRefused("premium, shared-cost and other special numbers are never called")
    return number


def _shown(way: TrunkSettings, own_numbers: Collection[str], trunk: str, caller_id: str) -> str:
    """The number the called person sees: only one that is ours."""
    chosen = caller_id or way.caller_id or ""
    if not chosen:
        raise PermitRefused(f"no number to show: set trunks.{trunk}.caller_id")
    if chosen not in own_numbers and chosen != way.caller_id:
        raise PermitRefused("the number to show must be one of the centre's own")
    return chosen


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
