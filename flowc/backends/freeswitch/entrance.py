"""How calls come in: numbers and entries in one context, codes for staff in another.

The caller's data is cleaned here, once, by strict anchored expressions, into variables of our own;
nothing else of the caller is read anywhere after. What does not fit is withheld: a hostile number
is never half a number.
"""

from flowc.backends.freeswitch import notify, recordings, send
from flowc.backends.freeswitch.blocks import initial
from flowc.backends.freeswitch.edges import start
from flowc.backends.freeswitch.events import put_together, trace
from flowc.backends.freeswitch.model import Action, Condition, Extension, Group, Test
from flowc.backends.freeswitch.part import Actions, Part, end
from flowc.backends.freeswitch.site import Site, needs_hook, place
from flowc.backends.freeswitch.text import FsData, code, comment, joined, name, pattern
from flowc.semantics import ir

NUMBER = FsData(r"^(\+?[0-9]{1,20})$")
CALLER = FsData(r"^(?!0{10}$)(\+?[0-9]{1,20})$")
"""A number, except the ten zeros that FreeSWITCH gives a caller without one."""
_SIGNS = r"[^\x00-\x1f\x22\x24\x3c\x3e\x5b-\x5d\x60\x7b-\x7d\x7f]"
NAME = FsData(rf"(*UTF)^ *((?! )(?!.*\).*:){_SIGNS}{{1,80}}(?<! )) *$")
r"""A caller's name without the spaces around it, as `ir.CallerField` says; its signs are written by
code because the expression itself is expanded. `(*UTF)` counts characters, and refuses what is no
UTF-8."""
DIALLED = FsData("flowc_dialled")
_DESTINATION = FsData("destination_number")


def everybody(at: Site) -> Group:
    """What every call passes first: who calls, and the variables that the flow starts with."""
    settings = put_together(_settings(at))
    who = _cleaned("flowc_caller_number", "caller_id_number", CALLER, settings[:1])
    conditions = [who, *([Condition(actions=settings[1:])] if settings[1:] else [])]
    if at.tells_name:
        conditions.insert(0, _cleaned("flowc_caller_name", "caller_id_name", NAME))
    extension = Extension(FsData("start"), FsData(""), tuple(conditions), goes_on=True)
    return Group(comment("every call starts here"), (extension,))


def _cleaned(into: str, field: str, expression: FsData, also: tuple[Action, ...] = ()) -> Condition:
    """What a field holds becomes a variable if it fits, and nothing if not; `also` is done in both
    cases."""
    var = FsData(into)
    return Condition(
        tests=(Test(FsData(field), expression),),
        actions=put_together([Action("set", code("{}=$1", var)), *also]),
        otherwise=put_together([Action("set", code("{}=", var)), *also]),
        on="never",
    )


def _claims(number: ir.Number, numbers: tuple[ir.Number, ...]) -> Test:
    """Whether a call is for a number. A carrier may leave out the plus: one that is only claimed
    with it gets it back."""
    if not number.pattern:
        return _WHATEVER
    if not number.pattern.startswith("+"):
        return Test(_DESTINATION, code("^{}{}$", _short(number), _pattern(number)))
    bare = [_pattern(n) for n in numbers if not n.pattern.startswith("+")]
    plus = FsData("\\+?")
    if any(not n.pattern for n in numbers):
        plus = FsData("\\+")
    elif bare:
        plus = code("(?:\\+|(?!(?:{})$))", joined("|", bare))
    return Test(_DESTINATION, code("^{}{}{}$", _short(number), plus, _pattern(number, 1)))


def _short(number: ir.Number) -> FsData:
    """More than 20 digits are no number."""
    return FsData("(?=\\+?[0-9]{1,20}$)" if number.rest else "")


def _pattern(number: ir.Number, after: int = 0) -> FsData:
    """What the number looks like, from its sign `after` on."""
    return pattern(number.pattern[after:], rest=number.rest)


def _settings(at: Site) -> Actions:
    """How FreeSWITCH's own applications are to behave, then the flow's variables."""
    fixed = [
        code("max_session_transfers=1000000"),  # a call ends at its 70th transfer otherwise
        code("playback_terminators=none"),
        code("flowc_language={}", name((*at.program.languages, "en")[0])),
    ]
    if needs_hook(at):
        fixed += [
            code("session_in_hangup_hook=true"),
            code("api_hangup_hook=lua {} hangup", at.script),
        ]
    fixed += [*send.forgotten(at), *notify.forgotten(at)]
    part = Part(at, "call--start")
    names = tuple(v.name for v in at.program.variables if v.initial is not None)
    return [
        *(Action("set", f) for f in fixed),
        *recordings.forgotten(at),
        *initial(part, names, ()),
    ]


