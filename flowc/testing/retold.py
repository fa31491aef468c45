"""A call made by hand, written down as the test that repeats it."""

from flowc.runtime.protocol import Call, Ended
from flowc.semantics.ir import Collect, Program, Step
from flowc.testing.deeds import Deed
from flowc.testing.handset import MESSAGE, TALK
from flowc.testing.moment import Moment
from flowc.testing.quoting import quoted

_CAUSES = ("hangup", "busy", "congestion", "transfer", "external")


def test_of(program: Program, call: Call, at: str, moment: Moment, title: str) -> str:
    """The test as text of a `.flow` file, without the import of the program.

    `at` is the start as local wall time, "" without a clock. What stood for the world (a busy
    phone, a share, an outcome from outside) becomes a `given`, which holds for the whole test.
    """
    known = {prompt.id for prompt in program.prompts if prompt.named}
    collected = {
        op.var
        for block in program.blocks
        if isinstance(block, Step)
        for op in block.ops
        if isinstance(op, Collect)
    }
    given = dict.fromkeys(line for deed in moment.done if (line := _given(deed)))
    lines = [f"at    {at}"] if at else []
    lines += [*given, _dial(call)]
    lines += [s for deed in _joined(moment.done) if (s := _statement(deed, known, collected))]
    if isinstance(moment.wait, Ended) and (word := _end(moment.wait)):
        lines.append(f"end   {word}")
    return f"test {quoted(title)} {{\n" + "".join(f"  {line}\n" for line in lines) + "}\n"


def _dial(call: Call) -> str:
    to = call.entry if call.entry is not None else quoted(call.to)
    line = f"call  {to}"
    if call.caller:
        line += f" from {quoted(call.caller)}"
    return f"{line} name {quoted(call.name)}" if call.name else line


def _joined(deeds: tuple[Deed, ...]) -> list[Deed]:
    """Keys that went into one place without anything between them, as one deed; so with waits."""
    joined: list[Deed] = []
    for deed in deeds:
        last = joined[-1] if joined else None
        if last and deed.what == last.what == "keys" and deed.more == last.more:
            joined[-1] = last._replace(detail=last.detail + deed.detail)
        elif last and deed.what == last.what == "wait":
            joined[-1] = last._replace(detail=str(int(last.detail) + int(deed.detail)))
        else:
            joined.append(deed)
    return joined


def _given(deed: Deed) -> str | None:  # noqa: PLR0911 - one for each kind of deed
    match deed.what:
        case "busy":
            return f"given {_phone(deed.detail)} is busy"
        case "fail":
            return f"given {_phone(deed.detail)} is unreachable"
        case "full":
            return f"given mailbox {quoted(deed.detail)} is full"
        case "share":
            return f"given split {deed.detail} takes {deed.more}"
        case "returned":
            outcome, *values = deed.more.split()
            changes = ", ".join(" = ".join(value.split("=", 1)) for value in values)
            return f"given {deed.detail} returns {outcome}" + (
                f" with {changes}" if changes else ""
            )
        case "replied":
            return f"given {deed.detail} {deed.more}"
        case _:
            return None


def _statement(deed: Deed, known: set[str], collected: set[str]) -> str | None:  # noqa: C901, PLR0911 - one for each kind of deed
    match deed.what:
        case "hear":
            words = quoted(deed.more) if deed.more else None
            return f"hear  {deed.detail}" if deed.detail in known else words and f"hear  {words}"
        case "keys" if deed.more in collected and deed.detail.rstrip("#").isdecimal():
            return f"enter {quoted(deed.detail.rstrip('#'))}"
        case "keys":
            return f"press {deed.detail}"
        case "speak":
            return f"speak {quoted(deed.detail)}"
        case "silence":
            return "stay silent"
        case "answer" | "refuse":
            return f"{deed.what} {_phone(deed.detail)}"
        case "agent":
            return f"agent {deed.detail} {deed.more}"
        case "wait":
            return f"wait  {deed.detail}s"
        case "talk":
            return f"talk  {TALK}s then agent hangs up"
        case "message":
            return f"message {MESSAGE}s"
        case "hang up" | "callback":
            return deed.what
        case _:
            return None


def _phone(phone: str) -> str:
    return phone if phone.isidentifier() else quoted(phone)


def _end(end: Ended) -> str | None:
    if end.by in ("caller", "agent"):
        return end.by
    return end.cause if end.cause in _CAUSES else None
