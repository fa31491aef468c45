"""The Asterisk 22 target: a dialplan to include, the list of its sounds, its mailboxes."""

from flowc.backends.asterisk.abilities import ABILITIES
from flowc.backends.target import Compiled, Job, Target


def _compile(job: Job) -> Compiled:
    from flowc.backends.asterisk.compile import compile_job

    return compile_job(job)


TARGET = Target("asterisk", ("22",), _compile, ABILITIES)
