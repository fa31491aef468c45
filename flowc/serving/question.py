"""A lookup of a plan as the call graph has it: its request, made of the switch's values; its
fields."""

from typing import Literal, TypeAlias

from flowc.semantics.fitting import fitting
from flowc.semantics.ir import Const, Field, Type, TypeKind, Value, Var
from flowc.semantics.requests import Gap, Request, request
from flowc.serve_plan import Lookup, PathValue, Read

NotAsked: TypeAlias = Literal["not-found", "failed"]
"""The outcome that stands without a request."""


def question(
    lookup: Lookup, values: tuple[str, ...], languages: tuple[str, ...]
) -> Request | NotAsked:
    """The request, its values as many as the lookup has.

    Without one: not-found, as `flowc.semantics.requests` says; failed where a value is not of its
    type, which no switch sends that runs what was compiled with the plan.
    """
    types = tuple(type_.meant() for type_ in lookup.values())
    typed = [typed_as(value, type_, languages) for value, type_ in zip(values, types, strict=True)]
    fit = [value for value in typed if value is not None]
    if len(fit) < len(typed):
        return "failed"
    inside = iter(fit)
    path = [Gap(next(inside)) if isinstance(p, PathValue) else p for p in lookup.path]
    sends: list[tuple[str, Value, TypeKind]] = [
        (name, value, type_.kind) for (name, type_), value in zip(lookup.sends, inside, strict=True)
    ]
    return request(lookup.method, path, sends) or "not-found"


def typed_as(value: str, type_: Type, languages: tuple[str, ...]) -> Value | None:
    """The value; an empty one is a text that the call has not, as a number that is withheld."""
    return value if value == "" and type_.kind != "number" else fitting(value, type_, languages)


def fields(reads: tuple[Read, ...]) -> tuple[Field, ...]:
    """What is read, as the call graph has it."""
    return tuple(
        Field(
            Var(read.var, type_ := read.type.meant()),
            read.path,
            None if read.default is None else Const(read.default, type_),
        )
        for read in reads
    )
