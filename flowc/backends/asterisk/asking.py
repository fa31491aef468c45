"""What a menu and a collect share: trying, failing, trying again, giving up.

A failed try jumps to the extension `no_input` or `no_match` of the block's context. It counts, and
then plays its message with BackGround: a key stops it and is matched like any other, so the main
prompt is skipped for it.
"""

from typing import NamedTuple

from flowc.backends.asterisk.arrows import assign, leave
from flowc.backends.asterisk.lines import Extension, Writer, setting
from flowc.backends.asterisk.notify import notify
from flowc.backends.asterisk.prompts import PLAYING, answers, play, played
from flowc.backends.asterisk.record import record
from flowc.backends.asterisk.recordings import record_call, resume
from flowc.backends.asterisk.telling import Told
from flowc.backends.asterisk.unit import Unit
from flowc.semantics import ir

LETTERS = "A-D"
"""Keys of DTMF that few telephones have: wrong ones. A key that nothing matches ends a call."""

_COUNTS = {"no-input": "flowc_silent", "no-match": "flowc_wrong"}


class Try(NamedTuple):
    """Where a block listens: its id, the extensions that the two failures are, and what is set
    for the next try ("" for nothing). `secret`: what it asks for is."""

    block: str
    no_input: str
    no_match: str
    ready: str = ""
    secret: bool = False

    def leave(self, edge: ir.Edge, outcome: str, writer: Writer, unit: Unit) -> None:
        """Leaves the block; a recording that was paused for a secret goes on."""
        if self.secret:
            resume(writer, unit)
        leave(edge, self.block, outcome, writer, unit)


def begin(asking: ir.Asking, writer: Writer, unit: Unit, ready: str) -> list[Extension]:
    """The first try; the extension `again` for later ones if these sound otherwise. When the time
    is up WaitExten goes to `t`, but only if its extension has no further line."""
    if not (asking.plays and answers(asking.plays[0], unit)):
        writer.add("Answer()")
    pending = ("flowc_pending=",) if _pending(asking) else ()
    writer.add(setting("flowc_silent=0", "flowc_wrong=0", *pending, *(r for r in (ready,) if r)))
    writer.mark("ask")
    for op in asking.plays:
        play(op, writer, unit, listening=True)
    writer.add(f"WaitExten({asking.wait})")
    if asking.again == asking.plays:
        return []
    again = Writer("again", "every try but the first")
    for op in asking.again:
        play(op, again, unit, listening=True)
    again.add(f"WaitExten({asking.wait})")
    return [again.done()]


def heard(asking: ir.Asking, writer: Writer, unit: Unit) -> None:
    """What a key does first: the prompt that it cut is over, and so is the handler around it."""
    writer.tell(played("1", unit, PLAYING))
    if _pending(asking):
        test = '$["${flowc_pending}" != ""]'
        writer.add(f"GosubIf({test}?${{CONTEXT}},${{flowc_pending}},1)")


def failures(asking: ir.Asking, at: Try, unit: Unit) -> list[Extension]:
    """The extensions for silence and for wrong keys, and where they lead."""
    found = _failing(at.no_input, _Fail("no-input", asking, at), unit)
    found += _failing(at.no_match, _Fail("no-match", asking, at), unit)
    return found + _giving_up(asking, at, unit)


def declined(asking: ir.Asking, at: Try, unit: Unit) -> list[Extension]:
    """A no-match without its message."""
    return _failing("declined", _Fail("no-match", asking, at, quiet=True), unit)


def _pending(asking: ir.Asking) -> bool:
    """Whether a handler still acts unheard after a prompt that a key may cut."""
    return any(
        isinstance(later, ir.QuietOp)
        for handler in asking.on_no_input + asking.on_no_match
        if handler.edge is None
        for n, op in enumerate(handler.ops)
        if isinstance(op, ir.Play)
        for later in handler.ops[n + 1 :]
    )


class _Fail(NamedTuple):
    """One kind of failed try; `quiet`: its message is not played."""

    kind: str
    asking: ir.Asking
    at: Try
    quiet: bool = False


