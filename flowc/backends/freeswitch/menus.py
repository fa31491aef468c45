"""Menus: one choice by key, matched digit by digit."""

from flowc.backends.freeswitch.asking import KEY, KEYS, Place, begin, fails, read_key, told
from flowc.backends.freeswitch.conditions import find_out, judged
from flowc.backends.freeswitch.edges import leave
from flowc.backends.freeswitch.model import Action, Condition, Test
from flowc.backends.freeswitch.part import Actions, Part
from flowc.backends.freeswitch.site import Site, read, variable
from flowc.backends.freeswitch.text import FsData, code, joined, name, pattern
from flowc.semantics import ir

_NONE = Test(read(KEYS), FsData("^$"))


def menu(part: Part, block: ir.Menu) -> None:
    """`key` judges what was pressed so far, `done` what it is when no other key comes."""
    longer = _longer(block.keys)
    at = Place(part, name(block.id), block.asking, first=KEY if longer else KEYS)
    begin(at)
    key, done = at.state(FsData("key")), at.state(FsData("done"))
    nothing = Condition((_NONE,), actions=(part.to(at.state(FsData("no-input"))),), on="on-true")
    part.state(key, (nothing,))
    if longer:
        more = (
            *read_key(FsData("silence"), block.asking.between, KEY),
            Action("set", code("{}={}{}", KEYS, read(KEYS), read(KEY))),
            part.to(key),
        )
        ended = Test(read(KEY), FsData("^$"))
        part.decide(
            Condition((ended,), actions=(part.to(done),), on="on-true"),
            Condition((longer,), actions=more, on="on-true"),
        )
    choices = _dispatch(at, block)
    if longer:
        part.state(done)
        _dispatch(at, block, ambiguous=True)
    for where, chosen in choices:
        part.state(where)
        _choice(at, block, chosen)
    fails(at)


def _dispatch(at: Place, block: ir.Menu, *, ambiguous: bool = False) -> list[tuple[FsData, ir.Key]]:
    """A condition for each key (or each that others begin with), the most exact first; the states
    that keys with conditions need."""
    part, states = at.part, list[tuple[FsData, ir.Key]]()
    for n in sorted(range(len(block.keys)), key=lambda n: _weight(block.keys[n])):
        key = block.keys[n]
        if ambiguous and not any(_begins(key, other) for other in block.keys):
            continue
        test = Test(read(KEYS), code("^{}$", pattern(key.pattern, rest=key.rest)))
        if len(key.arms) == 1 and key.arms[0].when is None:
            actions = _taken(part, block, key, key.arms[0].edge)
        else:
            where = at.state(code("choice-{}", n + 1))
            states.append((where, key))
            actions = [part.to(where)]
        part.decide(Condition((test,), actions=tuple(actions), on="on-true"))
    part.run([told(block.id)])
    part.go(at.state(FsData("no-match")))
    return states


def _weight(key: ir.Key) -> tuple[int, ...]:
    """An exact key wins over X, X over the rest, from the left."""
    return (*(int(symbol == "X") for symbol in key.pattern), *((2,) if key.rest else ()))


def _begins(key: ir.Key, other: ir.Key) -> bool:
    """Whether something that fits `key` could go on to fit `other`."""
    if key.rest or (other.rest and len(other.pattern) <= len(key.pattern)):
        return True
    return len(other.pattern) > len(key.pattern) and all(
        a == b or (a == "X" and b.isdigit()) or (b == "X" and a.isdigit())
        for a, b in zip(key.pattern, other.pattern, strict=False)
    )


def _longer(keys: tuple[ir.Key, ...]) -> Test | None:
    """What more keys could still change."""
    found: dict[FsData, None] = {}
    for key in keys:
        for length in range(1, len(key.pattern)):
            found[pattern(key.pattern[:length], rest=False)] = None
        if key.rest:
            found[pattern(key.pattern, rest=True)] = None
    return Test(read(KEYS), code("^(?:{})$", joined("|", list(found)))) if found else None


def _taken(part: Part, block: ir.Menu, key: ir.Key, edge: ir.Edge) -> Actions:
    secret = key.into is not None and key.into.name in part.site.secret
    return [
        *_hidden(part, secret=secret),
        told(block.id, secret=secret),
        *_kept(part, key),
        *_left(part, key, edge),
    ]


def _hidden(part: Part, *, secret: bool) -> Actions:
    """Takes what was pressed to where secrets are kept."""
    return [Action("lua", code("{} hide", part.site.script))] if secret else []


def _left(part: Part, key: ir.Key, edge: ir.Edge) -> Actions:
    return leave(part, edge, "key " + key.pattern + ("*" if key.rest else ""))


def _kept(part: Part, key: ir.Key) -> Actions:
    if key.into is None:
        return []
    into = variable(key.into.name)
    actions: Actions = []
    if key.into.type.kind == "number" or key.into.name in part.site.secret:
        pressed = _pressed(key.into, part.site)
        actions.append(part.lua(key.span, f'assign("{into}", {pressed})'))
    else:
        actions.append(Action("set", code("{}={}", into, read(KEYS))))
    if key.into.name in part.site.asked:
        actions.append(Action("set", code("flowc_set_{}=yes", into)))
    return [*actions, part.tell_set(key.into.name)]


def _pressed(into: ir.Var, at: Site) -> str:
    """What was pressed, in Lua."""
    if into.name not in at.secret:
        return f'number("{KEYS}")'
    kept = f'kept("{KEYS}")'
    return f"tonumber({kept}) or 0" if into.type.kind == "number" else kept


def _choice(at: Place, block: ir.Menu, key: ir.Key) -> None:
    """The first arm whose condition holds; none is a no-match."""
    part = at.part
    secret = key.into is not None and key.into.name in part.site.secret
    part.run([*_hidden(part, secret=secret), told(block.id, secret=secret)])
    known = find_out([arm.when for arm in key.arms if arm.when is not None], part, key.span)
    for arm in key.arms:
        actions = (*_kept(part, key), *_left(part, key, arm.edge))
        if arm.when is None:
            part.run(actions)
            break
        before: list[Condition] = []
        tests, match = judged(arm.when, known, part, before)
        part.decide(*before, Condition(tests, match, actions, on="on-true"))
    else:
        part.go(at.state(FsData("no-match")))
