"""A program on a private FreeSWITCH."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flowc.semantics.ir import Program
from flowc.switches.freeswitch import queues
from flowc.switches.freeswitch.telling import Telling


class Lane(NamedTuple):
    """A program under a context of its own, and its agents. `secrets`: the entries of its Lua file
    that read secret digits, and how many beside the first. `sounds`: the files of each prompt,
    without ending."""

    context: str
    program: Program
    telling: Telling
    secrets: Mapping[str, int]
    sounds: Mapping[str, Sequence[str]]
    staff: queues.Staff
