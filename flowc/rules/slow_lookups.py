"""F213: a service whose answer may take so long that callers take the silence for the end."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, Label, warning
from flowc.rules.view import View
from flowc.semantics import ir

LONGEST = 10
"""Seconds of silence that a caller bears."""


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each service that some lookup asks."""
    asked = {
        op.service: op
        for block in reversed(seen.program.blocks)
        if isinstance(block, ir.Step) and block.id in seen.reached
        for op in reversed(block.ops)
        if isinstance(op, ir.Lookup)
    }
    for service in seen.program.services:
        if service.timeout > LONGEST and service.name in asked:
            yield warning(
                "F213",
                f"an answer of `{service.name}` may take {service.timeout} s",
                service.span,
                f"`timeout {service.timeout}s`",
                secondary=(Label(asked[service.name].span, "callers wait for it here"),),
                caller=f"while the service is slow, a caller hears {service.timeout} s of silence, "
                "and hangs up before",
                help=f"write `timeout {LONGEST}s` or less; what happens then stands in `on failed`",
            )
