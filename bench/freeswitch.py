"""What a call costs on FreeSWITCH: compiled by flowc, and written by hand.

A menu, opening hours and a ring group: the dialplan that a competent admin would write, the one
that flowc compiles from `SHOP`, and that one without its trace. All three are loaded in one private
FreeSWITCH and take turns. A call comes in during opening hours, hears the menu, presses a key
within the prompt, is put through to one of two phones, and ends when that phone hangs up. What
counts is the processor time of the FreeSWITCH process for each call: everything is in it that the
call makes FreeSWITCH do, the phones' legs included. Caller and phones are `null/` channels, which
cost less than SIP: the share of the dialplan is larger here than it would be with SIP.

`bare` calls last a second: nearly all of their cost is setting up and taking down. `talking` calls
hear the menu for 4 s and talk for 10 s. Needs a FreeSWITCH, found as `flowc test --on freeswitch`
finds it; without one nothing is measured.
"""

import os
import re
import socket
import statistics
import subprocess
import tempfile
import time
import wave
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from flowc import pipeline
from flowc.backends import registry
from flowc.source import Source
from flowc.switches.freeswitch.finding import Found, find
from flowc.switches.protocol import Missing


class Kind(NamedTuple):
    """A kind of call: how many at once, turns of each dialplan, seconds until the caller presses
    a key, seconds of talk."""

    name: str
    calls: int
    rounds: int
    hears: float
    talks: float


KINDS = (Kind("bare calls", 15, 30, 0.3, 0.5), Kind("talking calls", 15, 8, 4, 10))

SHOP = """flow "Shop" {
  timezone  Europe/Vilnius
  languages en
  on gave-up -> closed
}
number "+37052000000" -> start
schedule office { open mon-sun 00:00-24:00  closed 12-24..12-26 "Christmas" }
phone anna
phone jonas
step start {
  if office is open -> main
  -> closed
}
step closed { play { en "We are closed." }  -> hangup }
menu main {
  play { en "For sales press one, for support press two." }
  press 1 -> sales
  press 2 -> support
}
ring sales {
  call anna, jonas for 20s
  on no-answer -> closed
  on busy -> closed
  on failed -> closed
}
ring support {
  call jonas for 20s
  on no-answer -> closed
  on busy -> closed
  on failed -> closed
}
"""

PHONE = "[null_auto_answer_delay=200]null/{name}"

RING = """    <extension name="%s">
      <condition field="destination_number" expression="^choice-%s$">
        <action application="set" data="call_timeout=20"/>
        <action application="set" data="continue_on_fail=true"/>
        <action application="set" data="hangup_after_bridge=true"/>
        <action application="set" data="ignore_early_media=true"/>
        <action application="set" data="transfer_ringback=%%(2000,4000,440,480)"/>
        <action application="bridge" data="%s"/>
        <action application="transfer" data="closed XML hand"/>
      </condition>
    </extension>"""

ANNA, JONAS = (PHONE.format(name=name) for name in ("anna", "jonas"))
BY_HAND = """<include>
  <context name="hand">
    <extension name="main_number">
      <condition field="destination_number" expression="^\\+?37052000000$"/>
      <condition mon="12" mday="24-26" break="on-true">
        <action application="transfer" data="closed XML hand"/>
      </condition>
      <condition>
        <action application="answer"/>
        <action application="play_and_get_digits" data="1 1 3 5000 # \
${sounds_dir}/shop/en/main-1.wav silence_stream://250 choice ^[12]$"/>
        <action application="transfer" data="choice-${choice} XML hand"/>
      </condition>
    </extension>
SALES
SUPPORT
    <extension name="closed">
      <condition field="destination_number" expression="^(closed|choice-.*)$">
        <action application="answer"/>
        <action application="playback" data="${sounds_dir}/shop/en/closed-1.wav"/>
        <action application="hangup"/>
      </condition>
    </extension>
  </context>
</include>
""".replace("SALES", RING % ("sales", 1, f"{ANNA},{JONAS}")).replace(
    "SUPPORT", RING % ("support", 2, JONAS)
)

MODULES = re.findall(
    r"\w+", "commands dptools dialplan_xml event_socket loopback sndfile tone_stream db lua"
)
FOLDERS = re.findall(
    r"\w+", "conf log db run temp scripts sounds recordings storage cache certs htdocs grammar"
)
CONFIGURATION = """<document type="freeswitch/xml">
<section name="configuration">
<configuration name="switch.conf"><settings>
<param name="sessions-per-second" value="500"/>
<param name="api-expansion" value="false"/>
<param name="loglevel" value="err"/>
</settings></configuration>
<configuration name="modules.conf"><modules>
%(modules)s
</modules></configuration>
<configuration name="event_socket.conf"><settings>
<param name="listen-ip" value="127.0.0.1"/>
<param name="listen-port" value="%(port)d"/>
<param name="password" value="bench"/>
</settings></configuration>
<configuration name="logfile.conf"><profiles/></configuration>
<configuration name="lua.conf"><settings/></configuration>
<configuration name="db.conf"><settings/></configuration>
<configuration name="timezones.conf"><timezones>
<zone name="Europe/Vilnius" value="EET-2EEST,M3.5.0/3,M10.5.0/4"/>
</timezones></configuration>
</section>
<section name="dialplan">
<X-PRE-PROCESS cmd="include" data="%(home)s/dialplan/*.xml"/>
</section>
</document>
"""


