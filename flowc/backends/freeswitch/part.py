"""One block under construction: a row of extensions, each a state that calls are transferred to.

The dialplan judges all conditions of an extension before it runs any action, so whatever depends
on what an action found out needs a state of its own: that is what `state` begins.
"""

from flowc.backends.freeswitch.events import put_together, trace
from flowc.backends.freeswitch.expressions import constant, lua_value, source
from flowc.backends.freeswitch.model import NOTHING, Action, Condition, Extension, Group, LuaEntry
from flowc.backends.freeswitch.site import (
    Site,
    block_address,
    block_context,
    end_context,
    needs_hook,
    place,
    read,
    variable,
)
from flowc.backends.freeswitch.text import FsData, code, literal, name
from flowc.semantics import ir
from flowc.source import Span

Actions = list[Action]


class Part:
    """Collects the extensions of one block. `act` adds to the state that was begun last."""

    def __init__(self, at: Site, block: str) -> None:
        """Nothing yet, not even the state that the block is entered by."""
        self.site = at
        self.block = block
        self._states: list[Extension] = []
        self._asides: list[Extension] = []
        self._address: FsData | None = None
        self._conditions: list[Condition] = []
        self._actions: Actions = []
        self._numbers = dict.fromkeys(("state", "lua", "variable"), 0)

    # ---- states ----

    def state(self, address: FsData, conditions: tuple[Condition, ...] = ()) -> None:
        """Begins a state; the one before must have been left by `go`, an edge or an end."""
        self._close()
        self._address = address
        self._conditions = list(conditions)
        self._actions = []

    def decide(self, *conditions: Condition) -> None:
        """Conditions of the present state, judged before its actions run."""
        self._conditions += conditions

    def next_state(self, *conditions: Condition) -> None:
        """Goes on in a new numbered state."""
        where = self.fresh_address()
        self.go(where)
        self.state(where, conditions)

    def act(self, application: str, data: FsData = NOTHING, *, inline: bool = False) -> None:
        """One action of the present state."""
        self._actions.append(Action(application, data, inline))

    def answer(self) -> None:
        """Answers the call, if nothing did before; a flow that may end busy keeps it in mind."""
        self.run(answer(self.site))

    def find_out(self, actions: list[Action]) -> None:
        """What conditions can't see, found out while the dialplan is read: before the conditions
        that follow, after everything that was written so far."""
        if self._actions:
            self.next_state()
        if actions:
            inline = tuple(a._replace(inline=True) for a in actions)
            self._conditions.append(Condition(actions=inline))

    def run(self, actions: Actions | tuple[Action, ...]) -> None:
        """Several actions of the present state."""
        self._actions += actions

    def go(self, address: FsData) -> None:
        """Leaves the present state for another of this block."""
        self._actions.append(self.to(address))

    def to(self, address: FsData) -> Action:
        """The action that sends a call to a state of this block."""
        context = block_context(self.site, self.block)
        return Action("transfer", code("{} XML {}", address, context))

    def to_block(self, block: str) -> Action:
        """The action that sends a call to a block."""
        where = code("{} XML {}", block_address(block), block_context(self.site, block))
        return Action("transfer", where)

    def to_end(self, how: str) -> Actions:
        """How a call ends: by a cause of `ir.ToEnd`, or because the "agent" hung up. An answered
        call can't end busy any more, so for that one has to look."""
        if how == "busy":
            where = code("end--busy XML {}", end_context(self.site))
            return [Action("transfer", where)]
        by, cause = ("agent", "hangup") if how == "agent" else ("flow", how)
        return [*end(self.site, by, cause), Action("hangup", _CAUSES[cause])]

    def group(self, told: FsData) -> Group:
        """All of it."""
        self._close()
        return Group(told, tuple(self._states))

    def _close(self) -> None:
        if self._address is None:
            return
        conditions = (*self._conditions, Condition(actions=tuple(self._actions)))
        self._states.append(_state(self._address, conditions))
        self._states += self._asides
        self._asides = []
        self._address = None

    def aside(self, address: FsData, conditions: tuple[Condition, ...], last: Actions) -> None:
        """A whole state beside the present one."""
        done = (*conditions, Condition(actions=tuple(last)))
        self._asides.append(_state(address, done))

    # ---- names ----

    def named(self, what: FsData) -> FsData:
        """The address of a state of this block: `main-no-input`."""
        return code("{}-{}", name(self.block), what)

    def fresh_address(self) -> FsData:
        """The address of a state that has no name of its own: `main-2`."""
        self._numbers["state"] += 1
        return self.named(code("{}", self._numbers["state"] + 1))

    def fresh_lua(self) -> str:
        """A key of the Lua file."""
        self._numbers["lua"] += 1
        return f"{self.block}-{self._numbers['lua']}"

    def fresh_variable(self) -> FsData:
        """A variable that lives for one hunt."""
        self._numbers["variable"] += 1
        return code("flowc_if_{}", self._numbers["variable"])

    # ---- what happens everywhere ----

    def assign(self, var: str, expr: ir.Expr, span: Span, *, told: bool = True) -> Actions:
        """`var = value`, and its event. A value that data can't hold is worked out by Lua. An empty
        channel variable is none, so a variable that the flow asks about has a companion."""
        actions = self._assigned(variable(var), expr, span)
        if var in self.site.asked:
            actions.append(Action("set", code("flowc_set_{}=yes", variable(var))))
        return [*actions, self.tell_set(var)] if told else actions

    def tell_set(self, var: str) -> Action:
        """The event of an assignment that was just made."""
        mask = (("secret", FsData("yes")),) if var in self.site.secret else ()
        return trace("set", ("var", name(var)), *mask)

    def _assigned(self, var: FsData, expr: ir.Expr, span: Span) -> Actions:
        if var in self.site.hidden:
            return [self.lua(span, f'assign("{var}", {lua_value(expr)})')]
        const, other = constant(expr), source(expr, self.site)
        if const is not None:
            return [Action("set", code("{}={}", var, const))]
        if other is not None:
            return [Action("set", code("{}={}", var, read(other)))]
        return [self.lua(span, f'assign("{var}", {lua_value(expr)})')]

    def lua(self, span: Span, *body: str) -> Action:
        """Runs a piece of the Lua file, which is written for it."""
        key = self.fresh_lua()
        self.site.lua[key] = LuaEntry(key, place(self.site, span), body)
        return Action("lua", code("{} {}", self.site.script, name(key)))

    def record(self, op: ir.Record) -> Actions:
        """A figure: a channel variable of the call's record, and its event."""
        figure = code("flowc_record_{}", name(op.name))
        kept = code("flowc_figure_{}={}", name(op.name), FsData(op.value.type.kind))
        return [
            *self._assigned(figure, op.value, op.span),
            *([Action("set", kept)] if self.site.notices else []),
            trace("record", ("name", name(op.name))),
        ]


def answer(at: Site) -> Actions:
    """Answers the call."""
    kept = [Action("set", code("flowc_answered=yes"))] if at.may_be_busy else []
    return [Action("answer"), *kept]


_CAUSES = {
    "hangup": FsData("NORMAL_CLEARING"),
    "congestion": FsData("NORMAL_CIRCUIT_CONGESTION"),
}


def end(at: Site, by: str, cause: str) -> Actions:
    """The event of the call's end; where there is a hang-up hook, that one tells it at last."""
    if needs_hook(at):
        return [
            Action("set", code("flowc_end_by={}", FsData(by))),
            Action("set", code("flowc_end_cause={}", FsData(cause))),
        ]
    return [trace("end", ("by", FsData(by)), ("cause", FsData(cause)))]


def _state(address: FsData, conditions: tuple[Condition, ...]) -> Extension:
    tidied = tuple(
        c._replace(actions=put_together(c.actions), otherwise=put_together(c.otherwise))
        for c in conditions
    )
    return Extension(address, code("^{}$", literal(address)), tidied)