def _failing(name: str, fail: _Fail, unit: Unit) -> list[Extension]:
    kind, asking, at, quiet = fail
    handlers = asking.on_no_input if kind == "no-input" else asking.on_no_match
    writer = Writer(name, "declined" if quiet else kind)
    count = _COUNTS[kind]
    ready = (at.ready,) if at.ready else ()
    writer.add(setting(f"{count}=$[${{{count}}} + 1]", *ready))
    shared = "$[${flowc_silent} + ${flowc_wrong}]"
    nth = shared if asking.tries.shared else f"${{{count}}}"
    writer.tell(Told(kind, (("Block", at.block), ("Try", nth))))
    later: list[Extension] = []
    special = {h.nth: h for h in reversed(handlers)}
    for ordinal in sorted(n for n in special if n is not None):
        own = f"{name}_{ordinal}"
        writer.add(f"GotoIf($[${{{count}}} = {ordinal}]?{own},1)")
        branch = Writer(own, f"{kind} {ordinal} of this visit")
        later += _handle(special[ordinal], fail, branch, unit)
        later.append(branch.done())
    later += _handle(special.get(None), fail, writer, unit)
    return [writer.done(), *later]


def _handle(handler: ir.Handler | None, fail: _Fail, writer: Writer, unit: Unit) -> list[Extension]:
    """Writes what follows a failed try; gives the extensions that it needs besides."""
    if handler is not None and handler.edge is not None:
        for op in handler.ops:
            if not isinstance(op, ir.Play):
                _act(op, writer, unit)
            elif not fail.quiet:
                play(op, writer, unit, listening=False)
        fail.at.leave(handler.edge, fail.kind, writer, unit)
        return []
    ops = handler.ops if handler else ()
    acts = [op for op in ops if not isinstance(op, ir.Play)]
    used_up = _used_up(fail.kind, fail.asking)
    over = _gave_up(fail.kind, fail.asking)
    if used_up:
        mute = "last" if acts else f"{over},1"
        writer.add(f"GotoIf($[{used_up}]?{mute})")
    later = _spoken(tuple(acts) if fail.quiet else ops, writer, unit)
    again = fail.asking.again != fail.asking.plays
    writer.add("Goto(again,1)" if again else "Goto(s,ask)")
    if used_up and acts:
        writer.mark("last")
        for act in acts:
            _act(act, writer, unit)
        writer.add(f"Goto({over},1)")
    return later


def _gave_up(kind: str, asking: ir.Asking) -> str:
    return "gave_up" if asking.tries.shared else f"gave_up_{kind.replace('-', '_')}"


def _spoken(ops: tuple[ir.HandlerOp, ...], writer: Writer, unit: Unit) -> list[Extension]:
    """Prompts that a key may cut, with sets and records that happen all the same."""
    later: list[Extension] = []
    for n, op in enumerate(ops):
        if not isinstance(op, ir.Play):
            _act(op, writer, unit)
            continue
        rest = [x for x in ops[n + 1 :] if not isinstance(x, ir.Play)]
        if rest:
            name = f"cut_{writer.name}_{n + 1}"
            writer.add(f"Set(flowc_pending={name})")
            branch = Writer(name, "a key cut the message")
            branch.add("Set(flowc_pending=)")
            for act in rest:
                _act(act, branch, unit)
            branch.add("Return()")
            later.append(branch.done())
        play(op, writer, unit, listening=True)
        if rest:
            writer.add("Set(flowc_pending=)")
    return later


def _used_up(kind: str, asking: ir.Asking) -> str:
    """The test of the last try; "" where handlers leave before it."""
    edge = asking.gave_up_no_input if kind == "no-input" else asking.gave_up_no_match
    if edge is None:
        return ""
    most = asking.tries.no_input if kind == "no-input" else asking.tries.no_match
    if asking.tries.shared:
        return f"${{flowc_silent}} + ${{flowc_wrong}} >= {most}"
    return f"${{{_COUNTS[kind]}}} >= {most}"


def _giving_up(asking: ir.Asking, at: Try, unit: Unit) -> list[Extension]:
    found: list[Extension] = []
    edges = {"no-input": asking.gave_up_no_input, "no-match": asking.gave_up_no_match}
    if asking.tries.shared:
        edges = {"": asking.gave_up_no_input or asking.gave_up_no_match}
    for kind, edge in edges.items():
        if edge is None:
            continue
        writer = Writer(f"gave_up{kind and '_' + kind.replace('-', '_')}", "no tries left")
        at.leave(edge, f"gave-up {kind}".strip(), writer, unit)
        found.append(writer.done())
    return found


def _act(op: ir.QuietOp, writer: Writer, unit: Unit) -> None:
    match op:
        case ir.Set():
            assign(op.var, op.value, writer, unit)
        case ir.Record():
            record(op, writer, unit)
        case ir.Notify():
            notify(op, writer, unit)
        case ir.RecordCall():
            record_call(op, writer, unit)