def ways_in(at: Site) -> list[Group]:
    """Entries by their names, which no number is; then numbers, the most exact first."""
    groups: list[Group] = []
    for entry in at.program.entries:
        told = f"entry {entry.name}, {place(at, entry.span)}"
        is_it = Condition(tests=(Test(_DESTINATION, code("^{}$", name(entry.name))),))
        key = f"entry--{entry.name}"
        groups.append(_way_in(at, key, ([is_it], [_dialled(FsData(""))]), entry.edge, told))
    numbers = at.program.numbers
    for n in sorted(range(len(numbers)), key=lambda n: _weight(numbers[n])):
        number = numbers[n]
        told = f"number {number.pattern}{'*' if number.rest else ''}, {place(at, number.span)}"
        groups.append(_way_in(at, f"number--{n + 1}", _number(number, numbers), number.edge, told))
    return groups if any(not n.pattern for n in numbers) else [*groups, _unclaimed(at)]


def _unclaimed(at: Site) -> Group:
    """What nobody claims."""
    ended = (*end(at, "flow", "unclaimed"), Action("hangup", code("UNALLOCATED_NUMBER")))
    last = Condition(actions=put_together([trace("call"), *ended]))
    extension = Extension(code("unclaimed"), FsData(""), (Condition((_WHATEVER,)), _CLEANED, last))
    return Group(comment("a number that the flow does not claim"), (extension,))


def _number(number: ir.Number, numbers: tuple[ir.Number, ...]) -> tuple[list[Condition], Actions]:
    """Whether a call is for it, and what it has dialled: cleaned, or a number that is known."""
    claimed = Condition(tests=(_claims(number, numbers),))
    if number.pattern and not number.rest and "X" not in number.pattern:
        return [claimed], [_dialled(name(number.pattern))]
    if not number.pattern.startswith("+"):
        return [claimed, _CLEANED], []
    plus = Test(_DESTINATION, code("^\\+?([0-9]{{1,20}})$"))
    with_plus = Condition((plus,), actions=(_dialled(code("+$1")),), on="never")
    return [claimed, with_plus], []


_CLEANED = _cleaned("flowc_dialled", "destination_number", NUMBER)
_WHATEVER = Test(_DESTINATION, code("^"))


def _dialled(what: FsData) -> Action:
    return Action("set", code("{}={}", DIALLED, what))


def _way_in(
    at: Site, key: str, is_it: tuple[list[Condition], Actions], edge: ir.Edge, told: str
) -> Group:
    asked, known = is_it
    actions = put_together([*known, trace("call"), *start(Part(at, key), edge)])
    conditions = (*asked, Condition(actions=actions))
    return Group(comment(told), (Extension(name(key), FsData(""), conditions),))


def _weight(number: ir.Number) -> tuple[int, ...]:
    if not number.pattern:
        return (3,)
    return (*(int(c == "X") for c in number.pattern), *((2,) if number.rest else ()))


def claimed(at: Site) -> FsData | None:
    """One expression for all numbers of the flow, for the stock `public` context: with their plus
    and without it."""
    numbers = at.program.numbers
    if not numbers:
        return None
    if any(not n.pattern for n in numbers):
        return FsData(r"^\+?[0-9]{1,20}$")
    return code("^(?:{})$", joined("|", [_with_or_without(n) for n in numbers]))


def _with_or_without(number: ir.Number) -> FsData:
    plus = number.pattern.startswith("+")
    return code("\\+?{}", _pattern(number, 1)) if plus else _pattern(number)


# ---- switches -----------------------------------------------------------------------------------


def codes(at: Site) -> list[Group]:
    """What staff dial to turn a switch; with a PIN, the Lua file asks for it."""
    return [_code(at, s, s.code) for s in at.program.switches if s.code]


def _code(at: Site, switch: ir.Switch, dialled: str) -> Group:
    told = comment(f"switch {switch.name}, {place(at, switch.span)}")
    pin = name(switch.pin) if switch.pin else FsData("")
    turn = code("{} turn {} {}", at.script, name(switch.name), pin)
    actions = (
        Action("set", code("sensitive_dtmf=true")),
        Action("answer"),
        Action("lua", FsData(turn.strip())),
        Action("hangup", code("NORMAL_CLEARING")),
    )
    address = code("^{}$", pattern(dialled, rest=False))
    extension = Extension(
        code("switch-{}", name(switch.name)), address, (Condition(actions=actions),)
    )
    return Group(told, (extension,))
