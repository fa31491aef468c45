"""`flowc serve` as a command: what it refuses, how it stops, how it reads again."""

import json
import signal
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from flowc.serving.plans import PlanError, read
from tests.cli.running import Flowc, flowc
from tests.serving.running import Serve, Service, plan, post, reply, send, write

__all__ = ["flowc"]

PLANTED = "Bearer pLaNt3d-7f1c-never-to-be-seen"
HEADERS = [["Authorization", {"secret": "CRM_TOKEN"}], ["X-Site", {"text": "vilnius"}]]


def guarded(base: str) -> dict[str, Any]:
    """A plan whose service wants a secret."""
    return plan(base, services={"crm": {"url": base, "timeout": 1, "headers": HEADERS}})


def test_a_plan_that_holds_is_told(flowc: Flowc, tmp_path: Path) -> None:
    write(tmp_path, plan("https://crm.example.com"))
    told = "flowc: Supplier: 1 service, 2 lookups, 0 webhooks, 0 emails\n"
    assert flowc("serve", ".", "--check") == (0, told, "")
    assert flowc("serve", "flowc-serve.json", "--check") == (0, told, "")


def service(**over: Any) -> dict[str, Any]:
    return {"services": {"crm": {"url": "https://crm.example.com", "timeout": 1} | over}}


def lookup(**over: Any) -> dict[str, Any]:
    one = {"n": 1, "service": "crm", "method": "get", "path": ["/x"]}
    return {"lookups": [one | over]}


@pytest.mark.parametrize(
    ("over", "told"),
    [
        ({"flowc": 2}, "is no plan of version 1, which this flowc reads"),
        ({"colour": "red"}, "there is no `colour` in a plan of version 1"),
        ({"context": "a b"}, "`context`: "),
        (service(url="ftp://crm.example.com"), "`services.crm.url`: must be an address"),
        (service(url="https://crm.example.com:x"), "`services.crm.url`: must be an address"),
        (service(url="https://crm.example.com/?a=b"), "`services.crm.url`: must end before"),
        (service(url="https://u:p4ss@crm.example.com"), "must not hold a user or a password"),
        (service(url="https://crm.example.com/\r\nX: y"), "`services.crm.url`: must be an address"),
        (service(timeout=0), "`services.crm.timeout`: "),
        (service(headers=[["Content-Length", {"text": "1"}]]), "is no name of a header that may"),
        (service(headers=[["A b", {"text": "1"}]]), "is no name of a header that may"),
        (service(headers=[["A", {"text": "1\r\nB: c"}]]), "must be one line of text"),
        (lookup(service="erp"), "lookup 1 asks `erp`, which is not in services"),
        (lookup(path=["x"]), "the path of lookup 1 must begin with `/`"),
        (lookup(path=[]), "the path of lookup 1 must begin with `/`"),
        (lookup(path=["/a b"]), "must be encoded"),
        (lookup(method="delete"), "`lookups.0.method`: "),
        (lookup(sends=[["a", {"kind": "colour"}]]), "`lookups.0.sends.0.1.kind`: "),
        ({"emails": {"duty": "a@example.com"}}, "has emails and no smtp"),
        ({"lookups": lookup()["lookups"] * 2}, "has two lookups of number 1"),
    ],
)
def test_what_does_not_hold_in_a_plan_is_told(
    tmp_path: Path, over: dict[str, Any], told: str
) -> None:
    path = write(tmp_path, plan("https://crm.example.com") | over)
    with pytest.raises(PlanError) as raised:
        read(path)
    assert [fact for fact in raised.value.facts if fact.startswith(f"{path}: ") and told in fact]
    assert "p4ss" not in str(raised.value)


def test_a_plan_that_does_not_hold_is_refused(flowc: Flowc, tmp_path: Path) -> None:
    write(tmp_path, plan("https://crm.example.com", colour="red", context="a b"))
    done = flowc("serve", ".", "--check")
    assert (done.code, done.out) == (1, "")
    lines = done.err.splitlines()
    assert len(lines) == 2
    assert "flowc: flowc-serve.json: there is no `colour` in a plan of version 1" in lines


@pytest.mark.parametrize("text", ["", "{", "[]", "\x00", "[" * 100_000, '{"flowc": 1}'])
def test_what_is_no_plan_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "flowc-serve.json"
    path.write_text(text)
    with pytest.raises(PlanError, match=r"flowc-serve\.json: "):
        read(path)


def test_a_plan_that_is_nowhere_is_wrong_usage(flowc: Flowc) -> None:
    told = "flowc: gone.json can not be read: No such file or directory\n"
    assert flowc("serve", "gone.json") == (2, "", told)
    told = "flowc: there is no flowc-serve.json in .\n"
    assert flowc("serve", ".") == (2, "", told)


def test_two_plans_for_one_context_are_refused(flowc: Flowc, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, plan("https://crm.example.com", flow=name))
    told = "flowc: two plans are for the context flowc: a and b\n"
    assert flowc("serve", "a", "b") == (1, "", told)


