"""The small parts of made-up programs: values, conditions, arrows, what is played."""

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

LANGUAGES = {"en": "word", "lt": "žodis", "de": "Wort"}
MEMBERS = ("aa", "bb", "cc")
SPOKEN = ("n", "g", "k", "y", "d", "h", "f")
"""Variables, by their one-letter names, that a prompt can speak."""

VARIABLES = {
    "n": ("number", ("-3", "0", "7")),
    "m": ("number", ("0", "1")),
    "t": ("text", ('"abc"', '"a b"', '"x,y"', '"$[1]"')),
    "g": ("digits", ('"05"', '"5"', '"0"')),
    "k": (f"one of ({', '.join(MEMBERS)})", MEMBERS),
    "y": ("yes-no", ("yes", "no")),
    "d": ("date", ("2026-05-05", "2028-02-29")),
    "h": ("time", ("12:30", "00:00")),
    "f": ("phone-number", ('"+37061234567"', '"101"')),
}
"""The variables of every program and of every module: type and first values."""


class Scope(NamedTuple):
    """Where the words of a program stand: in the whole of it, or in a module.

    `prefix` stands before the names of the variables, `targets` are the places to which arrows may
    lead, `onward` those that lie further on, `prompts` are the declared ones that speak no value,
    and `fresh` gives the names of things that must be different. `more`: transfers and `say` too.
    """

    rng: random.Random
    languages: tuple[str, ...]
    prefix: str
    targets: tuple[str, ...]
    onward: tuple[str, ...]
    prompts: tuple[str, ...]
    fresh: Iterator[int]
    more: bool = False

    def one(self, *choices: str) -> str:
        """Any of them."""
        return self.rng.choice(choices)

    def chance(self, of: float) -> bool:
        """Whether it happens."""
        return self.rng.random() < of

    def var(self, letter: str) -> str:
        """The variable's name here."""
        return self.prefix + letter


# ---- values and conditions ----------------------------------------------------------------------


def value(s: Scope, letter: str) -> str:
    """Something to give a variable."""
    n, m = s.var("n"), s.var("m")
    choices: dict[str, tuple[str, ...]] = {
        "n": (f"{n} + 1", f"{m} - {n}", f"0 - {n}", "7", "-3", f"{n} - -2", f"{n} + {n} + {m}"),
        "m": (n, f"{m} + 1", f"100 - {n}"),
        "t": ("caller.name", '"abc"', '""', "call.outcome", '"a b"', s.var("t")),
        "g": ('"05"', '"12"', '"9876"', '"0"', s.var("g")),
        "k": MEMBERS,
        "y": ("yes", "no"),
        "d": ("now", "2027-02-28", s.var("d")),
        "h": ("now", "00:00", "23:59"),
        "f": ('"+37060000000"', '"101"', s.var("f")),
    }
    return s.one(*choices[letter])


def change(s: Scope) -> str:
    """`n = n + 1`."""
    if len(s.languages) > 1 and s.chance(0.15):
        return f"language = {s.one(*s.languages)}"
    letter = s.one(*VARIABLES)
    return f"{s.var(letter)} = {value(s, letter)}"


def condition(s: Scope, depth: int = 0) -> str:
    """A condition of any shape, on values of every type."""
    roll = s.rng.random()
    if depth < 2 and roll < 0.3:
        word = s.one(" and ", " or ")
        return f"({word.join(condition(s, depth + 1) for _ in range(s.rng.randint(2, 3)))})"
    if depth < 2 and roll < 0.38:
        return f"not ({condition(s, depth + 1)})"
    return s.rng.choice(_CONDITIONS)(s)


def _order(s: Scope) -> str:
    return s.one("<", "<=", ">", ">=", "=", "!=")


