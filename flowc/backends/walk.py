"""A look at everything that a program holds."""

from collections.abc import Iterator


def values(whole: object) -> Iterator[object]:
    """All within `whole`, itself first; a stack of our own, because programs may be deep."""
    waiting: list[object] = [whole]
    while waiting:
        value = waiting.pop()
        yield value
        if isinstance(value, tuple):
            waiting.extend(value)  # pyright: ignore[reportUnknownArgumentType]
