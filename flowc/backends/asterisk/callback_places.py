"""Where a callback stands among those who wait: as if it had come when its caller did."""

from flowc.backends.asterisk.lines import Writer, setting
from flowc.backends.asterisk.waiting import Row

SINCE = "flowc_since"
"""From when the wait of a caller counts, in milliseconds; on every channel that waits in a queue
that calls back."""

PRIO = "QUEUE_PRIO"

_OTHER = "${flowc_other}"


def place(waiting: tuple[Row, ...], own: str, writer: Writer) -> None:
    """Writes the count: `flowc_ahead` of all rows, and `flowc_turn`, the place in the row whose
    name the variable `own` holds. A row is in order, so the first who comes later ends it."""
    writer.add("Set(flowc_ahead=0)")
    for row in waiting:
        following, counted = writer.label("next"), writer.label("counted")
        writer.add("Set(flowc_n=0)")
        writer.mark(following)
        writer.add("Set(flowc_n=$[${flowc_n} + 1])")
        writer.add(f"Set(flowc_other=${{QUEUE_GET_CHANNEL({row.name},${{flowc_n}})}})")
        writer.add(f'GotoIf($["{_OTHER}" = ""]?{counted})')
        writer.add(
            setting(
                f"flowc_prio=${{IMPORT({_OTHER},{PRIO})}}",
                f"flowc_came=${{IMPORT({_OTHER},{SINCE})}}",
            )
        )
        writer.add(f'GotoIf($["${{flowc_prio}}" = "" | "${{flowc_came}}" = ""]?{following})')
        writer.add(f"GotoIf($[${{flowc_prio}} > ${{{PRIO}}}]?{following})")
        writer.add(f"GotoIf($[${{flowc_prio}} < ${{{PRIO}}}]?{counted})")
        writer.add(f"GotoIf($[${{flowc_came}} <= ${{{SINCE}}}]?{following})")
        writer.mark(counted)
        writer.add("Set(flowc_ahead=$[${flowc_ahead} + ${flowc_n} - 1])")
        writer.add(f'ExecIf($["${{{own}}}" = "{row.name}"]?Set(flowc_turn=${{flowc_n}}))')


def callers(waiting: tuple[Row, ...], writer: Writer) -> None:
    """Writes the count of those who wait on the line, `flowc_callers`: callbacks are left out."""
    writer.add("Set(flowc_callers=0)")
    for row in waiting:
        following, counted = writer.label("next"), writer.label("counted")
        writer.add("Set(flowc_n=0)")
        writer.mark(following)
        writer.add("Set(flowc_n=$[${flowc_n} + 1])")
        writer.add(f"Set(flowc_other=${{QUEUE_GET_CHANNEL({row.name},${{flowc_n}})}})")
        writer.add(f'GotoIf($["{_OTHER}" = ""]?{counted})')
        back = f'"${{IMPORT({_OTHER},flowc_back)}}" = ""'
        writer.add(f"Set(flowc_callers=$[${{flowc_callers}} + ({back})])")
        writer.add(f"Goto({following})")
        writer.mark(counted)
