"""What a caller types: the right thing, almost the right thing, anything."""

import random
import re

from flowc.semantics import ir

KEYS = "0123456789*#"
DIGITS = "0123456789"


def for_menu(menu: ir.Menu, right: float, rng: random.Random) -> str:
    """Keys for a menu: a choice with the probability `right`, else a part of one, more than one, or
    any key."""
    chosen = rng.choice(menu.keys) if menu.keys else None
    if chosen is None:
        return rng.choice(KEYS)
    keys = "".join(rng.choice(DIGITS) if c == "X" else c for c in chosen.pattern)
    if chosen.rest:
        keys += digits(rng, rng.randrange(4))
    if rng.random() < right:
        return keys
    return rng.choice((keys[:-1] or rng.choice(KEYS), keys + rng.choice(KEYS), rng.choice(KEYS)))


def for_collect(asked: ir.Collect, right: float, rng: random.Random) -> str:
    """Keys for a collect, without an end key for a value that is meant to be good."""
    if rng.random() < right:
        return good(asked, rng)
    most = asked.maximum
    wrong = (
        lambda: digits(rng, max(asked.minimum - 1, 1)),
        lambda: digits(rng, rng.randint(1, most)),
        lambda: good(asked, rng)[:-1] + rng.choice(DIGITS),
        lambda: rng.choice(KEYS),
        lambda: digits(rng, rng.randint(0, most - 1)) + rng.choice("*#"),
        lambda: good(asked, rng) + rng.choice(KEYS),
    )
    return rng.choice(wrong)() or rng.choice(KEYS)


def good(asked: ir.Collect, rng: random.Random) -> str:
    """Digits that the collect accepts, if any can be thought of."""
    low, high = asked.minimum, asked.maximum
    match asked.accept:
        case ir.AcceptRange(low=least, high=most):
            near = (least, most, least - 1, most + 1, rng.randint(least, most))
            return str(max(rng.choice(near), 0)).zfill(low)[:high]
        case ir.AcceptDate():
            return rng.choice(("20260228", "20280229", "20270229", "19991231", "20261301"))
        case ir.AcceptLuhn():
            body = digits(rng, rng.randint(max(low, 2), high) - 1)
            return body + next(d for d in DIGITS if _luhn(body + d))
        case ir.AcceptPhone(country=country, trunk=trunk, national=national):
            prefix = rng.choice((trunk, "", "00" + country))
            return prefix + _fitting(national, 8, 8, rng)
        case ir.AcceptPattern(pattern=pattern):
            return _fitting(pattern, low, high, rng)
        case None:
            return digits(rng, rng.choice((low, high, rng.randint(low, high))))


def digits(rng: random.Random, count: int) -> str:
    """So many digits."""
    return "".join(rng.choice(DIGITS) for _ in range(count))


def _fitting(pattern: str, low: int, high: int, rng: random.Random) -> str:
    """Digits that match the pattern, if a few hundred guesses find any."""
    for _ in range(300):
        guess = digits(rng, rng.randint(low, high))
        if re.fullmatch(pattern, guess, re.ASCII):
            return guess
    return digits(rng, high)


def _luhn(number: str) -> bool:
    total = 0
    for n, digit in enumerate(reversed(number)):
        doubled = int(digit) * (1 + n % 2)
        total += doubled - 9 * (doubled > 9)
    return total % 10 == 0
