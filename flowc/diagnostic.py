"""What flowc says about a program: data first, words for the screen later (`report/`)."""

from typing import Literal, NamedTuple

from flowc.source import Span

Severity = Literal["error", "warning"]


class Label(NamedTuple):
    """A place and what there is to say about it."""

    span: Span
    text: str = ""


class Fix(NamedTuple):
    """A replacement that would mend the finding: put `text` where `span` is."""

    span: Span
    text: str
    title: str


class Diagnostic(NamedTuple):
    """One finding.

    `message` states the fact (lower case, names in backticks, no full stop); `caller` says how
    somebody on the phone would meet it; `help` says what to write instead, as an imperative.
    `code` has a page in `flowc/pages/` and never changes its meaning.
    """

    code: str
    severity: Severity
    message: str
    primary: Label
    secondary: tuple[Label, ...] = ()
    caller: str | None = None
    help: str | None = None
    fix: Fix | None = None


def error(  # noqa: PLR0913 - the parts of a finding, all but three by name
    code: str,
    message: str,
    span: Span,
    label: str = "",
    *,
    secondary: tuple[Label, ...] = (),
    caller: str | None = None,
    help: str | None = None,  # noqa: A002 - the word that the output uses
    fix: Fix | None = None,
) -> Diagnostic:
    """A finding that stops compilation."""
    return Diagnostic(code, "error", message, Label(span, label), secondary, caller, help, fix)


def warning(  # noqa: PLR0913 - as `error`
    code: str,
    message: str,
    span: Span,
    label: str = "",
    *,
    secondary: tuple[Label, ...] = (),
    caller: str | None = None,
    help: str | None = None,  # noqa: A002 - the word that the output uses
    fix: Fix | None = None,
) -> Diagnostic:
    """A finding that the author may want: it fails only under `--strict`."""
    return Diagnostic(code, "warning", message, Label(span, label), secondary, caller, help, fix)


def has_errors(diagnostics: tuple[Diagnostic, ...] | list[Diagnostic]) -> bool:
    """Whether any of them stops compilation."""
    return any(d.severity == "error" for d in diagnostics)
