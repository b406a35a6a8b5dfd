"""Challenges: how a refusal says who may ask (RFC 9110, section 11.6.1; RFC 6750, section 3)."""

from __future__ import annotations

from collections.abc import Iterable

from tenon.contract import SecurityScheme
from tenon.runtime.credentials import http_scheme

_PREFERRED = {"dpop": "DPoP", "gnap": "GNAP", "hoba": "HOBA", "oauth": "OAuth"}
# What the IANA registry of HTTP authentication schemes has no name for.
_OWN = {"apiKey": "ApiKey", "mutualTLS": "ClientCertificate"}
_LONGEST = 200


def challenge(scheme: SecurityScheme, realm: str, **parameters: str) -> str:
    """One challenge: the scheme of authentication and its parameters, empty ones left out."""
    named = {"realm": realm, **_parameters(scheme), **parameters}
    told = ", ".join(f'{name}="{_quoted(text)}"' for name, text in named.items() if text)
    return f"{_word(scheme)} {told}".rstrip()


def challenges(several: Iterable[str]) -> dict[str, str]:
    """The header that carries challenges, each once."""
    return {"WWW-Authenticate": ", ".join(dict.fromkeys(several))}


def _word(scheme: SecurityScheme) -> str:
    http = http_scheme(scheme)
    return _OWN.get(scheme.type) or _PREFERRED.get(http) or http.capitalize()


def _parameters(scheme: SecurityScheme) -> dict[str, str]:
    if scheme.type == "apiKey" and scheme.location is not None:
        return {"in": scheme.location.value, "name": scheme.parameter}
    return {"charset": "UTF-8"} if http_scheme(scheme) == "basic" else {}


def _quoted(text: str) -> str:
    """Text that may stand between quotes, without quotes and backslashes of its own."""
    plain = text[:_LONGEST].replace('"', "'").replace("\\", "/")
    return "".join(c if " " <= c <= "~" else "?" for c in plain)
