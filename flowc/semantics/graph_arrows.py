"""The arrows out of each kind of block, with what happens on the way to them."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Literal, NamedTuple

from flowc.semantics import ir

By = Literal["flow", "silence", "caller", "others", "service", "foreign", "chance"]
"""What takes the call along an arrow: the flow itself; a caller who does nothing; something that
the caller does; whoever is rung, or a fault; what a service
answers, or does not; dialplan that is not flowc's; a split."""


class Guard(NamedTuple):
    """The arrow is taken only if `cond` turns out as `holds`, judged after `after` of its moves."""

    cond: ir.Cond
    holds: bool
    after: int = 0


class Move(NamedTuple):
    """A variable gets a value on the way; `value` None is one that only the call knows."""

    var: str
    value: ir.Expr | None


class Arrow(NamedTuple):
    """One way out of a block.

    `target` is a block, or None where the call ends. `guards` held inside the block, `moves`
    happened inside it or are the edge's changes. `plays` were heard on the way, `seconds` is the
    silence that passed (waits and unanswered tries). `timed`: something on the way listens, rings,
    records or waits, so that going round does not spin. `bounds`: the counters of the `at most`
    that this arrow spends, or of the `visits` of the collects it passes; `once`: it is the flow's
    default for this outcome. `resets` are counters set back on the way. `ends` is how the call
    ends if there is no target. `instead_of` is the bounded arrow that has to be used up before.
    """

    source: str
    outcome: str
    target: str | None
    by: By
    edge: ir.Edge
    guards: tuple[Guard, ...] = ()
    moves: tuple[Move, ...] = ()
    plays: tuple[ir.Play, ...] = ()
    seconds: int = 0
    timed: bool = False
    waits: bool = False
    bounds: tuple[str, ...] = ()
    resets: tuple[str, ...] = ()
    once: Literal["failed", "gave-up"] | None = None
    ends: str | None = None
    instead_of: ir.Edge | None = None


SILENT_MESSAGE = 5
"""Seconds of silence that end a message."""


def root_arrows(program: ir.Program) -> Iterator[Arrow]:
    """The arrows of numbers and entries."""
    for number in program.numbers:
        label = f'number "{number.pattern}{"*" if number.rest else ""}"'
        yield from _resolved(_Way(""), label, number.edge, "flow", program)
    for entry in program.entries:
        yield from _resolved(_Way(""), f"entry {entry.name}", entry.edge, "flow", program)


def arrows_of(block: ir.Block, program: ir.Program) -> Iterator[Arrow]:  # noqa: C901, PLR0912 - a kind each
    """The arrows out of `block`, in the order in which they are written."""
    way = _Way(block.id)
    match block:
        case ir.Step():
            yield from _step(block, way, program)
        case ir.Menu():
            way.listen(block.asking)
            yield from _menu(block, way, program)
        case ir.Ring():
            way.timed = True
            way.seconds = sum(line.seconds for line in block.lines)
            yield from _nobody(block, way, program)
            if block.done:
                yield from _resolved(way, "done", block.done, "caller", program)
        case ir.Transfer():
            way.timed = True
            way.seconds = block.seconds
            yield from _nobody(block, way, program)
        case ir.Queue():
            way.plays += block.plays
            yield from _queue(block, way, program)
        case ir.Callback():
            yield from _resolved(_copy(way), "failed", block.failed, "others", program)
            yield from _resolved(way, "accepted", block.accepted, "flow", program)
        case ir.Voicemail():
            way.timed = True
            way.plays += block.plays
            way.seconds = SILENT_MESSAGE
            yield from _resolved(way, "failed", block.failed, "others", program)
            if block.done:
                yield from _resolved(way, "done", block.done, "silence", program)
        case ir.Split():
            for share in block.shares:
                yield from _resolved(way, f"{share.percent}%", share.edge, "chance", program)
        case ir.External():
            way.timed = True
            way.moves += tuple(Move(read.var.name, None) for read in block.reads)
            for outcome, edge in block.outcomes:
                yield from _resolved(way, outcome, edge, "foreign", program)
            if block.failed:
                yield from _resolved(way, "failed", block.failed, "others", program)


