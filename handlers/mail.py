"""Mail: sent by SMTP where the settings name a server, else written under `<var_dir>/outbox`.

Messages are made by `email`, whose headers refuse line breaks, so nobody adds a header to them.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from pathlib import Path

from handlers.settings import Settings

Send = Callable[[EmailMessage], Awaitable[None]]

_PAUSES_S = (1.0, 5.0)  # before the second try and the third

_WELCOME = """\
Hello {name},

welcome to the Book Management API. You are registered as {username}.

If that was not you, somebody has used your address: you need not do anything.
"""


def welcome(sender: str, username: str, email: str, full_name: str | None) -> EmailMessage:
    """The message to one who has just registered."""
    message = EmailMessage(policy=SMTP)
    name = " ".join((full_name or username).split())
    message["From"] = sender
    message["To"] = Address(display_name=name, addr_spec=email)
    message["Subject"] = "Welcome"
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=message["From"].addresses[0].domain)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: do not answer
    message.set_content(_WELCOME.format(name=name, username=username))
    return message


class Mail:
    """Sends messages, three times before it gives up."""

    def __init__(self, sender: str, send: Send, pauses_s: tuple[float, ...] = _PAUSES_S) -> None:
        self.sender = sender
        self._send = send
        self._pauses = pauses_s

    @classmethod
    def of(cls, settings: Settings) -> Mail:
        """Mail as the settings want it."""
        outbox = settings.var_dir / "outbox"
        send = _by_smtp(settings) if settings.smtp_host else _into(outbox)
        return cls(settings.mail_from, send)

    async def welcome(self, username: str, email: str, full_name: str | None) -> None:
        """Welcome one who has just registered. Raises what the last try did."""
        await self._deliver(welcome(self.sender, username, email, full_name))

    async def _deliver(self, message: EmailMessage) -> None:
        for pause in self._pauses:
            try:
                return await self._send(message)
            except Exception:
                await asyncio.sleep(pause)
        return await self._send(message)


def _by_smtp(settings: Settings) -> Send:
    password = settings.smtp_password

    async def send(message: EmailMessage) -> None:
        import aiosmtplib  # 0.1 s to import

        await aiosmtplib.send(
            message,
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            use_tls=settings.smtp_security == "tls",
            start_tls=settings.smtp_security == "starttls",
            username=settings.smtp_username,
            password=password.get_secret_value() if password else None,
            timeout=settings.smtp_timeout_s,
        )

    return send


def _into(outbox: Path) -> Send:
    def write(message: EmailMessage) -> None:
        outbox.mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns()}-{secrets.token_hex(4)}"
        aside = outbox / f".{name}"
        aside.write_bytes(message.as_bytes())
        aside.rename(outbox / f"{name}.eml")  # whoever watches the folder sees whole messages

    async def send(message: EmailMessage) -> None:
        await asyncio.to_thread(write, message)

    return send
