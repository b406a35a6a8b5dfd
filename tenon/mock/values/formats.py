"""Texts for the formats of JSON Schema (validation, section 7.3) and of OpenAPI's registry.

https://spec.openapis.org/registry/format/
"""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Final
from uuid import UUID

from tenon.mock.values.vocabulary import sentence, slug, words

Sample = Callable[[Random], str]

# Dates are drawn from a time that does not move, so that the same seed makes the same values.
_SINCE: Final = datetime(2024, 1, 1, tzinfo=UTC)
_SECONDS: Final = 2 * 365 * 86_400
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_HEX: Final = "0123456789abcdef"


def _moment(random: Random) -> datetime:
    return _SINCE + timedelta(seconds=int(random.random() * _SECONDS))


def _drawn(characters: str, count: int) -> Sample:
    def sample(random: Random) -> str:
        number = len(characters)
        return "".join(characters[int(random.random() * number)] for _ in range(count))

    return sample


def _date_time(random: Random) -> str:
    return f"{_moment(random):%Y-%m-%dT%H:%M:%SZ}"


def _duration(random: Random) -> str:
    return f"P{1 + int(random.random() * 9)}DT{1 + int(random.random() * 11)}H"


def _host(random: Random) -> str:
    return f"{slug(random)}.example.com"


def _email(random: Random) -> str:
    first, last = words("first_name")(random), words("last_name")(random)
    return f"{_ascii(first)}.{_ascii(last)}@example.com"


def _ascii(text: str) -> str:
    return "".join(c for c in text.lower() if c.isascii() and c.isalnum()) or "someone"


def _ipv4(random: Random) -> str:
    return f"192.0.2.{1 + int(random.random() * 254)}"  # documentation addresses (RFC 5737)


def _ipv6(random: Random) -> str:
    return f"2001:db8::{1 + int(random.random() * 65_000):x}"  # the same (RFC 3849)


def _uri(random: Random) -> str:
    return f"https://example.com/{slug(random)}"


def _uuid(random: Random) -> str:
    bits = random.getrandbits(128)
    return str(UUID(int=bits, version=4))


def _versioned(random: Random, version: str) -> str:
    text = _uuid(random)
    return f"{text[:14]}{version}{text[15:]}"


def _six(random: Random) -> str:
    return f"{int(random.random() * 1_000_000):06d}"


_letter = _drawn("abcdefghijklmnopqrstuvwxyz", 1)


def _bytes(random: Random) -> str:
    return b64encode(sentence(random).encode()).decode()


def _base64url(random: Random) -> str:
    return urlsafe_b64encode(sentence(random).encode()).decode().rstrip("=")


def _pointer(random: Random) -> str:
    return f"/{slug(random).replace('-', '/')}"


def _http_date(random: Random) -> str:
    return f"{_moment(random):%a, %d %b %Y %H:%M:%S GMT}"


def _mac(random: Random) -> str:
    return ":".join(f"{int(random.random() * 256):02x}" for _ in range(6))


def _number(random: Random) -> str:
    return f"{1 + int(random.random() * 99_999)}"


def _decimal(random: Random) -> str:
    return f"{1 + int(random.random() * 499)}.{int(random.random() * 100):02d}"


def _version(random: Random) -> str:
    return ".".join(str(int(random.random() * 10)) for _ in range(3))


def _password(random: Random) -> str:
    return f"{slug(random)}-{1000 + int(random.random() * 9000)}"


def _html(random: Random) -> str:
    return f"<p>{sentence(random)}</p>"


