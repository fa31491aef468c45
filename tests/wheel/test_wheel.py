"""The wheel, installed elsewhere, is all that is needed."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_it_holds_what_the_program_reads_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"flowc/_data/{path}" for path in below("grammar") | below("targets")}
    wanted |= below("flowc/pages") | below("flowc/schemas") | {"flowc/py.typed"}
    assert wanted <= names
    strangers = {n for n in names if not n.startswith("flowc/") and ".dist-info/" not in n}
    assert not strangers
    assert not {n for n in names if n.startswith("flowc/") and "__pycache__" in n}


def below(folder: str) -> set[str]:
    files = {p for p in (ROOT / folder).rglob("*") if p.is_file() and p.suffix != ".pyc"}
    assert files, folder
    return {path.relative_to(ROOT).as_posix() for path in files}


@pytest.fixture(scope="module")
def flowc(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """flowc in an environment that has the wheel and what it declares, and nothing else."""
    env = tmp_path_factory.mktemp("elsewhere") / "env"
    bare = [sys.executable, "-m", "venv", "--without-pip", str(env)]
    subprocess.run(bare, check=True, capture_output=True)
    # this pip installs there; to compile all of what it installs takes longer than to run it
    pip = [sys.executable, "-m", "pip", "--python", str(env / "bin" / "python")]
    install = [*pip, "--disable-pip-version-check", "install", "-q", "--no-compile", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    return env / "bin" / "flowc"


@pytest.mark.parametrize("target", ["asterisk", "freeswitch"])
def test_installed_elsewhere_it_compiles_an_example(
    flowc: Path, target: str, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "examples" / "clinic", tmp_path / "clinic")
    env = {"PATH": os.defpath, "HOME": str(tmp_path)}
    command = [flowc, "compile", "clinic/clinic.flow", "--target", target, "--out", "out"]
    done = subprocess.run(
        [*command, "--set", f"{target}.outside=trunk/{{number}}"],
        cwd=tmp_path,
        env=env,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    written = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert any("clinic" in path.read_text(encoding="utf-8") for path in written)


def test_installed_elsewhere_it_tests_an_example(flowc: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "clinic", tmp_path / "clinic")
    done = subprocess.run(
        [flowc, "test", "clinic"], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
