"""Named tuples that are quick to define: a tree has some 170 kinds of node, and start-up counts.

`typing.NamedTuple` compiles a constructor for every class, 25 ms for all of them; this takes 1 ms
and behaves the same, without defaults. A type checker is shown `typing.NamedTuple` in its place.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple, Self


class _Places(NamedTuple):
    """As many fields as a node may have; its getters serve all."""

    a: Any
    b: Any
    c: Any
    d: Any
    e: Any
    f: Any
    g: Any
    h: Any


_GETTERS = tuple(vars(_Places)[place] for place in _Places._fields)
_TUPLE: Any = tuple
_new = _TUPLE.__new__


class _Kind(type):
    """Makes a field of every annotation."""

    def __new__(cls, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> "_Kind":
        fields = tuple(space.get("__annotations__", ()))
        space["__slots__"] = ()
        space["_fields"] = space["__match_args__"] = fields
        assert len(fields) <= len(_GETTERS), name  # noqa: S101 - a node with more fields is a bug
        space.update(zip(fields, _GETTERS, strict=False))
        return super().__new__(cls, name, bases, space)


class Node(tuple[Any, ...], metaclass=_Kind):  # noqa: SLOT001 - the metaclass gives them
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
        values = [changes.pop(f, v) for f, v in zip(self._fields, self, strict=True)]
        return type(self)(*values, **changes)

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)

    def __repr__(self) -> str:
        fields = ", ".join(f"{f}={v!r}" for f, v in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({fields})"
