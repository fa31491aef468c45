"""F313: holidays that are listed for years which are over, or soon will be."""

from collections.abc import Iterator
from datetime import date

from flowc.diagnostic import Diagnostic, warning
from flowc.rules.view import View
from flowc.semantics.calendar import Holidays

_AHEAD = 365
"""Days before the end at which it is time to say so."""


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each region of each schedule, if the user gave a date to compare with."""
    if seen.today is None:
        return
    for schedule in seen.program.schedules:
        last: dict[str, tuple[int, int]] = {}
        for number, line in enumerate(schedule.lines):
            for days in line.days:
                if isinstance(days, Holidays):
                    known = last.get(days.region, (0, 0))
                    last[days.region] = max(known, (days.last_year, number))
        for region, (year, number) in last.items():
            left = (date(year, 12, 31) - seen.today).days
            if left >= _AHEAD:
                continue
            over = f"ended {-left} days ago" if left < 0 else f"end in {left} days"
            yield warning(
                "F313",
                f"the holidays of `{region}` in `{schedule.name}` {over}",
                schedule.lines[number].span,
                f"listed until {year}-12-31",
                caller=f"from 1 January {year + 1} on, callers meet ordinary hours on holidays",
                help=f"name more years: `holidays {region} {year}..{year + 5}`",
            )
