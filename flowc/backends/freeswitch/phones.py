"""Rings: lines of phones, one line after the other.

A line is one `bridge`: its legs ring together until `call_timeout`. `continue_on_fail` and
`hangup_after_bridge=false` bring the call back to the dialplan in every case; which case it was
is in `originate_disposition` and, leg by leg, in `originate_causes`. A conversation that the call
ends with does not come back: with `hangup_after_bridge=true` FreeSWITCH ends the call.

Who answered is told by FreeSWITCH itself (`CHANNEL_BRIDGE`), and so is the end of such a call.
"""

from collections.abc import Sequence

from flowc.backends.freeswitch.edges import leave, left
from flowc.backends.freeswitch.events import trace
from flowc.backends.freeswitch.model import Action, Condition, Test
from flowc.backends.freeswitch.notify import talked, talks
from flowc.backends.freeswitch.part import Actions, Part
from flowc.backends.freeswitch.send import send, shown
from flowc.backends.freeswitch.site import Site, needs_hook, read
from flowc.backends.freeswitch.text import FsData, code, joined, name, setting
from flowc.semantics import ir
from flowc.source import Span

_RANG = FsData("flowc_rang")
BEHAVE = (
    FsData("continue_on_fail=true"),
    FsData("ignore_early_media=true"),
    FsData("ringback=%(2000,4000,440,480)"),
    FsData("transfer_ringback=%(2000,4000,440,480)"),
)
"""How `bridge` is to behave; not set before there is a ring, because every event of the call would
carry it."""

CAUSES = FsData("${originate_disposition} ${originate_causes}")
NO_ANSWER = FsData("NO_ANSWER|NO_USER_RESPONSE|ALLOTTED_TIMEOUT|PROGRESS_TIMEOUT|ORIGINATOR_CANCEL")
BUSY = FsData("USER_BUSY|CALL_REJECTED")


def ring(part: Part, block: ir.Ring) -> None:
    """A line's worst is the default: the block takes the best of its lines."""
    for op in block.sends:
        part.run([part.lua(op.span, *send(op))])
    part.act("set", code("{}=", _RANG))
    ends = _ends_by_itself(part.site, block)
    after = FsData("true") if ends else FsData("")
    for behave in (*BEHAVE, code("hangup_after_bridge={}", after), *unobserved(part.site)):
        part.act("set", behave)
    part.run(talks(part.site))
    told = [("block", name(block.id)), *([("then", FsData("hangup"))] if ends else [])]
    for line in block.lines:
        _line(part, line, told, _talked(part, block))
    for outcome, edge in (("no-answer", block.no_answer), ("busy", block.busy)):
        test = Test(read(_RANG), code("{}", FsData(outcome)))
        actions = tuple(leave(part, edge, outcome))
        part.decide(Condition((test,), actions=actions, on="on-true"))
    part.run(leave(part, block.failed, "failed"))


def _talked(part: Part, block: ir.Ring) -> Actions:
    """What follows when a phone that was talked with has hung up."""
    busy = part.site.may_be_busy
    answered = [Action("set", code("flowc_answered=yes"))] if busy else []
    answered += talked(part.site)
    if block.done:
        return [*answered, *leave(part, block.done, "done")]
    return [*answered, *left(part, "done", "hangup"), *part.to_end("agent")]


def _ends_by_itself(at: Site, block: ir.Ring) -> bool:
    """Whether nothing but the end of the call follows a conversation, so that it need not come
    back: a transfer to the state that would end it costs as much as three applications."""
    return block.done is None and not needs_hook(at)


def unobserved(at: Site) -> list[FsData]:
    """What lets a phone tell nothing: only those of a queue's agents do."""
    queues = any(isinstance(block, ir.Queue) for block in at.program.blocks)
    return [code("bridge_pre_execute_bleg_app=")] if queues else []


def forgotten(at: Site) -> list[FsData]:
    """What lets conversations of others come back, though a ring before was to end the call."""
    rings = (block for block in at.program.blocks if isinstance(block, ir.Ring))
    ends = any(_ends_by_itself(at, ring) for ring in rings)
    return [code("hangup_after_bridge=")] if ends else []


def _line(part: Part, line: ir.RingLine, told: list[tuple[str, FsData]], talked: Actions) -> None:
    """`told`: what the event of its beginning has beside its phones."""
    legs = [one for target in line.targets if (one := leg(part, target, line.span)) is not None]
    phones = joined("|", [called(t) for t in line.targets])
    # it counts seconds of the clock, the one that has begun too: never less than was written
    part.act("set", code("call_timeout={}", line.seconds + 1))
    part.act("set", code("originate_causes="))  # a line without a single leg leaves the last one's
    part.run([trace("ringing", ("phones", phones), *told)])
    part.act("bridge", joined(",", legs))
    part.next_state()
    after = part.fresh_address()

    def over(outcome: str, tests: tuple[Test, ...]) -> Condition:
        rung = trace("ring", ("phones", phones), ("outcome", FsData(outcome)))
        rang = Action("set", code("{}={} {}", _RANG, read(_RANG), FsData(outcome)))
        return Condition(tests, actions=(rung, rang, part.to(after)), on="on-true")

    success = Test(FsData("${originate_disposition}"), FsData("^SUCCESS$"))
    part.decide(
        Condition((success,), actions=tuple(talked), on="on-true"),
        over("no-answer", (Test(CAUSES, NO_ANSWER),)),
        over("busy", (Test(CAUSES, BUSY),)),
    )
    part.run(over("failed", ()).actions)
    part.state(after)


def called(target: ir.PhoneRef | ir.OutsideNumber) -> FsData:
    """Whom the flow means, as the trace names it."""
    return name(target.phone if isinstance(target, ir.PhoneRef) else target.number)


def leg(
    part: Part, target: ir.PhoneRef | ir.OutsideNumber, span: Span, own: Sequence[FsData] = ()
) -> FsData | None:
    """How the deployment dials it; a variable of the leg says whom the flow means, and `own` are
    more of them. None, and a finding, where the settings don't say."""
    settings = part.site.job.settings.freeswitch
    if isinstance(target, ir.PhoneRef):
        own = [*_tracked(part, target.phone), *shown(part.site)]
        told = joined(",", [code("flowc_phone={}", called(target)), *own])
        return code("[{}]{}", told, dialled(part.site, target.phone))
    if settings.outside is None:
        from flowc.settings import missing

        part.site.findings.append(
            missing(
                "freeswitch.outside",
                "sofia/gateway/trunk/{number}",
                span,
                f'calling "{target.number}"',
            )
        )
        return None
    way = settings.outside.replace("{number}", target.number)
    told = joined(",", [code("flowc_phone={}", called(target)), *own])
    return code("[{}]{}", told, setting(way))


def _tracked(part: Part, phone: str) -> list[FsData]:
    """An agent who talks on this phone is busy for queues."""
    at = part.site
    if not any(isinstance(block, ir.Queue) for block in at.program.blocks):
        return []
    owners = [agent.name for agent in at.program.agents if phone in agent.phones]
    return [
        code("execute_on_answer_{}=callcenter_track {}@{}", n, name(owner), at.entrance)
        for n, owner in enumerate(owners, 1)
    ]


def dialled(at: Site, phone: str) -> FsData:
    """How the deployment dials a phone."""
    own = at.job.settings.freeswitch
    return setting(own.phones.get(phone) or own.phone.replace("{name}", phone))
