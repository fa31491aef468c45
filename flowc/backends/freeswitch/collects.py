"""Collecting digits into a variable.

The first key is read alone (see `asking`); the others in one `read` that any key but a digit ends:
`read_terminator_used` tells which. What `accept` asks is a regular expression where one can say it,
else a function of the Lua file.
"""

from typing import TypeVar, cast

from flowc.backends.freeswitch.asking import KEYS, Place, begin, fails, listen, told
from flowc.backends.freeswitch.conditions import negated
from flowc.backends.freeswitch.edges import leave
from flowc.backends.freeswitch.expressions import lua_accept, lua_acceptance, phone_expression
from flowc.backends.freeswitch.model import Action, Condition, Test
from flowc.backends.freeswitch.part import Actions, Part
from flowc.backends.freeswitch.recordings import rest, resume
from flowc.backends.freeswitch.site import counter, read, variable
from flowc.backends.freeswitch.text import FsData, author_pattern, code, literal, lua_text, name
from flowc.semantics import ir

_VALUE, _MORE, _ENDED = (
    FsData("flowc_value"),
    FsData("flowc_more"),
    FsData("read_terminator_used"),
)
_ONE_DIGIT = 9


def collect(part: Part, op: ir.Collect) -> None:
    """Asks from the present state on; what follows a good value goes on in a new state."""
    at = Place(part, part.fresh_address(), op.asking, op.secret)
    after = part.fresh_address()
    part.go(at.base)
    part.state(at.base)
    if op.visits:
        count = counter(op.visits.counter)
        used_up = Test(read(count), code("^x{{{}}}$", op.visits.most))
        gone = tuple(leave(part, op.visits.edge, "visits"))
        part.decide(Condition((used_up,), actions=gone, on="on-true"))
        part.act("set", code("{}={}x", count, read(count)))
    if op.secret:
        part.run(rest(part.site))
        part.act("set", code("sensitive_dtmf=true"))  # else the log tells every key
    begin(at)
    if op.secret:
        _secretly(at, op)
    else:
        _first_key(at, op)
        if op.maximum > 1:
            _other_keys(at, op)
        _check(at, op)
    if op.confirm:
        _confirm(at, op, after)
    else:
        part.state(at.state(FsData("good")))
        part.run(_keep(part, op))
        part.go(after)
    fails(at, declined=bool(op.confirm))
    part.state(after)
    if op.secret:
        part.act("set", code("sensitive_dtmf=false"))
        part.run(resume(part.site))


def _secretly(at: Place, op: ir.Collect) -> None:
    """All of it in Lua: FreeSWITCH logs what `set` sets and what conditions look at."""
    part = at.part
    escapes = "".join(key for key, _ in _escapes(op))
    part.state(at.state(FsData("key")))
    number = str(op.type.kind == "number").lower()
    listen_to = part.lua(
        op.span,
        "secret({",
        f"  minimum = {op.minimum}, maximum = {op.maximum}, between = {op.asking.between * 1000},",
        f"  finish = {lua_text(op.end or '')}, escapes = {lua_text(escapes)}, number = {number},",
        f"  accept = {lua_acceptance(op.accept)},",
        "})",
    )
    heard = at.state(FsData("heard"))
    part.run([listen_to, part.to(heard)])
    part.state(heard)
    tell = told(op.var, secret=True)
    answers: list[tuple[str, tuple[Action, ...]]] = [
        ("no-input", (part.to(at.state(FsData("no-input"))),)),
        ("value", (tell, part.to(at.state(FsData("good"))))),
    ]
    for key, edge in _escapes(op):
        answers.append((f"key {key}", (tell, *leave(part, edge, f"key {key}"))))
    for answer, actions in answers:
        test = Test(FsData("${flowc_heard}"), code("^{}$", literal(answer)))
        part.decide(Condition((test,), actions=actions, on="on-true"))
    part.run([tell, part.to(at.state(FsData("no-match")))])


def _first_key(at: Place, op: ir.Collect) -> None:
    part, check = at.part, at.state(FsData("check"))
    silent = "^$" if op.end is None else f"^[{op.end}]?$"
    nothing = Test(read(KEYS), FsData(silent))
    no_input = (part.to(at.state(FsData("no-input"))),)
    part.state(at.state(FsData("key")), (Condition((nothing,), actions=no_input, on="on-true"),))
    digit = Test(read(KEYS), FsData("^[0-9]$"))
    more = (
        (
            Action("set", code("{}=", _ENDED)),
            Action("read", _rest(op)),
            Action("set", code("{}={}{}", KEYS, read(KEYS), read(_MORE))),
            part.to(at.state(FsData("more"))),
        )
        if op.maximum > 1
        else (part.to(check),)
    )
    part.decide(Condition((digit,), actions=more, on="on-true"))
    for key, edge in _escapes(op):
        actions = (told(op.var, secret=op.secret), *leave(part, edge, f"key {key}"))
        escape = Test(read(KEYS), code("^{}$", literal(key)))
        part.decide(Condition((escape,), actions=actions, on="on-true"))
    part.run([told(op.var, secret=op.secret)])
    part.go(at.state(FsData("no-match")))


def _rest(op: ir.Collect) -> FsData:
    gap = op.asking.between * 1000
    return code("1 {} silence {} {} *# {}", op.maximum - 1, _MORE, gap, gap)


def _escapes(op: ir.Collect) -> list[tuple[str, ir.Edge]]:
    """The end key wins over an escape."""
    return [(key, edge) for key, edge in op.escapes if key != op.end]


