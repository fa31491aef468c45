"""The places where a call can be."""

from typing import Literal, NamedTuple

from flowc.semantics.ir.ops import Op
from flowc.semantics.ir.steps import Asking, Notify, Play, Send
from flowc.semantics.ir.values import Cond, Edge, Var
from flowc.source import Span

# ---- blocks ------------------------------------------------------------------------------------


class Step(NamedTuple):
    """Actions in order, then `final` (outcome "done"). `kind` is "use" for the entry of a module
    placed as `id`: it sets the parameters and goes to the module's first block."""

    id: str
    ops: tuple[Op, ...]
    final: Edge
    span: Span
    kind: Literal["step", "use"] = "step"


class KeyArm(NamedTuple):
    when: Cond | None
    edge: Edge


class Key(NamedTuple):
    """A key or several: `pattern` of `0-9 * # X`, X any digit; `rest`: then any number of digits.
    An exact digit wins over X, X over rest. The first arm whose condition holds (judged when the
    key is matched) is taken, outcome "key 12" (the pattern as written); if none holds it is a
    no-match. `into`: the digits pressed are set there (traced before `leave`)."""

    pattern: str
    rest: bool
    arms: tuple[KeyArm, ...]
    into: Var | None
    unspoken: bool
    span: Span


class Phrase(NamedTuple):
    """What a caller may say instead of pressing a key, in whatever language the call is. `text` is
    as written; compared are its letters and digits (`flowc.semantics.words`). The first arm whose
    condition holds is taken, outcome "say sales"; if none holds it is a no-match."""

    text: str
    arms: tuple[KeyArm, ...]
    span: Span


class Menu(NamedTuple):
    """Keys are matched digit by digit: what nothing longer can start with acts at once, else
    `between` seconds are waited for more. Trace of a try: `play`s, `keys` into the block's id, then
    `leave` or `no-match`; silence is `no-input`.

    Where there are `phrases` speech counts while the menu waits for its first key, and during its
    prompts as a key does, which it cuts; not between two keys of an entry. It is traced as `speech`
    into the block's id, the phrase as written, "" for words that are none of them: a no-match.
    `accepted`: the targets whose callers do not speak, by `without speech on …`."""

    id: str
    asking: Asking
    keys: tuple[Key, ...]
    span: Span
    phrases: tuple[Phrase, ...] = ()
    accepted: tuple[str, ...] = ()
    kind = "menu"


class PhoneRef(NamedTuple):
    """A declared phone."""

    phone: str


class OutsideNumber(NamedTuple):
    """A number reached through the deployment's trunk."""

    number: str


class RingLine(NamedTuple):
    """Targets rung together for `seconds`."""

    targets: tuple[PhoneRef | OutsideNumber, ...]
    seconds: int
    span: Span


class Ring(NamedTuple):
    """Lines one after the other until somebody answers. A line is no-answer if any target rang
    out, else busy if any was busy, else failed; the block takes the best of its lines in that
    order. `done` (the other side hung up, the caller is still there) None: the call ends, by agent.
    `sends` come first.
    """

    id: str
    lines: tuple[RingLine, ...]
    busy: Edge
    no_answer: Edge
    failed: Edge
    done: Edge | None
    span: Span
    sends: tuple[Send, ...] = ()
    kind = "ring"


class Transfer(NamedTuple):
    """Hands the call over to a number reached through the deployment's trunk, rung for `seconds`
    as a ring's line is: whoever answers there takes it, and the flow has done its part. `shown`:
    the number that is seen there as the caller's (and no name); None: the caller's own. It does not
    answer the call before. Trace: a `ring`, then on an answer `leave` with outcome "transferred" to
    "transfer", and `end` by flow, cause transfer, at that moment, however long the two talk."""

    id: str
    number: str
    seconds: int
    shown: str | None
    busy: Edge
    no_answer: Edge
    failed: Edge
    span: Span
    kind = "transfer"


class Voicemail(NamedTuple):
    """Plays (not interruptible), then records at most `longest` seconds until `#`, hanging up or 5
    s of silence. `notices` leave when the message is there, hanging up included, in order. `done`
    None: the call ends, by flow."""

    id: str
    plays: tuple[Play, ...]
    mailbox: str
    longest: int
    failed: Edge
    done: Edge | None
    span: Span
    notices: tuple[Notify, ...] = ()
    kind = "voicemail"


class Share(NamedTuple):
    percent: int
    edge: Edge


class Split(NamedTuple):
    """Sends a share each way; outcome is "60%"; percents add up to 100."""

    id: str
    shares: tuple[Share, ...]
    span: Span
    kind = "split"


class Read(NamedTuple):
    """A value handed back by dialplan outside flowc, checked against its type on return; one that
    does not fit (or is absent, and an empty text is) is the outcome `failed`."""

    name: str
    var: Var


class External(NamedTuple):
    """Dialplan that is not flowc's. Naming no outcome, the call is gone for good (trace: `leave`
    with outcome "gone" to "external", `end` by flow, cause external)."""

    id: str
    reads: tuple[Read, ...]
    outcomes: tuple[tuple[str, Edge], ...]
    failed: Edge | None
    span: Span
    kind = "external"
