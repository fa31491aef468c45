"""The blocks of made-up programs, of every kind and with everything that may stand in them."""

from tests.agreement.program_words import (
    Scope,
    act,
    arrow,
    change,
    condition,
    play,
    record,
    say,
    texts,
)

PHONES = ("alice", "bob", "carol")
OUTSIDE = "+37060000001"
_KEYS = (
    *("1", "2", "3", "4", "5", "12", "13", "1X", "X", "2XX", "3*", "34", "#", "9X", "99", "11X"),
    *("XX", "X1", "45*", "0*"),
)
_DIGITS = (
    "digits 1..3",
    "digits 4",
    "digits 1",
    "digits 2..15 accept 3..5000000",
    "digits 1 accept 2..7",
    "digits 8 accept date",
    "digits 2..19 accept luhn",
    "digits 3..15 accept phone-number LT",
    'digits 1..4 accept matches "1.*|[2-5]{2,3}"',
    'digits 2 accept matches "[12][0-9]"',
)


def block(kind: str, name: str, s: Scope) -> str:
    """The block as it stands in a flow."""
    lines = _MAKERS[kind](name, s)
    body = "".join(f"  {line}\n" for line in lines)
    return f"{kind} {name} {{\n{body}}}\n"


# ---- asking -------------------------------------------------------------------------------------


def _asking(s: Scope) -> list[str]:
    """What menu and collect share: tries, handlers, how long to wait."""
    lines = ["wait 3s"]
    both = s.chance(0.4)
    for kind in ("no-input", "no-match"):
        if s.chance(0.5):
            lines.append(_handler(s, kind, leaves=0.2))
        if s.chance(0.35):
            lines.append(_handler(s, f"{kind} {s.rng.randint(1, 3)}", leaves=0.3))
    if both:
        lines.append(f"tries no-input {s.rng.randint(1, 3)} no-match {s.rng.randint(1, 3)}")
    else:
        lines.append(f"tries {s.rng.randint(1, 3)}")
    if both and s.chance(0.5):
        lines.append(f"on gave-up no-input {arrow(s, onward=True)}")
        if s.chance(0.6):
            lines.append(f"on gave-up no-match {arrow(s)}")
    elif s.chance(0.6):
        lines.append(f"on gave-up {arrow(s, onward=True)}")
    return lines


def _handler(s: Scope, kind: str, leaves: float) -> str:
    acts = [act(s) for _ in range(s.rng.randint(1, 3))]
    if s.chance(leaves):
        acts.append(arrow(s, onward=kind.startswith("no-input")))
    if len(acts) == 1:
        return f"on {kind} {acts[0]}"
    return f"on {kind} {{ {'  '.join(acts)} }}"


def _menu(_: str, s: Scope) -> list[str]:
    lines = [play(s) for _ in range(s.rng.choice((0, 1, 1, 2)))]
    if lines and s.chance(0.3):
        lines.append(f"again {play(s)}")
    keys = sorted(s.rng.sample(_KEYS, s.rng.randint(2, 6)))
    for key in keys:
        roll = s.rng.random()
        into = f" as {s.var('g')}" if key.rstrip("*").isdecimal() or "X" in key else ""
        if into and roll < 0.2:
            lines.append(f"press {key}{into} {arrow(s)} unspoken")
            continue
        if roll < 0.45:
            lines.append(f"press {key} {arrow(s)} if {condition(s)} unspoken")
        if roll > 0.3:
            lines.append(f"press {key} {arrow(s)} unspoken")
    if any(len(key) > 1 for key in keys):
        lines.append("between 2s")
    return lines + _asking(s)


