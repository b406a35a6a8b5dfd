"""Reading an event stream: from bytes, however they are cut, to the data of each event.

WHATWG HTML, section 9.2.6, of which only data matters here: names, ids and comments pass by.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

_LINE_END = re.compile(rb"\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"
LONGEST = 1_048_576  # bytes of an event


async def events(chunks: AsyncIterator[bytes]) -> AsyncIterator[str]:
    """The data of each complete event. Raises ValueError for one longer than `LONGEST`."""
    lines, size = _Lines(), 0
    data: list[bytes] = []
    async for chunk in chunks:
        for line in lines.feed(chunk):
            if not line and data:
                yield b"\n".join(data).decode(errors="replace")
                data, size = [], 0
            elif line.startswith(b"data"):
                name, _, value = line.partition(b":")
                if name == b"data":
                    data.append(value.removeprefix(b" "))
                    size += len(line) + 1
        if size + lines.pending > LONGEST:
            raise ValueError(f"an event is longer than {LONGEST} bytes")


class _Lines:
    """Lines out of chunks: a line end may lie between two of them."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._begun = self._after_return = False
        self.pending = 0  # bytes of the line that has not ended

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The lines that a chunk ends."""
        if self._after_return and chunk:
            chunk = chunk.removeprefix(b"\n")
        self._after_return = chunk.endswith(b"\r")
        *ended, rest = _LINE_END.split(chunk)
        for piece in ended:
            yield self._line(piece)
        self._parts.append(rest)
        self.pending += len(rest)

    def _line(self, last: bytes) -> bytes:
        line = b"".join((*self._parts, last))
        self._parts, self.pending = [], 0
        if not self._begun:
            self._begun, line = True, line.removeprefix(_BOM)
        return line
