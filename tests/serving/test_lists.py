"""Lists from files: what the switch is told of them, also when their files change."""

import json
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from flowc.serving.plans import PlanError, read
from tests.cli.running import Flowc, flowc
from tests.serving.running import TEXT, TIER, Serve, plan, post, send, write

__all__ = ["flowc"]

PHONE = {"kind": "phone-number"}
READS = [
    {"var": "tier", "type": TIER, "path": ["tier"], "default": "bronze"},
    {"var": "name", "type": TEXT, "path": ["name"]},
]
VIP = "number,tier,name\n+3706*,gold,Jonas Š. & co\n+37060*,,b\n"


def of_lists(**over: Any) -> dict[str, Any]:
    """A plan with a list: lookup 1 asks whether a number is in it, 2 reads its row."""
    lists = {
        "lists": {"vip": {"file": "vip.csv"}},
        "list_lookups": [
            {"n": 1, "list": "vip", "value": PHONE},
            {"n": 2, "list": "vip", "value": PHONE, "reads": READS},
        ],
    }
    return plan("https://crm.example.com", services={}, lookups=[]) | lists | over


def asks(serve: Serve, n: int, number: str) -> str:
    status, line = post(serve.address, f"/lookup/flowc/{n}", call="17.4", v1=number)
    assert status == 200
    return line.removesuffix("\n")


def test_a_row_is_found_as_the_flow_reads_it(tmp_path: Path) -> None:
    write(tmp_path, of_lists())
    (tmp_path / "vip.csv").write_text(VIP, encoding="utf-8")
    with Serve(".", cwd=tmp_path) as serve:
        assert asks(serve, 1, "+37061234567") == "found"
        assert asks(serve, 1, "+4912345") == "not-found"
        assert asks(serve, 1, "") == "not-found"
        assert asks(serve, 1, "+37061234567x") == "failed"
        assert asks(serve, 2, "+37061234567") == "found gold Jonas%20%C5%A0.%20%26%20co"
        assert asks(serve, 2, "+37060000000") == "found bronze b"
        health = json.loads(send(serve.address, "GET", "/health")[1])
        assert health["flows"]["flowc"]["lists"] == {"vip": {"rows": 2}}
        assert "list flowc/vip: read, 2 rows" in serve.said()


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    write(tmp_path, of_lists())
    file = tmp_path / "vip.csv"
    file.write_text(VIP, encoding="utf-8")
    with Serve(".", cwd=tmp_path) as serve:
        assert asks(serve, 1, "+4912345") == "not-found"
        file.write_text(VIP + "+4912345,gold,x\n", encoding="utf-8")
        serve.until("list flowc/vip: read again, 3 rows")
        assert asks(serve, 1, "+4912345") == "found"
        new = tmp_path / "new"
        new.write_text(VIP, encoding="utf-8")
        new.replace(file)
        serve.until("list flowc/vip: read again, 2 rows")
        assert asks(serve, 1, "+4912345") == "not-found"


BROKEN: tuple[tuple[bytes | None, str], ...] = (
    (b"", "is empty"),
    (b"number;tier;name\n+4912345;gold;x\n", "the columns are divided by `;`"),
    (b"number,tier,name\n+49 123 SECRET,gold,x\n", "line 2: what stands there is no number"),
    (b"number,tier,name\n+4912345,SECRET,x\n", "line 2: what stands there in `tier` is not"),
    (b"number,tier\n+4912345,gold\n", "line 1: there is no column `name`"),
    (b'number,tier,name\n+4912345,gold,"SECRET\n', "line 2: this is no CSV"),
    (b"number,tier,name\n+4912345,gold,SECRET\r\x1b[2J\xff\n", "is not UTF-8"),
    (None, "can not be read: no such file or directory"),
)


def test_one_that_does_not_hold_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, of_lists())
    file = tmp_path / "vip.csv"
    file.write_text(VIP, encoding="utf-8")
    with Serve(".", cwd=tmp_path) as serve:
        for n, (new, told) in enumerate(BROKEN, 1):
            if new is None:
                file.unlink()
            else:
                file.write_bytes(new)
            said = serve.until("the 2 rows that were read before stay in force", n)
            assert told in said.splitlines()[-1]
            assert asks(serve, 2, "+37060000000") == "found bronze b"
            assert asks(serve, 1, "+4912345") == "not-found"
        serve.signal(signal.SIGHUP)
        serve.until("read again: flowc")
        assert asks(serve, 2, "+37060000000") == "found bronze b"
        time.sleep(2.5)
        assert serve.said().count("stay in force") == len(BROKEN)
        file.write_text(VIP + "+4912345,gold,x\n", encoding="utf-8")
        said = serve.until("list flowc/vip: read again, 3 rows")
        assert asks(serve, 1, "+4912345") == "found"
        assert "SECRET" not in said


def test_without_a_file_that_holds_lookups_fail_until_there_is_one(tmp_path: Path) -> None:
    write(tmp_path, of_lists())
    with Serve(".", cwd=tmp_path) as serve:
        serve.until("can not be read: no such file or directory; lookups of it fail until")
        assert asks(serve, 1, "+37061234567") == "failed"
        assert asks(serve, 1, "") == "not-found"
        (tmp_path / "vip.csv").write_text(VIP, encoding="utf-8")
        serve.until("list flowc/vip: read again, 2 rows")
        assert asks(serve, 1, "+37061234567") == "found"


def test_check_reads_lists_too(flowc: Flowc, tmp_path: Path) -> None:
    write(tmp_path, of_lists())
    file = tmp_path / "vip.csv"
    file.write_text(VIP, encoding="utf-8")
    told = "flowc: Supplier: 0 services, 2 lookups, 1 list, 0 webhooks, 0 emails\n"
    assert flowc("serve", ".", "--check") == (0, told, "")
    file.write_text("number,tier,name\n1,gold,x\n1,silver,\n", encoding="utf-8")
    code, out, said = flowc("serve", ".", "--check")
    assert (code, out) == (1, told)
    assert said == "flowc: list flowc/vip: vip.csv: line 3: `1` stands in line 2 already\n"


@pytest.mark.parametrize(
    ("over", "told"),
    [
        ({"lists": {}}, "lookup 1 asks `vip`, which is not in lists"),
        ({"lists": {"vip": {"file": ""}}}, "`lists.vip.file`: "),
        ({"lists": {"vip": {"file": "a\nb"}}}, "must be one line of text"),
        ({"list_lookups": [{"n": 1, "list": "vip", "value": PHONE}] * 2}, "two lookups of number"),
        (
            {
                "list_lookups": [
                    {
                        "n": 1,
                        "list": "vip",
                        "value": PHONE,
                        "reads": [{"var": "a", "type": TEXT, "path": ["a", 0]}],
                    }
                ]
            },
            "a row has columns, and nothing within them",
        ),
    ],
)
def test_what_does_not_hold_in_a_plan_is_told(
    tmp_path: Path, over: dict[str, Any], told: str
) -> None:
    path = write(tmp_path, of_lists(**over))
    with pytest.raises(PlanError) as raised:
        read(path)
    assert [fact for fact in raised.value.facts if told in fact]
