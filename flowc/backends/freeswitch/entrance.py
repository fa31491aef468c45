"""How calls come in: numbers and entries in one context, codes for staff in another.

The caller's data is cleaned here, once, by strict anchored expressions, into variables of our own;
nothing else of the caller is read anywhere after. What does not fit is withheld: a hostile number
is never half a number.
"""

from flowc.backends.freeswitch.blocks import initial
from flowc.backends.freeswitch.edges import start
from flowc.backends.freeswitch.events import put_together, trace
from flowc.backends.freeswitch.model import Action, Condition, Extension, Group, Test
from flowc.backends.freeswitch.part import Actions, Part, end
from flowc.backends.freeswitch.site import Site, needs_hook, place, read
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


def everybody(at: Site) -> Group:
    """What every call passes first: who calls, and the variables that the flow starts with."""
    cleaned = [
        _cleaned("flowc_caller_number", "caller_id_number", CALLER),
        _cleaned(DIALLED, "destination_number", NUMBER),
        *_plus(at.program.numbers),
    ]
    if at.tells_name:
        cleaned.append(_cleaned("flowc_caller_name", "caller_id_name", NAME))
    actions = Condition(actions=put_together(_settings(at)))
    extension = Extension(FsData("start"), FsData(""), (*cleaned, actions), goes_on=True)
    return Group(comment("every call starts here"), (extension,))


def _cleaned(into: str, field: str, expression: FsData) -> Condition:
    var = FsData(into)
    return Condition(
        tests=(Test(FsData(field), expression),),
        actions=(Action("set", code("{}=$1", var), inline=True),),
        otherwise=(Action("set", code("{}=", var), inline=True),),
        on="never",
    )


def _plus(numbers: tuple[ir.Number, ...]) -> tuple[Condition, ...]:
    """A carrier may leave out the plus: a number that is only claimed with one gets it back."""
    bare = [_pattern(n) for n in numbers if not n.pattern.startswith("+")]
    less = [_pattern(n, 1) for n in numbers if n.pattern.startswith("+")]
    if not less or any(not n.pattern for n in numbers):
        return ()
    unclaimed = code("(?!(?:{})$)", joined("|", bare)) if bare else FsData("")
    test = Test(read(DIALLED), code("^{}({})$", unclaimed, joined("|", less)))
    action = Action("set", code("{}=+$1", DIALLED), inline=True)
    return (Condition(tests=(test,), actions=(action,), on="never"),)


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
    part = Part(at, "call--start")
    names = tuple(v.name for v in at.program.variables if v.initial is not None)
    return [*(Action("set", f) for f in fixed), *initial(part, names, ())]


def ways_in(at: Site) -> list[Group]:
    """Entries by their names, which no number is; then numbers, the most exact first."""
    groups: list[Group] = []
    for entry in at.program.entries:
        told = f"entry {entry.name}, {place(at, entry.span)}"
        is_it = Test(FsData("destination_number"), code("^{}$", name(entry.name)))
        groups.append(_way_in(at, f"entry--{entry.name}", is_it, entry.edge, told))
    numbers = at.program.numbers
    for n in sorted(range(len(numbers)), key=lambda n: _weight(numbers[n])):
        number = numbers[n]
        is_it = Test(read(DIALLED), code("^{}$", _pattern(number)) if number.pattern else code("^"))
        told = f"number {number.pattern}{'*' if number.rest else ''}, {place(at, number.span)}"
        groups.append(_way_in(at, f"number--{n + 1}", is_it, number.edge, told))
    return groups if any(not n.pattern for n in numbers) else [*groups, _unclaimed(at)]


def _unclaimed(at: Site) -> Group:
    """What nobody claims."""
    ended = (*end(at, "flow", "unclaimed"), Action("hangup", code("UNALLOCATED_NUMBER")))
    last = Condition(actions=put_together([trace("call"), *ended]))
    whatever = Condition(tests=(Test(read(DIALLED), code("^")),))
    extension = Extension(code("unclaimed"), FsData(""), (whatever, last))
    return Group(comment("a number that the flow does not claim"), (extension,))


def _way_in(at: Site, key: str, is_it: Test, edge: ir.Edge, told: str) -> Group:
    actions = put_together([trace("call"), *start(Part(at, key), edge)])
    conditions = (Condition(tests=(is_it,)), Condition(actions=actions))
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
