"""The parts of a multipart body, found while it comes (RFC 7578)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tenon.runtime.body import malformed
from tenon.runtime.negotiation import essence, parameters


@dataclass(frozen=True, slots=True)
class Head:
    """What the headers of a part say; `media_type` is empty where they say none."""

    name: str
    filename: str | None = None
    media_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class End:
    """The end of a part."""


END = End()
Event = Head | bytes | End


class PartParser:
    """Takes a body piece by piece, and tells what it found in each.

    A part is its head, its bytes and its end. Raises BadRequest for what is not well-formed.
    """

    def __init__(self, content_type: str) -> None:
        """`content_type` is the header of the request, which gives the boundary."""
        self.complete = False
        self._events: list[Event] = []
        self._headers: dict[str, str] = {}
        self._name, self._value = b"", b""
        # Imported where it is met: it brings the modules of archives and temporary files along.
        from python_multipart.multipart import MultipartParser

        self._parser = MultipartParser(
            boundary(content_type),
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._header,
                "on_headers_finished": self._head,
                "on_part_data": self._data,
                "on_part_end": self._end,
                "on_end": self._complete,
            },
        )

    def feed(self, data: bytes) -> list[Event]:
        """What more bytes of the body hold."""
        from python_multipart.exceptions import MultipartParseError

        self._events = []
        try:
            self._parser.write(data)
        except MultipartParseError:
            raise malformed("The body is no well-formed multipart body (RFC 7578).") from None
        return self._events

    def finish(self) -> None:
        """The body ends here. Raises BadRequest when it should not."""
        if not self.complete:
            raise malformed("The body does not end with its boundary (RFC 2046, section 5.1.1).")

    def _begin(self) -> None:
        self._headers = {}

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header(self) -> None:
        name, value = self._name.decode("latin-1"), self._value.decode("latin-1")
        self._headers[name.strip().lower()] = value.strip()
        self._name, self._value = b"", b""

    def _head(self) -> None:
        self._events.append(head(self._headers))

    def _data(self, data: bytes, start: int, end: int) -> None:
        if start < end:
            self._events.append(data[start:end])

    def _end(self) -> None:
        self._events.append(END)

    def _complete(self) -> None:
        self.complete = True


def boundary(content_type: str) -> bytes:
    """The boundary that a content type gives. Raises BadRequest when it gives none."""
    found = parameters(content_type).get("boundary", "")
    if not 1 <= len(found) <= 70:
        raise malformed("The content type gives no boundary (RFC 2046, section 5.1.1).")
    return found.encode()


def head(headers: Mapping[str, str]) -> Head:
    """What the headers of a part say, names in lower case. Raises BadRequest without a name."""
    from python_multipart.exceptions import FormParserError
    from python_multipart.multipart import parse_options_header

    try:
        _, options = parse_options_header(headers.get("content-disposition", ""))
    except (FormParserError, ValueError):
        options = {}
    if b"name" not in options:
        raise malformed("A part of the body has no name (RFC 7578, section 4.2).")
    filename = options.get(b"filename")
    return Head(
        name=_text(options[b"name"]),
        filename=None if filename is None else _text(filename),
        media_type=essence(headers.get("content-type", "")),
        headers=headers,
    )


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise malformed("The body is not UTF-8.") from None
