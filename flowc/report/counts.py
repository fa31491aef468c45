"""Numbers of things, as sentences say them."""

from flowc.diagnostic import Diagnostic


def summary(diagnostics: tuple[Diagnostic, ...], files: int) -> str:
    """How many findings there were, as a sentence: `2 errors and 1 warning in 3 files`."""
    errors = sum(d.severity == "error" for d in diagnostics)
    warnings = len(diagnostics) - errors
    parts = [count(n, word) for n, word in ((errors, "error"), (warnings, "warning")) if n]
    return f"{' and '.join(parts) or 'no findings'} in {count(files, 'file')}"


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}" + ("" if number == 1 else "s")