_TEXTS: dict[str, Sample] = {
    "date-time": _date_time,
    "date": lambda random: f"{_moment(random):%Y-%m-%d}",
    "time": lambda random: f"{_moment(random):%H:%M:%SZ}",
    "duration": _duration,
    "email": _email,
    "idn-email": _email,
    "hostname": _host,
    "idn-hostname": _host,
    "ipv4": _ipv4,
    "ipv6": _ipv6,
    "uri": _uri,
    "uri-reference": lambda random: f"/{slug(random)}",
    "iri": _uri,
    "iri-reference": lambda random: f"/{slug(random)}",
    "uuid": _uuid,
    "uri-template": lambda random: f"https://example.com/{slug(random)}/{{id}}",
    "json-pointer": _pointer,
    "relative-json-pointer": lambda random: f"0{_pointer(random)}",
    "json-pointer-uri-fragment": lambda random: f"#{_pointer(random)}",
    "regex": lambda random: f"^{words('key')(random)}[0-9]+$",
    # OpenAPI's registry, and what is met beside it.
    "byte": _bytes,
    "base64": _bytes,
    "base64url": _base64url,
    "binary": sentence,
    "password": _password,
    "char": _drawn("abcdefghijklmnopqrstuvwxyz", 1),
    "commonmark": sentence,
    "markdown": sentence,
    "html": _html,
    "http-date": _http_date,
    "date-time-local": lambda random: f"{_moment(random):%Y-%m-%dT%H:%M:%S}",
    "local-date-time": lambda random: f"{_moment(random):%Y-%m-%dT%H:%M:%S}",
    "time-local": lambda random: f"{_moment(random):%H:%M:%S}",
    "local-time": lambda random: f"{_moment(random):%H:%M:%S}",
    "year": lambda random: f"{_moment(random):%Y}",
    "year-month": lambda random: f"{_moment(random):%Y-%m}",
    "media-range": lambda random: "application/json",
    "mime-type": lambda random: "application/json",
    "decimal": _decimal,
    "decimal128": _decimal,
    "double": _decimal,
    "float": _decimal,
    "int32": _number,
    "int64": _number,
    "uint64": _number,
    "sf-string": lambda random: f'"{slug(random)}"',
    "sf-token": slug,
    "sf-integer": _number,
    "sf-decimal": _decimal,
    "sf-boolean": lambda random: "?1",
    "sf-binary": lambda random: f":{_bytes(random)}:",
    "url": _uri,
    "link": _uri,
    "href": _uri,
    "uuid4": _uuid,
    "guid": _uuid,
    "ulid": lambda random: "01" + _drawn(_CROCKFORD, 24)(random),
    "objectid": _drawn(_HEX, 24),
    "md5": _drawn(_HEX, 32),
    "sha1": _drawn(_HEX, 40),
    "sha256": _drawn(_HEX, 64),
    "hex": _drawn(_HEX, 16),
    "slug": slug,
    "color": lambda random: f"#{_drawn(_HEX, 6)(random)}",
    "hex-color": lambda random: f"#{_drawn(_HEX, 6)(random)}",
    "semver": _version,
    "version": _version,
    "mac": _mac,
    "ip": _ipv4,
    "cidr": lambda random: "192.0.2.0/24",
    "ipv4-network": lambda random: "192.0.2.0/24",
    "phone": words("phone"),
    "phone-number": words("phone"),
    "tel": words("phone"),
    "e164": lambda random: f"+1202555{1000 + int(random.random() * 9000)}",
    "country-code": words("country_code"),
    "currency": words("currency"),
    "currency-code": words("currency"),
    "iso-4217": words("currency"),
    "language": words("language_code"),
    "bcp47": words("language_code"),
    "locale": words("language_code"),
    "timezone": words("timezone"),
    "username": words("username"),
    "unixtime": lambda random: str(int(_moment(random).timestamp())),
    "timestamp": _date_time,
    "datetime": _date_time,
}
SAMPLES: Final[Mapping[str, Sample]] = _TEXTS


_OTHERS: Final[Mapping[str, tuple[Sample, ...]]] = {
    "date-time": (
        lambda random: f"{_moment(random):%Y-%m-%dT%H:%M:%S}.{int(random.random() * 1000):03d}Z",
        lambda random: f"{_moment(random):%Y-%m-%dT%H:%M:%S}+00:00",
        lambda random: f"{_moment(random):%Y-%m-%dT%H:%M:%S}.{_six(random)}Z",
        lambda random: f"{_moment(random):%Y-%m-%dT%H:%M:%S}+02:00",
        lambda random: f"{_moment(random):%Y-%m-%dT00:00:00Z}",
    ),
    "time": (
        lambda random: f"{_moment(random):%H:%M:%S}+00:00",
        lambda random: f"{_moment(random):%H:%M:%S}.{int(random.random() * 1000):03d}Z",
        lambda random: f"{_moment(random):%H:%M:00Z}",
    ),
    "duration": (
        lambda random: f"PT{1 + int(random.random() * 59)}M",
        lambda random: f"P{1 + int(random.random() * 9)}W",
        lambda random: f"P{1 + int(random.random() * 9)}D",
        lambda random: f"P{1 + int(random.random() * 9)}Y",
        lambda random: f"PT{1 + int(random.random() * 59)}S",
    ),
    "uuid": tuple(partial(_versioned, version=version) for version in "71234568"),
    "uri": (
        lambda random: f"http://example.com/{slug(random)}",
        lambda random: f"https://www.example.com/{slug(random)}.png",
        lambda random: f"urn:example:{slug(random)}",
        lambda random: f"ftp://example.com/{slug(random)}",
        lambda random: f"mailto:{_email(random)}",
        lambda random: f"a:{int(random.random() * 10)}",
    ),
    "uri-reference": (_uri, slug),
    "email": (lambda random: f"{_letter(random)}@{_letter(random)}.org",),
    "hostname": (slug, lambda random: words("key")(random), _letter),
    "ipv4": (
        lambda random: f"10.0.0.{1 + int(random.random() * 254)}",
        lambda random: f"192.168.0.{1 + int(random.random() * 254)}",
    ),
    "ipv6": (lambda random: "2001:0db8:0000:0000:0000:0000:0000:0001", lambda random: "::1"),
    "date": (lambda random: f"{_moment(random):%Y-%m-01}",),
}


def samples_of(name: str) -> tuple[Sample, ...]:
    """What makes texts of a format, the usual form first; none for one that is not known."""
    for one in (name, name.lower().replace("_", "-")):
        if one in SAMPLES:
            return (SAMPLES[one], *_OTHERS.get(one, ()))
    return ()
