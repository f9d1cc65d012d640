"""Text in the hands of others, made harmless for programs that would obey it.

A caller chooses the name that is shown, a carrier the numbers. A spreadsheet takes a cell that
begins with = for a formula, a terminal obeys control characters, and marks for right-to-left
writing turn a line around. Nothing is dropped: what could act is written out.
"""

import json
import re
from typing import Any

FORMULA = re.compile(r"[\s\"';,|]*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b]")
A_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,9})?")


def plain(text: str) -> str:
    """One line of printable text: control characters and marks of direction become `\\x1b`, `\\u202e`."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else _written_out(sign) for sign in text)


def cell(text: str) -> str:
    """Text for a spreadsheet: printable, and no formula; a telephone number stays as it is."""
    shown = plain(text)
    if FORMULA.match(shown) and not A_NUMBER.fullmatch(shown):
        return f"'{shown}"
    return shown


def ascii_json(value: Any) -> str:
    """JSON in signs that act nowhere; what is read back is the same."""
    return json.dumps(value, separators=(",", ":")).replace("\x7f", "\\u007f")


def field(text: str) -> str:
    """Text for a field of `queue_log`, which knows no escapes: no bar, no second line."""
    return plain(text).replace("|", "_")


def _written_out(sign: str) -> str:
    return ascii(sign)[1:-1]
