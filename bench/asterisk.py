"""What a call costs on Asterisk: compiled by flowc, and written by hand.

A menu, opening hours and a ring group: the dialplan that a competent admin would write, the one
that flowc compiles from `SHOP`, and that one without its trace. All three are loaded in one private
Asterisk and take turns. A call comes in during opening hours, hears the menu, presses a key within
the prompt, is put through to one of two phones, and ends when that phone hangs up. What counts is
the processor time of the Asterisk process for each call: everything is in it that the call makes
Asterisk do, the phones' legs and the one that calls included. Caller and phones are Local channels,
which cost less than SIP: the share of the dialplan is larger here than it would be with SIP.

`bare` calls last a second, half of it silent: nearly all of their cost is setting up and taking
down, which no real call comes near. `talking` calls hear the menu for 4 s and talk for 10 s.
"""

import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from flowc import pipeline
from flowc.backends import registry
from flowc.switches.asterisk import configuration
from flowc.switches.asterisk.finding import Found, find
from flowc.switches.protocol import Missing


class Kind(NamedTuple):
    """A kind of call: how many in a turn, seconds between two of them, how long one lasts, turns of
    each dialplan, seconds before the caller presses a key, what both sides do in the talk."""

    name: str
    calls: int
    every: float
    lasts: float
    rounds: int
    hears: float
    talks: str


BARE = Kind("bare calls", 120, 0.025, 3, 7, 0.8, "Wait(0.2)")
TALKING = Kind("talking calls", 60, 0.12, 16, 3, 4, "Playback(flowc/talk)")

TUESDAY = 1_773_136_800
"""2026-03-10 12:00 in Vilnius: the shop is open."""

SHOP = """
flow "Shop" { timezone Europe/Vilnius languages en on failed -> voicemail_box }
number "+37052000000" -> hours
phone anna
phone bob
schedule office { open mon-fri 08:00-18:00 open sat 10:00-14:00 closed 12-24..12-26 closed 01-01 }
step hours { if office is open -> main  play { en "We are closed." } -> hangup }
menu main {
  play { en "For sales, press 1. For service, press 2." }
  press 1 -> sales
  press 2 -> voicemail_box
  on gave-up -> voicemail_box
}
ring sales { call anna, bob for 20s  on busy -> voicemail_box  on no-answer -> voicemail_box }
voicemail voicemail_box {
  play { en "Leave a message." } mailbox "100"  on failed -> hangup
}
"""

BY_HAND = """
[by-hand]
exten => +37052000000,1,Set(CHANNEL(language)=en)
 same => n,GotoIfTime(*,*,24-26,dec,Europe/Vilnius?closed)
 same => n,GotoIfTime(*,*,1,jan,Europe/Vilnius?closed)
 same => n,GotoIfTime(08:00-17:59,mon-fri,*,*,Europe/Vilnius?by-hand-menu,s,1)
 same => n,GotoIfTime(10:00-13:59,sat,*,*,Europe/Vilnius?by-hand-menu,s,1)
 same => n(closed),Playback(flowc/hours-1)
 same => n,Hangup()

[by-hand-menu]
exten => s,1,Answer()
 same => n,Set(tries=0)
 same => n(ask),BackGround(flowc/main-1)
 same => n,WaitExten(5)
exten => 1,1,Goto(by-hand-sales,s,1)
exten => 2,1,Goto(by-hand-voicemail,s,1)
exten => i,1,Goto(t,1)
exten => t,1,Set(tries=$[${tries} + 1])
 same => n,GotoIf($[${tries} < 3]?s,ask:by-hand-voicemail,s,1)

[by-hand-sales]
exten => s,1,Dial(Local/anna@bench-phones/n&Local/bob@bench-phones/n,20,g)
 same => n,Goto(s-${DIALSTATUS},1)
exten => s-ANSWER,1,Hangup()
exten => _s-.,1,Goto(by-hand-voicemail,s,1)

[by-hand-voicemail]
exten => s,1,Playback(flowc/voicemail_box-1)
 same => n,VoiceMail(100@default,s)
 same => n,Hangup()
"""


def around(kind: Kind) -> str:
    """Where calls come from, and the phones."""
    return f"""
[bench-calls]
exten => _X.,1,Set(way=${{CUT(EXTEN,*,2)}})
 same => n,Set(left=${{CUT(EXTEN,*,1)}})
 same => n(next),Originate(Local/${{way}}@bench-in/n,exten,bench-caller,s,1,,a)
 same => n,Wait({kind.every})
 same => n,Set(left=$[${{left}} - 1])
 same => n,GotoIf($[${{left}} > 0]?next)
 same => n,Hangup()
[bench-in]
exten => _X,1,Set(flowc_clock_shift=$[{TUESDAY} - ${{EPOCH}}])
 same => n,Set(TESTTIME={TUESDAY})
 same => n,Goto(bench-way-${{EXTEN}},s,1)
[bench-caller]
exten => s,1,Wait({kind.hears})
 same => n,SendDTMF(1)
 same => n,{kind.talks}
 same => n,Wait(30)
[bench-phones]
exten => anna,1,Answer()
 same => n,{kind.talks}
 same => n,Hangup()
exten => bob,1,Ringing()
 same => n,Wait(30)
"""


WAYS = {"by hand": "by-hand", "compiled": "flowc", "compiled, no trace": "quiet"}


