"""What a program of this machine says of itself, and what lies beside it."""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from flowc.switches.protocol import Broken

_ANSWERS_WITHIN = 20.0
"""Seconds that a program may take to say its version."""

_FAKETIME = "faketime/libfaketimeMT.so.1"


def first(below: Path, patterns: tuple[str, ...]) -> Path | None:
    """The first file or folder that one of the patterns finds."""
    return next((found for p in patterns for found in sorted(below.glob(p))), None)


def faketime(below: Path) -> Path | None:
    """The libfaketime among the libraries of a prefix such as `/usr`."""
    return first(below, (f"lib/*/{_FAKETIME}", f"lib/{_FAKETIME}"))


def version(
    program: Path, option: str, says: str, title: str, environment: Mapping[str, str] | None = None
) -> str:
    """The version that a program tells when it is run with `option`: the group of the pattern
    `says` at the beginning of its output. `environment` is set beside what is. Raises Broken if it
    does not run, or is not what `title` names."""
    try:
        done = subprocess.run(  # noqa: S603 - a program that the user named, and no shell
            [str(program), option],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ANSWERS_WITHIN,
            check=False,
            env=os.environ | (environment or {}),
        )
    except subprocess.TimeoutExpired:
        message = f"{program} {option} said nothing for {_ANSWERS_WITHIN:.0f} s"
        raise Broken(message) from None
    except OSError as e:
        message = f"{program} can not be started: {e.strerror}"
        raise Broken(message) from e
    found = re.match(says, done.stdout)
    if not found:
        said = (done.stdout or done.stderr).strip().splitlines()
        message = f"{program} is not {title}: asked for its version it said " + (
            f'"{said[0][:80]}"' if said else "nothing"
        )
        raise Broken(message)
    return found[1]
