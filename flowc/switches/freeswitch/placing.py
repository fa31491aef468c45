"""How a call comes in: the originate command and the variables that the dialplan of ours reads."""

from collections.abc import Mapping
from urllib.parse import quote

from flowc.semantics.ir import Program
from flowc.switches.course import Course
from flowc.switches.freeswitch.surroundings import CALLERS
from flowc.switches.placing import BOXES, boxes, draws

NOBODY = "s"
"""What a call without a number is for: FreeSWITCH sends no call to nothing."""


def originate(name: str, variables: Mapping[str, str]) -> str:
    """The command. Values hold letters, digits and `%_.-~` only; nothing is read as syntax."""
    own = {"origination_uuid": name, **variables}
    said = ":".join(f"{k}={v}" for k, v in own.items())
    return f"bgapi originate {{^^:{said}}}null/caller {CALLERS} XML {CALLERS}"


def variables(course: Course, program: Program, context: str, sounds: str) -> dict[str, str]:
    """The channel variables of a call. `sounds`: the folder that it hears its prompts from."""
    call = course.log.call
    said = {
        "context": context,
        "to": call.to or NOBODY if call.entry is None else call.entry,
        "at": "" if call.at is None else str(call.at),
        "number": call.caller,
        "name": call.name,
        "sounds": sounds,
    }
    for n, returned in enumerate(course.returns, 1):
        said[f"out_{n}"] = returned.outcome
        said[f"out_{n}_names"] = " ".join(name for name, _ in returned.values)
        said |= {f"out_{n}_is_{name}": str(value) for name, value in returned.values}
    found = {f"flowc_test_{k}": quote(v, safe="") for k, v in said.items()}
    return {**found, BOXES: boxes(course)} | draws(course, program)


def turn(context: str, switch: str, *, on: bool) -> str:
    """The command that turns a switch of the program that runs under `context`."""
    return f"api db insert/flowc/{context}.{switch}/{'on' if on else 'off'}"


def forget(context: str, switch: str) -> str:
    """The command that lets a switch stand as declared."""
    return f"api db delete/flowc/{context}.{switch}"
