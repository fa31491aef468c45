"""Which Asterisk there is, and what lies beside it.

`FLOWC_ASTERISK` names a program; else it is looked for on PATH, then in the private tree that
`tools/asterisk` makes. What belongs to a program is found from where it lies, so that one rule does
for a system's own and for a private tree:

    <prefix>/sbin/asterisk
    <prefix>/lib/asterisk/modules   or   <prefix>/lib/<machine>/asterisk/modules
    <prefix>/share/asterisk
    <prefix>/lib/<machine>/faketime/libfaketimeMT.so.1   (not in every system)
"""

import os
import shutil
from pathlib import Path
from typing import NamedTuple

from flowc.switches.finding import faketime, first, version
from flowc.switches.protocol import Broken, Missing

VARIABLE = "FLOWC_ASTERISK"
_SAYS = r"Asterisk (?:certified[-/])?([0-9][0-9A-Za-z.~+-]*)"


class Found(NamedTuple):
    """An Asterisk program. `version`: as it says itself, "22.10.1". `faketime` is the library that
    makes its clock run faster, None if there is none; `tree`: it is a private tree's, and started
    by a script that loads the library itself."""

    program: Path
    version: str
    modules: Path
    data: Path
    faketime: Path | None
    tree: bool


def private_tree() -> Path:
    """Where `tools/asterisk` puts its tree."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "flowc" / "asterisk"


def find() -> Found:
    """The Asterisk to use. Raises Missing, or Broken for one that does not answer."""
    named = os.environ.get(VARIABLE)
    if named:
        program = Path(named).absolute()
        if not program.is_file():
            message = f"{VARIABLE} names {named}, and there is no such program"
            raise Missing(message)
        return _look_at(program)
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
    on_path = shutil.which("asterisk", path=path)
    if on_path:
        return _look_at(Path(on_path).absolute())
    program = private_tree() / "usr" / "sbin" / "asterisk"
    if program.is_file():
        return _look_at(program)
    message = (
        f"there is no asterisk on PATH, and none in {private_tree()}: "
        f"install Asterisk 22, let {VARIABLE} name the program, "
        "or run tools/asterisk of flowc's source, which fetches one"
    )
    raise Missing(message)


def _look_at(program: Path) -> Found:
    says = version(program, "-V", _SAYS, "Asterisk")
    real = program.resolve()
    prefix = real.parent.parent
    modules = first(prefix, ("lib/asterisk/modules", "lib/*/asterisk/modules"))
    if modules is None:
        message = f"{program} has no modules beside it, in {prefix}/lib/asterisk/modules"
        raise Broken(message)
    data = prefix / "share" / "asterisk"
    if not data.is_dir():
        data = modules.parent
    library = faketime(prefix)
    tree = real.with_name(real.name + ".real").exists()
    if library is None and not tree:
        library = faketime(Path("/usr"))
    return Found(program, says, modules, data, library, tree)
