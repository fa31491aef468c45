"""F315: a question about a schedule whose answer is always no."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, Label, warning
from flowc.nearest import nearest
from flowc.rules.view import View, plays_of
from flowc.semantics import ir, needs
from flowc.semantics.calendar import Schedule
from flowc.semantics.calendar_plan import plan
from flowc.semantics.mentions import inside
from flowc.source import Span


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each `closed for …` that no line of the schedule gives as a reason."""
    given = {s.name: (s, _reasons(s)) for s in seen.program.schedules}
    told: set[tuple[Span, str]] = set()
    for cond, span in _asked(seen.program):
        for node in inside(cond):
            if not isinstance(node, ir.ScheduleIs) or node.reason is None:
                continue
            schedule, reasons = given[node.schedule]
            if node.reason in reasons or (span, node.reason) in told:
                continue
            told.add((span, node.reason))
            yield _finding(schedule, node.reason, reasons, span)


def _finding(schedule: Schedule, reason: str, reasons: tuple[str, ...], span: Span) -> Diagnostic:
    if reason == "holiday":
        what, help_ = "for holidays", "write `closed holidays LT 2026..2030` in the schedule"
    else:
        label = reason.removeprefix("label:")
        labels = [r.removeprefix("label:") for r in reasons if r != "holiday"]
        guess = nearest(label, labels)
        what = f'for "{label}"'
        help_ = f'write "{guess}"' if guess else f'put the label "{label}" on a line'
    return warning(
        "F315",
        f"`{schedule.name}` is never closed {what}",
        span,
        "this is never true",
        secondary=(Label(schedule.span, "no line gives this reason"),),
        caller="nobody goes this way",
        help=help_,
    )


def _reasons(schedule: Schedule) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r for s in plan(schedule) if not s.open for r in s.reasons))


def _asked(program: ir.Program) -> Iterator[tuple[ir.Cond, Span]]:
    """Every condition, with the place to show."""
    for block in program.blocks:
        for play in plays_of(block):
            yield from ((c.when, play.span) for c in play.choices if c.when is not None)
        match block:
            case ir.Step():
                for op in block.ops:
                    if isinstance(op, ir.Branch):
                        yield from ((arm.cond, arm.edge.span) for arm in op.arms)
            case ir.Menu():
                yield from _of_keys((*block.keys, *block.phrases))
            case ir.Queue():
                for step in block.needs:
                    asked = needs.conditions(block._replace(needs=(step,)))
                    yield from ((cond, step.span) for cond in asked)
                yield from ((line.when, line.span) for line in block.priorities if line.when)
                yield from _of_keys(block.keys)
            case _:
                pass


def _of_keys(keys: tuple[ir.Key | ir.Phrase, ...]) -> Iterator[tuple[ir.Cond, Span]]:
    return ((arm.when, key.span) for key in keys for arm in key.arms if arm.when)
