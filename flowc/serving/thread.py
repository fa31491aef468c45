"""`flowc serve` in a thread of another program."""

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from flowc.serve_plan import Plan
from flowc.serving.deployment import Served
from flowc.serving.log import Log, silent
from flowc.serving.pace import Pace
from flowc.serving.plans import together
from flowc.serving.running import Address, Companion
from flowc.serving.secret import Secrets
from flowc.serving.spool import Spool

LOOPBACK = Address("127.0.0.1", 0)


class Running:
    """A `flowc serve` that runs. `address` is HOST:PORT, where lookups are posted. In a
    `with`, it is stopped at the end."""

    def __init__(self, address: str, stop: "_Stop", thread: threading.Thread) -> None:
        """`start` makes it."""
        self.address = address
        self._stop = stop
        self._thread = thread

    def stop(self) -> None:
        """Take no more questions, end those under way, and return when the thread has ended. A
        second time does nothing."""
        self._stop.ask()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


class _Stop:
    """A wish to stop, from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()

    def ask(self) -> None:
        with suppress(RuntimeError):  # it has ended already
            self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self) -> None:
        await self._event.wait()


def start(  # noqa: PLR0913 - what a lab has otherwise, all with defaults
    plans: Sequence[Plan],
    *,
    secrets: Mapping[str, str] | None = None,
    base: str | None = None,
    speed: float = 1,
    spool: Path | None = None,
    listen: Address = LOOPBACK,
    log: Log = silent,
    fails: Callable[[str, str], bool] = lambda _call, _list: False,
) -> Running:
    """Run `flowc serve` for `plans` in a thread of this program, and return once it listens.

    It is the program that runs beside a switch in production, but for what a lab must have
    otherwise:

    - `listen`: by default 127.0.0.1 and a port that is free; `Running.address` says which.
    - `base`: an address that stands for the url of every service, `<base>/<service>`, as
      `flowc.switches.upstream.Upstream.base` gives it. Headers are sent as ever. Notices are
      posted to `<base>/webhooks/<name>` and `<base>/emails/<name>`, both as JSON. None: everything
      goes where the plans say.
    - `secrets`: values by name, and nothing else is looked at: neither the environment nor a file.
      Those of the plans that it lacks are sent as the word `secret`.
    - `speed`: how much faster than the clock on the wall the switch's runs. Time-outs are divided
      by it, but none is shorter than half a second; pauses between tries of a notice too.
    - `spool`: the folder of notices. None: notices are not delivered.
    - `fails`: is told the call and the list of every number that is looked for, in the thread of
      `flowc serve`, and says whether the lookup is to fail.
    - `log`: takes what it says of itself; by default nobody does.

    Each request to a service carries the header `Flowc-Call` with the `call` that the switch gave.
    Raises PlanError if two plans are for one context, ListenError if the address is taken,
    SpoolError if the spool can't be used. `stop`
    waits for requests under way, so a service that never answers holds it up for its time-out:
    stop the service first.
    """
    together(plans)
    given = dict(secrets or {})
    known = {name: given.get(name, "secret") for plan in plans for name, _ in plan.secrets()}
    served = [Served(plan, Secrets(known)) for plan in plans]
    begun: Future[tuple[str, _Stop]] = Future()

    async def run() -> None:
        try:
            kept = Spool(spool) if spool else None
            companion = Companion(spool=kept, pace=Pace(speed, base, fails), log=log)
            address = await companion.open(served, listen)
        except BaseException as e:  # noqa: BLE001 - it is raised where somebody waits for it
            begun.set_exception(e)
            return
        stop = _Stop()
        begun.set_result((str(address), stop))
        await stop.wait()
        await companion.close()

    thread = threading.Thread(target=asyncio.run, args=(run(),), name="flowc serve", daemon=True)
    thread.start()
    address, stop = begun.result()
    return Running(address, stop, thread)
