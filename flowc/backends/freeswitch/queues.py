"""Queues: callers wait in mod_callcenter, which offers them to agents.

Before that, everything that the module does not know is found out: which kind of caller this is
(and so which of its queues), the priority, whether there is room and anybody to wait for. The Lua
file `flowc-queue.lua` asks the module for the last two, and sets the clocks that it has not: the
steps of the need are told by one, the longest wait ends by another.

`callcenter` comes back when the caller leaves: with an exit key, or when a conversation is over.
The longest wait is a transfer, so that an offer that goes on is withdrawn, as it is by a key.
"""

from flowc.backends.freeswitch import queue_rows
from flowc.backends.freeswitch.conditions import find_out, judged
from flowc.backends.freeswitch.edges import leave, left
from flowc.backends.freeswitch.events import told_by_phone, trace
from flowc.backends.freeswitch.model import Action, Condition, Test
from flowc.backends.freeswitch.notify import talked
from flowc.backends.freeswitch.part import Actions, Part
from flowc.backends.freeswitch.phones import forgotten
from flowc.backends.freeswitch.send import send
from flowc.backends.freeswitch.site import Site, block_context, read
from flowc.backends.freeswitch.speech import begin as begin_play
from flowc.backends.freeswitch.text import FsData, code, joined, name
from flowc.semantics import ir, needs

_KEYS = FsData("flowc_keys")
_NAME, _PRIORITY = FsData("flowc_queue_name"), FsData("flowc_queue_priority")
_IS = FsData("${flowc_queue_is}")


def queue(part: Part, block: ir.Queue) -> None:
    """All of it."""
    part.answer()
    for op in block.sends:
        part.run([part.lua(op.span, *send(op))])
    priority(part, block)
    variant(part, block, block.failed)
    _plays(part, block)
    _join(part, block)
    _wait(part, block)
    _over(part, block)
    _pressed(part, block)


def _plays(part: Part, block: ir.Queue) -> None:
    """What is heard first; a key of the queue cuts it and leaves."""
    keys = _exits(block)
    for play in block.plays:
        sound = begin_play(part, play)
        if sound is None:
            continue
        if not (keys and play.barge_in):
            part.act("playback", sound)
            continue
        part.act("set", code("playback_terminators={}", keys))
        part.act("playback", sound)
        part.act("set", code("playback_terminators=none"))
        part.act("set", code("{}={}", _KEYS, FsData("${playback_terminator_used}")))
        cut = Test(read(_KEYS), code("^[0-9*#]$"))
        gone = (part.to(part.named(code("pressed"))),)
        part.next_state(Condition((cut,), actions=gone, on="on-true"))


def _exits(block: ir.Queue) -> FsData:
    """The keys that leave, one after the other."""
    return joined("", [name(key.pattern) for key in block.keys])


def priority(part: Part, block: ir.Queue) -> None:
    """The first line from the start whose condition holds."""
    lines = [line for line in block.priorities if not line.after]
    if all(line.when is None for line in lines):
        part.act("set", code("{}={}", _PRIORITY, lines[0].value if lines else 0))
        return
    after = part.fresh_address()
    known = find_out([x.when for x in lines if x.when is not None], part, block.span)
    for line in lines:
        found = (Action("set", code("{}={}", _PRIORITY, line.value)), part.to(after))
        if line.when is None:
            part.run(found)
            break
        before: list[Condition] = []
        tests, match = judged(line.when, known, part, before)
        part.decide(*before, Condition(tests, match, found, on="on-true"))
    else:
        part.act("set", code("{}=0", _PRIORITY))
        part.go(after)
    part.state(after)


def variant(part: Part, block: ir.Queue, failed: ir.Edge) -> None:
    """Which queue of mod_callcenter takes this kind of caller."""
    rows = {row.seats: row for row in queue_rows.rows(part.site, block)}
    kinds = queue_rows.seats(part.site, block)
    if len(rows) == 1:
        (row,) = rows.values()
        part.act("set", code("{}={}", _NAME, row.name))
        return
    conds = needs.conditions(block)
    after = part.fresh_address()
    known = find_out(list(conds), part, block.span)
    for kind, seats in kinds.items():
        held = zip(conds, kind.truths, strict=True)
        whole = ir.And(tuple(cond if holds else ir.Not(cond) for cond, holds in held))
        before: list[Condition] = []
        tests, _ = judged(whole, known, part, before)
        if kind.language is not None:
            heard = Test(FsData("${flowc_language}"), code("^{}$", name(kind.language)))
            tests = (*tests, heard)
        found = (Action("set", code("{}={}", _NAME, rows[seats].name)), part.to(after))
        part.decide(*before, Condition(tests, actions=found, on="on-true"))
    part.run(leave(part, failed, "failed"))
    part.state(after)


