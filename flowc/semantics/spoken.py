"""Which prompts speak a value of a type, or the words around it."""

from flowc.semantics import ir


def unit_prompts(type_: ir.Type) -> tuple[str, str]:
    """The prompts with the words of an amount: behind its whole units, and behind the hundredths,
    which are said where there are any."""
    return f"money.{type_.members[0]}", f"money.{type_.members[0]}.cents"


def prompts_of(name: str, type_: ir.Type) -> tuple[str, ...]:
    """The prompts that a value needs which a text calls `name`."""
    match type_.kind:
        case "one-of":
            last = name.rpartition(".")[2]
            return tuple(f"{last}.{member}" for member in type_.members)
        case "money":
            return unit_prompts(type_)
        case _:
            return ()