def _collect(s: Scope, name: str) -> list[str]:
    """A collect, and what is done with the value."""
    digits = s.one(*_DIGITS)
    lines = [play(s), digits, "between 2s"] if digits != "digits 1" else [play(s), digits]
    if digits.startswith("digits 1 "):
        lines.remove("between 2s")
    if ".." in digits and s.chance(0.4):
        lines.append(f"end {s.one('*', '#')}")
    secret = s.chance(0.15)
    if secret:
        lines.append("secret")
    elif s.chance(0.4):
        lines.append(f"confirm {{ play {texts(s, name)} }}")
    if secret or s.chance(0.2):
        lines.append(f"visits {s.rng.randint(1, 3)} {arrow(s, onward=True)}")
    if s.chance(0.3):
        lines.append(f"again {play(s)}")
    lines += _asking(s)
    body = "".join(f"    {line}\n" for line in lines)
    after = [] if secret else [f"record {name} as r{name}"]
    return [f"collect {name} {{\n{body}  }}", *after]


# ---- blocks -------------------------------------------------------------------------------------


def _step(name: str, s: Scope) -> list[str]:
    lines: list[str] = []
    for n in range(s.rng.randint(0, 5)):
        if s.more and s.chance(0.15):
            lines.append(say(s))
            continue
        roll = s.rng.random()
        if roll < 0.3:
            lines.append(play(s, barge_in=False))
        elif roll < 0.45:
            lines.append(f"set {change(s)}")
        elif roll < 0.55:
            lines.append(record(s))
        elif roll < 0.75:
            lines.append(f"if {condition(s)} {arrow(s, onward=True)}")
        elif roll < 0.82:
            lines.append(s.one("answer", "wait 1s"))
        else:
            lines += _collect(s, f"{s.prefix}v{name}{n}")
    return [*lines, arrow(s, onward=True)]


def _ring(_name: str, s: Scope) -> list[str]:
    lines: list[str] = []
    for _ in range(s.rng.randint(1, 3)):
        whom = s.rng.sample((*PHONES, f'"{OUTSIDE}"'), s.rng.randint(1, 3))
        lines.append(f"call {', '.join(whom)} for {s.rng.randint(2, 4)}s")
    lines += [f"on {outcome} {arrow(s, onward=True)}" for outcome in ("busy", "no-answer")]
    if s.chance(0.5):
        lines.append(f"on failed {arrow(s, onward=True)}")
    if s.chance(0.6):
        lines.append(f"on done {arrow(s, onward=True)}")
    return lines


def _transfer(_name: str, s: Scope) -> list[str]:
    lines = [f'to "{s.one(OUTSIDE, "+37060000002")}" for {s.rng.randint(2, 4)}s']
    if s.chance(0.5):
        lines.append('as "+37052000000"')
    lines += [f"on {outcome} {arrow(s, onward=True)}" for outcome in ("busy", "no-answer")]
    if s.chance(0.5):
        lines.append(f"on failed {arrow(s, onward=True)}")
    return lines


def _voicemail(_: str, s: Scope) -> list[str]:
    lines = [play(s, barge_in=False)] if s.chance(0.7) else []
    box = s.rng.randint(100, 102)
    lines += [f'mailbox "{box}"', f"message at most {box - 97}s"]
    if s.chance(0.5):
        lines.append(f"on failed {arrow(s, onward=True)}")
    if s.chance(0.5):
        lines.append(f"on done {arrow(s, onward=True)}")
    return lines


def _split(_: str, s: Scope) -> list[str]:
    first = s.rng.randint(1, 98)
    shares = s.rng.choice(((first, 100 - first), (first, 99 - first, 1), (1, 99)))
    return [f"{share}% {arrow(s, onward=True)}" for share in shares]


def _external(name: str, s: Scope) -> list[str]:
    if s.chance(0.1):
        return []
    lines: list[str] = []
    for n in range(s.rng.randint(0, 2)):
        kind = s.one(
            *("number", "digits", "text", "date", "time", "yes-no", "phone-number", "language"),
            "one of (aa, bb)",
        )
        lines.append(f"read {s.prefix}e{name}{n}: {kind}")
    lines += [f"on {outcome} {arrow(s, onward=True)}" for outcome in ("ok", "other")]
    if s.chance(0.5):
        lines.append(f"on failed {arrow(s, onward=True)}")
    return lines


_MAKERS = {
    "menu": _menu,
    "step": _step,
    "ring": _ring,
    "transfer": _transfer,
    "voicemail": _voicemail,
    "split": _split,
    "external": _external,
}
