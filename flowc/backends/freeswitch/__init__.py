"""FreeSWITCH 1.10: XML dialplan, with a Lua file for what its conditions can't say."""

from flowc.backends.freeswitch.abilities import ABILITIES
from flowc.backends.target import Compiled, Job, Target


def _compile(job: Job) -> Compiled:
    from flowc.backends.freeswitch.compiling import compile_program

    return compile_program(job)


TARGET = Target("freeswitch", ("1.10",), _compile, ABILITIES)
