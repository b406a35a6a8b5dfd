"""A JSON value written in a media type: what the bytes of a reply are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

from pydantic_core import from_json, to_json

from tenon.mock.cbor import as_cbor
from tenon.mock.cut import Cut
from tenon.mock.files import SMALLEST
from tenon.mock.outcome import ABSENT
from tenon.mock.xml import as_xml
from tenon.runtime.negotiation import essence, is_json

_BOUNDARY = "tenon-mock"
_FORM = "application/x-www-form-urlencoded"


class Unwritable(Exception):
    """A value that has no form in a media type: an object has none as plain text."""


def written(value: Any, media_type: str, cut: Cut | None = None) -> bytes:
    """The bytes of a value in a media type; `cut` is its schema, which says how XML names it.

    `ABSENT` is written as the smallest file of its type. Raises Unwritable.
    """
    plain = essence(media_type)
    if is_json(plain):
        return b"null" if value is ABSENT else json(value)
    if value is ABSENT:
        return smallest(plain)
    for suits, write in _WRITERS:
        if suits(plain):
            return write(value, cut)
    return _any(value, cut)


def json(value: Any) -> bytes:
    """A value as JSON, which knows neither NaN nor infinities (RFC 8259, section 6)."""
    return to_json(value, inf_nan_mode="null")


def smallest(media_type: str) -> bytes:
    """The smallest file of a media type that opens; of unknown ones a few bytes of text."""
    kind = media_type.partition("/")[0]
    return SMALLEST.get(media_type) or SMALLEST.get(f"{kind}/*") or b"mock"


def is_text(media_type: str) -> bool:
    """Whether a media type is text, so that its values are judged as text."""
    plain = essence(media_type)
    return plain.startswith("text/") or _is_xml(plain)


def content_type(media_type: str, body: bytes) -> str:
    """The `Content-Type` of a body: text that is not ASCII says that it is UTF-8."""
    if media_type.startswith("multipart/") and "boundary" not in media_type:
        return f"{media_type}; boundary={_BOUNDARY}"
    text = media_type.startswith("text/") and "charset" not in media_type
    return f"{media_type}; charset=utf-8" if text and not body.isascii() else media_type


def _xml(value: Any, cut: Cut | None) -> bytes:
    return as_xml(value, cut).encode("utf-8", "replace")


def _text(value: Any, _: Cut | None) -> bytes:
    if isinstance(value, (dict, list)):
        raise Unwritable
    return value.encode("utf-8", "replace") if isinstance(value, str) else json(value)


def _any(value: Any, _: Cut | None) -> bytes:
    """Text as it is, and for want of anything better all else as JSON."""
    return value.encode("utf-8", "replace") if isinstance(value, str) else json(value)


def _form(value: Any, _: Cut | None) -> bytes:
    """An object as pairs (WHATWG URL, section 5); a list says its name again."""
    if not isinstance(value, dict):
        return _any(value, None)
    pairs = [
        f"{quote_plus(name)}={quote_plus(_any(item, None))}"
        for name, member in value.items()
        for item in (member if isinstance(member, list) else [member])
    ]
    return "&".join(pairs).encode()


def _parts(value: Any, _: Cut | None) -> bytes:
    """An object as the parts of a form (RFC 7578); anything else as its only part."""
    members = value if isinstance(value, dict) else {"value": value}
    lines = [
        b"--%b\r\nContent-Disposition: form-data; name=%b\r\n\r\n%b\r\n"
        % (_BOUNDARY.encode(), json(name), _any(member, None))
        for name, member in members.items()
    ]
    return b"".join(lines) + b"--%b--\r\n" % _BOUNDARY.encode()


def _cbor(value: Any, _: Cut | None) -> bytes:
    return as_cbor(from_json(json(value)))


def _is_xml(plain: str) -> bool:
    return plain.endswith(("/xml", "+xml"))


_WRITERS: tuple[tuple[Callable[[str], bool], Callable[[Any, Cut | None], bytes]], ...] = (
    (_is_xml, _xml),
    (lambda plain: plain.startswith("text/") and not plain.endswith("yaml"), _text),
    (lambda plain: plain == _FORM, _form),
    (lambda plain: plain.startswith("multipart/"), _parts),
    (lambda plain: plain.endswith(("/cbor", "+cbor", "/cbor-seq")), _cbor),
)
