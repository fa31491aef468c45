"""Notices by e-mail."""

import re
import smtplib
import socket
import ssl
from datetime import UTC, datetime
from email.message import EmailMessage

from flowc.serve_plan import Smtp
from flowc.serving.log import shown
from flowc.serving.notice import Document

_TIMEOUT = 30.0

_ROWS = (
    ("From", "from_"),
    ("Name", "caller_name"),
    ("To", "to"),
    ("Began", "at"),
    ("Where", "block"),
    ("Outcome", "outcome"),
    ("Call", "call"),
)


def message(smtp: Smtp, receiver: str, document: Document) -> EmailMessage:
    """The mail for a notice. What a caller gave, whatever is in it, stays in its line."""
    mail = EmailMessage()
    mail["From"] = smtp.sender
    mail["To"] = receiver
    subject = f"{document.flow}: {document.block} {document.outcome}".strip()
    mail["Subject"] = _line(subject)[:200]
    mail["Date"] = datetime.now(UTC)
    # the same for every try, so that a mail that comes twice can be told
    mail["Message-ID"] = f"<{re.sub('[^A-Za-z0-9.-]', '_', document.notice)[:200]}@flowc.invalid>"
    mail["Auto-Submitted"] = "auto-generated"
    rows = [(title, getattr(document, field)) for title, field in _ROWS]
    rows += [*document.figures.items(), *document.send.items()]
    lines = [f"{_line(title)}: {_line(_word(value))}\n" for title, value in rows if value != ""]
    if not document.whole:
        lines.append("(The switch stopped while it wrote this, the rest is lost.)\n")
    mail.set_content("".join(lines))
    return mail


def _word(value: str | int | bool) -> str:  # noqa: FBT001 - a value of a call
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _line(text: str) -> str:
    """Without anything that ends a line or moves a cursor."""
    return "".join(c if c.isprintable() else shown(c) for c in text)


def post(smtp: Smtp, password: str, mail: EmailMessage) -> str:
    """Hand a mail to the server; waits for it. Empty if it was taken, else why not."""
    context = ssl.create_default_context()
    try:
        if smtp.tls == "tls":
            server = smtplib.SMTP_SSL(
                smtp.host, smtp.port, socket.gethostname(), timeout=_TIMEOUT, context=context
            )
        else:
            server = smtplib.SMTP(smtp.host, smtp.port, socket.gethostname(), timeout=_TIMEOUT)
        with server:
            if smtp.tls == "starttls":
                server.starttls(context=context)
            if smtp.user is not None:
                server.login(smtp.user, password)
            server.send_message(mail)
    except smtplib.SMTPResponseException as e:
        return f"the mail server says {e.smtp_code}"
    except smtplib.SMTPRecipientsRefused as e:
        return f"the mail server says {next(iter(e.recipients.values()))[0]} of the address"
    except Exception as e:  # noqa: BLE001 - it is tried again whatever it was; no text of e's
        return f"the mail server can not be used ({type(e).__name__})"
    return ""
