"""What agents dial reaches a real mod_callcenter as the README says that it is loaded; and what
callers are called is never more than text to it."""

import asyncio
import re
from pathlib import Path

from flowc.switches.protocol import Loaded, Placed, Switch
from flowc.testing.agreement import agree
from flowc.testing.result import Result
from tests.agreement.conftest import opened
from tests.agreement.hostile import hostile_payloads, own_payloads
from tests.agreement.test_freeswitch_stock import Stock, running
from tests.switches.private import read
from tests.targets.freeswitch.lab import HERE, files

FLOW = HERE / "flows" / "queue.flow"

WAITS = """flow "Desk" { languages en }
number "100" -> desk
phone anna
agent anna { phone anna }
queue desk {
  agents anna
  strategy longest-idle
  ring 9s
  limit 2
  after 31s -> hangup
  on full -> hangup
  on no-agents -> hangup
  on failed -> hangup
}
test "waits" {
  call "100" from "+37061234567" name "Anna"
  wait 3s
  answer anna
  talk 3s then agent hangs up
  end agent
}
"""


async def install(stock: Stock) -> None:
    """Compile, and copy to where the README says."""
    made = files(FLOW)
    listed = set(re.findall(r"(?m)^- `(\S+)`$", made["README.md"]))
    for name, text in made.items():
        assert name in listed | {"README.md", "sounds.csv"}, name
        below = {"scripts": stock.folder}.get(name.partition("/")[0], stock.folder / "conf")
        (below / name).parent.mkdir(parents=True, exist_ok=True)
        (below / name).write_text(text, encoding="utf-8")
    assert await stock.api("reloadxml") == "+OK [Success]"
    assert (await stock.api("load mod_callcenter")).startswith("+OK")


async def status(stock: Stock, agent: str) -> str:
    return await stock.api(f"callcenter_config agent get status {agent}@flowc")


async def dial(stock: Stock, keys: str, user: str) -> str:
    """A registered phone dials; how its call ends."""
    name = f"code-{len(stock.events)}"
    said = f"{{origination_uuid={name},user_name={user}}}null/caller {keys} XML default"
    await stock.instance.socket.ask(f"bgapi originate {said}")
    return await stock.gone(name)


def test_agents_come_and_go_by_their_codes() -> None:
    async def run() -> None:
        async with running() as stock:
            await install(stock)
            assert "support-1@flowc" in await stock.api("callcenter_config queue list")
            assert await status(stock, "alice") == "Logged Out"
            for keys, user, comes in (
                ("*45", "alice_mobile", "Available"),
                ("*47", "alice_desk", "On Break"),
                ("*46", "alice_desk", "Logged Out"),
                ("*45", "alice_desk", "On Break"),
                ("*47", "alice_desk", "Available"),
            ):
                assert await dial(stock, keys, user) == "NORMAL_CLEARING"
                assert await status(stock, "alice") == comes, keys
            assert await dial(stock, "*45", "102") == "NORMAL_CLEARING"
            assert await status(stock, "bob") == "Available"
            assert await status(stock, "carol") == "Logged Out"

    asyncio.run(run())


def test_nobody_signs_in_for_another() -> None:
    async def run() -> None:
        async with running() as stock:
            await install(stock)
            for user in ("", "somebody", "alice", "alice_desk2"):
                assert await dial(stock, "*45", user) == "CALL_REJECTED"
            assert {await status(stock, who) for who in ("alice", "bob", "carol")} == {"Logged Out"}

    asyncio.run(run())


def test_a_hostile_name_waits_as_any_other(tmp_path: Path) -> None:
    path = tmp_path / "desk.flow"
    path.write_text(WAITS, encoding="utf-8")
    with opened("freeswitch") as switch:
        loaded, (result,) = read(path)
        assert result.failure is None
        switch.load(loaded)
        canary = tmp_path / "canary"
        names = {**hostile_payloads(canary), **own_payloads(canary)}
        names["a row"] = "x|Waiting|9"
        results = [named(result, name) for name in names.values() if "\0" not in name]
        assert parted(switch, loaded, results) == []
        assert not list(tmp_path.glob("canary*"))


def named(result: Result, name: str) -> Result:
    """The test, called by somebody of that name."""
    (log,) = result.calls
    return result._replace(calls=(log._replace(call=log.call._replace(name=name)),))


def parted(switch: Switch, loaded: Loaded, results: list[Result]) -> list[str]:
    """Where a call goes another way. Harm is done every time: one that parts is made again."""
    left = results
    for _ in range(3):
        placed = list(switch.place(loaded.program, left))
        left = [one.result for one in placed if _parts(one)]
        if not left:
            return []
    return [f"{result.calls[0].call.name!r}" for result in left]


def _parts(placed: Placed) -> bool:
    (log,), (told,) = placed.result.calls, placed.told
    return bool(agree(log.trace, told.trace, "freeswitch") or told.stuck)
