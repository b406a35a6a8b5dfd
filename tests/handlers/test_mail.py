"""Mail: to a real SMTP server, into the outbox, and never in the way of a reply."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from handlers.after import After
from handlers.mail import Mail, welcome
from tests.handlers.auth_api import USERS, protected
from tests.handlers.book_api import client, settings

SENDER = "Books <books@books.example>"
MEI = {"username": "meilin", "email": "mei@lin.example", "password": "Blue7Lantern"}


class Inbox:
    """What a server received; it refuses the first `refusals` messages for now."""

    def __init__(self, refusals: int = 0) -> None:
        self.envelopes: list[Envelope] = []
        self.tries = 0
        self._refusals = refusals

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        self.tries += 1
        if self.tries <= self._refusals:
            return "451 try again"
        self.envelopes.append(envelope)
        return "250 thank you"

    @property
    def messages(self) -> list[Message]:
        contents = [envelope.content for envelope in self.envelopes]
        return [
            message_from_bytes(raw, policy=default) for raw in contents if isinstance(raw, bytes)
        ]


class Server(Controller):
    """A server on a port that the system chose."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def receiving(inbox: Inbox, **options: Any) -> Iterator[dict[str, Any]]:
    """A mail server, and the settings that name it."""
    server = Server(inbox, hostname="127.0.0.1", port=0, **options)
    server.start()
    try:
        yield {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_security": "none"}
    finally:
        server.stop()


def mail_of(**given: Any) -> Mail:
    mail = Mail.of(settings("sqlite:///unused.db", **given))
    return Mail(mail.sender, mail._send, pauses_s=(0.01, 0.01))


async def until(condition: Any) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - a log record sets no event
            await asyncio.sleep(0.01)


# To a server


async def test_the_welcome_reaches_a_real_server() -> None:
    inbox = Inbox()
    with receiving(inbox) as given:
        await mail_of(mail_from=SENDER, **given).welcome("meilin", "mei@lin.example", "Mei Lín")
    (message,) = inbox.messages
    assert inbox.envelopes[0].rcpt_tos == ["mei@lin.example"]
    assert inbox.envelopes[0].mail_from == "books@books.example"
    assert (message["From"], message["Subject"]) == (SENDER, "Welcome")
    assert message["To"] == "Mei Lín <mei@lin.example>"
    assert message["Message-ID"].endswith("@books.example>")
    body = message.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert "Hello Mei Lín," in body.decode()
    assert "registered as meilin" in body.decode()


async def test_a_server_that_asks_for_a_name_gets_it_over_tls_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = []

    def known(server: Any, session: Any, envelope: Any, mechanism: Any, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        names.append((data.login, data.password))
        return AuthResult(success=data.password == b"sesame")

    inbox = Inbox()
    tls = {"tls_context": _certificate(tmp_path), "require_starttls": True}
    login = {"auth_required": True, "authenticator": known}
    with receiving(inbox, **tls, **login) as given:
        given |= {"smtp_username": "books", "smtp_password": "sesame"}
        refused = mail_of(**given)
        with pytest.raises(Exception, match=r"(?i)starttls|auth"):
            await refused.welcome("meilin", "mei@lin.example", None)
        with pytest.raises(Exception, match=r"(?i)certificate"):  # nobody vouches for it
            await mail_of(**given | {"smtp_security": "starttls"}).welcome("m", "m@l.example", None)
        assert (names, inbox.messages) == ([], [])
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))  # now somebody does
        await mail_of(**given | {"smtp_security": "starttls"}).welcome("m", "m@l.example", None)
    assert names == [(b"books", b"sesame")]
    assert len(inbox.messages) == 1


async def test_a_server_that_speaks_tls_from_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = Inbox()
    with receiving(inbox, ssl_context=_certificate(tmp_path)) as given:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        await mail_of(**given | {"smtp_security": "tls"}).welcome("m", "m@l.example", None)
    assert len(inbox.messages) == 1


