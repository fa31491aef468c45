"""Named tuples that are quick to define: a tree has some 170 kinds of node, and start-up counts.

`typing.NamedTuple` compiles a constructor for every class, 25 ms for all of them; this takes 1 ms
and behaves the same, without defaults. A type checker is shown `typing.NamedTuple` in its place.
"""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any, Self

try:
    from _collections import _tuplegetter as _getter  # pyright: ignore
except ImportError:  # another Python than CPython

    def _getter(index: int, doc: str) -> Any:  # noqa: ANN401 - a descriptor
        return property(itemgetter(index), doc=doc)


_GETTERS = tuple(_getter(index, "") for index in range(12))
_new = tuple.__new__


class _Kind(type):
    """Makes a field of every annotation."""

    def __new__(cls, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> "_Kind":
        fields = tuple(space.get("__annotations__", ()))
        space["__slots__"] = ()
        space["_fields"] = space["__match_args__"] = fields
        space.update(zip(fields, _GETTERS, strict=False))
        return super().__new__(cls, name, bases, space)


class Node(tuple[Any, ...], metaclass=_Kind):
    """A tuple whose places have names."""

    _fields: tuple[str, ...]

    def __new__(cls, *values: Any, **named: Any) -> Self:  # noqa: ANN401 - whatever a field takes
        """One of this kind, its fields in order or by name, all of them."""
        if named:
            values += tuple(named.pop(field) for field in cls._fields[len(values) :])
        if named or len(values) != len(cls._fields):
            message = f"{cls.__name__} has the fields {', '.join(cls._fields)}"
            raise TypeError(message)
        return _new(cls, values)

    @classmethod
    def _make(cls, values: Iterable[Any]) -> Self:
        return cls(*values)

    def _replace(self, **changes: Any) -> Self:  # noqa: ANN401 - whatever a field takes
        return type(self)(
            *(changes.pop(f, v) for f, v in zip(self._fields, self, strict=True)), **changes
        )

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)

    def __repr__(self) -> str:
        fields = ", ".join(f"{f}={v!r}" for f, v in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({fields})"
