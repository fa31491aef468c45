"""What `menu` and `collect` share: prompts that keys cut, listening, failed tries, giving up.

One key is read at a time (`read 1 1`), so that keys mean the same whether they come during a prompt
or after it: FreeSWITCH takes the end key for a digit when it cuts a prompt. Counts of failed tries
are rows of `x`, compared with `^x{3}$`: no arithmetic is needed. `flowc_key` is the key just read,
unset when there was none, and `flowc_keys` all of this try.

Secret keys are read by Lua (`hear`), which keeps them where no event and no log looks.

`transfer` throws away keys that wait to be read. It follows a key by at most a frame and a hunt
(about 25 ms), sooner than a person or a telephone can press the next one; so between two keys of
one try there is exactly one.
"""

from typing import NamedTuple

from flowc.backends.freeswitch import speech
from flowc.backends.freeswitch.edges import leave
from flowc.backends.freeswitch.events import trace
from flowc.backends.freeswitch.model import Action, Condition, Test
from flowc.backends.freeswitch.notify import notice
from flowc.backends.freeswitch.part import Actions, Part
from flowc.backends.freeswitch.recordings import record_call, resume
from flowc.backends.freeswitch.site import read
from flowc.backends.freeswitch.text import FsData, code, joined, name
from flowc.semantics import ir

KEY, KEYS = FsData("flowc_key"), FsData("flowc_keys")
SILENCES, WRONG = FsData("flowc_silences"), FsData("flowc_wrong")


class Place(NamedTuple):
    """Where a menu or a collect is within its block: its states are `<base>-ask` and so on.
    `first` is what the first key is read into: `flowc_key` where that is looked at again."""

    part: Part
    base: FsData
    asking: ir.Asking
    secret: bool = False
    first: FsData = KEYS

    def state(self, what: FsData) -> FsData:
        """The address of one of its states."""
        return code("{}-{}", self.base, what)

    def leave(self, edge: ir.Edge, outcome: str) -> Actions:
        """Leaves the block; a recording that was paused for a secret goes on."""
        before = resume(self.part.site) if self.secret else []
        return [*before, *leave(self.part, edge, outcome)]


def begin(at: Place) -> None:
    """Answers, forgets what was pressed before, and asks; goes on in the state `key`."""
    part = at.part
    part.answer()
    part.act("flush_dtmf")
    part.act("set", code("{}=", SILENCES))
    part.act("set", code("{}=", WRONG))
    key = at.state(FsData("key"))
    listen(at, at.asking.plays, key)
    part.state(at.state(FsData("ask")))
    listen(at, at.asking.again, key)


def listen(at: Place, plays: tuple[ir.Play, ...], key: FsData) -> None:
    """Plays, then waits for one key; a key that cuts a prompt skips the others."""
    part = at.part
    last: FsData | None = None
    for n, play in enumerate(plays):
        sound = speech.begin(part, play)
        if sound is None:
            continue
        if play.barge_in and n == len(plays) - 1:
            last = sound
        elif play.barge_in:
            cut = _play_until_key(at, sound)
            part.next_state(Condition((cut,), actions=(part.to(key),), on="on-true"))
        else:
            part.act("playback", sound)
    part.run(_read_first(at, last or FsData("silence"), at.asking.wait))
    part.go(key)


def _read_first(at: Place, sound: FsData, seconds: int) -> Actions:
    if at.secret:
        return [_hear(at, sound, seconds * 1000)]
    keys = [] if at.first == KEYS else [Action("set", code("{}={}", KEYS, read(at.first)))]
    return [*read_key(sound, seconds, at.first), *keys]


def _hear(at: Place, sound: FsData, milliseconds: int) -> Action:
    return Action("lua", code("{} hear {} {}", at.part.site.script, milliseconds, sound))


def read_key(sound: FsData, seconds: int, into: FsData) -> Actions:
    """Reads one key, whichever."""
    return [Action("read", code("1 1 {} {} {} none", sound, into, seconds * 1000))]


def _play_until_key(at: Place, sound: FsData) -> Test:
    """Plays what a key cuts; the test says whether one did. `playback` writes the key to the log,
    so a secret is heard by Lua, which has to listen after it, but no longer than a frame."""
    part = at.part
    if at.secret:
        part.run([_hear(at, sound, 1)])
        return Test(FsData("${flowc_cut}"), FsData("^yes$"))
    part.act("set", code("playback_terminators=any"))
    part.act("playback", sound)
    part.act("set", code("playback_terminators=none"))
    pressed = FsData("${playback_terminator_used}")
    part.act("set", code("{}={}", KEYS, pressed))
    if at.first != KEYS:
        part.act("set", code("{}={}", at.first, pressed))
    return Test(read(KEYS), FsData("^[0-9*#]$"))


