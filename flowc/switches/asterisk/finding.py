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
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from flowc.switches.protocol import Broken, Missing

VARIABLE = "FLOWC_ASTERISK"
_ANSWERS_WITHIN = 20.0


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
    version = _version(program)
    real = program.resolve()
    prefix = real.parent.parent
    modules = _first(prefix, ("lib/asterisk/modules", "lib/*/asterisk/modules"))
    if modules is None:
        message = f"{program} has no modules beside it, in {prefix}/lib/asterisk/modules"
        raise Broken(message)
    data = prefix / "share" / "asterisk"
    if not data.is_dir():
        data = modules.parent
    library = "faketime/libfaketimeMT.so.1"
    faketime = _first(prefix, (f"lib/*/{library}", f"lib/{library}"))
    tree = real.with_name(real.name + ".real").exists()
    if faketime is None and not tree:
        faketime = _first(Path("/"), (f"usr/lib/*/{library}", f"usr/lib/{library}"))
    return Found(program, version, modules, data, faketime, tree)


def _first(below: Path, patterns: tuple[str, ...]) -> Path | None:
    return next((found for p in patterns for found in sorted(below.glob(p))), None)


def _version(program: Path) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the program that the user named
            [str(program), "-V"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ANSWERS_WITHIN,
            check=False,
        )
    except subprocess.TimeoutExpired:
        message = f"{program} -V said nothing for {_ANSWERS_WITHIN:.0f} s"
        raise Broken(message) from None
    except OSError as e:
        message = f"{program} can not be started: {e.strerror}"
        raise Broken(message) from e
    found = re.match(r"Asterisk (?:certified[-/])?([0-9][0-9A-Za-z.~+-]*)", done.stdout)
    if not found:
        said = (done.stdout or done.stderr).strip().splitlines()
        message = f"{program} is not Asterisk: asked for its version it said " + (
            f'"{said[0][:80]}"' if said else "nothing"
        )
        raise Broken(message)
    return found[1]