class _Way:
    """What has happened since the block was entered; written to while its ops are walked."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.guards: tuple[Guard, ...] = ()
        self.moves: tuple[Move, ...] = ()
        self.plays: tuple[ir.Play, ...] = ()
        self.bounds: tuple[str, ...] = ()
        self.resets: tuple[str, ...] = ()
        self.seconds = 0
        self.timed = False
        self.waits = False
        self.asked = False

    def listen(self, asking: ir.Asking) -> None:
        """A menu or a collect was entered: it listens, and its first prompt is heard."""
        self.timed = True
        self.plays += asking.plays


def _resolved(  # noqa: PLR0913, PLR0917 - an arrow's parts
    way: _Way,
    outcome: str,
    edge: ir.Edge,
    by: By,
    program: ir.Program,
    guards: tuple[Guard, ...] = (),
    once: ir.ToDefault | None = None,
    instead_of: ir.Edge | None = None,
) -> Iterator[Arrow]:
    """The arrow of `edge`, and that of its `otherwise`; a flow default stands for its own edge."""
    if isinstance(edge.target, ir.ToDefault):
        which = edge.target.which
        default = program.default_failed if which == "failed" else program.default_gave_up
        if default is not None and once is None:
            yield from _resolved(
                way, outcome, default, by, program, guards, edge.target, instead_of
            )
        return
    target = edge.target.block if isinstance(edge.target, ir.ToBlock) else None
    yield Arrow(
        way.source,
        outcome,
        target,
        by,
        edge,
        way.guards + guards,
        way.moves + tuple(Move(c.var, c.value) for c in edge.changes),
        way.plays,
        way.seconds,
        way.timed,
        way.waits,
        (*way.bounds, edge.bound.counter) if edge.bound else way.bounds,
        way.resets,
        once.which if once else None,
        edge.target.cause if isinstance(edge.target, ir.ToEnd) else None,
        instead_of,
    )
    if edge.bound:
        yield from _resolved(way, outcome, edge.bound.otherwise, by, program, guards, once, edge)


def _nobody(block: ir.Ring | ir.Transfer, way: _Way, program: ir.Program) -> Iterator[Arrow]:
    """The arrows of a ring that nobody answers."""
    yield from _resolved(way, "busy", block.busy, "others", program)
    yield from _resolved(way, "no-answer", block.no_answer, "others", program)
    yield from _resolved(way, "failed", block.failed, "others", program)


def _step(block: ir.Step, way: _Way, program: ir.Program) -> Iterator[Arrow]:
    for op in block.ops:
        match op:
            case ir.Play():
                way.plays = (*way.plays, op)
            case ir.Set(var=var, value=value):
                way.moves = (*way.moves, Move(var, value))
            case ir.Reset():
                way.resets += op.counters
                way.moves += _reset(op.vars, program)
            case ir.Wait(seconds=seconds):
                way.timed = way.waits = True
                way.seconds += seconds
            case ir.Branch():
                by: By = "caller" if way.asked else "flow"
                for arm in op.arms:
                    yes = (Guard(arm.cond, holds=True, after=len(way.moves)),)
                    yield from _resolved(way, arm.outcome, arm.edge, by, program, yes)
                    no = Guard(arm.cond, holds=False, after=len(way.moves))
                    way.guards = (*way.guards, no)
            case ir.Collect():
                yield from _collect(op, way, program)
            case ir.Lookup():
                yield from _lookup(op, way, program)
            case _:
                pass
    yield from _resolved(way, "done", block.final, "caller" if way.asked else "flow", program)


def _reset(names: tuple[str, ...], program: ir.Program) -> tuple[Move, ...]:
    variables = {v.name: v for v in program.variables if v.name in names}
    return tuple(Move(name, _initial(variables.get(name))) for name in names)


def _initial(variable: ir.Variable | None) -> ir.Const | None:
    if variable is None or variable.initial is None:
        return None
    return ir.Const(variable.initial, variable.type)


def _collect(op: ir.Collect, way: _Way, program: ir.Program) -> Iterator[Arrow]:
    silent: By = "caller" if way.asked else "silence"
    if op.visits:
        yield from _resolved(way, "visits", op.visits.edge, "flow", program)
        way.bounds = (*way.bounds, op.visits.counter)
    way.listen(op.asking)
    yield from _tries(op.asking, way, program, silent)
    for key, edge in op.escapes:
        yield from _resolved(way, f"key {key}", edge, "caller", program)
    way.asked = True
    way.moves = (*way.moves, Move(op.var, None))


def _lookup(op: ir.Lookup, way: _Way, program: ir.Program) -> Iterator[Arrow]:
    """Its time is not `timed`: a service that is down refuses at once, and so may spin. Behind it a
    variable has what was read, or what a way that goes on has set."""
    moves = [Move(var.name, None) for var in (op.into, *(f.var for f in op.reads)) if var]
    for outcome, way_on in op.ways():
        on = _copy(way)
        for act in way_on.ops:
            match act:
                case ir.Set(var=var, value=value):
                    on.moves = (*on.moves, Move(var, value))
                    moves += [] if way_on.edge else [Move(var, None)]
                case ir.Play():
                    on.plays = (*on.plays, act)
                case ir.Record() | ir.Notify() | ir.RecordCall():
                    pass
        if way_on.edge:
            yield from _resolved(on, outcome, way_on.edge, "service", program)
    way.moves += tuple(moves)


def _queue(block: ir.Queue, way: _Way, program: ir.Program) -> Iterator[Arrow]:
    """Full, no-agents and failed pass no time: a queue that leads back to itself so spins."""
    for outcome, edge in (
        ("full", block.full),
        ("no-agents", block.no_agents),
        ("failed", block.failed),
    ):
        if edge:
            yield from _resolved(_copy(way), outcome, edge, "others", program)
    way.timed = True
    yield from _keys(block.keys, way, program)
    if block.done:
        yield from _resolved(way, "done", block.done, "caller", program)
    way.seconds = block.leave.seconds
    # As a ring that nobody answers: an agent who does ends the wait.
    yield from _resolved(way, "after", block.leave.edge, "others", program)


def _menu(block: ir.Menu, way: _Way, program: ir.Program) -> Iterator[Arrow]:
    yield from _keys(block.keys, way, program)
    for phrase in block.phrases:
        yield from _arms(phrase.arms, f"say {phrase.text}", _copy(way), program)
    yield from _tries(block.asking, way, program, "silence")


def _keys(keys: tuple[ir.Key, ...], way: _Way, program: ir.Program) -> Iterator[Arrow]:
    for key in keys:
        outcome = f"key {key.pattern}{'*' if key.rest else ''}"
        pressed = _copy(way)
        if key.into:
            pressed.moves = (*pressed.moves, Move(key.into.name, None))
        yield from _arms(key.arms, outcome, pressed, program)


def _arms(
    arms: tuple[ir.KeyArm, ...], outcome: str, way: _Way, program: ir.Program
) -> Iterator[Arrow]:
    """Each arm where those before it do not hold."""
    for arm in arms:
        guards = (Guard(arm.when, holds=True),) if arm.when else ()
        yield from _resolved(way, outcome, arm.edge, "caller", program, guards)
        if arm.when:
            way.guards = (*way.guards, Guard(arm.when, holds=False))


def _tries(asking: ir.Asking, way: _Way, program: ir.Program, silent: By) -> Iterator[Arrow]:
    """No-input and no-match handlers with arrows, and giving up.

    Only one of them is met by a caller who never does anything: the first silence that leaves,
    else giving up. The others need a wrong key first, or never happen.
    """
    left = False
    heard = _copy(way)
    for nth in range(1, asking.tries.no_input + 1):
        heard.seconds += asking.wait
        handler = handler_of(asking.on_no_input, nth)
        last = nth == asking.tries.no_input
        if handler:
            _run(handler, heard, last=last)
            if handler.edge:
                yield from _resolved(heard, "no-input", handler.edge, silent, program)
                left = True
                break
        if not last:
            heard.plays += asking.again
    outcome = "gave-up" if asking.tries.shared else "gave-up no-input"
    if not left and asking.gave_up_no_input:
        yield from _resolved(heard, outcome, asking.gave_up_no_input, silent, program)
    tried = _copy(way)
    for handler in chain(asking.on_no_input, asking.on_no_match):
        tried.moves += tuple(Move(o.var, o.value) for o in handler.ops if isinstance(o, ir.Set))
    if left and asking.gave_up_no_input:
        yield from _resolved(tried, outcome, asking.gave_up_no_input, "caller", program)
    if not asking.tries.shared and asking.gave_up_no_match:
        edge = asking.gave_up_no_match
        yield from _resolved(tried, "gave-up no-match", edge, "caller", program)
    yield from _wrong(asking, way, program)


def _wrong(asking: ir.Asking, way: _Way, program: ir.Program) -> Iterator[Arrow]:
    for handlers, outcome in ((asking.on_no_match, "no-match"), (asking.on_no_input, "no-input")):
        for handler in handlers:
            if handler.edge:
                wrong = _copy(way)
                _run(handler, wrong, last=False)
                yield from _resolved(wrong, outcome, handler.edge, "caller", program)


def handler_of(handlers: Iterable[ir.Handler], nth: int) -> ir.Handler | None:
    """The handler of the nth silence or wrong key of a visit: an exact one wins."""
    general: ir.Handler | None = None
    for handler in handlers:
        if handler.nth == nth:
            return handler
        if handler.nth is None:
            general = handler
    return general


def _run(handler: ir.Handler, way: _Way, *, last: bool) -> None:
    for op in handler.ops:
        match op:
            case ir.Set(var=var, value=value):
                way.moves = (*way.moves, Move(var, value))
            case ir.Play():
                if handler.edge or not last:
                    way.plays = (*way.plays, op)
            case ir.Record() | ir.Notify() | ir.RecordCall():
                pass


def _copy(way: _Way) -> _Way:
    copy = _Way(way.source)
    copy.__dict__.update(way.__dict__)
    return copy
