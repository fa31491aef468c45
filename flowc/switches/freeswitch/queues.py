"""Queues on a private FreeSWITCH: what mod_callcenter is given, and what it tells.

Programs share the module. A lane's queues and agents have its context in their names, and the part
of the module's configuration that is theirs lies in a file of its own.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

from flowc.semantics.ir import Program, Queue
from flowc.semantics.scenario import Does
from flowc.switches.call import Heard
from flowc.switches.running import State

SUBCLASS = "callcenter::info"
MUSIC = "silence_stream://-1"
"""What is heard in every queue."""

PARTS = ("queues", "agents", "tiers")
FOLDERS = tuple(f"callcenter/{part}" for part in PARTS)
"""Folders of the configuration."""

_THERE = "Available"
_MOVES: dict[Does, str] = {
    "signs-in": "in",
    "signs-out": "out",
    "takes-a-break": "pause",
    "is-back": "back",
}
_WITHDRAWN = {"ORIGINATOR_CANCEL", "LOSE_RACE"}
_REASONS = {
    "CALL_REJECTED": "refused",
    "NO_ANSWER": "no-answer",
    "NO_USER_RESPONSE": "no-answer",
    "ALLOTTED_TIMEOUT": "no-answer",
    "PROGRESS_TIMEOUT": "no-answer",
    "USER_BUSY": "busy",
}
_BEST = ("refused", "no-answer", "busy", "failed")
"""What counts of several phones of an agent."""


class Staff(NamedTuple):
    """The agents of a lane, in which of its queues they are, and where they are, as the module told
    last."""

    agents: tuple[str, ...]
    tiers: tuple[tuple[str, str], ...]
    status: dict[str, str]

    def hear(self, event: Heard) -> None:
        """The module tells of an agent."""
        if event.get("CC-Action") == "agent-status-change":
            self.status[event["CC-Agent"]] = event["CC-Agent-Status"]

    def is_there(self, agent: str) -> bool:
        """Whether callers may be offered to the agent."""
        return self.status.get(agent, _THERE) == _THERE


def nobody() -> Staff:
    """The agents of a program without queues."""
    return Staff((), (), {})


def music(program: Program) -> dict[str, str]:
    """All of the program's, for the settings."""
    queues = (block for block in program.blocks if isinstance(block, Queue))
    return {queue.music: MUSIC for queue in queues if queue.music}


def lay(folder: Path, context: str, compiled: str) -> Staff:
    """Write the module's configuration as it was compiled for a lane, in parts."""
    root = ET.fromstring(compiled)  # noqa: S314 - our own
    for part in PARTS:
        inside = "".join(
            ET.tostring(one, encoding="unicode") for list_ in root.iter(part) for one in list_
        )
        text = f"<include>\n{inside}\n</include>\n"
        (folder / f"conf/callcenter/{part}/{context}.xml").write_text(text, encoding="utf-8")
    return Staff(
        tuple(agent.attrib["name"] for agent in root.iter("agent")),
        tuple((tier.attrib["queue"], tier.attrib["agent"]) for tier in root.iter("tier")),
        {},
    )


def set_up(staff: Staff, state: State) -> Iterator[str]:
    """The commands that let every agent begin anew, where the test says that they are."""
    for agent in staff.agents:
        name = agent.partition("@")[0]
        yield f"api callcenter_config agent del {agent}"
        yield f"api callcenter_config agent reload {agent}"
        paused, gone = name in state.paused, name in state.away
        yield f"api db insert/flowc-break/{agent}/{'yes' if paused else 'no'}"
        status = "Logged Out" if gone else "On Break" if paused else _THERE
        yield f"api callcenter_config agent set status {agent} '{status}'"
    for queue, agent in staff.tiers:
        yield f"api callcenter_config tier reload {queue} {agent}"


def moved(context: str, agent: str, does: Does) -> str:
    """The command that does what an agent's code does."""
    return f"api lua {context}-queue.lua move {agent}@{context} {_MOVES[does]}"


class Waiting:
    """What the module tells of one caller: whom it offers the call, and who refuses."""

    def __init__(self, program: Program, staff: Staff) -> None:
        """The caller is in no queue yet."""
        self._staff = staff
        self._queues = {b.id: b for b in program.blocks if isinstance(b, Queue)}
        self._queue = ""
        self._joined = 0
        self._causes: dict[str, list[str]] = {}
        self._rung = ""
        self._held: Heard | None = None

    def enter(self, queue: str, now: float) -> None:
        """The caller was let in. Times are seconds of the switch's clock."""
        self._queue, self._joined = queue, int(now)
        self._causes = {}
        self._rung = ""
        self._held = None

    def _why(self, now: float) -> str:
        """The step that holds, as the module finds it: by the seconds that have begun since."""
        queue, waited = self._queues[self._queue], int(now) - self._joined
        step = sum(need.after <= waited for need in queue.needs)
        return f"need {step}, {queue.strategy}"

    def left(self, agent: str, cause: str) -> None:
        """A phone of the agent does not ring any more."""
        self._causes.setdefault(agent.partition("@")[0], []).append(cause)

    def hear(self, event: Heard, now: float) -> Iterator[tuple[str, str, str]]:
        """What happened, to whom, why; nothing where the trace has nothing.

        Between two offers of one caller the module lets the second begin before it tells how the
        first ended: then it is told when that is."""
        agent = event.get("CC-Agent", "").partition("@")[0]
        match event.get("CC-Action"):
            case "agent-offering":
                together = self._queues[self._queue].strategy == "ring-all"
                if self._rung and not together:
                    self._held = event
                    return
                self._rung = agent
                self._causes.setdefault(agent, []).clear()
                yield "offer", agent, self._why(now)
            case "bridge-agent-fail":
                reason = self._reason(event)
                self._rung = "" if self._rung == agent else self._rung
                held, self._held = self._held, None
                if reason:
                    yield "refuse", agent, reason
                if held:
                    yield from self.hear(held, now)
            case _:
                pass

    def _reason(self, event: Heard) -> str:
        """Why an agent is not rung any more; "" where the caller is gone or has another."""
        causes = self._causes.pop(event["CC-Agent"].partition("@")[0], [])
        causes = [*causes, event.get("CC-Hangup-Cause", "")]
        if _WITHDRAWN & set(causes):
            return "" if self._staff.is_there(event["CC-Agent"]) else "away"
        found = {_REASONS.get(cause, "failed") for cause in causes}
        return next(reason for reason in _BEST if reason in found)

    @property
    def queue(self) -> str:
        """The queue that the caller is in."""
        return self._queue
