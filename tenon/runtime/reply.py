"""What a handler returns when a reply carries more than its body: status, headers, media type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Generic, TypeVar

T = TypeVar("T")


class Reply(Generic[T]):
    """One declared reply. Generated code derives a class for each, with its headers as arguments.

    `headers` are by their Python names; a header whose value is None is not sent.
    """

    status: ClassVar[int] = 200
    body: T
    headers: Mapping[str, object]
    media_type: str | None = None

    def __init__(self, body: T, *, media_type: str | None = None, **headers: object) -> None:
        self.body = body
        self.headers = headers
        if media_type is not None:
            self.media_type = media_type

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.body!r}, {self.headers!r})"
