"""The floor: an ASGI function that answers bytes made beforehand.

A POST body is read to its end, and not looked at.
"""

from starlette.types import Message, Receive, Scope, Send

from .memory import Books
from .models import Book


def _reply(status: int, body: bytes) -> tuple[Message, Message]:
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    return (
        {"type": "http.response.start", "status": status, "headers": headers},
        {"type": "http.response.body", "body": body},
    )


def _one() -> Book:
    book = Books().get(1)
    if book is None:
        raise LookupError("The shelf is empty.")
    return book


ONE = _reply(200, _one().model_dump_json().encode())
CREATED = _reply(201, _one().model_dump_json().encode())
PAGE = _reply(200, Books().page(1, 20).model_dump_json().encode())


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer every request with fixed bytes."""
    if scope["type"] != "http":
        return
    if scope["method"] == "POST":
        while (await receive())["more_body"]:
            pass
        start, body = CREATED
    else:
        start, body = ONE if scope["path"] != "/api/v1/books" else PAGE
    await send(start)
    await send(body)
