"""F311: a schedule that is never open. F312: one that is never closed."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, warning
from flowc.rules.schedule_dates import dates
from flowc.rules.view import View
from flowc.semantics.calendar_state import days_reader


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each schedule that always says the same."""
    for schedule in seen.program.schedules:
        found: set[bool] = set()
        read = days_reader(schedule)
        for day in dates(schedule):
            found.update(stretch.state.open for stretch in read(day))
            if len(found) == 2:  # noqa: PLR2004 - open and closed
                break
        else:
            yield (
                warning(
                    "F312",
                    f"`{schedule.name}` is always open",
                    schedule.span,
                    "no minute of any day is closed",
                    caller="what you wrote for closed hours never happens",
                    help="remove the schedule, or leave some hours out of its `open` lines",
                )
                if found == {True}
                else warning(
                    "F311",
                    f"`{schedule.name}` is never open",
                    schedule.span,
                    "no line opens it at any time",
                    caller="every call is told that you are closed",
                    help="write when it is open: `open mon-fri 08:00-18:00`",
                )
            )
