"""What lowering has to say, gathered: one mistake once, the nearest name where one is near."""

from collections.abc import Iterable
from functools import cache

from flowc.diagnostic import Diagnostic, Label, error
from flowc.nearest import nearest
from flowc.source import Span

SUGGESTIONS = 25
"""How many unknown names are compared with all known ones: a file in which nothing resolves must
not take time in the square of its size."""


class Findings:
    """Collects findings; a second one of the same code at the same place is dropped, so that a
    module laid out many times is complained about once."""

    def __init__(self) -> None:
        """Nothing found yet."""
        self._found: dict[tuple[str, Span], Diagnostic] = {}
        self._searches = 0
        self._open: dict[Span, list[tuple[str, str]]] = {}
        self.errors = False

    def add(self, finding: Diagnostic) -> None:
        """Keep `finding`."""
        self._found.setdefault((finding.code, finding.primary.span), finding)
        self.errors = self.errors or finding.severity == "error"

    def error(  # noqa: PLR0913 - the parts of a finding, as in flowc.diagnostic
        self,
        code: str,
        message: str,
        span: Span,
        label: str = "",
        *,
        secondary: tuple[Label, ...] = (),
        caller: str | None = None,
        help: str | None = None,  # noqa: A002 - the word that the output uses
    ) -> None:
        """Keep an error."""
        self.add(error(code, message, span, label, secondary=secondary, caller=caller, help=help))

    def unknown(  # noqa: PLR0913 - what is missing, where, and what there is instead
        self,
        kind: str,
        name: str,
        span: Span,
        known: Iterable[str],
        *,
        help: str | None = None,  # noqa: A002 - the word that the output uses
        secondary: tuple[Label, ...] = (),
    ) -> None:
        """F101: there is no `kind` of that name; `help` is said where no name is near."""
        near = None
        if self._searches < SUGGESTIONS:
            self._searches += 1
            near = nearest(name, known)
        self.error(
            "F101",
            f"there is no {kind} `{name}`",
            span,
            "not known",
            secondary=secondary,
            caller=_MET.get(kind) or (_MET["outcome"] if kind.startswith("outcome") else None),
            help=f"write `{near}`" if near else help,
        )

    def unhandled(  # noqa: PLR0913 - what is open, where, and how a caller meets it
        self, block: str, outcome: str, span: Span, *, why: str, caller: str | None, flow: bool
    ) -> None:
        """F104: `block` leaves `outcome` open; all that it leaves open is one finding. `flow`: a
        default of the flow would do too."""
        known = self._open.setdefault(span, [])
        if outcome in (name for name, _ in known):
            return
        known.append((outcome, caller or ""))
        names = [f"`{name}`" for name, _ in known]
        handlers = [_HANDLED.get(name, f"`on {name} -> …`") for name, _ in known]
        also = f", or `on {outcome.split(maxsplit=1)[0]} -> …` in the flow" if flow else ""
        finding = error(
            "F104",
            f"`{block}` has no way on for {_listed(names)}{why}",
            span,
            "not handled",
            caller="; ".join(dict.fromkeys(met for _, met in known if met)) or None,
            help=f"write {_listed(handlers)} in `{block}`{also}",
        )
        self._found["F104", span] = finding
        self.errors = True

    def unsupported(self, what: str, span: Span, *, instead: str | None = None) -> None:
        """F190: `what` is part of the language, and this version gives it no meaning yet."""
        self.error(
            "F190",
            f"{what} is not supported yet",
            span,
            "parsed, but without a meaning in this version",
            help=instead or "leave it out, or keep that part outside, behind an `external`",
        )

    def twice(self, what: str, span: Span, first: Span) -> None:
        """F111: a thing that is said once is said again."""
        self.error(
            "F111",
            f"{what} is written twice",
            span,
            "again here",
            secondary=(Label(first, "first here"),),
            help="keep one of them",
        )

    def all(self, paths: Iterable[str]) -> tuple[Diagnostic, ...]:
        """Everything found, in the order of `paths` and of the text."""
        order = {path: n for n, path in enumerate(paths)}

        def place(d: Diagnostic) -> tuple[int, int, str]:
            return (order.get(d.primary.span.path, len(order)), d.primary.span.start, d.code)

        return tuple(sorted(self._found.values(), key=place))


_HANDLED = {"after": "`after 5m -> …`"}
"""Outcomes that no `on …` handles."""


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


_MET = {
    "block": "a caller sent there has nowhere to go, and is cut off",
    "block or exit": "a caller sent there has nowhere to go, and is cut off",
    "module": "a caller sent there has nowhere to go, and is cut off",
    "prompt": "callers hear silence where it should be played",
    "phone": "nothing rings there, and the caller waits for nobody",
    "schedule": "nothing says whether callers come in time or after hours",
    "switch": "nothing says which way callers go",
    "list": "nobody is in it, so no caller goes this way",
    "variable": "callers hear a gap here, or are sent the wrong way",
    "value or variable": "callers hear a gap here, or are sent the wrong way",
    "service": "nobody is asked, and callers go the way of a failure",
    "skill": "nobody has it, so it lets nobody answer",
    "agent": "nobody is rung by this name",
    "agent or team": "nobody is rung by this name",
    "strategy": "who is offered the next caller would be left to chance",
    "language": "no caller ever hears this text",
    "outcome": "a caller to whom it happens does not come this way",
}
"""How a caller meets a name that stands for nothing, by what it should name."""


@cache
def a(word: str) -> str:
    """`word` with its article; money is not counted."""
    if word.startswith("money"):
        return word
    return f"an {word}" if word[0] in "aeio" else f"a {word}"
