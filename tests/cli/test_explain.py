"""`flowc explain`."""

import re

from flowc import pages
from tests.cli.running import Flowc


def test_the_list_is_sorted_and_names_every_code(flowc: Flowc) -> None:
    done = flowc("explain")
    assert done.code == 0
    listed = [line.split() for line in done.out.splitlines()]
    assert listed == [[page.code, page.slug] for page in pages.pages()]
    assert listed == sorted(listed)
    assert ["F101", "unknown-name"] in listed


def test_a_page_is_printed_as_it_is_however_the_code_is_typed(flowc: Flowc) -> None:
    page = pages.page("F101")
    assert page is not None
    assert flowc("explain", "F101") == (0, page.text, "")
    assert flowc("explain", "f101") == (0, page.text, "")


def test_a_code_that_does_not_exist_is_answered_with_the_nearest(flowc: Flowc) -> None:
    done = flowc("explain", "F101x")
    assert done.code == 2
    assert "F101x" in done.err
    assert "did you mean F101?" in done.err


def test_a_code_is_a_code_and_no_path(flowc: Flowc) -> None:
    assert flowc("explain", "../../CHANGELOG").code == 2


def test_the_targets_stand_side_by_side(flowc: Flowc) -> None:
    done = flowc("explain", "--targets")
    assert (done.code, done.err) == (0, "")
    assert re.search(r"^calls +asterisk 22  freeswitch 1.10$", done.out, re.MULTILINE)
    assert re.search(r"^  `caller.redirected-from` +exact +no$", done.out, re.MULTILINE)
    assert "freeswitch (F722): " in done.out


def test_the_targets_are_not_asked_for_with_a_code(flowc: Flowc) -> None:
    done = flowc("explain", "--targets", "F101")
    assert done.code == 2
    assert "--targets takes no code" in done.err