class Switch:
    """A private FreeSWITCH and its event socket."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        """Waits until it takes calls."""
        self.process = process
        self.calls = 0
        for _ in range(600):
            try:
                self._socket = socket.create_connection(("127.0.0.1", port))
                break
            except OSError:
                time.sleep(0.05)
        self._file = self._socket.makefile("rb")
        self._answer()
        self._say("auth bench")
        while "is ready" not in self.api("status"):
            time.sleep(0.05)

    def api(self, command: str) -> str:
        """What the command says."""
        return self._say(f"api {command}")

    def _say(self, line: str) -> str:
        self._socket.sendall(f"{line}\n\n".encode())
        return self._answer()

    def _answer(self) -> str:
        length = 0
        while (line := self._file.readline().decode().strip()) or not length:
            if line.startswith("Content-Length:"):
                length = int(line.split()[1])
            if not line:
                return ""
        return self._file.read(length).decode()

    def seconds(self) -> float:
        """Processor time of the process so far."""
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def turn(self, context: str, kind: Kind) -> tuple[float, float]:
        """Processor and wall seconds for each of some calls at once."""
        began, used = time.monotonic(), self.seconds()
        calls = [f"call-{self.calls + n}" for n in range(kind.calls)]
        self.calls += kind.calls
        for call in calls:
            told = self.api(
                f"originate {{origination_uuid={call},origination_caller_id_number=+37061234567}}"
                f"null/caller +37052000000 XML {context}"
            )
            if not told.startswith("+OK"):
                raise SystemExit(told)
        time.sleep(kind.hears)
        for call in calls:
            self.api(f"uuid_recv_dtmf {call} 1")
        time.sleep(0.3 + kind.talks)
        for call in calls:
            self.api(f"uuid_kill {self.api(f'uuid_getvar {call} bridge_uuid')}")
        while any(self.api(f"uuid_exists {call}") == "true" for call in calls):
            time.sleep(0.05)
        wall = time.monotonic() - began
        return (self.seconds() - used) / kind.calls, wall / kind.calls


def compiled(name: str, *, traced: bool) -> dict[str, str]:
    """The flow's files, in a context of this name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.flow"
        path.write_text(SHOP, encoding="utf-8")
        (work,) = pipeline.check((str(path),)).works
        target = registry.load("freeswitch")
        assert target is not None
        settings = f'[freeswitch]\ncontext = "{name}"\nsounds = "shop"\nphone = "{PHONE}"\n'
        done = pipeline.compile_for(
            work, target, target.versions[0], Source("bench.toml", settings)
        )
        files = {a.path: a.text for a in done.artefacts}
    if not traced:
        dialplan = f"dialplan/{name}.xml"
        files[dialplan] = re.sub(r' *<action application="event".*\n', "", files[dialplan])
    return files


@contextmanager
def switch(found: Found) -> Generator[Switch]:
    """A FreeSWITCH with the three dialplans."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name in (*FOLDERS, "dialplan", "sounds/shop/en"):
            (home / name).mkdir(parents=True)
        files = compiled("flowc", traced=True) | compiled("quiet", traced=False)
        for path, text in (files | {"dialplan/hand.xml": BY_HAND}).items():
            if Path(path).parts[0] in {"dialplan", "scripts"} and path.count("/") == 1:
                (home / path).write_text(text, encoding="utf-8")
        for sound in ("main-1", "closed-1"):
            with wave.open(str(home / f"sounds/shop/en/{sound}.wav"), "wb") as file:
                file.setparams((1, 2, 8000, 0, "NONE", ""))
                file.writeframes(bytes(2 * 8000 * 8))
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        modules = "\n".join(f'<load module="mod_{m}"/>' for m in MODULES)
        text = CONFIGURATION % {"modules": modules, "port": port, "home": home}
        (home / "conf/freeswitch.xml").write_text(text, encoding="utf-8")
        folders = [x for name in FOLDERS for x in (f"-{name}", str(home / name))]
        command = [str(found.program), "-nonat", "-nonatmap", "-np", "-nf", "-nc"]
        command += [*folders, "-mod", str(found.modules)]
        environment = os.environ | {"LD_LIBRARY_PATH": str(found.libraries)}
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)
        try:
            yield Switch(process, port)
        finally:
            process.kill()
            process.wait()


def main() -> None:
    """Prints a table for each kind of call."""
    try:
        found = find()
    except Missing as e:
        print(f"skipped: {e}")
        return
    contexts = {"by hand": "hand", "compiled": "flowc", "without trace": "quiet"}
    with switch(found) as freeswitch:
        for kind in KINDS:
            for context in contexts.values():
                freeswitch.turn(context, kind._replace(calls=3))
            turns: dict[str, list[float]] = {name: [] for name in contexts}
            walls: dict[str, list[float]] = {name: [] for name in contexts}
            for n in range(kind.rounds):
                for name, context in list(contexts.items())[:: 1 if n % 2 else -1]:
                    used, wall = freeswitch.turn(context, kind)
                    turns[name].append(used)
                    walls[name].append(wall)
            base = statistics.median(turns["by hand"])
            for name, spent in turns.items():
                mean, middle = statistics.mean(spent), statistics.median(spent)
                print(
                    f"{kind.name}, {name:14}{middle * 1000:6.1f} ms a call"
                    f" (mean {mean * 1000:.1f}, least {min(spent) * 1000:.1f}),"
                    f" {middle / base:.2f} x by hand, {1 / middle:.0f} calls/s of a core,"
                    f" {1 / statistics.mean(walls[name]):.0f} made"
                )


if __name__ == "__main__":
    main()
