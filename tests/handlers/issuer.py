"""A real OpenID Connect issuer on 127.0.0.1, in a thread, whose keys turn when a test says so."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "books-web"
_JWKS = "/keys"


class Issuer:
    """Signs tokens and publishes its keys; `asked` counts what was asked for, by path."""

    def __init__(self) -> None:
        self.keys: list[Any] = [new_key()]
        self.asked: dict[str, int] = {}
        self.described: dict[str, Any] = {}
        self.failing = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more: the port is closed."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join(5)
            self._server.server_close()

    def token(self, key: Any = None, alg: str = "RS256", **claims: Any) -> str:
        """A token; a claim that is None is left out."""
        now = int(time.time())
        said: dict[str, Any] = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": "mei",
            "iat": now,
            "exp": now + 600,
            "roles": ["editor"],
        }
        said = {name: value for name, value in (said | claims).items() if value is not None}
        signer = key or self.keys[0]
        header = {"alg": alg, "kid": signer.kid}
        return jwt.encode(header, said, signer, algorithms=[alg])

    def documents(self) -> dict[str, Any]:
        """What stands at which path."""
        described = {"issuer": self.url, "jwks_uri": f"{self.url}{_JWKS}"} | self.described
        public = [key.as_dict(private=False) for key in self.keys]
        return {"/.well-known/openid-configuration": described, _JWKS: {"keys": public}}

    def _handler(issuer) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the inner one's
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.asked[self.path] = issuer.asked.get(self.path, 0) + 1
                document = issuer.documents().get(self.path)
                self.send_response(500 if issuer.failing else 200 if document else 404)
                self.end_headers()
                self.wfile.write(json.dumps(document).encode())

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler


def new_key() -> RSAKey:
    """A new RSA key with a name of its own."""
    return RSAKey.generate_key(2048, auto_kid=True)


@contextmanager
def issuing() -> Iterator[Issuer]:
    """An issuer that answers until the block ends."""
    issuer = Issuer()
    issuer.start()
    try:
        yield issuer
    finally:
        issuer.stop()
