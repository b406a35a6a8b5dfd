"""What a handler returns when a reply carries more than its body: status, headers, media type."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

T = TypeVar("T")


class Reply(Generic[T]):
    """One declared reply. Generated code derives a class for each, with its headers as arguments.

    `headers` are by their Python names; a header whose value is None is not sent.
    """

    __slots__ = ("body", "headers", "media_type")

    status: ClassVar[int] = 200

    def __init__(self, body: T, *, media_type: str | None = None, **headers: object) -> None:
        self.body = body
        self.media_type = media_type
        self.headers = headers

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.body!r}, {self.headers!r})"
