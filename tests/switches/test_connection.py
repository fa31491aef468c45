"""A switch goes away while something is still to be done to it."""

import asyncio
from typing import Any

from flowc.switches.asterisk.ami import Ami
from flowc.switches.connection import later


async def gone() -> tuple[list[bool], list[dict[str, Any]]]:
    """What is due a moment before and a moment after the connection is over: whether it could be
    done, and what asyncio had to complain of."""
    over, complaints, done = asyncio.Event(), list[dict[str, Any]](), list[bool]()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: complaints.append(context))

    def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop.call_later(0.1, writer.close)

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        ami = Ami(lambda _: None, over.set)
        await loop.create_connection(lambda: ami, *server.sockets[0].getsockname())

        def press() -> None:
            done.append(False)
            ami.send("PlayDTMF", Digit="5")
            done[-1] = True

        later(0, press)
        await over.wait()
        later(0, press)
        await asyncio.sleep(0.05)
    return done, complaints


def test_what_is_due_when_the_connection_is_over_is_left_undone_in_silence() -> None:
    assert asyncio.run(gone()) == ([True, False], [])
