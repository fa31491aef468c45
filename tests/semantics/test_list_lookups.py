"""Flows that ask lists from files: what is found in the flow and in the files, with lines."""

from pathlib import Path

import pytest

from flowc import pipeline
from flowc.semantics import ir

HEAD = """flow "T" { languages en  on failed -> desk  on gave-up -> desk }
number "1" -> ask
list vip from "vip.csv"
list own { "+370*" }
var tier: one of (gold, bronze) = bronze
var name: text = "-"
var due: number = 0
"""
TAIL = 'voicemail desk { mailbox "100"  on failed -> hangup }\n'
VIP = "number,tier,name\n+37060000001,gold,Jonas\n+3706*,,\n"


def checked(folder: Path, text: str, vip: bytes | str | None = VIP) -> pipeline.Work:
    (folder / "a.flow").write_text(HEAD + text + TAIL, encoding="utf-8")
    if vip is not None:
        data = vip if isinstance(vip, bytes) else vip.encode()
        (folder / "vip.csv").write_bytes(data)
    return pipeline.check((str(folder / "a.flow"),)).works[0]


def found(work: pipeline.Work) -> list[tuple[str, int, str, str]]:
    """File, line, code and message of what was found; unused names are no subject here."""
    return [
        (
            Path(d.primary.span.path).name,
            work.sources[d.primary.span.path].position(d.primary.span.start).line
            - (HEAD.count("\n") if d.primary.span.path.endswith("a.flow") else 0),
            d.code,
            d.message,
        )
        for d in pipeline.ordered(work.diagnostics)
        if d.code != "F109"
    ]


LOOK = """step ask {
  lookup vip for caller.number {
    read tier = .tier or bronze
    read name = .name or "-"
    on not-found -> desk
  }
  -> desk
}
"""


def asking(ways: str) -> str:
    """A step that looks up who calls."""
    return f"step ask {{ lookup vip for caller.number {{ {ways} }}  -> desk }}"


IN = "step ask { if caller.number in vip -> desk  -> desk }\n"


def test_a_file_is_read_where_the_flow_is(tmp_path: Path) -> None:
    work = checked(tmp_path, LOOK)
    assert found(work) == []
    assert work.program
    (vip,) = work.program.file_lists
    assert (vip.name, vip.columns, [row.pattern for row in vip.rows]) == (
        "vip",
        ("tier", "name"),
        ["+37060000001", "+3706"],
    )
    assert [n.name for n in work.program.lists] == ["own"]


def test_each_if_that_asks_a_list_asks_before_it_is_judged(tmp_path: Path) -> None:
    text = """step ask {
      if caller.name is set -> desk
      if caller.number in own or caller.number in vip and caller.number in vip -> desk
      if caller.number not in vip -> desk
      -> desk
    }
    """
    work = checked(tmp_path, text)
    assert found(work) == []
    assert work.program
    step = next(b for b in work.program.blocks if isinstance(b, ir.Step))
    kinds = [type(op).__name__ for op in step.ops]
    assert kinds == ["Branch", "Lookup", "Branch", "Lookup", "Branch"]
    asked = [op for op in step.ops if isinstance(op, ir.Lookup)]
    assert [(op.service, op.method, op.into) for op in asked] == [
        ("vip", "list", ir.Var(f"ask.in{n}", ir.Type("yes-no"))) for n in (1, 2)
    ]
    outcomes = [arm.outcome for op in step.ops if isinstance(op, ir.Branch) for arm in op.arms]
    assert outcomes == ["if 1", "if 2", "if 3"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("step ask { lookup own for caller.number { on not-found -> desk }  -> desk }", "F105 the"),
        ("step ask { lookup vpi for caller.number { on not-found -> desk }  -> desk }", "F101 the"),
        ("step ask { lookup vip for due { on not-found -> desk }  -> desk }", "F103 a list holds"),
        ("step ask { if due in vip -> desk  -> desk }", "F103 a list holds numbers"),
        ("step ask { lookup vip for caller.number { on failed -> desk }  -> desk }", "F104 `ask`"),
        (
            asking("on refused -> desk  on not-found -> desk"),
            "F101 there is no outcome of a lookup called `refused`",
        ),
        (
            asking("read tier = .a.b  on not-found -> desk"),
            "F105 a row of a list has columns",
        ),
        (
            asking("read tier = .teir  on not-found -> desk"),
            "` has no column `teir`",
        ),
        (
            'step ask { play "A." when caller.number in vip, otherwise "B."  -> desk }',
            "F127 `vip` stands in a file",
        ),
        (
            (
                'step ask { -> m }  menu m { play "A."  press 1 -> desk if caller.number in vip  '
                "press 2 -> desk }"
            ),
            "F127 `vip` stands in a file",
        ),
        (
            IN.strip() + ' service vip { url "https://x.example"  timeout 1s }',
            "F102 `vip` is a list from a file, and a service too",
        ),
    ],
)
def test_what_a_flow_says_wrongly_of_a_list(tmp_path: Path, text: str, wanted: str) -> None:
    said = [f"{code} {message}" for _, _, code, message in found(checked(tmp_path, text + "\n"))]
    errors = [one for one in said if not one.startswith(("F2", "F5"))]
    assert len(errors) == 1, said
    assert wanted in errors[0]


