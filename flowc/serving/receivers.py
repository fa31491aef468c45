"""Who gets the notices of one plan."""

import asyncio
from concurrent.futures import Executor
from urllib.parse import quote

from flowc.serve_plan import SecretRef
from flowc.serving import mail
from flowc.serving.deployment import Served
from flowc.serving.notice import Document
from flowc.serving.pace import Pace
from flowc.serving.service import Asker, carried

_TIMEOUT = 10.0
"""Seconds in which a webhook has to answer."""


class Receivers:
    """Webhooks and addresses of one plan. In a lab, where `pace.base` is set, mails too are posted
    as JSON, to `<base>/emails/<name>`; webhooks to `<base>/webhooks/<name>`."""

    def __init__(self, served: Served, pace: Pace, mailing: Executor) -> None:
        """`mailing`: where mails are sent from, which waits."""
        self._plan, self._secrets, _ = served
        self._mailing = mailing
        self._askers: dict[tuple[str, str], Asker] = {}
        for name, hook in self._plan.webhooks.items():
            url = hook.url
            self._askers["webhook", name] = Asker(
                pace.address(
                    self._secrets[url.secret] if isinstance(url, SecretRef) else url,
                    *("webhooks", name),
                ),
                carried(hook.headers, self._secrets),
                pace.wall(_TIMEOUT),
            )
        if pace.base:
            for name in self._plan.emails:
                address = pace.address("", "emails", name)
                self._askers["email", name] = Asker(address, {}, pace.wall(_TIMEOUT))

    async def deliver(self, document: Document) -> str:
        """Empty if it was taken, else why not."""
        asker = self._askers.get((document.channel, document.name))
        if asker:
            headers = {"Flowc-Notice": quote(document.notice), "Flowc-Call": quote(document.call)}
            reply = await asker.ask("post", "", document.text(), headers, reads=False)
            if reply.status is None:
                return reply.reason
            return "" if reply.status // 100 == 2 else f"status {reply.status}"  # noqa: PLR2004 - success
        address = self._plan.emails.get(document.name)
        smtp = self._plan.smtp
        if document.channel != "email" or address is None or smtp is None:
            return "the plan has no such receiver"
        password = self._secrets[smtp.password.secret] if smtp.password else ""
        letter = mail.message(smtp, address, document)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._mailing, mail.post, smtp, password, letter)

    async def close(self) -> None:
        """End its connections."""
        for asker in self._askers.values():
            await asker.close()
