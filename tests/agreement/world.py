"""What holds in a made-up test, and who calls: the facts and the call, as lines and as values."""

import random
from typing import NamedTuple

from flowc.semantics import ir
from flowc.semantics.scenario import (
    Dial,
    Given,
    MailboxGiven,
    PhoneGiven,
    PhoneState,
    ReturnGiven,
    SplitGiven,
    SwitchGiven,
)
from flowc.semantics.scenario_given import ways
from flowc.source import Span
from flowc.testing.retold import quoted
from tests.agreement.made_up_replies import replies
from tests.agreement.scene import Scene
from tests.agreement.typing_keys import digits

HERE = Span("", 0, 0)
"""Nothing that is made up stands anywhere."""

NAMES = (
    "Jonas",
    "Žemaitė Ąžuolė",
    "  two  spaces ",
    "a,b;c|d",
    "O'Neil & Sons (Ltd)",
    "$[1+1] ${EPOCH}",
    'say "hi"',
    "back\\slash",
    "line\nbreak",
    "x):1",
    "%41%2C",
    "n" * 80,
    "n" * 81,
    "ж" * 80,
)
"""Names as networks send them, some of which are refused."""

_STATES: tuple[PhoneState, ...] = ("busy", "silent", "unreachable", "answers")


class Fact(NamedTuple):
    """A `given`, as written and as it is meant."""

    text: str
    given: Given


class Called(NamedTuple):
    """A `call`, as written and as it is meant."""

    text: str
    dial: Dial


# ---- what holds ---------------------------------------------------------------------------------


def facts(scene: Scene, rng: random.Random) -> list[Fact]:
    """Facts about whatever a call can meet; of every split and external, for else no call could be
    made there."""
    found = [_split(split, rng) for split in scene.splits]
    found += [_external(external, scene.play.program, rng) for external in scene.externals]
    alike = rng.choice(_STATES) if rng.random() < 0.33 else None
    for phone in scene.phones:
        if alike:
            found.append(_meets(phone, scene.longest, rng, alike))
        elif rng.random() < 0.55:
            found += _phone(phone, scene.longest, rng)
    for mailbox in scene.mailboxes:
        if rng.random() < 0.15:
            lasts, tail = _for_a_while(rng, 0.3)
            text = f"given mailbox {quoted(mailbox)} is full{tail}"
            found.append(Fact(text, MailboxGiven(mailbox, lasts, HERE)))
    for switch in scene.play.program.switches:
        if rng.random() < 0.4:
            lasts, tail = _for_a_while(rng, 0.3)
            on = rng.random() < 0.7
            text = f"given {switch.name} is {'on' if on else 'off'}{tail}"
            found.append(Fact(text, SwitchGiven(switch.name, on, lasts, HERE)))
    found += [Fact(text, given) for text, given in replies(scene.play.program, rng)]
    return found


def _for_a_while(rng: random.Random, chance: float) -> tuple[int | None, str]:
    if rng.random() >= chance:
        return None, ""
    seconds = rng.choice((1, 2, 3, 5, 8, 13, 30))
    return seconds, f" for {seconds}s"


def _split(split: ir.Split, rng: random.Random) -> Fact:
    shares = ways(split)
    way = rng.choice(shares)
    return Fact(
        f"given split {split.id} takes {way}", SplitGiven(split.id, shares.index(way), HERE)
    )


def _phone(phone: str, longest: int, rng: random.Random) -> list[Fact]:
    """How a phone meets rings; sometimes for a while only, and then otherwise."""
    lasts, _ = _for_a_while(rng, 0.2)
    found = [_meets(phone, longest, rng, rng.choice(_STATES), lasts)]
    if lasts is not None and rng.random() < 0.5:
        found.append(_meets(phone, longest, rng, rng.choice(_STATES)))
    return found


