"""The edges of a service as one ASGI application around another.

Everything that can be known is made once, when it is built; a request pays for one `send`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from time import perf_counter

from tenon.runtime.body import Receive
from tenon.runtime.edges.cors import ANY_METHOD
from tenon.runtime.edges.reply import Constant, Reply
from tenon.runtime.edges.settings import EdgeSettings
from tenon.runtime.edges.slashes import Methods, sent_there, without_slash
from tenon.runtime.headers import RawHeaders
from tenon.runtime.request_id import RequestIds
from tenon.runtime.service import Application, Scope
from tenon.runtime.streaming import Send

log = logging.getLogger("tenon")

_OWN = ("x-request-id", "server-timing")


class Edges:
    """What goes around every request, as the settings say."""

    def __init__(
        self,
        app: Application,
        settings: EdgeSettings,
        methods: Methods = lambda _: "",
        exposed: Sequence[str] = (),
    ) -> None:
        """Go around `app`. `methods` tells which methods a path knows; `exposed` are header
        fields of its replies that pages of other origins may read (CORS).
        """
        self._app = app
        self._settings = settings
        self._methods = methods
        self._ids = RequestIds() if settings.request_ids else None
        self._constants = _constants(settings, (*exposed, *_OWN))
        self._bodies = settings.patience
        self._compression = settings.compression

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; anything but HTTP is passed on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, settings = perf_counter(), self._settings
        if settings.proxies is not None:
            settings.proxies.read(scope)
        if settings.root_path:
            scope["root_path"] = settings.root_path
        headers = dict(scope["headers"])
        request_id = self._ids.of(scope, headers) if self._ids is not None else None
        by_origin = self._constants[scope.get("scheme") == "https"]
        constant = by_origin.get(headers.get(b"origin")) or by_origin[None]
        reply = Reply(scope, send, constant, request_id, began, settings.server_timing)
        send = reply.send
        if self._bodies is not None and (
            b"content-length" in headers or b"transfer-encoding" in headers
        ):
            receive = self._bodies.receive(receive)
        if self._compression is not None:
            send = self._compression.around(scope, headers, send)
        app = self._app
        if scope["method"] == "OPTIONS" or scope["path"][-1:] == "/":
            app, scope = self._early(scope, headers)
        if not settings.observers:
            await app(scope, receive, send)
            return
        failed = True
        try:
            await app(scope, receive, send)
            failed = False
        except asyncio.CancelledError:
            failed = False
            raise
        finally:
            self._tell(scope, reply.ended(failed), perf_counter() - began)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        for observer in self._settings.observers:
            try:
                observer(scope, status, seconds)
            except Exception:  # what is only noted must not end a connection
                log.exception("an observer of replies failed")

    def _early(self, scope: Scope, headers: Mapping[bytes, bytes]) -> tuple[Application, Scope]:
        """What answers a preflight request, or a path that ends in a slash."""
        settings = self._settings
        if scope["method"] == "OPTIONS" and settings.cors is not None:
            answer = settings.cors.preflight(headers, self._methods(scope) or ANY_METHOD)
            if answer is not None:
                return _Answer(204, answer), scope
        if settings.slashes != "off" and scope["path"][-1:] == "/":
            stripped = without_slash(scope, self._methods)
            if stripped is not None and settings.slashes == "strip":
                return self._app, stripped
            location = sent_there(stripped) if stripped is not None else None
            if location is not None:
                return _Answer(308, location), scope
        return self._app, scope


class _Answer:
    """A reply without a body."""

    def __init__(self, status: int, headers: RawHeaders) -> None:
        self._status = status
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": self._status, "headers": self._headers}
        await send(start)
        await send({"type": "http.response.body", "body": b""})


def _constants(
    settings: EdgeSettings, exposed: Sequence[str]
) -> tuple[Mapping[bytes | None, Constant], Mapping[bytes | None, Constant]]:
    """The constant header fields of replies by origin, those by http and those by https."""
    by_origin = settings.cors.simple(exposed) if settings.cors is not None else {None: []}

    def by_scheme(secure: bool) -> Mapping[bytes | None, Constant]:
        hardening = settings.hardening
        always = hardening.headers(secure) if hardening is not None else []
        return {origin: Constant.of([*always, *more]) for origin, more in by_origin.items()}

    return by_scheme(False), by_scheme(True)
