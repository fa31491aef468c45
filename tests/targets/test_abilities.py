"""The table of what each target can do is whole, and says what the compilers say."""

import ast
import re
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from flowc import pages
from flowc.backends import registry
from flowc.backends.abilities import Ability, approximate, exact, no
from flowc.backends.constructs import GROUPS
from flowc.backends.target import Compiled, Job, Target
from flowc.report.abilities import render
from flowc.report.text import painter
from flowc.semantics import ir
from tests.pages.test_pages import check, section, settings

ROOT = Path(__file__).parent.parent.parent
CODE = re.compile(r"F7\d\d")
DIGIT = {"asterisk": "[13]", "freeswitch": "[24]"}
KEYS = [one.key for group in GROUPS for one in group.constructs]


def built_in() -> list[Target]:
    found = [registry.load(name) for name, _ in registry.BUILT_IN]
    return [target for target in found if target]


TARGETS = built_in()
ROWS = [(target.name, row) for target in TARGETS for row in target.abilities]
CODED = [(name, row) for name, row in ROWS if row.code]


# ---- the language -------------------------------------------------------------------------------

OPS = {
    ir.Play: "play",
    ir.Set: "arrow.with",
    ir.Reset: "use",
    ir.Record: "record",
    ir.Answer: "answer",
    ir.Wait: "wait",
    ir.Branch: "logic",
    ir.Collect: "collect",
    ir.Lookup: "lookup",
    ir.Notify: "notify",
    ir.Send: "send",
    ir.RecordCall: "record-call",
}
CONDITIONS = {
    ir.Compare: "compare",
    ir.IsSet: "is-set",
    ir.InList: "list",
    ir.OneOf: "one-of",
    ir.StartsWith: "search",
    ir.Contains: "search",
    ir.Dials: "callback",
    ir.ScheduleIs: "schedule",
    ir.SwitchIs: "switch",
    ir.Dials: "callback",
    ir.Not: "logic",
    ir.And: "logic",
    ir.Or: "logic",
}
ACCEPTED = {
    ir.AcceptRange: "accept.range",
    ir.AcceptPattern: "accept.pattern",
    ir.AcceptLuhn: "accept.luhn",
    ir.AcceptPhone: "accept.phone",
    ir.AcceptDate: "accept.date",
}


def fields(kind: type, field: str) -> list[str]:
    """The words that a field of the call graph may hold."""
    return list(get_args(get_type_hints(kind)[field]))


def test_every_part_of_the_language_has_a_row() -> None:
    assert set(OPS) == set(get_args(ir.Op))
    assert set(CONDITIONS) == set(get_args(ir.Cond))
    assert set(ACCEPTED) == set(get_args(ir.Accept))
    blocks = [b.kind for b in get_args(ir.Block) if b is not ir.Step]
    wanted = [*OPS.values(), *CONDITIONS.values(), *ACCEPTED.values(), *blocks]
    wanted += fields(ir.Step, "kind")
    wanted += [f"say.{kind}" for kind in fields(ir.Type, "kind")]
    wanted += [f"caller.{field}" for field in fields(ir.CallerField, "field")]
    wanted += [f"call.{field}" for field in fields(ir.CallField, "field")]
    assert set(wanted) <= set(KEYS)


def test_a_construct_has_one_row() -> None:
    assert len(KEYS) == len(set(KEYS))


# ---- the rows -----------------------------------------------------------------------------------


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_a_target_says_once_of_everything_how_it_does_it(target: Target) -> None:
    assert sorted(row.construct for row in target.abilities) == sorted(KEYS)


@pytest.mark.parametrize(("target", "row"), ROWS, ids=lambda x: getattr(x, "construct", x))
def test_a_row_tells_what_is_not_exact(target: str, row: Ability) -> None:
    if row.does == "exact":
        assert (row.note, row.code) == ("", "")
    else:
        assert re.fullmatch(r"\S.{10,}\.", row.note)
    if row.does == "no":
        assert row.code, "what is refused is refused by a finding"
    if row.code:
        assert re.fullmatch(rf"F7{DIGIT[target]}\d", row.code)


# ---- the findings -------------------------------------------------------------------------------


def test_every_code_stands_in_one_row_and_has_its_page() -> None:
    codes = sorted(row.code for _, row in CODED)
    assert codes == [code for code in pages.codes() if CODE.fullmatch(code)]


def test_no_code_is_written_anywhere_else() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): node.value
        for path in (ROOT / "flowc").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CODE.fullmatch(node.value)
    }
    assert set(found) == {f"flowc/backends/{target.name}/abilities.py" for target in TARGETS}


@pytest.mark.parametrize(("target", "row"), CODED, ids=lambda x: getattr(x, "code", x))
def test_a_flow_is_refused_where_the_table_says_no(
    target: str, row: Ability, tmp_path: Path
) -> None:
    """The page's flow, for the row's target: an error where the row says no, else a warning."""
    page = pages.page(row.code)
    assert page
    wrong = section(page, "Wrong")
    assert wrong["target"] == target
    found = check(wrong, tmp_path, settings(page, "Wrong"))
    severities = {d.severity for d in found if d.code == row.code}
    assert severities == {"error" if row.does == "no" else "warning"}


# ---- the print ----------------------------------------------------------------------------------


def nothing(_: Job) -> Compiled:
    return Compiled((), ())


OTHER = Target(
    "other",
    ("3",),
    nothing,
    (
        *exact("menu"),
        approximate("ring", "It rings a little late."),
        no("split", "It has no dice.", "F790"),
        approximate("steam", "It whistles."),
    ),
)


def test_a_target_of_another_package_stands_beside_the_others() -> None:
    text = render([*TARGETS, OTHER], painter(colour=False))
    lines = [re.split(r"  +", line.strip()) for line in text.splitlines()]
    assert ["calls", "asterisk 22", "freeswitch 1.10", "other 3"] in lines
    assert ["`menu`", "exact", "exact", "exact"] in lines
    assert ["`ring`, line after line", "exact", "exact", "approximate"] in lines
    assert ["other: It rings a little late."] in lines
    assert ["other (F790): It has no dice."] in lines
    assert ["`step`", "exact", "exact", "not said"] in lines
    assert ["steam", "not said", "not said", "approximate"] in lines


def test_a_target_that_says_nothing_is_no_error() -> None:
    text = render([Target("silent", ("1",), nothing)], painter(colour=False))
    assert text.count("not said") == len(KEYS)


def test_colours_take_no_room() -> None:
    plain = render(TARGETS, painter(colour=False))
    painted = render(TARGETS, painter(colour=True))
    assert painted != plain
    assert re.sub(r"\x1b\[[\d;]*m", "", painted) == plain


# ---- the documents ------------------------------------------------------------------------------


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_what_is_coarser_is_told_by_the_table_alone(target: Target) -> None:
    """A limit that only a page of the documents tells would be in nobody's table."""
    text = (ROOT / "docs" / f"{target.name}.md").read_text(encoding="utf-8")
    sections = text.split("\n## ")
    (coarser,) = [x for x in sections if re.match(r"[^\n]*(can't do|coarser)", x)]
    assert "(targets.md)" in coarser
    assert not re.search(r"^[-|*] ", coarser, re.MULTILINE)
