"""The contract and its pages, served from memory and from vendored files: no network needed."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

from pydantic_core import to_json

from tenon.contract import Contract
from tenon.runtime.body import Receive
from tenon.runtime.conditions import is_current
from tenon.runtime.negotiation import accepts_gzip
from tenon.runtime.service import Application, Scope
from tenon.runtime.streaming import Send

_HTML = b"text/html; charset=utf-8"


class Documents:
    """What is served beside the operations: `/openapi.json` and `.yaml`, `/docs`, `/reference`."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._made: dict[str, _Document] = {}
        self._makers: dict[str, Callable[[], _Document]] = {
            "/openapi.json": self._json,
            "/openapi.yaml": self._yaml,
            "/docs": lambda: self._page(_SWAGGER_UI),
            "/reference": lambda: self._page(_SCALAR),
            **{path: _asset(name, kind) for path, name, kind in _ASSETS},
        }

    def find(self, scope: Scope) -> Application | None:
        """The document at the path of a request, None when there is none."""
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if scope["method"] not in ("GET", "HEAD") or path not in self._makers:
            return None
        if path not in self._made:
            self._made[path] = self._makers[path]()
        return self._made[path]

    def _json(self) -> _Document:
        return _Document(to_json(self._contract.document), b"application/json")

    def _yaml(self) -> _Document:
        import yaml

        dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
        document = json.loads(json.dumps(self._contract.document))
        text = yaml.dump(document, Dumper=dumper, sort_keys=False, allow_unicode=True, width=100)
        return _Document(text.encode(), b"application/yaml")

    def _page(self, template: str) -> _Document:
        page = template.replace("TITLE", html.escape(self._contract.title, quote=True))
        policy = _policy(template, self._contract.base_origins)
        return _Document(page.encode(), _HTML, ((b"content-security-policy", policy),))


@dataclass(frozen=True)
class _Document:
    """Bytes with a strong ETag; `packed` ones are stored compressed (RFC 9110, section 8.4).

    What is sent compressed has an ETag of its own (section 8.8.3.3).
    """

    content: bytes
    media_type: bytes
    more: tuple[tuple[bytes, bytes], ...] = ()
    packed: bool = False

    @cached_property
    def _digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:32]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sent = {name: value.decode("latin-1") for name, value in scope["headers"]}
        packed = self.packed and accepts_gzip(sent.get(b"accept-encoding", ""))
        etag = f'"{self._digest}-gzip"' if packed else f'"{self._digest}"'
        headers = [
            (b"content-type", self.media_type),
            (b"etag", etag.encode()),
            (b"cache-control", b"no-cache"),
            (b"vary", b"accept-encoding"),
            *self.more,
        ]
        if is_current(sent.get(b"if-none-match"), etag):
            await _send(send, 304, headers, b"")
            return
        content = self.content
        if packed:
            headers.append((b"content-encoding", b"gzip"))
        elif self.packed:
            content = gzip.decompress(content)
        headers.append((b"content-length", b"%d" % len(content)))
        await _send(send, 200, headers, b"" if scope["method"] == "HEAD" else content)


def _policy(template: str, origins: Sequence[str]) -> bytes:
    """What a page may do: run its own script and ask this service, or those of its contract.

    (W3C Content Security Policy 3.) The style of what it shows is made by its script.
    """
    script = template.rpartition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    rules = (
        "default-src 'none'",
        f"script-src 'self' 'sha256-{digest}'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        " ".join(("connect-src 'self'", *origins)),
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
    return "; ".join(rules).encode()


async def _send(send: Send, status: int, headers: list[Any], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _asset(name: str, media_type: bytes) -> Callable[[], _Document]:
    def make() -> _Document:
        content = (files("tenon.runtime") / "static" / f"{name}.gz").read_bytes()
        return _Document(content, media_type, packed=True)

    return make


_SCRIPT = b"text/javascript; charset=utf-8"
_ASSETS = (
    ("/docs/swagger-ui.css", "swagger-ui.css", b"text/css; charset=utf-8"),
    ("/docs/swagger-ui-bundle.js", "swagger-ui-bundle.js", _SCRIPT),
    ("/reference/scalar.js", "scalar.js", _SCRIPT),
)
_SWAGGER_UI = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>TITLE</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script>
SwaggerUIBundle({
  url: "openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null
});
</script>
</body>
</html>
"""
_SCALAR = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>TITLE</title>
<link rel="icon" href="data:,">
</head>
<body>
<div id="reference"></div>
<script src="reference/scalar.js"></script>
<script>
Scalar.createApiReference("#reference", {
  url: "openapi.json", telemetry: false, withDefaultFonts: false,
  showDeveloperTools: "never", hideClientButton: true,
  agent: {disabled: true}, mcp: {disabled: true}
});
</script>
</body>
</html>
"""
