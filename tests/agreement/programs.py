"""Random programs: a seed gives a small program that holds every block and construct somewhere, the
same every time, with waits and rings of a few seconds."""

import itertools
import random
import re

from tests.agreement.program_blocks import PHONES, block
from tests.agreement.program_words import (
    MEMBERS,
    SPOKEN,
    Scope,
    arrow,
    change,
    play,
    record,
    texts,
    value,
    variables,
)

_KINDS = ("step", "step", "menu", "menu", "ring", "voicemail", "split", "external", "use")
_MORE = ("transfer", "transfer")
_SCHEDULE_LINES = (
    'closed 12-24..12-26 "why"',
    "closed 12-31 12:00-24:00",
    "open 1st mon may 10:00-12:00",
    "closed last fri aug",
    "open sat 22:00-04:00",
    "open 2026-12-31 08:00-12:00",
    "open 2028-02-29",
    'closed 2027-03-10..2027-03-12 "why"',
    "open sun 10:00-12:00, 13:00-15:00",
)


_MODULE = "w"
"""Before the names of what is the module's own."""


def program(seed: str, *, more: bool = False) -> str:
    """The program that `seed` makes up; `more`: with transfers and `say`, which no record has."""
    rng = random.Random(seed)  # noqa: S311 - for tests
    languages = rng.choice((("en",), ("en", "lt"), ("lt", "de")))
    names = tuple(f"b{n}" for n in range(rng.randint(4, 9)))
    silent, speaking = ("p0", "p1"), ("q0", "q1")
    base = Scope(rng, languages, "", names, (), silent + speaking, itertools.count(), more)
    kinds = [rng.choice((*_KINDS, *_MORE) if more else _KINDS) for _ in names]
    kinds[0] = rng.choice(("menu", "step"))
    parts = [_head(base, seed), _resources(base), *variables(base)]
    parts += [f"prompt {name} {texts(base)}" for name in silent]
    parts += [f"prompt {name} {texts(base, *rng.sample(SPOKEN, 2))}" for name in speaking]
    parts += [f"prompt k.{member} {texts(base)}" for member in MEMBERS]
    for n, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        here = base._replace(onward=names[n + 1 :])
        parts.append(_use(name, here) if kind == "use" else block(kind, name, here))
    parts.append(f"step fin {{ {play(base, barge_in=False)} {record(base)} -> hangup }}")
    parts.append(f"step fin_too {{ set {change(base)} -> fin at most 1 times then -> hangup }}")
    if "use" in kinds:
        parts.append(_module(base._replace(prompts=silent)))
    return "\n".join(parts)


def for_every_switch(text: str) -> str:
    """The program without what FreeSWITCH refuses: numbers, dates and times in languages that it
    does not speak, who sent a call on."""
    text = text.replace("caller.redirected-from", "caller.name")
    return re.sub(r'\b(?:lt|de) "[^"]*"', lambda words: _UNSPOKEN.sub("", words[0]), text)


_UNSPOKEN = re.compile(r" ?\{(?:w?[ndh]|v\w+)\}")


def _head(s: Scope, seed: str) -> str:
    lines = [
        f"timezone {s.one('Europe/Vilnius', 'America/New_York', 'Australia/Lord_Howe')}",
        f"languages {', '.join(s.languages)}",
        f"on failed {arrow(s._replace(targets=('fin', 'fin_too')))}",
        f"on gave-up {arrow(s._replace(targets=('fin',)))}",
    ]
    if s.chance(0.4):
        lines.append(f"press {s.one('*', '#')} {arrow(s)}")
    if s.chance(0.6):
        acts = [f"set {change(s)}" if s.chance(0.5) else record(s) for _ in range(2)]
        lines.append(f"on hangup {{ {'  '.join(acts)} record call.outcome as how }}")
    body = "".join(f"  {line}\n" for line in lines)
    return f'flow "R{seed}" {{\n{body}}}\n'


def _resources(s: Scope) -> str:
    changes = f" with {change(s)}" if s.chance(0.5) else ""
    office = s.rng.sample(_SCHEDULE_LINES, 4)
    lines = [
        'number "+3705200000X" -> b0',
        f'number "+371*" -> {s.one(*s.targets)}{changes}',
        *(f"entry {name}" for name in s.targets),
        f"schedule office {{ open mon-fri 08:00-18:00 {' '.join(office)}",
        '  closed 07-06 "why" closed holidays LT 2026..2030 }',
        "schedule night { open mon-sun 22:00-06:00 }",
        f"switch storm = {s.one('on', 'off')}",
        'list numbers { "+37061234567", "+882*", "101", "5", "05X" }',
        *(f"phone {phone}" for phone in PHONES),
    ]
    return "\n".join(lines) + "\n"


# ---- modules ------------------------------------------------------------------------------------


def _use(name: str, s: Scope) -> str:
    given = f"k = {value(s, 'n')}, hello = {s.one('p0', 'p1')}, hours = {s.one('office', 'night')}"
    done = f"on done {arrow(s, onward=True)}"
    if s.chance(0.5):
        done = f"on done -> {s.one('fin', *s.onward)} with n = {name}.out"
    gave_up = f"on gave_up {arrow(s, onward=True)}"
    return f"use work({given}) as {name} {{\n  {done}\n  {gave_up}\n}}\n"


def _module(s: Scope) -> str:
    """A module of a few blocks; its variables and blocks begin with a letter of their own."""
    names = tuple(f"{_MODULE}{n}" for n in range(s.rng.randint(1, 3)))
    leave = ("leave", "quit")
    inside = s._replace(
        prefix=_MODULE, targets=names + leave, onward=leave, prompts=(*s.prompts, "hello")
    )
    more = _MORE[:1] if s.more else ()
    kinds = [s.one("menu", "step", "ring", "voicemail", "split", *more) for _ in names]
    blocks = [
        block(kind, name, inside._replace(onward=(*names[n + 1 :], *leave)))
        for n, (name, kind) in enumerate(zip(names, kinds, strict=True))
    ]
    lines = [
        "module work(k: number, hello: prompt, hours: schedule)",
        "  exits done, gave_up gives out: number {",
        "  -> start",
        *(f"  {line}" for line in variables(inside)),
        f"  step start {{ set wn = k  if hours is open -> {names[-1]}  -> {names[0]} }}",
        f"  step leave {{ {play(inside, barge_in=False)} -> done with out = wn + 1 }}",
        "  step quit { -> gave_up }",
        *blocks,
        "}",
        *(f"prompt {_MODULE}k.{member} {texts(s)}" for member in MEMBERS),
    ]
    return "\n".join(lines) + "\n"
