"""Who called in another system's history: the party we know, or a name for the number that is none.

Numbers of years ago are nobody's to keep. The same number has the same id, so that repeat
callers are found; from the id nobody finds the number without the centre's own secret.
"""

import hashlib
import hmac
from collections.abc import Callable

from voipcc.asterisk.numbers import number_from
from voipcc.database.parties import Parties


def party_of(parties: Parties, country: str, seed: int) -> Callable[[str], str]:
    """The id of a number as another system wrote it; "" for a withheld or invalid one."""
    key = f"history {seed}".encode()

    def found(text: str) -> str:
        number = number_from(text, country).e164
        if not number:
            return ""
        known = parties.find(number)
        return known or "old-" + hmac.new(key, number.encode(), hashlib.sha256).hexdigest()[:20]

    return found
