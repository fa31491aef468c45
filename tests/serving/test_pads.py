"""Secrets that a switch hands over sealed, and what else may come in their place."""

import json
from collections.abc import Iterator

import pytest

from flowc.serve_plan import PAD
from flowc.serving.pads import Pads
from tests.serving.running import Serve, Service, plan, post, reply, write

CARD = "4929123456781236"


@pytest.fixture(scope="module")
def bank() -> Iterator[Service]:
    with Service(reply(200, "")) as service:
        yield service


@pytest.fixture(scope="module")
def serve(bank: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    folder = tmp_path_factory.mktemp("serve")
    write(folder, plan(bank.base))
    with Serve(".", "--verbose", cwd=folder) as running:
        yield running
        code, said = running.end()
        assert code == 0
        assert "flowc/2 crm: found" in said
        assert CARD not in said
        assert "Traceback" not in said


def pad(serve: Serve) -> tuple[str, bytes]:
    status, text = post(serve.address, "/pad", call="c")
    name, _, chances = text.strip().partition(" ")
    assert status == 200
    return name, bytes.fromhex(chances)


def sealed(value: str, by: bytes) -> str:
    return bytes((a + b) % 256 for a, b in zip(value.encode(), by, strict=False)).hex()


OPEN = {"v2": "1", "v3": "no", "v4": ""}


def test_a_sealed_value_is_sent_as_it_was(serve: Serve, bank: Service) -> None:
    bank.requests.clear()
    name, by = pad(serve)
    first, second = sealed(CARD, by), sealed("907", by[len(CARD) :])
    fields = {"call": "c", "pad": name, "s1": first, "s2": second, "v3": "no", "v4": ""}
    assert post(serve.address, "/lookup/flowc/2", **fields) == (200, "found\n")
    (request,) = bank.requests
    sent = {"meter": CARD, "value": 907, "estimated": False, "from": ""}
    assert json.loads(request.body) == sent


def test_a_pad_is_good_once(serve: Serve, bank: Service) -> None:
    name, by = pad(serve)
    fields = {"call": "c", "pad": name, "s1": sealed(CARD, by), **OPEN}
    assert post(serve.address, "/lookup/flowc/2", **fields)[0] == 200
    bank.requests.clear()
    assert post(serve.address, "/lookup/flowc/2", **fields)[0] == 400
    assert bank.requests == []


def test_pads_are_never_the_same(serve: Serve) -> None:
    (one, by), (two, other) = pad(serve), pad(serve)
    assert len(by) == PAD
    assert one != two
    assert by != other


@pytest.mark.parametrize("wrong", ["zz", "0", "00" * (PAD + 1), "4 9", "٤٩"])
def test_what_is_no_sealed_value_is_refused(serve: Serve, bank: Service, wrong: str) -> None:
    bank.requests.clear()
    name, _ = pad(serve)
    fields = {"call": "c", "pad": name, "s1": wrong, **OPEN}
    assert post(serve.address, "/lookup/flowc/2", **fields)[0] == 400
    without = {"call": "c", "s1": "aa", **OPEN}
    assert post(serve.address, "/lookup/flowc/2", **without)[0] == 400
    assert bank.requests == []


def test_a_value_that_comes_twice_is_refused(serve: Serve) -> None:
    name, by = pad(serve)
    fields = {"call": "c", "pad": name, "s1": sealed("1", by), "v1": "1", **OPEN}
    assert post(serve.address, "/lookup/flowc/2", **fields)[0] == 400


def test_a_pad_that_nobody_uses_is_forgotten() -> None:
    now = [0.0]
    pads = Pads(lambda: now[0])
    name, _, chances = pads.new().partition(" ")
    late, _, _ = pads.new().partition(" ")
    assert pads.take(name).opened(sealed("1", bytes.fromhex(chances))) == "1"
    now[0] = 61
    assert pads.take(late).opened("00") is None
    many = [pads.new().partition(" ") for _ in range(10_001)]
    (oldest, _, _), (name, _, chances) = many[:2]
    assert pads.take(oldest).opened("00") is None
    assert pads.take(name).opened(sealed("1", bytes.fromhex(chances))) == "1"
