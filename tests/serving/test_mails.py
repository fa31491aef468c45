"""Notices by e-mail, and what no line about notices may hold."""

import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from tests.serving.running import Serve, Service, plan, reply, send, write
from tests.serving.spooled import EMPTY, crm, line, names, put, spool, until

__all__ = ["crm", "spool"]


class Mails(socketserver.ThreadingTCPServer):
    """A mail server that takes everything; `mails` is what it was given."""

    daemon_threads = True
    allow_reuse_address = True
    refuses = ""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.recipients: list[str] = []
        super().__init__(("127.0.0.1", 0), _Mailing)
        self.port: int = self.server_address[1]
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()


class _Mailing(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: Any = self.server
        self.wfile.write(b"220 here\r\n")
        while command := self.rfile.readline().decode().strip():
            word = command.partition(" ")[0].upper()
            if word == "DATA":
                self.wfile.write(b"354 go on\r\n")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                server.mails.append(message_from_bytes(text, policy=policy.default))
            if word == "RCPT":
                server.recipients.append(command.partition(":")[2])
                if server.refuses:
                    self.wfile.write(server.refuses.encode() + b"\r\n")
                    continue
            self.wfile.write(b"221 bye\r\n" if word == "QUIT" else b"250 yes\r\n")


@pytest.fixture
def mails() -> Iterator[Mails]:
    with Mails() as server:
        yield server
        server.shutdown()


def serve_mail(tmp_path: Path, mails: Mails) -> Serve:
    smtp = {"host": "127.0.0.1", "port": mails.port, "from": "ivr@example.com", "tls": "none"}
    document = plan("http://127.0.0.1:9", emails={"duty": "duty@example.com"}, smtp=smtp)
    write(tmp_path, document)
    return Serve(".", "--spool", "spool", cwd=tmp_path)


def test_a_mail_says_it_in_lines(tmp_path: Path, spool: Path, mails: Mails) -> None:
    with serve_mail(tmp_path, mails):
        put(spool, "a", line(channel="email", name="duty"))
        until(lambda: names(spool) == EMPTY and mails.mails)
    (mail,) = mails.mails
    assert mails.recipients == ["<duty@example.com>"]
    assert (mail["From"], mail["To"]) == ("ivr@example.com", "duty@example.com")
    assert mail["Subject"] == "Supplier: support after"
    assert mail.get_content().splitlines()[:2] == ["From: +37061200300", "Name: Jonas Š. & co"]
    assert "wait: 75\nstep: billing\nvip: yes\nage: n/a\narea: 05" in "\n".join(
        mail.get_content().splitlines()
    )


def test_a_hostile_name_adds_no_header_and_no_line(
    tmp_path: Path, spool: Path, mails: Mails
) -> None:
    hostile = "x\r\nBcc: spy@example.com\r\n.\r\nQUIT\n\u2028\x1b[2J"
    with serve_mail(tmp_path, mails):
        over = {"caller-name": hostile, "outcome": hostile, "from": hostile, "send.a\r\nB: c": "d"}
        put(spool, "a\nb", line(channel="email", name="duty", **over))
        until(lambda: names(spool) == EMPTY and mails.mails)
    (mail,) = mails.mails
    assert mails.recipients == ["<duty@example.com>"]
    assert mail["Bcc"] is None
    assert mail["B"] is None
    lines = mail.get_content().splitlines()
    assert sum(one.startswith(("Bcc", "B:", "QUIT", ".")) for one in lines) == 0
    assert lines[1] == "Name: x\\r\\nBcc: spy@example.com\\r\\n.\\r\\nQUIT\\n\\u2028\\x1b[2J"
    assert "\x1b" not in mail.as_string()


def test_a_mail_that_is_refused_is_tried_again(tmp_path: Path, spool: Path, mails: Mails) -> None:
    mails.refuses = "450 4.2.0 greylisted"
    with serve_mail(tmp_path, mails) as running:
        put(spool, "a", line(channel="email", name="duty"))
        running.until("notice a for flowc email duty: the mail server says 450 of the address")
        mails.refuses = ""
        until(lambda: names(spool) == EMPTY)
    assert len(mails.mails) == 1


def test_a_planted_secret_is_in_no_line(
    tmp_path: Path, spool: Path, mails: Mails, crm: Service
) -> None:
    crm.behave = reply(500, "pLaNt3d")
    known = {
        "URL": f"{crm.base}/pLaNt3d",
        "NO_URL": "ftp://pLaNt3d:x/",
        "TOKEN": "pLaNt3d\u0105",
        "PASSWORD": "pLaNt3d",
    }
    token = [["X-Token", {"secret": "TOKEN"}]]
    hooks = {
        "crm": {"url": {"secret": "URL"}, "headers": token},
        "none": {"url": {"secret": "NO_URL"}, "headers": token},
    }
    smtp = {"host": "127.0.0.1", "port": mails.port, "from": "ivr@example.com"}
    smtp |= {"user": "ivr", "password": {"secret": "PASSWORD"}}
    emails = {"duty": "duty@example.com"}
    document = plan("http://127.0.0.1:9", webhooks=hooks, emails=emails, smtp=smtp)
    write(tmp_path, document)
    with Serve(".", "--spool", "spool", "--verbose", cwd=tmp_path, **known) as running:
        put(spool, "a", line())
        put(spool, "b", line(name="none"))
        put(spool, "c", line(channel="email", name="duty"))
        running.until("again in 2 s", 3)
        health = send(running.address, "GET", "/health")[1]
        code, said = running.end()
    assert code == 0
    assert crm.requests[0].line == "POST /pLaNt3d HTTP/1.1"
    assert "for flowc webhook none: the connection broke" in said
    assert "for flowc email duty: the mail server" in said
    assert "pLaNt3d" not in said + health
    assert mails.mails == [], "without TLS nothing is said to the server"