class Running(NamedTuple):
    """An Asterisk that runs, and where its AMI listens."""

    process: subprocess.Popen[bytes]
    port: int

    def seconds(self) -> float:
        """Processor time that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100  # ticks, as proc(5) has them


# ---- the dialplans ------------------------------------------------------------------------------


def compiled(folder: Path, context: str) -> str:
    """The shop as flowc writes it, with phones that are Local channels."""
    path = folder / "shop.flow"
    path.write_text(SHOP, encoding="utf-8")
    (work,) = pipeline.check((str(path),)).works
    target = registry.load("asterisk")
    assert target is not None
    sets = f"asterisk.context={context}", "asterisk.phone=Local/{name}@bench-phones/n"
    made = pipeline.compile_for(work, target, target.versions[0], None, sets)
    assert made.artefacts, made.diagnostics
    return next(a.text for a in made.artefacts if a.path.startswith("extensions_"))


_LINE = re.compile(r"(exten => [^,]+,1| same => n)(\([\w-]+\))?,(.*)")


def without_trace(text: str) -> str:
    """The same dialplan without what only tells; a label, or being the first line of an extension,
    goes to the next."""
    found: list[str] = []
    head = label = ""
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if not match:
            found.append(line)
            continue
        start, name, app = match.groups()
        head = start if start.startswith("exten") else head
        if name and label:
            found.append(f"{head or ' same => n'}{label},NoOp()")
            head = ""
        label = name or label
        if app.startswith("UserEvent(") or (app.startswith("ExecIf(") and "?UserEvent(" in app):
            continue
        found.append(f"{head or ' same => n'}{label},{app}")
        head = label = ""
    return "\n".join(found) + "\n"


def dialplan(folder: Path, kind: Kind) -> str:
    """Everything that is loaded."""
    ways = "".join(
        f"[bench-way-{n}]\nexten => s,1,Goto({context},+37052000000,1)\n"
        for n, context in enumerate(WAYS.values())
    )
    quiet = without_trace(compiled(folder, "quiet"))
    assert "UserEvent(" not in quiet
    return f"[general]\n{around(kind)}{ways}{BY_HAND}{compiled(folder, 'flowc')}{quiet}"


# ---- the Asterisk -------------------------------------------------------------------------------


@contextmanager
def running(folder: Path, found: Found, kind: Kind) -> Generator[Running]:
    """A private Asterisk as a stock one logs, with all three dialplans."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    conf = configuration.write(folder, found, port, "bench")
    etc = conf.parent
    (etc / "extensions.conf").write_text(dialplan(folder, kind), encoding="utf-8")
    with (etc / "modules.conf").open("a", encoding="utf-8") as modules:
        modules.write("load => app_originate.so\n")
    for name, seconds in {"hours-1": 5, "main-1": 5, "voicemail_box-1": 5, "talk": 10}.items():
        sound = folder / "data" / "sounds" / "en" / "flowc" / f"{name}.sln"
        sound.parent.mkdir(parents=True, exist_ok=True)
        sound.write_bytes(bytes(2 * 8000 * seconds))  # of silence
    command = [str(found.program), "-C", str(conf), "-f", "-n"]
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        one = Running(process, port)
        _when_it_answers(one)
        yield one
    finally:
        process.terminate()
        process.wait()


def _when_it_answers(one: Running) -> None:
    for _ in range(300):
        try:
            connected(one, "Ping").close()
        except OSError:
            time.sleep(0.1)
        else:
            time.sleep(1)
            return
    message = "Asterisk did not come up"
    raise TimeoutError(message)


def connected(one: Running, action: str, events: str = "off") -> socket.socket:
    """A connection to AMI that has been told to do one thing."""
    line = socket.create_connection(("127.0.0.1", one.port))
    login = f"Action: Login\r\nUsername: flowc\r\nSecret: bench\r\nEvents: {events}\r\n\r\n"
    line.sendall(f"{login}Action: {action}\r\n\r\n".encode())
    return line


def turn(one: Running, way: int, kind: Kind, *, listening: bool) -> float:
    """Seconds of processor time for a call, over one turn."""
    before = one.seconds()
    channel = f"Local/{kind.calls}*{way}@bench-calls/n"
    call = f"Originate\r\nChannel: {channel}\r\nApplication: Wait\r\nData: 600\r\nAsync: yes"
    starter = connected(one, call)
    time.sleep(0.3)
    starter.close()  # a connection that hears nothing would be one that listens to Asterisk
    listener = connected(one, "Ping", "call,user") if listening else None
    end = time.monotonic() + kind.calls * kind.every + kind.lasts
    while time.monotonic() < end:
        if listener is None:
            time.sleep(0.1)
            continue
        listener.settimeout(0.1)
        try:
            listener.recv(1 << 20)
        except TimeoutError:
            continue
    if listener:
        listener.close()
    return (one.seconds() - before) / kind.calls


def main() -> None:
    """Measure, and print medians and ratios."""
    try:
        found = find()
    except Missing as missing:
        print(f"asterisk: skipped, {missing}")
        return
    for kind in (BARE, TALKING):
        with tempfile.TemporaryDirectory() as folder, running(Path(folder), found, kind) as one:
            for listening in (False, True):
                taken: dict[str, list[float]] = {name: [] for name in WAYS}
                for _ in range(kind.rounds):
                    for n, name in enumerate(WAYS):
                        taken[name].append(turn(one, n, kind, listening=listening))
                _report(taken, f"{kind.name}, {'one' if listening else 'no'} AMI listener")


def _report(taken: dict[str, list[float]], heading: str) -> None:
    print(f"{heading}:")
    base = taken["by hand"]
    for name, seconds in taken.items():
        ratio = statistics.median(a / b for a, b in zip(seconds, base, strict=True))
        median = statistics.median(seconds)
        print(
            f"  {median * 1000:6.2f} ms a call  {1 / median:5.0f} calls/s  {ratio:5.3f} x  {name}"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
