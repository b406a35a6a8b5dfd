"""What must hold of a request before a handler sees it, compiled once per operation.

Everything that is wrong is gathered and told at once: 400 for what cannot be read, 415 and 406
for media types, 413 for size, 422 for what the contract's schemas refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenon.contract import Contract, Location, Operation, Parameter
from tenon.runtime.dispatch import names
from tenon.runtime.judge import Judge
from tenon.runtime.parameter import Faults, ParameterReader, Values, missing
from tenon.runtime.payload import BodyReader, Known
from tenon.runtime.problem import BadRequest, Problem, Unprocessable
from tenon.runtime.query import QueryReader
from tenon.runtime.settings import RuntimeSettings

# A refusal stays small, however large and wrong the request is.
_MOST_ERRORS = 100
_LONGEST_NAME = 200


class Gate:
    """Reads and judges everything that one operation declares."""

    def __init__(
        self, contract: Contract, judge: Judge, operation: Operation, settings: RuntimeSettings
    ) -> None:
        def readers(location: Location) -> list[tuple[Parameter, ParameterReader]]:
            located = operation.located(location)
            return [(p, ParameterReader(contract, judge, p)) for p in located]

        in_path = {p.name: reader for p, reader in readers(Location.PATH)}
        self._path = [in_path.get(name) for name in names(operation.path)]
        self._headers = [
            (p.name.lower().encode("latin-1", "replace"), p, r) for p, r in readers(Location.HEADER)
        ]
        self._cookies = readers(Location.COOKIE)
        self._query = QueryReader(contract, judge, operation)
        self.body: BodyReader | None = None
        if operation.body is not None:
            self.body = BodyReader(contract, judge, operation.body, settings)

    def read(
        self,
        scope: Mapping[str, Any],
        headers: dict[bytes, bytes],
        captured: tuple[bytes, ...],
        body: tuple[Known | None, bytes] | None = None,
    ) -> Values:
        """The judged values of a request by argument. Raises Problem.

        `body` is how the body is read (`self.body.meet` told it) and its bytes.
        """
        values: Values = {}
        faults: Faults = []
        if captured:
            for read, raw in zip(self._path, captured, strict=True):
                if read is not None:
                    read.read(raw.decode("latin-1"), values, faults)
        self._query.read(scope["query_string"], values, faults)
        for key, parameter, reader in self._headers:
            text = headers.get(key)
            if text is not None:
                reader.read(_header_text(text), values, faults)
            elif parameter.required:
                faults.append(missing(parameter))
        if self._cookies:
            self._read_cookies(headers.get(b"cookie", b""), values, faults)
        if self.body is not None and body is not None:
            self.body.read(*body, values, faults)
        if faults:
            raise _refusal(faults)
        return values

    def _read_cookies(self, header: bytes, values: Values, faults: Faults) -> None:
        cookies = _cookies(_header_text(header))
        for parameter, reader in self._cookies:
            text = cookies.get(parameter.name)
            if text is not None:
                reader.read(text, values, faults)
            elif parameter.required:
                faults.append(missing(parameter))


def _cookies(header: str) -> dict[str, str]:
    """The cookies of a request, values still encoded (RFC 6265, section 4.2.1)."""
    pairs = (part.partition("=") for part in header.split(";"))
    found: dict[str, str] = {}
    for name, equals, value in pairs:
        text = value.strip()
        quoted = len(text) > 1 and text[0] == text[-1] == '"'
        if equals:
            found.setdefault(name.strip(), text[1:-1] if quoted else text)
    return found


def _header_text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _refusal(faults: Faults) -> Problem:
    kind = BadRequest if any(fault.code == "malformed" for fault in faults) else Unprocessable
    first = faults[0]
    where = (first.name or first.pointer or first.location)[:_LONGEST_NAME]
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return kind(f"{where}: {first.message}{more}", errors=faults[:_MOST_ERRORS])