def _join(part: Part, block: ir.Queue) -> None:
    """Whether there is room, and anybody to wait for; else the clocks are set."""
    part.act("lua", code("{} join {}", script(part.site), name(block.id)))
    part.next_state()
    for what, edge in (("full", block.full), ("no-agents", block.no_agents)):
        if edge is not None:
            test = Test(_IS, code("^{}$", FsData(what)))
            actions = tuple(leave(part, edge, what))
            part.decide(Condition((test,), actions=actions, on="on-true"))
    failed = tuple(leave(part, block.failed, "failed"))
    part.decide(Condition((Test(_IS, code("^(?!joined$)")),), actions=failed, on="on-true"))


def _wait(part: Part, block: ir.Queue) -> None:
    part.act("set", code("cc_exit_keys={}", _exits(block)))
    bridged = told_by_phone(told_to(block), ("bridge", (("by", FsData("agent")),)))
    waiting(part, block, bridged)


def told_to(block: ir.Queue) -> tuple[str, tuple[tuple[str, FsData], ...]]:
    """What is told when an agent has answered."""
    return "queue", (("queue", name(block.id)), ("what", FsData("answer")))


def waiting(part: Part, block: ir.Queue, answered: FsData) -> None:
    """The module takes over. `answered`: what the agent's leg tells when it has answered."""
    # both end when more than so many seconds of the clock have begun
    part.act("set", code("flowc_queue_ring={}", max(1, block.ring - 1)))
    part.act("set", code("flowc_queue_wrap_up={}", block.wrap_up - 1))
    part.run([Action("set", own) for own in forgotten(part.site)])
    part.act("set", code("bridge_pre_execute_bleg_app=event"))
    part.act("set", code("bridge_pre_execute_bleg_data={}", answered))
    place = ("position", FsData("${flowc_queue_position}"))
    entered = (("queue", name(block.id)), ("what", FsData("enter")), place)
    part.run([trace("queue", *entered)])
    part.act("callcenter", read(_NAME))


def _over(part: Part, block: ir.Queue) -> None:
    part.next_state()
    served = Test(FsData("${cc_cause}"), code("^answered$"))
    talked = (*lost_place(part.site, block), *_talked(part, block))
    part.decide(Condition((served,), actions=talked, on="on-true"))
    if block.keys:
        key = Test(FsData("${cc_cancel_reason}"), code("^EXIT_WITH_KEY$"))
        kept = Action("set", code("{}={}", _KEYS, FsData("${cc_exit_key}")))
        gone = (kept, part.to(part.named(code("pressed"))))
        part.decide(Condition((key,), actions=gone, on="on-true"))
    part.run(leave(part, block.failed, "failed"))
    part.state(part.named(code("waited")))
    part.run(leave(part, block.leave.edge, "after"))


def lost_place(at: Site, block: ir.Queue) -> list[Action]:
    """Who was served keeps no place there."""
    kept = (b for b in at.program.blocks if isinstance(b, ir.Callback) and b.keeps_place)
    known = any(b.queue == block.id for b in kept)
    return [Action("set", code("flowc_queue_place="))] if known else []


def _talked(part: Part, block: ir.Queue) -> Actions:
    counted = talked(part.site)
    if block.done:
        return [*counted, *leave(part, block.done, "done")]
    return [*counted, *left(part, "done", "hangup"), *part.to_end("agent")]


def _pressed(part: Part, block: ir.Queue) -> None:
    """A key of the queue, during what is heard first or while the caller waits."""
    if not block.keys:
        return
    part.state(part.named(code("pressed")))
    told = trace("keys", ("into", name(block.id)))
    for key in block.keys:
        test = Test(read(_KEYS), code("^[{}]$", name(key.pattern)))
        actions = (told, *leave(part, key.arms[0].edge, f"key {key.pattern}"))
        part.decide(Condition((test,), actions=actions, on="on-true"))
    part.run(leave(part, block.failed, "failed"))


def script(at: Site) -> FsData:
    """The Lua file of queues."""
    return code("{}-queue.lua", at.entrance)


def waited(at: Site, block: ir.Queue) -> FsData:
    """Where a caller is sent whose longest wait is over."""
    return code("{}-waited XML {}", name(block.id), block_context(at, block.id))
