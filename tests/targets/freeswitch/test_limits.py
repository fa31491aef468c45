"""What FreeSWITCH does not allow, at its edges."""

from pathlib import Path

import pytest

from flowc import pipeline
from flowc.backends import registry

FLOW = """\
flow "Edges" {{ languages en  on failed -> hangup  on gave-up -> hangup }}
number "100" -> start
{}
"""


def codes(text: str, folder: Path) -> list[str]:
    """The codes of what is found, in order."""
    path = folder / "edges.flow"
    path.write_text(FLOW.format(text), encoding="utf-8")
    target = registry.load("freeswitch")
    assert target
    (work,) = pipeline.check((str(path),)).works
    assert not [d for d in work.diagnostics if d.severity == "error"]
    return [d.code for d in pipeline.compile_for(work, target, "1.10").diagnostics]


def ring(phones: int) -> str:
    names = [f"p{n}" for n in range(phones)]
    declared = " ".join(f"phone {name}" for name in names)
    return f"""\
{declared}
ring start {{
  call {", ".join(names)} for 2400000s
  on busy -> hangup
  on no-answer -> hangup
}}
"""


@pytest.mark.parametrize(("phones", "found"), [(128, []), (129, ["F725"])])
def test_so_many_phones_ring_together_however_long(
    phones: int, found: list[str], tmp_path: Path
) -> None:
    assert codes(ring(phones), tmp_path) == found


WAITS = (
    "step start {{ wait {}s -> hangup }}",
    'menu start {{ play "Press 1." press 1 -> hangup wait {}s }}',
    'menu start {{ play "Press 11." press 11 -> hangup between {}s }}',
    'step start {{ collect pin {{ play "Your code." digits 4 wait {}s }} -> hangup }}',
)


@pytest.mark.parametrize("wait", WAITS)
def test_a_wait_that_it_can_not_count_is_refused(wait: str, tmp_path: Path) -> None:
    assert codes(wait.format(2_000_000), tmp_path) == []
    assert codes(wait.format(2_000_001), tmp_path) == ["F724"]


CONFIRMED = """\
var member: yes-no = no
prompt old   {{ en "Your old code. To keep it, press 1; to change it, press 2." }}
prompt other {{ en "To keep it, press 1; to change it, press 2." }}
step start {{
  collect code {{
    play "Your code."
    digits 4
    {}
    confirm {{ play old when {}, otherwise other }}
  }}
  -> hangup
}}
"""


@pytest.mark.parametrize(
    ("secret", "asked", "found"),
    [
        ("secret", 'code = "1234"', ["F723"]),
        ("secret", "not (member is yes or code is set)", ["F723"]),
        ("secret", "member is yes", []),
        ("", 'code = "1234"', []),
    ],
)
def test_a_secret_chooses_no_prompt_before_it_is_confirmed(
    secret: str, asked: str, found: list[str], tmp_path: Path
) -> None:
    assert codes(CONFIRMED.format(secret, asked), tmp_path) == found