def _certificate(folder: Path) -> ssl.SSLContext:
    """What a server shows that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, SHA256())
    )
    pem = Encoding.PEM
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


async def test_a_message_that_is_refused_for_now_is_tried_again() -> None:
    inbox = Inbox(refusals=2)
    with receiving(inbox) as given:
        await mail_of(**given).welcome("meilin", "mei@lin.example", None)
    assert (inbox.tries, len(inbox.messages)) == (3, 1)
    hopeless = Inbox(refusals=9)
    with receiving(hopeless) as given, pytest.raises(Exception, match="451"):
        await mail_of(**given).welcome("meilin", "mei@lin.example", None)
    assert hopeless.tries == 3


# Headers


@pytest.mark.parametrize(
    "name",
    ["Mei\r\nBcc: all@lin.example", "Mei\nBcc: all@lin.example", 'Mei" <all@lin.example>, "Lin'],
    ids=repr,
)
def test_a_name_adds_neither_header_nor_recipient(name: str) -> None:
    message = welcome(SENDER, "meilin", "mei@lin.example", name)
    raw = message_from_bytes(message.as_bytes(), policy=default)
    assert raw["Bcc"] is None
    assert [address.addr_spec for address in raw["To"].addresses] == ["mei@lin.example"]


@pytest.mark.parametrize(
    "address", ["mei@lin.example\r\nBcc: a@b.example", "a@b.c, d@e.f", "<a@b>"]
)
def test_an_address_that_is_more_than_one_makes_no_message(address: str) -> None:
    with pytest.raises(Exception, match=r".+"):
        welcome(SENDER, "meilin", address, None)


# Without a server


async def test_without_a_server_mail_is_written_to_the_outbox(tmp_path: Path) -> None:
    mail = mail_of(var_dir=tmp_path)
    await asyncio.gather(*(mail.welcome(f"user{n}", f"u{n}@lin.example", None) for n in range(5)))
    files = list((tmp_path / "outbox").iterdir())
    assert {file.suffix for file in files} == {".eml"}
    parsed = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
    assert {str(message["To"]) for message in parsed} == {
        f"user{n} <u{n}@lin.example>" for n in range(5)
    }


# After the reply


async def test_registering_does_not_wait_for_mail_and_stopping_does(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = asyncio.Event(), asyncio.Event()
    sent = []

    async def slow(self: Mail, message: EmailMessage) -> None:
        begun.set()
        await go.wait()
        sent.append(str(message["To"]))

    monkeypatch.setattr(Mail, "_deliver", slow)
    async with protected(url, var_dir=tmp_path) as service, client(service.app) as api:
        reply = await api.post(USERS, json=MEI)
        assert (reply.status_code, sent) == (201, [])
        await asyncio.wait_for(begun.wait(), 5)
        go.set()
    assert sent == ["meilin <mei@lin.example>"]


async def test_mail_that_fails_is_logged_and_changes_no_reply(
    url: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(self: Mail, message: EmailMessage) -> None:
        raise ConnectionRefusedError("nobody listens")

    monkeypatch.setattr(Mail, "_deliver", broken)
    async with protected(url) as service, client(service.app) as api:
        reply = await api.post(USERS, json=MEI)
        assert reply.status_code == 201
        await until(lambda: "the welcome mail to user" in caplog.text)
    assert "mei@lin.example" not in caplog.text


@pytest.fixture
async def after() -> AsyncIterator[After]:
    made = After()
    yield made
    await made.close(0.1)


async def test_what_is_late_is_cancelled_and_said(
    after: After, caplog: pytest.LogCaptureFixture
) -> None:
    cancelled = []

    async def endless() -> None:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    after.run(endless(), "something endless")
    await asyncio.sleep(0)
    with caplog.at_level(logging.WARNING):
        await after.close(0.05)
    assert cancelled == [True]
    assert "something endless was not finished in time" in caplog.text


async def test_work_that_begins_work_is_waited_for(after: After) -> None:
    done = []

    async def second() -> None:
        await asyncio.sleep(0.01)
        done.append("second")

    async def first() -> None:
        await asyncio.sleep(0.01)
        after.run(second(), "second")

    after.run(first(), "first")
    await after.close()
    assert done == ["second"]