def told(into: str, *, secret: bool = False) -> Action:
    """The event for keys; which ones is in the channel's variables."""
    mask = (("secret", FsData("yes")),) if secret else ()
    return trace("keys", ("into", name(into)), *mask)


# ---- failed tries -------------------------------------------------------------------------------


class _Kind(NamedTuple):
    """One way to fail. `quiet`: a declined confirmation, which is a no-match without a message."""

    word: str
    state: FsData
    counted: FsData
    handlers: tuple[ir.Handler, ...]
    most: int
    gave_up: ir.Edge | None
    quiet: bool = False


def fails(at: Place, *, declined: bool = False) -> None:
    """The states `no-input` and `no-match` (and `declined`)."""
    asking, tries = at.asking, at.asking.tries
    silence = _Kind(
        "no-input",
        FsData("no-input"),
        SILENCES,
        asking.on_no_input,
        tries.no_input,
        asking.gave_up_no_input,
    )
    wrong = _Kind(
        "no-match",
        FsData("no-match"),
        WRONG,
        asking.on_no_match,
        tries.no_match,
        asking.gave_up_no_match,
    )
    _fail(at, silence)
    _fail(at, wrong)
    if declined:
        _fail(at, wrong._replace(state=FsData("declined"), quiet=True))


def _fail(at: Place, kind: _Kind) -> None:
    part = at.part
    tried = read(kind.counted)
    if at.asking.tries.shared:
        tried = joined("", [read(SILENCES), read(WRONG)])
    part.state(at.state(kind.state))
    part.act("set", code("{}={}x", kind.counted, read(kind.counted)))
    part.run([trace(kind.word, ("block", name(part.block)), ("tried", tried))])
    where = at.state(code("{}-then", kind.state))
    part.go(where)
    part.state(where)
    _choose(at, kind, Test(tried, code("^x{{{}}}$", kind.most)))


def _choose(at: Place, kind: _Kind, last: Test) -> None:
    """Which handler, and whether this was the last try."""
    part, ask = at.part, at.state(FsData("ask"))
    chosen: dict[int | None, ir.Handler] = {}
    for handler in kind.handlers:
        chosen.setdefault(handler.nth, handler)
    general = chosen.pop(None, None)
    states: list[tuple[FsData, ir.Handler, bool]] = []
    for nth, handler in [*chosen.items(), *([(None, general)] if general else [])]:
        tests = (Test(read(kind.counted), code("^x{{{}}}$", nth)),) if nth else ()
        where = at.state(code("{}-{}", kind.state, FsData("each" if nth is None else str(nth))))
        if handler.edge is None and kind.gave_up:
            part.decide(_to(part, (*tests, last), code("{}-last", where)))
            states.append((code("{}-last", where), handler, True))
        if tests:
            part.decide(_to(part, tests, where))
        else:
            part.go(where)
        states.append((where, handler, False))
    if general is None:
        if kind.gave_up:
            outcome = "gave-up" if at.asking.tries.shared else f"gave-up {kind.word}"
            gave_up = tuple(at.leave(kind.gave_up, outcome))
            part.decide(Condition((last,), actions=gave_up, on="on-true"))
        part.go(ask)
    for where, handler, is_last in states:
        part.state(where)
        _handle(at, kind, handler, last=is_last)


def _to(part: Part, tests: tuple[Test, ...], where: FsData) -> Condition:
    return Condition(tests, actions=(part.to(where),), on="on-true")


def _handle(at: Place, kind: _Kind, handler: ir.Handler, *, last: bool) -> None:
    """With an edge: all of it, uninterrupted, then the edge. On the last try: no prompts."""
    part, key = at.part, at.state(FsData("key"))
    for n, op in enumerate(handler.ops):
        if not isinstance(op, ir.Play):
            part.run(_done(part, op))
            continue
        if kind.quiet or (last and handler.edge is None):
            continue
        sound = speech.begin(part, op)
        if sound is None:
            continue
        if handler.edge or not op.barge_in:
            part.act("playback", sound)
            continue
        cut = _play_until_key(at, sound)
        others = [x for x in handler.ops[n + 1 :] if not isinstance(x, ir.Play)]
        rest = [a for x in others for a in _done(part, x)]
        part.next_state(Condition((cut,), actions=(*rest, part.to(key)), on="on-true"))
    if handler.edge:
        part.run(at.leave(handler.edge, kind.word))
    elif last and kind.gave_up:
        outcome = "gave-up" if at.asking.tries.shared else f"gave-up {kind.word}"
        part.run(at.leave(kind.gave_up, outcome))
    else:
        part.go(at.state(FsData("ask")))


def _done(part: Part, op: ir.QuietOp) -> Actions:
    match op:
        case ir.Set():
            return part.assign(op.var, op.value, op.span)
        case ir.Record():
            return part.record(op)
        case ir.Notify():
            return [part.lua(op.span, *notice(op))]
        case ir.RecordCall():
            return record_call(part, op)
