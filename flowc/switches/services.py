"""The services that programs ask on a private switch: a real `flowc serve`, and who answers it."""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from flowc.backends import receivers, served
from flowc.backends.target import Job
from flowc.runtime.protocol import LookingUp, Replied
from flowc.semantics import ir
from flowc.serving import Running, start
from flowc.settings import Given as Setting, Hook, Serve, Settings, Smtp
from flowc.switches.course import Course
from flowc.switches.protocol import Loaded
from flowc.switches.upstream import Answer, Asked, Given, Upstream

PLANTED = "planted-secret-"
"""What every secret that a lab gives to `flowc serve` begins with."""

_SHORTEST = 3
"""Seconds on the wall that a service has at least for an answer that comes: a machine that is busy
may take so long for what takes no time on a switch's clock."""

_IN_TIME = 0.5
"""Seconds before its time-out at which a reply comes that came in the very instant."""


def patient(loaded: Loaded, pace: int) -> Loaded:
    """The program as a switch of that pace is to run it: an answer that is to come does come, and
    one that is not is waited for in vain, a little longer than the flow says."""
    program = loaded.program
    least = _SHORTEST * pace
    services = (s._replace(timeout=max(s.timeout, least)) for s in program.services)
    lists = (one._replace(timeout=max(one.timeout, least)) for one in program.file_lists)
    patient_ = program._replace(services=tuple(services), file_lists=tuple(lists))
    return loaded._replace(program=patient_)


class Services:
    """What the programs of one switch ask. Nothing runs before the first of them asks anybody."""

    def __init__(self) -> None:
        """Nobody asks."""
        self._upstream: _Upstream | None = None
        self._running: list[Running] = []
        self._spool: TemporaryDirectory[str] | None = None

    def around(self, loaded: Loaded, settings: Settings, context: str, pace: int) -> Settings:
        """`settings` with what the program's services need, and with the address of a `flowc serve`
        that runs for its calls in `context`. `pace`: how much faster than the clock on the wall the
        switch's runs."""
        settings = settings.model_copy(update={"values": values(loaded.program)})
        settings = settings.model_copy(update=receiving(loaded.program))
        here = {one.name: str(Path(one.path).absolute()) for one in loaded.program.file_lists}
        settings = settings.model_copy(update={"lists": here})
        plan = served.plan(Job(loaded.program, settings, loaded.sources, ""), context)
        if plan is None:
            return settings
        self._upstream = self._upstream or _Upstream(pace)
        given = {name: PLANTED + secrets.token_hex(12) for name, _ in plan.secrets()}
        base, fails = self._upstream.base, self._upstream.fails
        running = start([plan], secrets=given, base=base, speed=pace, fails=fails)
        self._running.append(running)
        serve = Serve(address=running.address, spool=str(self.spool()))
        return settings.model_copy(update={"serve": serve})

    def spool(self) -> Path:
        """Where notices are written, and nobody takes them."""
        if self._spool is None:
            self._spool = TemporaryDirectory(prefix="flowc-spool-")
            (Path(self._spool.name) / "new").mkdir()
        return Path(self._spool.name)

    def begin(self, call: str, course: Course, asked: Callable[[], None]) -> None:
        """Answer a call, which the switch knows by this id, as it was answered in the runtime.
        `asked` is called whenever a service is asked for it, in the loop that runs now."""
        if self._upstream:
            loop = asyncio.get_running_loop()
            self._upstream.told[call] = lambda: loop.call_soon_threadsafe(asked)
            self._upstream.answers[call] = tuple(_answers(course))
            self._upstream.looks[call] = deque(_looks(course))

    def end(self, call: str) -> None:
        """The call is over."""
        if self._upstream:
            self._upstream.told.pop(call, None)
            self._upstream.answers.pop(call, None)
            self._upstream.looks.pop(call, None)

    def close(self) -> None:
        """Stop what runs."""
        if self._upstream:
            self._upstream.stop()
        for running in self._running:
            running.stop()
        if self._spool:
            self._spool.cleanup()


class _Upstream(Upstream):
    """Tells of every request before it is answered."""

    def __init__(self, pace: int) -> None:
        self.told: dict[str, Callable[[], object]] = {}
        self.looks: dict[str, deque[bool]] = {}
        super().__init__(speed=pace)

    def answer(self, asked: Asked) -> Given:
        told = self.told.get(asked.call)
        if told:
            told()
        return super().answer(asked)

    def fails(self, call: str, _list: str) -> bool:
        """Whether the next list that the call asks is to fail; one that no test speaks of does."""
        told, looks = self.told.get(call), self.looks.get(call)
        if told:
            told()
        return looks.popleft() if looks else True


def receiving(program: ir.Program) -> dict[str, object]:
    """Settings for everybody whom the program tells."""
    names: dict[str, set[str]] = {"webhook": set(), "email": set()}
    for op in receivers.notices(program):
        names[op.channel].add(op.name)
    if not any(names.values()):
        return {}
    hooks = names["webhook"]
    return {
        "webhooks": {name: Hook(url=Setting(text=f"http://127.0.0.1:9/{name}")) for name in hooks},
        "emails": dict.fromkeys(names["email"], "lab@example.com"),
        "smtp": Smtp.model_validate({"host": "127.0.0.1", "from": "lab@example.com"}),
    }


def values(program: ir.Program) -> dict[str, str]:
    """Something for every setting of the program's services: nobody is asked there."""
    found: dict[str, str] = {}
    for service in program.services:
        if isinstance(service.url, ir.Setting):
            found[service.url.name] = "http://127.0.0.1:9"
        for _, value in service.headers:
            if isinstance(value, ir.Setting):
                found.setdefault(value.name, "lab")
    return found


def _looks(course: Course) -> Iterator[bool]:
    """Whether each list that the call asked failed, in order."""
    for wait, event, _ in course.log.steps:
        if isinstance(wait, LookingUp) and wait.method == "list" and isinstance(event, Replied):
            yield event.status is None


def _answers(course: Course) -> Iterator[Answer]:
    """What each question of the call met, in order; who hung up meanwhile got no answer."""
    began = 0
    steps = course.log.steps
    for n, step in enumerate(steps):
        wait, t = step.wait, step.event.t
        following = steps[n + 1].wait if n + 1 < len(steps) else None
        if isinstance(wait, LookingUp) and wait.method != "list" and following != wait:
            yield _answer(wait, step.event, began)
        if following != wait:
            began = t


def _answer(wait: LookingUp, event: object, began: int) -> Answer:
    asked = wait.service, wait.method, wait.plain
    if not isinstance(event, Replied):
        return Answer(*asked, "times-out")
    after = (event.t - began) / 1000 - (_IN_TIME if event.t == wait.until else 0)
    given: Given = "fails" if event.status is None else (event.status, event.body)
    return Answer(*asked, given, max(after, 0))
