"""Reading plans from files."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from flowc.serve_plan import NAME, VERSION, Plan

_LARGEST = 16 << 20


class PlanError(Exception):
    """A plan that can't be read: one line of words for each fact."""

    def __init__(self, *facts: str) -> None:
        """Keep the facts."""
        super().__init__("; ".join(facts))
        self.facts = facts


class NoPlanError(PlanError):
    """There is no such file."""


def files(path: Path) -> tuple[Path, ...]:
    """The file that `path` is, or those in the folder that it is: `flowc-serve.json` and the ones
    of other versions, `flowc-serve.VERSION.json`. Raises NoPlanError if a folder has none."""
    if not path.is_dir():
        return (path,)
    stem, dot, end = NAME.partition(".")
    found = (*path.glob(NAME), *path.glob(f"{stem}{dot}*{dot}{end}"))
    if not found:
        message = f"there is no {NAME} in {path}"
        raise NoPlanError(message)
    return tuple(sorted(found))


def read(file: Path) -> Plan:
    """The plan in a file. Raises PlanError."""
    try:
        if file.stat().st_size > _LARGEST:
            message = f"{file} is too large for a plan"
            raise PlanError(message)
        data = file.read_bytes()
    except OSError as e:
        message = f"{file} can not be read: {e.strerror}"
        raise NoPlanError(message) from None
    try:
        return Plan.model_validate_json(data)
    except ValidationError as e:
        facts = (_fact(dict(x)) for x in e.errors(include_input=False, include_url=False))
        raise PlanError(*(f"{file}: {fact}" for fact in facts)) from None


def together(plans: Iterable[Plan]) -> dict[str, Plan]:
    """The plans by their contexts. Raises PlanError if two have one."""
    found: dict[str, Plan] = {}
    for plan in plans:
        if plan.context in found:
            message = (
                f"two plans are for the context {plan.context}: "
                f"{found[plan.context].flow} and {plan.flow}"
            )
            raise PlanError(message)
        found[plan.context] = plan
    return found


def _fact(found: dict[str, Any]) -> str:
    place = ".".join(str(x) for x in found["loc"])
    match found["type"]:
        case "json_invalid":
            return "is not JSON"
        case "extra_forbidden":
            return f"there is no `{place}` in a plan of version {VERSION}"
        case "missing":
            return f"`{place}` is missing"
        case "literal_error" if place == "flowc":
            return f"is no plan of version {VERSION}, which this flowc reads"
        case _:
            message = str(found["msg"]).removeprefix("Value error, ")
            return f"`{place}`: {message}" if place else message