_CONDITIONS: tuple[Callable[[Scope], str], ...] = (
    lambda s: f"{s.var('n')} {_order(s)} {s.rng.randint(-4, 10)}",
    lambda s: f"{s.var('n')} + {s.var('m')} {_order(s)} {s.rng.randint(0, 9)} - {s.var('m')}",
    lambda s: f"{s.var('m')} - {s.var('n')} - 3 {_order(s)} {s.var('n')}",
    lambda s: f'{s.var("t")} {s.one("=", "!=")} "{s.one("", "abc", "a b", "x,y", "$[1]")}"',
    lambda s: f'{s.var("t")} contains "{s.one("a", "b", "bc")}"',
    lambda s: f'{s.var("t")} starts with "{s.one("a", "x,", " ", "$")}"',
    lambda s: f'{s.var("g")} {s.one("=", "!=")} "{s.one("05", "5", "12", "0")}"',
    lambda s: f"{s.one('caller.number', s.var('g'), s.var('f'))} {s.one('in', 'not in')} numbers",
    lambda s: f"{s.var('k')} {_order(s)} {s.one(*MEMBERS)}",
    lambda s: f"{s.var('k')} in (aa, {s.one('bb', 'cc')})",
    lambda s: f"{s.var('y')} {s.one('is', 'is not')} {s.one('yes', 'no')}",
    lambda s: f"{s.var('d')} {_order(s)} 20{s.rng.randint(24, 29)}-05-1{s.rng.randint(0, 9)}",
    lambda s: f"{s.var('h')} {_order(s)} {s.rng.randint(10, 19)}:00",
    lambda s: f"now {_order(s)} {s.one('12:00', '18:00', '2027-02-28', '2026-12-24')}",
    lambda s: f"{s.one('office', 'night')} is {s.one('open', 'closed')}",
    lambda s: "office is closed for " + s.one("holiday", '"why"'),
    lambda _: "caller.number is withheld",
    lambda s: f"caller.name {s.one('=', '!=', 'starts with')} {s.var('t')}",
    lambda s: f'caller.name {s.one("contains", "starts with")} "{s.one("on", "a")}"',
    lambda s: f"{s.var('t')} starts with caller.name",
    lambda s: (
        f"{s.one('caller.name', 'caller.redirected-from', s.var('t'))} is {s.one('', 'not ')}set"
    ),
    lambda s: f"storm is {s.one('on', 'off')}",
    lambda s: f"language is {s.one(*s.languages)}",
    lambda s: f'caller.{s.one("number", "dialled")} {s.one("starts with", "contains")} "+370"',
    lambda s: f"caller.number {s.one('=', '!=')} {s.var('f')}",
    lambda s: f'call.outcome = "{s.one("done", "key 1", "if 1", "gave-up", "busy")}"',
)


# ---- arrows -------------------------------------------------------------------------------------


def arrow(s: Scope, *, onward: bool = False, bounds: int = 0) -> str:
    """An arrow with or without changes and bounds; `onward`: to what lies further on, so that
    nothing goes round for ever without a caller's doing."""
    places = s.onward if onward else s.targets
    away = s.one("hangup", "hangup busy", "hangup congestion")
    text = f"-> {away if not places or s.chance(0.12) else s.one(*places)}"
    if s.chance(0.25):
        text += f" with {', '.join(change(s) for _ in range(s.rng.randint(1, 2)))}"
    if bounds < 2 and s.chance(0.2):
        then = arrow(s, onward=onward, bounds=bounds + 1)
        text += f" at most {s.rng.randint(1, 3)} times then {then}"
    return text


# ---- what is played -----------------------------------------------------------------------------


def texts(s: Scope, *spoken: str) -> str:
    """`{ en "…" lt "…" }`, with values spoken in any place."""
    number = next(s.fresh)
    said = [f"{{{name}}}" for name in spoken]
    written: list[str] = []
    for language in s.languages:
        words = [f"{LANGUAGES[language]} {_letters(number)}", *said]
        s.rng.shuffle(words)
        written.append(f'{language} "{" ".join(words)}."')
    return f"{{ {' '.join(written)} }}"


def _letters(number: int) -> str:
    """A number as letters: a text that holds digits might speak of a key."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def prompt(s: Scope) -> str:
    """A prompt to play: declared, or in place, with or without values."""
    if s.prompts and s.chance(0.4):
        return s.one(*s.prompts)
    spoken = s.rng.sample(SPOKEN, s.rng.choice((0, 0, 1, 2)))
    return texts(s, *(s.var(letter) for letter in spoken))


def play(s: Scope, *, barge_in: bool = True) -> str:
    """A `play`, of one prompt or of several by conditions."""
    if s.chance(0.2):
        last = f", otherwise {prompt(s)}" if s.chance(0.5) else ""
        first = f"{prompt(s)} when {condition(s)}"
        return f"play {first}, {prompt(s)} when {condition(s)}{last}"
    return f"play {prompt(s)}{' no barge-in' if barge_in and s.chance(0.15) else ''}"


_DIGITS = '"012"'
_SAID = {"number": ("n", "m"), "date": ("d",), "time": ("h",)}


def say(s: Scope) -> str:
    """A `say`; in languages that not every switch speaks, of digits alone."""
    kind = s.one("digits", *(_SAID if s.languages == ("en",) else ()))
    if kind == "digits":
        return f"say digits {s.one(s.var('g'), _DIGITS)}"
    letter = s.one(*_SAID[kind])
    return f"say {kind} {s.one(s.var(letter), value(s, letter))}"


def record(s: Scope) -> str:
    """A figure."""
    name = s.one(*(s.var(letter) for letter in ("n", "m", "t", "g", "k", "d", "f")), "caller.name")
    return f"record {name} as r{name.replace('.', '_')}"


def act(s: Scope) -> str:
    """An action of a handler."""
    if s.more and s.chance(0.15):
        return say(s)
    roll = s.rng.random()
    if roll < 0.5:
        return play(s)
    return f"set {change(s)}" if roll < 0.8 else record(s)


def variables(s: Scope) -> list[str]:
    """The declarations of a scope's variables."""
    return [
        f"var {s.var(letter)}: {kind} = {s.one(*first)}"
        for letter, (kind, first) in VARIABLES.items()
    ]
