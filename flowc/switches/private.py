"""A private switch as `flowc test --on` uses it.

What it tells is heard by a thread of its own, so that calls go on at their pace whatever the one
who asked for them does meanwhile.
"""

import asyncio
import queue
import threading
from abc import ABC, abstractmethod
from collections.abc import Coroutine, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast

from flowc.runtime.machine import compile_program
from flowc.semantics.ir import Program
from flowc.switches.course import courses
from flowc.switches.guarded import writing
from flowc.switches.protocol import Loaded, Placed
from flowc.switches.running import Host, Item, L, Running, needed
from flowc.testing.result import Result

if TYPE_CHECKING:
    from flowc.runtime.protocol import Machine

T = TypeVar("T")


class _Known(Generic[L]):
    """A program that was loaded: how the runtime plays it, and its lanes."""

    def __init__(self, loaded: Loaded, lane: L) -> None:
        self.loaded = loaded
        self.machine: Machine = compile_program(loaded.program)
        self.lanes = [lane]


def _first(error: BaseException) -> BaseException:
    """What went wrong first, of tasks within tasks."""
    found = error
    while isinstance(found, BaseExceptionGroup):
        found = cast("BaseExceptionGroup[BaseException]", found).exceptions[0]
    return found


class PrivateSwitch(ABC, Generic[L]):
    """A switch in a folder of its own, up from `with` on."""

    name: str
    version: str

    def __init__(self) -> None:
        """It does not run yet."""
        self._known: list[_Known[L]] = []
        self._stale = False
        self._adding = threading.Lock()
        self._reloading = asyncio.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name=f"flowc-{self.name}", daemon=True)

    @abstractmethod
    def _open(self) -> Host[L]:
        """Its folder, nothing started yet. Raises Broken."""

    def __enter__(self) -> Self:
        """Start it."""
        self._host = self._open()
        self._thread.start()
        try:
            self._do(self._host.boot())
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._host.close()
        self._host.services.close()
        self._loop.close()

    def load(self, program: Loaded) -> None:
        """See the protocol. The switch is told when the first of its tests is run."""
        with writing():
            self._known.append(_Known(program, self._host.add(program)))
        self._stale = True

    def place(self, program: Program, results: Iterable[Result]) -> Iterator[Placed]:
        """See the protocol. Several programs' tests may be placed at once, by threads. Raises
        Broken if the switch goes away."""
        known = next(k for k in self._known if k.loaded.program is program)
        silent = self._host.silent
        items = [Item(r, courses(known.machine, r, silent=silent)) for r in results]
        with self._adding, writing():
            while len(known.lanes) < needed(items):
                known.lanes.append(self._host.add(known.loaded))
                self._stale = True
            cut = {c.cut for item in items for c in item.courses}
            self._host.lengthen(known.lanes[0], cut)
        done: queue.SimpleQueue[Placed | None] = queue.SimpleQueue()
        running = Running(self._host, known.lanes, done.put)
        future = asyncio.run_coroutine_threadsafe(self._run(running, items), self._loop)
        future.add_done_callback(lambda _: done.put(None))
        try:
            while (placed := done.get()) is not None:
                yield placed
            future.result()
        finally:
            future.cancel()

    async def _run(self, running: Running[L], items: list[Item]) -> None:
        try:
            async with self._reloading:
                if self._stale:
                    self._stale = False
                    with writing():
                        await self._host.update()
            await running.run(items)
        except (ConnectionError, ExceptionGroup) as e:
            if self._host.over:
                self._host.fail("ended while calls were made")
            raise _first(e) from e

    async def _end(self) -> None:
        """End what is still under way, after Ctrl-C above all: a task left behind would complain.
        So would a connection."""
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        self._host.hang_up()
        await asyncio.sleep(0)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
