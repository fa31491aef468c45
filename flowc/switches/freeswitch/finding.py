"""Which FreeSWITCH there is, and what lies beside it.

`FLOWC_FREESWITCH` names the folder that it was installed into, or the program; else it is looked
for on PATH. What belongs to a program is found from where it lies:

    <prefix>/bin/freeswitch
    <prefix>/mod   or   <prefix>/lib/freeswitch/mod   or   <prefix>/lib/<machine>/freeswitch/mod
    <prefix>/lib   (libraries of its own, if it has some)

and the libfaketime of the machine.
"""

import os
import shutil
from pathlib import Path
from typing import NamedTuple

from flowc.switches.finding import faketime, first, version
from flowc.switches.protocol import Broken, Missing

VARIABLE = "FLOWC_FREESWITCH"
_SAYS = r"FreeSWITCH version: ([0-9]+(?:\.[0-9]+)+)"


class Found(NamedTuple):
    """A FreeSWITCH program. `version`: as it says itself, "1.10.12". `faketime` is the library that
    makes its clock run faster, None if there is none."""

    program: Path
    version: str
    modules: Path
    libraries: Path
    faketime: Path | None


def find() -> Found:
    """The FreeSWITCH to use. Raises Missing, or Broken for one that does not answer."""
    named = os.environ.get(VARIABLE)
    if named:
        place = Path(named).absolute()
        program = place / "bin" / "freeswitch" if place.is_dir() else place
        if not program.is_file():
            message = f"{VARIABLE} names {named}, and there is no FreeSWITCH: {program} is missing"
            raise Missing(message)
        return _look_at(program)
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/local/freeswitch/bin"))
    on_path = shutil.which("freeswitch", path=path)
    if on_path:
        return _look_at(Path(on_path).absolute())
    message = (
        "there is no freeswitch on PATH: install FreeSWITCH 1.10, from the packages of its makers "
        f"or built from its source, and let {VARIABLE} name the folder that it is installed into "
        "(such as /usr/local/freeswitch) unless it is on PATH"
    )
    raise Missing(message)


def _look_at(program: Path) -> Found:
    prefix = program.resolve().parent.parent
    libraries = prefix / "lib"
    own = {"LD_LIBRARY_PATH": str(libraries)}
    says = version(program, "-version", _SAYS, "FreeSWITCH", own)
    modules = first(prefix, ("mod", "lib/freeswitch/mod", "lib/*/freeswitch/mod"))
    if modules is None:
        message = f"{program} has no modules beside it, in {prefix}/mod"
        raise Broken(message)
    return Found(program, says, modules, libraries, faketime(Path("/usr")))
