"""How long `flowc check` takes on a small file, against a Typer command that does nothing.

Measured where a user feels it: a wheel installed into an environment of its own, byte code kept.
The candidates take turns, so that a busy machine is busy for all of them; medians are compared.
Goal: at most 1.25.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROUNDS = 30

NOOP = """\
import typer

app = typer.Typer()


@app.command()
def hello(name: str) -> None:
    pass


app()
"""

FLOW = """\
flow "Bench" {
  timezone  Europe/Vilnius
  languages en, lt
  on gave-up -> team
}

number "+37052000000" -> welcome

schedule office {
  open   mon-fri 08:00-18:00
  closed 12-24..12-26 "Christmas"
}

phone anna
phone ben

prompt greeting {
  en "Welcome."
  lt "Sveiki."
}
prompt choices {
  en "For sales, press 1. For support, press 2."
  lt "Pardavimai: 1. Pagalba: 2."
}
prompt after_tone {
  en "Please leave a message after the tone."
  lt "Palikite žinutę po signalo."
}

step welcome {
  play greeting
  if office is closed -> message
  -> main
}

menu main {
  play    choices
  press 1 -> sales
  press 2 -> team
  wait    5s
  tries   3
}

ring sales {
  call anna for 20s
  on busy      -> message
  on no-answer -> message
  on failed    -> message
}

ring team {
  call anna, ben for 25s
  on busy      -> message
  on no-answer -> message
  on failed    -> message
}

voicemail message { play after_tone  mailbox "100"  on failed -> goodbye }
step goodbye { -> hangup }
"""


def install(folder: Path) -> Path:
    """A fresh environment with flowc's wheel in it; its folder of programs."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    _quietly(build, ROOT)
    _quietly([sys.executable, "-m", "venv", str(folder / "env")], folder)
    programs = folder / "env" / "bin"
    (wheel,) = folder.glob("*.whl")
    _quietly([str(programs / "pip"), "install", "-qq", str(wheel)], folder)
    return programs


def _quietly(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Measure, and print medians and ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs = install(folder)
        (folder / "noop.py").write_text(NOOP, encoding="utf-8")
        (folder / "bench.flow").write_text(FLOW, encoding="utf-8")
        python, flowc = str(programs / "python"), str(programs / "flowc")
        candidates = {
            "python -c pass": [python, "-c", "pass"],
            "a Typer command that does nothing": [python, str(folder / "noop.py"), "x"],
            "flowc --version": [flowc, "--version"],
            "flowc check, 60 lines": [flowc, "check", str(folder / "bench.flow")],
        }
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        env["XDG_CACHE_HOME"] = str(folder / "cache")
        times = measure(candidates, env)
    medians = {label: statistics.median(series) for label, series in times.items()}
    base = medians["a Typer command that does nothing"]
    for label, median in medians.items():
        print(f"{median * 1000:7.0f} ms  {median / base:5.2f} x  {label}")


def measure(candidates: dict[str, list[str]], env: dict[str, str]) -> dict[str, list[float]]:
    """Seconds that each command took, the commands taking turns."""
    times: dict[str, list[float]] = {label: [] for label in candidates}
    for turn in range(ROUNDS + 1):
        for label, command in candidates.items():
            start = time.perf_counter()
            subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
            if turn:  # the first one writes byte code and caches
                times[label].append(time.perf_counter() - start)
    return times


if __name__ == "__main__":
    main()
