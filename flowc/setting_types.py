"""What a value of the settings file may be.

This module imports pydantic: import it only where settings are needed.
"""

import re
from typing import Annotated

from pydantic import AfterValidator


def _one_line(value: str) -> str:
    if any(ord(c) < 0x20 or ord(c) == 0x7F for c in value):  # noqa: PLR2004 - control characters
        message = "must be one line of text, without control characters"
        raise ValueError(message)
    return value


def _template(hole: str) -> AfterValidator:
    def check(value: str) -> str:
        _one_line(value)
        if value.count(f"{{{hole}}}") != 1 or not value.replace(f"{{{hole}}}", "").strip():
            message = f"must hold `{{{hole}}}` once, where the {hole} is to stand"
            raise ValueError(message)
        return value

    return AfterValidator(check)


def _word(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,70}", value):
        message = "must be a letter and at most 70 more of `A-Z a-z 0-9 _ -`"
        raise ValueError(message)
    return value


def _folder(value: str) -> str:
    if not re.fullmatch(r"/?[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*", value):
        message = "must be a folder's name of `A-Z a-z 0-9 . _ - /`"
        raise ValueError(message)
    return value


def _version(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_]{0,20}", value):
        message = "must be at most 20 of `A-Z a-z 0-9 _`"
        raise ValueError(message)
    return value


def _listens(value: str) -> str:
    host, _, port = value.rpartition(":")
    numbers = host.split(".")
    fits = len(numbers) == 4 and all(_below(n, 1 << 8) for n in numbers)  # noqa: PLR2004 - of IPv4
    if not fits or not _below(port, 1 << 16) or port == "0":
        message = "must be an IPv4 address and a port, as 127.0.0.1:4817"
        raise ValueError(message)
    return value


def _below(number: str, limit: int) -> bool:
    return re.fullmatch(r"0|[1-9][0-9]{0,4}", number) is not None and int(number) < limit


def _absolute(value: str) -> str:
    if not re.fullmatch(r"(/[A-Za-z0-9._-]+)+", value):
        message = "must be an absolute folder's name of `A-Z a-z 0-9 . _ - /`"
        raise ValueError(message)
    return value


def _file(value: str) -> str:
    if not re.fullmatch(r"(/[A-Za-z0-9._-]+)+", value):
        message = "must be an absolute file's name of `A-Z a-z 0-9 . _ - /`"
        raise ValueError(message)
    return value


def _secret(value: str) -> str:
    if not re.fullmatch(r"([A-Za-z_][A-Za-z0-9_]{0,99})?", value):
        message = "must be the name of a secret, as HOOK_TOKEN"
        raise ValueError(message)
    return value


Line = Annotated[str, AfterValidator(_one_line)]
Listens = Annotated[str, AfterValidator(_listens)]
AbsoluteFolder = Annotated[str, AfterValidator(_absolute)]
AbsoluteFile = Annotated[str, AfterValidator(_file)]
Word = Annotated[str, AfterValidator(_word)]
Version = Annotated[str, AfterValidator(_version)]
Folder = Annotated[str, AfterValidator(_folder)]
PhoneTemplate = Annotated[str, _template("name")]
NumberTemplate = Annotated[str, _template("number")]
SecretName = Annotated[str, AfterValidator(_secret)]
