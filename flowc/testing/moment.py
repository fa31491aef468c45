"""A call at the keyboard between two words of the person, and what it is made to."""

from typing import NamedTuple

from flowc.runtime.acd import compile_acd
from flowc.runtime.acd_protocol import Acd, AcdState, Rings
from flowc.runtime.machine import compile_program
from flowc.runtime.protocol import Effects, Machine, State, Wait
from flowc.semantics.ir import Lookup, Menu, Program, Queue
from flowc.semantics.scenario import Does
from flowc.testing import asked
from flowc.testing.deeds import Deed
from flowc.trace import Trace


class Switchboard(NamedTuple):
    """What the call is made to: a program's calls and its queues, the agents' names, what they can
    do by codes, the keys that leave each queue, what asks services, and the phrases of each menu
    that has any."""

    machine: Machine
    acd: Acd
    agents: tuple[str, ...]
    does: tuple[Does, ...]
    keys: dict[str, tuple[str, ...]]
    lookups: tuple[Lookup, ...]
    languages: tuple[str, ...]
    phrases: dict[str, tuple[str, ...]]


def switchboard(program: Program) -> Switchboard:
    """What calls to the program are made to. All agents are there."""
    agents = tuple(agent.name for agent in program.agents)
    codes = program.codes
    signs: tuple[Does, ...] = ("signs-out", "signs-in") if codes and codes.sign_out else ()
    breaks: tuple[Does, ...] = ("takes-a-break", "is-back") if codes and codes.pause else ()
    queues = [block for block in program.blocks if isinstance(block, Queue)]
    keys = {queue.id: tuple(key.pattern for key in queue.keys) for queue in queues}
    machine, acd = compile_program(program), compile_acd(program)
    asking = asked.lookups(program)
    phrases = {
        block.id: tuple(phrase.text for phrase in block.phrases)
        for block in program.blocks
        if isinstance(block, Menu) and block.phrases
    }
    languages = program.languages
    return Switchboard(machine, acd, agents, signs + breaks, keys, asking, languages, phrases)


class Moment(NamedTuple):
    """Where the call is. `now` is in milliseconds since its start; `trace` is all that happened,
    `done` what the person did, as (instant, what, detail) for `flowc.testing.retold`. `queues`: all
    of them; `rung`: the agents' phones that ring for the call. `back`: the callback that it asked
    for, and when. `began`: when the callback did that this is, which counts from then; None: it is
    none."""

    state: State
    wait: Wait
    now: int
    trace: Trace
    done: tuple[Deed, ...]
    queues: AcdState
    rung: tuple[Rings, ...] = ()
    back: tuple[int, State, Effects] | None = None
    began: int | None = None
