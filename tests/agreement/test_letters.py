"""The keys A to D, which no test of the language can press: a wrong key each, never the end."""

from pathlib import Path

import pytest

from tests.agreement.stock import Stock
from tests.agreement.test_reload import install, press, steps

PRESSED = {"101": "A", "102": "B", "103": "C", "104": "12D"}
"""By the number that is dialled: what is pressed, a key whenever the call waits for one."""


@pytest.fixture
def stock(tmp_path: Path) -> Stock:
    made = Stock(tmp_path / "asterisk")
    made.append("extensions.conf", "#include extensions_flowc.conf")
    return made


def test_a_letter_is_a_wrong_key(stock: Stock, tmp_path: Path) -> None:
    install(stock, "letters", tmp_path)
    with stock:
        calls = {number: stock.call(f"{number}@flowc") for number in PRESSED}
        for number, call in calls.items():
            for n, key in enumerate(PRESSED[number]):
                stock.ami.wait(
                    f"{number} listens",
                    lambda _, c=call, n=n: len(steps(stock, c, "WaitExten")) > n,
                )
                press(stock, call, key)
        for call in calls.values():
            stock.wait_told(call, "end")
            told = stock.told(call)
            assert [e["What"] for e in told if e["What"] == "no-match"]
            assert [e["Block"] for e in told if e["What"] == "enter"][-1] == "nowhere"