def _meets(
    phone: str, longest: int, rng: random.Random, state: PhoneState, lasts: int | None = None
) -> Fact:
    who = phone if phone.isidentifier() else quoted(phone)
    after = rng.randint(0, longest + 1) if state == "answers" else 0
    words = {
        "busy": "is busy",
        "unreachable": "is unreachable",
        "silent": "does not answer",
        "answers": f"answers after {after}s",
    }
    tail = "" if lasts is None else f" for {lasts}s"
    given = PhoneGiven(phone, state, after, lasts, HERE)
    return Fact(f"given {who} {words[state]}{tail}", given)


def _external(external: ir.External, program: ir.Program, rng: random.Random) -> Fact:
    outcome = rng.choice((*(o for o, _ in external.outcomes), "failed"))
    values: list[tuple[str, ir.Value]] = []
    written: list[str] = []
    for read in external.reads:
        if rng.random() < 0.9:
            value, text = _value(read.var.type, program, rng)
            values.append((read.name, value))
            written.append(f"{read.name} = {text}")
    tail = f" with {', '.join(written)}" if written else ""
    given = ReturnGiven(external.id, outcome, tuple(values), HERE)
    return Fact(f"given {external.id} returns {outcome}{tail}", given)


def _value(kind: ir.Type, program: ir.Program, rng: random.Random) -> tuple[ir.Value, str]:
    """A value of a type, and how it is written."""
    match kind.kind:
        case "number":
            number = rng.choice((0, 5, 7, 12, 999, 123456789012))
            return number, str(number)
        case "text":
            text = rng.choice(("abc", "x y", "a,b", "$[1+1]", "${EPOCH}", ""))
            return text, quoted(text)
        case "digits" | "phone-number":
            wanted = ("05", "5", "123456") if kind.kind == "digits" else ("+37061234567", "101")
            text = rng.choice(wanted)
            return text, quoted(text)
        case "money":
            text = rng.choice(("0.00", "-0.01", "12.50", "999999999.99"))
            return text, text
        case "date" | "time":
            texts = ("2026-02-28", "2028-02-29") if kind.kind == "date" else ("08:00", "23:59")
            text = rng.choice(texts)
            return text, text
        case "yes-no" | "one-of" | "language":
            words = {"yes-no": ("yes", "no"), "one-of": kind.members}
            text = rng.choice(words.get(kind.kind, program.languages))
            return text, text


# ---- who calls ----------------------------------------------------------------------------------


def call(scene: Scene, rng: random.Random) -> Called:
    """A call to a number or an entry of the program."""
    program = scene.play.program
    entry, to = None, ""
    if program.entries and (not program.numbers or rng.random() < 0.25):
        entry = rng.choice(program.entries).name
    else:
        number = rng.choice(program.numbers)
        to = _dialled(number.pattern, rng, rest=number.rest or not number.pattern)
        if to.startswith("+") and rng.random() < 0.1:
            to = to[1:]
    text = f"call  {f'entry {entry}' if entry else quoted(to)}"
    caller = _caller(program, rng)
    if caller or rng.random() < 0.5:
        text += f" from {quoted(caller) if caller else 'withheld'}"
    name = rng.choice(NAMES) if rng.random() < 0.25 else ""
    if name:
        text += f" name {quoted(name)}"
    redirected = "+37052111111" if rng.random() < 0.1 else ""
    if redirected:
        text += f' header "Diversion" {quoted(redirected)}'
    return Called(text, Dial(to, entry, caller, name, redirected, HERE))


def _dialled(pattern: str, rng: random.Random, *, rest: bool) -> str:
    number = "".join(rng.choice("0123456789") if c == "X" else c for c in pattern)
    return number + (digits(rng, rng.randint(0 if number else 3, 5)) if rest else "")


def _caller(program: ir.Program, rng: random.Random) -> str:
    """A caller's number: of a list, outside, inside, withheld, too long."""
    entries = [e for one in program.lists for e in one.entries]
    if entries and rng.random() < 0.3:
        entry = rng.choice(entries)
        number = _dialled(entry.pattern, rng, rest=entry.rest)
        return number if rng.random() < 0.8 else number + "0"
    return rng.choice(("+37061234567", "+37061234567", "+13135551234", "", "101", "1" * 21))
