"""Options that take more than any text: read here, with a word to whoever mistyped one."""

from datetime import date

from flowc.cli.exits import StopError


def choice(option: str, value: str, values: tuple[str, ...]) -> str:
    """`value`, if it is one of `values`."""
    if value not in values:
        message = f"{option} {value}: write {', '.join(values[:-1])} or {values[-1]}"
        raise StopError(message)
    return value


def day(option: str, value: str) -> date:
    """The date that `value` writes as 2026-12-31."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        message = f"{option} {value}: write a date as 2026-12-31"
        raise StopError(message) from None


def instant(option: str, value: str, zone: str) -> int:
    """The epoch second at which a clock in `zone` shows `value`, as 2026-12-24 17:59; the first one
    where an hour repeats."""
    from datetime import datetime

    from flowc.semantics.clock import instants

    try:
        wall = datetime.strptime(value, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - a clock on the wall
    except ValueError:
        message = f'{option} {value}: write a moment as "2026-12-24 17:59"'
        raise StopError(message) from None
    found = instants(wall.date(), wall.hour * 60 + wall.minute, 0, zone)
    if not found:
        message = f"{option} {value}: clocks in {zone} go forward over that time"
        raise StopError(message)
    return found[0]


def text_file(path: str) -> str:
    """The text of a file that an option names."""
    from pathlib import Path

    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as e:
        message = f"{path} can not be read: {e.strerror}"
        raise StopError(message) from None
    except UnicodeDecodeError:
        message = f"{path} is not a text file in UTF-8"
        raise StopError(message) from None