@pytest.mark.parametrize(
    ("vip", "wanted"),
    [
        ("number;tier;name\n", [(1, "F125", "the columns are divided by `;`, not by commas")]),
        (
            "number,tier,name\n+370 6,gold,\n\n+370,silver,\n",
            [
                (2, "F125", "`+370 6` is no number and no pattern of one"),
                (4, "F126", "`silver` in `tier` is not one of gold, bronze"),
            ],
        ),
        ("number,tier,name\n+370,gold,a\n+370,gold,b\n", [(3, "F125", "`+370` stands in line 2")]),
        (f"number,tier,name\n+370,gold,{'x' * 201}\n", [(2, "F126", "`" + "x" * 39 + "…` in")]),
        ('number,tier,name\n+370,gold,"a\nb"\n', [(2, "F126", "`a?b` in `name` is not a text")]),
    ],
)
def test_what_is_wrong_in_a_file_is_shown_there(
    tmp_path: Path, vip: str, wanted: list[tuple[int, str, str]]
) -> None:
    said = found(checked(tmp_path, LOOK, vip))
    assert [(file, line, code) for file, line, code, _ in said] == [
        ("vip.csv", line, code) for line, code, _ in wanted
    ]
    for (_, _, _, message), (_, _, start) in zip(said, wanted, strict=True):
        assert message.startswith(start)


@pytest.mark.parametrize(
    ("vip", "told"),
    [
        (None, "there is no file `"),
        (b"number\n\xe9\n", "vip.csv` is not UTF-8: line 2 holds the byte 0xe9"),
        (b"\xff\xfen\0", "vip.csv` is UTF-16"),
        (b"x" * 8_000_001, "vip.csv` has more than 8 MB"),
    ],
)
def test_a_file_that_can_not_be_read_is_told_where_it_is_named(
    tmp_path: Path, vip: bytes | None, told: str
) -> None:
    ((file, _, code, message),) = found(checked(tmp_path, IN, vip))
    assert (file, code) == ("a.flow", "F124")
    assert told in message


@pytest.mark.parametrize("path", ["/etc/passwd", "C:\\\\vip.csv", "https://x.example/vip.csv", ""])
def test_a_file_is_named_beside_the_flow(tmp_path: Path, path: str) -> None:
    work = checked(
        tmp_path,
        f'list far from "{path}"\nstep ask {{ if caller.number in far -> desk  -> desk }}\n',
    )
    assert [
        (code, message.endswith("is no path beside this file"))
        for _, _, code, message in found(work)
    ] == [("F124", True)]


def test_a_file_of_an_imported_flow_lies_beside_that_one(tmp_path: Path) -> None:
    inner = tmp_path / "lists"
    inner.mkdir()
    (inner / "b.flow").write_text('list far from "far.csv"\n', encoding="utf-8")
    (inner / "far.csv").write_text("number\n1\n", encoding="utf-8")
    text = 'import "lists/b.flow"\nstep ask { if caller.number in far -> desk  -> desk }\n'
    assert found(checked(tmp_path, text)) == []


def test_a_caller_who_is_cut_off_when_nobody_can_look_is_a_finding(tmp_path: Path) -> None:
    ways = "on not-found -> desk  on failed -> hangup"
    text = f"step ask {{ lookup vip for caller.number {{ {ways} }}  -> desk }}\n"
    ((_, _, code, message),) = found(checked(tmp_path, text))
    assert (code, message) == ("F214", "a caller is cut off when `flowc serve` is down")
