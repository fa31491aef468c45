"""Secrets: where they are found, and how they stay out of everything that is shown."""

import os
import re
import stat
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from flowc.serve_plan import Plan

_CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Where systemd puts what `LoadCredential=` names: one file for each, its name the secret's."""

_OTHERS = stat.S_IRWXG | stat.S_IRWXO

_ONE_LINE = re.compile(r"[ -~\x80-\ud7ff\ue000-\U0010ffff]+")


class SecretsError(Exception):
    """Secrets that can't be read, in words that hold none."""


class Lack(NamedTuple):
    """A secret that is not there, or can't be used. `what` is wrong; `needed`: who needs it."""

    name: str
    what: str
    needed: tuple[str, ...]


class Secrets:
    """Values by name. Shown, it tells nothing but how many they are."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, str]) -> None:
        """Keep them."""
        self._values = dict(values)

    def __repr__(self) -> str:
        return f"<{len(self._values)} secrets>"

    def __getitem__(self, name: str) -> str:
        """The value itself: for the header that carries it, and nothing else."""
        return self._values[name]


_NOWHERE = "is neither in the environment nor in a file of --secrets"


def find(plans: Iterable[Plan], file: Mapping[str, str]) -> tuple[Secrets, tuple[Lack, ...]]:
    """Every secret that the plans need: from the environment, else systemd's credentials, else
    `file` (as `from_file` read it); and those that are nowhere."""
    needed: dict[str, dict[str, None]] = {}
    for plan in plans:
        for name, what in plan.secrets():
            needed.setdefault(name, {})[f"{what} of {plan.flow}"] = None
    values: dict[str, str] = {}
    lacks: list[Lack] = []
    for name, who in needed.items():
        value = _value(name, file)
        if value is None:
            lacks.append(Lack(name, _NOWHERE, tuple(who)))
        elif not _ONE_LINE.fullmatch(value):
            lacks.append(Lack(name, "is empty or more than one line of text", tuple(who)))
        else:
            values[name] = value
    return Secrets(values), tuple(lacks)


def _value(name: str, file: Mapping[str, str]) -> str | None:
    if name in os.environ:
        return os.environ[name]
    if folder := os.environ.get(_CREDENTIALS):
        try:
            # a line end at the end is the editor's, not the secret's
            return (Path(folder) / name).read_text(encoding="utf-8").removesuffix("\n")
        except FileNotFoundError:
            pass
        except (OSError, UnicodeDecodeError):
            return ""
    return file.get(name)


def from_file(path: Path) -> dict[str, str]:
    """The secrets of a TOML file, `NAME = "value"` each. Raises SecretsError, also for a file that
    others than its owner may read."""
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & _OTHERS:
                message = f"{path} may be read by others: chmod 600 {path}"
                raise SecretsError(message)
            data = tomllib.load(file)
    except OSError as e:
        message = f"{path} can not be read: {e.strerror}"
        raise SecretsError(message) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # what the parser says of it may quote a line
        message = f'{path} is not TOML: write a secret as NAME = "value"'
        raise SecretsError(message) from None
    wrong = sorted(name for name, value in data.items() if not isinstance(value, str))
    if wrong:
        message = f'{path}: {", ".join(wrong)}: write a secret as NAME = "value"'
        raise SecretsError(message)
    return data