def _other_keys(at: Place, op: ir.Collect) -> None:
    part = at.part
    part.state(at.state(FsData("more")))
    add = Action("set", code("{}={}{}", KEYS, read(KEYS), read(_ENDED)))
    tell = told(op.var, secret=op.secret)
    for key, edge in _escapes(op):
        pressed = Test(read(_ENDED), code("^{}$", literal(key)))
        actions = (add, tell, *leave(part, edge, f"key {key}"))
        part.decide(Condition((pressed,), actions=actions, on="on-true"))
    others = "".join(k for k in "*#" if k != op.end and k not in dict(op.escapes))
    if others:
        wrong = (add, tell, part.to(at.state(FsData("no-match"))))
        pressed = Test(read(_ENDED), FsData(f"^[{others}]$"))
        part.decide(Condition((pressed,), actions=wrong, on="on-true"))
    part.go(at.state(FsData("check")))


def _check(at: Place, op: ir.Collect) -> None:
    """Long enough, and accepted: the value is in `flowc_value`."""
    part = at.part
    part.state(at.state(FsData("check")))
    part.run([told(op.var, secret=op.secret)])
    judge = at.state(FsData("judge"))
    by_lua = lua_accept(op.accept)
    if by_lua:
        part.run([part.lua(op.span, f'assign("{_VALUE}", {by_lua}(text("{KEYS}")))')])
    part.go(judge)
    part.state(judge)
    no_match, good = part.to(at.state(FsData("no-match"))), at.state(FsData("good"))
    length = Test(read(KEYS), code("^[0-9]{{{},{}}}$", op.minimum, op.maximum))
    part.decide(Condition((negated(length),), actions=(no_match,), on="on-true"))
    accepted, value = _accepted(op)
    part.decide(
        Condition(
            (accepted,),
            actions=(Action("set", code("{}={}", _VALUE, value)), part.to(good)),
            on="on-true",
        )
    )
    part.run([no_match])


def _accepted(op: ir.Collect) -> tuple[Test, FsData]:
    """The test, and the value in its terms."""
    keys = read(KEYS)
    match op.accept:
        case None if op.type.kind == "number":
            return Test(keys, FsData("^0*([0-9]+)$")), FsData("$1")
        case None:
            return Test(keys, FsData("^[0-9]+$")), keys
        case ir.AcceptRange(low, high) if 0 <= low <= high <= _ONE_DIGIT:
            return Test(keys, code("^0*([{}-{}])$", low, high)), FsData("$1")
        case ir.AcceptPattern(pattern):
            return Test(keys, code("^(?:{})$", author_pattern(pattern))), keys
        case ir.AcceptPhone():
            return Test(keys, phone_expression(op.accept)), code("+{}$1", name(op.accept.country))
        case _:
            return Test(read(_VALUE), FsData("^.")), read(_VALUE)


def _keep(part: Part, op: ir.Collect) -> Actions:
    var = variable(op.var)
    kept = [Action("set", code("{}={}", var, read(_VALUE)))]
    if op.var in part.site.secret:
        kept = [part.lua(op.span, f'assign("{var}", text("{_VALUE}"))')]
    if op.secret:
        kept = [part.lua(op.span, f'assign("{var}", kept("{_VALUE}"))', f'keep("{_VALUE}", nil)')]
    if op.var in part.site.asked:
        kept.append(Action("set", code("flowc_set_{}=yes", var)))
    return [*kept, part.tell_set(op.var)]


_T = TypeVar("_T")


def _renamed(value: _T, old: str, new: str) -> _T:
    """A part of the call graph with another variable in the place of `old`."""
    if isinstance(value, ir.Var) and value.name == old:
        return cast("_T", value._replace(name=new))
    if isinstance(value, tuple):
        items = cast("tuple[object, ...]", value)
        parts = [_renamed(x, old, new) for x in items]
        return cast("_T", getattr(items, "_make", tuple)(parts))
    return value


def _confirm(at: Place, op: ir.Collect, after: FsData) -> None:
    """1 keeps, 2 asks again. The value waits beside its variable, which a hang-up leaves as it was;
    prompts and their conditions see it there."""
    part = at.part
    answered = at.state(FsData("answered"))
    part.state(at.state(FsData("good")))
    plays = op.confirm
    if not op.secret:  # which none of them may speak
        new = f"{op.var}--new"
        part.act("set", code("{}={}", variable(new), read(_VALUE)))
        if op.var in part.site.asked:
            part.act("set", code("flowc_set_{}=yes", variable(new)))
        plays = _renamed(plays, op.var, new)
    listen(at._replace(secret=False), plays, answered)
    tell = told("confirm")
    declined = part.to(at.state(FsData("declined")))
    no_match, no_input = (part.to(at.state(FsData(x))) for x in ("no-match", "no-input"))
    choices: list[tuple[str, tuple[Action, ...]]] = [
        ("^$", (no_input,)),
        ("^1$", (tell, *_keep(part, op), part.to(after))),
        ("^2$", (tell, declined)),
    ]
    part.state(answered)
    for expression, actions in choices:
        test = Test(read(KEYS), FsData(expression))
        part.decide(Condition((test,), actions=actions, on="on-true"))
    for key, edge in op.escapes:
        pressed = Test(read(KEYS), code("^{}$", literal(key)))
        actions = (tell, *leave(part, edge, f"key {key}"))
        part.decide(Condition((pressed,), actions=actions, on="on-true"))
    part.run([tell, no_match])
