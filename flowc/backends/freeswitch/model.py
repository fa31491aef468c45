"""What the templates lay out: extensions of conditions of actions, all text in them safe."""

from typing import Literal, NamedTuple

from flowc.backends.freeswitch.text import FsData

NOTHING = FsData("")

Break = Literal["", "on-true", "never"]
Match = Literal["all", "any"]


class Action(NamedTuple):
    """An application and its data. `inline`: run while the dialplan is read, so that a later
    condition sees what it sets; a plain `set` takes effect after the hunt."""

    application: str
    data: FsData = NOTHING
    inline: bool = False


class Test(NamedTuple):
    """A field against an anchored expression: `field` is a caller field or `${variable}`."""

    field: FsData
    expression: FsData

    @property
    def attributes(self) -> tuple[tuple[str, FsData], ...]:
        """As XML attributes."""
        return (("field", self.field), ("expression", self.expression))


class Condition(NamedTuple):
    """`tests` empty: always true. One test stands on the condition itself, several are `<regex>`
    children joined by `match`."""

    tests: tuple[Test, ...] = ()
    match: Match = "all"
    actions: tuple[Action, ...] = ()
    otherwise: tuple[Action, ...] = ()
    on: Break = ""

    @property
    def attributes(self) -> tuple[tuple[str, FsData], ...]:
        """Those of its only test."""
        return self.tests[0].attributes if self.tests else ()


class Extension(NamedTuple):
    """One state of a call. Its conditions after `address` are judged when a call is sent here."""

    name: FsData
    address: FsData
    conditions: tuple[Condition, ...]
    goes_on: bool = False


class Group(NamedTuple):
    """The extensions of one block under one comment."""

    comment: FsData
    extensions: tuple[Extension, ...]


class LuaEntry(NamedTuple):
    """A named piece of the flow's Lua file: what conditions and `set` of the dialplan can't do."""

    key: str
    comment: FsData
    body: tuple[str, ...]