@pytest.mark.parametrize("address", ["4817", "localhost:4817", "127.0.0.1:", "127.0.0.1:99999"])
def test_an_address_is_an_ip_address_and_a_port(flowc: Flowc, tmp_path: Path, address: str) -> None:
    write(tmp_path, plan("https://crm.example.com"))
    done = flowc("serve", ".", "--listen", address)
    assert done.code == 2
    assert done.err.startswith(f"flowc: --listen {address}: write an address and a port")


def test_an_address_that_is_taken_is_told(flowc: Flowc, tmp_path: Path) -> None:
    write(tmp_path, plan("https://crm.example.com"))
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        done = flowc("serve", ".", "--listen", address)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"flowc: {address} can not be listened on: ")


@pytest.mark.parametrize("address", ["127.0.0.1", "[::1]", "0.0.0.0"])  # noqa: S104 - for a moment
def test_an_address_that_others_reach_is_told(tmp_path: Path, address: str) -> None:
    if address == "[::1]" and not _has_ipv6():
        pytest.skip("needs IPv6")
    write(tmp_path, plan("https://crm.example.com"))
    with Serve(".", cwd=tmp_path, listen=f"{address}:0") as serve:
        assert serve.address.startswith(f"{address}:")
        code, said = serve.end()
        assert code == 0
        assert ("can be asked by other machines" in said) is ("1" not in address)


def _has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


# ---- secrets ------------------------------------------------------------------------------------


def test_secrets_that_lack_are_told_all_at_once(flowc: Flowc, tmp_path: Path) -> None:
    base = "https://crm.example.com"
    headers = [["A", {"secret": "TOKEN_A"}], ["B", {"secret": "TOKEN_B"}]]
    both = {name: {"url": base, "timeout": 1, "headers": headers} for name in ("crm", "erp")}
    write(tmp_path, plan(base, services=both))
    done = flowc("serve", ".", "--check", TOKEN_B="two\nlines")  # noqa: S106 - made up
    assert (done.code, done.out) == (3, "")
    assert done.err == (
        "flowc: the secret TOKEN_A is neither in the environment nor in a file of --secrets; it "
        "is needed by service crm of Supplier, service erp of Supplier\n"
        "flowc: the secret TOKEN_B is empty or more than one line of text; it is needed by "
        "service crm of Supplier, service erp of Supplier\n"
    )


def test_secrets_come_from_the_environment_then_systemd_then_a_file(tmp_path: Path) -> None:
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (tmp_path / "secrets.toml").write_text('CRM_TOKEN = "from the file"\n')
    (tmp_path / "secrets.toml").chmod(0o600)
    with Service(reply(200, "{}")) as crm:
        write(tmp_path, guarded(crm.base))
        known = ("--secrets", "secrets.toml")
        folder = {"CREDENTIALS_DIRECTORY": str(credentials)}

        def sent(**env: str) -> str:
            with Serve(".", *known, cwd=tmp_path, **env) as serve:
                post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")
            return crm.requests[-1].headers["authorization"]

        assert sent(**folder) == "from the file"
        (credentials / "CRM_TOKEN").write_text("from systemd\n")
        assert sent(**folder) == "from systemd"
        third = folder | {"CRM_TOKEN": "from the environment"}
        assert sent(**third) == "from the environment"
        assert crm.requests[-1].headers["x-site"] == "vilnius"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_of_secrets_that_others_read_is_refused(
    flowc: Flowc, tmp_path: Path, mode: int
) -> None:
    write(tmp_path, guarded("https://crm.example.com"))
    (tmp_path / "secrets.toml").write_text(f'CRM_TOKEN = "{PLANTED}"\n')
    (tmp_path / "secrets.toml").chmod(mode)
    done = flowc("serve", ".", "--check", "--secrets", "secrets.toml")
    told = "flowc: secrets.toml may be read by others: chmod 600 secrets.toml\n"
    assert done == (2, "", told)


@pytest.mark.parametrize(
    "text", [f"CRM_TOKEN = {PLANTED}", f"[{PLANTED}", "CRM_TOKEN = 5", "\udcff"]
)
def test_a_file_of_secrets_that_does_not_read_is_not_quoted(
    flowc: Flowc, tmp_path: Path, text: str
) -> None:
    write(tmp_path, guarded("https://crm.example.com"))
    path = tmp_path / "secrets.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    path.chmod(0o600)
    done = flowc("serve", ".", "--check", "--secrets", "secrets.toml")
    assert (done.code, done.out) == (2, "")
    assert "pLaNt3d" not in done.err


