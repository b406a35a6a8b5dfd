"""Secrets taken out of a value: by the name of a member, by its schema, and by how it looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from tenon.contract import Contract
from tenon.contract.schemas import Schemas
from tenon.contract.types import keyword, properties
from tenon.proxy.exchange import Exchange
from tenon.runtime.credentials import carrier, reader
from tenon.runtime.headers import cookies, header_text
from tenon.runtime.problem import Unauthorized

REDACTED = "redacted"
_SHORTEST = 6  # characters of what was sent as a secret and is looked for elsewhere
_NAMES = re.compile(
    r"(?:^|_)(?:pass(?:word|wd|phrase|code)|secret|token|api_?key|access_?key|private_?key|"
    r"secret_?key|signing_?key|encryption_?key|credentials?|authorization|cookie|signature|otp|"
    r"pin|cvv|cvc|ssn|card_?number|iban)s?$"
)
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-\s.]+")
_LOOKS = re.compile(
    r"eyJ[\w-]{5,}\.[\w-]+\.[\w-]*"  # a JSON Web Token
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|\b(?:Bearer|Basic) [\w.~+/=-]{8,}"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-|sk_live_|rk_live_)[\w-]{16,}"
    r"|(?<=://)[^\s/@:]+:[^\s/@]+(?=@)"  # name and password of a URL
)


class Redaction:
    """Takes secrets out of the values of one contract."""

    def __init__(self, contract: Contract) -> None:
        self._schemas: Schemas = contract.schemas
        schemes = {carrier(s): s for s in contract.security_schemes.values()}
        self._readers = [reader(s) for s in schemes.values() if s.type != "mutualTLS"]

    def sent(self, exchange: Exchange) -> list[str]:
        """The secrets that a request came with: a reply may repeat them."""
        found = list(self._credentials(exchange))
        authorization = header_text(exchange.headers.get(b"authorization", b""))
        found.append(authorization.partition(" ")[2])
        found += cookies(header_text(exchange.headers.get(b"cookie", b""))).values()
        return [text for text in dict.fromkeys(found) if len(text) >= _SHORTEST]

    def _credentials(self, exchange: Exchange) -> Iterator[str]:
        scope = {"query_string": exchange.query, "headers": list(exchange.headers.items())}
        for read in self._readers:
            try:
                yield read(scope, exchange.headers) or ""
            except Unauthorized:
                continue

    def clean(self, value: Any, schema: Any, secrets: Sequence[str] = ()) -> Any:
        """A value without its secrets, `secrets` and what holds them among these.

        What a schema says is `writeOnly` is one: the service itself does not tell it again.
        """
        if self._hidden(schema):
            return _blank(value)
        if isinstance(value, str):
            return _text(value, secrets)
        if isinstance(value, list):
            items = keyword(self._schemas, schema, "items")
            return [self.clean(item, items, secrets) for item in value]
        if isinstance(value, Mapping):
            named = properties(self._schemas, schema)
            return {
                name: self._member(name, member, named.get(name), secrets)
                for name, member in value.items()
            }
        return value

    def _member(self, name: str, value: Any, schema: Any, secrets: Sequence[str]) -> Any:
        if is_secret(name) and not isinstance(value, Mapping):
            return _blank(value)
        return self.clean(value, schema, secrets)

    def _hidden(self, schema: Any) -> bool:
        said = partial(keyword, self._schemas, schema)
        return said("format") == "password" or said("writeOnly") is True


def is_secret(name: str) -> bool:
    """Whether a member or parameter of a name holds a secret."""
    return _NAMES.search(_WORDS.sub("_", name).lower()) is not None


def _blank(value: Any) -> Any:
    """A value of the same shape that tells nothing."""
    if isinstance(value, str):
        return REDACTED
    if isinstance(value, list):
        return [_blank(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _blank(member) for name, member in value.items()}
    return 0 if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _text(text: str, secrets: Sequence[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, REDACTED)
    return _LOOKS.sub(REDACTED, text)
