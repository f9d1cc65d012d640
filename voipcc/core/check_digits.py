"""Digits that prove others: Luhn, ISO 7064 mod 97-10, and weights of one's own."""

from voipcc.core.media_words import CheckDigits


def fits(digits: str, check: CheckDigits) -> bool:
    """Whether the digits prove themselves; without a check all do. No digits never do."""
    if not digits.isascii() or not digits.isdigit():
        return False
    match check.kind:
        case "luhn":
            return luhn(digits)
        case "mod97":
            return int(digits) % 97 == 1
        case "weights":
            return weighted(digits, check.weights) % check.modulo == 0
        case _:
            return True


def luhn(digits: str) -> bool:
    """Cards and IMEIs: every second digit from the right doubled, the sum a multiple of ten."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + position % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def weighted(digits: str, weights: tuple[int, ...]) -> int:
    """The sum of the digits times the weights, which begin with the last digit and repeat."""
    pairs = enumerate(reversed(digits))
    return sum(int(digit) * weights[position % len(weights)] for position, digit in pairs)