def test_a_planted_secret_is_nowhere(tmp_path: Path) -> None:
    seen: list[str] = []
    with Service(reply(200, "{}")) as crm:
        write(tmp_path, guarded(crm.base))
        with Serve(".", "--verbose", cwd=tmp_path, CRM_TOKEN=PLANTED, FLOWC_DEBUG="1") as serve:
            answers = (
                reply(200, '{"tier": "gold", "names": ["A"]}'),
                reply(401, PLANTED),
                reply(500, PLANTED),
                reply(302, "", f"Location: http://{PLANTED.split()[1]}/"),
                reply("200 " + PLANTED, '{"a": "' + PLANTED),
                reply(200, "", f"Content-Encoding: {PLANTED}"),
                reply(200, "", f"{PLANTED}\x00: x"),
            )
            for answer in answers:
                crm.behave = answer
                seen += post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")[1]
            seen.append(send(serve.address, "GET", "/health")[1])
            seen.append(post(serve.address, "/lookup/flowc/1", call=PLANTED)[1])
            serve.signal(signal.SIGHUP)
            serve.until("read again")
            code, said = serve.end()
            assert code == 0
            assert said.count("lookup flowc/1 crm: failed") == 5
            assert "lookup flowc/1 crm: found" in said
    assert {r.headers["authorization"] for r in crm.requests} == {PLANTED}
    assert not [text for text in (*seen, said) if "pLaNt3d" in text]


# ---- while it runs ------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_what_is_under_way_has_ended(tmp_path: Path, number: signal.Signals) -> None:
    go = threading.Event()
    good = reply(200, '{"names": ["A"]}')
    with Service(lambda link, request: (go.wait(10), good(link, request))[1]) as crm:
        document = plan(crm.base)
        document["services"]["crm"]["timeout"] = 20
        write(tmp_path, document)
        with Serve(".", cwd=tmp_path) as serve:
            got: list[tuple[int, str]] = []
            asking = threading.Thread(
                target=lambda: got.append(
                    post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")
                )
            )
            asking.start()
            while not crm.requests:
                time.sleep(0.01)
            serve.signal(number)
            serve.until("is answered first")
            with pytest.raises(ConnectionRefusedError):
                post(serve.address, "/lookup/flowc/1", call="d", v1="x", v2="1")
            go.set()
            assert serve.ended()[0] == 0
            asking.join()
            assert got == [(200, "found bronze A\n")]


def test_it_reads_again_and_keeps_what_does_not_read(tmp_path: Path) -> None:
    with (
        Service(reply(200, '{"names": ["old"]}')) as old,
        Service(reply(200, '{"names": ["new"]}')) as new,
    ):
        path = write(tmp_path, plan(old.base))
        with Serve(".", cwd=tmp_path) as serve:

            def name() -> str:
                _, got = post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")
                return got.removeprefix("found bronze ").strip()

            assert name() == "old"
            path.write_text("{")
            serve.signal(signal.SIGHUP)
            said = serve.until("read again", 1)
            assert "error: flowc-serve.json: is not JSON; what was read before stays" in said
            assert name() == "old"
            path.write_text(json.dumps(guarded(new.base)))
            serve.signal(signal.SIGHUP)
            said = serve.until("read again", 2)
            assert "the secret CRM_TOKEN is neither" in said
            assert name() == "old"
            path.write_text(json.dumps(plan(new.base)))
            serve.signal(signal.SIGHUP)
            serve.until("read again", 3)
            assert name() == "new"


def test_a_version_that_comes_beside_another_is_served_too(tmp_path: Path) -> None:
    with Service(reply(200, '{"names": ["A"]}')) as crm:
        write(tmp_path, plan(crm.base))
        with Serve(".", cwd=tmp_path) as serve:
            asked = {"call": "c", "v1": "x", "v2": "1"}
            assert post(serve.address, "/lookup/flowc-v2/1", **asked)[0] == 404
            second = tmp_path / "flowc-serve.v2.json"
            second.write_text(json.dumps(plan(crm.base, context="flowc-v2")))
            serve.signal(signal.SIGHUP)
            assert "flowc (Supplier), flowc-v2 (Supplier)" in serve.until("read again")
            for context in ("flowc", "flowc-v2"):
                got = post(serve.address, f"/lookup/{context}/1", **asked)
                assert got == (200, "found bronze A\n")
            (tmp_path / "flowc-serve.json").unlink()
            serve.signal(signal.SIGHUP)
            serve.until("read again", 2)
            assert post(serve.address, "/lookup/flowc/1", **asked)[0] == 404


def test_lines_for_the_journal_have_their_level(tmp_path: Path) -> None:
    with Service(reply(500, "")) as crm:
        write(tmp_path, plan(crm.base, flow="A\n<0>emergency: B\x1b[2J"))
        with Serve(".", cwd=tmp_path, JOURNAL_STREAM="8:1") as serve:
            post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")
            code, said = serve.end()
    assert code == 0
    lines = said.splitlines()
    assert lines[0].endswith("flowc (A\\n<0>emergency: B\\x1b[2J)")
    assert lines[1] == "<4>lookup flowc/1 crm: failed: status 500 (call c)"
    assert [line[:3] for line in lines] == ["<6>", "<4>", "<6>"]
