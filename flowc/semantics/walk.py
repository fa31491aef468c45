"""A walk through one block, in the order of a call: what is read, and what holds behind it."""

# ruff: noqa: D102 - a method is called after the part of a block that it goes through

from collections.abc import Mapping
from typing import NamedTuple

from flowc.semantics import ir
from flowc.source import Span

FAILED = "(failed)"
GAVE_UP = "(gave-up)"
"""Nodes that stand for the flow's defaults; no block can be called so."""


class Arrow(NamedTuple):
    """A way on from a node: what surely holds afterwards is `before | gained`."""

    target: str
    how: str
    gained: int


class Reading(NamedTuple):
    """Variable `bit` is read, after `gained` since the node's start."""

    bit: int
    span: Span
    gained: int


class Walk:
    """Goes through a block in the order of a call and notes what is read, gained and lost."""

    def __init__(self, bits: dict[str, int], queues: Mapping[str, ir.Queue] | None = None) -> None:
        """At the start of a block; `bits` are what is looked for."""
        self.bits = bits
        self.queues = queues or {}
        self.gained: int = 0
        self.arrows: list[Arrow] = []
        self.readings: list[Reading] = []

    def read(self, name: str, span: Span) -> None:
        bit = self.bits.get(name)
        if bit:
            self.readings.append(Reading(bit, span, self.gained))

    def set(self, name: str) -> None:
        bit = self.bits.get(name, 0)
        self.gained |= bit

    def expr(self, value: ir.Expr, span: Span) -> None:
        if isinstance(value, ir.Var):
            self.read(value.name, span)
        elif isinstance(value, ir.Arithmetic):
            self.expr(value.left, span)
            self.expr(value.right, span)

    def cond(self, cond: ir.Cond, span: Span) -> tuple[int, int]:
        """Reads what `cond` reads; the bits that it proves when true, and when false."""
        match cond:
            case ir.IsSet(ir.Var(name)):
                return self.bits.get(name, 0), 0
            case ir.Not(inner):
                true, false = self.cond(inner, span)
                return false, true
            case ir.And(conds) | ir.Or(conds):
                return self._several(conds, span, both=isinstance(cond, ir.And))
            case ir.Compare(_, left, right):
                self.expr(left, span)
                self.expr(right, span)
            case ir.StartsWith(left, right) | ir.Contains(left, right):
                self.expr(left, span)
                self.expr(right, span)
            case ir.InList(value) | ir.OneOf(value) | ir.Dials(value):
                self.expr(value, span)
            case _:
                pass
        return 0, 0

    def _several(self, conds: tuple[ir.Cond, ...], span: Span, *, both: bool) -> tuple[int, int]:
        before = self.gained
        chained, common = 0, -1
        for c in conds:
            true, false = self.cond(c, span)
            through, out = (true, false) if both else (false, true)
            common &= out
            chained |= through
            self.gained = before | chained
        self.gained = before
        common = 0 if common == -1 else common
        return (chained, common) if both else (common, chained)

    def edge(self, edge: ir.Edge | None, how: str, proved: int = 0) -> None:
        if edge is None:
            return
        before = self.gained
        if edge.bound:
            self.edge(edge.bound.otherwise, how, proved)
        self.gained |= proved
        for change in edge.changes:
            self.expr(change.value, edge.span)
            self.set(change.var)
        target = _target(edge)
        if target:
            self.arrows.append(Arrow(target, how, self.gained))
        self.gained = before

    def play(self, play: ir.Play) -> None:
        for choice in play.choices:
            before = self.gained
            if choice.when:
                self.gained |= self.cond(choice.when, play.span)[0]
            for _, value in choice.use.values:
                self.expr(value, play.span)
            self.gained = before

    def block(self, block: ir.Block) -> None:
        match block:
            case ir.Step():
                for op in block.ops:
                    self.op(op)
                self.edge(block.final, "done")
            case ir.Menu():
                self.menu(block)
            case ir.Queue():
                self.queue(block)
            case ir.Callback():
                self.callback(block)
            case ir.Ring() | ir.Transfer() | ir.Voicemail() | ir.Split():
                self.place(block)
            case ir.External():
                self.edge(block.failed, "failed")
                for read in block.reads:
                    self.set(read.var.name)
                for outcome, edge in block.outcomes:
                    self.edge(edge, outcome)

    def place(self, block: ir.Ring | ir.Transfer | ir.Voicemail | ir.Split) -> None:
        """A block that asks nothing and sets nothing."""
        if isinstance(block, ir.Split):
            for share in block.shares:
                self.edge(share.edge, f"{share.percent}%")
            return
        if isinstance(block, ir.Voicemail):
            self.plays(block.plays)
            for notice in block.notices:
                self.op(notice)
        else:
            for one in block.sends if isinstance(block, ir.Ring) else ():
                self.op(one)
            self.edge(block.busy, "busy")
            self.edge(block.no_answer, "no-answer")
        self.edge(block.failed, "failed")
        if not isinstance(block, ir.Transfer):
            self.edge(block.done, "done")

    def callback(self, block: ir.Callback) -> None:
        """Everything is as of the registration: also what its queue asks."""
        if queue := self.queues.get(block.queue):
            self.judged(queue)
        for notice in block.gave_up:
            self.op(notice)
        self.edge(block.accepted, "accepted")
        self.edge(block.failed, "failed")

    def judged(self, block: ir.Queue) -> None:
        """Needs and priorities, on entry."""
        for step in block.needs:
            self.need(step.need, step.span)
        for line in block.priorities:
            if line.when:
                self.cond(line.when, line.span)

    def queue(self, block: ir.Queue) -> None:
        """Needs and priorities are judged on entry, before anything is heard."""
        for one in block.sends:
            self.op(one)
        self.judged(block)
        self.plays(block.plays)
        before = self.gained
        for line in block.every:
            if isinstance(line.what, ir.Play):
                self.play(line.what)
        self.gained = before
        self.keys(block.keys)
        self.edge(block.leave.edge, "after")
        self.edge(block.full, "full")
        self.edge(block.no_agents, "no-agents")
        self.edge(block.failed, "failed")
        self.edge(block.done, "done")

    def need(self, need: ir.Need, span: Span) -> None:
        match need:
            case ir.Holds(cond):
                self.cond(cond, span)
            case ir.NeedNot(inner):
                self.need(inner, span)
            case ir.NeedAll(inner) | ir.NeedAny(inner):
                for each in inner:
                    self.need(each, span)
            case _:
                pass

    def menu(self, block: ir.Menu) -> None:
        self.asking(block.asking)
        self.keys(block.keys)
        for phrase in block.phrases:
            self.arms(phrase.arms, None, f"say {phrase.text}")

    def keys(self, keys: tuple[ir.Key, ...]) -> None:
        for key in keys:
            self.arms(key.arms, key.into, f"key {key.pattern}")

    def arms(self, arms: tuple[ir.KeyArm, ...], into: ir.Var | None, outcome: str) -> None:
        """Each arm where those before it do not hold."""
        before, refused = self.gained, 0
        for arm in arms:
            self.gained = before | refused
            true, false = self.cond(arm.when, arm.edge.span) if arm.when else (0, 0)
            self.gained = before | refused | true
            if into:
                self.set(into.name)
            self.edge(arm.edge, outcome)
            refused |= false
        self.gained = before

    def plays(self, plays: tuple[ir.Play, ...]) -> None:
        for play in plays:
            self.play(play)

    def asking(self, asking: ir.Asking) -> None:
        self.plays(asking.plays)
        before = self.gained
        if asking.again is not asking.plays:
            self.plays(asking.again)
        self.gained = before
        for how, handlers in (("no-input", asking.on_no_input), ("no-match", asking.on_no_match)):
            for handler in handlers:
                before = self.gained
                self.handler(handler, how)
                self.gained = before
        self.edge(asking.gave_up_no_input, "gave-up")
        if asking.gave_up_no_match is not asking.gave_up_no_input:
            self.edge(asking.gave_up_no_match, "gave-up")

    def handler(self, handler: ir.Handler, how: str) -> None:
        for op in handler.ops:
            self.op(op)
        self.edge(handler.edge, how)

    def op(self, op: ir.Op) -> None:
        match op:
            case ir.Play():
                self.play(op)
            case ir.Set():
                self.expr(op.value, op.span)
                self.set(op.var)
            case ir.Record():
                self.expr(op.value, op.span)
            case ir.Notify() | ir.Send():
                self.sends(op.sends, op.span)
            case ir.Branch():
                for arm in op.arms:
                    true, false = self.cond(arm.cond, arm.span or arm.edge.span)
                    self.edge(arm.edge, arm.outcome, true)
                    self.gained |= false
            case ir.Collect():
                self.collect(op)
            case ir.Lookup():
                self.lookup(op)
            case ir.Reset() | ir.Answer() | ir.Wait() | ir.RecordCall():
                pass

    def sends(self, sends: tuple[ir.Sent, ...], span: Span) -> None:
        for sent in sends:
            self.expr(sent.value, span)

    def lookup(self, op: ir.Lookup) -> None:
        """What is read holds only where it was found; a way without an arrow goes on without."""
        for piece in op.path:
            if not isinstance(piece, str):
                self.expr(piece, op.span)
        self.sends(op.sends, op.span)
        before = self.gained
        after = before
        for field in op.reads:
            after |= self.bits.get(field.var.name, 0)
        for outcome, way in op.ways():
            self.gained = before
            for act in way.ops:
                self.op(act)
            if way.edge:
                self.edge(way.edge, outcome)
            else:
                after &= self.gained
        self.gained = after

    def collect(self, op: ir.Collect) -> None:
        if op.visits:
            self.edge(op.visits.edge, "visits")
        self.asking(op.asking)
        for key, edge in op.escapes:
            self.edge(edge, f"key {key}")
        self.set(op.var)
        self.plays(op.confirm)


def _target(edge: ir.Edge) -> str | None:
    match edge.target:
        case ir.ToBlock(block):
            return block
        case ir.ToDefault("failed"):
            return FAILED
        case ir.ToDefault():
            return GAVE_UP
        case _:
            return None
